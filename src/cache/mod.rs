//! Layers that were read before, kept in the user's own folder from one run to the next.
//!
//! What a layer holds follows from its stored bytes. It is kept under their sha256 as this program
//! computed it, with the version of the reader and the limits in force, and [`crate::layer`] asks
//! for it only to compare that sha256 with one computed anew. What a file of the cache says is
//! checked as if somebody else had written it; a file that is damaged is one that is not there.
//! Nothing here fails a run: without a folder, without room, without rights there is no cache.
//!
//! It holds no contents of files and no secrets, but it holds names: the folder is private.

mod decode;
mod encode;
mod folder;
mod format;
mod input;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

pub use folder::CacheError;

use crate::image::{Digest, push_hex};
use crate::layer::{Known, Learned, Memory, Wanted};
use crate::limits::Limits;
use folder::{Folder, Item};

/// Bytes that the cache may take unless its user says otherwise; the oldest-used go first.
pub const DEFAULT_BYTES: u64 = 2_000_000_000;

/// Free space that is left to others.
const MARGIN: u64 = 64 << 20;

/// The cache. Safe to use from several threads, and beside other processes.
#[derive(Debug)]
pub struct Cache {
    root: PathBuf,
    /// Bytes that it may take.
    limit: u64,
    trusts_claims: bool,
    there: Option<Folder>,
    made: OnceLock<Option<Folder>>,
    /// Bytes that it takes, as far as is known; none before it was counted.
    taken: Mutex<Option<u64>>,
}

/// How much there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Layers.
    pub layers: u64,
    /// Bytes that they take on the disk.
    pub bytes: u64,
}

impl Cache {
    /// The cache in the folder `root`, which is made when the first layer is kept. It may take
    /// `limit` bytes.
    ///
    /// # Errors
    /// When the folder belongs to somebody else or others can write to it, or it cannot be opened.
    pub fn open(root: &Path, limit: u64) -> Result<Cache, CacheError> {
        Ok(Cache {
            root: root.to_owned(),
            limit,
            trusts_claims: false,
            there: Folder::open(root)?,
            made: OnceLock::new(),
            taken: Mutex::new(None),
        })
    }

    /// The same for somebody who asked that nothing be verified: see [`Memory::trusts_claims`].
    #[must_use]
    pub fn trusting_claims(self, trusts_claims: bool) -> Cache {
        Cache {
            trusts_claims,
            ..self
        }
    }

    /// How much there is.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn usage(&self) -> Result<Usage, CacheError> {
        let items = match self.folder() {
            Some(folder) => folder.items().map_err(|error| self.unusable(error))?,
            None => vec![],
        };
        Ok(usage(&items))
    }

    /// Removes all layers, and the folder if nothing else is in it. Gives what there was.
    ///
    /// # Errors
    /// When the folder cannot be read, or a file cannot be removed.
    pub fn clear(self) -> Result<Usage, CacheError> {
        let Some(folder) = self.folder() else {
            return Ok(Usage::default());
        };
        let items = folder.items().map_err(|error| self.unusable(error))?;
        let _ = folder.sweep();
        let gone = items
            .iter()
            .filter(|item| folder.remove(&item.name))
            .count();
        let left = folder.items().map_err(|error| self.unusable(error))?;
        if gone < items.len() && !left.is_empty() {
            let error = std::io::Error::other("its files cannot be removed");
            return Err(self.unusable(error));
        }
        if let Some(folder) = self.there {
            folder.remove_itself(&self.root);
        }
        Ok(usage(&items))
    }

    fn unusable(&self, error: std::io::Error) -> CacheError {
        CacheError::Unusable {
            folder: crate::text::escape_bytes(self.root.as_os_str().as_encoded_bytes())
                .into_owned(),
            error,
        }
    }

    fn folder(&self) -> Option<&Folder> {
        let made = || self.made.get().and_then(Option::as_ref);
        self.there.as_ref().or_else(made)
    }

    fn made_folder(&self) -> Option<&Folder> {
        let make = || Folder::create(&self.root).ok();
        self.there
            .as_ref()
            .or_else(|| self.made.get_or_init(make).as_ref())
    }

    /// Makes room for what was just written: the oldest-used go until a tenth is free again.
    fn trim(&self, folder: &Folder, written: u64) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let known = taken.map(|taken| taken.saturating_add(written));
        if let Some(now) = known.filter(|&now| now <= self.limit) {
            *taken = Some(now);
            return;
        }
        // Counted anew, since others write here, too.
        let _ = folder.sweep();
        let Ok(mut items) = folder.items() else {
            return;
        };
        let mut bytes = usage(&items).bytes;
        if bytes > self.limit {
            items.sort_by_key(|item| item.used);
            for item in &items {
                if bytes <= self.limit - self.limit / 10 {
                    break;
                }
                folder.remove(&item.name);
                bytes -= item.bytes;
            }
        }
        *taken = Some(bytes);
    }
}

impl Memory for Cache {
    fn recall(&self, wanted: &Wanted<'_>) -> Option<Known> {
        let name = name(wanted.stored, wanted.limits)?;
        let (file, len) = self.folder()?.read(&name)?;
        let known = decode::decode(&file, len, wanted)?;
        folder::touch(&file);
        Some(known)
    }

    fn keep(&self, stored: &Digest, learned: &Learned<'_>, limits: &Limits) {
        let (about, Some(name)) = (about(learned), name(stored, limits)) else {
            return;
        };
        if about > self.limit {
            return;
        }
        let Some(folder) = self.made_folder() else {
            return;
        };
        if folder
            .free()
            .is_some_and(|free| free < about.saturating_add(MARGIN))
        {
            return;
        }
        let written = folder.write(&name, |file| encode::encode(file, stored, learned, limits));
        if let Ok(written) = written {
            self.trim(folder, written);
        }
    }

    fn trusts_claims(&self) -> bool {
        self.trusts_claims
    }
}

fn usage(items: &[Item]) -> Usage {
    Usage {
        layers: items.len() as u64,
        bytes: items.iter().map(|item| item.bytes).sum(),
    }
}

/// The name of a layer's file; none for a digest of another kind.
fn name(stored: &Digest, limits: &Limits) -> Option<String> {
    if stored.algorithm() != "sha256" {
        return None;
    }
    let mut name = format!("{}-", stored.encoded());
    push_hex(&mut name, &format::variant(limits)[..8]);
    Some(name)
}

/// Bytes that a layer takes at most, but for odd ones: to see beforehand whether there is room.
fn about(learned: &Learned<'_>) -> u64 {
    let index = learned.index;
    let (entries, hashes) = (index.entries.len() as u64, index.hashes.len() as u64);
    let names = (index.names.len() + index.links.len()) as u64;
    4096 + names + 64 * entries + 32 * hashes
}
