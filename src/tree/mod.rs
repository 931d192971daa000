//! Layer indexes stacked into one tree: every path that any layer touches, once, with its versions.
//!
//! The tree is one arena. A node is a path; it holds only its versions, one for each layer that
//! did something to it. What is visible at some layer is a look-up in that short list, and so a
//! view over any range of layers costs two look-ups a node and no copy of anything. The records of
//! a version are the entries of its layer's index, which the tree takes over; their names move
//! into the tree and are dropped there.
//!
//! [`stack`] applies the layers, [`resolve`] finds where a name lands, [`view`] answers what
//! changed; what the bytes cost is [`crate::analysis`]'s matter.
//!
//! The other modules are what a tree pane needs, without a terminal: [`order`] lists all paths,
//! [`shown`] says which pass, [`rows`] walks what is to be seen; [`sort`], [`sums`], [`mod@matches`],
//! [`flat`] and [`row_count`] are the jobs that look at every path.

mod arena;
mod bits;
mod content;
mod flat;
mod life;
mod matches;
mod order;
mod passing;
mod pattern;
mod resolve;
mod row_count;
mod rows;
mod shown;
mod sort;
mod stack;
mod stored_file;
mod sums;
mod tallies;
mod touched;
mod view;

pub use arena::{Arena, NodeId, ROOT};
pub use bits::Bits;
pub use content::{Cause, Content, ContentId, Death};
pub use flat::Largest;
pub use life::{Removal, Touch};
pub use matches::{Matches, Search};
pub use order::Order;
pub use pattern::{Pattern, PatternKind};
pub use row_count::RowCount;
pub use rows::{Fold, Row, Rows};
pub use shown::{Kinds, Shown};
pub use sort::Sort;
pub use stack::Stacker;
pub use stored_file::StoredFile;
pub use sums::Sums;
pub use tallies::{Tallies, Tally};
pub use view::{Change, Label, Range, State};

use std::sync::{Arc, OnceLock};

use crate::layer::{Entry, EntryKind, NO_CONTENT};

/// An entry, told by its layer and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RecordId {
    /// The layer, 0-based.
    pub layer: u16,
    /// Number among the layer's entries.
    pub entry: u32,
}

/// What one layer did to one path: its state from that layer on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Version {
    /// The layer, 0-based.
    pub layer: u16,
    pub(crate) what: u32,
}

/// The path is gone (by a whiteout, an opaque marker, or because a parent went).
pub(crate) const GONE: u32 = u32::MAX;
/// The path is a directory that no layer describes: only its children are there.
pub(crate) const IMPLIED: u32 = u32::MAX - 1;

impl Version {
    /// The version that an entry made, also where another entry of its layer stands in its place.
    #[must_use]
    pub fn of(record: RecordId) -> Version {
        Version {
            layer: record.layer,
            what: record.entry,
        }
    }

    /// False when this layer removed the path.
    #[must_use]
    pub fn is_visible(self) -> bool {
        self.what != GONE
    }

    /// The entry that made it; none for a removal and for a directory that is only implied.
    #[must_use]
    pub fn record(self) -> Option<RecordId> {
        (self.what < IMPLIED).then_some(RecordId {
            layer: self.layer,
            entry: self.what,
        })
    }
}

/// What the tree keeps of one layer's index.
#[derive(Debug, Clone)]
pub(crate) struct Stacked {
    pub(crate) entries: Vec<Entry>,
    pub(crate) links: Vec<u8>,
    pub(crate) xattrs: Vec<Box<[u8]>>,
    /// Unset until the layer's contents were read.
    pub(crate) hashes: OnceLock<Vec<[u8; 32]>>,
    pub(crate) header_sizes: Vec<(u32, u64)>,
    /// Number of the layer's first stored content among all.
    pub(crate) first_content: ContentId,
}

/// Every path of an image with its versions. Made by [`Stacker`].
#[derive(Debug)]
pub struct Tree {
    pub(crate) arena: Arena,
    pub(crate) versions: Vec<Version>,
    pub(crate) starts: Vec<u32>,
    pub(crate) children: Vec<NodeId>,
    pub(crate) child_starts: Vec<u32>,
    pub(crate) layers: Vec<Arc<Stacked>>,
    pub(crate) contents: Vec<Content>,
    pub(crate) link_targets: Vec<RecordId>,
}

impl Tree {
    /// Number of paths, the root among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.arena.len()
    }

    /// True when there is nothing but the root.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }

    /// Number of layers.
    #[must_use]
    pub fn layers(&self) -> usize {
        self.layers.len()
    }

    /// The last component of the node's path; empty for the root.
    #[must_use]
    pub fn name(&self, node: NodeId) -> &[u8] {
        self.arena.name(node)
    }

    /// The directory it stands in; the root is its own parent.
    #[must_use]
    pub fn parent(&self, node: NodeId) -> NodeId {
        self.arena.parent(node)
    }

    /// The path from the root, with a leading `/`.
    #[must_use]
    pub fn path(&self, node: NodeId) -> Vec<u8> {
        self.arena.path(node)
    }

    /// The node's versions, lowest layer first.
    #[must_use]
    pub fn versions(&self, node: NodeId) -> &[Version] {
        slice(&self.versions, &self.starts, node)
    }

    /// The node's children in the order of their names, those of all layers.
    #[must_use]
    pub fn children(&self, node: NodeId) -> &[NodeId] {
        slice(&self.children, &self.child_starts, node)
    }

    /// The node of a path (leading slash or not), as names go, without following links.
    #[must_use]
    pub fn find(&self, path: &[u8]) -> Option<NodeId> {
        let parts = path
            .split(|&b| b == b'/')
            .filter(|part| !part.is_empty() && part != b".");
        parts.into_iter().try_fold(ROOT, |node, part| {
            let children = self.children(node);
            children
                .binary_search_by(|&child| self.name(child).cmp(part))
                .ok()
                .map(|at| children[at])
        })
    }

    /// The visible version after `layer`, if the path is there then.
    #[must_use]
    pub fn at(&self, node: NodeId, layer: usize) -> Option<Version> {
        let versions = self.versions(node);
        let last = versions
            .iter()
            .rev()
            .find(|version| usize::from(version.layer) <= layer);
        last.copied().filter(|version| version.is_visible())
    }

    /// The visible version in the final image.
    #[must_use]
    pub fn last(&self, node: NodeId) -> Option<Version> {
        self.versions(node)
            .last()
            .copied()
            .filter(|version| version.is_visible())
    }

    /// The entry behind a record.
    #[must_use]
    pub fn entry(&self, record: RecordId) -> &Entry {
        &self.layers[usize::from(record.layer)].entries[record.entry as usize]
    }

    /// The link target as stored: of a symlink where it points, of a hard link what it names.
    #[must_use]
    pub fn link(&self, record: RecordId) -> &[u8] {
        self.entry(record)
            .link(&self.layers[usize::from(record.layer)].links)
    }

    /// The record of the inode: for a hard link the one it shares, else the record itself; none
    /// for a hard link that points nowhere.
    #[must_use]
    pub fn inode(&self, record: RecordId) -> Option<RecordId> {
        let entry = self.entry(record);
        match entry.kind {
            EntryKind::HardLink => self.link_targets.get(entry.content as usize).copied(),
            _ => Some(record),
        }
    }

    /// The stored content that a record shows, through a hard link too.
    #[must_use]
    pub fn content_of(&self, record: RecordId) -> Option<ContentId> {
        let inode = self.inode(record)?;
        let entry = self.entry(inode);
        let first = self.layers[usize::from(inode.layer)].first_content;
        (entry.kind == EntryKind::File && entry.content != NO_CONTENT)
            .then(|| first + entry.content)
    }

    /// A stored content.
    #[must_use]
    pub fn content(&self, content: ContentId) -> &Content {
        &self.contents[content as usize]
    }

    /// The directories above a path, the nearest first.
    pub fn above(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let up = |&at: &NodeId| (at != ROOT).then(|| self.parent(at));
        std::iter::successors(Some(node), up).skip(1)
    }

    /// All stored contents, by layer and in the order of the tar.
    #[must_use]
    pub fn contents(&self) -> &[Content] {
        &self.contents
    }

    /// BLAKE3 of a stored content; none where contents were not read.
    #[must_use]
    pub fn hash(&self, content: ContentId) -> Option<&[u8; 32]> {
        let layer = &self.layers[usize::from(self.contents[content as usize].record().layer)];
        let hashes = layer.hashes.get()?;
        hashes.get((content - layer.first_content) as usize)
    }

    /// Tells BLAKE3 of a layer's stored contents, in the order of the tar, once they were read:
    /// from then on [`Tree::state`] knows what was modified. What does not fit the layer, or comes
    /// a second time, is ignored.
    pub fn learn_hashes(&self, layer: usize, hashes: Vec<[u8; 32]>) {
        let Some(stacked) = self.layers.get(layer) else {
            return;
        };
        let next = self.layers.get(layer + 1).map(|next| next.first_content);
        let end = next.unwrap_or(self.contents.len() as ContentId);
        if hashes.len() == (end - stacked.first_content) as usize {
            // An error says that they are known already.
            let _ = stacked.hashes.set(hashes);
        }
    }

    /// The size that a container sees: of a sparse file the logical one, of a hard link that of
    /// its inode, 0 for everything else.
    #[must_use]
    pub fn file_size(&self, record: RecordId) -> u64 {
        let Some(inode) = self.inode(record) else {
            return 0;
        };
        let entry = self.entry(inode);
        if entry.kind != EntryKind::File {
            return 0;
        }
        let odd = &self.layers[usize::from(inode.layer)].header_sizes;
        match odd.binary_search_by_key(&inode.entry, |&(at, _)| at) {
            Ok(found) => odd[found].1,
            Err(_) => entry.size,
        }
    }

    /// The extended attributes' canonical bytes; equal exactly when the attributes are.
    #[must_use]
    pub fn xattrs(&self, record: RecordId) -> &[u8] {
        let layer = &self.layers[usize::from(record.layer)];
        layer
            .xattrs
            .get(self.entry(record).xattrs as usize)
            .map_or(&[], |set| set)
    }
}

fn slice<'a, T>(all: &'a [T], starts: &[u32], node: NodeId) -> &'a [T] {
    let at = node as usize;
    match (starts.get(at), starts.get(at + 1)) {
        (Some(&start), Some(&end)) => &all[start as usize..end as usize],
        _ => &[],
    }
}
