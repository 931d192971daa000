//! Where the layers of an image lie: just enough reading to find their bytes.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use serde_json::Value;

/// One layer's stored bytes.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) file: Arc<File>,
    pub(crate) offset: u64,
    pub(crate) len: u64,
}

impl Stored {
    fn whole(path: &Path) -> Result<Stored> {
        let file = File::open(path).with_context(|| path.display().to_string())?;
        let len = file.metadata()?.len();
        Ok(Stored {
            file: Arc::new(file),
            offset: 0,
            len,
        })
    }

    fn bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(self.len)?];
        self.file.read_exact_at(&mut bytes, self.offset)?;
        Ok(bytes)
    }

    fn json(&self) -> Result<Value> {
        Ok(serde_json::from_slice(&self.bytes()?)?)
    }
}

/// The layers of the image at `path`, each once; the file itself when it is no image.
pub(crate) fn of(path: &Path) -> Result<Vec<Stored>> {
    let image = if path.is_dir() {
        Image::Dir(path.into())
    } else {
        Image::Tar(members(path)?)
    };
    let mut names = match (image.get("manifest.json"), image.get("index.json")) {
        (Ok(manifest), _) => docker_layers(&manifest.json()?),
        (_, Ok(index)) => oci_layers(&image, &index.json()?)?,
        _ => return Ok(vec![Stored::whole(path)?]),
    };
    names.sort();
    names.dedup();
    names.iter().map(|name| image.get(name)).collect()
}

enum Image {
    Dir(PathBuf),
    Tar(HashMap<String, Stored>),
}

impl Image {
    fn get(&self, name: &str) -> Result<Stored> {
        match self {
            Image::Dir(dir) => Stored::whole(&dir.join(name)),
            Image::Tar(members) => members
                .get(name)
                .cloned()
                .with_context(|| format!("no {name}")),
        }
    }
}

fn members(path: &Path) -> Result<HashMap<String, Stored>> {
    let mut file = File::open(path)?;
    let shared = Arc::new(file.try_clone()?);
    let mut magic = [0; 512];
    let n = file.read(&mut magic)?;
    file.rewind()?;
    let mut members = HashMap::new();
    if n < 512 || &magic[257..262] != b"ustar" {
        return Ok(members);
    }
    for entry in tar::Archive::new(&file).entries_with_seek()? {
        let entry = entry?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let stored = Stored {
            file: Arc::clone(&shared),
            offset: entry.raw_file_position(),
            len: entry.size(),
        };
        members.insert(name.trim_start_matches("./").to_owned(), stored);
    }
    Ok(members)
}

fn docker_layers(manifest: &Value) -> Vec<String> {
    let layers = manifest[0]["Layers"].as_array();
    layers
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

fn oci_layers(image: &Image, index: &Value) -> Result<Vec<String>> {
    let blob = |descriptor: &Value| {
        let digest = descriptor["digest"].as_str().unwrap_or_default();
        format!("blobs/{}", digest.replacen(':', "/", 1))
    };
    let mut document = index.clone();
    while let Some(first) = document["manifests"].get(0) {
        document = image.get(&blob(first))?.json()?;
    }
    Ok(document["layers"]
        .as_array()
        .into_iter()
        .flatten()
        .map(blob)
        .collect())
}
