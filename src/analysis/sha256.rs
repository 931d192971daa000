//! sha256 of every stored content, for `ls --hash`: the digest that people can compare with
//! `sha256sum`. Equality inside the engine rests on BLAKE3 and does not need this.

use std::sync::Mutex;

use sha2::{Digest, Sha256};

use crate::layer::{ContentSink, Entry, LayerIndex, SinkFactory};
use crate::tree::{ContentId, Tree};

/// Collects the digests while layers are read; ask it when they have been.
#[derive(Debug)]
pub struct Sha256Contents {
    layers: Vec<Mutex<Vec<Option<[u8; 32]>>>>,
}

impl Sha256Contents {
    /// For an image of so many layers.
    #[must_use]
    pub fn new(layers: usize) -> Sha256Contents {
        Sha256Contents {
            layers: (0..layers).map(|_| Mutex::default()).collect(),
        }
    }

    /// The digest of a stored content; none where it was not read to its end.
    #[must_use]
    pub fn of(&self, tree: &Tree, content: ContentId) -> Option<[u8; 32]> {
        let record = tree.content(content).record();
        let layer = self.layers.get(usize::from(record.layer))?.lock().ok()?;
        *layer.get(tree.entry(record).content as usize)?
    }
}

impl SinkFactory for Sha256Contents {
    fn sink(&self, layer: usize) -> Option<Box<dyn ContentSink + '_>> {
        let hashes = self.layers.get(layer)?;
        Some(Box::new(Sink {
            hashes,
            number: 0,
            hasher: Sha256::new(),
        }))
    }
}

struct Sink<'a> {
    hashes: &'a Mutex<Vec<Option<[u8; 32]>>>,
    number: usize,
    hasher: Sha256,
}

impl ContentSink for Sink<'_> {
    fn begin(&mut self, _index: &LayerIndex, _at: usize, entry: &Entry) -> bool {
        self.number = entry.content as usize;
        self.hasher = Sha256::new();
        true
    }

    fn data(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
    }

    fn end(&mut self) {
        if let Ok(mut hashes) = self.hashes.lock() {
            hashes.resize(self.number, None); // what broke off before has none
            hashes.push(Some(std::mem::take(&mut self.hasher).finalize().into()));
        }
    }
}
