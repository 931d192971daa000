//! Waste put together: by directory, and by the layer that made it.
//!
//! Beside [`Accounting::waste`], which is by path: the sums that tell a reader where to look and
//! which instruction to change. Causes alone are few enough to add up where they are shown.
//!
//! [`Accounting::waste`]: super::Accounting::waste

use super::Waste;
use crate::tree::{Cause, Content, Death, NodeId, ROOT, Tree};

/// Dead bytes at a directory and below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WastedBelow {
    /// The directory.
    pub node: NodeId,
    /// The bytes.
    pub bytes: u64,
    /// Number of the largest of the rows below it, among those given.
    pub largest: usize,
}

/// What one layer made dead.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Caused {
    /// The layer, 0-based.
    pub layer: usize,
    /// Dead bytes, of any layer, that it made dead.
    pub bytes: u64,
    /// The same by cause, in the order of [`Cause::ALL`].
    pub by_cause: [u64; 4],
    /// Of the overwritten, bytes that the layer stores again unchanged: only metadata differs, or
    /// nothing. 0 where contents were not read.
    pub again: u64,
}

impl Caused {
    /// The cause of most of the bytes.
    #[must_use]
    pub fn most_of_it(&self) -> Cause {
        let rank = |&at: &usize| (self.by_cause[at], std::cmp::Reverse(at));
        let most = (0..Cause::ALL.len()).max_by_key(rank);
        Cause::ALL[most.unwrap_or(0)]
    }
}

/// Where waste sits: directories with all that is below them, largest first. One stands here only
/// when no single directory in it has nearly all of its waste, and never the root.
#[must_use]
pub fn by_directory<'a>(
    tree: &Tree,
    waste: impl IntoIterator<Item = &'a Waste>,
) -> Vec<WastedBelow> {
    let below = below(tree, waste);
    let sums = |node: NodeId| below[node as usize].0;
    let mut rows: Vec<WastedBelow> = (0..)
        .zip(&below)
        .filter(|&(node, &(bytes, _))| {
            node != ROOT && bytes > 0 && stands_for_itself(tree, sums, node)
        })
        .map(|(node, &(bytes, largest))| WastedBelow {
            node,
            bytes,
            largest: largest as usize,
        })
        .collect();
    rows.sort_unstable_by(|a, b| b.bytes.cmp(&a.bytes).then(a.node.cmp(&b.node)));
    rows
}

/// Dead bytes at and below each path, and the first row among them. Children have larger numbers
/// than their parents.
fn below<'a>(tree: &Tree, waste: impl IntoIterator<Item = &'a Waste>) -> Vec<(u64, u32)> {
    let mut below = vec![(0u64, u32::MAX); tree.len()];
    for (number, row) in (0..).zip(waste) {
        let (bytes, largest) = &mut below[row.node as usize];
        *bytes += row.bytes;
        *largest = (*largest).min(number);
    }
    for node in (1..tree.len()).rev() {
        let (bytes, largest) = below[node];
        let parent = &mut below[tree.parent(node as NodeId) as usize];
        parent.0 += bytes;
        parent.1 = parent.1.min(largest);
    }
    below
}

fn stands_for_itself(tree: &Tree, sums: impl Fn(NodeId) -> u64, node: NodeId) -> bool {
    let children = tree.children(node);
    let own = sums(node);
    let swallowed =
        |&child: &NodeId| !tree.children(child).is_empty() && sums(child) > own - own / 20;
    !children.is_empty() && !children.iter().any(swallowed)
}

/// The layers that made bytes dead, those that made most first, of the dead contents that `keep`
/// picks.
#[must_use]
pub fn by_layer(tree: &Tree, keep: impl Fn(&Content, Death) -> bool) -> Vec<Caused> {
    let empty = |layer| Caused {
        layer,
        ..Caused::default()
    };
    let mut all: Vec<Caused> = (0..tree.layers()).map(empty).collect();
    for content in tree.contents() {
        let Some(death) = content.death().filter(|&death| keep(content, death)) else {
            continue;
        };
        let size = tree.entry(content.record()).size;
        let one = &mut all[usize::from(death.layer)];
        one.bytes += size;
        let at = Cause::ALL.iter().position(|&cause| cause == death.cause);
        one.by_cause[at.unwrap_or(0)] += size;
        if death.cause == Cause::Overwritten && stored_again(tree, content, death) {
            one.again += size;
        }
    }
    all.retain(|one| one.bytes > 0);
    all.sort_by_key(|one| std::cmp::Reverse(one.bytes));
    all
}

/// True when what overwrote a content is known to be the same bytes.
fn stored_again(tree: &Tree, content: &Content, death: Death) -> bool {
    let now = tree.at(death.node, usize::from(death.layer));
    let record = now.filter(|now| now.layer == death.layer);
    let record = record.and_then(|now| now.record());
    let hash = |record| tree.hash(tree.content_of(record)?);
    let (then, now) = (hash(content.record()), record.and_then(hash));
    then.is_some() && then == now
}
