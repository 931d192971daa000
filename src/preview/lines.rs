//! Contents as lines of text: so many lines, from such a column on, so many columns wide.

use std::io;
use std::ops::Range;

use super::blocks::Blocks;
use super::cells::{Glyph, units, whole_chars};
use super::index::Mark;
use super::{Preview, PreviewError, unreadable};

/// Bytes beyond the indexed part that a window may look through by itself for the start of a line.
const AHEAD: u64 = 1 << 20;
/// The same for a column, for which every character is measured.
const ALONG: u64 = 256 << 10;
/// Lines, and cells of one, given at most for a window.
const MOST: usize = 4096;

/// Bytes of a line that are measured at a time.
const LEAP: usize = 4 << 10;

/// A line of text as far as it stands in the window.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// What is to be drawn: never more cells than asked for, nothing in it acts on a terminal.
    pub text: String,
    /// The parts of `text` (in bytes) that stand for something that was written out.
    pub escaped: Vec<Range<usize>>,
    /// Something stands to the left of the window.
    pub left: bool,
    /// Something stands to the right of it.
    pub right: bool,
}

/// Why a window has no more lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// It has as many as were asked for.
    Full,
    /// The text ends.
    End,
    /// Where the next line starts is not known yet; [`Preview::index_lines`] will find it.
    Unknown,
}

/// Some lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The lines, without gaps.
    pub lines: Vec<Line>,
    /// What is behind them.
    pub rest: Rest,
}

/// The result of looking for a place.
enum Found {
    At(Mark),
    End,
    Unknown,
}

/// The columns asked for.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    from: u64,
    to: u64,
}

impl Columns {
    pub(super) fn new(from: u64, width: usize) -> Columns {
        let to = from.saturating_add(width.min(MOST) as u64);
        Columns { from, to }
    }
}

impl Preview {
    /// `count` lines from number `first` (from 1) on, the cells from column `from` (from 0) on,
    /// `width` of them. Both are cut to 4096.
    ///
    /// # Errors
    /// When the contents cannot be read there.
    pub fn lines(
        &self,
        first: u64,
        count: usize,
        from: u64,
        width: usize,
    ) -> Result<Window, PreviewError> {
        let first = (first.max(1) - 1).min(u64::MAX / 2); // counting on from there cannot overflow
        let drawn = self.window(first, count, Columns::new(from, width));
        drawn.map_err(|error| unreadable(&self.blob, &error))
    }

    fn window(&self, first: u64, count: usize, columns: Columns) -> io::Result<Window> {
        let mut blocks = Blocks::new(&self.blob);
        let (mut lines, mut near) = (Vec::new(), Mark::default());
        for line in (first..).take(count.min(MOST)) {
            let start = match self.line_start(&mut blocks, near, line)? {
                Found::At(start) => start,
                Found::End => {
                    return Ok(Window {
                        lines,
                        rest: Rest::End,
                    });
                }
                Found::Unknown => {
                    return Ok(Window {
                        lines,
                        rest: Rest::Unknown,
                    });
                }
            };
            let known = self.index.before(line, columns.from);
            let start = if known.line == line && known.offset > start.offset {
                known
            } else {
                start
            };
            let Some(start) = self.skip(&mut blocks, start, columns.from)? else {
                return Ok(Window {
                    lines,
                    rest: Rest::Unknown,
                });
            };
            let (drawn, end) = draw(&mut blocks, start, columns)?;
            lines.push(drawn);
            near = end;
        }
        Ok(Window {
            lines,
            rest: Rest::Full,
        })
    }

    /// Where a line starts; `near` is a place known by the way.
    fn line_start(&self, blocks: &mut Blocks<'_>, near: Mark, line: u64) -> io::Result<Found> {
        let known = self.index.before(line, 0);
        let near_is_better = near.line <= line && near.offset > known.offset;
        let mut at = if near_is_better { near } else { known };
        let give_up = self.give_up_at(at, AHEAD);
        while at.line < line {
            let block = blocks.at(at.offset)?;
            if block.is_empty() {
                return Ok(Found::End);
            }
            if at.offset > give_up {
                return Ok(Found::Unknown);
            }
            let newlines = block.iter().enumerate().filter(|&(_, &b)| b == b'\n');
            let wanted = (line - at.line - 1).min(block.len() as u64) as usize;
            let here = newlines.map(|(at, _)| at + 1).nth(wanted);
            at = match here {
                Some(next) => Mark {
                    offset: at.offset + next as u64,
                    line,
                    ..Mark::default()
                },
                None => passed(at, block),
            };
        }
        let ended = blocks.at(at.offset)?.is_empty();
        Ok(if ended { Found::End } else { Found::At(at) })
    }

    /// Moves on within a line to shortly before a column; none when that is too far.
    fn skip(&self, blocks: &mut Blocks<'_>, start: Mark, column: u64) -> io::Result<Option<Mark>> {
        let (mut at, give_up) = (start, self.give_up_at(start, ALONG));
        loop {
            let block = blocks.at(at.offset)?;
            let line = match block.iter().position(|&b| b == b'\n') {
                Some(end) => &block[..end],
                None => block,
            };
            let next = at.past(line);
            if line.len() < block.len() || line.is_empty() || next.cells.column >= column {
                return Ok(Some(at));
            }
            if next.offset > give_up {
                return Ok(None);
            }
            at = next;
        }
    }

    /// How far to look from a known place: where all is indexed the next mark comes sooner.
    fn give_up_at(&self, from: Mark, ahead: u64) -> u64 {
        let far = 2 * self.index.stride() + ahead;
        from.offset.saturating_add(far)
    }

    /// The byte at which a line (from 1) starts, when it is there and can be found quickly.
    #[must_use]
    pub fn offset_of_line(&self, line: u64) -> Option<u64> {
        let mut blocks = Blocks::new(&self.blob);
        let found = self.line_start(&mut blocks, Mark::default(), line.max(1) - 1);
        match found {
            Ok(Found::At(mark)) => Some(mark.offset),
            _ => None,
        }
    }
}

/// The place behind a block in which the wanted line does not start. Columns are not counted.
fn passed(at: Mark, block: &[u8]) -> Mark {
    Mark {
        offset: at.offset + block.len() as u64,
        line: at.line + block.iter().filter(|&&b| b == b'\n').count() as u64,
        ..Mark::default()
    }
}

/// Draws what stands in the columns, from a place of the line at or before them; gives the place
/// where drawing stopped.
fn draw(blocks: &mut Blocks<'_>, start: Mark, columns: Columns) -> io::Result<(Line, Mark)> {
    let mut pen = Pen::new(start, columns);
    loop {
        let block = blocks.at(pen.at.offset)?;
        if block.is_empty() || !pen.draw(block) {
            return Ok((pen.line, pen.at));
        }
    }
}

/// Draws bytes that are at hand as if they were a line: for lines that were read already.
pub(super) fn draw_bytes(line: &[u8], number: u64, columns: Columns) -> Line {
    let start = Mark {
        line: number.max(1) - 1,
        ..Mark::default()
    };
    // What is far to the left of the window is measured, not drawn.
    let (mut at, mut rest) = (start, line);
    while rest.len() > LEAP {
        let (leap, behind) = rest.split_at(whole_chars(&rest[..LEAP]));
        let next = at.past(leap);
        if next.line > start.line || next.cells.column >= columns.from {
            break;
        }
        (at, rest) = (next, behind);
    }
    let mut pen = Pen::new(at, columns);
    pen.draw(rest);
    pen.line
}

struct Pen {
    at: Mark,
    columns: Columns,
    line: Line,
}

impl Pen {
    fn new(at: Mark, columns: Columns) -> Pen {
        let line = Line {
            number: at.line + 1,
            left: at.cells.column > 0,
            ..Line::default()
        };
        Pen { at, columns, line }
    }

    /// False when the line or the window is at its end.
    fn draw(&mut self, block: &[u8]) -> bool {
        let line = block.split(|&b| b == b'\n').next().unwrap_or_default();
        for unit in units(line) {
            let (before, mut cells) = (self.at.cells.column, self.at.cells);
            let glyph = cells.step(unit);
            if before >= self.columns.to && glyph.cells() > 0 {
                self.line.right = true;
                return false;
            }
            self.glyph(&glyph, before);
            self.at.cells = cells;
            self.at.offset += unit.len() as u64;
        }
        line.len() == block.len()
    }

    /// Draws the part of a glyph that stands in the columns.
    fn glyph(&mut self, glyph: &Glyph, before: u64) {
        let Columns { from, to } = self.columns;
        let after = before + glyph.cells();
        self.line.left |= before < from && glyph.cells() > 0;
        self.line.right |= after > to;
        if after < from || (after == from && before < from) {
            return;
        }
        let cut = from.max(before) - before;
        let shown = after.min(to).saturating_sub(from.max(before));
        match glyph {
            // A mark without a letter in the window belongs to what is left of it.
            Glyph::Char(_, 0) if self.line.text.is_empty() && before > 0 => {}
            Glyph::Char(c, cells) if *cells == shown => self.line.text.push(*c),
            Glyph::Char(..) | Glyph::Tab(_) => self.blank(shown),
            Glyph::Escaped(text) => {
                let start = self.line.text.len();
                let part = text.get(cut as usize..(cut + shown) as usize);
                self.line.text.push_str(part.unwrap_or_default());
                self.line.escaped.push(start..self.line.text.len());
            }
        }
    }

    fn blank(&mut self, cells: u64) {
        let cells = usize::try_from(cells).unwrap_or(0);
        self.line.text.extend(std::iter::repeat_n(' ', cells));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::{Blob, Watch};

    fn preview(text: &[u8]) -> Preview {
        Preview::of(Blob::from_bytes(text.to_vec(), "x")).unwrap()
    }

    fn texts(window: &Window) -> Vec<&str> {
        window.lines.iter().map(|line| &*line.text).collect()
    }

    #[test]
    fn a_window_is_cut_out_of_the_text_by_lines_and_cells() {
        let text = preview("one\nt\two\x1b[1m\n\n名前はx\nlast\u{202e}".as_bytes());
        for (first, count, from, width, shown, rest) in [
            (1, 2, 0, 80, vec!["one", "t       wo\\x1b[1m"], Rest::Full),
            (
                1,
                9,
                0,
                4,
                vec!["one", "t   ", "", "名前", "last"],
                Rest::End,
            ),
            (2, 1, 3, 9, vec!["     wo\\x"], Rest::Full),
            (2, 1, 11, 80, vec!["x1b[1m"], Rest::Full),
            (4, 1, 1, 4, vec![" 前 "], Rest::Full),
            (4, 1, 2, 9, vec!["前はx"], Rest::Full),
            (5, 5, 0, 99, vec!["last\\u{202e}"], Rest::End),
            (3, 1, 7, 99, vec![""], Rest::Full),
            (6, 1, 0, 9, vec![], Rest::End),
            (u64::MAX, 3, u64::MAX, usize::MAX, vec![], Rest::End),
            (0, 1, 0, 3, vec!["one"], Rest::Full),
            (1, 1, 0, 0, vec![""], Rest::Full),
        ] {
            for indexed in [false, true] {
                if indexed {
                    text.index_lines(&Watch::default()).unwrap();
                }
                let window = text.lines(first, count, from, width).unwrap();
                assert_eq!(
                    (texts(&window), window.rest),
                    (shown.clone(), rest),
                    "{first}+{from}"
                );
                for (at, line) in window.lines.iter().enumerate() {
                    assert_eq!(line.number, first.max(1) + at as u64);
                    assert!(crate::text::cells(&line.text) <= width);
                }
            }
        }
    }

    #[test]
    fn a_line_says_what_was_written_out_and_what_is_beside_it() {
        let text = preview(b"ab\x07cd\xffe");
        let line = |from, width| text.lines(1, 1, from, width).unwrap().lines.remove(0);
        let all = line(0, 80);
        assert_eq!(all.text, "ab\\x07cd\\xffe");
        assert_eq!(all.escaped, [2..6, 8..12]);
        assert_eq!((all.left, all.right), (false, false));
        let part = line(4, 6);
        assert_eq!(
            (&*part.text, &part.escaped[..]),
            ("07cd\\x", &[0..2, 4..6][..])
        );
        assert_eq!((part.left, part.right), (true, true));
        assert_eq!((line(0, 13).right, line(0, 12).right), (false, true));
    }

    /// Lines and columns of a large text, told by counting: the windows must agree.
    #[test]
    fn any_window_of_a_large_text_is_where_it_should_be() {
        let mut text = Vec::new();
        for line in 0..40_000 {
            text.extend(format!("{line}:").bytes());
            // Some lines are far longer than the distance of two marks.
            let long = if line % 9_000 == 8_000 {
                30_000
            } else {
                line % 40
            };
            for part in 0..long {
                text.extend(format!("é\t{part}\x01").bytes());
            }
            text.push(b'\n');
        }
        let lines: Vec<&[u8]> = text.split(|&b| b == b'\n').collect();
        let preview = preview(&text);
        preview.index_lines(&Watch::default()).unwrap();
        assert_eq!(preview.line_count(), Some(40_000));
        for (first, from) in [
            (1, 0),
            (39_990, 3),
            (8_001, 0),
            (8_001, 200_000),
            (8_000, 479_000),
            (17_001, 300_001),
            (26_002, 5),
            (40_000, 17),
        ] {
            let window = preview.lines(first, 20, from, 50).unwrap();
            for line in &window.lines {
                let columns = Columns::new(from, 50);
                let expected = draw_bytes(lines[line.number as usize - 1], line.number, columns);
                assert_eq!(*line, expected, "line {} from {from}", line.number);
            }
            assert_eq!(window.lines.len() as u64, 20.min(40_001 - first));
            let offset = preview.offset_of_line(first).unwrap() as usize;
            assert!(text[offset..].starts_with(lines[first as usize - 1]));
        }
    }

    #[test]
    fn what_is_not_indexed_yet_is_said_to_be_unknown() {
        let mut text = vec![b'x'; 4 << 20];
        text.extend(b"\nsecond\n");
        let preview = preview(&text);
        let window = preview.lines(1, 5, 0, 10).unwrap();
        assert_eq!(
            (texts(&window), window.rest),
            (vec!["xxxxxxxxxx"], Rest::Unknown)
        );
        assert_eq!(preview.lines(1, 1, 3 << 20, 9).unwrap().rest, Rest::Unknown);
        preview.index_lines(&Watch::default()).unwrap();
        let window = preview.lines(1, 5, (4 << 20) - 3, 10).unwrap();
        assert_eq!((texts(&window), window.rest), (vec!["xxx", ""], Rest::End));
        assert_eq!(texts(&preview.lines(2, 1, 0, 3).unwrap()), ["sec"]);
    }
}
