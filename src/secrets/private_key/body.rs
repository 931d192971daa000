//! The text between a header and its end, with everything taken off that files put around lines:
//! indentation, quotes, comment marks, line ends written as `\n`, JSON's escapes.

use bstr::ByteSlice;

/// Fewer characters of base64 than this are no key: an Ed25519 key in PKCS#8 has 64.
pub(super) const SHORTEST: usize = 64;

/// A body of base64, and what the headers in front of it say (RFC 1421, section 4.6).
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    /// Without line ends.
    pub base64: Vec<u8>,
    /// `Proc-Type: 4,ENCRYPTED`.
    pub encrypted: bool,
    /// Of `DEK-Info`.
    pub cipher: Option<String>,
}

impl Body {
    /// `None` where something stands there that is neither base64 nor a header, or too little.
    pub(super) fn read(text: &[u8]) -> Option<Body> {
        let mut body = Body::default();
        for line in plain_lines(text).lines() {
            body.line(undecorated(line))?;
        }
        (body.base64.len() >= SHORTEST).then_some(body)
    }

    fn line(&mut self, line: &[u8]) -> Option<()> {
        let mut words = line.split(|byte| byte.is_ascii_whitespace());
        // A whole block on one line (an environment variable) has its headers among the words.
        let flat = line.len() > 200;
        while let Some(word) = words.next() {
            if word.ends_with(b":") {
                self.header(word, words.next().unwrap_or_default());
                if !flat {
                    return Some(());
                }
            } else if word.iter().all(|&byte| is_base64(byte)) {
                self.base64.extend(word);
            } else {
                return None;
            }
        }
        Some(())
    }

    fn header(&mut self, name: &[u8], value: &[u8]) {
        if name == b"Proc-Type:" {
            self.encrypted = value.contains_str("ENCRYPTED");
        }
        if name == b"DEK-Info:" {
            self.cipher = value.split(|&byte| byte == b',').next().and_then(cipher);
        }
    }
}

/// The name of a cipher as it may be shown.
pub(super) fn cipher(name: &[u8]) -> Option<String> {
    let fit = |&byte: &u8| byte.is_ascii_alphanumeric() || b"-_.@".contains(&byte);
    let shown = (1..=40).contains(&name.len()) && name.iter().all(fit);
    shown.then(|| String::from_utf8_lossy(name).into_owned())
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// Text whose written-out line ends are line ends: `\n`, `\\r\\n`, a backslash at the end of a
/// line; and whose `\/` and `\u003d` (JSON) are the characters that they mean.
pub(super) fn plain_lines(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        match byte {
            b'\r' => out.push(b'\n'),
            b'\\' => {
                while text.get(at) == Some(&b'\\') {
                    at += 1;
                }
                at += escaped(&text[at..], &mut out);
            }
            byte => out.push(byte),
        }
    }
    out
}

/// Writes what stands behind backslashes; gives the bytes taken.
fn escaped(rest: &[u8], out: &mut Vec<u8>) -> usize {
    match rest {
        [b'n' | b'r' | b't', ..] => out.push(b'\n'),
        [b'/', ..] => out.push(b'/'),
        [b'u', b'0', b'0', high, low, ..] => {
            let code = [*high, *low];
            let code = std::str::from_utf8(&code).ok();
            out.push(
                code.and_then(|code| u8::from_str_radix(code, 16).ok())
                    .unwrap_or(b'?'),
            );
            return 5;
        }
        // A quote or the end of a line: what stands there speaks for itself.
        _ => return 0,
    }
    1
}

/// The line without indentation, quotes, comment marks and what joins strings in code.
fn undecorated(line: &[u8]) -> &[u8] {
    let line = line.trim_start_with(|c| c.is_whitespace() || "\"'`#*>|,;({".contains(c));
    let mut line = trim_end(line);
    // `"…" +` and `"…" .`: but a body may end in a plus sign of its own.
    if let Some(joined) = line.strip_suffix(b"+").or_else(|| line.strip_suffix(b"."))
        && joined
            .last()
            .is_none_or(|&byte| byte == b' ' || byte == b'"' || byte == b'\'')
    {
        line = trim_end(joined);
    }
    line
}

fn trim_end(line: &[u8]) -> &[u8] {
    line.trim_end_with(|c| c.is_whitespace() || "\"'`,;)}".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_freed_of_what_stands_around_them() {
        let (one, two) = ("A".repeat(40), "B".repeat(39) + "=");
        let wanted = format!("{one}{two}");
        for text in [
            format!("\n{one}\n{two}\n"),
            format!("\r\n    {one}\r\n    {two}\r\n"),
            format!("\\n{one}\\n{two}\\n"),
            format!("\\\\r\\\\n{one}\\\\r\\\\n{two}\\\\n"),
            format!("\\n\" +\n\"{one}\\n\" +\n  \"{two}\\n\" +\n \""),
            format!("\n# {one}\n# {two}\n# "),
            format!("',\n'{one}',\n'{two}',\n'"),
            format!(" {one} {two} "),
            format!("\\\n{one}\\\n{two}\\\n"),
            format!("\n{one}\n{}\\u003d\n", "B".repeat(39)),
            format!("\nVersion: Made Up v1 (x)\n\n{one}\n{two}\n"),
        ] {
            let body = Body::read(text.as_bytes()).map(|body| body.base64);
            assert_eq!(body.as_deref(), Some(wanted.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_body() {
        let enough = "A".repeat(80);
        for text in [
            String::new(),
            "\", \"".to_owned(),
            "A".repeat(SHORTEST - 1),
            format!("\n{enough}\n...\n"),
            format!("\n<{enough}>\n"),
            format!("\n{enough} + key + \n${{BODY}}\n"),
        ] {
            assert_eq!(Body::read(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn the_headers_say_how_it_is_encrypted() {
        let enough = "A".repeat(180);
        for text in [
            format!("\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n{enough}\n"),
            format!(" Proc-Type: 4,ENCRYPTED DEK-Info: AES-128-CBC,0A1B {enough} "),
        ] {
            let body = Body::read(text.as_bytes()).unwrap();
            assert!(body.encrypted, "{text:?}");
            assert_eq!(body.cipher.as_deref(), Some("AES-128-CBC"));
            assert_eq!(body.base64.len(), 180);
        }
    }
}
