//! What the browser shows before anybody pressed a key.
//!
//! Plain values: where they come from is the matter of [`super::settings`].

use super::state::View;
use crate::limits::Limits;
use crate::tree::Kinds;

/// The browser's first state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// What the tree shows.
    pub view: View,
    /// Which paths it shows.
    pub show: Kinds,
    /// Only what changed, as the key `only-changed` does it: unchanged paths come back with it.
    pub only_changed: bool,
    /// How rows are ordered within their directory.
    pub sort: SortBy,
    /// [`Start::columns`] stand beside the names; else names alone.
    pub attributes: bool,
    /// Which attributes, where they are shown.
    pub columns: Columns,
    /// Long names are broken into lines.
    pub wrap: bool,
    /// All directories are folded.
    pub collapsed: bool,
    /// Secrets are looked for as soon as all is read.
    pub secrets: bool,
    /// The bounds on what the image may cost.
    pub limits: Limits,
}

/// How rows are ordered within their directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortBy {
    /// By name.
    Name,
    /// Largest first.
    Size,
    /// Most waste first.
    Waste,
    /// By what became of them.
    Change,
}

impl SortBy {
    /// All, in the order in which a key goes through them.
    pub const ALL: [SortBy; 4] = [SortBy::Name, SortBy::Size, SortBy::Waste, SortBy::Change];

    /// The name in headers and in the config file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            SortBy::Name => "name",
            SortBy::Size => "size",
            SortBy::Waste => "waste",
            SortBy::Change => "change",
        }
    }
}

/// Attributes beside the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    /// Type and permissions.
    pub mode: bool,
    /// Numbers of user and group.
    pub owner: bool,
    /// Bytes.
    pub size: bool,
    /// Dead bytes.
    pub waste: bool,
}

impl Default for Start {
    /// What the selected layer did: everything of it but what is born and gone within it.
    fn default() -> Start {
        Start {
            view: View::Layer,
            show: Kinds::default(),
            only_changed: false,
            sort: SortBy::Name,
            attributes: true,
            columns: Columns {
                mode: true,
                owner: true,
                size: true,
                waste: true,
            },
            wrap: false,
            collapsed: false,
            secrets: false,
            limits: Limits::default(),
        }
    }
}
