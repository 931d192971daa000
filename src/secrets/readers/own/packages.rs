//! Package managers whose files say more than key and value.

use super::docker;
use crate::secrets::readers::finds::{Finds, shifted};
use crate::secrets::readers::format::{Format, Span, Style, lines, parse};
use crate::secrets::readers::{decode, keyed, value};

/// npm's: `//host/:_authToken=…`; `_auth` and `_password` are base64 (npm docs, "npmrc").
pub(in crate::secrets::readers) fn npm(finds: &mut Finds<'_>) {
    let doc = parse(Format::Lines(Style::Equals), finds.bytes, &finds.nodes);
    for id in doc.values() {
        let key = doc.key(id);
        let last = key.rsplit(|&byte| byte == b':').next().unwrap_or_default();
        let host = &key[..key.len() - last.len()];
        let raw = doc.value(id);
        match last {
            b"_auth" if !value::reference(&raw, false) => {
                docker::encoded(finds, doc.span(id), &raw, host)
            }
            b"_password" => {
                let plain = decode::base64_text(&raw);
                let password = plain.as_deref().unwrap_or(&raw);
                if let Some(found) = finds.secret(doc.span(id), password, false) {
                    found.host(host).beside(&doc, id);
                }
            }
            b"_authToken" | b"_authtoken" | b"npmAuthToken" => {
                if let Some(found) = finds.node(&doc, id) {
                    found.host(host);
                }
            }
            b"otp" | b"_secret" => drop(finds.node(&doc, id)),
            b"key" => drop(finds.node(&doc, id).map(|found| found.note("client key"))),
            _ => finds.urls(doc.span(id), &raw),
        }
    }
}

/// Bundler's: `BUNDLE_GEMS__EXAMPLE__COM: "user:password"`, a host in capitals (Bundler docs,
/// "bundle config", credentials for gem sources).
pub(in crate::secrets::readers) fn bundler(finds: &mut Finds<'_>) {
    let doc = parse(Format::Yaml, finds.bytes, &finds.nodes);
    for id in doc.values() {
        let key = doc.key(id);
        let Some(host) = key.strip_prefix(b"BUNDLE_") else {
            continue;
        };
        let value = doc.value(id);
        let top = host.rsplit(|&byte| byte == b'_').next().unwrap_or_default();
        let hosted = value::find(host, b"__").is_some()
            && (2..=6).contains(&top.len())
            && ![
                "BUILD__",
                "LOCAL__",
                "MIRROR__",
                "GEMFILE__",
                "PLUGINS__",
                "SSL_",
            ]
            .iter()
            .any(|prefix| host.starts_with(prefix.as_bytes()));
        let word = !value.iter().any(u8::is_ascii_whitespace) && !value.starts_with(b"-");
        if !(hosted && word) || value.len() < 4 || value::is_any(&value, &["true", "false"]) {
            finds.urls(doc.span(id), &value);
            continue;
        }
        let name = String::from_utf8_lossy(host)
            .replace("__", ".")
            .to_ascii_lowercase();
        let span = doc.span(id);
        let split = decode::pair(&value).filter(|(_, password)| !password.is_empty());
        let same = value.as_ref() == span.of(finds.bytes);
        match split {
            Some((user, password)) if same && password != b"x-oauth-basic" => {
                let inner = shifted(Span::new(user.len() + 1, value.len()), span.start);
                if let Some(found) = finds.secret(inner, password, false) {
                    found.user(user).host(name.as_bytes());
                }
            }
            _ => drop(
                finds
                    .secret(span, &value, false)
                    .map(|found| found.host(name.as_bytes())),
            ),
        }
    }
}

/// Conda's channels carry a token in their path: `/t/<token>/`.
pub(in crate::secrets::readers) fn conda(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    finds.urls(Span::new(0, bytes.len()), bytes);
    for line in lines(bytes) {
        let text = line.of(bytes);
        let Some(at) = value::find(text, b"/t/") else {
            continue;
        };
        let rest = &text[at + 3..];
        let len = rest
            .iter()
            .position(|byte| b"/ \t\r\"'".contains(byte))
            .unwrap_or(rest.len());
        if len >= 16 && rest.get(len) == Some(&b'/') {
            let start = line.start + at + 3;
            finds.plain(Span::new(start, start + len));
        }
    }
}

/// Maven's, where `{…}` is encrypted with a password that lies in `settings-security.xml`.
pub(in crate::secrets::readers) fn maven(finds: &mut Finds<'_>) {
    keyed::read(finds, Format::Xml, &["master"]);
}

/// Git's and Mercurial's settings: URLs (section names too), headers, passwords (git-config(1)
/// `http.extraHeader`; hgrc(5) `[auth]`).
pub(in crate::secrets::readers) fn git(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    finds.urls(Span::new(0, bytes.len()), bytes);
    let doc = parse(Format::Lines(Style::Ini), bytes, &finds.nodes);
    for id in doc.values() {
        if !doc.key(id).eq_ignore_ascii_case(b"extraheader") {
            continue;
        }
        let span = doc.span(id);
        let raw = span.of(bytes);
        let scheme = raw
            .iter()
            .rposition(|&byte| byte == b' ')
            .map_or(0, |blank| blank + 1);
        let token = shifted(Span::new(scheme, raw.len()), span.start);
        let text = token.of(bytes);
        if value::find(&raw.to_ascii_lowercase(), b"basic ").is_some() {
            docker::encoded(finds, token, text, doc.key(doc.parent(id)));
        } else if value::find(&raw.to_ascii_lowercase(), b"authorization").is_some() {
            finds.plain(token);
        }
    }
    keyed::take(finds, &doc, &["smtppass", "oauthtoken"]);
}
