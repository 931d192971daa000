//! Where a tar's bytes come from: a blob that can be seeked, or chunks that arrive in order.

use std::io;

use crate::image::Blob;

/// Bytes in order, that can be looked at without copying, and skipped.
pub(crate) trait Input {
    /// What comes next; empty only at the end.
    fn fill(&mut self) -> io::Result<&[u8]>;

    /// Moves past `n` bytes of what [`Input::fill`] gave.
    fn consume(&mut self, n: usize);

    /// Bytes moved past since the start.
    fn position(&self) -> u64;

    /// Moves past up to `n` bytes; says how many there were.
    fn skip(&mut self, n: u64) -> io::Result<u64> {
        let mut left = n;
        while left > 0 {
            let have = self.fill()?.len();
            if have == 0 {
                break;
            }
            let step = usize::try_from(left).unwrap_or(usize::MAX).min(have);
            self.consume(step);
            left -= step as u64;
        }
        Ok(n - left)
    }

    /// Fills `buf` from what comes next; says how much there was.
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut done = 0;
        while done < buf.len() {
            let next = self.fill()?;
            if next.is_empty() {
                break;
            }
            let step = next.len().min(buf.len() - done);
            buf[done..done + step].copy_from_slice(&next[..step]);
            self.consume(step);
            done += step;
        }
        Ok(done)
    }
}

impl<I: Input> Input for &mut I {
    fn fill(&mut self) -> io::Result<&[u8]> {
        (**self).fill()
    }

    fn consume(&mut self, n: usize) {
        (**self).consume(n);
    }

    fn position(&self) -> u64 {
        (**self).position()
    }

    fn skip(&mut self, n: u64) -> io::Result<u64> {
        (**self).skip(n)
    }
}

/// A blob read through a small window: skipping costs nothing, and small files that lie between
/// two headers come with the headers. Behind a skip the window is a page, for the next header is
/// all that is wanted of a large file's end; it doubles where small files follow.
pub(crate) struct BlobInput {
    blob: Blob,
    window: Vec<u8>,
    /// Bytes that the next read asks for.
    ask: usize,
    start: u64,
    at: usize,
}

impl BlobInput {
    const LEAST: usize = 4 << 10;
    const MOST: usize = 32 << 10;

    pub(crate) fn new(blob: Blob) -> BlobInput {
        BlobInput {
            blob,
            window: Vec::new(),
            ask: Self::LEAST,
            start: 0,
            at: 0,
        }
    }
}

impl Input for BlobInput {
    fn fill(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.window.len() {
            self.start = self.position();
            self.at = 0;
            self.window.resize(self.ask, 0);
            self.ask = (self.ask * 2).min(Self::MOST);
            let read = self.blob.read_at(&mut self.window, self.start);
            self.window.truncate(*read.as_ref().unwrap_or(&0));
            read?;
        }
        Ok(&self.window[self.at..])
    }

    fn consume(&mut self, n: usize) {
        self.at += n;
    }

    fn position(&self) -> u64 {
        self.start + self.at as u64
    }

    fn skip(&mut self, n: u64) -> io::Result<u64> {
        let here = self.position();
        let n = n.min(self.blob.len().saturating_sub(here));
        let in_window = (self.window.len() - self.at.min(self.window.len())) as u64;
        if n <= in_window {
            self.at += n as usize; // fits: no more than the window
        } else {
            self.window.clear();
            self.ask = Self::LEAST;
            (self.start, self.at) = (here + n, 0);
        }
        Ok(n)
    }
}

/// Chunks as another thread, or a decompressor, hands them over.
pub(crate) struct ChunkInput<C, F> {
    next: F,
    chunk: Option<C>,
    at: usize,
    before: u64,
}

impl<C: AsRef<[u8]>, F: FnMut() -> io::Result<Option<C>>> ChunkInput<C, F> {
    /// `next` gives chunks until `None`.
    pub(crate) fn new(next: F) -> Self {
        ChunkInput {
            next,
            chunk: None,
            at: 0,
            before: 0,
        }
    }
}

impl<C: AsRef<[u8]>, F: FnMut() -> io::Result<Option<C>>> Input for ChunkInput<C, F> {
    fn fill(&mut self) -> io::Result<&[u8]> {
        while self
            .chunk
            .as_ref()
            .is_none_or(|chunk| self.at >= chunk.as_ref().len())
        {
            self.before += self.at as u64;
            self.at = 0;
            self.chunk = None; // given back before the next is asked for
            self.chunk = (self.next)()?;
            if self.chunk.is_none() {
                return Ok(&[]);
            }
        }
        Ok(self
            .chunk
            .as_ref()
            .map_or(&[], |chunk| &chunk.as_ref()[self.at..]))
    }

    fn consume(&mut self, n: usize) {
        self.at += n;
    }

    fn position(&self) -> u64 {
        self.before + self.at as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(bytes: &[u8]) -> [Box<dyn Input>; 2] {
        let mut rest: Vec<Vec<u8>> = bytes.chunks(7).rev().map(<[u8]>::to_vec).collect();
        let blob = Blob::from_bytes(bytes.to_vec(), "test");
        [
            Box::new(BlobInput::new(blob)),
            Box::new(ChunkInput::new(move || Ok(rest.pop()))),
        ]
    }

    #[test]
    fn a_blob_and_chunks_read_and_skip_alike() {
        let bytes: Vec<u8> = (0..100_000u32).flat_map(u32::to_le_bytes).collect();
        for mut input in both(&bytes) {
            let mut buf = [0; 10];
            assert_eq!(input.read(&mut buf).unwrap(), 10);
            assert_eq!(buf, bytes[..10]);
            assert_eq!(input.skip(5).unwrap(), 5);
            assert_eq!(input.read(&mut buf).unwrap(), 10);
            assert_eq!(buf, bytes[15..25]);
            assert_eq!(input.skip(300_000).unwrap(), 300_000);
            assert_eq!(input.read(&mut buf).unwrap(), 10);
            assert_eq!(buf, bytes[300_025..300_035]);
            assert_eq!(input.position(), 300_035);
            assert_eq!(input.skip(u64::MAX).unwrap(), 400_000 - 300_035);
            assert_eq!(input.read(&mut buf).unwrap(), 0);
            assert_eq!(input.position(), 400_000);
        }
    }
}
