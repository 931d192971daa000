//! Names, labels and messages from an image, made visible instead of obeyed.
//!
//! A file name may hold terminal escapes, bidirectional overrides or bytes that are no UTF-8.
//! Dropping them would make `a\x1bb` look like `ab`; so they are written out: `\x1b`, `\u{202e}`,
//! `\xff`. A backslash that the name itself has is doubled only where the name needs escaping at
//! all, so that ordinary names stay as they are (reference: ECMA-48, Unicode TR 36).

use std::borrow::Cow;
use std::fmt;

/// Displays bytes from an image with everything that could act on a terminal written out.
#[derive(Debug, Clone, Copy)]
pub struct Escaped<'a>(pub &'a [u8]);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&escape_bytes(self.0))
    }
}

/// [`escape_bytes`] for text that is UTF-8 already.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if text.chars().all(harmless) && !text.contains("##") {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(written_out(text.as_bytes()))
    }
}

/// Writes out C0, DEL, C1, bidirectional controls, zero-width characters, line separators,
/// private use, and bytes that are not UTF-8; borrows when there is nothing to write out.
#[must_use]
pub fn escape_bytes(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => escape(text),
        Err(_) => Cow::Owned(written_out(bytes)),
    }
}

fn written_out(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                // Build logs take `##[command]` and `##vso[...]` for orders, anywhere in a line.
                '#' if out.ends_with('#') => out.push_str("\\x23"),
                '\\' => out.push_str("\\\\"),
                c if harmless(c) => out.push(c),
                c => out.push_str(&char_written_out(c)),
            }
        }
        for &byte in chunk.invalid() {
            out.push_str(&byte_written_out(byte));
        }
    }
    out
}

/// One character written out, in printable ASCII: `\n`, `\x1b`, `\u{202e}`.
#[must_use]
pub fn char_written_out(c: char) -> String {
    match c {
        '\n' => "\\n".into(),
        '\r' => "\\r".into(),
        '\t' => "\\t".into(),
        c if (c as u32) < 0x100 => byte_written_out(c as u8),
        c => format!("\\u{{{:x}}}", c as u32),
    }
}

/// One byte written out: `\xff`.
#[must_use]
pub fn byte_written_out(byte: u8) -> String {
    format!("\\x{byte:02x}")
}

/// True for a character that neither acts on a terminal nor hides in a text.
#[must_use]
pub fn harmless(c: char) -> bool {
    !matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e000}'..='\u{f8ff}'
        | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_act_is_written_out_and_the_rest_is_untouched() {
        for (raw, shown) in [
            (&b"usr/bin/python3.11"[..], "usr/bin/python3.11"),
            ("naïve-名前-🦀".as_bytes(), "naïve-名前-🦀"),
            (b"a\x1b]0;owned\x07b", "a\\x1b]0;owned\\x07b"),
            (b"two\nlines\r\t", "two\\nlines\\r\\t"),
            ("gpj.\u{202e}exe".as_bytes(), "gpj.\\u{202e}exe"),
            ("zero\u{200b}width".as_bytes(), "zero\\u{200b}width"),
            ("c1\u{9b}2J".as_bytes(), "c1\\x9b2J"),
            (b"latin\xe9", "latin\\xe9"),
            (b"##[error]x", "#\\x23[error]x"),
            (b"#one#", "#one#"),
            (b"back\\slash", "back\\slash"),
            (b"back\\x1b\x1b", "back\\\\x1b\\x1b"),
        ] {
            assert_eq!(escape_bytes(raw), shown);
        }
    }
}
