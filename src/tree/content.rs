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
    /// All, in the order of declaration.
    pub const ALL: [Cause; 4] = [
        Cause::Overwritten,
        Cause::Deleted,
        Cause::Shadowed,
        Cause::DuplicateEntry,
    ];

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

/// The bytes of one regular file in one layer (an inode), in 24 bytes.
#[derive(Debug, Clone, Copy)]
pub struct Content {
    entry: u32,
    /// The path of the entry that stores it.
    pub node: NodeId,
    /// Visible names of it, hard links included.
    pub names: u32,
    death_node: NodeId,
    layer: u16,
    death_layer: u16,
    cause: Option<Cause>,
}

impl Content {
    pub(super) fn new(record: RecordId) -> Content {
        Content {
            entry: record.entry,
            node: 0,
            names: 0,
            death_node: 0,
            layer: record.layer,
            death_layer: 0,
            cause: None,
        }
    }

    /// The entry that stores it.
    #[must_use]
    pub fn record(&self) -> RecordId {
        RecordId {
            layer: self.layer,
            entry: self.entry,
        }
    }

    /// How it died; none while it is live.
    #[must_use]
    pub fn death(&self) -> Option<Death> {
        self.cause.map(|cause| Death {
            cause,
            layer: self.death_layer,
            node: self.death_node,
        })
    }

    pub(super) fn die(&mut self, death: Death) {
        self.cause = Some(death.cause);
        (self.death_layer, self.death_node) = (death.layer, death.node);
    }
}

const _: () = assert!(
    size_of::<Content>() == 24,
    "an image has a million of these"
);
