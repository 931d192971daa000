//! `layerscope.secrets/1`: the secrets for programs, as `layerscope schema secrets` describes it.

use std::io::{self, Write};

use base64::Engine;
use serde::Serialize;

use super::words::{self, skipped};
use super::{Secrets, pretty};
use crate::report::json::{ErrorRow, PathText, errors};
use crate::report::phrases;
use crate::secrets::{Disposition, Fate, Finding, Place, Site};

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    image: ImagePart<'a>,
    summary: Summary,
    findings: Vec<Row<'a>>,
    skipped: Vec<String>,
    notes: &'a [String],
    errors: Vec<ErrorRow<'a>>,
}

#[derive(Serialize)]
struct ImagePart<'a> {
    names: &'a [String],
    digest: Option<&'a str>,
    config_digest: Option<&'a str>,
    platform: String,
    format: &'static str,
    choice: Option<&'a str>,
    layers: usize,
    base_layers: usize,
    base_reason: &'a str,
    incomplete: bool,
}

#[derive(Serialize)]
struct Summary {
    findings: usize,
    counted: usize,
    counted_visible: usize,
    failing: usize,
    fail_on: &'static str,
    min_severity: &'static str,
    min_confidence: &'static str,
    actionable: usize,
    baselined: usize,
    ignored: usize,
    example: usize,
    package_file: usize,
}

#[derive(Serialize)]
struct Row<'a> {
    fingerprint: &'a str,
    rule: &'a str,
    title: &'a str,
    severity: &'static str,
    confidence: &'static str,
    disposition: &'static str,
    counts: bool,
    visible: bool,
    masked: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_b64: Option<String>,
    note: Option<&'a str>,
    remedy: Option<&'a str>,
    places: Vec<PlaceRow<'a>>,
}

#[derive(Serialize)]
struct PlaceRow<'a> {
    kind: &'static str,
    #[serde(flatten)]
    path: PathText,
    member: Option<String>,
    line: Option<u64>,
    column: Option<u64>,
    layer: Option<usize>,
    step: Option<usize>,
    instruction: Option<String>,
    visible: bool,
    visible_paths: Vec<String>,
    cause: Option<&'static str>,
    cause_layer: Option<usize>,
    cause_instruction: Option<String>,
    disposition: &'static str,
    reason: &'a str,
    claimed_by: Option<&'a str>,
    claimed_in_layer: Option<usize>,
}

/// The documents of several platforms.
#[derive(Serialize)]
struct Documents<'a> {
    schema: &'static str,
    images: Vec<Document<'a>>,
}

pub(super) fn write(out: &mut dyn Write, images: &[Secrets<'_>]) -> io::Result<()> {
    match images {
        [one] if one.platform.is_none() => pretty(out, &document(one)),
        several => {
            let documents = Documents {
                schema: "layerscope.secrets-platforms/1",
                images: several.iter().map(document).collect(),
            };
            pretty(out, &documents)
        }
    }
}

fn document<'a>(secrets: &Secrets<'a>) -> Document<'a> {
    Document {
        schema: "layerscope.secrets/1",
        image: image(secrets),
        summary: summary(secrets),
        findings: secrets
            .listed()
            .map(|finding| row(secrets, finding))
            .collect(),
        skipped: skipped(&secrets.findings.skipped),
        notes: secrets.notes,
        errors: errors(secrets.examined),
    }
}

fn image<'a>(secrets: &Secrets<'a>) -> ImagePart<'a> {
    let examined = secrets.examined;
    let image = &examined.image;
    ImagePart {
        names: &image.names,
        digest: image.manifest_digest.as_ref().map(|digest| digest.as_str()),
        config_digest: image.config_digest.as_ref().map(|digest| digest.as_str()),
        platform: image.platform.to_string(),
        format: image.format,
        choice: secrets.choice,
        layers: examined.layers.len(),
        base_layers: examined.base.layers,
        base_reason: &examined.base.reason,
        incomplete: examined.incomplete(),
    }
}

fn summary(secrets: &Secrets<'_>) -> Summary {
    let policy = secrets.policy;
    let all = || secrets.findings.all.iter();
    Summary {
        findings: secrets.findings.all.len(),
        counted: all().filter(|one| policy.counts(one)).count(),
        counted_visible: all()
            .filter(|one| policy.counts(one) && one.visible())
            .count(),
        failing: all().filter(|one| policy.fails(one)).count(),
        fail_on: policy.secrets_fail_on.value.name(),
        min_severity: policy.secrets_min_severity.value.name(),
        min_confidence: policy.secrets_min_confidence.value.name(),
        actionable: secrets.count(Disposition::Actionable),
        baselined: secrets.count(Disposition::Baselined),
        ignored: secrets.count(Disposition::Ignored),
        example: secrets.count(Disposition::Example),
        package_file: secrets.count(Disposition::Package),
    }
}

fn row<'a>(secrets: &Secrets<'a>, finding: &'a Finding) -> Row<'a> {
    let value = secrets.show.then(|| finding.secret.expose());
    let exact = value.is_none_or(|value| std::str::from_utf8(value).is_ok());
    Row {
        fingerprint: &finding.fingerprint,
        rule: &finding.rule.id,
        title: &finding.rule.title,
        severity: finding.severity.name(),
        confidence: finding.confidence.name(),
        disposition: finding.disposition().name(),
        counts: secrets.policy.counts(finding),
        visible: finding.visible(),
        masked: words::mask(finding).trim_start().to_owned(),
        secret: value.map(|value| String::from_utf8_lossy(value).into_owned()),
        secret_b64: value
            .filter(|_| !exact)
            .map(|value| base64::engine::general_purpose::STANDARD.encode(value)),
        note: finding.note.as_deref(),
        remedy: finding.rule.remedy.as_deref(),
        places: finding
            .places
            .iter()
            .map(|place| place_row(secrets, place))
            .collect(),
    }
}

fn place_row<'a>(secrets: &Secrets<'_>, place: &'a Place) -> PlaceRow<'a> {
    let layers = &secrets.examined.image.layers;
    let said = |layer: usize| {
        layers
            .get(layer)
            .and_then(|layer| layer.created_by.as_deref())
    };
    let lossy = |path: &[u8]| String::from_utf8_lossy(path).into_owned();
    let (kind, path, member, step, own) = match &place.site {
        Site::File(file) => {
            let member = file.inner.as_deref().map(lossy);
            (
                "file",
                PathText::new(&file.path),
                member,
                None,
                said(file.layer),
            )
        }
        Site::Config(config) => {
            let path = PathText::new(config.pointer.as_bytes());
            (
                "config",
                path,
                None,
                config.step,
                config.instruction.as_deref(),
            )
        }
    };
    let (paths, death) = match &place.fate {
        Fate::Visible(paths) => (paths.iter().map(|path| lossy(path)).collect(), None),
        Fate::Dead { cause, layer, .. } => (Vec::new(), Some((cause.name(), *layer))),
    };
    let known = place.line > 0;
    PlaceRow {
        kind,
        path,
        member,
        line: known.then_some(place.line),
        column: known.then_some(place.column),
        layer: place.layer(),
        step,
        instruction: own.map(phrases::said),
        visible: place.visible(),
        visible_paths: paths,
        cause: death.map(|(cause, _)| cause),
        cause_layer: death.map(|(_, layer)| layer),
        cause_instruction: death.and_then(|(_, layer)| said(layer)).map(phrases::said),
        disposition: place.disposition.name(),
        reason: &place.reason,
        claimed_by: place.claimed.as_ref().map(|(package, _)| package.as_str()),
        claimed_in_layer: place.claimed.as_ref().map(|(_, layer)| *layer),
    }
}
