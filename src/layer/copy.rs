//! Contents of a layer's files, read for somebody who wants just them.

use std::io::{self, Write};
use std::sync::Mutex;

use super::entry::Entry;
use super::index::LayerIndex;
use super::memory::NoMemory;
use super::sink::{ContentSink, SinkFactory};
use super::{Options, job};
use crate::image::Layer;
use crate::limits::Limits;

/// Hands the contents of a layer's files to `sink`, until that wants no more. Of a plain layer
/// only the headers are read, and what the sink wants.
///
/// Holes of sparse files are handed over whatever their size ([`ContentSink::hole`]).
///
/// # Errors
/// A sentence that names the blob when the layer cannot be read as far as the sink wants.
pub fn read_contents(
    layer: &Layer,
    limits: &Limits,
    sink: &mut (dyn ContentSink + '_),
) -> Result<(), String> {
    let limits = Limits {
        sparse_zeros: u64::MAX,
        ..*limits
    };
    let options = Options {
        limits,
        ..Options::default()
    };
    let factory = Lender(Mutex::new(Some(Lent(sink))));
    let shared = job::Shared {
        options: &options,
        sinks: &factory,
        progress: &(),
        memory: &NoMemory,
        plain: 0.into(),
    };
    let indexed = job::index_layer(0, layer, false, &shared);
    indexed.error.map_or(Ok(()), Err)
}

/// Writes the contents of entry number `at` of a layer to `out`, holes of a sparse file as zeros.
///
/// The layer is read up to that entry; of a plain one only the headers before it.
///
/// # Errors
/// Those of `out`, unchanged, and a sentence when the layer cannot be read up to the end of the
/// entry's contents.
pub fn copy_contents(
    layer: &Layer,
    at: u32,
    limits: &Limits,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    let mut file = OneFile {
        at,
        out,
        failed: None,
        complete: false,
    };
    let read = read_contents(layer, limits, &mut file);
    match (file.failed, file.complete) {
        (Some(error), _) => Err(error),
        (None, true) => Ok(()),
        (None, false) => {
            let reason = read
                .err()
                .unwrap_or_else(|| "the entry is not in the layer".into());
            Err(io::Error::new(io::ErrorKind::InvalidData, reason))
        }
    }
}

struct OneFile<'a> {
    at: u32,
    out: &'a mut (dyn Write + Send),
    failed: Option<io::Error>,
    complete: bool,
}

impl ContentSink for OneFile<'_> {
    fn begin(&mut self, _index: &LayerIndex, at: usize, _entry: &Entry) -> bool {
        at == self.at as usize
    }

    fn data(&mut self, bytes: &[u8]) {
        if self.failed.is_none() {
            self.failed = self.out.write_all(bytes).err();
        }
    }

    fn end(&mut self) {
        self.complete = true;
    }

    fn finished(&self) -> bool {
        self.complete || self.failed.is_some()
    }
}

/// Lends one sink to the one layer that is read.
struct Lender<'s>(Mutex<Option<Lent<'s>>>);

impl SinkFactory for Lender<'_> {
    fn sink(&self, _layer: usize) -> Option<Box<dyn ContentSink + '_>> {
        let lent = self.0.lock().ok()?.take()?;
        Some(Box::new(lent))
    }
}

struct Lent<'s>(&'s mut dyn ContentSink);

impl ContentSink for Lent<'_> {
    fn begin(&mut self, index: &LayerIndex, at: usize, entry: &Entry) -> bool {
        self.0.begin(index, at, entry)
    }

    fn data(&mut self, bytes: &[u8]) {
        self.0.data(bytes);
    }

    fn hole(&mut self, n: u64) {
        self.0.hole(n);
    }

    fn end(&mut self) {
        self.0.end();
    }

    fn finished(&self) -> bool {
        self.0.finished()
    }
}
