//! One chosen variant, resolved: config, history, and the place of every layer's bytes.

use super::catalog::{Catalog, Entry, Source, Variant, What};
use super::docker::Entry as DockerEntry;
use super::store::Found;
use super::{SourceError, layers, legacy};
use crate::image::config::Config;
use crate::image::document::{Descriptor, Document};
use crate::image::{Digest, Image, Layer, Warning, WarningKind, quote};

/// What a manifest of any kind comes down to.
#[derive(Default)]
struct Parts {
    manifest_digest: Option<Digest>,
    annotations: Vec<(String, String)>,
    config_bytes: Vec<u8>,
    layers: Vec<Layer>,
    warnings: Vec<Warning>,
    mismatches: Vec<String>,
}

/// Resolves a variant of `entry`.
pub(super) fn resolve(
    source: &Source,
    catalog: &Catalog,
    entry: &Entry,
    variant: &Variant,
) -> Result<Image, SourceError> {
    let mut image = match &variant.what {
        What::Legacy(ids) => of_legacy(source, ids)?,
        What::Docker(docker) => {
            let parts = docker_parts(source, docker).map_err(|why| source.fail(why))?;
            of_parts(source, parts)?
        }
        What::Manifest(descriptor) => {
            let parts = manifest_parts(source, descriptor, variant.docker.as_ref())?;
            of_parts(source, parts)?
        }
    };
    image.names.clone_from(&entry.names);
    let about = image.manifest_digest.as_ref().map(Digest::as_str);
    let mine = |subject: &Option<String>| subject.is_none() || subject.as_deref() == about;
    let found = entry
        .attestations
        .iter()
        .filter(|(subject, _)| mine(subject));
    image.attestations = found.map(|(_, digest)| digest.clone()).collect();
    image.format = catalog.format;
    image
        .warnings
        .splice(0..0, catalog.warnings.iter().cloned());
    layers::check_count(source, &mut image)?;
    layers::repeated(&mut image);
    Ok(image)
}

fn manifest_parts(
    source: &Source,
    descriptor: &Descriptor,
    docker: Option<&DockerEntry>,
) -> Result<Parts, SourceError> {
    let mut parts = Parts {
        manifest_digest: descriptor.digest.clone(),
        ..Parts::default()
    };
    let label = format!("the manifest {}", descriptor.label());
    let bytes = parts.verified(source, descriptor, &label)?;
    let mut notes = Vec::new();
    let document = Document::read(&bytes, &mut notes, &source.limits);
    for note in notes {
        let message = format!("{label}: {note}");
        parts.warn(WarningKind::ParsersDiffer, message);
    }
    let manifest = match document.map_err(|why| source.fail(format!("{label} {why}")))? {
        Document::Manifest(manifest) => *manifest,
        Document::Index(_) => return Err(source.fail(format!("{label} is an index"))),
    };
    let label = format!("the config {}", manifest.config.label());
    parts.config_bytes = parts.verified(source, &manifest.config, &label)?;
    parts.annotations.clone_from(&descriptor.annotations);
    parts
        .annotations
        .extend(manifest.annotations.iter().cloned());
    parts.layers =
        match docker.filter(|entry| manifest.layers.is_empty() && !entry.layers.is_empty()) {
            // Docker 25.0.0-rc wrote manifests without layers (moby issue 47065).
            Some(entry) => {
                let message = "the OCI manifest lists no layers; those of manifest.json are used";
                parts.warn(WarningKind::Format, message);
                layers::of_docker(source, entry)
            }
            None => layers::of_manifest(source, &manifest, &mut parts.warnings),
        };
    Ok(parts)
}

fn docker_parts(source: &Source, entry: &DockerEntry) -> Result<Parts, String> {
    let mut parts = Parts {
        config_bytes: entry.config_bytes(source)?,
        layers: layers::of_docker(source, entry),
        ..Parts::default()
    };
    let computed = Digest::sha256(&parts.config_bytes);
    if let Some(claimed) = entry
        .claimed_config()
        .filter(|claimed| *claimed != computed)
    {
        parts.mismatches.push(format!(
            "the config '{}' has the digest {computed}, not {claimed}",
            quote(&entry.config)
        ));
    }
    Ok(parts)
}

impl Parts {
    fn warn(&mut self, kind: WarningKind, message: impl Into<String>) {
        self.warnings.push(Warning::image(kind, message));
    }

    fn verified(
        &mut self,
        source: &Source,
        descriptor: &Descriptor,
        label: &str,
    ) -> Result<Vec<u8>, SourceError> {
        let verified = source
            .fetch(descriptor)
            .map_err(|why| source.fail(format!("{label} {why}; save the image again")))?;
        if let Some(mismatch) = verified.mismatch {
            self.mismatches
                .push(format!("{label} is not what it should be: {mismatch}"));
        }
        if let Some(unknown) = verified.unknown {
            self.warn(WarningKind::Digest, unknown);
        }
        Ok(verified.bytes)
    }
}

fn of_parts(source: &Source, mut parts: Parts) -> Result<Image, SourceError> {
    let config = Config::read(&parts.config_bytes, &source.limits)
        .map_err(|why| source.fail(format!("the config of the image {why}")))?;
    for note in &config.notes {
        let message = format!("the config: {note}");
        parts.warn(WarningKind::ParsersDiffer, message);
    }
    super::order::by_diff_ids(
        source,
        &config.diff_ids,
        &mut parts.layers,
        &mut parts.warnings,
    )?;
    for (layer, diff_id) in parts.layers.iter_mut().zip(&config.diff_ids) {
        layer.diff_id.clone_from(diff_id);
    }
    map_history(&config, &mut parts);
    let (base, base_name) = super::base::find(source, &parts.annotations, &config);
    Ok(Image {
        names: Vec::new(),
        manifest_digest: parts.manifest_digest,
        config_digest: Some(Digest::sha256(&parts.config_bytes)),
        platform: config.platform,
        format: "",
        layers: parts.layers,
        created: config.created,
        author: config.author,
        config: config.value,
        attestations: Vec::new(),
        base,
        base_name,
        warnings: parts.warnings,
        mismatches: parts.mismatches,
    })
}

fn map_history(config: &Config, parts: &mut Parts) {
    let Some(steps) = config.layer_history(parts.layers.len()) else {
        let given = config
            .history
            .iter()
            .filter(|step| !step.empty_layer)
            .count();
        if !config.history.is_empty() {
            let message = format!(
                "the history tells of {given} layers and the image has {}, so it cannot be told \
                 which step made which layer",
                parts.layers.len()
            );
            parts.warn(WarningKind::History, message);
        }
        return;
    };
    for (layer, step) in parts.layers.iter_mut().zip(steps) {
        layer.created_by.clone_from(&step.created_by);
        layer.created.clone_from(&step.created);
        layer.comment.clone_from(&step.comment);
    }
}

fn of_legacy(source: &Source, ids: &[String]) -> Result<Image, SourceError> {
    let mut layers = Vec::with_capacity(ids.len());
    let mut last = legacy::V1::default();
    for (at, id) in ids.iter().enumerate() {
        last = legacy::read(source, id).map_err(|why| source.fail(why))?;
        let blob = match source.store.get(&format!("{id}/layer.tar")) {
            Found::File(blob) => Ok(blob),
            Found::Unusable(why) => Err(format!("layer {at}, {id}, cannot be read: {why}")),
            _ => Err(format!("layer {at}, {id}, is not in {}", source.name)),
        };
        let mut read = layers::layer(&Descriptor::default(), blob);
        read.created_by.clone_from(&last.created_by);
        read.created.clone_from(&last.created);
        read.comment.clone_from(&last.comment);
        layers.push(read);
    }
    Ok(Image {
        names: Vec::new(),
        manifest_digest: None,
        config_digest: None,
        platform: last.platform,
        format: "",
        layers,
        created: last.created,
        author: last.author,
        config: last.value,
        attestations: Vec::new(),
        base: None,
        base_name: None,
        warnings: Vec::new(),
        mismatches: Vec::new(),
    })
}
