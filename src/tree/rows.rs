//! The rows of a tree pane, walked without ever making a list of them.
//!
//! A row is a path that passes, or that something below it passes, and all of whose parents are
//! open. The root is no row, and always open. Walking asks one thing only, the next or the
//! previous path that passes ([`super::passing`]); which row stands for it follows from its
//! parents. So the cost of a frame is its window, however many paths lie folded or hidden between
//! two rows, and nothing needs to have been computed for the view before.

use super::order::Place;
use super::passing::Passing;
use super::{Bits, Matches, NodeId, Order, ROOT, Shown, State, Tree};

/// How a row's directory stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fold {
    /// There is nothing below it to show.
    Leaf,
    /// What is below it is hidden.
    Closed,
    /// What is below it follows.
    Open,
}

/// One row of the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The path.
    pub node: NodeId,
    /// What the view says of it.
    pub state: State,
    /// Whether it is open.
    pub fold: Fold,
    /// For each of its parents below the root, and last for itself: whether another row of the
    /// same directory comes behind it. That is where guides are drawn.
    pub guides: Vec<bool>,
}

impl Row {
    /// Number of parents below the root: 0 for what stands in the root.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.guides.len().saturating_sub(1)
    }
}

/// What the rows are made of. Cheap to make anew for each key and each frame.
#[derive(Debug)]
pub struct Rows<'a> {
    tree: &'a Tree,
    order: &'a Order,
    open: &'a Bits,
    shown: Shown,
    passing: Passing<'a>,
}

impl<'a> Rows<'a> {
    /// The rows of a view: in this order, with these directories open, and with only what matches
    /// when there is a filter. An order of another tree gives nonsense, but no panic.
    #[must_use]
    pub fn new(
        tree: &'a Tree,
        order: &'a Order,
        shown: Shown,
        matches: Option<&'a Matches>,
        open: &'a Bits,
    ) -> Rows<'a> {
        Rows {
            tree,
            order,
            open,
            shown,
            passing: Passing::new(tree, order, shown, matches.map(Matches::hits)),
        }
    }

    /// The topmost row; none when the view shows nothing.
    #[must_use]
    pub fn first(&self) -> Option<NodeId> {
        self.from(1)
    }

    /// The lowest row.
    #[must_use]
    pub fn last(&self) -> Option<NodeId> {
        self.before(self.order.len() as Place)
    }

    /// The row below a row.
    #[must_use]
    pub fn next(&self, node: NodeId) -> Option<NodeId> {
        self.below(self.folded_to(node))
    }

    /// The row above a row.
    #[must_use]
    pub fn prev(&self, node: NodeId) -> Option<NodeId> {
        self.before(self.order.place(self.folded_to(node)))
    }

    /// `by` rows further down, or the last.
    #[must_use]
    pub fn down(&self, node: NodeId, by: usize) -> NodeId {
        let mut at = self.folded_to(node);
        for _ in 0..by {
            let Some(next) = self.below(at) else { break };
            at = next;
        }
        at
    }

    /// `by` rows further up, or the first.
    #[must_use]
    pub fn up(&self, node: NodeId, by: usize) -> NodeId {
        let mut at = self.folded_to(node);
        for _ in 0..by {
            let Some(prev) = self.before(self.order.place(at)) else {
                break;
            };
            at = prev;
        }
        at
    }

    /// Whether `a` stands above `b` when everything is open.
    #[must_use]
    pub fn is_before(&self, a: NodeId, b: NodeId) -> bool {
        self.order.place(a) < self.order.place(b)
    }

    /// The row of the directory that a row stands in; none in the root.
    #[must_use]
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        Some(self.tree.parent(self.folded_to(node))).filter(|&parent| parent != ROOT)
    }

    /// Whether the path is a row now.
    #[must_use]
    pub fn is_row(&self, node: NodeId) -> bool {
        node != ROOT && self.folded_to(node) == node && self.holds(self.order.place(node))
    }

    /// The row to select where `node` is to be selected: itself, or the closed directory that
    /// hides it, or if the view does not show it the next row of its directory, or the row above.
    #[must_use]
    pub fn nearest(&self, node: NodeId) -> Option<NodeId> {
        let node = self.folded_to(node);
        if self.is_row(node) {
            return Some(node);
        }
        let place = self.order.place(node).max(1);
        let behind = self.from(place);
        let brother = |&row: &NodeId| self.tree.parent(row) == self.tree.parent(node);
        behind
            .filter(brother)
            .or_else(|| self.before(place))
            .or(behind)
    }

    /// The rows from `top` on, at most `height` of them. When `top` is no row, from the nearest.
    #[must_use]
    pub fn window(&self, top: NodeId, height: usize) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut at = self.nearest(top);
        let mut line = at.map_or_else(Vec::new, |node| self.line(node));
        while let Some(node) = at.filter(|_| rows.len() < height) {
            let parent = self.tree.parent(node);
            while line.last().is_some_and(|&(above, _)| above != parent) {
                line.pop();
            }
            line.push((node, self.has_brother_below(node)));
            rows.extend(self.row(node, &line));
            at = self.below(node);
        }
        rows
    }

    /// The parents of a row below the root, topmost first, and whether a brother comes behind.
    fn line(&self, node: NodeId) -> Vec<(NodeId, bool)> {
        let mut line = vec![];
        let mut at = self.tree.parent(node);
        while at != ROOT {
            line.push((at, self.has_brother_below(at)));
            at = self.tree.parent(at);
        }
        line.reverse();
        line
    }

    pub(super) fn place(&self, node: NodeId) -> Place {
        self.order.place(node)
    }

    fn row(&self, node: NodeId, line: &[(NodeId, bool)]) -> Option<Row> {
        let place = self.order.place(node);
        let below = self.passing.from(place + 1, self.order.end(place));
        Some(Row {
            node,
            state: self.tree.state(node, self.shown.range)?,
            fold: match below {
                None => Fold::Leaf,
                Some(_) if self.open.get(node) => Fold::Open,
                Some(_) => Fold::Closed,
            },
            guides: line.iter().map(|&(_, more)| more).collect(),
        })
    }

    fn has_brother_below(&self, node: NodeId) -> bool {
        let parent = self.order.place(self.tree.parent(node));
        let end = self.order.end(self.order.place(node));
        self.passing.from(end, self.order.end(parent)).is_some()
    }

    /// Whether something passes at or below a place.
    fn holds(&self, place: Place) -> bool {
        self.passing.from(place, self.order.end(place)).is_some()
    }

    fn is_open(&self, node: NodeId) -> bool {
        node == ROOT || self.open.get(node)
    }

    /// The topmost closed directory that a path is in, or the path itself.
    fn folded_to(&self, node: NodeId) -> NodeId {
        let (mut at, mut found) = (node, node);
        while at != ROOT {
            at = self.tree.parent(at);
            if !self.is_open(at) {
                found = at;
            }
        }
        found
    }

    /// The row below a path that no closed directory hides.
    pub(super) fn below(&self, node: NodeId) -> Option<NodeId> {
        let place = self.order.place(node);
        self.from(if self.is_open(node) {
            place + 1
        } else {
            self.order.end(place)
        })
    }

    /// The first row at a place or behind. Who holds the place, without standing at it, must be
    /// open: then it is the topmost parent, not before the place, of what passes next.
    fn from(&self, place: Place) -> Option<NodeId> {
        let passing = self.passing.from(place, self.order.len() as Place)?;
        let mut node = self.order.node(passing);
        loop {
            let parent = self.tree.parent(node);
            if self.order.place(parent) < place {
                return Some(node);
            }
            node = parent;
        }
    }

    /// The last row before a place: what stands for the last path that passes before it, or a
    /// directory behind that one, which holds the place and something passing from there on.
    fn before(&self, place: Place) -> Option<NodeId> {
        let passing = self.passing.before(place, 1);
        let shown = passing.map(|at| self.folded_to(self.order.node(at)));
        let behind = shown.map_or(0, |row| self.order.place(row));
        if place as usize >= self.order.len() {
            return shown;
        }
        let mut holder = self.tree.parent(self.order.node(place));
        while self.order.place(holder) > behind {
            if self.is_row(holder) {
                return Some(holder);
            }
            holder = self.tree.parent(holder);
        }
        shown
    }
}
