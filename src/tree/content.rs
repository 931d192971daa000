//! Stored contents: what takes space, and what became of it.

use super::{NodeId, RecordId};

/// Number of a stored content among all of the image, by layer and in the order of the tar.
pub type ContentId = u32;

/// Why a stored content is dead, decided at the layer where its last visible name goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// The layer has an entry of its own at that path.
    Overwritten,
    /// A whiteout or an opaque marker of the layer hides it.
    Deleted,
    /// A parent of the path became something else than a directory.
    Shadowed,
    /// It went within the layer that stores it.
    DuplicateEntry,
}

impl Cause {
    /// The cause's name in text and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Cause::Overwritten => "overwritten",
            Cause::Deleted => "deleted",
            Cause::Shadowed => "shadowed",
            Cause::DuplicateEntry => "duplicate-entry",
        }
    }
}

/// How a stored content died.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Death {
    /// Why.
    pub cause: Cause,
    /// The cause layer: where its last visible name went.
    pub layer: u16,
    /// The path of that last name.
    pub node: NodeId,
}

/// The bytes of one regular file in one layer (an inode).
#[derive(Debug, Clone, Copy)]
pub struct Content {
    /// The entry that stores it.
    pub record: RecordId,
    /// The path of that entry.
    pub node: NodeId,
    /// Visible names of it, hard links included.
    pub names: u32,
    /// None while it is live.
    pub death: Option<Death>,
}
