//! What stands over the panes: one thing looked at closely, until Esc.

use super::super::place::Place;
use super::{Contents, Difference, Life, Scrolled};

/// Something over the panes.
#[derive(Debug)]
pub enum Over {
    /// The keys of a place.
    Help {
        /// Of this place.
        of: Place,
        /// Scrolled.
        scrolled: Scrolled,
    },
    /// Every layer that touched a path.
    Life(Box<Life>),
    /// The contents of a version.
    Contents(Box<Contents>),
    /// The difference of two versions.
    Difference(Box<Difference>),
}

impl Over {
    /// Where its keys are found.
    #[must_use]
    pub fn place(&self) -> Place {
        match self {
            Over::Help { .. } => Place::Help,
            Over::Life(_) => Place::Life,
            Over::Contents(_) => Place::Preview,
            Over::Difference(_) => Place::Diff,
        }
    }
}
