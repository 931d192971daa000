//! A layer's entries, in the order of the tar, the last one of a path winning.

use super::{Layer, Stacker};
use crate::image::WarningKind;
use crate::layer::{Entry, EntryKind, NO_CONTENT};
use crate::tree::{NodeId, ROOT, Version};

impl Stacker {
    pub(super) fn entry(&mut self, layer: &mut Layer<'_>, at: u32) {
        let entry = self.layers[usize::from(layer.number)].entries[at as usize];
        if entry.is_marker() {
            return;
        }
        let name = layer.index.name(&entry);
        if name.is_empty() {
            self.unplaced(layer, &entry);
            return self.root_entry(layer, at, entry.kind);
        }
        let Some(node) =
            (self.upper_dir(layer, entry.parent)).and_then(|dir| self.arena_child(dir, name))
        else {
            return self.unplaced(layer, &entry);
        };
        self.whiteout_and_entry(layer, &entry, at, node);
        self.note_duplicate(layer, node);
        if entry.content != NO_CONTENT {
            self.contents[(layer.first_content + entry.content) as usize].node = node;
        }
        if self.live[node as usize].hidden {
            self.hide(layer, &entry, node);
            return;
        }
        self.implied_parents(layer, node);
        self.note_hidden_symlink(layer, &entry, node);
        let was = self.visible_kind(node);
        let keeps_children =
            entry.kind == EntryKind::Directory && was == Some(EntryKind::Directory);
        if !keeps_children {
            self.remove_children(node, layer.number);
        }
        if entry.kind == EntryKind::HardLink {
            self.hard_link(layer, at, node);
        } else {
            self.set(
                node,
                Version {
                    layer: layer.number,
                    what: at,
                },
            );
        }
        let links = [was, self.visible_kind(node)].contains(&Some(EntryKind::Symlink));
        if links && self.live[node as usize].used == layer.number {
            layer.round += 1; // directories that were found through this path lie elsewhere now
        }
    }

    pub(super) fn root_entry(&mut self, layer: &mut Layer<'_>, at: u32, kind: EntryKind) {
        if kind == EntryKind::Directory {
            self.set(
                ROOT,
                Version {
                    layer: layer.number,
                    what: at,
                },
            );
        } else {
            let what = "the root is said to be no directory; it stays one, runtimes refuse it";
            layer.odd.note(WarningKind::RuntimesDiffer, what, b"/");
        }
    }

    /// A content that no path ever shows, such as that of a file called `.`, is dead where it lies.
    fn unplaced(&mut self, layer: &Layer<'_>, entry: &Entry) {
        if entry.content != NO_CONTENT {
            let content = layer.first_content + entry.content;
            self.lost.push((content, ROOT));
        }
    }

    pub(super) fn whiteout_and_entry(
        &mut self,
        layer: &mut Layer<'_>,
        entry: &Entry,
        at: u32,
        node: NodeId,
    ) {
        if layer.whiteouts.is_empty() {
            return;
        }
        let name = layer.index.name(entry);
        let Some(&place) = layer.whiteouts.get(&(entry.parent, name)) else {
            return;
        };
        if place > at as usize {
            let what = "an entry and, behind it, a whiteout of the same path: the entry stays \
                        (docker and containerd would remove it)";
            layer
                .odd
                .note(WarningKind::RuntimesDiffer, what, &self.arena.path(node));
        }
    }

    pub(super) fn note_duplicate(&mut self, layer: &mut Layer<'_>, node: NodeId) {
        let version = self.visible(node);
        let again = version.is_some_and(|v| v.layer == layer.number && v.record().is_some());
        if again {
            let what = "a path stands in the layer more than once; the last one counts (docker's \
                        graph driver refuses the layer)";
            layer
                .odd
                .note(WarningKind::DuplicateEntry, what, &self.arena.path(node));
        }
    }

    pub(super) fn note_hidden_symlink(
        &mut self,
        layer: &mut Layer<'_>,
        entry: &Entry,
        node: NodeId,
    ) {
        let lower = self
            .visible(node)
            .is_some_and(|version| version.layer < layer.number);
        let link = self.visible_kind(node) == Some(EntryKind::Symlink);
        if lower && link && entry.kind == EntryKind::Directory {
            self.hides_symlink(layer, node);
        }
    }

    /// A file of AUFS's own directories: never visible, but hard links may give it a name.
    pub(super) fn hide(&mut self, layer: &Layer<'_>, entry: &Entry, node: NodeId) {
        let what = layer.first_content.wrapping_add(entry.content);
        if entry.content != NO_CONTENT {
            self.lost.push((what, node));
        }
        let at = self
            .contents
            .get(what as usize)
            .map(|content| content.record().entry);
        if let (EntryKind::File, Some(at)) = (entry.kind, at) {
            // Visible to hard links of this layer, to nobody else: see settle.
            self.log_version(
                node,
                Version {
                    layer: layer.number,
                    what: at,
                },
            );
        }
    }
}
