//! A regular file of one layer, with all that is needed to read its contents.

use super::{RecordId, Tree};
use crate::layer::{Entry, EntryKind};

/// One version's contents: where they are. Small, and independent of the tree, so that it can go
/// to another thread.
#[derive(Debug, Clone, Copy)]
pub struct StoredFile {
    /// The entry that stores them, of whatever name.
    pub record: RecordId,
    /// That entry; its offset and stored size.
    pub entry: Entry,
    /// Bytes that a container sees: of a sparse file with its holes.
    pub size: u64,
}

impl StoredFile {
    /// True when the bytes stand in the plain tar as a container sees them, with no holes between
    /// (tar type `S`, and PAX sparse files, which are told by their other size).
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.entry.typeflag != b'S' && self.size == self.entry.size
    }
}

impl Tree {
    /// The regular file behind a record, through a hard link too; none for everything else.
    #[must_use]
    pub fn stored_file(&self, record: RecordId) -> Option<StoredFile> {
        let inode = self.inode(record)?;
        let entry = *self.entry(inode);
        (entry.kind == EntryKind::File).then(|| StoredFile {
            record: inode,
            entry,
            size: self.file_size(inode),
        })
    }
}
