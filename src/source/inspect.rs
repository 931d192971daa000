//! What a manifest turns out to be: an image of some platform, complete or not, or no image.

use super::catalog::{Source, Variant};
use super::store::Found;
use crate::image::document::{Descriptor, Manifest, is_config_type, is_layer_type};
use crate::image::json::{Json, Node, Notes};
use crate::image::{Compression, Platform, quote};

/// Fills in what a manifest and its config tell about a variant.
pub(super) fn fill_in(source: &Source, manifest: &Manifest, variant: &mut Variant) {
    variant.note = why_no_image(source, manifest);
    variant.config_digest.clone_from(&manifest.config.digest);
    if variant.note.is_some() {
        return;
    }
    match source.fetch(&manifest.config) {
        Err(problem) => {
            variant.problem = Some(format!("the config {} {problem}", manifest.config.label()));
        }
        Ok(verified) => {
            let json = Json::parse(&verified.bytes).ok();
            let said =
                json.and_then(|(json, _)| Platform::read(Node::new(&json, &Notes::default())));
            // The config is what runs; the descriptor only repeats it.
            variant.platform = said.or(variant.platform.take());
            variant.complete = manifest.layers.iter().all(|layer| source.has(layer));
        }
    }
}

fn why_no_image(source: &Source, manifest: &Manifest) -> Option<String> {
    let config = manifest.config.media_type.as_str();
    if config == "application/vnd.buildkit.cacheconfig.v0" {
        return Some("a BuildKit cache, which holds no image".to_owned());
    }
    if !is_config_type(config) {
        let kind = match manifest.artifact_type.as_str() {
            "" => config,
            kind => kind,
        };
        return Some(format!(
            "an OCI artifact of type '{}', not a container image",
            quote(kind)
        ));
    }
    let other = manifest
        .layers
        .iter()
        .all(|layer| !is_file_system(source, layer));
    if other && !manifest.layers.is_empty() {
        let kind = quote(&manifest.layers[0].media_type);
        return Some(format!(
            "an OCI artifact whose parts are of type '{kind}', not layers"
        ));
    }
    None
}

/// True when a layer is a tar by its media type, or by its bytes where that says nothing known.
pub(super) fn is_file_system(source: &Source, layer: &Descriptor) -> bool {
    if layer.media_type.is_empty() || is_layer_type(&layer.media_type) {
        return true;
    }
    let Some(Found::File(blob)) = layer.digest.as_ref().map(|digest| source.blob(digest)) else {
        return false;
    };
    let mut head = [0; 512];
    let n = blob.read_at(&mut head, 0).unwrap_or(0);
    Compression::sniff(&head[..n]) != Compression::Plain || super::tar::is_tar(&head[..n])
}
