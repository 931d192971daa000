//! From what the user typed to one chosen, resolved image.
//!
//! Every source ends as names with bytes behind them (`store`): a tar's members, a directory's
//! files. What is in it is told by content: Docker's `manifest.json`, an OCI layout, skopeo's
//! `dir:`, a save from before Docker 1.10, or a bare root file system. Nothing here reads a
//! layer; that is [`crate::layer`]'s.

mod base;
mod catalog;
mod choose;
mod detect;
mod docker;
mod engine;
mod error;
mod inspect;
mod layers;
mod legacy;
mod oci;
mod open;
mod order;
mod reference;
mod resolve;
mod scratch;
mod spool;
mod store;
mod tar;

pub use error::SourceError;
pub use open::{Stream, open, open_file};
pub use reference::{Reference, parse_reference};
pub use scratch::{Scratch, ScratchError, free_space};

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::image::{Digest, Image, Platform};
use crate::limits::Limits;

/// How to open a reference.
#[derive(Debug, Clone, Default)]
pub struct OpenOptions {
    /// `--image`: the name, digest or number of the image to take where there are several.
    pub image: Option<String>,
    /// `--platform`: the platform to take where there are several.
    pub platform: Option<Platform>,
    /// The bounds in force.
    pub limits: Limits,
    /// `--source docker|podman`: the engine to ask for a name.
    pub engine: Option<Engine>,
    /// Set from outside to stop while a stream is being stored.
    pub interrupted: Option<Arc<AtomicBool>>,
    /// Bytes stored so far while a stream is being stored; 0 where nothing is. For progress.
    pub spooled: Arc<AtomicU64>,
}

impl OpenOptions {
    fn is_interrupted(&self) -> bool {
        let flag = self.interrupted.as_ref();
        flag.is_some_and(|flag| flag.load(Ordering::Relaxed))
    }
}

/// A container engine that can save an image to a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// `docker save`
    Docker,
    /// `podman save`
    Podman,
}

/// An image, and what else there was to choose from.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The image.
    pub image: Image,
    /// One line for people: which image or platform was taken and why, when there was a choice.
    pub choice: Option<String>,
    /// The other images and platforms of the same source.
    pub others: Vec<Other>,
    /// What the image came in, where that was a stream and cannot be read again.
    pub stream: Option<Stream>,
}

/// An image or a platform that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Number of the image in its source, from 0, as `--image` takes it. The platforms of one
    /// image share it.
    pub index: usize,
    /// Its names.
    pub names: Vec<String>,
    /// Digest of its manifest, or of its config where it has no manifest.
    pub digest: Option<Digest>,
    /// Its platform, where it is known.
    pub platform: Option<Platform>,
    /// True when manifest, config and all layers are in the source.
    pub complete: bool,
    /// Why it is no image, where it is none (an artifact, a cache).
    pub note: Option<String>,
}
