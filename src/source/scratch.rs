//! A private temporary file that grows: for streams, and for contents that must be read at any
//! offset.
//!
//! It has no name (`O_TMPFILE`, or unlinked at once), so nothing is left behind whatever ends the
//! program. It never takes the last of the space, and never more than a limit.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::sync::Arc;

use crate::image::Blob;
use crate::text::size;

/// Bytes between two looks at the free space.
const STRIDE: u64 = 64 << 20;
/// Free space that is left to others.
const MARGIN: u64 = 64 << 20;

/// Why bytes cannot be put aside. The messages go behind the name of what they belong to.
#[derive(Debug, thiserror::Error)]
pub enum ScratchError {
    /// No temporary file can be made.
    #[error(
        "no temporary file can be made in {dir} ({0}); set TMPDIR to a directory that can be \
         written to",
        dir = std::env::temp_dir().display()
    )]
    Create(io::Error),
    /// More bytes than the limit.
    #[error("holds more than {}", size(*.0))]
    Limit(u64),
    /// No room; why.
    #[error("{0}")]
    NoSpace(String),
    /// Another failure of writing.
    #[error("cannot be stored for reading: {0}")]
    Write(io::Error),
}

/// The file while it grows.
pub struct Scratch {
    file: File,
    limit: u64,
    len: u64,
    /// Bytes that take space: all but the holes.
    written: u64,
    look_at: u64,
}

impl Scratch {
    /// An empty file that may grow to `limit` bytes that take space.
    ///
    /// # Errors
    /// When the temporary directory takes no files.
    pub fn new(limit: u64) -> Result<Scratch, ScratchError> {
        let file = tempfile::tempfile().map_err(ScratchError::Create)?;
        Ok(Scratch {
            file,
            limit,
            len: 0,
            written: 0,
            look_at: 0,
        })
    }

    /// Says beforehand whether so many bytes can be written.
    ///
    /// # Errors
    /// When they are over the limit, or there is no room for them.
    pub fn check_room_for(&self, bytes: u64) -> Result<(), ScratchError> {
        if bytes > self.limit {
            return Err(ScratchError::Limit(self.limit));
        }
        match free_space(&self.file) {
            Some(free) if free < bytes.saturating_add(MARGIN) => Err(no_room(&format!(
                "{} are needed, only {} are free",
                size(bytes),
                size(free)
            ))),
            _ => Ok(()),
        }
    }

    /// Bytes so far, holes among them.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// True before the first byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// At the limit, when the space ends, or what the system says.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), ScratchError> {
        let written = self.written + bytes.len() as u64;
        if written > self.limit {
            return Err(ScratchError::Limit(self.limit));
        }
        if self.written >= self.look_at {
            check_room(&self.file)?;
            self.look_at = self.written + STRIDE;
        }
        let done = self.file.write_all(bytes);
        done.map_err(|error| write_failed(self.written, error))?;
        self.written = written;
        self.len += bytes.len() as u64;
        Ok(())
    }

    /// Appends `n` zeros that take no space.
    ///
    /// # Errors
    /// When no file can be that large.
    pub fn hole(&mut self, n: u64) -> Result<(), ScratchError> {
        let too_large = || ScratchError::Write(io::ErrorKind::FileTooLarge.into());
        let len = self.len.checked_add(n).ok_or_else(too_large)?;
        let done = self.file.set_len(len);
        done.and_then(|()| self.file.seek(SeekFrom::Start(len)))
            .map_err(|error| write_failed(self.written, error))?;
        self.len = len;
        Ok(())
    }

    /// What was written, to be read at any offset. `name` is what messages call it.
    #[must_use]
    pub fn into_blob(self, name: impl Into<Arc<str>>) -> Blob {
        Blob::new(Arc::new(self.file), 0, self.len, name)
    }
}

fn check_room(file: &File) -> Result<(), ScratchError> {
    match free_space(file) {
        Some(free) if free < MARGIN + STRIDE => {
            Err(no_room(&format!("only {} are free", size(free))))
        }
        _ => Ok(()),
    }
}

/// Bytes that may still be written where this file is; none where the question cannot be asked,
/// and writing itself gives the answer.
#[must_use]
pub fn free_space(file: &File) -> Option<u64> {
    let stat = rustix::fs::fstatvfs(file).ok()?;
    Some(stat.f_bavail.saturating_mul(stat.f_frsize))
}

fn write_failed(len: u64, error: io::Error) -> ScratchError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            no_room(&format!("{error} after {}", size(len)))
        }
        _ => ScratchError::Write(error),
    }
}

fn no_room(why: &str) -> ScratchError {
    ScratchError::NoSpace(format!(
        "no room to unpack it for reading in {} ({why}); set TMPDIR to a directory with more room, \
         or save the image to an uncompressed file and give its path",
        std::env::temp_dir().display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_holes_come_back_in_order_and_holes_take_no_space() {
        let mut scratch = Scratch::new(10).unwrap();
        scratch.write(b"abc").unwrap();
        scratch.hole(1 << 40).unwrap();
        scratch.write(b"def").unwrap();
        assert_eq!(scratch.len(), 6 + (1 << 40));
        let error = scratch.write(b"12345").unwrap_err();
        assert!(matches!(error, ScratchError::Limit(10)), "{error}");
        let blob = scratch.into_blob("x");
        assert_eq!(blob.slice(0, 5).read_all(9).unwrap(), b"abc\0\0");
        assert_eq!(blob.slice((1 << 40) + 2, 9).read_all(9).unwrap(), b"\0def");
    }

    #[test]
    fn a_hole_that_no_file_can_have_is_an_error() {
        let mut scratch = Scratch::new(10).unwrap();
        scratch.write(b"abc").unwrap();
        assert!(scratch.hole(u64::MAX).is_err());
        assert!(scratch.hole(u64::MAX - 100).is_err());
        assert_eq!(scratch.len(), 3);
    }
}
