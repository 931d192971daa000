//! The browser: an image's layers in a terminal.
//!
//! A key becomes an [`Action`] through one table of [`bindings`]; [`update`] changes the [`State`]
//! and says what is to be done outside of it; [`view`] draws the state and nothing else. Work that
//! needs all paths runs as a job on another thread. The terminal's thread blocks on one channel:
//! keys, job results, finished layers and signals all come through it, and nothing polls.

mod action;
pub mod bindings;
mod clipboard;
mod columns;
mod cursor;
mod documented;
mod effect;
mod frames;
mod glyphs;
mod headless;
mod input;
mod jobs;
mod judge;
mod key;
mod keymap;
mod layout;
mod line_edit;
mod loader;
mod message;
#[cfg(debug_assertions)]
mod panics;
mod place;
mod run;
mod scan;
pub mod settings;
mod start;
pub mod state;
mod tabs;
mod terminal;
mod theme;
pub mod update;
mod veil;
pub mod view;

pub use action::{Action, Screen};
pub use documented::keys_table;
pub use effect::Effect;
pub use glyphs::Glyphs;
pub use headless::Headless;
pub use jobs::{Job, Outcome, Slot};
pub use judge::Judge;
pub use key::Key;
pub use keymap::{Clash, Keymap};
pub use layout::{LEAST, Layout};
pub use loader::{Origin, Reading};
pub use message::{Listed, Load, LoadedLayer, Message};
pub use place::{Place, Places};
pub use run::{Browser, BrowserError, browse};
pub use scan::{Found, InLayer, Scan};
pub use start::{Columns, SortBy, Start};
pub use state::State;
pub use theme::Theme;
pub use veil::Veil;
