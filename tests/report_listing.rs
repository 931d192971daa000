//! Listings: the file system of the final image, and what layers did.
#![allow(clippy::unwrap_used)] // a test program: what cannot be read must fail

mod common;

use common::images::docker_archive;
use common::raw_tar::Tar;
use common::reading::{image_of, read};
use layerscope::report::listing::{self, Form, Listing};
use layerscope::tree::Range;
use serde_json::Value;

/// A listing of an image of two layers, as lines of JSON.
fn listed(range: Option<Range>, from: &[u8]) -> Vec<Value> {
    let below = Tar::new()
        .dir("etc")
        .file("etc/b", "one")
        .file("etc/B", "same")
        .hard_link("etc/a", "etc/b")
        .file("gone", "x")
        .file("opt/deep/file", "y");
    let above = Tar::new()
        .file("etc/b", "three")
        .file(".wh.gone", "")
        .file("etc/B", "same");
    let archive = docker_archive("ls:1", vec![below.end(), above.end()]);
    let (examined, _) = read(image_of(&archive), true);
    let tree = &examined.tree;
    let listing = Listing {
        tree,
        range,
        hashes: None,
    };
    let (mut lines, mut text) = (vec![], vec![]);
    let from = tree.find(from).unwrap();
    listing::write(&mut lines, &listing, from, Form::Ndjson).unwrap();
    listing::write(&mut text, &listing, from, Form::Text).unwrap();
    let lines: Vec<Value> = lines
        .split(|&b| b == b'\n')
        .filter(|line| !line.is_empty())
        .map(json_line)
        .collect();
    assert_eq!(
        String::from_utf8(text).unwrap().lines().count(),
        lines.len()
    );
    lines
}

fn json_line(line: &[u8]) -> Value {
    serde_json::from_slice(line).unwrap()
}

#[test]
fn a_listing_of_the_final_image_is_its_file_system() {
    let rows = listed(None, b"/");
    let paths: Vec<&str> = rows
        .iter()
        .map(|row| row["path"].as_str().unwrap())
        .collect();
    let expected = [
        "/etc",
        "/etc/B",
        "/etc/a",
        "/etc/b",
        "/opt",
        "/opt/deep",
        "/opt/deep/file",
    ];
    assert_eq!(paths, expected);
    let (a, b, implied) = (&rows[2], &rows[3], &rows[4]);
    assert_eq!(
        (&a["size"], &a["hard_link"], &a["links"]),
        (&3.into(), &"etc/b".into(), &1.into())
    );
    assert_eq!(
        (&b["size"], &b["layer"], &b["state"]),
        (&5.into(), &1.into(), &Value::Null)
    );
    assert_eq!(
        (&implied["mode"], &implied["mtime"]),
        (&"0755".into(), &Value::Null)
    );
    let below: Vec<Value> = listed(None, b"/opt/deep/file");
    assert_eq!(
        (below.len(), &below[0]["path"]),
        (1, &"/opt/deep/file".into())
    );
}

#[test]
fn a_listing_of_a_layer_is_what_it_did() {
    let rows = listed(Some(Range { from: 1, to: 1 }), b"/");
    let told: Vec<(&str, &str, Option<&str>)> = rows
        .iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str();
            (text("path").unwrap(), text("state").unwrap(), text("label"))
        })
        .collect();
    assert_eq!(
        told,
        [
            ("/etc/B", "modified", Some("stored again")),
            ("/etc/b", "modified", None),
            ("/gone", "removed", None),
        ]
    );
    assert!(
        rows.iter().all(|row| row.get("links").is_none()),
        "a layer's links are not counted"
    );
}
