//! Whether what is given to a name that means a secret is one.
//!
//! The more a name promises, the less is asked of the value: behind `password` a word may stand,
//! behind `key` only what was plainly drawn at random. What was written by somebody for another
//! purpose (a path, an address, an identifier, a text for people) is none whatever the name.

use super::key::Kind;
use super::operand::{Op, Slot};
use crate::secrets::Confidence;
use crate::secrets::example;
use crate::secrets::placeholder::is_placeholder;
use crate::secrets::randomness::randomness;

/// A value that is a secret, as far as it can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) confidence: Confidence,
    pub(super) example: Option<&'static str>,
}

/// Which kinds of characters a value has.
#[derive(Debug, Default, Clone, Copy)]
struct Shape {
    len: usize,
    small: usize,
    large: usize,
    digits: usize,
    /// `-`, `_`, `.`, `/`, `:`, which also join words.
    joints: usize,
    /// Any other sign of ASCII, and bytes beyond it.
    signs: usize,
    blanks: usize,
    controls: usize,
}

impl Shape {
    fn of(value: &[u8]) -> Shape {
        let mut shape = Shape {
            len: value.len(),
            ..Shape::default()
        };
        for &byte in value {
            let count = match byte {
                b'a'..=b'z' => &mut shape.small,
                b'A'..=b'Z' => &mut shape.large,
                b'0'..=b'9' => &mut shape.digits,
                b'-' | b'_' | b'.' | b'/' | b':' => &mut shape.joints,
                b' ' => &mut shape.blanks,
                0..b' ' | 0x7f => &mut shape.controls,
                _ => &mut shape.signs,
            };
            *count += 1;
        }
        shape
    }

    fn letters(&self) -> usize {
        self.small + self.large
    }

    /// Signs of base64 at the end are padding.
    fn kinds(&self) -> usize {
        [self.small, self.large, self.digits, self.signs]
            .iter()
            .filter(|&&count| count > 0)
            .count()
    }
}

/// What a value is, given its name's kind and how it was given.
pub(super) fn judge(kind: Kind, value: &[u8], slot: &Slot) -> Option<Judged> {
    let shape = Shape::of(value);
    if shape.len < 4 || shape.blanks + shape.controls > 0 {
        return None;
    }
    let random = randomness(value);
    // What is cheap to ask comes first: most names in programs are keys and tokens, and most of
    // what is given to them is code.
    let chosen = matches!(kind, Kind::Password | Kind::Pass);
    if !chosen && random < 3.0 && !slot.line {
        return None;
    }
    if is_placeholder(value) || (slot.template && value.contains(&b'{')) {
        return None;
    }
    if is_something_else(value, &shape, random) || (!slot.quoted && is_code(value, &shape, random))
    {
        return None;
    }
    // `#define SOME_NAME OTHER_NAME,4L`
    let upper = shape.small == 0 && value.contains(&b'_');
    let macros = upper || value.iter().any(|byte| b",[({".contains(byte));
    if slot.op == Op::Blank && !slot.quoted && macros {
        return None;
    }
    // A word that goes on with others is a part of a sentence.
    let odd = shape.signs * shape.digits * shape.large > 0 && slot.op == Op::Is;
    if !slot.quoted
        && !slot.ends
        && !slot.env
        && !odd
        && (random < 6.0 || shape.digits == 0)
        && slot.op != Op::Blank
    {
        return None;
    }
    match kind {
        Kind::Password if shape.len > 128 => None,
        Kind::Password | Kind::Pass => password(kind, value, &shape, random, slot),
        _ => token(kind, value, &shape, random, slot),
    }
}

/// A value that somebody may have chosen.
fn password(kind: Kind, value: &[u8], shape: &Shape, random: f32, slot: &Slot) -> Option<Judged> {
    let dummy = example::of_password(value);
    let config = slot.line || slot.env;
    let word = shape.digits + shape.signs == 0;
    let confidence = if word {
        // Words: only where a configuration gives them, and not a text for people.
        let plain = shape.large == 0 && shape.joints == 0 && shape.len > 3;
        // An indented `name = word` is a program's.
        let given = slot.quoted || slot.tight || slot.flush || slot.op != Op::Is;
        let chosen = config && plain && given && !mentions(value);
        let drawn = random > 12.0;
        let known = dummy.is_some() && config;
        (chosen || drawn || known).then_some(if random > 20.0 {
            Confidence::Medium
        } else {
            Confidence::Low
        })?
    } else if shape.letters() == 0 {
        // Digits: dates, sizes and numbers are given to other names.
        let digits = shape.digits >= 4 && shape.joints == 0;
        (config && digits && (slot.quoted || slot.tight) || shape.signs > 1 && shape.digits > 2)
            .then_some(Confidence::Low)?
    } else if shape.signs > 0 {
        let odd = is_markup(value)
            || shape.signs * 2 > shape.len + 4
            || (mentions(value) && dummy.is_none());
        (!odd
            && (shape.digits > 0
                || shape.kinds() > 2
                || slot.line
                || slot.quoted && shape.len >= 6))
            .then_some(if shape.kinds() > 2 && shape.len >= 6 {
                Confidence::Medium
            } else {
                Confidence::Low
            })?
    } else {
        // Letters and digits: a name with a number, or a password.
        let identifier = random < 4.0
            && (shape.joints > 0 && shape.digits <= 2 || mentions(value) || is_algorithm(value));
        let weak = random < 4.0 && !config && !(slot.quoted && shape.digits > 1);
        let confident = random > 12.0 || (random > 6.0 && shape.kinds() > 2);
        (dummy.is_some() || !(identifier || weak)).then_some(if confident {
            Confidence::Medium
        } else {
            Confidence::Low
        })?
    };
    let vague = kind == Kind::Pass && confidence == Confidence::Low && !config && random < 6.0
        || kind == Kind::Pass && slot.op == Op::Call && random < 12.0;
    let compared = slot.op == Op::Compared && confidence == Confidence::Low && random < 4.0;
    (!vague && !compared).then_some(Judged {
        confidence,
        example: dummy,
    })
}

/// A value that a machine should have drawn.
fn token(kind: Kind, value: &[u8], shape: &Shape, random: f32, slot: &Slot) -> Option<Judged> {
    let uuid = is_uuid(value);
    let (least, bits) = match kind {
        Kind::Secret => (8, 6.0),
        Kind::Token | Kind::ApiKey => (10, 9.0),
        Kind::Auth | Kind::Credential => (10, 12.0),
        Kind::Salt => (8, 12.0),
        _ => (16, 24.0),
    };
    let bits = if shape.digits == 0 {
        f32::max(bits * 2.0, 16.0)
    } else {
        bits
    };
    let signs = shape.signs > 1
        && shape.digits + shape.large > 1
        && !is_markup(value)
        && matches!(kind, Kind::Secret | Kind::Salt);
    let drawn = shape.len >= least && (random >= bits || signs) && shape.letters() > 1;
    let opens = matches!(
        kind,
        Kind::Secret | Kind::Token | Kind::ApiKey | Kind::Auth | Kind::Credential
    );
    if value.contains(&b',') || (shape.signs > 0 && random < 0.0) {
        return None;
    }
    // `#define SOME_KEY someOtherName`
    if slot.op == Op::Blank && !slot.quoted && shape.digits == 0 {
        return None;
    }
    let chosen =
        kind == Kind::Secret && slot.line && !slot.quoted && shape.kinds() > 1 && random > 3.0;
    let dummy = example::of_value(value);
    let known =
        slot.line && opens && dummy.is_some() && shape.joints == 0 && kind != Kind::Credential;
    if !(drawn || uuid && opens || chosen || known) {
        return None;
    }
    let sure = opens && !uuid && (random > 30.0 || random > 18.0 && shape.digits > 1);
    let confidence = if sure {
        Confidence::Medium
    } else {
        Confidence::Low
    };
    Some(Judged {
        confidence,
        example: dummy,
    })
}

/// Paths, addresses, numbers, dates, identifiers: written for another purpose.
fn is_something_else(value: &[u8], shape: &Shape, random: f32) -> bool {
    let time = shape.digits >= 8
        && shape.small == 0
        && value
            .iter()
            .all(|byte| byte.is_ascii_digit() || b"-:.+TZ".contains(byte));
    let escapes =
        shape.len.is_multiple_of(4) && value.chunks(4).all(|chunk| chunk.starts_with(b"\\x"));
    if time || escapes {
        return true;
    }
    let numeric = shape.letters() == 0 && shape.signs == 0 && shape.joints > 0;
    let hex = value.starts_with(b"0x") || value.starts_with(b"0X");
    let hash = value.starts_with(b"#");
    let option = value.starts_with(b"-") && shape.digits == 0;
    numeric
        || hex
        || hash
        || option
        || is_path(value, shape, random)
        || is_address(value)
        || is_identifier(value, shape, random)
        || value.ends_with(b":")
        || is_encrypted(value)
}

/// `/etc/passwd`, `./x`, `~/.ssh/id_rsa`, `C:\x`, `a/b/c`, `key.pem`.
fn is_path(value: &[u8], shape: &Shape, random: f32) -> bool {
    let rooted = [&b"/"[..], b"./", b"../", b"~/", b"~"]
        .iter()
        .any(|front| value.starts_with(front));
    let drive = value.get(1) == Some(&b':') && matches!(value.get(2), Some(b'\\' | b'/'));
    let slashes = value.iter().filter(|byte| **byte == b'/').count();
    let written = random < shape.len as f32 * 0.6;
    let ending = memchr::memrchr(b'.', value).map(|at| &value[at + 1..]);
    let file = ending.is_some_and(is_ending) && shape.signs == 0;
    drive || file || ((rooted || slashes > 1) && written)
}

fn is_ending(ending: &[u8]) -> bool {
    const ENDINGS: &[&str] = &[
        "asc",
        "bin",
        "bak",
        "c",
        "cer",
        "cfg",
        "com",
        "conf",
        "cpp",
        "crt",
        "cs",
        "css",
        "csv",
        "dat",
        "db",
        "env",
        "go",
        "gpg",
        "h",
        "html",
        "ini",
        "io",
        "java",
        "jks",
        "js",
        "json",
        "jsx",
        "key",
        "kt",
        "local",
        "lock",
        "log",
        "md",
        "net",
        "org",
        "p12",
        "p8",
        "pass",
        "password",
        "pem",
        "pfx",
        "php",
        "properties",
        "ps1",
        "pub",
        "py",
        "rb",
        "rs",
        "secret",
        "sh",
        "so",
        "sql",
        "swift",
        "toml",
        "token",
        "ts",
        "tsx",
        "txt",
        "vue",
        "xml",
        "yaml",
        "yml",
        "value",
        "id",
        "name",
    ];
    ENDINGS
        .iter()
        .any(|one| one.as_bytes().eq_ignore_ascii_case(ending))
}

/// A mail address, or a host with a port.
fn is_address(value: &[u8]) -> bool {
    let Some(at) = memchr::memchr(b'@', value) else {
        return false;
    };
    let host = &value[at + 1..];
    let name = |part: &[u8]| {
        !part.is_empty()
            && part
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_+.".contains(byte))
    };
    let dotted = memchr::memrchr(b'.', host).is_some_and(|dot| {
        host[dot + 1..].iter().all(u8::is_ascii_alphabetic) && dot + 2 < host.len()
    });
    name(&value[..at]) && name(host) && dotted
}

/// Words joined as in programs: `user.password`, `my-secret-name`, `MAX_LENGTH`, `camelCase`.
fn is_identifier(value: &[u8], shape: &Shape, random: f32) -> bool {
    let first = value
        .first()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_' || *byte == b'.');
    let joined = shape.joints > 0 || (shape.small > 0 && shape.large > 1);
    let few_digits = shape.digits <= 2 && shape.digits * 4 <= shape.len;
    first && joined && few_digits && shape.signs == 0 && random < 4.0
}

/// An expression without quotes: an index, a call, a member.
fn is_code(value: &[u8], shape: &Shape, random: f32) -> bool {
    let opens = value.iter().any(|byte| b"([{".contains(byte));
    let closes = value.iter().any(|byte| b")]}".contains(byte));
    let member = memchr::memchr(b'.', value).is_some_and(|dot| {
        let name = |part: &[u8]| {
            part.first()
                .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
                && part
                    .iter()
                    .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        };
        name(&value[..dot])
            && name(
                value[dot + 1..]
                    .split(|byte| *byte == b'.')
                    .next()
                    .unwrap_or_default(),
            )
    });
    let assigned = memchr::memchr(
        b'=',
        value.trim_ascii_end().strip_suffix(b"==").unwrap_or(value),
    )
    .is_some_and(|at| at + 2 < value.len());
    let indexed = value
        .iter()
        .skip(1)
        .zip(value)
        .any(|(byte, before)| b"[({".contains(byte) && before.is_ascii_alphanumeric());
    (indexed && !closes)
        || (opens
            && closes
            && memchr::memchr2(b'(', b'[', value)
                .is_some_and(|at| at > 0 && value[at - 1].is_ascii_alphanumeric()))
        || (member && random < 12.0)
        || assigned
        || (shape.signs == 0 && value.ends_with(b"."))
}

/// Encrypted by somebody who has the key elsewhere: Ansible, SOPS, sealed secrets, Rails.
fn is_encrypted(value: &[u8]) -> bool {
    let sealed = value.len() > 200 && (value.starts_with(b"Ag") || value.starts_with(b"AQ"));
    sealed || value.starts_with(b"$ANSIBLE_VAULT") || value.starts_with(b"AQICAH")
}

/// Signs as markup and selectors have them.
fn is_markup(value: &[u8]) -> bool {
    let pair = |open: u8, close: u8| value.contains(&open) && value.contains(&close);
    let quoted = value.iter().any(|byte| b"\"'`".contains(byte))
        && value.iter().any(|byte| b"=,;(".contains(byte));
    pair(b'<', b'>')
        || pair(b'(', b')')
        || pair(b'[', b']')
        || pair(b'{', b'}')
        || quoted
        || value.starts_with(b"?")
        || value.starts_with(b",")
        || value.ends_with(b"=")
            && value
                .iter()
                .filter(|byte| !byte.is_ascii_alphanumeric())
                .count()
                == 1
            && value.len() < 12
        || value.ends_with(b"?") && value.len() < 16
        || value.starts_with(b"=")
}

/// It speaks of secrets itself, so it names one: `newPassword`, `user_pass`, `auth-token`.
fn mentions(value: &[u8]) -> bool {
    let folded = value.to_ascii_lowercase();
    [
        &b"password"[..],
        b"passwd",
        b"secret",
        b"token",
        b"passphrase",
        b"credential",
        b"username",
        b"_key",
        b"-key",
        b"apikey",
        b"passwort",
        b"login",
    ]
    .iter()
    .any(|word| memchr::memmem::find(&folded, word).is_some())
}

/// Names of algorithms and codings, which end in a number.
fn is_algorithm(value: &[u8]) -> bool {
    let folded = value.to_ascii_lowercase();
    let letters = folded
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    const NAMES: &[&[u8]] = &[
        b"sha", b"md", b"aes", b"des", b"rsa", b"utf", b"base", b"hs", b"rs", b"es", b"ps",
        b"oauth", b"http", b"pbkdf", b"ipv", b"v", b"version", b"latin", b"iso", b"crc", b"argon",
        b"arg", b"hmacsha", b"int", b"uint", b"float", b"x",
    ];
    NAMES.contains(&&folded[..letters])
}

/// 8-4-4-4-12 hex digits.
fn is_uuid(value: &[u8]) -> bool {
    let dash = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    value.len() == 36
        && value.iter().enumerate().all(|(at, byte)| {
            if dash(at) {
                *byte == b'-'
            } else {
                byte.is_ascii_hexdigit()
            }
        })
}
