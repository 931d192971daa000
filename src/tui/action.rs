//! Everything that a key, a click or a binding in the config file can ask for.
//!
//! An action says what is wanted, not where: moving down means the list that has the focus.

/// What the user wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Leave at once.
    Quit,
    /// Close what stands over the panes, else leave.
    Close,
    /// Back out one step.
    Back,
    /// Show the keys of this place.
    Help,
    /// Stop the program until the shell continues it.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// The next pane gets the keys.
    NextPane,
    /// The one before.
    PreviousPane,
    /// The focused pane takes the whole screen, or gives it back.
    Zoom,
    /// Show this screen in the main pane.
    Show(Screen),
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// The first row.
    First,
    /// The last row.
    Last,
    /// Close the directory, or go to its parent; scroll left.
    Left,
    /// Open the directory; scroll right.
    Right,
    /// What one does with the selected row: open it, go there.
    Open,
    /// The layer below the selected one, wherever the focus is.
    LayerDown,
    /// The layer above it.
    LayerUp,
    /// What the selected layer did.
    ViewLayer,
    /// What all layers above the base did, up to the selected one.
    ViewFromBase,
    /// The image as it runs.
    ViewFinal,
    /// The next of these views.
    NextView,
    /// Mark the selected layer as one end of a range, or forget the mark.
    MarkRange,
    /// Fold or unfold the selected directory.
    Fold,
    /// Fold all directories, or unfold all.
    FoldAll,
    /// Show or hide added paths.
    ToggleAdded,
    /// Show or hide removed paths.
    ToggleRemoved,
    /// Show or hide modified paths.
    ToggleModified,
    /// Show or hide unchanged paths.
    ToggleUnchanged,
    /// Show or hide paths born and gone within the range.
    ToggleTransient,
    /// Show only what changed, or everything again.
    OnlyChanged,
    /// Mode, owner, size and waste beside the names, or names alone.
    ToggleAttributes,
    /// Break long names into further lines instead of cutting them.
    ToggleWrap,
    /// The next order of rows, or grouping of waste.
    NextSort,
    /// Turn the order round.
    ReverseSort,
    /// A flat list of files, largest first, or the tree again.
    ToggleFlat,
    /// Type a filter.
    Filter,
    /// Type what to search for.
    Search,
    /// The next place that matches.
    NextMatch,
    /// The one before.
    PreviousMatch,
    /// Type a path, a layer or a range to go to.
    GoTo,
    /// Every layer that touched the selected path.
    Life,
    /// The selected path in the tree of the layer that did what is seen of it.
    ToLayer,
    /// The contents of the selected version.
    Preview,
    /// Text or bytes.
    ToggleHex,
    /// Mark a version, then compare it with another.
    Compare,
    /// Write the selected file or directory to a path.
    Extract,
    /// Copy the path, or the instruction.
    CopyPath,
    /// Copy the digest.
    CopyDigest,
    /// Secrets by what became of them: all, visible ones, deleted ones.
    NextFates,
    /// Show or hide secrets that nobody has to act on.
    ToggleAside,
    /// Show the values of secrets, or mask them again.
    Reveal,
}

/// What the main pane shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Screen {
    /// The paths.
    Tree,
    /// Dead bytes.
    Waste,
    /// Contents stored several times.
    Duplicates,
    /// What the image says of itself.
    Image,
    /// Secrets that the layers still carry.
    Secrets,
}

impl Screen {
    /// All, in the order of their tabs.
    pub const ALL: [Screen; 5] = [
        Screen::Tree,
        Screen::Waste,
        Screen::Duplicates,
        Screen::Image,
        Screen::Secrets,
    ];

    /// The tab's title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Screen::Tree => "Tree",
            Screen::Waste => "Waste",
            Screen::Duplicates => "Duplicates",
            Screen::Image => "Image",
            Screen::Secrets => "Secrets",
        }
    }

    /// The title where there is little room.
    #[must_use]
    pub fn short(self) -> &'static str {
        match self {
            Screen::Duplicates => "Dup",
            screen => screen.title(),
        }
    }
}
