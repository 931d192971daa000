//! Names to bytes, wherever an image is stored: a tar, or a directory.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};

use super::SourceError;
use super::tar::{Archive, Member, clean};
use crate::image::{Blob, Digest, ReadAt, quote};
use crate::limits::Limits;

/// Where files of an image are looked up by name.
#[derive(Debug)]
pub(super) enum Store {
    Archive(Archive),
    Directory(Directory),
}

/// What stands at a name.
pub(super) enum Found {
    File(Blob),
    Directory,
    Missing,
    /// It is there, but its bytes cannot be had; why, as a clause.
    Unusable(String),
}

impl Store {
    /// Looks up a path below the root of the store.
    pub(super) fn get(&self, path: &str) -> Found {
        match self {
            Store::Directory(directory) => directory.get(path),
            Store::Archive(archive) => match archive.get(path.as_bytes()) {
                Ok(Some(Member::File(blob))) => Found::File(blob.clone()),
                Ok(Some(Member::Unusable(why))) => Found::Unusable(why.clone()),
                Ok(Some(Member::Directory)) => Found::Directory,
                // Links end at a member that is none.
                Ok(Some(Member::Link(_)) | None) => Found::Missing,
                Err(why) => Found::Unusable(why),
            },
        }
    }

    /// True when a regular file stands at the path.
    pub(super) fn has(&self, path: &str) -> bool {
        match self {
            Store::Directory(directory) => directory.has(path),
            Store::Archive(_) => matches!(self.get(path), Found::File(_)),
        }
    }

    /// The names of the first level.
    pub(super) fn top_names(&self, limits: &Limits) -> Vec<String> {
        let is_top = |name: &&[u8]| !name.contains(&b'/') && !name.is_empty();
        let text = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
        let first = |name: &[u8]| text(name.split(|b| *b == b'/').next().unwrap_or_default());
        let mut names: Vec<String> = match self {
            Store::Archive(archive) => archive.names().map(first).collect(),
            Store::Directory(directory) => directory
                .names(limits.archive_members)
                .iter()
                .map(Vec::as_slice)
                .filter(is_top)
                .map(text)
                .collect(),
        };
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Where the blob of a digest lies in an OCI layout (image-layout.md, "Blobs").
pub(super) fn oci_path(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm(), digest.encoded())
}

/// A directory that is never left: no component of a path below it may be a symlink.
#[derive(Debug)]
pub(super) struct Directory {
    root: Arc<OwnedFd>,
    name: String,
    open: AtomicUsize,
}

/// Files that are kept open; an image of thousands of layers must not run out of descriptors.
const KEPT_OPEN: usize = 200;

impl Directory {
    /// Opens the directory that the user named, through symlinks if need be.
    pub(super) fn open(path: &Path, name: &str) -> Result<Directory, SourceError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = rustix::fs::open(path, flags, Mode::empty())
            .map_err(|error| SourceError::unreadable(name, io::Error::from(error)))?;
        Ok(Directory {
            root: Arc::new(root),
            name: name.to_owned(),
            open: AtomicUsize::new(0),
        })
    }

    fn get(&self, path: &str) -> Found {
        let path = String::from_utf8_lossy(&clean(path.as_bytes())).into_owned();
        let shown = quote(&path);
        let (file, len) = match open_below(&self.root, &path) {
            Ok(Opened::File(file, len)) => (file, len),
            Ok(Opened::Directory) => return Found::Directory,
            Ok(Opened::Other(what)) => {
                return Found::Unusable(format!("'{shown}' is {what}, which is not followed"));
            }
            Err(rustix::io::Errno::NOENT | rustix::io::Errno::NOTDIR) => return Found::Missing,
            Err(error) => {
                let error = io::Error::from(error);
                return Found::Unusable(format!("'{shown}' cannot be opened: {error}"));
            }
        };
        let bytes: Arc<dyn ReadAt> = if self.open.fetch_add(1, Ordering::Relaxed) < KEPT_OPEN {
            Arc::new(file)
        } else {
            let root = Arc::clone(&self.root);
            Arc::new(Reopened { root, path })
        };
        Found::File(Blob::new(
            bytes,
            0,
            len,
            format!("{shown} in {}", self.name),
        ))
    }

    fn has(&self, path: &str) -> bool {
        let path = String::from_utf8_lossy(&clean(path.as_bytes())).into_owned();
        matches!(open_below(&self.root, &path), Ok(Opened::File(..)))
    }

    fn names(&self, limit: usize) -> Vec<Vec<u8>> {
        let Ok(dir) = Dir::read_from(self.root.as_fd()) else {
            return Vec::new();
        };
        dir.take(limit)
            .filter_map(Result::ok)
            .map(|entry| entry.file_name().to_bytes().to_vec())
            .filter(|name| name != b"." && name != b"..")
            .collect()
    }
}

enum Opened {
    File(File, u64),
    Directory,
    Other(&'static str),
}

/// Opens a cleaned path below `root` component by component, so that a symlink anywhere on the
/// way is seen instead of followed.
fn open_below(root: &OwnedFd, path: &str) -> Result<Opened, rustix::io::Errno> {
    if path.is_empty() {
        return Ok(Opened::Directory);
    }
    let mut at: Option<OwnedFd> = None;
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        let dir = at.as_ref().unwrap_or(root);
        let kind = rustix::fs::statat(dir, part, AtFlags::SYMLINK_NOFOLLOW)?;
        match FileType::from_raw_mode(kind.st_mode) {
            FileType::Symlink => return Ok(Opened::Other("a symlink")),
            FileType::Directory if parts.peek().is_none() => return Ok(Opened::Directory),
            FileType::Directory | FileType::RegularFile => {}
            _ => return Ok(Opened::Other("no regular file")),
        }
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let next = rustix::fs::openat(dir, part, flags, Mode::empty())?;
        at = Some(next);
    }
    let Some(fd) = at else {
        return Ok(Opened::Directory);
    };
    // Asked again of what was opened: the name may have changed hands in between.
    let stat = rustix::fs::fstat(&fd)?;
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Ok(Opened::Other("no regular file"));
    }
    let len = u64::try_from(stat.st_size).unwrap_or(0);
    Ok(Opened::File(File::from(fd), len))
}

/// A file that is opened for each read.
struct Reopened {
    root: Arc<OwnedFd>,
    path: String,
}

impl ReadAt for Reopened {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        match open_below(&self.root, &self.path)? {
            Opened::File(file, _) => ReadAt::read_at(&file, buf, offset),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn shown(found: Found) -> String {
        match found {
            Found::File(blob) => String::from_utf8(blob.read_all(100).unwrap()).unwrap(),
            Found::Directory => "directory".to_owned(),
            Found::Missing => "missing".to_owned(),
            Found::Unusable(why) => why,
        }
    }

    #[test]
    fn a_directory_gives_only_regular_files_of_its_own() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("x"), "secret").unwrap();
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::create_dir_all(at("blobs/sha256")).unwrap();
        std::fs::write(at("blobs/sha256/x"), "blob").unwrap();
        symlink(outside.path().join("x"), at("blobs/sha256/link")).unwrap();
        symlink("x", at("blobs/sha256/near")).unwrap();
        symlink(outside.path(), at("blobs/out")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        let store = Store::Directory(Directory::open(dir.path(), "dir").unwrap());
        for (path, says) in [
            ("blobs/sha256/x", "blob"),
            ("./blobs//sha256/x", "blob"),
            ("blobs/sha256", "directory"),
            ("", "directory"),
            ("blobs/sha256/y", "missing"),
            ("blobs/sha256/x/y", "missing"),
            ("blobs/sha256/link", "symlink"),
            ("blobs/sha256/near", "symlink"),
            ("blobs/out/x", "symlink"),
            ("../x", "missing"),
            ("socket", "no regular file"),
        ] {
            let found = shown(store.get(path));
            assert!(found.contains(says), "{path}: {found}");
            assert_eq!(store.has(path), says == "blob", "{path}");
        }
        assert_eq!(store.top_names(&Limits::default()), ["blobs", "socket"]);
    }

    #[test]
    fn more_files_than_may_stay_open_can_still_be_read() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("x"), "blob").unwrap();
        let store = Store::Directory(Directory::open(dir.path(), "dir").unwrap());
        let all: Vec<Found> = (0..KEPT_OPEN + 3).map(|_| store.get("x")).collect();
        assert!(all.into_iter().all(|found| shown(found) == "blob"));
    }
}
