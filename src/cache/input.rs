//! Numbers and lengths out of a file whose length is known and whose bytes may be anything.

use std::io::Read;

use super::format::CHECKSUM;

/// Bytes read at a time.
const CHUNK: usize = 64 << 10;

/// A file being read, hashed on the way. Every method gives none at the file's end, or when it
/// cannot be read.
pub(super) struct In<R> {
    read: R,
    buffer: Vec<u8>,
    at: usize,
    /// Bytes before the checksum that are not in the buffer yet.
    unread: u64,
    hasher: blake3::Hasher,
}

impl<R: Read> In<R> {
    /// A file of `len` bytes and a checksum.
    pub(super) fn new(read: R, len: u64) -> In<R> {
        In {
            read,
            buffer: Vec::new(),
            at: 0,
            unread: len,
            hasher: blake3::Hasher::new(),
        }
    }

    /// Bytes that are left before the checksum.
    fn left(&self) -> u64 {
        self.unread + (self.buffer.len() - self.at) as u64
    }

    /// Has at least `n` bytes at hand, `n` being small.
    fn need(&mut self, n: usize) -> Option<()> {
        if self.buffer.len() - self.at >= n {
            return Some(());
        }
        self.buffer.drain(..self.at);
        self.at = 0;
        while self.buffer.len() < n {
            self.fill()?;
        }
        Some(())
    }

    fn fill(&mut self) -> Option<()> {
        let have = self.buffer.len();
        let most = usize::try_from(self.unread).map_or(CHUNK, |unread| unread.min(CHUNK));
        if most == 0 {
            return None;
        }
        self.buffer.resize(have + most, 0);
        self.read.read_exact(&mut self.buffer[have..]).ok()?;
        self.hasher.update(&self.buffer[have..]);
        self.unread -= most as u64;
        Some(())
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.need(N)?;
        let array = self.buffer[self.at..].first_chunk().copied()?;
        self.at += N;
        Some(array)
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            self.need(1)?;
            let byte = self.buffer[self.at];
            self.at += 1;
            let part = u64::from(byte & 0x7f);
            number |= part << shift;
            if byte < 0x80 {
                // The tenth byte has room for one bit.
                return (part << shift >> shift == part).then_some(number);
            }
        }
        None
    }

    pub(super) fn number32(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    /// A number of things that take at least `each` bytes: as many as can still come.
    pub(super) fn count(&mut self, each: u64) -> Option<usize> {
        let count = self.number()?;
        let bytes = count.checked_mul(each)?;
        (bytes <= self.left()).then_some(())?;
        usize::try_from(count).ok()
    }

    /// Bytes with their length before them, at most `most`.
    pub(super) fn text(&mut self, most: u64) -> Option<Vec<u8>> {
        let len = self.count(1)?;
        if len as u64 > most {
            return None;
        }
        let mut text = Vec::with_capacity(len);
        while text.len() < len {
            self.need(1)?;
            let here = (len - text.len()).min(self.buffer.len() - self.at);
            text.extend_from_slice(&self.buffer[self.at..self.at + here]);
            self.at += here;
        }
        Some(text)
    }

    /// Passes over bytes.
    pub(super) fn skip(&mut self, mut n: u64) -> Option<()> {
        while n > 0 {
            self.need(1)?;
            let here = n.min((self.buffer.len() - self.at) as u64);
            self.at += here as usize;
            n -= here;
        }
        Some(())
    }

    /// True when nothing is left but the checksum of all that was read.
    pub(super) fn ends_with_its_checksum(mut self) -> bool {
        let mut checksum = [0; CHECKSUM as usize];
        self.left() == 0
            && self.read.read_exact(&mut checksum).is_ok()
            && *self.hasher.finalize().as_bytes() == checksum
    }
}
