//! The rules that the generic detector speaks by.

use std::sync::{Arc, LazyLock};

use super::key::Kind;
use crate::secrets::{Confidence, Rule, Severity};

/// Id, title and severity of each.
const RULES: &[(&str, &str, Severity)] = &[
    ("generic-password", "Password", Severity::High),
    ("generic-secret", "Secret", Severity::High),
    ("generic-token", "Token", Severity::High),
    ("generic-api-key", "API key", Severity::High),
    ("generic-key", "Key", Severity::Medium),
    ("generic-credential", "Credential", Severity::High),
    ("generic-salt", "Salt or nonce", Severity::Low),
    ("url-password", "Password in a URL", Severity::High),
    (
        "sql-password",
        "Password in an SQL statement",
        Severity::High,
    ),
    (
        "command-line-password",
        "Password on a command line",
        Severity::High,
    ),
];

static BUILT: LazyLock<Vec<Arc<Rule>>> = LazyLock::new(|| {
    let rule = |&(id, title, severity): &(&str, &str, Severity)| {
        Arc::new(Rule {
            id: id.to_owned(),
            title: title.to_owned(),
            severity,
            confidence: Confidence::Medium,
            remedy: None,
        })
    };
    RULES.iter().map(rule).collect()
});

/// The rules that the generic detector speaks by, for documentation and reports.
pub fn rules() -> impl Iterator<Item = &'static Arc<Rule>> {
    BUILT.iter()
}

/// The rule of this id.
pub(super) fn rule(id: &str) -> Option<&'static Arc<Rule>> {
    BUILT.iter().find(|rule| rule.id == id)
}

/// The id of the rule for a name of this kind.
pub(super) fn rule_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Password | Kind::Pass => "generic-password",
        Kind::Secret => "generic-secret",
        Kind::Token => "generic-token",
        Kind::ApiKey => "generic-api-key",
        Kind::Key => "generic-key",
        Kind::Auth | Kind::Credential => "generic-credential",
        Kind::Salt => "generic-salt",
    }
}
