//! Writers of docker archives and OCI layouts whose digests are right unless a test breaks them.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::oracle::hex;
use super::raw_tar::{Head, Tar};

/// The media type of an OCI layer, without its compression.
pub const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";
pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
pub const CONFIG: &str = "application/vnd.oci.image.config.v1+json";

/// One layer with the claims that are made about it.
#[derive(Debug, Clone)]
pub struct Layer {
    pub stored: Vec<u8>,
    pub digest: String,
    pub diff_id: String,
    pub size: u64,
    pub media_type: String,
    pub instruction: String,
    pub annotations: Value,
}

impl Layer {
    /// A plain tar.
    pub fn plain(tar: Vec<u8>, instruction: &str) -> Layer {
        Layer::stored(tar.clone(), &tar, "", instruction)
    }

    /// `stored` is how the blob lies there, `plain` what diff_id is made of, `compression` the
    /// media type's suffix (`+gzip`).
    pub fn stored(stored: Vec<u8>, plain: &[u8], compression: &str, instruction: &str) -> Layer {
        Layer {
            digest: digest(&stored),
            diff_id: digest(plain),
            size: stored.len() as u64,
            media_type: format!("{LAYER}{compression}"),
            instruction: instruction.to_owned(),
            annotations: Value::Null,
            stored,
        }
    }
}

/// `sha256:…` of these bytes.
pub fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", hex(&Sha256::digest(bytes)))
}

/// A config with one history entry for each layer.
pub fn config(layers: &[Layer]) -> Vec<u8> {
    let history = |layer: &Layer| json!({"created": DATE, "created_by": layer.instruction});
    let config = json!({
        "architecture": "amd64",
        "os": "linux",
        "created": DATE,
        "config": {"Env": ["PATH=/usr/bin:/bin"]},
        "rootfs": {"type": "layers", "diff_ids": layers.iter().map(|l| &l.diff_id).collect::<Vec<_>>()},
        "history": layers.iter().map(history).collect::<Vec<_>>(),
    });
    config.to_string().into_bytes()
}

const DATE: &str = "2024-01-01T00:00:00Z";

/// A member of an archive: its name and its bytes.
pub type Member = (String, Vec<u8>);

/// The members of a docker archive as podman and skopeo write it.
pub fn docker_members(name: &str, layers: &[Layer]) -> Vec<Member> {
    let config = config(layers);
    let config_name = format!("{}.json", &digest(&config)[7..]);
    let path = |layer: &Layer| format!("{}.tar", &layer.diff_id[7..]);
    let manifest = json!([{
        "Config": config_name,
        "RepoTags": [format!("{name}:latest")],
        "Layers": layers.iter().map(path).collect::<Vec<_>>(),
    }]);
    let mut members: Vec<Member> = vec![];
    for layer in layers {
        if members.iter().all(|(name, _)| *name != path(layer)) {
            members.push((path(layer), layer.stored.clone()));
        }
    }
    members.push((config_name, config));
    members.push(("manifest.json".into(), manifest.to_string().into_bytes()));
    members
}

/// The members of an OCI layout that holds one image.
pub fn oci_members(name: &str, layers: &[Layer]) -> Vec<Member> {
    let config = config(layers);
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": descriptor(CONFIG, &config),
        "layers": layers.iter().map(layer_descriptor).collect::<Vec<_>>(),
    });
    let manifest = manifest.to_string().into_bytes();
    let mut descriptor = descriptor(MANIFEST, &manifest);
    descriptor["annotations"] = json!({"org.opencontainers.image.ref.name": name});
    let mut members = oci_frame(&[descriptor]);
    for layer in layers {
        let path = format!("blobs/sha256/{}", &layer.digest[7..]);
        if members.iter().all(|(name, _)| *name != path) {
            members.push((path, layer.stored.clone()));
        }
    }
    members.push(blob(&config));
    members.push(blob(&manifest));
    members
}

/// `oci-layout` and an `index.json` of these descriptors.
pub fn oci_frame(descriptors: &[Value]) -> Vec<Member> {
    let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": descriptors});
    vec![
        (
            "oci-layout".into(),
            br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec(),
        ),
        ("index.json".into(), index.to_string().into_bytes()),
    ]
}

/// The member that holds these bytes under their digest.
pub fn blob(bytes: &[u8]) -> Member {
    (
        format!("blobs/sha256/{}", &digest(bytes)[7..]),
        bytes.to_vec(),
    )
}

/// A descriptor of these bytes.
pub fn descriptor(media_type: &str, bytes: &[u8]) -> Value {
    json!({"mediaType": media_type, "digest": digest(bytes), "size": bytes.len()})
}

fn layer_descriptor(layer: &Layer) -> Value {
    let mut out =
        json!({"mediaType": layer.media_type, "digest": layer.digest, "size": layer.size});
    if !layer.annotations.is_null() {
        out["annotations"] = layer.annotations.clone();
    }
    out
}

/// A tar of these members.
pub fn archive(members: &[Member]) -> Vec<u8> {
    let mut tar = Tar::new();
    for (name, bytes) in members {
        let head = Head::new(b'0', name)
            .mode(0o444)
            .mtime(0)
            .size(bytes.len() as u64);
        tar = tar.entry(&head, bytes);
    }
    tar.end()
}

/// A docker archive of these plain tars.
pub fn docker_archive(name: &str, tars: Vec<Vec<u8>>) -> Vec<u8> {
    archive(&docker_members(name, &numbered(tars)))
}

/// Plain layers with made-up instructions.
pub fn numbered(tars: Vec<Vec<u8>>) -> Vec<Layer> {
    let layer = |(at, tar)| Layer::plain(tar, &format!("COPY step-{at} / # buildkit"));
    tars.into_iter().enumerate().map(layer).collect()
}
