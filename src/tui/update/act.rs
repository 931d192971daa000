//! Actions: those that mean the same everywhere, and the way to those that do not.

use super::super::action::{Action, Screen};
use super::super::cursor::Cursor;
use super::super::effect::Effect;
use super::super::place::Place;
use super::super::state::{Asking, Over, Pane, State, View};
use super::{about, duplicates, files, layers, life, look, over, prompt, secrets, waste};

/// Does what an action says, in the place that has the keys.
pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Quit => vec![Effect::Quit(0)],
        Action::Close if state.over.is_empty() => vec![Effect::Quit(0)],
        Action::Close => back(state),
        Action::Suspend => vec![Effect::Suspend],
        Action::Redraw => vec![Effect::Redraw],
        Action::Back => back(state),
        Action::Help => help(state),
        Action::NextPane => pane(state, 1),
        Action::PreviousPane => pane(state, 2),
        Action::Zoom => {
            state.zoomed = !state.zoomed;
            Vec::new()
        }
        Action::Show(screen) => show(state, screen),
        Action::Reveal => secrets::reveal(state),
        Action::LayerDown => layers::step(state, -1),
        Action::LayerUp => layers::step(state, 1),
        Action::ViewLayer => layers::view(state, View::Layer),
        Action::ViewFromBase => layers::view(state, View::FromBase),
        Action::ViewFinal => layers::view(state, View::Final),
        Action::NextView => layers::next_view(state),
        Action::MarkRange if state.place() != Place::Life => layers::mark(state),
        Action::Life => life::open_selected(state),
        Action::GoTo => prompt::ask(state, Asking::GoTo, ""),
        _ => in_place(state, action),
    }
}

fn in_place(state: &mut State, action: Action) -> Vec<Effect> {
    match state.place() {
        Place::Layers => layers::act(state, action),
        Place::Details => layers::details(state, action),
        Place::Tree => files::act(state, action),
        Place::Waste => waste::act(state, action),
        Place::Duplicates => duplicates::act(state, action),
        Place::Image => about::act(state, action),
        Place::Secrets => secrets::act(state, action),
        Place::Life => life::act(state, action),
        Place::Preview => look::act(state, action),
        Place::Diff => look::act_in_diff(state, action),
        Place::Help => over::help(state, action),
        _ => Vec::new(),
    }
}

/// One step out: the prompt, what stands over the panes, what narrows the pane with the keys, the
/// zoom, the marked range; then what narrows the main pane, and its screen.
fn back(state: &mut State) -> Vec<Effect> {
    if state.prompt.is_some() {
        return prompt::cancel(state);
    }
    if look::stop(state) || state.over.pop().is_some() {
        return Vec::new();
    }
    if state.pane == Pane::Main
        && let Some(effects) = widen(state)
    {
        return effects;
    }
    if state.zoomed {
        state.zoomed = false;
        return Vec::new();
    }
    if state.view == View::Marked {
        return layers::mark(state);
    }
    if let Some(effects) = widen(state) {
        return effects;
    }
    if state.screen != Screen::Tree {
        return show(state, Screen::Tree);
    }
    Vec::new()
}

/// Takes away what narrows the main pane; none where nothing does.
fn widen(state: &mut State) -> Option<Vec<Effect>> {
    match state.screen {
        Screen::Tree => files::back(state),
        Screen::Waste => waste::back(state),
        Screen::Duplicates => duplicates::back(state),
        Screen::Secrets => secrets::back(state),
        Screen::Image => None,
    }
}

fn help(state: &mut State) -> Vec<Effect> {
    let of = state.place();
    let cursor = Cursor::default();
    if of == Place::Help {
        state.over.pop();
    } else {
        state.over.push(Over::Help { of, cursor });
    }
    Vec::new()
}

fn pane(state: &mut State, steps: usize) -> Vec<Effect> {
    const ORDER: [Pane; 3] = [Pane::Layers, Pane::Main, Pane::Details];
    let at = ORDER
        .iter()
        .position(|&pane| pane == state.pane)
        .unwrap_or(0);
    state.pane = ORDER[(at + steps) % ORDER.len()];
    Vec::new()
}

fn show(state: &mut State, screen: Screen) -> Vec<Effect> {
    state.over.clear();
    state.screen = screen;
    state.pane = Pane::Main;
    Vec::new()
}
