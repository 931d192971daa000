//! `layerscope secrets` and the rule of `check`, on an image with made-up secrets.

use std::path::{Path, PathBuf};

use crate::bin::{Said, layerscope, said, said_openly};
use crate::common::images::{Layer, archive, docker_members};
use crate::common::never;
use crate::common::raw_tar::Tar;

/// A made-up token in GitHub's form, drawn from a letter; its checksum does not hold.
fn token(letter: char) -> String {
    let drawn = blake3::hash(letter.to_string().as_bytes());
    let letters = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let bytes = drawn.as_bytes().iter().chain(&[7, 77, 177, 27]);
    let body = bytes.map(|byte| char::from(letters[usize::from(*byte) % letters.len()]));
    never::plant(format!(
        "{}_{}",
        ["g", "hp"].concat(),
        body.collect::<String>()
    ))
}

/// A token deleted, one overwritten, one visible, one in a build argument and one in a file that
/// a comment allows.
fn image(folder: &Path) -> PathBuf {
    let line = |letter| format!("# settings\nGITHUB_TOKEN={}\n", token(letter));
    let layers = vec![
        Layer::plain(
            Tar::new()
                .file("app/gone/conf", line('q'))
                .file("app/conf", line('r'))
                .file(
                    "app/allowed",
                    format!("TOKEN={} # layerscope:allow\n", token('u')),
                )
                .end(),
            "COPY . /app",
        ),
        Layer::plain(
            Tar::new()
                .file("app/.wh.gone", "")
                .file("app/conf", line('s'))
                .end(),
            &format!("RUN |1 ARG={} /bin/sh -c make", token('t')),
        ),
    ];
    let path = folder.join("image.tar");
    std::fs::write(&path, archive(&docker_members("planted", &layers))).unwrap();
    path
}

fn in_folder(folder: &Path, words: &str) -> Said {
    let mut command = layerscope();
    command.current_dir(folder).args(words.split_whitespace());
    if words.contains("--show-secrets") {
        return said_openly(&mut command);
    }
    let run = said(&mut command);
    never::check_files(words, folder, &["image.tar"]);
    run
}

#[test]
fn exit_codes_follow_what_fails() {
    let folder = tempfile::tempdir().unwrap();
    image(folder.path());
    for (words, code) in [
        ("secrets image.tar", 1),
        ("secrets image.tar --fail-on visible", 1),
        ("secrets image.tar --fail-on none", 0),
        ("secrets image.tar --no-builtin-rules --no-generic", 0),
        ("secrets missing.tar", 2),
        ("secrets image.tar --baseline missing.json", 2),
        ("secrets image.tar --rules missing.toml", 2),
        ("secrets image.tar --fail-on nothing", 2),
        ("check image.tar --lowest-efficiency 0", 0),
        (
            "check image.tar --lowest-efficiency 0 --highest-user-wasted-percent 1 --secrets-fail-on visible",
            1,
        ),
        (
            "check image.tar --lowest-efficiency 0 --highest-user-wasted-percent 1 --secrets-fail-on none",
            0,
        ),
    ] {
        let words = words.replace(
            "--lowest-efficiency 0",
            "--lowest-efficiency 0 --highest-user-wasted-percent off",
        );
        let run = in_folder(folder.path(), &words);
        assert_eq!(run.code, code, "{words}\n{}{}", run.out(), run.err());
    }
}

#[test]
fn no_output_and_no_error_holds_a_value() {
    let folder = tempfile::tempdir().unwrap();
    image(folder.path());
    let mut all = String::new();
    // What a run says and writes is looked through by `in_folder`.
    for words in [
        "secrets image.tar --format text",
        "secrets image.tar --format text --all",
        "secrets image.tar --format json --all",
        "secrets image.tar --format sarif --all",
        "secrets image.tar --format junit --all",
        "secrets image.tar --format gitlab --all",
        "secrets image.tar --format csv --all",
        "secrets image.tar --write-baseline known.json -o report",
        "check image.tar --secrets-fail-on any",
        "check image.tar --secrets-fail-on any --format json",
    ] {
        let run = in_folder(folder.path(), words);
        assert_eq!(run.code, 1, "{words}\n{}{}", run.out(), run.err());
        all.push_str(&run.out());
        all.push_str(&run.err());
    }
    let sarif = in_folder(
        folder.path(),
        "secrets image.tar --format sarif --show-secrets",
    );
    never::check("SARIF, which is made to be uploaded", &sarif.out);
    for letter in ['q', 'r', 's', 't', 'u'] {
        let shown = in_folder(folder.path(), "secrets image.tar --all --show-secrets").out();
        assert!(shown.contains(&token(letter)), "{letter}: {shown}");
    }
    assert!(all.contains("deleted by layer 1 `RUN make`"), "{all}");
}

#[test]
fn what_is_known_fails_no_more() {
    let folder = tempfile::tempdir().unwrap();
    image(folder.path());
    let first = in_folder(
        folder.path(),
        "secrets image.tar --write-baseline known.json --format json",
    );
    assert_eq!(first.code, 1);
    assert_eq!(first.json()["summary"]["counted"], 4);
    let second = in_folder(
        folder.path(),
        "secrets image.tar --baseline known.json --format json --all",
    );
    assert_eq!(second.code, 0, "{}", second.out());
    let summary = &second.json()["summary"];
    assert_eq!(
        (&summary["baselined"], &summary["ignored"]),
        (&4.into(), &1.into())
    );
    let check = "check image.tar --lowest-efficiency off --highest-user-wasted-percent off \
                 --secrets-fail-on any";
    assert_eq!(in_folder(folder.path(), check).code, 1);
    assert_eq!(
        in_folder(folder.path(), &format!("{check} --baseline known.json")).code,
        0
    );
    let policy = "secrets:\n  ignore:\n    - path: /app\n      reason: made up\n    - path: 'history*'\n      reason: made up\n      expires: 2020-01-01\n";
    std::fs::write(folder.path().join(".layerscope.yaml"), policy).unwrap();
    let third = in_folder(folder.path(), "secrets image.tar --format json");
    assert_eq!(third.json()["summary"]["counted"], 1);
    assert!(third.err().contains("has expired"), "{}", third.err());
}

#[test]
fn the_demo_carries_a_deleted_credential() {
    let demo = in_folder(&std::env::temp_dir(), "secrets demo: --all --format json").json();
    let findings = demo["findings"].as_array().unwrap();
    let place = |one: &serde_json::Value| one["places"][0].clone();
    let found = findings
        .iter()
        .map(place)
        .find(|place| place["path"] == "/root/.aws/credentials");
    let found = found.unwrap_or_else(|| panic!("{demo}"));
    assert_eq!(
        (&found["cause"], &found["cause_layer"]),
        (&"deleted".into(), &5.into())
    );
    let acts = findings.iter().map(|one| &one["disposition"]);
    assert!(acts.into_iter().all(|one| one == "actionable"), "{demo}");
}
