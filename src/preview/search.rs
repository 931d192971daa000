//! Finding the next match, forward or backward, in contents of any size.
//!
//! The contents pass in blocks that overlap: a match may reach [`OVERLAP`] bytes into the next
//! block, and `^`, `\b` and the like see what stands before one.

use std::io;

use super::blocks::fill;
use super::pattern::Pattern;
use super::{Preview, PreviewError, unreadable};
use crate::image::{Blob, Watch};

/// Bytes in which matches may start, a block.
const BLOCK: u64 = 1 << 20;
/// Bytes behind them that a match may reach into; of a longer one the end is not seen.
const OVERLAP: u64 = 64 << 10;
/// Bytes before them, for what looks behind itself.
const BEFORE: u64 = 16;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To the end.
    Forward,
    /// To the start.
    Backward,
}

/// Something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Where it starts, in bytes of the contents.
    pub offset: u64,
    /// Bytes that it takes, cut at 64 KiB.
    pub len: u64,
    /// The line in which it starts, from 1.
    pub line: u64,
    /// The column in which it starts, in cells from 0.
    pub column: u64,
    /// The column behind it, in its first line.
    pub end_column: u64,
    /// The search went past the end of the contents, and on from the other one.
    pub wrapped: bool,
}

impl Preview {
    /// The next match that starts at byte `from` or behind it, or, backward, the last that starts
    /// before `from`; then from the other end on. None when there is none at all.
    ///
    /// To go on from a match: forward from one byte behind its offset, backward from its offset.
    ///
    /// # Errors
    /// When cancelled, and when the contents cannot be read on.
    pub fn search(
        &self,
        pattern: &Pattern,
        from: u64,
        direction: Direction,
        watch: &Watch,
    ) -> Result<Option<Match>, PreviewError> {
        watch.begin(self.len());
        let from = from.min(self.len());
        let mut search = Search {
            blob: &self.blob,
            pattern,
            watch,
            buf: Vec::new(),
            done: 0,
        };
        let (first, second) = match direction {
            Direction::Forward => ((from, self.len()), (0, from)),
            Direction::Backward => ((0, from), (from, self.len())),
        };
        for (wrapped, (start, end)) in [(false, first), (true, second)] {
            let found = match direction {
                Direction::Forward => search.forward(start, end),
                Direction::Backward => search.backward(start, end),
            }?;
            if let Some((offset, len)) = found {
                return self.located(offset, len, wrapped, watch).map(Some);
            }
        }
        Ok(None)
    }

    /// A match with its line and columns. Lines are indexed that far, if they are not yet.
    fn located(
        &self,
        offset: u64,
        len: u64,
        wrapped: bool,
        watch: &Watch,
    ) -> Result<Match, PreviewError> {
        self.index_to(offset, watch)?;
        let known = self.index.at_or_before(offset);
        let mut bytes = vec![0; (offset - known.offset + len) as usize];
        let have = fill(&self.blob, &mut bytes, known.offset)
            .map_err(|error| unreadable(&self.blob, &error))?;
        let start = ((offset - known.offset) as usize).min(have);
        let (before, matched) = bytes[..have].split_at(start);
        let at = known.past(before);
        let first_line = matched.split(|&b| b == b'\n').next().unwrap_or_default();
        Ok(Match {
            offset,
            len,
            line: at.line + 1,
            column: at.cells.column,
            end_column: at.past(first_line).cells.column,
            wrapped,
        })
    }
}

struct Search<'a> {
    blob: &'a Blob,
    pattern: &'a Pattern,
    watch: &'a Watch,
    buf: Vec<u8>,
    done: u64,
}

/// Where a match starts, and its length.
type Found = Option<(u64, u64)>;

impl Search<'_> {
    /// The first match that starts in `start..end`.
    fn forward(&mut self, start: u64, end: u64) -> Result<Found, PreviewError> {
        let mut at = start;
        while at < end {
            let stop = end.min(at.saturating_add(BLOCK));
            let found = self.block(at, stop, true)?;
            if found.is_some() {
                return Ok(found);
            }
            at = stop;
        }
        Ok(None)
    }

    /// The last match that starts in `start..end`.
    fn backward(&mut self, start: u64, end: u64) -> Result<Found, PreviewError> {
        let mut stop = end;
        while stop > start {
            let at = start.max(stop.saturating_sub(BLOCK));
            let found = self.block(at, stop, false)?;
            if found.is_some() {
                return Ok(found);
            }
            stop = at;
        }
        Ok(None)
    }

    /// The first or last match that starts in `at..stop`, a block at most.
    fn block(&mut self, at: u64, stop: u64, first: bool) -> Result<Found, PreviewError> {
        if self.watch.is_cancelled() {
            return Err(PreviewError::Cancelled);
        }
        let base = at.saturating_sub(BEFORE);
        let read = self.read(base, stop + OVERLAP);
        read.map_err(|error| unreadable(self.blob, &error))?;
        let (mut from, stop) = ((at - base) as usize, (stop - base) as usize);
        let mut found = None;
        while let Some(here) = self.next(from).filter(|here| here.start() < stop) {
            // A match of nothing (`x*`) is nothing to go to.
            if !here.is_empty() {
                found = Some((base + here.start() as u64, here.len() as u64));
                if first {
                    break;
                }
            }
            from = here.end().max(here.start() + 1);
        }
        self.done += (stop as u64).saturating_sub(at - base);
        self.watch.reach(self.done);
        Ok(found)
    }

    fn next(&self, from: usize) -> Option<regex::bytes::Match<'_>> {
        (from <= self.buf.len())
            .then(|| self.pattern.0.find_at(&self.buf, from))
            .flatten()
    }

    fn read(&mut self, from: u64, to: u64) -> io::Result<()> {
        let len = to.min(self.blob.len()).saturating_sub(from);
        self.buf.resize(len as usize, 0);
        let have = fill(self.blob, &mut self.buf, from)?;
        self.buf.truncate(have);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::PatternKind;

    fn preview(text: Vec<u8>) -> Preview {
        Preview::of(Blob::from_bytes(text, "x")).unwrap()
    }

    fn find(preview: &Preview, typed: &str, from: u64, direction: Direction) -> Option<Match> {
        let pattern = Pattern::new(typed, PatternKind::Regex).unwrap();
        let watch = Watch::default();
        preview.search(&pattern, from, direction, &watch).unwrap()
    }

    #[test]
    fn matches_are_found_in_both_directions_and_around_the_ends() {
        let text = preview(b"one two\n\ttwo \x1b three\ntwo".to_vec());
        for (typed, from, direction, place) in [
            ("two", 0, Direction::Forward, Some((4, 1, 4, 7, false))),
            ("two", 5, Direction::Forward, Some((9, 2, 8, 11, false))),
            ("two", 22, Direction::Forward, Some((4, 1, 4, 7, true))),
            ("two", 21, Direction::Backward, Some((9, 2, 8, 11, false))),
            ("two", 4, Direction::Backward, Some((21, 3, 0, 3, true))),
            ("^two", 0, Direction::Forward, Some((21, 3, 0, 3, false))),
            (
                "three$",
                0,
                Direction::Forward,
                Some((15, 2, 17, 22, false)),
            ),
            (r"wo\n\s", 0, Direction::Forward, Some((5, 1, 5, 7, false))),
            ("x*", 0, Direction::Forward, None),
            ("four", 99, Direction::Backward, None),
        ] {
            let found = find(&text, typed, from, direction);
            let place_of = |m: Match| (m.offset, m.line, m.column, m.end_column, m.wrapped);
            assert_eq!(found.map(place_of), place, "{typed} from {from}");
        }
    }

    #[test]
    fn a_match_on_the_edge_of_two_blocks_is_found_once_and_whole() {
        for shift in [-5, -1, 0, 1] {
            let at = (BLOCK as i64 + shift) as usize;
            let mut text = vec![b'.'; 3 * BLOCK as usize];
            text[at..at + 6].copy_from_slice(b"needle");
            text[at - 1] = b'\n';
            let text = preview(text);
            for (direction, from) in [(Direction::Forward, 0), (Direction::Backward, u64::MAX)] {
                for typed in ["needle", "^needle", r"\bneedle\b", "n.*e"] {
                    let found = find(&text, typed, from, direction).unwrap();
                    assert_eq!((found.offset, found.line, found.column), (at as u64, 2, 0));
                    assert!(!found.wrapped);
                    let again = find(&text, typed, found.offset + 1, Direction::Forward).unwrap();
                    assert_eq!(
                        (again.offset, again.wrapped),
                        (found.offset, true),
                        "{typed}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_search_counts_what_it_read_and_stops_when_cancelled() {
        let text = preview(vec![b'a'; 3 << 20]);
        let pattern = Pattern::new("b", PatternKind::Text).unwrap();
        let watch = Watch::default();
        let found = text.search(&pattern, 5, Direction::Forward, &watch);
        assert_eq!(found, Ok(None));
        assert_eq!(watch.progress(), (3 << 20, 3 << 20));
        watch.cancel();
        let stopped = text.search(&pattern, 5, Direction::Backward, &watch);
        assert_eq!(stopped, Err(PreviewError::Cancelled));
    }
}
