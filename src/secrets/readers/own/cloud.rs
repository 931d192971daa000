//! Clouds: Google's JSON keys, Amazon's CSV, Terraform's state, token caches.

use crate::secrets::Severity;
use crate::secrets::readers::finds::Finds;
use crate::secrets::readers::format::{Doc, Format, Span, lines, parse};
use crate::secrets::readers::{keyed, value};

/// The client of the gcloud program itself, whose secret everybody has (google-cloud-sdk,
/// `googlecloudsdk/core/config.py`).
const GCLOUD: &[u8] = b"764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com";

/// A service account's key, a user's refresh token, an OAuth client.
pub(in crate::secrets::readers) fn google_document(finds: &mut Finds<'_>, doc: &Doc<'_>) {
    for id in doc.values() {
        let key = doc.key(id);
        let known = doc
            .sibling(id, &["client_id"])
            .is_some_and(|id| *id == *GCLOUD);
        let note = match key {
            b"private_key" => "service account key",
            b"refresh_token" => "refresh token",
            b"access_token" | b"id_token" | b"token" => "access token",
            b"client_secret" if !known => "OAuth client secret",
            _ => continue,
        };
        let account = doc.sibling(id, &["client_email", "client_id", "account"]);
        if let Some(found) = finds.node(doc, id) {
            found.note(note).user(&account.unwrap_or_default());
        }
    }
}

/// The CSV that AWS's console hands out: a head, then `…,key id,secret`.
pub(in crate::secrets::readers) fn aws_csv(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    let mut columns: Vec<(bool, bool)> = vec![];
    for line in lines(bytes) {
        let fields = fields(bytes, line);
        if columns.is_empty() {
            columns = fields.iter().map(|field| column(field.of(bytes))).collect();
            if !columns.iter().any(|(secret, _)| *secret) {
                return;
            }
            continue;
        }
        let id = columns
            .iter()
            .position(|(_, id)| *id)
            .and_then(|at| fields.get(at));
        let id = id.map_or(&b""[..], |span| span.of(bytes));
        for (field, _) in fields
            .iter()
            .zip(&columns)
            .filter(|(_, (secret, _))| *secret)
        {
            if let Some(found) = finds.plain(*field) {
                found.key_id(id);
            }
        }
    }
}

fn column(name: &[u8]) -> (bool, bool) {
    let name = name.to_ascii_lowercase();
    let has = |word: &[u8]| value::find(&name, word).is_some();
    (
        has(b"secret") || has(b"password"),
        has(b"access key id") || has(b"user name"),
    )
}

fn fields(bytes: &[u8], line: Span) -> Vec<Span> {
    let mut start = line.start;
    let parts = line.of(bytes).split(|&byte| byte == b',').map(|part| {
        let span = Span::new(start, start + part.len()).trim(bytes);
        start += part.len() + 1;
        match span.of(bytes) {
            [b'"', _, .., b'"'] => Span::new(span.start + 1, span.end - 1),
            [0xef, 0xbb, 0xbf, ..] => Span::new(span.start + 3, span.end),
            _ => span,
        }
    });
    parts.collect()
}

/// Terraform's state: attributes by their name, outputs that are marked sensitive, and what the
/// resources are that make passwords.
pub(in crate::secrets::readers) fn terraform_state(finds: &mut Finds<'_>) {
    let doc = parse(Format::Json, finds.bytes, &finds.nodes);
    keyed::take(finds, &doc, &["-token"]);
    for id in doc.values() {
        let key = doc.key(id);
        let marked = key == b"value"
            && doc
                .sibling(id, &["sensitive"])
                .is_some_and(|it| *it == *b"true");
        let made = matches!(key, b"result" | b"bcrypt_hash") && random(&doc, id);
        let pem = key.starts_with(b"private_key");
        let note = match (marked, made, pem) {
            (true, ..) => "an output marked sensitive",
            (_, true, _) => "made by random_password",
            (.., true) => "private key",
            _ => continue,
        };
        let name = doc.key(doc.parent(id));
        if let Some(found) = finds.node(&doc, id) {
            found.note(note).named("name", name);
        }
    }
}

/// The resource two floors up is a `random_password`.
fn random(doc: &Doc<'_>, id: u32) -> bool {
    let mut at = id;
    for _ in 0..4 {
        at = doc.parent(at);
        if doc
            .sibling(at, &["type"])
            .is_some_and(|kind| *kind == *b"random_password")
        {
            return true;
        }
    }
    false
}

/// rclone's: passwords are obscured with a key that is in its source, tokens are JSON.
pub(in crate::secrets::readers) fn rclone(finds: &mut Finds<'_>) {
    use crate::secrets::readers::format::Style;
    let doc = parse(Format::Lines(Style::Ini), finds.bytes, &finds.nodes);
    for id in doc.values() {
        let key = doc.key(id);
        let obscured = matches!(
            key,
            b"pass" | b"password" | b"password2" | b"bearer_token_command"
        );
        let own = matches!(
            key,
            b"token"
                | b"secret_access_key"
                | b"client_secret"
                | b"service_account_credentials"
                | b"key"
                | b"sas_url"
                | b"api_key"
                | b"bearer_token"
                | b"key_pem"
        );
        if !(own || obscured) {
            continue;
        }
        let remote = doc.key(doc.parent(id));
        let Some(found) = finds.node(&doc, id) else {
            continue;
        };
        found.named("remote", remote).beside(&doc, id);
        if obscured {
            found.note("obscured, not encrypted");
            found.severity = found.severity.max(Severity::High);
        }
    }
}
