//! Borders and titles of panes, and the scrollbar in a border.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders};

use super::Look;
use crate::tui::state::State;
use crate::tui::tabs;

/// A pane's frame; the one with the focus is told by its border and by a bold title.
pub(super) fn pane<'a>(look: Look<'_>, focused: bool, title: &str) -> Block<'a> {
    let style = if focused {
        look.theme.strong
    } else {
        look.theme.dim
    };
    framed(look, focused).title(Line::from(Span::styled(format!(" {title} "), style)))
}

fn framed<'a>(look: Look<'_>, focused: bool) -> Block<'a> {
    let border = if focused {
        look.theme.focus
    } else {
        look.theme.border
    };
    Block::new()
        .borders(Borders::ALL)
        .border_set(look.glyphs.border)
        .border_style(border)
}

/// The main pane's frame: a tab for each screen.
pub(super) fn screens<'a>(state: &State, look: Look<'_>, focused: bool, area: Rect) -> Block<'a> {
    let mut line = vec![Span::raw(" ")];
    let room = usize::from(area.width.saturating_sub(2));
    for (screen, text) in tabs::texts(state.screen, room) {
        let style = match (screen == state.screen, focused) {
            (true, true) => look.theme.strong,
            (true, false) => look.theme.text,
            (false, _) => look.theme.dim,
        };
        line.push(Span::styled(text, style));
    }
    line.push(Span::raw(" "));
    framed(look, focused).title(Line::from(line))
}

/// Draws over the right border where in a list of `len` rows the window of `shown` from `top` is.
pub(super) fn scrollbar(
    frame: &mut Frame<'_>,
    look: Look<'_>,
    area: Rect,
    (top, shown, len): (usize, usize, usize),
) {
    let height = usize::from(area.height.saturating_sub(2));
    if len <= shown || height == 0 || area.width == 0 {
        return;
    }
    let thumb = (shown * height / len).clamp(1, height);
    let room = height - thumb;
    let start = (top * room).div_ceil(len - shown).min(room);
    let x = area.x + area.width - 1;
    for row in start..start + thumb {
        let y = area.y + 1 + u16::try_from(row).unwrap_or(0);
        if let Some(cell) = frame.buffer_mut().cell_mut((x, y)) {
            cell.set_symbol(look.glyphs.thumb.0);
        }
    }
}

/// How a row looks that is selected, or is not.
pub(super) fn selection(look: Look<'_>, selected: bool, focused: bool) -> Style {
    match (selected, focused) {
        (true, true) => look.theme.selected,
        (true, false) => look.theme.chosen,
        (false, _) => Style::new(),
    }
}
