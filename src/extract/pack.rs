//! The tar of a directory, written while the layers that store it pass.

use std::io::{self, Write};

use super::header::{BLOCK, Header};
use super::place::Place;
use super::plan::Plan;
use super::{ExtractError, Origin, layer_of, stored_bytes, unread, watched};
use crate::image::Watch;
use crate::layer::{ContentSink, Entry, EntryKind, LayerIndex, read_contents};
use crate::tree::{NodeId, RecordId, Tree, Version};

/// Zeros, as many as are written at a time.
static ZEROS: [u8; 64 << 10] = [0; 64 << 10];

/// Writes the planned members; gives the place back, and how many they are.
pub(super) fn pack(
    origin: Origin<'_>,
    plan: &Plan,
    place: Place,
    watch: &Watch,
) -> Result<(Place, u64), ExtractError> {
    let mut pack = Pack {
        tree: origin.tree,
        above: plan.above,
        watch,
        place,
        files: &plan.files,
        left: 0,
        error: None,
    };
    let layers = || plan.files.chunk_by(|(a, _), (b, _)| a.layer == b.layer);
    let mut total = 0;
    for files in layers() {
        total += stored_bytes(layer_of(origin.layers, files[0].0.layer)?);
    }
    watch.begin(total);
    pack.bare(&plan.bare)?;
    let mut before = 0;
    for files in layers() {
        let layer = layer_of(origin.layers, files[0].0.layer)?;
        pack.files = files;
        let read = read_contents(&watched(layer, watch, before), origin.limits, &mut pack);
        pack.check(read)?;
        before += stored_bytes(layer);
    }
    pack.bare(&plan.directories)?;
    let end = pack.place.write_all(&ZEROS[..2 * BLOCK]);
    end.map_err(|error| pack.place.failed(&error))?;
    Ok((pack.place, plan.members()))
}

struct Pack<'a> {
    tree: &'a Tree,
    /// Length of what is cut off the paths.
    above: usize,
    watch: &'a Watch,
    place: Place,
    /// What the layer at hand is still to give, in its order.
    files: &'a [(RecordId, NodeId)],
    /// Bytes that the file at hand still lacks.
    left: u64,
    error: Option<Failed>,
}

enum Failed {
    Write(io::Error),
    /// Contents of another length than the header says.
    Length,
    Cancelled,
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Failed {
        Failed::Write(error)
    }
}

impl Pack<'_> {
    /// Writes members without contents.
    fn bare(&mut self, members: &[(NodeId, Version)]) -> Result<(), ExtractError> {
        for &(node, version) in members {
            if self.watch.is_cancelled() {
                return Err(ExtractError::Cancelled);
            }
            let record = version.record().and_then(|record| self.tree.inode(record));
            let written = self.header(node, record, None);
            written.map_err(|error| self.place.failed(&error))?;
        }
        Ok(())
    }

    /// Writes a member's header. An implied directory has no record; a hard link has a target.
    fn header(
        &mut self,
        node: NodeId,
        record: Option<RecordId>,
        target: Option<NodeId>,
    ) -> io::Result<()> {
        let entry = record.map(|record| (record, self.tree.entry(record)));
        let kind = match (target, entry) {
            (Some(_), _) => EntryKind::HardLink,
            (None, Some((_, entry))) => entry.kind,
            (None, None) => EntryKind::Directory,
        };
        let name = self.name(node, kind == EntryKind::Directory);
        let target = target.map(|target| self.name(target, false));
        let link = match (&target, entry) {
            (Some(target), _) => target,
            (None, Some((record, _))) if kind == EntryKind::Symlink => self.tree.link(record),
            _ => &[],
        };
        let mut header = Header {
            kind,
            name: &name,
            link,
            size: 0,
            mode: 0o755,
            uid: 0,
            gid: 0,
            mtime: (0, 0),
            device: (0, 0),
            xattrs: Vec::new(),
        };
        if let Some((record, entry)) = entry {
            header.mode = entry.mode;
            (header.uid, header.gid) = (entry.uid, entry.gid);
            header.mtime = (entry.mtime, entry.mtime_nanos);
            header.device = entry.device().unwrap_or_default();
            header.xattrs = xattrs(self.tree.xattrs(record));
            if kind == EntryKind::File {
                header.size = self.tree.file_size(record);
                self.left = header.size;
            }
        }
        self.place.write_all(&header.blocks())
    }

    /// A member's name: its path from the directory on, `./` for the root's.
    fn name(&self, node: NodeId, directory: bool) -> Vec<u8> {
        let path = self.tree.path(node);
        let mut name = match self.above {
            // The root has no name of its own.
            1 if self.tree.name(node).is_empty() => b".".to_vec(),
            above => path.get(above..).unwrap_or_default().to_vec(),
        };
        if directory {
            name.push(b'/');
        }
        name
    }

    fn start(&mut self, record: RecordId, node: NodeId) -> bool {
        self.error = self
            .header(node, Some(record), None)
            .err()
            .map(Failed::Write);
        self.error.is_none()
    }

    fn take(&mut self, n: u64) -> Result<(), Failed> {
        self.left = self.left.checked_sub(n).ok_or(Failed::Length)?;
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failed> {
        self.take(bytes.len() as u64)?;
        Ok(self.place.write_all(bytes)?)
    }

    fn zeros(&mut self, mut n: u64) -> Result<(), Failed> {
        self.take(n)?;
        while n > 0 {
            if self.watch.is_cancelled() {
                return Err(Failed::Cancelled);
            }
            let step = n.min(ZEROS.len() as u64);
            self.place.write_all(&ZEROS[..step as usize])?;
            n -= step;
        }
        Ok(())
    }

    /// Closes the file at hand: padding, and its further names as hard links.
    fn close(&mut self) -> Result<(), Failed> {
        if self.left > 0 {
            return Err(Failed::Length);
        }
        let Some(&(record, first)) = self.files.first() else {
            return Ok(());
        };
        let size = self.tree.file_size(record);
        let padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
        self.place.write_all(&ZEROS[..padding as usize])?;
        self.files = &self.files[1..];
        while let Some(&(other, node)) = self.files.first().filter(|(other, _)| *other == record) {
            self.header(node, Some(other), Some(first))?;
            self.files = &self.files[1..];
        }
        Ok(())
    }

    /// What came of one layer.
    fn check(&mut self, read: Result<(), String>) -> Result<(), ExtractError> {
        match self.error.take() {
            Some(Failed::Write(error)) => Err(self.place.failed(&error)),
            Some(Failed::Cancelled) => Err(ExtractError::Cancelled),
            _ if self.watch.is_cancelled() => Err(ExtractError::Cancelled),
            Some(Failed::Length) => Err(unread(Ok(()))),
            None if self.files.is_empty() => Ok(()),
            None => Err(unread(read)),
        }
    }
}

impl ContentSink for Pack<'_> {
    fn begin(&mut self, _index: &LayerIndex, at: usize, _entry: &Entry) -> bool {
        match self.files.first() {
            Some(&(record, node)) if record.entry as usize == at => self.start(record, node),
            _ => false,
        }
    }

    fn data(&mut self, bytes: &[u8]) {
        if self.error.is_none() {
            self.error = self.write(bytes).err();
        }
    }

    fn hole(&mut self, n: u64) {
        if self.error.is_none() {
            self.error = self.zeros(n).err();
        }
    }

    fn end(&mut self) {
        if self.error.is_none() {
            self.error = self.close().err();
        }
    }

    fn finished(&self) -> bool {
        self.error.is_some() || self.files.is_empty()
    }
}

/// Names and values out of their canonical bytes: each with its length before it.
fn xattrs(canonical: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut rest = canonical;
    let mut part = || {
        let (len, behind) = rest.split_first_chunk::<4>()?;
        let part = behind.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        rest = part.1;
        Some(part.0)
    };
    std::iter::from_fn(|| Some((part()?, part()?))).collect()
}
