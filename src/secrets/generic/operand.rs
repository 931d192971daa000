//! What is given to a name: a quoted text, a bare word, the default of a call around it.
//!
//! Which name, and by which sign, is [`super::syntax`]'s matter.

use super::cursor::{Cursor, Quote};

/// How a value is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    /// `=`, `:`, `=>`, `:=`, `<name>value`.
    Is,
    /// `==`, `!=`: compared with.
    Compared,
    /// `name("value")`, `put("name", "value")`.
    Call,
    /// `--name value`, `#define NAME value`, `PASSWORD 'value'`.
    Blank,
}

/// A value that is given to a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) op: Op,
    pub(super) quoted: bool,
    /// The language fills in parts of the text: `f"..."`.
    pub(super) template: bool,
    /// Name and value are all that stands on the line, as in a configuration file.
    pub(super) line: bool,
    /// The operator stands between the two without blanks, as a shell wants it.
    pub(super) tight: bool,
    /// The name is written as those of environment variables are.
    pub(super) env: bool,
    /// The name is the first on its line, without indentation, or the operator is a colon.
    pub(super) flush: bool,
    /// No words follow on the line.
    pub(super) ends: bool,
}

/// Bytes of the longest value.
const VALUE: usize = 1 << 10;
/// Calls around a text that leave it as it is.
const WRAPPERS: &[&str] = &[
    "string",
    "str",
    "bytes",
    "byte",
    "new string",
    "some",
    "n",
    "securestring",
    "secretstr",
    "sensitive",
    "to_string",
    "b64decode",
    "base64.b64decode",
    "unquote",
    "trim",
    "text",
    "literal",
    "quote",
    "sqlpassword",
    "password",
];

/// Reads the value.
pub(super) fn value(at: &mut Cursor<'_>, op: Op, tight: bool) -> Option<Slot> {
    let mut template = false;
    for _ in 0..3 {
        template |= prefix(at);
        if let Some(quote) = at.quote() {
            return quoted(at, quote, op, template, tight);
        }
        if !wrapped(at) && !alternative(at) {
            break;
        }
    }
    if matches!(op, Op::Compared | Op::Call) {
        return None;
    }
    bare(at, op, tight)
}

/// Letters before a quote: `b"`, `f'`, `L"`, `@"`, `$"`. True: the text is a template.
fn prefix(at: &mut Cursor<'_>) -> bool {
    let mut ahead = at.clone();
    let letters = ahead.take_while(2, |byte| b"bBrRuUfFLN@$".contains(&byte));
    if letters.is_empty() || ahead.clone().quote().is_none() {
        return false;
    }
    *at = ahead;
    letters.iter().any(|byte| b"fF$".contains(byte))
}

/// Steps into a call or bracket around a text, or over the first argument of a call that has a
/// default: `getenv("NAME", "default")`. False: there is none.
fn wrapped(at: &mut Cursor<'_>) -> bool {
    let mut ahead = at.clone();
    let name = ahead.take_while(40, |byte| {
        byte.is_ascii_alphanumeric() || b"_.:[] ".contains(&byte)
    });
    if !ahead.eat("(") {
        if name.is_empty() && (ahead.eat("[") || ahead.eat("{")) && ahead.clone().quote().is_some()
        {
            *at = ahead;
            return true;
        }
        return false;
    }
    ahead.skip_blanks();
    let last = name
        .rsplit(|&byte| byte == b'.' || byte == b']')
        .next()
        .unwrap_or(name);
    if name.is_empty() || is_any(last, WRAPPERS) || is_any(name, WRAPPERS) {
        *at = ahead;
        return true;
    }
    let read = [
        &b"env"[..],
        b"get",
        b"fetch",
        b"config",
        b"opt",
        b"getproperty",
        b"getOrDefault",
    ];
    let reads = read.iter().any(|word| {
        memchr::memmem::find(&last.to_ascii_lowercase(), &word.to_ascii_lowercase()).is_some()
    });
    let Some(quote) = ahead.quote().filter(|_| reads) else {
        return false;
    };
    if ahead.until_quote(quote, 200).is_none() {
        return false;
    }
    ahead.skip_blanks();
    let more = ahead.eat(",");
    ahead.skip_blanks();
    if more && (ahead.eat("default=") || ahead.clone().quote().is_some()) {
        *at = ahead;
    }
    more
}

/// Steps to the value that is taken when a variable has none: `env["NAME"] or "value"`,
/// `process.env.NAME || "value"`, `${NAME:-value}`. False: there is none.
fn alternative(at: &mut Cursor<'_>) -> bool {
    let mut ahead = at.clone();
    if ahead.eat("${") {
        let name = ahead.take_while(60, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let there = !name.is_empty() && (ahead.eat(":-") || ahead.eat(":=") || ahead.eat("-"));
        if there && !matches!(ahead.peek(), Some(b'}' | b'$')) {
            *at = ahead;
            return true;
        }
        return false;
    }
    let name = ahead.take_while(80, |byte| {
        byte.is_ascii_alphanumeric() || b"_.[]()\"'$".contains(&byte)
    });
    ahead.skip_blanks();
    let or = ["or ", "|| ", "?? ", "?: ", "else "]
        .iter()
        .any(|sign| ahead.eat(sign));
    ahead.skip_blanks();
    let there = or && !name.is_empty() && ahead.clone().quote().is_some();
    if there {
        *at = ahead;
    }
    there
}

fn quoted(at: &mut Cursor<'_>, quote: Quote, op: Op, template: bool, tight: bool) -> Option<Slot> {
    let from = at.at();
    let to = at.until_quote(quote, VALUE)?;
    at.skip_blanks();
    // A text that goes on with something else is no value by itself.
    let goes_on = matches!(at.peek(), Some(b'+' | b'%')) || at.eat(".format") || at.eat(". ");
    let named = matches!(at.peek(), Some(b':')) && op == Op::Call;
    let argument = op != Op::Call || matches!(at.peek(), Some(b')' | b',' | b'\\' | b'"'));
    (!goes_on && !named && argument).then_some(Slot {
        from,
        to,
        op,
        quoted: true,
        template,
        line: false,
        env: false,
        ends: false,
        flush: false,
        tight,
    })
}

fn bare(at: &mut Cursor<'_>, op: Op, tight: bool) -> Option<Slot> {
    let from = at.at();
    let text = at.take_while(VALUE, |byte| byte > b' ' && !b"\"'`<".contains(&byte));
    let mut len = text.len();
    // In URLs and connection strings the next pair follows at once.
    for (sign, at) in [b'&', b';', b',']
        .iter()
        .filter_map(|sign| Some((sign, memchr::memchr(*sign, text)?)))
    {
        let next = text.get(at + 1..).unwrap_or_default();
        let name = next
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"_-. ".contains(byte))
            .count();
        let follows = next.is_empty()
            || (name > 0 && next.get(name) == Some(&b'='))
            || *sign == b';' && next.starts_with(b"\\");
        if follows {
            len = len.min(at);
        }
    }
    for stop in ["%26", "\\n", "\\r", "&quot", "&gt", "&lt", "&#"] {
        len = memchr::memmem::find(&text[..len], stop.as_bytes()).unwrap_or(len);
    }
    while len > 0 && closes(text, len) {
        len -= 1;
    }
    Some(Slot {
        from,
        to: from + len,
        op,
        quoted: false,
        template: false,
        line: false,
        env: false,
        ends: false,
        flush: false,
        tight,
    })
}

/// Whether the last of these bytes belongs to what surrounds the value: a comma, a semicolon, a
/// bracket that was not opened inside.
fn closes(text: &[u8], len: usize) -> bool {
    let opened = |open: u8, close: u8| {
        let count = |sign: u8| text[..len].iter().filter(|byte| **byte == sign).count();
        count(open) >= count(close)
    };
    match text[len - 1] {
        b',' | b';' | b'\\' => true,
        b')' => !opened(b'(', b')'),
        b']' => !opened(b'[', b']'),
        b'}' => !opened(b'{', b'}'),
        _ => false,
    }
}

/// Whether the word is one of these, whatever its case.
pub(super) fn is_any(word: &[u8], list: &[&str]) -> bool {
    list.iter()
        .any(|one| one.as_bytes().eq_ignore_ascii_case(word))
}
