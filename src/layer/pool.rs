//! Buffers that go round: filled by one thread, read by others, and used again.
//!
//! A layer passes in chunks of a few hundred kilobytes. Fresh memory for each would be zeroed and
//! faulted in over and over, which costs more than hashing it; and would let a slow reader pile
//! up what it has not read.

use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, bounded};

/// Gives out buffers of one size, a fixed number at a time.
pub(super) struct Pool {
    size: usize,
    made: usize,
    most: usize,
    returned: Receiver<Vec<u8>>,
    give_back: Sender<Vec<u8>>,
}

/// A filled buffer; goes back to its pool when the last reader lets go of it.
#[derive(Clone)]
pub(super) struct Chunk(Arc<Filled>);

struct Filled {
    bytes: Vec<u8>,
    len: usize,
    give_back: Sender<Vec<u8>>,
}

impl Pool {
    /// A pool of at most `most` buffers of `size` bytes.
    pub(super) fn new(size: usize, most: usize) -> Pool {
        let (give_back, returned) = bounded(most);
        Pool {
            size,
            made: 0,
            most,
            returned,
            give_back,
        }
    }

    /// A buffer, its bytes being whatever they were; waits for one to come back when all are out.
    pub(super) fn take(&mut self) -> Vec<u8> {
        if let Ok(buffer) = self.returned.try_recv() {
            return buffer;
        }
        if self.made < self.most {
            self.made += 1;
            return vec![0; self.size];
        }
        self.returned.recv().unwrap_or_else(|_| vec![0; self.size])
    }

    /// The first `len` bytes of a buffer, for several readers.
    pub(super) fn chunk(&self, bytes: Vec<u8>, len: usize) -> Chunk {
        Chunk(Arc::new(Filled {
            bytes,
            len,
            give_back: self.give_back.clone(),
        }))
    }
}

impl AsRef<[u8]> for Chunk {
    fn as_ref(&self) -> &[u8] {
        &self.0.bytes[..self.0.len]
    }
}

impl Drop for Filled {
    fn drop(&mut self) {
        let _ = self.give_back.try_send(std::mem::take(&mut self.bytes));
    }
}
