//! The rules that no single row of the table has.

use std::sync::{Arc, LazyLock};

use crate::secrets::{Confidence, Rule, Severity};

static URL: LazyLock<Arc<Rule>> = LazyLock::new(|| {
    make(
        "url-password",
        "Password in a URL",
        Severity::High,
        Confidence::High,
        "",
    )
});

static EMPTY: LazyLock<Arc<Rule>> = LazyLock::new(|| {
    make(
        "empty-password",
        "Account without a password",
        Severity::High,
        Confidence::High,
        "lock the account (`passwd -l`) or give it a password",
    )
});

/// A rule of these words.
pub(super) fn make(
    id: &str,
    title: &str,
    severity: Severity,
    confidence: Confidence,
    remedy: &str,
) -> Arc<Rule> {
    let remedy = (!remedy.is_empty()).then(|| remedy.to_owned());
    Arc::new(Rule {
        id: id.to_owned(),
        title: title.to_owned(),
        severity,
        confidence,
        remedy,
    })
}

/// The password of a URL's userinfo, in whatever file.
pub(super) fn url() -> &'static Arc<Rule> {
    &URL
}

/// An account that anybody may log in to.
pub(super) fn empty() -> &'static Arc<Rule> {
    &EMPTY
}
