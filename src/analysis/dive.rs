//! dive's accounting, to the last digit, for pipelines whose thresholds were set with dive.
//!
//! This is not how waste should be counted (that is the exact accounting): dive counts the copy
//! that stays as wasted, misses what a `rm -rf` leaves behind, and gives up on a layer at the
//! first whiteout that hides nothing. It is here so that a figure that somebody compares with a
//! bound stays the figure that dive 0.13.1 printed. What dive works out by stacking the whole
//! image anew for every whiteout, this module keeps up to date layer by layer.

mod layer_tree;
mod name;
mod order;
mod stack;

use hashbrown::HashMap;

pub use layer_tree::{DiveNode, LayerTree};
pub use name::DiveName;

use crate::layer::LayerIndex;
use stack::{PathId, Stack};

/// What dive says about an image; see [`DiveAccounting`].
#[derive(Debug, Clone, PartialEq)]
pub struct DiveFigures {
    /// Σ of the sizes that tar headers say, over all layers, in bytes.
    pub size_bytes: u64,
    /// The same without layer 0, which dive takes for the base image.
    pub user_size_bytes: u64,
    /// Σ of [`DiveReference::size_bytes`]: every copy, the live one too.
    pub wasted_bytes: u64,
    /// Σ of the smallest copy of every path, in bytes; −1 for a path that was never counted.
    pub smallest_bytes: i64,
    /// Σ of all copies of every path, in bytes, what whiteouts hide below directories included.
    pub counted_bytes: i64,
    /// Smallest copies over all copies; 1 when there are no bytes. A whiteout that hides nothing
    /// takes part with −1, so that it may even be below 0.
    pub efficiency: f64,
    /// Wasted bytes over user bytes: a ratio, in spite of its name. NaN for 0/0, +∞ for x/0, and
    /// it may exceed 1.
    pub wasted_user_percent: f64,
    /// Paths that more than one layer has, largest first; of equal ones the later met first.
    pub references: Vec<DiveReference>,
    /// Σ of the sizes that tar headers say, for each layer, lowest first.
    pub layer_sizes: Vec<u64>,
    /// Paths in dive's tree of each layer, implied directories included, lowest layer first.
    pub layer_files: Vec<u64>,
}

impl DiveFigures {
    /// The figures as if the copies of these paths were no waste: all of their bytes are kept in
    /// the score, none is wasted, and they are no references. dive itself has no such thing.
    #[must_use]
    pub fn ignoring(&self, ignored: impl Fn(&[u8]) -> bool) -> DiveFigures {
        let mut figures = self.clone();
        figures.references.retain(|found| !ignored(&found.path));
        for found in self.references.iter().filter(|found| ignored(&found.path)) {
            let spared = found
                .size_bytes
                .cast_signed()
                .wrapping_sub(found.smallest_bytes);
            figures.smallest_bytes = figures.smallest_bytes.wrapping_add(spared);
            figures.wasted_bytes = figures.wasted_bytes.wrapping_sub(found.size_bytes);
        }
        figures.efficiency = score(figures.smallest_bytes, figures.counted_bytes);
        figures.wasted_user_percent = figures.wasted_bytes as f64 / figures.user_size_bytes as f64;
        figures
    }
}

fn score(smallest: i64, counted: i64) -> f64 {
    if counted == 0 {
        1.0
    } else {
        smallest as f64 / counted as f64
    }
}

/// A path that dive calls inefficient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiveReference {
    /// How many layers have it, as a leaf or as a whiteout.
    pub count: u64,
    /// Σ of its sizes in those layers, in bytes; a whiteout counts what it hides below a
    /// directory.
    pub size_bytes: u64,
    /// The smallest of its sizes in bytes: what dive holds to be worth keeping.
    pub smallest_bytes: i64,
    /// The path, with a leading `/`.
    pub path: Vec<u8>,
}

/// Takes the layers of an image one after the other, lowest first.
///
/// Time grows with the number of entries alone: each path is put into one tree once per layer
/// that has it, and taken out at most as often.
#[derive(Debug, Default)]
pub struct DiveAccounting {
    stack: Stack,
    repeated: Vec<PathId>,
    layer_sizes: Vec<u64>,
    layer_files: Vec<u64>,
}

impl DiveAccounting {
    /// An image without layers.
    #[must_use]
    pub fn new() -> DiveAccounting {
        DiveAccounting::default()
    }

    /// Adds the next layer. Its index is not needed afterwards.
    pub fn add(&mut self, index: &LayerIndex) {
        let tree = LayerTree::of(index);
        let lowest = self.layer_sizes.is_empty();
        self.layer_sizes.push(tree.size_bytes());
        self.layer_files.push(tree.len() as u64);
        let paths = self.paths_of(&tree);
        if lowest {
            // dive looks into a copy of its lowest tree, whiteouts and all, and then stacks that
            // tree upon its own copy.
            for at in tree.order() {
                self.put(&tree, &paths, at);
            }
        }
        self.count(&tree, &paths);
        self.graft(&tree, &paths);
    }

    /// The figures of the layers added.
    #[must_use]
    pub fn finish(mut self) -> DiveFigures {
        let size_bytes = wrapping_sum(self.layer_sizes.iter().copied());
        let user_size_bytes = wrapping_sum(self.layer_sizes.iter().skip(1).copied());
        let (smallest_bytes, counted_bytes) = self.stack.totals();
        // A stable ascending sort, read backwards: what Go's sort does with up to twelve paths.
        self.repeated
            .sort_by_key(|&path| self.stack.counted(path).0);
        let references: Vec<DiveReference> = (self.repeated.iter().rev())
            .map(|&path| self.reference(path))
            .collect();
        let wasted_bytes = wrapping_sum(references.iter().map(|found| found.size_bytes));
        DiveFigures {
            size_bytes,
            user_size_bytes,
            wasted_bytes,
            smallest_bytes,
            counted_bytes,
            efficiency: score(smallest_bytes, counted_bytes),
            wasted_user_percent: wasted_bytes as f64 / user_size_bytes as f64,
            references,
            layer_sizes: self.layer_sizes,
            layer_files: self.layer_files,
        }
    }

    fn reference(&self, path: PathId) -> DiveReference {
        let (bytes, count) = self.stack.counted(path);
        DiveReference {
            count: count.into(),
            size_bytes: bytes.cast_unsigned(),
            smallest_bytes: self.stack.smallest(path),
            path: self.stack.path(path),
        }
    }

    /// The path of each of the layer's nodes, by the node's number.
    fn paths_of(&mut self, tree: &LayerTree<'_>) -> Vec<PathId> {
        let mut paths: Vec<PathId> = Vec::with_capacity(tree.len() + 1);
        paths.push(Stack::ROOT);
        for node in tree.nodes() {
            let parent = paths[node.parent as usize];
            paths.push(self.stack.child(parent, node.name));
        }
        paths
    }

    /// Adds the layer's leaves to the sums by path, in dive's order, up to the first whiteout
    /// that hides nothing: there dive leaves the layer, with the path noted and not counted.
    fn count(&mut self, tree: &LayerTree<'_>, paths: &[PathId]) {
        let mut sizes = HashMap::new();
        for at in tree.order().filter(|&at| tree.is_leaf(at)) {
            let node = tree.node(at);
            let parent = paths[node.parent as usize];
            let path = if node.name.whiteout {
                self.stack.child(parent, node.name.hidden())
            } else {
                paths[at as usize]
            };
            self.stack.meet(path);
            let size = if node.name.whiteout {
                let hidden = self.stack.hidden_by(parent, node.name);
                let Some(hidden) = hidden.filter(|&hidden| self.stack.is_there(hidden)) else {
                    return;
                };
                self.stack.directory_bytes(hidden, &mut sizes)
            } else {
                tree.size_of(at)
            };
            if self.stack.count(path, size) == 2 {
                self.repeated.push(path);
            }
        }
    }

    /// Stacks the layer upon those below: every node puts its path with its own attributes, an
    /// implied directory too; a whiteout takes a path away, children and all.
    fn graft(&mut self, tree: &LayerTree<'_>, paths: &[PathId]) {
        for at in tree.order() {
            let node = tree.node(at);
            if !node.name.whiteout {
                self.put(tree, paths, at);
                continue;
            }
            let parent = paths[node.parent as usize];
            if let Some(hidden) = self.stack.hidden_by(parent, node.name) {
                self.stack.remove(hidden);
            }
        }
    }

    fn put(&mut self, tree: &LayerTree<'_>, paths: &[PathId], at: u32) {
        self.stack
            .put(paths[at as usize], tree.size_of(at), tree.is_directory(at));
    }
}

/// Go's arithmetic: sizes that a hostile header makes up may wrap, never panic.
fn wrapping_sum(sizes: impl Iterator<Item = u64>) -> u64 {
    sizes.fold(0, u64::wrapping_add)
}
