//! What is said of the secrets of an image: text for people, JSON, and the formats of others.
//!
//! Values are masked everywhere. Only [`Secrets::show`] brings them out, and only in text, JSON
//! and CSV: SARIF, JUnit and GitLab reports are made to be uploaded, and never hold one.

mod csv;
mod gitlab;
mod json;
mod junit;
mod sarif;
mod text;
mod words;

/// What other views of secrets say in the same words.
pub(crate) mod phrases {
    pub(crate) use super::words::{ROTATE, fate_by, instead, origin_by, secrets_of, skipped, spot};
}

use std::io::{self, Write};

use crate::analysis::Examined;
use crate::gate::Policy;
use crate::secrets::{Disposition, Finding, Findings};

/// In what form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretsFormat {
    /// For people.
    Text,
    /// Our own schema, see `layerscope schema secrets`.
    Json,
    /// SARIF 2.1.0 (OASIS), for code scanning.
    Sarif,
    /// JUnit's XML, for test reports.
    Junit,
    /// GitLab's `secret_detection` report.
    Gitlab,
    /// One row a place, for a spreadsheet.
    Csv,
}

/// What the report is made of.
#[derive(Clone, Copy)]
pub struct Secrets<'a> {
    /// The image, read; its texts must have been through [`crate::secrets::Redactor`] unless
    /// `show` is set.
    pub examined: &'a Examined,
    /// What was found.
    pub findings: &'a Findings,
    /// Which of it counts.
    pub policy: &'a Policy,
    /// List also what nobody has to act on.
    pub all: bool,
    /// Show values instead of masking them.
    pub show: bool,
    /// Which image or platform was taken, where there was a choice.
    pub choice: Option<&'a str>,
    /// The platform, where there is a report of several.
    pub platform: Option<&'a str>,
    /// What there is to know beside the findings.
    pub notes: &'a [String],
    /// Cells of a line of text.
    pub width: usize,
    /// The time of the scan in seconds since 1970, where a format wants it.
    pub now: i64,
}

/// Writes the report of an image, or of its platforms, one after the other.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, images: &[Secrets<'_>], format: SecretsFormat) -> io::Result<()> {
    match format {
        SecretsFormat::Text => text::write(out, images),
        SecretsFormat::Json => json::write(out, images),
        SecretsFormat::Sarif => sarif::write(out, images),
        SecretsFormat::Junit => junit::write(out, images),
        SecretsFormat::Gitlab => gitlab::write(out, images),
        SecretsFormat::Csv => csv::write(out, images),
    }
}

impl<'a> Secrets<'a> {
    /// The findings that the report lists: those that count, or all.
    fn listed(&self) -> impl Iterator<Item = &'a Finding> {
        let (all, policy) = (self.all, self.policy);
        self.findings
            .all
            .iter()
            .filter(move |finding| all || policy.counts(finding))
    }

    /// How many findings there are of each disposition.
    fn count(&self, disposition: Disposition) -> usize {
        let own = |finding: &&Finding| finding.disposition() == disposition;
        self.findings.all.iter().filter(own).count()
    }

    /// Findings that somebody has to act on, but that the policy does not count.
    fn below(&self) -> usize {
        let counted = self
            .findings
            .all
            .iter()
            .filter(|finding| self.policy.counts(finding));
        self.count(Disposition::Actionable) - counted.count()
    }
}

/// Writes a JSON document, indented, with a newline at its end.
fn pretty(out: &mut dyn Write, document: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document).map_err(io::Error::from)?;
    out.write_all(b"\n")
}
