//! The bottom line while something is typed or asked.

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::super::cursor::Step;
use super::super::effect::Effect;
use super::super::state::{Asking, Prompt, State, View};
use super::layers;

/// Begins a line.
pub(super) fn ask(state: &mut State, asking: Asking, text: &str) -> Vec<Effect> {
    state.prompt = Some(Prompt::line(asking, text));
    Vec::new()
}

/// Gives the line up.
pub(super) fn cancel(state: &mut State) -> Vec<Effect> {
    state.prompt = None;
    Vec::new()
}

/// A key that is bound to nothing: it is typed, or ends the line.
pub(super) fn key(state: &mut State, key: KeyEvent) -> Vec<Effect> {
    let Some(Prompt::Line {
        asking,
        line,
        wrong,
    }) = &mut state.prompt
    else {
        return Vec::new();
    };
    let asking = *asking;
    if key.code == KeyCode::Enter {
        let text = line.text();
        return match done(state, asking, &text) {
            Ok(effects) => {
                state.prompt = None;
                effects
            }
            Err(what) => {
                if let Some(Prompt::Line { wrong, .. }) = &mut state.prompt {
                    *wrong = Some(what);
                }
                Vec::new()
            }
        };
    }
    line.key(key);
    *wrong = None;
    typed(state, asking)
}

/// Text that the terminal pasted.
pub(super) fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    let Some(Prompt::Line { asking, line, .. }) = &mut state.prompt else {
        return Vec::new();
    };
    line.paste(text);
    let asking = *asking;
    typed(state, asking)
}

/// Yes or no.
pub(super) fn answer(state: &mut State, key: KeyEvent) -> Vec<Effect> {
    let yes = matches!(key.code, KeyCode::Char('y' | 'Y'));
    state.prompt = None;
    if yes { Vec::new() } else { Vec::new() }
}

/// The line has changed.
fn typed(_state: &mut State, _asking: Asking) -> Vec<Effect> {
    Vec::new()
}

/// The line is complete.
fn done(state: &mut State, asking: Asking, text: &str) -> Result<Vec<Effect>, String> {
    match asking {
        Asking::GoTo => go_to(state, text.trim()),
        Asking::Filter | Asking::Search | Asking::ExtractTo => Ok(Vec::new()),
    }
}

/// `7`, `4..9` or a path.
fn go_to(state: &mut State, text: &str) -> Result<Vec<Effect>, String> {
    let last = state.layers.rows.len().saturating_sub(1);
    let layer = |text: &str| -> Option<Result<usize, String>> {
        let number: usize = text.trim().parse().ok()?;
        Some(if number <= last {
            Ok(number)
        } else {
            Err(format!("there is no layer {number}; the last is {last}"))
        })
    };
    if let Some((from, to)) = text.split_once("..")
        && let (Some(from), Some(to)) = (layer(from), layer(to.trim_start_matches('=')))
    {
        let (from, to) = (from?, to?);
        state.layers.mark = Some(from);
        state.view = View::Marked;
        let mut effects = layers::go(state, Step::To(to));
        effects.extend(layers::changed(state));
        return Ok(effects);
    }
    match layer(text) {
        Some(number) => Ok(layers::go(state, Step::To(number?))),
        None => Err("a path, a layer (7) or a range (4..9)".into()),
    }
}
