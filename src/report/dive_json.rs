//! The JSON that dive 0.13.1 writes for `-j`, field by field, so that what reads it need not
//! change.
//!
//! It is written as the layers come, since it is as long as they have entries. The figures are
//! dive's own accounting. All of them are finite: its efficiency divides by something or is 1,
//! and the percentage, which may not be, is not part of this schema.

mod text;

use std::io::{self, Write};

use text::{number, string};

use crate::analysis::dive::{DiveFigures, LayerTree};
use crate::image::Image;
use crate::layer::{Entry, EntryKind, LayerIndex};

/// What dive says of a layer beside its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiveLayer {
    /// First component of the layer's name in the archive: an old ID, `blobs`, `<hex>.tar.gz`.
    pub id: String,
    /// The layer's `diff_id`; empty where there is no history to go with it.
    pub digest: String,
    /// The instruction without a leading `/bin/sh -c `, or `(missing)`.
    pub command: String,
}

/// What dive would say of each layer: history steps that made a layer, in order, go to the layers
/// in order, whether their numbers agree or not.
#[must_use]
pub fn layers_of(image: &Image, ids: &[String]) -> Vec<DiveLayer> {
    let steps = image.config["history"].as_array().into_iter().flatten();
    let mut steps = steps.filter(|step| step["empty_layer"] != true);
    let layers = image.layers.iter().enumerate();
    layers
        .map(|(at, layer)| {
            let step = steps.next();
            let diff_id = layer.diff_id.as_ref().filter(|_| step.is_some());
            let made_by = step.map(|step| step["created_by"].as_str().unwrap_or_default());
            let command = made_by.map_or("(missing)", |command| {
                command.strip_prefix("/bin/sh -c ").unwrap_or(command)
            });
            DiveLayer {
                id: ids.get(at).cloned().unwrap_or_default(),
                digest: diff_id.map(ToString::to_string).unwrap_or_default(),
                command: command.to_owned(),
            }
        })
        .collect()
}

/// The layers' IDs as dive has them, from the places of their bytes: `<id>/layer.tar in x.tar`.
#[must_use]
pub fn ids(image: &Image) -> Vec<String> {
    let id = |name: &str| {
        let place = name.split(" in ").next().unwrap_or_default();
        place.split('/').next().unwrap_or_default().to_owned()
    };
    let blobs = image.layers.iter().map(|layer| layer.blob.as_ref());
    blobs
        .map(|blob| blob.map_or(String::new(), |blob| id(blob.name())))
        .collect()
}

/// Writes dive's JSON layer by layer; nothing is kept.
#[derive(Debug)]
pub struct DiveJson<W> {
    out: W,
    layers: u64,
}

impl<W: Write> DiveJson<W> {
    /// Starts a document.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(mut out: W) -> io::Result<DiveJson<W>> {
        out.write_all(b"{\n  \"layer\": [")?;
        Ok(DiveJson { out, layers: 0 })
    }

    /// Writes the next layer, lowest first.
    ///
    /// # Errors
    /// Those of the output.
    pub fn layer(&mut self, layer: &DiveLayer, index: &LayerIndex) -> io::Result<()> {
        let tree = LayerTree::of(index);
        let out = &mut self.out;
        out.write_all(if self.layers == 0 {
            b"\n    {\n"
        } else {
            b",\n    {\n"
        })?;
        writeln!(out, "      \"index\": {},", self.layers)?;
        field(out, "      \"id\": ", layer.id.as_bytes())?;
        field(out, "      \"digestId\": ", layer.digest.as_bytes())?;
        writeln!(out, "      \"sizeBytes\": {},", tree.size_bytes())?;
        field(out, "      \"command\": ", layer.command.as_bytes())?;
        out.write_all(b"      \"fileList\": [")?;
        for (at, node) in tree.order().enumerate() {
            out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
            file(out, index, &tree, node)?;
        }
        out.write_all(if tree.is_empty() {
            b"]\n    }"
        } else {
            b"\n      ]\n    }"
        })?;
        self.layers += 1;
        Ok(())
    }

    /// Writes the figures and ends the document. Hands back the output, unflushed.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(self, figures: &DiveFigures) -> io::Result<W> {
        let DiveJson { mut out, layers } = self;
        out.write_all(if layers == 0 { b"],\n" } else { b"\n  ],\n" })?;
        out.write_all(b"  \"image\": {\n")?;
        writeln!(out, "    \"sizeBytes\": {},", figures.size_bytes)?;
        writeln!(out, "    \"inefficientBytes\": {},", figures.wasted_bytes)?;
        writeln!(
            out,
            "    \"efficiencyScore\": {},",
            number(figures.efficiency)
        )?;
        out.write_all(b"    \"fileReference\": [")?;
        for (at, found) in figures.references.iter().enumerate() {
            out.write_all(if at == 0 {
                b"\n      {\n"
            } else {
                b",\n      {\n"
            })?;
            writeln!(out, "        \"count\": {},", found.count)?;
            writeln!(out, "        \"sizeBytes\": {},", found.size_bytes)?;
            out.write_all(b"        \"file\": ")?;
            string(&mut out, &found.path)?;
            out.write_all(b"\n      }")?;
        }
        let empty = figures.references.is_empty();
        out.write_all(if empty {
            b"]\n  }\n}"
        } else {
            b"\n    ]\n  }\n}"
        })?;
        Ok(out)
    }
}

fn field(out: &mut impl Write, key: &str, value: &[u8]) -> io::Result<()> {
    out.write_all(key.as_bytes())?;
    string(out, value)?;
    out.write_all(b",\n")
}

/// One path of a layer. A directory that is only implied has no attributes, not even its path.
fn file(
    out: &mut impl Write,
    index: &LayerIndex,
    tree: &LayerTree<'_>,
    node: u32,
) -> io::Result<()> {
    let entry = tree
        .entry_number(node)
        .and_then(|number| index.entries.get(number));
    let path = entry.map(|_| tree.path(node)).unwrap_or_default();
    let link = entry.map(|entry| index.link(entry)).unwrap_or_default();
    let (uid, gid) = entry.map_or((0, 0), |entry| (entry.uid, entry.gid));
    out.write_all(b"        {\n")?;
    field(out, "          \"path\": ", &path)?;
    writeln!(
        out,
        "          \"typeFlag\": {},",
        entry.map_or(0, type_flag)
    )?;
    field(out, "          \"linkName\": ", link)?;
    writeln!(out, "          \"size\": {},", tree.size_of(node))?;
    writeln!(out, "          \"fileMode\": {},", entry.map_or(0, mode))?;
    writeln!(out, "          \"uid\": {uid},")?;
    writeln!(out, "          \"gid\": {gid},")?;
    writeln!(out, "          \"isDir\": {}", tree.is_directory(node))?;
    out.write_all(b"        }")
}

/// Go reads the oldest spelling of a regular file, NUL, as `0`.
fn type_flag(entry: &Entry) -> u8 {
    if entry.typeflag == 0 {
        b'0'
    } else {
        entry.typeflag
    }
}

fn mode(entry: &Entry) -> u32 {
    file_mode(entry.kind, entry.typeflag, entry.mode)
}

/// The number of Go's `os.FileMode`: permissions where Unix has them, all else in its own bits.
fn file_mode(kind: EntryKind, typeflag: u8, mode: u16) -> u32 {
    const DIRECTORY: u32 = 1 << 31;
    const SYMLINK: u32 = 1 << 27;
    const DEVICE: u32 = 1 << 26;
    const PIPE: u32 = 1 << 25;
    const CHARACTER: u32 = 1 << 21;
    let mode = u32::from(mode);
    let kind = match (kind, typeflag) {
        (EntryKind::Directory, _) | (EntryKind::Whiteout, b'5') => DIRECTORY,
        (EntryKind::Symlink, _) | (EntryKind::Whiteout, b'2') => SYMLINK,
        (EntryKind::CharDevice, _) | (EntryKind::Whiteout, b'3') => DEVICE | CHARACTER,
        (EntryKind::BlockDevice, _) | (EntryKind::Whiteout, b'4') => DEVICE,
        (EntryKind::Fifo, _) | (EntryKind::Whiteout, b'6') => PIPE,
        _ => 0,
    };
    let special = [(0o4000, 1 << 23), (0o2000, 1 << 22), (0o1000, 1 << 20)];
    let special = special
        .iter()
        .filter(|(unix, _)| mode & unix != 0)
        .map(|(_, go)| go);
    kind | special.sum::<u32>() | (mode & 0o777)
}

#[cfg(test)]
mod tests;
