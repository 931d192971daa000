//! JSON as people write it: comments, trailing commas, single quotes and bare words are read too,
//! and so is YAML's flow style. RFC 8259; JSON5; YAML 1.2 section 7.4.

use super::doc::{Doc, Quote, ROOT, Span};

/// Reads the whole content.
pub(super) fn read(doc: &mut Doc<'_>) {
    let mut flow = Flow {
        at: 0,
        open: vec![],
        root: ROOT,
        key: None,
    };
    while flow.step(doc) {}
}

/// Reads one bracketed collection that opens at `at`; where it closes.
pub(super) fn flow(doc: &mut Doc<'_>, at: usize, parent: u32, key: Span) -> usize {
    let mut flow = Flow {
        at,
        open: vec![],
        root: parent,
        key: Some(key),
    };
    // What follows a key must be indented: a letter in the first column says that the collection
    // was never closed.
    let keyed = key.start < key.end;
    while flow.step(doc) {
        let rest = doc.bytes.get(flow.at..).unwrap_or_default();
        let outside = keyed
            && doc.bytes.get(flow.at.wrapping_sub(1)) == Some(&b'\n')
            && rest.first().is_some_and(u8::is_ascii_alphanumeric);
        if flow.open.is_empty() || outside {
            break;
        }
    }
    flow.at
}

struct Flow {
    at: usize,
    open: Vec<u32>,
    root: u32,
    key: Option<Span>,
}

impl Flow {
    /// Takes one token; false at the end.
    fn step(&mut self, doc: &mut Doc<'_>) -> bool {
        let Some(&byte) = doc.bytes.get(self.at) else {
            return false;
        };
        match byte {
            b'{' | b'[' => {
                let key = self.key.take().unwrap_or_default();
                let id = doc.hold(self.parent(), key);
                self.open.push(id);
                self.at += 1;
            }
            b'}' | b']' => {
                self.open.pop();
                self.key = None;
                self.at += 1;
            }
            b',' => {
                self.key = None;
                self.at += 1;
            }
            b'"' | b'\'' => self.string(doc, byte),
            b'#' => self.at = line_end(doc.bytes, self.at),
            b'/' if doc.bytes[self.at..].starts_with(b"//") => {
                self.at = line_end(doc.bytes, self.at);
            }
            b'/' if doc.bytes[self.at..].starts_with(b"/*") => self.comment(doc.bytes),
            b':' => self.at += 1,
            byte if byte.is_ascii_whitespace() => self.at += 1,
            _ => self.word(doc),
        }
        !doc.full()
    }

    fn parent(&self) -> u32 {
        self.open.last().copied().unwrap_or(self.root)
    }

    fn string(&mut self, doc: &mut Doc<'_>, quote: u8) {
        let start = self.at + 1;
        let end = closing(doc.bytes, start, quote);
        let closed = doc.bytes.get(end) == Some(&quote);
        self.at = end + usize::from(closed);
        self.take(doc, Span::new(start, end), Quote::Double);
    }

    fn word(&mut self, doc: &mut Doc<'_>) {
        let start = self.at;
        let rest = &doc.bytes[start..];
        let ends = |at: usize, byte: u8| match byte {
            b'{' | b'}' | b'[' | b']' | b',' | b'\n' | b'\r' | b'"' => true,
            // `a: b`, but not the colon of a URL.
            b':' => rest
                .get(at + 1)
                .is_none_or(|next| b" \t\r\n\"'[{".contains(next)),
            _ => false,
        };
        let len = rest
            .iter()
            .enumerate()
            .position(|(at, &byte)| ends(at, byte));
        self.at = start + len.unwrap_or(rest.len()).max(1);
        let span = Span::new(start, self.at).trim(doc.bytes);
        self.take(doc, span, Quote::Bare);
    }

    /// A key where a colon follows, else a value.
    fn take(&mut self, doc: &mut Doc<'_>, span: Span, quote: Quote) {
        let rest = &doc.bytes[self.at..];
        let blanks = rest.len() - rest.trim_ascii_start().len();
        if self.key.is_none() && rest.get(blanks) == Some(&b':') {
            self.key = Some(span);
            self.at += blanks + 1;
        } else {
            let key = self.key.take().unwrap_or_default();
            doc.push(self.parent(), key, span, quote);
        }
    }

    fn comment(&mut self, bytes: &[u8]) {
        let mut at = self.at + 2;
        while at < bytes.len() && !bytes[at..].starts_with(b"*/") {
            at += 1;
        }
        self.at = (at + 2).min(bytes.len());
    }
}

/// Where the string that begins at `start` ends: at its quote, or at the end of its line.
pub(in crate::secrets::readers) fn closing(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' => return at,
            byte if byte == quote => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// The line feed that ends the line of `at`, or the end of the content.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .position(|&byte| byte == b'\n')
        .unwrap_or(rest.len())
}
