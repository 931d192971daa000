//! The bytes of one blob on their way: read, decoded, hashed, and read as a tar.
//!
//! One thread does it all while there are layers enough for every core: the bytes stay in its
//! cache. A layer that alone would outlast the others is split over three threads: one reads and
//! decodes, one computes the digests, one reads the tar and hashes contents. Chunks pass between
//! them by reference, a few at a time; memory does not grow with the layer.

use std::cell::RefCell;
use std::io::{self, Read};
use std::sync::atomic::Ordering;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::index::LayerIndex;
use super::job::Shared;
use super::pool::{Chunk, Pool};
use super::read::{Listing, read_tar};
use super::sink::ContentSink;
use super::verify::{Computed, Hashing};
use crate::image::{Blob, Compression, Decompressor, Layer, Trailing, WarningKind, decompress};
use crate::tar::input::{BlobInput, ChunkInput, Input};

/// Plain bytes that pass at a time within one thread; they should fit its core's cache.
const BUFFER: usize = 128 << 10;
/// Plain bytes that pass at a time between threads.
const CHUNK: usize = 256 << 10;
/// Chunks that may wait between two threads.
const DEPTH: usize = 4;

/// One blob, about to be read.
pub(super) struct Passage<'a> {
    pub(super) blob: &'a Blob,
    pub(super) layer: &'a Layer,
    pub(super) compression: Compression,
    pub(super) shared: &'a Shared<'a>,
}

/// What came of it.
pub(super) struct Passed {
    pub(super) index: LayerIndex,
    /// What was odd inside.
    pub(super) oddities: Vec<(WarningKind, String)>,
    /// Why it could not be read to its end; the entries before that are in the index.
    pub(super) error: Option<String>,
    pub(super) computed: Option<Computed>,
    /// Length of the plain tar; none when it was not decoded to its end.
    pub(super) plain_bytes: Option<u64>,
    /// What stands behind the encoded data.
    pub(super) behind: Option<Trailing>,
}

/// How far decoding came.
#[derive(Default)]
struct Decoded {
    plain_bytes: u64,
    behind: Option<Trailing>,
    whole: bool,
}

impl Passage<'_> {
    /// Headers, and contents that a sink wants, of a plain blob: seeks over everything else.
    pub(super) fn walk(&self, sink: Option<&mut dyn ContentSink>) -> io::Result<Passed> {
        self.count_plain(self.blob.len())?;
        let input = BlobInput::new(self.blob.clone());
        let listing = read_tar(input, false, sink, &self.shared.options.limits);
        self.shared.progress.read(self.blob.len());
        let walked = Decoded {
            plain_bytes: self.blob.len(),
            behind: None,
            whole: true,
        };
        Ok(passed(listing, None, &walked))
    }

    /// Everything on the thread at hand.
    pub(super) fn inline(&self, sink: Option<&mut dyn ContentSink>) -> io::Result<Passed> {
        let options = self.shared.options;
        let hashing = RefCell::new(self.hashing());
        let mut stored = |bytes: &[u8]| {
            if let Some(hashing) = &mut *hashing.borrow_mut() {
                hashing.stored(bytes);
            }
        };
        let mut decoder = self.decoder(&mut stored)?;
        let mut decoded = Decoded::default();
        let mut next = |buffer: &mut [u8]| {
            let n = decoder.read(buffer)?;
            self.count_plain(n as u64)?;
            decoded.plain_bytes += n as u64;
            decoded.whole = n == 0;
            if let Some(hashing) = &mut *hashing.borrow_mut() {
                hashing.plain(&buffer[..n]);
            }
            Ok(n)
        };
        let mut input = Buffered::new(&mut next);
        let listing = read_tar(&mut input, options.hash, sink, &options.limits);
        if options.verify {
            while matches!(input.skip(u64::MAX), Ok(1..)) {}
        }
        decoded.behind = end(decoder, options.verify);
        Ok(passed(
            listing,
            hashing.into_inner().map(Hashing::finish),
            &decoded,
        ))
    }

    /// Decoding, digests and tar, each on a thread of its own.
    pub(super) fn split(&self, sink: Option<&mut dyn ContentSink>) -> io::Result<Passed> {
        let options = self.shared.options;
        let (to_hash, hashed) = bounded::<Passing>(DEPTH);
        let (to_tar, plain) = bounded::<io::Result<Chunk>>(DEPTH);
        let hashing = self.hashing();
        thread::scope(|scope| {
            let to_hash = hashing.is_some().then_some(to_hash);
            let hasher = scope.spawn(move || hashing.map(|hashing| hash_all(hashing, &hashed)));
            let decoder = scope.spawn(move || self.decode(to_hash, &to_tar));
            let input = ChunkInput::new(|| plain.recv().ok().transpose());
            let listing = read_tar(input, options.hash, sink, &options.limits);
            // A tar that broke leaves bytes behind, which the digests still want.
            while plain.recv().is_ok() {}
            let decoded = join(decoder)?;
            // Of a plain blob the digests saw what was passed on, and no more.
            let all = decoded.whole || self.compression != Compression::Plain;
            let computed = join(hasher)?.filter(|_| all);
            Ok(passed(listing, computed, &decoded))
        })
    }

    fn decode(
        &self,
        to_hash: Option<Sender<Passing>>,
        to_tar: &Sender<io::Result<Chunk>>,
    ) -> Decoded {
        let is_plain = self.compression == Compression::Plain;
        let mut tee = to_hash.clone().filter(|_| !is_plain).map(Tee::new);
        let mut stored = |bytes: &[u8]| {
            if let Some(tee) = &mut tee {
                tee.send(bytes);
            }
        };
        let mut decoded = Decoded::default();
        let mut decoder = match self.decoder(&mut stored) {
            Ok(decoder) => decoder,
            Err(error) => {
                let _ = to_tar.send(Err(error));
                return decoded;
            }
        };
        // As many as can be waiting or in somebody's hands, so that taking one never waits long.
        let mut pool = Pool::new(CHUNK, 2 * DEPTH + 3);
        loop {
            let mut buffer = pool.take();
            let (n, filled) = fill(&mut decoder, &mut buffer);
            decoded.plain_bytes += n as u64;
            if n > 0 {
                let chunk = pool.chunk(buffer, n);
                if let Some(to_hash) = &to_hash {
                    let chunk = chunk.clone();
                    let _ = to_hash.send(Passing {
                        chunk,
                        stored: is_plain,
                        plain: true,
                    });
                }
                let _ = to_tar.send(Ok(chunk));
            }
            if let Err(error) = filled.and_then(|()| self.count_plain(n as u64)) {
                let _ = to_tar.send(Err(error));
                break;
            }
            decoded.whole = n == 0;
            if decoded.whole {
                break;
            }
        }
        decoded.behind = end(decoder, true);
        decoded
    }

    fn hashing(&self) -> Option<Hashing> {
        let is_plain = self.compression == Compression::Plain;
        self.shared
            .options
            .verify
            .then(|| Hashing::new(self.layer, is_plain))
    }

    fn decoder<'s>(
        &'s self,
        seen: &'s mut dyn FnMut(&[u8]),
    ) -> io::Result<Decompressor<Stored<'s>>> {
        let stored = Stored {
            blob: self.blob,
            at: 0,
            shared: self.shared,
            seen,
        };
        decompress::reader(self.compression, stored, &self.shared.options.limits)
    }

    /// Counts plain bytes of this layer.
    ///
    /// # Errors
    /// When the layers of the image hold more than the limit.
    pub(super) fn count_plain(&self, n: u64) -> io::Result<()> {
        let limit = self.shared.options.limits.plain_bytes;
        // A length that is over the limit by itself is not added: it could make the sum wrap.
        if n > limit || self.shared.plain.fetch_add(n, Ordering::Relaxed) + n > limit {
            let message = format!(
                "the layers hold more than the limit of {limit} plain bytes (--limit plain-bytes)"
            );
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(())
    }
}

fn passed(listing: Listing, computed: Option<Computed>, decoded: &Decoded) -> Passed {
    let computed = computed.map(|computed| Computed {
        diff_id: computed.diff_id.filter(|_| decoded.whole),
        ..computed
    });
    let plain_bytes = decoded.whole.then_some(decoded.plain_bytes);
    Passed {
        oddities: listing.oddities.told(),
        index: listing.index,
        error: listing.error,
        computed,
        plain_bytes,
        behind: decoded.behind,
    }
}

/// What followed the encoded data. A decoder that failed leaves stored bytes behind, which the
/// digest of the blob still wants.
fn end(decoder: Decompressor<Stored<'_>>, to_the_end: bool) -> Option<Trailing> {
    let behind = decoder.trailing();
    let mut stored = decoder.into_inner();
    let mut rest = [0; 16 << 10];
    while to_the_end && matches!(stored.read(&mut rest), Ok(1..)) {}
    behind
}

/// The stored bytes in order, seen by the digests and by whoever watches.
struct Stored<'a> {
    blob: &'a Blob,
    at: u64,
    shared: &'a Shared<'a>,
    seen: &'a mut dyn FnMut(&[u8]),
}

impl Read for Stored<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.blob.read_at(buf, self.at)?;
        self.at += n as u64;
        self.shared.progress.read(n as u64);
        (self.seen)(&buf[..n]);
        Ok(n)
    }
}

/// One buffer, filled again whenever it has been read.
struct Buffered<'a> {
    next: &'a mut dyn FnMut(&mut [u8]) -> io::Result<usize>,
    buffer: Vec<u8>,
    at: usize,
    len: usize,
    before: u64,
}

impl<'a> Buffered<'a> {
    fn new(next: &'a mut dyn FnMut(&mut [u8]) -> io::Result<usize>) -> Buffered<'a> {
        Buffered {
            next,
            buffer: vec![0; BUFFER],
            at: 0,
            len: 0,
            before: 0,
        }
    }
}

impl Input for Buffered<'_> {
    fn fill(&mut self) -> io::Result<&[u8]> {
        if self.at == self.len {
            self.before += self.len as u64;
            (self.at, self.len) = (0, 0);
            self.len = (self.next)(&mut self.buffer)?;
        }
        Ok(&self.buffer[self.at..self.len])
    }

    fn consume(&mut self, n: usize) {
        self.at += n;
    }

    fn position(&self) -> u64 {
        self.before + self.at as u64
    }
}

/// Bytes on their way to the digests.
struct Passing {
    chunk: Chunk,
    stored: bool,
    plain: bool,
}

fn hash_all(mut hashing: Hashing, passing: &Receiver<Passing>) -> Computed {
    for bytes in passing {
        if bytes.stored {
            hashing.stored(bytes.chunk.as_ref());
        }
        if bytes.plain {
            hashing.plain(bytes.chunk.as_ref());
        }
    }
    hashing.finish()
}

/// Sends copies of stored bytes to the digests.
struct Tee {
    to_hash: Sender<Passing>,
    pool: Pool,
}

impl Tee {
    fn new(to_hash: Sender<Passing>) -> Tee {
        Tee {
            to_hash,
            pool: Pool::new(CHUNK, DEPTH + 2),
        }
    }

    fn send(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(CHUNK) {
            let mut buffer = self.pool.take();
            buffer[..part.len()].copy_from_slice(part);
            let chunk = self.pool.chunk(buffer, part.len());
            let _ = self.to_hash.send(Passing {
                chunk,
                stored: true,
                plain: false,
            });
        }
    }
}

/// Fills the buffer as far as the decoder goes; what came before an error comes with it.
fn fill(decoder: &mut impl Read, buf: &mut [u8]) -> (usize, io::Result<()>) {
    let mut have = 0;
    while have < buf.len() {
        match decoder.read(&mut buf[have..]) {
            Ok(0) => break,
            Ok(n) => have += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (have, Err(error)),
        }
    }
    (have, Ok(()))
}

fn join<T>(thread: thread::ScopedJoinHandle<'_, T>) -> io::Result<T> {
    thread
        .join()
        .map_err(|_| io::Error::other("a worker thread ended early; please report this"))
}
