//! What a source offers: its images, and the platforms of each.

use std::cell::Cell;

use super::docker::Entry as DockerEntry;
use super::store::{Found, Store, oci_path};
use super::{Other, SourceError};
use crate::image::document::Descriptor;
use crate::image::{Blob, Digest, Platform, Warning, WarningKind};
use crate::limits::Limits;

/// A store with what is known of it.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) store: Store,
    /// What messages call it, escaped.
    pub(super) name: String,
    pub(super) limits: Limits,
    pub(super) layout: Layout,
    /// Bytes of documents read so far.
    pub(super) read: Cell<u64>,
}

/// How blobs are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// `blobs/ALGORITHM/HEX`
    Oci,
    /// `HEX`, manifests of a list `HEX.manifest.json` (skopeo's `dir:`)
    Dir,
}

/// Names of one image that are kept: a hostile document lists millions.
pub(super) const MOST_NAMES: usize = 1000;

/// One image of a source.
#[derive(Debug, Default, Clone)]
pub(super) struct Entry {
    pub(super) names: Vec<String>,
    /// Digest of what the source's own index names, where it has one.
    pub(super) digest: Option<Digest>,
    pub(super) variants: Vec<Variant>,
    /// Attestations, each with the digest of the manifest that it is about.
    pub(super) attestations: Vec<(Option<String>, Digest)>,
}

/// One platform of an image.
#[derive(Debug, Clone)]
pub(super) struct Variant {
    pub(super) what: What,
    pub(super) platform: Option<Platform>,
    pub(super) digest: Option<Digest>,
    pub(super) config_digest: Option<Digest>,
    /// Manifest, config and all layers are there.
    pub(super) complete: bool,
    /// Why it cannot be opened at all, as a clause.
    pub(super) problem: Option<String>,
    /// Why it is no image, as a clause.
    pub(super) note: Option<String>,
    /// What `manifest.json` says of the same image.
    pub(super) docker: Option<DockerEntry>,
}

/// Where a variant's description is found.
#[derive(Debug, Clone)]
pub(super) enum What {
    Manifest(Descriptor),
    Docker(DockerEntry),
    /// IDs of a save from before Docker 1.10, lowest first.
    Legacy(Vec<String>),
}

/// Everything that a source offers.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    pub(super) format: &'static str,
    pub(super) entries: Vec<Entry>,
    pub(super) warnings: Vec<Warning>,
}

impl Variant {
    pub(super) fn new(what: What) -> Variant {
        Variant {
            what,
            platform: None,
            digest: None,
            config_digest: None,
            complete: false,
            problem: None,
            note: None,
            docker: None,
        }
    }

    pub(super) fn is_image(&self) -> bool {
        self.note.is_none()
    }
}

impl Entry {
    pub(super) fn add_names(&mut self, names: impl IntoIterator<Item = String>) {
        for name in names {
            if self.names.len() >= MOST_NAMES {
                return;
            }
            let known = self
                .names
                .iter()
                .any(|known| familiar(known) == familiar(&name));
            if !known && !name.is_empty() {
                self.names.push(name);
            }
        }
    }

    /// The variants that are images.
    pub(super) fn images(&self) -> impl Iterator<Item = &Variant> {
        self.variants.iter().filter(|variant| variant.is_image())
    }

    pub(super) fn other(&self, index: usize, variant: &Variant) -> Other {
        Other {
            index,
            names: self.names.clone(),
            digest: variant
                .digest
                .clone()
                .or_else(|| variant.config_digest.clone()),
            platform: variant.platform.clone(),
            complete: variant.complete,
            note: variant.note.clone().or_else(|| variant.problem.clone()),
        }
    }
}

impl Catalog {
    pub(super) fn warn(&mut self, kind: WarningKind, message: impl Into<String>) {
        self.warnings.push(Warning::image(kind, message));
    }
}

/// A name without what docker leaves out when it shows it.
pub(super) fn familiar(name: &str) -> &str {
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    let name = name.strip_prefix("library/").unwrap_or(name);
    name.strip_suffix(":latest").unwrap_or(name)
}

/// What the bytes of a descriptor turned out to be worth.
pub(super) struct Verified {
    pub(super) bytes: Vec<u8>,
    /// A sentence, where they do not match the descriptor.
    pub(super) mismatch: Option<String>,
    /// A sentence, where that cannot be told.
    pub(super) unknown: Option<String>,
}

impl Source {
    /// Looks up the blob of a digest.
    pub(super) fn blob(&self, digest: &Digest) -> Found {
        match self.layout {
            Layout::Oci => self.store.get(&oci_path(digest)),
            Layout::Dir => match self
                .store
                .get(&format!("{}.manifest.json", digest.encoded()))
            {
                Found::Missing => self.store.get(digest.encoded()),
                found => found,
            },
        }
    }

    /// True when the blob of a descriptor is there, or carried by the descriptor itself.
    pub(super) fn has(&self, descriptor: &Descriptor) -> bool {
        let stored = descriptor
            .digest
            .as_ref()
            .is_some_and(|digest| match self.layout {
                Layout::Oci => self.store.has(&oci_path(digest)),
                Layout::Dir => self.store.has(digest.encoded()),
            });
        stored || descriptor.data.is_some()
    }

    /// Reads a document whole.
    pub(super) fn read(&self, blob: &Blob) -> Result<Vec<u8>, String> {
        let total = self.read.get().saturating_add(blob.len());
        let limit = self.limits.json_bytes.saturating_mul(64);
        if total > limit {
            return Err(format!(
                "is one of too many documents: they have {total} bytes, more than the limit of \
                 {limit} (64 times --limit json-bytes)"
            ));
        }
        self.read.set(total);
        let limit = self.limits.json_bytes;
        if blob.len() > limit {
            return Err(format!(
                "has {} bytes, more than the limit of {limit} (--limit json-bytes)",
                blob.len()
            ));
        }
        blob.read_all(limit)
            .map_err(|error| format!("cannot be read: {error}"))
    }

    /// Reads the document of a descriptor: an index, a manifest or a config. An error is a clause
    /// that follows the document's name.
    pub(super) fn fetch(&self, descriptor: &Descriptor) -> Result<Verified, String> {
        if let Some(problem) = &descriptor.problem {
            return Err(format!("cannot be looked up: {problem}"));
        }
        let Some(digest) = &descriptor.digest else {
            return Err("cannot be looked up: it has no digest".to_owned());
        };
        let bytes = match (self.blob(digest), &descriptor.data) {
            (Found::File(blob), _) => self.read(&blob)?,
            (_, Some(data)) => {
                let verified = verify(descriptor, digest, data.clone());
                if let Some(mismatch) = verified.mismatch {
                    return Err(format!("is missing, and {mismatch}"));
                }
                return Ok(verified);
            }
            (Found::Unusable(why), None) => return Err(format!("cannot be read: {why}")),
            (Found::Directory, None) => return Err("is a directory".to_owned()),
            (Found::Missing, None) => return Err("is missing".to_owned()),
        };
        Ok(verify(descriptor, digest, bytes))
    }

    /// An error about this source as a whole.
    pub(super) fn fail(&self, what: impl std::fmt::Display) -> SourceError {
        SourceError::not_an_image(&self.name, what)
    }
}

fn verify(descriptor: &Descriptor, digest: &Digest, bytes: Vec<u8>) -> Verified {
    let mut verified = Verified {
        bytes,
        mismatch: None,
        unknown: None,
    };
    let len = verified.bytes.len() as u64;
    match digest.of_same_kind(&verified.bytes) {
        Some(computed) if computed != *digest => {
            verified.mismatch = Some(format!("the content of {digest} has the digest {computed}"));
        }
        None => {
            verified.unknown = Some(format!(
                "the digest {digest} was not verified, because its algorithm is not known here"
            ));
        }
        Some(_) => {}
    }
    if let (Some(size), None) = (
        descriptor.size.filter(|size| *size != len),
        &verified.mismatch,
    ) {
        verified.mismatch = Some(format!("{digest} has {len} bytes instead of {size}"));
    }
    verified
}
