//! All paths in the order in which a tree pane lists them when everything is open: a directory,
//! then what is in it, brother after brother.
//!
//! An order knows nothing of views. It keeps, for each stretch of 64 paths and of 4 096, what
//! layers did there ([`super::touched`]), so that a view walks past stretches of which it shows
//! nothing: one structure for a tree, none for a pair of layers. One directory of a million files
//! and a million directories of one are the same to it.

use std::sync::atomic::{AtomicBool, Ordering};

use super::touched::{Probe, Scale, Touched};
use super::{NodeId, ROOT, Shown, Tree};

/// Paths of a stretch.
const STRETCH: usize = 64;
/// Stretches of a wide one.
const WIDE: usize = 64;
/// Steps of a job between two looks at whether it is still wanted.
const STEPS: usize = 4_096;

/// Place of a path in an [`Order`]. The root has the first.
pub(super) type Place = u32;

/// The order of a tree's paths. Making one is a job: see [`Order::by_name`] and
/// [`Order::sorted`].
#[derive(Debug)]
pub struct Order {
    /// The paths, by place.
    nodes: Vec<NodeId>,
    /// Place of each path.
    places: Vec<Place>,
    /// By place: the first place behind all that is below.
    ends: Vec<Place>,
    scale: Scale,
    stretches: Vec<Touched>,
    wide: Vec<Touched>,
}

/// True when a job's work is not wanted any more. It looks only now and then: `step` counts.
pub(super) fn cancelled(cancel: &AtomicBool, step: usize) -> bool {
    step.is_multiple_of(STEPS) && cancel.load(Ordering::Relaxed)
}

impl Order {
    /// The order of names, which every view starts with: made once for a tree. None when
    /// cancelled.
    #[must_use]
    pub fn by_name(tree: &Tree, cancel: &AtomicBool) -> Option<Order> {
        Order::of(tree, tree.children.clone(), cancel)
    }

    /// The order in which each directory's children stand as in `children`, which has them at the
    /// same indexes as [`Tree::children`] has.
    pub(super) fn of(tree: &Tree, children: Vec<NodeId>, cancel: &AtomicBool) -> Option<Order> {
        let (places, ends) = places(tree, &children, cancel)?;
        let mut nodes = children; // as long as needed but for the root
        nodes.resize(tree.len(), ROOT);
        for (node, &place) in places.iter().enumerate() {
            nodes[place as usize] = node as NodeId;
        }
        let scale = Scale::new(tree.layers());
        let stretches = stretches(tree, scale, &nodes, cancel)?;
        let wide = stretches.chunks(WIDE).map(together).collect();
        Some(Order {
            nodes,
            places,
            ends,
            scale,
            stretches,
            wide,
        })
    }

    /// Number of paths, the root among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True when there is nothing but the root.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }

    pub(super) fn node(&self, place: Place) -> NodeId {
        self.nodes.get(place as usize).copied().unwrap_or(ROOT)
    }

    pub(super) fn place(&self, node: NodeId) -> Place {
        self.places.get(node as usize).copied().unwrap_or(0)
    }

    /// The first place behind a path and all below it.
    pub(super) fn end(&self, place: Place) -> Place {
        let end = self.ends.get(place as usize).copied();
        end.unwrap_or(self.nodes.len() as Place)
    }

    pub(super) fn probe(&self, shown: Shown) -> Probe {
        Probe::new(self.scale, shown)
    }

    /// The first place, `at` or behind, of a stretch that the view may show something of.
    pub(super) fn forward(&self, probe: &Probe, mut at: Place) -> Place {
        let len = self.nodes.len();
        while (at as usize) < len {
            let stretch = at as usize / STRETCH;
            let next = if !shows(&self.wide, probe, stretch / WIDE) {
                (stretch / WIDE + 1) * WIDE * STRETCH
            } else if !shows(&self.stretches, probe, stretch) {
                (stretch + 1) * STRETCH
            } else {
                return at;
            };
            at = next.min(len) as Place;
        }
        at
    }

    /// The end (the place behind the last), `end` or before, of a stretch that the view may show
    /// something of; 0 when there is none.
    pub(super) fn backward(&self, probe: &Probe, mut end: Place) -> Place {
        while end > 0 {
            let stretch = (end as usize - 1) / STRETCH;
            let start = if !shows(&self.wide, probe, stretch / WIDE) {
                stretch / WIDE * WIDE * STRETCH
            } else if !shows(&self.stretches, probe, stretch) {
                stretch * STRETCH
            } else {
                return end;
            };
            end = start as Place;
        }
        0
    }

    /// The end of the stretch that holds a place.
    pub(super) fn stretch_end(at: Place) -> Place {
        (at / STRETCH as Place)
            .saturating_add(1)
            .saturating_mul(STRETCH as Place)
    }

    /// The start of the stretch that ends at a place, or holds the one before it.
    pub(super) fn stretch_start(end: Place) -> Place {
        end.saturating_sub(1) / STRETCH as Place * STRETCH as Place
    }
}

fn shows(all: &[Touched], probe: &Probe, at: usize) -> bool {
    all.get(at).is_some_and(|touched| probe.may_show(touched))
}

/// The place of each path, and by place the end of what is below it. A parent's number is smaller
/// than its children's, so that two passes do, and no recursion.
fn places(
    tree: &Tree,
    children: &[NodeId],
    cancel: &AtomicBool,
) -> Option<(Vec<Place>, Vec<Place>)> {
    let mut below = vec![1u32; tree.len()];
    for node in (1..tree.len()).rev() {
        let parent = tree.parent(node as NodeId) as usize;
        below[parent] += below[node];
    }
    let mut places = vec![0; tree.len()];
    let mut ends = vec![0; tree.len()];
    for node in 0..tree.len() {
        if cancelled(cancel, node) {
            return None;
        }
        let place = places[node];
        ends[place as usize] = place + below[node];
        let mut next = place + 1;
        let range = tree.child_starts[node] as usize..tree.child_starts[node + 1] as usize;
        for &child in &children[range] {
            places[child as usize] = next;
            next += below[child as usize];
        }
    }
    Some((places, ends))
}

fn stretches(
    tree: &Tree,
    scale: Scale,
    nodes: &[NodeId],
    cancel: &AtomicBool,
) -> Option<Vec<Touched>> {
    let mut all = Vec::with_capacity(nodes.len().div_ceil(STRETCH));
    for (at, stretch) in nodes.chunks(STRETCH).enumerate() {
        if cancelled(cancel, at * STRETCH) {
            return None;
        }
        let mut touched = Touched::default();
        for &node in stretch {
            touched.add(&Touched::of(tree, scale, node));
        }
        all.push(touched);
    }
    Some(all)
}

fn together(all: &[Touched]) -> Touched {
    let mut touched = Touched::default();
    all.iter().for_each(|one| touched.add(one));
    touched
}
