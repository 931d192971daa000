//! Elements, attributes and text of XML, without declarations of its own: no entity is defined,
//! no file included, no namespace resolved. XML 1.0, sections 2 and 3.

use super::doc::{Doc, Quote, ROOT, Span};

/// Reads the whole content.
pub(super) fn read(doc: &mut Doc<'_>) {
    let mut xml = Xml {
        at: 0,
        open: vec![],
    };
    while !doc.full() && xml.step(doc) {}
}

struct Xml {
    at: usize,
    open: Vec<u32>,
}

impl Xml {
    /// Takes one text and the markup behind it; false at the end.
    fn step(&mut self, doc: &mut Doc<'_>) -> bool {
        let bytes = doc.bytes;
        let rest = bytes.get(self.at..).unwrap_or_default();
        let Some(text) = rest.iter().position(|&byte| byte == b'<') else {
            return false;
        };
        let span = Span::new(self.at, self.at + text).trim(bytes);
        if span.start < span.end {
            self.text(doc, span, Quote::Xml);
        }
        self.at += text;
        self.markup(doc);
        self.at < bytes.len()
    }

    fn text(&mut self, doc: &mut Doc<'_>, span: Span, quote: Quote) {
        if let Some(&id) = self.open.last() {
            doc.fill(id, span, quote);
        }
    }

    fn markup(&mut self, doc: &mut Doc<'_>) {
        let rest = &doc.bytes[self.at..];
        match rest {
            [b'<', b'!', b'-', b'-', ..] => self.skip(doc.bytes, 4, b"-->"),
            [b'<', b'?', ..] => self.skip(doc.bytes, 2, b"?>"),
            _ if rest.starts_with(b"<![CDATA[") => {
                let start = self.at + 9;
                self.skip(doc.bytes, 9, b"]]>");
                let end = self.at.saturating_sub(3).max(start);
                self.text(doc, Span::new(start, end).trim(doc.bytes), Quote::Literal);
            }
            [b'<', b'!', ..] => self.skip(doc.bytes, 2, b">"),
            [b'<', b'/', ..] => {
                self.skip(doc.bytes, 2, b">");
                self.open.pop();
            }
            _ => self.element(doc),
        }
    }

    fn skip(&mut self, bytes: &[u8], from: usize, end: &[u8]) {
        let mut at = self.at + from;
        while at < bytes.len() && !bytes[at..].starts_with(end) {
            at += 1;
        }
        self.at = (at + end.len()).min(bytes.len());
    }

    fn element(&mut self, doc: &mut Doc<'_>) {
        let bytes = doc.bytes;
        let start = self.at + 1;
        let name = name(bytes, start);
        self.at = name.end.max(start);
        if name.start == name.end {
            return;
        }
        let parent = self.open.last().copied().unwrap_or(ROOT);
        let id = doc.hold(parent, name);
        self.open.push(id);
        self.attributes(doc, id);
    }

    fn attributes(&mut self, doc: &mut Doc<'_>, id: u32) {
        let bytes = doc.bytes;
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'>' => {
                    self.at += 1;
                    return;
                }
                b'/' if bytes.get(self.at + 1) == Some(&b'>') => {
                    self.open.pop();
                    self.at += 2;
                    return;
                }
                // The tag was never closed.
                b'<' => return,
                _ => self.attribute(doc, id),
            }
        }
    }

    fn attribute(&mut self, doc: &mut Doc<'_>, id: u32) {
        let bytes = doc.bytes;
        let key = name(bytes, self.at);
        if key.start == key.end {
            self.at += 1;
            return;
        }
        self.at = key.end;
        self.blanks(bytes);
        if bytes.get(self.at) != Some(&b'=') {
            return;
        }
        self.at += 1;
        self.blanks(bytes);
        let Some(&quote @ (b'"' | b'\'')) = bytes.get(self.at) else {
            return;
        };
        let start = self.at + 1;
        let rest = &bytes[start..];
        let len = rest
            .iter()
            .position(|&byte| byte == quote)
            .unwrap_or(rest.len());
        self.at = (start + len + 1).min(bytes.len());
        doc.push(id, key, Span::new(start, start + len), Quote::Xml);
    }

    fn blanks(&mut self, bytes: &[u8]) {
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }
}

fn name(bytes: &[u8], start: usize) -> Span {
    let rest = bytes.get(start..).unwrap_or_default();
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(byte) || *byte >= 0x80;
    let len = rest
        .iter()
        .position(|byte| !part(byte))
        .unwrap_or(rest.len());
    Span::new(start, start + len)
}
