//! One layer's way from blob to index, on one core or on three.
//!
//! Where only headers are wanted, a plain blob is walked by seeking and an encoded one is decoded
//! on the spot. Where contents are wanted, the way is a pipeline: one thread reads and decodes,
//! one computes the digests, one reads the tar and hashes contents; so that a single layer that
//! holds nearly all bytes keeps several cores busy. Chunks pass by reference, a few at a time:
//! memory does not grow with the layer.

use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::index::LayerIndex;
use super::pool::{Chunk, Pool};
use super::read::{Listing, read_tar};
use super::sink::{ContentSink, SinkFactory};
use super::tar::input::{BlobInput, ChunkInput};
use super::verify::{Computed, Hashing, mismatches};
use super::{Indexed, LayerFacts, Options, Progress};
use crate::image::{Blob, Compression, Layer, Warning, WarningKind, decompress};

/// Plain bytes that pass at a time.
const CHUNK: usize = 256 << 10;
/// Chunks that may wait between two stages.
const DEPTH: usize = 4;

/// What all jobs of one image share.
pub(super) struct Shared<'a> {
    pub(super) options: &'a Options,
    pub(super) sinks: &'a dyn SinkFactory,
    pub(super) progress: &'a dyn Progress,
    /// Plain bytes seen so far in all layers, against [`Limits::plain_bytes`].
    pub(super) plain: AtomicU64,
}

impl Shared<'_> {
    fn count_plain(&self, n: u64) -> io::Result<()> {
        let limit = self.options.limits.plain_bytes;
        if self.plain.fetch_add(n, Ordering::Relaxed) + n > limit {
            let message = format!("the layers hold more than the limit of {limit} plain bytes");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(())
    }
}

/// Indexes one layer. Never fails as a whole: what went wrong is in the result.
pub(super) fn index_layer(number: usize, layer: &Layer, shared: &Shared<'_>) -> Indexed {
    let blob = match &layer.blob {
        Ok(blob) => blob,
        Err(missing) => return Indexed::failed(layer, missing.clone()),
    };
    let done = sniff(blob).and_then(|compression| {
        let mut sink = shared.sinks.sink(number);
        let job = Job {
            blob,
            layer,
            compression,
            shared,
        };
        let sink = sink
            .as_mut()
            .map(|sink| &mut **sink as &mut dyn ContentSink);
        job.run(sink)
    });
    match done {
        Ok(done) => done.into_indexed(number, layer, blob),
        Err(error) => Indexed::failed(layer, sentence(blob, &error.to_string())),
    }
}

fn sniff(blob: &Blob) -> io::Result<Compression> {
    if blob.is_empty() {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "it is empty, not even a tar's end",
        ));
    }
    let mut head = [0; Compression::MAGIC];
    let mut have = 0;
    while have < head.len() {
        match blob.read_at(&mut head[have..], have as u64)? {
            0 => break,
            n => have += n,
        }
    }
    Ok(Compression::sniff(&head[..have]))
}

fn sentence(blob: &Blob, what: &str) -> String {
    format!(
        "cannot read the layer in {}: {what}",
        crate::text::escape(blob.name())
    )
}

struct Job<'a> {
    blob: &'a Blob,
    layer: &'a Layer,
    compression: Compression,
    shared: &'a Shared<'a>,
}

struct Done {
    compression: Compression,
    listing: Listing,
    computed: Option<Computed>,
    plain_bytes: Option<u64>,
    /// What followed the encoded data, when it was not padding.
    garbage: u64,
}

impl Job<'_> {
    fn run(&self, sink: Option<&mut dyn ContentSink>) -> io::Result<Done> {
        let options = self.shared.options;
        if options.verify || options.hash {
            return self.pipeline(sink);
        }
        if self.compression == Compression::Plain {
            return self.walk(sink);
        }
        self.decode_only(sink)
    }

    /// Headers, seeking over contents that nobody wants.
    fn walk(&self, sink: Option<&mut dyn ContentSink>) -> io::Result<Done> {
        let limits = &self.shared.options.limits;
        self.shared.count_plain(self.blob.len())?;
        let listing = read_tar(BlobInput::new(self.blob.clone()), false, sink, limits);
        self.shared.progress.read(self.blob.len());
        Ok(self.done(listing, None, Some(self.blob.len()), 0))
    }

    /// Headers, and contents that a sink wants, of a blob that must be decoded to be walked.
    fn decode_only(&self, sink: Option<&mut dyn ContentSink>) -> io::Result<Done> {
        let limits = &self.shared.options.limits;
        let stored = Stored {
            blob: self.blob,
            at: 0,
            shared: self.shared,
            hashing: None,
        };
        let mut decoder = decompress::reader(self.compression, stored, limits)?;
        let mut buf = vec![0; CHUNK];
        let mut total = 0;
        let input = ChunkInput::new(|| {
            let mut chunk = std::mem::take(&mut buf);
            chunk.resize(CHUNK, 0);
            let n = decoder.read(&mut chunk)?;
            self.shared.count_plain(n as u64)?;
            total += n as u64;
            chunk.truncate(n);
            Ok((n > 0).then_some(chunk))
        });
        let listing = read_tar(input, false, sink, limits);
        let garbage = decoder
            .trailing()
            .map_or(0, |trailing| trailing.garbage_bytes);
        let whole = listing.error.is_none().then_some(total);
        Ok(self.done(listing, None, whole, garbage))
    }

    /// Reading and decoding, hashing, and the tar, each on a thread of its own.
    fn pipeline(&self, sink: Option<&mut dyn ContentSink>) -> io::Result<Done> {
        let options = self.shared.options;
        let (to_hash, hashed) = bounded::<Passing>(DEPTH);
        let (to_tar, plain) = bounded::<io::Result<Chunk>>(DEPTH);
        let is_plain = self.compression == Compression::Plain;
        let hashing = options.verify.then(|| Hashing::new(self.layer, is_plain));
        thread::scope(|scope| {
            let to_hash = hashing.is_some().then_some(to_hash);
            let hasher = scope.spawn(move || hashing.map(|hashing| hash_all(hashing, &hashed)));
            let decoder = scope.spawn(move || self.decode(to_hash, &to_tar));
            let mut broken = None;
            let input = ChunkInput::new(|| match plain.recv() {
                Ok(Ok(chunk)) => Ok(Some(chunk)),
                Ok(Err(error)) => {
                    broken = Some(());
                    Err(error)
                }
                Err(_) => Ok(None),
            });
            let listing = read_tar(input, options.hash, sink, &options.limits);
            // A tar that broke leaves bytes behind, which the digests still want.
            while let Ok(next) = plain.recv() {
                broken = broken.or(next.is_err().then_some(()));
            }
            let decoded = join(decoder)?;
            let computed = join(hasher)?;
            let whole = broken.is_none().then_some(decoded.plain_bytes);
            Ok(self.done(listing, computed, whole, decoded.garbage))
        })
    }

    fn decode(
        &self,
        to_hash: Option<Sender<Passing>>,
        to_tar: &Sender<io::Result<Chunk>>,
    ) -> Decoded {
        let limits = &self.shared.options.limits;
        let is_plain = self.compression == Compression::Plain;
        let stored = Stored {
            blob: self.blob,
            at: 0,
            shared: self.shared,
            hashing: to_hash
                .clone()
                .filter(|_| !is_plain)
                .map(|to| (to, Pool::new(CHUNK, DEPTH + 2))),
        };
        let mut decoded = Decoded {
            plain_bytes: 0,
            garbage: 0,
        };
        let mut pool = Pool::new(CHUNK, 2 * DEPTH + 3);
        let mut decoder = match decompress::reader(self.compression, stored, limits) {
            Ok(decoder) => decoder,
            Err(error) => {
                let _ = to_tar.send(Err(error));
                return decoded;
            }
        };
        loop {
            let mut buffer = pool.take();
            let (n, filled) = fill(&mut decoder, &mut buffer);
            decoded.plain_bytes += n as u64;
            if n > 0 {
                let chunk = pool.chunk(buffer, n);
                if let Some(to_hash) = &to_hash {
                    let _ = to_hash.send(Passing::plain(chunk.clone(), is_plain));
                }
                let _ = to_tar.send(Ok(chunk));
            }
            if let Err(error) = filled.and_then(|()| self.shared.count_plain(n as u64)) {
                let _ = to_tar.send(Err(error));
                break;
            }
            if n == 0 {
                break;
            }
        }
        decoded.garbage = decoder
            .trailing()
            .map_or(0, |trailing| trailing.garbage_bytes);
        // A decoder that failed leaves stored bytes behind, which the digest still wants.
        let mut stored = decoder.into_inner();
        while matches!(stored.read(&mut [0; 16 << 10]), Ok(1..)) {}
        decoded
    }

    fn done(
        &self,
        listing: Listing,
        computed: Option<Computed>,
        plain: Option<u64>,
        garbage: u64,
    ) -> Done {
        Done {
            compression: self.compression,
            listing,
            computed,
            plain_bytes: plain,
            garbage,
        }
    }
}

struct Decoded {
    plain_bytes: u64,
    garbage: u64,
}

/// Bytes on their way to the digests.
struct Passing {
    chunk: Chunk,
    stored: bool,
    plain: bool,
}

impl Passing {
    fn plain(chunk: Chunk, stored: bool) -> Passing {
        Passing {
            chunk,
            stored,
            plain: true,
        }
    }
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

/// The stored bytes in order, told to the digests and to whoever watches.
struct Stored<'a> {
    blob: &'a Blob,
    at: u64,
    shared: &'a Shared<'a>,
    hashing: Option<(Sender<Passing>, Pool)>,
}

impl Read for Stored<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.blob.read_at(buf, self.at)?;
        self.at += n as u64;
        self.shared.progress.read(n as u64);
        if let Some((to_hash, pool)) = &mut self.hashing {
            for part in buf[..n].chunks(CHUNK) {
                let mut buffer = pool.take();
                buffer[..part.len()].copy_from_slice(part);
                let chunk = pool.chunk(buffer, part.len());
                let _ = to_hash.send(Passing {
                    chunk,
                    stored: true,
                    plain: false,
                });
            }
        }
        Ok(n)
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

impl Done {
    fn into_indexed(self, number: usize, layer: &Layer, blob: &Blob) -> Indexed {
        let mut warnings = self.listing.oddities.warnings(number);
        if self.garbage > 0 {
            let message = format!(
                "{} bytes that are no padding follow the {} data; some runtimes ignore them, some refuse",
                self.garbage,
                self.compression.name()
            );
            warnings.push(Warning::layer(WarningKind::TrailingData, number, message));
        }
        let checked =
            (self.computed.as_ref()).map(|computed| mismatches(layer, computed, blob.len()));
        if checked == Some(None) && (layer.digest.is_some() || layer.diff_id.is_some()) {
            let message = "a digest's algorithm cannot be computed here: the layer is not verified";
            warnings.push(Warning::layer(WarningKind::Digest, number, message));
        }
        let wrong = checked.clone().flatten();
        let error = self.listing.error.as_ref().map(|error| {
            sentence(
                blob,
                &[
                    error.as_str(),
                    what_it_is(blob, &self.listing.index).as_str(),
                ]
                .concat(),
            )
        });
        let (digest, diff_id) = self.computed.map(|c| (c.digest, c.diff_id)).unzip();
        Indexed {
            facts: LayerFacts {
                blob_bytes: blob.len(),
                plain_bytes: self.plain_bytes,
                compression: Some(self.compression),
                digest,
                diff_id,
                verified: wrong
                    .as_ref()
                    .map(|wrong| wrong.is_empty() && error.is_none()),
            },
            index: self.listing.index,
            warnings,
            mismatches: (wrong.unwrap_or_default().into_iter())
                .map(|what| format!("{}: {what}", crate::text::escape(blob.name())))
                .collect(),
            error,
        }
    }
}

/// Says what a blob is that is no tar, when its first bytes tell.
fn what_it_is(blob: &Blob, index: &LayerIndex) -> String {
    let mut head = [0; 4];
    if !index.entries.is_empty() || blob.read_at(&mut head, 0).is_err() {
        return String::new();
    }
    match &head {
        b"hsqs" => "; it is a SquashFS image, which is not a layer that can be read here",
        [b'{' | b'[', ..] => "; it looks like JSON: an artifact, not a file system layer",
        _ => "",
    }
    .to_owned()
}
