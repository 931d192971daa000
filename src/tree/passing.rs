//! The next path that a view shows, and the previous one, by their place in an order.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::order::{Order, Place};
use super::touched::Probe;
use super::{Bits, NodeId, Shown, Tree};

/// Places without anything passing that are worth remembering: fewer are looked at again in a
/// few microseconds.
const WORTH: Place = 256;

/// Finds what passes. It remembers long stretches where nothing did, so that the many questions
/// of one frame together walk each stretch once.
#[derive(Debug)]
pub(super) struct Passing<'a> {
    tree: &'a Tree,
    order: &'a Order,
    shown: Shown,
    probe: Probe,
    hits: Option<&'a Bits>,
    /// Stretches that hold nothing that passes: start and end.
    gaps: RefCell<BTreeMap<Place, Place>>,
}

impl<'a> Passing<'a> {
    pub(super) fn new(
        tree: &'a Tree,
        order: &'a Order,
        shown: Shown,
        hits: Option<&'a Bits>,
    ) -> Passing<'a> {
        Passing {
            tree,
            order,
            shown,
            probe: order.probe(shown),
            hits,
            gaps: RefCell::default(),
        }
    }

    /// Whether this path itself passes.
    pub(super) fn is(&self, node: NodeId) -> bool {
        self.hits.is_none_or(|hits| hits.get(node)) && self.shown.passes(self.tree, node)
    }

    /// The first place from `from` on, and before `end`, whose path passes. The root never does.
    pub(super) fn from(&self, from: Place, end: Place) -> Option<Place> {
        let from = from.max(1);
        let mut at = from;
        let mut found = None;
        while at < end && found.is_none() {
            at = self.order.forward(&self.probe, self.gap_end(at));
            let stop = Order::stretch_end(at).min(end);
            found = (at..stop).find(|&place| self.is(self.order.node(place)));
            at = found.unwrap_or(at.max(stop));
        }
        self.note(from, at);
        found
    }

    /// The last place before `end`, not before `start`, whose path passes.
    pub(super) fn before(&self, end: Place, start: Place) -> Option<Place> {
        let start = start.max(1);
        let mut at = end;
        let mut found = None;
        while at > start && found.is_none() {
            at = self.order.backward(&self.probe, self.gap_start(at));
            let stop = Order::stretch_start(at).max(start);
            found = (stop..at)
                .rev()
                .find(|&place| self.is(self.order.node(place)));
            at = found.map_or(at.min(stop), |place| place + 1);
        }
        self.note(at, end);
        found
    }

    fn note(&self, start: Place, end: Place) {
        if end.saturating_sub(start) < WORTH {
            return;
        }
        let mut gaps = self.gaps.borrow_mut();
        let before = gaps.range_mut(..=start).next_back();
        if let Some((_, until)) = before.filter(|(_, until)| **until >= start) {
            *until = end.max(*until);
        } else {
            gaps.insert(start, end);
        }
    }

    /// The end of the gap that holds a place, or the place.
    fn gap_end(&self, at: Place) -> Place {
        let gaps = self.gaps.borrow();
        let gap = gaps.range(..=at).next_back();
        gap.map_or(at, |(_, &end)| end.max(at))
    }

    /// The start of the gap that ends at a place or holds the one before it, or the place.
    fn gap_start(&self, at: Place) -> Place {
        let gaps = self.gaps.borrow();
        let gap = gaps.range(..at).next_back();
        gap.filter(|&(_, &end)| end >= at)
            .map_or(at, |(&start, _)| start)
    }
}
