//! The members of an outer archive: where each one's bytes lie, and where links point.
//!
//! Only headers are read; contents are skipped by their size. This is no reader of layers: what
//! an archive of blobs needs is names, offsets and links.

use std::collections::HashMap;

use super::SourceError;
use crate::image::{Blob, quote};
use crate::limits::Limits;

mod names;
mod sniff;

pub(super) use names::clean;
pub(super) use sniff::{is_tar, what_instead};

use crate::tar::input::{BlobInput, Input};
use crate::tar::{Member as Header, TarError, TarReader};

/// Bytes of a block.
pub(super) const BLOCK: u64 = crate::tar::BLOCK as u64;

/// What stands at a name.
#[derive(Debug, Clone)]
pub(super) enum Member {
    /// A regular file.
    File(Blob),
    /// A link to another member, cleaned, from the root of the archive.
    Link(Vec<u8>),
    /// A directory.
    Directory,
    /// Something whose bytes cannot be had, and why.
    Unusable(String),
}

/// An outer archive.
#[derive(Debug)]
pub(super) struct Archive {
    members: HashMap<Vec<u8>, Member>,
    /// Names that stand more than once, with how often: the last one counts.
    pub(super) repeated: Vec<(Vec<u8>, usize)>,
    /// Where and why walking had to stop before the end, as a clause.
    pub(super) damage: Option<String>,
    hops: usize,
    path_bytes: usize,
}

impl Archive {
    /// Walks the headers of `tar`.
    pub(super) fn read(tar: &Blob, limits: &Limits) -> Result<Archive, SourceError> {
        let mut archive = Archive {
            members: HashMap::new(),
            repeated: Vec::new(),
            damage: None,
            hops: limits.symlink_hops,
            path_bytes: limits.path_bytes,
        };
        archive.damage = walk(tar, limits, |at, header| {
            archive.add(tar, at, header, limits)
        })?;
        Ok(archive)
    }

    fn add(
        &mut self,
        tar: &Blob,
        at: u64,
        header: &Header,
        limits: &Limits,
    ) -> Result<(), SourceError> {
        let name = clean(&header.name);
        if self.members.len() >= limits.archive_members {
            return Err(SourceError::Limit(format!(
                "{}: the archive has more than {} members, which is the limit (--limit \
                 archive-members)",
                tar.name(),
                limits.archive_members
            )));
        }
        let member = member(tar, at, &name, header);
        let is_file = !matches!(member, Member::Directory);
        if self.members.insert(name.clone(), member).is_some() && is_file {
            self.repeat(name);
        }
        Ok(())
    }

    /// Keeps a handful of repeated names: enough for a warning, and linear.
    fn repeat(&mut self, name: Vec<u8>) {
        let known = self.repeated.iter_mut().find(|(known, _)| *known == name);
        if let Some((_, times)) = known {
            *times += 1;
        } else if self.repeated.len() < 8 {
            self.repeated.push((name, 2));
        }
    }

    /// What stands at `path` once links are followed, also those of its directories. None: there
    /// is nothing. An error says why it cannot be had.
    pub(super) fn get(&self, path: &[u8]) -> Result<Option<&Member>, String> {
        let mut path = clean(path);
        for _ in 0..=self.hops {
            // Each directory of a path may be a link, and is looked for.
            if path.len() > self.path_bytes {
                return Err(format!(
                    "a path of {} bytes, more than the limit of {} (--limit path-bytes)",
                    path.len(),
                    self.path_bytes
                ));
            }
            match self.step(&path) {
                Step::Found(member) => return Ok(Some(member)),
                Step::Missing => return Ok(None),
                Step::To(next) => path = next,
            }
        }
        Err(format!(
            "more than {} links, one to the other (--limit symlink-hops)",
            self.hops
        ))
    }

    fn step(&self, path: &[u8]) -> Step<'_> {
        let ends = path.iter().enumerate().filter(|(_, b)| **b == b'/');
        for (at, _) in ends {
            if let Some(Member::Link(target)) = self.members.get(&path[..at]) {
                return Step::To(clean(&[target, &path[at..]].concat()));
            }
        }
        match self.members.get(path) {
            Some(Member::Link(target)) => Step::To(target.clone()),
            Some(member) => Step::Found(member),
            None => Step::Missing,
        }
    }

    /// The names of the archive, in no order.
    pub(super) fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.members.keys().map(Vec::as_slice)
    }
}

enum Step<'a> {
    Found(&'a Member),
    To(Vec<u8>),
    Missing,
}

/// What a header makes of its name; `at` is where its contents start.
fn member(tar: &Blob, at: u64, name: &[u8], header: &Header) -> Member {
    let shown = || quote(&String::from_utf8_lossy(name));
    if header.sparse.is_some() {
        return Member::Unusable(format!(
            "'{}' is a sparse file of the archive, which is not supported; make the archive \
             again without --sparse",
            shown()
        ));
    }
    match header.typeflag {
        b'0' | b'7' if at > tar.len() || tar.len() - at < header.stored => {
            Member::Unusable(format!(
                "the archive breaks off inside '{}'; copy or save the file again",
                shown()
            ))
        }
        b'0' | b'7' => {
            let called = format!("{} in {}", shown(), tar.name());
            Member::File(tar.slice(at, header.stored).named(called))
        }
        b'5' => Member::Directory,
        b'1' => Member::Link(clean(&header.link)),
        b'2' if header.link.starts_with(b"/") => Member::Link(clean(&header.link)),
        b'2' => {
            let dir = name.iter().rposition(|b| *b == b'/').unwrap_or(0);
            Member::Link(clean(&[&name[..dir], b"/", &header.link].concat()))
        }
        _ => Member::Unusable(format!("'{}' is no regular file", shown())),
    }
}

/// Calls `each` for every member, with the place of its contents. The result is where and why it
/// stopped early, if it did.
pub(super) fn walk(
    tar: &Blob,
    limits: &Limits,
    mut each: impl FnMut(u64, &Header) -> Result<(), SourceError>,
) -> Result<Option<String>, SourceError> {
    let mut reader = TarReader::new(BlobInput::new(tar.clone()), limits);
    loop {
        match reader.next_member() {
            Ok(Some(header)) => each(reader.input.position(), &header)?,
            Ok(None) => return Ok(None),
            Err(TarError::Read(error)) => return Err(SourceError::unreadable(tar.name(), error)),
            Err(error) => {
                return Ok(Some(format!(
                    "{error}, near byte {}",
                    reader.input.position()
                )));
            }
        }
    }
}

#[cfg(test)]
mod tests;
