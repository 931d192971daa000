//! Reads any file of keys and values: what a key means is decided by its name, by the names that
//! the file's own documentation uses, and by what stands beside it.

use std::borrow::Cow;

use super::finds::{Finds, HOSTS};
use super::format::{Doc, Format, Quote, Span, parse};
use super::key::{Means, like_a_name, meaning, plain};
use super::value;
use crate::secrets::Confidence;

/// Reads the content as `format`. `own` are further names of secrets in this kind of file, in
/// lower case without separators; `*` takes every value, `-name` takes one out.
pub(super) fn read(finds: &mut Finds<'_>, format: Format, own: &[&str]) {
    let doc = parse(format, finds.bytes, &finds.nodes);
    take(finds, &doc, own);
}

/// Takes the secrets out of what was read.
pub(super) fn take(finds: &mut Finds<'_>, doc: &Doc<'_>, own: &[&str]) {
    for id in doc.values() {
        let pair = pair(doc, id);
        match means(&pair.name, own).or_else(|| section(doc, id, &pair, own)) {
            Some(means) if credible(means, &pair.value) => take_one(finds, doc, id, &pair, means),
            _ => inside(finds, &pair),
        }
    }
}

/// A name and a value, however the file ties them.
pub(super) struct Pair<'a> {
    pub(super) name: Cow<'a, [u8]>,
    pub(super) value: Cow<'a, [u8]>,
    pub(super) span: Span,
    literal: bool,
}

/// The name and value of a node: its own key, `K=V` in a list, `name: K` beside `value: V`.
pub(super) fn pair<'a>(doc: &Doc<'a>, id: u32) -> Pair<'a> {
    let (span, value) = (doc.span(id), doc.value(id));
    let literal = doc.quote(id) == Quote::Literal;
    let key = doc.key(id);
    if key.is_empty()
        && let Some(split) = listed(doc, id)
    {
        return split;
    }
    let named = ["value", "text", "string", "override", "content"];
    let name = match value::is_any(key, &named) {
        true => doc.sibling(id, &["name", "key", "variable", "param-name"]),
        // `<property name="password">x</property>`: the name is an attribute below the node.
        false if doc.quote(id) == Quote::Xml => child_name(doc, id),
        false => None,
    };
    let name = name.or_else(|| outer(doc, id, key));
    let name = name.unwrap_or(Cow::Borrowed(key));
    Pair {
        name,
        value,
        span,
        literal,
    }
}

/// `"db_password": {"value": "x"}`; a list's items have the list's name.
fn outer<'a>(doc: &Doc<'a>, id: u32, key: &[u8]) -> Option<Cow<'a, [u8]>> {
    let asks = key.is_empty()
        || key.eq_ignore_ascii_case(b"value")
        || key.eq_ignore_ascii_case(b"default");
    let outer = doc.key(doc.parent(id));
    (asks && !outer.is_empty()).then_some(Cow::Borrowed(outer))
}

fn child_name<'a>(doc: &Doc<'a>, id: u32) -> Option<Cow<'a, [u8]>> {
    // Attributes come right behind their element.
    let children = (id + 1..id + 5).take_while(|&child| doc.parent(child) == id);
    let named = |child: &u32| value::is_any(doc.key(*child), &["name", "key"]);
    children
        .into_iter()
        .find(named)
        .map(|child| doc.value(child))
}

/// `- KEY=value`, an item of a list.
fn listed<'a>(doc: &Doc<'a>, id: u32) -> Option<Pair<'a>> {
    let (span, raw) = (doc.span(id), doc.span(id).of(doc.bytes));
    let equals = raw.iter().take(100).position(|&byte| byte == b'=')?;
    let name = &raw[..equals];
    let word = !name.is_empty()
        && name
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(byte));
    let value = Span::new(span.start + equals + 1, span.end);
    word.then(|| Pair {
        name: Cow::Borrowed(name),
        value: Cow::Borrowed(value.of(doc.bytes)),
        span: value,
        literal: false,
    })
}

/// What a name means, by the file's own names first.
pub(super) fn means(name: &[u8], own: &[&str]) -> Option<Means> {
    if own.is_empty() {
        return meaning(name);
    }
    let last = name
        .rsplit(|byte| b".:/".contains(byte))
        .next()
        .unwrap_or_default();
    let (whole, last) = (plain(name), plain(last));
    let is = |own: &str| own.as_bytes() == whole || own.as_bytes() == last;
    if own.iter().any(|own| own.strip_prefix('-').is_some_and(is)) {
        return None;
    }
    let named = own.iter().any(|own| *own == "*" || is(own));
    meaning(name).or(named.then_some(Means::Key))
}

/// Everything below a key of this kind's own, but for the users' names.
fn section(doc: &Doc<'_>, id: u32, pair: &Pair<'_>, own: &[&str]) -> Option<Means> {
    let public = [
        "username",
        "user",
        "email",
        "expires",
        "expiresat",
        "created",
        "type",
        "scope",
    ];
    let mut sections = own
        .iter()
        .filter_map(|own| own.strip_suffix('/'))
        .peekable();
    sections.peek()?;
    let name = plain(&pair.name);
    let held = |section: &str| {
        doc.above(id)
            .any(|above| plain(above) == section.as_bytes())
    };
    (!value::is_any(&name, &public) && sections.any(held)).then_some(Means::Key)
}

/// The value may be such a secret: not a path, not a word of the language.
pub(super) fn credible(means: Means, value: &[u8]) -> bool {
    let text = value.trim_ascii();
    let url = text.len() > 8 && value::find(&text[..text.len().min(24)], b"://").is_some();
    match means {
        Means::Password => !url,
        Means::Key => !url && text.len() >= 4 && !value::path(text) && !names(text),
    }
}

/// The value is itself the name of a secret: `SECRET_KEY = "aws_secret_access_key"`.
fn names(text: &[u8]) -> bool {
    let letters = text
        .iter()
        .all(|byte| byte.is_ascii_alphabetic() || b"_-.".contains(byte));
    letters && like_a_name(text)
}

/// Small letters in words, `expiry_time`: a program's name sooner than a key.
fn identifier(text: &[u8]) -> bool {
    text.contains(&b'_')
        && text
            .iter()
            .all(|byte| byte.is_ascii_lowercase() || *byte == b'_')
}

fn take_one(finds: &mut Finds<'_>, doc: &Doc<'_>, id: u32, pair: &Pair<'_>, means: Means) {
    let spaced = pair.value.contains(&b' ');
    let Some(found) = finds.secret(pair.span, &pair.value, pair.literal) else {
        return;
    };
    found.beside(doc, id).named("key", &pair.name);
    if value::find(&plain(&pair.name), b"secret").is_some()
        && let Some(key_id) = doc.sibling(id, KEY_IDS)
    {
        found.key_id(&key_id);
    }
    if spaced && found.confidence > Confidence::Low && !pair.value.starts_with(b"-----") {
        found.confidence = Confidence::Medium;
    }
    if found.confidence == Confidence::Medium && means == Means::Key && identifier(&pair.value) {
        found.confidence = Confidence::Low;
    }
}

/// The public half of a pair.
const KEY_IDS: &[&str] = &[
    "aws_access_key_id",
    "access_key_id",
    "accessKeyId",
    "AccessKeyId",
    "AWS_ACCESS_KEY_ID",
    "access_key",
    "accessKey",
    "key_id",
    "application_key",
    "applicationKeyId",
    "account_name",
    "S3_ACCESS_KEY_ID",
    "consumer_key",
    "consumerKey",
    "app_key",
];

/// What a value of another name may hold: a URL or a connection string with a password.
pub(super) fn inside(finds: &mut Finds<'_>, pair: &Pair<'_>) {
    if pair.value.len() > 4 << 10 {
        return;
    }
    finds.urls(pair.span, &pair.value);
    let joined = pair.value.contains(&b'=')
        && pair.value.iter().any(|byte| b";&? ".contains(byte))
        && (connection(&pair.name) || pair.value.starts_with(b"jdbc:"));
    if joined {
        finds.parts(pair.span, &pair.value);
    }
}

/// The name of a connection string.
fn connection(name: &[u8]) -> bool {
    let name = plain(name);
    [
        &b"connection"[..],
        b"connstr",
        b"conn",
        b"dsn",
        b"url",
        b"uri",
        b"default",
        b"storage",
        b"azurewebjobs",
        b"jdbc",
        b"database",
        b"options",
    ]
    .iter()
    .any(|word| value::find(&name, word).is_some())
}

/// The value's neighbours say that it opens a connection: a host, a port, a user.
pub(super) fn connected(doc: &Doc<'_>, id: u32) -> bool {
    let host = doc.sibling(id, HOSTS).is_some_and(|value| host(&value));
    let digits = |port: Cow<'_, [u8]>| !port.is_empty() && port.iter().all(u8::is_ascii_digit);
    host || doc.sibling(id, &["port", "Port"]).is_some_and(digits) || companion(doc, id)
}

/// `db.url` or `DB_HOST` stands beside `db.password`.
fn companion(doc: &Doc<'_>, id: u32) -> bool {
    let key = doc.key(id);
    let Some(cut) = key.iter().rposition(|byte| b"._-".contains(byte)) else {
        return false;
    };
    let prefix = &key[..=cut];
    doc.beside(id).any(|at| {
        let other = doc.key(at);
        let same = other
            .get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix));
        same && value::is_any(&other[prefix.len()..], HOSTS) && host(&doc.value(at))
    })
}

/// It reads as a host or an address.
fn host(value: &[u8]) -> bool {
    let dotted =
        value.iter().any(|byte| b".:".contains(byte)) || value.eq_ignore_ascii_case(b"localhost");
    dotted && !value.iter().any(u8::is_ascii_whitespace)
}

/// `name: DB_PASSWORD` beside `value: x`: a variable of an environment.
pub(super) fn variable(doc: &Doc<'_>, id: u32, name: &[u8]) -> bool {
    let upper = name
        .iter()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_');
    upper && name.contains(&b'_') && doc.key(id).eq_ignore_ascii_case(b"value")
}
