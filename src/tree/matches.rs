//! The paths that a pattern matches, in whatever view: so a filter stays true when the view
//! changes, and only their number needs counting anew.

use std::sync::atomic::AtomicBool;

use super::order::{Place, cancelled};
use super::passing::Passing;
use super::pattern::{Looker, Pattern};
use super::{Bits, NodeId, Order, ROOT, Shown, Tree};

/// What a pattern matches in a tree.
#[derive(Debug, Clone)]
pub struct Matches {
    hits: Bits,
    own: Bits,
    above: Bits,
}

impl Matches {
    /// Looks at every path of the tree: a job. None when cancelled.
    #[must_use]
    pub fn find(
        tree: &Tree,
        order: &Order,
        pattern: &Pattern,
        cancel: &AtomicBool,
    ) -> Option<Matches> {
        let mut looker = Looker::new(pattern);
        let mut matches = Matches {
            hits: Bits::new(tree.len(), false),
            own: Bits::new(tree.len(), false),
            above: Bits::new(tree.len(), false),
        };
        // The directories that the path at hand is in, each with the bytes of its path.
        let mut line: Vec<(NodeId, usize)> = vec![(ROOT, 0)];
        for place in 1..order.len() as Place {
            if cancelled(cancel, place as usize - 1) {
                return None;
            }
            let node = order.node(place);
            let parent = tree.parent(node);
            while line.len() > 1 && line.last().is_some_and(|&(above, _)| above != parent) {
                line.pop();
            }
            let above = line.last().map_or(0, |&(_, bytes)| bytes);
            line.push((node, looker.go(above, tree.name(node))));
            matches.look(&looker, tree, node, above);
        }
        Some(matches)
    }

    fn look(&mut self, looker: &Looker<'_>, tree: &Tree, node: NodeId, above: usize) {
        let parent = tree.parent(node);
        let below = self.hits.get(parent);
        if !(below && looker.inherits() || looker.is_match(above)) {
            return;
        }
        self.hits.set(node, true);
        self.own.set(node, !below || looker.is_own(above));
        let mut at = parent;
        while !self.above.get(at) {
            self.above.set(at, true);
            at = tree.parent(at);
        }
    }

    /// The paths that match.
    #[must_use]
    pub fn hits(&self) -> &Bits {
        &self.hits
    }

    /// Those that match by themselves, and not only because their directory does: what a search
    /// stops at.
    #[must_use]
    pub fn own(&self) -> &Bits {
        &self.own
    }

    /// The directories that something matching is below of: what to open to see all of it.
    #[must_use]
    pub fn above(&self) -> &Bits {
        &self.above
    }

    /// Number of paths that match and that the view shows: a job. None when cancelled.
    #[must_use]
    pub fn count(&self, tree: &Tree, shown: Shown, cancel: &AtomicBool) -> Option<usize> {
        let mut count = 0;
        for node in 1..tree.len() {
            if cancelled(cancel, node - 1) {
                return None;
            }
            let node = node as NodeId;
            count += usize::from(self.hits.get(node) && shown.passes(tree, node));
        }
        Some(count)
    }
}

/// Steps from one match to the next in everything that the view shows, folded or not.
#[derive(Debug)]
pub struct Search<'a> {
    order: &'a Order,
    passing: Passing<'a>,
}

impl<'a> Search<'a> {
    /// The matches of a search in a view, taken in this order.
    #[must_use]
    pub fn new(tree: &'a Tree, order: &'a Order, shown: Shown, matches: &'a Matches) -> Search<'a> {
        Search {
            order,
            passing: Passing::new(tree, order, shown, Some(matches.own())),
        }
    }

    /// The match behind a path; behind the last one comes the first. None when there is none.
    #[must_use]
    pub fn next(&self, node: NodeId) -> Option<NodeId> {
        let (place, end) = (self.order.place(node), self.order.len() as Place);
        let found = self
            .passing
            .from(place + 1, end)
            .or_else(|| self.passing.from(1, place + 1))?;
        Some(self.order.node(found))
    }

    /// The match before a path; before the first one comes the last. None when there is none.
    #[must_use]
    pub fn prev(&self, node: NodeId) -> Option<NodeId> {
        let (place, end) = (self.order.place(node), self.order.len() as Place);
        let found = self
            .passing
            .before(place, 1)
            .or_else(|| self.passing.before(end, place))?;
        Some(self.order.node(found))
    }
}

impl Tree {
    /// Opens every directory that a path is in, so that it is a row where its view shows it.
    pub fn reveal(&self, node: NodeId, open: &mut Bits) {
        let mut at = self.parent(node);
        while at != ROOT {
            open.set(at, true);
            at = self.parent(at);
        }
    }
}
