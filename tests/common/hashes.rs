//! One layer read by the library, with the sha256 of each content, in the shape in which it is
//! compared with other readers.

use std::collections::HashMap;
use std::sync::Mutex;

use layerscope::image::{Blob, Layer, Warning};
use layerscope::layer::{self, ContentSink, Entry, LayerIndex, NO_CONTENT, NoSinks, SinkFactory};
use sha2::{Digest, Sha256};

use super::oracle::{Listed, hex};

/// What the library says of one layer.
#[derive(Debug)]
pub struct Read {
    /// Its entries; with `content` where the options asked for contents.
    pub rows: Vec<Listed>,
    pub warnings: Vec<Warning>,
    /// Why it could not be read to its end.
    pub error: Option<String>,
}

/// Reads a layer as it is stored, plain or compressed; its contents only when the options ask for
/// hashes, so that the way without contents is gone as well.
pub fn read(stored: &[u8], name: &str, options: &layer::Options) -> Read {
    let hashes = Hashes::default();
    let layers = [Layer::bare(Blob::from_bytes(stored.to_vec(), name))];
    let mut found = None;
    let sinks: &dyn SinkFactory = if options.hash { &hashes } else { &NoSinks };
    layer::index_layers(&layers, options, sinks, &(), |_, read| found = Some(read));
    let read = found.unwrap();
    let hashes = hashes.0.into_inner().unwrap();
    let mut rows = super::ours::listed(&read.index);
    for (row, entry) in rows.iter_mut().zip(&read.index.entries) {
        if entry.content != NO_CONTENT {
            row.content = hashes.get(&entry.content).cloned();
        }
    }
    Read {
        rows,
        warnings: read.warnings,
        error: read.error,
    }
}

#[derive(Default)]
struct Hashes(Mutex<HashMap<u32, String>>);

struct Hashing<'a> {
    all: &'a Hashes,
    current: (u32, Sha256),
}

impl SinkFactory for Hashes {
    fn sink(&self, _layer: usize) -> Option<Box<dyn ContentSink + '_>> {
        Some(Box::new(Hashing {
            all: self,
            current: Default::default(),
        }))
    }
}

impl ContentSink for Hashing<'_> {
    fn begin(&mut self, _index: &LayerIndex, _at: usize, entry: &Entry) -> bool {
        self.current = (entry.content, Sha256::new());
        true
    }

    fn data(&mut self, bytes: &[u8]) {
        self.current.1.update(bytes);
    }

    fn end(&mut self) {
        let (content, hasher) = std::mem::take(&mut self.current);
        let hash = hex(&hasher.finalize());
        self.all.0.lock().unwrap().insert(content, hash);
    }
}
