//! `manifest.json` of `docker save`, `podman save` and many others: an array of images.
//!
//! It decides the order of layers; `RepoTags` may be null, layer paths may be empty, may end in
//! `.tar.gz`, and may be links. `LayerSources` tells nothing that is needed.

use super::catalog::{Catalog, Entry as Image, MOST_NAMES, Source, Variant, What};
use super::store::Found;
use crate::image::document::Descriptor;
use crate::image::json::{Json, Node, Notes};
use crate::image::{Digest, Platform, WarningKind, quote};

/// One image as `manifest.json` lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) config: String,
    pub(super) names: Vec<String>,
    pub(super) layers: Vec<String>,
}

/// What `manifest.json` is.
pub(super) enum ManifestJson {
    /// Docker's array, or `null`.
    Archive(Vec<Entry>),
    /// An image manifest or index by itself: skopeo's `dir:`.
    Document,
}

/// Reads `manifest.json`. An error is a clause that follows its name.
pub(super) fn read(
    source: &Source,
    bytes: &[u8],
    catalog: &mut Catalog,
) -> Result<ManifestJson, String> {
    let (json, _) = Json::parse(bytes).map_err(|error| format!("is no JSON ({error})"))?;
    let notes = Notes::default();
    let top = Node::new(&json, &notes);
    match json {
        Json::Array(_) | Json::Null => {}
        Json::Object(_) => return Ok(ManifestJson::Document),
        _ => return Err("is neither an array nor an object".to_owned()),
    }
    let items = top.items();
    if items.len() > source.limits.index_descriptors {
        return Err(format!(
            "lists {} images, more than the limit of {} (--limit index-descriptors)",
            items.len(),
            source.limits.index_descriptors
        ));
    }
    let mut entries: Vec<Entry> = Vec::new();
    for item in items {
        let entry = Entry::read(item, source)?;
        let same =
            |known: &&mut Entry| known.config == entry.config && known.layers == entry.layers;
        match entries.iter_mut().find(same) {
            Some(known) => {
                known.names.extend(entry.names);
                known.names.truncate(MOST_NAMES);
            }
            None => entries.push(entry),
        }
    }
    for note in notes.take() {
        catalog.warn(WarningKind::ParsersDiffer, format!("manifest.json: {note}"));
    }
    Ok(ManifestJson::Archive(entries))
}

impl Entry {
    fn read(item: Node<'_>, source: &Source) -> Result<Entry, String> {
        let texts = |key: &str| -> Vec<String> {
            item.field(key)
                .items()
                .map(|item| item.text_or_empty())
                .collect()
        };
        let layers = texts("Layers");
        let mut names = texts("RepoTags");
        names.truncate(MOST_NAMES);
        if layers.len() > source.limits.layers {
            return Err(format!(
                "lists {} layers for one image, more than the limit of {} (--limit layers)",
                layers.len(),
                source.limits.layers
            ));
        }
        Ok(Entry {
            config: item.field("Config").text_or_empty(),
            names,
            layers,
        })
    }

    /// The digest that the config's path claims.
    pub(super) fn claimed_config(&self) -> Option<Digest> {
        if let Some(digest) = claimed_digest(&self.config) {
            return Some(digest);
        }
        let name = self.config.rsplit('/').next()?;
        let hex = name.strip_suffix(".json").unwrap_or(name);
        let hex = hex.strip_prefix("sha256:").unwrap_or(hex);
        Digest::parse(&format!("sha256:{hex}")).ok()
    }

    /// The variant that this entry describes.
    pub(super) fn variant(&self, source: &Source) -> Variant {
        let mut variant = Variant::new(What::Docker(self.clone()));
        let present = |path: &String| !path.is_empty() && source.store.has(path);
        variant.complete = self.layers.iter().all(present);
        match self.config_bytes(source) {
            Err(problem) => {
                variant.complete = false;
                variant.problem = Some(problem);
            }
            Ok(bytes) => {
                variant.config_digest = Some(Digest::sha256(&bytes));
                variant.platform = Json::parse(&bytes)
                    .ok()
                    .and_then(|(json, _)| Platform::read(Node::new(&json, &Notes::default())));
            }
        }
        variant
    }

    /// The config; an error is a sentence without the source's name.
    pub(super) fn config_bytes(&self, source: &Source) -> Result<Vec<u8>, String> {
        let shown = quote(&self.config);
        if self.config.is_empty() {
            return Err("manifest.json names no config for the image".to_owned());
        }
        match source.store.get(&self.config) {
            Found::File(blob) => {
                let read = source.read(&blob);
                read.map_err(|why| format!("the config '{shown}' {why}"))
            }
            Found::Unusable(why) => Err(format!("the config '{shown}' cannot be read: {why}")),
            Found::Directory => Err(format!("the config '{shown}' is a directory")),
            Found::Missing => Err(format!(
                "the config '{shown}' that manifest.json names is missing; save the image again"
            )),
        }
    }
}

/// The digest in a path like `blobs/sha256/HEX`.
pub(super) fn claimed_digest(path: &str) -> Option<Digest> {
    let (algorithm, encoded) = path.strip_prefix("blobs/")?.split_once('/')?;
    Digest::parse(&format!("{algorithm}:{encoded}")).ok()
}

/// Adds what `manifest.json` lists to what `index.json` listed: names and the order of layers to
/// images that both have, and the images that only `manifest.json` has (Docker names just one
/// untagged image in `index.json`, moby's tarexport/save.go).
pub(super) fn merge(source: &Source, entries: Vec<Entry>, catalog: &mut Catalog) {
    for entry in entries {
        let claimed = entry.claimed_config();
        let twin = catalog.entries.iter_mut().find(|image| {
            image.variants.iter().any(|variant| {
                claimed.is_some() && variant.config_digest == claimed && variant.is_image()
            })
        });
        let Some(image) = twin else {
            let mut image = Image::default();
            image.add_names(entry.names.iter().cloned());
            image.variants.push(entry.variant(source));
            catalog.entries.push(image);
            continue;
        };
        // The short names of manifest.json come first, as the user knows them.
        let long = std::mem::take(&mut image.names);
        image.add_names(entry.names.iter().cloned());
        image.add_names(
            long.into_iter()
                .filter(|name| !is_tag_only(name, &entry.names)),
        );
        for variant in &mut image.variants {
            if variant.config_digest == claimed {
                variant.docker = Some(entry.clone());
            }
        }
    }
}

fn is_tag_only(name: &str, full: &[String]) -> bool {
    full.iter()
        .any(|full| full.rsplit(':').next() == Some(name))
}

/// What a layer's path in `manifest.json` leads to, as a descriptor without claims of its own
/// unless the path is one.
pub(super) fn layer_descriptor(path: &str) -> Descriptor {
    Descriptor {
        digest: claimed_digest(path),
        ..Descriptor::default()
    }
}
