//! What layers did within a stretch of paths, in 80 bytes: enough to tell that a view shows
//! nothing of it, without looking at any of its paths.
//!
//! It errs to one side only: what [`Probe::may_show`] denies holds no path that passes. Of one
//! layer it is exact path for path; of a range, or of a stretch of many paths, it is what the
//! paths have together.

use super::{NodeId, Range, Shown, Tree};

/// Layers told apart. With more of them, a bit stands for a run of neighbours.
const BITS: usize = 128;

/// How layers share bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    layers: usize,
    run: usize,
}

impl Scale {
    pub(super) fn new(layers: usize) -> Scale {
        Scale {
            layers,
            run: layers.div_ceil(BITS).max(1),
        }
    }

    /// The bits of layers `from` to `to`, both included and below `layers`.
    fn span(self, from: usize, to: usize) -> u128 {
        let (from, to) = (from / self.run, to / self.run);
        (u128::MAX << from) & (u128::MAX >> (BITS - 1 - to))
    }

    fn bit(self, layer: usize) -> u128 {
        1 << (layer / self.run)
    }
}

/// Layers, one bit each, at which something holds for some path of the stretch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Touched {
    /// It is visible after the layer.
    seen: u128,
    /// It is not.
    unseen: u128,
    /// It became visible.
    born: u128,
    /// It went.
    gone: u128,
    /// It was visible, and is again with an entry of the layer.
    again: u128,
}

impl Touched {
    pub(super) fn of(tree: &Tree, scale: Scale, node: NodeId) -> Touched {
        let mut touched = Touched::default();
        let mut since = 0;
        let mut shown = None;
        for &version in tree.versions(node) {
            let layer = usize::from(version.layer);
            if layer >= scale.layers {
                break; // the root of an image without layers
            }
            touched.stays(scale, shown.is_some(), since, layer);
            let bit = scale.bit(layer);
            match (shown, version.is_visible()) {
                (None, true) => touched.born |= bit,
                (Some(_), false) => touched.gone |= bit,
                (Some(then), true) if !tree.same_directory(then, version) => touched.again |= bit,
                _ => {}
            }
            since = layer;
            shown = version.is_visible().then_some(version);
        }
        touched.stays(scale, shown.is_some(), since, scale.layers);
        touched
    }

    /// From layer `since` until before `end`.
    fn stays(&mut self, scale: Scale, shown: bool, since: usize, end: usize) {
        if since < end {
            let span = scale.span(since, end - 1);
            *(if shown {
                &mut self.seen
            } else {
                &mut self.unseen
            }) |= span;
        }
    }

    pub(super) fn add(&mut self, other: &Touched) {
        self.seen |= other.seen;
        self.unseen |= other.unseen;
        self.born |= other.born;
        self.gone |= other.gone;
        self.again |= other.again;
    }
}

/// A view, put as a question to [`Touched`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Probe {
    shown: Shown,
    /// The layer below the range; none when it starts at the bottom.
    below: u128,
    after: u128,
    within: u128,
}

impl Probe {
    pub(super) fn new(scale: Scale, shown: Shown) -> Probe {
        let Range { from, to } = shown.range;
        let last = scale.layers.saturating_sub(1);
        let below = from.checked_sub(1);
        let within = from <= to.min(last) && scale.layers > 0;
        Probe {
            shown,
            below: below.map_or(0, |layer| scale.bit(layer.min(last))),
            after: scale.bit(to.min(last)),
            within: if within {
                scale.span(from, to.min(last))
            } else {
                0
            },
        }
    }

    /// False when no path of the stretch passes.
    pub(super) fn may_show(&self, touched: &Touched) -> bool {
        let kinds = self.shown.kinds;
        let was = touched.seen & self.below != 0;
        let was_not = self.below == 0 || touched.unseen & self.below != 0;
        let is = touched.seen & self.after != 0;
        let is_not = touched.unseen & self.after != 0;
        let born = touched.born & self.within != 0;
        let gone = touched.gone & self.within != 0;
        let again = touched.again & self.within != 0;
        kinds.unchanged && was && is
            || kinds.added && was_not && is && born
            || kinds.removed && was && is_not && gone
            || kinds.modified && was && is && (again || born && gone)
            || kinds.transient && was_not && is_not && born && gone
    }
}
