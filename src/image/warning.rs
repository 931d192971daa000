//! What is odd about an image without being wrong.

/// One oddity, said once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What kind it is; its name is part of the JSON schema.
    pub kind: WarningKind,
    /// The layer it is about, 0-based.
    pub layer: Option<usize>,
    /// One sentence. May hold names from the image, unescaped: escape at the boundary.
    pub message: String,
}

impl Warning {
    /// A warning about the image as a whole.
    pub fn image(kind: WarningKind, message: impl Into<String>) -> Warning {
        Warning {
            kind,
            layer: None,
            message: message.into(),
        }
    }

    /// A warning about one layer.
    pub fn layer(kind: WarningKind, layer: usize, message: impl Into<String>) -> Warning {
        Warning {
            kind,
            layer: Some(layer),
            message: message.into(),
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// The kinds of warning, with their names as text and JSON say them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum WarningKind {
            $($(#[$doc])* $variant,)*
        }

        impl WarningKind {
            /// Every kind, in the order of declaration.
            pub const ALL: &'static [WarningKind] = &[$(WarningKind::$variant,)*];

            /// The kind's name: `runtimes-differ`, `parsers-differ`, …
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(WarningKind::$variant => $name,)*
                }
            }
        }
    };
}

kinds! {
    /// moby, containerd or podman would make another file system of the same layers.
    RuntimesDiffer = "runtimes-differ",
    /// Tar or JSON parsers read these bytes in different ways.
    ParsersDiffer = "parsers-differ",
    /// An entry whose implied parent is a symlink landed where the link points.
    ThroughSymlink = "through-symlink",
    /// A directory takes the place of a symlink of a lower layer.
    HidesSymlink = "hides-symlink",
    /// The same layer stands twice in the image.
    RepeatedLayer = "repeated-layer",
    /// One layer holds a path more than once.
    DuplicateEntry = "duplicate-entry",
    /// A hard link whose target is nowhere.
    DanglingLink = "dangling-link",
    /// A whiteout that the specification does not allow.
    InvalidWhiteout = "invalid-whiteout",
    /// An overlayfs-native whiteout or opaque attribute, which is an ordinary entry to OCI.
    OverlayWhiteout = "overlay-whiteout",
    /// A path that is absolute outside the root, too long, too deep, or has `..`.
    OddPath = "odd-path",
    /// Bytes that are neither padding nor expected behind the end of a layer.
    TrailingData = "trailing-data",
    /// A media type that does not match what the bytes are.
    MediaType = "media-type",
    /// History that cannot be mapped to the layers.
    History = "history",
    /// Something in the container format: a missing `oci-layout`, a duplicate member, …
    Format = "format",
    /// A digest whose algorithm cannot be computed here.
    Digest = "digest",
    /// More layers than some runtimes accept (127).
    ManyLayers = "many-layers",
    /// A layer that was not read: what an earlier run found under its claimed digest is shown.
    FromCache = "from-cache",
}
