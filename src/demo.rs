//! The built-in image: a small Dockerfile's worth of layers, made in memory when asked for.
//!
//! It exists so that the first command works with nothing at hand, and it has a story: an
//! application is copied in, its owner changed (stored again), a credentials file added and
//! deleted too late, a directory replaced by a symlink, a cache emptied, one file packed twice.
//! Every cause of waste occurs. Its bytes never change, so its figures can be quoted. It is not a
//! test fixture of odd tars; those are written by `fixtures/make`.

use crate::image::{Blob, Digest, Image, Layer, Platform};

mod story;
mod tar;

/// The key in the deleted credentials file. Made up; in two parts, so that no scanner of sources
/// takes it for a real one.
pub const PLANTED: &str = concat!("PtYgjmUhBel31iEl2", "hpChYgCfrL1spNxnyVmihA/");

/// The id of that key.
const PLANTED_ID: &str = concat!("AK", "IAXTP2MQU7QNLH3FY2");

/// The demo image: eight layers with their history.
#[must_use]
pub fn image() -> Image {
    let steps = story::steps();
    let diff_ids: Vec<Digest> = steps.iter().map(|step| sha256(&step.tar)).collect();
    let config = config(&steps, &diff_ids);
    let config_digest = sha256(config.to_string().as_bytes());
    Image {
        names: vec!["layerscope/demo:latest".into()],
        manifest_digest: None,
        config_digest: Some(config_digest),
        platform: Platform {
            os: "linux".into(),
            architecture: "amd64".into(),
            variant: String::new(),
        },
        format: "built-in demo",
        layers: steps
            .into_iter()
            .zip(diff_ids)
            .enumerate()
            .map(layer)
            .collect(),
        created: Some(story::DATE.into()),
        author: None,
        config,
        attestations: vec![],
        base: None,
        base_name: None,
        warnings: vec![],
        mismatches: vec![],
    }
}

fn layer((at, (step, diff_id)): (usize, (story::Step, Digest))) -> Layer {
    Layer {
        digest: Some(diff_id.clone()),
        size: Some(step.tar.len() as u64),
        diff_id: Some(diff_id),
        blob: Ok(Blob::from_bytes(step.tar, format!("demo layer {at}"))),
        media_type: Some("application/vnd.oci.image.layer.v1.tar".into()),
        created_by: Some(step.instruction.into()),
        created: Some(story::DATE.into()),
        comment: Some("buildkit.dockerfile.v0".into()),
    }
}

fn config(steps: &[story::Step], diff_ids: &[Digest]) -> serde_json::Value {
    let history = |step: &story::Step| {
        serde_json::json!({
            "created": story::DATE,
            "created_by": step.instruction,
            "comment": "buildkit.dockerfile.v0",
        })
    };
    serde_json::json!({
        "architecture": "amd64",
        "os": "linux",
        "created": story::DATE,
        "config": {
            "User": "app",
            "WorkingDir": "/srv/app",
            "Entrypoint": ["/srv/app/bin/server"],
        },
        "rootfs": {
            "type": "layers",
            "diff_ids": diff_ids.iter().map(Digest::as_str).collect::<Vec<_>>(),
        },
        "history": steps.iter().map(history).collect::<Vec<_>>(),
    })
}

fn sha256(bytes: &[u8]) -> Digest {
    use sha2::Digest as _;
    Digest::from_hash("sha256", &sha2::Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tars(image: &Image) -> Vec<Vec<u8>> {
        let blob = |layer: &Layer| layer.blob.clone().unwrap().read_all(1 << 24).unwrap();
        image.layers.iter().map(blob).collect()
    }

    fn paths(tar: &[u8]) -> Vec<String> {
        let mut archive = ::tar::Archive::new(tar);
        let entries = archive.entries().unwrap();
        let path = |entry: std::io::Result<::tar::Entry<'_, &[u8]>>| {
            String::from_utf8(entry.unwrap().path_bytes().into_owned()).unwrap()
        };
        entries.map(path).collect()
    }

    #[test]
    fn the_claims_are_true_of_the_bytes() {
        let image = image();
        for (layer, tar) in image.layers.iter().zip(tars(&image)) {
            let digest = Some(sha256(&tar));
            assert_eq!(layer.diff_id, digest);
            assert_eq!(layer.digest, digest);
            assert_eq!(layer.size, Some(tar.len() as u64));
        }
        let claimed = &image.config["rootfs"]["diff_ids"];
        let layers = image.layers.iter();
        let ids: Vec<&str> = layers
            .map(|l| l.diff_id.as_ref().unwrap().as_str())
            .collect();
        assert_eq!(*claimed, serde_json::json!(ids));
        assert_eq!(
            image.config["history"].as_array().unwrap().len(),
            image.layers.len()
        );
    }

    #[test]
    fn the_bytes_are_the_same_each_time() {
        assert_eq!(tars(&image()), tars(&image()));
        assert_eq!(image().config, image().config);
        let known = "sha256:3246116d7588fc99549cb52eb41a990dadc4af356dd082ebc759b29f7a55cb89";
        assert_eq!(
            image().config_digest.unwrap().as_str(),
            known,
            "the demo has changed"
        );
    }

    #[test]
    fn every_cause_of_waste_has_its_entry() {
        let layers: Vec<Vec<String>> = tars(&image()).iter().map(|tar| paths(tar)).collect();
        let has = |layer: usize, path: &str| layers[layer].iter().filter(|p| *p == path).count();
        assert_eq!(
            (has(2, "srv/app/bin/server"), has(3, "srv/app/bin/server")),
            (1, 1)
        );
        assert_eq!(
            (
                has(4, "root/.aws/credentials"),
                has(5, "root/.aws/.wh.credentials")
            ),
            (1, 1)
        );
        assert_eq!(
            (has(2, "srv/app/assets/logo.svg"), has(6, "srv/app/assets")),
            (1, 1)
        );
        assert_eq!(has(7, "srv/app/CHANGES"), 2);
        assert_eq!(has(5, "var/cache/packages/.wh..wh..opq"), 1);
    }

    #[test]
    fn the_planted_value_is_in_one_layer_only() {
        let tars = tars(&image());
        let holds = |tar: &Vec<u8>| {
            tar.windows(PLANTED.len())
                .any(|at| at == PLANTED.as_bytes())
        };
        let layers: Vec<usize> = (0..tars.len()).filter(|&at| holds(&tars[at])).collect();
        assert_eq!(layers, [4]);
    }
}
