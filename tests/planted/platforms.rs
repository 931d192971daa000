//! Every platform of an image, each with its own layers and configuration.

use std::path::Path;

use serde_json::{Value, json};

use crate::bin::{Said, layerscope, said, said_openly};
use crate::common::images::{
    CONFIG, Layer, MANIFEST, Member, archive, blob, config, descriptor, oci_frame,
};
use crate::common::never::{self, word};
use crate::common::raw_tar::Tar;

const ARCHITECTURES: [&str; 2] = ["amd64", "arm64"];

fn file(path: &str, name: &str) -> Vec<u8> {
    Tar::new()
        .file(path, format!("API_TOKEN={}\n", word(name, 20)))
        .end()
}

/// One platform: a layer that all have, one of its own, and a variable of its own. Its manifest's
/// descriptor, and its blobs.
fn platform(architecture: &str) -> (Value, Vec<Member>) {
    let layers = [
        Layer::plain(file("app/shared.env", "shared"), "COPY shared.env /app"),
        Layer::plain(file("app/own.env", architecture), "COPY own.env /app"),
    ];
    let mut own: Value = serde_json::from_slice(&config(&layers)).unwrap();
    own["architecture"] = json!(architecture);
    own["config"]["Env"] = json!([format!(
        "API_TOKEN={}",
        word(&format!("variable {architecture}"), 20)
    )]);
    let own = own.to_string().into_bytes();
    let layer = |layer: &Layer| json!({"mediaType": layer.media_type, "digest": layer.digest, "size": layer.size});
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": descriptor(CONFIG, &own),
        "layers": layers.iter().map(layer).collect::<Vec<_>>(),
    });
    let manifest = manifest.to_string().into_bytes();
    let mut described = descriptor(MANIFEST, &manifest);
    described["platform"] = json!({"os": "linux", "architecture": architecture});
    described["annotations"] = json!({"org.opencontainers.image.ref.name": "planted"});
    let mut blobs: Vec<Member> = layers.iter().map(|layer| blob(&layer.stored)).collect();
    blobs.extend([blob(&own), blob(&manifest)]);
    (described, blobs)
}

/// The image in a folder; the parts of the last platform are left out where it is cut.
fn write(folder: &Path, cut: bool) {
    let platforms = ARCHITECTURES.map(platform);
    let described: Vec<Value> = platforms
        .iter()
        .map(|(described, _)| described.clone())
        .collect();
    let mut members = oci_frame(&described);
    for (number, (_, blobs)) in platforms.into_iter().enumerate() {
        let kept = if cut && number == 1 {
            blobs.len() - 1..blobs.len()
        } else {
            0..blobs.len()
        };
        for (name, bytes) in blobs[kept].iter().cloned() {
            if members.iter().all(|(known, _)| *known != name) {
                members.push((name, bytes));
            }
        }
    }
    std::fs::write(folder.join("image.tar"), archive(&members)).unwrap();
}

fn run(folder: &Path, words: &str) -> Said {
    let mut command = layerscope();
    command.current_dir(folder).args(words.split(' '));
    let run = if words.contains("--show-secrets") {
        said_openly(&mut command)
    } else {
        said(&mut command)
    };
    assert_eq!(run.code, 1, "{words}: {}{}", run.out(), run.err());
    run
}

#[test]
fn every_platform_is_looked_through_and_named() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), false);
    let json = run(
        folder.path(),
        "secrets image.tar --all-platforms --show-secrets --format json",
    )
    .json();
    assert_eq!(json["schema"], "layerscope.secrets-platforms/1");
    let images = json["images"].as_array().unwrap();
    for (image, architecture) in images.iter().zip(ARCHITECTURES) {
        assert_eq!(image["image"]["platform"], format!("linux/{architecture}"));
        assert_eq!(image["schema"], "layerscope.secrets/1");
        let mut found: Vec<&str> = image["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["secret"].as_str().unwrap())
            .collect();
        let mut wanted = [
            word("shared", 20),
            word(architecture, 20),
            word(&format!("variable {architecture}"), 20),
        ];
        found.sort_unstable();
        wanted.sort();
        assert_eq!(found, wanted, "{architecture}");
    }
    assert_eq!(images.len(), 2);

    let text = run(folder.path(), "secrets image.tar --all-platforms").out();
    for part in [
        "PLATFORM  linux/amd64, 1 of 2",
        "PLATFORM  linux/arm64, 2 of 2",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let csv = run(
        folder.path(),
        "secrets image.tar --all-platforms --format csv",
    )
    .out();
    assert_eq!(csv.matches("\"linux/arm64\"").count(), 3, "{csv}");
    let sarif = run(
        folder.path(),
        "secrets image.tar --all-platforms --format sarif",
    )
    .json();
    let names: Vec<&Value> = sarif["runs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| &run["automationDetails"]["id"])
        .collect();
    assert_eq!(
        names,
        ["layerscope/linux/amd64/", "layerscope/linux/arm64/"]
    );
    let junit = run(
        folder.path(),
        "secrets image.tar --all-platforms --format junit",
    )
    .out();
    assert!(
        junit.contains("<testsuites name=\"layerscope secrets\" tests=\"6\" failures=\"6\""),
        "{junit}"
    );
    assert!(
        junit.contains("<testsuite name=\"layerscope secrets linux/arm64\" tests=\"3\""),
        "{junit}"
    );
    // A secret that both hold is one there.
    let gitlab = run(
        folder.path(),
        "secrets image.tar --all-platforms --format gitlab",
    )
    .json();
    let rows = gitlab["vulnerabilities"].as_array().unwrap();
    assert_eq!(rows.len(), 5);
    let both = |row: &&Value| {
        ["linux/amd64: ", "; linux/arm64: "]
            .iter()
            .all(|part| row["description"].as_str().unwrap().contains(part))
    };
    assert_eq!(rows.iter().filter(both).count(), 1, "{gitlab}");
}

#[test]
fn a_baseline_of_all_platforms_knows_them_all() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), false);
    run(
        folder.path(),
        "secrets image.tar --all-platforms --write-baseline known.json --format json -o report.json",
    );
    never::check_files("the baseline and the report", folder.path(), &["image.tar"]);
    for known in ["known.json", "report.json"] {
        let mut command = layerscope();
        command.current_dir(folder.path());
        command.args([
            "secrets",
            "image.tar",
            "--all-platforms",
            "--baseline",
            known,
        ]);
        let again = said(&mut command);
        assert_eq!(again.code, 0, "{known}: {}{}", again.out(), again.err());
    }
}

#[test]
fn a_platform_that_is_not_there_is_told() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), true);
    let text = run(folder.path(), "secrets image.tar --all-platforms").out();
    assert!(
        text.contains("linux/arm64 is not looked through: "),
        "{text}"
    );
    assert!(text.contains("1 of 1"), "{text}");
}
