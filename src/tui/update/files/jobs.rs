//! What the tree pane needs all paths for: sums, orders, matches, lists, counts. Each is a job;
//! what depends on another's result begins when that comes.

use std::sync::Arc;

use super::super::super::effect::Effect;
use super::super::super::jobs::{Job, Outcome, Slot};
use super::super::super::state::{SortBy, State};
use super::shown;
use crate::tree::{Largest, Matches, NodeId, Order, Range, RowCount, Rows, Sort, Sums};

/// The view is another one, or the tree is: everything that depends on it begins anew.
pub(in crate::tui::update) fn view_changed(state: &mut State, anew: bool) -> Vec<Effect> {
    let Some(tree) = state.tree.clone() else {
        return Vec::new();
    };
    let paths = tree.len();
    if state.files.open.len() < paths {
        let all_open = state.files.all_open;
        state.files.open.grow(paths, all_open);
    }
    let Some(range) = state.range() else {
        return Vec::new();
    };
    state.files.position = None;
    let mut effects = rematch(state, anew);
    effects.extend(recount(state));
    let known = state
        .files
        .sums
        .as_ref()
        .is_some_and(|(of, _)| *of == range);
    if !known {
        state.files.sums = None;
        let job = Job::new(Slot::Sums, move |cancel| {
            Sums::new(&tree, range, cancel).map(|sums| Outcome::Sums(range, Arc::new(sums)))
        });
        effects.push(Effect::Job(job));
        // An order by size is made of the sums, so it stays as it was until they come.
    }
    // Names turned round are an order of the tree, changes one of the view.
    let by = state.files.sort;
    if by == SortBy::Change || by == SortBy::Name && state.files.reversed {
        effects.extend(reorder(state));
    }
    effects.extend(reflatten(state));
    effects
}

/// Sums have come.
pub(in crate::tui::update) fn summed(
    state: &mut State,
    range: Range,
    sums: Arc<Sums>,
) -> Vec<Effect> {
    if state.range() != Some(range) {
        return Vec::new();
    }
    state.files.sums = Some((range, sums));
    let mut effects = Vec::new();
    if matches!(state.files.sort, SortBy::Size | SortBy::Waste) {
        effects.extend(reorder(state));
    }
    if state.files.sort == SortBy::Waste {
        effects.extend(reflatten(state));
    }
    effects
}

/// The order of rows is another one.
pub(super) fn reorder(state: &mut State) -> Vec<Effect> {
    let (by, reversed) = (state.files.sort, state.files.reversed);
    if by == SortBy::Name && !reversed {
        state.files.order = None;
        return recount(state);
    }
    let (Some(tree), Some(range)) = (state.tree.clone(), state.range()) else {
        return Vec::new();
    };
    let sums = state.files.sums.as_ref().map(|(_, sums)| sums.clone());
    // What is ordered by sums waits for them: an order is begun when they come.
    vec![Effect::Job(Job::new(Slot::Order, move |cancel| {
        let sort = match by {
            SortBy::Name => Sort::Name,
            SortBy::Size => Sort::Size(sums.as_deref()?),
            SortBy::Waste => Sort::Waste(sums.as_deref()?),
            SortBy::Change => Sort::Change(range),
        };
        let order = Order::sorted(&tree, sort, reversed, cancel)?;
        Some(Outcome::Order(Arc::new(order)))
    }))]
}

/// An order has come.
pub(in crate::tui::update) fn ordered(state: &mut State, order: Arc<Order>) -> Vec<Effect> {
    let fits = state
        .tree
        .as_ref()
        .is_some_and(|tree| tree.len() == order.len());
    // It may come when the user has gone back to names, which need none.
    let wanted = state.files.sort != SortBy::Name || state.files.reversed;
    if fits && wanted {
        state.files.order = Some(order);
    }
    recount(state)
}

/// What filter and search match is to be counted again; found, too, when the pattern or the tree
/// is another one.
pub(super) fn rematch(state: &mut State, anew: bool) -> Vec<Effect> {
    let (Some(tree), Some(order)) = (state.tree.clone(), state.files.by_name.clone()) else {
        return Vec::new();
    };
    let Some(shown) = shown(state, &tree) else {
        return Vec::new();
    };
    let mut effects = Vec::new();
    for (filter, slot) in [
        (&state.files.filter, Slot::Filter),
        (&state.files.search, Slot::Search),
    ] {
        let Some(filter) = filter else {
            continue;
        };
        let known = filter.matches.as_ref().map(|(matches, _)| matches.clone());
        let (pattern, tree, order) = (filter.pattern.clone(), tree.clone(), order.clone());
        effects.push(Effect::Job(Job::new(slot, move |cancel| {
            let find = || Matches::find(&tree, &order, &pattern, cancel).map(Arc::new);
            // Matches are of a tree, only their number is of a view.
            let matches = known.filter(|_| !anew).or_else(find)?;
            let count = matches.count(&tree, shown, cancel)?;
            Some(match slot {
                Slot::Filter => Outcome::Filtered(matches, count),
                _ => Outcome::Searched(matches, count),
            })
        })));
    }
    effects
}

/// The filter's matches have come.
pub(in crate::tui::update) fn found(
    state: &mut State,
    matches: Arc<Matches>,
    count: usize,
) -> Vec<Effect> {
    if let Some(filter) = &mut state.files.filter {
        filter.matches = Some((matches, count));
    }
    recount(state)
}

/// The search's matches have come: the first behind the selection is gone to while typing.
pub(in crate::tui::update) fn searched(
    state: &mut State,
    matches: Arc<Matches>,
    count: usize,
) -> Vec<Effect> {
    if let Some(search) = &mut state.files.search {
        search.matches = Some((matches, count));
    }
    match state.prompt {
        Some(_) => super::find::step_from_here(state),
        None => Vec::new(),
    }
}

/// The flat list is to be made again.
pub(super) fn reflatten(state: &mut State) -> Vec<Effect> {
    let (Some(tree), true) = (state.tree.clone(), state.files.flat.is_some()) else {
        return Vec::new();
    };
    let Some(shown) = shown(state, &tree) else {
        return Vec::new();
    };
    let Some(order) = state.files.by_name.clone() else {
        return Vec::new();
    };
    let by_waste = state.files.sort == SortBy::Waste;
    let sums = state.files.sums.as_ref().map(|(_, sums)| sums.clone());
    let filter = state
        .files
        .filter
        .as_ref()
        .and_then(|filter| filter.matches.clone());
    vec![Effect::Job(Job::new(Slot::Flat, move |cancel| {
        let matches = filter.as_ref().map(|(matches, _)| &**matches);
        let by = match &sums {
            Some(sums) if by_waste => Largest::Waste(sums),
            _ => Largest::Size,
        };
        let nodes = tree.flat(&order, shown, matches, by, cancel)?;
        Some(Outcome::Flat(Arc::new(nodes)))
    }))]
}

/// The flat list has come.
pub(in crate::tui::update) fn flattened(state: &mut State, nodes: Arc<Vec<NodeId>>) -> Vec<Effect> {
    let selected = state.files.selected;
    if let Some(flat) = &mut state.files.flat {
        // A list that is made again keeps what was selected, where it still has it.
        let known = flat.nodes.is_some();
        let at = known.then(|| nodes.iter().position(|&node| node == selected));
        flat.cursor.at = at.flatten().unwrap_or(0);
        flat.nodes = Some(nodes);
    }
    Vec::new()
}

/// Rows are to be counted again, for the scrollbar.
pub(in crate::tui::update) fn recount(state: &mut State) -> Vec<Effect> {
    let files = &state.files;
    let order = files.order.clone().or_else(|| files.by_name.clone());
    let (Some(tree), Some(order)) = (state.tree.clone(), order) else {
        return Vec::new();
    };
    let Some(shown) = shown(state, &tree) else {
        return Vec::new();
    };
    let open = files.open.clone();
    let filter = files
        .filter
        .as_ref()
        .and_then(|filter| filter.matches.clone());
    state.files.count = None;
    vec![Effect::Job(Job::new(Slot::Count, move |cancel| {
        let matches = filter.as_ref().map(|(matches, _)| &**matches);
        let rows = Rows::new(&tree, &order, shown, matches, &open);
        Some(Outcome::Count(Arc::new(RowCount::new(&rows, cancel)?)))
    }))]
}

/// Rows are counted.
pub(in crate::tui::update) fn counted(state: &mut State, count: Arc<RowCount>) -> Vec<Effect> {
    state.files.count = Some(count);
    Vec::new()
}
