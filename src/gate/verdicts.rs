//! What each rule says of an image.
//!
//! A bound is kept by equality, as dive keeps it. A comparison with NaN is never true, so a ratio
//! that is NaN passes, and one that is infinite fails: dive's verdicts on its own figures follow
//! from the same lines as those on exact ones, which are always finite.

use super::keys::Key;
use super::policy::{Origin, Policy, Setting};
use crate::analysis::dive::DiveFigures;
use crate::text::{escape, escape_bytes, size};

/// Forbidden paths that a verdict names; the others are counted.
const NAMED: usize = 5;

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
    /// Calls back with every path that the final image shows; asked only where paths are
    /// forbidden.
    pub live_paths: &'a dyn Fn(&mut dyn FnMut(LivePath<'_>)),
    /// Claims of the image that do not hold, a sentence each.
    pub mismatches: &'a [String],
    /// Every digest and size was computed and compared. False where contents were not read.
    pub verified: bool,
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
    let mut verdicts = vec![integrity(measured)];
    verdicts.extend(dives_rules(policy, &Figures::from(measured)));
    verdicts.push(largest_image(policy, measured));
    verdicts.push(largest_layer(policy, measured));
    verdicts.push(most_layers(policy, measured));
    verdicts.push(largest_file(policy, measured));
    verdicts.push(forbidden_paths(policy, measured));
    verdicts.push(require_verification(policy, measured));
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
    let ours = dives_rules(policy, &Figures::from(measured));
    let theirs = dives_rules(policy, &Figures::from(dive));
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

/// The three figures that dive's rules look at.
struct Figures {
    efficiency: f64,
    wasted_bytes: u64,
    wasted_user_percent: f64,
}

impl From<&Measured<'_>> for Figures {
    fn from(measured: &Measured<'_>) -> Figures {
        Figures {
            efficiency: measured.efficiency,
            wasted_bytes: measured.wasted_bytes,
            wasted_user_percent: measured.wasted_user_percent,
        }
    }
}

impl From<&DiveFigures> for Figures {
    fn from(dive: &DiveFigures) -> Figures {
        Figures {
            efficiency: dive.efficiency,
            wasted_bytes: dive.wasted_bytes,
            wasted_user_percent: dive.wasted_user_percent,
        }
    }
}

fn dives_rules(policy: &Policy, figures: &Figures) -> [Verdict; 3] {
    let Figures {
        efficiency,
        wasted_bytes,
        wasted_user_percent: percent,
    } = *figures;
    [
        bounded(Key::LowestEfficiency, &policy.lowest_efficiency, |least| {
            Judged {
                measured: ratio(efficiency, least),
                bound: format!("at least {least}"),
                failed: least > efficiency,
                detail: String::new(),
            }
        }),
        bounded(
            Key::HighestWastedBytes,
            &policy.highest_wasted_bytes,
            |most| at_most(wasted_bytes, most, String::new()),
        ),
        bounded(
            Key::HighestUserWastedPercent,
            &policy.highest_user_wasted_percent,
            |most| Judged {
                measured: ratio(percent, most),
                bound: format!("at most {most}"),
                failed: percent > most,
                detail: String::new(),
            },
        ),
    ]
}

fn largest_image(policy: &Policy, measured: &Measured<'_>) -> Verdict {
    bounded(Key::LargestImage, &policy.largest_image, |most| {
        let total = measured
            .layer_bytes
            .iter()
            .fold(0u64, |sum, bytes| sum.saturating_add(*bytes));
        at_most(total, most, String::new())
    })
}

fn largest_layer(policy: &Policy, measured: &Measured<'_>) -> Verdict {
    bounded(Key::LargestLayer, &policy.largest_layer, |most| {
        // The lowest of the largest: `max_by_key` takes the last.
        let largest = measured
            .layer_bytes
            .iter()
            .enumerate()
            .rev()
            .max_by_key(|(_, bytes)| **bytes);
        match largest {
            Some((at, &bytes)) => at_most(bytes, most, format!("layer {at}")),
            None => at_most(0, most, String::new()),
        }
    })
}

fn most_layers(policy: &Policy, measured: &Measured<'_>) -> Verdict {
    bounded(Key::MostLayers, &policy.most_layers, |most| Judged {
        measured: measured.layer_bytes.len().to_string(),
        bound: format!("at most {most}"),
        failed: measured.layer_bytes.len() as u64 > most,
        detail: String::new(),
    })
}

fn largest_file(policy: &Policy, measured: &Measured<'_>) -> Verdict {
    bounded(
        Key::LargestFile,
        &policy.largest_file,
        |most| match &measured.largest_file {
            Some(file) => {
                let detail = format!("{} in layer {}", escape_bytes(&file.path), file.layer);
                at_most(file.bytes, most, detail)
            }
            None => at_most(0, most, String::new()),
        },
    )
}

fn forbidden_paths(policy: &Policy, measured: &Measured<'_>) -> Verdict {
    let Setting {
        value: patterns,
        origin,
    } = &policy.forbidden_paths;
    if patterns.is_empty() {
        return off(Key::ForbiddenPaths, origin);
    }
    let (mut count, mut named) = (0u64, vec![]);
    (measured.live_paths)(&mut |live| {
        if named.len() >= NAMED {
            count += u64::from(patterns.is_match(live.path));
        } else if let Some(pattern) = patterns.matching(live.path) {
            count += 1;
            let path = escape_bytes(live.path);
            named.push(format!(
                "{path} (layer {}, pattern {})",
                live.layer,
                escape(pattern)
            ));
        }
    });
    if count > NAMED as u64 {
        named.push(format!("{} more", count - NAMED as u64));
    }
    let judged = Judged {
        measured: paths(count),
        bound: "none".to_owned(),
        failed: count > 0,
        detail: named.join(", "),
    };
    judged.verdict(Key::ForbiddenPaths, origin)
}

fn require_verification(policy: &Policy, measured: &Measured<'_>) -> Verdict {
    let Setting {
        value: required,
        origin,
    } = &policy.require_verification;
    if !required {
        return off(Key::RequireVerification, origin);
    }
    let holds = measured.verified && measured.mismatches.is_empty();
    let judged = Judged {
        measured: if holds { "verified" } else { "not verified" }.to_owned(),
        bound: "verified".to_owned(),
        failed: !holds,
        detail: match measured.verified {
            true => String::new(),
            false => "some digest or size was not checked".to_owned(),
        },
    };
    judged.verdict(Key::RequireVerification, origin)
}

/// Always on: what an image claims of its own bytes must hold.
fn integrity(measured: &Measured<'_>) -> Verdict {
    let found = measured.mismatches;
    let outcome = match (found.is_empty(), measured.verified) {
        (false, _) => Outcome::Fail,
        (true, true) => Outcome::Pass,
        (true, false) => Outcome::Skip,
    };
    let told = match outcome {
        Outcome::Fail if found.len() == 1 => "1 mismatch".to_owned(),
        Outcome::Fail => format!("{} mismatches", found.len()),
        Outcome::Pass => "verified".to_owned(),
        _ => "not verified".to_owned(),
    };
    let mut detail: Vec<String> = found
        .iter()
        .take(NAMED)
        .map(|text| escape(text).into_owned())
        .collect();
    if found.len() > NAMED {
        detail.push(format!("{} more", found.len() - NAMED));
    }
    Verdict {
        rule: "integrity",
        measured: told,
        bound: "no mismatch".to_owned(),
        outcome,
        detail: detail.join("; "),
        origin: String::new(),
    }
}

/// A rule that ran.
struct Judged {
    measured: String,
    bound: String,
    failed: bool,
    detail: String,
}

impl Judged {
    fn verdict(self, key: Key, origin: &Origin) -> Verdict {
        Verdict {
            rule: key.info().name,
            measured: self.measured,
            bound: self.bound,
            outcome: if self.failed {
                Outcome::Fail
            } else {
                Outcome::Pass
            },
            detail: self.detail,
            origin: origin.to_string(),
        }
    }
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

fn bounded<T: Copy>(
    key: Key,
    setting: &Setting<Option<T>>,
    judge: impl FnOnce(T) -> Judged,
) -> Verdict {
    match setting.value {
        Some(bound) => judge(bound).verdict(key, &setting.origin),
        None => off(key, &setting.origin),
    }
}

fn off(key: Key, origin: &Origin) -> Verdict {
    Verdict {
        rule: key.info().name,
        measured: String::new(),
        bound: "disabled".to_owned(),
        outcome: Outcome::Skip,
        detail: String::new(),
        origin: origin.to_string(),
    }
}

fn at_most(bytes: u64, most: u64, detail: String) -> Judged {
    Judged {
        measured: exact_size(bytes),
        bound: format!("at most {}", exact_size(most)),
        failed: bytes > most,
        detail,
    }
}

/// Bytes as people read them, and to the byte: two figures that differ never look the same.
fn exact_size(bytes: u64) -> String {
    match bytes {
        0..1000 => size(bytes),
        _ => format!("{} ({bytes} B)", size(bytes)),
    }
}

/// A ratio with four decimals, and with all of them where four would hide on which side of the
/// bound it is.
fn ratio(value: f64, bound: f64) -> String {
    let short = format!("{value:.4}");
    if !value.is_finite() {
        return if value.is_nan() { "NaN" } else { "+Inf" }.to_owned();
    }
    let same_side = short
        .parse()
        .is_ok_and(|short: f64| short.total_cmp(&bound) == value.total_cmp(&bound));
    if same_side { short } else { value.to_string() }
}

fn paths(count: u64) -> String {
    if count == 1 {
        "1 path".to_owned()
    } else {
        format!("{count} paths")
    }
}
