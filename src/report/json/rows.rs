//! The rows of the report's lists, one struct for each.

use base64::Engine;
use serde::Serialize;

use super::Report;
use crate::analysis::dive::DiveReference;
use crate::analysis::{Duplicate, Examined, LayerSet, Waste};
use crate::gate::Verdict;
use crate::image::{Warning, push_hex};
use crate::report::phrases::layer_of;
use crate::tree::{NodeId, Tree};

#[derive(Serialize)]
pub(super) struct LayerRow<'a> {
    index: usize,
    digest: Option<&'a str>,
    diff_id: Option<&'a str>,
    media_type: Option<&'a str>,
    compression: Option<&'static str>,
    size_bytes: u64,
    blob_bytes: u64,
    entries: u64,
    stored_waste_bytes: Option<u64>,
    caused_waste_bytes: Option<u64>,
    instruction: Option<&'a str>,
    created: Option<&'a str>,
    verified: Option<bool>,
    error: Option<&'a str>,
}

pub(super) fn layer<'a>(report: &Report<'a>, index: usize) -> LayerRow<'a> {
    let examined = report.examined;
    let (said, read) = (&examined.image.layers[index], &examined.layers[index]);
    let bytes = examined.accounting.layers[index];
    let exact = report.dive.is_none();
    LayerRow {
        index,
        digest: said
            .digest
            .as_ref()
            .or(read.facts.digest.as_ref())
            .map(|digest| digest.as_str()),
        diff_id: said
            .diff_id
            .as_ref()
            .or(read.facts.diff_id.as_ref())
            .map(|id| id.as_str()),
        media_type: said.media_type.as_deref(),
        compression: read.facts.compression.map(|compression| compression.name()),
        size_bytes: report
            .dive
            .map_or(bytes.size, |dive| dive.layer_sizes[index]),
        blob_bytes: read.facts.blob_bytes,
        entries: read.entries,
        stored_waste_bytes: exact.then_some(bytes.stored_waste),
        caused_waste_bytes: exact.then_some(bytes.caused_waste),
        instruction: said.created_by.as_deref(),
        created: said.created.as_deref(),
        verified: read.facts.verified,
        error: read.error.as_deref(),
    }
}

/// A path as text, and exactly where text cannot hold it.
#[derive(Serialize)]
pub(in crate::report) struct PathText {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_b64: Option<String>,
}

impl PathText {
    pub(in crate::report) fn new(path: &[u8]) -> PathText {
        let exact = std::str::from_utf8(path).is_ok();
        PathText {
            path: String::from_utf8_lossy(path).into_owned(),
            path_b64: (!exact).then(|| base64::engine::general_purpose::STANDARD.encode(path)),
        }
    }

    fn of(tree: &Tree, node: NodeId) -> PathText {
        PathText::new(&tree.path(node))
    }
}

#[derive(Serialize)]
pub(super) struct WasteRow<'a> {
    #[serde(flatten)]
    path: PathText,
    bytes: u64,
    count: u64,
    cause: &'static str,
    stored_in: &'a [u16],
    caused_by: &'a [u16],
}

impl<'a> WasteRow<'a> {
    pub(super) fn of(tree: &Tree, row: &'a Waste) -> WasteRow<'a> {
        fn layers(set: &LayerSet) -> &[u16] {
            set
        }
        WasteRow {
            path: PathText::of(tree, row.node),
            bytes: row.bytes,
            count: row.count,
            cause: row.cause.name(),
            stored_in: layers(&row.stored_in),
            caused_by: layers(&row.caused_by),
        }
    }
}

/// dive knows neither causes nor layers of what it calls waste.
#[derive(Serialize)]
pub(super) struct DiveRow {
    #[serde(flatten)]
    path: PathText,
    bytes: u64,
    count: u64,
    cause: (),
    stored_in: (),
    caused_by: (),
}

impl DiveRow {
    pub(super) fn of(reference: &DiveReference) -> DiveRow {
        DiveRow {
            path: PathText::new(&reference.path),
            bytes: reference.size_bytes,
            count: reference.count,
            cause: (),
            stored_in: (),
            caused_by: (),
        }
    }
}

#[derive(Serialize)]
pub(super) struct DuplicateRow {
    bytes: u64,
    count: usize,
    extra_bytes: u64,
    blake3: String,
    paths: Vec<PathText>,
}

impl DuplicateRow {
    pub(super) fn of(tree: &Tree, duplicate: &Duplicate) -> DuplicateRow {
        let mut blake3 = String::with_capacity(64);
        push_hex(&mut blake3, &duplicate.hash);
        DuplicateRow {
            bytes: duplicate.bytes,
            count: duplicate.nodes.len(),
            extra_bytes: duplicate.extra(),
            blake3,
            paths: duplicate
                .nodes
                .iter()
                .map(|&node| PathText::of(tree, node))
                .collect(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct WarningRow<'a> {
    kind: &'static str,
    layer: Option<usize>,
    message: &'a str,
}

impl<'a> WarningRow<'a> {
    pub(super) fn of(warning: &'a Warning) -> WarningRow<'a> {
        let Warning {
            kind,
            layer,
            message,
        } = warning;
        WarningRow {
            kind: kind.name(),
            layer: *layer,
            message,
        }
    }
}

#[derive(Serialize)]
pub(in crate::report) struct ErrorRow<'a> {
    kind: &'static str,
    layer: Option<usize>,
    message: &'a str,
}

pub(in crate::report) fn errors(examined: &Examined) -> Vec<ErrorRow<'_>> {
    let unreadable = examined
        .errors
        .iter()
        .map(|message| ("unreadable", message));
    let mismatch = examined
        .mismatches
        .iter()
        .map(|message| ("mismatch", message));
    let all = unreadable.chain(mismatch);
    all.map(|(kind, message)| ErrorRow {
        kind,
        layer: layer_of(message),
        message,
    })
    .collect()
}

#[derive(Serialize)]
pub(super) struct VerdictRow<'a> {
    rule: &'static str,
    outcome: &'static str,
    measured: &'a str,
    bound: &'a str,
    origin: &'a str,
    detail: &'a str,
}

impl<'a> VerdictRow<'a> {
    pub(super) fn of(verdict: &'a Verdict) -> VerdictRow<'a> {
        VerdictRow {
            rule: verdict.rule,
            outcome: verdict.outcome.name(),
            measured: &verdict.measured,
            bound: &verdict.bound,
            origin: &verdict.origin,
            detail: &verdict.detail,
        }
    }
}
