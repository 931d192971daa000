//! What was found in one content.

use std::sync::Arc;

use super::{PathRule, Secret};

/// How much harm a real one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing: a file that may hold secrets, a key that every container shares.
    Low,
    /// A password hash, an encrypted key, a token of little reach.
    Medium,
    /// Access to a service or a machine.
    High,
    /// Access to an account, a registry, a cloud.
    Critical,
}

/// How sure it is that the value is a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// It looks like one.
    Low,
    /// Its place or its form says so.
    Medium,
    /// A provider's format, a checksum, or a credential file's own grammar says so.
    High,
}

/// Who says that something is a secret: a rule of a file, a reader, the generic detector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Stable name, as in `github-personal-token`: users write it into ignore lists.
    pub id: String,
    /// What the secret is, for people: `GitHub personal access token`.
    pub title: String,
    /// Of a real one.
    pub severity: Severity,
    /// Without further evidence.
    pub confidence: Confidence,
    /// What to do about it beyond rotating it, where there is more to say.
    pub remedy: Option<String>,
}

/// One secret in one content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Who says so.
    pub rule: Arc<Rule>,
    /// The value.
    pub secret: Secret,
    /// First byte of the value in the content.
    pub start: u64,
    /// The byte behind it.
    pub end: u64,
    /// Its line, from 1.
    pub line: u64,
    /// Its first byte in that line, from 1.
    pub column: u64,
    /// Of this one: the rule's, raised or lowered by what was seen.
    pub severity: Severity,
    /// Of this one.
    pub confidence: Confidence,
    /// What else was seen: `encrypted`, `the checksum holds`, `sha512crypt hash`.
    pub note: Option<String>,
    /// Why it is an example or test data and no secret, where it is.
    pub example: Option<String>,
    /// A comment on its line says that it may stand there: `layerscope:allow`, `gitleaks:allow`.
    pub allowed: bool,
    /// Where it counts, when its rule minds the path; none: everywhere. A content is scanned once,
    /// whatever number of paths hold it, so this is asked when the hit is placed.
    pub place: Option<Arc<PathRule>>,
}

impl Hit {
    /// A value that starts at this byte, with what its rule says; line and column are still to
    /// come and stand at 1.
    #[must_use]
    pub fn new(rule: &Arc<Rule>, value: &[u8], start: u64) -> Hit {
        Hit {
            rule: Arc::clone(rule),
            secret: Secret::new(value),
            start,
            end: start + value.len() as u64,
            line: 1,
            column: 1,
            severity: rule.severity,
            confidence: rule.confidence,
            note: None,
            example: None,
            allowed: false,
            place: None,
        }
    }

    /// Whether it counts in a file with this path (no leading slash).
    #[must_use]
    pub fn counts_at(&self, path: &[u8]) -> bool {
        self.place.as_ref().is_none_or(|place| place.counts(path))
    }
}

impl Severity {
    /// All of them, from the least.
    pub const ALL: [Severity; 4] = [
        Severity::Low,
        Severity::Medium,
        Severity::High,
        Severity::Critical,
    ];

    /// The severity of this [`Severity::name`].
    #[must_use]
    pub fn named(name: &str) -> Option<Severity> {
        Severity::ALL.into_iter().find(|one| one.name() == name)
    }

    /// The name in text, JSON and policies.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

impl Confidence {
    /// All of them, from the least.
    pub const ALL: [Confidence; 3] = [Confidence::Low, Confidence::Medium, Confidence::High];

    /// The confidence of this [`Confidence::name`].
    #[must_use]
    pub fn named(name: &str) -> Option<Confidence> {
        Confidence::ALL.into_iter().find(|one| one.name() == name)
    }

    /// The name in text, JSON and policies.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}
