//! Our reader lists what Go's `archive/tar` lists: the runtimes read layers with it, so that is
//! what "the entries of a layer" means. The answers stand in `fixtures/oracle`.

mod common;

use common::oracle::{self, Case};
use layerscope::image::Blob;
use layerscope::layer::{self, Options};

/// Where we mean to say something else than Go, and why.
const OTHERWISE: &[(&str, &str)] = &[
    (
        "gzip-with-garbage-behind.tar",
        "what follows the last member is no error but a warning",
    ),
    (
        "gzip-with-zeros-behind.tar",
        "padding behind the last member is harmless",
    ),
    (
        "zstd-with-zeros-behind.tar",
        "padding behind the last frame is harmless",
    ),
    (
        "forty-special-headers.tar",
        "more special headers than our limit",
    ),
    (
        "sparse-map-of-20001-regions.tar",
        "more sparse regions than our limit",
    ),
    ("paths-too-deep-and-too-long.tar", "kept as flagged leaves"),
    ("xz-dictionary-4-gib.tar", "more memory than our limit"),
    (
        "gzip-wrong-checksum.tar",
        "the buffer in which the decoder fails is lost with its entries",
    ),
];

fn differs(case: &Case, options: &Options) -> Vec<String> {
    let blob = Blob::from_bytes(case.stored.clone(), case.name.as_str());
    let indexed = layer::list(&blob, options);
    let listed = common::ours::listed(&indexed.index);
    let section = common::ours::comparable(&case.section);
    oracle::differences(&section, &listed, indexed.error.as_deref())
}

/// Why this case is meant to differ; of a fixture it is the last layer.
fn otherwise(cases: &[Case], at: usize) -> Option<&'static str> {
    let (_, why) = OTHERWISE.iter().find(|(file, _)| {
        let layer = format!("{file}!");
        cases.iter().rposition(|case| case.name.starts_with(&layer)) == Some(at)
    })?;
    Some(why)
}

fn judge(cases: &[Case]) {
    let listing = Options::default();
    let reading = Options {
        hash: true,
        verify: true,
        ..listing
    };
    let mut out = vec![];
    for (at, case) in cases.iter().enumerate() {
        for (how, options) in [("headers only", &listing), ("contents read", &reading)] {
            let found = differs(case, options);
            match otherwise(cases, at) {
                Some(why) if found.is_empty() => {
                    out.push(format!(
                        "{} ({how}): as Go, but was to differ: {why}",
                        case.name
                    ));
                }
                None if !found.is_empty() => {
                    out.push(format!("{} ({how}): {}", case.name, found.join("\n")));
                }
                _ => {}
            }
        }
    }
    assert!(
        out.is_empty(),
        "{} of {} listings:\n{}",
        out.len(),
        cases.len() * 2,
        out.join("\n")
    );
}

#[test]
fn the_hostile_fixtures_are_read_as_go_reads_them() {
    judge(&oracle::cases(
        &common::fixture("oracle/hostile"),
        &common::fixture("hostile"),
    ));
}

#[test]
fn the_corpus_is_read_as_go_reads_it() {
    if let Some(corpus) = common::corpus() {
        judge(&oracle::cases(&common::fixture("oracle/corpus"), &corpus));
    }
}
