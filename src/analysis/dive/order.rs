//! The order in which dive visits a tree, without recursion.

use super::layer_tree::{DiveNode, number};

/// All nodes but the root, children before parents and siblings by name; and which are leaves.
pub(super) fn child_first(nodes: &[DiveNode<'_>]) -> (Vec<u32>, Vec<bool>) {
    let (mut next, children) = by_parent(nodes);
    let ends: Vec<u32> = next[1..].to_vec();
    let leaves = (0..nodes.len()).map(|at| next[at] == ends[at]).collect();
    let mut order = Vec::with_capacity(nodes.len());
    let mut open = vec![0u32];
    while let Some(&at) = open.last() {
        let at = at as usize;
        if next[at] < ends[at] {
            open.push(children[next[at] as usize]);
            next[at] += 1;
        } else {
            open.pop();
            order.push(number(at));
        }
    }
    order.pop();
    (order, leaves)
}

/// The children of all nodes, grouped by parent and sorted by name within a group; and where the
/// group of each node starts, with one number more for the end of the last.
fn by_parent(nodes: &[DiveNode<'_>]) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; nodes.len() + 1];
    for node in &nodes[1..] {
        starts[node.parent as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut free = starts.clone();
    let mut children = vec![0u32; nodes.len() - 1];
    for (node, at) in nodes.iter().zip(0u32..).skip(1) {
        let slot = &mut free[node.parent as usize];
        children[*slot as usize] = at;
        *slot += 1;
    }
    for group in starts.windows(2) {
        children[group[0] as usize..group[1] as usize]
            .sort_by(|&a, &b| nodes[a as usize].name.order(nodes[b as usize].name));
    }
    (starts, children)
}
