//! What several test programs share: writers of tars and images in which anything can be wrong,
//! and the answers of Go's `archive/tar` to hold a reader against.
//!
//! Helpers fail by panicking, as tests do, and each test program uses only some of them.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

pub mod encode;
pub mod hashes;
pub mod images;
pub mod never;
pub mod oracle;
pub mod ours;
pub mod planted;
pub mod random;
pub mod raw_tar;
pub mod reading;
pub mod schema;

use std::path::PathBuf;

/// The corpus of other projects' test data, when there is one; says so when not.
pub fn corpus() -> Option<PathBuf> {
    let corpus = std::env::var_os("LAYERSCOPE_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        eprintln!("skipped: LAYERSCOPE_CORPUS is not set");
    }
    corpus
}

/// `fixtures/<name>` of this package.
pub fn fixture(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "fixtures", name]
        .iter()
        .collect()
}
