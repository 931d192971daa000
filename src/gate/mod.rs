//! The gate: a policy, what was measured, and what follows.
//!
//! Knows no image: it is handed plain figures ([`Measured`]) and gives verdicts and an exit code.
//! Where a policy comes from (flags, environment, file, default) is settled here too, so that
//! every bound can say whose it is.

pub(crate) mod document;
mod exit;
mod file;
mod ignore;
mod keys;
mod patterns;
mod policy;
pub(crate) mod value;
mod verdicts;

pub use exit::Exit;
pub use file::{Loaded, PolicyFile, Wanted, load};
pub use ignore::Ignore;
pub use keys::{KEYS, Key, KeyInfo, Kind};
pub use patterns::Patterns;
pub use policy::{FailOn, Origin, Policy, PolicyError, Setting};
pub use verdicts::{
    LargeFile, LivePath, LivePaths, Measured, Outcome, Verdict, differs_from_dive, judge,
};
