//! One row a place, for a spreadsheet (RFC 4180).
//!
//! A spreadsheet takes a field that begins with `=`, `+`, `-`, `@` or a tab for a formula, and a
//! file name may be one: such a field gets an apostrophe, which spreadsheets take for "this is
//! text" (OWASP, "CSV Injection").

use std::io::{self, Write};

use super::Secrets;
use super::words::{origin, value};
use crate::report::phrases::instruction_of;
use crate::secrets::{Fate, Finding, Place};
use crate::text::{escape, escape_bytes};

const HEAD: [&str; 19] = [
    "platform",
    "fingerprint",
    "rule",
    "title",
    "severity",
    "confidence",
    "value",
    "path",
    "line",
    "column",
    "layer",
    "origin",
    "visible",
    "cause",
    "cause layer",
    "cause instruction",
    "disposition",
    "reason",
    "note",
];

pub(super) fn write(out: &mut dyn Write, images: &[Secrets<'_>]) -> io::Result<()> {
    row(out, HEAD.map(str::to_owned))?;
    for secrets in images {
        for finding in secrets.listed() {
            for place in &finding.places {
                row(out, fields(secrets, finding, place))?;
            }
        }
    }
    Ok(())
}

fn fields(secrets: &Secrets<'_>, finding: &Finding, place: &Place) -> [String; 19] {
    let number = |number: Option<usize>| number.map_or(String::new(), |number| number.to_string());
    let known = |number: u64| {
        if number > 0 {
            number.to_string()
        } else {
            String::new()
        }
    };
    let (cause, cause_layer) = match &place.fate {
        Fate::Visible(_) => ("", None),
        Fate::Dead { cause, layer, .. } => (cause.name(), Some(*layer)),
    };
    let by = cause_layer.and_then(|layer| instruction_of(secrets.examined, layer));
    [
        escape(&secrets.examined.image.platform.to_string()).into_owned(),
        finding.fingerprint.clone(),
        escape(&finding.rule.id).into_owned(),
        escape(&finding.rule.title).into_owned(),
        finding.severity.name().to_owned(),
        finding.confidence.name().to_owned(),
        value(secrets, finding),
        escape_bytes(&place.site.path()).into_owned(),
        known(place.line),
        known(place.column),
        number(place.layer()),
        origin(secrets, place),
        place.visible().to_string(),
        cause.to_owned(),
        number(cause_layer),
        by.unwrap_or_default(),
        place.disposition.name().to_owned(),
        escape(&place.reason).into_owned(),
        finding
            .note
            .as_deref()
            .map(escape)
            .unwrap_or_default()
            .into_owned(),
    ]
}

fn row(out: &mut dyn Write, fields: [String; 19]) -> io::Result<()> {
    let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
    out.write_all(fields.join(",").as_bytes())?;
    out.write_all(b"\r\n")
}

fn quoted(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r', '|', '%']);
    let text = if formula { "'" } else { "" };
    format!("\"{text}{}\"", field.replace('"', "\"\""))
}
