//! Reads the archives of the corpus for the tests of dive's accounting, with the `tar` crate.
//! Small on purpose: it knows what those archives have, and nothing of hostile input.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use serde_json::Value;

use crate::layer::{Entry, EntryKind, LayerIndex};
use crate::layer::IndexBuilder;
use crate::limits::Limits;

/// The layers of the first image in an archive, and what dive would show of each.
pub(crate) struct TestImage {
    pub(crate) layers: Vec<LayerIndex>,
    pub(crate) ids: Vec<String>,
    pub(crate) diff_ids: Vec<String>,
    pub(crate) commands: Vec<String>,
}

pub(crate) fn read(path: &Path) -> Result<TestImage, String> {
    let mut members = HashMap::new();
    let file = std::fs::read(path).map_err(|error| error.to_string())?;
    let mut archive = tar::Archive::new(&file[..]);
    for member in archive.entries().map_err(|error| error.to_string())? {
        let mut member = member.map_err(|error| error.to_string())?;
        let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
        let mut bytes = vec![];
        member.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        members.insert(name, bytes);
    }
    let json = |name: &str| -> Result<Value, String> {
        let bytes = members.get(name).ok_or(format!("no {name}"))?;
        serde_json::from_slice(bytes).map_err(|error| error.to_string())
    };
    let blob = |value: &Value| value.as_str().unwrap_or_default().replacen("sha256:", "blobs/sha256/", 1);
    let (config, names) = if members.contains_key("manifest.json") {
        let manifest = json("manifest.json")?[0].clone();
        let name = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (name(&manifest["Config"]), strings(&manifest["Layers"], name))
    } else {
        let manifest = json(&blob(&json("index.json")?["manifests"][0]["digest"]))?;
        let layers = strings(&manifest["layers"], |layer| blob(&layer["digest"]));
        (blob(&manifest["config"]["digest"]), layers)
    };
    let config = json(&config)?;
    let history = config["history"].as_array().cloned().unwrap_or_default();
    let steps = history.iter().filter(|step| step["empty_layer"] != true);
    Ok(TestImage {
        ids: names.iter().map(|name| name.split('/').next().unwrap_or_default().to_owned()).collect(),
        diff_ids: strings(&config["rootfs"]["diff_ids"], |id| id.as_str().unwrap_or_default().to_owned()),
        commands: steps.map(|step| step["created_by"].as_str().unwrap_or_default().to_owned()).collect(),
        layers: names.iter().map(|name| layer(&members[name])).collect::<Result<_, _>>()?,
    })
}

fn strings(list: &Value, text: impl Fn(&Value) -> String) -> Vec<String> {
    list.as_array().into_iter().flatten().map(text).collect()
}

fn layer(stored: &[u8]) -> Result<LayerIndex, String> {
    let mut plain = vec![];
    let read = match stored {
        [0x1f, 0x8b, ..] => flate2::read::MultiGzDecoder::new(stored).read_to_end(&mut plain),
        [0x28, 0xb5, ..] => zstd::stream::copy_decode(stored, &mut plain).map(|()| 0),
        _ => (&stored[..]).read_to_end(&mut plain),
    };
    read.map_err(|error| error.to_string())?;
    index(&plain).map_err(|error| error.to_string())
}

/// The index of a plain tar.
pub(crate) fn index(plain: &[u8]) -> std::io::Result<LayerIndex> {
    let mut builder = IndexBuilder::new();
    for member in tar::Archive::new(plain).entries()? {
        let member = member?;
        let header = member.header();
        let path = member.path_bytes().into_owned();
        let link = member.link_name_bytes().map(Vec::from).unwrap_or_default();
        let part = Part {
            kind: kind(header.entry_type().as_byte()),
            typeflag: header.entry_type().as_byte(),
            size: header.size()?,
            mode: header.mode()?,
            owner: (header.uid()? as u32, header.gid()? as u32),
        };
        add(&mut builder, &path, &link, &part);
    }
    Ok(builder.finish())
}

/// What a test says of an entry besides its path.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) kind: EntryKind,
    pub(crate) typeflag: u8,
    pub(crate) size: u64,
    pub(crate) mode: u32,
    pub(crate) owner: (u32, u32),
}

/// An index of `(path, size)`, where a path that ends in `/` is a directory.
pub(crate) fn index_of(entries: &[(&str, u64)]) -> LayerIndex {
    let mut builder = IndexBuilder::new();
    for &(path, size) in entries {
        let (kind, typeflag) = match path.ends_with('/') {
            true => (EntryKind::Directory, b'5'),
            false => (EntryKind::File, b'0'),
        };
        let part = Part { kind, typeflag, size, mode: 0o644, owner: (0, 0) };
        add(&mut builder, path.as_bytes(), b"", &part);
    }
    builder.finish()
}

fn add(builder: &mut IndexBuilder, path: &[u8], link: &[u8], part: &Part) {
    let mut parts: Vec<&[u8]> = vec![];
    for name in path.split(|&byte| byte == b'/') {
        match name {
            b"" | b"." => {}
            b".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    let name = parts.pop().unwrap_or_default();
    let parent = builder.dir(&parts.join(&b'/')).unwrap();
    let (kind, name) = match name.strip_prefix(b".wh.") {
        Some(b".wh..opq") => (EntryKind::Opaque, &b""[..]),
        Some(hidden) => (EntryKind::Whiteout, hidden),
        None => (part.kind, name),
    };
    let stored = if kind == EntryKind::File { part.size } else { 0 };
    let at = builder.index.entries.len() as u32;
    if stored != part.size {
        builder.index.header_sizes.push((at, part.size));
    }
    let entry = Entry {
        parent,
        name: IndexBuilder::intern(&mut builder.index.names, name).unwrap(),
        link: IndexBuilder::intern(&mut builder.index.links, link).unwrap(),
        offset: 0,
        size: stored,
        mtime: 0,
        mtime_nanos: 0,
        uid: part.owner.0,
        gid: part.owner.1,
        major: 0,
        minor: 0,
        content: 0,
        xattrs: 0,
        mode: (part.mode & 0o7777) as u16,
        kind,
        typeflag: part.typeflag,
    };
    builder.push(entry, &Limits::default()).unwrap();
}

fn kind(typeflag: u8) -> EntryKind {
    match typeflag {
        b'0' | 0 | b'7' => EntryKind::File,
        b'1' => EntryKind::HardLink,
        b'2' => EntryKind::Symlink,
        b'3' => EntryKind::CharDevice,
        b'4' => EntryKind::BlockDevice,
        b'5' => EntryKind::Directory,
        b'6' => EntryKind::Fifo,
        _ => EntryKind::Other,
    }
}
