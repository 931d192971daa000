//! Names that mean a secret: `DB_PASSWORD`, `clientSecret`, `x-api-key`, `access key`.
//!
//! A name is taken apart into its words. The last word that means a secret decides, unless a word
//! behind it says that this is only something about the secret (`password_file`, `tokenType`).

use super::vocabulary::{
    ABOUT, ACCOUNTS, KEY_OF_A_SECRET, KEY_OF_NO_SECRET, LONGEST, QUESTIONS, TOKEN_OF_NO_SECRET, is,
};

/// What a name promises, which decides how much is asked of the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something that somebody chose; it may be a word.
    Password,
    /// `pass` and `pw`, which mean other things as well.
    Pass,
    Secret,
    Token,
    ApiKey,
    /// A key of whatever.
    Key,
    Auth,
    Credential,
    Salt,
}

/// A name that means a secret, in a content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Where the word ends that means the secret.
    pub(super) word_end: usize,
}

/// Bytes of the longest name, to either side of what was found of it.
const REACH: usize = 64;
/// Words of the longest name.
const WORDS: usize = 12;

impl Key {
    /// The name around byte `at`, if it means a secret.
    pub(super) fn around(bytes: &[u8], at: usize) -> Option<Key> {
        let (start, end) = extent(bytes, at)?;
        // `Name::Key` is a type.
        if bytes[..start].ends_with(b"::") {
            return None;
        }
        let name = bytes.get(start..end)?;
        let (spans, count) = words(name)?;
        let spans = spans.get(..count)?;
        let (kind, last) = kind(name, spans, before(bytes, start))?;
        let word_end = start + spans.get(last)?.1;
        Some(Key {
            kind,
            start,
            end,
            word_end,
        })
    }
}

/// From where to where a name reaches.
pub(super) fn extent(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let part =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$');
    let floor = at.saturating_sub(REACH);
    let before = bytes
        .get(floor..at)?
        .iter()
        .rev()
        .take_while(|byte| part(byte))
        .count();
    let ceiling = bytes.len().min(at + REACH);
    let mut end = at;
    while end < ceiling {
        let next = bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
        match bytes[end] {
            b'-' | b'.' | b'$' if !next => break,
            byte if part(&byte) => end += 1,
            _ => break,
        }
    }
    (before < REACH && end < at + REACH).then_some((at - before, end))
}

/// The word before a name, one blank away: `access key`.
fn before(bytes: &[u8], start: usize) -> &[u8] {
    let Some(blank) = start.checked_sub(1).filter(|&at| bytes[at] == b' ') else {
        return b"";
    };
    let len = bytes[..blank]
        .iter()
        .rev()
        .take(20)
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    &bytes[blank - len..blank]
}

/// From where to where each word of a name reaches: cut at separators, where a capital follows a
/// small letter, and where a word of capitals ends. None: more words than any name has.
fn words(name: &[u8]) -> Option<([Span; WORDS], usize)> {
    let mut words = [(0, 0); WORDS];
    let mut count = 0;
    let mut start = 0;
    for at in 0..=name.len() {
        let byte = name.get(at);
        let separator = byte.is_some_and(|byte| !byte.is_ascii_alphanumeric());
        if byte.is_some_and(|byte| !(separator || at > start && turns(name, at, *byte))) {
            continue;
        }
        if start < at {
            *words.get_mut(count)? = (start, at);
            count += 1;
        }
        start = at + usize::from(separator);
    }
    Some((words, count))
}

/// From where to where a word reaches in its name.
type Span = (usize, usize);

/// Whether a new word begins at `at`, inside letters and digits.
fn turns(name: &[u8], at: usize, byte: u8) -> bool {
    let before = name[at - 1];
    let small_next = name.get(at + 1).is_some_and(u8::is_ascii_lowercase);
    let up = byte.is_ascii_uppercase()
        && (before.is_ascii_lowercase() || (before.is_ascii_uppercase() && small_next));
    let digit = byte.is_ascii_digit() != before.is_ascii_digit();
    up || digit
}

/// What the words mean together, and which of them means it; `before` is the word in front of the
/// name.
fn kind(name: &[u8], spans: &[Span], before: &[u8]) -> Option<(Kind, usize)> {
    let word = |at: usize| {
        spans
            .get(at)
            .map_or(&b""[..], |&(from, to)| &name[from..to])
    };
    let (at, found) = (0..spans.len())
        .rev()
        .find_map(|at| Some((at, sense(word(at))?)))?;
    if (at + 1..spans.len()).any(|behind| is(word(behind), ABOUT)) {
        return None;
    }
    let front = at.checked_sub(1).map_or(before, word);
    let kind = match found {
        Kind::Key if is(front, KEY_OF_NO_SECRET) => return None,
        Kind::Key if is(front, KEY_OF_A_SECRET) || sense(front).is_some() => Kind::ApiKey,
        Kind::Token if is(front, TOKEN_OF_NO_SECRET) => return None,
        Kind::Password | Kind::Pass if is(front, QUESTIONS) => return None,
        Kind::Pass if is(front, ACCOUNTS) => Kind::Password,
        found => found,
    };
    Some((kind, at))
}

/// What a single word means.
fn sense(word: &[u8]) -> Option<Kind> {
    let mut room = [0; LONGEST];
    let folded = room.get_mut(..word.len())?;
    folded.copy_from_slice(word);
    folded.make_ascii_lowercase();
    let word: &[u8] = folded;
    let ends = |end: &[u8]| word.ends_with(end);
    let front_of = |end: &[u8]| &word[..word.len() - end.len()];
    match word {
        b"pass" | b"pw" | b"psw" => return Some(Kind::Pass),
        b"key" => return Some(Kind::Key),
        b"auth" | b"authorization" | b"authentication" | b"oauth" => return Some(Kind::Auth),
        b"credential" | b"credentials" | b"cred" | b"creds" => return Some(Kind::Credential),
        b"salt" | b"nonce" => return Some(Kind::Salt),
        b"bearer" => return Some(Kind::Token),
        _ => {}
    }
    if [
        &b"password"[..],
        b"passwd",
        b"pwd",
        b"passphrase",
        b"passcode",
        b"passwort",
        b"pswd",
        b"pword",
        b"psswd",
        b"pssword",
        b"pasword",
        b"passwrd",
        b"psswrd",
        b"psword",
        b"pswrd",
        b"paswd",
        b"paswrd",
    ]
    .iter()
    .any(|end| ends(end))
        || (word.starts_with(b"passw") && word.len() <= 11)
    {
        return Some(Kind::Password);
    }
    if ends(b"secret") || word == b"secrets" {
        return Some(Kind::Secret);
    }
    if ends(b"token") {
        return (!is(front_of(b"token"), TOKEN_OF_NO_SECRET)).then_some(Kind::Token);
    }
    if ends(b"key") {
        let front = front_of(b"key");
        return (is(front, KEY_OF_A_SECRET) || matches!(front, b"secretaccess" | b"sharedaccess"))
            .then_some(Kind::ApiKey);
    }
    if ends(b"pass") && is(front_of(b"pass"), ACCOUNTS) {
        return Some(Kind::Password);
    }
    (ends(b"pw") && is(front_of(b"pw"), ACCOUNTS)).then_some(Kind::Password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_that_means_a_secret_decides() {
        use Kind::{ApiKey, Auth, Credential, Key as Plain, Pass, Password, Salt, Secret, Token};
        for (text, kind) in [
            ("DB_PASSWORD", Some(Password)),
            ("spring.datasource.password", Some(Password)),
            ("mysqlPass", Some(Password)),
            ("MYSQLPASS", Some(Password)),
            ("PGPASSWORD", Some(Password)),
            ("my_pw", Some(Password)),
            ("pass", Some(Pass)),
            ("passworsd", Some(Password)),
            ("password1", Some(Password)),
            ("clientSecret", Some(Secret)),
            ("SECRET_KEY_BASE", Some(ApiKey)),
            ("aws_secret_access_key", Some(ApiKey)),
            ("x-api-key", Some(ApiKey)),
            ("APIKey", Some(ApiKey)),
            ("apikey", Some(ApiKey)),
            ("_authToken", Some(Token)),
            ("accesstoken", Some(Token)),
            ("_auth", Some(Auth)),
            ("credentials", Some(Credential)),
            ("NONCE_SALT", Some(Salt)),
            ("key", Some(Plain)),
            ("secret key", Some(ApiKey)),
            ("public_key", None),
            ("key_id", None),
            ("password_file", None),
            ("tokenType", None),
            ("secretName", None),
            ("tokenizer", None),
            ("secretary", None),
            ("keyboard", None),
            ("bypass", None),
            ("compass", None),
            ("nextToken", None),
            ("forgotPassword", None),
            ("monkey", None),
        ] {
            let at = text.rfind(' ').map_or(0, |at| at + 1);
            let found = Key::around(text.as_bytes(), at).map(|key| key.kind);
            assert_eq!(found, kind, "{text}");
        }
    }

    #[test]
    fn lists_are_in_order_and_their_words_short() {
        for list in [
            ABOUT,
            KEY_OF_A_SECRET,
            KEY_OF_NO_SECRET,
            TOKEN_OF_NO_SECRET,
            QUESTIONS,
            ACCOUNTS,
        ] {
            assert!(list.is_sorted(), "{list:?}");
            assert!(list.iter().all(|word| is(word.as_bytes(), list)));
        }
    }

    #[test]
    fn a_name_is_seen_whole_from_any_of_its_bytes() {
        let text = b"  --db-password='x'";
        for at in 4..14 {
            let key = Key::around(text, at).unwrap();
            assert_eq!(&text[key.start..key.end], b"--db-password", "{at}");
        }
        assert_eq!(Key::around(&[b'a'; 500], 250), None);
        assert_eq!(Key::around(b"a.b.c.d.e.f.g.h.i.j.k.l.m.password", 30), None);
    }
}
