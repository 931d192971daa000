//! The rules, one function each.

use super::{Measured, Outcome, Verdict};
use crate::analysis::dive::DiveFigures;
use crate::gate::keys::Key;
use crate::gate::policy::{Origin, Policy, Setting};
use crate::text::{escape, escape_bytes, size};

/// Forbidden paths and mismatches that a verdict names; the others are counted.
pub(super) const NAMED: usize = 5;

/// The three figures that dive's rules look at.
pub(super) struct Figures {
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

pub(super) fn dives_rules(policy: &Policy, figures: &Figures) -> [Verdict; 3] {
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

pub(super) fn largest_image(policy: &Policy, measured: &Measured<'_>) -> Verdict {
    bounded(Key::LargestImage, &policy.largest_image, |most| {
        let total = measured
            .layer_bytes
            .iter()
            .fold(0u64, |sum, bytes| sum.saturating_add(*bytes));
        at_most(total, most, String::new())
    })
}

pub(super) fn largest_layer(policy: &Policy, measured: &Measured<'_>) -> Verdict {
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

pub(super) fn most_layers(policy: &Policy, measured: &Measured<'_>) -> Verdict {
    bounded(Key::MostLayers, &policy.most_layers, |most| Judged {
        measured: measured.layer_bytes.len().to_string(),
        bound: format!("at most {most}"),
        failed: measured.layer_bytes.len() as u64 > most,
        detail: String::new(),
    })
}

pub(super) fn largest_file(policy: &Policy, measured: &Measured<'_>) -> Verdict {
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

pub(super) fn forbidden_paths(policy: &Policy, measured: &Measured<'_>) -> Verdict {
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

pub(super) fn require_verification(policy: &Policy, measured: &Measured<'_>) -> Verdict {
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
pub(super) fn integrity(measured: &Measured<'_>) -> Verdict {
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
pub(super) struct Judged {
    pub(super) measured: String,
    pub(super) bound: String,
    pub(super) failed: bool,
    pub(super) detail: String,
}

impl Judged {
    pub(super) fn verdict(self, key: Key, origin: &Origin) -> Verdict {
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

pub(super) fn off(key: Key, origin: &Origin) -> Verdict {
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
