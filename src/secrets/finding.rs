//! A finding: one secret, and every place of the image that carries it.

use std::sync::Arc;

use super::{Confidence, Hit, Rule, Secret, Severity};
use crate::image::push_hex;
use crate::tree::{Cause, ContentId, NodeId, RecordId};

/// One secret of an image. Secrets are told apart by their value: the same token in a file, an
/// environment variable and a build step is one, and the rule is that of the place where most is
/// known of it.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Stays the same when the secret moves to another file, layer or line, see [`fingerprint`].
    pub fingerprint: String,
    /// Who says that it is a secret.
    pub rule: Arc<Rule>,
    /// The value; masked unless [`Secret::expose`] is called.
    pub secret: Secret,
    /// The gravest of its places.
    pub severity: Severity,
    /// The surest of its places.
    pub confidence: Confidence,
    /// What else was seen of the value.
    pub note: Option<String>,
    /// Where it is, actionable places first, then by layer and path; never empty.
    pub places: Vec<Place>,
}

/// One place of a secret.
#[derive(Debug, Clone)]
pub struct Place {
    /// Where.
    pub site: Site,
    /// Line of the value there, from 1; 0 where only the presence of a file counts.
    pub line: u64,
    /// Its first byte in that line, from 1; 0 as above.
    pub column: u64,
    /// Its first byte in the content, or in the text of the configuration, and the byte behind it;
    /// of an archive's member, in that. The value may have been decoded from what stands there.
    pub span: (u64, u64),
    /// Whether the final image shows it.
    pub fate: Fate,
    /// What follows from where it is.
    pub disposition: Disposition,
    /// Why, in a clause; empty for an actionable place.
    pub reason: String,
    /// A package database above the base that says the file was shipped so: the image's own claim,
    /// which silences nothing. The package, and the layer of that database.
    pub claimed: Option<(String, usize)>,
}

/// Where a secret is.
#[derive(Debug, Clone)]
pub enum Site {
    /// In a file.
    File(FileSite),
    /// In the image's configuration.
    Config(ConfigSite),
}

/// A file of a layer.
#[derive(Debug, Clone)]
pub struct FileSite {
    /// The layer that stores it, 0-based.
    pub layer: usize,
    /// The entry that stores it.
    pub record: RecordId,
    /// Its bytes among all stored contents.
    pub content: ContentId,
    /// The path of that entry in the tree.
    pub node: NodeId,
    /// That path, with a leading `/`.
    pub path: Vec<u8>,
    /// The member, with a leading `/`, when the file is an archive.
    pub inner: Option<Arc<[u8]>>,
}

/// A text of the image's configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigSite {
    /// Where in the document: `config.Env[3]`, `history[5].created_by`.
    pub pointer: String,
    /// The build step (number in `history`) that wrote it, where that can be told.
    pub step: Option<usize>,
    /// That step's instruction, whole; none where it cannot be told.
    pub instruction: Option<Arc<str>>,
    /// The layer that this step made, where it made one.
    pub layer: Option<usize>,
}

/// What became of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// The final image shows it: at these paths, hard links included, or in its configuration
    /// (then there are none).
    Visible(Vec<Vec<u8>>),
    /// It does not, but whoever pulls the image still gets it.
    Dead {
        /// Why the file is hidden.
        cause: Cause,
        /// The layer that hid it, 0-based.
        layer: usize,
        /// The path of its last visible name.
        path: Vec<u8>,
    },
}

/// What is to be done about a place. In order: a finding counts as the first of its places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disposition {
    /// Somebody has to act.
    Actionable,
    /// It was known when the baseline was written.
    Baselined,
    /// The policy, or a comment beside it, says that it does not matter.
    Ignored,
    /// An example or test data.
    Example,
    /// The file is, byte for byte, what a package of the base image shipped.
    Package,
}

impl Disposition {
    /// Every disposition, in order.
    pub const ALL: [Disposition; 5] = [
        Disposition::Actionable,
        Disposition::Baselined,
        Disposition::Ignored,
        Disposition::Example,
        Disposition::Package,
    ];

    /// The name in text and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Disposition::Actionable => "actionable",
            Disposition::Baselined => "baselined",
            Disposition::Ignored => "ignored",
            Disposition::Example => "example",
            Disposition::Package => "package-file",
        }
    }
}

impl Finding {
    /// That of its first place: actionable when any place is.
    #[must_use]
    pub fn disposition(&self) -> Disposition {
        self.places
            .first()
            .map_or(Disposition::Actionable, |place| place.disposition)
    }

    /// Whether the final image shows it at a place of its [`Finding::disposition`].
    #[must_use]
    pub fn visible(&self) -> bool {
        let own = self.disposition();
        let mut places = self.places.iter().filter(|place| place.disposition == own);
        places.any(Place::visible)
    }
}

impl Place {
    /// Whether the final image shows it.
    #[must_use]
    pub fn visible(&self) -> bool {
        matches!(self.fate, Fate::Visible(_))
    }

    /// The layer that stores it, or whose build step says it; 0-based.
    #[must_use]
    pub fn layer(&self) -> Option<usize> {
        match &self.site {
            Site::File(file) => Some(file.layer),
            Site::Config(config) => config.layer,
        }
    }
}

impl Site {
    /// The path, `path!member` inside an archive, or the place in the configuration.
    #[must_use]
    pub fn path(&self) -> Vec<u8> {
        match self {
            Site::Config(config) => config.pointer.clone().into_bytes(),
            Site::File(file) => match &file.inner {
                None => file.path.clone(),
                Some(inner) => {
                    let inner = inner.strip_prefix(b"/").unwrap_or(inner);
                    [&file.path, &b"!"[..], inner].concat()
                }
            },
        }
    }
}

/// What a secret is known by in baselines and ignore lists: 32 hex digits that follow from the
/// value alone, so that neither moving the file, nor another rule that comes to know it better,
/// makes it a new one. A private key counts without its line breaks, so that a key in a file and
/// the same in a variable are one. Where there is no value (a key store, an empty password) rule,
/// path and note take its place.
///
/// It is no way back to a strong secret; a weak password can be guessed from it, as from any hash,
/// so a baseline deserves the care of the source code that it lies beside.
#[must_use]
pub fn fingerprint(hit: &Hit, path: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("layerscope secret fingerprint 1");
    match hit.secret.expose() {
        [] => {
            let note = hit.note.as_deref().unwrap_or_default();
            for part in [hit.rule.id.as_bytes(), path, note.as_bytes()] {
                hasher
                    .update(&(part.len() as u64).to_le_bytes())
                    .update(part);
            }
        }
        value => {
            hasher.update(&normal(value));
        }
    }
    let mut hex = String::with_capacity(32);
    push_hex(&mut hex, &hasher.finalize().as_bytes()[..16]);
    hex
}

/// The value without what depends on where it is written: the line breaks of a private key.
fn normal(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    if !value.starts_with(b"-----BEGIN") {
        out.extend_from_slice(value);
        return out;
    }
    let mut bytes = value.iter();
    while let Some(&byte) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            _ if byte.is_ascii_whitespace() => {}
            _ => out.push(byte),
        }
    }
    out
}

/// Which of two hits of one secret says more of it.
pub(super) fn outweighs(a: &Hit, b: &Hit) -> bool {
    let weight = |hit: &Hit| (hit.confidence, hit.severity, hit.note.is_some());
    weight(a)
        .cmp(&weight(b))
        // Which of two equals is taken must not depend on the order of layers.
        .then_with(|| b.rule.id.cmp(&a.rule.id))
        .is_gt()
}
