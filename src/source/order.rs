//! The order of layers, with `rootfs.diff_ids` as the arbiter.
//!
//! The config is what an image's ID is made of, so its order is the one that runs. An
//! uncompressed layer's digest is its diff_id, which shows a wrong order without reading it.

use std::collections::HashMap;

use super::SourceError;
use super::catalog::Source;
use super::store::Found;
use crate::image::{Digest, Layer, Warning, WarningKind};

/// Puts `layers` into the order of `diff_ids`, or refuses when they cannot be mapped.
pub(super) fn by_diff_ids(
    source: &Source,
    diff_ids: &[Option<Digest>],
    layers: &mut Vec<Layer>,
    warnings: &mut Vec<Warning>,
) -> Result<(), SourceError> {
    let mut warn = |message: String| {
        warnings.push(Warning::image(WarningKind::Format, message));
    };
    if diff_ids.is_empty() && !layers.is_empty() {
        warn(
            "the config lists no diff_ids, so the layers cannot be verified against it".to_owned(),
        );
        return Ok(());
    }
    if diff_ids.len() != layers.len() {
        let (have, want) = (layers.len(), diff_ids.len());
        // Docker 25.0.0-rc wrote manifests without any layers (moby issue 47065); in every other
        // case a layer would be left out unseen.
        let found = if layers.is_empty() {
            from_blobs(source, diff_ids)
        } else {
            None
        };
        *layers = found.ok_or_else(|| {
            source.fail(format!(
                "the manifest lists {have} layers but the config {want} diff_ids, so it cannot be \
                 told which is which; save the image again"
            ))
        })?;
        warn(format!(
            "the manifest lists no layers; those of the config's {want} diff_ids are used"
        ));
        return Ok(());
    }
    if let Some(order) = reordering(diff_ids, layers) {
        let old = layers.clone();
        for (place, from) in layers.iter_mut().zip(order) {
            place.clone_from(&old[from]);
        }
        // Docker 25.0.0 (moby issue 47150).
        warn(
            "the manifest lists the layers in another order than the config's diff_ids; the \
              config's order is used"
                .to_owned(),
        );
    }
    Ok(())
}

/// Layers that lie uncompressed in the source under their diff_ids.
fn from_blobs(source: &Source, diff_ids: &[Option<Digest>]) -> Option<Vec<Layer>> {
    let each = diff_ids.iter().map(|diff_id| {
        let digest = diff_id.clone()?;
        let Found::File(blob) = source.blob(&digest) else {
            return None;
        };
        Some(Layer {
            digest: Some(digest),
            ..Layer::bare(blob)
        })
    });
    each.collect()
}

/// For each place the layer that belongs there; none when all stand right, or when the digests
/// are not those of the diff_ids (compressed layers) and nothing can be told.
fn reordering(diff_ids: &[Option<Digest>], layers: &[Layer]) -> Option<Vec<usize>> {
    let stands = |(layer, diff_id): (&Layer, &Option<Digest>)| layer.digest == *diff_id;
    if layers.iter().zip(diff_ids).all(stands) {
        return None;
    }
    let mut places: HashMap<&Digest, Vec<usize>> = HashMap::new();
    for (at, layer) in layers.iter().enumerate().rev() {
        places.entry(layer.digest.as_ref()?).or_default().push(at);
    }
    diff_ids
        .iter()
        .map(|diff_id| places.get_mut(diff_id.as_ref()?)?.pop())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(n: usize) -> Option<Digest> {
        Some(Digest::from_hash("sha256", &[u8::try_from(n).unwrap(); 32]))
    }

    fn layer(n: usize) -> Layer {
        Layer {
            digest: digest(n),
            ..Layer::bare(crate::image::Blob::from_bytes(vec![], "layer"))
        }
    }

    #[test]
    fn only_a_permutation_of_the_diff_ids_is_put_right() {
        type Case<'a> = (&'a [usize], &'a [usize], Option<&'a [usize]>);
        let cases: [Case<'_>; 6] = [
            (&[1, 2, 3], &[1, 2, 3], None),
            (&[3, 1, 2], &[1, 2, 3], Some(&[1, 2, 0])),
            (&[1, 2, 1], &[1, 1, 2], Some(&[0, 2, 1])),
            (&[7, 8, 9], &[1, 2, 3], None),
            (&[2, 1, 9], &[1, 2, 3], None),
            (&[], &[], None),
        ];
        for (stored, wanted, order) in cases {
            let layers: Vec<Layer> = stored.iter().map(|n| layer(*n)).collect();
            let diff_ids: Vec<Option<Digest>> = wanted.iter().map(|n| digest(*n)).collect();
            assert_eq!(
                reordering(&diff_ids, &layers).as_deref(),
                order,
                "{stored:?}"
            );
        }
    }
}
