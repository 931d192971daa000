//! The same bytes stored several times and live each time.

use hashbrown::HashMap;

use crate::tree::{ContentId, NodeId, Tree};

/// One content that stands at several live paths, stored apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// Bytes of one copy.
    pub bytes: u64,
    /// BLAKE3 of the contents.
    pub hash: [u8; 32],
    /// The paths that store it, in the order of layers and tar.
    pub nodes: Vec<NodeId>,
}

impl Duplicate {
    /// Bytes that would be saved if it were stored once.
    #[must_use]
    pub fn extra(&self) -> u64 {
        self.bytes * (self.nodes.len() as u64).saturating_sub(1)
    }
}

/// All duplicates, those that cost most first; none where the contents of a layer that has some
/// were not read.
#[must_use]
pub fn duplicates(tree: &Tree) -> Option<Vec<Duplicate>> {
    let mut by_hash: HashMap<[u8; 32], (u64, Vec<ContentId>)> = HashMap::new();
    for (number, content) in tree.contents().iter().enumerate() {
        let bytes = tree.entry(content.record()).size;
        if bytes == 0 || content.death().is_some() {
            continue;
        }
        let number = number as ContentId;
        let hash = tree.hash(number)?;
        by_hash
            .entry(*hash)
            .or_insert_with(|| (bytes, Vec::new()))
            .1
            .push(number);
    }
    let mut found: Vec<Duplicate> = (by_hash.into_iter())
        .filter(|(_, (_, copies))| copies.len() > 1)
        .map(|(hash, (bytes, copies))| {
            let nodes = copies.iter().map(|&copy| shown_at(tree, copy)).collect();
            Duplicate { bytes, hash, nodes }
        })
        .collect();
    found.sort_by(|a, b| {
        b.extra()
            .cmp(&a.extra())
            .then_with(|| a.nodes.cmp(&b.nodes))
    });
    Some(found)
}

/// The path that stores a content; it may live on under another name only.
fn shown_at(tree: &Tree, content: ContentId) -> NodeId {
    tree.content(content).node
}
