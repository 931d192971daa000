//! `index.json` of an OCI layout, and the indexes below it: images and their platforms.
//!
//! OCI image specification, image-layout.md and image-index.md; BuildKit's attestations are told
//! by their annotations. Blobs of some platforms may be missing (a containerd store saves only
//! what it has), which makes those incomplete and nothing else.

use std::collections::{HashMap, HashSet};

use super::catalog::{Catalog, Entry, Source, Variant, What};
use super::{SourceError, inspect};
use crate::image::document::{Descriptor, Document, is_index_type, is_manifest_type};
use crate::image::{Digest, WarningKind, quote};

const CONTAINERD_NAME: &str = "io.containerd.image.name";
const REF_NAME: &str = "org.opencontainers.image.ref.name";
const REFERENCE_TYPE: &str = "vnd.docker.reference.type";
const REFERENCE_DIGEST: &str = "vnd.docker.reference.digest";

/// Reads the images that the index `bytes` lists into the catalog. The error's text is a clause
/// that follows `name`.
pub(super) fn read(
    source: &Source,
    name: &str,
    bytes: &[u8],
    catalog: &mut Catalog,
) -> Result<(), String> {
    let mut notes = Vec::new();
    let document = Document::read(bytes, &mut notes, &source.limits);
    for note in notes {
        catalog.warn(WarningKind::ParsersDiffer, format!("{name}: {note}"));
    }
    let top = match document? {
        Document::Index(top) => top,
        // A bare manifest: skopeo's `dir:`.
        Document::Manifest(_) => vec![of_bytes(bytes)],
    };
    let mut walk = Walk {
        source,
        seen: HashMap::new(),
        left: source.limits.index_descriptors_total,
    };
    let mut loose = Vec::new();
    for descriptor in top {
        walk.top(descriptor, catalog, &mut loose)?;
    }
    for (subject, attestation) in loose {
        attach(catalog, subject, attestation);
    }
    Ok(())
}

/// A descriptor that carries its blob.
fn of_bytes(bytes: &[u8]) -> Descriptor {
    Descriptor {
        digest: Some(Digest::sha256(bytes)),
        data: Some(bytes.to_vec()),
        ..Descriptor::default()
    }
}

fn attach(catalog: &mut Catalog, subject: Option<String>, attestation: Digest) {
    let describes = |entry: &&mut Entry| {
        let mut digests = entry.variants.iter().filter_map(|v| v.digest.as_ref());
        digests.any(|digest| Some(digest.as_str()) == subject.as_deref())
    };
    match catalog.entries.iter_mut().find(describes) {
        Some(entry) => entry.attestations.push((subject, attestation)),
        None => {
            if let Some(last) = catalog.entries.last_mut() {
                last.attestations.push((subject, attestation));
            }
        }
    }
}

struct Walk<'a> {
    source: &'a Source,
    /// Manifests that were looked at, by digest.
    seen: HashMap<Digest, Variant>,
    /// Descriptors that may still be met.
    left: usize,
}

type Loose = Vec<(Option<String>, Digest)>;

impl Walk<'_> {
    fn top(
        &mut self,
        descriptor: Descriptor,
        catalog: &mut Catalog,
        loose: &mut Loose,
    ) -> Result<(), String> {
        if let Some(attestation) = attestation(&descriptor) {
            loose.push(attestation);
            return Ok(());
        }
        let names = names(&descriptor);
        // Two tags of one image are two descriptors with one digest.
        let same = |entry: &&mut Entry| entry.digest.is_some() && entry.digest == descriptor.digest;
        if let Some(entry) = catalog.entries.iter_mut().find(same) {
            entry.add_names(names);
            return Ok(());
        }
        let mut entry = Entry {
            digest: descriptor.digest.clone(),
            ..Entry::default()
        };
        entry.add_names(names);
        let direct = !is_index_type(&descriptor.media_type);
        self.descend(descriptor, 0, &mut HashSet::new(), &mut entry)?;
        match platform_of_same_image(catalog, &entry, direct) {
            Some(known) => {
                known.digest = None;
                known.variants.append(&mut entry.variants);
            }
            None => match same_images(catalog, &entry) {
                Some(known) => known.add_names(entry.names),
                None => catalog.entries.push(entry),
            },
        }
        Ok(())
    }

    fn descend(
        &mut self,
        descriptor: Descriptor,
        depth: usize,
        visited: &mut HashSet<Digest>,
        entry: &mut Entry,
    ) -> Result<(), String> {
        self.left = self.left.checked_sub(1).ok_or_else(|| {
            format!(
                "lists more than {} manifests in all, which is the limit (--limit \
                 index-descriptors-total)",
                self.source.limits.index_descriptors_total
            )
        })?;
        if let Some(found) = attestation(&descriptor) {
            entry.attestations.push(found);
            return Ok(());
        }
        let fresh = descriptor
            .digest
            .clone()
            .is_none_or(|digest| visited.insert(digest));
        if !fresh {
            return Ok(());
        }
        let media_type = descriptor.media_type.as_str();
        let known = media_type.is_empty() || is_manifest_type(media_type);
        if !known && !is_index_type(media_type) {
            let mut variant = Variant::new(What::Manifest(descriptor.clone()));
            variant.digest.clone_from(&descriptor.digest);
            variant.note = Some(format!(
                "a document of type '{}', which is no image",
                quote(media_type)
            ));
            entry.variants.push(variant);
            return Ok(());
        }
        match self.look(&descriptor) {
            Looked::Variant(variant) => entry.variants.push(*variant),
            Looked::Index(_) if depth + 1 > self.source.limits.index_depth => {
                return Err(format!(
                    "nests indexes deeper than {}, which is the limit (--limit index-depth)",
                    self.source.limits.index_depth
                ));
            }
            Looked::Index(children) => {
                for child in children {
                    self.descend(child, depth + 1, visited, entry)?;
                }
            }
        }
        Ok(())
    }

    /// Reads what a descriptor names, as far as a choice needs it.
    fn look(&mut self, descriptor: &Descriptor) -> Looked {
        let known = descriptor
            .digest
            .as_ref()
            .and_then(|digest| self.seen.get(digest));
        if let Some(known) = known {
            return Looked::Variant(Box::new(known.clone()));
        }
        let mut variant = Variant::new(What::Manifest(descriptor.clone()));
        variant.digest.clone_from(&descriptor.digest);
        variant.platform.clone_from(&descriptor.platform);
        let document = self.source.fetch(descriptor).and_then(|verified| {
            Document::read(&verified.bytes, &mut Vec::new(), &self.source.limits)
        });
        match document {
            Err(problem) => {
                variant.problem = Some(format!("the manifest {} {problem}", descriptor.label()));
            }
            Ok(Document::Index(children)) => return Looked::Index(children),
            Ok(Document::Manifest(manifest)) => {
                inspect::fill_in(self.source, &manifest, &mut variant)
            }
        }
        if let Some(digest) = &descriptor.digest {
            self.seen.insert(digest.clone(), variant.clone());
        }
        Looked::Variant(Box::new(variant))
    }
}

enum Looked {
    Variant(Box<Variant>),
    Index(Vec<Descriptor>),
}

/// An index may list the platforms of one image side by side instead of in an index of their own:
/// manifests with the same names, each with a platform that the others do not have.
fn platform_of_same_image<'a>(
    catalog: &'a mut Catalog,
    entry: &Entry,
    direct: bool,
) -> Option<&'a mut Entry> {
    let [variant] = &entry.variants[..] else {
        return None;
    };
    let platform = variant
        .platform
        .as_ref()
        .filter(|_| direct && variant.is_image())?;
    catalog.entries.iter_mut().find(|known| {
        known.names == entry.names
            && known.variants.iter().all(|other| {
                other.is_image() && other.platform.as_ref().is_some_and(|has| has != platform)
            })
    })
}

/// A manifest may be listed by itself and once more through an index: that is one image.
fn same_images<'a>(catalog: &'a mut Catalog, entry: &Entry) -> Option<&'a mut Entry> {
    let digests = |entry: &Entry| -> Option<Vec<Digest>> {
        let all: Option<Vec<Digest>> = entry.images().map(|v| v.digest.clone()).collect();
        all.filter(|all| !all.is_empty())
    };
    let wanted = digests(entry)?;
    let same = |known: &&mut Entry| digests(known).as_ref() == Some(&wanted);
    catalog.entries.iter_mut().find(same)
}

fn attestation(descriptor: &Descriptor) -> Option<(Option<String>, Digest)> {
    let is = descriptor.annotation(REFERENCE_TYPE)? == "attestation-manifest";
    let subject = descriptor.annotation(REFERENCE_DIGEST).map(str::to_owned);
    descriptor
        .digest
        .clone()
        .filter(|_| is)
        .map(|digest| (subject, digest))
}

fn names(descriptor: &Descriptor) -> Vec<String> {
    let full = descriptor.annotation(CONTAINERD_NAME);
    let short = descriptor.annotation(REF_NAME);
    // Beside the full name containerd repeats its tag.
    let short = short.filter(|short| full.is_none_or(|full| !full.ends_with(*short)));
    full.into_iter().chain(short).map(str::to_owned).collect()
}

/// Says that nothing in an index can be opened.
pub(super) fn nothing(source: &Source, catalog: &Catalog) -> SourceError {
    let mut notes = catalog.entries.iter().flat_map(|entry| &entry.variants);
    match notes.find_map(|variant| variant.note.as_ref()) {
        Some(note) => source.fail(format!("holds {note}; give a container image")),
        None => source.fail("its 'index.json' lists no images; save the image again"),
    }
}
