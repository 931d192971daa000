//! Layer indexes for tests: of entries given by hand, and of the archives of the corpus.
//!
//! The reading of archives knows what the corpus has and nothing of hostile input.

use std::collections::HashMap;
use std::path::Path;

use layerscope::image::Blob;
use layerscope::layer::{self, LayerIndex, Options};
use serde_json::Value;

/// A path and a size; a path that ends in `/` is a directory.
pub(crate) type Made = (&'static str, u64);

/// The index of a layer with those entries.
pub(crate) fn make<P: AsRef<str>>(entries: &[(P, u64)]) -> LayerIndex {
    let mut tar = tar::Builder::new(Vec::new());
    for (path, size) in entries {
        let path = path.as_ref();
        let mut header = tar::Header::new_gnu();
        let kind = if path.ends_with('/') {
            tar::EntryType::Directory
        } else {
            tar::EntryType::Regular
        };
        header.set_entry_type(kind);
        header.set_mode(if path.ends_with('/') { 0o755 } else { 0o644 });
        header.set_size(*size);
        // A directory has no contents, whatever its header says.
        let stored = if path.ends_with('/') { 0 } else { *size };
        let contents = vec![b'x'; usize::try_from(stored).unwrap()];
        tar.append_data(&mut header, path, &contents[..]).unwrap();
    }
    list(Blob::from_bytes(tar.into_inner().unwrap(), "made"))
}

fn list(blob: Blob) -> LayerIndex {
    let indexed = layer::list(&blob, &Options::default());
    assert_eq!(indexed.error, None, "{}", blob.name());
    indexed.index
}

/// The layers of the first image in an archive, and what dive shows of each.
pub(crate) struct TestImage {
    pub(crate) layers: Vec<LayerIndex>,
    pub(crate) ids: Vec<String>,
    pub(crate) diff_ids: Vec<String>,
    pub(crate) commands: Vec<String>,
}

/// Reads a docker or OCI archive of the corpus.
pub(crate) fn read(path: &Path) -> Result<TestImage, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let archive = Blob::from_bytes(bytes, path.display().to_string());
    let listing = list(archive.clone());
    let members: HashMap<String, Blob> = (listing.entries.iter())
        .map(|entry| {
            let path = String::from_utf8(listing.path(entry)).unwrap();
            (
                path[1..].to_owned(),
                archive.slice(entry.offset(), entry.size).named(path),
            )
        })
        .collect();
    let json = |name: &str| -> Result<Value, String> {
        let blob = members.get(name).ok_or(format!("no {name}"))?;
        let bytes = blob.read_all(1 << 20).map_err(|error| error.to_string())?;
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())
    };
    let (config, names) = if members.contains_key("manifest.json") {
        let manifest = json("manifest.json")?[0].clone();
        (text(&manifest["Config"]), texts(&manifest["Layers"], text))
    } else {
        let manifest = json(&blob(&json("index.json")?["manifests"][0]))?;
        (blob(&manifest["config"]), texts(&manifest["layers"], blob))
    };
    let config = json(&config)?;
    let history = config["history"].as_array().cloned().unwrap_or_default();
    let steps = history.iter().filter(|step| step["empty_layer"] != true);
    Ok(TestImage {
        ids: names
            .iter()
            .map(|name| name.split('/').next().unwrap().to_owned())
            .collect(),
        diff_ids: texts(&config["rootfs"]["diff_ids"], text),
        commands: steps.map(|step| text(&step["created_by"])).collect(),
        layers: names
            .iter()
            .map(|name| list(members[name].clone()))
            .collect(),
    })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn blob(descriptor: &Value) -> String {
    text(&descriptor["digest"]).replacen("sha256:", "blobs/sha256/", 1)
}

fn texts(list: &Value, text: impl Fn(&Value) -> String) -> Vec<String> {
    list.as_array().into_iter().flatten().map(text).collect()
}
