//! Other projects' images and cases with secrets, where there is a corpus.
#![allow(clippy::unwrap_used, clippy::panic)] // a test program: what cannot be read must fail

mod common;

use std::collections::BTreeMap;
use std::io::Read;

use common::planted::image_of_steps;
use common::raw_tar::Tar;
use common::reading::image_of;
use layerscope::analysis::examine;
use layerscope::image::Image;
use layerscope::layer::Options;
use layerscope::limits::Limits;
use layerscope::secrets::{DetectOptions, Detector, Fate, Findings, Pass, ScanOptions, Scene};
use serde_json::{Value, json};

/// The files of the corpus' secrets below a folder.
fn files(below: &str) -> Option<BTreeMap<String, Vec<u8>>> {
    let packed = std::fs::read(common::corpus()?.join("secrets.tar.gz")).unwrap();
    let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(&packed[..]));
    let mut files = BTreeMap::new();
    for entry in tar.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_str().unwrap().to_owned();
        if entry.header().entry_type().is_file() && path.contains(below) {
            let mut bytes = vec![];
            entry.read_to_end(&mut bytes).unwrap();
            files.insert(path, bytes);
        }
    }
    Some(files)
}

fn look(image: Image) -> Findings {
    let limits = Limits::default();
    let detector = Detector::new(&DetectOptions::default(), &limits).unwrap();
    let pass = Pass::new(
        image.layers.len(),
        &detector,
        ScanOptions::default(),
        &limits,
    );
    let options = Options {
        hash: true,
        ..Options::default()
    };
    let examined = examine(image, None, &options, &pass, &(), |_| ());
    let scene = Scene {
        image: &examined.image,
        tree: &examined.tree,
        base_layers: 1,
    };
    Findings::of(&pass, &scene)
}

#[test]
fn each_secret_of_the_layered_image_is_where_it_is() {
    let Some(files) = files("layered-image-fixture") else {
        return;
    };
    let of = |name: &str| {
        files
            .iter()
            .find(|(path, _)| path.ends_with(name))
            .unwrap()
            .1
    };
    let tokens: Value = serde_json::from_slice(of("tokens.json")).unwrap();
    let findings = look(image_of(of("img.tar")));
    let told = |value: &[u8]| -> Vec<String> {
        let finding = findings.all.iter().find(|one| one.secret.expose() == value);
        let places = finding.into_iter().flat_map(|finding| &finding.places);
        places
            .map(|place| {
                let path = String::from_utf8(place.site.path()).unwrap();
                match &place.fate {
                    Fate::Visible(_) => format!("{path} {:?}", place.layer()),
                    Fate::Dead { cause, layer, .. } => {
                        format!("{path} {:?} {} by {layer}", place.layer(), cause.name())
                    }
                }
            })
            .collect()
    };
    for (name, places) in [
        ("A", &["/app/.env Some(1) deleted by 2"][..]),
        ("B", &["/app/config.json Some(3) overwritten by 4"]),
        ("C", &["/app/config.json Some(4)"]),
        ("D", &["config.Env[1] None", "history[2].created_by None"]),
        (
            "E",
            &["config.Labels.deploy None", "history[3].created_by None"],
        ),
        ("F", &["history[5].created_by Some(2)"]),
    ] {
        assert_eq!(
            told(tokens[name].as_str().unwrap().as_bytes()),
            places,
            "{name}"
        );
    }
    let key = findings
        .all
        .iter()
        .find(|one| one.rule.id == "private-key")
        .unwrap();
    assert_eq!(
        told(key.secret.expose()),
        ["/root/.ssh/id_rsa Some(5) deleted by 6"]
    );
    assert_eq!(findings.all.len(), 7);
}

/// A case's image: its content where the case says that it is.
fn case(case: &Value) -> Image {
    let text = |key: &str| case[key].as_str().unwrap();
    let (path, content) = (text("path"), text("content"));
    let file = || Tar::new().file(path, content).end();
    let gone = || {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        Tar::new().file(format!("{folder}/.wh.{name}"), "").end()
    };
    match text("source_type") {
        "file_final" => image_of_steps(vec![("COPY", file())], |_| ()),
        "file_deleted_layer" => image_of_steps(vec![("COPY", file()), ("RUN rm", gone())], |_| ()),
        "env" => image_of_steps(vec![], |config| config["config"]["Env"] = json!([content])),
        "history" => image_of_steps(
            vec![(
                Box::leak(content.to_owned().into_boxed_str()),
                Tar::new().end(),
            )],
            |_| (),
        ),
        "config" => image_of_steps(vec![], |config| {
            config["config"]["WorkingDir"] = json!(content)
        }),
        other => panic!("{other}"),
    }
}

/// Cases that are told otherwise here: a token that counts `1234567890` over and over is a
/// placeholder.
const OTHERWISE: [&str; 3] = [
    "history_github_token_actionable",
    "provenance_env_shared_secret",
    "provenance_deleted_layer_shared_secret",
];

#[test]
fn the_cases_of_another_scanner_come_out_right() {
    let Some(files) = files("layerleak-corpus") else {
        return;
    };
    let mut wrong = vec![];
    for bytes in files.values() {
        let Ok(one) = serde_json::from_slice::<Value>(bytes) else {
            continue;
        };
        let findings = look(case(&one));
        let actionable = findings.actionable().count();
        let outcome = one["expected_outcome"].as_str().unwrap();
        let right = match outcome {
            "actionable" => actionable > 0,
            // Discarded there; here it may be listed, with a reason.
            _ => actionable == 0,
        };
        if !right {
            let found: Vec<_> = findings
                .all
                .iter()
                .map(|one| (&one.rule.id, one.disposition(), one.confidence.name()))
                .collect();
            let name = one["name"].as_str().unwrap();
            if !OTHERWISE.contains(&name) {
                wrong.push(format!("{name}: {outcome}: {found:?}"));
            }
        }
        let dead = one["source_type"] == "file_deleted_layer";
        assert!(
            findings
                .actionable()
                .all(|finding| finding.visible() != dead)
        );
    }
    assert_eq!(files.len(), 19);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
