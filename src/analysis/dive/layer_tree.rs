//! dive's tree of one layer: the paths it has, implied directories too, in dive's order.
//!
//! Not the tree of an image: no versions, no views. Whiteouts are nodes here, named as they stand
//! in the tar, because dive keeps them so and sorts them so.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::name::DiveName;
use super::order::child_first;
use crate::layer::{Entry, EntryKind, LayerIndex};

const NONE: u32 = u32::MAX;

/// One path of a layer; see [`LayerTree`].
#[derive(Debug, Clone, Copy)]
pub struct DiveNode<'a> {
    /// Number of the node it stands below; 0 is the root.
    pub parent: u32,
    /// Its last component.
    pub name: DiveName<'a>,
    entry: u32,
}

/// The paths of one layer as dive's tree has them. Nodes are numbered from 1, parents before
/// their children; 0 is the root, which dive never visits.
#[derive(Debug)]
pub struct LayerTree<'a> {
    index: &'a LayerIndex,
    nodes: Vec<DiveNode<'a>>,
    order: Vec<u32>,
    leaves: Vec<bool>,
}

impl<'a> LayerTree<'a> {
    /// The tree of a layer. The last entry of a path wins, and what stood below it stays.
    #[must_use]
    pub fn of(index: &'a LayerIndex) -> LayerTree<'a> {
        let mut builder = Builder::new(index);
        builder.add_directories();
        builder.add_entries();
        let (order, leaves) = child_first(&builder.nodes);
        LayerTree {
            index,
            nodes: builder.nodes,
            order,
            leaves,
        }
    }

    /// Number of paths, the root not among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len() - 1
    }

    /// True for a layer without paths.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Σ of the sizes that the headers say, of every entry that dive reads, in bytes.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        let entries = self.index.entries.iter().enumerate();
        (entries.filter(|(_, entry)| !is_root(self.index, entry)))
            .map(|(at, _)| self.index.header_size(at))
            .fold(0, u64::wrapping_add)
    }

    /// Every node but the root: children before their parent, siblings by name, bytewise.
    pub fn order(&self) -> impl Iterator<Item = u32> + '_ {
        self.order.iter().copied()
    }

    /// The node of that number.
    #[must_use]
    pub fn node(&self, at: u32) -> DiveNode<'a> {
        self.nodes[at as usize]
    }

    /// Number, within the layer index, of the entry that the node shows; none where the
    /// directory is only implied.
    #[must_use]
    pub fn entry_number(&self, at: u32) -> Option<usize> {
        Some(self.nodes[at as usize].entry)
            .filter(|&entry| entry != NONE)
            .map(|entry| entry as usize)
    }

    /// True when nothing stands below the node in this layer.
    #[must_use]
    pub fn is_leaf(&self, at: u32) -> bool {
        self.leaves[at as usize]
    }

    /// The node's size as its header says it, in bytes.
    #[must_use]
    pub fn size_of(&self, at: u32) -> i64 {
        let entry = self.entry_number(at);
        entry.map_or(0, |entry| self.index.header_size(entry).cast_signed())
    }

    /// True when the node's own entry is a directory. An implied one is none to dive.
    #[must_use]
    pub fn is_directory(&self, at: u32) -> bool {
        let entry = self
            .entry_number(at)
            .and_then(|entry| self.index.entries.get(entry));
        entry.is_some_and(|entry| {
            entry.kind == EntryKind::Directory || (entry.is_marker() && entry.typeflag == b'5')
        })
    }

    /// The node's path without a leading `/`, whiteouts with their `.wh.`.
    #[must_use]
    pub fn path(&self, at: u32) -> Vec<u8> {
        let mut parts = vec![];
        let mut up = at;
        while up != 0 {
            let node = self.nodes[up as usize];
            parts.extend([node.name.rest, node.name.prefix(), b"/"]);
            up = node.parent;
        }
        parts.pop();
        parts
            .iter()
            .rev()
            .flat_map(|part| part.iter().copied())
            .collect()
    }

    pub(super) fn nodes(&self) -> &[DiveNode<'a>] {
        &self.nodes[1..]
    }
}

fn is_root(index: &LayerIndex, entry: &Entry) -> bool {
    entry.parent == 0 && !entry.is_marker() && index.name(entry).is_empty()
}

struct Builder<'a> {
    index: &'a LayerIndex,
    nodes: Vec<DiveNode<'a>>,
    /// The node of each directory path; `NONE` at and below a dropped name.
    directories: Vec<u32>,
    by_name: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl<'a> Builder<'a> {
    fn new(index: &'a LayerIndex) -> Builder<'a> {
        let name = DiveName {
            whiteout: false,
            rest: b"",
        };
        let expected = index.entries.len() + index.dirs.len();
        Builder {
            index,
            nodes: vec![DiveNode {
                parent: 0,
                name,
                entry: NONE,
            }],
            directories: Vec::with_capacity(index.dirs.len()),
            by_name: HashTable::with_capacity(expected),
            hasher: DefaultHashBuilder::default(),
        }
    }

    fn add_directories(&mut self) {
        self.directories.push(0);
        for (dir, at) in self.index.dirs.iter().zip(0u32..).skip(1) {
            let name = DiveName::of(self.index.dir_name(at));
            let parent = self.directory(dir.parent);
            let node = match parent {
                Some(parent) if !name.is_dropped() => self.node(parent, name),
                _ => NONE,
            };
            self.directories.push(node);
        }
    }

    fn directory(&self, dir: u32) -> Option<u32> {
        self.directories
            .get(dir as usize)
            .copied()
            .filter(|&node| node != NONE)
    }

    fn add_entries(&mut self) {
        for (entry, number) in self.index.entries.iter().zip(0u32..) {
            if entry.kind == EntryKind::Opaque || is_root(self.index, entry) {
                continue;
            }
            let name = match (entry.kind, self.index.name(entry)) {
                (EntryKind::Whiteout, rest) => DiveName {
                    whiteout: true,
                    rest,
                },
                (_, name) => DiveName::of(name),
            };
            let Some(parent) = self.directory(entry.parent).filter(|_| !name.is_dropped()) else {
                continue;
            };
            let node = self.node(parent, name);
            self.nodes[node as usize].entry = number;
        }
    }

    fn node(&mut self, parent: u32, name: DiveName<'a>) -> u32 {
        let Builder {
            nodes,
            by_name,
            hasher,
            ..
        } = self;
        let hash = hasher.hash_one((parent, name));
        let same = |&at: &u32| {
            let node = &nodes[at as usize];
            node.parent == parent && node.name == name
        };
        if let Some(&at) = by_name.find(hash, same) {
            return at;
        }
        let at = number(nodes.len());
        nodes.push(DiveNode {
            parent,
            name,
            entry: NONE,
        });
        by_name.insert_unique(hash, at, |&at| {
            let node = &nodes[at as usize];
            hasher.hash_one((node.parent, node.name))
        });
        at
    }
}

/// A node's number. A layer's entries and directories are counted in 32 bits, and half of that is
/// far above `limits.layer_entries`; the last number stands for all beyond.
pub(super) fn number(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(NONE - 1)
}
