//! What is fuzzed: one function for each kind of foreign input, from any bytes to laws that hold.
//!
//! cargo-fuzz runs them with coverage (`fuzz/`), `tests/fuzzing.rs` on stable Rust. A function must
//! return for every input; what it asserts is more than "no panic": two ways to read the same bytes
//! agree, figures add up, what is said to people cannot act on their terminal, and what is kept
//! stays in proportion to what came in.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

pub mod archive;
pub mod bytes;
pub mod documents;
pub mod laws;
pub mod layer;
pub mod policies;
pub mod references;
pub mod rules;
pub mod secrets;
pub mod tree;

#[path = "../../common/raw_tar.rs"]
pub mod raw_tar;

/// A target: its name, and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// All of them; each has `fuzz/fuzz_targets/<name>.rs` and `fuzz/corpus/<name>/`.
pub const TARGETS: [Target; 8] = [
    ("archive", archive::run),
    ("documents", documents::run),
    ("layer", layer::run),
    ("policies", policies::run),
    ("references", references::run),
    ("rules", rules::run),
    ("secrets", secrets::run),
    ("tree", tree::run),
];
