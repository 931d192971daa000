//! Computing digests while bytes pass.

use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::Digest;

/// A hash under construction, of an algorithm that the OCI image specification registers
/// (descriptor.md, "Registered Algorithms"; BLAKE3 is registered since 2025).
#[derive(Clone)]
pub enum DigestHasher {
    /// The default.
    Sha256(Sha256),
    /// Seen in the wild, if rarely.
    Sha384(Sha384),
    /// Registered.
    Sha512(Sha512),
    /// Registered since 2025.
    Blake3(Box<blake3::Hasher>),
}

impl DigestHasher {
    /// A hasher for `algorithm`, or none when it cannot be computed here.
    #[must_use]
    pub fn new(algorithm: &str) -> Option<DigestHasher> {
        Some(match algorithm {
            "sha256" => DigestHasher::Sha256(Sha256::new()),
            "sha384" => DigestHasher::Sha384(Sha384::new()),
            "sha512" => DigestHasher::Sha512(Sha512::new()),
            "blake3" => DigestHasher::Blake3(Box::default()),
            _ => return None,
        })
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            DigestHasher::Sha256(hasher) => hasher.update(bytes),
            DigestHasher::Sha384(hasher) => hasher.update(bytes),
            DigestHasher::Sha512(hasher) => hasher.update(bytes),
            DigestHasher::Blake3(hasher) => {
                hasher.update(bytes);
            }
        }
    }

    /// The digest of all bytes taken.
    #[must_use]
    pub fn finish(self) -> Digest {
        match self {
            DigestHasher::Sha256(hasher) => Digest::from_hash("sha256", &hasher.finalize()),
            DigestHasher::Sha384(hasher) => Digest::from_hash("sha384", &hasher.finalize()),
            DigestHasher::Sha512(hasher) => Digest::from_hash("sha512", &hasher.finalize()),
            DigestHasher::Blake3(hasher) => {
                Digest::from_hash("blake3", hasher.finalize().as_bytes())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digests_come_out() {
        for (algorithm, empty) in [
            (
                "sha256",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
            (
                "blake3",
                "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
            ),
        ] {
            let digest = DigestHasher::new(algorithm).unwrap().finish();
            assert_eq!(digest.encoded(), empty);
            assert_eq!(digest.algorithm(), algorithm);
        }
        assert!(DigestHasher::new("md5").is_none());
    }
}
