//! A path's life: which version is looked at, compared, taken out.

use super::super::action::Action;
use super::super::cursor::{Cursor, Step};
use super::super::effect::Effect;
use super::super::place::Place;
use super::super::state::{Life, Over, State};
use super::{duplicates, files, look, secrets, waste};
use crate::tree::NodeId;

/// Shows every layer that touched a path.
pub(super) fn open(state: &mut State, node: NodeId) -> Vec<Effect> {
    let Some(tree) = state.tree.as_deref() else {
        return Vec::new();
    };
    let touches = tree.life(node);
    if touches.is_empty() {
        state.say("no layer describes this path");
        return Vec::new();
    }
    // The version of the selected layer, or what it found there.
    let layer = state.layers.cursor.at;
    let later = |touch: &crate::tree::Touch| usize::from(touch.version.layer) > layer;
    let at = touches.iter().position(later).unwrap_or(touches.len());
    let at = at.saturating_sub(1);
    state.over.push(Over::Life(Box::new(Life {
        node,
        touches,
        cursor: Cursor { at, top: 0 },
        mark: None,
    })));
    settle(state);
    Vec::new()
}

/// Looks again at the lives that are shown: more is known of their contents.
pub(super) fn refresh(state: &mut State) {
    let Some(tree) = &state.tree else {
        return;
    };
    for over in &mut state.over {
        if let Over::Life(life) = over {
            life.touches = tree.life(life.node);
        }
    }
}

/// The life of the path that is selected where the keys go.
pub(super) fn open_selected(state: &mut State) -> Vec<Effect> {
    let node = match state.place() {
        Place::Tree if state.tree.is_some() => Some(state.files.selected),
        Place::Waste => waste::selected(state),
        Place::Duplicates => duplicates::selected(state).map(|(node, _)| node),
        Place::Secrets => secrets::selected(state),
        _ => None,
    };
    node.map_or_else(Vec::new, |node| open(state, node))
}

/// An action while a life is shown.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let page = state.life_split().list;
    let Some(Over::Life(life)) = state.over.last_mut() else {
        return Vec::new();
    };
    if let Some(step) = Step::of(action, page) {
        life.cursor.step(step, life.touches.len(), page);
        return Vec::new();
    }
    let (node, at) = (life.node, life.cursor.at);
    let Some(layer) = life
        .touches
        .get(at)
        .map(|touch| usize::from(touch.version.layer))
    else {
        return Vec::new();
    };
    match action {
        Action::Open | Action::Preview => match last_visible(life, at) {
            Some(layer) => look::open(state, node, layer),
            None => Vec::new(),
        },
        Action::Extract => match last_visible(life, at) {
            Some(layer) => look::extract(state, node, layer),
            None => Vec::new(),
        },
        Action::MarkRange => {
            life.mark = if life.mark == Some(at) {
                None
            } else {
                Some(at)
            };
            if life.mark.is_some() {
                state.say(format!(
                    "layer {layer} is marked; c compares another with it"
                ));
            }
            Vec::new()
        }
        Action::ToLayer => files::go_to(state, node, layer),
        Action::Compare => compare(state),
        Action::CopyPath => files::copy_path_of(state, node),
        _ => Vec::new(),
    }
}

/// The layer whose contents there are to see: of a removal, what was there before it.
fn last_visible(life: &Life, at: usize) -> Option<usize> {
    let touch = life.touches.get(at)?;
    let seen = match touch.version.is_visible() {
        true => Some(touch.version),
        false => touch.state.before,
    };
    seen.map(|version| usize::from(version.layer))
}

/// Compares the selected version with the marked one, or with the one before it.
fn compare(state: &mut State) -> Vec<Effect> {
    let Some(Over::Life(life)) = state.over.last() else {
        return Vec::new();
    };
    let (node, at) = (life.node, life.cursor.at);
    let other = match life.mark {
        Some(mark) if mark != at => last_visible(life, mark),
        _ => life
            .selected()
            .and_then(|touch| touch.state.before)
            .map(|version| usize::from(version.layer)),
    };
    let this = life.selected().filter(|touch| touch.version.is_visible());
    let this = this.map(|touch| usize::from(touch.version.layer));
    match (other, this) {
        (Some(other), Some(this)) => {
            let (older, newer) = (other.min(this), other.max(this));
            look::compare(state, node, (older, newer))
        }
        (None, Some(_)) => {
            state.complain("nothing was there before it; mark another version with m");
            Vec::new()
        }
        (_, None) => {
            state.complain("the layer removed the path: there is nothing to compare");
            Vec::new()
        }
    }
}

/// Scrolls the list.
pub(super) fn scroll(state: &mut State, rows: isize) {
    let page = state.life_split().list;
    if let Some(Over::Life(life)) = state.over.last_mut() {
        life.cursor.scroll(rows, life.touches.len(), page);
    }
}

/// Selects what stands in a row inside the frame.
pub(super) fn click(state: &mut State, row: usize) {
    let split = state.life_split();
    if let (Some(row), Some(Over::Life(life))) = (split.row(row), state.over.last_mut()) {
        let to = Step::To(life.cursor.top + row);
        life.cursor.step(to, life.touches.len(), split.list);
    }
}

/// Brings the window in line with the selection and the size.
pub(super) fn settle(state: &mut State) {
    let page = state.life_split().list;
    if let Some(Over::Life(life)) = state.over.last_mut() {
        life.cursor.follow(life.touches.len(), page);
    }
}
