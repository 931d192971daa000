//! The sums of a view: what each path holds after the range, what it wastes, and what changed.

use std::sync::atomic::AtomicBool;

use super::order::cancelled;
use super::{Bits, NodeId, ROOT, Range, Tallies, Tree, Version};

/// The sums of one view.
#[derive(Debug, Clone)]
pub struct Sums {
    sizes: Vec<u64>,
    waste: Vec<u64>,
    /// What the range did, by kind of change.
    pub changes: Tallies,
}

impl Sums {
    /// Adds up a view: a job. None when cancelled.
    #[must_use]
    pub fn new(tree: &Tree, range: Range, cancel: &AtomicBool) -> Option<Sums> {
        let mut sums = Sums {
            sizes: vec![0; tree.len()],
            waste: vec![0; tree.len()],
            changes: Tallies::default(),
        };
        sums.own_sizes(tree, range, cancel)?;
        sums.own_waste(tree, range, cancel)?;
        for node in (1..tree.len()).rev() {
            let parent = tree.parent(node as NodeId) as usize;
            sums.sizes[parent] += sums.sizes[node];
            sums.waste[parent] += sums.waste[node];
        }
        Some(sums)
    }

    /// Bytes of the stored contents that are visible at or below a path after the range, each
    /// once: of a file's hard links, only the first name that is visible then counts.
    #[must_use]
    pub fn size(&self, node: NodeId) -> u64 {
        self.sizes.get(node as usize).copied().unwrap_or(0)
    }

    /// Dead bytes that the layers of the range store at or below a path. Of the final image
    /// ([`super::Shown::final_image`]) those of all layers.
    #[must_use]
    pub fn waste(&self, node: NodeId) -> u64 {
        self.waste.get(node as usize).copied().unwrap_or(0)
    }

    fn own_sizes(&mut self, tree: &Tree, range: Range, cancel: &AtomicBool) -> Option<()> {
        let mut counted = Bits::new(tree.contents().len(), false);
        for node in 0..tree.len() {
            if cancelled(cancel, node) {
                return None;
            }
            let Some(state) = tree.state(node as NodeId, range) else {
                continue;
            };
            if let Some(content) = tree.shows(state.after)
                && !counted.get(content)
            {
                counted.set(content, true);
                self.sizes[node] = tree.entry(tree.content(content).record()).size;
            }
            if node as NodeId != ROOT {
                let version = tree.shown_version(node as NodeId, range);
                self.changes.add(state.change, tree.entry_bytes(version));
            }
        }
        Some(())
    }

    fn own_waste(&mut self, tree: &Tree, range: Range, cancel: &AtomicBool) -> Option<()> {
        let all = range.from >= tree.layers();
        for (at, content) in tree.contents().iter().enumerate() {
            if cancelled(cancel, at) {
                return None;
            }
            let layer = usize::from(content.record().layer);
            let within = all || (range.from..=range.to).contains(&layer);
            if within && content.death().is_some() {
                self.waste[content.node as usize] += tree.entry(content.record()).size;
            }
        }
        Some(())
    }
}

impl Tree {
    fn shows(&self, version: Option<Version>) -> Option<super::ContentId> {
        self.content_of(version?.record()?)
    }
}
