//! Values as they are meant, without the quotes and escapes that their file puts them in.

use std::borrow::Cow;

use super::Quote;

/// The value that is written as `raw`.
pub(super) fn unquote(raw: &[u8], quote: Quote) -> Cow<'_, [u8]> {
    match quote {
        Quote::Double if raw.contains(&b'\\') => Cow::Owned(backslashes(raw)),
        Quote::Single if raw.contains(&b'\'') => Cow::Owned(doubled(raw)),
        Quote::Xml if raw.contains(&b'&') => Cow::Owned(entities(raw)),
        Quote::Block => Cow::Owned(dedented(raw)),
        _ => Cow::Borrowed(raw),
    }
}

/// `\n`, `\t`, `\uXXXX` and the like (RFC 8259 section 7); any other escaped byte is itself.
fn backslashes(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        at += 1;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let Some(&escaped) = raw.get(at) else {
            out.push(byte);
            break;
        };
        at += 1;
        match escaped {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'u' => at = unicode(raw, at, &mut out),
            other => out.push(other),
        }
    }
    out
}

/// The character that four hexadecimal digits at `at` name; where to go on.
fn unicode(raw: &[u8], at: usize, out: &mut Vec<u8>) -> usize {
    let digits = raw
        .get(at..at + 4)
        .and_then(|hex| std::str::from_utf8(hex).ok());
    let Some(code) = digits.and_then(|hex| u32::from_str_radix(hex, 16).ok()) else {
        out.extend(b"\\u");
        return at;
    };
    // Half of a surrogate pair stands for itself: no secret depends on it.
    let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    out.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
    at + 4
}

fn doubled(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut open = false;
    for &byte in raw {
        open = byte == b'\'' && !open;
        if !open {
            out.push(byte);
        }
    }
    out
}

/// The five entities of XML 1.0 and decimal or hexadecimal references.
fn entities(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.iter().position(|&byte| byte == b'&') {
        out.extend(&rest[..at]);
        rest = &rest[at..];
        let end = rest.iter().take(12).position(|&byte| byte == b';');
        match end.and_then(|end| Some((end, entity(&rest[1..end])?))) {
            Some((end, c)) => {
                out.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &rest[end + 1..];
            }
            None => {
                out.push(b'&');
                rest = &rest[1..];
            }
        }
    }
    out.extend(rest);
    out
}

fn entity(name: &[u8]) -> Option<char> {
    let number = |digits: &[u8], radix| {
        let digits = std::str::from_utf8(digits).ok()?;
        char::from_u32(u32::from_str_radix(digits, radix).ok()?)
    };
    match name {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        [b'#', b'x' | b'X', hex @ ..] => number(hex, 16),
        [b'#', digits @ ..] => number(digits, 10),
        _ => None,
    }
}

fn dedented(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    for line in raw.split(|&byte| byte == b'\n') {
        if !out.is_empty() {
            out.push(b'\n');
        }
        out.extend(line.trim_ascii());
    }
    out
}
