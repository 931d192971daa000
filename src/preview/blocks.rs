//! Bytes of a blob at any offset, a block at a time.

use std::io;

use super::cells::whole_chars;
use crate::image::Blob;

/// Bytes read at a time for a window.
const BLOCK: usize = 16 << 10;
/// Bytes that a look must at least give, unless the blob ends: some characters.
const LEAST: usize = 64;

/// The last block read, kept: neighbouring lines stand in it.
pub(super) struct Blocks<'b> {
    blob: &'b Blob,
    block: Vec<u8>,
    start: u64,
}

impl<'b> Blocks<'b> {
    pub(super) fn new(blob: &'b Blob) -> Blocks<'b> {
        Blocks {
            blob,
            block: Vec::new(),
            start: 0,
        }
    }

    /// Bytes from `offset` on, ending at the end of a character; empty at the end of the blob.
    pub(super) fn at(&mut self, offset: u64) -> io::Result<&[u8]> {
        let end = self.start + self.block.len() as u64;
        let enough = end == self.blob.len() || offset + LEAST as u64 <= end;
        if offset < self.start || offset > end || !enough {
            self.block.resize(BLOCK, 0);
            let have = fill(self.blob, &mut self.block, offset)?;
            self.block.truncate(have);
            self.start = offset;
        }
        let rest = &self.block[(offset - self.start) as usize..];
        let at_end = offset + rest.len() as u64 >= self.blob.len();
        let whole = if at_end {
            rest.len()
        } else {
            whole_chars(rest)
        };
        Ok(&rest[..whole])
    }
}

/// Reads at `offset` until the buffer is full or the blob ends; says how much there was.
pub(super) fn fill(blob: &Blob, buf: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut have = 0;
    while have < buf.len() {
        match blob.read_at(&mut buf[have..], offset + have as u64)? {
            0 => break,
            n => have += n,
        }
    }
    Ok(have)
}
