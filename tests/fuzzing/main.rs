//! The fuzz targets on stable Rust: over the corpus that is kept of each, over the fixtures, and
//! over both with bytes changed at random.
//!
//! `fuzz/README.md` says how they are fuzzed with coverage.

#![allow(clippy::unwrap_used, clippy::panic)] // a test program

#[path = "targets/mod.rs"]
mod targets;

mod seeds;

use std::path::PathBuf;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use targets::{TARGETS, Target};

/// Inputs of up to so many bytes are changed at random; larger ones would only be slow.
const LARGEST: usize = 64 << 10;

fn target(name: &str) -> Target {
    *TARGETS.iter().find(|(one, _)| *one == name).unwrap()
}

/// The kept corpus of a target, by name, so that a failure names its file.
fn kept(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "fuzz/corpus", name]
        .iter()
        .collect();
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| (path.display().to_string(), std::fs::read(path).unwrap());
    paths.into_iter().map(read).collect()
}

fn over_what_is_kept(name: &str) {
    let (name, run) = target(name);
    let kept = kept(name);
    assert!(!kept.is_empty(), "no corpus is kept of {name}");
    for (path, input) in kept {
        let done = std::panic::catch_unwind(|| run(&input));
        assert!(done.is_ok(), "{path}");
    }
}

/// One change of an input: where, how, with what.
type Change = (Index, u8, u8);

fn changed(mut input: Vec<u8>, other: &[u8], changes: &[Change]) -> Vec<u8> {
    for (at, how, what) in changes {
        if input.is_empty() {
            input.push(*what);
        }
        let at = at.index(input.len());
        match how % 6 {
            0 => input[at] = *what,
            1 => input[at] ^= 1 << (what % 8),
            2 => input.truncate(at),
            3 => {
                let end = (at + usize::from(*what)).min(input.len());
                let part = input[at..end].to_vec();
                input.splice(at..at, part);
            }
            4 => {
                let end = (at + usize::from(*what)).min(input.len());
                input.drain(at..end);
            }
            _ => {
                let from = at % other.len().max(1);
                let end = (from + usize::from(*what)).min(other.len());
                input.splice(at..at, other[from.min(end)..end].iter().copied());
            }
        }
    }
    input
}

fn over_changes(name: &str, cases: u32) {
    let (name, run) = target(name);
    let mut inputs: Vec<Vec<u8>> = kept(name).into_iter().map(|(_, input)| input).collect();
    inputs.extend(seeds::of(name));
    inputs.retain(|input| input.len() <= LARGEST);
    let change = (any::<Index>(), any::<u8>(), any::<u8>());
    let what = (
        any::<Index>(),
        any::<Index>(),
        prop::collection::vec(change, 0..8),
    );
    let mut runner = TestRunner::new_with_rng(
        Config {
            cases,
            failure_persistence: None,
            max_shrink_iters: 200,
            ..Config::default()
        },
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let done = runner.run(&what, |(one, other, changes)| {
        let (one, other): (&Vec<u8>, &Vec<u8>) = (one.get(&inputs), other.get(&inputs));
        let input = changed(one.clone(), other, &changes);
        let done = std::panic::catch_unwind(|| run(&input));
        done.map_err(|_| TestCaseError::fail(format!("{name} fails on {}", input.escape_ascii())))
    });
    if let Err(error) = done {
        panic!("{error}");
    }
}

macro_rules! targets {
    ($($name:ident: $cases:expr;)*) => {$(
        mod $name {
            #[test]
            fn holds_over_what_is_kept() {
                super::over_what_is_kept(stringify!($name));
            }

            #[test]
            fn holds_over_changes() {
                super::over_changes(stringify!($name), $cases);
            }
        }
    )*};
}

targets! {
    archive: 200;
    documents: 2000;
    layer: 500;
    policies: 1000;
    references: 2000;
    rules: 500;
    secrets: 300;
    tree: 500;
}

/// Writes the seeds of each target to a folder, for `fuzz/run.sh`; does nothing unless asked.
#[test]
fn seeds_are_written_when_asked() {
    let Some(folder) = std::env::var_os("LAYERSCOPE_SEEDS").map(PathBuf::from) else {
        return;
    };
    for (name, _) in TARGETS {
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        for (number, seed) in seeds::of(name).iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number:04}")), seed).unwrap();
        }
    }
}
