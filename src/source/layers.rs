//! The layers of a manifest, each with the place of its bytes or why they cannot be had.

use super::catalog::Source;
use super::docker::{self, Entry as DockerEntry};
use super::store::Found;
use super::{SourceError, inspect};
use crate::image::document::{Descriptor, Manifest, is_layer_type};
use crate::image::{Blob, Image, Layer, Warning, WarningKind, cut, quote};

/// The layers that an OCI manifest lists, with a warning for each odd media type.
pub(super) fn of_manifest(
    source: &Source,
    manifest: &Manifest,
    warnings: &mut Vec<Warning>,
) -> Vec<Layer> {
    let mut layers = Vec::with_capacity(manifest.layers.len());
    for (at, descriptor) in manifest.layers.iter().enumerate() {
        let odd = !descriptor.media_type.is_empty() && !is_layer_type(&descriptor.media_type);
        let blob = layer_blob(source, descriptor, odd);
        if odd && blob.is_ok() {
            let message = format!(
                "layer {at} has the media type '{}', but its bytes are those of a tar",
                cut(&descriptor.media_type)
            );
            warnings.push(Warning::layer(WarningKind::MediaType, at, message));
        }
        layers.push(layer(descriptor, blob));
    }
    layers
}

/// A layer as a descriptor gives it.
pub(super) fn layer(descriptor: &Descriptor, blob: Result<Blob, String>) -> Layer {
    let media_type = descriptor.media_type.clone();
    Layer {
        blob,
        digest: descriptor.digest.clone(),
        size: descriptor.size,
        diff_id: None,
        media_type: (!media_type.is_empty()).then_some(media_type),
        created_by: None,
        created: None,
        comment: None,
    }
}

/// The bytes of a layer, or a sentence about its blob; which layer it is, the reader of the
/// sentence knows.
fn layer_blob(source: &Source, descriptor: &Descriptor, odd: bool) -> Result<Blob, String> {
    let label = descriptor.label();
    if let Some(problem) = &descriptor.problem {
        return Err(format!("{label} cannot be looked up: {problem}"));
    }
    let found = descriptor.digest.as_ref().map(|digest| source.blob(digest));
    if odd && !inspect::is_file_system(source, descriptor) {
        return Err(format!(
            "{label} is of type '{}', which is no layer of files that can be read here",
            quote(&descriptor.media_type)
        ));
    }
    match found {
        Some(Found::File(blob)) => Ok(blob),
        Some(Found::Unusable(why)) => Err(format!(
            "{label} in {} cannot be read: {why}; copy or save the image again",
            source.name
        )),
        Some(Found::Directory) => Err(format!("{label} is a directory in {}", source.name)),
        Some(Found::Missing) | None => match source.fetch(descriptor) {
            // The descriptor's own `data`, verified.
            Ok(verified) => {
                let name = format!("{} in {}", descriptor.label(), source.name);
                Ok(Blob::from_bytes(verified.bytes, name))
            }
            Err(_) => Err(format!(
                "{label} is not in {}{}",
                source.name,
                hint(descriptor)
            )),
        },
    }
}

fn hint(descriptor: &Descriptor) -> &'static str {
    let kind = &descriptor.media_type;
    if kind.contains("nondistributable") || kind.contains("foreign") {
        "; it is a layer that may not be distributed, and has to be fetched from its own place"
    } else {
        "; pull the image again and save it again"
    }
}

/// The layers that `manifest.json` lists.
pub(super) fn of_docker(source: &Source, entry: &DockerEntry) -> Vec<Layer> {
    let each = entry.layers.iter();
    each.map(|path| {
        let shown = quote(path);
        let blob = match source.store.get(path) {
            _ if path.is_empty() => Err(format!(
                "it is not in {}: manifest.json gives it no path; save the image again",
                source.name
            )),
            Found::File(blob) => Ok(blob),
            Found::Unusable(why) => Err(format!(
                "'{shown}' in {} cannot be read: {why}; save the image again",
                source.name
            )),
            Found::Directory => Err(format!("'{shown}' is a directory in {}", source.name)),
            Found::Missing => Err(format!(
                "'{shown}' is not in {}; save the image again",
                source.name
            )),
        };
        layer(&docker::layer_descriptor(path), blob)
    })
    .collect()
}

/// Some runtimes cannot mount more layers than this (overlay's limit of 128 with the upper one).
const MANY_LAYERS: usize = 127;

/// Warns of more layers than runtimes take, and refuses more than the limit.
pub(super) fn check_count(source: &Source, image: &mut Image) -> Result<(), SourceError> {
    let count = image.layers.len();
    if count > source.limits.layers {
        return Err(SourceError::Limit(format!(
            "{}: the image has {count} layers, more than the limit of {} (--limit layers)",
            source.name, source.limits.layers
        )));
    }
    if count > MANY_LAYERS {
        let message = format!("{count} layers; some runtimes accept no more than {MANY_LAYERS}");
        image
            .warnings
            .push(Warning::image(WarningKind::ManyLayers, message));
    }
    Ok(())
}

/// Docker writes a layer twice where two steps made the same one; both count.
pub(super) fn repeated(image: &mut Image) {
    let mut first = std::collections::HashMap::new();
    for (at, layer) in image.layers.iter().enumerate() {
        let Some(id) = layer.diff_id.as_ref().or(layer.digest.as_ref()) else {
            continue;
        };
        if let Some(before) = first.insert(id.clone(), at) {
            let message = format!("layer {at} is the same as layer {before}; both are counted");
            let warning = Warning::layer(WarningKind::RepeatedLayer, at, message);
            image.warnings.push(warning);
        }
    }
}
