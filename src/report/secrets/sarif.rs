//! SARIF 2.1.0 (OASIS Static Analysis Results Interchange Format): for code scanning.
//!
//! One result a secret: its first place is the location, the others are related locations. Values
//! are never in it. A place in the configuration has no file; it is told by a logical location.

use std::collections::HashMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::words::{fate, mask, origin, spot};
use super::{Secrets, pretty};
use crate::secrets::{Disposition, Finding, Place, Rule, Severity, Site};
use crate::text::escape;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Places of one secret that are told; a viewer shows a few.
const PLACES: usize = 100;

pub(super) fn write(out: &mut dyn Write, images: &[Secrets<'_>]) -> io::Result<()> {
    let runs: Vec<Value> = images.iter().map(run).collect();
    pretty(
        out,
        &json!({"$schema": SCHEMA, "version": "2.1.0", "runs": runs}),
    )
}

/// What was found in one image: the runs of several platforms are told apart by their names.
fn run(secrets: &Secrets<'_>) -> Value {
    let mut rules: Vec<&Rule> = Vec::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut results = Vec::new();
    for finding in secrets.listed() {
        let number = *numbers.entry(&finding.rule.id).or_insert_with(|| {
            rules.push(&finding.rule);
            rules.len() - 1
        });
        results.push(result(secrets, finding, number));
    }
    let driver = json!({
        "name": "layerscope",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.into_iter().map(rule).collect::<Vec<_>>(),
    });
    let errors = &secrets.examined.errors;
    let notices = errors
        .iter()
        .map(|error| json!({"level": "error", "message": {"text": escape(error)}}));
    let mut run = json!({
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{
            "executionSuccessful": errors.is_empty(),
            "toolExecutionNotifications": notices.collect::<Vec<_>>(),
        }],
        "results": results,
    });
    if let Some(platform) = secrets.platform {
        run["automationDetails"] = json!({"id": format!("layerscope/{}/", escape(platform))});
    }
    run
}

fn rule(rule: &Rule) -> Value {
    let help = rule
        .remedy
        .clone()
        .unwrap_or_else(|| "Rotate it, and build the image without it.".into());
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "help": {"text": help},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"tags": ["security", "secret"], "security-severity": score(rule.severity)},
    })
}

fn result(secrets: &Secrets<'_>, finding: &Finding, rule: usize) -> Value {
    let mut places = finding.places.iter().take(PLACES);
    let first = places.next();
    let suppressions = first.filter(|place| place.disposition != Disposition::Actionable);
    let suppressions: Vec<Value> = suppressions
        .map(|place| {
            let why = format!("{}: {}", place.disposition.name(), escape(&place.reason));
            json!({"kind": "external", "justification": why})
        })
        .into_iter()
        .collect();
    let related: Vec<Value> = (1..)
        .zip(places)
        .map(|(id, place)| {
            let mut location = location(place);
            location["id"] = id.into();
            location["message"] = json!({"text": told(secrets, place)});
            location
        })
        .collect();
    json!({
        "ruleId": finding.rule.id,
        "ruleIndex": rule,
        "level": level(finding.severity),
        "message": {"text": message(secrets, finding, first)},
        "locations": first.map(location).into_iter().collect::<Vec<_>>(),
        "relatedLocations": related,
        "partialFingerprints": {"layerscopeSecret/v1": finding.fingerprint},
        "suppressions": suppressions,
        "properties": {
            "severity": finding.severity.name(),
            "confidence": finding.confidence.name(),
            "disposition": finding.disposition().name(),
            "visible": finding.visible(),
            "layer": first.and_then(Place::layer),
        },
    })
}

fn message(secrets: &Secrets<'_>, finding: &Finding, first: Option<&Place>) -> String {
    let told = first.map_or(String::new(), |place| told(secrets, place));
    format!("{}{}: {told}.", escape(&finding.rule.title), mask(finding))
}

fn told(secrets: &Secrets<'_>, place: &Place) -> String {
    format!(
        "{}, {}, {}",
        spot(place),
        origin(secrets, place),
        fate(secrets, place)
    )
}

fn location(place: &Place) -> Value {
    let path = place.site.path();
    let uri = match &place.site {
        Site::File(_) => uri(path.strip_prefix(b"/").unwrap_or(&path)),
        // Something must be there for viewers that know files only.
        Site::Config(_) => "image-configuration".to_owned(),
    };
    let mut physical = json!({"artifactLocation": {"uri": uri}});
    if place.line > 0 {
        physical["region"] = json!({"startLine": place.line, "startColumn": place.column.max(1)});
    }
    let mut location = json!({"physicalLocation": physical});
    if let Site::Config(config) = &place.site {
        location["logicalLocations"] =
            json!([{"fullyQualifiedName": config.pointer, "kind": "member"}]);
    }
    location
}

/// A relative path as a URI (RFC 3986): everything that is not plain is written as `%xx`.
pub(super) fn uri(path: &[u8]) -> String {
    let mut out = String::with_capacity(path.len());
    for &byte in path {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' | b'!' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

/// The middle of CVSS's bands, which GitHub's code scanning sorts by.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
    }
}
