//! One layer from its blob to what is said about it: which way its bytes take, and what their
//! passage means for the claims of the image.

use std::io;
use std::sync::atomic::AtomicU64;

use super::index::LayerIndex;
use super::memory::{self, Memory};
use super::passage::{Passage, Passed};
use super::sink::{ContentSink, SinkFactory};
use super::verify::mismatches;
use super::{Indexed, LayerFacts, Options, Progress};
use crate::image::{Blob, Compression, Layer, Trailing, Warning, WarningKind};
use crate::text::escape;

/// What all jobs of one image share.
pub(super) struct Shared<'a> {
    pub(super) options: &'a Options,
    pub(super) sinks: &'a dyn SinkFactory,
    pub(super) progress: &'a dyn Progress,
    pub(super) memory: &'a dyn Memory,
    /// Plain bytes seen so far in all layers, against the limit.
    pub(super) plain: AtomicU64,
}

/// Indexes one layer; `split` spreads it over several threads. Never fails as a whole: what went
/// wrong is in the result.
pub(super) fn index_layer(
    number: usize,
    layer: &Layer,
    split: bool,
    shared: &Shared<'_>,
) -> Indexed {
    let blob = match &layer.blob {
        Ok(blob) => blob,
        Err(missing) => return Indexed::failed(layer, missing.clone()),
    };
    let passed = sniff(blob).and_then(|compression| {
        let mut sink = shared.sinks.sink(number);
        let sink = sink
            .as_mut()
            .map(|sink| &mut **sink as &mut dyn ContentSink);
        let passage = Passage {
            blob,
            layer,
            compression,
            shared,
        };
        // A sink wants contents, which nobody remembers.
        if sink.is_none()
            && let Some(known) = memory::recalled(&passage)
        {
            return Ok((compression, known));
        }
        let passed = pass(&passage, split, sink)?;
        let (memory, limits) = (shared.memory, &shared.options.limits);
        memory::keep(layer, blob, compression, &passed, memory, limits);
        Ok((compression, passed))
    });
    match passed {
        Ok((compression, passed)) => indexed(number, layer, blob, compression, passed),
        Err(error) => Indexed::failed(layer, sentence(blob, &error.to_string())),
    }
}

fn pass(
    passage: &Passage<'_>,
    split: bool,
    sink: Option<&mut dyn ContentSink>,
) -> io::Result<Passed> {
    let options = passage.shared.options;
    let contents = options.verify || options.hash;
    match passage.compression {
        Compression::Plain if !contents => passage.walk(sink),
        _ if contents && split => passage.split(sink),
        _ => passage.inline(sink),
    }
}

/// How a layer's blob is encoded, by its first bytes.
///
/// # Errors
/// Those of the file, and `UnexpectedEof` for a blob without bytes.
pub fn sniff(blob: &Blob) -> io::Result<Compression> {
    if blob.is_empty() {
        let message = "it is empty, not even a tar's end";
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
    }
    let mut head = [0; Compression::MAGIC];
    let mut have = 0;
    while have < head.len() {
        match blob.read_at(&mut head[have..], have as u64)? {
            0 => break,
            n => have += n,
        }
    }
    Ok(Compression::sniff(&head[..have]))
}

fn sentence(blob: &Blob, what: &str) -> String {
    let name = escape(blob.name());
    format!(
        "cannot read the layer in {name}: {what}; it is damaged or made to mislead: pull or save the image again"
    )
}

fn indexed(
    number: usize,
    layer: &Layer,
    blob: &Blob,
    compression: Compression,
    passed: Passed,
) -> Indexed {
    let odd = passed.oddities.into_iter();
    let mut warnings: Vec<Warning> = odd
        .map(|(kind, message)| Warning::layer(kind, number, message))
        .collect();
    warnings.extend(encoding_warnings(number, layer, compression, passed.behind));
    let checked = passed
        .computed
        .as_ref()
        .map(|computed| mismatches(layer, computed, blob.len()));
    let claimed = layer.digest.is_some() || layer.diff_id.is_some();
    if checked == Some(None) && claimed {
        let message = "a digest's algorithm cannot be computed here: the layer is not verified";
        warnings.push(Warning::layer(WarningKind::Digest, number, message));
    }
    let wrong = checked.flatten();
    let error = passed
        .error
        .as_ref()
        .map(|error| sentence(blob, &format!("{error}{}", what_it_is(blob, &passed.index))));
    let verified = wrong
        .as_ref()
        .map(|wrong| wrong.is_empty() && error.is_none());
    let name = |what| format!("{}: {what}", escape(blob.name()));
    Indexed {
        facts: LayerFacts {
            blob_bytes: blob.len(),
            plain_bytes: passed.plain_bytes,
            compression: Some(compression),
            diff_id: passed
                .computed
                .as_ref()
                .and_then(|computed| computed.diff_id.clone()),
            digest: passed.computed.map(|computed| computed.digest),
            verified,
        },
        index: passed.index,
        warnings,
        mismatches: wrong.unwrap_or_default().into_iter().map(name).collect(),
        error,
    }
}

/// What is odd about how the blob is encoded (OCI image spec media-types.md: a media type says
/// the compression; bytes that say otherwise are believed here, and the conflict told).
fn encoding_warnings(
    number: usize,
    layer: &Layer,
    compression: Compression,
    behind: Option<Trailing>,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut warn = |kind, message| warnings.push(Warning::layer(kind, number, message));
    let name = compression.name();
    if let Some(behind) = behind {
        let Trailing {
            nul_bytes,
            garbage_bytes,
        } = behind;
        let what = match compression {
            _ if garbage_bytes > 0 => {
                Some(format!("{garbage_bytes} bytes that are no padding follow"))
            }
            // Go's gzip reader, and with it most runtimes, looks for a member in the NULs.
            Compression::Gzip | Compression::Zstd => Some(format!("{nul_bytes} NULs follow")),
            _ => None,
        };
        if let Some(what) = what {
            let message = format!("{what} the {name} data; some runtimes ignore them, some refuse");
            warn(WarningKind::TrailingData, message);
        }
    }
    let media_type = layer.media_type.as_deref().unwrap_or_default();
    let said = match media_type.rsplit(['+', '.']).next() {
        _ if !media_type.contains("tar") => None,
        Some("gzip") => Some(Compression::Gzip),
        Some("zstd") => Some(Compression::Zstd),
        // Docker's types without a suffix say nothing of the compression.
        Some("tar") if media_type.contains("oci") => Some(Compression::Plain),
        _ => None,
    };
    // A plain blob under a type with `+gzip` is how skopeo writes uncompressed layers; digest and
    // diff_id say so, too, and nobody can be misled.
    let plain = compression == Compression::Plain && layer.digest == layer.diff_id;
    if let Some(said) = said.filter(|said| *said != compression && !plain) {
        let said = said.name();
        let message = format!("the media type says {said}, the bytes are {name}, and are read so");
        warn(WarningKind::MediaType, message);
    } else if matches!(compression, Compression::Bzip2 | Compression::Xz) {
        let message =
            format!("{name} is no compression that OCI knows; not every runtime reads it");
        warn(WarningKind::MediaType, message);
    }
    warnings
}

/// Says what a blob is that is no tar, when its first bytes tell.
fn what_it_is(blob: &Blob, index: &LayerIndex) -> &'static str {
    if !index.entries.is_empty() {
        return "";
    }
    let head = blob.slice(0, 4).read_all(4).unwrap_or_default();
    match &head[..] {
        b"hsqs" => "; it is a SquashFS image, which is not a layer that can be read here",
        [b'{' | b'[', ..] => "; it looks like JSON: an artifact, not a file system layer",
        _ => "",
    }
}
