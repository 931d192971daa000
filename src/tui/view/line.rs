//! One line of text put together from pieces, within a width.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::text::{cells, fit};

/// A line being filled from the left; what does not fit is cut off with `…`.
pub(super) struct Filling<'a> {
    spans: Vec<Span<'a>>,
    left: usize,
}

impl<'a> Filling<'a> {
    /// An empty line of so many cells.
    pub(super) fn new(width: usize) -> Filling<'a> {
        Filling {
            spans: Vec::new(),
            left: width,
        }
    }

    /// Cells that are left.
    pub(super) fn room(&self) -> usize {
        self.left
    }

    /// Appends text that is escaped already.
    pub(super) fn put(&mut self, text: &str, style: Style) -> &mut Self {
        if self.left > 0 && !text.is_empty() {
            let text = fit(text, self.left).into_owned();
            self.left -= cells(&text).min(self.left);
            self.spans.push(Span::styled(text, style));
        }
        self
    }

    /// Appends pieces that belong together if all of them fit whole; false if not.
    pub(super) fn put_whole(&mut self, pieces: &[(&str, Style)]) -> bool {
        let wanted: usize = pieces.iter().map(|(text, _)| cells(text)).sum();
        if wanted > self.left {
            return false;
        }
        for (text, style) in pieces {
            self.put(text, *style);
        }
        true
    }

    /// Blanks up to the end of the line, or up to so many cells from its end.
    pub(super) fn blank_until(&mut self, from_end: usize, style: Style) -> &mut Self {
        let blanks = self.left.saturating_sub(from_end);
        self.put(&" ".repeat(blanks), style)
    }

    /// The line.
    pub(super) fn line(&mut self) -> Line<'a> {
        Line::from(std::mem::take(&mut self.spans))
    }
}
