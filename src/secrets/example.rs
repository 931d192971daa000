//! What is an example and no secret by its value: well-known dummies, counted-out letters.
//!
//! An example is still told, with the reason: who reads the report sees that it was looked at.

use memchr::memmem;

use super::randomness::randomness;

/// Values that are printed in documentation or typed when nothing matters, in lower case.
const DUMMIES: &[&[u8]] = &[
    b"abc123",
    b"admin",
    b"admin123",
    b"administrator",
    b"bar",
    b"baz",
    b"blah",
    b"changeit",
    b"changeme",
    b"default",
    b"demo",
    b"dummy",
    b"empty",
    b"example",
    b"fake",
    b"foo",
    b"foobar",
    b"guest",
    b"hackme",
    b"hunter2",
    b"insecure",
    b"invalid",
    b"letmein",
    b"mypass",
    b"mypassword",
    b"mysecret",
    b"mysecretpassword",
    b"mysql",
    b"mytoken",
    b"notasecret",
    b"notsecret",
    b"p@ss",
    b"p@ssw0rd",
    b"p@ssword",
    b"p4ssw0rd",
    b"pa$$w0rd",
    b"pa$$word",
    b"pa55word",
    b"pa55w0rd",
    b"pass",
    b"pass123",
    b"passphrase",
    b"passw0rd",
    b"passwd",
    b"password",
    b"password1",
    b"password12",
    b"password123",
    b"postgres",
    b"private",
    b"pswd",
    b"pw",
    b"pwd",
    b"qwerty",
    b"redis",
    b"root",
    b"s3cr3t",
    b"s3cret",
    b"sample",
    b"secret",
    b"secret123",
    b"secretpassword",
    b"secret-key",
    b"secretkey",
    b"sekret",
    b"sesame",
    b"somepassword",
    b"sqlpassword",
    b"supersecret",
    b"temp",
    b"test",
    b"test123",
    b"test1234",
    b"tester",
    b"testing",
    b"testpass",
    b"testpassword",
    b"testtest",
    b"tiger",
    b"todo",
    b"token",
    b"topsecret",
    b"toor",
    b"user",
    b"username",
    b"userpassword",
    b"verysecret",
    b"yourpassword",
];

/// What stands in a value that somebody is to replace, or that nobody ever used, in lower case.
const MARKS: &[&[u8]] = &[
    b"example",
    b"changeme",
    b"change-me",
    b"change_me",
    b"replaceme",
    b"replace-me",
    b"replace_",
    b"replace-with",
    b"placeholder",
    b"your_",
    b"your-",
    b"yourapi",
    b"yourtoken",
    b"yoursecret",
    b"yourkey",
    b"insert_",
    b"insert-",
    b"dummy",
    b"redacted",
    b"fake",
    b"xxxx",
    b"****",
    b"notreal",
    b"not-real",
    b"not_real",
    b"sample",
    b"foobar",
    b"deadbeef",
    b"....",
    b"-here",
    b"_here",
    b"to-be-set",
    b"todo",
    // The token on jwt.io: {"sub":"1234567890", ...}
    b"eyjzdwiioiixmjm0nty3odkw",
];

/// Hosts that the standards keep for examples (RFC 2606, RFC 6761), and names that mean none.
const HOSTS: &[&[u8]] = &[
    b"example.com",
    b"example.net",
    b"example.org",
    b"example.edu",
    // What stands for a host in a manual.
    b"example",
    b"foo.com",
    b"domain.com",
    b"host",
    b"hostname",
    b"host.com",
    b"mydomain.com",
    b"myhost",
    b"myserver",
    b"some.host",
    b"somehost",
    b"yourdomain.com",
    b"yourhost",
    b"yourserver",
];
const DOMAINS: &[&[u8]] = &[
    b".example",
    b".test",
    b".invalid",
    b".example.com",
    b".example.net",
    b".example.org",
];

/// Letters or digits in a row that nobody draws at random: 16 ^ 5 to 1 for hex digits.
const COUNTED: usize = 6;

/// Letters without a digit that may be words.
const WORDS: usize = 20;

/// Why a provider's token, or anything else that should be random, is an example.
pub(super) fn of_value(value: &[u8]) -> Option<&'static str> {
    of_password(value).or_else(|| {
        if counted(value) >= COUNTED {
            Some("its characters are counted out")
        } else if repeats(value) {
            Some("it repeats itself")
        } else if spelled(value) {
            Some("it is made of words")
        } else {
            None
        }
    })
}

/// Why a value that somebody chose is an example.
pub(super) fn of_password(value: &[u8]) -> Option<&'static str> {
    let folded = value.to_ascii_lowercase();
    if DUMMIES.contains(&folded.as_slice()) {
        return Some("a well-known dummy");
    }
    if MARKS
        .iter()
        .any(|mark| memmem::find(&folded, mark).is_some())
    {
        return Some("a placeholder");
    }
    if value.len() >= 4 && counted(value) + 1 >= value.len() {
        return Some("its characters are counted out");
    }
    (value.len() >= 4 && distinct(value) == 1).then_some("it repeats itself")
}

/// Why a URL is an example, by what stands behind its host: a name that is to be replaced.
pub(super) fn of_url(behind: &[u8]) -> Option<&'static str> {
    const NAMES: &[&[u8]] = &[
        b"replace-me",
        b"replaceme",
        b"replace_me",
        b"changeme",
        b"change-me",
        b"change_me",
        b"placeholder",
    ];
    let end = |byte: &u8| *byte <= b' ' || b"\"'`<>".contains(byte);
    let behind = &behind[..behind.len().min(512)];
    let path = behind.split(end).next().unwrap_or_default();
    let folded = path.to_ascii_lowercase();
    let named = NAMES
        .iter()
        .any(|name| memmem::find(&folded, name).is_some());
    named.then_some("a placeholder in its URL")
}

/// Why nothing at this host is a secret.
pub(super) fn of_host(host: &[u8]) -> Option<&'static str> {
    let folded = host.to_ascii_lowercase();
    let kept =
        HOSTS.contains(&folded.as_slice()) || DOMAINS.iter().any(|end| folded.ends_with(end));
    kept.then_some("a host kept for examples")
}

/// The longest stretch of characters that count up or down.
fn counted(value: &[u8]) -> usize {
    let (mut longest, mut up, mut down) = (0, 1, 1);
    for pair in value.windows(2) {
        let (a, b) = (pair[0].to_ascii_lowercase(), pair[1].to_ascii_lowercase());
        let plain = a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric();
        let next = b == a.wrapping_add(1) || (a, b) == (b'9', b'0') || (a, b) == (b'9', b'a');
        let before = a == b.wrapping_add(1);
        up = if plain && next { up + 1 } else { 1 };
        down = if plain && before { down + 1 } else { 1 };
        longest = longest.max(up).max(down);
    }
    longest
}

/// Few different characters for its length, behind a prefix.
fn repeats(value: &[u8]) -> bool {
    let body = value
        .rsplit(|&byte| byte == b'_' || byte == b'-')
        .next()
        .unwrap_or(value);
    match body.len() {
        0..8 => false,
        8..16 => distinct(body) <= 2,
        _ => distinct(body) <= 4,
    }
}

/// Words in a row, behind a prefix: nobody draws twenty letters without a digit that could all be
/// read.
fn spelled(value: &[u8]) -> bool {
    let body = value
        .iter()
        .position(|&byte| byte == b'_' || byte == b'-' || byte == b'.')
        .map_or(value, |at| &value[at + 1..]);
    let digits = body.iter().any(u8::is_ascii_digit);
    body.len() >= WORDS && !digits && randomness(body) < 0.0
}

fn distinct(value: &[u8]) -> usize {
    let mut seen = [false; 256];
    for &byte in value {
        seen[usize::from(byte)] = true;
    }
    seen.iter().filter(|&&seen| seen).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dummies_placeholders_and_counted_characters_are_examples() {
        for (value, reason) in [
            ("AKIAIOSFODNN7EXAMPLE", Some("a placeholder")),
            (
                "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                Some("a placeholder"),
            ),
            ("changeme", Some("a well-known dummy")),
            ("Password123", Some("a well-known dummy")),
            ("tok-1234567c7Qu0Ej", Some("its characters are counted out")),
            (
                "tok_Hid69Ui8HG76543210",
                Some("its characters are counted out"),
            ),
            ("tok_1010110010001010", Some("it repeats itself")),
            ("tok_aaaaaaaaaa", Some("it repeats itself")),
            ("12345678", Some("its characters are counted out")),
            (
                "tok_cfreetemplatetextareatextractthetas_arra",
                Some("it is made of words"),
            ),
            ("tok_qzWxKvJpLmRtYbNcHgFdSwQzXv", None),
            ("tok_8zBhTTWfBKWP9hJ8wunD7zMa", None),
            ("q4c1a2oPd", None),
        ] {
            assert_eq!(of_value(value.as_bytes()), reason, "{value}");
        }
        for (value, example) in [
            ("summer123456", false),
            ("1234", true),
            ("aaaa", true),
            ("qqqqz", false),
        ] {
            assert_eq!(of_password(value.as_bytes()).is_some(), example, "{value}");
        }
    }

    #[test]
    fn hosts_for_examples_are_known() {
        for (host, example) in [
            ("example.com", true),
            ("db.EXAMPLE.org", true),
            ("myexample.com", false),
            ("db.test", true),
            ("localhost", false),
            ("contest", false),
            ("hostname", true),
            ("hostname.internal", false),
        ] {
            assert_eq!(of_host(host.as_bytes()).is_some(), example, "{host}");
        }
    }
}
