//! How many terminal cells the bytes of a line take, and what stands in them.
//!
//! Everything that could act on a terminal is written out by the rules of [`crate::text`]; a tab
//! fills up to the next 8th column. Measuring and drawing share one step, so that a column means
//! the same in the line index, in a window and in what a search found.

use unicode_width::UnicodeWidthChar;

use crate::text::{byte_written_out, char_written_out, harmless};

/// Columns between two tab stops.
const TAB: u64 = 8;
/// Marks that may stand on one character; further ones are written out, so that a line of nothing
/// but marks is not drawn into one cell without end.
const MARKS: u8 = 8;

/// A place within a line, in cells from its start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cells {
    pub(super) column: u64,
    marks: u8,
}

/// What is drawn for a character or for a byte that is part of none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Glyph {
    /// The character as it is, in so many cells.
    Char(char, u64),
    /// So many spaces.
    Tab(u64),
    /// Printable ASCII in its place, a cell a byte.
    Escaped(String),
}

/// A character, or a byte that belongs to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Char(char),
    Byte(u8),
}

impl Unit {
    /// Bytes that it takes in the text.
    pub(super) fn len(self) -> usize {
        match self {
            Unit::Char(c) => c.len_utf8(),
            Unit::Byte(_) => 1,
        }
    }
}

impl Unit {
    /// Cells that it takes when written out as [`crate::text`] does.
    fn escaped_cells(self) -> u64 {
        match self {
            Unit::Char('\n' | '\r' | '\t') => 2,
            Unit::Char(c) if (c as u32) >= 0x100 => {
                let digits = (u32::BITS - (c as u32).leading_zeros()).div_ceil(4);
                u64::from(4 + digits) // `\u{`, `}`
            }
            Unit::Char(_) | Unit::Byte(_) => 4,
        }
    }
}

/// How a unit is drawn, and in how many cells.
enum Shape {
    Char(u64),
    Tab(u64),
    Escaped(u64),
}

impl Shape {
    fn cells(&self) -> u64 {
        match self {
            Shape::Char(cells) | Shape::Tab(cells) | Shape::Escaped(cells) => *cells,
        }
    }
}

impl Glyph {
    /// Cells that it takes.
    pub(super) fn cells(&self) -> u64 {
        match self {
            Glyph::Char(_, cells) | Glyph::Tab(cells) => *cells,
            Glyph::Escaped(text) => text.len() as u64,
        }
    }
}

impl Cells {
    /// Moves past one unit; says what is drawn for it.
    pub(super) fn step(&mut self, unit: Unit) -> Glyph {
        match (self.pass(unit), unit) {
            (Shape::Tab(cells), _) => Glyph::Tab(cells),
            (Shape::Char(cells), Unit::Char(c)) => Glyph::Char(c, cells),
            (_, Unit::Char(c)) => Glyph::Escaped(char_written_out(c)),
            (_, Unit::Byte(byte)) => Glyph::Escaped(byte_written_out(byte)),
        }
    }

    /// The same without making what is drawn: for millions of them.
    fn pass(&mut self, unit: Unit) -> Shape {
        let mut is_mark = false;
        let shape = match unit {
            Unit::Char('\t') => Shape::Tab(TAB - self.column % TAB),
            Unit::Char(c) if harmless(c) => {
                let cells = c.width().unwrap_or(0) as u64;
                is_mark = cells == 0;
                if is_mark && self.marks >= MARKS {
                    Shape::Escaped(unit.escaped_cells())
                } else {
                    Shape::Char(cells)
                }
            }
            _ => Shape::Escaped(unit.escaped_cells()),
        };
        self.marks = if is_mark {
            self.marks.saturating_add(1)
        } else {
            0
        };
        self.column += shape.cells();
        shape
    }

    /// Moves past bytes of one line that end at the end of a character.
    pub(super) fn measure(&mut self, bytes: &[u8]) {
        const RUN: usize = 64;
        let mut rest = bytes;
        while !rest.is_empty() {
            // Printable ASCII is one cell a byte; a whole run is looked at at once.
            let run = &rest[..rest.len().min(RUN)];
            if run
                .iter()
                .fold(true, |all, b| all & matches!(b, b' '..=b'~'))
            {
                self.column += run.len() as u64;
                self.marks = 0;
                rest = &rest[run.len()..];
                continue;
            }
            let odd = whole_chars(&rest[..rest.len().min(RUN + 4)]);
            let odd = if odd == 0 { rest.len() } else { odd };
            for unit in units(&rest[..odd]) {
                self.pass(unit);
            }
            rest = &rest[odd..];
        }
    }
}

/// The characters and stray bytes of `bytes`, in order.
pub(super) fn units(bytes: &[u8]) -> impl Iterator<Item = Unit> + '_ {
    bytes.utf8_chunks().flat_map(|chunk| {
        let chars = chunk.valid().chars().map(Unit::Char);
        chars.chain(chunk.invalid().iter().map(|&byte| Unit::Byte(byte)))
    })
}

/// Bytes before a character that the end of `bytes` cuts off; all of them when it cuts none.
pub(super) fn whole_chars(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let start = bytes.len() - back;
        let lead = bytes[start];
        if lead & 0xc0 == 0x80 {
            continue;
        }
        let cut = std::str::from_utf8(&bytes[start..]);
        if lead >= 0xc0 && cut.is_err_and(|e| e.error_len().is_none()) {
            return start;
        }
        break;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(bytes: &[u8]) -> u64 {
        let mut cells = Cells::default();
        cells.measure(bytes);
        cells.column
    }

    #[test]
    fn every_kind_of_character_takes_its_cells() {
        for (bytes, columns) in [
            (&b"abc"[..], 3),
            (b"\t", 8),
            (b"1234567\tx", 9),
            (b"12345678\tx", 17),
            (b"\x1b[0m", 7),
            (b"\r", 2),
            (b"\xff\xfe", 8),
            ("名前".as_bytes(), 4),
            ("e\u{301}x".as_bytes(), 2),
            ("\u{202e}".as_bytes(), 8),
            (b"\xe5\x90", 8),
        ] {
            assert_eq!(measured(bytes), columns, "{bytes:?}");
        }
    }

    #[test]
    fn what_is_written_out_takes_the_cells_that_it_is_said_to_take() {
        let chars = (0..=0x10_ffff).filter_map(char::from_u32).map(Unit::Char);
        for unit in chars.chain((0..=255).map(Unit::Byte)) {
            let mut cells = Cells::default();
            let glyph = cells.step(unit);
            assert_eq!(cells.column, glyph.cells(), "{unit:?}");
        }
    }

    #[test]
    fn long_text_measures_as_the_sum_of_its_steps_wherever_it_is_cut() {
        let text = "ab\tc\u{1b}d名e\u{301}\u{301}é\u{200b} plain ascii in between, long enough to make a run\n"
            .replace('\n', " ")
            .repeat(40);
        let mut bytes = text.into_bytes();
        bytes.extend(b"\xff\xe2\x82 end");
        let mut stepped = Cells::default();
        for unit in units(&bytes) {
            stepped.step(unit);
        }
        for cut in 0..300 {
            let cut = whole_chars(&bytes[..cut]);
            let mut cells = Cells::default();
            cells.measure(&bytes[..cut]);
            cells.measure(&bytes[cut..]);
            assert_eq!(cells, stepped, "cut at {cut}");
        }
    }

    #[test]
    fn a_heap_of_marks_takes_room() {
        let heap = "a".to_owned() + &"\u{301}".repeat(1000);
        assert_eq!(measured(heap.as_bytes()), 1 + (1000 - 8) * 7);
    }

    #[test]
    fn only_a_character_that_is_cut_off_is_left_out() {
        for (bytes, whole) in [
            (&b"abc"[..], 3),
            (b"ab\xe2", 2),
            (b"ab\xe2\x82", 2),
            ("ab€".as_bytes(), 5),
            (b"a\xf0\x9f\x98", 1),
            (b"a\x80\x80\x80", 4),
            (b"a\xff", 2),
            (b"a\xe2\x41", 3),
            (b"", 0),
        ] {
            assert_eq!(whole_chars(bytes), whole, "{bytes:?}");
        }
    }
}
