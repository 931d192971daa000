//! Who else wants the contents while they pass.
//!
//! A layer's bytes go by once. Whatever needs contents beside the index (a sha256 of each file, a
//! secret scan, one file for `cat`) takes part in that one pass by being a sink.

use super::entry::Entry;
use super::index::LayerIndex;

/// Zeros, as many as are made up at a time.
pub(super) const ZEROS: [u8; 16 << 10] = [0; 16 << 10];

/// Receives the regular files' contents of one layer, one file after the other.
pub trait ContentSink: Send {
    /// A file begins; `at` is its number among the layer's entries. False: its contents are not
    /// wanted, and neither [`ContentSink::data`] nor [`ContentSink::end`] follows.
    fn begin(&mut self, index: &LayerIndex, at: usize, entry: &Entry) -> bool;

    /// The next stretch of the file, in order. Holes of a sparse file come as zeros as long as
    /// [`crate::limits::Limits::sparse_zeros`] lasts.
    fn data(&mut self, bytes: &[u8]);

    /// A hole of `n` zeros, in order like [`ContentSink::data`], which gets them unless the sink
    /// has something cheaper to do: a header may claim a hole of any size.
    fn hole(&mut self, mut n: u64) {
        while n > 0 && !self.finished() {
            let step = n.min(ZEROS.len() as u64);
            self.data(&ZEROS[..step as usize]);
            n -= step;
        }
    }
    /// BLAKE3 of the file, where the pass computes it: told before [`ContentSink::end`], and of a
    /// file that comes in one piece before its [`ContentSink::data`], so that a sink which has met
    /// these bytes before need not look at them again.
    fn hash(&mut self, _hash: &[u8; 32]) {}

    /// The file is complete. Not called for one that broke off.
    fn end(&mut self);

    /// True when nothing further is wanted: the layer need not be read on, nor the file at hand,
    /// which then has no [`ContentSink::end`].
    fn finished(&self) -> bool {
        false
    }
}

/// Makes a sink for each layer.
pub trait SinkFactory: Sync {
    /// The sink of this layer, or none when its contents are not wanted.
    fn sink(&self, layer: usize) -> Option<Box<dyn ContentSink + '_>>;
}

/// Nobody wants contents.
#[derive(Debug, Clone, Copy)]
pub struct NoSinks;

impl SinkFactory for NoSinks {
    fn sink(&self, _layer: usize) -> Option<Box<dyn ContentSink + '_>> {
        None
    }
}
