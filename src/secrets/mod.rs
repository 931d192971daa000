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

mod archives;
mod baseline;
mod builtin;
mod command;
mod config_scan;
mod detect;
mod digest_again;
mod finding;
mod hit;
mod merge;
mod packages;
mod pass;
mod path_rule;
mod place;
mod redact;
mod secret;
mod taking;

pub use baseline::Baseline;
pub use builtin::{Builtin, DetectOptions};
pub use command::command_rule;
pub use detect::{Detect, Subject, Worker, is_binary};
pub use finding::{ConfigSite, Disposition, Fate, FileSite, Finding, Place, Site, fingerprint};
pub use hit::{Confidence, Hit, Rule, Severity};
pub use pass::{Pass, ScanOptions, Skipped};
pub use path_rule::PathRule;
pub use place::{Findings, Scene};
pub use redact::Redactor;
pub use secret::Secret;
