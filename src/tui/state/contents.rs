//! The contents of one version, seen through a window.

use std::sync::Arc;

use super::{State, inside};
use crate::image::Watch;
use crate::preview::{HexRow, Line, Mask, Match, Pattern, Preview};
use crate::tree::{NodeId, Version};

/// Contents being looked at.
#[derive(Debug)]
pub struct Contents {
    /// The path.
    pub node: NodeId,
    /// The version whose contents these are.
    pub version: Version,
    /// The contents, once they can be read.
    pub loaded: Loaded,
    /// The contents with nothing masked, and what is to be masked, once they can be read.
    pub plain: Option<(Arc<Preview>, Mask)>,
    /// The line, from 1, and the byte that are to be seen first.
    pub at: Option<(u64, u64)>,
    /// Shown as bytes.
    pub hex: bool,
    /// Long lines are broken instead of cut.
    pub wrap: bool,
    /// The first line shown, from 1, or the first row of bytes, from 0.
    pub top: u64,
    /// The same of the way of looking that is not chosen, where one was there.
    pub other_top: Option<u64>,
    /// The first column shown.
    pub left: u64,
    /// The end is to be shown as soon as it is known where it is.
    pub to_end: bool,
    /// What is in the window.
    pub window: Window,
    /// What is searched for.
    pub search: Option<Search>,
    /// Stops what is being done for them.
    pub watch: Watch,
}

/// Whether contents can be read.
#[derive(Debug)]
pub enum Loaded {
    /// They are being brought to where they can be.
    Loading,
    /// They can.
    Ready(Arc<Preview>),
    /// There is nothing to see, in a sentence.
    Nothing(String),
    /// They cannot, in a sentence.
    Failed(String),
}

/// What stands in the window.
#[derive(Debug, Default)]
pub struct Window {
    /// What it was made for.
    pub of: Option<View>,
    /// Lines of text; a broken line's further parts have the same number.
    pub lines: Vec<Line>,
    /// Rows of bytes.
    pub rows: Vec<HexRow>,
}

/// What decides what stands in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// Rows and columns.
    pub size: (usize, usize),
    /// First row and column.
    pub from: (u64, u64),
    /// As bytes, with long lines broken.
    pub how: (bool, bool),
}

/// A search in the contents.
#[derive(Debug)]
pub struct Search {
    /// What was typed.
    pub text: String,
    /// What it means.
    pub pattern: Pattern,
    /// What was found last.
    pub found: Option<Match>,
}

impl Contents {
    /// Contents that nothing is known of.
    #[must_use]
    pub fn new(node: NodeId, version: Version, loaded: Loaded) -> Contents {
        Contents {
            node,
            version,
            loaded,
            plain: None,
            at: None,
            hex: false,
            wrap: false,
            top: 1,
            other_top: None,
            left: 0,
            to_end: false,
            window: Window::default(),
            search: None,
            watch: Watch::default(),
        }
    }

    /// The contents, where they can be read.
    #[must_use]
    pub fn preview(&self) -> Option<&Arc<Preview>> {
        match &self.loaded {
            Loaded::Ready(preview) => Some(preview),
            _ => None,
        }
    }

    /// The first row that there is: lines are numbered from 1.
    #[must_use]
    pub fn first(&self) -> u64 {
        u64::from(!self.hex)
    }

    /// Rows in all, where that is known.
    #[must_use]
    pub fn len(&self) -> Option<u64> {
        let preview = self.preview()?;
        match self.hex {
            true => Some(preview.hex_rows()),
            false => preview.line_count(),
        }
    }

    /// True when it is known that there is nothing in them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.preview().is_some_and(|preview| preview.is_empty())
    }

    /// Cells that line numbers take, with the blank behind them.
    #[must_use]
    pub fn gutter(&self) -> usize {
        let last = self.window.lines.last().map_or(1, |line| line.number);
        last.to_string().len().max(4) + 2
    }
}

impl Drop for Contents {
    fn drop(&mut self) {
        self.watch.cancel();
    }
}

impl State {
    /// Rows that contents and differences have room for: a line above them says what they are.
    #[must_use]
    pub fn look_height(&self) -> usize {
        let height = self.layout().map_or(0, |layout| inside(layout.body));
        height.saturating_sub(1).max(1)
    }

    /// Cells that they have room for.
    #[must_use]
    pub fn look_width(&self) -> usize {
        usize::from(self.size.0.saturating_sub(2))
    }
}
