//! Secrets that an image still carries, whatever later layers seem to have deleted.
//!
//! A [`Hit`] is one secret in one content: what a rule, a reader of a credential file or the
//! generic detector says of bytes, without knowing where they lie. A [`Finding`] is one secret of
//! an image with all its places: a [`Pass`] takes part in the single pass over the layers and
//! scans each distinct content once, [`Findings::of`] says where those contents lie, who added and
//! who hid them, and what is to be done about each place.
//!
//! Nothing here asks the network, and no value is shown unless the user asks: a [`Secret`] prints
//! itself masked.

mod allowlist;
mod archives;
mod baseline;
mod binaries;
mod block;
mod builtin;
pub mod checksum;
mod command;
mod config_scan;
mod detect;
mod detector;
mod digest_again;
mod entropy;
mod example;
mod example_path;
mod finding;
mod frequency;
mod generic;
mod grouping;
mod hit;
mod key_stream;
mod lines;
mod load;
mod marks;
mod members;
mod merge;
mod packages;
mod pass;
mod path_rule;
mod pattern;
mod place;
mod placeholder;
mod placing;
mod prefilter;
pub mod private_key;
mod randomness;
pub mod readers;
mod redact;
mod regex_go;
mod rule_error;
mod rule_file;
mod rule_set;
mod scan;
mod scratch;
mod secret;
mod sink;
mod spans;
mod stream;
mod taking;
mod token_run;
mod trivy;

pub use baseline::Baseline;
pub use command::command_rule;
pub use detect::{Detect, Subject, Worker, is_binary};
pub use detector::{DetectOptions, Detector};
pub use example_path::example_path;
pub use finding::{ConfigSite, Disposition, Fate, FileSite, Finding, Place, Site, fingerprint};
pub use generic::rules as generic_rules;
pub use hit::{Confidence, Hit, Rule, Severity};
pub use pass::{Pass, ScanOptions, Skipped};
pub use path_rule::PathRule;
pub use place::{Findings, Scene};
pub use redact::Redactor;
pub use rule_error::RuleError;
pub use rule_set::RuleSet;
pub use scan::{Checksum, Options, Scanner};
pub use scratch::Scratch;
pub use secret::Secret;
pub use spans::spans;
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
