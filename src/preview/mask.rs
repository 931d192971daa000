//! Hides bytes of contents from everybody who looks at them: windows, searches, differences.
//!
//! Hidden bytes are read as `*`, so nothing above can show them by accident; line breaks stay, so
//! that lines keep their numbers. What is hidden is not known to be a secret here: whoever looks
//! says which bytes, and which values wherever they stand.

use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::AhoCorasick;

use super::Preview;
use super::blocks::fill;
use super::index::Index;
use crate::image::{Blob, ReadAt};

/// Longer values are hidden by their spans only: a read has to look so far to both sides.
const LONGEST: usize = 16 << 10;

/// Values that are hidden wherever they stand.
#[derive(Default)]
pub struct Values {
    search: Option<AhoCorasick>,
    /// Bytes of the longest.
    longest: usize,
}

/// What is hidden of one content.
#[derive(Clone)]
pub struct Mask {
    /// Wherever they stand.
    pub values: Arc<Values>,
    /// From byte to byte.
    pub spans: Vec<Range<u64>>,
}

impl Values {
    /// These values; empty ones, and those of more than 16 KiB, are left to [`Mask::spans`].
    #[must_use]
    pub fn new<'v>(values: impl Iterator<Item = &'v [u8]>) -> Values {
        let values: Vec<&[u8]> = values
            .filter(|value| (1..=LONGEST).contains(&value.len()))
            .collect();
        let longest = values.iter().map(|value| value.len()).max().unwrap_or(0);
        Values {
            search: AhoCorasick::new(&values).ok().filter(|_| longest > 0),
            longest,
        }
    }

    /// What they take of `bytes`.
    fn within<'s>(&'s self, bytes: &'s [u8]) -> impl Iterator<Item = Range<usize>> + 's {
        let search = self.search.iter();
        search.flat_map(move |search| search.find_overlapping_iter(bytes).map(|hit| hit.range()))
    }
}

// What is hidden must not come out through a log.
impl fmt::Debug for Values {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Values(…)")
    }
}

impl fmt::Debug for Mask {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Mask({} spans)", self.spans.len())
    }
}

impl Preview {
    /// The same contents with bytes hidden. Lines have to be found anew: [`Preview::index_lines`].
    #[must_use]
    pub fn masked(&self, mask: Mask) -> Preview {
        let (len, name) = (self.blob.len(), self.blob.name());
        let masked = Masked {
            blob: self.blob.clone(),
            mask,
        };
        Preview {
            blob: Blob::new(Arc::new(masked), 0, len, name),
            kind: self.kind,
            broken: self.broken.clone(),
            index: Index::new(),
        }
    }
}

struct Masked {
    blob: Blob,
    mask: Mask,
}

impl ReadAt for Masked {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        // A value that stands across an end of what was asked for is seen as a whole.
        let beside = self.mask.values.longest.saturating_sub(1);
        let start = offset.saturating_sub(beside as u64);
        let before = (offset - start) as usize;
        let mut wide = vec![0; before + buf.len() + beside];
        let have = fill(&self.blob, &mut wide, start)?;
        wide.truncate(have);
        let hits: Vec<Range<usize>> = self.mask.values.within(&wide).collect();
        let end = start + have as u64;
        let spans = self.mask.spans.iter().map(|span| {
            let within = |at: u64| (at.clamp(start, end) - start) as usize;
            within(span.start)..within(span.end)
        });
        for range in hits.into_iter().chain(spans) {
            let hidden = wide.get_mut(range).unwrap_or_default();
            hidden
                .iter_mut()
                .filter(|byte| **byte != b'\n')
                .for_each(|byte| *byte = b'*');
        }
        let asked = wide.get(before..).unwrap_or_default();
        let n = asked.len().min(buf.len());
        buf[..n].copy_from_slice(&asked[..n]);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_spans_are_hidden_however_they_are_read() {
        let text = b"a=first\nsecond line\nb=first,first; \xc3\xa9\n".repeat(40);
        let values = [&b"first"[..], b"cond\nx", b"line\nb", b""];
        let mask = Mask {
            values: Arc::new(Values::new(values.into_iter())),
            spans: vec![8..10, 1000..1001, 5000..9000],
        };
        let plain = Preview::of(Blob::from_bytes(text.clone(), "x")).unwrap();
        let masked = plain.masked(mask);
        let mut want = String::from_utf8(text)
            .unwrap()
            .replace("first", "*****")
            .replace("line\nb", "****\n*")
            .into_bytes();
        want[8..10].fill(b'*');
        want[1000] = b'*';
        assert_eq!(masked.blob.read_all(9999).unwrap(), want);
        // Any stretch of it is the same as that stretch of the whole.
        for (offset, len) in (0..60).flat_map(|at| (1..13).map(move |len| (at, len))) {
            let mut buf = vec![0; len];
            let n = masked.blob.read_at(&mut buf, offset as u64).unwrap();
            assert_eq!(
                buf[..n],
                want[offset..offset + n],
                "{len} bytes at {offset}"
            );
        }
        let lines = masked.lines(1, 3, 0, 80).unwrap().lines;
        let lines: Vec<&str> = lines.iter().map(|line| &*line.text).collect();
        assert_eq!(lines, ["a=*****", "**cond ****", "*=*****,*****; é"]);
        assert_eq!(masked.len(), plain.len());
    }

    #[test]
    fn nothing_hidden_is_nothing_changed_and_debug_tells_nothing() {
        let mask = Mask {
            values: Arc::new(Values::new([&b"hunter2!"[..]].into_iter())),
            spans: Vec::new(),
        };
        let shown = format!("{mask:?} {:?}", mask.values);
        assert!(!shown.contains("hunter2"), "{shown}");
        let plain = Preview::of(Blob::from_bytes(b"plain".to_vec(), "x")).unwrap();
        let same = plain.masked(Mask {
            values: Arc::default(),
            spans: Vec::new(),
        });
        assert_eq!(same.blob.read_all(9).unwrap(), b"plain");
    }
}
