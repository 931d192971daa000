//! Does a blob hold what its image claims: size, digest, diff_id.

use crate::image::{Digest, DigestHasher, Layer};

/// The digests of one layer under construction.
pub(super) struct Hashing {
    stored: DigestHasher,
    plain: DigestHasher,
    /// The plain tar is the blob itself, and one hash serves for both.
    same: bool,
}

/// What came out.
#[derive(Clone)]
pub(super) struct Computed {
    pub(super) digest: Digest,
    /// None when the plain tar was not decoded to its end.
    pub(super) diff_id: Option<Digest>,
}

impl Hashing {
    /// Hashers of the algorithms that the layer's claims use; sha256 where it claims nothing, or
    /// something that cannot be computed here.
    pub(super) fn new(layer: &Layer, plain_is_stored: bool) -> Hashing {
        let algorithm = |claim: &Option<Digest>| {
            let claimed = claim
                .as_ref()
                .and_then(|claim| DigestHasher::new(claim.algorithm()));
            claimed.unwrap_or_else(|| DigestHasher::Sha256(Default::default()))
        };
        let (stored, plain) = (algorithm(&layer.digest), algorithm(&layer.diff_id));
        let alike = std::mem::discriminant(&stored) == std::mem::discriminant(&plain);
        Hashing {
            stored,
            plain,
            same: plain_is_stored && alike,
        }
    }

    /// Takes the next bytes of the blob.
    pub(super) fn stored(&mut self, bytes: &[u8]) {
        self.stored.update(bytes);
    }

    /// Takes the next bytes of the plain tar.
    pub(super) fn plain(&mut self, bytes: &[u8]) {
        if !self.same {
            self.plain.update(bytes);
        }
    }

    pub(super) fn finish(self) -> Computed {
        let digest = self.stored.finish();
        let diff_id = if self.same {
            digest.clone()
        } else {
            self.plain.finish()
        };
        Computed {
            digest,
            diff_id: Some(diff_id),
        }
    }
}

/// Sentences for every claim that does not hold; `None` when a claim could not be computed, or
/// there is none.
pub(super) fn mismatches(
    layer: &Layer,
    computed: &Computed,
    blob_bytes: u64,
) -> Option<Vec<String>> {
    let mut wrong = Vec::new();
    let mut unknown = layer.digest.is_none() && layer.diff_id.is_none();
    if let Some(size) = layer.size.filter(|&size| size != blob_bytes) {
        wrong.push(format!(
            "the blob has {blob_bytes} bytes, the manifest says {size}"
        ));
    }
    for (claim, have, what) in [
        (&layer.digest, Some(&computed.digest), "the blob's digest"),
        (
            &layer.diff_id,
            computed.diff_id.as_ref(),
            "the plain tar's digest (diff_id)",
        ),
    ] {
        let (Some(claim), Some(have)) = (claim, have) else {
            continue;
        };
        if claim.algorithm() != have.algorithm() {
            unknown = true;
        } else if claim != have {
            wrong.push(format!("{what} is {have}, the image says {claim}"));
        }
    }
    if unknown && wrong.is_empty() {
        None
    } else {
        Some(wrong)
    }
}
