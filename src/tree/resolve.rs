//! Where a name lands: through the symlinks of the layers below, inside the root, in a bounded
//! number of hops (umoci, containerd: a scoped join; Linux follows 40).

use std::collections::VecDeque;

use super::stack::Stacker;
use super::{NodeId, ROOT};
use crate::layer::EntryKind;

/// Where a symlink leads.
pub(super) enum Landing {
    /// This path; it need not exist, and then has no node yet when none was to be made.
    At(NodeId),
    /// Nowhere that has a node.
    Nowhere,
    /// Links that lead to links without end.
    TooManyHops,
}

impl Stacker {
    /// Follows the symlink at `node` to the directory that it means, making nodes for parts that
    /// do not exist when `make` is set.
    pub(super) fn follow(&mut self, node: NodeId, make: bool) -> Landing {
        let mut at = self.arena.parent(node);
        let mut hops = 0;
        let mut parts = VecDeque::new();
        let Some(start) = self.push_target(node, &mut parts) else {
            return Landing::Nowhere;
        };
        at = start.unwrap_or(at);
        while let Some(part) = parts.pop_front() {
            self.link_steps += 1;
            if self.link_steps > self.limits.link_steps {
                return Landing::TooManyHops;
            }
            if part == b".." {
                at = self.arena.parent(at);
                continue;
            }
            let child = if make {
                self.arena_child(at, &part)
            } else {
                self.arena.find(at, &part)
            };
            let Some(child) = child else {
                return Landing::Nowhere;
            };
            if make {
                self.mark_used(child);
            }
            if self.visible_kind(child) != Some(EntryKind::Symlink) {
                at = child;
                continue;
            }
            hops += 1;
            if hops >= self.limits.symlink_hops || parts.len() > self.limits.path_components * 2 {
                return Landing::TooManyHops;
            }
            if let Some(Some(root)) = self.push_target(child, &mut parts) {
                at = root;
            }
        }
        Landing::At(at)
    }

    /// Puts the parts of a symlink's target before `parts`. `Some(Some(ROOT))` for an absolute
    /// target, `Some(None)` for one that starts in the link's own directory.
    fn push_target(&self, node: NodeId, parts: &mut VecDeque<Vec<u8>>) -> Option<Option<NodeId>> {
        let record = self.inode(self.visible(node)?.record()?)?;
        let target = self.link(record);
        let split = target
            .split(|&b| b == b'/')
            .filter(|part| !part.is_empty() && part != b".");
        for part in split.rev() {
            parts.push_front(part.to_vec());
        }
        Some(target.starts_with(b"/").then_some(ROOT))
    }

    /// The node that a hard link's target names: parents through symlinks, the last part itself.
    pub(super) fn hard_link_target(&mut self, parent: &[u8], name: &[u8]) -> Option<NodeId> {
        let mut at = ROOT;
        for part in parent.split(|&b| b == b'/').filter(|part| !part.is_empty()) {
            let child = self.arena.find(at, part)?;
            at = child;
            if self.visible_kind(child) == Some(EntryKind::Symlink) {
                let Landing::At(landed) = self.follow(child, false) else {
                    return None;
                };
                at = landed;
            }
        }
        self.arena.find(at, name)
    }
}
