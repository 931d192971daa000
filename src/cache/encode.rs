//! A layer to bytes, in the order of [`super::format`].

use std::io::{self, Write};

use super::format::{Before, MAGIC, VERSION, variant, zigzag};
use crate::image::Digest;
use crate::layer::{Entry, LayerIndex, Learned};
use crate::limits::Limits;

/// Bytes written at a time.
const CHUNK: usize = 64 << 10;

/// Writes a layer, and how many bytes that took.
///
/// # Errors
/// Those of `out`.
pub(super) fn encode(
    out: impl Write,
    stored: &Digest,
    learned: &Learned<'_>,
    limits: &Limits,
) -> io::Result<u64> {
    let mut out = Out::new(out);
    out.bytes(MAGIC)?;
    out.bytes(&VERSION.to_le_bytes())?;
    out.bytes(&variant(limits))?;
    out.text(stored.encoded().as_bytes())?;
    let bytes = learned.bytes;
    out.text(bytes.diff_id.encoded().as_bytes())?;
    out.text(bytes.compression.name().as_bytes())?;
    let (nul, garbage) = bytes
        .behind
        .map_or((0, 0), |behind| (behind.nul_bytes, behind.garbage_bytes));
    for number in [bytes.blob_bytes, bytes.plain_bytes, nul, garbage] {
        out.number(number)?;
    }
    index(&mut out, learned.index)?;
    out.number(learned.oddities.len() as u64)?;
    for (kind, message) in learned.oddities {
        out.text(kind.name().as_bytes())?;
        out.text(message.as_bytes())?;
    }
    out.finish()
}

fn index<W: Write>(out: &mut Out<W>, index: &LayerIndex) -> io::Result<()> {
    out.text(&index.names)?;
    out.text(&index.links)?;
    out.number(index.xattrs.len() as u64)?;
    for set in &index.xattrs {
        out.text(set)?;
    }
    out.number(index.dirs.len() as u64)?;
    let mut end = 0;
    for dir in &index.dirs {
        let (start, len) = (u64::from(dir.name.start), u64::from(dir.name.len));
        out.number(dir.parent.into())?;
        out.number(zigzag(end, start))?;
        out.number(len << 1 | u64::from(dir.explicit))?;
        end = start + len;
    }
    out.number(index.entries.len() as u64)?;
    let mut before = Before::default();
    for entry in &index.entries {
        row(out, entry, &before)?;
        before.pass(entry);
    }
    out.number(index.header_sizes.len() as u64)?;
    for &(entry, size) in &index.header_sizes {
        out.number(entry.into())?;
        out.number(size)?;
    }
    out.number(index.hashes.len() as u64)?;
    index.hashes.iter().try_for_each(|hash| out.bytes(hash))
}

fn row<W: Write>(out: &mut Out<W>, entry: &Entry, before: &Before) -> io::Result<()> {
    let [low, high] = entry.mode.to_le_bytes();
    out.bytes(&[entry.kind as u8, entry.typeflag, low, high])?;
    let device = entry.device().is_some();
    let place = match device {
        true => entry.place,
        false => zigzag(before.place, entry.place),
    };
    let link = match entry.link_len {
        0 => 0,
        _ => zigzag(before.link, entry.link_start.into()),
    };
    for number in [
        entry.size,
        zigzag(before.mtime, entry.mtime as u64),
        entry.mtime_nanos.into(),
        entry.uid.into(),
        entry.gid.into(),
        zigzag(before.parent, entry.parent.into()),
        zigzag(before.name, entry.name_start.into()),
        entry.name_len.into(),
        link,
        entry.link_len.into(),
        place,
        entry.xattrs.into(),
    ] {
        out.number(number)?;
    }
    Ok(())
}

/// Bytes on their way out, hashed.
struct Out<W> {
    write: W,
    buffer: Vec<u8>,
    hasher: blake3::Hasher,
    len: u64,
}

impl<W: Write> Out<W> {
    fn new(write: W) -> Out<W> {
        Out {
            write,
            buffer: Vec::with_capacity(CHUNK),
            hasher: blake3::Hasher::new(),
            len: 0,
        }
    }

    fn bytes(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        loop {
            let room = CHUNK - self.buffer.len();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.buffer.extend_from_slice(now);
            bytes = later;
            if bytes.is_empty() {
                return Ok(());
            }
            self.flush()?;
        }
    }

    fn number(&mut self, mut number: u64) -> io::Result<()> {
        let mut coded = [0; 10];
        let mut len = 0;
        loop {
            let last = number < 0x80;
            coded[len] = number as u8 & 0x7f | u8::from(!last) << 7;
            len += 1;
            if last {
                return self.bytes(&coded[..len]);
            }
            number >>= 7;
        }
    }

    fn text(&mut self, text: &[u8]) -> io::Result<()> {
        self.number(text.len() as u64)?;
        self.bytes(text)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hasher.update(&self.buffer);
        self.write.write_all(&self.buffer)?;
        self.len += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<u64> {
        self.flush()?;
        let checksum = *self.hasher.finalize().as_bytes();
        self.write.write_all(&checksum)?;
        self.write.flush()?;
        Ok(self.len + checksum.len() as u64)
    }
}
