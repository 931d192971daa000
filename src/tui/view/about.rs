//! The image screen: lines of labels and values, made beforehand.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::line::Filling;
use super::{Look, frame, title};
use crate::text::left;
use crate::tui::state::{AboutLine, State, Tone, inside};

/// Draws the screen.
pub(super) fn draw(
    state: &State,
    look: Look<'_>,
    focused: bool,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let block = frame::screens(state, look, focused, area);
    let within = block.inner(area);
    frame.render_widget(block, area);
    let about = &state.about;
    if state.image.is_none() {
        let text = Paragraph::new(title::progress(state)).style(look.theme.dim);
        return frame.render_widget(text, within);
    }
    let (width, shown, top) = (usize::from(within.width), inside(area), about.cursor.top);
    let rows = about.lines.iter().enumerate().skip(top).take(shown);
    let lines: Vec<Line<'_>> = rows
        .map(|(at, line)| {
            let base = frame::selection(look, at == about.cursor.at, focused);
            draw_line(line, look, base, width)
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), within);
    frame::scrollbar(frame, look, area, (top, shown, about.lines.len()));
}

fn draw_line<'a>(line: &AboutLine, look: Look<'_>, base: Style, width: usize) -> Line<'a> {
    let theme = look.theme;
    let style = match line.tone {
        Tone::Heading | Tone::Strong => theme.strong,
        Tone::Text => theme.text,
        Tone::Dim => theme.dim,
        Tone::Good => theme.good,
        Tone::Warning => theme.warning,
        Tone::Error => theme.error,
    };
    let mut filling = Filling::new(width);
    let label = match line.switch {
        Some(_) => look.glyphs.folded,
        None => line.label,
    };
    filling.put(&left(label, line.lead), theme.dim.patch(base));
    filling.put(&line.text, style.patch(base));
    filling.blank_until(0, base);
    filling.line()
}
