//! A window on the contents of one version, also of a deleted one.
//!
//! Contents may have any size and any bytes in them. A file of a plain layer is read where it
//! stands; anything else is copied once to where it can be read at any offset. From then on only
//! windows are read: some lines of text or rows of hex, never the whole. Nothing here knows of a
//! terminal; long work takes a [`Watch`] and stops when that is cancelled.
//!
//! [`cells`] says what a character looks like, [`index`] where lines are, [`lines`] and [`hex`]
//! are the windows, [`search`] finds, [`diff`] compares two of them, [`mask`] hides bytes from all
//! of these.

mod blocks;
mod cells;
mod diff;
mod hex;
mod index;
mod lines;
mod load;
mod mask;
mod pattern;
mod search;

pub use diff::{Diff, DiffLine, DiffRow, FirstDifference, Side, TextDiff};
pub use hex::{HEX_ROW, HexRow};
pub use lines::{Line, Rest, Window};
pub use mask::{Mask, Values};
pub use pattern::Pattern;
pub use search::{Direction, Match};

use std::io;

use blocks::fill;
use cells::{Unit, units, whole_chars};
use index::Index;

use crate::image::{Blob, Watch};
use crate::text::escape;

/// Bytes that decide whether contents are text.
const HEAD: usize = 8 << 10;

/// What contents seem to be. Both can be shown either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentKind {
    /// Lines of characters.
    Text,
    /// Anything else.
    Binary,
}

/// Why there is nothing to see.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PreviewError {
    /// The watch was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// A sentence, ready to be shown.
    #[error("{0}")]
    Failed(String),
}

/// The contents of one regular file. Any thread may look at them at any time.
#[derive(Debug)]
pub struct Preview {
    blob: Blob,
    kind: ContentKind,
    broken: Option<String>,
    index: Index,
}

impl Preview {
    /// Looks at bytes that can be read at any offset.
    ///
    /// # Errors
    /// When their beginning cannot be read.
    pub fn of(blob: Blob) -> Result<Preview, PreviewError> {
        let mut head = vec![0; HEAD];
        let have = fill(&blob, &mut head, 0).map_err(|error| unreadable(&blob, &error))?;
        let kind = kind(&head[..have], have as u64 == blob.len());
        Ok(Preview {
            blob,
            kind,
            broken: None,
            index: Index::new(),
        })
    }

    /// What the contents seem to be: binary with a NUL in the first 8 KiB, or with nearly a third
    /// of them controls or bytes that are no UTF-8; else text, as is an empty file.
    #[must_use]
    pub fn kind(&self) -> ContentKind {
        self.kind
    }

    /// Bytes that there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.blob.len()
    }

    /// The bytes in order, no more than `most` of them.
    pub fn reader(&self, most: u64) -> impl io::Read + use<> {
        io::Read::take(self.blob.reader(), most)
    }

    /// True when there are no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blob.is_empty()
    }

    /// Why contents end before they should, when the layer is damaged there.
    #[must_use]
    pub fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    /// Number of lines, known once [`Preview::index_lines`] is through. What follows the last
    /// newline is a line, too.
    #[must_use]
    pub fn line_count(&self) -> Option<u64> {
        self.index.lines()
    }

    /// Finds all lines: a job for a thread of its own. Windows need it only far from the start.
    ///
    /// # Errors
    /// When cancelled, and when the contents cannot be read on. Called again it goes on from
    /// there.
    pub fn index_lines(&self, watch: &Watch) -> Result<(), PreviewError> {
        watch.begin(self.len());
        self.index_to(u64::MAX, watch)
    }

    /// Finds the lines up to a byte.
    fn index_to(&self, offset: u64, watch: &Watch) -> Result<(), PreviewError> {
        let mut buf = Vec::new();
        while self.index.reached() < offset && self.index.lines().is_none() {
            if watch.is_cancelled() {
                return Err(PreviewError::Cancelled);
            }
            let stepped = self.index.step(&self.blob, &mut buf);
            stepped.map_err(|error| unreadable(&self.blob, &error))?;
            watch.reach(self.index.reached());
        }
        Ok(())
    }
}

fn unreadable(blob: &Blob, error: &io::Error) -> PreviewError {
    let name = escape(blob.name());
    PreviewError::Failed(format!(
        "cannot read on in {name}: {error}; open the image again if the file has changed"
    ))
}

fn kind(head: &[u8], whole: bool) -> ContentKind {
    let head = if whole {
        head
    } else {
        &head[..whole_chars(head)]
    };
    let is_odd = |unit: &Unit| match unit {
        Unit::Byte(_) => true,
        Unit::Char(c) => c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\x1b'),
    };
    let odd = units(head).filter(is_odd).count();
    // Of random bytes more than half are; of a text in an old 8-bit encoding of a language with
    // Latin letters, few.
    if head.contains(&0) || odd * 10 > head.len() * 3 {
        ContentKind::Binary
    } else {
        ContentKind::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_binary_are_told_apart() {
        let random: Vec<u8> = (0..9000u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8 | 1)
            .collect();
        let cut = [&b"a".repeat(HEAD - 1)[..], "é".as_bytes(), b"more"].concat();
        for (bytes, kind) in [
            (&b""[..], ContentKind::Text),
            (b"#!/bin/sh\n", ContentKind::Text),
            (b"caf\xe9 d\xe9j\xe0 vu, latin one", ContentKind::Text),
            (b"\x1b[31mred\x1b[0m", ContentKind::Text),
            (b"\x7fELF\x02\x01\x01\0", ContentKind::Binary),
            (b"t\0e\0x\0t\0", ContentKind::Binary),
            (&random, ContentKind::Binary),
            (b"\xff\xfe\xfd", ContentKind::Binary),
            (&cut, ContentKind::Text),
        ] {
            let preview = Preview::of(Blob::from_bytes(bytes.to_vec(), "x")).unwrap();
            assert_eq!(preview.kind(), kind, "{:?}", &bytes[..bytes.len().min(20)]);
        }
        let mut late = vec![b'a'; HEAD];
        late.push(0);
        let preview = Preview::of(Blob::from_bytes(late, "x")).unwrap();
        assert_eq!(preview.kind(), ContentKind::Text, "only the head decides");
    }

    #[test]
    fn lines_are_counted_and_a_cancelled_count_goes_on() {
        for (text, lines) in [("", 0), ("a", 1), ("a\n", 1), ("\n\n", 2), ("a\nb", 2)] {
            let preview = Preview::of(Blob::from_bytes(text.into(), "x")).unwrap();
            assert_eq!(preview.line_count(), None);
            let stopped = Watch::default();
            stopped.cancel();
            assert_eq!(preview.index_lines(&stopped), Err(PreviewError::Cancelled));
            preview.index_lines(&Watch::default()).unwrap();
            assert_eq!(preview.line_count(), Some(lines), "{text:?}");
        }
        let text = "line\n".repeat(100_000);
        let preview = Preview::of(Blob::from_bytes(text.into(), "x")).unwrap();
        let watch = Watch::default();
        preview.index_lines(&watch).unwrap();
        assert_eq!(preview.line_count(), Some(100_000));
        assert_eq!(watch.progress(), (500_000, 500_000));
    }

    #[test]
    fn a_file_that_shrinks_is_a_sentence() {
        let blob = Blob::new(std::sync::Arc::new(vec![b'a'; 10]), 0, 99, "some.tar");
        let error = Preview::of(blob).unwrap_err().to_string();
        assert!(error.starts_with("cannot read on in some.tar: "), "{error}");
    }
}
