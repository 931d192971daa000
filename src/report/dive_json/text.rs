//! Strings and numbers as Go's `encoding/json` prints them.

use std::io::{self, Write};

/// A string in quotes: `<`, `>`, `&`, U+2028 and U+2029 escaped for the web, every byte that is
/// not UTF-8 replaced.
pub(super) fn string(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(b"\"")?;
    for chunk in bytes.utf8_chunks() {
        valid(out, chunk.valid())?;
        for _ in chunk.invalid() {
            out.write_all(b"\\ufffd")?;
        }
    }
    out.write_all(b"\"")
}

fn valid(out: &mut impl Write, text: &str) -> io::Result<()> {
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        let short = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => "",
            _ => continue,
        };
        out.write_all(&text.as_bytes()[plain..at])?;
        match short {
            "" => write!(out, "\\u{:04x}", c as u32)?,
            short => out.write_all(short.as_bytes())?,
        }
        plain = at + c.len_utf8();
    }
    out.write_all(&text.as_bytes()[plain..])
}

/// A fraction in as few digits as tell it apart, with an exponent where it is tiny or huge.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        let text = format!("{value:e}");
        // Go writes the sign of a positive exponent.
        return if size >= 1.0 {
            text.replace('e', "e+")
        } else {
            text
        };
    }
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_as_go_escapes_them() {
        for (raw, written) in [
            (&b"usr/bin/[["[..], r#""usr/bin/[[""#),
            (b"a&b<c>d", r#""a\u0026b\u003cc\u003ed""#),
            (b"q\"b\\s/", r#""q\"b\\s/""#),
            (
                b"\n\r\t\x08\x0c\x00\x1f\x7f",
                "\"\\n\\r\\t\\b\\f\\u0000\\u001f\x7f\"",
            ),
            ("\u{2028}\u{2029}é🦀".as_bytes(), "\"\\u2028\\u2029é🦀\""),
            (
                b"x\xff\xe2\x80y\xf0\x9f\xa6",
                "\"x\\ufffd\\ufffd\\ufffdy\\ufffd\\ufffd\\ufffd\"",
            ),
            (b"", "\"\""),
        ] {
            let mut out = vec![];
            string(&mut out, raw).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), written);
        }
    }

    #[test]
    fn numbers_are_printed_as_go_prints_them() {
        for (value, written) in [
            (1.0, "1"),
            (0.0, "0"),
            (0.9844212134184309, "0.9844212134184309"),
            (-0.5, "-0.5"),
            (1e-6, "0.000001"),
            (1.5e-7, "1.5e-7"),
            (-1e-10, "-1e-10"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
        ] {
            assert_eq!(number(value), written);
        }
    }
}
