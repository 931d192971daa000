//! What happens: from an event, a piece of news or an action to a changed state, and to what is
//! to be done outside of it. No terminal, no clock, no file.

mod about;
mod act;
mod duplicates;
mod files;
mod layers;
mod life;
mod load;
mod look;
mod mouse;
mod over;
mod prompt;
mod secrets;
mod waste;

use ratatui::crossterm::event::Event;

pub use act::act;
pub use load::{load, outcome};

use super::action::Screen;
use super::effect::Effect;
use super::key::Key;
use super::state::{Prompt, State, inside};

/// Takes what the terminal sent.
pub fn input(state: &mut State, event: &Event) -> Vec<Effect> {
    match event {
        Event::Key(key) => {
            state.status = None;
            let action = state.keymap.action(state.place(), Key::of(*key));
            match (action, &state.prompt) {
                (Some(action), _) => act(state, action),
                (None, Some(Prompt::Line { .. })) => prompt::key(state, *key),
                (None, Some(Prompt::Question(_))) => prompt::answer(state, *key),
                (None, None) => Vec::new(),
            }
        }
        Event::Mouse(mouse) => mouse::mouse(state, *mouse),
        Event::Paste(text) => prompt::paste(state, text),
        Event::Resize(width, height) => {
            state.size = (*width, *height);
            Vec::new()
        }
        Event::FocusGained | Event::FocusLost => Vec::new(),
    }
}

/// Brings windows in line with the size of their panes, so that every selection is in view. Done
/// before each frame, and cheap.
pub fn settle(state: &mut State) {
    let Some(layout) = state.layout() else {
        return;
    };
    let rows = state.layers.rows.len();
    // The column headers take a row.
    let height = inside(layout.layers).saturating_sub(1);
    if height > 0 {
        state.layers.cursor.follow(rows, height);
    }
    life::settle(state);
    look::settle(state);
    look::settle_diff(state);
    match state.screen {
        Screen::Tree if state.over.is_empty() => files::settle(state),
        Screen::Tree => {}
        Screen::Waste => waste::settle(state),
        Screen::Duplicates => duplicates::settle(state),
        Screen::Image => about::settle(state),
        Screen::Secrets => secrets::settle(state),
    }
}
