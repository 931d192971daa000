//! One layer through the primitives, over threads that hand buffers on and get them back.

use std::io::{self, BufRead, Read};
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, anyhow};
use crossbeam_channel::{Receiver, Sender, bounded};
use sha2::{Digest, Sha256};

use super::layers::Stored;

const BUFFER: usize = 128 << 10;
const BUFFERS: usize = 4;

/// Decompresses one layer, hashes it if asked, over threads if asked; gives its plain bytes.
pub(crate) fn work(layer: &Stored, hashes: bool, split: bool) -> Result<u64> {
    let mut magic = [0; 4];
    let n = layer.file.read_at(&mut magic, layer.offset)?;
    match &magic[..n] {
        [0x1f, 0x8b, ..] => compressed(layer, hashes, split, |from| {
            Ok(Box::new(flate2::bufread::MultiGzDecoder::new(from)))
        }),
        [0x28, 0xb5, 0x2f, 0xfd] => compressed(layer, hashes, split, |from| {
            Ok(Box::new(zstd::Decoder::with_buffer(from)?))
        }),
        _ => plain(layer, hashes, split),
    }
}

type Source<'a> = Box<dyn BufRead + Send + 'a>;
type Decoder<'a> = Box<dyn Read + Send + 'a>;

/// A plain layer: its digest is its diff_id, so one sha256 serves both.
fn plain(layer: &Stored, hashes: bool, split: bool) -> Result<u64> {
    let mut from = FileReader::new(layer);
    if !hashes || !split {
        let mut hashes = hashes.then(Hashes::default);
        return drain(&mut from, &mut |bytes| {
            if let Some(hashes) = &mut hashes {
                hashes.update(bytes);
            }
        });
    }
    let (out, mut back) = pipe();
    std::thread::scope(|scope| {
        let sha = scope.spawn(move || {
            let mut sha = Sha256::new();
            while back.next() {
                sha.update(&back.buffer);
            }
            sha.finalize()
        });
        let mut contents = blake3::Hasher::new();
        let sent = send(&mut from, out, |bytes| hash_contents(&mut contents, bytes));
        std::hint::black_box((sha.join().map_err(panicked)?, contents.finalize()));
        sent
    })
}

/// A compressed layer: stored bytes are hashed by one thread, decoded by another, and the plain
/// bytes hashed by a third.
fn compressed(
    layer: &Stored,
    hashes: bool,
    split: bool,
    decoder: impl for<'a> FnOnce(Source<'a>) -> io::Result<Decoder<'a>> + Send,
) -> Result<u64> {
    let mut from = FileReader::new(layer);
    if !hashes {
        return drain(
            &mut decoder(Box::new(io::BufReader::with_capacity(BUFFER, from)))?,
            &mut |_| (),
        );
    }
    if !split {
        let mut stored = Sha256::new();
        let mut hashes = Hashes::default();
        let tee = Tee {
            inner: from,
            sha: &mut stored,
        };
        let from = Box::new(io::BufReader::with_capacity(BUFFER, tee));
        let plain = drain(&mut decoder(from)?, &mut |bytes| hashes.update(bytes))?;
        std::hint::black_box(stored.finalize());
        return Ok(plain);
    }
    let (to_decoder, stored) = pipe();
    let (to_hashes, mut plain) = pipe();
    std::thread::scope(|scope| {
        let hashes = scope.spawn(move || {
            let mut hashes = Hashes::default();
            while plain.next() {
                hashes.update(&plain.buffer);
            }
        });
        let decoded = scope.spawn(move || -> Result<u64> {
            send(&mut decoder(Box::new(stored))?, to_hashes, |_| ())
        });
        let mut sha = Sha256::new();
        send(&mut from, to_decoder, |bytes| sha.update(bytes))?;
        std::hint::black_box(sha.finalize());
        hashes.join().map_err(panicked)?;
        decoded.join().map_err(panicked)?
    })
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> anyhow::Error {
    anyhow!("a thread of the pipeline panicked")
}

/// The hashes of the plain bytes.
#[derive(Default)]
struct Hashes(Sha256, blake3::Hasher);

impl Hashes {
    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
        hash_contents(&mut self.1, bytes);
    }
}

/// Size of the pieces that contents are hashed in; 0 for one piece as long as the layer.
pub(crate) static PIECE: AtomicUsize = AtomicUsize::new(0);

/// The content hash is of one file at a time, and a hash of little files costs more than one of
/// the same bytes at a stretch: `--piece` is their mean size.
fn hash_contents(whole: &mut blake3::Hasher, bytes: &[u8]) {
    match PIECE.load(Ordering::Relaxed) {
        0 => {
            whole.update(bytes);
        }
        piece => {
            for file in bytes.chunks(piece) {
                std::hint::black_box(blake3::hash(file));
            }
        }
    }
}

impl Drop for Hashes {
    fn drop(&mut self) {
        std::hint::black_box((std::mem::take(&mut self.0).finalize(), self.1.finalize()));
    }
}

/// Reads to the end through one small buffer.
fn drain(from: &mut dyn Read, each: &mut dyn FnMut(&[u8])) -> Result<u64> {
    let (mut buffer, mut total) = (vec![0; BUFFER], 0);
    loop {
        let n = fill(from, &mut buffer)?;
        if n == 0 {
            return Ok(total);
        }
        each(&buffer[..n]);
        total += n as u64;
    }
}

/// Reads to the end, handing each full buffer to `each` and then on.
fn send(from: &mut dyn Read, mut out: Out, mut each: impl FnMut(&[u8])) -> Result<u64> {
    let mut total = 0;
    loop {
        let mut buffer = out.buffer();
        buffer.resize(BUFFER, 0);
        let n = fill(from, &mut buffer)?;
        if n == 0 {
            return Ok(total);
        }
        buffer.truncate(n);
        each(&buffer);
        total += n as u64;
        out.full
            .send(buffer)
            .map_err(|_| anyhow!("the next thread has ended"))?;
    }
}

fn fill(from: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut n = 0;
    while n < buffer.len() {
        match from.read(&mut buffer[n..])? {
            0 => break,
            more => n += more,
        }
    }
    Ok(n)
}

/// The writing end of a pipe of buffers.
struct Out {
    full: Sender<Vec<u8>>,
    empty: Receiver<Vec<u8>>,
    made: usize,
}

impl Out {
    fn buffer(&mut self) -> Vec<u8> {
        if self.made < BUFFERS && self.empty.is_empty() {
            self.made += 1;
            return Vec::with_capacity(BUFFER);
        }
        self.empty.recv().unwrap_or_default()
    }
}

/// The reading end of a pipe of buffers.
struct In {
    full: Receiver<Vec<u8>>,
    empty: Sender<Vec<u8>>,
    buffer: Vec<u8>,
    at: usize,
}

fn pipe() -> (Out, In) {
    let (full, full_out) = bounded(BUFFERS);
    let (empty, empty_out) = bounded(BUFFERS);
    let out = Out {
        full,
        empty: empty_out,
        made: 0,
    };
    (
        out,
        In {
            full: full_out,
            empty,
            buffer: Vec::new(),
            at: 0,
        },
    )
}

impl In {
    /// Puts the next buffer in place; false at the end.
    fn next(&mut self) -> bool {
        let done = std::mem::take(&mut self.buffer);
        if done.capacity() > 0 {
            let _gone = self.empty.send(done);
        }
        self.at = 0;
        self.buffer = self.full.recv().unwrap_or_default();
        !self.buffer.is_empty()
    }
}

impl Read for In {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buf)?;
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for In {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.buffer.len() {
            self.next();
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, n: usize) {
        self.at += n;
    }
}

struct FileReader<'a> {
    layer: &'a Stored,
    at: u64,
}

impl FileReader<'_> {
    fn new(layer: &Stored) -> FileReader<'_> {
        FileReader { layer, at: 0 }
    }
}

impl Read for FileReader<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(self.layer.len - self.at).unwrap_or(usize::MAX);
        let most = rest.min(buf.len());
        let n = self
            .layer
            .file
            .read_at(&mut buf[..most], self.layer.offset + self.at)?;
        self.at += n as u64;
        Ok(n)
    }
}

struct Tee<'a, R> {
    inner: R,
    sha: &'a mut Sha256,
}

impl<R: Read> Read for Tee<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.sha.update(&buf[..n]);
        Ok(n)
    }
}
