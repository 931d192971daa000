//! The help, scrolled.

use super::super::action::Action;
use super::super::effect::Effect;
use super::super::place::Place;
use super::super::state::{Over, State, inside};

/// An action in the help.
pub(super) fn help(state: &mut State, action: Action) -> Vec<Effect> {
    let page = height(state) as isize;
    match action {
        Action::Up => scroll(state, -1),
        Action::Down => scroll(state, 1),
        Action::PageUp => scroll(state, -page),
        Action::PageDown => scroll(state, page),
        Action::First => scroll(state, isize::MIN),
        Action::Last => scroll(state, isize::MAX),
        _ => {}
    }
    Vec::new()
}

fn height(state: &State) -> usize {
    let body = state.layout().map_or(1, |layout| inside(layout.body));
    body.max(1)
}

/// Scrolls it.
pub(super) fn scroll(state: &mut State, rows: isize) {
    let Some(len) = of(state).map(|of| state.help_lines(of).len()) else {
        return;
    };
    let height = height(state);
    if let Some(Over::Help { cursor, .. }) = state.over.last_mut() {
        cursor.scroll(rows, len, height);
    }
}

fn of(state: &State) -> Option<Place> {
    match state.over.last() {
        Some(Over::Help { of, .. }) => Some(*of),
        _ => None,
    }
}
