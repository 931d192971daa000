//! No output of any command holds a planted value, in whatever form.

use crate::bin::{Said, layerscope, said, said_openly};
use crate::common::never;
use crate::image::write;

/// Every command in every form, as typed in a folder with the image. Those that write files write
/// them there.
const LINES: &[&str] = &[
    "image.tar",
    "image.tar -j dive.json",
    "image.tar -j -",
    "image.tar --ci --lowest-efficiency 0.99",
    "image.tar --no-verify",
    "image.tar --platform linux/arm64",
    "image.tar --image nothing",
    "report image.tar",
    "report image.tar --accounting dive",
    "report image.tar --format json",
    "report image.tar --format json --accounting dive",
    "report image.tar --format dive-json",
    "report image.tar -o report.txt",
    "check image.tar",
    "check image.tar --format json",
    "check image.tar --secrets-fail-on any",
    "check image.tar --secrets-fail-on any --format json",
    "check image.tar --secrets-fail-on visible -j dive.json -o check.txt",
    "check image.tar --accounting dive -j dive-too.json",
    "ls image.tar",
    "ls image.tar --format ndjson",
    "ls image.tar --view 1..3 --hash --verify",
    "ls image.tar /nowhere",
    "cat image.tar /data",
    "cat image.tar /nowhere",
    "secrets image.tar",
    "secrets image.tar --all",
    "secrets image.tar --format json --all",
    "secrets image.tar --format sarif --all",
    "secrets image.tar --format sarif --all --show-secrets",
    "secrets image.tar --format junit --all",
    "secrets image.tar --format junit --all --show-secrets",
    "secrets image.tar --format gitlab --all",
    "secrets image.tar --format gitlab --all --show-secrets",
    "secrets image.tar --format csv --all",
    "secrets image.tar --no-generic",
    "secrets image.tar --no-builtin-rules --all",
    "secrets image.tar --write-baseline known.json -o secrets.txt",
    "secrets image.tar --baseline known.json --all",
    "secrets image.tar --baseline image.tar",
    "secrets image.tar --rules image.tar",
    "secrets image.tar --config image.tar",
    "secrets image.tar --config policy.yaml --all",
    "check image.tar --config policy.yaml",
    "secrets image.tar --min-severity critical --all",
    "secrets cut.tar --all",
    "report cut.tar",
    "config",
    "config --format json",
    "schema secrets",
    "schema report",
    "demo --format json",
    "man",
    "completions bash",
];

const POLICY: &str = "secrets:\n  fail-on: any\n  ignore:\n    - path: /data/kept\n      reason: made up\n    \
                      - path: 'config*'\n      reason: made up\n      expires: 2020-01-01\n";

fn run(folder: &std::path::Path, words: &str) -> Said {
    let mut command = layerscope();
    command.current_dir(folder).args(words.split(' '));
    said(&mut command)
}

#[test]
fn no_command_in_no_form_holds_a_planted_value() {
    let folder = tempfile::tempdir().unwrap();
    let image = std::fs::read(write(folder.path())).unwrap();
    std::fs::write(folder.path().join("cut.tar"), &image[..image.len() / 2]).unwrap();
    std::fs::write(folder.path().join("policy.yaml"), POLICY).unwrap();
    for words in LINES {
        let run = run(folder.path(), words);
        assert!((0..=2).contains(&run.code), "{words}: {}", run.err());
        never::check_files(words, folder.path(), &["image.tar", "cut.tar"]);
    }
    for file in [
        "dive.json",
        "report.txt",
        "check.txt",
        "known.json",
        "secrets.txt",
    ] {
        assert!(
            folder.path().join(file).metadata().unwrap().len() > 100,
            "{file}"
        );
    }
}

/// Leaves the image where the schemas of others can be tried on its reports: see `.ci/run`.
#[test]
#[ignore = "writes a file for those who want it"]
fn keep_the_image() {
    let image = write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")));
    std::fs::rename(&image, image.with_file_name("planted.tar")).unwrap();
}

/// A search that finds nothing proves nothing: asked for, the values are there.
#[test]
fn values_are_found_where_they_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    for (words, least) in [
        ("secrets image.tar --all --show-secrets", 400),
        ("secrets image.tar --all --show-secrets --format json", 400),
        ("secrets image.tar --all --show-secrets --format csv", 400),
        ("report image.tar --show-secrets --format json", 1),
        ("report image.tar --show-secrets --format dive-json", 1),
        ("check image.tar --show-secrets --format json", 1),
        ("image.tar --show-secrets -j -", 1),
    ] {
        let mut command = layerscope();
        command.current_dir(folder.path()).args(words.split(' '));
        let found = never::found_in(&said_openly(&mut command).out);
        assert!(found.len() >= least, "{words}: {}", found.len());
    }
}
