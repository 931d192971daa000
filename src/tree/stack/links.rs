//! Hard links: further names of one inode, in this layer or in a lower one.

use std::sync::Arc;

use super::{Layer, Stacker};
use crate::image::WarningKind;
use crate::layer::{Entry, EntryKind, NO_CONTENT};
use crate::tree::content::ContentId;
use crate::tree::{NodeId, RecordId, Version};

impl Stacker {
    pub(super) fn hard_link(&mut self, layer: &mut Layer<'_>, at: u32, node: NodeId) {
        let record = RecordId {
            layer: layer.number,
            entry: at,
        };
        if let Some(target) = self.linked(record).filter(|&target| target != node)
            && let Some(version) = self.linkable(target, layer.number)
            && let Some(inode) = version.record().and_then(|record| self.inode(record))
        {
            self.note_other_facts(layer, record, inode, node);
            self.set_link(record, inode);
        } else {
            layer.waiting.push((at, node));
        }
        self.set(
            node,
            Version {
                layer: layer.number,
                what: at,
            },
        );
    }

    /// A link's header says the facts of the inode again. umoci leaves the inode alone; moby,
    /// containerd and podman give it what the link says.
    fn note_other_facts(
        &self,
        layer: &mut Layer<'_>,
        link: RecordId,
        inode: RecordId,
        node: NodeId,
    ) {
        if inode.layer < layer.number {
            let what = "a hard link names a file of a lower layer; docker and podman, which apply \
                        layers apart, refuse the image";
            layer
                .odd
                .note(WarningKind::RuntimesDiffer, what, &self.arena.path(node));
            return;
        }
        let (link, inode) = (self.record(link), self.record(inode));
        let facts = |entry: &Entry| (entry.uid, entry.gid, entry.mtime);
        let mode = inode.kind != EntryKind::Symlink && link.mode != inode.mode;
        if mode || facts(link) != facts(inode) {
            let what = "a hard link says another owner, mode or time than the file that it names; \
                        docker, containerd and podman change the file";
            layer
                .odd
                .note(WarningKind::RuntimesDiffer, what, &self.arena.path(node));
        }
    }

    pub(super) fn linked(&mut self, record: RecordId) -> Option<NodeId> {
        let target = crate::layer::clean_link(self.link(record), &self.limits)?;
        self.hard_link_target(&target.0, &target.1)
    }

    pub(in crate::tree) fn inode(&self, record: RecordId) -> Option<RecordId> {
        let entry = self.record(record);
        match entry.kind {
            EntryKind::HardLink => self.link_targets.get(entry.content as usize).copied(),
            EntryKind::Directory => None,
            _ => Some(record),
        }
    }

    pub(super) fn set_link(&mut self, link: RecordId, inode: RecordId) {
        let number = self.link_targets.len() as u32;
        self.link_targets.push(inode);
        // Only the layer at hand is written to, and no tree shares it yet: nothing is copied.
        let layer = Arc::make_mut(&mut self.layers[usize::from(link.layer)]);
        layer.entries[link.entry as usize].content = number;
    }

    /// Hard links whose target comes later in the tar; runtimes fail on them.
    pub(super) fn late_links(&mut self, layer: &mut Layer<'_>) {
        for (at, node) in std::mem::take(&mut layer.waiting) {
            let record = RecordId {
                layer: layer.number,
                entry: at,
            };
            let target = self.linked(record).filter(|&target| target != node);
            let inode = target
                .and_then(|target| self.linkable(target, layer.number))
                .and_then(Version::record)
                .and_then(|record| self.inode(record));
            let Some(inode) = inode else {
                let what = "a hard link names a path that is not there; runtimes refuse it";
                layer
                    .odd
                    .note(WarningKind::DanglingLink, what, &self.arena.path(node));
                continue;
            };
            let what = "a hard link stands before its target; runtimes refuse it";
            layer
                .odd
                .note(WarningKind::RuntimesDiffer, what, &self.arena.path(node));
            self.set_link(record, inode);
            let still = self.visible(node).and_then(Version::record) == Some(record);
            if still && let Some(content) = self.content_of(record) {
                self.contents[content as usize].names += 1;
            }
        }
    }

    pub(super) fn content_of(&self, record: RecordId) -> Option<ContentId> {
        let inode = self.inode(record)?;
        let entry = self.record(inode);
        let first = self.layers[usize::from(inode.layer)].first_content;
        (entry.kind == EntryKind::File && entry.content != NO_CONTENT)
            .then(|| first + entry.content)
    }

    /// What a hard link of a layer can be a name of: what is visible, and files of AUFS's own
    /// directories in its own layer.
    fn linkable(&self, target: NodeId, layer: u16) -> Option<Version> {
        let hidden = self.live[target as usize].hidden;
        self.visible(target)
            .filter(|version| !hidden || version.layer == layer)
    }
}
