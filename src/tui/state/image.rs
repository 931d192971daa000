//! The image as its documents tell of it, and how far reading its layers has come.

use std::sync::Arc;

use crate::analysis::{Accounting, Base, Duplicate};
use crate::image::Image;
use crate::source::{Other, Stream};

/// An opened image.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The image.
    pub image: Image,
    /// Why this one, where there was a choice.
    pub choice: Option<String>,
    /// The other images and platforms of the same source.
    pub others: Vec<Other>,
    /// What all of them came in, where that was a stream.
    pub stream: Option<Stream>,
    /// Stored bytes of all layers.
    pub stored: u64,
}

/// How far reading has come.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Loading {
    /// Bytes of a stream that were stored so far.
    pub spooled: u64,
    /// Bytes of the layers read in this pass.
    pub read: u64,
    /// Seconds of this pass.
    pub seconds: f64,
    /// Layers listed.
    pub listed: usize,
    /// Layers whose contents were read.
    pub verified: usize,
    /// All is read that will be.
    pub finished: bool,
}

/// What the bytes are worth.
#[derive(Debug, Clone)]
pub struct Figures {
    /// The exact figures.
    pub accounting: Arc<Accounting>,
    /// What counts as the base.
    pub base: Base,
    /// Contents stored several times; none before (or unless) contents are read.
    pub duplicates: Option<Arc<Vec<Duplicate>>>,
}

impl Loading {
    /// Seconds left of this pass, after a second of it.
    #[must_use]
    pub fn left(&self, stored: u64) -> Option<f64> {
        let read = self.read.min(stored);
        let known = self.seconds > 1.0 && read > 0;
        known.then(|| self.seconds * (stored - read) as f64 / read as f64)
    }

    /// Percent read of this pass.
    #[must_use]
    pub fn percent(&self, stored: u64) -> u64 {
        let read = self.read.min(stored);
        (u128::from(read) * 100)
            .checked_div(u128::from(stored))
            .map_or(100, |p| p as u64)
    }
}
