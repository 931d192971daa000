//! The records of a PAX extended header (POSIX pax, "Extended Header"), with Go's strictness: a
//! record that does not parse makes the whole header invalid.

use bstr::ByteSlice;

/// Records in the order of their keys, each key once.
pub(super) type Records = Vec<(Vec<u8>, Vec<u8>)>;

/// A header that is not made of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadRecord;

/// What one extended header holds.
#[derive(Debug, Default, Clone)]
pub(super) struct Pax {
    pub(super) records: Records,
    /// True when one key stood twice: parsers choose differently.
    pub(super) repeated: bool,
}

impl Pax {
    /// The value of a key; none when it is absent or empty (empty means: keep what the block says).
    pub(super) fn get(&self, key: &[u8]) -> Option<&[u8]> {
        let at = self.records.binary_search_by(|(have, _)| have[..].cmp(key));
        let (_, value) = self.records.get(at.ok()?)?;
        Some(value.as_slice()).filter(|value| !value.is_empty())
    }

    /// True when a record that says what an entry is has no value: to Go it is as if it were not
    /// there, others take the empty value.
    pub(super) fn empty(&self) -> bool {
        self.records.iter().any(|(key, value)| {
            value.is_empty()
                && matches!(&key[..], b"path" | b"linkpath" | b"size" | b"uid" | b"gid")
        })
    }

    /// True when a number has a plus sign, with which GNU tar takes it for none.
    pub(super) fn signed(&self) -> bool {
        let plus = |key| self.get(key).is_some_and(|value| value.starts_with(b"+"));
        plus(b"size") || plus(b"uid") || plus(b"gid")
    }

    /// A decimal value.
    pub(super) fn integer(&self, key: &[u8]) -> Result<Option<i64>, BadRecord> {
        self.get(key).map(integer).transpose()
    }
}

/// Reads all records of an extended header's contents.
///
/// Sparse format 0.0 says its map as pairs of repeated records; they are joined under
/// `GNU.sparse.map`, which is how format 0.1 says the same.
pub(super) fn parse(mut bytes: &[u8]) -> Result<Pax, BadRecord> {
    let mut all: Vec<(&[u8], &[u8])> = Vec::new();
    let mut map: Vec<&[u8]> = Vec::new();
    while !bytes.is_empty() {
        let (key, value, rest) = record(bytes)?;
        bytes = rest;
        match key {
            b"GNU.sparse.offset" | b"GNU.sparse.numbytes" => {
                let offset = key == b"GNU.sparse.offset";
                if offset != map.len().is_multiple_of(2) || value.contains(&b',') {
                    return Err(BadRecord);
                }
                map.push(value);
            }
            _ => all.push((key, value)),
        }
    }
    let map = map.join(&b',');
    if !map.is_empty() {
        all.push((b"GNU.sparse.map", &map));
    }
    Ok(Pax::of(all))
}

impl Pax {
    /// Of records with the same key the last one stays. Sorted rather than looked for one by one:
    /// a header holds a hundred thousand of them.
    fn of(mut all: Vec<(&[u8], &[u8])>) -> Pax {
        all.sort_by_key(|&(key, _)| key);
        let keys = all.chunk_by(|a, b| a.0 == b.0);
        let last = keys.filter_map(|same| same.last());
        let records: Records = last
            .map(|(key, value)| (key.to_vec(), value.to_vec()))
            .collect();
        Pax {
            repeated: records.len() < all.len(),
            records,
        }
    }
}

/// Key, value, and the bytes behind the record.
type Record<'a> = (&'a [u8], &'a [u8], &'a [u8]);

/// One record: `<length> <key>=<value>\n`, the length counting itself.
fn record(bytes: &[u8]) -> Result<Record<'_>, BadRecord> {
    let (length, rest) = bytes.split_once_str(" ").ok_or(BadRecord)?;
    let total = integer(length)?;
    if total < 5 || total > bytes.len() as i64 {
        return Err(BadRecord);
    }
    let body = usize::try_from(total)
        .ok()
        .and_then(|n| n.checked_sub(length.len() + 1));
    let body = body.filter(|&n| n > 0).ok_or(BadRecord)?;
    let (record, rest) = rest.split_at_checked(body).ok_or(BadRecord)?;
    let record = record.strip_suffix(b"\n").ok_or(BadRecord)?;
    let (key, value) = record.split_once_str("=").ok_or(BadRecord)?;
    let text = matches!(key, b"path" | b"linkpath" | b"uname" | b"gname");
    if key.is_empty() || key.contains(&0) || (text && value.contains(&0)) {
        return Err(BadRecord);
    }
    Ok((key, value, rest))
}

/// A decimal number as Go's `strconv.ParseInt(_, 10, 64)` takes it.
pub(super) fn integer(text: &[u8]) -> Result<i64, BadRecord> {
    std::str::from_utf8(text)
        .ok()
        .and_then(|text| text.parse().ok())
        .ok_or(BadRecord)
}

/// A time: seconds with an optional fraction, which counts backwards when the seconds are negative.
pub(super) fn time(text: &[u8]) -> Result<(i64, u32), BadRecord> {
    let (seconds, fraction) = text.split_once_str(".").unwrap_or((text, b""));
    let whole = integer(seconds)?;
    if !fraction.iter().all(u8::is_ascii_digit) {
        return Err(BadRecord);
    }
    let nanos = (0..9).fold(0u32, |sum, at| {
        sum * 10 + fraction.get(at).map_or(0, |digit| u32::from(digit - b'0'))
    });
    if seconds.starts_with(b"-") && nanos > 0 {
        return Ok((whole.saturating_sub(1), 1_000_000_000 - nanos));
    }
    Ok((whole, nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_parse_or_the_header_is_invalid() {
        for (bytes, good) in [
            (&b""[..], true),
            (b"6 k=1\n", true),
            (b"6 k=1\n6 k=2\n", true),
            (b"5 k=\n", true),
            (b"6 k=1", false),
            (b"6 k=1\n\0", false),
            (b"7 k=1\n", false),
            (b"5 k=1\n", false),
            (b"6  =1\n", true),
            (b"5 =1\n", false),
            (b"7 key1\n", false),
            (b"99999999999999999999 k=1\n", false),
            (b"-6 k=1\n", false),
            (b"11 path=a\0b\n", false),
            (b"7 k\0=1\n", false),
            (b"8 k=a\0b\n", true),
            (b"22 GNU.sparse.offset=0\n", false),
        ] {
            assert_eq!(parse(bytes).is_ok(), good, "{}", bytes.as_bstr());
        }
        let twice = parse(b"6 k=1\n6 k=2\n").unwrap();
        assert_eq!((twice.get(b"k"), twice.repeated), (Some(&b"2"[..]), true));
    }

    #[test]
    fn a_header_of_very_many_keys_is_kept_in_their_order() {
        let all: String = (0..80_000).map(|n| format!("13 k{n:06}=1\n")).collect();
        let pax = parse(all.as_bytes()).unwrap();
        assert_eq!(pax.get(b"k079999"), Some(&b"1"[..]));
        assert_eq!((pax.records.len(), pax.repeated), (80_000, false));
        // In order, whatever order they came in: a key is found by halving.
        let backwards: String = all.split_inclusive('\n').rev().collect();
        let turned = parse(backwards.as_bytes()).unwrap();
        assert!(pax.records.is_sorted() && turned.records == pax.records);
    }

    #[test]
    fn times_have_fractions_and_signs() {
        for (text, value) in [
            ("0", Ok((0, 0))),
            ("1350244992.023960108", Ok((1_350_244_992, 23_960_108))),
            ("1.5", Ok((1, 500_000_000))),
            ("1.", Ok((1, 0))),
            ("-1.5", Ok((-2, 500_000_000))),
            ("-0.5", Ok((-1, 500_000_000))),
            ("1.0000000009999", Ok((1, 0))),
            ("1.5x", Err(BadRecord)),
            ("", Err(BadRecord)),
            (".5", Err(BadRecord)),
            ("1e3", Err(BadRecord)),
        ] {
            assert_eq!(time(text.as_bytes()), value, "{text}");
        }
    }
}
