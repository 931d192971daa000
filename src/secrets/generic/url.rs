//! Passwords in URLs: `scheme://user:password@host`.

use super::value_end;
use crate::secrets::Confidence;
use crate::secrets::example;
use crate::secrets::placeholder::is_placeholder;
use crate::secrets::randomness::randomness;

/// What a URL gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Userinfo {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) confidence: Confidence,
    pub(super) example: Option<&'static str>,
}

/// Bytes of the longest user, password and host together.
const AUTHORITY: usize = 512;

/// The password of the URL whose `://` stands at `at`.
pub(super) fn userinfo(bytes: &[u8], at: usize) -> Option<Userinfo> {
    let scheme = bytes[..at]
        .iter()
        .rev()
        .take(20)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
        .count();
    let from = at + 3;
    let rest = &bytes[from..bytes.len().min(from + AUTHORITY)];
    let end = rest
        .iter()
        .position(|byte| *byte <= b' ' || b"/?#\"'`<>\\,|;".contains(byte))
        .unwrap_or(rest.len());
    let (user, host) = split_last(&rest[..end], b'@')?;
    let colon = memchr::memchr(b':', user)?;
    let password = &user[colon + 1..];
    let host = host.split(|byte| *byte == b':').next().unwrap_or_default();
    let odd = colon == 0 && password.contains(&b':');
    if scheme < 2
        || odd
        || password.len() < 3
        || host.is_empty()
        || is_template(&user[..colon])
        || is_template(password)
        || host.iter().any(|byte| b"{}$%()[]*^".contains(byte))
    {
        return None;
    }
    let behind = bytes.get(from + end..).unwrap_or_default();
    let dummy = example::of_password(password)
        .or_else(|| example::of_host(host))
        .or_else(|| example::of_url(behind));
    let weak = randomness(password) < 4.0;
    Some(Userinfo {
        from: from + colon + 1,
        to: from + user.len(),
        confidence: if weak {
            Confidence::Medium
        } else {
            Confidence::High
        },
        example: dummy.or_else(|| is_name(password, &user[..colon])),
    })
}

/// In a URL a password that names itself is the manual's.
fn is_name(password: &[u8], user: &[u8]) -> Option<&'static str> {
    let folded = password.to_ascii_lowercase();
    let named = [&b"pass"[..], b"pwd", b"secret", b"token", b"key"]
        .iter()
        .any(|word| folded.starts_with(word) && randomness(&folded) < 4.0);
    (named || (password == user && password.len() < 8)).then_some("a well-known dummy")
}

fn is_template(part: &[u8]) -> bool {
    is_placeholder(part)
        || part
            .iter()
            .any(|byte| b"{}$%()[]*^".contains(byte) && *byte != b'%')
        || value_end(part)
}

fn split_last(text: &[u8], sign: u8) -> Option<(&[u8], &[u8])> {
    let at = memchr::memrchr(sign, text)?;
    Some((&text[..at], &text[at + 1..]))
}
