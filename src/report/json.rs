//! `layerscope.report/1`: the report for programs, as `layerscope schema` describes it.
//!
//! Written as it goes: a report with a hundred thousand rows of waste is never held as a whole.
//! A path is given as text, and where it is no UTF-8 exactly, too, in base64. What the accounting
//! at hand does not have is null; so is what was not read.

mod rows;

use std::io::{self, Write};

use serde::ser::{SerializeSeq, Serializer};
use serde::{Serialize, ser::SerializeMap};

use rows::{DiveRow, DuplicateRow, VerdictRow, WarningRow, WasteRow, layer};
pub(super) use rows::{ErrorRow, PathText, errors};

use crate::analysis::Examined;
use crate::analysis::dive::DiveFigures;
use crate::gate::Verdict;

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
