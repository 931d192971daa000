//! One layer's part in the scan: its contents on their way past, and what its paths say.

use std::sync::Mutex;

use super::Hit;
use super::packages::Digests;
use super::packages::claims::{self, Database};
use super::pass::{LayerNotes, Pass, Skipped, lock};
use super::taking::Taking;
use crate::layer::{ContentSink, Entry, EntryKind, LayerIndex};

/// The content at hand.
#[derive(Default)]
struct At {
    path: Vec<u8>,
    size: u64,
    kind: u16,
    hash: Option<[u8; 32]>,
    /// Bytes that came so far; a content that came in one piece never was copied.
    taken: u64,
    database: Option<Database>,
    done: bool,
}

/// Takes the contents of one layer.
pub(super) struct Sink<'p> {
    pass: &'p Pass<'p>,
    notes: &'p Mutex<LayerNotes>,
    taking: Taking<'p>,
    at: At,
    database: Vec<u8>,
}

impl<'p> Sink<'p> {
    pub(super) fn new(pass: &'p Pass<'p>, notes: &'p Mutex<LayerNotes>) -> Sink<'p> {
        Sink {
            pass,
            notes,
            taking: Taking::new(&pass.scanning),
            at: At::default(),
            database: Vec::new(),
        }
    }
}

impl ContentSink for Sink<'_> {
    fn begin(&mut self, index: &LayerIndex, at: usize, entry: &Entry) -> bool {
        if entry.kind != EntryKind::File || entry.size == 0 {
            return false;
        }
        let path = index.path(entry);
        let detect = self.pass.scanning.detect;
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let kind = detect.kind(&path);
        let present = detect.presence(&path).map(|hit| Hit {
            line: 0,
            column: 0,
            ..hit
        });
        let database = claims::database_at(&path);
        if kind != 0 || present.is_some() || database.is_some() {
            let mut notes = lock(self.notes);
            notes.kinds.extend((kind != 0).then_some((at, kind)));
            notes.present.extend(present.map(|hit| (at, hit)));
            notes
                .databases
                .extend(database.map(|database| (at, database)));
        }
        if database == Some(Database::Rpm) {
            self.pass.shared().skipped.rpm += 1;
        }
        self.database.clear();
        self.at = At {
            path,
            size: entry.size,
            kind,
            database: database.filter(|database| *database != Database::Rpm),
            ..At::default()
        };
        true
    }

    fn hash(&mut self, hash: &[u8; 32]) {
        self.at.hash = Some(*hash);
    }

    fn data(&mut self, bytes: &[u8]) {
        if self.at.database.is_some() && self.database.len() < self.pass.limits().package_bytes {
            self.database.extend_from_slice(bytes);
        }
        let whole = self.at.taken == 0 && bytes.len() as u64 == self.at.size;
        if let (true, Some(hash)) = (
            whole && bytes.len() <= self.pass.limits().scan_bytes,
            self.at.hash,
        ) {
            self.at.done = true;
            let key = (hash, self.at.kind);
            if self.pass.scanning.claim(key) {
                let path = std::mem::take(&mut self.at.path);
                let found = self.taking.whole(path, bytes);
                self.pass
                    .scanning
                    .keep(key, found, || Some(Digests::of(bytes)));
            }
            return;
        }
        if self.at.taken == 0 {
            self.taking.begin(std::mem::take(&mut self.at.path));
        }
        self.at.taken += bytes.len() as u64;
        self.taking.data(bytes);
    }

    fn end(&mut self) {
        let Some(hash) = self.at.hash else {
            return; // nobody hashes: nothing could be placed
        };
        if self.at.database.is_some() {
            self.pass.keep_database(hash, &self.database);
        }
        let key = (hash, self.at.kind);
        if !self.at.done && self.pass.scanning.claim(key) {
            let found = self.taking.end();
            let held = self.taking.held();
            self.pass
                .scanning
                .keep(key, found, || held.map(Digests::of));
        }
        let skipped = self.taking.skipped();
        if skipped != Skipped::default() {
            self.pass.shared().skipped.add(skipped);
        }
    }
}
