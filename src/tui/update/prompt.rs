//! The bottom line while something is typed or asked.

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::super::action::Screen;
use super::super::cursor::Step;
use super::super::effect::Effect;
use super::super::state::{Asking, Prompt, State};
use super::{duplicates, files, layers, look, secrets, waste};
use crate::tree::{Pattern, PatternKind};

/// Begins a line.
pub(super) fn ask(state: &mut State, asking: Asking, text: &str) -> Vec<Effect> {
    // Globs are for names.
    if asking == Asking::SearchContents && state.files.kind == PatternKind::Glob {
        state.files.kind = PatternKind::Text;
    }
    state.prompt = Some(Prompt::line(asking, text));
    Vec::new()
}

/// Gives the line up.
pub(super) fn cancel(state: &mut State) -> Vec<Effect> {
    match state.prompt.take() {
        Some(Prompt::Line {
            asking: Asking::Filter,
            ..
        }) => filter_typed(state, ""),
        Some(Prompt::Line {
            asking: Asking::Search,
            ..
        }) => files::give_up_search(state),
        Some(
            Prompt::Line {
                asking: Asking::ExtractTo,
                ..
            }
            | Prompt::Question(_),
        ) => give_up_extracting(state),
        _ => Vec::new(),
    }
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
    // A pattern that means nothing is not taken; what is wrong with it stands there already.
    if key.code == KeyCode::Enter && asking.is_live() && wrong.is_some() {
        return Vec::new();
    }
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
    *wrong = None;
    if key.code == KeyCode::Tab && asking.is_pattern() {
        state.files.kind = match state.files.kind {
            PatternKind::Text if asking == Asking::SearchContents => PatternKind::Regex,
            PatternKind::Text => PatternKind::Glob,
            PatternKind::Glob => PatternKind::Regex,
            PatternKind::Regex => PatternKind::Text,
        };
    } else {
        line.key(key);
    }
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
    state.prompt = None;
    if matches!(key.code, KeyCode::Char('y' | 'Y')) {
        return look::answered(state);
    }
    give_up_extracting(state)
}

fn give_up_extracting(state: &mut State) -> Vec<Effect> {
    state.extracting = None;
    state.say("nothing was written");
    Vec::new()
}

/// The line has changed.
fn typed(state: &mut State, asking: Asking) -> Vec<Effect> {
    let Some(Prompt::Line { line, .. }) = &state.prompt else {
        return Vec::new();
    };
    let text = line.text();
    match asking {
        Asking::Filter => filter_typed(state, &text),
        Asking::Search => files::search_typed(state, &text),
        Asking::SearchContents | Asking::GoTo | Asking::ExtractTo => Vec::new(),
    }
}

/// The filter of the screen at hand has changed.
fn filter_typed(state: &mut State, text: &str) -> Vec<Effect> {
    match state.screen {
        Screen::Waste => waste::filter_typed(state, text),
        Screen::Duplicates => duplicates::filter_typed(state, text),
        Screen::Secrets => secrets::filter_typed(state, text),
        Screen::Tree | Screen::Image => files::filter_typed(state, text),
    }
}

/// What a typed text means as a pattern of paths; where it means nothing the prompt says why.
pub(super) fn pattern(state: &mut State, text: &str) -> Option<Pattern> {
    match Pattern::new(state.files.kind, text, &state.start.limits) {
        Ok(pattern) => Some(pattern),
        Err(what) => {
            if let Some(Prompt::Line { wrong, .. }) = &mut state.prompt {
                *wrong = Some(format!("the pattern {what}"));
            }
            None
        }
    }
}

/// The filter that a typed text means, with the text; `Some(None)`: an empty text, which is no
/// filter. `None`: it means nothing, and what was there stays.
pub(super) fn filter(state: &mut State, text: &str) -> Option<Option<(String, Pattern)>> {
    if text.is_empty() {
        return Some(None);
    }
    let pattern = pattern(state, text)?;
    Some(Some((text.to_owned(), pattern)))
}

/// The line is complete.
fn done(state: &mut State, asking: Asking, text: &str) -> Result<Vec<Effect>, String> {
    match asking {
        Asking::GoTo => go_to(state, text.trim()),
        Asking::Search => Ok(files::search(state)),
        Asking::SearchContents => look::search_done(state, text),
        Asking::ExtractTo => look::destination(state, text),
        Asking::Filter => Ok(Vec::new()),
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
        layers::range_from(state, from);
        let mut effects = layers::go(state, Step::To(to));
        effects.extend(layers::changed(state));
        return Ok(effects);
    }
    match layer(text) {
        Some(number) => Ok(layers::go(state, Step::To(number?))),
        None => files::go_to_path(state, text),
    }
}
