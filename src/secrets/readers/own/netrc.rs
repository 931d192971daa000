//! netrc and authinfo: words, in any number of lines.
//!
//! GNU inetutils, "The .netrc file"; GnuPG- and Gnus-style authinfo adds `port`.

use crate::secrets::readers::finds::Finds;
use crate::secrets::readers::format::Span;

/// Reads the whole content.
pub(in crate::secrets::readers) fn read(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    let mut words = Words { bytes, at: 0 };
    let (mut machine, mut login) = (Span::default(), Span::default());
    while let Some(word) = words.next() {
        match word.of(bytes) {
            b"machine" | b"host" => {
                machine = words.next().unwrap_or_default();
                login = Span::default();
            }
            b"default" => (machine, login) = (word, Span::default()),
            b"login" | b"user" => login = words.next().unwrap_or_default(),
            b"account" | b"port" | b"protocol" => drop(words.next()),
            b"password" | b"passwd" | b"pass" => {
                let span = words.next().unwrap_or_default();
                let dummy =
                    crate::secrets::readers::value::dummy_pair(login.of(bytes), span.of(bytes));
                if let Some(found) = finds.plain(span) {
                    found
                        .user(login.of(bytes))
                        .host(machine.of(bytes))
                        .dummy(dummy);
                }
            }
            b"macdef" => words.skip_macro(),
            _ => {}
        }
    }
}

struct Words<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Words<'_> {
    fn next(&mut self) -> Option<Span> {
        loop {
            let rest = self.bytes.get(self.at..)?;
            self.at += rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
            if self.bytes[self.at] != b'#' {
                break;
            }
            let rest = &self.bytes[self.at..];
            self.at += rest
                .iter()
                .position(|&byte| byte == b'\n')
                .unwrap_or(rest.len());
        }
        let start = self.at;
        if self.bytes[start] == b'"' {
            let end = crate::secrets::readers::format::closing(self.bytes, start + 1, b'"');
            self.at = (end + 1).min(self.bytes.len());
            return Some(Span::new(start + 1, end));
        }
        let rest = &self.bytes[start..];
        self.at += rest
            .iter()
            .position(u8::is_ascii_whitespace)
            .unwrap_or(rest.len());
        Some(Span::new(start, self.at))
    }

    /// A macro ends at an empty line.
    fn skip_macro(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let end = rest.windows(2).position(|pair| pair == b"\n\n");
        self.at += end.unwrap_or(rest.len());
    }
}
