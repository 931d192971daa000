//! What secrets are looked for in the browser, and which of them matter.

use crate::gate::Policy;
use crate::limits::Limits;
use crate::secrets::{Baseline, DetectOptions, Detector, Findings};

/// Plain values, as they were asked for.
#[derive(Debug, Clone, Default)]
pub struct Judge {
    /// What is looked for.
    pub detect: DetectOptions,
    /// Whose ignored secrets are set aside.
    pub policy: Policy,
    /// Secrets that are known already.
    pub baseline: Option<Baseline>,
    /// `YYYY-MM-DD`, for what is ignored until a day.
    pub today: String,
}

impl Judge {
    /// The detector that was asked for, where it is not the one that comes with this crate.
    pub(super) fn detector(&self, limits: &Limits) -> Option<Result<Detector, String>> {
        let own = self.detect != DetectOptions::default();
        own.then(|| {
            let made = Detector::new(&self.detect, limits);
            made.map_err(|error| error.to_string())
        })
    }

    /// Sets aside what is known or ignored.
    pub(super) fn judge(&self, findings: &mut Findings) {
        self.policy.ignore(findings, &self.today);
        if let Some(baseline) = &self.baseline {
            baseline.apply(findings);
        }
    }
}
