//! Looks for secrets behind the browser: another pass over all layers, as a job that can be
//! stopped, and what it found in the form that the screens ask for.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range as Span;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::judge::Judge;
use super::loader::stored_bytes;
use super::veil::{Veil, detector};
use crate::image::{Image, Layer, Watch};
use crate::layer::{Options, Progress, index_layers};
use crate::limits::Limits;
use crate::preview::Mask;
use crate::secrets::{
    Disposition, Fate, Finding, Findings, Pass, Place, ScanOptions, Scene, Site, Skipped,
};
use crate::tree::{ContentId, NodeId, Range, RecordId, Tree, Version};

/// Paths with secrets that are asked one by one what a view shows of them.
const BELOW: usize = 64;

/// What is to be looked through.
#[derive(Debug)]
pub struct Scan {
    image: Image,
    tree: Arc<Tree>,
    base_layers: usize,
    judge: Arc<Judge>,
    watch: Watch,
    cancelled: Arc<AtomicBool>,
    limits: Limits,
}

/// What a scan found.
pub struct Found {
    /// The secrets, the most urgent first; what they quote of the image is masked.
    pub findings: Vec<Finding>,
    /// What was not looked at.
    pub skipped: Skipped,
    /// What there is to act on in each layer.
    pub layers: Vec<InLayer>,
    /// Those to act on, and those of them that the final image shows.
    pub to_act_on: InLayer,
    /// The image with their values, and without.
    pub veil: Arc<Veil>,
    spans: HashMap<ContentId, Vec<Span<u64>>>,
    actionable: HashSet<ContentId>,
    /// The paths below each directory that carry one to act on, in some layer.
    below: HashMap<NodeId, Vec<NodeId>>,
}

/// Secrets to act on that one layer carries, each once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InLayer {
    /// All of them.
    pub all: usize,
    /// Those that the final image shows.
    pub visible: usize,
}

impl Scan {
    /// A scan of an image that is listed, and what tells of it and stops it.
    #[must_use]
    pub fn new(
        image: Image,
        tree: Arc<Tree>,
        base_layers: usize,
        judge: Arc<Judge>,
        limits: Limits,
    ) -> (Scan, Watch) {
        let cancelled = Arc::<AtomicBool>::default();
        let watch = Watch::new(cancelled.clone());
        watch.begin(stored_bytes(&image));
        let scan = Scan {
            image,
            tree,
            base_layers,
            judge,
            watch: watch.clone(),
            cancelled,
            limits,
        };
        (scan, watch)
    }

    /// Reads all layers. None when it was stopped.
    ///
    /// # Errors
    /// A sentence when the rules cannot be read.
    #[must_use]
    pub fn run(self) -> Option<Result<Found, String>> {
        let limits = self.limits;
        let own = self.judge.detector(&limits);
        let detector = match &own {
            Some(own) => own.as_ref().map_err(String::as_str),
            None => detector(),
        };
        let detector = match detector {
            Ok(detector) => detector,
            Err(error) => return Some(Err(error.to_owned())),
        };
        let scanning = ScanOptions {
            binaries: !self.judge.detect.no_binaries,
        };
        let layers = self.image.layers.len();
        let pass = Pass::new(layers, detector, scanning, &limits);
        let options = Options {
            verify: false,
            hash: true,
            limits,
        };
        let counting = Counting {
            watch: &self.watch,
            read: AtomicU64::new(0),
        };
        index_layers(
            &self.layers(),
            &options,
            &pass,
            &counting,
            // Places are found by hashes, which an image that is not verified lacks.
            |number, indexed| self.tree.learn_hashes(number, indexed.index.hashes),
        );
        let stopped = || self.watch.is_cancelled();
        if stopped() {
            return None;
        }
        let scene = Scene {
            image: &self.image,
            tree: &self.tree,
            base_layers: self.base_layers,
        };
        let mut findings = Findings::of(&pass, &scene);
        self.judge.judge(&mut findings);
        (!stopped()).then(|| Ok(Found::new(self.image, &self.tree, findings)))
    }

    /// The layers with blobs that cannot be read any more once the scan is stopped. What they
    /// count themselves, each for its own, is of no use here.
    fn layers(&self) -> Vec<Layer> {
        let stop = Watch::new(self.cancelled.clone());
        let watched = |layer: &Layer| Layer {
            blob: layer
                .blob
                .as_ref()
                .map(|blob| blob.watched(&stop, 0))
                .map_err(Clone::clone),
            ..layer.clone()
        };
        self.image.layers.iter().map(watched).collect()
    }
}

struct Counting<'a> {
    watch: &'a Watch,
    read: AtomicU64,
}

impl Progress for Counting<'_> {
    fn read(&self, bytes: u64) {
        let before = self.read.fetch_add(bytes, Ordering::Relaxed);
        self.watch.reach(before + bytes);
    }

    fn layer_done(&self) {}
}

impl Found {
    fn new(plain: Image, tree: &Tree, mut findings: Findings) -> Found {
        let layers = plain.layers.len();
        let veil = Veil::new(plain, &mut findings);
        let Findings { all, skipped, .. } = findings;
        let mut found = Found {
            layers: in_layers(&all, layers),
            to_act_on: to_act_on(&all),
            findings: all,
            skipped,
            veil: Arc::new(veil),
            spans: HashMap::new(),
            actionable: HashSet::new(),
            below: HashMap::new(),
        };
        found.by_content();
        found.by_directory(tree);
        found
    }

    fn by_content(&mut self) {
        for place in self.findings.iter().flat_map(|finding| &finding.places) {
            let Site::File(file) = &place.site else {
                continue;
            };
            if place.disposition == Disposition::Actionable {
                self.actionable.insert(file.content);
            }
            // Of an archive's member the span says nothing of the bytes of the archive.
            if file.inner.is_none() && place.span.0 < place.span.1 {
                let spans = self.spans.entry(file.content).or_default();
                spans.push(place.span.0..place.span.1);
            }
        }
    }

    fn by_directory(&mut self, tree: &Tree) {
        let mut nodes = HashSet::new();
        for place in self.findings.iter().flat_map(|finding| &finding.places) {
            if let (Site::File(file), Disposition::Actionable) = (&place.site, place.disposition) {
                nodes.insert(file.node);
                if let Fate::Visible(paths) = &place.fate {
                    nodes.extend(paths.iter().filter_map(|path| tree.find(path)));
                }
            }
        }
        for node in nodes {
            for above in tree.above(node) {
                let below = self.below.entry(above).or_default();
                // Of one that is full it is enough to know that it is, and all above it are.
                if below.len() > BELOW {
                    break;
                }
                below.push(node);
            }
        }
    }

    /// True when something that a view shows below a directory holds a secret to act on.
    #[must_use]
    pub fn marks_below(&self, tree: &Tree, directory: NodeId, range: Range) -> bool {
        let below = self.below.get(&directory).map_or(&[][..], Vec::as_slice);
        let shown = |node: &NodeId| {
            let state = tree.state(*node, range);
            let version = state.and_then(|state| state.after.or(state.before));
            version.and_then(|version| version.record())
        };
        let marked = |node: &NodeId| shown(node).is_some_and(|record| self.marks(tree, record));
        below.len() > BELOW || below.iter().any(marked)
    }

    /// What is to be hidden of the contents of a version.
    #[must_use]
    pub fn mask(&self, tree: &Tree, version: Version) -> Mask {
        let content = version.record().and_then(|record| tree.content_of(record));
        let spans = content.and_then(|content| self.spans.get(&content));
        Mask {
            values: self.veil.values(),
            spans: spans.cloned().unwrap_or_default(),
        }
    }

    /// True when what an entry shows holds a secret to act on.
    #[must_use]
    pub fn marks(&self, tree: &Tree, record: RecordId) -> bool {
        let content = tree.content_of(record);
        content.is_some_and(|content| self.actionable.contains(&content))
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Found({} secrets)", self.findings.len())
    }
}

/// Those to act on, and those of them that the final image shows.
fn to_act_on(findings: &[Finding]) -> InLayer {
    let all = findings.iter();
    let all = all.filter(|one| one.disposition() == Disposition::Actionable);
    InLayer {
        all: all.clone().count(),
        visible: all.filter(|one| one.visible()).count(),
    }
}

fn in_layers(findings: &[Finding], layers: usize) -> Vec<InLayer> {
    let mut counts = vec![InLayer::default(); layers];
    for finding in findings {
        let own = finding.places.iter();
        let own = own.filter(|place| place.disposition == Disposition::Actionable);
        // A layer with several places of one secret has one secret.
        let mut seen: HashMap<usize, bool> = HashMap::new();
        for place in own {
            if let Some(layer) = Place::layer(place) {
                *seen.entry(layer).or_default() |= place.visible();
            }
        }
        for (layer, visible) in seen {
            if let Some(count) = counts.get_mut(layer) {
                count.all += 1;
                count.visible += usize::from(visible);
            }
        }
    }
    counts
}
