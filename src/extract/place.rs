//! Where extracted bytes go: a file that is there whole or not at all.
//!
//! They are written to a private file beside the destination, which is moved there in one step
//! when all is complete. Nothing that exists is replaced unless the user said so; a symbolic link
//! counts as existing, and is itself replaced, never what it points to.

use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::{ExtractError, Overwrite};
use crate::source::free_space;
use crate::text::{Escaped, size};

/// Bytes gathered before they are written.
const BUFFER: usize = 256 << 10;

/// The file while it is written.
pub(super) struct Place {
    file: BufWriter<File>,
    /// Its name until it is complete; removed with this.
    hidden: TempPath,
    path: PathBuf,
    overwrite: Overwrite,
    /// What the finished file's permissions are.
    mode: u32,
}

impl Place {
    /// Makes ready to write. `own_name` is appended to a destination that is a directory; `mode`
    /// is what open(2) takes, less the umask.
    pub(super) fn create(
        to: &Path,
        own_name: &OsStr,
        mode: u32,
        overwrite: Overwrite,
    ) -> Result<Place, ExtractError> {
        let path = resolved(to, own_name)?;
        free(&path, overwrite)?;
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let file = tempfile::Builder::new()
            .prefix(".layerscope-")
            .permissions(Permissions::from_mode(mode))
            .tempfile_in(folder)
            .map_err(|error| not_written(&path, &error.kind().into()))?; // without its name
        let (file, hidden) = file.into_parts();
        let place = Place {
            hidden,
            mode: masked(&file).unwrap_or(0o600),
            file: BufWriter::with_capacity(BUFFER, file),
            path,
            overwrite,
        };
        place
            .set_mode(0o600)
            .map_err(|error| place.failed(&error))?;
        Ok(place)
    }

    /// Says beforehand whether there is room for so many bytes.
    pub(super) fn check_room_for(&self, bytes: u64) -> Result<(), ExtractError> {
        match free_space(self.file.get_ref()) {
            Some(free) if free < bytes => Err(ExtractError::Destination(format!(
                "{}: no room: {} are needed, only {} are free; nothing was written",
                shown(&self.path),
                size(bytes),
                size(free)
            ))),
            _ => Ok(()),
        }
    }

    /// Leaves out `n` bytes, which read as zeros.
    pub(super) fn hole(&mut self, n: u64) -> io::Result<()> {
        let n = i64::try_from(n).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
        self.file.seek(SeekFrom::Current(n)).map(drop)
    }

    /// Moves the file to its place; says where that is, and its length.
    pub(super) fn finish(mut self) -> Result<(PathBuf, u64), ExtractError> {
        let len = self.complete().map_err(|error| self.failed(&error))?;
        let Place {
            file,
            path,
            overwrite,
            hidden,
            ..
        } = self;
        drop(file); // complete: nothing is left in its buffer
        let moved = match overwrite {
            Overwrite::Yes => hidden.persist(&path),
            Overwrite::No => hidden.persist_noclobber(&path),
        };
        match moved {
            Ok(_) => Ok((path, len)),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(ExtractError::Exists(path))
            }
            Err(error) => Err(not_written(&path, &error.error)),
        }
    }

    /// Everything written, with holes to the end, and with its permissions.
    fn complete(&mut self) -> io::Result<u64> {
        let len = self.file.stream_position()?;
        self.file.flush()?;
        self.file.get_ref().set_len(len)?;
        self.set_mode(self.mode)?;
        Ok(len)
    }

    fn set_mode(&self, mode: u32) -> io::Result<()> {
        let file = self.file.get_ref();
        file.set_permissions(Permissions::from_mode(mode))
    }

    /// What a failed write means.
    pub(super) fn failed(&self, error: &io::Error) -> ExtractError {
        not_written(&self.path, error)
    }
}

impl Write for Place {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The permissions that the umask left to a new file.
fn masked(file: &File) -> io::Result<u32> {
    Ok(file.metadata()?.permissions().mode() & 0o777)
}

/// The file that a destination means.
fn resolved(to: &Path, own_name: &OsStr) -> Result<PathBuf, ExtractError> {
    let wrong = |what: &str| Err(ExtractError::Destination(format!("{}: {what}", shown(to))));
    if to.as_os_str().is_empty() {
        return Err(ExtractError::Destination(
            "no destination is given; name a file or a directory".into(),
        ));
    }
    if fs::metadata(to).is_ok_and(|there| there.is_dir()) {
        return Ok(to.join(own_name));
    }
    if to.file_name().is_none() || to.as_os_str().as_bytes().ends_with(b"/") {
        return wrong("there is no such directory; make it, or name a file");
    }
    Ok(to.to_owned())
}

/// Refuses what cannot be replaced, and what the user was not asked about.
fn free(path: &Path, overwrite: Overwrite) -> Result<(), ExtractError> {
    let Ok(there) = fs::symlink_metadata(path) else {
        return Ok(());
    };
    let kind = there.file_type();
    if kind.is_dir() {
        let message = format!("{}: is a directory; name another file", shown(path));
        return Err(ExtractError::Destination(message));
    }
    if !kind.is_file() && !kind.is_symlink() {
        let message = format!("{}: is no regular file; name another one", shown(path));
        return Err(ExtractError::Destination(message));
    }
    match overwrite {
        Overwrite::Yes => Ok(()),
        Overwrite::No => Err(ExtractError::Exists(path.to_owned())),
    }
}

fn not_written(path: &Path, error: &io::Error) -> ExtractError {
    ExtractError::Destination(format!(
        "{}: cannot be written: {error}; nothing is left behind, and what was there is as it was",
        shown(path)
    ))
}

fn shown(path: &Path) -> Escaped<'_> {
    Escaped(path.as_os_str().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn write(to: &Path, mode: u32, overwrite: Overwrite) -> Result<PathBuf, ExtractError> {
        let mut place = Place::create(to, OsStr::new("own"), mode, overwrite)?;
        place.write_all(b"new").unwrap();
        place.finish().map(|(path, _)| path)
    }

    #[test]
    fn a_destination_is_a_file_or_a_directory_that_takes_it() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("dir/own")).unwrap();
        fs::create_dir(at("empty")).unwrap();
        symlink(at("empty"), at("to-empty")).unwrap();
        for (to, wanted) in [
            ("file", Ok("file")),
            ("empty", Ok("empty/own")),
            ("dir", Err("dir/own: is a directory")),
            ("no/file", Err("no/file: cannot be written: ")),
            ("no/", Err("no/: there is no such directory")),
            ("no/..", Err("no/..: there is no such directory")),
            ("file/", Err("there is no such directory")),
        ] {
            match (write(&at(to), 0o666, Overwrite::No), wanted) {
                (Ok(path), Ok(wanted)) => assert_eq!(path, at(wanted)),
                (Err(error), Err(says)) => {
                    assert!(error.to_string().contains(says), "{to}: {error}");
                }
                (got, _) => unreachable!("{to}: {got:?}"),
            }
        }
        let through = write(&at("to-empty"), 0o666, Overwrite::Yes).unwrap();
        assert_eq!(through, at("to-empty/own"));
        assert!(write(Path::new(""), 0o666, Overwrite::No).is_err());
        assert!(write(Path::new("/dev/null"), 0o666, Overwrite::Yes).is_err());
    }

    #[test]
    fn what_exists_is_replaced_only_when_asked_and_a_link_never_followed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "old").unwrap();
        fs::write(at("target"), "target").unwrap();
        symlink(at("target"), at("link")).unwrap();
        symlink(at("nowhere"), at("dangling")).unwrap();
        for name in ["file", "link", "dangling"] {
            let refused = write(&at(name), 0o666, Overwrite::No).unwrap_err();
            assert!(matches!(refused, ExtractError::Exists(path) if path == at(name)));
        }
        assert_eq!(fs::read(at("file")).unwrap(), b"old");
        for name in ["file", "link", "dangling"] {
            write(&at(name), 0o666, Overwrite::Yes).unwrap();
            assert!(fs::symlink_metadata(at(name)).unwrap().is_file());
            assert_eq!(fs::read(at(name)).unwrap(), b"new");
        }
        assert_eq!(fs::read(at("target")).unwrap(), b"target");
        assert!(!at("nowhere").exists());
        // Something that comes into being while the file is written is not replaced either.
        let late = Place::create(&at("late"), OsStr::new("own"), 0o666, Overwrite::No).unwrap();
        fs::write(at("late"), "theirs").unwrap();
        assert!(matches!(late.finish(), Err(ExtractError::Exists(_))));
        assert_eq!(fs::read(at("late")).unwrap(), b"theirs");
        assert_eq!(
            fs::read_dir(&folder).unwrap().count(),
            5,
            "nothing is left over"
        );
    }

    #[test]
    fn it_is_private_until_it_is_complete_and_holes_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("x");
        let mut place = Place::create(&to, OsStr::new("own"), 0o777, Overwrite::No).unwrap();
        let hidden = fs::read_dir(&folder)
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&hidden), 0o600);
        place.write_all(b"a").unwrap();
        place.hole(9).unwrap();
        place.write_all(b"b").unwrap();
        place.hole(4).unwrap();
        assert!(!to.exists());
        assert_eq!(place.finish().unwrap(), (to.clone(), 15));
        assert_eq!(fs::read(&to).unwrap(), b"a\0\0\0\0\0\0\0\0\0b\0\0\0\0");
        assert_eq!(mode(&to) & 0o700, 0o700);
        let dropped = Place::create(&to, OsStr::new("own"), 0o777, Overwrite::Yes).unwrap();
        drop(dropped);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    }
}
