//! What stands over the panes: one thing looked at closely, until Esc.

use super::super::cursor::Cursor;
use super::super::place::Place;
use super::{Contents, Difference, Life, State};
use crate::text::{left, wrap};

/// Something over the panes.
#[derive(Debug)]
pub enum Over {
    /// The keys of a place.
    Help {
        /// Of this place.
        of: Place,
        /// How far it is scrolled.
        cursor: Cursor,
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

impl State {
    /// The help's lines, within its frame: keys, and what they do. A further line of the same keys
    /// has blanks for them.
    #[must_use]
    pub fn help_lines(&self, of: Place) -> Vec<(String, &'static str)> {
        let rows: Vec<(String, &str)> = self
            .keymap
            .of_place(of)
            .map(|(binding, keys)| {
                let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
                (keys.join("  "), binding.what)
            })
            .collect();
        let column = rows.iter().map(|(keys, _)| keys.len()).max().unwrap_or(0) + 2;
        let room = usize::from(self.size.0).saturating_sub(column + 3).max(16);
        let lines = rows.iter().flat_map(|(keys, what)| {
            let parts = wrap(what, room).into_iter().enumerate();
            parts.map(move |(at, part)| {
                let keys = if at == 0 { keys.as_str() } else { "" };
                (left(keys, column), part)
            })
        });
        lines.collect()
    }
}
