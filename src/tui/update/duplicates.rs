//! The duplicates screen: opening contents to their paths, and the way to the file.

use super::super::action::Action;
use super::super::cursor::{Cursor, Step};
use super::super::effect::Effect;
use super::super::jobs::{Job, Outcome, Slot};
use super::super::state::{
    Asking, DuplicateRow, DuplicateSieve, DuplicateSort, State, duplicate_layer,
};
use super::{files, layers, look, prompt};
use crate::tree::NodeId;

/// An action on the screen.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let page = state.duplicates_split().list;
    if let Some(step) = Step::of(action, page) {
        let len = len(state);
        state.duplicates.cursor.step(step, len, page);
        return Vec::new();
    }
    match action {
        Action::Open => match selected(state) {
            Some((node, layer)) => files::go_to(state, node, layer),
            None => Vec::new(),
        },
        Action::Fold | Action::Left | Action::Right => fold(state, action),
        Action::NextSort => {
            let all = DuplicateSort::ALL;
            let at = all.iter().position(|&sort| sort == state.duplicates.sort);
            state.duplicates.sort = all[(at.unwrap_or(0) + 1) % all.len()];
            sift(state)
        }
        Action::Filter => {
            let text = state.duplicates.filter.as_ref();
            let text = text.map(|(text, _)| text.clone());
            prompt::ask(state, Asking::Filter, &text.unwrap_or_default())
        }
        Action::Preview => match selected(state) {
            Some((node, layer)) => look::open(state, node, layer),
            None => Vec::new(),
        },
        Action::CopyPath => copy(state),
        Action::CopyDigest => layers::copy_digest(state),
        _ => Vec::new(),
    }
}

/// Scrolls the list.
pub(super) fn scroll(state: &mut State, rows: isize) {
    let (len, page) = (len(state), state.duplicates_split().list);
    state.duplicates.cursor.scroll(rows, len, page);
}

/// Selects what stands in a row of the pane; contents that are selected open or close.
pub(super) fn click(state: &mut State, row: usize) {
    let (len, split) = (len(state), state.duplicates_split());
    let Some(row) = split.row(row) else {
        return;
    };
    let (before, row) = (
        state.duplicates.cursor.at,
        state.duplicates.cursor.top + row,
    );
    state.duplicates.cursor.step(Step::To(row), len, split.list);
    if before == row {
        fold(state, Action::Fold);
    }
}

/// Brings the window in line with the selection and the pane's size.
pub(super) fn settle(state: &mut State) {
    let (len, page) = (len(state), state.duplicates_split().list);
    state.duplicates.cursor.follow(len, page);
}

fn len(state: &State) -> usize {
    let all = state.found_duplicates();
    all.map_or(0, |all| state.duplicates.len(all))
}

/// The selected path, with the layer that stores it.
pub(super) fn selected(state: &State) -> Option<(NodeId, usize)> {
    let (one, node) = state.selected_duplicate()?;
    let tree = state.tree.as_deref()?;
    Some((node, duplicate_layer(tree, one, node)))
}

/// Opens the contents to their paths, or closes them; a path closes what it belongs to.
fn fold(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(all) = state.found_duplicates().cloned() else {
        return Vec::new();
    };
    let pane = &mut state.duplicates;
    let Some(row) = pane.row(&all, pane.cursor.at) else {
        return Vec::new();
    };
    let (DuplicateRow::Contents(place) | DuplicateRow::Path(place, _)) = row;
    let open = pane.open.contains_key(&place);
    match (action, open, row) {
        (Action::Right, true, DuplicateRow::Contents(_)) => pane.cursor.at += 1,
        (Action::Right, true, _) | (Action::Left, false, _) => {}
        (_, true, _) => {
            pane.open.remove(&place);
            pane.cursor.at = pane.row_of(place);
        }
        (_, false, _) => {
            let paths = pane.at(&all, place).map_or(0, |one| one.nodes.len());
            pane.open.insert(place, paths);
        }
    }
    settle(state);
    Vec::new()
}

/// The filter being typed has changed.
pub(super) fn filter_typed(state: &mut State, text: &str) -> Vec<Effect> {
    let Some(filter) = prompt::filter(state, text) else {
        return Vec::new();
    };
    state.duplicates.filter = filter;
    sift(state)
}

/// One step out: the filter; none where there is none.
pub(super) fn back(state: &mut State) -> Option<Vec<Effect>> {
    state
        .duplicates
        .filter
        .is_some()
        .then(|| filter_typed(state, ""))
}

/// What is shown is to be picked and ordered anew.
pub(super) fn sift(state: &mut State) -> Vec<Effect> {
    let pane = &state.duplicates;
    let (Some(tree), Some(order), Some(all)) =
        (&state.tree, &state.files.by_name, state.found_duplicates())
    else {
        return Vec::new();
    };
    let sieve = DuplicateSieve {
        tree: tree.clone(),
        order: order.clone(),
        all: all.clone(),
        sort: pane.sort,
        pattern: pane.filter.as_ref().map(|(_, pattern)| pattern.clone()),
    };
    vec![Effect::Job(Job::new(Slot::Duplicates, move |cancel| {
        Some(Outcome::Duplicates(sieve.sift(cancel)?))
    }))]
}

/// They are picked and ordered.
pub(super) fn sifted(state: &mut State, picked: Vec<u32>) -> Vec<Effect> {
    let pane = &mut state.duplicates;
    pane.picked = Some(picked.into());
    pane.open.clear();
    pane.cursor = Cursor::default();
    Vec::new()
}

fn copy(state: &mut State) -> Vec<Effect> {
    let (Some((node, _)), Some(tree)) = (selected(state), &state.tree) else {
        return Vec::new();
    };
    let path = tree.path(node);
    state.say(format!("copied {}", crate::text::escape_bytes(&path)));
    vec![Effect::Copy(path)]
}
