//! How many paths changed, and their bytes, by kind of change.

use std::sync::atomic::AtomicBool;

use super::order::cancelled;
use super::{Change, NodeId, Tree, Version};

/// Paths and their bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Number of paths.
    pub paths: u64,
    /// Bytes that their own entries store: after the range, or of what went the last before that.
    pub bytes: u64,
}

/// A tally for each kind of change, the root left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tallies {
    /// What was added.
    pub added: Tally,
    /// What was modified, or was stored again and is not known to be the same.
    pub modified: Tally,
    /// What was removed.
    pub removed: Tally,
    /// What stayed as it was.
    pub unchanged: Tally,
    /// What was born and went within the range.
    pub transient: Tally,
}

impl Tallies {
    /// The tally of a kind of change; none counts as modified.
    #[must_use]
    pub fn of(&self, change: Option<Change>) -> Tally {
        match change {
            Some(Change::Added) => self.added,
            Some(Change::Modified) | None => self.modified,
            Some(Change::Removed) => self.removed,
            Some(Change::Unchanged) => self.unchanged,
            Some(Change::Transient) => self.transient,
        }
    }

    pub(super) fn add(&mut self, change: Option<Change>, bytes: u64) {
        let tally = match change {
            Some(Change::Added) => &mut self.added,
            Some(Change::Modified) | None => &mut self.modified,
            Some(Change::Removed) => &mut self.removed,
            Some(Change::Unchanged) => &mut self.unchanged,
            Some(Change::Transient) => &mut self.transient,
        };
        tally.paths += 1;
        tally.bytes += bytes;
    }
}

impl Tree {
    /// What each layer alone did, lowest first: a job that goes once over all versions. What stays
    /// as it was is not counted. None when cancelled.
    #[must_use]
    pub fn changes_by_layer(&self, cancel: &AtomicBool) -> Option<Vec<Tallies>> {
        let mut layers = vec![Tallies::default(); self.layers()];
        for node in 1..self.len() {
            if cancelled(cancel, node - 1) {
                return None;
            }
            let mut shown: Option<Version> = None;
            for &version in self.versions(node as NodeId) {
                let now = Some(version).filter(|version| version.is_visible());
                let change = self.step(shown, now);
                let layer = layers.get_mut(usize::from(version.layer));
                if let (Some(change), Some(layer)) = (change, layer) {
                    layer.add(Some(change), self.entry_bytes(now.or(shown)));
                }
                shown = now;
            }
        }
        Some(layers)
    }

    /// What a layer that touches a path did to it; none for nothing.
    fn step(&self, then: Option<Version>, now: Option<Version>) -> Option<Change> {
        match (then, now) {
            (None, None) => None,
            (None, Some(_)) => Some(Change::Added),
            (Some(_), None) => Some(Change::Removed),
            (Some(then), Some(now)) if self.same_directory(then, now) => None,
            (Some(_), Some(_)) => Some(Change::Modified),
        }
    }

    /// Bytes that the entry of a version itself stores.
    pub(super) fn entry_bytes(&self, version: Option<Version>) -> u64 {
        let record = version.and_then(Version::record);
        record.map_or(0, |record| self.entry(record).size)
    }
}
