//! The binary, used as a person, a pipeline and an attacker use it: what it prints, where to, and
//! how it ends.

// What fails here is a failed test, also in a helper.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../common/mod.rs"]
mod common;

mod bin;
mod cache;
mod dive;
mod exits;
mod hostile;
mod listing;
mod output;
mod policy;
mod report;
mod secrets;
mod settings;
