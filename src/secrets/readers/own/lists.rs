//! Lists of words between blanks, a line a secret; and lists of URLs.

use crate::secrets::readers::decode;
use crate::secrets::readers::finds::Finds;
use crate::secrets::readers::format::{Span, lines};
use crate::secrets::readers::value;

/// Any URLs with a password: `.git-credentials`, `requirements.txt`, `sources.list`.
pub(in crate::secrets::readers) fn urls(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    finds.urls(Span::new(0, bytes.len()), bytes);
}

/// `client server secret addresses` (pppd(8)).
pub(in crate::secrets::readers) fn chap(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    each(finds, |finds, words| {
        if let [client, server, secret, ..] = *words
            && let Some(found) = finds.plain(secret)
        {
            found.user(client.of(bytes)).host(server.of(bytes));
        }
    });
}

/// `host user:password` (Postfix, SASL_README).
pub(in crate::secrets::readers) fn sasl(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    each(finds, |finds, words| {
        if let [host, pair] = *words
            && let Some((user, password)) = decode::pair(pair.of(bytes))
            && let Some(found) = finds.plain(Span::new(pair.end - password.len(), pair.end))
        {
            found.user(user).host(host.of(bytes));
        }
    });
}

/// `url user password` (davfs2), `"user" "password"` (pgbouncer's userlist.txt).
pub(in crate::secrets::readers) fn last(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    each(finds, |finds, words| {
        if let [.., user, password] = *words
            && let Some(found) = finds.plain(password)
        {
            found.user(user.of(bytes));
        }
    });
}

/// `left right : PSK "secret"` (ipsec.secrets(5)).
pub(in crate::secrets::readers) fn ipsec(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    each(finds, |finds, words| {
        for pair in words.windows(2) {
            if value::is_any(pair[0].of(bytes), &["psk", "eap", "xauth", "ntlm", "pin"]) {
                finds.plain(pair[1]);
            }
        }
    });
}

/// `createUser name SHA "secret" AES "secret"`, `rocommunity secret` (snmpd.conf(5)).
pub(in crate::secrets::readers) fn snmp(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    each(finds, |finds, words| {
        let word = |at: usize| words.get(at).map_or(&b""[..], |span| span.of(bytes));
        if value::is_any(word(0), &["createuser"]) {
            for at in [3, 5] {
                words.get(at).and_then(|span| finds.plain(*span));
            }
        }
        let community = value::is_any(word(0), &["rocommunity", "rwcommunity"]);
        if community && !value::is_any(word(1), &["public", "private"]) {
            words.get(1).and_then(|span| finds.plain(*span));
        }
    });
}

/// Redis: `requirepass secret`, `user name on >secret` (redis.conf, "ACL").
pub(in crate::secrets::readers) fn redis(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    each(finds, |finds, words| {
        let word = |at: usize| words.get(at).map_or(&b""[..], |span| span.of(bytes));
        if value::is_any(word(0), &["requirepass", "masterauth", "primaryauth"]) {
            words.get(1).and_then(|span| finds.plain(*span));
        } else if value::is_any(word(0), &["sentinel"]) && value::is_any(word(1), &["auth-pass"]) {
            words.get(3).and_then(|span| finds.plain(*span));
        } else if value::is_any(word(0), &["user"]) {
            for span in words.iter().filter(|span| span.of(bytes).starts_with(b">")) {
                if let Some(found) = finds.plain(Span::new(span.start + 1, span.end)) {
                    found.user(word(1));
                }
            }
        }
    });
}

/// `enable secret 5 hash`, `username u password 0 secret` of Cisco's IOS and FRR.
pub(in crate::secrets::readers) fn router(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    each(finds, |finds, words| {
        let word = |at: usize| words.get(at).map_or(&b""[..], |span| span.of(bytes));
        let Some(at) = (0..words.len())
            .find(|&at| value::is_any(word(at), &["password", "secret", "key-string"]))
        else {
            return;
        };
        let kind = word(at + 1);
        let typed = kind.len() == 1 && kind[0].is_ascii_digit();
        let Some(span) = words.get(at + 1 + usize::from(typed)) else {
            return;
        };
        if let Some(found) = finds.plain(*span)
            && kind == b"7"
        {
            found.note("obscured, not encrypted (type 7)");
        }
    });
}

/// The words of each line, without quotes; comments aside.
fn each(finds: &mut Finds<'_>, mut take: impl FnMut(&mut Finds<'_>, &[Span])) {
    let bytes = finds.bytes;
    for line in lines(bytes) {
        let line = line.trim(bytes);
        if line.of(bytes).starts_with(b"#") || line.of(bytes).starts_with(b";") {
            continue;
        }
        let words = words(bytes, line);
        take(finds, &words);
    }
}

fn words(bytes: &[u8], line: Span) -> Vec<Span> {
    let (mut words, mut at) = (vec![], line.start);
    while at < line.end && words.len() < 64 {
        let rest = &bytes[at..line.end];
        match rest[0] {
            b' ' | b'\t' => at += 1,
            b'#' => break,
            quote @ (b'"' | b'\'') => {
                let len = rest[1..]
                    .iter()
                    .position(|&byte| byte == quote)
                    .unwrap_or(rest.len() - 1);
                words.push(Span::new(at + 1, at + 1 + len));
                at += len + 2;
            }
            _ => {
                let len = rest
                    .iter()
                    .position(|byte| b" \t".contains(byte))
                    .unwrap_or(rest.len());
                words.push(Span::new(at, at + len));
                at += len;
            }
        }
    }
    words
}
