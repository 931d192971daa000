//! The waste screen: groupings, narrowing to one instruction or cause, and the way to the file.

use std::sync::Arc;

use super::super::action::Action;
use super::super::cursor::{Cursor, Step};
use super::super::effect::Effect;
use super::super::jobs::{Job, Outcome, Slot};
use super::super::state::{Asking, Grouping, Left, Only, Sieve, Sifted, State, WasteRow};
use super::{files, layers, look, prompt};
use crate::tree::{NodeId, Pattern};

/// An action on the screen.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let page = state.waste_split().list;
    if let Some(step) = Step::of(action, page) {
        let len = len(state);
        state.waste.cursor.step(step, len, page);
        return Vec::new();
    }
    match action {
        Action::Open => open(state),
        Action::NextSort => next_grouping(state),
        Action::Filter => {
            let text = state.waste.filter.as_ref().map(|(text, _)| text.clone());
            prompt::ask(state, Asking::Filter, &text.unwrap_or_default())
        }
        Action::Preview => match stored(state) {
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
    let (len, page) = (len(state), state.waste_split().list);
    state.waste.cursor.scroll(rows, len, page);
}

/// Selects what stands in a row of the pane.
pub(super) fn click(state: &mut State, row: usize) {
    let (len, split) = (len(state), state.waste_split());
    if let Some(row) = split.row(row) {
        let to = Step::To(state.waste.cursor.top + row);
        state.waste.cursor.step(to, len, split.list);
    }
}

/// Brings the window in line with the selection and the pane's size.
pub(super) fn settle(state: &mut State) {
    let (len, page) = (len(state), state.waste_split().list);
    state.waste.cursor.follow(len, page);
}

fn len(state: &State) -> usize {
    let figures = state.figures.as_ref();
    let len = figures.and_then(|figures| state.waste.len(&figures.accounting));
    len.unwrap_or(0)
}

/// The path that the selected row is about.
pub(super) fn selected(state: &State) -> Option<NodeId> {
    match state.waste_row()? {
        WasteRow::Path(row) => Some(row.node),
        WasteRow::Directory(row, _) => Some(row.node),
        WasteRow::Cause(_) | WasteRow::Instruction(_) => None,
    }
}

/// The path of the selected row with the highest layer that stores dead bytes of it.
fn stored(state: &State) -> Option<(NodeId, usize)> {
    match state.waste_row()? {
        WasteRow::Path(row) => Some((row.node, usize::from(*row.stored_in.last()?))),
        _ => None,
    }
}

fn open(state: &mut State) -> Vec<Effect> {
    let only = state.waste.only;
    let did = |layers: &[u16]| {
        only.layer
            .or(layers.last().map(|&layer| usize::from(layer)))
    };
    match state.waste_row() {
        Some(WasteRow::Path(row)) => {
            let (node, layer) = (row.node, did(&row.caused_by));
            files::go_to(state, node, layer.unwrap_or(0))
        }
        Some(WasteRow::Directory(row, largest)) => {
            let (node, layer) = (row.node, did(&largest.caused_by));
            files::go_to(state, node, layer.unwrap_or(0))
        }
        Some(WasteRow::Cause(row)) => {
            let cause = Some(row.cause);
            narrow(state, Only { cause, ..only })
        }
        Some(WasteRow::Instruction(row)) => {
            let layer = row.layer;
            let mut effects = layers::go(state, Step::To(layer));
            let layer = Some(layer);
            effects.extend(narrow(state, Only { layer, ..only }));
            effects
        }
        None => Vec::new(),
    }
}

/// Shows by path what `only` takes.
fn narrow(state: &mut State, only: Only) -> Vec<Effect> {
    let pane = &mut state.waste;
    pane.left.push(Left {
        grouping: pane.grouping,
        only: pane.only,
        cursor: pane.cursor,
    });
    (pane.grouping, pane.only) = (Grouping::Path, only);
    pane.cursor = Cursor::default();
    pane.some = None;
    sift_some(state)
}

/// One step out of what was narrowed; none where nothing was.
pub(super) fn back(state: &mut State) -> Option<Vec<Effect>> {
    if state.waste.filter.is_some() {
        return Some(filter_typed(state, ""));
    }
    let pane = &mut state.waste;
    let left = pane.left.pop()?;
    (pane.grouping, pane.only) = (left.grouping, left.only);
    pane.cursor = left.cursor;
    pane.some = None;
    Some(sift_some(state))
}

fn next_grouping(state: &mut State) -> Vec<Effect> {
    let all = Grouping::ALL;
    let pane = &mut state.waste;
    let at = all.iter().position(|&one| one == pane.grouping);
    pane.grouping = all[(at.unwrap_or(0) + 1) % all.len()];
    pane.cursor = Cursor::default();
    Vec::new()
}

/// The filter being typed has changed.
pub(super) fn filter_typed(state: &mut State, text: &str) -> Vec<Effect> {
    let Some(filter) = prompt::filter(state, text) else {
        return Vec::new();
    };
    state.waste.filter = filter;
    sift_some(state)
}

/// The figures have come, or contents are known that were not: everything is put together anew.
pub(super) fn sift(state: &mut State) -> Vec<Effect> {
    let mut effects = job(state, Slot::Waste, Only::default(), None);
    effects.extend(sift_some(state));
    effects
}

fn sift_some(state: &mut State) -> Vec<Effect> {
    if !state.waste.is_narrowed() {
        state.waste.some = None;
        return Vec::new();
    }
    let pattern = state.waste.filter.as_ref();
    let pattern = pattern.map(|(_, pattern)| pattern.clone());
    job(state, Slot::SomeWaste, state.waste.only, pattern)
}

fn job(state: &State, slot: Slot, only: Only, pattern: Option<Pattern>) -> Vec<Effect> {
    let (Some(tree), Some(order), Some(figures)) =
        (&state.tree, &state.files.by_name, &state.figures)
    else {
        return Vec::new();
    };
    let sieve = Sieve {
        tree: tree.clone(),
        order: order.clone(),
        accounting: figures.accounting.clone(),
        only,
        pattern,
    };
    vec![Effect::Job(Job::new(slot, move |cancel| {
        let sifted = Arc::new(sieve.sift(cancel)?);
        Some(match slot {
            Slot::SomeWaste => Outcome::SomeWaste(sifted),
            _ => Outcome::Waste(sifted),
        })
    }))]
}

/// All waste is put together.
pub(super) fn sifted(state: &mut State, all: Arc<Sifted>) -> Vec<Effect> {
    state.waste.all = Some(all);
    Vec::new()
}

/// What filter and choice leave is put together.
pub(super) fn some_sifted(state: &mut State, some: Arc<Sifted>) -> Vec<Effect> {
    state.waste.some = Some(some);
    settle(state);
    Vec::new()
}

/// Copies the path, or the instruction of a row that has none.
fn copy(state: &mut State) -> Vec<Effect> {
    if let (Some(node), Some(tree)) = (selected(state), &state.tree) {
        let path = tree.path(node);
        state.say(format!("copied {}", crate::text::escape_bytes(&path)));
        return vec![Effect::Copy(path)];
    }
    if let Some(WasteRow::Instruction(row)) = state.waste_row() {
        let layer = row.layer;
        return layers::copy_instruction(state, layer);
    }
    Vec::new()
}
