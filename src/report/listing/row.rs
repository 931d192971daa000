//! One path with what is to be said of it, in plain values.

use super::Listing;
use crate::layer::EntryKind;
use crate::tree::{NodeId, State, Version};

/// A path in a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// The path, with a leading `/`.
    pub path: Vec<u8>,
    /// What it is; a hard link counts as what it is a name of.
    pub kind: EntryKind,
    /// Permission bits.
    pub mode: u16,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Bytes that reading it gives.
    pub size: u64,
    /// Seconds and nanoseconds; none for a directory that no layer describes.
    pub mtime: Option<(i64, u32)>,
    /// Where a symlink points.
    pub target: Option<&'a [u8]>,
    /// What a hard link names.
    pub hard_link: Option<&'a [u8]>,
    /// Names that the final image has for the file, this one among them; only in the final view.
    pub links: Option<u32>,
    /// Device numbers.
    pub device: Option<(u32, u32)>,
    /// The layer that the shown version comes from.
    pub layer: u16,
    /// What the view's layers did to it; none in the final view.
    pub state: Option<State>,
    /// sha256 of its contents, where asked for and read.
    pub sha256: Option<[u8; 32]>,
}

impl<'a> Row<'a> {
    pub(super) fn new(
        listing: &Listing<'a>,
        node: NodeId,
        version: Version,
        state: Option<State>,
    ) -> Row<'a> {
        let tree = listing.tree;
        let row = Row {
            path: tree.path(node),
            kind: EntryKind::Directory,
            mode: 0o755,
            uid: 0,
            gid: 0,
            size: 0,
            mtime: None,
            target: None,
            hard_link: None,
            links: None,
            device: None,
            layer: version.layer,
            state,
            sha256: None,
        };
        let Some(record) = version.record() else {
            return row;
        };
        let inode = tree.inode(record).unwrap_or(record);
        let entry = tree.entry(inode);
        let is_link = tree.entry(record).kind == EntryKind::HardLink;
        let content = tree.content_of(record);
        let hashes = listing.hashes.zip(content);
        let counted = content.filter(|_| listing.range.is_none());
        Row {
            kind: entry.kind,
            mode: entry.mode,
            uid: entry.uid,
            gid: entry.gid,
            size: tree.file_size(record),
            mtime: Some((entry.mtime, entry.mtime_nanos)),
            target: (entry.kind == EntryKind::Symlink).then(|| tree.link(inode)),
            hard_link: is_link.then(|| tree.link(record)),
            links: counted.map(|content| tree.content(content).names),
            device: entry.device(),
            sha256: hashes.and_then(|(hashes, content)| hashes.of(tree, content)),
            ..row
        }
    }

    /// The type as JSON says it.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self.kind {
            EntryKind::File => "file",
            EntryKind::Directory => "directory",
            EntryKind::Symlink => "symlink",
            EntryKind::HardLink => "dangling-hardlink",
            EntryKind::CharDevice => "char-device",
            EntryKind::BlockDevice => "block-device",
            EntryKind::Fifo => "fifo",
            EntryKind::Whiteout | EntryKind::Opaque | EntryKind::Other => "other",
        }
    }

    /// The modification time as RFC 3339 in UTC, with nanoseconds where there are some.
    #[must_use]
    pub fn time(&self) -> Option<String> {
        self.mtime
            .map(|(seconds, nanos)| crate::text::utc(seconds, nanos))
    }
}
