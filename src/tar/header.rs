//! One header block, field by field, with the rules of Go's `archive/tar` (reader.go, strconv.go).

use super::BLOCK;
use super::reader::Oddity;

pub(super) type Block = [u8; BLOCK];

/// The layouts that a block can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    V7,
    Ustar,
    Star,
    Gnu,
}

/// A header as the block alone says it; extended headers come on top.
#[derive(Debug, Clone, Default)]
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    pub(super) link: Vec<u8>,
    pub(super) typeflag: u8,
    pub(super) size: i64,
    pub(super) mode: i64,
    pub(super) uid: i64,
    pub(super) gid: i64,
    pub(super) mtime: i64,
    pub(super) major: i64,
    pub(super) minor: i64,
}

/// A number that the field's text does not make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadNumber;

/// The layout, or none when the checksum does not hold.
pub(super) fn layout(block: &Block) -> Option<Layout> {
    let stated = octal(&block[148..156]).ok()?;
    // The field itself counts as eight spaces.
    let field: i64 = block[148..156].iter().map(|&byte| i64::from(byte)).sum();
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    let unsigned = i64::from(sum) - field + 8 * 32;
    if stated != unsigned && stated != signed_sum(block) {
        return None;
    }
    Some(
        match (&block[257..263], &block[263..265], &block[508..512]) {
            (b"ustar\0", _, b"tar\0") => Layout::Star,
            (b"ustar\0", _, _) => Layout::Ustar,
            (b"ustar ", b" \0", _) => Layout::Gnu,
            _ => Layout::V7,
        },
    )
}

/// The checksum as tars of systems with signed characters have it.
fn signed_sum(block: &Block) -> i64 {
    let sum = |bytes: &[u8]| bytes.iter().map(|&byte| i64::from(byte as i8)).sum::<i64>();
    sum(&block[..148]) + 8 * 32 + sum(&block[156..])
}

/// Reads the block's fields.
pub(super) fn parse(block: &Block, layout: Layout) -> Result<Header, BadNumber> {
    let mut header = Header {
        name: text(&block[..100]).to_vec(),
        mode: number(&block[100..108])?,
        uid: number(&block[108..116])?,
        gid: number(&block[116..124])?,
        size: number(&block[124..136])?,
        mtime: number(&block[136..148])?,
        typeflag: block[156],
        link: text(&block[157..257]).to_vec(),
        major: 0,
        minor: 0,
    };
    if layout == Layout::V7 {
        return Ok(header);
    }
    header.major = number(&block[329..337])?;
    header.minor = number(&block[337..345])?;
    let prefix = match layout {
        Layout::Ustar => text(&block[345..500]),
        Layout::Star => star_prefix(block)?,
        // Early Go wrote GNU headers with a prefix where the times belong: believed when the
        // times make no numbers.
        Layout::Gnu if gnu_times(block).is_err() => Some(text(&block[345..500]))
            .filter(|prefix| prefix.is_ascii())
            .unwrap_or_default(),
        _ => &[],
    };
    if !prefix.is_empty() {
        header.name = [prefix, b"/", &header.name].concat();
    }
    Ok(header)
}

/// What other parsers read differently in a block: found by holding this reader against GNU tar 1.34
/// and Python 3.11 (`tests/differential`).
pub(super) fn oddities(block: &Block, layout: Layout) -> Vec<Oddity> {
    let mut all = Vec::new();
    // Python takes a prefix from every layout, GNU tar from ustar's alone, Go from ustar's and
    // from early Go's GNU headers.
    let other = matches!(layout, Layout::V7 | Layout::Gnu) && block[156] != b'S';
    if other && !text(&block[345..500]).is_empty() {
        all.push(Oddity::UnusedPrefix);
    }
    let mut numbers = [100..108, 108..116, 116..124, 124..136, 136..148].into_iter();
    let mut devices = [329..337, 337..345].into_iter();
    if numbers.any(|field| odd_number(&block[field.clone()]) || blank(&block[field]))
        || devices.any(|field| odd_number(&block[field.clone()]) || number(&block[field]).is_err())
    {
        all.push(Oddity::OddNumber);
    }
    all
}

/// A number that Go reads and others do not: digits behind a NUL, or base 256 with more than its
/// sign in the first byte.
fn odd_number(field: &[u8]) -> bool {
    let first = field.iter().find(|&&byte| byte != b' ');
    match first {
        Some(0) => field.iter().any(u8::is_ascii_digit),
        _ => field
            .first()
            .is_some_and(|&byte| !matches!(byte, 0..=0x80 | 0xff)),
    }
}

/// Nothing but blanks: 0 to Go, no number to GNU tar.
fn blank(field: &[u8]) -> bool {
    field.iter().all(|&byte| byte == b' ')
}

fn star_prefix(block: &Block) -> Result<&[u8], BadNumber> {
    number(&block[476..488])?;
    number(&block[488..500])?;
    Ok(text(&block[345..476]))
}

fn gnu_times(block: &Block) -> Result<(), BadNumber> {
    for field in [&block[345..357], &block[357..369]] {
        if field[0] != 0 {
            number(field)?;
        }
    }
    Ok(())
}

/// A field's text, up to its first NUL.
pub(super) fn text(field: &[u8]) -> &[u8] {
    &field[..field.iter().position(|&b| b == 0).unwrap_or(field.len())]
}

/// A numeric field: base 256 when its first bit is set, else octal.
pub(super) fn number(field: &[u8]) -> Result<i64, BadNumber> {
    let Some(&first) = field.first().filter(|&&first| first & 0x80 != 0) else {
        return octal(field);
    };
    let negative = first & 0x40 != 0;
    let inverse = if negative { 0xff } else { 0 };
    let mut value: u64 = 0;
    for (at, &byte) in field.iter().enumerate() {
        let mut byte = byte ^ inverse;
        if at == 0 {
            byte &= 0x7f;
        }
        if value >> 56 > 0 {
            return Err(BadNumber);
        }
        value = value << 8 | u64::from(byte);
    }
    let value = i64::try_from(value).map_err(|_| BadNumber)?;
    Ok(if negative { !value } else { value })
}

fn octal(field: &[u8]) -> Result<i64, BadNumber> {
    let padding = |b: &u8| *b == b' ' || *b == 0;
    let Some(start) = field.iter().position(|b| !padding(b)) else {
        return Ok(0);
    };
    let end = field.iter().rposition(|b| !padding(b)).unwrap_or(start);
    let mut value: u64 = 0;
    for &byte in text(&field[start..=end]) {
        if !(b'0'..=b'7').contains(&byte) {
            return Err(BadNumber);
        }
        value = value.checked_mul(8).ok_or(BadNumber)? | u64::from(byte - b'0');
    }
    Ok(value as i64) // as in Go, which keeps the 64 bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_go_reads_them() {
        for (field, value) in [
            (&b""[..], Ok(0)),
            (b"\0\0\0", Ok(0)),
            (b" 0644 \0", Ok(0o644)),
            (b"0000755\0", Ok(0o755)),
            (b"644\0junk", Ok(0o644)),
            (b"0008\0", Err(BadNumber)),
            (b"-1\0", Err(BadNumber)),
            (b"7777777777777777777777777", Err(BadNumber)),
            (b"\x80\0\0\0\0\0\0\x01", Ok(1)),
            (b"\x80\0\0\0\0\0\0\0\x7f\xff\xff\xff", Ok(0x7fff_ffff)),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff", Ok(-1)),
            (b"\xff\xff\xff\xff\xff\xff\xff\xfe", Ok(-2)),
            (b"\x80\0\0\x01\0\0\0\0\0\0\0\0", Err(BadNumber)),
            (b"\x80\0\0\0\x80\0\0\0\0\0\0\0", Err(BadNumber)),
        ] {
            assert_eq!(number(field), value, "{field:?}");
        }
    }

    #[test]
    fn a_block_is_a_header_by_its_checksum_signed_or_not() {
        let mut block = [0u8; BLOCK];
        assert_eq!(layout(&block), None);
        block[..5].copy_from_slice(b"na\xefme");
        let unsigned: u32 = block.iter().map(|&b| u32::from(b)).sum::<u32>() + 256;
        block[148..154].copy_from_slice(format!("{unsigned:06o}").as_bytes());
        assert_eq!(layout(&block), Some(Layout::V7));
        let signed = unsigned - 256;
        block[148..154].copy_from_slice(format!("{signed:06o}").as_bytes());
        assert_eq!(layout(&block), Some(Layout::V7));
        block[148..154].copy_from_slice(b"000001");
        assert_eq!(layout(&block), None);
    }
}
