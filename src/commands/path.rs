//! The path that was typed, found in the tree, or a sentence that says what to type instead.

use super::CommandError;
use crate::layer::EntryKind;
use crate::text::{Escaped, escape_bytes};
use crate::tree::{NodeId, Tree};

/// The node of a path in any layer. Links are not followed: a path below one is nowhere in the
/// layers, and which layer's link would be meant cannot be known.
pub(super) fn find(tree: &Tree, path: &[u8]) -> Result<NodeId, CommandError> {
    tree.find(path).ok_or_else(|| {
        let what = match link_above(tree, path) {
            Some((link, target)) => {
                let (link, target) = (escape_bytes(&link), escape_bytes(&target));
                format!("{link} is a symbolic link to {target}; give the path behind it")
            }
            None => "no layer of the image has this path".to_owned(),
        };
        wrong(path, what)
    })
}

/// An error about a path.
pub(super) fn wrong(path: &[u8], what: impl std::fmt::Display) -> CommandError {
    let shown = match path {
        b"" => b"/",
        path => path,
    };
    CommandError::Wrong(format!("{}: {what}", Escaped(shown)))
}

/// The lowest ancestor that exists, if it is a symlink in the final image: its path and target.
fn link_above(tree: &Tree, path: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let ends = (0..path.len()).rev().filter(|&at| path[at] == b'/');
    let node = ends
        .map(|at| &path[..at])
        .find_map(|path| tree.find(path))?;
    let version = tree.last(node)?;
    let record = version.record()?;
    (tree.kind(version) == EntryKind::Symlink)
        .then(|| (tree.path(node), tree.link(record).to_vec()))
}
