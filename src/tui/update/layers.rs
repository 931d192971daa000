//! The list of layers and their details: moving, views, the marked range.

use super::super::action::Action;
use super::super::cursor::Step;
use super::super::effect::Effect;
use super::super::state::{Pane, State, View, inside};
use super::files;

/// An action in the list of layers.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let height = height(state);
    let page = height.max(1) as isize;
    match action {
        Action::Up => go(state, Step::By(-1)),
        Action::Down => go(state, Step::By(1)),
        Action::PageUp => go(state, Step::By(-page)),
        Action::PageDown => go(state, Step::By(page)),
        Action::First => go(state, Step::To(0)),
        Action::Last => go(state, Step::End),
        Action::Open => {
            state.pane = Pane::Main;
            Vec::new()
        }
        Action::CopyPath => copy_instruction(state, state.layers.cursor.at),
        Action::CopyDigest => copy_digest(state),
        _ => Vec::new(),
    }
}

/// An action in the details of the selected layer.
pub(super) fn details(state: &mut State, action: Action) -> Vec<Effect> {
    let page = state
        .layout()
        .map_or(1, |layout| inside(layout.details).max(1));
    state.details = match action {
        Action::Up => state.details.saturating_sub(1),
        Action::Down => state.details.saturating_add(1),
        Action::PageUp => state.details.saturating_sub(page),
        Action::PageDown => state.details.saturating_add(page),
        Action::First => 0,
        Action::Last => usize::MAX,
        Action::CopyPath => return copy_instruction(state, state.layers.cursor.at),
        Action::CopyDigest => return copy_digest(state),
        _ => state.details,
    };
    Vec::new()
}

/// One layer up or down, wherever the focus is.
pub(super) fn step(state: &mut State, layers: isize) -> Vec<Effect> {
    go(state, Step::By(layers))
}

/// Selects a layer.
pub(super) fn go(state: &mut State, step: Step) -> Vec<Effect> {
    let (before, height) = (state.layers.cursor.at, height(state));
    let len = state.layers.rows.len();
    state.layers.cursor.step(step, len, height);
    if state.layers.cursor.at == before {
        return Vec::new();
    }
    selected(state)
}

/// Another layer is selected.
pub(super) fn selected(state: &mut State) -> Vec<Effect> {
    state.details = 0;
    // The final image is one and the same from every layer.
    if state.view == View::Final {
        return Vec::new();
    }
    changed(state)
}

/// Changes what the tree shows of the selected layer.
pub(super) fn view(state: &mut State, view: View) -> Vec<Effect> {
    state.view = view;
    state.layers.mark = None;
    changed(state)
}

/// The next of the views that every image has.
pub(super) fn next_view(state: &mut State) -> Vec<Effect> {
    view(
        state,
        match state.view {
            View::Layer => View::FromBase,
            View::FromBase => View::Final,
            View::Final | View::Marked => View::Layer,
        },
    )
}

/// Marks the selected layer as one end of a range, or forgets the mark.
pub(super) fn mark(state: &mut State) -> Vec<Effect> {
    if state.layers.mark.take().is_some() {
        state.view = state.layers.before_mark.take().unwrap_or(View::Layer);
    } else if !state.layers.rows.is_empty() {
        let at = state.layers.cursor.at;
        range_from(state, at);
        state.say(format!(
            "layer {at} is one end of the range; go to the other end"
        ));
    }
    changed(state)
}

/// From now on the tree shows the range from this layer to the selected one.
pub(super) fn range_from(state: &mut State, layer: usize) {
    if state.view != View::Marked {
        state.layers.before_mark = Some(state.view);
    }
    state.layers.mark = Some(layer);
    state.view = View::Marked;
}

/// The view has become another one.
pub(super) fn changed(state: &mut State) -> Vec<Effect> {
    files::view_changed(state, false)
}

fn height(state: &State) -> usize {
    let area = state.layout().map_or(0, |layout| inside(layout.layers));
    area.saturating_sub(1).max(1)
}

/// Copies the whole instruction of a layer.
pub(super) fn copy_instruction(state: &mut State, number: usize) -> Vec<Effect> {
    copy(state, number, "instruction", |row| {
        row.layer.created_by.clone()
    })
}

fn copy(
    state: &mut State,
    number: usize,
    what: &str,
    of: impl FnOnce(&super::super::state::LayerRow) -> Option<String>,
) -> Vec<Effect> {
    match state.layers.rows.get(number).and_then(of) {
        Some(text) => {
            state.say(format!("copied the {what} of layer {number}"));
            vec![Effect::Copy(text.into_bytes())]
        }
        None => {
            state.complain(format!("layer {number} has no {what} to copy"));
            Vec::new()
        }
    }
}

/// Copies the digest of the selected layer.
pub(super) fn copy_digest(state: &mut State) -> Vec<Effect> {
    copy(state, state.layers.cursor.at, "digest", |row| {
        let facts = row.facts.as_ref();
        let computed = facts.and_then(|facts| facts.digest.as_ref());
        let claimed = row.layer.digest.as_ref().or(row.layer.diff_id.as_ref());
        computed.or(claimed).map(ToString::to_string)
    })
}
