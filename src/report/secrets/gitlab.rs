//! GitLab's security report of type `secret_detection`, schema 15.0.7 (security-report-schemas).
//!
//! A secret of an image has no commit, which the schema demands; the all-zero one stands for "of
//! no commit", as GitLab's own analyzer writes it.

use std::collections::HashMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::words::{fate, mask, origin, spot};
use super::{Secrets, pretty};
use crate::secrets::{Finding, Severity};
use crate::text::{escape, escape_bytes, utc};

/// Places of one secret that its description tells.
const PLACES: usize = 20;

pub(super) fn write(out: &mut dyn Write, images: &[Secrets<'_>]) -> io::Result<()> {
    let tool = json!({
        "id": "layerscope",
        "name": "layerscope",
        "version": env!("CARGO_PKG_VERSION"),
        "vendor": {"name": "layerscope"},
    });
    // The schema wants no zone.
    let now = utc(images.first().map_or(0, |secrets| secrets.now), 0);
    let now = now.trim_end_matches('Z');
    let status = if images.iter().any(|secrets| secrets.examined.incomplete()) {
        "failure"
    } else {
        "success"
    };
    let errors = images.iter().flat_map(|secrets| &secrets.examined.errors);
    let messages = errors.map(|error| json!({"level": "fatal", "value": escape(error)}));
    let document = json!({
        "version": "15.0.7",
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "secret_detection",
            "start_time": now,
            "end_time": now,
            "status": status,
            "messages": messages.collect::<Vec<_>>(),
        },
        "vulnerabilities": vulnerabilities(images),
    });
    pretty(out, &document)
}

/// Each secret once: that of several platforms tells its places in all of them.
fn vulnerabilities(images: &[Secrets<'_>]) -> Vec<Value> {
    let mut rows: Vec<Value> = Vec::new();
    let mut known: HashMap<&str, (usize, String)> = HashMap::new();
    for secrets in images {
        for finding in secrets.listed() {
            let told = told(secrets, finding);
            match known.get_mut(finding.fingerprint.as_str()) {
                Some((row, all)) => {
                    all.push_str("; ");
                    all.push_str(&told);
                    rows[*row]["description"] = description(finding, all).into();
                }
                None => {
                    rows.push(vulnerability(finding, &told));
                    known.insert(&finding.fingerprint, (rows.len() - 1, told));
                }
            }
        }
    }
    rows
}

/// Where a secret is, who put it there, and what became of it.
fn told(secrets: &Secrets<'_>, finding: &Finding) -> String {
    let places = finding.places.iter().take(PLACES);
    let told: Vec<String> = places
        .map(|place| {
            format!(
                "{}, {}, {}",
                spot(place),
                origin(secrets, place),
                fate(secrets, place)
            )
        })
        .collect();
    let platform = secrets
        .platform
        .map(|platform| format!("{}: ", escape(platform)));
    format!("{}{}", platform.unwrap_or_default(), told.join("; "))
}

fn description(finding: &Finding, told: &str) -> String {
    let text = format!("{}{}: {told}", finding.rule.title, mask(finding));
    cut(&text, 1 << 20)
}

fn vulnerability(finding: &Finding, told: &str) -> Value {
    let first = finding.places.first();
    let path = first.map(|place| place.site.path()).unwrap_or_default();
    let path = path.strip_prefix(b"/").unwrap_or(&path);
    let mut location = json!({
        "file": escape_bytes(path),
        "commit": {"sha": "0000000000000000000000000000000000000000"},
    });
    if let Some(place) = first.filter(|place| place.line > 0) {
        location["start_line"] = place.line.into();
        location["end_line"] = place.line.into();
    }
    let title = &finding.rule.title;
    let remedy = finding.rule.remedy.as_deref();
    json!({
        "id": uuid(&finding.fingerprint),
        "category": "secret_detection",
        "name": cut(title, 255),
        "description": description(finding, told),
        "severity": severity(finding.severity),
        "solution": cut(remedy.unwrap_or("Rotate it, and build the image without it."), 7000),
        "location": location,
        "identifiers": [{
            "type": "layerscope_rule",
            "name": format!("layerscope rule {}", finding.rule.id),
            "value": finding.rule.id,
        }],
    })
}

/// Names, solutions and descriptions have at most so many characters there.
fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// The fingerprint in the form of a UUID.
fn uuid(hex: &str) -> String {
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    [
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32),
    ]
    .join("-")
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
    }
}
