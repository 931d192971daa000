//! A reference opened: a file, a directory, a stream, or an engine's answer.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, IsTerminal, Seek};
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;

use super::catalog::{Layout, Source};
use super::choose::{choose, others};
use super::spool::{Spooled, spool};
use super::store::{Directory, Store};
use super::tar::{Archive, is_tar, walk, what_instead};
use super::{OpenOptions, Opened, Reference, SourceError, detect, resolve};
use crate::image::{Blob, Compression, Image, Layer, Platform, Warning, WarningKind};
use crate::text::escape_bytes;

/// Opens what `reference` names, and chooses and resolves one image of it.
///
/// # Errors
/// A [`SourceError`], each a sentence that names the file.
pub fn open(reference: &Reference, options: &OpenOptions) -> Result<Opened, SourceError> {
    match reference {
        Reference::Stdin => open_stdin(options),
        Reference::Path { path, image } => {
            let mut options = options.clone();
            options.image = options.image.or_else(|| image.clone());
            open_path(path, &options)
        }
        Reference::Engine { engine, name } => {
            super::engine::open(engine.or(options.engine), name, options)
        }
    }
}

fn open_stdin(options: &OpenOptions) -> Result<Opened, SourceError> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return Err(SourceError::Reference(
            "standard input is a terminal; write docker save IMAGE | layerscope -, or give a path"
                .to_owned(),
        ));
    }
    let file = stdin
        .as_fd()
        .try_clone_to_owned()
        .map_err(|error| SourceError::unreadable("standard input", error))?;
    open_file(File::from(file), "standard input", options)
}

fn open_path(path: &Path, options: &OpenOptions) -> Result<Opened, SourceError> {
    let name = escape_bytes(path.as_os_str().as_bytes()).into_owned();
    let failed = |error| match error {
        error if io::Error::kind(&error) == io::ErrorKind::NotFound => {
            SourceError::Unreadable(format!("{name}: there is no such file"))
        }
        error => SourceError::unreadable(&name, error),
    };
    if std::fs::metadata(path).map_err(failed)?.is_dir() {
        let store = Store::Directory(Directory::open(path, &name)?);
        return open_store(store, name, options);
    }
    open_file(File::open(path).map_err(failed)?, &name, options)
}

/// Opens an image in an open file, from where the file stands: a regular file is read in place
/// when it is a plain tar; what is compressed, a pipe or a device is stored first.
///
/// `name` is what messages call it.
///
/// # Errors
/// See [`open`].
pub fn open_file(mut file: File, name: &str, options: &OpenOptions) -> Result<Opened, SourceError> {
    let failed = |error| SourceError::unreadable(name, error);
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return open_spooled(spool(file, name, options)?, name, options);
    }
    let start = file.stream_position().map_err(failed)?;
    let len = metadata.len().saturating_sub(start);
    let blob = Blob::new(Arc::new(file), start, len, name);
    let mut head = [0; 512];
    let n = blob.read_at(&mut head, 0).map_err(failed)?;
    let head = &head[..n];
    if n == 0 {
        return Err(SourceError::not_an_image(
            name,
            "is empty; there is no image to read",
        ));
    }
    if Compression::sniff(head) != Compression::Plain {
        return open_spooled(spool(blob.reader(), name, options)?, name, options);
    }
    if !is_tar(head) {
        return Err(SourceError::not_an_image(name, what_instead(head)));
    }
    open_tar(&blob, options)
}

/// A stream, stored: another image of it can be opened without the stream, which is gone.
#[derive(Debug, Clone)]
pub struct Stream {
    spooled: Spooled,
    name: String,
}

impl Stream {
    /// Opens an image of the stream, as [`open`] does it.
    ///
    /// # Errors
    /// See [`open`].
    pub fn open(&self, options: &OpenOptions) -> Result<Opened, SourceError> {
        open_spooled(self.spooled.clone(), &self.name, options)
    }
}

/// Opens what was stored of a stream.
pub(super) fn open_spooled(
    spooled: Spooled,
    name: &str,
    options: &OpenOptions,
) -> Result<Opened, SourceError> {
    let mut head = [0; 512];
    let n = spooled
        .blob
        .read_at(&mut head, 0)
        .map_err(|error| SourceError::unreadable(name, error))?;
    if !is_tar(&head[..n]) {
        return Err(SourceError::not_an_image(name, what_instead(&head[..n])));
    }
    let mut opened = open_tar(&spooled.blob, options)?;
    if let Some(garbage) = spooled.trailing.map(|t| t.garbage_bytes).filter(|n| *n > 0) {
        let message = format!(
            "{garbage} bytes behind the {} data of the archive are no part of it",
            spooled.compression.name()
        );
        let warning = Warning::image(WarningKind::TrailingData, message);
        opened.image.warnings.push(warning);
    }
    opened.stream = Some(Stream {
        spooled,
        name: name.to_owned(),
    });
    Ok(opened)
}

fn open_tar(tar: &Blob, options: &OpenOptions) -> Result<Opened, SourceError> {
    let name = tar.name().to_owned();
    let seen = look_around(tar, options)?;
    if !seen.image {
        return match (seen.members, seen.damage) {
            (0, None) => Err(SourceError::not_an_image(&name, "is an empty archive")),
            (0, Some(damage)) => {
                let message = format!("cannot be read as a tar: {damage}");
                Err(SourceError::not_an_image(&name, message))
            }
            _ if seen.parts => Err(SourceError::not_an_image(
                &name,
                "holds parts of an image, but no manifest.json and no index.json that tell what \
                 they are; the file may be cut off, so copy it again or save the image again",
            )),
            (_, Some(damage)) => {
                let message = format!(
                    "the archive cannot be read to its end, and nothing before that makes it an \
                     image: {damage}"
                );
                Ok(root_file_system(tar, Some(message)))
            }
            (_, None) => Ok(root_file_system(tar, None)),
        };
    }
    let archive = Archive::read(tar, &options.limits)?;
    match open_store(Store::Archive(archive), name, options) {
        Err(SourceError::NotAnImage(message)) if seen.damage.is_some() => {
            let damage = seen.damage.unwrap_or_default();
            let message = format!("{message} (the archive cannot be read to its end: {damage})");
            Err(SourceError::NotAnImage(message))
        }
        Err(SourceError::Choice { message, others }) if seen.damage.is_some() => {
            let damage = seen.damage.unwrap_or_default();
            let message = format!(
                "{message}\nthe archive cannot be read to its end: {damage}; save it again"
            );
            Err(SourceError::Choice { message, others })
        }
        opened => opened,
    }
}

#[derive(Default)]
struct Seen {
    members: usize,
    /// There is a document that tells of an image.
    image: bool,
    /// There are members that only an image has.
    parts: bool,
    damage: Option<String>,
}

/// A first walk that keeps nothing: a root file system may have a million members, of which an
/// index by name would be made for nothing.
fn look_around(tar: &Blob, options: &OpenOptions) -> Result<Seen, SourceError> {
    let mut seen = Seen::default();
    let damage = walk(tar, &options.limits, |_, header| {
        seen.members += 1;
        let name = super::tar::clean(&header.name);
        let rest = behind_id(&name);
        seen.image |= detect::MARKERS.contains(&name.as_slice()) || rest == Some(b"/json");
        seen.parts |=
            name.starts_with(b"blobs/sha256/") || rest.is_some_and(|rest| PARTS.contains(&rest));
        match options.is_interrupted() {
            true => Err(SourceError::Interrupted),
            false => Ok(()),
        }
    })?;
    seen.damage = damage;
    Ok(seen)
}

/// What follows the ID of a layer or of a config in the names that Docker, podman and crane give.
const PARTS: [&[u8]; 5] = [b"/layer.tar", b"/VERSION", b".tar", b".tar.gz", b".json"];

/// What stands behind a name's first 64 hex digits; `<id>/json` is what only a save from before
/// Docker 1.10 depends on.
fn behind_id(name: &[u8]) -> Option<&[u8]> {
    let (id, rest) = name.split_at_checked(64)?;
    id.iter().all(u8::is_ascii_hexdigit).then_some(rest)
}

fn open_store(store: Store, name: String, options: &OpenOptions) -> Result<Opened, SourceError> {
    let mut source = Source {
        store,
        name,
        limits: options.limits,
        layout: Layout::Oci,
        read: Cell::new(0),
    };
    let Some(catalog) = detect::catalog(&mut source)? else {
        return Err(source.fail(
            "holds no image: neither manifest.json nor index.json is there; give what docker \
             save, podman save or skopeo wrote",
        ));
    };
    let chosen = choose(&source, &catalog, options)?;
    let entry = &catalog.entries[chosen.index];
    let image = resolve::resolve(&source, &catalog, entry, &entry.variants[chosen.variant])?;
    Ok(Opened {
        stream: None,
        others: others(&catalog, &chosen),
        choice: chosen.why,
        image,
    })
}

/// A tar of files without anything around it, as `docker export` writes it: one layer.
fn root_file_system(tar: &Blob, damage: Option<String>) -> Opened {
    let mut warnings = vec![Warning::image(
        WarningKind::Format,
        "this is the tar of a root file system, not an image: it has no layers, no history and \
         no digests, and is shown as one layer",
    )];
    warnings.extend(damage.map(|message| Warning::image(WarningKind::Format, message)));
    let layer = Layer::bare(tar.clone());
    Opened {
        stream: None,
        image: Image {
            names: Vec::new(),
            manifest_digest: None,
            config_digest: None,
            platform: Platform::default(),
            format: "root file system",
            layers: vec![layer],
            created: None,
            author: None,
            config: serde_json::Value::Null,
            attestations: Vec::new(),
            base: None,
            base_name: None,
            warnings,
            mismatches: Vec::new(),
        },
        choice: None,
        others: Vec::new(),
    }
}
