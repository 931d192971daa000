//! The rule on secrets: which of those that somebody has to act on may be there.

use super::rules::{Judged, NAMED, off};
use super::{Measured, Outcome, Verdict};
use crate::gate::keys::Key;
use crate::gate::policy::{FailOn, Policy};
use crate::secrets::{Disposition, Finding, Findings};
use crate::text::{escape, escape_bytes};

impl Policy {
    /// Whether secrets have to be looked for.
    #[must_use]
    pub fn wants_secrets(&self) -> bool {
        self.secrets_fail_on.value != FailOn::None
    }

    /// Whether a secret counts: somebody has to act on it, and it is grave and sure enough.
    #[must_use]
    pub fn counts(&self, finding: &Finding) -> bool {
        finding.disposition() == Disposition::Actionable
            && finding.severity >= self.secrets_min_severity.value
            && finding.confidence >= self.secrets_min_confidence.value
    }

    /// Whether a secret fails the run.
    #[must_use]
    pub fn fails(&self, finding: &Finding) -> bool {
        let bound = match self.secrets_fail_on.value {
            FailOn::Visible => finding.visible(),
            FailOn::Any => true,
            FailOn::None => false,
        };
        bound && self.counts(finding)
    }

    /// Sets the secrets aside that the policy ignores; `today` is `YYYY-MM-DD`. Entries that have
    /// run out are told, a sentence each.
    pub fn ignore(&self, findings: &mut Findings, today: &str) -> Vec<String> {
        let (live, out): (Vec<_>, Vec<_>) = self
            .ignored_secrets
            .iter()
            .partition(|one| !one.has_expired(today));
        findings.set_aside(Disposition::Ignored, |finding, place| {
            let path = place.site.path();
            let found = live.iter().find(|one| one.means(finding, &path))?;
            Some(found.explained())
        });
        out.iter()
            .map(|one| format!("{} has expired and ignores nothing", one.named()))
            .collect()
    }
}

pub(super) fn verdict(policy: &Policy, measured: &Measured<'_>) -> Verdict {
    let setting = &policy.secrets_fail_on;
    if !policy.wants_secrets() {
        return off(Key::SecretsFailOn, &setting.origin);
    }
    let Some(findings) = measured.secrets else {
        return Verdict {
            measured: "not looked for".to_owned(),
            bound: bound(policy),
            outcome: Outcome::Skip,
            ..off(Key::SecretsFailOn, &setting.origin)
        };
    };
    let counted: Vec<&Finding> = findings
        .all
        .iter()
        .filter(|finding| policy.counts(finding))
        .collect();
    let failing = || counted.iter().filter(|finding| policy.fails(finding));
    let visible = counted.iter().filter(|finding| finding.visible()).count();
    let judged = Judged {
        measured: match counted.len() {
            0 => "none".to_owned(),
            1 => format!("1 secret, {visible} visible"),
            all => format!("{all} secrets, {visible} visible"),
        },
        bound: bound(policy),
        failed: failing().next().is_some(),
        detail: detail(failing().copied(), failing().count()),
    };
    judged.verdict(Key::SecretsFailOn, &setting.origin)
}

fn bound(policy: &Policy) -> String {
    let severity = policy.secrets_min_severity.value.name();
    let confidence = policy.secrets_min_confidence.value.name();
    let which = match policy.secrets_fail_on.value {
        FailOn::Visible => "none visible",
        _ => "none",
    };
    match (severity, confidence) {
        ("low", "low") => which.to_owned(),
        _ => format!("{which} of severity {severity} and confidence {confidence} or more"),
    }
}

/// The first few, masked: which rule, and where.
fn detail<'f>(failing: impl Iterator<Item = &'f Finding>, count: usize) -> String {
    let told = |finding: &Finding| {
        let place = finding.places.first();
        let path = place.map(|place| place.site.path()).unwrap_or_default();
        let layer = place.and_then(|place| place.layer());
        let layer = layer.map_or(String::new(), |layer| format!(" (layer {layer})"));
        format!(
            "{} in {}{layer}",
            escape(&finding.rule.id),
            escape_bytes(&path)
        )
    };
    let mut named: Vec<String> = failing.take(NAMED).map(told).collect();
    if count > NAMED {
        named.push(format!("{} more", count - NAMED));
    }
    named.join(", ")
}
