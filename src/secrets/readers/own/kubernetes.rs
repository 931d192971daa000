//! Kubernetes: kubeconfig, `kind: Secret`, and the manifests beside them.
//!
//! kubernetes.io: "Organizing Cluster Access Using kubeconfig Files", "Secrets".

use super::docker;
use crate::secrets::readers::finds::Finds;
use crate::secrets::readers::format::{Doc, Format, Span, parse};
use crate::secrets::readers::key::meaning;
use crate::secrets::readers::{decode, keyed, value};

/// Names of what a `Secret` holds and what is public nevertheless.
const PUBLIC: &[&str] = &[
    "ca.crt",
    "tls.crt",
    "cert.pem",
    "namespace",
    "ca.pem",
    "ca-bundle.crt",
    "id_rsa.pub",
    "known_hosts",
    "ssh-publickey",
    "username",
    "user",
    "host",
    "port",
    "database",
    "dbname",
    "region",
    "bucket",
    "url.txt",
    "truststore.jks",
    "public.key",
    "publickey",
    "ca",
    "cert",
    "certificate",
    "email",
    "endpoint",
];

/// A kubeconfig.
pub(in crate::secrets::readers) fn kubeconfig(finds: &mut Finds<'_>) {
    let doc = parse(Format::Yaml, finds.bytes, &finds.nodes);
    config(finds, &doc);
}

/// What a kubeconfig holds.
pub(in crate::secrets::readers) fn config(finds: &mut Finds<'_>, doc: &Doc<'_>) {
    for id in doc.values() {
        let key = doc.key(id);
        let note = match key {
            b"client-key-data" => "base64 of a client's private key",
            b"token" | b"id-token" | b"refresh-token" | b"access-token" => "bearer token",
            b"password" => "password",
            _ if meaning(key).is_some() => "credential",
            _ => continue,
        };
        let user = user(doc, id);
        let value = doc.value(id);
        if value.len() < 3 {
            continue;
        }
        if let Some(found) = finds.node(doc, id) {
            found.note(note).user(&user);
        }
    }
}

/// The name of the list's item that the value belongs to.
fn user(doc: &Doc<'_>, id: u32) -> Vec<u8> {
    let mut at = id;
    for _ in 0..4 {
        if let Some(name) = doc.sibling(at, &["name"]) {
            return name.into_owned();
        }
        at = doc.parent(at);
    }
    vec![]
}

/// Manifests; `false` where they hold no `Secret`.
pub(in crate::secrets::readers) fn secrets(finds: &mut Finds<'_>, doc: &Doc<'_>) -> bool {
    let mut any = false;
    for id in doc.values() {
        let holder = doc.parent(id);
        let encoded = match doc.key(holder) {
            b"data" => true,
            b"stringData" => false,
            _ => continue,
        };
        let secret = doc
            .sibling(holder, &["kind"])
            .is_some_and(|kind| *kind == *b"Secret");
        if secret {
            any = true;
            entry(finds, doc, id, encoded);
        }
    }
    any
}

fn entry(finds: &mut Finds<'_>, doc: &Doc<'_>, id: u32, encoded: bool) {
    let (key, raw) = (doc.key(id), doc.value(id));
    if value::is_any(key, PUBLIC) || value::reference(&raw, false) {
        return;
    }
    let plain = match encoded {
        true => decode::base64(&raw),
        false => Some(raw.to_vec()),
    };
    let Some(plain) = plain else {
        return;
    };
    if matches!(key, b".dockerconfigjson" | b".dockercfg") {
        registry(finds, doc.span(id), &plain);
        return;
    }
    let certificate =
        plain.starts_with(b"-----BEGIN CERT") || plain.starts_with(b"-----BEGIN PUBLIC");
    let bare = plain.trim_ascii();
    if certificate || value::reference(bare, encoded) {
        return;
    }
    if let Some(found) = finds.secret(doc.span(id), bare, true) {
        found.named("key", key);
        if encoded {
            found.note("base64");
        }
    }
}

/// A registry's config inside of a `Secret`: its passwords, all at the place of the whole.
fn registry(finds: &mut Finds<'_>, span: Span, config: &[u8]) {
    let inner = parse(Format::Json, config, &finds.nodes);
    for id in inner.values() {
        let host = inner.above(id).next().unwrap_or_default();
        match inner.key(id) {
            b"auth" => docker::encoded(finds, span, &inner.value(id), host),
            b"password" => {
                if let Some(found) = finds.secret(span, &inner.value(id), false) {
                    found.host(host).beside(&inner, id);
                }
            }
            _ => {}
        }
    }
}

/// A manifest of any name.
pub(in crate::secrets::readers) fn manifest(finds: &mut Finds<'_>) {
    let doc = parse(Format::Yaml, finds.bytes, &finds.nodes);
    if !secrets(finds, &doc) {
        keyed::take(finds, &doc, &[]);
    }
}
