//! What layers `A..B`, both included, did to each path of the image below `A`.

use super::{ContentId, NodeId, Tree, Version};
use crate::layer::EntryKind;

/// Layers `from` to `to`, both included, 0-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The lowest layer of the range.
    pub from: usize,
    /// The highest.
    pub to: usize,
}

/// What became of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// As it was below.
    Unchanged,
    /// Not there below, there after.
    Added,
    /// There below and after, and not the same; see [`Label`].
    Modified,
    /// There below, not after.
    Removed,
    /// Born and gone within the range.
    Transient,
}

/// A modification that is less than it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Label {
    /// Only the modification time differs.
    Touched,
    /// Nothing differs, and yet it was stored again.
    StoredAgain,
}

/// The state of one path in a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// What became of it; none when its contents would decide, and were not read.
    pub change: Option<Change>,
    /// What kind of modification it is.
    pub label: Option<Label>,
    /// What was visible below the range.
    pub before: Option<Version>,
    /// What is visible after it.
    pub after: Option<Version>,
}

impl Change {
    /// The change's name in text and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Change::Unchanged => "unchanged",
            Change::Added => "added",
            Change::Modified => "modified",
            Change::Removed => "removed",
            Change::Transient => "transient",
        }
    }
}

impl Label {
    /// The label as it is shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Label::Touched => "touched",
            Label::StoredAgain => "stored again",
        }
    }
}

impl State {
    /// The change in one character, so that no list depends on colour: `+ ~ - * =`, and `?` where
    /// contents would decide and were not read.
    #[must_use]
    pub fn mark(&self) -> char {
        match self.change {
            Some(Change::Added) => '+',
            Some(Change::Removed) => '-',
            Some(Change::Modified) => '~',
            Some(Change::Transient) => '*',
            Some(Change::Unchanged) => '=',
            None => '?',
        }
    }
}

/// How two versions of a path compare.
enum Compared {
    Same,
    OnlyTime,
    Different,
    Unknown,
}

impl Tree {
    /// What the range did to a path; none for a path that the range neither finds nor touches.
    #[must_use]
    pub fn state(&self, node: NodeId, range: Range) -> Option<State> {
        let before = range
            .from
            .checked_sub(1)
            .and_then(|below| self.at(node, below));
        let after = self.at(node, range.to);
        let state = |change, label| {
            Some(State {
                change,
                label,
                before,
                after,
            })
        };
        match (before, after) {
            (None, None) => {
                let within = |version: &&Version| {
                    version.is_visible()
                        && (range.from..=range.to).contains(&usize::from(version.layer))
                };
                let born = self.versions(node).iter().find(within).is_some();
                if born {
                    state(Some(Change::Transient), None)
                } else {
                    None
                }
            }
            (None, Some(_)) => state(Some(Change::Added), None),
            (Some(_), None) => state(Some(Change::Removed), None),
            (Some(_), Some(now)) if usize::from(now.layer) < range.from => {
                state(Some(Change::Unchanged), None)
            }
            (Some(then), Some(now)) => match self.compare(then, now) {
                Compared::Different => state(Some(Change::Modified), None),
                Compared::OnlyTime => state(Some(Change::Modified), Some(Label::Touched)),
                Compared::Unknown => state(None, None),
                // A directory that stands in the layer only because its children do costs nothing.
                Compared::Same if self.kind(now) == EntryKind::Directory => {
                    state(Some(Change::Unchanged), None)
                }
                Compared::Same => state(Some(Change::Modified), Some(Label::StoredAgain)),
            },
        }
    }

    /// What a version is, a hard link counting as its inode.
    #[must_use]
    pub fn kind(&self, version: Version) -> EntryKind {
        let Some(record) = version.record() else {
            return EntryKind::Directory;
        };
        self.entry(self.inode(record).unwrap_or(record)).kind
    }

    /// True when nothing differs, as far as is known.
    pub(super) fn same(&self, then: Version, now: Version) -> bool {
        matches!(self.compare(then, now), Compared::Same)
    }

    fn compare(&self, then: Version, now: Version) -> Compared {
        let (Some(then), Some(now)) = (then.record(), now.record()) else {
            return match (then.record(), now.record()) {
                (None, None) => Compared::Same,
                _ => Compared::Different,
            };
        };
        let inode = |record| self.inode(record).unwrap_or(record);
        let (old, new) = (inode(then), inode(now));
        if old == new {
            return Compared::Same;
        }
        let (a, b) = (self.entry(old), self.entry(new));
        let same = a.kind == b.kind
            && (a.mode, a.uid, a.gid) == (b.mode, b.uid, b.gid)
            && a.device() == b.device()
            && self.link(old) == self.link(new)
            && self.xattrs(old) == self.xattrs(new)
            && self.file_size(old) == self.file_size(new);
        if !same {
            return Compared::Different;
        }
        match self.same_contents(self.content_of(old), self.content_of(new)) {
            Some(false) => Compared::Different,
            None => Compared::Unknown,
            Some(true) if (a.mtime, a.mtime_nanos) != (b.mtime, b.mtime_nanos) => {
                Compared::OnlyTime
            }
            Some(true) => Compared::Same,
        }
    }

    fn same_contents(&self, a: Option<ContentId>, b: Option<ContentId>) -> Option<bool> {
        let (Some(a), Some(b)) = (a, b) else {
            return Some(a == b);
        };
        if a == b {
            return Some(true);
        }
        let empty = |content| self.entry(self.content(content).record()).size == 0;
        if empty(a) && empty(b) {
            return Some(true); // of equal size, with nothing stored: both are zeros
        }
        Some(self.hash(a)? == self.hash(b)?)
    }
}
