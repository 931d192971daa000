//! YAML by its indentation. Tags and anchors are passed over, aliases stay references; a template
//! in the middle (`{{ … }}`) damages its own line only. YAML 1.2, chapters 7 and 8.

use super::doc::{Doc, Quote, ROOT, Span};
use super::json::{flow, line_end};

/// Reads the whole content.
pub(super) fn read(doc: &mut Doc<'_>) {
    let mut yaml = Yaml {
        at: 0,
        open: vec![],
        unclosed: [false; 2],
    };
    while yaml.at < doc.bytes.len() && !doc.full() {
        yaml.line(doc);
    }
}

struct Yaml {
    at: usize,
    /// What is open, with twice the column where it stands; an item of a list counts half a
    /// column more, as it may stand right below its key.
    open: Vec<(usize, u32)>,
    /// No `"`, no `'` closes any more: looked for once, not for each line.
    unclosed: [bool; 2],
}

impl Yaml {
    fn line(&mut self, doc: &mut Doc<'_>) {
        let start = self.at;
        let end = line_end(doc.bytes, start);
        let line = &doc.bytes[start..end];
        let indent = line.iter().take_while(|&&byte| byte == b' ').count();
        let text = line.trim_ascii();
        self.at = end + 1;
        if text.is_empty() || text[0] == b'#' || text[0] == b'%' || text == b"..." {
            return;
        }
        if text.starts_with(b"---") {
            self.open.clear();
            // The document's keys stand at column 0 too, and must not close it.
            let id = doc.hold(ROOT, Span::default());
            self.open.push((usize::MAX, id));
            return;
        }
        self.content(doc, start + indent, indent, end);
    }

    /// What stands at column `column`: list dashes first, then a key or a scalar.
    fn content(&mut self, doc: &mut Doc<'_>, mut at: usize, mut column: usize, end: usize) {
        while doc.bytes[at..end].starts_with(b"- ") || doc.bytes[at..end].trim_ascii() == b"-" {
            self.close(2 * column + 1);
            let item = doc.hold(self.parent(), Span::default());
            self.open.push((2 * column + 1, item));
            let rest = &doc.bytes[at + 1..end];
            let blanks = rest.iter().take_while(|byte| b" \t".contains(byte)).count();
            at += 1 + blanks;
            column += 1 + blanks;
            if at >= end {
                return;
            }
        }
        match key(doc.bytes, at, end) {
            Some((key, behind)) => {
                self.close(2 * column);
                self.value(doc, key, behind, column, end);
            }
            None => self.scalar(doc, at, end),
        }
    }

    fn close(&mut self, level: usize) {
        while self
            .open
            .last()
            .is_some_and(|&(open, _)| open >= level && open != usize::MAX)
        {
            self.open.pop();
        }
    }

    fn parent(&self) -> u32 {
        self.open.last().map_or(ROOT, |&(_, id)| id)
    }

    fn value(&mut self, doc: &mut Doc<'_>, key: Span, at: usize, column: usize, end: usize) {
        let at = plain_start(doc.bytes, at, end);
        let parent = self.parent();
        match doc.bytes[at..end].trim_ascii().first() {
            None | Some(b'#') => {
                let id = doc.hold(parent, key);
                self.open.push((2 * column, id));
            }
            Some(b'|' | b'>') => self.block(doc, key, column),
            Some(_) => self.inline(doc, key, at, end),
        }
    }

    fn scalar(&mut self, doc: &mut Doc<'_>, at: usize, end: usize) {
        let at = plain_start(doc.bytes, at, end);
        if at < end {
            self.inline(doc, Span::default(), at, end);
        }
    }

    /// A value on its key's line: quoted, a flow collection, or plain.
    fn inline(&mut self, doc: &mut Doc<'_>, key: Span, at: usize, end: usize) {
        let parent = self.parent();
        match doc.bytes[at] {
            b'{' | b'[' if !doc.bytes[at..].starts_with(b"{{") => {
                let behind = flow(doc, at, parent, key);
                let fresh = behind > end && doc.bytes.get(behind - 1) == Some(&b'\n');
                let next = if fresh {
                    behind
                } else {
                    line_end(doc.bytes, behind) + 1
                };
                self.at = self.at.max(next);
            }
            quote @ (b'"' | b'\'') => self.quoted(doc, key, at + 1, end, quote),
            _ => {
                let value = Span::new(at, comment(doc.bytes, at, end)).trim(doc.bytes);
                doc.push(parent, key, value, Quote::Bare);
            }
        }
    }

    fn quoted(&mut self, doc: &mut Doc<'_>, key: Span, start: usize, end: usize, quote: u8) {
        let which = usize::from(quote == b'"');
        let close = match self.unclosed[which] {
            true => None,
            false => quoted_end(doc.bytes, start, quote),
        };
        self.unclosed[which] |= close.is_none();
        let stop = close.unwrap_or(end);
        let kind = if quote == b'"' {
            Quote::Double
        } else {
            Quote::Single
        };
        doc.push(self.parent(), key, Span::new(start, stop), kind);
        self.at = self.at.max(line_end(doc.bytes, stop) + 1);
    }

    /// A block scalar: the following lines that are indented deeper than its key.
    fn block(&mut self, doc: &mut Doc<'_>, key: Span, column: usize) {
        let start = self.at.min(doc.bytes.len());
        let mut stop = start;
        while self.at < doc.bytes.len() {
            let end = line_end(doc.bytes, self.at);
            let line = &doc.bytes[self.at..end];
            let indent = line.iter().take_while(|&&byte| byte == b' ').count();
            if !line.trim_ascii().is_empty() {
                if indent <= column {
                    break;
                }
                stop = end;
            }
            self.at = end + 1;
        }
        let value = Span::new(start, stop).trim(doc.bytes);
        doc.push(self.parent(), key, value, Quote::Block);
    }
}

/// The key at `at` and where its value begins.
fn key(bytes: &[u8], at: usize, end: usize) -> Option<(Span, usize)> {
    let line = &bytes[at..end];
    let ends = |colon: usize| {
        line.get(colon + 1)
            .is_none_or(|next| b" \t\r".contains(next))
    };
    if let [quote @ (b'"' | b'\''), ..] = line {
        let close = quoted_end(line, 1, *quote)?;
        let colon = close + 1;
        let found = line.get(colon) == Some(&b':') && ends(colon);
        return found.then(|| (Span::new(at + 1, at + close), at + colon + 1));
    }
    if line.starts_with(b"{") || line.starts_with(b"[") || line.starts_with(b"#") {
        return None;
    }
    let colon = (0..line.len()).find(|&colon| line[colon] == b':' && ends(colon))?;
    let key = Span::new(at, at + colon).trim(bytes);
    Some((key, at + colon + 1))
}

/// Where the value itself begins: behind blanks, tags and anchors.
fn plain_start(bytes: &[u8], mut at: usize, end: usize) -> usize {
    loop {
        while at < end && b" \t".contains(&bytes[at]) {
            at += 1;
        }
        // `!vault`, `!Ref` and `!Sub` say that the value is none; it stays with its tag.
        let tag = bytes[at..end].starts_with(b"!!") || bytes[at..end].starts_with(b"&");
        if !tag {
            return at;
        }
        while at < end && !b" \t\r".contains(&bytes[at]) {
            at += 1;
        }
    }
}

fn quoted_end(bytes: &[u8], start: usize, quote: u8) -> Option<usize> {
    let mut at = start;
    loop {
        match *bytes.get(at)? {
            b'\\' if quote == b'"' => at += 1,
            b'\'' if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 1,
            byte if byte == quote => return Some(at),
            _ => {}
        }
        at += 1;
    }
}

/// Where a plain value ends: before ` #`.
fn comment(bytes: &[u8], at: usize, end: usize) -> usize {
    let found = bytes[at..end]
        .windows(2)
        .position(|pair| pair == b" #" || pair == b"\t#");
    found.map_or(end, |found| at + found)
}
