//! Contents as rows of sixteen bytes.

use super::blocks::fill;
use super::{Preview, PreviewError, unreadable};

/// Bytes in a row.
pub const HEX_ROW: u64 = 16;
/// Rows given at most for one window.
const MOST: usize = 4096;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HexRow {
    /// Where its first byte stands in the contents.
    pub offset: u64,
    /// Its bytes: sixteen, fewer in the last row.
    pub bytes: Vec<u8>,
}

impl HexRow {
    /// The bytes that are printable ASCII, a dot for each other one.
    #[must_use]
    pub fn printable(&self) -> String {
        let shown = |&b: &u8| {
            if matches!(b, b' '..=b'~') {
                b as char
            } else {
                '.'
            }
        };
        self.bytes.iter().map(shown).collect()
    }

    /// The bytes in hex, in two groups of eight: `7f 45 … 01  00 …`, of the same width in every
    /// row.
    #[must_use]
    pub fn hex(&self) -> String {
        use std::fmt::Write as _;
        let mut out = String::with_capacity(49);
        for at in 0..HEX_ROW as usize {
            out.push_str(match at {
                0 => "",
                8 => "  ",
                _ => " ",
            });
            let _ = match self.bytes.get(at) {
                Some(byte) => write!(out, "{byte:02x}"),
                None => write!(out, "  "),
            };
        }
        out
    }
}

impl Preview {
    /// Number of rows.
    #[must_use]
    pub fn hex_rows(&self) -> u64 {
        self.len().div_ceil(HEX_ROW)
    }

    /// Rows from number `first` (from 0) on; fewer than `count` at the end.
    ///
    /// # Errors
    /// When the contents cannot be read there.
    pub fn hex(&self, first: u64, count: usize) -> Result<Vec<HexRow>, PreviewError> {
        let Some(start) = first.checked_mul(HEX_ROW).filter(|&at| at < self.len()) else {
            return Ok(Vec::new());
        };
        let mut bytes = vec![0; count.min(MOST) * HEX_ROW as usize];
        let have =
            fill(&self.blob, &mut bytes, start).map_err(|error| unreadable(&self.blob, &error))?;
        let rows = bytes[..have].chunks(HEX_ROW as usize).enumerate();
        Ok(rows
            .map(|(number, bytes)| HexRow {
                offset: start + number as u64 * HEX_ROW,
                bytes: bytes.to_vec(),
            })
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Blob;

    #[test]
    fn rows_are_given_by_number_and_the_last_is_short() {
        let bytes: Vec<u8> = (0..=40).map(|n| n + 40).collect();
        let preview = Preview::of(Blob::from_bytes(bytes, "x")).unwrap();
        assert_eq!(preview.hex_rows(), 3);
        let rows = preview.hex(1, 9).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].offset, rows[1].offset), (16, 32));
        assert_eq!(
            rows[0].hex(),
            "38 39 3a 3b 3c 3d 3e 3f  40 41 42 43 44 45 46 47"
        );
        assert_eq!(rows[0].printable(), "89:;<=>?@ABCDEFG");
        let hex = "48 49 4a 4b 4c 4d 4e 4f  50";
        assert_eq!(rows[1].hex(), format!("{hex:<48}"));
        for (first, count) in [(3, 1), (u64::MAX, 1), (u64::MAX / 16, 9), (0, 0)] {
            assert_eq!(preview.hex(first, count).unwrap(), []);
        }
        let odd = Preview::of(Blob::from_bytes(b"a\x1b\n\x7f\xff~".to_vec(), "x")).unwrap();
        assert_eq!(odd.hex(0, 1).unwrap()[0].printable(), "a....~");
    }
}
