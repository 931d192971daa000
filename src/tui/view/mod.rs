//! Drawing the state. Nothing here changes anything or reads anything but the state.

mod about;
mod ascii;
mod contents;
mod details;
mod difference;
mod duplicates;
mod files;
mod foot;
mod frame;
mod help;
mod hints;
mod layers;
mod life;
mod line;
mod secrets;
mod title;
mod waste;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Paragraph};

use super::action::Screen;
use super::glyphs::Glyphs;
use super::layout::{LEAST, Layout};
use super::state::{Over, Pane, State};
use super::theme::Theme;

/// How things look: colours and signs.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub(super) theme: &'a Theme,
    pub(super) glyphs: &'a Glyphs,
}

/// Draws one frame.
pub fn draw(state: &State, theme: &Theme, glyphs: &Glyphs, frame: &mut Frame<'_>) {
    let look = Look { theme, glyphs };
    let area = frame.area();
    match state.layout() {
        Some(layout) => panes(state, layout, look, frame),
        None => too_small(frame, area),
    }
    if *look.glyphs == Glyphs::ASCII {
        ascii::only(frame.buffer_mut());
    }
}

fn panes(state: &State, layout: Layout, look: Look<'_>, frame: &mut Frame<'_>) {
    title::draw(state, look, frame, layout.title);
    match state.over.last() {
        Some(over) => draw_over(state, over, look, frame, layout.body),
        None => {
            let focus = |pane| state.pane == pane && state.prompt.is_none();
            if layout.layers.width > 0 {
                layers::draw(state, look, focus(Pane::Layers), frame, layout.layers);
            }
            if layout.details.width > 0 {
                details::draw(state, look, focus(Pane::Details), frame, layout.details);
            }
            if layout.main.width > 0 {
                draw_main(state, look, focus(Pane::Main), frame, layout.main);
            }
        }
    }
    hints::draw(state, look, frame, layout.hints);
}

fn draw_main(state: &State, look: Look<'_>, focused: bool, frame: &mut Frame<'_>, area: Rect) {
    match state.screen {
        Screen::Tree => files::draw(state, look, focused, frame, area),
        Screen::Waste => waste::draw(state, look, focused, frame, area),
        Screen::Duplicates => duplicates::draw(state, look, focused, frame, area),
        Screen::Image => about::draw(state, look, focused, frame, area),
        Screen::Secrets => secrets::draw(state, look, focused, frame, area),
    }
}

fn draw_over(state: &State, over: &Over, look: Look<'_>, frame: &mut Frame<'_>, area: Rect) {
    frame.render_widget(Clear, area);
    match over {
        Over::Help { of, cursor } => help::draw(state, *of, cursor, look, frame, area),
        Over::Life(life) => life::draw(state, life, look, frame, area),
        Over::Contents(contents) => contents::draw(state, contents, look, frame, area),
        Over::Difference(it) => difference::draw(state, it, look, frame, area),
    }
}

fn too_small(frame: &mut Frame<'_>, area: Rect) {
    let (width, height) = LEAST;
    let text = format!(
        "too small: {width}x{height} needed, this is {}x{}",
        area.width, area.height
    );
    frame.render_widget(
        Paragraph::new(text).wrap(ratatui::widgets::Wrap { trim: true }),
        area,
    );
}
