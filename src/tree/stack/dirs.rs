//! Where the directories of a layer lie in the tree: mostly where they are named, but behind a
//! symlink of a lower layer where that one points.

use super::{Layer, NONE, Stacker};
use crate::image::WarningKind;
use crate::layer::{DirId, EntryKind};
use crate::tree::resolve::Landing;
use crate::tree::{IMPLIED, NodeId, ROOT, Version};

impl Stacker {
    /// The node of a directory of the layer as the lower layers have it; none when they have not.
    pub(super) fn lower_dir(&mut self, layer: &mut Layer<'_>, dir: DirId) -> Option<NodeId> {
        let (mut chain, mut node) = unfound(layer, dir);
        while let Some(dir) = chain.pop() {
            if node != NONE {
                node = self.lower_child(layer, node, dir).unwrap_or(NONE);
            }
            layer.dirs[dir as usize] = (layer.round, node);
        }
        (node != NONE).then_some(node)
    }

    fn lower_child(&mut self, layer: &mut Layer<'_>, parent: NodeId, dir: DirId) -> Option<NodeId> {
        let child = self.arena.find(parent, layer.index.dir_name(dir))?;
        let explicit = layer.index.dirs[dir as usize].explicit;
        if explicit || self.visible_kind(child) != Some(EntryKind::Symlink) {
            return Some(child);
        }
        self.through(layer, child, false)
    }

    /// The node where entries of a directory of the layer belong.
    pub(super) fn upper_dir(&mut self, layer: &mut Layer<'_>, dir: DirId) -> Option<NodeId> {
        let (mut chain, mut node) = unfound(layer, dir);
        while let Some(dir) = chain.pop() {
            node = self.upper_child(layer, node, dir)?;
            layer.dirs[dir as usize] = (layer.round, node);
        }
        Some(node)
    }

    fn upper_child(&mut self, layer: &mut Layer<'_>, parent: NodeId, dir: DirId) -> Option<NodeId> {
        let child = self.arena_child(parent, layer.index.dir_name(dir))?;
        self.mark_used(child);
        if self.visible_kind(child) != Some(EntryKind::Symlink) {
            return Some(child);
        }
        // A link of a lower layer gives way to the entry that this layer has for the path,
        // wherever in the tar it stands; a link of this layer does not.
        let below = self
            .visible(child)
            .is_some_and(|version| version.layer < layer.number);
        if below && layer.index.dirs[dir as usize].explicit {
            self.hides_symlink(layer, child);
            return Some(child);
        }
        self.through(layer, child, true)
    }

    /// Follows a symlink that stands where a directory is implied, and says so.
    fn through(&mut self, layer: &mut Layer<'_>, link: NodeId, make: bool) -> Option<NodeId> {
        match self.follow(link, make) {
            Landing::At(node) => {
                let what = "entries below a symlink land where it points; a runtime that applies \
                            layers apart hides a lower layer's link instead";
                layer
                    .odd
                    .note(WarningKind::ThroughSymlink, what, &self.arena.path(link));
                Some(node)
            }
            Landing::Nowhere => None,
            Landing::TooManyHops => {
                let what = "entries below a symlink that leads in circles, or too far (--limit \
                            symlink-hops, link-steps), are kept where they are named";
                layer
                    .odd
                    .note(WarningKind::RuntimesDiffer, what, &self.arena.path(link));
                Some(link)
            }
        }
    }

    /// Makes sure that every parent of `node` is a visible directory.
    pub(super) fn implied_parents(&mut self, layer: &mut Layer<'_>, node: NodeId) {
        let mut missing = Vec::new();
        let mut at = self.arena.parent(node);
        while at != ROOT && self.visible_kind(at) != Some(EntryKind::Directory) {
            missing.push(at);
            at = self.arena.parent(at);
        }
        while let Some(node) = missing.pop() {
            if self.visible_kind(node).is_some() {
                let what = "an entry stands below what is no directory, which gives way to one; \
                            most runtimes refuse the layer";
                layer
                    .odd
                    .note(WarningKind::RuntimesDiffer, what, &self.arena.path(node));
            }
            if self.has_group_bit(self.arena.parent(node)) {
                let what = "a directory without an entry stands in one with the set-group-ID bit; \
                            unpackers give it that bit and the group, not 0755 of root";
                layer
                    .odd
                    .note(WarningKind::RuntimesDiffer, what, &self.arena.path(node));
            }
            self.set(
                node,
                Version {
                    layer: layer.number,
                    what: IMPLIED,
                },
            );
        }
    }

    /// A directory that was not there when the layer's whiteouts were applied, and may be now.
    fn find_unfound(&self, layer: &mut Layer<'_>, dir: DirId) {
        let parent = match layer.index.dirs[dir as usize].parent {
            0 => ROOT,
            parent => layer.dirs[parent as usize].1,
        };
        if layer.dirs[dir as usize].1 == NONE && parent != NONE {
            let found = self.arena.find(parent, layer.index.dir_name(dir));
            layer.dirs[dir as usize].1 = found.unwrap_or(NONE);
        }
    }

    /// Of each directory, whether an opaque marker above it stands behind an entry below it; empty
    /// when there is no marker.
    fn swept(&self, layer: &Layer<'_>) -> Vec<bool> {
        let entries = &self.layers[usize::from(layer.number)].entries;
        if !entries.iter().any(|entry| entry.kind == EntryKind::Opaque) {
            return Vec::new();
        }
        let count = layer.index.dirs.len();
        let (mut first, mut marker) = (vec![usize::MAX; count], vec![0; count]);
        for (at, entry) in entries.iter().enumerate() {
            let dir = entry.parent as usize;
            match entry.kind {
                EntryKind::Opaque => marker[dir] = at,
                EntryKind::Whiteout => {}
                _ => first[dir] = first[dir].min(at),
            }
        }
        // A directory comes behind its parent in the index.
        for dir in (1..count).rev() {
            let parent = layer.index.dirs[dir].parent as usize;
            first[parent] = first[parent].min(first[dir]);
        }
        let mut swept = vec![false; count];
        for dir in 1..count {
            let parent = layer.index.dirs[dir].parent as usize;
            swept[dir] = first[dir] < marker[parent];
            marker[dir] = marker[dir].max(marker[parent]);
        }
        swept
    }

    /// True for a directory whose set-group-ID bit a new one in it inherits (mkdir(2)).
    fn has_group_bit(&self, node: NodeId) -> bool {
        let record = self.visible(node).and_then(Version::record);
        record.is_some_and(|record| self.record(record).mode & 0o2000 != 0)
    }

    /// Directories that the layer names on the way to something else, without an entry of their own.
    /// A runtime that applies the layer apart (overlay: docker, podman) makes them, as 0755 of root,
    /// and that is then what a container sees.
    pub(super) fn unsaid_directories(&mut self, layer: &mut Layer<'_>) {
        let swept = self.swept(layer);
        for dir in 1..layer.index.dirs.len() as DirId {
            let at = layer.index.dirs[dir as usize];
            self.find_unfound(layer, dir);
            if layer.index.dir_name(dir).starts_with(b".wh.") {
                continue;
            }
            let hidden = (layer.whiteouts).contains_key(&(at.parent, layer.index.dir_name(dir)));
            let node = Some(layer.dirs[dir as usize].1).filter(|&node| node != NONE);
            let what = match node.and_then(|node| self.visible(node)) {
                Some(_) if at.explicit && node.is_some_and(|node| self.is_leaf(node)) => {
                    "a marker stands below what is no directory; some runtimes refuse the layer"
                }
                _ if at.explicit => continue,
                _ if swept.get(dir as usize) == Some(&true) => {
                    "an opaque marker behind entries whose directory has none; docker and podman \
                     may remove them with what is below"
                }
                _ if hidden => {
                    "a whiteout, and entries below the same path with no entry for it; docker and \
                     podman refuse the layer or show what the whiteout hides"
                }
                None => {
                    "a marker in a directory that is not there and has no entry; docker and podman \
                     make it"
                }
                Some(version)
                    if self.is_other_directory(version, layer.number)
                        || node.is_some_and(|node| self.has_group_bit(self.arena.parent(node))) =>
                {
                    "a directory has no entry in the layer, which goes on below it; docker and \
                     podman make it 0755 of root"
                }
                Some(_) => continue,
            };
            let mut path = node.map_or_else(Vec::new, |node| self.arena.path(node));
            if path.is_empty() {
                path.extend_from_slice(layer.index.dir_name(dir));
            }
            layer.odd.note(WarningKind::RuntimesDiffer, what, &path);
        }
    }

    fn is_leaf(&self, node: NodeId) -> bool {
        self.visible_kind(node) != Some(EntryKind::Directory)
    }

    /// True for what a lower layer has at a path, when it is not a directory 0755 of root.
    fn is_other_directory(&self, version: Version, layer: u16) -> bool {
        let Some(record) = version.record().filter(|record| record.layer < layer) else {
            return false;
        };
        let entry = self.record(record);
        entry.kind != EntryKind::Directory || (entry.mode, entry.uid, entry.gid) != (0o755, 0, 0)
    }

    /// A directory in the place of a lower layer's symlink hides all that was reached through it:
    /// seldom meant, since builders on a merged `/usr` do it unseen.
    pub(super) fn hides_symlink(&self, layer: &mut Layer<'_>, link: NodeId) {
        let what = "a directory takes the place of a symlink of a lower layer";
        layer
            .odd
            .note(WarningKind::HidesSymlink, what, &self.arena.path(link));
    }

    /// Notes that the place of a directory of the layer at hand rests on this path.
    pub(in crate::tree) fn mark_used(&mut self, node: NodeId) {
        let number = self.layers.len().saturating_sub(1);
        self.live[node as usize].used = number as u16;
    }
}

/// The parents of a directory that are not found yet, itself included, the topmost last; and the
/// node below which they lie.
fn unfound(layer: &Layer<'_>, dir: DirId) -> (Vec<DirId>, NodeId) {
    let mut chain = Vec::new();
    let mut at = dir;
    while at != 0 && layer.dirs[at as usize].0 != layer.round {
        chain.push(at);
        at = layer.index.dirs[at as usize].parent;
    }
    let node = if at == 0 {
        ROOT
    } else {
        layer.dirs[at as usize].1
    };
    (chain, node)
}
