//! Takes down what a reader sees in one content, and hands it over as hits.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

use super::format::{Doc, Nodes, Span};
use super::{crypt, value};
use crate::limits::Limits;
use crate::secrets::{Confidence, Hit, Rule, Secret, Severity, example};
use crate::text::escape_bytes;

/// Bytes of a name from the file that a note repeats.
const NAMED: usize = 80;

/// Names of users, as files call them.
pub(super) const USERS: &[&str] = &[
    "username",
    "user",
    "login",
    "account",
    "email",
    "uid",
    "userName",
    "user_name",
    "user-name",
    "_user",
    "client_id",
    "clientId",
    "nick",
];

/// Names of what the password is for.
pub(super) const HOSTS: &[&str] = &[
    "host",
    "hostname",
    "server",
    "url",
    "serverHost",
    "endpoint",
    "machine",
    "uri",
    "registry",
    "host_base",
    "repository",
];

/// One content and what was found in it so far.
pub(super) struct Finds<'a> {
    /// The path that the reader was asked with.
    pub(super) path: &'a [u8],
    /// The content.
    pub(super) bytes: &'a [u8],
    rule: &'a Arc<Rule>,
    example: Option<&'static str>,
    found: Vec<Found>,
    most: usize,
    /// Secrets beyond that were left out.
    cut: bool,
    /// Keys and values that a document may have.
    pub(super) nodes: Nodes,
}

/// A hit whose line is not known yet.
pub(super) struct Found {
    rule: Arc<Rule>,
    secret: Secret,
    span: Span,
    pub(super) severity: Severity,
    pub(super) confidence: Confidence,
    notes: Vec<String>,
    example: Option<String>,
}

impl<'a> Finds<'a> {
    pub(super) fn new(
        path: &'a [u8],
        bytes: &'a [u8],
        rule: &'a Arc<Rule>,
        limits: &Limits,
    ) -> Finds<'a> {
        let example = value::example_name(super::lookup::base(path));
        Finds {
            path,
            bytes,
            rule,
            example,
            found: vec![],
            most: limits.reader_hits,
            cut: false,
            nodes: Nodes {
                most: limits.reader_nodes,
                full: Cell::new(false),
            },
        }
    }

    /// A secret that stands as it is at `span`; nothing where that is a reference.
    pub(super) fn plain(&mut self, span: Span) -> Option<&mut Found> {
        let value = span.of(self.bytes);
        self.secret(span, value, false)
    }

    /// The secret `value` that is written at `span`; nothing where it is a reference. In a
    /// `literal` nothing is expanded.
    pub(super) fn secret(&mut self, span: Span, value: &[u8], literal: bool) -> Option<&mut Found> {
        if value::reference(value, literal) {
            return self.default(span, value);
        }
        let found = self.push(span, value)?;
        if let Some(kind) = crypt::kind(value) {
            found.hash(kind);
        }
        Some(found)
    }

    /// What `${NAME:-x}` or `${NAME:x}` says where the variable is not set.
    fn default(&mut self, span: Span, value: &[u8]) -> Option<&mut Found> {
        let inner = value.trim_ascii().strip_prefix(b"${")?.strip_suffix(b"}")?;
        let colon = inner.iter().position(|&byte| byte == b':')?;
        let text = &inner[colon + 1..];
        let text = text
            .strip_prefix(b"-")
            .or(text.strip_prefix(b"="))
            .unwrap_or(text);
        // `${X:?message}` and `${X:+other}` are no defaults.
        if text.len() < 4 || b"?+$".contains(&text[0]) || value::reference(text, false) {
            return None;
        }
        let at = value::find(span.of(self.bytes), text);
        let place = at.map_or(span, |at| {
            shifted(Span::new(at, at + text.len()), span.start)
        });
        let found = self.push(place, text)?;
        found.confidence = Confidence::Low;
        Some(found.note("what a variable is unless it is set"))
    }

    /// The value of a node; nothing where that is a reference.
    pub(super) fn node(&mut self, doc: &Doc<'_>, id: u32) -> Option<&mut Found> {
        let value = doc.value(id);
        let literal = doc.quote(id) == super::format::Quote::Literal;
        self.secret(doc.span(id), &value, literal)
    }

    /// Whatever `value` is: a hash, an empty password; nothing where the limit is reached.
    pub(super) fn push(&mut self, span: Span, value: &[u8]) -> Option<&mut Found> {
        if self.found.len() >= self.most {
            self.cut = true;
            return None;
        }
        let example = self
            .example
            .or_else(|| value::dummy(value))
            .map(str::to_owned);
        self.found.push(Found {
            rule: Arc::clone(self.rule),
            secret: Secret::new(value),
            span,
            severity: self.rule.severity,
            confidence: self.rule.confidence,
            notes: vec![],
            example,
        });
        self.found.last_mut()
    }

    /// A password's hash of this kind, written as it is.
    pub(super) fn hashed(&mut self, span: Span, kind: &str) -> Option<&mut Found> {
        let text = span.of(self.bytes);
        self.push(span, text).map(|found| found.hash(kind))
    }

    /// The password of each URL in `text`, which stands at `span` of the content; unquoted it may
    /// stand elsewhere, and then the whole value is the place.
    pub(super) fn urls(&mut self, span: Span, text: &[u8]) {
        let same = text == span.of(self.bytes);
        let mut from = 0;
        while let Some(inside) = super::url::userinfo(text, from) {
            from = inside.host.end;
            let place = if same {
                shifted(inside.span, span.start)
            } else {
                span
            };
            let (user, host) = (inside.user.of(text), inside.host.of(text));
            let password = inside.span.of(text);
            if let Some(found) = self.secret(place, password, false) {
                found.by(super::rule::url());
                found.user(user);
                found.host(host);
                found.dummy(value::dummy_pair(user, password));
                found.dummy(example::of_url(text.get(from..).unwrap_or_default()));
            }
        }
    }

    /// The passwords among the parts of a connection string.
    pub(super) fn parts(&mut self, span: Span, text: &[u8]) {
        let same = text == span.of(self.bytes);
        for inside in super::url::parts(text) {
            let place = if same {
                shifted(inside, span.start)
            } else {
                span
            };
            let password = inside.of(text).to_owned();
            if let Some(found) = self.secret(place, &password, false) {
                found.note("in a connection string");
            }
        }
    }

    /// Something was found.
    pub(super) fn any(&self) -> bool {
        !self.found.is_empty()
    }

    /// Hands all over in the order of their places, each place of a rule once.
    pub(super) fn hand_over(mut self, emit: &mut dyn FnMut(Hit)) -> bool {
        self.found
            .sort_by_key(|found| (found.span.start, found.span.end));
        self.found.dedup_by(|b, a| a.span == b.span);
        let (mut line, mut begin, mut at) = (1, 0, 0);
        for found in self.found {
            let start = found.span.start.min(self.bytes.len());
            for (offset, _) in self.bytes[at..start]
                .iter()
                .enumerate()
                .filter(|(_, byte)| **byte == b'\n')
            {
                line += 1;
                begin = at + offset + 1;
            }
            at = start;
            emit(found.hit(line, (start - begin) as u64 + 1));
        }
        self.cut || self.nodes.full.get()
    }
}

impl Found {
    /// What else was seen.
    pub(super) fn note(&mut self, note: impl Into<String>) -> &mut Found {
        self.notes.push(note.into());
        self
    }

    /// The value is a password's hash.
    pub(super) fn hash(&mut self, kind: &str) -> &mut Found {
        self.severity = self.severity.min(Severity::Medium);
        self.note(format!("{kind} hash"))
    }

    /// Another rule says so.
    pub(super) fn by(&mut self, rule: &Arc<Rule>) -> &mut Found {
        self.severity = rule.severity;
        self.confidence = rule.confidence;
        self.rule = Arc::clone(rule);
        self
    }

    /// Names the user.
    pub(super) fn user(&mut self, user: &[u8]) -> &mut Found {
        // What looks like a token is not told in clear.
        let user = if super::url::token(user).is_some() {
            b""
        } else {
            user
        };
        self.named("user", user)
    }

    /// Names the host.
    pub(super) fn host(&mut self, host: &[u8]) -> &mut Found {
        self.named("for", host)
    }

    /// Adds `what name` to the note; never a name that holds the value.
    pub(super) fn named(&mut self, what: &str, name: &[u8]) -> &mut Found {
        let name = name.trim_ascii();
        let value = self.secret.expose();
        let holds = value.is_empty() || value::find(name, value).is_none();
        // A host that is a URL may hold the password of its own.
        let bare = super::url::userinfo(name, 0).is_none();
        if !name.is_empty() && holds && bare {
            let shown = escape_bytes(&name[..name.len().min(NAMED)]);
            self.notes.push(format!("{what} {shown}"));
        }
        self
    }

    /// Adds the id of the key beside the secret, masked: a rule of its own may call it a secret.
    pub(super) fn key_id(&mut self, id: &[u8]) -> &mut Found {
        let id = id.trim_ascii();
        if !id.is_empty() {
            let shown = Secret::new(id).masked();
            self.notes.push(format!("key id {shown}"));
        }
        self
    }

    /// Names user and host where they stand beside the value.
    pub(super) fn beside(&mut self, doc: &Doc<'_>, id: u32) -> &mut Found {
        for (what, keys) in [("user", USERS), ("for", HOSTS)] {
            self.named(what, &doc.sibling(id, keys).unwrap_or(Cow::Borrowed(b"")));
        }
        self
    }

    /// It is an example for this reason.
    pub(super) fn dummy(&mut self, reason: Option<&str>) -> &mut Found {
        self.example = self.example.take().or(reason.map(str::to_owned));
        self
    }

    fn hit(self, line: u64, column: u64) -> Hit {
        Hit {
            rule: self.rule,
            secret: self.secret,
            start: self.span.start as u64,
            end: self.span.end as u64,
            line,
            column,
            severity: self.severity,
            confidence: self.confidence,
            note: (!self.notes.is_empty()).then(|| self.notes.join("; ")),
            example: self.example,
            allowed: false,
            place: None,
        }
    }
}

/// `inner`, counted from where the outer text begins.
pub(super) fn shifted(inner: Span, by: usize) -> Span {
    Span::new(inner.start + by, inner.end + by)
}
