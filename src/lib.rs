//! layerscope reads container images, layer by layer: what each layer holds, what it wastes.
//!
//! The library is the product; the binary only parses what the user typed and prints. Modules,
//! from the bottom up (imports run downward only, `tests/imports.rs` keeps it so):
//!
//! * [`limits`]: every bound that hostile input can run into, in one table
//! * [`text`]: sizes, and the escaping of hostile names for people
//! * `tar`: members of a tar as Go reads them
//! * [`image`]: index, manifest, config, history, platform, digest; a blob's bytes
//! * [`source`]: from what the user typed to the blobs (it sits beside `layer` and knows `image`)
//! * [`layer`]: one blob to one layer index: decompress, read tar, hash, verify
//! * [`cache`]: layer indexes kept from one run to the next, by digests that were computed
//! * [`tree`]: layer indexes stacked into every path with its versions
//! * [`analysis`]: live and dead bytes, causes, duplicates; dive's accounting
//! * [`secrets`]: rules, readers and the scan for secrets
//! * [`preview`]: a window on one version's contents: text, hex, search, difference
//! * [`extract`]: a version's contents, or a directory, taken out to a file
//! * [`gate`]: policy files and flags to verdicts
//! * [`report`]: what is said about all that: text, JSON, dive's JSON
//! * [`tui`]: the browser
//! * [`cli`]: what the user typed
//! * [`commands`]: each command from its options to an exit code
//! * [`demo`]: a built-in image with a story
//!
//! Beside them stands [`demo`], the built-in image (it knows `image` and `text` only).

pub mod analysis;
pub mod cache;
pub mod cli;
pub mod commands;
pub mod demo;
pub mod extract;
pub mod gate;
pub mod image;
pub mod layer;
pub mod limits;
pub mod preview;
pub mod report;
pub mod secrets;
pub mod source;
mod tar;
pub mod text;
pub mod tree;
pub mod tui;
