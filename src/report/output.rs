//! Where a report goes: standard output, or a file that is replaced whole or not at all.
//!
//! A report is written into a temporary file beside the one that is asked for and then takes its
//! place; whoever reads the old one, or looks while we write, never sees half of a report. What
//! is no regular file (a device, a pipe) is written into directly: it cannot be replaced.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::text::escape;

const BUFFER: usize = 64 << 10;

/// Lets `write` write a report to standard output, or to `file` where there is one (`-` is
/// standard output, too).
///
/// # Errors
/// Those of `write`; for a file with its name in the message. [`io::ErrorKind::BrokenPipe`] comes
/// up untouched: the reader has had enough, and that is the end of the run, not its failure.
pub fn write_to(
    file: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let Some(path) = file.filter(|path| path.as_os_str() != "-") else {
        let mut out = BufWriter::with_capacity(BUFFER, io::stdout().lock());
        write(&mut out)?;
        return out.flush();
    };
    replace(path, write).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => error,
        kind => {
            let name = path.to_string_lossy();
            let message = format!(
                "{}: the report could not be written: {error}",
                escape(&name)
            );
            io::Error::new(kind, message)
        }
    })
}

/// True for the error of a reader that closed its end: end quietly, with success.
#[must_use]
pub fn is_closed_pipe(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let existing = fs::metadata(path).ok();
    if existing.as_ref().is_some_and(|found| !found.is_file()) {
        let mut out = BufWriter::with_capacity(BUFFER, File::options().write(true).open(path)?);
        write(&mut out)?;
        return out.flush();
    }
    let target = behind_links(path)?;
    let directory = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let new = tempfile::Builder::new()
        .prefix(".layerscope-")
        .make_in(directory, |path| {
            // 0666 less the umask: what any program's new file gets.
            File::options()
                .write(true)
                .create_new(true)
                .mode(0o666)
                .open(path)
        })?;
    if let Some(existing) = existing {
        let mode = existing.permissions().mode() & 0o777;
        new.as_file()
            .set_permissions(fs::Permissions::from_mode(mode))?;
    }
    let mut out = BufWriter::with_capacity(BUFFER, new);
    write(&mut out)?;
    let new = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    new.persist(&target).map_err(|failed| failed.error)?;
    Ok(())
}

/// The file that a path means: a symlink to a report is not replaced, its target is.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    if is_link && path.exists() {
        fs::canonicalize(path)
    } else {
        Ok(path.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_stays_beside_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("report.json");
        fs::write(&path, "a much longer report of old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        write_to(Some(&path), |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(
            (mode, names(directory.path())),
            (0o640, vec!["report.json".to_owned()])
        );
    }

    #[test]
    fn a_report_that_fails_half_way_leaves_the_old_one() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("report.json");
        fs::write(&path, "old").unwrap();
        let failed = write_to(Some(&path), |out| {
            out.write_all(&[b'x'; 2 * BUFFER])?;
            Err(io::Error::other("the disk is full"))
        });
        let message = failed.unwrap_err().to_string();
        assert!(
            message.contains("report.json") && message.contains("disk is full"),
            "{message}"
        );
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(directory.path()), ["report.json"]);
    }

    #[test]
    fn a_new_file_gets_the_mode_that_any_new_file_gets() {
        let directory = tempfile::tempdir().unwrap();
        let (ours, plain) = (
            directory.path().join("ours"),
            directory.path().join("plain"),
        );
        fs::write(&plain, "").unwrap();
        write_to(Some(&ours), |out| out.write_all(b"x")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&plain));
    }

    #[test]
    fn a_symlink_to_a_report_stays_one_and_a_device_is_written_into() {
        let directory = tempfile::tempdir().unwrap();
        let (link, path) = (directory.path().join("link"), directory.path().join("path"));
        fs::write(&path, "old").unwrap();
        std::os::unix::fs::symlink("path", &link).unwrap();
        write_to(Some(&link), |out| out.write_all(b"new")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"new");
        write_to(Some(Path::new("/dev/null")), |out| out.write_all(b"x")).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn no_directory_is_an_error_with_the_name_and_a_closed_pipe_comes_through() {
        let message = write_to(Some(Path::new("/no/such/place/x")), |_| Ok(()));
        assert!(
            message
                .unwrap_err()
                .to_string()
                .starts_with("/no/such/place/x: ")
        );
        let closed = write_to(Some(Path::new("/dev/null")), |_| {
            Err(io::ErrorKind::BrokenPipe.into())
        });
        assert!(is_closed_pipe(&closed.unwrap_err()));
    }
}
