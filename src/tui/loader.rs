//! Reads the image behind the browser: lists it first, verifies after.
//!
//! Layers that are plain are listed by their headers alone and verified in a second pass; as soon
//! as one has to be decompressed to be listed, everything is verified on the way, since the bytes
//! go by anyway. Every step is said on the browser's channel.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{RecvTimeoutError, Sender, bounded};

use super::message::{Listed, Load, LoadedLayer, Message};
use super::veil::Veil;
use crate::analysis::{Accounting, Base, duplicates};
use crate::cache::Cache;
use crate::image::{Blob, Compression, Image, Layer, Watch};
use crate::layer::{Indexed, Memory, NoMemory, NoSinks, Options, Progress, index_layers_with};
use crate::limits::Limits;
use crate::source::{self, OpenOptions, Opened, Reference, SourceError, Stream};
use crate::tree::{Order, Stacker, Tree};

/// Progress is said at most this often.
const SAY_EVERY: Duration = Duration::from_millis(100);

/// Where the image comes from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// What the user typed.
    Reference(Reference),
    /// A stream that was stored when an image of it was opened first.
    Stream(Stream),
    /// The built-in image.
    Demo,
}

/// How to read it.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Where from.
    pub origin: Origin,
    /// Which image and platform.
    pub open: OpenOptions,
    /// Check digests and compare contents.
    pub verify: bool,
    /// So many layers are the base, where the user says.
    pub base: Option<usize>,
    /// Layers of earlier runs.
    pub cache: Option<Arc<Cache>>,
}

/// Reads one opening of an image and tells `sender` about it, until `cancelled`.
pub(super) struct Loader {
    pub(super) opening: u32,
    pub(super) reading: Reading,
    pub(super) sender: Sender<Message>,
    pub(super) cancelled: Arc<AtomicBool>,
}

impl Loader {
    /// Opens and reads. Ends early, and silently, when nobody listens any more.
    pub(super) fn run(&self) {
        match self.open() {
            Ok(opened) => {
                let image = opened.image.clone();
                let veil = Arc::new(Veil::of_config(image.clone()));
                self.say(Load::Opened(Box::new(opened), veil));
                self.read(&image);
            }
            Err(error) => self.say(Load::Failed(error)),
        }
    }

    fn say(&self, load: Load) {
        if !self.cancelled.load(Ordering::Relaxed) {
            let _ = self.sender.send(Message::Load(self.opening, load));
        }
    }

    fn open(&self) -> Result<Opened, SourceError> {
        match &self.reading.origin {
            Origin::Reference(reference) => {
                let mut options = self.reading.open.clone();
                options.interrupted = Some(self.cancelled.clone());
                options.spooled = Arc::default();
                let _saying = self.say_spooled(options.spooled.clone());
                source::open(reference, &options)
            }
            Origin::Stream(stream) => stream.open(&self.reading.open),
            Origin::Demo => Ok(Opened {
                image: crate::demo::image(),
                choice: None,
                others: Vec::new(),
                stream: None,
            }),
        }
    }

    /// Says ten times a second how much of a stream is stored, until what it returns is dropped.
    fn say_spooled(&self, spooled: Arc<AtomicU64>) -> Sender<()> {
        let (stop, stopped) = bounded(0);
        let (opening, sender) = (self.opening, self.sender.clone());
        thread::spawn(move || {
            let mut said = 0;
            while stopped.recv_timeout(SAY_EVERY) == Err(RecvTimeoutError::Timeout) {
                let stored = spooled.load(Ordering::Relaxed);
                let news = Message::Load(opening, Load::Spooled(stored));
                if stored != said && sender.send(news).is_err() {
                    return;
                }
                said = stored;
            }
        });
        stop
    }

    fn read(&self, image: &Image) {
        let whole = self.reading.verify;
        let at_once = whole && image.layers.iter().any(is_encoded);
        let mut stacker = Stacker::new(self.reading.open.limits);
        let mut shown = Shown::new();
        self.pass(image, at_once, |number, indexed| {
            let bytes = indexed.index.size();
            let entries = indexed.index.entries.len() as u64;
            let Indexed {
                index,
                facts,
                mut warnings,
                mismatches,
                error,
            } = indexed;
            warnings.extend(stacker.add(index).warnings(number));
            let layer = LoadedLayer {
                number,
                facts,
                entries,
                bytes,
                warnings,
                mismatches,
                error,
            };
            self.say(Load::Layer(Box::new(layer)));
            if number + 1 < image.layers.len() && shown.is_due() {
                let made = shown.timed(|| self.ordered(stacker.so_far()));
                if let Some((tree, order)) = made {
                    self.say(Load::Tree(tree, order));
                }
            }
        });
        if self.cancelled.load(Ordering::Relaxed) {
            return;
        }
        let base = Base::of(image, self.reading.base);
        let overflowed = stacker.overflowed();
        let Some((tree, order)) = self.ordered(stacker.finish()) else {
            return;
        };
        let accounting = Arc::new(Accounting::new(&tree, base.layers));
        self.say(Load::Listed(Box::new(Listed {
            tree: tree.clone(),
            order,
            accounting,
            base,
            overflowed,
        })));
        if whole && !at_once {
            self.pass(image, true, |number, indexed| {
                let Indexed {
                    index,
                    facts,
                    warnings: _,
                    mismatches,
                    error,
                } = indexed;
                let (entries, bytes) = (index.entries.len() as u64, index.size());
                tree.learn_hashes(number, index.hashes);
                let warnings = Vec::new();
                let layer = LoadedLayer {
                    number,
                    facts,
                    entries,
                    bytes,
                    warnings,
                    mismatches,
                    error,
                };
                self.say(Load::Verified(Box::new(layer)));
            });
        }
        let found = whole.then(|| duplicates(&tree)).flatten();
        self.say(Load::Finished(found));
    }

    /// A tree with its paths by name; none when nobody listens any more.
    fn ordered(&self, tree: Tree) -> Option<(Arc<Tree>, Arc<Order>)> {
        let order = Order::by_name(&tree, &self.cancelled)?;
        Some((Arc::new(tree), Arc::new(order)))
    }

    /// The layers with blobs that cannot be read any more once this image is left.
    fn layers(&self, image: &Image) -> Vec<Layer> {
        let watch = Watch::new(self.cancelled.clone());
        let watched = |layer: &Layer| Layer {
            blob: layer
                .blob
                .as_ref()
                .map(|blob| blob.watched(&watch, 0))
                .map_err(Clone::clone),
            ..layer.clone()
        };
        image.layers.iter().map(watched).collect()
    }

    fn pass(&self, image: &Image, contents: bool, mut each: impl FnMut(usize, Indexed)) {
        let options = Options {
            verify: contents,
            hash: contents,
            limits: self.reading.open.limits,
        };
        let counting = Counting {
            loader: self,
            read: AtomicU64::new(0),
            start: Instant::now(),
            said: AtomicU64::new(0),
        };
        let cache = self.reading.cache.as_deref();
        index_layers_with(
            cache.map_or(&NoMemory as &dyn Memory, |cache| cache),
            &self.layers(image),
            &options,
            &NoSinks,
            &counting,
            |number, indexed| {
                if !self.cancelled.load(Ordering::Relaxed) {
                    each(number, indexed);
                }
            },
        );
    }
}

/// True when listing the layer means decompressing it.
fn is_encoded(layer: &Layer) -> bool {
    let mut head = [0; 512];
    let Ok(blob) = &layer.blob else {
        return false;
    };
    let n = blob.read_at(&mut head, 0).unwrap_or(0);
    Compression::sniff(&head[..n]) != Compression::Plain
}

/// When to show a tree that is not complete: making one costs time, so that the time between two
/// grows with it.
struct Shown {
    last: Instant,
    wait: Duration,
}

impl Shown {
    fn new() -> Shown {
        Shown {
            last: Instant::now(),
            wait: SAY_EVERY,
        }
    }

    fn is_due(&self) -> bool {
        self.last.elapsed() > self.wait
    }

    fn timed<T>(&mut self, make: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let made = make();
        self.wait = (start.elapsed() * 8).max(2 * SAY_EVERY);
        self.last = Instant::now();
        made
    }
}

/// Counts bytes, and says so ten times a second while bytes come.
struct Counting<'a> {
    loader: &'a Loader,
    read: AtomicU64,
    start: Instant,
    /// Tenths of a second at which it was last said.
    said: AtomicU64,
}

impl Progress for Counting<'_> {
    fn read(&self, bytes: u64) {
        let bytes = self.read.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let spent = self.start.elapsed();
        let tenth = (spent.as_millis() / SAY_EVERY.as_millis()) as u64;
        if self.said.fetch_max(tenth, Ordering::Relaxed) < tenth {
            let seconds = spent.as_secs_f64();
            self.loader.say(Load::Read { bytes, seconds });
        }
    }

    fn layer_done(&self) {}

    fn looks_at_each(&self) -> bool {
        true
    }
}

/// Stored bytes of all layers: what progress is measured against.
pub(super) fn stored_bytes(image: &Image) -> u64 {
    let blobs = image.layers.iter();
    blobs
        .map(|layer| layer.blob.as_ref().map_or(0, Blob::len))
        .fold(0, u64::saturating_add)
}

impl Reading {
    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.open.limits
    }
}
