//! The bytes of a blob: somewhere in a file, at an offset, with a length.
//!
//! Every source ends up here (DESIGN: one kind of access), so that walking headers, reading in
//! parallel, verifying and `cat` share one path. No mmap: a file that shrinks under a map is a
//! signal, a file that shrinks under a read is an error.

use std::fmt;
use std::fs::File;
use std::io;
use std::sync::Arc;

/// Bytes that can be read at any offset, from any thread.
pub trait ReadAt: Send + Sync {
    /// Reads up to `buf.len()` bytes at `offset`; 0 only at the end.
    ///
    /// # Errors
    /// Those of the underlying file.
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize>;
}

impl ReadAt for File {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(self, buf, offset)
    }
}

impl ReadAt for Vec<u8> {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        let rest = usize::try_from(offset)
            .ok()
            .and_then(|at| self.get(at..))
            .unwrap_or_default();
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        Ok(n)
    }
}

/// A stretch of bytes with a name for error messages. Cheap to clone.
#[derive(Clone)]
pub struct Blob {
    bytes: Arc<dyn ReadAt>,
    offset: u64,
    len: u64,
    name: Arc<str>,
}

impl Blob {
    /// `len` bytes of `bytes` at `offset`. `name` says which file and which member or digest.
    pub fn new(bytes: Arc<dyn ReadAt>, offset: u64, len: u64, name: impl Into<Arc<str>>) -> Blob {
        Blob {
            bytes,
            offset,
            len,
            name: name.into(),
        }
    }

    /// A blob held in memory: descriptor `data`, the demo, tests.
    pub fn from_bytes(bytes: Vec<u8>, name: impl Into<Arc<str>>) -> Blob {
        let len = bytes.len() as u64;
        Blob::new(Arc::new(bytes), 0, len, name)
    }

    /// Length in bytes, as the source has it.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// True when there are no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// What to call it in a message. May hold names from the image, unescaped.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same bytes under another name.
    #[must_use]
    pub fn named(mut self, name: impl Into<Arc<str>>) -> Blob {
        self.name = name.into();
        self
    }

    /// `len` bytes at `offset` of this blob, cut at its end.
    #[must_use]
    pub fn slice(&self, offset: u64, len: u64) -> Blob {
        let offset = offset.min(self.len);
        Blob {
            offset: self.offset + offset,
            len: len.min(self.len - offset),
            ..self.clone()
        }
    }

    /// Reads at `offset` of the blob; 0 at its end.
    ///
    /// # Errors
    /// Those of the file, and `UnexpectedEof` when the file ends before the blob does.
    pub fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        let rest = self.len.saturating_sub(offset);
        let n = usize::try_from(rest).unwrap_or(usize::MAX).min(buf.len());
        if n == 0 {
            return Ok(0);
        }
        loop {
            match self.bytes.read_at(&mut buf[..n], self.offset + offset) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }

    /// The whole blob in memory.
    ///
    /// # Errors
    /// Those of the file, and one that names the limit when the blob is larger than `limit`.
    pub fn read_all(&self, limit: u64) -> io::Result<Vec<u8>> {
        if self.len > limit {
            let message = format!("{} bytes, more than the limit of {limit}", self.len);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        let mut out = Vec::new();
        io::Read::read_to_end(&mut self.reader(), &mut out)?;
        Ok(out)
    }

    /// Reads the blob from its start.
    #[must_use]
    pub fn reader(&self) -> BlobReader {
        BlobReader {
            blob: self.clone(),
            at: 0,
        }
    }
}

impl fmt::Debug for Blob {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "Blob({:?}, {} bytes at {})",
            self.name, self.len, self.offset
        )
    }
}

/// A blob read in order; see [`Blob::reader`].
#[derive(Debug)]
pub struct BlobReader {
    blob: Blob,
    at: u64,
}

impl io::Read for BlobReader {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.blob.read_at(buf, self.at)?;
        self.at += n as u64;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_reads_only_its_own_bytes() {
        let blob = Blob::from_bytes(b"0123456789".to_vec(), "ten");
        assert_eq!(blob.slice(2, 3).read_all(10).unwrap(), b"234");
        assert_eq!(blob.slice(8, 99).read_all(10).unwrap(), b"89");
        assert_eq!(blob.slice(99, 1).read_all(10).unwrap(), b"");
        assert_eq!(blob.slice(2, 6).slice(1, 2).read_all(10).unwrap(), b"34");
    }

    #[test]
    fn a_file_shorter_than_its_blob_is_an_error_and_a_large_one_is_refused() {
        let short = Blob::new(Arc::new(vec![1u8; 4]), 0, 9, "short");
        assert_eq!(
            short.read_all(100).unwrap_err().kind(),
            io::ErrorKind::UnexpectedEof
        );
        let large = Blob::from_bytes(vec![0; 11], "large");
        assert!(
            large
                .read_all(10)
                .unwrap_err()
                .to_string()
                .contains("limit of 10")
        );
    }
}
