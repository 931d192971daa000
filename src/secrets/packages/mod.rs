//! Whether a file is, byte for byte, what a package shipped: then what it holds is public, and
//! nobody's secret.
//!
//! Package databases are the image's own claims. Whoever can write a secret into a layer can write
//! a line that calls it shipped, so only lines that the base image's layers store are believed:
//! those of any version of a database there, for a file at its path in any layer, when the bytes
//! are the same. What databases above the base say is told ([`Ownership::claimed`]) and silences
//! nothing. Of an image that is one layer, or whose base is not known to end above layer 0, that
//! layer is the base and is believed: no tool can know better from the image alone.
//!
//! Read are dpkg's `md5sums` (Debian policy; deb-md5sums(5)), apk's `installed` (apk-package(5):
//! `Z:` is a sha1) and the `RECORD` of Python wheels (packaging.python.org, "Recording installed
//! projects": sha256). md5 and sha1 are what those have; a collision would have to be prepared
//! inside the base image. rpm's databases (sqlite, ndb, Berkeley DB) are not read, and that is said.

pub(super) mod claims;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use sha2::Digest as _;

use claims::Claim;

/// Digests of one content, as package databases have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digests {
    pub(super) md5: [u8; 16],
    pub(super) sha1: [u8; 20],
    pub(super) sha256: [u8; 32],
}

impl Digests {
    pub(super) fn of(bytes: &[u8]) -> Digests {
        let mut hasher = Digester::default();
        hasher.update(bytes);
        hasher.finish()
    }
}

/// Computes all three while bytes pass.
#[derive(Default)]
pub(super) struct Digester(md5::Md5, sha1::Sha1, sha2::Sha256);

impl Digester {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
        self.1.update(bytes);
        self.2.update(bytes);
    }

    pub(super) fn finish(self) -> Digests {
        Digests {
            md5: self.0.finalize().into(),
            sha1: self.1.finalize().into(),
            sha256: self.2.finalize().into(),
        }
    }
}

/// A digest as one database has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sum {
    Md5([u8; 16]),
    Sha1([u8; 20]),
    Sha256([u8; 32]),
}

impl Sum {
    fn holds(&self, digests: &Digests) -> bool {
        match self {
            Sum::Md5(sum) => *sum == digests.md5,
            Sum::Sha1(sum) => *sum == digests.sha1,
            Sum::Sha256(sum) => *sum == digests.sha256,
        }
    }
}

/// Who says that a file is a package's, unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ownership {
    /// A database of the base image: `libssl3 (dpkg)`.
    Shipped(String),
    /// The same bytes as a file that a database of the base image calls shipped: they are public
    /// wherever they lie.
    Copied(String),
    /// Only a database stored above the base, in this layer: the image's own claim.
    Claimed(String, usize),
}

/// What the databases say of some paths.
#[derive(Debug, Default)]
pub(super) struct Packages {
    sums: HashMap<Vec<u8>, Vec<(Sum, usize, String)>>,
    base_layers: usize,
}

impl Packages {
    /// For an image whose lowest `base_layers` layers are its base. Only lines for `wanted` paths
    /// are kept.
    pub(super) fn new(base_layers: usize, wanted: impl Iterator<Item = Vec<u8>>) -> Packages {
        let sums = wanted.map(|path| (canonical(&path), Vec::new())).collect();
        Packages { sums, base_layers }
    }

    /// Takes in one database that `layer` stores at `path`.
    pub(super) fn read(
        &mut self,
        database: claims::Database,
        path: &[u8],
        bytes: &[u8],
        layer: usize,
    ) {
        claims::read(database, path, bytes, &mut |claim: Claim<'_>| {
            if let Entry::Occupied(mut wanted) = self.sums.entry(canonical(&claim.path)) {
                let package = String::from_utf8_lossy(claim.package);
                let package = format!("{package} ({})", database.name());
                wanted.get_mut().push((claim.sum, layer, package));
            }
        });
    }

    /// True when some database speaks of the path: its digests are worth computing.
    pub(super) fn knows(&self, path: &[u8]) -> bool {
        self.sums
            .get(&canonical(path))
            .is_some_and(|sums| !sums.is_empty())
    }

    /// Who says that these bytes at this path are a package's.
    pub(super) fn owner(&self, path: &[u8], digests: &Digests) -> Option<Ownership> {
        let sums = self.sums.get(&canonical(path))?;
        let mut holding = sums.iter().filter(|(sum, ..)| sum.holds(digests));
        let (_, layer, package) = holding.clone().min_by_key(|(_, layer, _)| *layer)?;
        let shipped = holding.any(|(_, layer, _)| *layer < self.base_layers);
        Some(match shipped {
            true => Ownership::Shipped(package.clone()),
            false => Ownership::Claimed(package.clone(), *layer),
        })
    }
}

/// The path by which both sides agree: on a merged-/usr system a package says `bin/x` of what lies
/// at `/usr/bin/x`.
fn canonical(path: &[u8]) -> Vec<u8> {
    let path = path.strip_prefix(b"/").unwrap_or(path);
    let path = path.strip_prefix(b"./").unwrap_or(path);
    let below = path.strip_prefix(b"usr/").unwrap_or(path);
    let merged = ["bin/", "sbin/", "lib"]
        .iter()
        .any(|dir| below.starts_with(dir.as_bytes()));
    if merged {
        below.to_vec()
    } else {
        path.to_vec()
    }
}

#[cfg(test)]
mod tests;
