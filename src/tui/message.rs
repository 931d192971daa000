//! Everything that can happen to the browser, on one channel.

use std::sync::Arc;
use std::time::Instant;

use crossbeam_channel::Sender;
use ratatui::crossterm::event::Event;

use crate::analysis::{Accounting, Base, Duplicate};
use crate::image::Warning;
use crate::layer::LayerFacts;
use crate::source::{Opened, SourceError};
use crate::tree::{Order, Tree};

use super::jobs::Done;
use super::veil::Veil;

/// What the terminal thread waits for.
#[derive(Debug)]
pub enum Message {
    /// A key, a click, a new size, and when it came.
    Input(Event, Instant),
    /// The terminal cannot be read any more: it was closed.
    Closed,
    /// A signal that ends the program; the exit code that a shell expects.
    End(u8),
    /// A stop from outside, as if Ctrl-Z had been typed.
    Stop,
    /// The shell continued the program.
    Continued,
    /// News of the image, of this opening of it (an image that was left says nothing any more).
    Load(u32, Load),
    /// A job is done.
    Job(Done),
    /// A job goes on whose progress is shown.
    Tick,
}

/// What the loader says, in this order.
#[derive(Debug)]
pub enum Load {
    /// So many bytes of a stream are stored.
    Spooled(u64),
    /// The image is known: its manifest, config and history, with their secrets and without.
    Opened(Box<Opened>, Arc<Veil>),
    /// It cannot be opened.
    Failed(SourceError),
    /// Bytes read of all layers so far; seconds since the layers were begun.
    Read {
        /// Stored bytes read.
        bytes: u64,
        /// Seconds since reading began.
        seconds: f64,
    },
    /// One more layer is listed, in order.
    Layer(Box<LoadedLayer>),
    /// The tree of the layers listed so far.
    Tree(Arc<Tree>, Arc<Order>),
    /// All layers are listed.
    Listed(Box<Listed>),
    /// A layer's claims were checked behind.
    Verified(Box<LoadedLayer>),
    /// All is read; duplicates are known where contents were read.
    Finished(Option<Vec<Duplicate>>),
}

/// One layer, read.
#[derive(Debug)]
pub struct LoadedLayer {
    /// Its number.
    pub number: usize,
    /// What was learned of its bytes.
    pub facts: LayerFacts,
    /// Number of tar entries, markers included.
    pub entries: u64,
    /// Σ stored contents.
    pub bytes: u64,
    /// What was odd.
    pub warnings: Vec<Warning>,
    /// Claims that do not hold.
    pub mismatches: Vec<String>,
    /// Why it could not be read to its end.
    pub error: Option<String>,
}

/// The whole image, listed.
#[derive(Debug)]
pub struct Listed {
    /// Every path.
    pub tree: Arc<Tree>,
    /// Its paths by name.
    pub order: Arc<Order>,
    /// The exact figures.
    pub accounting: Arc<Accounting>,
    /// What counts as the base.
    pub base: Base,
    /// Paths were left out because there are more than can be held.
    pub overflowed: bool,
}

/// Ends the program in order when the thread that holds it panics.
pub(super) struct Alarm(pub(super) Sender<Message>);

/// What a Rust program exits with after a panic.
const PANICKED: u8 = 101;

impl Drop for Alarm {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let _ = self.0.send(Message::End(PANICKED));
        }
    }
}
