//! The tree of what was stacked: versions by path, children by name.

use super::{Logged, Stacker};
use crate::tree::{Arena, NodeId, ROOT, Tree, Version};

impl Stacker {
    /// The tree of all layers added.
    #[must_use]
    pub fn finish(mut self) -> Tree {
        self.live = Vec::new();
        self.arena.freeze();
        // Hidden files' versions served hard links only; nobody sees them.
        if self.hidden {
            self.log.retain(|logged| !hidden(&self.arena, logged.node));
        }
        let (starts, versions) = by_node(self.arena.len(), pairs(&self.log));
        drop(self.log);
        let (child_starts, children) = children(&self.arena);
        Tree {
            arena: self.arena,
            versions,
            starts,
            children,
            child_starts,
            layers: self.layers,
            contents: self.contents,
            link_targets: self.link_targets,
        }
    }

    /// The tree of the layers added until now, for who looks on while more come. A path keeps its
    /// number in the trees that come later, and what [`Tree::learn_hashes`] tells one tree, all know:
    /// the layers' entries are shared, not copied.
    #[must_use]
    pub fn so_far(&self) -> Tree {
        let arena = self.arena.frozen_copy();
        let nodes = arena.len();
        let (starts, versions) = if self.hidden {
            let mut log = self.log.clone();
            log.retain(|logged| !hidden(&arena, logged.node));
            by_node(nodes, pairs(&log))
        } else {
            by_node(nodes, pairs(&self.log))
        };
        let (child_starts, children) = children(&arena);
        Tree {
            arena,
            versions,
            starts,
            children,
            child_starts,
            layers: self.layers.clone(),
            contents: self.contents.clone(),
            link_targets: self.link_targets.clone(),
        }
    }
}

fn pairs(log: &[Logged]) -> impl Iterator<Item = (NodeId, Version)> + Clone {
    log.iter().map(|logged| (logged.node, logged.version))
}

/// The children of every path in the order of their names.
fn children(arena: &Arena) -> (Vec<u32>, Vec<NodeId>) {
    let nodes = arena.len();
    let parents = (1..nodes as NodeId).map(|node| (arena.parent(node), node));
    let (starts, mut children) = by_node(nodes, parents);
    for parent in starts.windows(2) {
        let range = parent[0] as usize..parent[1] as usize;
        children[range].sort_unstable_by(|&a, &b| arena.name(a).cmp(arena.name(b)));
    }
    (starts, children)
}

fn hidden(arena: &Arena, mut node: NodeId) -> bool {
    while node != ROOT {
        if arena.name(node).starts_with(b".wh.") {
            return true;
        }
        node = arena.parent(node);
    }
    false
}

/// Sorts values by node, keeping their order within one: starts (one more than nodes) and values.
fn by_node<T: Copy + Default>(
    nodes: usize,
    all: impl Iterator<Item = (NodeId, T)> + Clone,
) -> (Vec<u32>, Vec<T>) {
    let mut starts = vec![0u32; nodes + 1];
    for (node, _) in all.clone() {
        starts[node as usize + 1] += 1;
    }
    for at in 0..nodes {
        starts[at + 1] += starts[at];
    }
    let mut next = starts.clone();
    let mut values = vec![T::default(); starts[nodes] as usize];
    for (node, value) in all {
        let at = &mut next[node as usize];
        values[*at as usize] = value;
        *at += 1;
    }
    (starts, values)
}
