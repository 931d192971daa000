//! Where a report goes: standard output, or a file that is replaced whole or not at all.

use std::fs::{self, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A place for a report. Nothing is at a file's path before [`Output::finish`].
pub enum Output {
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
    /// A file beside the one that it will replace.
    File {
        /// What has been written.
        file: BufWriter<NamedTempFile>,
        /// What it replaces.
        target: PathBuf,
    },
    /// A pipe or a device: written as it goes, as there is nothing to replace.
    Device(BufWriter<fs::File>),
}

/// A report that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{path}: cannot be written: {error}")]
pub struct OutputError {
    /// The file, escaped.
    pub path: String,
    /// What the system says.
    pub error: io::Error,
}

impl OutputError {
    fn unchanged(self) -> OutputError {
        let message = format!("{}; what was there before is as it was", self.error);
        OutputError {
            error: io::Error::new(self.error.kind(), message),
            ..self
        }
    }
}

impl Output {
    /// Standard output for none and for `-`, else the file.
    ///
    /// # Errors
    /// When no file can be made beside the one to be replaced.
    pub fn create(path: Option<&Path>) -> Result<Output, OutputError> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Output::Stdout(BufWriter::with_capacity(
                64 << 10,
                io::stdout(),
            )));
        };
        Output::file(path).map_err(|error| failed(path, error))
    }

    /// Prints what is there already to standard output.
    ///
    /// # Errors
    /// When it cannot be written; that a reader closed its end early is none.
    pub fn print(bytes: &[u8]) -> Result<(), OutputError> {
        let mut out = Output::create(None)?;
        let written = out.write_all(bytes);
        out.finish(written)
    }

    fn file(path: &Path) -> io::Result<Output> {
        // A link is followed, so that it stays a link; what is no file is written to.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if let Ok(there) = fs::metadata(&target)
            && !there.is_file()
        {
            let device = fs::OpenOptions::new().write(true).open(&target)?;
            return Ok(Output::Device(BufWriter::new(device)));
        }
        let folder = target
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let file = tempfile::Builder::new()
            .prefix(".layerscope-")
            .permissions(Permissions::from_mode(0o666)) // less what the umask takes
            .tempfile_in(folder.unwrap_or(Path::new(".")))
            .map_err(|error| io::Error::from(error.kind()))?; // without the temporary name
        if let Ok(there) = fs::metadata(&target) {
            // A report that was private stays so.
            let mode = there.permissions().mode() & 0o777;
            file.as_file()
                .set_permissions(Permissions::from_mode(mode))?;
        }
        Ok(Output::File {
            file: BufWriter::with_capacity(64 << 10, file),
            target,
        })
    }

    /// Puts the report in its place. A reader that closed its end early is no error: it has had
    /// enough.
    ///
    /// # Errors
    /// When the file cannot be replaced; then the old one is as it was.
    pub fn finish(self, written: io::Result<()>) -> Result<(), OutputError> {
        match self {
            Output::Stdout(mut out) => quiet(written.and_then(|()| out.flush()))
                .map_err(|error| failed(Path::new("standard output"), error)),
            Output::Device(mut out) => quiet(written.and_then(|()| out.flush()))
                .map_err(|error| failed(Path::new("the output"), error)),
            Output::File { file, target } => {
                let replaced = written
                    .and_then(|()| file.into_inner().map_err(io::IntoInnerError::into_error))
                    .and_then(|file| file.persist(&target).map_err(|error| error.error));
                replaced
                    .map(drop)
                    .map_err(|error| failed(&target, error).unchanged())
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Stdout(out) => out.write(bytes),
            Output::File { file, .. } => file.write(bytes),
            Output::Device(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Stdout(out) => out.flush(),
            Output::File { file, .. } => file.flush(),
            Output::Device(out) => out.flush(),
        }
    }
}

fn quiet(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    })
}

fn failed(path: &Path, error: io::Error) -> OutputError {
    let path = crate::text::escape_bytes(path.as_os_str().as_encoded_bytes()).into_owned();
    OutputError { path, error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_or_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report");
        fs::write(&path, "a longer old report").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        let mut out = Output::create(Some(&path)).unwrap();
        let written = out.write_all(b"half");
        assert_eq!(fs::read(&path).unwrap(), b"a longer old report");
        written.unwrap();
        assert!(out.finish(Err(io::Error::other("full"))).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"a longer old report");
        let mut out = Output::create(Some(&path)).unwrap();
        let written = out.write_all(b"new");
        out.finish(written).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        assert_eq!(
            fs::read_dir(&folder).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }

    #[test]
    fn a_link_stays_a_link_and_a_missing_folder_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let mut out = Output::create(Some(&link)).unwrap();
        let written = out.write_all(b"new");
        out.finish(written).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        let missing = folder.path().join("no").join("report");
        let error = Output::create(Some(&missing)).err().unwrap().to_string();
        assert!(error.contains("no/report: cannot be written"), "{error}");
    }
}
