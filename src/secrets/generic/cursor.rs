//! A place in a content that moves over signs, blanks and quotes.

/// A place in a content.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// A quote as it was opened: the sign, and what stands before it in a text inside a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    sign: u8,
    /// Backslashes before the sign.
    escapes: u8,
    /// How often the sign stands: 3 for a text over several lines.
    times: u8,
    /// `&quot;`
    entity: bool,
}

impl Quote {
    /// Bytes of the opening quote.
    pub(super) fn len(self) -> usize {
        if self.entity {
            ENTITY.len()
        } else {
            usize::from(self.escapes + self.times)
        }
    }
}

const ENTITY: &str = "&quot;";

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Cursor<'a> {
        Cursor { bytes, at }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Steps over this text, if it stands here.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let there = self.rest().starts_with(text.as_bytes());
        self.at += if there { text.len() } else { 0 };
        there
    }

    /// Steps over bytes that fit, at most so many, and gives them.
    pub(super) fn take_while(&mut self, most: usize, fits: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.rest();
        let len = rest
            .iter()
            .take(most)
            .take_while(|byte| fits(**byte))
            .count();
        self.at += len;
        &rest[..len]
    }

    /// Steps over any of these, at most three.
    pub(super) fn skip_any(&mut self, signs: &[u8]) {
        self.take_while(3, |byte| signs.contains(&byte));
    }

    /// Steps over blanks and tabs. True: there were some.
    pub(super) fn skip_blanks(&mut self) -> bool {
        !self
            .take_while(80, |byte| matches!(byte, b' ' | b'\t'))
            .is_empty()
    }

    /// Steps over white space of any kind.
    pub(super) fn skip_white(&mut self, most: usize) {
        self.take_while(most, |byte| byte.is_ascii_whitespace());
    }

    /// Whether the line ends here.
    pub(super) fn next_line(&self) -> bool {
        matches!(self.peek(), Some(b'\n' | b'\r'))
    }

    /// Steps over an opening or a closing quote.
    pub(super) fn quote(&mut self) -> Option<Quote> {
        if self.eat(ENTITY) {
            let quote = Quote {
                sign: b'"',
                escapes: 0,
                times: 1,
                entity: true,
            };
            return Some(quote);
        }
        let mut ahead = self.clone();
        let escapes = ahead.take_while(7, |byte| byte == b'\\').len() as u8;
        let sign = ahead.peek().filter(|sign| b"\"'`".contains(sign))?;
        let same = ahead.take_while(3, |byte| byte == sign).len();
        let times = if same == 3 { 3 } else { 1 };
        self.at += usize::from(escapes) + times;
        Some(Quote {
            sign,
            escapes,
            times: times as u8,
            entity: false,
        })
    }

    /// Steps behind the quote that closes this one, and says where the text between ends. None:
    /// it is not closed on this line within so many bytes.
    pub(super) fn until_quote(&mut self, quote: Quote, most: usize) -> Option<usize> {
        let rest = self.rest();
        let rest = &rest[..rest.len().min(most + 8)];
        let len = match quote {
            Quote { entity: true, .. } => memchr::memmem::find(rest, ENTITY.as_bytes())?,
            Quote { times: 3, .. } => {
                let end = rest
                    .iter()
                    .position(|&byte| byte == quote.sign || byte == b'\n')?;
                (end > 0).then_some(end)?
            }
            _ => closing(rest, quote)?,
        };
        if rest[..len].contains(&b'\n') {
            return None;
        }
        let to = self.at + len;
        self.at = to + quote.len();
        Some(to)
    }
}

/// Where the closing quote begins, its backslashes included.
fn closing(rest: &[u8], quote: Quote) -> Option<usize> {
    let mut escapes = 0;
    for (at, &byte) in rest.iter().enumerate() {
        match byte {
            b'\n' => return None,
            b'\\' => escapes += 1,
            byte if byte == quote.sign && escapes <= quote.escapes => {
                return Some(at - usize::from(escapes));
            }
            // In a text of plain quotes two backslashes are one, and close nothing.
            byte if byte == quote.sign && quote.escapes == 0 && escapes % 2 == 0 => {
                return Some(at);
            }
            _ => escapes = 0,
        }
        escapes = escapes.min(64);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_at_the_quote_that_opened_it() {
        for (text, inner) in [
            (r#""one" two"#, Some("one")),
            (r#""a\"b" c"#, Some(r#"a\"b"#)),
            (r#""a\\" c"#, Some(r"a\\")),
            (r#"\"one\" two"#, Some("one")),
            (r#"\\\"one\\\" two"#, Some("one")),
            ("'it' 'x'", Some("it")),
            ("`x`", Some("x")),
            ("'''one\ntwo'''", Some("one")),
            ("&quot;a&quot;", Some("a")),
            ("\"\"", Some("")),
            ("\"open", None),
            ("\"two\nlines\"", None),
        ] {
            let mut at = Cursor::new(text.as_bytes(), 0);
            let quote = at.quote().unwrap();
            let from = at.at();
            let found = at.until_quote(quote, 100).map(|to| &text[from..to]);
            assert_eq!(found, inner, "{text}");
        }
    }
}
