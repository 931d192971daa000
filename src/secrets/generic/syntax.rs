//! From a name to the value that is given to it, in whatever language.
//!
//! Shell, ini, YAML, JSON, TOML, XML, SQL and a dozen programming languages write an assignment as
//! name, operator, value; they differ in what may stand between. This reads what they have in
//! common and gives up where it sees anything else. It knows no language, so it takes no text
//! apart any further than the value.

use super::cursor::{Cursor, Quote};
use super::key::{Key, Kind};
use super::operand::{Op, Slot, is_any, value};
use crate::secrets::randomness::randomness;

/// Words that may stand before a name on its line.
const LEADS: &[&str] = &[
    "export",
    "set",
    "setx",
    "env",
    "arg",
    "-e",
    "--env",
    "-",
    "*",
    "+",
    "local",
    "readonly",
    "declare",
    "default",
    "--set",
    "-d",
    "--build-arg",
    "#define",
    "%define",
    "%global",
    "config",
    "\\set",
    "setenv",
    "val",
    "var",
    "let",
    "const",
    "final",
    "private",
    "public",
    "static",
    "string",
    "def",
    "my",
];
/// Words that take a name and a value, each behind a blank.
const DEFINES: &[&str] = &[
    "#define", "%define", "%global", "set", "setx", "config", "env", "arg", "\\set", "setenv",
];

/// The value of a name, if it is given one.
pub(super) fn slot(bytes: &[u8], key: &Key) -> Option<Slot> {
    let mut at = Cursor::new(bytes, key.end);
    let closing = at.quote();
    at.skip_any(b"])");
    let tight = !at.skip_blanks();
    let op = operator(&mut at, key, closing)?;
    let tight = !at.skip_blanks() && tight && op == Op::Is;
    let slot = value(&mut at, op, tight)?;
    let element = bytes.get(slot.to) == Some(&b'<') && is_element(bytes, key);
    let line = element || starts_line(bytes, key, closing.is_some()) && ends_line(bytes, &slot);
    let ends = ends_here(bytes, slot.to);
    let env = slot.tight
        && bytes[key.start..key.end]
            .iter()
            .all(|byte| !byte.is_ascii_lowercase());
    let before = before(bytes, key.start);
    let colon = bytes[key.end..slot.from].contains(&b':');
    Some(Slot {
        line,
        env,
        ends,
        flush: element || colon || matches!(before, None | Some(b'\n')),
        ..slot
    })
}

/// Reads the operator.
fn operator(at: &mut Cursor<'_>, key: &Key, closing: Option<Quote>) -> Option<Op> {
    for (text, op) in [
        ("===", Op::Compared),
        ("!==", Op::Compared),
        ("==", Op::Compared),
        ("!=", Op::Compared),
        ("=>", Op::Is),
        (":=", Op::Is),
        ("||=", Op::Is),
        ("?=", Op::Is),
        ("+=", Op::Is),
        ("<-", Op::Is),
        ("->", Op::Is),
        ("%3D", Op::Is),
        ("%3d", Op::Is),
        ("=", Op::Is),
    ] {
        if at.eat(text) {
            // `=~` matches, `=&` refers, `==` was read before.
            let other = text == "=" && matches!(at.peek(), Some(b'~' | b'='));
            return (!other).then_some(op);
        }
    }
    match at.peek()? {
        b':' => {
            at.eat(":");
            // `${NAME:-value}`
            if at.bytes()[..key.start].ends_with(b"${") {
                return (at.eat("-") || at.eat("=")).then_some(Op::Is);
            }
            let path = matches!(at.peek(), Some(b':' | b'/'));
            annotation(at);
            (!path).then_some(Op::Is)
        }
        b',' if closing.is_some() && is_argument(at.bytes(), key, closing)
            || is_constant(at.bytes(), key) =>
        {
            at.eat(",");
            Some(Op::Call)
        }
        b'(' if closing.is_none() && !at.bytes()[key.word_end..key.end].contains(&b'.') => {
            at.eat("(");
            Some(Op::Call)
        }
        b'>' if is_element(at.bytes(), key) => {
            at.eat(">");
            Some(Op::Is)
        }
        _ if closing.is_some() => pair(at),
        _ => blank(at, key),
    }
}

/// `name: Type = value`: steps over the type.
fn annotation(at: &mut Cursor<'_>) {
    let mut ahead = at.clone();
    ahead.skip_blanks();
    ahead.eat("&");
    let kind = ahead.take_while(32, |byte| {
        byte.is_ascii_alphanumeric() || b"_.<>[]?'".contains(&byte)
    });
    let named = kind.first().is_some_and(u8::is_ascii_alphabetic);
    ahead.skip_blanks();
    if named && ahead.eat("=") && !matches!(ahead.peek(), Some(b'=' | b'>' | b'~')) {
        *at = ahead;
    }
}

/// The name is the first argument of a call: `define('NAME', `.
fn is_argument(bytes: &[u8], key: &Key, closing: Option<Quote>) -> bool {
    let width = closing.map_or(0, |quote| quote.len());
    let Some(before) = key.start.checked_sub(width) else {
        return false;
    };
    let mut front = bytes[..before]
        .iter()
        .rev()
        .skip_while(|byte| **byte == b' ');
    front.next() == Some(&b'(')
        && front
            .find(|byte| **byte != b' ')
            .is_some_and(u8::is_ascii_alphanumeric)
}

/// The name is a constant among arguments: `setopt(c, CURLOPT_PASSWORD, `.
fn is_constant(bytes: &[u8], key: &Key) -> bool {
    bytes[key.start..key.end].starts_with(b"CURLOPT_")
}

/// The name is that of an element: `<password>`, `<ns:password>`.
fn is_element(bytes: &[u8], key: &Key) -> bool {
    let before = bytes[..key.start].iter().rev().take(24);
    let mut before = before.skip_while(|byte| byte.is_ascii_alphanumeric() || **byte == b':');
    before.next() == Some(&b'<')
}

/// The name is a value itself and the value comes beside it: `name="NAME" value="..."`,
/// `{"name": "NAME", "value": "..."}`, and in YAML on the next line.
fn pair(at: &mut Cursor<'_>) -> Option<Op> {
    at.skip_any(b",");
    at.skip_white(200);
    at.quote();
    if !["value", "Value", "VALUE", "val", "content"]
        .iter()
        .any(|word| at.eat(word))
    {
        return None;
    }
    at.quote();
    at.skip_blanks();
    (at.eat("=") || at.eat(":")).then_some(Op::Is)
}

/// Nothing but a blank between the two, where that means something; and `name is value`.
fn blank(at: &mut Cursor<'_>, key: &Key) -> Option<Op> {
    let bytes = at.bytes();
    if at.next_line() {
        return next_line(at, key);
    }
    if at.at() == key.end {
        return None;
    }
    let name = &bytes[key.start..key.end];
    let flag = name.starts_with(b"-")
        && matches!(
            before(bytes, key.start),
            None | Some(b' ' | b'\t' | b'\n' | b'"' | b'\'' | b'[' | b'(' | b'`')
        );
    let defined =
        || starts_line(bytes, key, false) && is_any(word_before(bytes, key.start), DEFINES);
    let sql = || name.eq_ignore_ascii_case(b"password") && is_statement(bytes, key.start);
    if is_element(bytes, key) {
        at.take_while(200, |byte| byte != b'>' && byte != b'<');
        let opened = at.eat(">");
        at.skip_white(80);
        return opened.then_some(Op::Is);
    }
    let told = || at.clone().eat("is ");
    if told() {
        at.eat("is ");
        return Some(Op::Blank);
    }
    // `password "value"` alone on its line: Gradle, Ruby, proxies.
    let stated = || {
        let quoted = at.clone().quote().is_some();
        key.kind == Kind::Password && quoted && starts_line(bytes, key, false)
    };
    (flag || defined() || sql() || stated() || drawn_beside(at, key.kind)).then_some(Op::Blank)
}

/// A value that nobody takes for a word stands behind the name, as in notes: `API key 4f9a...`.
fn drawn_beside(at: &Cursor<'_>, kind: Kind) -> bool {
    let text = at.clone().take_while(128, |byte| {
        byte > b' ' && !b"\"'`<>,;()[]{}".contains(&byte)
    });
    let text = text.trim_ascii_end();
    let count = |class: fn(&u8) -> bool| text.iter().filter(|byte| class(byte)).count();
    let mixed = [
        u8::is_ascii_digit as fn(&u8) -> bool,
        u8::is_ascii_lowercase,
        u8::is_ascii_uppercase,
    ];
    match kind {
        Kind::Password => {
            let signs = count(|byte| b"!@#$%^&*?+~".contains(byte));
            let mixed = mixed.iter().all(|&class| count(class) > 0);
            (8..=40).contains(&text.len()) && signs > 0 && mixed && randomness(text) > 8.0
        }
        Kind::Secret | Kind::Token | Kind::ApiKey => {
            let plain = text
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-+/=".contains(byte));
            plain && text.len() >= 20 && count(u8::is_ascii_digit) > 2 && randomness(text) > 30.0
        }
        _ => false,
    }
}

/// The second of two texts in a call, and whether the first is a mail address:
/// `("user@host.example", "password")`. The keyword at `at` ends in the bracket.
pub(super) fn second_argument(bytes: &[u8], at: usize) -> Option<((usize, usize), bool)> {
    let open = memchr::memchr(b'(', bytes.get(at..bytes.len().min(at + 16))?)?;
    let mut at = Cursor::new(bytes, at + open + 1);
    at.skip_white(80);
    let quote = at.quote()?;
    let from = at.at();
    let first = at.until_quote(quote, 128)?;
    // A user, not a question, a path or a page.
    let name = &bytes[from..first];
    let user = |byte: &u8| byte.is_ascii_alphanumeric() || b"@._-\\".contains(byte);
    if name.len() < 3 || !name.iter().all(user) {
        return None;
    }
    at.skip_blanks();
    if !at.eat(",") {
        return None;
    }
    at.skip_white(80);
    let quote = at.quote()?;
    let from = at.at();
    let to = at.until_quote(quote, 128)?;
    at.skip_blanks();
    let mail = name.contains(&b'@') && name.contains(&b'.');
    matches!(at.peek(), Some(b')' | b',')).then_some(((from, to), mail))
}

/// In YAML lists of names and values the value stands on the next line.
fn next_line(at: &mut Cursor<'_>, key: &Key) -> Option<Op> {
    let line = line_before(at.bytes(), key.start);
    let line = line.trim_ascii_start();
    // Behind the dash of a YAML list.
    let named = line.strip_prefix(b"-").unwrap_or(line).trim_ascii_start();
    if !named.starts_with(b"name:") && !named.starts_with(b"key:") {
        return None;
    }
    pair(at)
}

/// Whether a name stands in an SQL statement about a user: `CREATE ROLE x WITH LOGIN PASSWORD`.
pub(super) fn is_statement(bytes: &[u8], at: usize) -> bool {
    let near = &bytes[at.saturating_sub(120)..at];
    let line = near
        .rsplit(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let mut words = line.split(|byte| !byte.is_ascii_alphabetic());
    words.any(|word| is_any(word, &["create", "alter", "grant"]))
        && words.any(|word| is_any(word, &["user", "role", "login", "on", "to"]))
}

/// Only white space and words such as `export` stand before the name on its line.
fn starts_line(bytes: &[u8], key: &Key, in_quotes: bool) -> bool {
    let start = key.start - usize::from(in_quotes && key.start > 0);
    let line = line_before(bytes, start);
    line.len() < 64
        && line
            .split(|byte| b" \t".contains(byte))
            .all(|word| word.is_empty() || is_any(word, LEADS))
}

/// Whether only a comment or nothing stands behind a value: else it is a part of a sentence.
fn ends_here(bytes: &[u8], to: usize) -> bool {
    let behind = &bytes[to..bytes.len().min(to + 64)];
    let line = behind
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    line.iter().all(|byte| !byte.is_ascii_alphanumeric())
        || line.trim_ascii_start().starts_with(b"#")
}

/// Nothing but a comment, a comma or a closing quote stands behind the value on its line.
fn ends_line(bytes: &[u8], slot: &Slot) -> bool {
    let behind = &bytes[slot.to..bytes.len().min(slot.to + 64)];
    let line = behind
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    let rest = line.iter().position(|byte| !b" \t\r,;\"'".contains(byte));
    rest.is_none_or(|at| line[at] == b'#' && at > 0) && line.len() < 64
}

fn line_before(bytes: &[u8], at: usize) -> &[u8] {
    let near = &bytes[at.saturating_sub(64)..at];
    memchr::memrchr(b'\n', near).map_or(near, |newline| &near[newline + 1..])
}

fn before(bytes: &[u8], at: usize) -> Option<u8> {
    at.checked_sub(1).map(|at| bytes[at])
}

/// The word in front of a name, blanks between.
fn word_before(bytes: &[u8], at: usize) -> &[u8] {
    let near = &bytes[at.saturating_sub(40)..at];
    let trimmed = near.trim_ascii_end();
    if trimmed.len() == near.len() {
        return b"";
    }
    trimmed
        .rsplit(|byte| byte.is_ascii_whitespace())
        .next()
        .unwrap_or_default()
}
