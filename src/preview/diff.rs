//! What differs between two versions' contents.
//!
//! Text is compared line by line, up to a size and for a time: hostile texts are made to take any
//! time. Of everything else the sizes are told, and where the first difference is.

mod text;

use std::io;

pub use text::{DiffLine, DiffRow, Side, TextDiff};

use super::blocks::fill;
use super::hex::{HEX_ROW, HexRow};
use super::{ContentKind, Preview, PreviewError, unreadable};
use crate::image::Watch;
use crate::limits::Limits;

/// Bytes compared at a time.
const BLOCK: usize = 256 << 10;
/// Rows of hex around the first difference.
const ROWS: usize = 5;

/// What differs.
#[derive(Debug)]
pub enum Diff {
    /// The same bytes.
    Same,
    /// Two texts, line by line.
    Text(TextDiff),
    /// Not both are text.
    Binary(FirstDifference),
    /// Two texts of which one is too large to be compared line by line
    /// ([`Limits::diff_bytes`], [`Limits::diff_lines`]).
    Large(FirstDifference),
}

/// Where two contents begin to differ. Of each pair the first is the old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstDifference {
    /// Bytes of each.
    pub sizes: [u64; 2],
    /// The first byte that differs, or the end of the shorter one.
    pub offset: u64,
    /// The line in which it stands, from 1.
    pub line: u64,
    /// Rows of hex around it, of each: of one that has ended there fewer, or none.
    pub rows: [Vec<HexRow>; 2],
}

impl Diff {
    /// Compares two contents. Progress counts bytes of the larger one.
    ///
    /// # Errors
    /// When cancelled, and when contents cannot be read.
    pub fn of(
        old: &Preview,
        new: &Preview,
        limits: &Limits,
        watch: &Watch,
    ) -> Result<Diff, PreviewError> {
        watch.begin(old.len().max(new.len()));
        let Some((offset, newlines)) = first_difference(old, new, watch)? else {
            return Ok(Diff::Same);
        };
        let texts = [old, new].map(|side| side.kind() == ContentKind::Text);
        if texts == [true, true] {
            let sides = (whole(old, limits)?, whole(new, limits)?);
            if let (Some(old), Some(new)) = sides {
                return Ok(Diff::Text(TextDiff::of(old, new)));
            }
        }
        let first = FirstDifference {
            sizes: [old.len(), new.len()],
            offset,
            line: newlines + 1,
            rows: [rows(old, offset)?, rows(new, offset)?],
        };
        Ok(match texts {
            [true, true] => Diff::Large(first),
            _ => Diff::Binary(first),
        })
    }
}

/// The first byte that differs, and the newlines before it; none for equal contents.
fn first_difference(
    old: &Preview,
    new: &Preview,
    watch: &Watch,
) -> Result<Option<(u64, u64)>, PreviewError> {
    let (mut a, mut b) = (vec![0; BLOCK], vec![0; BLOCK]);
    let (mut at, mut newlines) = (0, 0);
    loop {
        if watch.is_cancelled() {
            return Err(PreviewError::Cancelled);
        }
        let a = block(old, &mut a, at)?;
        let b = block(new, &mut b, at)?;
        let same = if a == b {
            a.len()
        } else {
            let pairs = a.iter().zip(b);
            pairs.take_while(|(a, b)| a == b).count()
        };
        newlines += a[..same].iter().filter(|&&b| b == b'\n').count() as u64;
        if a != b {
            return Ok(Some((at + same as u64, newlines)));
        }
        if a.is_empty() {
            return Ok(None);
        }
        at += same as u64;
        watch.reach(at);
    }
}

fn block<'b>(preview: &Preview, buf: &'b mut [u8], at: u64) -> Result<&'b [u8], PreviewError> {
    let have = fill(&preview.blob, buf, at).map_err(|error| unreadable(&preview.blob, &error))?;
    Ok(&buf[..have])
}

/// A text that is small enough to be compared line by line.
fn whole(preview: &Preview, limits: &Limits) -> Result<Option<Vec<u8>>, PreviewError> {
    if preview.len() > limits.diff_bytes {
        return Ok(None);
    }
    let read: io::Result<Vec<u8>> = preview.blob.read_all(limits.diff_bytes);
    let text = read.map_err(|error| unreadable(&preview.blob, &error))?;
    let newlines = text.iter().filter(|&&b| b == b'\n').count();
    Ok((newlines < limits.diff_lines).then_some(text))
}

fn rows(preview: &Preview, offset: u64) -> Result<Vec<HexRow>, PreviewError> {
    let row = offset / HEX_ROW;
    preview.hex(row.saturating_sub(ROWS as u64 / 2), ROWS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Blob;

    fn compare(old: &[u8], new: &[u8], limits: &Limits) -> Diff {
        let preview = |bytes: &[u8]| Preview::of(Blob::from_bytes(bytes.to_vec(), "x")).unwrap();
        Diff::of(&preview(old), &preview(new), limits, &Watch::default()).unwrap()
    }

    #[test]
    fn sizes_and_the_first_difference_are_told_where_lines_are_not_compared() {
        let small = Limits {
            diff_bytes: 1000,
            diff_lines: 5,
            ..Limits::default()
        };
        let long = [&b"x\n".repeat(2)[..], &[b'x'; 999]].concat();
        let many = b"x\n".repeat(9);
        for (old, new, binary, offset, line) in [
            (&b"a\0b"[..], &b"a\0c\0"[..], true, 2, 1),
            (b"text\n", b"text\n\0", true, 5, 2),
            (b"", b"\0", true, 0, 1),
            (&long, b"x\nx\n", false, 4, 3),
            (&many, &many[..6], false, 6, 4),
        ] {
            let (first, is_binary) = match compare(old, new, &small) {
                Diff::Binary(first) => (first, true),
                Diff::Large(first) => (first, false),
                other => unreachable!("{other:?}"),
            };
            assert_eq!(
                (is_binary, first.offset, first.line),
                (binary, offset, line)
            );
            assert_eq!(first.sizes, [old.len() as u64, new.len() as u64]);
        }
        assert!(matches!(compare(&long, &long, &small), Diff::Same));
        assert!(matches!(compare(b"", b"", &small), Diff::Same));
    }

    #[test]
    fn a_late_difference_comes_with_the_rows_around_it() {
        let mut old = vec![0; 3 * BLOCK];
        let mut new = old.clone();
        let at = 2 * BLOCK + 77;
        (old[at], new[at]) = (1, 2);
        new.truncate(at + 3);
        let Diff::Binary(first) = compare(&old, &new, &Limits::default()) else {
            unreachable!()
        };
        assert_eq!(first.offset, at as u64);
        let [a, b] = first.rows;
        assert_eq!((a.len(), b.len()), (5, 3));
        assert_eq!(a[2].offset, (at - at % 16) as u64);
        assert_eq!((a[2].bytes[at % 16], b[2].bytes[at % 16]), (1, 2));
    }
}
