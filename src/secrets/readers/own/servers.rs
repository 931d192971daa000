//! Clients and servers: FileZilla, Subversion, RDP, curl, IRC.

use crate::secrets::Severity;
use crate::secrets::readers::finds::Finds;
use crate::secrets::readers::format::{Format, Span, Style, lines, parse};
use crate::secrets::readers::{decode, value};

/// FileZilla's lists: `<Pass encoding="base64">`.
pub(in crate::secrets::readers) fn filezilla(finds: &mut Finds<'_>) {
    let doc = parse(Format::Xml, finds.bytes, &finds.nodes);
    for id in doc.values() {
        if !value::is_any(doc.key(id), &["pass", "password"]) {
            continue;
        }
        let encoded = doc.key(id + 1) == b"encoding";
        let encoding = if encoded {
            doc.value(id + 1)
        } else {
            Default::default()
        };
        let raw = doc.value(id);
        let plain = match encoding.as_ref() {
            b"base64" => decode::base64_text(&raw),
            _ => None,
        };
        let literal = plain.is_some();
        let password = plain.unwrap_or_else(|| raw.into_owned());
        let Some(found) = finds.secret(doc.span(id), password.trim_ascii(), literal) else {
            continue;
        };
        found.beside(&doc, id);
        match encoding.as_ref() {
            b"base64" => drop(found.note("base64")),
            b"crypt" => {
                found
                    .note("encrypted with FileZilla's master password")
                    .severity = Severity::Low
            }
            _ => {}
        }
    }
}

/// Subversion's cache: `K 8`, `password`, `V 7`, and the value (its hash dump format).
pub(in crate::secrets::readers) fn subversion(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    let all: Vec<Span> = lines(bytes).take(64).collect();
    let text = |at: usize| {
        all.get(at)
            .map_or(&b""[..], |line| line.of(bytes).trim_ascii())
    };
    let value_of = |key: &[u8]| {
        (0..all.len())
            .find(|&at| text(at) == key && text(at + 1).starts_with(b"V "))
            .map(|at| at + 2)
    };
    let user = value_of(b"username").map_or(&b""[..], text);
    let host = value_of(b"svn:realmstring").map_or(&b""[..], text);
    let plain = value_of(b"passtype").is_none_or(|at| matches!(text(at), b"simple" | b""));
    for key in [&b"password"[..], b"passphrase"] {
        if let Some(line) = value_of(key).and_then(|at| all.get(at))
            && plain
            && let Some(found) = finds.plain(line.trim(bytes))
        {
            found.user(user).host(host);
        }
    }
}

/// `password 51:b:01000000…`: encrypted for one Windows account.
pub(in crate::secrets::readers) fn rdp(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    for line in lines(bytes) {
        let line = line.trim(bytes);
        let text = line.of(bytes);
        let Some(at) = value::find(text, b":b:").filter(|_| text.starts_with(b"password")) else {
            continue;
        };
        if let Some(found) = finds.plain(Span::new(line.start + at + 3, line.end)) {
            found.note("encrypted for a Windows account");
        }
    }
}

/// curl's: `user = "me:hunter2"`, `-u me:hunter2`, headers.
pub(in crate::secrets::readers) fn curl(finds: &mut Finds<'_>) {
    let doc = parse(Format::Lines(Style::Blank), finds.bytes, &finds.nodes);
    for id in doc.values() {
        let (span, raw) = (doc.span(id), doc.value(id));
        let same = raw.as_ref() == span.of(finds.bytes);
        let key = doc.key(id);
        let part = match key.strip_prefix(b"--").unwrap_or(key) {
            b"user" | b"-u" | b"proxy-user" | b"-U" => raw.iter().position(|&byte| byte == b':'),
            b"header" | b"-H" | b"proxy-header"
                if value::find(&raw.to_ascii_lowercase(), b"authorization").is_some() =>
            {
                raw.iter().rposition(|&byte| byte == b' ')
            }
            b"pass" | b"proxy-pass" | b"oauth2-bearer" => {
                finds.node(&doc, id);
                continue;
            }
            _ => {
                finds.urls(span, &raw);
                continue;
            }
        };
        let Some(part) = part else {
            continue;
        };
        let place = if same {
            Span::new(span.start + part + 1, span.end)
        } else {
            span
        };
        let (user, password) = (&raw[..part], raw[part + 1..].to_owned());
        if let Some(found) = finds.secret(place, &password, false) {
            found.named("user", if user.contains(&b' ') { b"" } else { user });
        }
    }
}

/// fstab and autofs maps: `username=u,password=p` among a mount's options.
pub(in crate::secrets::readers) fn mounts(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    for line in lines(bytes) {
        let line = line.trim(bytes);
        let text = line.of(bytes);
        if !text.starts_with(b"#") {
            finds.parts(line, text);
        }
    }
}
