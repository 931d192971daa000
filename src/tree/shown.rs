//! Which paths a view shows: by what became of them.
//!
//! A path passes or not by itself; that a directory also stands there for what passes below it is
//! the matter of [`super::Rows`].

use super::{Change, NodeId, Range, Tree, Version};
use crate::layer::EntryKind;

/// The kinds of change that are shown. A modification that is only `touched`, `stored again`, or
/// not known yet for want of contents is a modification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Kinds {
    /// Show what was added.
    pub added: bool,
    /// Show what was modified.
    pub modified: bool,
    /// Show what was removed.
    pub removed: bool,
    /// Show what stayed as it was; without it a view shows only what changed.
    pub unchanged: bool,
    /// Show what was born and went within the range.
    pub transient: bool,
}

impl Default for Kinds {
    /// Everything but transient paths.
    fn default() -> Kinds {
        Kinds {
            added: true,
            modified: true,
            removed: true,
            unchanged: true,
            transient: false,
        }
    }
}

impl Kinds {
    /// Nothing at all.
    pub const NONE: Kinds = Kinds {
        added: false,
        modified: false,
        removed: false,
        unchanged: false,
        transient: false,
    };

    /// Whether paths of this change are shown; none means "modified, or not: not known".
    #[must_use]
    pub fn shows(self, change: Option<Change>) -> bool {
        match change {
            Some(Change::Added) => self.added,
            Some(Change::Modified) | None => self.modified,
            Some(Change::Removed) => self.removed,
            Some(Change::Unchanged) => self.unchanged,
            Some(Change::Transient) => self.transient,
        }
    }
}

/// A view with its kinds: which paths pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The layers of the view.
    pub range: Range,
    /// What of it is shown.
    pub kinds: Kinds,
}

impl Shown {
    /// The image as it runs: what is visible after the last layer, with no marks. It is the range
    /// above all layers, in which nothing changes.
    #[must_use]
    pub fn final_image(tree: &Tree) -> Shown {
        Shown {
            range: Range {
                from: tree.layers(),
                to: tree.layers(),
            },
            kinds: Kinds {
                unchanged: true,
                ..Kinds::NONE
            },
        }
    }

    /// Whether the path itself is shown, whatever is above or below it.
    #[must_use]
    pub fn passes(&self, tree: &Tree, node: NodeId) -> bool {
        let kinds = self.kinds;
        let from = self.range.from;
        match tree.ends(node, self.range) {
            (None, Some(_)) => kinds.added,
            (Some(_), None) => kinds.removed,
            (None, None) => kinds.transient && tree.state(node, self.range).is_some(),
            (Some(_), Some(now)) if usize::from(now.layer) < from => kinds.unchanged,
            (Some(_), Some(_)) if kinds.modified == kinds.unchanged => kinds.modified,
            (Some(then), Some(now)) if tree.same_directory(then, now) => kinds.unchanged,
            (Some(_), Some(_)) => kinds.modified,
        }
    }
}

impl Tree {
    /// What is visible of a path below a range, and after it.
    fn ends(&self, node: NodeId, range: Range) -> (Option<Version>, Option<Version>) {
        let (mut before, mut after) = (None, None);
        for &version in self.versions(node) {
            let layer = usize::from(version.layer);
            if layer > range.to {
                break;
            }
            after = version.is_visible().then_some(version);
            if layer < range.from {
                before = after;
            }
        }
        (before, after)
    }

    /// True for a directory that stands in a layer again and is as it was. It is the only path
    /// that a layer touches and that is unchanged all the same: a file counts as stored again.
    pub(super) fn same_directory(&self, then: Version, now: Version) -> bool {
        self.kind(now) == EntryKind::Directory && self.same(then, now)
    }
}
