//! Paths as (parent, name), each once, in one arena.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Number of a path. A parent's number is always smaller than its children's.
pub type NodeId = u32;

/// The root directory.
pub const ROOT: NodeId = 0;

#[derive(Debug, Clone, Copy)]
struct Node {
    parent: NodeId,
    start: u32,
    len: u16,
}

/// All paths. Children are found by a hash of (parent, name).
#[derive(Debug)]
pub struct Arena {
    nodes: Vec<Node>,
    names: Vec<u8>,
    by_name: HashTable<NodeId>,
    hasher: DefaultHashBuilder,
}

impl Arena {
    pub(crate) fn new() -> Arena {
        Arena {
            nodes: vec![Node {
                parent: ROOT,
                start: 0,
                len: 0,
            }],
            names: Vec::new(),
            by_name: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn name(&self, node: NodeId) -> &[u8] {
        self.nodes
            .get(node as usize)
            .map_or(&[], |node| node.name(&self.names))
    }

    pub(crate) fn parent(&self, node: NodeId) -> NodeId {
        self.nodes
            .get(node as usize)
            .map_or(ROOT, |node| node.parent)
    }

    pub(crate) fn path(&self, node: NodeId) -> Vec<u8> {
        let mut len = 0;
        let mut at = node;
        while at != ROOT {
            len += self.name(at).len() + 1;
            at = self.parent(at);
        }
        let mut path = vec![b'/'; len.max(1)];
        at = node;
        while at != ROOT {
            let name = self.name(at);
            path[len - name.len()..len].copy_from_slice(name);
            len -= name.len() + 1;
            at = self.parent(at);
        }
        path
    }

    pub(crate) fn find(&self, parent: NodeId, name: &[u8]) -> Option<NodeId> {
        let hash = self.hasher.hash_one((parent, name));
        self.by_name
            .find(hash, |&id| self.is(id, parent, name))
            .copied()
    }

    /// The child of this name, made when it is new. None when the arena is full (4 GiB of names,
    /// or 2^32 − 2 paths).
    pub(crate) fn child(&mut self, parent: NodeId, name: &[u8]) -> Option<NodeId> {
        let hash = self.hasher.hash_one((parent, name));
        if let Some(&id) = self.by_name.find(hash, |&id| self.is(id, parent, name)) {
            return Some(id);
        }
        let id = NodeId::try_from(self.nodes.len())
            .ok()
            .filter(|&id| id < NodeId::MAX - 1)?;
        let start = u32::try_from(self.names.len()).ok()?;
        let len = u16::try_from(name.len()).ok()?;
        start.checked_add(len.into())?;
        self.names.extend_from_slice(name);
        self.nodes.push(Node { parent, start, len });
        let Arena {
            nodes,
            names,
            by_name,
            hasher,
        } = self;
        by_name.insert_unique(hash, id, |&id| {
            let node = &nodes[id as usize];
            hasher.hash_one((node.parent, node.name(names)))
        });
        Some(id)
    }

    /// The same paths, without what only finding needs.
    pub(crate) fn frozen_copy(&self) -> Arena {
        Arena {
            nodes: self.nodes.clone(),
            names: self.names.clone(),
            by_name: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        }
    }

    /// Drops what only finding needs, once all paths are there.
    pub(crate) fn freeze(&mut self) {
        self.by_name = HashTable::new();
        self.nodes.shrink_to_fit();
        self.names.shrink_to_fit();
    }

    fn is(&self, id: NodeId, parent: NodeId, name: &[u8]) -> bool {
        let node = &self.nodes[id as usize];
        node.parent == parent && node.name(&self.names) == name
    }
}

impl Node {
    fn name<'a>(&self, names: &'a [u8]) -> &'a [u8] {
        &names[self.start as usize..self.start as usize + usize::from(self.len)]
    }
}
