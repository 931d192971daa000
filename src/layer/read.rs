//! Tar members to index entries: one layer read from its first header to its end.
//!
//! Knows the tar and the index, not where the bytes come from nor who verifies them.

use super::contents::Contents;
use super::entry::{Entry, EntryKind, NO_CONTENT, Span};
use super::index::{IndexBuilder, LayerIndex};
use super::names::{self, Marker};
use super::oddities::Oddities;
use super::sink::ContentSink;
use super::tar::{BLOCK, Member, TarError, TarReader, input::Input};
use crate::limits::Limits;

/// What reading one layer's tar gave.
pub(super) struct Listing {
    pub(super) index: LayerIndex,
    pub(super) oddities: Oddities,
    /// Why it could not be read to its end; the entries before that are in the index.
    pub(super) error: Option<String>,
}

/// Reads all members of a tar. `hash` asks for a hash of each content.
pub(super) fn read_tar<I: Input>(
    input: I,
    hash: bool,
    sink: Option<&mut dyn ContentSink>,
    limits: &Limits,
) -> Listing {
    let mut reading = Reading {
        tar: TarReader::new(input, limits),
        builder: IndexBuilder::new(),
        oddities: Oddities::default(),
        contents: Contents::new(hash, sink, limits),
        limits,
    };
    let error = reading.run().err();
    let whole = error.is_none() && !reading.contents.finished();
    let end = whole.then(|| trailing(&mut reading.tar.input, &mut reading.oddities));
    let error = match end {
        Some(end) => end.err().map(|error| error.to_string()),
        None => error,
    };
    let oddities = reading.oddities;
    let mut index = reading.builder.finish();
    index.hashes = reading.contents.into_hashes(index.contents);
    Listing {
        index,
        oddities,
        error,
    }
}

/// What follows the end of the archive: bytes from the first block that is not zeros.
fn trailing(input: &mut impl Input, oddities: &mut Oddities) -> std::io::Result<()> {
    let mut block = [0; BLOCK];
    loop {
        let n = input.read(&mut block)?;
        if n == 0 {
            return Ok(());
        }
        if block[..n].iter().any(|&b| b != 0) {
            let rest = input.skip(u64::MAX)?;
            oddities.trailing(&block, n as u64 + rest);
            return Ok(());
        }
    }
}

struct Reading<'a, 's, I> {
    tar: TarReader<'a, I>,
    builder: IndexBuilder,
    oddities: Oddities,
    contents: Contents<'s>,
    limits: &'a Limits,
}

impl<I: Input> Reading<'_, '_, I> {
    fn run(&mut self) -> Result<(), String> {
        while !self.contents.finished() {
            match self.tar.next_member() {
                Ok(Some(member)) => self.member(&member)?,
                Ok(None) => return Ok(()),
                Err(error) => return Err(self.broken(&error)),
            }
        }
        Ok(())
    }

    /// Says where the tar broke. An entry whose contents broke off counts with the bytes that are
    /// there, whatever its header claims.
    fn broken(&mut self, error: &TarError) -> String {
        let at = self.tar.input.position();
        let index = &mut self.builder.index;
        let mut entries = index.entries.len();
        if self.tar.in_contents()
            && let Some(last) = index.entries.last_mut()
        {
            entries -= 1;
            if last.kind == EntryKind::File {
                let claimed = (entries as u32, last.size);
                last.size = last.size.min(at.saturating_sub(last.place));
                if index
                    .header_sizes
                    .last()
                    .is_none_or(|odd| odd.0 != claimed.0)
                {
                    index.header_sizes.push(claimed);
                }
            }
        }
        let plural = if entries == 1 { "entry" } else { "entries" };
        format!("{error} (after {entries} whole {plural}, near byte {at} of the plain tar)")
    }

    fn member(&mut self, member: &Member) -> Result<(), String> {
        let cleaned = names::clean(&member.name, self.limits);
        self.oddities.name(member, &cleaned);
        let (kind, name) = match names::marker(&cleaned.name) {
            Marker::None => (kind(member.typeflag), &cleaned.name[..]),
            Marker::Whiteout(hidden) => (EntryKind::Whiteout, hidden),
            Marker::Opaque => (EntryKind::Opaque, &b""[..]),
            Marker::Invalid => {
                self.oddities.invalid_whiteout(member);
                (EntryKind::Whiteout, &b""[..])
            }
        };
        let full = || "the names of its entries take more than 4 GiB".to_owned();
        let parent = self.builder.dir(&cleaned.parent).ok_or_else(full)?;
        let entry = self.entry(member, kind, parent, name).ok_or_else(full)?;
        self.oddities.member(member, &entry);
        let at = self.builder.index.entries.len();
        if member.size != i64::try_from(entry.size).unwrap_or(-1) {
            let size = u64::try_from(member.size).unwrap_or(0);
            self.builder.index.header_sizes.push((at as u32, size));
        }
        self.builder.push(entry, self.limits)?;
        if kind == EntryKind::File {
            let index = &self.builder.index;
            let done = self.contents.take(&mut self.tar, index, at, member);
            return done.map_err(|error| self.broken(&error));
        }
        Ok(())
    }

    fn entry(
        &mut self,
        member: &Member,
        kind: EntryKind,
        parent: u32,
        name: &[u8],
    ) -> Option<Entry> {
        let index = &mut self.builder.index;
        let name = IndexBuilder::intern(&mut index.names, name)?;
        let link = match kind {
            EntryKind::Symlink | EntryKind::HardLink => {
                let link = &member.link[..member.link.len().min(usize::from(u16::MAX))];
                IndexBuilder::intern(&mut index.links, link)?
            }
            _ => Span::default(),
        };
        let place = match kind {
            EntryKind::CharDevice | EntryKind::BlockDevice => {
                (member.major as u64) << 32 | u64::from(member.minor as u32)
            }
            _ => self.tar.input.position(),
        };
        Some(Entry {
            parent,
            name_start: name.start,
            name_len: name.len,
            link_start: link.start,
            link_len: link.len,
            place,
            size: if kind == EntryKind::File {
                member.stored
            } else {
                0
            },
            mtime: member.mtime.0,
            mtime_nanos: member.mtime.1,
            uid: member.uid as u32, // as chown(2) takes what Go hands it
            gid: member.gid as u32,
            content: NO_CONTENT,
            xattrs: self.builder.xattr_set(canonical(&member.xattrs)),
            mode: (member.mode & 0o7777) as u16,
            kind,
            typeflag: member.typeflag,
        })
    }
}

fn kind(typeflag: u8) -> EntryKind {
    match typeflag {
        b'0' | b'7' | b'S' => EntryKind::File,
        b'1' => EntryKind::HardLink,
        b'2' => EntryKind::Symlink,
        b'3' => EntryKind::CharDevice,
        b'4' => EntryKind::BlockDevice,
        b'5' => EntryKind::Directory,
        b'6' => EntryKind::Fifo,
        _ => EntryKind::Other,
    }
}

/// Extended attributes as bytes that are equal exactly when the attributes are. Those of overlayfs
/// are leftovers of the host that built the image; umoci and this tool leave them out.
fn canonical(xattrs: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, value) in xattrs {
        if name.starts_with(b"trusted.overlay.") || name.starts_with(b"user.overlay.") {
            continue;
        }
        for part in [name, value] {
            out.extend_from_slice(&(part.len() as u32).to_le_bytes());
            out.extend_from_slice(part);
        }
    }
    out
}
