//! Passwords inside of longer values: a URL's userinfo (RFC 3986 section 3.2.1), a query's or a
//! connection string's `Password=…`.

use super::format::Span;
use super::key::{Means, meaning};

/// A password that stands in a longer value, with the user and the host beside it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Inside {
    /// Where it stands in the value.
    pub(super) span: Span,
    /// The user.
    pub(super) user: Span,
    /// The host.
    pub(super) host: Span,
}

/// The first password that a URL in `text` at or behind `from` holds.
pub(super) fn userinfo(text: &[u8], from: usize) -> Option<Inside> {
    let mut at = from;
    loop {
        let found = at + super::value::find(text.get(at..)?, b"://")?;
        at = found + 3;
        if let Some(inside) = authority(text, at) {
            return Some(inside);
        }
    }
}

/// `user:password@host` at `start`.
fn authority(text: &[u8], start: usize) -> Option<Inside> {
    let rest = &text[start..];
    // Up to the path: the next `://` lies behind it, so that no byte is looked at twice.
    let stop = rest
        .iter()
        .position(|byte| b"/ \t\r\n\"'<>`\\|".contains(byte))
        .unwrap_or(rest.len());
    let at = rest[..stop].iter().rposition(|&byte| byte == b'@')?;
    let colon = rest[..at]
        .iter()
        .position(|&byte| byte == b':')
        .or_else(|| token(&rest[..at]))?;
    let user = rest[..colon]
        .iter()
        .all(|byte| byte.is_ascii_graphic() && *byte != b'?');
    let host_end = rest[at + 1..stop]
        .iter()
        .position(|byte| b":?#,);]}".contains(byte));
    let host = Span::new(
        start + at + 1,
        start + at + 1 + host_end.unwrap_or(stop - at - 1),
    );
    let behind = if rest.get(colon) == Some(&b':') {
        colon + 1
    } else {
        colon
    };
    let mut span = Span::new(start + behind, start + at);
    // `https://ghp_…:x-oauth-basic@github.com` and `https://ghp_…:@github.com`: the token is the
    // user (GitHub, "Authenticating with OAuth").
    let filler = matches!(span.of(text), b"x-oauth-basic" | b"");
    if filler && token(&rest[..colon]).is_some() {
        span = Span::new(start, start + colon);
    }
    (user && span.start < span.end && host.start < host.end).then_some(Inside {
        span,
        user: Span::new(start, start + colon),
        host,
    })
}

/// `https://ghp_…@github.com`: a userinfo without a colon that is long enough for a token.
pub(super) fn token(userinfo: &[u8]) -> Option<usize> {
    let digits = userinfo.iter().any(u8::is_ascii_digit);
    let letters = userinfo.iter().any(u8::is_ascii_alphabetic);
    let word = userinfo
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_-~".contains(byte));
    (userinfo.len() >= 20 && digits && letters && word).then_some(0)
}

/// The passwords among the `key=value` parts of a connection string or a query:
/// `Server=h;User Id=u;Password=p`, `jdbc:…?user=u&password=p`.
pub(super) fn parts(text: &[u8]) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let start = at;
            let rest = &text[start..];
            let len = rest
                .iter()
                .position(|byte| b";&? \t,".contains(byte))
                .unwrap_or(rest.len());
            at = start + len + 1;
            if let Some(span) = part(text, start, start + len) {
                return Some(span);
            }
        }
        None
    })
}

fn part(text: &[u8], start: usize, end: usize) -> Option<Span> {
    let equals = start + text[start..end].iter().position(|&byte| byte == b'=')?;
    let means = meaning(&text[start..equals])?;
    let span = Span::new(equals + 1, end).trim(text);
    let least = if means == Means::Password { 1 } else { 6 };
    (span.end >= span.start + least).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_the_place_of_the_user_is_the_secret() {
        let token = ["madeup", "0123456789abcdefghij"].concat();
        for ending in ["@h.org", ":@h.org", ":x-oauth-basic@h.org"] {
            let text = format!("https://{token}{ending}/x");
            let found = userinfo(text.as_bytes(), 0).map(|it| it.span.of(text.as_bytes()).to_vec());
            assert_eq!(found.as_deref(), Some(token.as_bytes()), "{text}");
        }
    }

    #[test]
    fn the_password_of_a_url_is_told_from_its_user_and_host() {
        for (text, user, password, host) in [
            ("https://me:hunter2@h.org/x", "me", "hunter2", "h.org"),
            (
                "url = postgres://u:p%40ss@db:5432/x?a=b",
                "u",
                "p%40ss",
                "db",
            ),
            ("https://me@x.org:pa#@4@h.org", "me@x.org", "pa#@4", "h.org"),
            ("redis://:hunter2@cache:6379", "", "hunter2", "cache"),
        ] {
            let found = userinfo(text.as_bytes(), 0);
            let read =
                found.map(|it| [it.user, it.span, it.host].map(|span| span.of(text.as_bytes())));
            assert_eq!(
                read,
                Some([user.as_bytes(), password.as_bytes(), host.as_bytes()]),
                "{text}"
            );
        }
        for text in [
            "https://example.org/a:b@c",
            "https://me@h.org/",
            "no url",
            "https://h.org:80/x",
            "http://a b:c@d",
            "://",
            "git@github.com:a/b",
            "https://u:@h.org",
        ] {
            assert_eq!(userinfo(text.as_bytes(), 0), None, "{text}");
        }
    }

    #[test]
    fn a_connection_string_is_read_part_by_part() {
        for (text, found) in [
            ("Server=h;User Id=u;Password=hunter2;", vec!["hunter2"]),
            (
                "jdbc:mysql://h/db?user=u&password=hunter2&ssl=1",
                vec!["hunter2"],
            ),
            (
                "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=QUJDREVGRw==;X=y",
                vec!["QUJDREVGRw=="],
            ),
            ("host=h user=u password=p1 dbname=d", vec!["p1"]),
            ("Server=h;Trusted_Connection=True", vec![]),
        ] {
            let read: Vec<&str> = parts(text.as_bytes())
                .map(|span| &text[span.start..span.end])
                .collect();
            assert_eq!(read, found, "{text}");
        }
    }
}
