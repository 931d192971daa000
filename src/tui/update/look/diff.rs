//! Differences: comparing two versions, and moving in what came out.

use std::sync::Arc;

use super::super::super::action::Action;
use super::super::super::effect::Effect;
use super::super::super::jobs::{Job, Outcome, Slot};
use super::super::super::state::{Difference, Over, State};
use super::contents::{hidden, stored};
use crate::image::Watch;
use crate::preview::{Diff, Preview, PreviewError};
use crate::report::listing::mode_text;
use crate::text::{size, utc};
use crate::tree::{NodeId, Tree, Version};

/// Columns that one key scrolls sideways.
const SIDEWAYS: u64 = 8;

/// Begins to compare what two layers left at a path.
pub(super) fn open(state: &mut State, node: NodeId, layers: (usize, usize)) -> Vec<Effect> {
    let Some(tree) = state.tree.clone() else {
        return Vec::new();
    };
    let versions = [layers.0, layers.1].map(|layer| super::version(&tree, node, layer));
    let [Some(old), Some(new)] = versions else {
        state.complain("there are no two versions to compare");
        return Vec::new();
    };
    let (old_version, new_version) = (old, new);
    let watch = Watch::default();
    let sides = [old, new].map(|version| stored(state, &tree, version));
    let mut difference = Difference {
        node,
        versions: [old, new],
        facts: facts(&tree, old, new),
        compared: None,
        top: 0,
        left: 0,
        window: Vec::new(),
        watch: watch.clone(),
    };
    let [Some(old), Some(new)] = sides else {
        difference.compared = Some(Err(
            "not both are regular files, so there are no contents to \
                                        compare"
                .into(),
        ));
        state.over.push(Over::Difference(Box::new(difference)));
        return Vec::new();
    };
    state.over.push(Over::Difference(Box::new(difference)));
    let limits = state.start.limits;
    let masked = !state.secrets.revealed;
    let [old_hidden, new_hidden] = [old_version, new_version].map(|one| hidden(state, one));
    let compare = move || {
        let old = Preview::load(&old.0, &old.1, &limits, &watch)?;
        let new = Preview::load(&new.0, &new.1, &limits, &watch)?;
        if !masked {
            return Diff::of(&old, &new, &limits, &watch);
        }
        let masks = [old_hidden.of(&old), new_hidden.of(&new)];
        let [old_mask, new_mask] = masks;
        let masked = [old.masked(old_mask), new.masked(new_mask)];
        let diff = Diff::of(&masked[0], &masked[1], &limits, &watch)?;
        let same = |diff: &Diff| matches!(diff, Diff::Same);
        if same(&diff) && !same(&Diff::of(&old, &new, &limits, &watch)?) {
            let what = "only the values of secrets differ; X shows them";
            return Err(PreviewError::Failed(what.to_owned()));
        }
        Ok(diff)
    };
    let job = Job::new(Slot::Contents, move |_| match compare() {
        Ok(diff) => Some(Outcome::Compared(Ok(Arc::new(diff)))),
        Err(PreviewError::Cancelled) => None,
        Err(PreviewError::Failed(what)) => Some(Outcome::Compared(Err(what))),
    });
    vec![Effect::Job(job.watched())]
}

/// Compares anew what is being compared: the values of secrets are shown now, or masked.
pub(super) fn again(state: &mut State) -> Vec<Effect> {
    let Some(Over::Difference(it)) = state.over.last() else {
        return Vec::new();
    };
    let (node, layers) = (
        it.node,
        it.versions.map(|version| usize::from(version.layer)),
    );
    state.over.pop();
    open(state, node, (layers[0], layers[1]))
}

/// What differs beside the contents: `mode -rw-r--r-- to -rwxr-xr-x`.
fn facts(tree: &Tree, old: Version, new: Version) -> Vec<String> {
    let of = |version: Version| {
        let record = version.record()?;
        let entry = tree.entry(tree.inode(record).unwrap_or(record));
        Some([
            ("mode", mode_text(entry.kind, entry.mode)),
            ("owner", format!("{}:{}", entry.uid, entry.gid)),
            ("size", size(tree.file_size(record))),
            ("modified", utc(entry.mtime, entry.mtime_nanos)),
        ])
    };
    let (Some(old), Some(new)) = (of(old), of(new)) else {
        return Vec::new();
    };
    let pairs = old.into_iter().zip(new).filter(|(old, new)| old.1 != new.1);
    pairs
        .map(|(old, new)| format!("{} {} to {}", old.0, old.1, new.1))
        .collect()
}

/// The comparison is done.
pub(in crate::tui::update) fn compared(
    state: &mut State,
    compared: Result<Arc<Diff>, String>,
) -> Vec<Effect> {
    // The help may stand over it by now.
    let waiting = state.over.iter_mut().rev().find_map(|over| match over {
        Over::Difference(difference) if difference.compared.is_none() => Some(difference),
        _ => None,
    });
    if let Some(difference) = waiting {
        difference.compared = Some(compared);
    }
    Vec::new()
}

/// An action while a difference is shown.
pub(in crate::tui::update) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let page = height(state).saturating_sub(1).max(1) as isize;
    let Some(Over::Difference(difference)) = state.over.last_mut() else {
        return Vec::new();
    };
    match action {
        Action::Up => by(difference, -1),
        Action::Down => by(difference, 1),
        Action::PageUp => by(difference, -page),
        Action::PageDown => by(difference, page),
        Action::First => difference.top = 0,
        Action::Last => difference.top = difference.rows(),
        Action::Left => difference.left = difference.left.saturating_sub(SIDEWAYS),
        Action::Right => difference.left += SIDEWAYS,
        Action::NextMatch => hunk(difference, true),
        Action::PreviousMatch => hunk(difference, false),
        _ => {}
    }
    Vec::new()
}

fn by(difference: &mut Difference, rows: isize) {
    difference.top = difference.top.saturating_add_signed(rows);
}

/// Goes to the next hunk, or to the one before.
fn hunk(difference: &mut Difference, forward: bool) {
    let Some(Ok(diff)) = &difference.compared else {
        return;
    };
    let Diff::Text(text) = &**diff else {
        return;
    };
    let top = difference.top;
    let found = match forward {
        true => text.hunks().find(|&row| row > top),
        false => text.hunks().filter(|&row| row < top).last(),
    };
    difference.top = found.unwrap_or(top);
}

/// Scrolls with the wheel.
pub(in crate::tui::update) fn scroll(state: &mut State, rows: isize) {
    if let Some(Over::Difference(difference)) = state.over.last_mut() {
        by(difference, rows);
    }
}

/// Rows that the difference of a text has room for: the facts stand above them.
fn height(state: &State) -> usize {
    let facts = match state.over.last() {
        Some(Over::Difference(difference)) => difference.facts.len(),
        _ => 0,
    };
    state.look_height().saturating_sub(facts).max(1)
}

/// Brings the window in line.
pub(in crate::tui::update) fn settle(state: &mut State) {
    let (height, width) = (height(state), state.look_width());
    let Some(Over::Difference(difference)) = state.over.last_mut() else {
        return;
    };
    let last = difference.rows().saturating_sub(height);
    difference.top = difference.top.min(last);
    if let Some(Ok(diff)) = &difference.compared
        && let Diff::Text(text) = &**diff
    {
        // Two line numbers and a sign stand before each line.
        let room = width.saturating_sub(2 * text.number_width() + 4).max(1);
        difference.window = text.rows(difference.top, height, difference.left, room);
    }
}
