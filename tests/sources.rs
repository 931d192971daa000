//! Every fixture opens as the image that it is, whatever tool wrote it.

// What fails here is a failed test, also in a helper.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use layerscope::image::{Image, Platform};
use layerscope::source::{OpenOptions, Opened, Reference, SourceError, open, open_file};

fn tiny(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/tiny")
        .join(name)
}

fn open_with(
    path: &Path,
    image: Option<&str>,
    platform: Option<&str>,
) -> Result<Opened, SourceError> {
    let reference = Reference::Path {
        path: path.to_owned(),
        image: image.map(str::to_owned),
    };
    let options = OpenOptions {
        platform: platform.map(|text| Platform::parse(text).unwrap()),
        ..OpenOptions::default()
    };
    open(&reference, &options)
}

fn short(digest: Option<&layerscope::image::Digest>) -> String {
    digest.map_or_else(
        || "-".to_owned(),
        |digest| digest.encoded()[..12].to_owned(),
    )
}

const ARCHIVE: &str = "docker archive";
const LAYOUT: &str = "OCI layout";
/// What docker 20.10 built; skopeo gives it another config where it writes OCI.
const DOCKER20: (usize, &str) = (9, "bf48ae485425");
const DOCKER20_OCI: (usize, &str) = (9, "75d716dbf192");
const BUILDKIT: (usize, &str) = (10, "fd184dce4bce");
const PODMAN4: (usize, &str) = (9, "39a2451adad0");
const PODMAN5: (usize, &str) = (9, "ac882f4df633");

/// (fixture, format, (layers, config), names, manifest)
type Row = (
    &'static str,
    &'static str,
    (usize, &'static str),
    &'static [&'static str],
    &'static str,
);

const FIXTURES: &[Row] = &[
    (
        "buildkit-docker-zstd.tar",
        ARCHIVE,
        BUILDKIT,
        &[],
        "c398d20137d3",
    ),
    (
        "buildkit-docker.tar",
        ARCHIVE,
        BUILDKIT,
        &[],
        "f0c0ca25dd48",
    ),
    (
        "buildkit-oci-gzip.tar",
        LAYOUT,
        BUILDKIT,
        &[],
        "4cc6380a5991",
    ),
    (
        "buildkit-oci-provenance.tar",
        LAYOUT,
        BUILDKIT,
        &[],
        "4cc6380a5991",
    ),
    (
        "buildkit-oci-uncompressed.tar",
        LAYOUT,
        BUILDKIT,
        &[],
        "f40545cf3933",
    ),
    (
        "buildkit-oci-zstd.tar",
        LAYOUT,
        BUILDKIT,
        &[],
        "c398d20137d3",
    ),
    (
        "crane-legacy.tar",
        ARCHIVE,
        DOCKER20_OCI,
        &["127.0.0.1:5000/tiny:latest"],
        "-",
    ),
    ("crane-oci", LAYOUT, DOCKER20_OCI, &[], "deb6b20a4223"),
    (
        "crane-tarball.tar",
        ARCHIVE,
        DOCKER20_OCI,
        &["127.0.0.1:5000/tiny:latest"],
        "-",
    ),
    (
        "ctr-export-estargz.tar",
        ARCHIVE,
        (9, "f17eb55477e8"),
        &["local/tiny:esgz"],
        "a7f0a81632d3",
    ),
    (
        "ctr-export-uncompressed.tar",
        ARCHIVE,
        PODMAN5,
        &["local/tiny:unc"],
        "1199fe27e1ae",
    ),
    (
        "ctr-export-zstdchunked.tar",
        ARCHIVE,
        (9, "b67e8c859937"),
        &["local/tiny:zc"],
        "08b9b9fad4f2",
    ),
    (
        "ctr-export.tar",
        ARCHIVE,
        PODMAN5,
        &["localhost/tiny-podman5:latest"],
        "43e88d9c9a5f",
    ),
    ("dir", "dir:", DOCKER20, &[], "de0071fe253a"),
    ("dir-gz", "dir:", DOCKER20, &[], "cd2163dfb671"),
    (
        "docker-archive.tar.bz2",
        ARCHIVE,
        DOCKER20,
        &["docker.io/library/tiny:latest"],
        "-",
    ),
    (
        "docker-archive.tar.gz",
        ARCHIVE,
        DOCKER20,
        &["docker.io/library/tiny:latest"],
        "-",
    ),
    (
        "docker-archive.tar.xz",
        ARCHIVE,
        DOCKER20,
        &["docker.io/library/tiny:latest"],
        "-",
    ),
    (
        "docker-archive.tar.zst",
        ARCHIVE,
        DOCKER20,
        &["docker.io/library/tiny:latest"],
        "-",
    ),
    (
        "docker-save-20.10.tar",
        ARCHIVE,
        DOCKER20,
        &["tiny:latest"],
        "-",
    ),
    (
        "docker-save-26.1.tar",
        ARCHIVE,
        DOCKER20,
        &["tiny:latest"],
        "c9b90473bd1f",
    ),
    (
        "docker-save-28.5-containerd-buildkit.tar",
        ARCHIVE,
        BUILDKIT,
        &["tiny:bk"],
        "4cc6380a5991",
    ),
    (
        "docker-save-28.5-containerd-loaded.tar",
        ARCHIVE,
        DOCKER20,
        &["tiny:latest"],
        "035350a02f9f",
    ),
    (
        "multi-image-docker-20.10.tar",
        ARCHIVE,
        DOCKER20,
        &["tiny:latest", "tiny:also"],
        "-",
    ),
    (
        "multiarch-docker-28.5-arm64-only.tar",
        ARCHIVE,
        (2, "1e4910dc5717"),
        &["tiny-multi:latest"],
        "4401f6ee451d",
    ),
    (
        "oci-gzip",
        LAYOUT,
        DOCKER20_OCI,
        &["latest"],
        "deb6b20a4223",
    ),
    (
        "oci-uncompressed",
        LAYOUT,
        DOCKER20_OCI,
        &["latest"],
        "c4c9076c87d7",
    ),
    (
        "oci-zstd",
        LAYOUT,
        DOCKER20_OCI,
        &["latest"],
        "48ad1b61938f",
    ),
    (
        "oci-zstdchunked",
        LAYOUT,
        DOCKER20_OCI,
        &["latest"],
        "5312cdc7dfea",
    ),
    (
        "oras-oci",
        LAYOUT,
        DOCKER20_OCI,
        &["latest"],
        "deb6b20a4223",
    ),
    (
        "podman4-docker-archive.tar",
        ARCHIVE,
        PODMAN4,
        &["localhost/tiny-podman:latest"],
        "-",
    ),
    ("podman4-docker-dir", "dir:", PODMAN4, &[], "12fd00e04900"),
    (
        "podman4-oci-archive.tar",
        LAYOUT,
        PODMAN4,
        &["localhost/tiny-podman:latest"],
        "d0e35a2551eb",
    ),
    (
        "podman4-oci-dir",
        LAYOUT,
        PODMAN4,
        &["localhost/tiny-podman:latest"],
        "d0e35a2551eb",
    ),
    (
        "podman5-docker-archive.tar",
        ARCHIVE,
        PODMAN5,
        &["localhost/tiny-podman5:latest"],
        "-",
    ),
    (
        "podman5-oci-archive.tar",
        LAYOUT,
        PODMAN5,
        &["localhost/tiny-podman5:latest"],
        "43e88d9c9a5f",
    ),
    (
        "skopeo-docker-archive.tar",
        ARCHIVE,
        DOCKER20,
        &["docker.io/library/tiny:latest"],
        "-",
    ),
    (
        "skopeo-oci-archive.tar",
        LAYOUT,
        DOCKER20_OCI,
        &["latest"],
        "deb6b20a4223",
    ),
];

#[test]
fn every_fixture_is_the_image_that_it_is() {
    for &(name, format, (layers, config), names, manifest) in FIXTURES {
        let opened = open_with(&tiny(name), None, None).unwrap();
        let image = opened.image;
        assert_eq!(image.format, format, "{name}");
        assert_eq!(image.layers.len(), layers, "{name}");
        assert_eq!(image.names, names, "{name}");
        assert_eq!(short(image.config_digest.as_ref()), config, "{name}");
        assert_eq!(short(image.manifest_digest.as_ref()), manifest, "{name}");
        let arm = name.contains("arm64");
        assert_eq!(
            image.platform.to_string(),
            if arm { "linux/arm64" } else { "linux/amd64" }
        );
        assert_eq!(
            (image.warnings, image.mismatches),
            (vec![], vec![]),
            "{name}"
        );
        assert_eq!(opened.choice, None, "{name}");
        for layer in &image.layers {
            let blob = layer.blob.as_ref().unwrap();
            assert_eq!(layer.size.unwrap_or(blob.len()), blob.len(), "{name}");
            assert!(
                layer.diff_id.is_some() && layer.created_by.is_some(),
                "{name}"
            );
        }
    }
}

#[test]
fn no_fixture_is_left_out_of_the_table() {
    const ELSEWHERE: [&str; 4] = [
        "README.md",
        "docker-export-rootfs.tar",
        "multiarch-buildkit-oci-provenance.tar",
        "multiarch-docker-28.5-containerd.tar",
    ];
    for entry in std::fs::read_dir(tiny("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = FIXTURES.iter().any(|row| row.0 == name) || ELSEWHERE.contains(&&*name);
        assert!(known, "{name} is in fixtures/tiny and in no table");
    }
}

/// Digests of the plain layers, which are the same however one build was stored.
fn diff_ids(image: &Image) -> Vec<String> {
    let each = image.layers.iter().map(|layer| layer.diff_id.as_ref());
    each.map(|id| id.unwrap().to_string()).collect()
}

#[test]
fn one_build_has_the_same_layers_and_history_in_every_format() {
    let families: [&[(usize, &str)]; 4] = [
        &[DOCKER20, DOCKER20_OCI],
        &[BUILDKIT],
        &[PODMAN4],
        &[PODMAN5],
    ];
    for family in families {
        let mut first: Option<(Vec<String>, Vec<Option<String>>)> = None;
        let rows = FIXTURES.iter().filter(|row| family.contains(&row.2));
        for (name, ..) in rows.filter(|row| !row.0.contains("zstdchunked")) {
            let image = open_with(&tiny(name), None, None).unwrap().image;
            let history = image
                .layers
                .iter()
                .map(|layer| layer.created_by.clone())
                .collect();
            let this = (diff_ids(&image), history);
            match &first {
                Some(first) => assert_eq!(*first, this, "{name}"),
                None => first = Some(this),
            }
        }
    }
}

#[test]
fn a_docker_archive_claims_digests_only_where_its_paths_do() {
    for (name, claims) in [
        ("docker-save-20.10.tar", false),
        ("skopeo-docker-archive.tar", false),
        ("crane-tarball.tar", false),
        ("docker-save-26.1.tar", true),
        ("buildkit-docker.tar", true),
        ("dir", true),
    ] {
        let image = open_with(&tiny(name), None, None).unwrap().image;
        let all = image.layers.iter().all(|layer| layer.digest.is_some());
        let any = image.layers.iter().any(|layer| layer.digest.is_some());
        assert_eq!((all, any), (claims, claims), "{name}");
    }
}

#[test]
fn attestations_are_listed_and_never_offered() {
    for (name, count) in [
        ("buildkit-oci-provenance.tar", 1),
        ("docker-save-28.5-containerd-buildkit.tar", 1),
        ("multiarch-buildkit-oci-provenance.tar", 1),
        ("buildkit-oci-gzip.tar", 0),
    ] {
        let opened = open_with(&tiny(name), None, Some("linux/amd64")).unwrap();
        assert_eq!(opened.image.attestations.len(), count, "{name}");
        let known = |platform: &Platform| platform.os == "linux";
        assert!(
            opened
                .others
                .iter()
                .all(|other| other.platform.as_ref().is_some_and(known))
        );
    }
}

#[test]
fn a_platform_is_chosen_and_the_choice_is_said() {
    for name in [
        "multiarch-buildkit-oci-provenance.tar",
        "multiarch-docker-28.5-containerd.tar",
    ] {
        for (wanted, config) in [
            ("linux/amd64", "0a60665bcd21"),
            ("linux/arm64/v8", "1e4910dc5717"),
        ] {
            let opened = open_with(&tiny(name), None, Some(wanted)).unwrap();
            assert_eq!(short(opened.image.config_digest.as_ref()), config, "{name}");
            assert!(opened.choice.unwrap().contains(&wanted[..11]));
            assert_eq!(opened.others.len(), 1);
        }
        if ["x86_64", "aarch64"].contains(&std::env::consts::ARCH) {
            let opened = open_with(&tiny(name), None, None).unwrap();
            assert_eq!(
                opened.image.platform.architecture,
                Platform::host().architecture
            );
            assert!(opened.choice.unwrap().contains("this machine's"));
        }
        let error = open_with(&tiny(name), None, Some("linux/s390x")).unwrap_err();
        let SourceError::Choice { message, others } = error else {
            panic!("a choice: {error}");
        };
        assert!(
            message.contains("linux/amd64") && message.contains("linux/arm64"),
            "{message}"
        );
        assert_eq!(others.len(), 2);
    }
    // What is alone is taken without a choice, unless another platform was asked for.
    let arm = tiny("multiarch-docker-28.5-arm64-only.tar");
    assert_eq!(open_with(&arm, None, None).unwrap().choice, None);
    assert!(open_with(&arm, None, Some("linux/amd64")).is_err());
}

#[test]
fn an_image_can_be_named_by_any_of_its_names_and_digests() {
    let path = tiny("docker-save-26.1.tar");
    for good in [
        "tiny:latest",
        "tiny",
        "docker.io/library/tiny:latest",
        "0",
        "sha256:c9b90473bd1f52277c1251c35379f44393d7ebd02a62f672cffae3f971680f16",
        "c9b904",
        "bf48ae485425",
    ] {
        open_with(&path, Some(good), None).unwrap();
    }
    for bad in ["tiny:other", "1", "sha256:00", "\u{1b}[2J"] {
        let message = open_with(&path, Some(bad), None).unwrap_err().to_string();
        assert!(message.contains("no image is called"), "{message}");
        assert!(
            message.contains("tiny:latest") && !message.contains('\u{1b}'),
            "{message}"
        );
    }
}

#[test]
fn a_root_file_system_is_one_layer_and_says_that_it_is_no_image() {
    let path = tiny("docker-export-rootfs.tar");
    let image = open_with(&path, None, None).unwrap().image;
    assert_eq!((image.format, image.layers.len()), ("root file system", 1));
    assert_eq!(
        image.layers[0].blob.as_ref().unwrap().len(),
        path.metadata().unwrap().len()
    );
    assert!(image.layers[0].diff_id.is_none() && image.config_digest.is_none());
    assert!(image.warnings[0].message.contains("not an image"));
}

#[test]
fn a_stream_gives_the_same_image_as_its_file() {
    let wanted = open_with(&tiny("docker-save-26.1.tar"), None, None)
        .unwrap()
        .image;
    // A pipe, which cannot be read twice.
    let (pipe, mut end) = std::io::pipe().unwrap();
    let bytes = std::fs::read(tiny("docker-save-26.1.tar")).unwrap();
    let writer = std::thread::spawn(move || end.write_all(&bytes));
    let file = File::from(std::os::fd::OwnedFd::from(pipe));
    let piped = open_file(file, "standard input", &OpenOptions::default())
        .unwrap()
        .image;
    writer.join().unwrap().unwrap();
    assert_eq!(diff_ids(&piped), diff_ids(&wanted));
    // A file that is not read from its start.
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&[7; 1000]).unwrap();
    file.write_all(&std::fs::read(tiny("docker-save-26.1.tar")).unwrap())
        .unwrap();
    file.seek(SeekFrom::Start(1000)).unwrap();
    let behind = open_file(file, "standard input", &OpenOptions::default())
        .unwrap()
        .image;
    assert_eq!(diff_ids(&behind), diff_ids(&wanted));
    for (ours, theirs) in behind.layers.iter().zip(&wanted.layers) {
        let read = |layer: &layerscope::image::Layer| {
            layer.blob.as_ref().unwrap().read_all(1 << 20).unwrap()
        };
        assert_eq!(read(ours), read(theirs));
    }
}

#[test]
fn what_cannot_be_opened_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let whole = std::fs::read(tiny("skopeo-docker-archive.tar")).unwrap();
    let packed = std::fs::read(tiny("docker-archive.tar.xz")).unwrap();
    let cases = [
        (dir.path().join("none"), "no such file"),
        (write("empty", b""), "empty"),
        (write("text.tar", b"hello"), "neither a tar"),
        (write("zeros", &[0; 10240]), "empty archive"),
        (write("cut.tar", &whole[..60_000]), "cut off"),
        (write("cut.xz", &packed[..20_000]), "breaks off"),
        (dir.path().to_owned(), "no image"),
    ];
    for (path, says) in cases {
        let message = open_with(&path, None, None).unwrap_err().to_string();
        let name = path.to_str().unwrap();
        assert!(
            message.starts_with(name) && message.contains(says),
            "{message}"
        );
    }
}

/// Files of the corpus outside the project, and the directories that may be layouts.
fn below(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(&path, found);
        }
        found.push(path);
    }
}

#[test]
fn nothing_in_the_corpus_panics_and_every_refusal_names_its_file() {
    let Some(corpus) = std::env::var_os("LAYERSCOPE_CORPUS") else {
        println!("skipped: LAYERSCOPE_CORPUS is not set");
        return;
    };
    let mut found = Vec::new();
    below(Path::new(&corpus), &mut found);
    assert!(found.len() > 100, "the corpus is not there");
    let mut opened = 0;
    for path in found {
        match open_with(&path, None, None) {
            Ok(_) => opened += 1,
            Err(error) => {
                let message = error.to_string();
                assert!(message.starts_with(path.to_str().unwrap()), "{message}");
            }
        }
    }
    assert!(opened > 100, "{opened} images only");
}

#[test]
fn another_image_of_a_stream_is_opened_without_the_stream() {
    let path = tiny("multiarch-docker-28.5-containerd.tar");
    let (reader, mut writer) = std::io::pipe().unwrap();
    let bytes = std::fs::read(path).unwrap();
    let writing = std::thread::spawn(move || std::io::Write::write_all(&mut writer, &bytes));
    let stream = std::fs::File::from(std::os::fd::OwnedFd::from(reader));
    let options = OpenOptions {
        platform: Some(Platform::parse("linux/amd64").unwrap()),
        ..OpenOptions::default()
    };
    let opened = open_file(stream, "a stream", &options).unwrap();
    writing.join().unwrap().unwrap();
    assert_eq!(opened.others.len(), 1);
    let other = OpenOptions {
        image: Some(opened.others[0].index.to_string()),
        platform: opened.others[0].platform.clone(),
        ..OpenOptions::default()
    };
    let again = opened.stream.unwrap().open(&other).unwrap();
    assert_eq!(again.image.platform.to_string(), "linux/arm64");
    assert!(again.stream.is_some());
}
