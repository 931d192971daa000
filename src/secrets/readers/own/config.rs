//! Any other file of configuration: known documents by what they say, and passwords that stand
//! beside the host or the port that they open.
//!
//! The name of such a file promises nothing, so a password alone is not believed here: forms,
//! schemas and translations have `password` in them too.

use super::{cloud, docker, kubernetes};
use crate::secrets::Confidence;
use crate::secrets::readers::finds::Finds;
use crate::secrets::readers::format::{Comments, Doc, Format, Style, parse};
use crate::secrets::readers::key::{Means, meaning};
use crate::secrets::readers::lookup::within;
use crate::secrets::readers::{keyed, value};

/// Longer files of no telling name are data, not configuration.
const LONGEST: usize = 256 << 10;

/// JSON.
pub(in crate::secrets::readers) fn json(finds: &mut Finds<'_>) {
    let has = |what: &[u8]| value::find(finds.bytes, what).is_some();
    let google = has(b"\"private_key\"") && has(b"BEGIN")
        || has(b"\"refresh_token\"") && has(b"\"client_secret\"");
    let registry = has(b"\"auths\"") && has(b"\"auth\"");
    let cluster = has(b"\"stringData\"") || has(b"\"Secret\"") && has(b"\"data\"");
    if !(google || registry || cluster || small(finds)) {
        return;
    }
    let doc = parse(Format::Json, finds.bytes, &finds.nodes);
    if google {
        cloud::google_document(finds, &doc);
    } else if registry {
        docker::take(finds, &doc);
    } else if !(cluster && kubernetes::secrets(finds, &doc)) {
        connections(finds, &doc);
    }
}

/// JSON whose name speaks of Google: its own documents, else any.
pub(in crate::secrets::readers) fn google(finds: &mut Finds<'_>) {
    let doc = parse(Format::Json, finds.bytes, &finds.nodes);
    cloud::google_document(finds, &doc);
    docker::take(finds, &doc);
    if !finds.any() {
        keyed::take(finds, &doc, &[]);
    }
}

/// YAML.
pub(in crate::secrets::readers) fn yaml(finds: &mut Finds<'_>) {
    let has = |what: &[u8]| value::find(finds.bytes, what).is_some();
    let secret = has(b"kind") && has(b"Secret");
    let cluster = has(b"client-key-data") || has(b"current-context");
    let registry = has(b"auths") && has(b"auth:");
    if !(secret || cluster || registry || small(finds)) {
        return;
    }
    let doc = parse(Format::Yaml, finds.bytes, &finds.nodes);
    if cluster {
        kubernetes::config(finds, &doc);
    } else if !(secret && kubernetes::secrets(finds, &doc)) {
        connections(finds, &doc);
    }
}

/// XML.
pub(in crate::secrets::readers) fn xml(finds: &mut Finds<'_>) {
    any(finds, Format::Xml);
}

/// INI and properties.
pub(in crate::secrets::readers) fn ini(finds: &mut Finds<'_>) {
    any(finds, Format::Lines(Style::Ini));
}

/// TOML.
pub(in crate::secrets::readers) fn toml(finds: &mut Finds<'_>) {
    any(finds, Format::Code(Comments::Hash));
}

/// JSON whose name says that it is an application's settings.
pub(in crate::secrets::readers) fn settings(finds: &mut Finds<'_>) {
    json(finds);
    named(finds, Format::Json);
}

/// YAML whose name says so.
pub(in crate::secrets::readers) fn settings_yaml(finds: &mut Finds<'_>) {
    yaml(finds);
    named(finds, Format::Yaml);
}

/// XML whose name says so.
pub(in crate::secrets::readers) fn settings_xml(finds: &mut Finds<'_>) {
    named(finds, Format::Xml);
}

/// TOML whose name says so.
pub(in crate::secrets::readers) fn settings_toml(finds: &mut Finds<'_>) {
    named(finds, Format::Code(Comments::Hash));
}

/// INI whose name says so.
pub(in crate::secrets::readers) fn settings_ini(finds: &mut Finds<'_>) {
    named(finds, Format::Lines(Style::Ini));
}

/// HCL or JSON of Vault, Consul and Nomad.
pub(in crate::secrets::readers) fn hashicorp(finds: &mut Finds<'_>) {
    const OWN: &[&str] = &[
        "encrypt",
        "token",
        "masterkey",
        "secretid",
        "roottoken",
        "unsealkeysb64/",
        "unsealkeyshex/",
        "keys/",
        "keysbase64/",
        "tokens/",
    ];
    let json = finds.bytes.trim_ascii_start().starts_with(b"{");
    let format = if json {
        Format::Json
    } else {
        Format::Code(Comments::Both)
    };
    keyed::read(finds, format, OWN);
}

/// Takes a value by its name alone, unless an earlier look found what the document is.
fn named(finds: &mut Finds<'_>, format: Format) {
    if finds.any() || !small(finds) {
        return;
    }
    let doc = parse(format, finds.bytes, &finds.nodes);
    for id in doc.values() {
        let pair = keyed::pair(&doc, id);
        match meaning(&pair.name) {
            Some(means) if credible(means, &pair) => {
                if let Some(found) = finds.secret(pair.span, &pair.value, false) {
                    found.beside(&doc, id).named("key", &pair.name);
                }
            }
            Some(_) => {}
            None => keyed::inside(finds, &pair),
        }
    }
}

/// One word, and not the name's own: a form's label or a schema's type is none.
fn credible(means: Means, pair: &keyed::Pair<'_>) -> bool {
    let word = !pair.value.iter().any(u8::is_ascii_whitespace) && pair.value.len() >= 4;
    let echo = value::find(
        &pair.name.to_ascii_lowercase(),
        &pair.value.to_ascii_lowercase(),
    )
    .is_some();
    word && !echo && keyed::credible(means, &pair.value)
}

fn any(finds: &mut Finds<'_>, format: Format) {
    if small(finds) {
        let doc = parse(format, finds.bytes, &finds.nodes);
        connections(finds, &doc);
    }
}

fn small(finds: &Finds<'_>) -> bool {
    let translated = [
        "locale",
        "locales",
        "i18n",
        "l10n",
        "lang",
        "langs",
        "languages",
        "translations",
        "nls",
    ];
    let has = |what: &[u8]| value::find(finds.bytes, what).is_some();
    let worth = has(b"ass")
        || has(b"ASS")
        || has(b"wd")
        || has(b"PW")
        || has(b"ecret")
        || has(b"ECRET")
        || has(b"oken")
        || has(b"TOKEN")
        || has(b"://");
    finds.bytes.len() <= LONGEST && worth && !within(finds.path, &translated)
}

fn connections(finds: &mut Finds<'_>, doc: &Doc<'_>) {
    for id in doc.values() {
        let pair = keyed::pair(doc, id);
        let means = meaning(&pair.name);
        let taken = means.is_some_and(|means| credible(means, &pair));
        if taken && (keyed::connected(doc, id) || keyed::variable(doc, id, &pair.name)) {
            if let Some(found) = finds.secret(pair.span, &pair.value, false) {
                found.beside(doc, id).named("key", &pair.name);
                if means == Some(Means::Key) {
                    found.confidence = Confidence::Low;
                }
            }
        } else if means.is_none() {
            keyed::inside(finds, &pair);
        }
    }
}
