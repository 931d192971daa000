//! Orders other than that of names: each directory's children by what a view says of them.

use std::sync::atomic::AtomicBool;

use super::order::cancelled;
use super::{Bits, Change, NodeId, Order, Range, Sums, Tree};

/// What paths are sorted by. Ties stand in the order of their names.
#[derive(Debug, Clone, Copy)]
pub enum Sort<'a> {
    /// Their names, bytewise.
    Name,
    /// What they hold after the range, largest first.
    Size(&'a Sums),
    /// What they waste, largest first.
    Waste(&'a Sums),
    /// What became of them: removed, modified, added, transient, then directories in which
    /// something changed, then what did not change.
    Change(Range),
}

impl Order {
    /// An order by something else than names: a job. Each directory's children are sorted, none
    /// leaves its directory. `reversed` turns what is sorted by around, names too, but not the
    /// order of ties. None when cancelled.
    #[must_use]
    pub fn sorted(
        tree: &Tree,
        sort: Sort<'_>,
        reversed: bool,
        cancel: &AtomicBool,
    ) -> Option<Order> {
        let mut children = tree.children.clone();
        match sort {
            Sort::Name if reversed => each(tree, &mut children, cancel, <[NodeId]>::reverse)?,
            Sort::Name => {}
            Sort::Size(sums) => by(tree, &mut children, reversed, cancel, |node| {
                u64::MAX - sums.size(node)
            })?,
            Sort::Waste(sums) => by(tree, &mut children, reversed, cancel, |node| {
                u64::MAX - sums.waste(node)
            })?,
            Sort::Change(range) => {
                let ranks = ranks(tree, range, cancel)?;
                by(tree, &mut children, reversed, cancel, |node| {
                    ranks.get(node as usize).copied().unwrap_or(0).into()
                })?;
            }
        }
        Order::of(tree, children, cancel)
    }
}

fn by(
    tree: &Tree,
    children: &mut [NodeId],
    reversed: bool,
    cancel: &AtomicBool,
    key: impl Fn(NodeId) -> u64,
) -> Option<()> {
    // Key, number among the brothers, path, in one number: comparing three fields took twice as
    // long. Children come in the order of their names, so that their number settles ties.
    let mut keyed: Vec<u128> = Vec::new();
    each(tree, children, cancel, |brothers| {
        if brothers.len() < 2 {
            return;
        }
        keyed.clear();
        keyed.extend(brothers.iter().enumerate().map(|(at, &node)| {
            let key = if reversed { !key(node) } else { key(node) };
            u128::from(key) << 64 | (at as u128) << 32 | u128::from(node)
        }));
        keyed.sort_unstable();
        for (child, &key) in brothers.iter_mut().zip(&keyed) {
            *child = key as NodeId;
        }
    })
}

/// Does something with the children of each path.
fn each(
    tree: &Tree,
    children: &mut [NodeId],
    cancel: &AtomicBool,
    mut with: impl FnMut(&mut [NodeId]),
) -> Option<()> {
    for (at, range) in tree.child_starts.windows(2).enumerate() {
        if cancelled(cancel, at) {
            return None;
        }
        with(&mut children[range[0] as usize..range[1] as usize]);
    }
    Some(())
}

/// The rank of each path's change.
fn ranks(tree: &Tree, range: Range, cancel: &AtomicBool) -> Option<Vec<u8>> {
    let mut ranks = vec![UNCHANGED; tree.len()];
    let mut changed_below = Bits::new(tree.len(), false);
    for node in (1..tree.len() as NodeId).rev() {
        if cancelled(cancel, node as usize) {
            return None;
        }
        let state = tree.state(node, range);
        let mut rank = state.map_or(UNCHANGED, |state| rank(state.change));
        if rank == UNCHANGED && changed_below.get(node) {
            rank = UNCHANGED - 1;
        }
        if rank < UNCHANGED {
            changed_below.set(tree.parent(node), true);
        }
        ranks[node as usize] = rank;
    }
    Some(ranks)
}

const UNCHANGED: u8 = 5;

fn rank(change: Option<Change>) -> u8 {
    match change {
        Some(Change::Removed) => 0,
        Some(Change::Modified) | None => 1,
        Some(Change::Added) => 2,
        Some(Change::Transient) => 3,
        Some(Change::Unchanged) => UNCHANGED,
    }
}
