//! Registry credentials of docker, podman, skopeo and helm: `auths`, and the older form without.
//!
//! docker/cli, `cli/config/types.AuthConfig`; containers-auth.json(5).

use crate::secrets::readers::finds::Finds;
use crate::secrets::readers::format::{Doc, Format, Span, parse};
use crate::secrets::readers::{decode, value};

/// A config in JSON.
pub(in crate::secrets::readers) fn read(finds: &mut Finds<'_>) {
    let doc = parse(Format::Json, finds.bytes, &finds.nodes);
    take(finds, &doc);
}

/// What the document holds of them.
pub(in crate::secrets::readers) fn take(finds: &mut Finds<'_>, doc: &Doc<'_>) {
    for id in doc.values() {
        match doc.key(id) {
            b"auth" => auth(finds, doc, id),
            b"identitytoken" | b"registrytoken" => {
                let host = doc.above(id).next().unwrap_or_default();
                if let Some(found) = finds.node(doc, id) {
                    found.host(host);
                }
            }
            b"password" => {
                let host = doc.above(id).next().unwrap_or_default();
                if let Some(found) = finds.node(doc, id) {
                    found.host(host).beside(doc, id);
                }
            }
            _ => {}
        }
    }
}

fn auth(finds: &mut Finds<'_>, doc: &Doc<'_>, id: u32) {
    let host = doc.above(id).next().unwrap_or_default();
    encoded(finds, doc.span(id), &doc.value(id), host);
}

/// `user:password` in base64 at `span`: the password is the secret, the user is told.
pub(in crate::secrets::readers) fn encoded(
    finds: &mut Finds<'_>,
    span: Span,
    text: &[u8],
    host: &[u8],
) {
    let plain = decode::base64_text(text);
    let pair = plain.as_deref().and_then(decode::pair);
    let found = match pair {
        Some((_, password)) => finds.secret(span, password.trim_ascii(), false),
        // Cut or encrypted: the text itself still opens the registry, as it is sent as it stands.
        None => finds.secret(span, text, false),
    };
    let Some(found) = found else {
        return;
    };
    found.host(host);
    if let Some((user, password)) = pair {
        found
            .user(user)
            .note("base64")
            .dummy(value::dummy_pair(user, password));
    }
}
