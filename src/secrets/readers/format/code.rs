//! String literals that a program assigns to a name, whatever the language: `KEY = 'x'`,
//! `'key' => "x"`, `key: 'x'`, `define('KEY', 'x')`, `$a['key'] = 'x'`, `key "x"`.
//!
//! Not a parser of any of them: it sees literals, the names before them and the operator between.
//! A literal that an expression goes on with (`'a' . $b`) is none.

use super::Comments;
use super::doc::{Doc, Quote, ROOT, Span};
use super::json::line_end;

/// Reads the whole content.
pub(super) fn read(doc: &mut Doc<'_>, comments: Comments) {
    let mut code = Code {
        at: 0,
        comments,
        key: None,
        operator: Operator::None,
        annotated: None,
        setter: false,
    };
    while code.at < doc.bytes.len() && !doc.full() {
        code.token(doc);
    }
}

/// What stands between the last name and here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    /// Nothing but blanks: `password "x"`.
    None,
    /// `=`, `=>`, `:`, `:=`.
    Assign,
    /// `,` behind a call's first argument: `define('KEY', 'x')`, `set :key, 'x'`.
    Comma,
    /// `(`.
    Open,
    /// Anything else.
    Other,
}

struct Code {
    at: usize,
    comments: Comments,
    key: Option<Name>,
    operator: Operator,
    /// What stood before the last colon: `key: str = "x"`.
    annotated: Option<Name>,
    /// The bracket that opened last is that of a call which sets something.
    setter: bool,
}

/// Calls whose first two arguments are a name and its value.
const SETTERS: &[&[u8]] = &[
    b"define",
    b"set",
    b"setenv",
    b"putenv",
    b"put",
    b"setproperty",
    b"setdefault",
    b"property",
    b"store",
    b"option",
    b"add",
    b"const",
    b"setvalue",
    b"addproperty",
    b"env",
    b"get",
    b"setitem",
];

#[derive(Clone, Copy)]
struct Name {
    span: Span,
    literal: bool,
    /// It may be a call's first argument.
    argument: bool,
}

impl Code {
    fn token(&mut self, doc: &mut Doc<'_>) {
        let bytes = doc.bytes;
        let rest = &bytes[self.at..];
        match rest[0] {
            b'\n' => {
                // A literal on its own line belongs to the operator before, not to a mere name.
                if self.operator == Operator::None {
                    self.key = None;
                }
                self.at += 1;
            }
            byte if byte.is_ascii_whitespace() => self.at += 1,
            b'#' if self.comments != Comments::Slashes => self.at = line_end(bytes, self.at),
            b'/' if self.comments != Comments::Hash && rest.starts_with(b"//") => {
                self.at = line_end(bytes, self.at);
            }
            b'/' if self.comments != Comments::Hash && rest.starts_with(b"/*") => self.block(bytes),
            b'"' | b'\'' => self.literal(doc),
            byte if part(byte) || b"$@".contains(&byte) => self.name(bytes),
            _ => self.operator(bytes),
        }
    }

    fn block(&mut self, bytes: &[u8]) {
        let mut at = self.at + 2;
        while at < bytes.len() && !bytes[at..].starts_with(b"*/") {
            at += 1;
        }
        self.at = (at + 2).min(bytes.len());
    }

    fn name(&mut self, bytes: &[u8]) {
        let rest = &bytes[self.at..];
        let mut len = 1;
        while let Some(&byte) = rest.get(len) {
            // `$this->key`, `Config::KEY`, `a.b`, `a-b`, a symbol's colon excluded.
            let arrow =
                rest[len..].starts_with(b"->") && rest.get(len + 2).is_some_and(|b| part(*b));
            let path = rest[len..].starts_with(b"::");
            match byte {
                _ if arrow || path => len += 2,
                byte if part(byte) || b".-".contains(&byte) => len += 1,
                _ => break,
            }
        }
        let span = Span::new(self.at, self.at + len);
        let argument = self.at > 0 && bytes[self.at - 1] == b':';
        self.key = Some(Name {
            span,
            literal: false,
            argument,
        });
        self.operator = Operator::None;
        self.at += len;
    }

    fn operator(&mut self, bytes: &[u8]) {
        let rest = &bytes[self.at..];
        let (len, operator) = match rest {
            [b'=', b'=', ..] | [b'!', b'=', ..] | [b'<' | b'>', b'=', ..] => (2, Operator::Other),
            [b'=', b'>', ..] | [b':' | b'?' | b'+', b'=', ..] => (2, Operator::Assign),
            [b'|', b'|', b'=', ..] => (3, Operator::Assign),
            [b'=', ..] => (1, Operator::Assign),
            // A symbol of Ruby, `:password`, keeps what stood before it.
            [b':', next, ..] if part(*next) => (1, Operator::None),
            [b':', ..] => (1, Operator::Assign),
            [b',', ..] => (1, Operator::Comma),
            // `$config['password']`: the subscript's literal stays the name.
            [b']' | b')', ..] if self.key.is_some_and(|key| key.literal) => (1, self.operator),
            // `key = (` and a literal on the next line.
            [b'(', ..] if self.operator == Operator::Assign => (1, Operator::Assign),
            [b'(', ..] => {
                let name = self
                    .key
                    .filter(|key| !key.literal)
                    .map(|key| tail(bytes, key.span));
                let name = name
                    .map(|name| name.of(bytes).to_ascii_lowercase())
                    .unwrap_or_default();
                self.setter = SETTERS.contains(&name.as_slice());
                (1, Operator::Open)
            }
            _ => (1, Operator::Other),
        };
        match rest[0] {
            b':' => self.annotated = self.key,
            b'=' if self.annotated.is_some() => self.key = self.annotated.take(),
            _ => self.annotated = None,
        }
        if matches!(operator, Operator::Other | Operator::Open) {
            self.key = None;
        }
        self.operator = operator;
        self.at += len;
    }

    fn literal(&mut self, doc: &mut Doc<'_>) {
        let bytes = doc.bytes;
        let quote = bytes[self.at];
        let triple = bytes[self.at..].starts_with(&[quote; 3]);
        let start = self.at + if triple { 3 } else { 1 };
        let end = match triple {
            true => find(bytes, start, &[quote; 3]),
            false => super::json::closing(bytes, start, quote),
        };
        self.at = (end + if triple { 3 } else { 1 }).min(bytes.len());
        let span = Span::new(start, end);
        let takes = match self.operator {
            Operator::Assign => true,
            Operator::None => self.key.is_some_and(|key| !key.literal),
            Operator::Comma => self.key.is_some_and(|key| key.argument),
            Operator::Other | Operator::Open => false,
        };
        if let Some(key) = self.key
            && takes
            && !triple
            && self.alone(bytes)
        {
            let kind = if quote == b'"' {
                Quote::Double
            } else {
                Quote::Literal
            };
            doc.push(ROOT, tail(bytes, key.span), span, kind);
        }
        let argument = self.operator == Operator::Open && self.setter;
        self.key = Some(Name {
            span,
            literal: true,
            argument,
        });
        self.operator = Operator::None;
    }

    /// Nothing is joined to the literal that ends here.
    fn alone(&self, bytes: &[u8]) -> bool {
        let rest = bytes[self.at..].trim_ascii_start();
        !matches!(rest, [b'.' | b'+' | b'%', ..] | [b'=', b'>', ..])
    }
}

fn part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn find(bytes: &[u8], start: usize, what: &[u8]) -> usize {
    let mut at = start;
    while at < bytes.len() && !bytes[at..].starts_with(what) {
        at += 1;
    }
    at
}

/// The last part of `a.b`, `$this->b`, `A::B`.
fn tail(bytes: &[u8], key: Span) -> Span {
    let text = key.of(bytes);
    let cut = text.iter().rposition(|byte| b".>:$@".contains(byte));
    Span::new(key.start + cut.map_or(0, |cut| cut + 1), key.end)
}
