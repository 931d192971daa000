//! Contents to where they can be read at any offset: as they stand in a plain layer, or copied.

use super::{Preview, PreviewError};
use crate::image::{Blob, Compression, Layer, Watch};
use crate::layer::{ContentSink, Entry, LayerIndex, read_contents, sniff};
use crate::limits::Limits;
use crate::source::{Scratch, ScratchError};
use crate::text::{escape, size};
use crate::tree::StoredFile;

/// Contents up to this size are copied to memory: most files, and no temporary directory needed.
const SMALL: u64 = 1 << 20;

impl Preview {
    /// Makes the contents of `file`, which `layer` stores, ready to be looked at.
    ///
    /// A file of a plain layer is not copied. Of any other layer the bytes up to the file's end
    /// are decoded, which takes as long as that takes: `watch` counts the layer's stored bytes.
    ///
    /// # Errors
    /// When cancelled, when the layer cannot be read, or when the copy finds no room. A file that
    /// breaks off in a damaged layer is shown as far as it goes: see [`Preview::broken`].
    pub fn load(
        layer: &Layer,
        file: &StoredFile,
        limits: &Limits,
        watch: &Watch,
    ) -> Result<Preview, PreviewError> {
        let blob = layer.blob.clone().map_err(PreviewError::Failed)?;
        let plain = matches!(sniff(&blob), Ok(Compression::Plain));
        if plain && file.is_whole() {
            return Preview::of(blob.slice(file.entry.offset(), file.entry.size));
        }
        let (copied, broken) = copy(layer, &blob, file, limits, watch)?;
        let preview = Preview::of(copied)?;
        Ok(Preview { broken, ..preview })
    }
}

fn copy(
    layer: &Layer,
    blob: &Blob,
    file: &StoredFile,
    limits: &Limits,
    watch: &Watch,
) -> Result<(Blob, Option<String>), PreviewError> {
    watch.begin(blob.len());
    let layer = Layer {
        blob: Ok(blob.watched(watch, 0)),
        ..layer.clone()
    };
    let mut copy = Copy {
        at: file.record.entry,
        kept: Kept::new(file, limits).map_err(failed)?,
        error: None,
        complete: false,
    };
    let read = read_contents(&layer, limits, &mut copy);
    if watch.is_cancelled() && !copy.complete {
        return Err(PreviewError::Cancelled);
    }
    if let Some(error) = copy.error {
        return Err(failed(error));
    }
    let broken = match (copy.complete, read) {
        (true, _) => None,
        (false, Err(error)) => Some(error),
        (false, Ok(())) => Some(format!(
            "{} has changed since it was read; open the image again",
            escape(blob.name())
        )),
    };
    match broken {
        Some(error) if copy.kept.is_empty() => Err(PreviewError::Failed(error)),
        broken => Ok((copy.kept.into_blob(blob.name()), broken)),
    }
}

fn failed(error: ScratchError) -> PreviewError {
    let why = match error {
        ScratchError::Limit(limit) => format!(
            "they take more than {}, the limit for what is put aside to be looked at (--limit \
             spool-bytes); extract the file and look at it there",
            size(limit)
        ),
        error => error.to_string(),
    };
    PreviewError::Failed(format!("the contents cannot be shown: {why}"))
}

/// Where copied bytes go.
enum Kept {
    Memory(Vec<u8>),
    File(Scratch),
}

impl Kept {
    fn new(file: &StoredFile, limits: &Limits) -> Result<Kept, ScratchError> {
        if file.size <= SMALL {
            return Ok(Kept::Memory(Vec::with_capacity(file.size as usize)));
        }
        let scratch = Scratch::new(limits.spool_bytes)?;
        scratch.check_room_for(file.entry.size)?;
        Ok(Kept::File(scratch))
    }

    fn is_empty(&self) -> bool {
        match self {
            Kept::Memory(bytes) => bytes.is_empty(),
            Kept::File(scratch) => scratch.is_empty(),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), ScratchError> {
        match self {
            // A file that claims another size than it has is cut: memory does not grow by it.
            Kept::Memory(kept) => {
                let room = (SMALL as usize).saturating_sub(kept.len());
                kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
                Ok(())
            }
            Kept::File(scratch) => scratch.write(bytes),
        }
    }

    fn hole(&mut self, n: u64) -> Result<(), ScratchError> {
        match self {
            Kept::Memory(kept) => {
                let len = (kept.len() as u64).saturating_add(n).min(SMALL);
                kept.resize(len as usize, 0);
                Ok(())
            }
            Kept::File(scratch) => scratch.hole(n),
        }
    }

    fn into_blob(self, name: &str) -> Blob {
        match self {
            Kept::Memory(bytes) => Blob::from_bytes(bytes, name),
            Kept::File(scratch) => scratch.into_blob(name),
        }
    }
}

/// Takes one file's contents out of a layer on its way past.
struct Copy {
    at: u32,
    kept: Kept,
    error: Option<ScratchError>,
    complete: bool,
}

impl ContentSink for Copy {
    fn begin(&mut self, _index: &LayerIndex, at: usize, _entry: &Entry) -> bool {
        at == self.at as usize
    }

    fn data(&mut self, bytes: &[u8]) {
        if self.error.is_none() {
            self.error = self.kept.write(bytes).err();
        }
    }

    fn hole(&mut self, n: u64) {
        if self.error.is_none() {
            self.error = self.kept.hole(n).err();
        }
    }

    fn end(&mut self) {
        self.complete = true;
    }

    fn finished(&self) -> bool {
        self.complete || self.error.is_some()
    }
}
