//! `report --format json`: the fixed fields, and the same figures in every format of one build.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::bin::{images, line, run};
use crate::common::images::docker_archive;
use crate::common::raw_tar::Tar;

/// Figures of every build of `fixtures/tiny`.
const TOTAL: u64 = 74_863;
const DEAD: u64 = 24_172;

fn report(path: &std::path::Path) -> Value {
    let said = run(["report", path.to_str().unwrap(), "--format", "json", "-q"]);
    assert_eq!(said.code, 0, "{}: {}", path.display(), said.err());
    said.json()
}

/// A type of the schema: `s`tring, `n`umber that is whole, `f`raction, `b`oolean, `a`rray; `?`
/// where it may be null.
fn is(value: &Value, kind: &str) -> bool {
    match kind.as_bytes() {
        [kind, b'?'] => value.is_null() || is(value, std::str::from_utf8(&[*kind]).unwrap()),
        b"s" => value.is_string(),
        b"n" => value.is_u64(),
        b"f" => value.is_f64(),
        b"b" => value.is_boolean(),
        b"a" => value.is_array(),
        _ => false,
    }
}

const IMAGE: &[(&str, &str)] = &[
    ("names", "a"),
    ("digest", "s?"),
    ("config_digest", "s?"),
    ("platform", "s"),
    ("layers", "n"),
    ("entries", "n"),
    ("total_bytes", "n"),
    ("live_bytes", "n?"),
    ("wasted_bytes", "n"),
    ("efficiency", "f?"),
    ("user_bytes", "n"),
    ("user_wasted_bytes", "n?"),
    ("user_wasted_percent", "f?"),
    ("incomplete", "b"),
];

const LAYER: &[(&str, &str)] = &[
    ("index", "n"),
    ("digest", "s?"),
    ("diff_id", "s?"),
    ("size_bytes", "n"),
    ("blob_bytes", "n"),
    ("entries", "n"),
    ("stored_waste_bytes", "n?"),
    ("caused_waste_bytes", "n?"),
    ("instruction", "s?"),
    ("verified", "b?"),
    ("error", "s?"),
];

const WASTE: &[(&str, &str)] = &[
    ("path", "s"),
    ("bytes", "n"),
    ("count", "n"),
    ("cause", "s?"),
    ("stored_in", "a?"),
    ("caused_by", "a?"),
];

const WARNING: &[(&str, &str)] = &[("kind", "s"), ("layer", "n?"), ("message", "s")];

fn has(what: &str, object: &Value, fields: &[(&str, &str)]) {
    for (field, kind) in fields {
        let value = object
            .get(field)
            .unwrap_or_else(|| panic!("{what}: no {field} in {object}"));
        assert!(is(value, kind), "{what}: {field} is {value}, not {kind}");
    }
}

#[test]
fn the_fixed_fields_are_there_with_their_types() {
    for words in [
        "report TINY/oci-gzip --format json",
        "report TINY/oci-gzip --format json --no-verify",
        "report TINY/oci-uncompressed --format json",
        "report TINY/oci-gzip --format json --accounting dive",
        "report TINY/docker-export-rootfs.tar --format json",
        "report HOSTILE/zstd-cut-off.tar --format json",
        "report HOSTILE/missing-layer-member.tar --format json",
        "report HOSTILE/names-not-utf8.tar --format json",
        "check TINY/oci-gzip --format json",
        "demo --format json",
    ] {
        let json = line(words).json();
        assert_eq!(json["schema"], "layerscope.report/1", "{words}");
        let accounting = if words.contains("dive") {
            "dive"
        } else {
            "exact"
        };
        assert_eq!(json["accounting"], accounting, "{words}");
        has(words, &json["image"], IMAGE);
        for (key, fields) in [("layers", LAYER), ("waste", WASTE), ("warnings", WARNING)] {
            for row in json[key].as_array().unwrap() {
                has(words, row, fields);
            }
        }
        assert!(
            is(&json["duplicates"], "a?") && is(&json["errors"], "a"),
            "{words}"
        );
        assert_eq!(
            json["verdicts"].is_array(),
            words.starts_with("check"),
            "{words}"
        );
        let layers = json["layers"].as_array().unwrap();
        assert_eq!(json["image"]["layers"], layers.len(), "{words}");
    }
}

#[test]
fn the_parts_add_up() {
    for words in ["report TINY/oci-zstd --format json", "demo --format json"] {
        let json = line(words).json();
        let sum = |rows: &str, field: &str| -> u64 {
            let rows = json[rows].as_array().unwrap().iter();
            rows.map(|row| row[field].as_u64().unwrap()).sum()
        };
        let image = |field: &str| json["image"][field].as_u64().unwrap();
        assert_eq!(
            image("live_bytes") + image("wasted_bytes"),
            image("total_bytes")
        );
        assert_eq!(sum("layers", "size_bytes"), image("total_bytes"), "{words}");
        for (rows, field) in [
            ("waste", "bytes"),
            ("layers", "stored_waste_bytes"),
            ("layers", "caused_waste_bytes"),
        ] {
            assert_eq!(
                sum(rows, field),
                image("wasted_bytes"),
                "{words}: {rows} {field}"
            );
        }
        let rows = json["waste"].as_array().unwrap();
        let key = |row: &Value| {
            let path = row["path"].as_str().unwrap().to_owned();
            (std::cmp::Reverse(row["bytes"].as_u64().unwrap()), path)
        };
        assert!(
            rows.is_sorted_by_key(key),
            "{words}: largest first, then by path"
        );
    }
}

#[test]
fn every_format_of_every_build_has_the_same_figures() {
    // Landmarks and TOCs are entries of these, and labelled.
    let labelled = [
        ("ctr-export-estargz.tar", 88_893, 37_369),
        ("ctr-export-zstdchunked.tar", 74_872, 24_180),
    ];
    let mut seen = 0;
    for path in images("tiny") {
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.starts_with("multiarch") || name == "docker-export-rootfs.tar" {
            continue;
        }
        let json = report(&path);
        let image = &json["image"];
        let other = labelled.iter().find(|(other, ..)| *other == name);
        let (total, dead) = other.map_or((TOTAL, DEAD), |(_, total, dead)| (*total, *dead));
        assert_eq!(
            (&image["total_bytes"], &image["wasted_bytes"]),
            (&total.into(), &dead.into()),
            "{name}"
        );
        let layers = json["layers"].as_array().unwrap();
        assert!(
            layers.iter().all(|layer| layer["verified"] == true),
            "{name}"
        );
        let labels = json["warnings"].as_array().unwrap();
        let labels = labels
            .iter()
            .filter(|warning| warning["kind"] == "format")
            .count();
        assert_eq!(labels > 0, other.is_some(), "{name}: {}", json["warnings"]);
        seen += 1;
    }
    assert!(seen >= 37, "{seen} images");
}

/// What formats of one build may differ in: names, digests, stored sizes, compression, and what
/// a descriptor wrongly says of the compression.
fn common_part(mut json: Value) -> Value {
    let remove = |object: &mut Value, keys: &[&str]| {
        for key in keys {
            assert!(
                object.as_object_mut().unwrap().remove(*key).is_some(),
                "{key}"
            );
        }
    };
    remove(
        &mut json["image"],
        &["names", "digest", "config_digest", "format"],
    );
    for layer in json["layers"].as_array_mut().unwrap() {
        remove(
            layer,
            &["digest", "blob_bytes", "compression", "media_type"],
        );
    }
    let warnings = json["warnings"].as_array_mut().unwrap();
    warnings.retain(|warning| warning["kind"] != "media-type");
    json
}

#[test]
fn formats_of_one_build_give_the_same_report() {
    let mut builds: BTreeMap<Vec<String>, Vec<(String, Value)>> = BTreeMap::new();
    let mut all = images("tiny");
    // Two platforms of one build have the same layers here, but are not the same image.
    all.retain(|path| !path.to_str().unwrap().contains("multiarch"));
    for path in all {
        let json = report(&path);
        let layers = json["layers"].as_array().unwrap();
        let diff_ids = layers
            .iter()
            .map(|layer| layer["diff_id"].to_string())
            .collect();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        builds
            .entry(diff_ids)
            .or_default()
            .push((name, common_part(json)));
    }
    for group in builds.values() {
        let (first, right) = &group[0];
        for (name, json) in &group[1..] {
            for (key, value) in right.as_object().unwrap() {
                assert_eq!(&json[key], value, "{key} of {name} and of {first}");
            }
            assert_eq!(json, right, "{name} and {first}");
        }
    }
    let mut sizes: Vec<usize> = builds.values().map(Vec::len).collect();
    sizes.sort_unstable();
    // docker 20.10's build, BuildKit's, podman 5's with ctr's, podman 4's; eStargz, zstd:chunked
    // and the root file system stand alone.
    assert_eq!(sizes, [1, 1, 1, 4, 4, 7, 20]);
}

#[test]
fn names_that_are_not_utf8_are_exact_beside_the_lossy_ones() {
    let old = Tar::new().file(b"\xff/\xfe", b"some bytes").end();
    let new = Tar::new().file(b"\xff/\xfe", b"other").end();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image.tar");
    fs::write(&path, docker_archive("odd", vec![old, new])).unwrap();
    let json = report(&path);
    assert_eq!(json["waste"][0]["path"], "/\u{fffd}/\u{fffd}");
    assert_eq!(json["waste"][0]["path_b64"], "L/8v/g==");
    let path = path.to_str().unwrap();
    let listed = run(["ls", path, "--format", "ndjson"]).out();
    let rows: Vec<Value> = listed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows[1]["path_b64"], "L/8v/g==");
    let plain = line("report TINY/oci-gzip --format json").json();
    assert_eq!(plain["waste"][0].get("path_b64"), None);
}

#[test]
fn what_was_not_read_is_null() {
    for image in ["docker-save-20.10.tar", "oci-gzip", "oci-zstd"] {
        let json = line(&format!("report TINY/{image} --format json --no-verify")).json();
        assert_eq!(json["duplicates"], Value::Null, "{image}");
        let layers = json["layers"].as_array().unwrap();
        assert!(
            layers.iter().all(|layer| layer["verified"].is_null()),
            "{image}"
        );
        assert_eq!(json["image"]["wasted_bytes"], DEAD, "{image}");
    }
    let read = line("demo --format json").json();
    assert!(!read["duplicates"].as_array().unwrap().is_empty());
}

#[test]
fn dives_accounting_has_null_where_dive_has_nothing() {
    let json = line("report TINY/oci-gzip --format json --accounting dive").json();
    for field in ["live_bytes", "user_wasted_bytes"] {
        assert_eq!(json["image"][field], Value::Null, "{field}");
    }
    assert_eq!(json["waste"][0]["cause"], Value::Null);
    assert_eq!(json["layers"][0]["stored_waste_bytes"], Value::Null);
}
