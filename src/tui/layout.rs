//! Which pane stands where, by the size of the terminal.

use ratatui::layout::Rect;

use super::state::Pane;

/// Columns and rows below which nothing useful fits.
pub const LEAST: (u16, u16) = (40, 10);
/// Below this, only the pane with the focus is shown.
const TWO_COLUMNS: (u16, u16) = (64, 14);

/// The places of the panes. A pane that is not shown has no area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Layout {
    /// The line on top.
    pub title: Rect,
    /// Everything between title and hints: what a pane over the others takes.
    pub body: Rect,
    /// The list of layers.
    pub layers: Rect,
    /// Details of the selected layer.
    pub details: Rect,
    /// The tree, or another screen.
    pub main: Rect,
    /// The line at the bottom.
    pub hints: Rect,
}

impl Layout {
    /// The layout of a terminal of this size; none when it is too small for anything. `share` is
    /// the width of the left column in percent, where the user dragged it.
    #[must_use]
    pub fn of(
        size: (u16, u16),
        pane: Pane,
        zoomed: bool,
        layers: usize,
        share: Option<u16>,
    ) -> Option<Layout> {
        let (width, height) = size;
        if width < LEAST.0 || height < LEAST.1 {
            return None;
        }
        let body = Rect::new(0, 1, width, height - 2);
        let mut layout = Layout {
            title: Rect::new(0, 0, width, 1),
            body,
            hints: Rect::new(0, height - 1, width, 1),
            ..Layout::default()
        };
        if zoomed || width < TWO_COLUMNS.0 || height < TWO_COLUMNS.1 {
            match pane {
                Pane::Layers => layout.layers = body,
                Pane::Details => layout.details = body,
                Pane::Main => layout.main = body,
            }
            return Some(layout);
        }
        let left = left_width(width, share);
        // The list as long as it is, within what leaves the details readable.
        let wanted = u16::try_from(layers + 3).unwrap_or(u16::MAX);
        let least = body.height / 3;
        let list = wanted.clamp(least, three_fifths(body.height));
        layout.layers = Rect::new(0, 1, left, list);
        layout.details = Rect::new(0, 1 + list, left, body.height - list);
        layout.main = Rect::new(left, 1, width - left, body.height);
        Some(layout)
    }

    /// The pane at a cell.
    #[must_use]
    pub fn pane_at(&self, column: u16, row: u16) -> Option<Pane> {
        let at = ratatui::layout::Position::new(column, row);
        [
            (self.layers, Pane::Layers),
            (self.details, Pane::Details),
            (self.main, Pane::Main),
        ]
        .into_iter()
        .find(|(area, _)| area.contains(at))
        .map(|(_, pane)| pane)
    }
}

fn three_fifths(rows: u16) -> u16 {
    (u32::from(rows) * 3 / 5) as u16
}

fn left_width(width: u16, share: Option<u16>) -> u16 {
    let wanted = match share {
        Some(percent) => (u32::from(width) * u32::from(percent) / 100) as u16,
        None if width >= 190 => 76,
        None => (width * 2 / 5).max(26),
    };
    wanted.clamp(20, width - 30)
}
