//! The entries of one layer, without their contents.
//!
//! An index depends on nothing but the layer's bytes. Directories are kept once, as (parent,
//! name); entries are (directory, name). All names stand in one arena, so that a layer of a
//! hundred thousand entries is a handful of allocations.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::entry::{DirId, Entry, EntryKind, NO_CONTENT, Span};
use crate::limits::Limits;

/// One directory path that the layer mentions, as an entry or only as somebody's parent.
#[derive(Debug, Clone, Copy)]
pub struct Dir {
    /// The directory it stands in; the root is its own parent.
    pub parent: DirId,
    pub(crate) name: Span,
    /// True when the layer has an entry of its own for this path, of whatever kind but a marker.
    pub explicit: bool,
}

/// The entries of one layer, in the order of the tar.
#[derive(Debug, Default)]
pub struct LayerIndex {
    /// The entries, in the order of the tar.
    pub entries: Vec<Entry>,
    /// The directory paths; 0 is the root.
    pub dirs: Vec<Dir>,
    /// BLAKE3 of each stored content, by [`Entry::content`]; empty where contents were not read.
    pub hashes: Vec<[u8; 32]>,
    /// Number of stored contents (regular files).
    pub contents: u32,
    /// Canonical bytes of each distinct set of extended attributes; 0 is the empty set.
    pub xattrs: Vec<Box<[u8]>>,
    pub(crate) names: Vec<u8>,
    pub(crate) links: Vec<u8>,
    /// Entries whose header says another size than the stored one, in order.
    pub(crate) header_sizes: Vec<(u32, u64)>,
}

impl LayerIndex {
    /// The index of a layer without entries.
    #[must_use]
    pub fn empty() -> LayerIndex {
        IndexBuilder::new().finish()
    }

    /// The last component of the entry's path; of a whiteout, that of the path it hides; of an
    /// opaque marker, empty. The root's own entry has an empty name too.
    #[must_use]
    pub fn name(&self, entry: &Entry) -> &[u8] {
        entry.name(&self.names)
    }

    /// The link target of a symlink (as stored) or of a hard link (as stored), else empty.
    #[must_use]
    pub fn link(&self, entry: &Entry) -> &[u8] {
        entry.link(&self.links)
    }

    /// The size that Go's `archive/tar` gives for entry number `at`: of a sparse file the logical
    /// one, of a type without contents whatever its header says; otherwise the stored size.
    #[must_use]
    pub fn header_size(&self, at: usize) -> u64 {
        let odd = self
            .header_sizes
            .binary_search_by_key(&at, |&(entry, _)| entry as usize);
        match odd {
            Ok(found) => self.header_sizes[found].1,
            Err(_) => self.entries.get(at).map_or(0, |entry| entry.size),
        }
    }

    /// The name of a directory; empty for the root.
    #[must_use]
    pub fn dir_name(&self, dir: DirId) -> &[u8] {
        self.dirs
            .get(dir as usize)
            .map_or(&[], |dir| dir.name.of(&self.names))
    }

    /// The entry's path from the root, cleaned, with a leading `/`: of a whiteout the path that
    /// it hides, of an opaque marker the directory that it empties.
    #[must_use]
    pub fn path(&self, entry: &Entry) -> Vec<u8> {
        let mut parts = vec![];
        if entry.kind != EntryKind::Opaque {
            parts.push(self.name(entry));
        }
        let mut dir = entry.parent;
        while let Some(at) = self.dirs.get(dir as usize).filter(|_| dir != 0) {
            parts.push(at.name.of(&self.names));
            dir = at.parent;
        }
        parts.retain(|part| !part.is_empty());
        let mut path =
            Vec::with_capacity(parts.iter().map(|part| part.len() + 1).sum::<usize>() + 1);
        for part in parts.iter().rev() {
            path.push(b'/');
            path.extend_from_slice(part);
        }
        if path.is_empty() {
            path.push(b'/');
        }
        path
    }

    /// Σ sizes of the regular files' contents: what the layer's size is (docker, containerd).
    #[must_use]
    pub fn size(&self) -> u64 {
        self.entries.iter().map(|entry| entry.size).sum()
    }
}

/// Collects entries into a [`LayerIndex`].
#[derive(Debug)]
pub(crate) struct IndexBuilder {
    pub(crate) index: LayerIndex,
    by_name: HashTable<DirId>,
    hasher: DefaultHashBuilder,
    last: (Vec<u8>, DirId),
    xattr_sets: hashbrown::HashMap<Box<[u8]>, u32, DefaultHashBuilder>,
}

impl IndexBuilder {
    pub(crate) fn new() -> IndexBuilder {
        let root = Dir {
            parent: 0,
            name: Span::default(),
            explicit: false,
        };
        let index = LayerIndex {
            dirs: vec![root],
            xattrs: vec![Box::default()],
            ..LayerIndex::default()
        };
        IndexBuilder {
            index,
            by_name: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            last: (Vec::new(), 0),
            xattr_sets: hashbrown::HashMap::default(),
        }
    }

    /// Puts a name into the arena; `None` when the arena is full (4 GiB), or the name is longer
    /// than 64 KiB.
    pub(crate) fn intern(arena: &mut Vec<u8>, text: &[u8]) -> Option<Span> {
        let start = u32::try_from(arena.len()).ok()?;
        let len = u16::try_from(text.len()).ok()?;
        start.checked_add(len.into())?;
        arena.extend_from_slice(text);
        Some(Span { start, len })
    }

    /// The directory that `path` (cleaned, relative, without a trailing slash) names.
    pub(crate) fn dir(&mut self, path: &[u8]) -> Option<DirId> {
        if path == self.last.0 {
            return Some(self.last.1);
        }
        let mut dir = 0;
        for part in path.split(|&b| b == b'/').filter(|part| !part.is_empty()) {
            dir = self.child(dir, part)?;
        }
        self.last.0.clear();
        self.last.0.extend_from_slice(path);
        self.last.1 = dir;
        Some(dir)
    }

    fn child(&mut self, parent: DirId, name: &[u8]) -> Option<DirId> {
        let IndexBuilder {
            index,
            by_name,
            hasher,
            ..
        } = self;
        let hash = hasher.hash_one((parent, name));
        let same = |&id: &DirId| {
            let dir = &index.dirs[id as usize];
            dir.parent == parent && dir.name.of(&index.names) == name
        };
        if let Some(&id) = by_name.find(hash, same) {
            return Some(id);
        }
        let id = u32::try_from(index.dirs.len()).ok()?;
        let name = Self::intern(&mut index.names, name)?;
        index.dirs.push(Dir {
            parent,
            name,
            explicit: false,
        });
        let LayerIndex { dirs, names, .. } = index;
        by_name.insert_unique(hash, id, |&id| {
            let dir = &dirs[id as usize];
            hasher.hash_one((dir.parent, dir.name.of(names)))
        });
        Some(id)
    }

    /// The number of this set of extended attributes (canonical bytes; empty for none).
    pub(crate) fn xattr_set(&mut self, canonical: Vec<u8>) -> u32 {
        if canonical.is_empty() {
            return 0;
        }
        let next = u32::try_from(self.index.xattrs.len()).unwrap_or(u32::MAX);
        let set: Box<[u8]> = canonical.into();
        *self.xattr_sets.entry(set).or_insert_with_key(|set| {
            self.index.xattrs.push(set.clone());
            next
        })
    }

    /// Appends an entry that is complete but for its content number.
    ///
    /// # Errors
    /// When the layer has more entries, or implies more directories, than the limits.
    pub(crate) fn push(&mut self, mut entry: Entry, limits: &Limits) -> Result<(), String> {
        if self.index.entries.len() >= limits.layer_entries {
            return Err(format!(
                "more entries than the limit of {} (--limit layer-entries)",
                limits.layer_entries
            ));
        }
        let (dirs, entries) = (self.index.dirs.len(), self.index.entries.len());
        if dirs > limits.implied_directories.saturating_add(16 * entries) {
            return Err(format!(
                "{entries} entries imply {dirs} directories, more than the limit of {} and 16 for \
                 each entry (--limit implied-directories)",
                limits.implied_directories
            ));
        }
        entry.content = NO_CONTENT;
        if entry.kind == EntryKind::File {
            entry.content = self.index.contents;
            self.index.contents += 1;
        }
        self.index.entries.push(entry);
        Ok(())
    }

    /// Marks directories that have an entry of their own, drops the look-up tables.
    pub(crate) fn finish(mut self) -> LayerIndex {
        let IndexBuilder {
            index,
            by_name,
            hasher,
            ..
        } = &mut self;
        let LayerIndex {
            entries,
            dirs,
            names,
            ..
        } = index;
        for entry in entries.iter().filter(|entry| !entry.is_marker()) {
            let (parent, name) = (entry.parent, entry.name(names));
            if name.is_empty() {
                dirs[0].explicit = true;
                continue;
            }
            let found = by_name.find(hasher.hash_one((parent, name)), |&id| {
                let dir = &dirs[id as usize];
                dir.parent == parent && dir.name.of(names) == name
            });
            if let Some(&id) = found {
                dirs[id as usize].explicit = true;
            }
        }
        self.index.entries.shrink_to_fit();
        self.index.names.shrink_to_fit();
        self.index
    }
}
