//! The files of a view in one list, largest first, without the tree.

use std::sync::atomic::AtomicBool;

use super::order::{Order, Place, cancelled};
use super::passing::Passing;
use super::{Matches, NodeId, Range, Shown, Sums, Tree, Version};
use crate::layer::EntryKind;

/// What a flat list is sorted by, largest first; ties stand in the order of their paths.
#[derive(Debug, Clone, Copy)]
pub enum Largest<'a> {
    /// The stored bytes that the path shows: [`Tree::shown_bytes`].
    Size,
    /// The dead bytes at the path.
    Waste(&'a Sums),
}

impl Tree {
    /// The version of a path that a view speaks of: after the range, or of what is gone then the
    /// last that was visible.
    #[must_use]
    pub fn shown_version(&self, node: NodeId, range: Range) -> Option<Version> {
        let seen =
            |version: &&Version| version.is_visible() && usize::from(version.layer) <= range.to;
        self.versions(node).iter().rev().find(seen).copied()
    }

    /// Stored bytes that a path shows in a view, through a hard link too; of what is gone after
    /// the range those that it showed last. 0 for everything but regular files.
    #[must_use]
    pub fn shown_bytes(&self, node: NodeId, range: Range) -> u64 {
        self.content_bytes(self.shown_version(node, range))
    }

    fn content_bytes(&self, version: Option<Version>) -> u64 {
        let record = version.and_then(Version::record);
        let content = record.and_then(|record| self.content_of(record));
        content.map_or(0, |content| self.entry(self.content(content).record()).size)
    }

    /// Everything but directories that a view shows, the largest first: a job. None when
    /// cancelled.
    #[must_use]
    pub fn flat(
        &self,
        by_name: &Order,
        shown: Shown,
        matches: Option<&Matches>,
        by: Largest<'_>,
        cancel: &AtomicBool,
    ) -> Option<Vec<NodeId>> {
        let passing = Passing::new(self, by_name, shown, matches.map(Matches::hits));
        // Bytes, largest first, and place in one number, which sorts faster than two.
        let mut files: Vec<u128> = Vec::new();
        for place in 1..by_name.len() as Place {
            if cancelled(cancel, place as usize - 1) {
                return None;
            }
            let node = by_name.node(place);
            if passing.is(node)
                && let Some(version) = self.shown_version(node, shown.range)
                && self.kind(version) != EntryKind::Directory
            {
                let bytes = match by {
                    Largest::Size => self.content_bytes(Some(version)),
                    Largest::Waste(sums) => sums.waste(node),
                };
                files.push(u128::from(!bytes) << 32 | u128::from(place));
            }
        }
        files.sort_unstable();
        let nodes = files.iter().map(|&key| by_name.node(key as Place));
        Some(nodes.collect())
    }
}
