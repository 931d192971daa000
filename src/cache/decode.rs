//! Bytes to a layer, trusting none of them.
//!
//! A file of the cache is the user's own, but it may be damaged, and whoever could write there
//! must not gain more than a slower run. So lengths are held against what is left of the file
//! before anything is allocated, every number against what the reader of a layer could have made,
//! and at last the checksum; whatever does not hold, the file counts as not there.

use std::io::Read;

use super::format::{Before, CHECKSUM, DIRECTORY, ENTRY, KINDS, MAGIC, VERSION, unzigzag, variant};
use super::input::In;
use crate::image::{Compression, Digest, Trailing, WarningKind};
use crate::layer::{
    Dir, Entry, EntryKind, Known, LayerBytes, LayerIndex, NO_CONTENT, Span, Wanted,
};

const COMPRESSIONS: [Compression; 5] = [
    Compression::Plain,
    Compression::Gzip,
    Compression::Zstd,
    Compression::Bzip2,
    Compression::Xz,
];

/// Reads a file of `len` bytes; none when it is not what was wanted, or not whole.
pub(super) fn decode(file: impl Read, len: u64, wanted: &Wanted<'_>) -> Option<Known> {
    let mut file = In::new(file, len.checked_sub(CHECKSUM)?);
    if file.array()? != *MAGIC
        || file.array()? != VERSION.to_le_bytes()
        || file.array()? != variant(wanted.limits)
        || file.text(64)? != wanted.stored.encoded().as_bytes()
    {
        return None;
    }
    let diff_id = Digest::parse(&format!("sha256:{}", utf8(file.text(64)?)?)).ok()?;
    let compression = file.text(16)?;
    let compression = COMPRESSIONS
        .into_iter()
        .find(|known| known.name().as_bytes() == compression)?;
    let bytes = LayerBytes {
        compression,
        blob_bytes: file.number()?,
        plain_bytes: file.number()?,
        diff_id,
        behind: behind(file.number()?, file.number()?),
    };
    if bytes.blob_bytes != wanted.blob_bytes {
        return None;
    }
    let index = index(&mut file, wanted, &bytes)?;
    let mut oddities = Vec::new();
    for _ in 0..file.count(2)? {
        let kind = file.text(64)?;
        let kind = WarningKind::ALL
            .iter()
            .find(|known| known.name().as_bytes() == kind)?;
        let message = file.text(u64::MAX)?;
        oddities.push((*kind, utf8(message)?));
    }
    file.ends_with_its_checksum().then_some(Known {
        index,
        oddities,
        bytes,
    })
}

fn behind(nul_bytes: u64, garbage_bytes: u64) -> Option<Trailing> {
    let behind = Trailing {
        nul_bytes,
        garbage_bytes,
    };
    (nul_bytes | garbage_bytes > 0).then_some(behind)
}

fn utf8(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok()
}

fn index<R: Read>(file: &mut In<R>, wanted: &Wanted<'_>, bytes: &LayerBytes) -> Option<LayerIndex> {
    let mut index = LayerIndex {
        names: file.text(u32::MAX.into())?,
        links: file.text(u32::MAX.into())?,
        ..LayerIndex::default()
    };
    if index.names.contains(&b'/') {
        return None; // names are components; a path among them would be taken for one
    }
    for _ in 0..file.count(1)? {
        index.xattrs.push(file.text(u64::MAX)?.into());
    }
    if index.xattrs.first().is_none_or(|none| !none.is_empty()) {
        return None;
    }
    dirs(file, &mut index)?;
    entries(file, &mut index, wanted, bytes)?;
    for _ in 0..file.count(2)? {
        let odd = (file.number32()?, file.number()?);
        let behind = index.header_sizes.last().is_none_or(|last| last.0 < odd.0);
        if !behind || odd.0 as usize >= index.entries.len() {
            return None;
        }
        index.header_sizes.push(odd);
    }
    if file.count(32)? != index.contents as usize {
        return None;
    }
    if wanted.hashes {
        index.hashes.reserve_exact(index.contents as usize);
        for _ in 0..index.contents {
            index.hashes.push(file.array()?);
        }
    } else {
        file.skip(u64::from(index.contents) * 32)?;
    }
    Some(index)
}

/// Directories: each stands in one before it, so that going up ends.
fn dirs<R: Read>(file: &mut In<R>, index: &mut LayerIndex) -> Option<()> {
    let count = file.count(DIRECTORY)?;
    index.dirs.reserve_exact(count);
    let mut end = 0;
    for number in 0..count {
        let parent = file.number32()?;
        let start = unzigzag(end, file.number()?);
        let coded = file.number()?;
        let (len, explicit) = (coded >> 1, coded & 1 == 1);
        let name = span(start, len, &index.names)?;
        let above = (parent as usize) < number || (number == 0 && parent == 0);
        if !above || (number == 0) != (len == 0) || is_dots(name, &index.names) {
            return None;
        }
        index.dirs.push(Dir {
            parent,
            name,
            explicit,
        });
        end = start + len;
    }
    (count > 0).then_some(())
}

fn entries<R: Read>(
    file: &mut In<R>,
    index: &mut LayerIndex,
    wanted: &Wanted<'_>,
    bytes: &LayerBytes,
) -> Option<()> {
    let count = file.count(ENTRY)?;
    if count > wanted.limits.layer_entries {
        return None;
    }
    index.entries.reserve_exact(count);
    let mut before = Before::default();
    // All contents stand in the plain tar, beside each other: their sizes cannot be more.
    let mut left = bytes.plain_bytes;
    for _ in 0..count {
        let mut entry = row(file, index, &before)?;
        before.pass(&entry);
        left = left.checked_sub(entry.size)?;
        if entry.offset().checked_add(entry.size)? > bytes.plain_bytes {
            return None;
        }
        match entry.kind {
            EntryKind::File => {
                entry.content = index.contents;
                index.contents = index.contents.checked_add(1)?;
            }
            _ if entry.size > 0 => return None,
            _ => {}
        }
        index.entries.push(entry);
    }
    Some(())
}

fn row<R: Read>(file: &mut In<R>, index: &LayerIndex, before: &Before) -> Option<Entry> {
    let [kind, typeflag, low, high] = file.array()?;
    let size = file.number()?;
    let mtime = unzigzag(before.mtime, file.number()?) as i64;
    let mtime_nanos = file.number32()?;
    let (uid, gid) = (file.number32()?, file.number32()?);
    let parent = u32::try_from(unzigzag(before.parent, file.number()?)).ok()?;
    let name = (unzigzag(before.name, file.number()?), file.number()?);
    let name = span(name.0, name.1, &index.names)?;
    let (link, link_len) = (file.number()?, file.number()?);
    let link = match link_len {
        0 => Span::default(),
        len => span(unzigzag(before.link, link), len, &index.links)?,
    };
    let place = file.number()?;
    let xattrs = file.number32()?;
    let mut entry = Entry {
        size,
        mtime,
        place,
        mtime_nanos,
        uid,
        gid,
        parent,
        name_start: name.start,
        link_start: link.start,
        content: NO_CONTENT,
        xattrs,
        name_len: name.len,
        link_len: link.len,
        mode: u16::from_le_bytes([low, high]),
        kind: *KINDS.get(usize::from(kind))?,
        typeflag,
    };
    if entry.device().is_none() {
        entry.place = unzigzag(before.place, place);
    }
    let fits = (parent as usize) < index.dirs.len()
        && (xattrs as usize) < index.xattrs.len()
        && entry.mode <= 0o7777
        && mtime_nanos < 1_000_000_000
        && !is_dots(name, &index.names);
    fits.then_some(entry)
}

/// A stretch of an arena, if it lies inside.
fn span(start: u64, len: u64, arena: &[u8]) -> Option<Span> {
    let end = start.checked_add(len)?;
    let inside = end <= arena.len() as u64;
    Some(Span {
        start: u32::try_from(start).ok().filter(|_| inside)?,
        len: u16::try_from(len).ok()?,
    })
}

/// `.` and `..` are no names: a path with them would lead elsewhere.
fn is_dots(name: Span, names: &[u8]) -> bool {
    matches!(name.of(names), b"." | b"..")
}
