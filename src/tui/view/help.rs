//! The keys of a place, from the table that they are bound by.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{Look, frame};
use crate::tui::cursor::Cursor;
use crate::tui::place::Place;
use crate::tui::state::{State, inside};

/// Draws the keys of `of`.
pub(super) fn draw(
    state: &State,
    of: Place,
    cursor: &Cursor,
    look: Look<'_>,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let title = format!("Keys: {} (esc closes)", of.title());
    let block = frame::pane(look, true, &title);
    let within = block.inner(area);
    frame.render_widget(block, area);
    let rows = state.help_lines(of);
    let shown = inside(area);
    let top = cursor.top.min(rows.len().saturating_sub(shown));
    let len = rows.len();
    let lines: Vec<Line<'_>> = rows
        .into_iter()
        .skip(top)
        .take(shown)
        .map(|(keys, what)| {
            Line::from(vec![
                Span::styled(format!(" {keys}"), look.theme.key),
                Span::styled(what, look.theme.text),
            ])
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), within);
    frame::scrollbar(frame, look, area, (top, shown, len));
}
