//! The tree pane: moving in it, folding, what it hides, and going to a path from elsewhere.

mod find;
mod jobs;

pub(super) use find::{filter, filter_typed, go_to_path, search, search_typed};
pub(super) use jobs::{
    counted, flattened, found, ordered, recount, searched, summed, view_changed,
};

use super::super::action::{Action, Screen};
use super::super::cursor::Step;
use super::super::effect::Effect;
use super::super::state::{Asking, Flat, Pane, SortBy, State, View, inside};
use super::{layers, prompt};
use crate::tree::{Change, Fold, Kinds, NodeId, Order, ROOT, Row, Rows, Shown, Tree};

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
        Action::Search => prompt::ask(state, Asking::Search, ""),
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

/// Rows of paths that the pane has room for.
pub(super) fn height(state: &State) -> usize {
    let rows = state.layout().map_or(0, |layout| inside(layout.main));
    rows.saturating_sub(HEAD).max(1)
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

/// Brings the window in line with the selection, the view and the pane's size.
pub(super) fn settle(state: &mut State) {
    let height = height(state);
    if let Some(flat) = &mut state.files.flat {
        let nodes = flat.nodes.as_deref().map_or(&[][..], |nodes| &nodes[..]);
        flat.cursor.follow(nodes.len(), height);
        let (top, len) = (flat.cursor.top, nodes.len());
        let selected = nodes.get(flat.cursor.at).copied();
        let window: Vec<NodeId> = nodes.iter().skip(top).take(height).copied().collect();
        state.files.selected = selected.unwrap_or(state.files.selected);
        state.files.position = Some((top, len));
        state.files.window = flat_rows(state, &window);
        let hidden = make_room(state, height);
        if let Some(flat) = &mut state.files.flat {
            flat.cursor.top += hidden;
        }
        return;
    }
    let (selected, top) = (state.files.selected, state.files.top);
    let settled = with_rows(state, |rows| {
        let selected = rows.nearest(selected)?;
        let mut top = rows.nearest(top).unwrap_or(selected);
        let mut window = rows.window(top, height);
        if !window.iter().any(|row| row.node == selected) {
            // Above the window it becomes the first row, below it the last.
            let below = rows.is_before(top, selected);
            top = if below {
                rows.up(selected, height - 1)
            } else {
                selected
            };
            window = rows.window(top, height);
        }
        // No row is wasted below the end.
        if window.len() < height && rows.prev(top).is_some() {
            top = rows.up(top, height - window.len());
            window = rows.window(top, height);
        }
        let count = state.files.count.as_deref();
        let position = count.and_then(|count| Some((count.number(rows, top)?, count.total())));
        Some((selected, top, window, position))
    });
    match settled.flatten() {
        Some((selected, top, window, position)) => {
            (state.files.selected, state.files.top) = (selected, top);
            (state.files.window, state.files.position) = (window, position);
            make_room(state, height);
            state.files.top = state.files.window.first().map_or(top, |row| row.node);
        }
        None => state.files.window.clear(),
    }
}

/// Lines that each row of the window takes.
fn lines(state: &State) -> Vec<usize> {
    let (Some(tree), Some(layout)) = (state.tree.as_deref(), state.layout()) else {
        return Vec::new();
    };
    let files = &state.files;
    let width = usize::from(layout.main.width.saturating_sub(2));
    let columns = state.start.columns.fitting(width, files.attributes);
    let room = columns.names(width);
    let rows = files.window.iter();
    rows.map(|row| files.lines_of(tree, row, room, width))
        .collect()
}

/// Where names are broken into lines, takes rows off the window's start until the selected one is
/// in it; how many.
fn make_room(state: &mut State, height: usize) -> usize {
    let selected = state.files.selected;
    let window = &state.files.window;
    let Some(at) = window.iter().position(|row| row.node == selected) else {
        return 0;
    };
    if !state.files.wrap {
        return 0;
    }
    let lines = lines(state);
    let fits = |&first: &usize| lines[first..=at].iter().sum::<usize>() <= height;
    let first = (0..at).find(fits).unwrap_or(at);
    state.files.window.drain(..first);
    first
}

/// Rows without directories around them.
fn flat_rows(state: &State, nodes: &[NodeId]) -> Vec<Row> {
    let Some(tree) = state.tree.as_deref() else {
        return Vec::new();
    };
    let Some(shown) = shown(state, tree) else {
        return Vec::new();
    };
    let row = |&node: &NodeId| {
        let state = tree.state(node, shown.range)?;
        Some(Row {
            node,
            state,
            fold: Fold::Leaf,
            guides: Vec::new(),
        })
    };
    nodes.iter().filter_map(row).collect()
}

/// Moves the selection.
pub(super) fn step(state: &mut State, step: Step) -> Vec<Effect> {
    let height = height(state);
    if let Some(flat) = &mut state.files.flat {
        let len = flat.nodes.as_ref().map_or(0, |nodes| nodes.len());
        flat.cursor.step(step, len, height);
        return Vec::new();
    }
    let (selected, top) = (state.files.selected, state.files.top);
    let moved = with_rows(state, |rows| match step {
        Step::By(by) if by < 0 => (rows.up(selected, by.unsigned_abs()), top),
        Step::By(by) => (rows.down(selected, by.unsigned_abs()), top),
        Step::To(_) => (rows.first().unwrap_or(selected), top),
        Step::End => (rows.last().unwrap_or(selected), top),
    });
    if let Some((selected, mut top)) = moved {
        // A page takes the window along, so that the selection keeps its place on the screen.
        if let Step::By(by) = step
            && by.unsigned_abs() > 1
        {
            let paged = with_rows(state, |rows| match by {
                ..0 => rows.up(top, by.unsigned_abs()),
                _ => rows.down(top, by.unsigned_abs()),
            });
            top = paged.unwrap_or(top);
        }
        (state.files.selected, state.files.top) = (selected, top);
    }
    Vec::new()
}

/// Scrolls the window; the selection is taken along at its edge.
pub(super) fn scroll(state: &mut State, by: isize) -> Vec<Effect> {
    let height = height(state);
    if let Some(flat) = &mut state.files.flat {
        let len = flat.nodes.as_ref().map_or(0, |nodes| nodes.len());
        flat.cursor.scroll(by, len, height);
        return Vec::new();
    }
    let (top, selected) = (state.files.top, state.files.selected);
    let moved = with_rows(state, |rows| {
        let top = match by {
            ..0 => rows.up(top, by.unsigned_abs()),
            _ => {
                let window = rows.window(rows.down(top, by.unsigned_abs()), height);
                let missing = height - window.len();
                let top = window.first().map_or(top, |row| row.node);
                rows.up(top, missing)
            }
        };
        let window = rows.window(top, height);
        let seen = window.iter().any(|row| row.node == selected);
        let edge = if by < 0 {
            window.last()
        } else {
            window.first()
        };
        let selected = if seen {
            selected
        } else {
            edge.map_or(selected, |row| row.node)
        };
        (top, selected)
    });
    if let Some((top, selected)) = moved {
        (state.files.top, state.files.selected) = (top, selected);
    }
    Vec::new()
}

/// Selects the row at so many lines below the pane's first.
pub(super) fn select_row(state: &mut State, line: usize) -> Vec<Effect> {
    let mut end = 0;
    let ends = lines(state).into_iter().map(|lines| {
        end += lines;
        end
    });
    let row = ends.take_while(|&end| end <= line).count();
    let Some(node) = state.files.window.get(row).map(|row| row.node) else {
        return Vec::new();
    };
    if let Some(flat) = &mut state.files.flat {
        flat.cursor.at = flat.cursor.top + row;
    }
    // A second click on a directory opens or closes it.
    if state.files.selected == node && state.files.flat.is_none() {
        return toggle(state, Action::Fold);
    }
    state.files.selected = node;
    Vec::new()
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
