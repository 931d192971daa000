//! Two texts compared line by line, in hunks with three lines around each change.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline, group_diff_ops};

use crate::preview::lines::{Columns, Line, draw_bytes};

/// Lines around a change.
const CONTEXT: usize = 3;
/// How long the smallest difference is looked for.
const PATIENCE: Duration = Duration::from_secs(2);

/// On which side a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Only in the old text.
    Old,
    /// Only in the new text.
    New,
    /// In both.
    Both,
}

/// One row of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiffRow {
    /// A hunk begins: the first line (from 1) and the number of lines, in the old text and in the
    /// new one. A side without lines names the line before it, as `diff -u` does.
    Hunk {
        /// In the old text.
        old: (u64, u64),
        /// In the new text.
        new: (u64, u64),
    },
    /// A line.
    Line(DiffLine),
}

/// A line of either text, or of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    /// Where it stands.
    pub side: Side,
    /// Its number in the old text, from 1.
    pub old: Option<u64>,
    /// Its number in the new text, from 1.
    pub new: Option<u64>,
    /// What is to be drawn.
    pub line: Line,
    /// It is a last line without a newline.
    pub unended: bool,
}

/// Two different texts, compared.
#[derive(Debug)]
pub struct TextDiff {
    old: Text,
    new: Text,
    rows: Vec<Row>,
    /// Lines that only the old text has.
    pub removed: u64,
    /// Lines that only the new text has.
    pub added: u64,
    /// The search for the smallest difference was given up after two seconds: what is shown is
    /// right, and longer than it could be.
    pub approximate: bool,
}

#[derive(Debug, Clone, Copy)]
enum Row {
    Hunk([(u32, u32); 2]),
    Old(u32),
    New(u32),
    Both(u32, u32),
}

/// A text and where its lines start.
#[derive(Debug)]
struct Text {
    bytes: Vec<u8>,
    /// Starts of the lines, and the end of the text.
    starts: Vec<u32>,
}

impl Text {
    fn new(bytes: Vec<u8>) -> Text {
        let mut starts = vec![0];
        let newlines = bytes.iter().enumerate().filter(|&(_, &b)| b == b'\n');
        starts.extend(newlines.map(|(at, _)| at as u32 + 1));
        if starts.last() != Some(&(bytes.len() as u32)) {
            starts.push(bytes.len() as u32);
        }
        Text { bytes, starts }
    }

    /// The lines with their newlines.
    fn lines(&self) -> impl Iterator<Item = &[u8]> {
        self.starts
            .windows(2)
            .map(|ends| &self.bytes[ends[0] as usize..ends[1] as usize])
    }

    fn line(&self, number: u32) -> &[u8] {
        let at = number as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&start), Some(&end)) => &self.bytes[start as usize..end as usize],
            _ => &[],
        }
    }
}

impl TextDiff {
    pub(super) fn of(old: Vec<u8>, new: Vec<u8>) -> TextDiff {
        let (old, new) = (Text::new(old), Text::new(new));
        let started = Instant::now();
        let ops = compare(&old, &new, started + PATIENCE);
        let mut diff = TextDiff {
            old,
            new,
            rows: Vec::new(),
            removed: 0,
            added: 0,
            approximate: started.elapsed() >= PATIENCE,
        };
        for hunk in group_diff_ops(ops, CONTEXT) {
            diff.hunk(&hunk);
        }
        diff
    }

    /// Cells that the largest line number takes.
    #[must_use]
    pub fn number_width(&self) -> usize {
        let lines = self.old.starts.len().max(self.new.starts.len());
        lines.saturating_sub(1).to_string().len()
    }

    /// Number of rows, those that begin hunks among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Never: equal texts are no [`TextDiff`].
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Numbers of the rows that begin hunks, to go from one to the next.
    pub fn hunks(&self) -> impl Iterator<Item = usize> {
        let rows = self.rows.iter().enumerate();
        rows.filter(|(_, row)| matches!(row, Row::Hunk(_)))
            .map(|(at, _)| at)
    }

    /// `count` rows from number `first` (from 0) on, of lines the cells from column `from` on,
    /// `width` of them.
    #[must_use]
    pub fn rows(&self, first: usize, count: usize, from: u64, width: usize) -> Vec<DiffRow> {
        let columns = Columns::new(from, width);
        let rows = self.rows.iter().skip(first).take(count);
        rows.map(|&row| self.row(row, columns)).collect()
    }

    fn row(&self, row: Row, columns: Columns) -> DiffRow {
        let (side, old, new) = match row {
            Row::Hunk([old, new]) => {
                let (old, new) = (wide(old), wide(new));
                return DiffRow::Hunk { old, new };
            }
            Row::Old(old) => (Side::Old, Some(old), None),
            Row::New(new) => (Side::New, None, Some(new)),
            Row::Both(old, new) => (Side::Both, Some(old), Some(new)),
        };
        let bytes = match (old, new) {
            (Some(old), _) => self.old.line(old),
            (None, new) => self.new.line(new.unwrap_or(u32::MAX)),
        };
        let number = |line: Option<u32>| line.map(|line| u64::from(line) + 1);
        let (old, new) = (number(old), number(new));
        DiffRow::Line(DiffLine {
            side,
            old,
            new,
            line: draw_bytes(bytes, new.or(old).unwrap_or(1), columns),
            unended: !bytes.ends_with(b"\n"),
        })
    }

    fn hunk(&mut self, ops: &[DiffOp]) {
        let (Some(first), Some(last)) = (ops.first(), ops.last()) else {
            return;
        };
        let ends = [
            (first.old_range().start, last.old_range().end),
            (first.new_range().start, last.new_range().end),
        ];
        self.rows.push(Row::Hunk(ends.map(|(start, end)| {
            let first = if start == end { start } else { start + 1 };
            (first as u32, (end - start) as u32)
        })));
        for op in ops {
            let (old, new) = (op.old_range(), op.new_range());
            if let DiffOp::Equal { .. } = op {
                let pairs = old.zip(new);
                self.rows
                    .extend(pairs.map(|(old, new)| Row::Both(old as u32, new as u32)));
                continue;
            }
            self.removed += old.len() as u64;
            self.added += new.len() as u64;
            self.rows.extend(old.map(|old| Row::Old(old as u32)));
            self.rows.extend(new.map(|new| Row::New(new as u32)));
        }
    }
}

fn wide((start, len): (u32, u32)) -> (u64, u64) {
    (start.into(), len.into())
}

/// Compares numbers in place of lines: equal lines have the same one.
fn compare(old: &Text, new: &Text, deadline: Instant) -> Vec<DiffOp> {
    let mut numbers = HashMap::new();
    let old = numbered(old, &mut numbers);
    let new = numbered(new, &mut numbers);
    capture_diff_slices_deadline(Algorithm::Myers, &old, &new, Some(deadline))
}

fn numbered<'t>(text: &'t Text, numbers: &mut HashMap<&'t [u8], u32>) -> Vec<u32> {
    let mut number = |line| {
        let next = numbers.len() as u32;
        *numbers.entry(line).or_insert(next)
    };
    text.lines().map(&mut number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unified(diff: &TextDiff) -> String {
        let mut out = String::new();
        for row in diff.rows(0, usize::MAX, 0, 80) {
            match row {
                DiffRow::Hunk { old, new } => {
                    out += &format!("@@ -{},{} +{},{} @@\n", old.0, old.1, new.0, new.1);
                }
                DiffRow::Line(line) => {
                    out += match line.side {
                        Side::Old => "-",
                        Side::New => "+",
                        Side::Both => " ",
                    };
                    out += &line.line.text;
                    out += if line.unended { "$\n" } else { "\n" };
                }
            }
        }
        out
    }

    fn diff(old: &str, new: &str) -> TextDiff {
        TextDiff::of(old.into(), new.into())
    }

    #[test]
    fn changes_stand_in_hunks_with_three_lines_around_them() {
        let old: String = (1..=30).map(|n| format!("line {n}\n")).collect();
        let new = old
            .replace("line 5\n", "line five\n")
            .replace("line 29\n", "");
        let changed = diff(&old, &new);
        assert_eq!(
            unified(&changed),
            "@@ -2,7 +2,7 @@\n line 2\n line 3\n line 4\n-line 5\n+line five\n line 6\n line 7\n \
             line 8\n@@ -26,5 +26,4 @@\n line 26\n line 27\n line 28\n-line 29\n line 30\n"
        );
        assert_eq!((changed.removed, changed.added), (2, 1));
        assert_eq!(changed.hunks().collect::<Vec<_>>(), [0, 9]);
        assert!(!changed.approximate);
        let DiffRow::Line(last) = changed.rows(changed.len() - 1, 1, 5, 9).remove(0) else {
            unreachable!()
        };
        assert_eq!((last.old, last.new), (Some(30), Some(29)));
        assert_eq!((&*last.line.text, last.line.left), ("30", true));
    }

    #[test]
    fn ends_and_empty_texts_are_compared_too() {
        for (old, new, shown) in [
            ("a\nb", "a\nb\n", "@@ -1,2 +1,2 @@\n a\n-b$\n+b\n"),
            ("", "a\n", "@@ -0,0 +1,1 @@\n+a\n"),
            ("a", "", "@@ -1,1 +0,0 @@\n-a$\n"),
            ("a\r\n", "a\n", "@@ -1,1 +1,1 @@\n-a\\r\n+a\n"),
            ("\x1b\n", "\t\n", "@@ -1,1 +1,1 @@\n-\\x1b\n+        \n"),
        ] {
            assert_eq!(unified(&diff(old, new)), shown, "{old:?} {new:?}");
        }
    }

    #[test]
    fn texts_made_to_take_long_do_not() {
        // Few distinct lines without any order: the worst for the search of the smallest diff.
        let mut seed = 7u32;
        let mut noise = |lines: usize| -> String {
            let mut line = || {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                ["a\n", "b\n", "c\n", "d\n"][(seed >> 30) as usize]
            };
            (0..lines).map(|_| line()).collect()
        };
        let (old, new) = (noise(99_000), noise(99_000));
        let started = Instant::now();
        let changed = diff(&old, &new);
        assert!(started.elapsed() < 5 * PATIENCE, "{:?}", started.elapsed());
        let rows = changed.rows(0, usize::MAX, 0, 9);
        let side = |wanted| {
            let lines = rows.iter().filter_map(|row| match row {
                DiffRow::Line(line) => Some(line),
                DiffRow::Hunk { .. } => None,
            });
            lines.filter(move |line| line.side == wanted).count() as u64
        };
        assert_eq!(
            (side(Side::Old), side(Side::New)),
            (changed.removed, changed.added)
        );
    }
}
