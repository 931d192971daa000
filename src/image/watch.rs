//! Long work on blobs that somebody watches and may stop.
//!
//! The readers of layers know nothing of it: the bytes they read are wrapped, count themselves,
//! and fail once the work is cancelled.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::{Blob, ReadAt};

/// Shared between who works and who waits. Clones are the same work.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    cancelled: Arc<AtomicBool>,
    done: Arc<AtomicU64>,
    total: Arc<AtomicU64>,
}

impl Watch {
    /// Work that stops when `cancelled` is set, which others may share.
    #[must_use]
    pub fn new(cancelled: Arc<AtomicBool>) -> Watch {
        Watch {
            cancelled,
            ..Watch::default()
        }
    }

    /// Asks the work to stop. It does at its next look, at most a few blocks of bytes later.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// True when the work is to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Bytes done, and bytes in all; 0 of 0 before anything is known. Work may end before all
    /// bytes are done: a layer is read only as far as something in it is wanted.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        let total = self.total.load(Ordering::Relaxed);
        (self.done.load(Ordering::Relaxed).min(total), total)
    }

    /// Starts counting anew, up to `total` bytes.
    pub fn begin(&self, total: u64) {
        self.total.store(total, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
    }

    /// `done` of all bytes are done; a smaller number than before changes nothing.
    pub fn reach(&self, done: u64) {
        self.done.fetch_max(done, Ordering::Relaxed);
    }
}

impl Blob {
    /// The same bytes; reading them counts as progress, from `before` on, and fails once the work
    /// is cancelled.
    #[must_use]
    pub fn watched(&self, watch: &Watch, before: u64) -> Blob {
        let bytes = Watched {
            blob: self.clone(),
            watch: watch.clone(),
            before,
        };
        Blob::new(Arc::new(bytes), 0, self.len(), self.name())
    }
}

struct Watched {
    blob: Blob,
    watch: Watch,
    before: u64,
}

impl ReadAt for Watched {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        if self.watch.is_cancelled() {
            // Not `Interrupted`, which readers take for a reason to try again.
            return Err(io::Error::other("cancelled"));
        }
        let n = self.blob.read_at(buf, offset)?;
        self.watch.reach(self.before + offset + n as u64);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_counts_by_place_and_fails_once_cancelled() {
        let watch = Watch::default();
        assert_eq!(watch.progress(), (0, 0));
        watch.begin(30);
        let blob = Blob::from_bytes(vec![7; 20], "twenty").watched(&watch, 10);
        let mut buf = [0; 4];
        assert_eq!(blob.slice(8, 9).read_at(&mut buf, 2).unwrap(), 4);
        assert_eq!(watch.progress(), (24, 30));
        assert_eq!(blob.read_at(&mut buf, 0).unwrap(), 4);
        assert_eq!(watch.progress(), (24, 30), "what was read stays read");
        watch.cancel();
        assert!(blob.read_at(&mut buf, 0).is_err());
        assert_eq!(blob.name(), "twenty");
    }
}
