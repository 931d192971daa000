//! The layer reader against Go's `archive/tar`, entry for entry: name, type, size, mode, owner,
//! time, link, device and contents, and whether reading ends in an error.
//!
//! Go's answers stand in `fixtures/oracle`, written by `tests/oracle/run.sh`. The hostile images
//! are the project's own; the corpus is other projects' and is compared where it is.
#![allow(clippy::unwrap_used)] // a test program

mod common;

use std::path::Path;

use common::oracle::{self, Case, Listed};
use layerscope::layer;
use layerscope::limits::Limits;

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
    let read = common::hashes::read(&case.stored, &case.name, &options(verify));
    (read.rows, read.error)
}

/// Go's answer, without the errors of decoders where we go on.
fn comparable(mut case: Case) -> Case {
    if accepted(&case) {
        case.section.error = None;
    }
    case.section = common::ours::comparable(&case.section);
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
