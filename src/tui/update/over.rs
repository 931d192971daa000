//! The help, scrolled.

use super::super::action::Action;
use super::super::cursor::Step;
use super::super::effect::Effect;
use super::super::state::{Over, State};

/// An action in the help.
pub(super) fn help(state: &mut State, action: Action) -> Vec<Effect> {
    let height = usize::from(state.size.1).saturating_sub(4).max(1);
    let lines = state.keymap.of_place(match state.over.last() {
        Some(Over::Help { of, .. }) => *of,
        _ => return Vec::new(),
    });
    let len = lines.count();
    if let Some(Over::Help { scrolled, .. }) = state.over.last_mut() {
        let cursor = &mut scrolled.cursor;
        match action {
            Action::Up => cursor.scroll(-1, len, height),
            Action::Down => cursor.scroll(1, len, height),
            Action::PageUp => cursor.scroll(-(height as isize), len, height),
            Action::PageDown => cursor.scroll(height as isize, len, height),
            Action::First => cursor.step(Step::To(0), len, height),
            Action::Last => cursor.step(Step::End, len, height),
            _ => {}
        }
    }
    Vec::new()
}
