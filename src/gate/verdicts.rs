//! What each rule says of an image.
//!
//! A bound is kept by equality, as dive keeps it. A comparison with NaN is never true, so a ratio
//! that is NaN passes, and one that is infinite fails: dive's verdicts on its own figures follow
//! from the same lines as those on exact ones, which are always finite.

mod rules;
mod secrets;

use rules::Figures;

use super::policy::Policy;
use crate::analysis::dive::DiveFigures;
use crate::secrets::Findings;

/// One file of the image, for the rule on the largest one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LargeFile {
    /// Its path, with a leading `/`.
    pub path: Vec<u8>,
    /// Its stored content in bytes.
    pub bytes: u64,
    /// The layer that stores it, 0-based.
    pub layer: usize,
}

/// A path that the final image shows.
#[derive(Debug, Clone, Copy)]
pub struct LivePath<'a> {
    /// The path, with a leading `/`.
    pub path: &'a [u8],
    /// The layer that its entry comes from, 0-based.
    pub layer: usize,
}

/// Calls back with every path that the final image shows, in any order.
pub type LivePaths<'a> = dyn Fn(&mut dyn FnMut(LivePath<'_>)) + 'a;

/// What was measured, under whichever accounting was asked for.
pub struct Measured<'a> {
    /// A ratio; 1 is best.
    pub efficiency: f64,
    /// Wasted bytes, those at ignored paths left out.
    pub wasted_bytes: u64,
    /// A ratio. Under dive's accounting NaN and +∞ are possible.
    pub wasted_user_percent: f64,
    /// Σ of the contents of each layer in bytes, lowest first.
    pub layer_bytes: &'a [u64],
    /// The largest file of all layers, live or dead; none where there is no file.
    pub largest_file: Option<LargeFile>,
    /// Asked only where paths are forbidden.
    pub live_paths: &'a LivePaths<'a>,
    /// Claims of the image that do not hold, a sentence each.
    pub mismatches: &'a [String],
    /// Every digest and size was computed and compared. False where contents were not read.
    pub verified: bool,
    /// The secrets that were found; none: nobody looked.
    pub secrets: Option<&'a Findings>,
    /// Some part could not be read; the figures are of the rest.
    pub incomplete: bool,
}

/// How a rule ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The bound is kept.
    Pass,
    /// It is not.
    Fail,
    /// The rule is switched off, or there is nothing to judge by.
    Skip,
    /// The bound is kept by what could be read, which is not all.
    Warn,
}

impl Outcome {
    /// `PASS`, `FAIL`, `SKIP`, `WARN`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Pass => "PASS",
            Outcome::Fail => "FAIL",
            Outcome::Skip => "SKIP",
            Outcome::Warn => "WARN",
        }
    }
}

/// What one rule said. All texts are fit for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The rule: the key's name, or `integrity`.
    pub rule: &'static str,
    /// What was measured, in words; empty for a rule that is switched off.
    pub measured: String,
    /// What was allowed, in words.
    pub bound: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Which file, layer or path, where that helps; else empty.
    pub detail: String,
    /// Where the bound came from: `default`, a flag, a variable, or file, line and column. Empty
    /// for `integrity`, which is always on.
    pub origin: String,
}

/// The verdicts of every rule, in the order of [`super::KEYS`], `integrity` first.
#[must_use]
pub fn judge(policy: &Policy, measured: &Measured<'_>) -> Vec<Verdict> {
    let mut verdicts = vec![rules::integrity(measured)];
    verdicts.extend(rules::dives_rules(policy, &Figures::from(measured)));
    verdicts.push(rules::largest_image(policy, measured));
    verdicts.push(rules::largest_layer(policy, measured));
    verdicts.push(rules::most_layers(policy, measured));
    verdicts.push(rules::largest_file(policy, measured));
    verdicts.push(rules::forbidden_paths(policy, measured));
    verdicts.push(rules::require_verification(policy, measured));
    verdicts.push(secrets::verdict(policy, measured));
    if measured.incomplete {
        verdicts.iter_mut().for_each(Verdict::doubt);
    }
    verdicts
}

/// One line where dive's own figures would have led to another verdict than those measured.
#[must_use]
pub fn differs_from_dive(
    policy: &Policy,
    measured: &Measured<'_>,
    dive: &DiveFigures,
) -> Option<String> {
    let ours = rules::dives_rules(policy, &Figures::from(measured));
    let theirs = rules::dives_rules(policy, &Figures::from(dive));
    let other: Vec<String> = (ours.iter().zip(&theirs))
        .filter(|(ours, theirs)| ours.outcome != theirs.outcome)
        .map(|(_, theirs)| {
            let Verdict {
                rule,
                measured,
                bound,
                ..
            } = theirs;
            format!(
                "{rule} {} ({measured}, bound {bound})",
                theirs.outcome.name()
            )
        })
        .collect();
    if other.is_empty() {
        return None;
    }
    let other = other.join(", ");
    Some(format!(
        "dive 0.13.1 would have said {other}; --accounting dive judges by its figures"
    ))
}

impl Verdict {
    /// What passed, passed only as far as could be seen.
    fn doubt(&mut self) {
        if self.outcome == Outcome::Pass {
            self.outcome = Outcome::Warn;
            let note = "the image could not be read to its end";
            self.detail = match self.detail.as_str() {
                "" => note.to_owned(),
                detail => format!("{detail}; {note}"),
            };
        }
    }
}
