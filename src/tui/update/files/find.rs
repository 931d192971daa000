//! Filter, search, and going to a path that is typed.

use super::super::super::action::Screen;
use super::super::super::effect::Effect;
use super::super::super::state::{Asking, Filter, Pane, State};
use super::super::{life, prompt};
use super::{jobs, shown};
use crate::report::phrases;
use crate::tree::{Matches, NodeId, Search};

/// Begins to type a filter; the one in force is there to be changed.
pub(in crate::tui::update) fn filter(state: &mut State) -> Vec<Effect> {
    let text = state
        .files
        .filter
        .as_ref()
        .map_or(String::new(), |filter| filter.text.clone());
    prompt::ask(state, Asking::Filter, &text)
}

/// The filter being typed has changed.
pub(in crate::tui::update) fn filter_typed(state: &mut State, text: &str) -> Vec<Effect> {
    state.files.position = None;
    if text.is_empty() {
        state.files.filter = None;
        let mut effects = jobs::recount(state);
        effects.extend(jobs::reflatten(state));
        return effects;
    }
    let Some(pattern) = prompt::pattern(state, text) else {
        return Vec::new();
    };
    // What matched before is shown until the new matches come.
    let matches = state.files.filter.take().and_then(|filter| filter.matches);
    let text = text.to_owned();
    state.files.filter = Some(Filter {
        text,
        pattern,
        matches,
    });
    jobs::rematch(state, true)
}

/// What is searched for has changed: the first match from here is gone to.
pub(in crate::tui::update) fn search_typed(state: &mut State, text: &str) -> Vec<Effect> {
    if text.is_empty() {
        state.files.search = None;
        return Vec::new();
    }
    let Some(pattern) = prompt::pattern(state, text) else {
        return Vec::new();
    };
    state.files.search = Some(Filter {
        text: text.to_owned(),
        pattern,
        matches: None,
    });
    jobs::rematch(state, true)
}

/// Begins to type a search; given up, it leads back to here.
pub(in crate::tui::update) fn begin_search(state: &mut State) -> Vec<Effect> {
    state.files.before_search = Some((state.files.selected, state.files.top));
    prompt::ask(state, Asking::Search, "")
}

/// The search being typed is given up: what it went to is left again.
pub(in crate::tui::update) fn give_up_search(state: &mut State) -> Vec<Effect> {
    state.files.search = None;
    if let Some((selected, top)) = state.files.before_search.take() {
        (state.files.selected, state.files.top) = (selected, top);
        if let Some(flat) = &mut state.files.flat
            && let Some(nodes) = &flat.nodes
        {
            let at = nodes.iter().position(|&node| node == selected);
            flat.cursor.at = at.unwrap_or(flat.cursor.at);
        }
    }
    Vec::new()
}

/// Called when the search is left with Enter, or not at all.
pub(in crate::tui::update) fn search(state: &mut State) -> Vec<Effect> {
    match &state.files.search {
        Some(search)
            if search
                .matches
                .as_ref()
                .is_some_and(|(_, count)| *count == 0) =>
        {
            let text = format!("nothing matches {}", search.text);
            state.complain(text);
        }
        _ => {}
    }
    Vec::new()
}

/// The selected path itself, if it matches, else the next that does.
pub(super) fn step_from_here(state: &mut State) -> Vec<Effect> {
    let selected = state.files.selected;
    let hit = state
        .files
        .search
        .as_ref()
        .and_then(|search| search.matches.as_ref());
    if hit.is_some_and(|(matches, _)| matches.own().get(selected)) {
        if state.files.flat.is_some() {
            return Vec::new();
        }
        super::show_node(state, selected);
        return jobs::recount(state);
    }
    step(state, true)
}

/// Goes to the next match of the search, or to the one before.
pub(super) fn step(state: &mut State, forward: bool) -> Vec<Effect> {
    let Some(search) = &state.files.search else {
        state.say("/ searches");
        return Vec::new();
    };
    let Some((matches, count)) = &search.matches else {
        return Vec::new();
    };
    let (text, count) = (search.text.clone(), *count);
    if state.files.flat.is_some() {
        step_in_flat(state, forward);
        return Vec::new();
    }
    match next(state, matches, forward) {
        Some(node) => {
            super::show_node(state, node);
            state.say(format!("{text}: {}", matches_in_words(count)));
        }
        None => state.complain(format!("nothing matches {text}")),
    }
    jobs::recount(state)
}

fn matches_in_words(count: usize) -> String {
    phrases::count(count as u64, "match", "matches")
}

/// The same in the flat list: the next of its files that matches, once round.
fn step_in_flat(state: &mut State, forward: bool) {
    let (Some(search), Some(flat)) = (&state.files.search, &state.files.flat) else {
        return;
    };
    let (Some((matches, _)), Some(nodes)) = (&search.matches, &flat.nodes) else {
        return;
    };
    let hit = |at: &usize| matches.own().get(nodes[*at]);
    let at = flat.cursor.at.min(nodes.len());
    let found = match forward {
        true => (at + 1..nodes.len()).chain(0..at).find(hit),
        false => (0..at).rev().chain((at..nodes.len()).rev()).find(hit),
    };
    let here = (at < nodes.len()).then_some(at).filter(hit);
    let text = search.text.clone();
    match (found.or(here), &mut state.files.flat) {
        (Some(at), Some(flat)) => flat.cursor.at = at,
        _ => state.complain(format!("no file of the list matches {text}")),
    }
}

fn next(state: &State, matches: &Matches, forward: bool) -> Option<NodeId> {
    let tree = state.tree.as_deref()?;
    let files = &state.files;
    let order = files.order.as_deref().or(files.by_name.as_deref())?;
    let search = Search::new(tree, order, shown(state, tree)?, matches);
    let filter = files
        .filter
        .as_ref()
        .and_then(|filter| filter.matches.as_ref());
    let passes = |node: NodeId| filter.is_none_or(|(filter, _)| filter.hits().get(node));
    let mut at = files.selected;
    // What the filter hides is no match, so it is walked past, once round at most.
    for _ in 0..matches.own().count() {
        at = match forward {
            true => search.next(at),
            false => search.prev(at),
        }?;
        if passes(at) {
            return Some(at);
        }
    }
    None
}

/// Goes to a path, opening what it lies in.
pub(in crate::tui::update) fn go_to_path(
    state: &mut State,
    text: &str,
) -> Result<Vec<Effect>, String> {
    let Some(tree) = state.tree.clone() else {
        return Err("the layers are still being read".into());
    };
    let node: NodeId = tree
        .find(text.as_bytes())
        .ok_or_else(|| format!("no layer has {text}"))?;
    state.over.clear();
    state.screen = Screen::Tree;
    state.pane = Pane::Main;
    state.files.filter = None;
    state.files.flat = None;
    super::show_node(state, node);
    let mut effects = jobs::recount(state);
    let there = shown(state, &tree).is_some_and(|shown| shown.passes(&tree, node));
    if !there && !super::with_rows(state, |rows| rows.is_row(node)).unwrap_or(false) {
        state.complain(format!(
            "{text} is not there in this view; this is its life"
        ));
        effects.extend(life::open(state, node));
    }
    Ok(effects)
}
