//! Opening and reading an image, as every command does it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::progress::{Counts, Drawing, of_layers};
use super::{CommandError, Environment, note};
use crate::analysis::{self, Examined};
use crate::cache::Cache;
use crate::cli::ImageChoice;
use crate::image::{Blob, Image};
use crate::layer::{LayerIndex, Memory, NoMemory, Options, SinkFactory};
use crate::limits::Limits;
use crate::source::{self, OpenOptions, Opened};
use crate::text::size;

/// Opens the image that was chosen, and says on standard error which it is when there was a
/// choice.
pub(super) fn open(
    choice: &ImageChoice,
    environment: &Environment,
) -> Result<Opened, CommandError> {
    if choice.reference == "demo:" {
        return Ok(Opened {
            image: crate::demo::image(),
            choice: None,
            others: Vec::new(),
            stream: None,
        });
    }
    let reference = source::parse_reference(&choice.reference, choice.source.as_deref())?;
    let options = OpenOptions {
        image: choice.image.clone(),
        platform: choice.platform.clone(),
        limits: choice.limits,
        engine: None,
        interrupted: Some(environment.interrupted.clone()),
        spooled: Arc::default(),
    };
    let spooled = options.spooled.clone();
    let drawing = Drawing::start(environment.progress && !choice.quiet, move || {
        format!(
            "reading the image, {} so far",
            size(spooled.load(Ordering::Relaxed))
        )
    });
    let opened = source::open(&reference, &options)?;
    drop(drawing);
    if let Some(chosen) = &opened.choice {
        let line = format!("layerscope: {}", crate::text::escape(chosen));
        note(choice.quiet, &line);
    }
    Ok(opened)
}

/// How layers are read.
pub(super) struct Reading<'a> {
    pub(super) options: Options,
    pub(super) base: Option<usize>,
    pub(super) sinks: &'a dyn SinkFactory,
    pub(super) quiet: bool,
    /// Layers of earlier runs.
    pub(super) cache: Option<&'a Cache>,
}

/// Reads all layers with progress; `each` sees each layer's index in order.
pub(super) fn examine(
    image: Image,
    reading: &Reading<'_>,
    environment: &Environment,
    each: impl FnMut(&LayerIndex),
) -> Examined {
    let counts = Arc::new(Counts::default());
    let bytes = image
        .layers
        .iter()
        .map(|layer| layer.blob.as_ref().map_or(0, Blob::len))
        .fold(0, u64::saturating_add);
    let line = of_layers(counts.clone(), bytes, image.layers.len());
    let _drawing = Drawing::start(environment.progress && !reading.quiet, line);
    let memory = reading
        .cache
        .map_or(&NoMemory as &dyn Memory, |cache| cache);
    analysis::examine_with(
        memory,
        image,
        reading.base,
        &reading.options,
        reading.sinks,
        &*counts,
        each,
    )
}

/// What contents are read for: verification and equality together, or nothing.
pub(super) fn options(contents: bool, limits: Limits) -> Options {
    Options {
        verify: contents,
        hash: contents,
        limits,
    }
}
