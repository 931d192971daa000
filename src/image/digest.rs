//! Digests, parsed before anything is done with them.
//!
//! The grammar is that of the OCI image specification (descriptor.md, "Digests"): unknown
//! algorithms pass, known ones must have the right length in lower-case hex. A digest becomes a
//! path only through [`Digest::algorithm`] and [`Digest::encoded`], which can hold no separator.

use std::fmt;

/// `algorithm:encoded`, checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest {
    text: Box<str>,
    colon: usize,
}

/// Characters of the longest digest; no algorithm comes near, and names of files end before.
const MOST: usize = 512;

/// What is wrong with a digest's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is no digest: {reason}")]
pub struct DigestError {
    text: String,
    reason: &'static str,
}

impl Digest {
    /// Parses `algorithm:encoded`.
    ///
    /// # Errors
    /// When the grammar does not hold, or a known algorithm's value has another length than its
    /// own or is not lower-case hex.
    pub fn parse(text: &str) -> Result<Digest, DigestError> {
        let fail = |reason| DigestError {
            text: crate::text::escape(text).chars().take(160).collect(),
            reason,
        };
        let colon = text
            .find(':')
            .ok_or_else(|| fail("no ':' after the algorithm"))?;
        let (algorithm, encoded) = (&text[..colon], &text[colon + 1..]);
        let component = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if !algorithm.split(['+', '.', '_', '-']).all(component) {
            return Err(fail(
                "the algorithm is not of the form [a-z0-9]+([+._-][a-z0-9]+)*",
            ));
        }
        if text.len() > MOST {
            return Err(fail("it is longer than 512 characters"));
        }
        if encoded.is_empty()
            || !encoded
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"=_-".contains(&b))
        {
            return Err(fail("the value is not of the form [a-zA-Z0-9=_-]+"));
        }
        let length = match algorithm {
            "sha256" | "blake3" => 64,
            "sha384" => 96,
            "sha512" => 128,
            _ => {
                return Ok(Digest {
                    text: text.into(),
                    colon,
                });
            }
        };
        if encoded.len() != length {
            return Err(fail("the value has the wrong length for its algorithm"));
        }
        if !encoded
            .bytes()
            .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        {
            return Err(fail("the value is not lower-case hex"));
        }
        Ok(Digest {
            text: text.into(),
            colon,
        })
    }

    /// The digest that these bytes of hash make under `algorithm` (`sha256`, `sha512`, `blake3`).
    #[must_use]
    pub fn from_hash(algorithm: &str, hash: &[u8]) -> Digest {
        let mut text = String::with_capacity(algorithm.len() + 1 + hash.len() * 2);
        text.push_str(algorithm);
        text.push(':');
        push_hex(&mut text, hash);
        Digest {
            text: text.into(),
            colon: algorithm.len(),
        }
    }

    /// The digest of `bytes` under the algorithm of `self`; none where that cannot be computed.
    #[must_use]
    pub fn of_same_kind(&self, bytes: &[u8]) -> Option<Digest> {
        let mut hasher = super::DigestHasher::new(self.algorithm())?;
        hasher.update(bytes);
        Some(hasher.finish())
    }

    /// The sha256 digest of `bytes`.
    #[must_use]
    pub fn sha256(bytes: &[u8]) -> Digest {
        use sha2::Digest as _;
        Digest::from_hash("sha256", &sha2::Sha256::digest(bytes))
    }

    /// `sha256:` and the first twelve digits, for lines that people read.
    #[must_use]
    pub fn short(&self) -> &str {
        let end = (self.colon + 13).min(self.text.len());
        &self.text[..end]
    }

    /// `sha256`, `sha512`, …
    #[must_use]
    pub fn algorithm(&self) -> &str {
        &self.text[..self.colon]
    }

    /// What stands behind the colon.
    #[must_use]
    pub fn encoded(&self) -> &str {
        &self.text[self.colon + 1..]
    }

    /// The whole text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Appends `bytes` as lower-case hex.
pub fn push_hex(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.push(DIGITS[usize::from(byte >> 4)].into());
        out.push(DIGITS[usize::from(byte & 15)].into());
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_decides_before_a_path_is_built() {
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let long = hex.repeat(2);
        for good in [
            format!("sha256:{hex}"),
            format!("sha512:{long}"),
            format!("blake3:{hex}"),
            "multihash+base58:QmRZ".into(),
        ] {
            assert_eq!(
                Digest::parse(&good).map(|d| d.as_str().to_owned()),
                Ok(good)
            );
        }
        for bad in [
            "",
            "sha256",
            ":abc",
            "sha256:",
            "sha256:../../etc/passwd",
            "sha256:..",
            "../x:abc",
            "SHA256:abc",
            "sha256+:abc",
            &format!("sha256:{}", hex.to_uppercase()),
            &format!("sha256:{}", &hex[1..]),
            &format!("sha512:{hex}"),
            "x:a/b",
            "x:a\0b",
            &format!("x:{long}{long}{long}{long}"),
        ] {
            assert!(Digest::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_algorithms_of_the_specification_are_computed_and_others_are_not() {
        let parse = |text: &str| Digest::parse(text).unwrap();
        let of = |algorithm: &str, length: usize| {
            let kind = parse(&format!("{algorithm}:{}", "0".repeat(length)));
            kind.of_same_kind(b"")
                .map(|digest| digest.short().to_owned())
        };
        assert_eq!(of("sha256", 64).unwrap(), "sha256:e3b0c44298fc");
        assert_eq!(of("sha384", 96).unwrap(), "sha384:38b060a751ac");
        assert_eq!(of("sha512", 128).unwrap(), "sha512:cf83e1357eef");
        assert_eq!(of("blake3", 64).unwrap(), "blake3:af1349b9f5f9");
        assert_eq!(of("md5", 32), None);
    }

    #[test]
    fn a_hash_becomes_the_digest_of_its_bytes() {
        let digest = Digest::from_hash("sha256", &[0xab; 32]);
        assert_eq!(digest.algorithm(), "sha256");
        assert_eq!(digest.encoded(), "ab".repeat(32));
        assert_eq!(Digest::parse(digest.as_str()), Ok(digest));
    }
}
