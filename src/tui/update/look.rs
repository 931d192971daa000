//! Looking into a version: its contents, compared with another's, or taken out.

mod contents;
mod diff;
mod extract;

pub(super) use contents::{act, found, indexed, loaded, scroll, search_done, settle};
pub(super) use diff::{act as act_in_diff, compared, scroll as scroll_diff, settle as settle_diff};
pub(super) use extract::{answered, destination, extract, extracted, stop};

use super::super::effect::Effect;
use super::super::state::{Contents, Loaded, Over, State};
use crate::layer::EntryKind;
use crate::text::escape_bytes;
use crate::tree::{NodeId, RecordId, Tree, Version};

/// The contents of the selected path, as the view has them.
pub(super) fn open_selected(state: &mut State) -> Vec<Effect> {
    match selected(state) {
        Some((node, layer)) => open(state, node, layer),
        None => Vec::new(),
    }
}

/// The selected path, and the layer whose version of it the view shows.
pub(super) fn selected(state: &State) -> Option<(NodeId, usize)> {
    Some((state.files.selected, state.range()?.to)).filter(|_| state.tree.is_some())
}

/// The version that a path has after a layer; of one that the layer removed, or that went before,
/// the last that could be seen.
pub(super) fn version(tree: &Tree, node: NodeId, layer: usize) -> Option<Version> {
    let seen = |version: &&Version| version.is_visible() && usize::from(version.layer) <= layer;
    tree.versions(node).iter().rev().find(seen).copied()
}

/// Shows the contents that a path has after a layer, or had before the layer removed it.
pub(super) fn open(state: &mut State, node: NodeId, layer: usize) -> Vec<Effect> {
    let Some(tree) = state.tree.clone() else {
        return Vec::new();
    };
    let Some(version) = version(&tree, node, layer) else {
        state.complain("the path was never there up to this layer");
        return Vec::new();
    };
    if let Some(nothing) = nothing(&tree, version) {
        let contents = Contents::new(node, version, Loaded::Nothing(nothing));
        state.over.push(Over::Contents(Box::new(contents)));
        return Vec::new();
    }
    contents::load(state, node, version)
}

/// Shows the contents that one entry stores, from a line (from 1) and byte on.
pub(super) fn open_stored(
    state: &mut State,
    node: NodeId,
    record: RecordId,
    at: Option<(u64, u64)>,
) -> Vec<Effect> {
    let effects = contents::load(state, node, Version::of(record));
    if let Some(Over::Contents(contents)) = state.over.last_mut() {
        contents.at = at;
    }
    effects
}

/// Shows contents and differences at hand with the values of secrets, or without.
pub(super) fn mask(state: &mut State) -> Vec<Effect> {
    let mut effects = contents::mask(state);
    effects.extend(diff::again(state));
    effects
}

/// Why there are no contents to see.
fn nothing(tree: &Tree, version: Version) -> Option<String> {
    let target = || {
        let record = version.record();
        record.map_or_else(String::new, |record| {
            escape_bytes(tree.link(record)).into_owned()
        })
    };
    Some(match tree.kind(version) {
        EntryKind::File => return None,
        EntryKind::Directory => "a directory; e extracts it as a tar".into(),
        EntryKind::Symlink => format!("a symbolic link to {}", target()),
        EntryKind::HardLink => format!("a hard link to {}, which is not in the image", target()),
        EntryKind::CharDevice | EntryKind::BlockDevice => "a device".into(),
        EntryKind::Fifo => "a named pipe".into(),
        _ => "nothing that a container could read".into(),
    })
}

/// Compares what two layers left at a path.
pub(super) fn compare(state: &mut State, node: NodeId, layers: (usize, usize)) -> Vec<Effect> {
    diff::open(state, node, layers)
}
