//! All that the browser knows and shows, without a terminal in it.
//!
//! [`crate::tui::update`] changes it, [`crate::tui::view`] draws it; neither knows the other.

mod about;
pub mod contents;
pub mod difference;
mod duplicates;
mod files;
mod image;
mod layers;
mod life;
mod over;
mod prompt;
mod secrets;
mod split;
mod waste;

use std::path::PathBuf;
use std::sync::Arc;

pub use about::{About, AboutLine, Tone};
pub use contents::{Contents, Loaded};
pub use difference::Difference;
pub use duplicates::{
    DuplicateRow, DuplicateSieve, DuplicateSort, DuplicatesPane, layer_of as duplicate_layer,
};
pub use files::{Files, Filter, Flat, LEAST_NAME, is_directory};
pub use image::{Figures, Loading, Opened};
pub use layers::{LayerRow, LayerState, Layers, View};
pub use life::Life;
pub use over::Over;
pub use prompt::{Ask, Asking, Prompt};
pub use secrets::{Fates, Phase, Picked, Picking, SecretRow, SecretSort, SecretsPane};
pub use split::Split;
pub use waste::{Grouping, Left, OfCause, Only, Sieve, Sifted, WastePane, WasteRow};

use super::action::Screen;
use super::keymap::Keymap;
use super::layout::Layout;
use super::place::Place;
pub use super::start::SortBy;
use super::start::Start;
use crate::image::Warning;
use crate::image::Watch;
use crate::tree::{NodeId, Range, Tree, Version};

/// A pane of the main layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// The list of layers.
    Layers,
    /// The details of the selected layer.
    Details,
    /// The tree, or another screen.
    Main,
}

/// Something being taken out of the image.
#[derive(Debug)]
pub struct Extracting {
    /// The path.
    pub node: NodeId,
    /// The version of it.
    pub version: Version,
    /// The layer after which it stands so.
    pub layer: usize,
    /// Where it goes, once the user has said.
    pub path: Option<PathBuf>,
    /// Stops it.
    pub watch: Watch,
}

/// One line at the bottom that says what just happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The line.
    pub text: String,
    /// It is bad news.
    pub error: bool,
}

/// The browser.
#[derive(Debug)]
pub struct State {
    /// What the user opened, for the title.
    pub name: String,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The keys in force.
    pub keymap: Arc<Keymap>,
    /// The image, once it is known.
    pub image: Option<Opened>,
    /// How far reading has come.
    pub loading: Loading,
    /// The layers.
    pub layers: Layers,
    /// Every path of the layers listed so far.
    pub tree: Option<Arc<Tree>>,
    /// What the bytes are worth, once all layers are listed.
    pub figures: Option<Figures>,
    /// What the tree shows of them.
    pub view: View,
    /// The tree pane.
    pub files: Files,
    /// The waste screen.
    pub waste: WastePane,
    /// The duplicates screen.
    pub duplicates: DuplicatesPane,
    /// The image screen.
    pub about: About,
    /// The secrets screen, and whether values are shown anywhere.
    pub secrets: SecretsPane,
    /// The pane that has the keys.
    pub pane: Pane,
    /// It has the whole screen.
    pub zoomed: bool,
    /// Width of the left column in percent, where the user dragged it.
    pub share: Option<u16>,
    /// The divider is being dragged.
    pub dragging: bool,
    /// What the main pane shows.
    pub screen: Screen,
    /// Scrolled rows of the details.
    pub details: usize,
    /// What stands over the panes, the last on top.
    pub over: Vec<Over>,
    /// What is being taken out of the image.
    pub extracting: Option<Extracting>,
    /// What is being typed, or asked.
    pub prompt: Option<Prompt>,
    /// What just happened.
    pub status: Option<Status>,
    /// Warnings of the image and its layers.
    pub warnings: Vec<Warning>,
    /// The terminal has the mouse's events.
    pub mouse: bool,
    /// What the user wants to see first.
    pub start: Start,
}

impl State {
    /// A browser that knows nothing yet but what it was asked to open.
    #[must_use]
    pub fn new(name: String, size: (u16, u16), keymap: Arc<Keymap>) -> State {
        State {
            name,
            size,
            keymap,
            image: None,
            loading: Loading::default(),
            layers: Layers::default(),
            tree: None,
            figures: None,
            view: View::Layer,
            files: Files::new(&Start::default()),
            waste: WastePane::default(),
            duplicates: DuplicatesPane::default(),
            about: About::default(),
            secrets: SecretsPane::default(),
            pane: Pane::Layers,
            zoomed: false,
            share: None,
            dragging: false,
            screen: Screen::Tree,
            details: 0,
            over: Vec::new(),
            extracting: None,
            prompt: None,
            status: None,
            warnings: Vec::new(),
            mouse: true,
            start: Start::default(),
        }
    }

    /// The same, with what the user wants to see first.
    #[must_use]
    pub fn starting(self, start: Start) -> State {
        State {
            view: start.view,
            files: Files::new(&start),
            start,
            ..self
        }
    }

    /// Where the keys go.
    #[must_use]
    pub fn place(&self) -> Place {
        if let Some(prompt) = &self.prompt {
            return prompt.place();
        }
        match (self.over.last(), self.pane) {
            (Some(over), _) => over.place(),
            (None, Pane::Layers) => Place::Layers,
            (None, Pane::Details) => Place::Details,
            (None, Pane::Main) => self.place_of_main(),
        }
    }

    /// What the main pane shows, as a place.
    #[must_use]
    pub fn place_of_main(&self) -> Place {
        match self.screen {
            Screen::Tree => Place::Tree,
            Screen::Waste => Place::Waste,
            Screen::Duplicates => Place::Duplicates,
            Screen::Image => Place::Image,
            Screen::Secrets => Place::Secrets,
        }
    }

    /// Where the panes stand; none when the terminal is too small for anything.
    #[must_use]
    pub fn layout(&self) -> Option<Layout> {
        let layers = self.layers.rows.len();
        Layout::of(self.size, self.pane, self.zoomed, layers, self.share)
    }

    /// The layers that the view is about; none before there are any.
    #[must_use]
    pub fn range(&self) -> Option<Range> {
        self.view.range(&self.layers)
    }

    /// Says what just happened.
    pub fn say(&mut self, text: impl Into<String>) {
        self.status = Some(Status {
            text: text.into(),
            error: false,
        });
    }

    /// Says what went wrong.
    pub fn complain(&mut self, text: impl Into<String>) {
        self.status = Some(Status {
            text: text.into(),
            error: true,
        });
    }

    /// The selected layer.
    #[must_use]
    pub fn layer(&self) -> Option<&LayerRow> {
        self.layers.rows.get(self.layers.cursor.at)
    }
}

/// Rows of a bordered pane.
#[must_use]
pub fn inside(area: ratatui::layout::Rect) -> usize {
    usize::from(area.height.saturating_sub(2))
}

impl State {
    /// What the tree shows, in words: `layer 3 RUN …`, `changes by layers 4–9`.
    #[must_use]
    pub fn view_in_words(&self) -> String {
        let Some(range) = self.range() else {
            return "no layers".into();
        };
        let (from, to) = (range.from, range.to);
        match self.view {
            View::Final => "the image as it runs".into(),
            _ if from == to => format!("changes by layer {from}"),
            View::FromBase if from == self.layers.base => {
                format!("from the base: changes by layers {from}–{to}")
            }
            _ => format!("changes by layers {from}–{to}"),
        }
    }
}
