//! Secrets that are known already: a baseline is the list of their fingerprints, so that a
//! pipeline fails on what is new. Our own JSON report serves as one, too.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::finding::Disposition;
use super::place::Findings;
use crate::text::escape_bytes;

/// What a baseline calls itself.
const SCHEMA: &str = "layerscope.secrets-baseline/1";
/// What the JSON report calls itself: see `layerscope schema`.
const REPORT: &str = "layerscope.secrets/1";
/// The same of several platforms.
const REPORTS: &str = "layerscope.secrets-platforms/1";

/// The fingerprints of known secrets.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    known: HashSet<String>,
}

impl Baseline {
    /// Reads a baseline, or a JSON report.
    ///
    /// # Errors
    /// A clause for "FILE …" that says what is wrong, and what would be right.
    pub fn read(bytes: &[u8]) -> Result<Baseline, String> {
        let value: Value = serde_json::from_slice(bytes)
            .map_err(|error| format!("is no JSON ({error}); write one with --write-baseline"))?;
        let schema = value
            .get("schema")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if ![SCHEMA, REPORT, REPORTS].contains(&schema) {
            return Err(format!(
                "is neither a baseline ({SCHEMA}) nor a JSON report of secrets ({REPORT}); write \
                 one with --write-baseline"
            ));
        }
        let rows = match value.get("images").and_then(Value::as_array) {
            Some(images) => images.iter().collect(),
            None => vec![&value],
        };
        let rows: Option<Vec<&Vec<Value>>> = rows
            .into_iter()
            .map(|image| image.get("findings").and_then(Value::as_array))
            .collect();
        let rows = rows.ok_or("has no list of findings; write it again with --write-baseline")?;
        let print = |row: &Value| {
            row.get("fingerprint")
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        Ok(Baseline {
            known: rows.into_iter().flatten().filter_map(print).collect(),
        })
    }

    /// Sets the findings aside that it knows.
    pub fn apply(&self, findings: &mut Findings) {
        findings.set_aside(Disposition::Baselined, |finding, _| {
            let known = self.known.contains(&finding.fingerprint);
            known.then(|| "known to the baseline".to_owned())
        });
    }

    /// The baseline that knows every actionable finding, and those that one knew before, as JSON
    /// with a newline at its end. Rule and place are for people; only the fingerprint is read.
    #[must_use]
    pub fn write<'f>(images: impl IntoIterator<Item = &'f Findings>) -> String {
        let known = [Disposition::Actionable, Disposition::Baselined];
        let all = images.into_iter().flat_map(|findings| &findings.all);
        let wanted = all.filter(|one| known.contains(&one.disposition()));
        let mut rows: Vec<Value> = wanted
            .map(|finding| {
                let path = finding.places.first().map(|place| place.site.path());
                json!({
                    "fingerprint": finding.fingerprint,
                    "rule": finding.rule.id,
                    "path": escape_bytes(&path.unwrap_or_default()),
                })
            })
            .collect();
        // By fingerprint, so that a change of one secret is a change of one line.
        rows.sort_by_key(|row| row["fingerprint"].to_string());
        rows.dedup_by(|a, b| a["fingerprint"] == b["fingerprint"]);
        let document = json!({"schema": SCHEMA, "findings": rows});
        format!("{document:#}\n")
    }
}
