//! The layer reader against Go's `archive/tar`, entry for entry: name, type, size, mode, owner,
//! time, link, device and contents, and whether reading ends in an error.
//!
//! Go's answers stand in `fixtures/oracle`, written by `tests/oracle/run.sh`. The hostile images
//! are the project's own; the corpus is other projects' and is compared where it is.
#![allow(clippy::unwrap_used)] // a test program

mod common;

use std::path::Path;
use std::sync::Mutex;

use common::oracle::{self, Case, Listed, hex};
use layerscope::image::{Blob, Layer};
use layerscope::layer::{self, ContentSink, Entry, LayerIndex, NO_CONTENT, SinkFactory};
use layerscope::limits::Limits;
use sha2::{Digest, Sha256};

#[derive(Default)]
struct Hashes(Mutex<Vec<(u32, String)>>);

struct Hashing<'a> {
    all: &'a Hashes,
    current: (u32, Sha256),
}

impl SinkFactory for Hashes {
    fn sink(&self, _layer: usize) -> Option<Box<dyn ContentSink + '_>> {
        Some(Box::new(Hashing {
            all: self,
            current: Default::default(),
        }))
    }
}

impl ContentSink for Hashing<'_> {
    fn begin(&mut self, _index: &LayerIndex, _at: usize, entry: &Entry) -> bool {
        self.current = (entry.content, Sha256::new());
        true
    }

    fn data(&mut self, bytes: &[u8]) {
        self.current.1.update(bytes);
    }

    fn end(&mut self) {
        let (content, hasher) = std::mem::take(&mut self.current);
        self.all
            .0
            .lock()
            .unwrap()
            .push((content, hex(&hasher.finalize())));
    }
}

/// Paths of any length, so that all can be compared.
fn options(verify: bool) -> layer::Options {
    let limits = Limits {
        path_bytes: 60_000,
        path_components: 60_000,
        ..Limits::default()
    };
    layer::Options {
        verify,
        hash: verify,
        limits,
    }
}

fn listed(case: &Case, verify: bool) -> (Vec<Listed>, Option<String>) {
    let hashes = Hashes::default();
    let layers = [Layer::bare(Blob::from_bytes(
        case.stored.clone(),
        case.name.as_str(),
    ))];
    let mut found = None;
    layer::index_layers(&layers, &options(verify), &hashes, &(), |_, read| {
        found = Some(read)
    });
    let read = found.unwrap();
    let hashes = hashes.0.into_inner().unwrap();
    let mut rows = common::ours::listed(&read.index);
    for (row, entry) in rows.iter_mut().zip(&read.index.entries) {
        let hash = hashes.iter().find(|(content, _)| *content == entry.content);
        row.content = hash
            .filter(|_| entry.content != NO_CONTENT)
            .map(|(_, hash)| hash.clone());
    }
    (rows, read.error)
}

/// Owners as the kernel takes them.
fn comparable(mut case: Case) -> Case {
    if accepted(&case) {
        case.section.error = None;
    }
    case.section = common::ours::comparable(&case.section);
    for row in &mut case.section.rows {
        row.uid = i64::from(row.uid as u32);
        row.gid = i64::from(row.gid as u32);
    }
    case
}

/// Where we refuse what Go, without limits, reads: the file, and what our error says.
const REFUSED: [(&str, &str); 4] = [
    ("forty-special-headers.tar", "more than 16 extended headers"),
    (
        "sparse-map-of-20001-regions.tar",
        "20001 regions, more than the limit of 10000",
    ),
    (
        "xz-dictionary-4-gib.tar",
        "demands more memory than the limit",
    ),
    ("gzip-wrong-checksum.tar", "the gzip data is corrupt"),
];

/// Where Go's decoders stop at what follows the data, and we say what it is and go on.
const ACCEPTED: [&str; 3] = [
    "gzip-with-garbage-behind.tar",
    "gzip-with-zeros-behind.tar",
    "zstd-with-zeros-behind.tar",
];

fn accepted(case: &Case) -> bool {
    let end = case.section.error.as_deref();
    let decoder = end.is_some_and(|error| error.starts_with("gzip:") || error.starts_with("zstd:"));
    decoder
        && ACCEPTED
            .iter()
            .any(|file| case.name.starts_with(&format!("{file}!")))
}

fn refused(case: &Case, error: Option<&str>) -> bool {
    let expected = REFUSED
        .iter()
        .find(|(file, _)| case.name.starts_with(&format!("{file}!")));
    expected.is_some_and(|(_, words)| error.is_some_and(|error| error.contains(words)))
}

fn compare(answers: &Path, files: &Path) {
    let (mut compared, mut wrong) = (0, vec![]);
    for case in oracle::cases(answers, files).into_iter().map(comparable) {
        for verify in [false, true] {
            let (rows, error) = listed(&case, verify);
            compared += 1;
            if refused(&case, error.as_deref()) {
                continue;
            }
            for what in oracle::differences(&case.section, &rows, error.as_deref()) {
                wrong.push(format!("{} (verify: {verify}): {what}", case.name));
            }
        }
    }
    assert!(compared > 0);
    assert!(
        wrong.is_empty(),
        "{} differences:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn hostile_images_are_read_as_go_reads_them() {
    compare(
        &common::fixture("oracle/hostile"),
        &common::fixture("hostile"),
    );
}

#[test]
fn the_corpus_is_read_as_go_reads_it() {
    if let Some(corpus) = common::corpus() {
        compare(&common::fixture("oracle/corpus"), &corpus);
    }
}
