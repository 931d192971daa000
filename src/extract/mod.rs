//! Taking contents out of an image: one file of any version, or a directory as it stood after any
//! layer, as a tar.
//!
//! Nothing is written but the one file that the user named ([`place`]): the names inside an image
//! never decide where bytes go. A layer is read once at most. [`plan`] says what goes into a tar
//! and in which order, [`pack`] writes it while the layers pass, [`header`] is the format.

mod header;
mod name;
mod pack;
mod place;
mod plan;

pub use name::{suggest_directory, suggest_file};

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use place::Place;

use crate::image::{Layer, Watch};
use crate::layer::{ContentSink, Entry, EntryKind, LayerIndex, read_contents};
use crate::limits::Limits;
use crate::text::Escaped;
use crate::tree::{NodeId, StoredFile, Tree, Version};

/// Whether an existing file may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// It may: the user was asked.
    Yes,
    /// It may not: [`ExtractError::Exists`].
    No,
}

/// Why nothing was extracted. Nothing is left behind then, and what existed is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// The destination exists: ask, and call again with [`Overwrite::Yes`].
    #[error("{}: exists already", Escaped(.0.as_os_str().as_encoded_bytes()))]
    Exists(PathBuf),
    /// The watch was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// The destination cannot be written: a sentence that names it.
    #[error("{0}")]
    Destination(String),
    /// The contents cannot be had: a sentence that names the path or the blob.
    #[error("{0}")]
    Contents(String),
}

/// An image to take something out of.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// Its paths.
    pub tree: &'a Tree,
    /// Its layers, as many as the tree has.
    pub layers: &'a [Layer],
    /// The limits in force.
    pub limits: &'a Limits,
}

/// Where something goes.
#[derive(Debug, Clone, Copy)]
pub struct Destination<'a> {
    /// A file, or a directory, to which the cleaned name of what is extracted is appended.
    pub path: &'a Path,
    /// Whether an existing file may be replaced.
    pub overwrite: Overwrite,
}

/// What was extracted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extracted {
    /// The file that was written.
    pub path: PathBuf,
    /// Its length in bytes.
    pub bytes: u64,
    /// Files, directories and other entries in it: 1 for a file.
    pub entries: u64,
    /// What was left out, and why; ready to be shown.
    pub notes: Vec<String>,
}

/// Writes the contents of one version of a file, also of one that a later layer removed.
///
/// The file gets the usual permissions of a new one: the umask's, executable where the image's is,
/// the user's alone where the image's is; never setuid. Holes of a sparse file stay holes.
/// Progress counts the layer's stored bytes.
///
/// # Errors
/// See [`ExtractError`].
pub fn file(
    origin: Origin<'_>,
    node: NodeId,
    version: Version,
    to: Destination<'_>,
    watch: &Watch,
) -> Result<Extracted, ExtractError> {
    let tree = origin.tree;
    let stored = (version.record()).and_then(|record| tree.stored_file(record));
    let stored = stored.ok_or_else(|| {
        let path = tree.path(node);
        ExtractError::Contents(format!("{}: is no regular file", Escaped(&path)))
    })?;
    let name = name::clean(tree.name(node));
    let place = Place::create(to.path, &name, permissions(&stored.entry), to.overwrite)?;
    place.check_room_for(stored.entry.size)?;
    let (path, bytes) = copy(origin, &stored, place, watch)?.finish()?;
    Ok(Extracted {
        path,
        bytes,
        entries: 1,
        notes: Vec::new(),
    })
}

/// Writes a directory as it stands after layer number `layer` (0-based) as a tar, also one that a
/// later layer removed.
///
/// Names in the tar begin with the directory's own, `./` for the root; owners, modes, times,
/// links, devices and extended attributes are the image's. Sparse files are written out.
/// Progress counts the stored bytes of the layers that store something of it.
///
/// # Errors
/// See [`ExtractError`]. A damaged layer of which a file is needed means no tar at all.
pub fn directory(
    origin: Origin<'_>,
    node: NodeId,
    layer: usize,
    to: Destination<'_>,
    watch: &Watch,
) -> Result<Extracted, ExtractError> {
    let tree = origin.tree;
    let is_directory = |version| tree.kind(version) == EntryKind::Directory;
    if !tree.at(node, layer).is_some_and(is_directory) {
        let path = tree.path(node);
        let message = format!("{}: is no directory after layer {layer}", Escaped(&path));
        return Err(ExtractError::Contents(message));
    }
    let mut name = name::clean(tree.name(node));
    name.push(".tar");
    let plan = plan::Plan::of(tree, node, layer);
    let place = Place::create(to.path, &name, 0o666, to.overwrite)?;
    place.check_room_for(plan.bytes)?;
    let (place, entries) = pack::pack(origin, &plan, place, watch)?;
    let (path, bytes) = place.finish()?;
    Ok(Extracted {
        path,
        bytes,
        entries,
        notes: plan.notes,
    })
}

/// What open(2) is asked for, before the umask.
fn permissions(entry: &Entry) -> u32 {
    let all = if entry.mode & 0o111 == 0 {
        0o666
    } else {
        0o777
    };
    if entry.mode & 0o077 == 0 {
        all & 0o700
    } else {
        all
    }
}

/// A layer whose bytes count as progress after `before`, and stop coming once cancelled.
fn watched(layer: &Layer, watch: &Watch, before: u64) -> Layer {
    Layer {
        blob: layer.blob.as_ref().map_or_else(
            |missing| Err(missing.clone()),
            |blob| Ok(blob.watched(watch, before)),
        ),
        ..layer.clone()
    }
}

/// A layer of the image, or a sentence.
fn layer_of(layers: &[Layer], number: u16) -> Result<&Layer, ExtractError> {
    let missing = || ExtractError::Contents(format!("there is no layer {number}"));
    layers.get(usize::from(number)).ok_or_else(missing)
}

fn stored_bytes(layer: &Layer) -> u64 {
    layer.blob.as_ref().map_or(0, crate::image::Blob::len)
}

/// Why a layer did not give what its index said it has.
fn unread(read: Result<(), String>) -> ExtractError {
    let changed = "a layer no longer holds what it held when it was read; open the image again";
    ExtractError::Contents(read.err().unwrap_or_else(|| changed.into()))
}

fn copy(
    origin: Origin<'_>,
    file: &StoredFile,
    place: Place,
    watch: &Watch,
) -> Result<Place, ExtractError> {
    let layer = layer_of(origin.layers, file.record.layer)?;
    watch.begin(stored_bytes(layer));
    let mut copy = Copy {
        at: file.record.entry,
        left: file.size,
        place,
        error: None,
        complete: false,
    };
    let read = read_contents(&watched(layer, watch, 0), origin.limits, &mut copy);
    match copy {
        _ if watch.is_cancelled() => Err(ExtractError::Cancelled),
        Copy {
            error: Some(error),
            place,
            ..
        } => Err(place.failed(&error)),
        Copy {
            complete: true,
            left: 0,
            place,
            ..
        } => Ok(place),
        _ => Err(unread(read)),
    }
}

/// Takes one file's contents out of a layer on its way past.
struct Copy {
    at: u32,
    left: u64,
    place: Place,
    error: Option<io::Error>,
    complete: bool,
}

impl ContentSink for Copy {
    fn begin(&mut self, _index: &LayerIndex, at: usize, _entry: &Entry) -> bool {
        at == self.at as usize
    }

    fn data(&mut self, bytes: &[u8]) {
        if self.error.is_none() {
            self.left = self.left.wrapping_sub(bytes.len() as u64);
            self.error = self.place.write_all(bytes).err();
        }
    }

    fn hole(&mut self, n: u64) {
        if self.error.is_none() {
            self.left = self.left.wrapping_sub(n);
            self.error = self.place.hole(n).err();
        }
    }

    fn end(&mut self) {
        self.complete = true;
    }

    fn finished(&self) -> bool {
        self.complete || self.error.is_some()
    }
}
