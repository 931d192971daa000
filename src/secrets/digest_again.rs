//! Digests of the few large files in which something was found and to which a package lays claim:
//! their layers are read once more, up to where they lie. Small files are digested while their
//! bytes are at hand; doing the same for all large ones would cost every image for the sake of few.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use super::packages::{Digester, Digests};
use crate::image::Image;
use crate::layer::{ContentSink, Entry, LayerIndex, Options, SinkFactory, index_layers};
use crate::limits::Limits;
use crate::tree::{ContentId, RecordId};

/// Files that are read again, of one image.
const FILES: usize = 1_000;

/// The digests of these stored contents; one that cannot be read has none.
pub(super) fn digests_of(
    image: &Image,
    wanted: &[(RecordId, ContentId)],
    limits: &Limits,
) -> HashMap<ContentId, Digests> {
    let mut by_layer: BTreeMap<u16, HashMap<u32, ContentId>> = BTreeMap::new();
    for (record, content) in wanted.iter().take(FILES) {
        by_layer
            .entry(record.layer)
            .or_default()
            .insert(record.entry, *content);
    }
    let options = Options {
        limits: *limits,
        ..Options::default()
    };
    let mut all = HashMap::new();
    for (layer, entries) in by_layer {
        let some = Some(usize::from(layer)).and_then(|layer| image.layers.get(layer));
        let again = Again {
            entries,
            digests: Mutex::default(),
        };
        index_layers(
            some.map_or(&[], std::slice::from_ref),
            &options,
            &again,
            &(),
            |_, _| (),
        );
        all.extend(again.digests.into_inner().unwrap_or_default());
    }
    all
}

struct Again {
    entries: HashMap<u32, ContentId>,
    digests: Mutex<HashMap<ContentId, Digests>>,
}

impl SinkFactory for Again {
    fn sink(&self, _layer: usize) -> Option<Box<dyn ContentSink + '_>> {
        let left = self.entries.len();
        Some(Box::new(Sink {
            again: self,
            content: 0,
            digester: Digester::default(),
            left,
        }))
    }
}

struct Sink<'a> {
    again: &'a Again,
    content: ContentId,
    digester: Digester,
    left: usize,
}

impl ContentSink for Sink<'_> {
    fn begin(&mut self, _index: &LayerIndex, at: usize, _entry: &Entry) -> bool {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let Some(content) = self.again.entries.get(&at) else {
            return false;
        };
        (self.content, self.digester) = (*content, Digester::default());
        true
    }

    fn data(&mut self, bytes: &[u8]) {
        self.digester.update(bytes);
    }

    fn end(&mut self) {
        self.left = self.left.saturating_sub(1);
        let digests = std::mem::take(&mut self.digester).finish();
        if let Ok(mut all) = self.again.digests.lock() {
            all.insert(self.content, digests);
        }
    }

    fn finished(&self) -> bool {
        self.left == 0
    }
}
