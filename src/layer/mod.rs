//! One blob to one layer index: decompress, read the tar, hash, verify.
//!
//! A layer index depends on nothing but the layer's bytes, so layers are indexed in parallel and
//! come out in order. Nothing here knows of other layers; what they mean together is
//! [`crate::tree`]'s matter. Nothing is ever unpacked to disk.

mod contents;
mod copy;
mod entry;
mod index;
mod job;
mod memory;
mod names;
mod oddities;
mod passage;
mod pool;
mod read;
mod sink;

mod verify;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use crossbeam_channel::bounded;

pub use copy::{copy_contents, read_contents};
pub(crate) use entry::Span;
pub use entry::{DirId, Entry, EntryKind, NO_CONTENT};
pub use index::{Dir, LayerIndex};
pub use job::sniff;
pub use memory::{Known, LayerBytes, Learned, Memory, NoMemory, Wanted};
pub(crate) use names::clean_link;
pub use oddities::Oddities;
pub use sink::{ContentSink, NoSinks, SinkFactory};

use crate::image::{Blob, Compression, Digest, Layer, Warning};
use crate::limits::Limits;

/// What is wanted of the layers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Compute digest and diff_id and compare them with what the image claims.
    pub verify: bool,
    /// Hash the contents of every regular file.
    pub hash: bool,
    /// The limits in force.
    pub limits: Limits,
}

/// One layer, read.
#[derive(Debug)]
pub struct Indexed {
    /// Its entries; of a layer that broke, those before the break.
    pub index: LayerIndex,
    /// What was learned of its bytes.
    pub facts: LayerFacts,
    /// What was odd.
    pub warnings: Vec<Warning>,
    /// Claims of the image that do not hold, one sentence each.
    pub mismatches: Vec<String>,
    /// Why it could not be read to its end.
    pub error: Option<String>,
}

/// What was learned of a layer's bytes while they passed.
#[derive(Debug, Clone, Default)]
pub struct LayerFacts {
    /// Length of the blob as stored.
    pub blob_bytes: u64,
    /// Length of the plain tar; none when it was not read to its end.
    pub plain_bytes: Option<u64>,
    /// How the blob is encoded; none when it could not be looked at.
    pub compression: Option<Compression>,
    /// Computed digest of the blob.
    pub digest: Option<Digest>,
    /// Computed digest of the plain tar.
    pub diff_id: Option<Digest>,
    /// All claims hold (true), one does not (false), or nobody looked (none).
    pub verified: Option<bool>,
}

impl Indexed {
    fn failed(layer: &Layer, error: String) -> Indexed {
        let blob_bytes = layer
            .size
            .or(layer.blob.as_ref().ok().map(Blob::len))
            .unwrap_or(0);
        Indexed {
            index: LayerIndex::empty(),
            facts: LayerFacts {
                blob_bytes,
                ..LayerFacts::default()
            },
            warnings: Vec::new(),
            mismatches: Vec::new(),
            error: Some(error),
        }
    }
}

/// Somebody who watches the layers being read.
pub trait Progress: Sync {
    /// `bytes` more of stored bytes have been read, in some layer.
    fn read(&self, bytes: u64);
    /// One more layer is done.
    fn layer_done(&self);
    /// True for somebody who looks at each layer as it comes: the lowest is begun first then.
    /// Otherwise the largest is, and the whole is done earlier.
    fn looks_at_each(&self) -> bool {
        false
    }
}

/// Nobody watches.
impl Progress for () {
    fn read(&self, _bytes: u64) {}
    fn layer_done(&self) {}
}

/// Lists one tar, plain or encoded, by itself: no claims to verify.
#[must_use]
pub fn list(blob: &Blob, options: &Options) -> Indexed {
    let layer = Layer::bare(blob.clone());
    let shared = job::Shared {
        options,
        sinks: &NoSinks,
        progress: &(),
        memory: &NoMemory,
        plain: AtomicU64::new(0),
    };
    job::index_layer(0, &layer, false, &shared)
}

/// Reads all layers in parallel and hands them to `take` in order, lowest first, as soon as all
/// below are there.
pub fn index_layers(
    layers: &[Layer],
    options: &Options,
    sinks: &dyn SinkFactory,
    progress: &dyn Progress,
    take: impl FnMut(usize, Indexed),
) {
    index_layers_with(&NoMemory, layers, options, sinks, progress, take);
}

/// [`index_layers`] with somebody who may remember layers, and is told of those that are new.
pub fn index_layers_with(
    memory: &dyn Memory,
    layers: &[Layer],
    options: &Options,
    sinks: &dyn SinkFactory,
    progress: &dyn Progress,
    mut take: impl FnMut(usize, Indexed),
) {
    let shared = job::Shared {
        options,
        sinks,
        progress,
        memory,
        plain: AtomicU64::new(0),
    };
    let order = match progress.looks_at_each() {
        true => (0..layers.len()).collect(),
        false => largest_first(layers),
    };
    let total = layers.iter().map(blob_len).fold(0, u64::saturating_add);
    let next = AtomicUsize::new(0);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let (done, results) = bounded(layers.len().max(1));
    thread::scope(|scope| {
        for _ in 0..cores.min(layers.len()) {
            let (done, shared, order, next) = (done.clone(), &shared, &order, &next);
            scope.spawn(move || {
                while let Some(&number) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let split = outlasts(blob_len(&layers[number]), total, cores);
                    let indexed = job::index_layer(number, &layers[number], split, shared);
                    shared.progress.layer_done();
                    let _ = done.send((number, indexed));
                }
            });
        }
        drop(done);
        let mut waiting = BTreeMap::new();
        let mut wanted = 0;
        for (number, indexed) in results {
            waiting.insert(number, indexed);
            while let Some(indexed) = waiting.remove(&wanted) {
                take(wanted, indexed);
                wanted += 1;
            }
        }
    });
}

/// True for a layer that alone would take longer than all others on the other cores: split over
/// threads, it keeps them busy.
fn outlasts(own: u64, total: u64, cores: usize) -> bool {
    cores > 1 && own > total.saturating_sub(own) / (cores as u64 - 1)
}

/// The largest layer decides how long it takes: it goes first.
fn largest_first(layers: &[Layer]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..layers.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(blob_len(&layers[at])));
    order
}

/// Length of what is stored, as the source has it: a file of holes may claim any.
fn blob_len(layer: &Layer) -> u64 {
    layer.blob.as_ref().map_or(0, Blob::len)
}
