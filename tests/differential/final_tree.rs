//! The file system that a container gets: as we list it, and as it lies on a disk.

use std::collections::BTreeMap;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;

use base64::Engine;
use layerscope::analysis::examine;
use layerscope::analysis::sha256::Sha256Contents;
use layerscope::image::{Image, Warning};
use layerscope::layer::Options;
use layerscope::report::listing::{self, Form, Listing};
use layerscope::tree::ROOT;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::common::oracle::hex;

/// What is said of one path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    pub kind: String,
    /// None for a symlink, which has no mode on Linux.
    pub mode: Option<u32>,
    pub owner: (u32, u32),
    /// Of a regular file.
    pub size: u64,
    pub sha256: String,
    /// Names of the file.
    pub links: u64,
    /// Whole seconds, of a regular file.
    pub mtime: i64,
    pub target: Vec<u8>,
    pub device: (u32, u32),
}

/// Every path with its facts; the root is left out, as no layer has to describe it.
pub type FileSystem = BTreeMap<Vec<u8>, Facts>;

/// What we say of an image.
pub struct Ours {
    pub files: FileSystem,
    pub warnings: Vec<Warning>,
    pub errors: Vec<String>,
}

/// The final view, through the report that `layerscope ls --format ndjson` prints.
pub fn ours(image: Image) -> Ours {
    let hashes = Sha256Contents::new(image.layers.len());
    let options = Options {
        verify: true,
        hash: true,
        ..Options::default()
    };
    let examined = examine(image, None, &options, &hashes, &(), |_| ());
    let listing = Listing {
        tree: &examined.tree,
        range: None,
        hashes: Some(&hashes),
    };
    let mut out = vec![];
    listing::write(&mut out, &listing, ROOT, Form::Ndjson).unwrap();
    let text = String::from_utf8(out).unwrap();
    Ours {
        files: text.lines().map(listed).collect(),
        warnings: examined.warnings,
        errors: examined.errors,
    }
}

fn listed(line: &str) -> (Vec<u8>, Facts) {
    let row: Value = serde_json::from_str(line).unwrap();
    let kind = row["type"].as_str().unwrap().to_owned();
    let number = |key: &str| row[key].as_u64().unwrap_or_default();
    let mode = u32::from_str_radix(row["mode"].as_str().unwrap(), 8).unwrap();
    let file = kind == "file";
    let facts = Facts {
        mode: (kind != "symlink").then_some(mode),
        owner: (number("uid") as u32, number("gid") as u32),
        size: number("size"),
        sha256: row["sha256"].as_str().unwrap_or_default().to_owned(),
        links: if file { number("links") } else { 0 },
        mtime: if file { seconds(&row) } else { 0 },
        target: bytes(&row, "target"),
        device: (
            row["device"][0].as_u64().unwrap_or_default() as u32,
            row["device"][1].as_u64().unwrap_or_default() as u32,
        ),
        kind,
    };
    (bytes(&row, "path"), facts)
}

/// Made-up images have two times only, and a diff of them says enough.
fn seconds(row: &Value) -> i64 {
    match row["mtime"].as_str() {
        Some("2020-09-13T12:26:40Z") => 1_600_000_000,
        Some("2023-11-14T22:13:20Z") => 1_700_000_000,
        _ => -1,
    }
}

fn bytes(row: &Value, key: &str) -> Vec<u8> {
    match row[format!("{key}_b64")].as_str() {
        Some(text) => base64::engine::general_purpose::STANDARD
            .decode(text)
            .unwrap(),
        None => row[key].as_str().unwrap_or_default().as_bytes().to_vec(),
    }
}

/// What lies below a directory.
pub fn on_disk(root: &Path) -> std::io::Result<FileSystem> {
    let mut files = FileSystem::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for item in std::fs::read_dir(folder)? {
            let path = item?.path();
            // An overlay of one layer names the whiteouts in it, but has nothing there.
            let meta = match path.symlink_metadata() {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                meta => meta?,
            };
            let kind = meta.file_type();
            let mut facts = Facts {
                mode: (!kind.is_symlink()).then_some(meta.mode() & 0o7777),
                owner: (meta.uid(), meta.gid()),
                ..Facts::default()
            };
            facts.kind = match () {
                () if kind.is_dir() => "directory",
                () if kind.is_symlink() => "symlink",
                () if kind.is_file() => "file",
                () if kind.is_char_device() => "char-device",
                () if kind.is_block_device() => "block-device",
                () if kind.is_fifo() => "fifo",
                () => "other",
            }
            .into();
            if kind.is_file() {
                let contents = std::fs::read(&path)?;
                facts.size = contents.len() as u64;
                facts.sha256 = hex(&Sha256::digest(&contents));
                facts.links = meta.nlink();
                facts.mtime = meta.mtime();
            } else if kind.is_symlink() {
                facts.target = std::fs::read_link(&path)?.as_os_str().as_bytes().to_vec();
            } else if kind.is_char_device() || kind.is_block_device() {
                facts.device = numbers(meta.rdev());
            }
            let name = path.strip_prefix(root).unwrap().as_os_str().as_bytes();
            files.insert([b"/", name].concat(), facts);
            if kind.is_dir() {
                folders.push(path);
            }
        }
    }
    Ok(files)
}

/// Major and minor as glibc's `gnu_dev_major` and `gnu_dev_minor` tell them.
fn numbers(device: u64) -> (u32, u32) {
    let major = (device >> 8 & 0xfff) | (device >> 32 & 0xffff_f000);
    let minor = (device & 0xff) | (device >> 12 & 0xffff_ff00);
    (major as u32, minor as u32)
}

/// What differs, a line for each path; empty when nothing does.
pub fn differences(theirs: &FileSystem, ours: &FileSystem) -> Vec<String> {
    let mut paths: Vec<&Vec<u8>> = theirs.keys().chain(ours.keys()).collect();
    paths.sort();
    paths.dedup();
    let mut out = vec![];
    for path in paths {
        let (a, b) = (theirs.get(path), ours.get(path));
        if a != b {
            let name = String::from_utf8_lossy(path);
            out.push(format!("{name:?}\n  they {a:?}\n  we   {b:?}"));
        }
    }
    out
}
