//! Every encoding that a blob or a whole archive comes in, decoded to its true end.
//!
//! The usual stream readers stop too early or fail too late: one gzip reader gives the first
//! member only, another fails on the NULs that registries and tapes leave behind the last. Here
//! all members (gzip, RFC 1952 section 2.2), frames with the skippable ones (zstd, RFC 8878
//! section 3.1) and streams (bzip2, xz with stream padding) are decoded, and what follows the
//! last one is counted, not judged: see [`Decompressor::trailing`].

use std::io::{self, Read};

use super::codec::{Codec, corrupt};
use crate::limits::Limits;

/// Bytes taken from the input at a time.
const INPUT: usize = 256 << 10;

/// How bytes are encoded, as their first bytes tell; names and media types are not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compression {
    /// Nothing that is known here: the bytes stand for themselves.
    Plain,
    /// gzip, also of several members (eStargz, pigz).
    Gzip,
    /// Zstandard, also of several and of skippable frames (zstd:chunked).
    Zstd,
    /// bzip2.
    Bzip2,
    /// xz (not the older lzma).
    Xz,
}

impl Compression {
    /// Number of first bytes that [`Compression::sniff`] wants to see.
    pub const MAGIC: usize = 10;

    /// Tells the encoding from the first bytes; fewer than [`Compression::MAGIC`] only when there
    /// are no more.
    #[must_use]
    pub fn sniff(head: &[u8]) -> Compression {
        match head {
            [0x1f, 0x8b, 8, ..] => Compression::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Compression::Zstd,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Compression::Xz,
            // A tar may begin with a file named `BZh9`; the mark of a block tells them apart.
            [b'B', b'Z', b'h', b'1'..=b'9', block @ ..] if is_bzip2_block(block) => {
                Compression::Bzip2
            }
            _ => Compression::Plain,
        }
    }

    /// `plain`, `gzip`, `zstd`, `bzip2`, `xz`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Compression::Plain => "plain",
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
            Compression::Bzip2 => "bzip2",
            Compression::Xz => "xz",
        }
    }
}

fn is_bzip2_block(block: &[u8]) -> bool {
    const FIRST: [u8; 6] = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
    const LAST: [u8; 6] = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90];
    block.starts_with(&FIRST) || block.starts_with(&LAST)
}

/// What stands behind the last member of compressed data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trailing {
    /// NULs directly behind it: padding, which is harmless.
    pub nul_bytes: u64,
    /// Everything from the first other byte on: not decoded, and not the encoding's.
    pub garbage_bytes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Member,
    Between,
    Tail,
    Done,
    Failed,
}

/// Plain bytes out of encoded ones; see [`reader`].
pub struct Decompressor<R> {
    input: R,
    codec: Option<Codec>,
    compression: Compression,
    limits: Limits,
    buf: Box<[u8]>,
    start: usize,
    end: usize,
    eof: bool,
    state: State,
    /// An error that waits until what was decoded before it has been given out.
    broken: Option<io::Error>,
    trailing: Trailing,
}

/// Reads the plain bytes of `input`, which is encoded as `compression` says.
///
/// Reading to the end reads `input` to its end too, so a hash over `input` sees every byte.
/// The reader fails with `UnexpectedEof` where the data breaks off, `InvalidData` where it is
/// corrupt, `FileTooLarge` where it demands more memory than `limits` allow, and else as `input`
/// does; what was decoded before that has been given out.
///
/// # Errors
/// When the decoder cannot be set up.
pub fn reader<R: Read>(
    compression: Compression,
    input: R,
    limits: &Limits,
) -> io::Result<Decompressor<R>> {
    let codec = Codec::new(compression, limits)?;
    let size = if codec.is_some() { INPUT } else { 0 };
    Ok(Decompressor {
        input,
        codec,
        compression,
        limits: *limits,
        buf: vec![0; size].into(),
        start: 0,
        end: 0,
        eof: false,
        state: State::Member,
        broken: None,
        trailing: Trailing {
            nul_bytes: 0,
            garbage_bytes: 0,
        },
    })
}

impl<R> Decompressor<R> {
    /// What followed the encoded data; none before the end was read, and none when nothing did.
    #[must_use]
    pub fn trailing(&self) -> Option<Trailing> {
        let any = self.trailing.nul_bytes + self.trailing.garbage_bytes > 0;
        (any && self.state == State::Done).then_some(self.trailing)
    }

    /// The input; what was read ahead of the decoder is lost.
    #[must_use]
    pub fn into_inner(self) -> R {
        self.input
    }
}

impl<R: Read> Decompressor<R> {
    /// Appends input to what is buffered, from the front of the buffer.
    fn fill(&mut self) -> io::Result<()> {
        self.buf.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, self.end - self.start);
        match read_some(&mut self.input, &mut self.buf[self.end..])? {
            0 => self.eof = true,
            n => self.end += n,
        }
        Ok(())
    }

    fn member(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.start == self.end && !self.eof {
            self.fill()?;
        }
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        let Some(codec) = self.codec.as_mut() else {
            return Ok(0);
        };
        let step = codec.step(&self.buf[self.start..self.end], out, &self.limits)?;
        self.start += step.consumed;
        if step.broken.is_some() {
            self.broken = step.broken;
            return Ok(step.produced);
        }
        if step.end {
            self.state = State::Between;
        } else if step.consumed + step.produced == 0 {
            let name = self.compression.name();
            if self.start == self.end && self.eof {
                let message = format!("the {name} data breaks off before its end");
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
            } else if self.start != self.end {
                return Err(corrupt(format!("the {name} data is corrupt")));
            }
        }
        Ok(step.produced)
    }

    /// Decides what the bytes behind a member are: another member, or the tail.
    fn between(&mut self) -> io::Result<()> {
        while self.end - self.start < Compression::MAGIC && !self.eof {
            self.fill()?;
        }
        let padding = match self.compression {
            // Stream padding: NULs in fours, after which another stream may follow.
            Compression::Xz => self.xz_padding()?,
            _ => 0,
        };
        let head = &self.buf[self.start..self.end];
        if Compression::sniff(head) == self.compression {
            self.trailing.nul_bytes = 0;
            if let Some(codec) = self.codec.as_mut() {
                codec.restart(&self.limits)?;
            }
            self.state = State::Member;
        } else {
            self.trailing.nul_bytes = padding;
            self.state = State::Tail;
        }
        Ok(())
    }

    fn xz_padding(&mut self) -> io::Result<u64> {
        let mut padding = 0;
        loop {
            while self.end - self.start < Compression::MAGIC && !self.eof {
                self.fill()?;
            }
            if !self.buf[self.start..self.end].starts_with(&[0; 4]) {
                return Ok(padding);
            }
            self.start += 4;
            padding += 4;
        }
    }

    /// Counts what is left, to the end of the input.
    fn tail(&mut self) -> io::Result<()> {
        loop {
            let rest = &self.buf[self.start..self.end];
            let nuls = if self.trailing.garbage_bytes == 0 {
                rest.iter().take_while(|byte| **byte == 0).count()
            } else {
                0
            };
            self.trailing.nul_bytes += nuls as u64;
            self.trailing.garbage_bytes += (rest.len() - nuls) as u64;
            self.start = self.end;
            if self.eof {
                return Ok(());
            }
            self.fill()?;
        }
    }

    fn decode(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state {
                State::Member => match self.member(out)? {
                    0 => {}
                    n => return Ok(n),
                },
                State::Between => self.between()?,
                State::Tail => {
                    self.tail()?;
                    self.state = State::Done;
                }
                State::Done => return Ok(0),
                State::Failed => return Err(corrupt("the data before this is corrupt".to_owned())),
            }
        }
    }
}

impl<R: Read> Read for Decompressor<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        if self.codec.is_none() {
            return self.input.read(out);
        }
        let done = self.decode(out);
        if done.is_err() {
            self.state = State::Failed;
        }
        done
    }
}

fn read_some(input: &mut impl Read, buf: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(buf) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

#[cfg(test)]
mod tests;
