//! What is known of the selected row, below a list.

use ratatui::style::Style;
use ratatui::text::Line;

use super::Look;
use crate::text::{fit, wrap};

/// Lines below a list: a rule, then facts, as many as there is room for.
pub(super) struct Foot<'a> {
    lines: Vec<Line<'a>>,
    width: usize,
    rows: usize,
}

impl<'a> Foot<'a> {
    /// A rule, and room for `rows - 1` lines more.
    pub(super) fn new(look: Look<'_>, width: usize, rows: usize) -> Foot<'a> {
        let rule = look.glyphs.border.horizontal_top.repeat(width);
        Foot {
            lines: vec![Line::styled(rule, look.theme.border)],
            width,
            rows,
        }
    }

    /// Text that is escaped already, in at most `most` lines; what is longer is cut.
    pub(super) fn say(&mut self, text: &str, style: Style, most: usize) -> &mut Self {
        let width = self.width.max(1);
        let room = most.min(self.rows.saturating_sub(self.lines.len()));
        let parts = wrap(text, width);
        for (at, part) in parts.iter().take(room).enumerate() {
            let cut = at + 1 == room && parts.len() > room;
            let part = if cut {
                // The sign that something is missing needs a cell of its own.
                format!("{}…", fit(part, width - 1).trim_end_matches('…'))
            } else {
                (*part).to_owned()
            };
            self.lines.push(Line::styled(part, style));
        }
        self
    }

    /// The lines; none where there is no room for any but the rule.
    pub(super) fn lines(self) -> Vec<Line<'a>> {
        if self.rows < 2 {
            return Vec::new();
        }
        self.lines
    }
}
