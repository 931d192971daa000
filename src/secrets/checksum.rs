//! Checksums that providers build into their tokens: what can be known of a token offline.
//!
//! A checksum that holds says that the provider made the token, one that does not says that
//! somebody typed it into a document or a test. Neither says that it still works: nothing here
//! asks anybody. Rules name theirs by `checksum = "…"`, one of [`NAMES`].

mod aws;
mod bech32;
mod crc;
mod decode;
mod jwt;
mod macaroon;

use serde_json::Value;

pub(super) use decode::base64;

/// Every name that a rule may give.
pub const NAMES: [&str; 13] = [
    "age",
    "atlassian",
    "aws",
    "basic",
    "discord",
    "github",
    "gitlab",
    "grafana",
    "json",
    "jwt",
    "npm",
    "pypi",
    "sentry",
];

/// The note of a hit whose checksum holds.
pub(super) const HOLDS: &str = "the checksum holds";
/// The note of a hit whose checksum does not hold.
pub(super) const FAILED: &str = "the checksum does not hold";

/// Whether the token's checksum, or the structure that takes its place, holds. `None`: this token
/// has none that can be checked, or the name is unknown.
#[must_use]
pub fn verify(name: &str, token: &[u8]) -> Option<bool> {
    match name {
        "age" => Some(bech32::holds("age-secret-key-", token)),
        "atlassian" => crc::atlassian(token),
        "aws" => aws::plausible(token),
        "basic" => Some(user_and_password(token)),
        "discord" => Some(discord_user(token)),
        "github" | "npm" => crc::github(token),
        "gitlab" => crc::gitlab(token),
        "grafana" => crc::grafana(token),
        "json" => Some(holds_json(token)),
        "jwt" => Some(jwt::parse(token).is_some()),
        "pypi" => Some(macaroon::holds(token)),
        "sentry" => Some(holds_json(token)),
        _ => None,
    }
}

/// What a token tells of itself, for people: the account, what it is for, when it ends. `now` is
/// in seconds since 1970: a parameter, so that a report can be made again.
#[must_use]
pub fn note(name: &str, token: &[u8], now: i64) -> Option<String> {
    match name {
        "aws" => aws::account(token).map(|account| format!("AWS account {account:012}")),
        "jwt" => jwt::parse(token).and_then(|claims| claims.note(now)),
        _ => None,
    }
}

/// JSON in base64 behind a prefix: Grafana's `glc_`, 1Password's `ops_`, Mapbox's `sk.`, Sentry's
/// `sntrys_`.
fn holds_json(token: &[u8]) -> bool {
    let Some(at) = token.windows(3).position(|window| window == b"eyJ") else {
        return false;
    };
    let rest = &token[at..];
    let end = rest
        .iter()
        .position(|&byte| matches!(byte, b'.' | b'_' | b'='));
    decode::json(&rest[..end.unwrap_or(rest.len())]).is_some_and(|json| json.is_object())
        || decode::json(rest).is_some_and(|json: Value| json.is_object())
}

/// `user:password` in base64 (RFC 7617, section 2): text without control characters.
fn user_and_password(token: &[u8]) -> bool {
    let Some(plain) = base64(token) else {
        return false;
    };
    let Ok(text) = String::from_utf8(plain) else {
        return false;
    };
    let password = text.split_once(':').map_or("", |(_, password)| password);
    !password.is_empty() && !text.chars().any(char::is_control)
}

/// The first part of a bot's token is its user id in base64: 17 to 20 digits (Discord's
/// documentation, "Snowflakes").
fn discord_user(token: &[u8]) -> bool {
    let first = token.split(|&byte| byte == b'.').next().unwrap_or(token);
    base64(first)
        .is_some_and(|id| (17..=20).contains(&id.len()) && id.iter().all(u8::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::decode::tests::encode;
    use super::*;

    #[test]
    fn an_unknown_name_says_nothing_and_every_name_is_known() {
        assert_eq!(verify("nobody", b"token"), None);
        for name in NAMES {
            // No name may panic on what an image may hold.
            for token in [&b""[..], b"a", b"a.b.c", b"\xff\xfe", &[b'A'; 300]] {
                let _ = verify(name, token);
                let _ = note(name, token, 0);
            }
        }
    }

    #[test]
    fn json_behind_a_prefix() {
        let body = encode(br#"{"iat":1,"url":"https://made-up.example"}"#);
        for (token, holds) in [
            (format!("glc_{body}"), true),
            (format!("sntrys_{body}=_made/up+signature"), true),
            (format!("sk.{body}.made-up"), true),
            (format!("glc_{}", &body[..20]), false),
            ("glc_".to_owned(), false),
        ] {
            assert_eq!(verify("json", token.as_bytes()), Some(holds), "{token}");
        }
    }

    #[test]
    fn user_and_password_in_base64() {
        for (plain, holds) in [
            (&b"user:made-up"[..], true),
            (b"user:", false),
            (b"no colon", false),
            (b"user:\x00\x01", false),
            (b"\xff\xfe:x", false),
        ] {
            assert_eq!(verify("basic", encode(plain).as_bytes()), Some(holds));
        }
    }

    #[test]
    fn a_bot_is_a_number() {
        for (id, holds) in [
            ("123456789012345678", true),
            ("12345", false),
            ("a name", false),
        ] {
            let token = format!("{}.made.up", encode(id.as_bytes()));
            assert_eq!(verify("discord", token.as_bytes()), Some(holds), "{id}");
        }
    }
}
