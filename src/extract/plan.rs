//! What goes into the tar of a directory, and in which order.
//!
//! First links, devices and pipes; then the regular files in the order in which their layers store
//! them, so that each layer is read once, further names of a stored file behind it as hard links;
//! then the directories, each behind what is in it. GNU tar gives a directory its time and its
//! mode as soon as a member outside of it follows: with the directories first, files that come
//! later would change the times, and could not be written into a read-only one. Directories that
//! are not there yet are made by every reader. No entry stands below a link: the tree resolved
//! them.

use super::header::BLOCK;
use crate::layer::EntryKind;
use crate::text::Escaped;
use crate::tree::{NodeId, ROOT, RecordId, Tree, Version};

/// Notes kept; of further ones only the number is told.
const NOTES: usize = 20;

/// The members of a tar to be.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Symlinks, devices and pipes.
    pub(super) bare: Vec<(NodeId, Version)>,
    /// Directories, each behind those in it.
    pub(super) directories: Vec<(NodeId, Version)>,
    /// Regular files and their further names, by what stores them.
    pub(super) files: Vec<(RecordId, NodeId)>,
    /// Length of the path above the directory.
    pub(super) above: usize,
    /// Bytes of the tar, but for extended headers.
    pub(super) bytes: u64,
    /// What is left out, and why.
    pub(super) notes: Vec<String>,
    left_out: usize,
}

impl Plan {
    /// The directory `top` after layer `layer`.
    pub(super) fn of(tree: &Tree, top: NodeId, layer: usize) -> Plan {
        let mut plan = Plan {
            above: tree.path(top).len() - tree.name(top).len(),
            bytes: 2 * BLOCK as u64,
            ..Plan::default()
        };
        let mut waiting = vec![top];
        while let Some(node) = waiting.pop() {
            let Some(version) = tree.at(node, layer) else {
                continue;
            };
            if node != ROOT && !is_component(tree.name(node)) {
                plan.note(tree, node, "its name cannot stand in a tar");
                continue;
            }
            plan.add(tree, node, version);
            waiting.extend(tree.children(node).iter().rev());
        }
        plan.directories.reverse();
        plan.files
            .sort_by_key(|&(record, _)| (record.layer, record.entry));
        plan.count(tree);
        if plan.left_out > NOTES {
            let more = plan.left_out - NOTES;
            plan.notes.push(format!("and {more} more"));
        }
        plan
    }

    fn add(&mut self, tree: &Tree, node: NodeId, version: Version) {
        match tree.kind(version) {
            EntryKind::File => {
                let stored = version.record().and_then(|record| tree.stored_file(record));
                self.files
                    .extend(stored.map(|stored| (stored.record, node)));
            }
            EntryKind::HardLink => self.note(tree, node, "it is a hard link to nothing"),
            EntryKind::Other => self.note(tree, node, "no runtime unpacks its type"),
            EntryKind::Directory => self.directories.push((node, version)),
            _ => self.bare.push((node, version)),
        }
    }

    /// Adds up headers and contents.
    fn count(&mut self, tree: &Tree) {
        let block = BLOCK as u64;
        self.bytes += self.members() * block;
        let mut last = None;
        for &(record, _) in &self.files {
            if last.replace(record) != Some(record) {
                let size = tree.file_size(record).checked_next_multiple_of(block);
                self.bytes = self.bytes.saturating_add(size.unwrap_or(u64::MAX));
            }
        }
    }

    /// How many members there are.
    pub(super) fn members(&self) -> u64 {
        (self.bare.len() + self.files.len() + self.directories.len()) as u64
    }

    fn note(&mut self, tree: &Tree, node: NodeId, why: &str) {
        self.left_out += 1;
        if self.left_out <= NOTES {
            let path = tree.path(node);
            self.notes
                .push(format!("{}: left out: {why}", Escaped(&path)));
        }
    }
}

/// True for a name that is one component of a path and nothing else. The tree has no others; what
/// leaves this program is checked again.
fn is_component(name: &[u8]) -> bool {
    !matches!(name, b"" | b"." | b"..") && !name.iter().any(|b| matches!(b, b'/' | 0))
}
