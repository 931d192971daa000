//! Contents that are too large to be held: scanned in blocks that overlap.
//!
//! A block decides what begins in it, and sees as far beyond as a match can reach; each rule
//! remembers where its last match ended. So the same is found as in the whole, however the
//! stretches fall.

use super::Hit;
use super::block::Block;
use super::pattern::{AFTER, BEFORE};
use super::scan::Scanner;
use super::scratch::Scratch;

/// Bytes that are decided at a time.
const BLOCK: usize = 1 << 20;
/// Bytes that are kept before a block, for what looks back.
const BACK: usize = 4 * BEFORE;
/// Bytes that are seen behind a block; one more than the longest match shows its edge.
const AHEAD: usize = AFTER + 64;

/// A content that comes in stretches.
#[derive(Debug)]
pub struct Stream<'s> {
    scanner: &'s Scanner,
    scratch: Scratch,
    pub(super) binary: bool,
    buffer: Vec<u8>,
    /// Where in the content the buffer begins.
    base: u64,
    /// Up to here in the buffer all is decided.
    from: usize,
    block: usize,
}

impl<'s> Stream<'s> {
    pub(super) fn new(scanner: &'s Scanner, binary: bool) -> Stream<'s> {
        let mut scratch = Scratch::default();
        scratch.begin(scanner.patterns.len());
        Stream {
            scanner,
            scratch,
            binary,
            buffer: vec![],
            base: 0,
            from: 0,
            block: BLOCK,
        }
    }

    /// With blocks of another length: for tests, whose texts are short.
    #[cfg(test)]
    pub(super) fn of_blocks(scanner: &'s Scanner, block: usize) -> Stream<'s> {
        Stream {
            block,
            ..Stream::new(scanner, false)
        }
    }

    /// The next stretch; tells what can be decided by now.
    pub fn push(&mut self, mut bytes: &[u8], out: &mut dyn FnMut(Hit)) {
        while !bytes.is_empty() {
            let full = self.from + self.block + AHEAD;
            let room = full.saturating_sub(self.buffer.len()).min(bytes.len());
            let (now, later) = bytes.split_at(room);
            self.buffer.extend_from_slice(now);
            bytes = later;
            if self.buffer.len() >= full {
                self.scan(self.from + self.block, out);
                let passed = self.from.saturating_sub(BACK);
                self.buffer.drain(..passed);
                self.base += passed as u64;
                self.from -= passed;
            }
        }
    }

    /// The end; tells the rest. True: there were more hits than [`super::Options::hits`], and
    /// some were left out.
    pub fn finish(mut self, out: &mut dyn FnMut(Hit)) -> bool {
        self.scan(self.buffer.len(), out);
        self.scratch.tell(None, out);
        self.scratch.cut()
    }

    fn scan(&mut self, to: usize, out: &mut dyn FnMut(Hit)) {
        let block = Block {
            bytes: &self.buffer,
            base: self.base,
            from: self.from,
            to,
            binary: self.binary,
            more: true,
        };
        self.scanner.block(&block, &mut self.scratch, out);
        self.from = to;
    }
}
