//! The contents of one file of a layer, written out.

use std::io::{self, Write};
use std::sync::Mutex;

use super::entry::Entry;
use super::index::LayerIndex;
use super::sink::{ContentSink, SinkFactory};
use super::{Options, job};
use crate::image::Layer;
use crate::limits::Limits;

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
    let state = Mutex::new(State {
        out,
        failed: None,
        complete: false,
    });
    // A person who asks for a sparse file gets all of it, holes and all.
    let limits = Limits {
        sparse_zeros: u64::MAX,
        ..*limits
    };
    let options = Options {
        limits,
        ..Options::default()
    };
    let factory = OneFile { at, state: &state };
    let shared = job::Shared {
        options: &options,
        sinks: &factory,
        progress: &(),
        plain: 0.into(),
    };
    let indexed = job::index_layer(0, layer, false, &shared);
    let state = state
        .into_inner()
        .map_err(|_| io::Error::other("a writer ended early"))?;
    match (state.failed, state.complete) {
        (Some(error), _) => Err(error),
        (None, true) => Ok(()),
        (None, false) => {
            let reason = indexed
                .error
                .unwrap_or_else(|| "the entry is not in the layer".into());
            Err(io::Error::new(io::ErrorKind::InvalidData, reason))
        }
    }
}

struct State<'a> {
    out: &'a mut (dyn Write + Send),
    failed: Option<io::Error>,
    complete: bool,
}

struct OneFile<'s, 'a> {
    at: u32,
    state: &'s Mutex<State<'a>>,
}

impl SinkFactory for OneFile<'_, '_> {
    fn sink(&self, _layer: usize) -> Option<Box<dyn ContentSink + '_>> {
        Some(Box::new(OneFile {
            at: self.at,
            state: self.state,
        }))
    }
}

impl OneFile<'_, '_> {
    fn with<T>(&self, then: impl FnOnce(&mut State<'_>) -> T) -> Option<T> {
        self.state.lock().ok().map(|mut state| then(&mut state))
    }
}

impl ContentSink for OneFile<'_, '_> {
    fn begin(&mut self, _index: &LayerIndex, at: usize, _entry: &Entry) -> bool {
        at == self.at as usize
    }

    fn data(&mut self, bytes: &[u8]) {
        self.with(|state| {
            if state.failed.is_none() {
                state.failed = state.out.write_all(bytes).err();
            }
        });
    }

    fn end(&mut self) {
        self.with(|state| state.complete = true);
    }

    fn finished(&self) -> bool {
        self.with(|state| state.complete || state.failed.is_some())
            .unwrap_or(true)
    }
}
