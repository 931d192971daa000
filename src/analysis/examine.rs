//! One image from its layers' bytes to all figures: the engine, as the binary calls it.

use super::{Accounting, Duplicate, duplicates};
use crate::image::{Image, Warning, WarningKind};
use crate::layer::{
    self, Indexed, LayerFacts, LayerIndex, Memory, NoMemory, Options, Progress, SinkFactory,
};
use crate::text::escape;
use crate::tree::{Stacker, Tree};

/// An image, read, stacked and accounted.
#[derive(Debug)]
pub struct Examined {
    /// What the image says of itself.
    pub image: Image,
    /// The layers, lowest first.
    pub layers: Vec<LayerReport>,
    /// Every path with its versions.
    pub tree: Tree,
    /// The exact figures.
    pub accounting: Accounting,
    /// Contents stored several times; none where contents were not read.
    pub duplicates: Option<Vec<Duplicate>>,
    /// What counts as the base image, and why.
    pub base: Base,
    /// What was odd, of the image and of its layers.
    pub warnings: Vec<Warning>,
    /// What could not be read, one sentence each.
    pub errors: Vec<String>,
    /// Claims that do not hold (digest, size, diff_id), one sentence each.
    pub mismatches: Vec<String>,
}

impl Examined {
    /// True when a part of the image could not be read: figures are of what could be.
    #[must_use]
    pub fn incomplete(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Number of entries in all layers.
    #[must_use]
    pub fn entries(&self) -> u64 {
        self.layers.iter().map(|layer| layer.entries).sum()
    }
}

/// What was learned of one layer, beside its paths.
#[derive(Debug, Clone)]
pub struct LayerReport {
    /// What its bytes gave.
    pub facts: LayerFacts,
    /// Number of tar entries, markers included.
    pub entries: u64,
    /// Why it could not be read, or which claim does not hold.
    pub error: Option<String>,
}

/// Which layers count as the base image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// How many, from below.
    pub layers: usize,
    /// Why, in words.
    pub reason: String,
}

impl Base {
    /// What the user says, else what the image's annotations say, else layer 0.
    #[must_use]
    pub fn of(image: &Image, wanted: Option<usize>) -> Base {
        let count = image.layers.len();
        if let Some(layers) = wanted {
            return Base {
                layers: layers.min(count),
                reason: "as asked".into(),
            };
        }
        match &image.base {
            Some((layers, name)) => Base {
                layers: (*layers).min(count),
                reason: format!("the image names its base: {}", escape(name)),
            },
            None => Base {
                layers: 1.min(count),
                reason: "layer 0, as nothing else is known".into(),
            },
        }
    }
}

/// Reads all layers, stacks them, and counts. `each` sees every layer's index before it goes into
/// the tree (dive's accounting wants it).
pub fn examine(
    image: Image,
    base: Option<usize>,
    options: &Options,
    sinks: &dyn SinkFactory,
    progress: &dyn Progress,
    each: impl FnMut(&LayerIndex),
) -> Examined {
    examine_with(&NoMemory, image, base, options, sinks, progress, each)
}

/// [`examine`] with somebody who may remember layers, and is told of those that are new.
pub fn examine_with(
    memory: &dyn Memory,
    image: Image,
    base: Option<usize>,
    options: &Options,
    sinks: &dyn SinkFactory,
    progress: &dyn Progress,
    mut each: impl FnMut(&LayerIndex),
) -> Examined {
    let mut stacker = Stacker::new(options.limits);
    let mut warnings = image.warnings.clone();
    let mut errors = Vec::new();
    let mut mismatches = image.mismatches.clone();
    let mut layers = Vec::with_capacity(image.layers.len());
    layer::index_layers_with(
        memory,
        &image.layers,
        options,
        sinks,
        progress,
        |number, indexed| {
            let Indexed {
                index,
                facts,
                warnings: odd,
                mismatches: wrong,
                error,
            } = indexed;
            let entries = index.entries.len() as u64;
            each(&index);
            warnings.extend(odd);
            warnings.extend(stacker.add(index).warnings(number));
            let name = |what: &String| format!("layer {number}: {what}");
            errors.extend(error.iter().map(name));
            mismatches.extend(wrong.iter().map(name));
            let error = error.or_else(|| wrong.first().cloned());
            layers.push(LayerReport {
                facts,
                entries,
                error,
            });
        },
    );
    said_once(&mut warnings, layers.len());
    if stacker.overflowed() {
        errors.push(
            "the image has more paths, or longer names, than can be held; some are left out".into(),
        );
    }
    let tree = stacker.finish();
    let base = Base::of(&image, base);
    let (accounting, duplicates) = std::thread::scope(|scope| {
        let hashed = options.hash.then(|| scope.spawn(|| duplicates(&tree)));
        let accounting = Accounting::new(&tree, base.layers);
        (
            accounting,
            hashed.and_then(|found| found.join().ok().flatten()),
        )
    });
    Examined {
        image,
        layers,
        tree,
        accounting,
        duplicates,
        base,
        warnings,
        errors,
        mismatches,
    }
}

/// One line for all layers that came from the cache unread, in place of one for each: an image may
/// have a hundred.
fn said_once(warnings: &mut Vec<Warning>, layers: usize) {
    let before = warnings.len();
    warnings.retain(|warning| warning.kind != WarningKind::FromCache);
    let unread = before - warnings.len();
    if unread > 0 {
        let message = format!(
            "{unread} of {layers} layers are taken from the cache by the digests that the image \
             claims, not verified: their bytes were not read"
        );
        warnings.push(Warning::image(WarningKind::FromCache, message));
    }
}
