//! Indexes, manifests and their descriptors, read leniently.
//!
//! OCI image specification (image-index.md, manifest.md, descriptor.md) and Docker's manifest
//! list and schema 2, which have the same shape. Any field may be missing, null or of another
//! type; what makes a single descriptor unusable is kept with it and does not spoil its siblings.

use base64::Engine as _;

use super::json::{Json, Node, Notes};
use super::{Digest, Platform};
use crate::limits::Limits;

/// A reference to a blob.
#[derive(Debug, Clone, Default)]
pub struct Descriptor {
    /// `mediaType`, empty where missing.
    pub media_type: String,
    /// `digest`, where it is one.
    pub digest: Option<Digest>,
    /// `size` in bytes, where it is one.
    pub size: Option<u64>,
    /// Why this descriptor cannot be followed: what is wrong with its digest or size.
    pub problem: Option<String>,
    /// `platform`.
    pub platform: Option<Platform>,
    /// `annotations`.
    pub annotations: Vec<(String, String)>,
    /// `artifactType`, empty where missing.
    pub artifact_type: String,
    /// `data`, decoded: the blob's content itself.
    pub data: Option<Vec<u8>>,
}

impl Descriptor {
    /// Reads a descriptor; see [`Descriptor::problem`] for what is wrong with it.
    #[must_use]
    pub fn read(node: Node<'_>) -> Descriptor {
        let (digest, mut problem) = match node.field("digest").text() {
            None => (None, Some("it has no digest".to_owned())),
            Some(text) => match Digest::parse(text) {
                Ok(digest) => (Some(digest), None),
                Err(error) => (None, Some(error.to_string())),
            },
        };
        let size = node.field("size").number();
        if let Some(size) = size.filter(|size| !size.is_u64()) {
            problem.get_or_insert(format!("its size, {size}, is no number of bytes"));
        }
        Descriptor {
            media_type: node.field("mediaType").text_or_empty(),
            digest,
            size: size.and_then(serde_json::Number::as_u64),
            problem,
            platform: Platform::read(node.field("platform")),
            annotations: node.field("annotations").strings(),
            artifact_type: node.field("artifactType").text_or_empty(),
            data: node
                .field("data")
                .text()
                .and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok()),
        }
    }

    /// The value of an annotation; of several the last.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&str> {
        annotation(&self.annotations, key)
    }

    /// What to call it in a sentence: its digest, or its media type.
    #[must_use]
    pub fn label(&self) -> String {
        match &self.digest {
            Some(digest) => digest.to_string(),
            None => format!("of type '{}'", super::quote(&self.media_type)),
        }
    }
}

/// The value of a key in annotations or labels; of several the last.
#[must_use]
pub fn annotation<'a>(annotations: &'a [(String, String)], key: &str) -> Option<&'a str> {
    let same = annotations.iter().rev().find(|(name, _)| name == key);
    same.map(|(_, value)| value.as_str())
        .filter(|value| !value.is_empty())
}

/// An image manifest.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// `artifactType`, empty where missing.
    pub artifact_type: String,
    /// `config`.
    pub config: Descriptor,
    /// `layers`, lowest first.
    pub layers: Vec<Descriptor>,
    /// `annotations`.
    pub annotations: Vec<(String, String)>,
}

/// What a document of an index or a manifest turned out to be.
#[derive(Debug, Clone)]
pub enum Document {
    /// An image index or a manifest list: its `manifests`.
    Index(Vec<Descriptor>),
    /// An image manifest.
    Manifest(Box<Manifest>),
}

impl Document {
    /// Reads an index or a manifest, told apart by what it holds. Sentences about what parsers
    /// read differently are appended to `notes`.
    ///
    /// # Errors
    /// A clause for "DOCUMENT …": it is no JSON, both an index and a manifest (CVE-2021-41190),
    /// neither, Docker's schema 1, or lists more than `limits` allow.
    pub fn read(
        bytes: &[u8],
        notes: &mut Vec<String>,
        limits: &Limits,
    ) -> Result<Document, String> {
        let (json, more) = Json::parse(bytes).map_err(|error| format!("is no JSON ({error})"))?;
        let kept = Notes::default();
        let document = Document::of(Node::new(&json, &kept), limits);
        notes.extend(kept.take());
        if more {
            notes.push("there is more behind its first JSON value".to_owned());
        }
        document
    }

    fn of(top: Node<'_>, limits: &Limits) -> Result<Document, String> {
        let manifests = top.field("manifests");
        let (config, layers) = (top.field("config"), top.field("layers"));
        let has_image = config.is_some() || layers.is_some();
        if manifests.is_some() && has_image {
            return Err(
                "is both an index and a manifest, which tools read in different ways; it is \
                 refused"
                    .to_owned(),
            );
        }
        if top.field("fsLayers").is_some() || is_schema_1(top.field("mediaType")) {
            return Err(
                "is a Docker manifest of schema 1, which is not supported; pull and save the \
                 image again with a current docker, podman or skopeo"
                    .to_owned(),
            );
        }
        if has_image {
            return Manifest::read(top, limits).map(|read| Document::Manifest(Box::new(read)));
        }
        let says_index = top.field("mediaType").text().is_some_and(is_index_type);
        if !manifests.is_some() && !says_index && !top.field("schemaVersion").is_some() {
            return Err("is neither an image index nor an image manifest".to_owned());
        }
        let items = manifests.items();
        if items.len() > limits.index_descriptors {
            return Err(format!(
                "lists {} manifests, more than the limit of {} (--limit index-descriptors)",
                items.len(),
                limits.index_descriptors
            ));
        }
        Ok(Document::Index(items.map(Descriptor::read).collect()))
    }
}

impl Manifest {
    fn read(top: Node<'_>, limits: &Limits) -> Result<Manifest, String> {
        let layers = top.field("layers").items();
        if layers.len() > limits.layers {
            return Err(format!(
                "lists {} layers, more than the limit of {} (--limit layers)",
                layers.len(),
                limits.layers
            ));
        }
        Ok(Manifest {
            artifact_type: top.field("artifactType").text_or_empty(),
            config: Descriptor::read(top.field("config")),
            layers: layers.map(Descriptor::read).collect(),
            annotations: top.field("annotations").strings(),
        })
    }
}

fn is_schema_1(media_type: Node<'_>) -> bool {
    media_type
        .text()
        .is_some_and(|text| text.starts_with("application/vnd.docker.distribution.manifest.v1+"))
}

/// True for the media types of an image index and of a manifest list.
#[must_use]
pub fn is_index_type(media_type: &str) -> bool {
    matches!(
        media_type,
        "application/vnd.oci.image.index.v1+json"
            | "application/vnd.docker.distribution.manifest.list.v2+json"
    )
}

/// True for the media types of an image manifest.
#[must_use]
pub fn is_manifest_type(media_type: &str) -> bool {
    matches!(
        media_type,
        "application/vnd.oci.image.manifest.v1+json"
            | "application/vnd.docker.distribution.manifest.v2+json"
    )
}

/// True for the media types of an image's config, and for none.
#[must_use]
pub fn is_config_type(media_type: &str) -> bool {
    matches!(
        media_type,
        "" | "application/vnd.oci.image.config.v1+json"
            | "application/vnd.docker.container.image.v1+json"
    )
}

/// True for the media types of layers that are tars, plain or compressed (layer.md; Docker image
/// manifest, version 2 schema 2).
#[must_use]
pub fn is_layer_type(media_type: &str) -> bool {
    const STEMS: [&str; 4] = [
        "application/vnd.oci.image.layer.v1.tar",
        "application/vnd.oci.image.layer.nondistributable.v1.tar",
        "application/vnd.docker.image.rootfs.diff.tar",
        "application/vnd.docker.image.rootfs.foreign.diff.tar",
    ];
    STEMS.iter().any(|stem| {
        media_type.strip_prefix(stem).is_some_and(|encoding| {
            matches!(
                encoding,
                "" | "+gzip" | "+zstd" | ".gzip" | ".zstd" | "+bzip2" | "+xz"
            )
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Document, String> {
        Document::read(text.as_bytes(), &mut Vec::new(), &Limits::default())
    }

    #[test]
    fn documents_are_told_apart_by_what_they_hold() {
        for (text, is) in [
            (r#"{"manifests":[]}"#, "index"),
            (r#"{"schemaVersion":2,"manifests":null}"#, "index"),
            (r#"{"schemaVersion":2}"#, "index"),
            (r#"{"config":{},"layers":[]}"#, "manifest"),
            (r#"{"layers":null,"config":{"size":1}}"#, "manifest"),
            (r#"{"manifests":null,"layers":[]}"#, "manifest"),
        ] {
            let document = read(text).unwrap();
            let kind = match document {
                Document::Index(_) => "index",
                Document::Manifest(_) => "manifest",
            };
            assert_eq!(kind, is, "{text}");
        }
        for (text, says) in [
            (r#"{"manifests":[],"layers":[]}"#, "both"),
            (r#"{"Manifests":[],"CONFIG":{}}"#, "both"),
            (r#"{"schemaVersion":1,"fsLayers":[]}"#, "schema 1"),
            (r#"{"name":"x"}"#, "neither"),
            ("[]", "neither"),
            ("}", "no JSON"),
        ] {
            assert!(read(text).unwrap_err().contains(says), "{text}");
        }
        let many = format!(r#"{{"manifests":[{}]}}"#, vec!["{}"; 1001].join(","));
        assert!(read(&many).unwrap_err().contains("limit of 1000"));
    }

    #[test]
    fn a_bad_descriptor_says_why_and_spoils_no_sibling() {
        let hex = "0".repeat(64);
        let text = format!(
            r#"{{"manifests":[{{"digest":"sha256:{hex}","size":3,"data":"YWJj"}},
               {{"digest":"sha256:../../x","size":3}},{{"digest":"sha256:{hex}","size":-1}},
               {{"size":3}},null,{{"digest":"sha256:{hex}","size":null,"annotations":{{"a":1}}}}]}}"#
        );
        let Ok(Document::Index(found)) = read(&text) else {
            panic!("an index");
        };
        let bad: Vec<bool> = found.iter().map(|d| d.problem.is_some()).collect();
        assert_eq!(bad, [false, true, true, true, true, false]);
        assert_eq!(found[0].data.as_deref(), Some(&b"abc"[..]));
        assert_eq!((found[0].size, found[5].size), (Some(3), None));
    }

    #[test]
    fn the_media_types_of_layers_are_those_that_unpack() {
        for good in [
            "application/vnd.oci.image.layer.v1.tar",
            "application/vnd.oci.image.layer.v1.tar+zstd",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.docker.image.rootfs.diff.tar",
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
            "application/vnd.docker.image.rootfs.diff.tar.zstd",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
        ] {
            assert!(is_layer_type(good), "{good}");
        }
        for bad in [
            "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
            "application/vnd.in-toto+json",
            "application/vnd.erofs.layer.v1",
            "",
        ] {
            assert!(!is_layer_type(bad), "{bad}");
        }
    }
}
