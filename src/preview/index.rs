//! Where lines and columns are in a text of any size, in bounded memory.
//!
//! Marks stand every so many bytes, not lines: a file of one line of a gigabyte is as quick to
//! look into as one of a million lines. When there are too many marks every second one goes, and
//! they stand twice as far apart from then on.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::blocks::fill;
use super::cells::{Cells, whole_chars};
use crate::image::Blob;

/// Bytes that are looked at in one step, and between two marks at first.
const STEP: usize = 16 << 10;
/// Marks kept at most: 4 MiB of them. A file of 2 GiB has one every 16 KiB, one of 10 GB every
/// 128 KiB.
const MARKS: usize = 128 << 10;

/// A place in a text: a byte offset with its line (0-based) and column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) offset: u64,
    pub(super) line: u64,
    pub(super) cells: Cells,
}

impl Mark {
    fn before(&self, line: u64, column: u64) -> bool {
        (self.line, self.cells.column) < (line, column)
    }

    /// The place behind `bytes`, which start here and end at the end of a character.
    pub(super) fn past(self, bytes: &[u8]) -> Mark {
        let newlines = bytes.iter().filter(|&&b| b == b'\n').count() as u64;
        let mut cells = if newlines == 0 {
            self.cells
        } else {
            Cells::default()
        };
        let tail = bytes
            .iter()
            .rposition(|&b| b == b'\n')
            .map_or(0, |at| at + 1);
        cells.measure(&bytes[tail..]);
        Mark {
            offset: self.offset + bytes.len() as u64,
            line: self.line + newlines,
            cells,
        }
    }
}

/// The marks of one text, as far as it has been read.
#[derive(Debug)]
pub(super) struct Index(Mutex<State>);

#[derive(Debug)]
struct State {
    marks: Vec<Mark>,
    stride: u64,
    /// Where reading has come to; every mark is before it.
    reached: Mark,
    /// Number of lines, once all is read.
    lines: Option<u64>,
}

impl Index {
    pub(super) fn new() -> Index {
        Index(Mutex::new(State {
            marks: vec![Mark::default()],
            stride: STEP as u64,
            reached: Mark::default(),
            lines: None,
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Marks are whole at every moment: a thread that died holding them changed nothing by it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Number of lines, once all is read.
    pub(super) fn lines(&self) -> Option<u64> {
        self.state().lines
    }

    /// Bytes read so far.
    pub(super) fn reached(&self) -> u64 {
        self.state().reached.offset
    }

    /// Bytes between two marks now.
    pub(super) fn stride(&self) -> u64 {
        self.state().stride
    }

    /// The last known place before that column of that line; the start of the text for its start.
    pub(super) fn before(&self, line: u64, column: u64) -> Mark {
        let state = self.state();
        if state.reached.before(line, column) {
            return state.reached;
        }
        let after = state
            .marks
            .partition_point(|mark| mark.before(line, column));
        state.marks[after.saturating_sub(1)]
    }

    /// The last known place at or before a byte.
    pub(super) fn at_or_before(&self, offset: u64) -> Mark {
        let state = self.state();
        if state.reached.offset <= offset {
            return state.reached;
        }
        let after = state.marks.partition_point(|mark| mark.offset <= offset);
        state.marks[after.saturating_sub(1)]
    }

    /// Reads the next stretch; false at the end. The file is read without holding up those who
    /// look things up; of two who read the same stretch the slower one has done it for nothing.
    pub(super) fn step(&self, blob: &Blob, buf: &mut Vec<u8>) -> io::Result<bool> {
        let from = self.state().reached;
        buf.resize(STEP, 0);
        let have = fill(blob, buf, from.offset)?;
        let at_end = from.offset + have as u64 >= blob.len();
        let whole = if at_end {
            have
        } else {
            whole_chars(&buf[..have])
        };
        let reached = from.past(&buf[..whole]);
        let mut state = self.state();
        if state.reached == from {
            state.advance(reached);
            if at_end {
                let open = from.offset < reached.offset && buf[whole - 1] != b'\n';
                state.lines.get_or_insert(reached.line + u64::from(open));
            }
        }
        Ok(!at_end)
    }
}

impl State {
    fn advance(&mut self, reached: Mark) {
        self.reached = reached;
        let last = self.marks.last().map_or(0, |mark| mark.offset);
        // A step can be a few bytes short of a stride, when its end would cut a character.
        if reached.offset - last + 4 <= self.stride {
            return;
        }
        if self.marks.len() >= MARKS {
            let mut keep = false;
            self.marks.retain(|_| {
                keep = !keep;
                keep
            });
            self.stride *= 2;
        }
        self.marks.push(reached);
    }
}
