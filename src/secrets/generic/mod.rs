//! Secrets of no known provider: a name that means a secret, an operator, a value.
//!
//! Written by hand, because as a regex this one rule took 85 % of the time of the whole scan and
//! gave 99 % of its hits on ordinary files. Names are keywords of the same prefilter as the rules';
//! at each of them the name, the operator and the value are read once, forward.
//!
//! It is a guess by form, so most of what it says is of low or medium confidence. It knows nothing
//! of whole files: credential files have readers of their own.

mod command;
mod cursor;
mod key;
mod kinds;
mod operand;
mod syntax;
mod url;
mod value;
mod vocabulary;

#[cfg(test)]
mod tests;

use command::Span;
use key::{Key, Kind};
use operand::{Op, Slot};

use super::block::Block;
use super::scratch::{Found, Scratch};
use super::{Confidence, Hit, example};

pub use kinds::rules;

/// What stands at a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// A part of a name that means a secret.
    Word,
    /// `://`
    Url,
    /// `IDENTIFIED`
    Sql,
    /// `curl`, `wget`
    Curl,
    /// `mysql`, `mysqldump`, `mysqladmin`
    Mysql,
    /// `sshpass`
    Sshpass,
    /// `chpasswd`
    Chpasswd,
    /// `ConvertTo-SecureString`
    Securestring,
    /// `PsExec -u user -p password`
    Psexec,
    /// `login("user", "password")`, `new NetworkCredential("user", "password")`
    Login,
}

/// The keywords.
pub(super) const ANCHORS: &[(&str, Anchor)] = &[
    ("pass", Anchor::Word),
    ("pwd", Anchor::Word),
    ("pswd", Anchor::Word),
    ("pword", Anchor::Word),
    ("pssw", Anchor::Word),
    ("pasw", Anchor::Word),
    ("pswr", Anchor::Word),
    ("pswo", Anchor::Word),
    ("pw=", Anchor::Word),
    ("pw:", Anchor::Word),
    ("pw ", Anchor::Word),
    ("pw\"", Anchor::Word),
    ("pw'", Anchor::Word),
    ("secret", Anchor::Word),
    ("token", Anchor::Word),
    ("key", Anchor::Word),
    ("auth", Anchor::Word),
    ("cred", Anchor::Word),
    ("salt", Anchor::Word),
    ("nonce", Anchor::Word),
    ("bearer", Anchor::Word),
    ("://", Anchor::Url),
    ("identified", Anchor::Sql),
    ("curl ", Anchor::Curl),
    ("mysql", Anchor::Mysql),
    ("sshpass", Anchor::Sshpass),
    ("chpasswd", Anchor::Chpasswd),
    ("to-securestring", Anchor::Securestring),
    ("psexec", Anchor::Psexec),
    ("login(", Anchor::Login),
    ("credential(", Anchor::Login),
];

/// What was read already.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Names up to this byte of the content are done.
    seen: u64,
}

/// Looks at what stands at a keyword.
pub(super) fn look(block: &Block<'_>, at: usize, anchor: Anchor, scratch: &mut Scratch) {
    let bytes = block.bytes;
    match anchor {
        Anchor::Word => word(block, at, scratch),
        Anchor::Url => {
            if let Some(url) = url::userinfo(bytes, at) {
                let found = Value {
                    from: url.from,
                    to: url.to,
                    confidence: url.confidence,
                    example: url.example,
                };
                tell(block, "url-password", &found, scratch);
            }
        }
        Anchor::Sql => {
            if let Some((from, to)) = identified_by(bytes, at) {
                chosen(block, "sql-password", ((from, to), true), scratch);
            }
        }
        Anchor::Curl => command(block, command::user_and_password(bytes, at), scratch),
        Anchor::Mysql => command(
            block,
            command::short_option(bytes, at, false, &["-p"]),
            scratch,
        ),
        Anchor::Sshpass => {
            let span = command::short_option(bytes, at, true, &["-p"]);
            command(
                block,
                span.or_else(|| command::short_option(bytes, at, false, &["-p"])),
                scratch,
            );
        }
        Anchor::Chpasswd => command(block, command::piped(bytes, at), scratch),
        Anchor::Securestring => command(block, command::first_value(bytes, at), scratch),
        Anchor::Psexec => {
            let span = command::short_option(bytes, at, true, &["-p", "/p"]);
            command(block, span, scratch);
        }
        Anchor::Login => {
            if let Some((span, mail)) = syntax::second_argument(bytes, at) {
                chosen(block, "generic-password", (span, mail), scratch);
            }
        }
    }
}

fn command(block: &Block<'_>, span: Option<Span>, scratch: &mut Scratch) {
    if let Some(span) = span {
        chosen(block, "command-line-password", (span, true), scratch);
    }
}

/// A value whose place says that somebody chose it as a password: so that it may be a word, when
/// the place is `sure`.
fn chosen(block: &Block<'_>, rule: &str, (span, sure): (Span, bool), scratch: &mut Scratch) {
    let (from, to) = span;
    let slot = Slot {
        from,
        to,
        op: Op::Is,
        quoted: true,
        template: false,
        line: sure,
        tight: true,
        env: sure,
        ends: true,
        flush: true,
    };
    let value = block.bytes.get(from..to).unwrap_or_default();
    if let Some(judged) = value::judge(Kind::Password, value, &slot) {
        let confidence = match sure {
            true => judged.confidence.max(Confidence::Medium),
            false => judged.confidence,
        };
        let found = Value {
            from,
            to,
            confidence,
            example: judged.example,
        };
        tell(block, rule, &found, scratch);
    }
}

/// A name that may mean a secret.
fn word(block: &Block<'_>, at: usize, scratch: &mut Scratch) {
    let bytes = block.bytes;
    if block.base + (at as u64) < scratch.generic.seen || !promising(bytes, at) {
        return;
    }
    let Some(key) = Key::around(bytes, at) else {
        return;
    };
    // `pw` stands in much that is no text; there no blank or sign of a language is before it.
    let before = key.start.checked_sub(1).map(|at| bytes[at]);
    if key.kind == Kind::Pass
        && before
            .is_some_and(|byte| !byte.is_ascii_whitespace() && !b"\"'`(,;&?/{<|:>".contains(&byte))
    {
        return;
    }
    scratch.generic.seen = block.base + key.end as u64;
    let Some(slot) = syntax::slot(bytes, &key) else {
        return;
    };
    let (kind, slot) = past_scheme(bytes, key.kind, past_user(bytes, &key, slot));
    let value = bytes.get(slot.from..slot.to).unwrap_or_default();
    if same(value, &bytes[key.start..key.end]) {
        return;
    }
    if let Some(judged) = value::judge(kind, value, &slot) {
        let example = judged.example;
        let found = Value {
            from: slot.from,
            to: slot.to,
            confidence: judged.confidence,
            example,
        };
        tell(block, kinds::rule_of(kind), &found, scratch);
    }
}

/// Whether anything like an operator follows the name: a quick look that spares most names.
fn promising(bytes: &[u8], at: usize) -> bool {
    let rest = &bytes[at..bytes.len().min(at + 64)];
    let name = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.$".contains(byte))
        .count();
    let behind = rest[name..]
        .iter()
        .find(|byte| !b" \t\"'`\\])".contains(byte));
    match behind {
        Some(
            b':' | b'=' | b'>' | b'(' | b',' | b'%' | b'!' | b'?' | b'|' | b'<' | b'+' | b'&'
            | b'\n' | b'\r' | b'-',
        ) => true,
        // A blank and a value, where the name is an option or is defined.
        Some(_) => rest
            .get(name)
            .is_some_and(|byte| b" \t\"'\\".contains(byte)),
        None => false,
    }
}

/// `CURLOPT_USERPWD, "user:password"`: the password stands behind the user.
fn past_user(bytes: &[u8], key: &Key, slot: Slot) -> Slot {
    let name = bytes.get(key.start..key.end).unwrap_or_default();
    let both = name.to_ascii_lowercase().ends_with(b"userpwd");
    let value = bytes.get(slot.from..slot.to).unwrap_or_default();
    match memchr::memchr(b':', value).filter(|_| both) {
        Some(colon) => Slot {
            from: slot.from + colon + 1,
            ..slot
        },
        None => slot,
    }
}

/// `Authorization: Bearer value`: the value stands behind the scheme.
fn past_scheme(bytes: &[u8], kind: Kind, slot: Slot) -> (Kind, Slot) {
    if !matches!(kind, Kind::Auth | Kind::Token) {
        return (kind, slot);
    }
    let rest = &bytes[slot.from..bytes.len().min(slot.from + 1_024)];
    let word = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let scheme = [
        "bearer",
        "basic",
        "token",
        "ntlm",
        "negotiate",
        "apikey",
        "digest",
        "key",
        "splunk",
        "bot",
    ];
    let known = scheme
        .iter()
        .any(|one| one.as_bytes().eq_ignore_ascii_case(&rest[..word]));
    if !known || rest.get(word) != Some(&b' ') {
        return (kind, slot);
    }
    let from = slot.from + word + 1;
    let behind = &bytes[from..bytes.len().min(from + 1_024)];
    let len = behind
        .iter()
        .take_while(|byte| **byte > b' ' && !b"\"'`<>,;\\)}".contains(byte))
        .count();
    (
        Kind::Token,
        Slot {
            from,
            to: from + len,
            quoted: true,
            ..slot
        },
    )
}

/// `IDENTIFIED BY 'value'`, `IDENTIFIED WITH plugin BY 'value'`.
fn identified_by(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    // Elsewhere things are identified by other things.
    if !bytes[at..].starts_with(b"IDENTIFIED") && !syntax::is_statement(bytes, at) {
        return None;
    }
    let rest = &bytes[at..bytes.len().min(at + 120)];
    let line = rest.split(|byte| *byte == b'\n').next()?;
    let by = line.to_ascii_lowercase();
    let by = memchr::memmem::find(&by, b" by ")? + at + 4;
    let mut cursor = cursor::Cursor::new(bytes, by);
    cursor.skip_blanks();
    if cursor.eat("PASSWORD ") || cursor.eat("password ") || cursor.eat("VALUES ") {
        cursor.skip_blanks();
    }
    if let Some(quote) = cursor.quote() {
        let from = cursor.at();
        return Some((from, cursor.until_quote(quote, 256)?));
    }
    let from = cursor.at();
    let word = cursor.take_while(256, |byte| byte > b' ' && !b"\"'`;,)<>".contains(&byte));
    Some((from, from + word.len()))
}

/// Whether a value only says its name again: `"password": "Password"`.
fn same(value: &[u8], name: &[u8]) -> bool {
    let plain = |text: &[u8]| -> Vec<u8> {
        let letters = text.iter().filter(|byte| byte.is_ascii_alphanumeric());
        letters.map(u8::to_ascii_lowercase).collect()
    };
    let (value, name) = (plain(value), plain(name));
    value.len() > 4 && (name.ends_with(&value) || value.ends_with(&name))
}

/// Whether a part of a URL is cut short by what a text around it put there.
fn value_end(part: &[u8]) -> bool {
    matches!(part.last(), Some(b'.' | b':' | b'='))
}

/// A value that is told.
struct Value {
    from: usize,
    to: usize,
    confidence: Confidence,
    example: Option<&'static str>,
}

fn tell(block: &Block<'_>, rule: &str, value: &Value, scratch: &mut Scratch) {
    let (Some(rule), Some(bytes)) = (kinds::rule(rule), block.bytes.get(value.from..value.to))
    else {
        return;
    };
    let mut hit = Hit::new(rule, bytes, block.base + value.from as u64);
    hit.confidence = value.confidence;
    hit.example = value
        .example
        .or_else(|| example::of_password(bytes))
        .map(str::to_owned);
    scratch.found.push(Found::new(hit, true));
}
