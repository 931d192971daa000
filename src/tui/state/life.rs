//! A path's life: every layer that touched it.

use super::super::cursor::Cursor;
use super::{Split, State, inside};
use crate::tree::{NodeId, Touch};

/// Rows above the list, and below it.
const HEAD: usize = 2;
const FOOT: usize = 9;

/// The life of one path.
#[derive(Debug)]
pub struct Life {
    /// The path.
    pub node: NodeId,
    /// Every layer that touched it, lowest first.
    pub touches: Vec<Touch>,
    /// The selected one.
    pub cursor: Cursor,
    /// One that another is to be compared with.
    pub mark: Option<usize>,
}

impl Life {
    /// The selected layer's deed.
    #[must_use]
    pub fn selected(&self) -> Option<&Touch> {
        self.touches.get(self.cursor.at)
    }
}

impl State {
    /// The parts of what shows a life.
    #[must_use]
    pub fn life_split(&self) -> Split {
        let height = self.layout().map_or(0, |layout| inside(layout.body));
        Split::of(height, HEAD, FOOT)
    }
}
