//! `layerscope.report/1`: the report for programs, as `layerscope schema` describes it.
//!
//! Written as it goes: a report with a hundred thousand rows of waste is never held as a whole.
//! A path is given as text, and where it is no UTF-8 exactly, too, in base64. What the accounting
//! at hand does not have is null; so is what was not read.

use std::io::{self, Write};

use base64::Engine;
use serde::ser::{SerializeSeq, Serializer};
use serde::{Serialize, ser::SerializeMap};

use super::phrases::layer_of;
use crate::analysis::dive::{DiveFigures, DiveReference};
use crate::analysis::{Duplicate, Examined, LayerSet, Waste};
use crate::gate::Verdict;
use crate::image::{Warning, push_hex};
use crate::tree::{NodeId, Tree};

/// What a report is made of.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The image, read.
    pub examined: &'a Examined,
    /// dive's figures, where its accounting was asked for.
    pub dive: Option<&'a DiveFigures>,
    /// What the rules said, where they ran.
    pub verdicts: Option<&'a [Verdict]>,
    /// Which image or platform was taken, where there was a choice.
    pub choice: Option<&'a str>,
}

/// Writes the report, indented, with a newline at the end.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::pretty(&mut *out);
    report.serialize(&mut serializer).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let examined = self.examined;
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("schema", "layerscope.report/1")?;
        let accounting = if self.dive.is_some() { "dive" } else { "exact" };
        map.serialize_entry("accounting", accounting)?;
        map.serialize_entry("image", &image(self))?;
        map.serialize_entry("layers", &Layers(self))?;
        match self.dive {
            Some(dive) => map.serialize_entry("waste", &Rows(&dive.references, DiveRow::of))?,
            None => {
                let rows = Rows(&examined.accounting.waste, |row| {
                    WasteRow::of(&examined.tree, row)
                });
                map.serialize_entry("waste", &rows)?;
            }
        }
        let duplicates = examined.duplicates.as_ref();
        let duplicates =
            duplicates.map(|all| Rows(all, |one| DuplicateRow::of(&examined.tree, one)));
        map.serialize_entry("duplicates", &duplicates)?;
        map.serialize_entry("warnings", &Rows(&examined.warnings, WarningRow::of))?;
        map.serialize_entry("errors", &errors(examined))?;
        if let Some(verdicts) = self.verdicts {
            map.serialize_entry("verdicts", &Rows(verdicts, VerdictRow::of))?;
        }
        map.end()
    }
}

/// A slice serialized row by row.
struct Rows<'a, T, F>(&'a [T], F);

impl<'a, T, R: Serialize, F: Fn(&'a T) -> R> Serialize for Rows<'a, T, F> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut rows = to.serialize_seq(Some(self.0.len()))?;
        for row in self.0 {
            rows.serialize_element(&(self.1)(row))?;
        }
        rows.end()
    }
}

#[derive(Serialize)]
struct ImagePart<'a> {
    names: &'a [String],
    digest: Option<&'a str>,
    config_digest: Option<&'a str>,
    platform: String,
    format: &'static str,
    created: Option<&'a str>,
    author: Option<&'a str>,
    choice: Option<&'a str>,
    layers: usize,
    entries: u64,
    total_bytes: u64,
    live_bytes: Option<u64>,
    wasted_bytes: u64,
    efficiency: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    efficiency_text: Option<String>,
    user_bytes: u64,
    user_wasted_bytes: Option<u64>,
    user_wasted_percent: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_wasted_percent_text: Option<String>,
    base_layers: usize,
    base_reason: &'a str,
    incomplete: bool,
}

fn image<'a>(report: &Report<'a>) -> ImagePart<'a> {
    let (examined, exact) = (report.examined, &report.examined.accounting);
    let image = &examined.image;
    let (efficiency, percent) = match report.dive {
        Some(dive) => (dive.efficiency, dive.wasted_user_percent),
        None => (exact.efficiency(), exact.user_wasted_percent()),
    };
    let dive = report.dive;
    ImagePart {
        names: &image.names,
        digest: image.manifest_digest.as_ref().map(|digest| digest.as_str()),
        config_digest: image.config_digest.as_ref().map(|digest| digest.as_str()),
        platform: image.platform.to_string(),
        format: image.format,
        created: image.created.as_deref(),
        author: image.author.as_deref(),
        choice: report.choice,
        layers: examined.layers.len(),
        entries: examined.entries(),
        total_bytes: dive.map_or(exact.total, |dive| dive.size_bytes),
        live_bytes: dive.is_none().then_some(exact.live),
        wasted_bytes: dive.map_or(exact.wasted, |dive| dive.wasted_bytes),
        efficiency: finite(efficiency),
        efficiency_text: not_finite(efficiency),
        user_bytes: dive.map_or(exact.user_bytes, |dive| dive.user_size_bytes),
        user_wasted_bytes: dive.is_none().then_some(exact.user_wasted),
        user_wasted_percent: finite(percent),
        user_wasted_percent_text: not_finite(percent),
        base_layers: if dive.is_some() {
            1
        } else {
            examined.base.layers
        },
        base_reason: if dive.is_some() {
            "dive takes layer 0"
        } else {
            &examined.base.reason
        },
        incomplete: examined.incomplete(),
    }
}

fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}

/// What JSON has no number for, in Go's words.
fn not_finite(number: f64) -> Option<String> {
    if number.is_finite() {
        return None;
    }
    Some(if number.is_nan() { "NaN" } else { "+Inf" }.to_owned())
}

struct Layers<'a>(&'a Report<'a>);

impl Serialize for Layers<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut rows = to.serialize_seq(Some(self.0.examined.layers.len()))?;
        for index in 0..self.0.examined.layers.len() {
            rows.serialize_element(&layer(self.0, index))?;
        }
        rows.end()
    }
}

#[derive(Serialize)]
struct LayerRow<'a> {
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

fn layer<'a>(report: &Report<'a>, index: usize) -> LayerRow<'a> {
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
pub(super) struct PathText {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_b64: Option<String>,
}

impl PathText {
    pub(super) fn new(path: &[u8]) -> PathText {
        let exact = std::str::from_utf8(path).is_ok();
        PathText {
            path: String::from_utf8_lossy(path).into_owned(),
            path_b64: (!exact).then(|| base64::engine::general_purpose::STANDARD.encode(path)),
        }
    }

    pub(super) fn of(tree: &Tree, node: NodeId) -> PathText {
        PathText::new(&tree.path(node))
    }
}

#[derive(Serialize)]
struct WasteRow<'a> {
    #[serde(flatten)]
    path: PathText,
    bytes: u64,
    count: u64,
    cause: &'static str,
    stored_in: &'a [u16],
    caused_by: &'a [u16],
}

impl<'a> WasteRow<'a> {
    fn of(tree: &Tree, row: &'a Waste) -> WasteRow<'a> {
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
struct DiveRow {
    #[serde(flatten)]
    path: PathText,
    bytes: u64,
    count: u64,
    cause: (),
    stored_in: (),
    caused_by: (),
}

impl DiveRow {
    fn of(reference: &DiveReference) -> DiveRow {
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
struct DuplicateRow {
    bytes: u64,
    count: usize,
    extra_bytes: u64,
    blake3: String,
    paths: Vec<PathText>,
}

impl DuplicateRow {
    fn of(tree: &Tree, duplicate: &Duplicate) -> DuplicateRow {
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
struct WarningRow<'a> {
    kind: &'static str,
    layer: Option<usize>,
    message: &'a str,
}

impl<'a> WarningRow<'a> {
    fn of(warning: &'a Warning) -> WarningRow<'a> {
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
struct ErrorRow<'a> {
    kind: &'static str,
    layer: Option<usize>,
    message: &'a str,
}

fn errors(examined: &Examined) -> Vec<ErrorRow<'_>> {
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
struct VerdictRow<'a> {
    rule: &'static str,
    outcome: &'static str,
    measured: &'a str,
    bound: &'a str,
    origin: &'a str,
    detail: &'a str,
}

impl<'a> VerdictRow<'a> {
    fn of(verdict: &'a Verdict) -> VerdictRow<'a> {
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
