//! Layers that were read before: who may remember them, and how little that is trusted.
//!
//! What a layer holds follows from its stored bytes and from nothing else, so it can be kept from
//! one run to the next. It is kept under the sha256 that was computed while the bytes passed, and
//! given out again only for bytes whose sha256 was computed anew: an image that names another
//! image's digest over its own bytes gets what is in its own bytes. The claimed digest only says
//! whether it is worth hashing first, so that a run that finds nothing hashes nothing twice.
//!
//! Where and how things are kept is [`crate::cache`]'s matter.

use super::index::LayerIndex;
use super::passage::{Passage, Passed};
use super::verify::Computed;
use crate::image::{Blob, Compression, Digest, DigestHasher, Layer, Trailing, WarningKind};
use crate::limits::Limits;

/// Stored bytes that are hashed at a time.
const CHUNK: usize = 256 << 10;

/// What is true of a layer's bytes as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerBytes {
    /// How the blob is encoded.
    pub compression: Compression,
    /// Length of the blob.
    pub blob_bytes: u64,
    /// Length of the plain tar.
    pub plain_bytes: u64,
    /// sha256 of the plain tar, computed.
    pub diff_id: Digest,
    /// What stands behind the encoded data, if anything does.
    pub behind: Option<Trailing>,
}

/// A layer that was read to its end without an error, to be remembered.
#[derive(Debug, Clone, Copy)]
pub struct Learned<'a> {
    /// Its entries, with the hash of each content.
    pub index: &'a LayerIndex,
    /// What was odd inside.
    pub oddities: &'a [(WarningKind, String)],
    /// Its bytes.
    pub bytes: &'a LayerBytes,
}

/// The same, remembered.
#[derive(Debug)]
pub struct Known {
    /// Its entries, with the hashes of contents where they were wanted.
    pub index: LayerIndex,
    /// What was odd inside.
    pub oddities: Vec<(WarningKind, String)>,
    /// Its bytes.
    pub bytes: LayerBytes,
}

/// Which layer is to be remembered.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// sha256 of its stored bytes.
    pub stored: &'a Digest,
    /// How many these are.
    pub blob_bytes: u64,
    /// The hashes of contents are wanted, too.
    pub hashes: bool,
    /// The limits in force: under others the same bytes may have given something else.
    pub limits: &'a Limits,
}

/// Remembers layers. Failing is forgetting: neither method has anything to report.
pub trait Memory: Sync {
    /// What was kept of a layer; none when nothing was, or it cannot be relied on any more.
    fn recall(&self, wanted: &Wanted<'_>) -> Option<Known>;

    /// Keeps a layer under the sha256 of its stored bytes.
    fn keep(&self, stored: &Digest, learned: &Learned<'_>, limits: &Limits);

    /// True for somebody who wants no bytes read to verify claims: a compressed layer is then
    /// taken by the digest that the image claims, unread, and a warning says so.
    fn trusts_claims(&self) -> bool {
        false
    }
}

/// Remembers nothing.
#[derive(Debug, Clone, Copy)]
pub struct NoMemory;

impl Memory for NoMemory {
    fn recall(&self, _wanted: &Wanted<'_>) -> Option<Known> {
        None
    }

    fn keep(&self, _stored: &Digest, _learned: &Learned<'_>, _limits: &Limits) {}
}

/// The sha256 that the image claims for the stored bytes: the blob's digest, or where the layer is
/// stored plain its diff_id. None where a claim is of another algorithm, which a remembered layer
/// could not answer.
fn claim(layer: &Layer, compression: Compression) -> Option<&Digest> {
    let claims = [&layer.digest, &layer.diff_id];
    let other = |claim: &&Digest| claim.algorithm() != "sha256";
    if claims.into_iter().flatten().any(|claim| other(&claim)) {
        return None;
    }
    let plain = compression == Compression::Plain;
    let diff_id = layer.diff_id.as_ref().filter(|_| plain);
    layer.digest.as_ref().or(diff_id)
}

/// What is known of the layer from an earlier run: all that its passage would give.
pub(super) fn recalled(passage: &Passage<'_>) -> Option<Passed> {
    let (options, memory) = (passage.shared.options, passage.shared.memory);
    let plain = passage.compression == Compression::Plain;
    if plain && !options.verify && !options.hash {
        return None; // its headers are read at once, and there is nothing to be believed
    }
    let stored = claim(passage.layer, passage.compression)?;
    let wanted = Wanted {
        stored,
        blob_bytes: passage.blob.len(),
        hashes: options.hash,
        limits: &options.limits,
    };
    let Known {
        index,
        mut oddities,
        bytes,
    } = memory.recall(&wanted)?;
    if bytes.compression != passage.compression || bytes.blob_bytes != passage.blob.len() {
        return None;
    }
    if memory.trusts_claims() && !options.verify {
        let message = "taken from the cache by the digest that the image claims, not verified: \
                       its bytes were not read";
        oddities.push((WarningKind::FromCache, message.to_owned()));
        passage.shared.progress.read(passage.blob.len());
    } else if sha256(passage)? != *stored {
        return None; // the image claims what is not so: what its own bytes hold must be read
    }
    // Over the limit the way through the bytes fails, too, and says so.
    passage.count_plain(bytes.plain_bytes).ok()?;
    let computed = options.verify.then(|| Computed {
        digest: stored.clone(),
        diff_id: Some(bytes.diff_id),
    });
    Some(Passed {
        index,
        oddities,
        error: None,
        computed,
        plain_bytes: Some(bytes.plain_bytes),
        behind: bytes.behind,
    })
}

/// Computes the digest of the blob; none when it cannot be read, which whoever reads it next says.
fn sha256(passage: &Passage<'_>) -> Option<Digest> {
    let mut hasher = DigestHasher::Sha256(Default::default());
    let mut buffer = vec![0; CHUNK];
    let mut at = 0;
    loop {
        match passage.blob.read_at(&mut buffer, at).ok()? {
            0 => return Some(hasher.finish()),
            n => {
                hasher.update(&buffer[..n]);
                at += n as u64;
                passage.shared.progress.read(n as u64);
            }
        }
    }
}

/// Has the layer remembered, if it was read whole and everything in it was computed.
pub(super) fn keep(
    layer: &Layer,
    blob: &Blob,
    compression: Compression,
    passed: &Passed,
    memory: &dyn Memory,
    limits: &Limits,
) {
    let whole = passed.error.is_none()
        && passed.index.hashes.len() == passed.index.contents as usize
        && claim(layer, compression).is_some();
    let (Some(computed), Some(plain_bytes), true) = (&passed.computed, passed.plain_bytes, whole)
    else {
        return;
    };
    let Some(diff_id) = &computed.diff_id else {
        return;
    };
    let bytes = LayerBytes {
        compression,
        blob_bytes: blob.len(),
        plain_bytes,
        diff_id: diff_id.clone(),
        behind: passed.behind,
    };
    let learned = Learned {
        index: &passed.index,
        oddities: &passed.oddities,
        bytes: &bytes,
    };
    memory.keep(&computed.digest, &learned, limits);
}
