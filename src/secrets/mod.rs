//! Secrets that an image still carries, whatever later layers seem to have deleted.
//!
//! A [`Hit`] is one secret in one content: what a rule, a reader of a credential file or the
//! generic detector says of bytes, without knowing where they lie. Placing it (which layers and
//! paths hold that content, who added it, who hid it) is another matter, and so is judging it.
//!
//! Nothing here asks the network, and no value is shown unless the user asks: a [`Secret`] prints
//! itself masked.

mod allowlist;
mod block;
mod builtin;
pub mod checksum;
mod entropy;
mod example;
mod frequency;
mod generic;
mod hit;
mod lines;
mod load;
mod marks;
mod path_rule;
mod pattern;
mod placeholder;
mod prefilter;
pub mod private_key;
mod randomness;
mod regex_go;
mod rule_error;
mod rule_file;
mod rule_set;
mod scan;
mod scratch;
mod secret;
mod stream;
mod trivy;

pub use example::example_path;
pub use generic::rules as generic_rules;
pub use hit::{Confidence, Hit, Rule, Severity};
pub use path_rule::PathRule;
pub use rule_error::RuleError;
pub use rule_set::RuleSet;
pub use scan::{Checksum, Options, Scanner};
pub use scratch::Scratch;
pub use secret::Secret;
pub use stream::Stream;

#[cfg(test)]
mod builtin_tests;
#[cfg(test)]
mod scan_tests;
#[cfg(test)]
mod template;

#[cfg(test)]
fn test_rule(id: &str) -> Rule {
    Rule {
        id: id.to_owned(),
        title: format!("Made-up {id}"),
        severity: Severity::High,
        confidence: Confidence::High,
        remedy: None,
    }
}
