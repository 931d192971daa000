//! What an image says about itself: index, manifest, config, history, platform, digest.
//!
//! Plain data and lenient parsing of it; where the bytes come from is [`crate::source`]'s matter,
//! what is inside a layer is [`crate::layer`]'s.

mod blob;
mod codec;
pub mod config;
pub mod decompress;
mod digest;
pub mod document;
mod hasher;
pub mod instruction;
pub mod json;
mod platform;
mod quote;
mod warning;
mod watch;

pub use blob::{Blob, BlobReader, ReadAt};
pub use decompress::{Compression, Decompressor, Trailing};
pub use digest::{Digest, DigestError, push_hex};
pub use hasher::DigestHasher;
pub use platform::Platform;
pub use quote::{cut, quote};
pub use warning::{Warning, WarningKind};
pub use watch::Watch;

/// One image, chosen and resolved: everything but the contents of its layers.
#[derive(Debug, Clone)]
pub struct Image {
    /// Names and tags, as the source has them, without repeats.
    pub names: Vec<String>,
    /// Digest of the manifest; none in a docker archive without OCI parts.
    pub manifest_digest: Option<Digest>,
    /// Digest of the config, computed from its bytes.
    pub config_digest: Option<Digest>,
    /// The platform that the config says; unknown parts are empty.
    pub platform: Platform,
    /// How it was stored, in words: `docker archive`, `OCI layout`, `dir:`, `root file system`.
    pub format: &'static str,
    /// The layers, lowest first.
    pub layers: Vec<Layer>,
    /// `created` of the config, verbatim.
    pub created: Option<String>,
    /// `author` of the config, verbatim.
    pub author: Option<String>,
    /// The config as JSON, for those who show it (null for a root file system).
    pub config: serde_json::Value,
    /// Digests of attestation manifests that stand beside the image.
    pub attestations: Vec<Digest>,
    /// Number of lowest layers that `org.opencontainers.image.base.*` names as the base image,
    /// when that can be counted, with the base's name or digest.
    pub base: Option<(usize, String)>,
    /// The base image's name or digest as `org.opencontainers.image.base.*` gives it, also where
    /// its layers cannot be counted.
    pub base_name: Option<String>,
    /// What was odd but not wrong.
    pub warnings: Vec<Warning>,
    /// What was wrong without making the image unreadable: a config, manifest or size that does
    /// not match its digest. Each is a sentence that names the blob.
    pub mismatches: Vec<String>,
}

/// One layer as the manifest and the config describe it, with the place of its bytes.
#[derive(Debug, Clone)]
pub struct Layer {
    /// The stored bytes, or why they cannot be had (a sentence that names the blob).
    pub blob: Result<Blob, String>,
    /// Digest of the blob as stored, where the source claims one.
    pub digest: Option<Digest>,
    /// Size of the blob as stored, where the source claims one.
    pub size: Option<u64>,
    /// Digest of the plain tar, from `rootfs.diff_ids`.
    pub diff_id: Option<Digest>,
    /// Media type, where the source has one.
    pub media_type: Option<String>,
    /// `created_by` of the history entry, whole; none where history cannot be mapped.
    pub created_by: Option<String>,
    /// `created` of the history entry, verbatim.
    pub created: Option<String>,
    /// `comment` of the history entry.
    pub comment: Option<String>,
}

impl Layer {
    /// A layer of which nothing is known but its bytes.
    #[must_use]
    pub fn bare(blob: Blob) -> Layer {
        Layer {
            blob: Ok(blob),
            digest: None,
            size: None,
            diff_id: None,
            media_type: None,
            created_by: None,
            created: None,
            comment: None,
        }
    }
}
