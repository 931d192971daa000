//! What a store holds, told by its content: never by a file's name or extension.

use super::catalog::{Catalog, Layout, Source};
use super::docker::{self, ManifestJson};
use super::store::{Found, Store};
use super::{SourceError, legacy, oci};
use crate::image::json::{Json, Node, Notes};
use crate::image::{WarningKind, cut};

/// The names at the root of an archive that make it an image.
pub(super) const MARKERS: [&[u8]; 3] = [b"manifest.json", b"index.json", b"oci-layout"];

/// Reads what the source offers. None: nothing at all speaks of an image.
pub(super) fn catalog(source: &mut Source) -> Result<Option<Catalog>, SourceError> {
    let mut catalog = Catalog::default();
    store_warnings(source, &mut catalog);
    let manifest = document(source, "manifest.json");
    let index = document(source, "index.json");
    let layout = document(source, "oci-layout");
    match (manifest, index) {
        (Document::Missing, Document::Missing) if !matches!(layout, Document::Missing) => {
            Err(source.fail("has an 'oci-layout' but no 'index.json'; copy the whole layout again"))
        }
        (Document::Missing, Document::Missing) => legacy::catalog(source, catalog),
        (manifest, Document::Missing) => {
            from_manifest(source, manifest, &mut catalog)?;
            Ok(Some(catalog))
        }
        (manifest, index) => {
            layout_version(&layout, &mut catalog);
            from_both(source, manifest, index, &mut catalog)?;
            Ok(Some(catalog))
        }
    }
}

fn unusable(name: &str, why: &str) -> String {
    format!("'{name}' {why}; copy the image again, or save it again")
}

enum Document {
    Missing,
    Bytes(Vec<u8>),
    /// A clause that follows its name.
    Broken(String),
}

impl Document {
    fn bytes(self) -> Result<Option<Vec<u8>>, String> {
        match self {
            Document::Missing => Ok(None),
            Document::Bytes(bytes) => Ok(Some(bytes)),
            Document::Broken(why) => Err(why),
        }
    }
}

fn document(source: &Source, name: &str) -> Document {
    match source.store.get(name) {
        Found::Missing => Document::Missing,
        Found::Directory => Document::Broken("is a directory".to_owned()),
        Found::Unusable(why) => Document::Broken(format!("cannot be read: {why}")),
        Found::File(blob) => match source.read(&blob) {
            Ok(bytes) => Document::Bytes(bytes),
            Err(why) => Document::Broken(why),
        },
    }
}

fn store_warnings(source: &Source, catalog: &mut Catalog) {
    let Store::Archive(archive) = &source.store else {
        return;
    };
    if let Some(damage) = &archive.damage {
        let message = format!("the archive cannot be read to its end: {damage}");
        catalog.warn(WarningKind::Format, message);
    }
    for (name, times) in &archive.repeated {
        let name = cut(&String::from_utf8_lossy(name));
        catalog.warn(
            WarningKind::Format,
            format!(
                "the archive holds '{name}' {times} times; the last one is used, and tools differ \
                 in which they take"
            ),
        );
    }
}

/// image-layout.md, "oci-layout file".
fn layout_version(layout: &Document, catalog: &mut Catalog) {
    let Document::Bytes(bytes) = layout else {
        let message = "the OCI layout has no readable 'oci-layout' file";
        catalog.warn(WarningKind::Format, message);
        return;
    };
    let version = Json::parse(bytes).ok().map(|(json, _)| {
        Node::new(&json, &Notes::default())
            .field("imageLayoutVersion")
            .text_or_empty()
    });
    let version = version.unwrap_or_default();
    if !version.starts_with("1.") {
        let message = format!(
            "the OCI layout has the version '{}' instead of 1.0.0",
            cut(&version)
        );
        catalog.warn(WarningKind::Format, message);
    }
}

fn from_manifest(
    source: &mut Source,
    manifest: Document,
    catalog: &mut Catalog,
) -> Result<(), SourceError> {
    let fail = |source: &Source, why: String| source.fail(unusable("manifest.json", &why));
    let bytes = manifest
        .bytes()
        .map_err(|why| fail(source, why))?
        .unwrap_or_default();
    match docker::read(source, &bytes, catalog).map_err(|why| fail(source, why))? {
        ManifestJson::Archive(entries) => {
            catalog.format = "docker archive";
            docker::merge(source, entries, catalog);
            if catalog.entries.is_empty() {
                return Err(fail(source, "lists no images".to_owned()));
            }
        }
        ManifestJson::Document => {
            source.layout = Layout::Dir;
            catalog.format = "dir:";
            oci::read(source, "manifest.json", &bytes, catalog).map_err(|why| fail(source, why))?;
        }
    }
    Ok(())
}

/// Docker since 25 and BuildKit write an OCI layout and `manifest.json` into one archive. The
/// OCI side knows digests, platforms and attestations; the other knows names and images that
/// `index.json` leaves out, and stands in where `index.json` is unusable.
fn from_both(
    source: &Source,
    manifest: Document,
    index: Document,
    catalog: &mut Catalog,
) -> Result<(), SourceError> {
    let listed = index
        .bytes()
        .and_then(|bytes| oci::read(source, "index.json", &bytes.unwrap_or_default(), catalog));
    if listed.is_err() {
        catalog.entries.clear();
    }
    let docker = match manifest.bytes() {
        Ok(Some(bytes)) => docker::read(source, &bytes, catalog),
        Ok(None) => Ok(ManifestJson::Document),
        Err(why) => Err(why),
    };
    catalog.format = "OCI layout";
    match docker {
        Ok(ManifestJson::Archive(entries)) => {
            catalog.format = "docker archive";
            if listed.is_ok() && catalog.entries.is_empty() && !entries.is_empty() {
                // Docker 25.0.0, when an image is saved by its digest (moby issue 47210).
                let message = "'index.json' lists no images; 'manifest.json' is used instead";
                catalog.warn(WarningKind::Format, message);
            }
            docker::merge(source, entries, catalog);
        }
        Ok(ManifestJson::Document) => {}
        Err(why) => catalog.warn(WarningKind::Format, format!("'manifest.json' {why}")),
    }
    match listed {
        Err(why) if catalog.entries.is_empty() => Err(source.fail(unusable("index.json", &why))),
        Err(why) => {
            let message = format!("'index.json' {why}; 'manifest.json' is used instead");
            catalog.warn(WarningKind::Format, message);
            Ok(())
        }
        Ok(()) if catalog.entries.is_empty() => Err(oci::nothing(source, catalog)),
        Ok(()) => Ok(()),
    }
}
