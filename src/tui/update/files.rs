//! The tree pane: moving in it, folding, what it hides, and going to a path from elsewhere.

mod find;
mod jobs;
mod window;

pub(super) use find::{filter, filter_typed, give_up_search, go_to_path, search, search_typed};
pub(super) use jobs::{
    counted, flattened, found, ordered, recount, searched, summed, view_changed,
};
pub(super) use window::{height, scroll, select_row, settle, step};

use super::super::action::{Action, Screen};
use super::super::cursor::Step;
use super::super::effect::Effect;
use super::super::state::{Flat, Pane, SortBy, State, View};
use super::layers;
use crate::tree::{Change, Fold, Kinds, NodeId, Order, ROOT, Rows, Shown, Tree};

/// Lines above the rows: what the tree is of, and the columns' names.
const HEAD: usize = 2;

/// An action in the tree.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if state.tree.is_none() {
        return Vec::new();
    }
    let page = height(state).saturating_sub(1).max(1) as isize;
    match action {
        Action::Up => step(state, Step::By(-1)),
        Action::Down => step(state, Step::By(1)),
        Action::PageUp => step(state, Step::By(-page)),
        Action::PageDown => step(state, Step::By(page)),
        Action::First => step(state, Step::To(0)),
        Action::Last => step(state, Step::End),
        Action::Left => close_or_up(state),
        Action::Right => open_or_down(state),
        Action::Open | Action::Fold => toggle(state, action),
        Action::FoldAll => fold_all(state),
        Action::ToggleAdded => show(state, |kinds| &mut kinds.added),
        Action::ToggleRemoved => show(state, |kinds| &mut kinds.removed),
        Action::ToggleModified => show(state, |kinds| &mut kinds.modified),
        Action::ToggleUnchanged => show(state, |kinds| &mut kinds.unchanged),
        Action::ToggleTransient => show(state, |kinds| &mut kinds.transient),
        Action::OnlyChanged => only_changed(state),
        Action::ToggleAttributes => {
            state.files.attributes = !state.files.attributes;
            Vec::new()
        }
        Action::ToggleWrap => {
            state.files.wrap = !state.files.wrap;
            Vec::new()
        }
        Action::NextSort => sort(state),
        Action::ReverseSort => {
            state.files.reversed = !state.files.reversed;
            jobs::reorder(state)
        }
        Action::ToggleFlat => flat(state),
        Action::Filter => filter(state),
        Action::Search => find::begin_search(state),
        Action::NextMatch => find::step(state, true),
        Action::PreviousMatch => find::step(state, false),
        Action::Preview => super::look::open_selected(state),
        Action::Extract => match super::look::selected(state) {
            Some((node, layer)) => super::look::extract(state, node, layer),
            None => Vec::new(),
        },
        Action::CopyPath => copy_path_of(state, state.files.selected),
        Action::CopyDigest => layers::copy_digest(state),
        Action::ToLayer => to_layer(state),
        _ => Vec::new(),
    }
}

/// The paths that the view shows, by what became of them.
pub(super) fn shown(state: &State, tree: &Tree) -> Option<Shown> {
    let range = state.range()?;
    Some(match state.view {
        View::Final => Shown::final_image(tree),
        _ => Shown {
            range,
            kinds: state.files.show,
        },
    })
}

/// Does something with the rows of the tree at hand.
pub(super) fn with_rows<T>(state: &State, then: impl FnOnce(&Rows<'_>) -> T) -> Option<T> {
    let tree = state.tree.as_deref()?;
    let files = &state.files;
    let order: &Order = files.order.as_deref().or(files.by_name.as_deref())?;
    let filter = files
        .filter
        .as_ref()
        .and_then(|filter| filter.matches.as_ref());
    let matches = filter.map(|(matches, _)| &**matches);
    let rows = Rows::new(tree, order, shown(state, tree)?, matches, &files.open);
    Some(then(&rows))
}

fn is_directory(state: &State, node: NodeId) -> bool {
    let row = with_rows(state, |rows| rows.window(node, 1).pop()).flatten();
    row.is_some_and(|row| row.node == node && row.fold != Fold::Leaf)
}

fn toggle(state: &mut State, action: Action) -> Vec<Effect> {
    let node = state.files.selected;
    if !is_directory(state, node) || state.files.flat.is_some() {
        return match action {
            Action::Open => super::look::open_selected(state),
            _ => Vec::new(),
        };
    }
    let open = state.files.open.get(node);
    state.files.open.set(node, !open);
    recount(state)
}

fn close_or_up(state: &mut State) -> Vec<Effect> {
    let node = state.files.selected;
    if state.files.flat.is_some() {
        return Vec::new();
    }
    if is_directory(state, node) && state.files.open.get(node) {
        state.files.open.set(node, false);
    } else if let Some(tree) = &state.tree
        && tree.parent(node) != ROOT
    {
        state.files.selected = tree.parent(node);
    }
    recount(state)
}

fn open_or_down(state: &mut State) -> Vec<Effect> {
    let node = state.files.selected;
    if state.files.flat.is_some() || !is_directory(state, node) {
        return Vec::new();
    }
    if state.files.open.get(node) {
        return step(state, Step::By(1));
    }
    state.files.open.set(node, true);
    recount(state)
}

fn fold_all(state: &mut State) -> Vec<Effect> {
    let files = &mut state.files;
    files.all_open = !files.all_open;
    files.open.fill(files.all_open);
    files.open.set(ROOT, true);
    recount(state)
}

fn show(state: &mut State, of: impl FnOnce(&mut Kinds) -> &mut bool) -> Vec<Effect> {
    let shown = of(&mut state.files.show);
    *shown = !*shown;
    state.files.shown_before = None;
    shown_changed(state)
}

fn only_changed(state: &mut State) -> Vec<Effect> {
    let files = &mut state.files;
    match files.shown_before.take() {
        Some(before) => files.show = before,
        None if !files.show.unchanged => files.show.unchanged = true,
        None => {
            files.shown_before = Some(files.show);
            files.show = Kinds {
                added: true,
                removed: true,
                modified: true,
                unchanged: false,
                ..files.show
            };
        }
    }
    shown_changed(state)
}

fn shown_changed(state: &mut State) -> Vec<Effect> {
    if state.view == View::Final {
        state.say("the image as it runs has no changes; v shows what a layer did");
    }
    let mut effects = jobs::rematch(state, false);
    effects.extend(jobs::reflatten(state));
    effects.extend(recount(state));
    effects
}

fn sort(state: &mut State) -> Vec<Effect> {
    let all = SortBy::ALL;
    let at = all
        .iter()
        .position(|&sort| sort == state.files.sort)
        .unwrap_or(0);
    sort_by(state, all[(at + 1) % all.len()])
}

/// Another order of rows.
pub(super) fn sort_by(state: &mut State, sort: SortBy) -> Vec<Effect> {
    state.files.sort = sort;
    let mut effects = jobs::reorder(state);
    effects.extend(jobs::reflatten(state));
    effects
}

/// One step out: the filter, the flat list; none where there is neither.
pub(super) fn back(state: &mut State) -> Option<Vec<Effect>> {
    match (&state.files.filter, &state.files.flat) {
        (Some(_), _) => Some(filter_typed(state, "")),
        (None, Some(_)) => Some(flat(state)),
        (None, None) => None,
    }
}

fn flat(state: &mut State) -> Vec<Effect> {
    if state.files.flat.take().is_some() {
        state.files.position = None;
        let node = state.files.selected;
        reveal(state, node);
        return recount(state);
    }
    state.files.flat = Some(Flat::default());
    jobs::reflatten(state)
}

/// Copies a path.
pub(super) fn copy_path_of(state: &mut State, node: NodeId) -> Vec<Effect> {
    let Some(tree) = &state.tree else {
        return Vec::new();
    };
    let path = tree.path(node);
    state.say(format!("copied {}", crate::text::escape_bytes(&path)));
    vec![Effect::Copy(path)]
}

/// Opens the directories above a path.
pub(super) fn reveal(state: &mut State, node: NodeId) {
    let Some(tree) = state.tree.clone() else {
        return;
    };
    tree.reveal(node, &mut state.files.open);
    state.files.selected = node;
}

/// Shows a path in the tree, as layer `layer` left it: selects both and gives the tree the keys.
pub(super) fn go_to(state: &mut State, node: NodeId, layer: usize) -> Vec<Effect> {
    state.over.clear();
    state.screen = Screen::Tree;
    state.pane = Pane::Main;
    state.view = View::Layer;
    state.layers.mark = None;
    state.files.filter = None;
    state.files.flat = None;
    let mut effects = layers::go(state, Step::To(layer));
    show_node(state, node);
    effects.extend(layers::changed(state));
    effects
}

/// Goes to the layer of the view that touched the selected path last.
fn to_layer(state: &mut State) -> Vec<Effect> {
    let (Some(tree), Some(range)) = (state.tree.as_deref(), state.range()) else {
        return Vec::new();
    };
    let node = state.files.selected;
    let layers = tree.versions(node).iter().rev();
    let mut layers = layers.map(|version| usize::from(version.layer));
    match layers.find(|&layer| layer <= range.to) {
        Some(layer) => go_to(state, node, layer),
        None => {
            state.complain("no layer of this view describes the path");
            Vec::new()
        }
    }
}

/// Selects a path and makes sure that nothing hides it.
pub(super) fn show_node(state: &mut State, node: NodeId) {
    reveal(state, node);
    let visible = with_rows(state, |rows| rows.is_row(node)).unwrap_or(true);
    if !visible && let Some(tree) = state.tree.as_deref() {
        let change = state
            .range()
            .and_then(|range| tree.state(node, range))
            .map(|s| s.change);
        let show = &mut state.files.show;
        match change {
            Some(Some(Change::Transient)) => show.transient = true,
            Some(Some(Change::Unchanged)) => show.unchanged = true,
            Some(_) => (show.added, show.removed, show.modified) = (true, true, true),
            None => {}
        }
    }
}
