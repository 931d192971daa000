//! What was odd in one layer: each kind said once, with the first place and a count.
//!
//! A layer can hold a million odd entries; a person wants one line, a report a bounded one.

use std::collections::BTreeMap;

use bstr::ByteSlice;

use super::entry::{Entry, EntryKind};
use super::names::Cleaned;
use crate::image::{Warning, WarningKind};
use crate::tar::{self, BLOCK, Member, Oddity};
use crate::text::escape_bytes;

/// Oddities by kind and sentence, with the first path and how many there were.
#[derive(Debug, Default)]
pub struct Oddities {
    found: BTreeMap<(WarningKind, &'static str), (u64, Vec<u8>)>,
    trailing: u64,
    stargz: (u64, u64),
}

impl Oddities {
    /// Notes one more of a kind.
    pub fn note(&mut self, kind: WarningKind, what: &'static str, path: &[u8]) {
        let found = self
            .found
            .entry((kind, what))
            .or_insert_with(|| (0, path.to_vec()));
        found.0 += 1;
    }

    /// One warning for each kind.
    #[must_use]
    pub fn warnings(&self, layer: usize) -> Vec<Warning> {
        let warning = |(kind, message)| Warning::layer(kind, layer, message);
        self.told().into_iter().map(warning).collect()
    }

    /// The kinds and their sentences.
    #[must_use]
    pub fn told(&self) -> Vec<(WarningKind, String)> {
        let mut all: Vec<(WarningKind, String)> = (self.found.iter())
            .map(|(&(kind, what), (count, path))| {
                let more = if *count > 1 {
                    format!(" (and {} more)", count - 1)
                } else {
                    String::new()
                };
                (kind, format!("{what}: {}{more}", escape_bytes(path)))
            })
            .collect();
        if self.stargz.0 > 0 {
            let (count, bytes) = self.stargz;
            let message = format!(
                "eStargz or zstd:chunked: {count} landmark and TOC entries of {bytes} bytes are the \
                 format's own, and are counted"
            );
            all.push((WarningKind::Format, message));
        }
        if self.trailing > 0 {
            let message = format!(
                "{} bytes that are no padding follow the end of the tar; no runtime unpacks them",
                self.trailing
            );
            all.push((WarningKind::TrailingData, message));
        }
        all
    }

    /// Notes what follows the end of the archive: its first block, and how many bytes there are.
    /// BuildKit writes the TOC of an eStargz layer there.
    pub(super) fn trailing(&mut self, block: &[u8; BLOCK], bytes: u64) {
        match tar::entry_of(block) {
            Some((name, size)) if is_stargz(&name) => {
                self.stargz.0 += 1;
                self.stargz.1 += size;
            }
            _ => self.trailing = bytes,
        }
    }

    pub(super) fn name(&mut self, member: &Member, cleaned: &Cleaned<'_>) {
        if cleaned.above_root {
            let what =
                "a name leaves the root with '..'; it is taken from the root (docker refuses it)";
            self.note(WarningKind::OddPath, what, &member.name);
        }
        if member.link.len() > usize::from(u16::MAX) {
            let what = "a link's target is longer than 64 KiB; it is cut, no system would make it";
            self.note(WarningKind::OddPath, what, &member.name);
        }
        if cleaned.too_long {
            let what = "a path is longer or deeper than the limits (--limit path-bytes, path-components); it \
                 is kept as one name under the root";
            self.note(WarningKind::OddPath, what, &cleaned.name);
        }
        let aufs = cleaned.parent.starts_with(b".wh.") || cleaned.parent.contains_str("/.wh.");
        if aufs {
            let what = "a file of AUFS's own (.wh..wh.*) is hidden; some runtimes would show it";
            self.note(WarningKind::RuntimesDiffer, what, &member.name);
        }
    }

    pub(super) fn invalid_whiteout(&mut self, member: &Member) {
        let what =
            "a whiteout of nothing, of '.' or of '..' removes nothing; runtimes refuse it or worse";
        self.note(WarningKind::InvalidWhiteout, what, &member.name);
    }

    pub(super) fn member(&mut self, member: &Member, entry: &Entry) {
        for &oddity in &member.oddities {
            self.note(WarningKind::ParsersDiffer, sentence(oddity), &member.name);
        }
        match entry.kind {
            EntryKind::Other => {
                let what = "a tar type that runtimes refuse is listed and nothing more";
                self.note(WarningKind::RuntimesDiffer, what, &member.name);
            }
            EntryKind::Whiteout | EntryKind::Opaque if is_unknown(member.typeflag) => {
                let what = "a whiteout of a tar type that few know; some read it as no entry";
                self.note(WarningKind::ParsersDiffer, what, &member.name);
            }
            EntryKind::File if member.typeflag == b'7' => {
                let what = "a contiguous file (type 7) is read as a file; runtimes refuse it";
                self.note(WarningKind::RuntimesDiffer, what, &member.name);
            }
            EntryKind::CharDevice if entry.device() == Some((0, 0)) => {
                let what = "a character device 0:0 is a whiteout to overlayfs, but a device to OCI";
                self.note(WarningKind::OverlayWhiteout, what, &member.name);
            }
            _ => {}
        }
        let opaque = |(name, value): &(Vec<u8>, Vec<u8>)| {
            name.ends_with(b".overlay.opaque") && value == b"y"
        };
        if member.xattrs.iter().any(opaque) {
            let what =
                "an overlayfs attribute says opaque; it is ignored, as it hides nothing in OCI";
            self.note(WarningKind::OverlayWhiteout, what, &member.name);
        }
        if is_stargz(&member.name) {
            self.stargz.0 += 1;
            self.stargz.1 += entry.size;
        }
    }
}

fn is_unknown(typeflag: u8) -> bool {
    !matches!(typeflag, b'0'..=b'7' | b'S')
}

/// True for the entries that eStargz and zstd:chunked add of their own.
fn is_stargz(name: &[u8]) -> bool {
    let name = name.strip_prefix(b"./").unwrap_or(name);
    matches!(
        name,
        b".prefetch.landmark" | b".no.prefetch.landmark" | b"stargz.index.json"
    )
}

fn sentence(oddity: Oddity) -> &'static str {
    match oddity {
        Oddity::SizeWithoutContents => {
            "a header of a type without contents has a size; some parsers skip that many bytes"
        }
        Oddity::RepeatedExtension => {
            "two extended headers of one kind before an entry; the last one counts, some refuse"
        }
        Oddity::NulInLongName => "a long name goes on behind a NUL; it is cut there, some keep it",
        Oddity::PaxSize => "the PAX size differs from the header's; some believe the header",
        Oddity::TwoLongNames => "a PAX path and a GNU long name for one entry; the GNU name counts",
        Oddity::OldDirectory => "a directory is told by its slash alone; some see a file",
        Oddity::RepeatedRecord => "one PAX key twice in one header; the last one counts",
        Oddity::LostExtension => "an extended header before a global one is lost, as in Go",
        Oddity::SparseMismatch => {
            "a sparse file's map does not match its stored bytes; runtimes fail on it"
        }
        Oddity::SparseIgnored => {
            "records of a sparse file that make none; some take its name and size from them"
        }
        Oddity::GlobalRecords => {
            "a global PAX header before it has more than a comment; some apply it to all entries"
        }
        Oddity::EmptyValue => "a PAX record or a long name is empty; some take the empty name",
        Oddity::FileWithSlash => "a file's name ends in a slash; some make a directory of it",
        Oddity::UnusedPrefix => {
            "bytes where another layout has the name's prefix; some read them as one"
        }
        Oddity::OddNumber => "a number is written so that some read another, or none",
    }
}
