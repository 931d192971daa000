//! The report as JSON: held against its schema, and the same image in many containers.
#![allow(clippy::unwrap_used)] // a test program: what cannot be read must fail

mod common;

use std::collections::BTreeSet;

use common::images::docker_archive;
use common::raw_tar::Tar;
use common::reading::{image_at, image_of, read};
use common::schema::{Checked, properties};
use layerscope::analysis::Examined;
use layerscope::gate::{Outcome, Verdict};
use layerscope::image::{Image, WarningKind};
use layerscope::report::{json, schema};
use serde_json::Value;

fn tiny(name: &str) -> Examined {
    read(image_at(common::fixture("tiny").join(name)).unwrap(), true).0
}

/// Names that are no UTF-8, wasted and duplicate, in one layer and above it.
fn odd_names() -> Image {
    let below = Tar::new()
        .file(b"caf\xe9", "one")
        .file("twice", "same")
        .file(b"tw\xff", "same");
    let above = Tar::new().file(b"caf\xe9", "other").end();
    let archive = docker_archive("odd:1", vec![below.end(), above]);
    image_of(&archive)
}

fn json_of(report: &json::Report<'_>) -> Value {
    let mut out = vec![];
    json::write(&mut out, report).unwrap();
    assert_eq!(out.last(), Some(&b'\n'));
    serde_json::from_slice(&out).unwrap()
}

fn verdicts() -> Vec<Verdict> {
    let verdict = |outcome| Verdict {
        rule: "most-layers",
        measured: "9".into(),
        bound: "at most 7".into(),
        outcome,
        detail: String::new(),
        origin: "default".into(),
    };
    [Outcome::Pass, Outcome::Fail, Outcome::Skip, Outcome::Warn]
        .map(verdict)
        .into()
}

/// The report of an image in every way that it can be asked for.
fn reports(image: &Image) -> Vec<Value> {
    let verdicts = verdicts();
    let mut all = vec![];
    for contents in [true, false] {
        let (examined, dive) = read(image.clone(), contents);
        for dive in [None, Some(&dive)] {
            all.push(json_of(&json::Report {
                examined: &examined,
                dive,
                verdicts: Some(verdicts.as_slice()).filter(|_| contents),
                choice: Some("the first of two").filter(|_| contents),
            }));
        }
    }
    all
}

#[test]
fn what_is_written_is_what_the_schema_says_and_nothing_else() {
    let schema: Value = serde_json::from_str(schema::schema()).unwrap();
    let mut images = vec![layerscope::demo::image(), odd_names()];
    for entry in std::fs::read_dir(common::fixture("hostile")).unwrap() {
        images.extend(image_at(entry.unwrap().path()));
    }
    assert!(images.len() > 40, "the fixtures are there");
    let mut checked = Checked::default();
    for image in &images {
        for report in reports(image) {
            checked.check(&schema, &report, "");
        }
    }
    assert_eq!(checked.problems, Vec::<String>::new());
    let mut described = BTreeSet::new();
    properties(&schema, "", &mut described);
    // dive's score divides by something or is 1: no image makes it NaN.
    described.remove("/image/efficiency_text");
    assert_eq!(checked.seen, described, "each field of the schema occurs");
}

#[test]
fn the_schema_names_every_kind_of_warning() {
    let schema: Value = serde_json::from_str(schema::schema()).unwrap();
    let kinds: Vec<&str> = WarningKind::ALL.iter().map(|kind| kind.name()).collect();
    let kind = &schema["properties"]["warnings"]["items"]["properties"]["kind"];
    assert_eq!(kind["examples"], serde_json::json!(kinds));
}

#[test]
fn the_checker_finds_what_is_amiss() {
    let schema: Value = serde_json::from_str(schema::schema()).unwrap();
    let good = reports(&layerscope::demo::image()).remove(0);
    for (pointer, value) in [
        ("/schema", serde_json::json!("layerscope.report/2")),
        ("/image/layers", serde_json::json!("9")),
        ("/image/efficiency", serde_json::json!({})),
        ("/waste/0/cause", serde_json::json!("lost")),
        ("/layers/0", serde_json::json!({"index": 0})),
        ("/errors", serde_json::json!([{"more": 1}])),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        let mut checked = Checked::default();
        checked.check(&schema, &bad, "");
        assert!(!checked.problems.is_empty(), "{pointer}");
    }
}

#[test]
fn paths_that_are_no_utf_8_survive() {
    let report = &reports(&odd_names())[0];
    let row = &report["waste"][0];
    assert_eq!(row["path"], "/caf\u{fffd}");
    assert_eq!(row["path_b64"], "L2NhZuk=");
    let paths = &report["duplicates"][0]["paths"];
    assert_eq!(
        *paths,
        serde_json::json!([
            {"path": "/twice"},
            {"path": "/tw\u{fffd}", "path_b64": "L3R3/w=="},
        ])
    );
}

#[test]
fn what_an_accounting_does_not_have_is_null() {
    let all = reports(&odd_names());
    let (exact, dive, unread) = (&all[0], &all[1], &all[2]);
    assert_eq!(exact["image"]["live_bytes"], 13);
    assert!(unread["duplicates"].is_null() && unread["layers"][0]["verified"].is_null());
    for pointer in [
        "/image/live_bytes",
        "/image/user_wasted_bytes",
        "/layers/0/stored_waste_bytes",
        "/waste/0/cause",
        "/waste/0/stored_in",
    ] {
        assert_eq!(dive.pointer(pointer), Some(&Value::Null), "{pointer}");
    }
    let archive = docker_archive("one:1", vec![Tar::new().file("a", "b").end()]);
    let dive = &reports(&image_of(&archive))[1];
    assert_eq!(dive["image"]["user_wasted_percent"], Value::Null);
    assert_eq!(dive["image"]["user_wasted_percent_text"], "NaN");
}

/// What may differ between containers of one image.
fn without_container(mut report: Value) -> Value {
    for name in ["names", "digest", "config_digest", "format", "choice"] {
        report["image"].as_object_mut().unwrap().remove(name);
    }
    for layer in report["layers"].as_array_mut().unwrap() {
        for name in ["digest", "blob_bytes", "media_type", "compression"] {
            layer.as_object_mut().unwrap().remove(name);
        }
    }
    // A wrong media type is the container's, and is about compression.
    let warnings = report["warnings"].as_array_mut().unwrap();
    warnings.retain(|warning| warning["kind"] != "media-type");
    report
}

#[test]
fn one_image_in_many_containers_gives_one_report() {
    for family in [
        &[
            "oci-gzip",
            "oci-zstd",
            "oci-uncompressed",
            "dir",
            "dir-gz",
            "crane-oci",
            "oras-oci",
        ][..],
        &[
            "docker-archive.tar.gz",
            "docker-archive.tar.xz",
            "docker-archive.tar.zst",
        ],
        &[
            "buildkit-oci-gzip.tar",
            "buildkit-oci-zstd.tar",
            "buildkit-docker.tar",
        ],
        &[
            "docker-save-20.10.tar",
            "oci-gzip",
            "skopeo-oci-archive.tar",
        ],
        &["ctr-export.tar", "ctr-export-uncompressed.tar"],
    ] {
        let report = |name: &&'static str| {
            let examined = tiny(name);
            let json = json_of(&json::Report {
                examined: &examined,
                dive: None,
                verdicts: None,
                choice: None,
            });
            (*name, without_container(json))
        };
        let all: Vec<(&str, Value)> = family.iter().map(report).collect();
        for (name, report) in &all[1..] {
            assert_eq!(*report, all[0].1, "{name} and {}", all[0].0);
        }
    }
}
