//! What several tests share.

#![allow(dead_code)] // each test file uses a part of it

pub(crate) mod layers;

use std::path::PathBuf;

/// A folder of the corpus; none, said on standard error, when the corpus is not at hand.
pub(crate) fn corpus(folder: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("LAYERSCOPE_CORPUS") else {
        println!("skipped: LAYERSCOPE_CORPUS does not point at the corpus ({folder})");
        return None;
    };
    Some(PathBuf::from(root).join(folder))
}
