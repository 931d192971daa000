//! Which rows of the tree stand in the pane: the window follows the selection, and the wheel and
//! the pages move it.

use super::super::super::action::Action;
use super::super::super::cursor::Step;
use super::super::super::effect::Effect;
use super::super::super::state::{State, inside};
use super::{HEAD, shown, toggle, with_rows};
use crate::tree::{Fold, NodeId, Row};

/// Rows of paths that the pane has room for.
pub(in crate::tui::update) fn height(state: &State) -> usize {
    let rows = state.layout().map_or(0, |layout| inside(layout.main));
    rows.saturating_sub(HEAD).max(1)
}

/// Brings the window in line with the selection, the view and the pane's size.
pub(in crate::tui::update) fn settle(state: &mut State) {
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
pub(in crate::tui::update) fn step(state: &mut State, step: Step) -> Vec<Effect> {
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
pub(in crate::tui::update) fn scroll(state: &mut State, by: isize) -> Vec<Effect> {
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
pub(in crate::tui::update) fn select_row(state: &mut State, line: usize) -> Vec<Effect> {
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
