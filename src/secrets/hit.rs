//! What was found in one content.

use std::sync::Arc;

use super::Secret;

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
}

impl Severity {
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
