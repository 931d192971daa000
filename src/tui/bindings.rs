//! The one table of keys: it feeds the key map, the help, the hint bar and the documentation.

use super::action::{Action, Screen};
use super::place::{Place, Places};

/// One action with its keys.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// What it does.
    pub action: Action,
    /// Its name in the config file (`keys.<name>`).
    pub name: &'static str,
    /// dive's name of it in `.dive.yaml` (`keybinding.<name>`), where dive has it.
    pub dive: Option<&'static str>,
    /// The keys, as [`super::Key::parse`] reads them, with spaces between.
    pub keys: &'static str,
    /// Where it works.
    pub places: Places,
    /// One line for the help.
    pub what: &'static str,
    /// A word or two for the hint bar, behind `keys|` where it speaks of more than the first key;
    /// empty for what the bar leaves out.
    pub hint: &'static str,
}

const fn binding(
    action: Action,
    name: &'static str,
    keys: &'static str,
    places: Places,
    what: &'static str,
    hint: &'static str,
) -> Binding {
    Binding {
        action,
        name,
        dive: None,
        keys,
        places,
        what,
        hint,
    }
}

impl Binding {
    const fn dive(self, name: &'static str) -> Binding {
        Binding {
            dive: Some(name),
            ..self
        }
    }
}

/// Places with rows that lead somewhere.
const OPENED: Places = Places::of(&[
    Place::Layers,
    Place::Tree,
    Place::Waste,
    Place::Duplicates,
    Place::Image,
    Place::Secrets,
    Place::Life,
]);
const LAYERS: Places = Places::of(&[Place::Layers]);
const TREE: Places = Places::of(&[Place::Tree]);
/// Places with one path selected.
const PATHS: Places = Places::of(&[Place::Tree, Place::Waste, Place::Duplicates, Place::Secrets]);
const SEARCHED: Places = Places::of(&[Place::Tree, Place::Preview]);
const MATCHED: Places = Places::of(&[Place::Tree, Place::Preview, Place::Diff]);
const VERSIONS: Places = Places::of(&[Place::Tree, Place::Life, Place::Preview]);
const SECRETS: Places = Places::of(&[Place::Secrets]);
/// Places with something to fold, or with lines that may be longer than the pane.
const SIDEWAYS: Places = Places::of(&[
    Place::Tree,
    Place::Duplicates,
    Place::Secrets,
    Place::Preview,
    Place::Diff,
]);
const LIFE: Places = Places::of(&[Place::Life]);
const PREVIEW: Places = Places::of(&[Place::Preview]);
const MAIN: Places = Places::MAIN;

/// All bindings. Where two of one place share a key, the first wins (a test keeps that from
/// happening). The order is that of the help; the hint bar takes the first that fit.
pub const BINDINGS: &[Binding] = &[
    // What this place is for.
    binding(
        Action::Open,
        "open",
        "enter",
        OPENED,
        "Open: a directory, a file's contents, the place of a row",
        "open",
    ),
    binding(
        Action::Fold,
        "fold",
        "space",
        Places::of(&[Place::Tree, Place::Duplicates, Place::Secrets]),
        "Fold or unfold the directory, or the paths of a row",
        "fold",
    )
    .dive("toggle-collapse-dir"),
    binding(
        Action::FoldAll,
        "fold-all",
        "ctrl+space F",
        TREE,
        "Fold all directories, or unfold all",
        "",
    )
    .dive("toggle-collapse-all-dir"),
    binding(
        Action::OnlyChanged,
        "only-changed",
        "c",
        TREE,
        "Show only what changed, or everything again",
        "changed",
    ),
    binding(
        Action::ViewLayer,
        "view-layer",
        "ctrl+l",
        LAYERS,
        "View: what this layer did",
        "",
    )
    .dive("compare-layer"),
    binding(
        Action::ViewFromBase,
        "view-from-base",
        "ctrl+a a",
        LAYERS,
        "View: everything from the base to here",
        "",
    )
    .dive("compare-all"),
    binding(
        Action::ViewFinal,
        "view-final",
        "r",
        MAIN,
        "View: the image as it runs",
        "",
    ),
    binding(
        Action::NextView,
        "next-view",
        "v",
        MAIN,
        "The next view: this layer, from the base, as it runs",
        "view",
    ),
    binding(
        Action::MarkRange,
        "mark-range",
        "m",
        MAIN,
        "Mark: view the range from this layer to the selected one",
        "mark range",
    ),
    binding(
        Action::LayerDown,
        "layer-down",
        "[",
        MAIN,
        "The layer below, from any pane",
        "",
    ),
    binding(
        Action::LayerUp,
        "layer-up",
        "]",
        MAIN,
        "The layer above, from any pane",
        "[ ]|layer",
    ),
    binding(
        Action::NextFates,
        "next-fates",
        "t",
        SECRETS,
        "All secrets, visible ones, deleted ones",
        "fates",
    ),
    binding(
        Action::ToggleAside,
        "toggle-aside",
        "c",
        SECRETS,
        "Show or hide what nobody has to act on",
        "aside",
    ),
    binding(
        Action::Life,
        "life",
        "i",
        PATHS,
        "The file's life: every layer that touched the path",
        "life",
    ),
    binding(
        Action::ToLayer,
        "to-layer",
        "J",
        Places::of(&[Place::Tree, Place::Life]),
        "Go to the layer that did what the row shows",
        "",
    ),
    binding(
        Action::Preview,
        "preview",
        "o",
        Places::of(&[
            Place::Tree,
            Place::Waste,
            Place::Duplicates,
            Place::Secrets,
            Place::Life,
        ]),
        "The contents of the selected version",
        "",
    ),
    binding(
        Action::Compare,
        "compare",
        "c",
        LIFE,
        "Compare with the version before, or with the marked one",
        "compare",
    ),
    binding(
        Action::MarkRange,
        "mark-version",
        "m",
        LIFE,
        "Mark this version for comparing",
        "mark",
    ),
    binding(
        Action::ToggleHex,
        "hex",
        "x",
        PREVIEW,
        "Text or bytes",
        "hex",
    ),
    binding(
        Action::Filter,
        "filter",
        "f ctrl+f ctrl+/",
        PATHS,
        "Filter paths as you type: text, glob or regex (tab)",
        "filter",
    )
    .dive("filter-files"),
    binding(Action::Search, "search", "/", SEARCHED, "Search", "search"),
    binding(
        Action::NextMatch,
        "next-match",
        "n",
        MATCHED,
        "The next match, or the next difference",
        "n N|next",
    ),
    binding(
        Action::PreviousMatch,
        "previous-match",
        "N",
        MATCHED,
        "The match before",
        "",
    ),
    binding(
        Action::GoTo,
        "go-to",
        ":",
        MAIN,
        "Go to a path, a layer (7), or a range (4..9)",
        "go to",
    ),
    binding(
        Action::ToggleAdded,
        "toggle-added",
        "+ ctrl+a",
        TREE,
        "Show or hide added paths",
        "",
    )
    .dive("toggle-added-files"),
    binding(
        Action::ToggleRemoved,
        "toggle-removed",
        "- ctrl+r",
        TREE,
        "Show or hide removed paths",
        "",
    )
    .dive("toggle-removed-files"),
    binding(
        Action::ToggleModified,
        "toggle-modified",
        "~",
        TREE,
        "Show or hide modified paths",
        "",
    )
    .dive("toggle-modified-files"),
    binding(
        Action::ToggleUnchanged,
        "toggle-unchanged",
        "= ctrl+u",
        TREE,
        "Show or hide unchanged paths",
        "",
    )
    .dive("toggle-unmodified-files"),
    binding(
        Action::ToggleTransient,
        "toggle-transient",
        "t",
        TREE,
        "Show or hide paths born and gone within the range",
        "",
    ),
    binding(
        Action::NextSort,
        "sort",
        "s ctrl+o",
        PATHS,
        "Sort by name, size, waste, change; group the waste",
        "sort",
    )
    .dive("toggle-sort-order"),
    binding(
        Action::ReverseSort,
        "reverse-sort",
        "S",
        TREE,
        "Turn the order round",
        "",
    ),
    binding(
        Action::ToggleFlat,
        "flat",
        "L",
        TREE,
        "The largest files as a flat list, or the tree again",
        "",
    ),
    binding(
        Action::ToggleAttributes,
        "attributes",
        "b ctrl+b",
        TREE,
        "Mode, owner, size, waste beside the names, or names alone",
        "",
    )
    .dive("toggle-filetree-attributes"),
    binding(
        Action::ToggleWrap,
        "wrap",
        "w ctrl+p",
        Places::of(&[Place::Tree, Place::Preview]),
        "Break long lines instead of cutting them",
        "",
    )
    .dive("toggle-wrap-tree"),
    binding(
        Action::Extract,
        "extract",
        "e ctrl+e",
        VERSIONS,
        "Extract the file, or the directory as a tar, to a path",
        "extract",
    )
    .dive("extract-file"),
    binding(
        Action::CopyPath,
        "copy",
        "y",
        Places::of(&[
            Place::Layers,
            Place::Details,
            Place::Tree,
            Place::Waste,
            Place::Duplicates,
            Place::Secrets,
            Place::Life,
            Place::Preview,
        ]),
        "Copy the path, or the layer's instruction",
        "",
    ),
    binding(
        Action::Reveal,
        "reveal",
        "X",
        Places::LISTS,
        "Show the values of secrets, or mask them again",
        "",
    ),
    binding(
        Action::CopyDigest,
        "copy-digest",
        "Y",
        MAIN,
        "Copy the layer's digest, on the image screen the image's",
        "",
    ),
    // Moving.
    binding(Action::Up, "up", "up k", Places::LISTS, "Up", "").dive("up"),
    binding(Action::Down, "down", "down j", Places::LISTS, "Down", "").dive("down"),
    binding(
        Action::Left,
        "left",
        "left h",
        SIDEWAYS,
        "Close the directory, or go to its parent; scroll left",
        "",
    )
    .dive("left"),
    binding(
        Action::Right,
        "right",
        "right l",
        SIDEWAYS,
        "Open the directory; scroll right",
        "",
    )
    .dive("right"),
    binding(
        Action::PageUp,
        "page-up",
        "pgup u",
        Places::LISTS,
        "One page up",
        "",
    )
    .dive("page-up"),
    binding(
        Action::PageDown,
        "page-down",
        "pgdn d",
        Places::LISTS,
        "One page down",
        "",
    )
    .dive("page-down"),
    binding(
        Action::First,
        "first",
        "home g",
        Places::LISTS,
        "The first row",
        "",
    ),
    binding(
        Action::Last,
        "last",
        "end G",
        Places::LISTS,
        "The last row",
        "",
    ),
    // Everywhere.
    binding(
        Action::NextPane,
        "next-pane",
        "tab",
        MAIN,
        "The next pane gets the keys",
        "pane",
    )
    .dive("toggle-view"),
    binding(
        Action::PreviousPane,
        "previous-pane",
        "shift+tab",
        MAIN,
        "The pane before",
        "",
    ),
    binding(
        Action::Show(Screen::Tree),
        "show-tree",
        "1",
        Places::LISTS,
        "The tree",
        "",
    ),
    binding(
        Action::Show(Screen::Waste),
        "show-waste",
        "2",
        Places::LISTS,
        "Waste: dead bytes and who made them",
        "1-5|screens",
    ),
    binding(
        Action::Show(Screen::Duplicates),
        "show-duplicates",
        "3",
        Places::LISTS,
        "Duplicates: contents stored several times",
        "",
    ),
    binding(
        Action::Show(Screen::Image),
        "show-image",
        "4",
        Places::LISTS,
        "The image: names, digests, config, warnings, other images",
        "",
    ),
    binding(
        Action::Show(Screen::Secrets),
        "show-secrets",
        "5",
        Places::LISTS,
        "Secrets that layers still carry",
        "",
    ),
    binding(
        Action::Zoom,
        "zoom",
        "z",
        MAIN,
        "Give the whole screen to this pane, or take it back",
        "zoom",
    ),
    binding(
        Action::Help,
        "help",
        "? f1",
        Places::LISTS,
        "These keys",
        "help",
    ),
    binding(
        Action::Back,
        "back",
        "esc",
        Places::ALL,
        "Back out one step",
        "",
    )
    .dive("close-filter-files"),
    binding(
        Action::Redraw,
        "redraw",
        "ctrl+l",
        Places::but(Place::Layers),
        "Draw the screen anew",
        "",
    ),
    binding(
        Action::Suspend,
        "suspend",
        "ctrl+z",
        Places::ALL,
        "Suspend",
        "",
    ),
    binding(
        Action::Close,
        "quit",
        "q",
        Places::LISTS,
        "Quit; what stands over the panes is closed first",
        "quit",
    )
    .dive("quit"),
    binding(
        Action::Quit,
        "quit-at-once",
        "ctrl+c",
        Places::ALL,
        "Quit at once, from anywhere",
        "",
    ),
];
