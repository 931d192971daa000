//! Images made by hand: what the wild and the hostile do to indexes, manifests and configs.

// What fails here is a failed test, also in a helper.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs::File;

use base64::Engine as _;
use layerscope::image::{Digest, Image, Platform, WarningKind};
use layerscope::limits::Limits;
use layerscope::source::{OpenOptions, Opened, SourceError, open_file};
use serde_json::{Value, json};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";

/// An archive in the making: names with their contents, in order.
#[derive(Default, Clone)]
struct Made(Vec<(String, Vec<u8>)>);

impl Made {
    fn oci() -> Made {
        let mut made = Made::default();
        made.put("oci-layout", br#"{"imageLayoutVersion":"1.0.0"}"#);
        made
    }

    fn put(&mut self, name: &str, bytes: &[u8]) {
        self.0.push((name.to_owned(), bytes.to_vec()));
    }

    fn put_json(&mut self, name: &str, value: &Value) {
        self.put(name, value.to_string().as_bytes());
    }

    /// Stores a blob and gives its descriptor.
    fn blob(&mut self, media_type: &str, bytes: &[u8]) -> Value {
        let digest = Digest::sha256(bytes);
        self.put(&path_of(&digest), bytes);
        json!({"mediaType": media_type, "digest": digest.as_str(), "size": bytes.len()})
    }

    fn json_blob(&mut self, media_type: &str, value: &Value) -> Value {
        self.blob(media_type, value.to_string().as_bytes())
    }

    /// An image of these layers, with its manifest's descriptor.
    fn image(&mut self, layers: &[Vec<u8>], platform: &str) -> Value {
        let descriptors: Vec<Value> = layers.iter().map(|layer| self.blob(LAYER, layer)).collect();
        let config = self.json_blob(CONFIG, &config(layers, platform));
        self.json_blob(MANIFEST, &manifest(&config, &descriptors))
    }

    fn index(&mut self, manifests: &[Value]) {
        self.put_json("index.json", &index(manifests));
    }

    fn without(mut self, name: &str) -> Made {
        self.0.retain(|(known, _)| known != name);
        self
    }

    fn file(&self) -> File {
        let mut tar = tar::Builder::new(tempfile::tempfile().unwrap());
        for (name, bytes) in &self.0 {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            tar.append_data(&mut header, name, &bytes[..]).unwrap();
        }
        let mut file = tar.into_inner().unwrap();
        std::io::Seek::rewind(&mut file).unwrap();
        file
    }

    fn open_as(&self, options: &OpenOptions) -> Result<Opened, SourceError> {
        open_file(self.file(), "made.tar", options)
    }

    fn open(&self) -> Result<Opened, SourceError> {
        self.open_as(&OpenOptions::default())
    }

    fn image_of(&self) -> Image {
        self.open().unwrap().image
    }

    fn error(&self) -> String {
        let message = self.open().unwrap_err().to_string();
        assert!(message.starts_with("made.tar: "), "{message}");
        message
    }
}

fn path_of(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm(), digest.encoded())
}

fn blob_path(descriptor: &Value) -> String {
    path_of(&Digest::parse(descriptor["digest"].as_str().unwrap()).unwrap())
}

fn index(manifests: &[Value]) -> Value {
    json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests})
}

fn manifest(config: &Value, layers: &[Value]) -> Value {
    json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers})
}

fn config(layers: &[Vec<u8>], platform: &str) -> Value {
    let platform = Platform::parse(platform).unwrap();
    let diff_ids: Vec<String> = layers
        .iter()
        .map(|l| Digest::sha256(l).to_string())
        .collect();
    let history: Vec<Value> = (0..layers.len())
        .map(|at| json!({"created_by": format!("step {at}")}))
        .collect();
    json!({"os": platform.os, "architecture": platform.architecture, "variant": platform.variant,
           "rootfs": {"type": "layers", "diff_ids": diff_ids}, "history": history})
}

fn layer(name: &str) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(1);
    tar.append_data(&mut header, name, &b"x"[..]).unwrap();
    tar.into_inner().unwrap()
}

fn layers(names: &[&str]) -> Vec<Vec<u8>> {
    names.iter().map(|name| layer(name)).collect()
}

fn kinds(image: &Image) -> Vec<&'static str> {
    image
        .warnings
        .iter()
        .map(|warning| warning.kind.name())
        .collect()
}

/// The contents of the layers, by the name of their only file.
fn contents(image: &Image) -> String {
    let each = image.layers.iter().map(|layer| match &layer.blob {
        Ok(blob) => char::from(blob.read_all(1 << 20).unwrap()[0]),
        Err(_) => '-',
    });
    each.collect()
}

fn with(value: &Value, key: &str, to: Value) -> Value {
    let mut value = value.clone();
    value[key] = to;
    value
}

fn named(descriptor: &Value, name: &str) -> Value {
    with(
        descriptor,
        "annotations",
        json!({"org.opencontainers.image.ref.name": name}),
    )
}

fn on(descriptor: &Value, platform: &str) -> Value {
    let platform = Platform::parse(platform).unwrap();
    let value = json!({"os": platform.os, "architecture": platform.architecture, "variant": platform.variant});
    with(descriptor, "platform", value)
}

fn docker_entry(config: &Value, names: Value, layers: &[Value]) -> Value {
    let paths: Vec<String> = layers.iter().map(blob_path).collect();
    json!({"Config": blob_path(config), "RepoTags": names, "Layers": paths})
}

#[test]
fn names_may_begin_with_a_dot_and_unknown_descriptors_are_passed_over() {
    let mut made = Made::oci();
    let image = made.image(&layers(&["a", "b"]), "linux/amd64");
    let unknown = made.blob("application/x.unknown", b"?");
    made.index(&[unknown, image]);
    for (name, _) in &mut made.0 {
        *name = format!("./{name}");
    }
    let opened = made.open().unwrap();
    assert_eq!(contents(&opened.image), "ab");
    assert!(
        opened.others[0]
            .note
            .as_ref()
            .unwrap()
            .contains("x.unknown")
    );
}

#[test]
fn nested_indexes_are_followed_to_a_depth_and_never_in_circles() {
    for (depth, fine) in [(1, true), (8, true), (9, false)] {
        let mut made = Made::oci();
        let mut top = made.image(&layers(&["a"]), "linux/amd64");
        for _ in 0..depth {
            // The same child twice: it is looked at once.
            top = made.json_blob(INDEX, &index(&[top.clone(), top]));
        }
        made.index(&[top]);
        match made.open() {
            Ok(opened) => assert!(fine && opened.choice.is_none() && opened.others.is_empty()),
            Err(error) => assert!(
                !fine && error.to_string().contains("deeper than 8"),
                "{error}"
            ),
        }
    }
}

#[test]
fn indexes_that_grow_too_large_are_refused() {
    let mut made = Made::oci();
    let many: Vec<Value> = (0..900)
        .map(|n| json!({"mediaType": MANIFEST, "size": 1, "digest": format!("sha256:{n:064}")}))
        .collect();
    let tops: Vec<Value> = (0..12)
        .map(|n| {
            let mut value = index(&many);
            value["annotations"] = json!({"n": n.to_string()});
            made.json_blob(INDEX, &value)
        })
        .collect();
    made.index(&tops);
    assert!(made.error().contains("more than 10000 manifests"));
    let mut large = Made::oci();
    large.put("index.json", &vec![b' '; (8 << 20) + 1]);
    assert!(large.error().contains("limit of 8388608"));
}

#[test]
fn the_variant_and_the_entry_without_a_platform_come_in_the_order_of_the_runtimes() {
    let mut made = Made::oci();
    let image = |made: &mut Made, name: &str, platform: &str| {
        let descriptor = made.image(&layers(&[name]), platform);
        on(&descriptor, platform)
    };
    let seven = image(&mut made, "7", "linux/arm/v7");
    let six = image(&mut made, "6", "linux/arm/v6");
    let eight = image(&mut made, "8", "linux/arm64/v8");
    made.index(&[six, seven, eight]);
    for (platform, found) in [
        ("linux/arm", "7"),
        ("linux/arm/v6", "6"),
        ("linux/arm64", "8"),
        ("linux/arm64/v8", "8"),
    ] {
        let options = OpenOptions {
            platform: Some(Platform::parse(platform).unwrap()),
            ..OpenOptions::default()
        };
        assert_eq!(
            contents(&made.open_as(&options).unwrap().image),
            found,
            "{platform}"
        );
    }
}

#[test]
fn platforms_that_are_not_in_the_archive_do_not_stand_in_the_way() {
    let mut made = Made::oci();
    let here = made.image(&layers(&["a"]), "linux/riscv64");
    let lost = made.image(&layers(&["b"]), "linux/amd64");
    let half = made.image(&layers(&["c"]), "linux/s390x");
    let top = made.json_blob(
        INDEX,
        &index(&[
            on(&lost, "linux/amd64"),
            on(&half, "linux/s390x"),
            on(&here, "linux/riscv64"),
        ]),
    );
    made.index(&[named(&top, "x:1")]);
    let made = made
        .without(&blob_path(&lost))
        .without(&path_of(&Digest::sha256(&layer("c"))));
    let opened = made.open().unwrap();
    assert_eq!(contents(&opened.image), "a");
    assert!(
        opened
            .choice
            .unwrap()
            .contains("linux/riscv64, the only one that is complete")
    );
    let asked = |platform: &str| {
        made.open_as(&OpenOptions {
            platform: Some(Platform::parse(platform).unwrap()),
            ..OpenOptions::default()
        })
    };
    assert!(
        asked("linux/amd64")
            .unwrap_err()
            .to_string()
            .contains("is missing")
    );
    // A missing layer is an error of that layer.
    let half = asked("linux/s390x").unwrap().image;
    assert!(
        half.layers[0]
            .blob
            .as_ref()
            .unwrap_err()
            .contains("is not in made.tar")
    );
}

#[test]
fn what_is_no_image_is_called_what_it_is() {
    let config_of = |media_type: &str| {
        let mut made = Made::oci();
        let config = made.json_blob(media_type, &json!({}));
        let layer = made.blob("application/x.part", b"part");
        let descriptor = made.json_blob(MANIFEST, &manifest(&config, &[layer]));
        made.index(&[descriptor]);
        made.error()
    };
    let both = |value: Value| {
        let mut made = Made::oci();
        let descriptor = made.json_blob(MANIFEST, &value);
        made.index(&[descriptor]);
        made.error()
    };
    for (message, says) in [
        (config_of("application/vnd.oci.empty.v1+json"), "artifact"),
        (
            config_of("application/vnd.buildkit.cacheconfig.v0"),
            "BuildKit cache",
        ),
        (
            config_of(CONFIG),
            "whose parts are of type 'application/x.part'",
        ),
        (
            both(json!({"schemaVersion": 1, "fsLayers": []})),
            "schema 1",
        ),
        (
            both(json!({"manifests": [], "layers": [], "config": {}})),
            "both an index and a manifest",
        ),
        (both(json!({"a": 1})), "neither"),
    ] {
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn a_mismatch_is_kept_and_the_image_still_shown() {
    let mut made = Made::oci();
    let image = made.image(&layers(&["a"]), "linux/amd64");
    let sized = with(&image, "size", json!(7));
    made.index(&[sized]);
    let image = made.image_of();
    assert_eq!(
        (contents(&image).as_str(), image.mismatches.len()),
        ("a", 1)
    );
    assert!(
        image.mismatches[0].contains("instead of 7"),
        "{:?}",
        image.mismatches
    );

    let mut made = Made::oci();
    let layers = layers(&["a"]);
    let parts: Vec<Value> = layers.iter().map(|layer| made.blob(LAYER, layer)).collect();
    let config = made.json_blob(CONFIG, &config(&layers, "linux/amd64"));
    for (name, bytes) in &mut made.0 {
        if *name == blob_path(&config) {
            bytes.push(b' ');
        }
    }
    let descriptor = made.json_blob(MANIFEST, &manifest(&config, &parts));
    made.index(&[descriptor]);
    let image = made.image_of();
    assert!(
        image.mismatches[0].contains("has the digest"),
        "{:?}",
        image.mismatches
    );
    assert_ne!(image.config_digest.unwrap().as_str(), config["digest"]);
}

#[test]
fn descriptors_carry_their_blob_where_it_is_missing_and_true() {
    let mut made = Made::oci();
    let layers = layers(&["a"]);
    let parts: Vec<Value> = layers.iter().map(|layer| made.blob(LAYER, layer)).collect();
    let value = config(&layers, "linux/amd64").to_string();
    let stored = made.blob(CONFIG, value.as_bytes());
    let encode = |text: &[u8]| json!(base64::engine::general_purpose::STANDARD.encode(text));
    for (data, fine) in [(value.as_bytes(), true), (b"{}", false)] {
        let mut made = made.clone().without(&blob_path(&stored));
        let config = with(&stored, "data", encode(data));
        let descriptor = made.json_blob(MANIFEST, &manifest(&config, &parts));
        made.index(&[descriptor]);
        assert_eq!(made.open().is_ok(), fine);
    }
}

#[test]
fn a_bad_layer_descriptor_is_an_error_of_that_layer() {
    let mut made = Made::oci();
    let layers = layers(&["a", "b", "c", "d"]);
    let mut parts: Vec<Value> = layers.iter().map(|layer| made.blob(LAYER, layer)).collect();
    parts[1] = with(&parts[1], "size", json!(-1));
    parts[2] = with(&parts[2], "digest", json!("sha256:../../../etc/passwd"));
    parts[3] = with(&parts[3], "mediaType", json!("application/x.other"));
    let config = made.json_blob(CONFIG, &config(&layers, "linux/amd64"));
    let descriptor = made.json_blob(MANIFEST, &manifest(&config, &parts));
    made.index(&[descriptor]);
    let image = made.image_of();
    assert_eq!(contents(&image), "a--d");
    assert!(
        image.layers[1]
            .blob
            .as_ref()
            .unwrap_err()
            .contains("size, -1")
    );
    assert!(
        image.layers[2]
            .blob
            .as_ref()
            .unwrap_err()
            .contains("no digest")
    );
    assert_eq!(kinds(&image), ["media-type"]);
}

#[test]
fn the_configs_order_of_layers_is_the_one_that_counts() {
    let layers = layers(&["a", "b", "c"]);
    let make = |order: &[usize]| {
        let mut made = Made::oci();
        let parts: Vec<Value> = layers.iter().map(|layer| made.blob(LAYER, layer)).collect();
        let config = made.json_blob(CONFIG, &config(&layers, "linux/amd64"));
        let listed: Vec<Value> = order.iter().map(|at| parts[*at].clone()).collect();
        let descriptor = made.json_blob(MANIFEST, &manifest(&config, &listed));
        made.index(&[descriptor]);
        made.put_json(
            "manifest.json",
            &json!([docker_entry(&config, json!(["x:1"]), &parts)]),
        );
        made
    };
    // Wrong order (Docker 25.0.0), no layers (25.0.0-rc), as it should be.
    for (order, warned) in [(&[2, 0, 1][..], true), (&[], true), (&[0, 1, 2], false)] {
        let image = make(order).image_of();
        assert_eq!(
            (contents(&image).as_str(), kinds(&image).len()),
            ("abc", usize::from(warned))
        );
        let steps: Vec<&str> = image
            .layers
            .iter()
            .filter_map(|l| l.created_by.as_deref())
            .collect();
        assert_eq!(steps, ["step 0", "step 1", "step 2"]);
        // Without manifest.json the diff_ids alone put it right.
        let image = make(order).without("manifest.json").image_of();
        assert_eq!(contents(&image), "abc");
    }
    // One layer too few, and compressed ones cannot be found by their diff_ids.
    let mut made = Made::oci();
    let parts = vec![made.blob(LAYER, b"\x1f\x8b\x08 packed")];
    let config = made.json_blob(CONFIG, &config(&layers, "linux/amd64"));
    let descriptor = made.json_blob(MANIFEST, &manifest(&config, &parts));
    made.index(&[descriptor]);
    assert!(made.error().contains("1 layers but the config 3 diff_ids"));
}

#[test]
fn images_that_only_manifest_json_lists_are_offered_too() {
    let mut made = Made::oci();
    let one = made.image(&layers(&["a"]), "linux/amd64");
    let two = layers(&["b"]);
    let parts: Vec<Value> = two.iter().map(|layer| made.blob(LAYER, layer)).collect();
    let config_two = made.json_blob(CONFIG, &config(&two, "linux/amd64"));
    let first = layers(&["a"]);
    let config_one = made.json_blob(CONFIG, &config(&first, "linux/amd64"));
    let part = made.blob(LAYER, &first[0]);
    made.index(&[one]);
    made.put_json(
        "manifest.json",
        &json!([
            docker_entry(&config_one, Value::Null, &[part]),
            docker_entry(&config_two, json!(["two:2"]), &parts),
        ]),
    );
    let message = made.error();
    assert!(
        message.contains("holds 2 images") && message.contains("two:2"),
        "{message}"
    );
    for (image, found) in [
        ("0", "a"),
        ("1", "b"),
        ("two:2", "b"),
        (&config_two["digest"].as_str().unwrap()[..14], "b"),
    ] {
        let options = OpenOptions {
            image: Some(image.to_owned()),
            ..OpenOptions::default()
        };
        assert_eq!(contents(&made.open_as(&options).unwrap().image), found);
    }
}

#[test]
fn two_tags_of_one_digest_are_one_image_with_two_names() {
    let mut made = Made::oci();
    let image = made.image(&layers(&["a"]), "linux/amd64");
    made.index(&[
        named(&image, "x:1"),
        named(&image, "x:2"),
        named(&image, "x:1"),
    ]);
    assert_eq!(made.image_of().names, ["x:1", "x:2"]);
}

#[test]
fn manifest_json_may_be_odd() {
    let layer_bytes = layer("a");
    let value = config(std::slice::from_ref(&layer_bytes), "linux/amd64");
    let bytes = value.to_string();
    let hex = Digest::sha256(bytes.as_bytes()).encoded().to_owned();
    let make = |name: &str, entry: Value| {
        let mut made = Made::default();
        made.put(name, bytes.as_bytes());
        made.put("l.tar", &layer_bytes);
        made.put_json("manifest.json", &json!([entry]));
        made
    };
    let kaniko = format!("sha256:{hex}");
    let plain = format!("{hex}.json");
    let wrong = format!("{}.json", "0".repeat(64));
    for (name, tags, mismatches) in [
        (&kaniko, json!(null), 0),
        (&plain, json!(["x:1"]), 0),
        (&wrong, json!([]), 1),
    ] {
        let image = make(
            name,
            json!({"Config": name, "RepoTags": tags, "Layers": ["l.tar"]}),
        )
        .image_of();
        assert_eq!(
            (contents(&image).as_str(), image.mismatches.len()),
            ("a", mismatches)
        );
    }
    // A parent's layer that was to be there already.
    let image = make(&plain, json!({"Config": plain, "Layers": [""]})).image_of();
    assert!(
        image.layers[0]
            .blob
            .as_ref()
            .unwrap_err()
            .contains("no path")
    );
    // Keys in another case are read as Docker reads them, with a warning.
    let image = make(&plain, json!({"config": plain, "LAYERS": ["l.tar"]})).image_of();
    assert_eq!(kinds(&image), ["parsers-differ", "parsers-differ"]);
    for (text, says) in [
        ("null", "no images"),
        ("[]", "no images"),
        ("[{}]", "no config"),
        ("7", "neither"),
        ("", "no JSON"),
    ] {
        let mut made = Made::default();
        made.put("manifest.json", text.as_bytes());
        let message = made.error();
        assert!(message.contains(says), "{text}: {message}");
    }
}

#[test]
fn repeated_members_and_layers_are_reported() {
    let mut made = Made::oci();
    let image = made.image(&layers(&["a", "b", "a"]), "linux/amd64");
    made.index(&[image]);
    let image = made.image_of();
    assert_eq!(
        (contents(&image).as_str(), kinds(&image)),
        ("aba", vec!["format", "repeated-layer"])
    );
    assert_eq!(image.warnings[1].layer, Some(2));
}

#[test]
fn layouts_without_their_version_and_images_of_many_layers_are_warned_about() {
    let names: Vec<String> = (0..128).map(|n| format!("{n:03}")).collect();
    let many: Vec<Vec<u8>> = names.iter().map(|name| layer(name)).collect();
    let mut made = Made::default();
    let image = made.image(&many, "linux/amd64");
    made.index(&[image]);
    let image = made.image_of();
    assert_eq!(kinds(&image), ["format", "many-layers"]);
    let options = OpenOptions {
        limits: Limits {
            layers: 100,
            ..Limits::default()
        },
        ..OpenOptions::default()
    };
    let message = made.open_as(&options).unwrap_err().to_string();
    assert!(message.contains("limit of 100"), "{message}");
}

#[test]
fn unknown_digest_algorithms_pass_and_are_not_called_verified() {
    let mut made = Made::oci();
    let layers = layers(&["a"]);
    let parts: Vec<Value> = layers.iter().map(|layer| made.blob(LAYER, layer)).collect();
    let bytes = config(&layers, "linux/amd64").to_string();
    made.put("blobs/x+y/Zm9v", bytes.as_bytes());
    let config = json!({"mediaType": CONFIG, "digest": "x+y:Zm9v", "size": bytes.len()});
    let descriptor = made.json_blob(MANIFEST, &manifest(&config, &parts));
    made.index(&[descriptor]);
    let image = made.image_of();
    assert_eq!((kinds(&image), image.mismatches.len()), (vec!["digest"], 0));
}

#[test]
fn the_base_counts_where_it_is_there_and_is_below() {
    let make = |base: &[&str], lost: bool| {
        let mut made = Made::oci();
        let base = made.image(&layers(base), "linux/amd64");
        let own = layers(&["a", "b", "c"]);
        let parts: Vec<Value> = own.iter().map(|layer| made.blob(LAYER, layer)).collect();
        let config = made.json_blob(CONFIG, &config(&own, "linux/amd64"));
        let mut value = manifest(&config, &parts);
        value["annotations"] = json!({
            "org.opencontainers.image.base.digest": base["digest"],
            "org.opencontainers.image.base.name": "base:1",
        });
        let descriptor = made.json_blob(MANIFEST, &value);
        made.index(&[descriptor]);
        let made = if lost {
            made.without(&blob_path(&base))
        } else {
            made
        };
        let image = made.image_of();
        (image.base, image.base_name.unwrap())
    };
    let name = || "base:1".to_owned();
    assert_eq!(make(&["a", "b"], false), (Some((2, name())), name()));
    assert_eq!(make(&["a", "b"], true), (None, name()));
    assert_eq!(make(&["b"], false), (None, name()));
}

#[test]
fn a_base_that_is_not_what_its_digest_says_counts_for_nothing() {
    let mut made = Made::oci();
    let base = made.image(&layers(&["z"]), "linux/amd64");
    let all = made.image(&layers(&["a", "b"]), "linux/amd64");
    let path = blob_path(&all);
    let lie = made.0.iter().find(|(known, _)| *known == path).unwrap();
    let lie = lie.1.clone();
    let own = layers(&["a", "b"]);
    let parts: Vec<Value> = own.iter().map(|layer| made.blob(LAYER, layer)).collect();
    let config = made.json_blob(CONFIG, &config(&own, "linux/amd64"));
    let mut value = manifest(&config, &parts);
    value["annotations"] = json!({ "org.opencontainers.image.base.digest": base["digest"] });
    let descriptor = made.json_blob(MANIFEST, &value);
    made.index(&[descriptor]);
    let mut made = made.without(&blob_path(&base));
    made.put(&blob_path(&base), &lie);
    assert_eq!(made.image_of().base, None);
}

#[test]
fn a_save_from_before_docker_1_10_is_ordered_by_parents() {
    let id = |n: u8| format!("{n:02x}").repeat(32);
    let mut made = Made::default();
    for (n, parent, name) in [(3, Some(2), "c"), (1, None, "a"), (2, Some(1), "b")] {
        let mut value = json!({"id": id(n), "os": "linux", "architecture": "amd64",
            "container_config": {"Cmd": ["/bin/sh", "-c", format!("make {name}")]}});
        if let Some(parent) = parent {
            value["parent"] = json!(id(parent));
        }
        made.put_json(&format!("{}/json", id(n)), &value);
        made.put(&format!("{}/layer.tar", id(n)), &layer(name));
    }
    made.put_json("repositories", &json!({"old": {"1": id(3)}}));
    let image = made.image_of();
    assert_eq!(
        (contents(&image).as_str(), image.names.join(",").as_str()),
        ("abc", "old:1")
    );
    assert_eq!(
        image.layers[1].created_by.as_deref(),
        Some("/bin/sh -c make b")
    );
    assert_eq!(image.warnings[0].kind, WarningKind::Format);

    let mut circle = Made::default();
    for (n, parent) in [(1, 2), (2, 1)] {
        circle.put_json(
            &format!("{}/json", id(n)),
            &json!({"id": id(n), "parent": id(parent)}),
        );
    }
    assert!(circle.error().contains("circle"));
}

#[test]
fn names_from_the_image_are_escaped_in_errors() {
    let mut made = Made::oci();
    let one = made.image(&layers(&["a"]), "linux/amd64");
    let two = made.image(&layers(&["b"]), "linux/amd64");
    made.index(&[named(&one, "a\u{1b}[2J\nx"), named(&two, "b\u{202e}")]);
    let message = made.error();
    assert!(
        message.contains("a\\x1b[2J\\nx") && message.contains("b\\u{202e}"),
        "{message}"
    );
    assert!(!message.contains('\u{1b}') && !message.contains('\u{202e}'));
}
