//! How many of the lowest layers come from the base image, where the image says and shows it.
//!
//! `org.opencontainers.image.base.digest` and `.name` (OCI annotations.md) only name the base; it
//! counts when its manifest is in the same source and its layers are in fact the lowest ones.

use super::catalog::Source;
use crate::image::Digest;
use crate::image::config::Config;
use crate::image::document::{Descriptor, Document, annotation};

const DIGEST: &str = "org.opencontainers.image.base.digest";
const NAME: &str = "org.opencontainers.image.base.name";

/// The number of base layers with the base's name, and the name by itself.
pub(super) fn find(
    source: &Source,
    annotations: &[(String, String)],
    config: &Config,
) -> (Option<(usize, String)>, Option<String>) {
    let said = |key| annotation(annotations, key).or_else(|| config.label(key));
    let (digest, name) = (said(DIGEST), said(NAME));
    let label = name.or(digest).map(str::to_owned);
    let below = digest
        .and_then(|digest| Digest::parse(digest).ok())
        .and_then(|digest| diff_ids(source, digest))
        .filter(|base| !base.is_empty() && base.iter().all(Option::is_some))
        .filter(|base| config.diff_ids.starts_with(base));
    let base = below
        .zip(label.clone())
        .map(|(base, label)| (base.len(), label));
    (base, label)
}

fn diff_ids(source: &Source, digest: Digest) -> Option<Vec<Option<Digest>>> {
    let descriptor = Descriptor {
        digest: Some(digest),
        ..Descriptor::default()
    };
    let bytes = verified(source, &descriptor)?;
    match Document::read(&bytes, &mut Vec::new(), &source.limits).ok()? {
        Document::Manifest(manifest) => {
            let config = verified(source, &manifest.config)?;
            Some(Config::read(&config, &source.limits).ok()?.diff_ids)
        }
        Document::Index(_) => None,
    }
}

/// A base that is not what its digest says would take layers, and their waste, off the user's
/// account.
fn verified(source: &Source, descriptor: &Descriptor) -> Option<Vec<u8>> {
    let fetched = source.fetch(descriptor).ok()?;
    let sure = fetched.mismatch.is_none() && fetched.unknown.is_none();
    sure.then_some(fetched.bytes)
}
