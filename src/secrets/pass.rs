//! The scan of one image: takes part in the single pass over its layers, and keeps what was found
//! by content until the tree is there to say where those contents lie.
//!
//! A content is told by its BLAKE3 and by the reader that its path calls for; the first worker to
//! meet it scans it, all others go on. So a file that ten layers store again costs one scan.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashbrown::HashSet;

use super::Hit;
use super::detect::Detect;
use super::packages::Digests;
use super::packages::claims::Database;
use super::sink::Sink;
use super::taking::{Found, Outcome};
use crate::layer::{ContentSink, SinkFactory};
use crate::limits::Limits;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanOptions {
    /// Contents that are no text, too.
    pub binaries: bool,
}

impl Default for ScanOptions {
    fn default() -> ScanOptions {
        ScanOptions { binaries: true }
    }
}

/// What was not looked at, or not to its end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Contents that are no text, when those are not wanted.
    pub binaries: u64,
    /// Contents larger than a worker holds: scanned in stretches, but read by no reader that
    /// needs them whole.
    pub streamed: u64,
    /// Archives inside archives: scanned as bytes, not opened.
    pub nested: u64,
    /// Archives with more members, bytes or compression than the limits allow.
    pub archives_cut: u64,
    /// Archives that are damaged, encrypted, or packed in a way that is not known here.
    pub archives_unread: u64,
    /// Secrets beyond the number that is kept of one content or image.
    pub hits: u64,
    /// Package databases that could not be kept for want of room.
    pub databases: u64,
    /// Databases of rpm, which are not read.
    pub rpm: u64,
    /// Credential files with more bytes, values or secrets than their reader takes.
    pub readers: u64,
}

impl Skipped {
    pub(super) fn add(&mut self, other: Skipped) {
        let Skipped {
            binaries,
            streamed,
            nested,
            archives_cut,
            archives_unread,
            hits,
            ..
        } = other;
        self.binaries += binaries;
        self.streamed += streamed;
        self.nested += nested;
        self.archives_cut += archives_cut;
        self.archives_unread += archives_unread;
        self.hits += hits;
        self.databases += other.databases;
        self.rpm += other.rpm;
        self.readers += other.readers;
    }
}

/// What all workers of one scan share.
pub(super) struct Scanning<'d> {
    pub(super) detect: &'d dyn Detect,
    pub(super) options: ScanOptions,
    pub(super) limits: &'d Limits,
    shared: Arc<Mutex<Shared>>,
}

impl Scanning<'_> {
    /// True when nobody has met this content before: it is the caller's to scan.
    pub(super) fn claim(&self, key: Key) -> bool {
        lock(&self.shared).seen.insert(key)
    }

    /// Keeps what a content holds, if it holds anything.
    pub(super) fn keep(
        &self,
        key: Key,
        outcome: Outcome,
        digests: impl FnOnce() -> Option<Digests>,
    ) {
        let Outcome { mut found, members } = outcome;
        {
            let mut shared = lock(&self.shared);
            let room = self.limits.image_hits.saturating_sub(shared.hits);
            shared.skipped.hits += found.len().saturating_sub(room) as u64;
            found.truncate(room);
            shared.hits += found.len();
        }
        if found.is_empty() && members.is_empty() {
            return;
        }
        let scanned = Scanned {
            digests: digests(),
            found,
            members,
        };
        lock(&self.shared).scanned.insert(key, Arc::new(scanned));
    }
}

/// The bytes of a content, and the reader that its path calls for.
pub(super) type Key = ([u8; 32], u16);

/// The path of an archive's member, and its content.
pub(super) type Member = (Arc<[u8]>, Key);

/// What one content holds.
#[derive(Debug)]
pub(super) struct Scanned {
    pub(super) found: Vec<Found>,
    /// Members of an archive that hold, or may hold, what another content holds.
    pub(super) members: Vec<Member>,
    /// Its digests as package databases have them; none of one that was too large to be held.
    pub(super) digests: Option<Digests>,
}

/// What one layer's sink has to say beside the contents.
#[derive(Debug, Default)]
pub(super) struct LayerNotes {
    /// Entries whose path calls for a reader, with its number, in order.
    pub(super) kinds: Vec<(u32, u16)>,
    /// Entries whose presence says something, in order.
    pub(super) present: Vec<(u32, Hit)>,
    /// Entries that are package databases.
    pub(super) databases: Vec<(u32, Database)>,
}

/// A scan under way: the sinks of all layers, and what they have found so far.
pub struct Pass<'d> {
    pub(super) scanning: Scanning<'d>,
    layers: Vec<Mutex<LayerNotes>>,
}

#[derive(Default)]
pub(super) struct Shared {
    seen: HashSet<Key>,
    scanned: HashMap<Key, Arc<Scanned>>,
    databases: HashMap<[u8; 32], Arc<[u8]>>,
    database_bytes: usize,
    hits: usize,
    pub(super) skipped: Skipped,
}

/// All that a pass has found, by content.
#[derive(Default)]
pub(super) struct Passed {
    pub(super) layers: Vec<LayerNotes>,
    pub(super) scanned: HashMap<Key, Arc<Scanned>>,
    pub(super) databases: HashMap<[u8; 32], Arc<[u8]>>,
    pub(super) skipped: Skipped,
}

impl<'d> Pass<'d> {
    /// For an image of so many layers. The layers must be read with
    /// [`crate::layer::Options::hash`]: places are found by contents' hashes.
    #[must_use]
    pub fn new(
        layers: usize,
        detect: &'d dyn Detect,
        options: ScanOptions,
        limits: &'d Limits,
    ) -> Pass<'d> {
        Pass {
            scanning: Scanning {
                detect,
                options,
                limits,
                shared: Arc::default(),
            },
            layers: (0..layers).map(|_| Mutex::default()).collect(),
        }
    }

    /// For another image of the same source, of so many layers: a content that was met already is
    /// not scanned again.
    #[must_use]
    pub fn beside(&self, layers: usize) -> Pass<'d> {
        Pass {
            scanning: Scanning {
                shared: self.scanning.shared.clone(),
                ..self.scanning
            },
            layers: (0..layers).map(|_| Mutex::default()).collect(),
        }
    }

    pub(super) fn detect(&self) -> &'d dyn Detect {
        self.scanning.detect
    }

    pub(super) fn limits(&self) -> &'d Limits {
        self.scanning.limits
    }

    /// What was found, once the layers have been read.
    pub(super) fn take(&self) -> Passed {
        let mut shared = self.shared();
        let skipped = std::mem::take(&mut shared.skipped);
        Passed {
            layers: self
                .layers
                .iter()
                .map(|layer| std::mem::take(&mut *lock(layer)))
                .collect(),
            // Another image may hold the same contents.
            scanned: shared.scanned.clone(),
            databases: shared.databases.clone(),
            skipped,
        }
    }

    pub(super) fn shared(&self) -> MutexGuard<'_, Shared> {
        lock(&self.scanning.shared)
    }

    pub(super) fn keep_database(&self, hash: [u8; 32], bytes: &[u8]) {
        let limit = self.scanning.limits.package_bytes;
        let mut shared = self.shared();
        if shared.databases.contains_key(&hash) {
            return;
        }
        if shared.database_bytes + bytes.len() > limit {
            shared.skipped.databases += 1;
            return;
        }
        shared.database_bytes += bytes.len();
        shared.databases.insert(hash, bytes.into());
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SinkFactory for Pass<'_> {
    fn sink(&self, layer: usize) -> Option<Box<dyn ContentSink + '_>> {
        let notes = self.layers.get(layer)?;
        Some(Box::new(Sink::new(self, notes)))
    }
}
