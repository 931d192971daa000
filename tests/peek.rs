//! Looking into versions and taking them out, over layers in every encoding: what is seen and
//! what is written is what the layer stores, and nothing is left behind where it cannot be.

#![allow(clippy::unwrap_used)] // a test program

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use common::encode;
use common::raw_tar::{Head, Tar, filler};
use layerscope::extract::{self, Destination, ExtractError, Extracted, Origin, Overwrite};
use layerscope::image::{Blob, Layer, Watch};
use layerscope::layer::{self, EntryKind, Options};
use layerscope::limits::Limits;
use layerscope::preview::{ContentKind, Preview, PreviewError};
use layerscope::tree::{Stacker, Tree, Version};

struct Image {
    tree: Tree,
    layers: Vec<Layer>,
    limits: Limits,
}

impl Image {
    fn of(blobs: Vec<Vec<u8>>) -> Image {
        let limits = Limits::default();
        let mut stacker = Stacker::new(limits);
        let mut layers = vec![];
        for bytes in blobs {
            let blob = Blob::from_bytes(bytes, "some layer");
            stacker.add(layer::list(&blob, &Options::default()).index);
            layers.push(Layer::bare(blob));
        }
        let tree = stacker.finish();
        Image {
            tree,
            layers,
            limits,
        }
    }

    fn version(&self, path: &str, layer: u16) -> (u32, Version) {
        let node = self.tree.find(path.as_bytes()).unwrap();
        let versions = self.tree.versions(node);
        let version = versions.iter().find(|version| version.layer == layer);
        (node, *version.unwrap())
    }

    fn load(&self, path: &str, layer: u16, watch: &Watch) -> Result<Preview, PreviewError> {
        let (_, version) = self.version(path, layer);
        let file = self.tree.stored_file(version.record().unwrap()).unwrap();
        let layer = &self.layers[usize::from(file.record.layer)];
        Preview::load(layer, &file, &self.limits, watch)
    }

    fn origin(&self) -> Origin<'_> {
        Origin {
            tree: &self.tree,
            layers: &self.layers,
            limits: &self.limits,
        }
    }

    fn file(&self, path: &str, layer: u16, to: &Path) -> Result<Extracted, ExtractError> {
        let (node, version) = self.version(path, layer);
        extract::file(self.origin(), node, version, new(to), &Watch::default())
    }

    fn directory(&self, path: &str, layer: usize, to: &Path) -> Result<Extracted, ExtractError> {
        let node = self.tree.find(path.as_bytes()).unwrap();
        extract::directory(self.origin(), node, layer, new(to), &Watch::default())
    }
}

fn new(path: &Path) -> Destination<'_> {
    Destination {
        path,
        overwrite: Overwrite::No,
    }
}

/// All bytes of a preview, by its rows of hex.
fn bytes(preview: &Preview) -> Vec<u8> {
    let rows = (0..preview.hex_rows()).step_by(4096);
    let rows = rows.flat_map(|first| preview.hex(first, 4096).unwrap());
    rows.flat_map(|row| row.bytes).collect()
}

type Encoder = fn(&[u8]) -> Vec<u8>;

const ENCODERS: [Encoder; 3] = [|plain| plain.to_vec(), encode::gzip, encode::zstd];

/// Header of a sparse file (old GNU): `data` at 1000 and again at 5000, 10000 bytes in all.
fn sparse(name: &str, realsize: u64, regions: &[(u64, u64)]) -> Head {
    let mut head = Head::new(b'S', name).patch(257, b"ustar  \0");
    let mut stored = 0;
    for (at, (offset, length)) in regions.iter().enumerate() {
        head = head
            .patch(386 + 24 * at, common::raw_tar::base256(*offset as i64, 12))
            .patch(398 + 24 * at, common::raw_tar::base256(*length as i64, 12));
        stored += length;
    }
    head.patch(483, common::raw_tar::base256(realsize as i64, 12))
        .size(stored)
}

#[test]
fn contents_are_seen_and_extracted_as_the_layer_stores_them() {
    let folder = tempfile::tempdir().unwrap();
    let large = filler("large", 3 << 20);
    let mut holes = vec![0; 10_000];
    holes[1000..1004].copy_from_slice(b"data");
    holes[5000..5004].copy_from_slice(b"more");
    let regions = [(1000, 4), (5000, 4)];
    let tar = Tar::new()
        .file("text", "line one\nline two\n")
        .file("large", &large)
        .hard_link("link", "large")
        .entry(&sparse("sparse", 10_000, &regions), b"datamore")
        .file("empty", "")
        .end();
    let gone = Tar::new()
        .file(".wh.text", "")
        .file("large", "small now")
        .end();
    for (at, encode) in ENCODERS.iter().enumerate() {
        let image = Image::of(vec![encode(&tar), encode(&gone)]);
        for (path, layer, contents, kind) in [
            ("text", 0, &b"line one\nline two\n"[..], ContentKind::Text),
            ("large", 0, &large, ContentKind::Binary),
            ("large", 1, b"small now", ContentKind::Text),
            ("link", 0, &large, ContentKind::Binary),
            ("sparse", 0, &holes, ContentKind::Binary),
            ("empty", 0, b"", ContentKind::Text),
        ] {
            let preview = image.load(path, layer, &Watch::default()).unwrap();
            assert_eq!(preview.kind(), kind, "{path}");
            assert_eq!(preview.broken(), None);
            assert!(bytes(&preview) == contents, "{path} of encoding {at}");
            let to = folder.path().join(format!("{path}{layer}{at}"));
            let extracted = image.file(path, layer, &to).unwrap();
            assert_eq!(extracted.path, to);
            assert_eq!(extracted.bytes, contents.len() as u64);
            assert!(
                fs::read(&to).unwrap() == contents,
                "{path} of encoding {at}"
            );
        }
    }
}

#[test]
fn a_hole_of_any_size_is_neither_made_up_nor_written() {
    let folder = tempfile::tempdir().unwrap();
    let huge = 1 << 50;
    let tar = Tar::new()
        .entry(&sparse("d/sparse", huge, &[(huge - 4, 4)]), b"tail")
        .end();
    let image = Image::of(vec![encode::gzip(&tar)]);
    // A file system may refuse a file of that size: then there is a sentence, and nothing else.
    match image.load("d/sparse", 0, &Watch::default()) {
        Ok(preview) => {
            let rows = preview.hex(huge / 16 - 1, 1).unwrap();
            assert_eq!(
                (preview.len(), rows[0].printable().as_str()),
                (huge, "............tail")
            );
        }
        Err(error) => assert!(error.to_string().contains("no room"), "{error}"),
    }
    let to = folder.path().join("x");
    if let Err(error) = image.file("d/sparse", 0, &to) {
        assert!(error.to_string().contains("cannot be written"), "{error}");
        assert!(!to.exists());
    }
    let error = image
        .directory("d", 0, &folder.path().join("d.tar"))
        .unwrap_err();
    assert!(error.to_string().contains("no room"), "{error}");
}

#[test]
fn a_file_that_breaks_off_is_shown_as_far_as_it_goes_and_not_extracted() {
    let folder = tempfile::tempdir().unwrap();
    let large = filler("large", 2 << 20);
    let whole = Tar::new().file("before", "b").file("d/large", &large).end();
    for encode in ENCODERS {
        let cut = encode(&whole[..1 << 20]);
        let image = Image::of(vec![cut]);
        let preview = image.load("d/large", 0, &Watch::default()).unwrap();
        let broken = preview.broken().unwrap();
        assert!(broken.contains("some layer"), "{broken}");
        assert!(large.starts_with(&bytes(&preview)) && preview.len() > 1 << 19);
        assert_eq!(
            bytes(&image.load("before", 0, &Watch::default()).unwrap()),
            b"b"
        );
        for error in [
            image
                .file("d/large", 0, &folder.path().join("x"))
                .unwrap_err(),
            image
                .directory("d", 0, &folder.path().join("y"))
                .unwrap_err(),
        ] {
            assert!(matches!(error, ExtractError::Contents(_)), "{error}");
        }
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    }
}

#[test]
fn cancelled_work_leaves_nothing_and_a_missing_layer_is_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let tar = Tar::new().filled("d/large", 2 << 20).end();
    let mut image = Image::of(vec![encode::gzip(&tar)]);
    let watch = Watch::default();
    watch.cancel();
    let error = image.load("d/large", 0, &watch).unwrap_err();
    assert_eq!(error, PreviewError::Cancelled);
    let (node, version) = image.version("d/large", 0);
    let (to, origin) = (folder.path().join("x"), image.origin());
    let directory = image.tree.find(b"d").unwrap();
    for result in [
        extract::file(origin, node, version, new(&to), &watch),
        extract::directory(origin, directory, 0, new(&to), &watch),
    ] {
        assert!(matches!(result, Err(ExtractError::Cancelled)));
    }
    image.layers[0].blob = Err("the layer is not there".into());
    for error in [
        image.file("d/large", 0, &to).unwrap_err(),
        image.directory("d", 0, &to).unwrap_err(),
    ] {
        assert_eq!(error.to_string(), "the layer is not there");
    }
    let error = image.load("d/large", 0, &Watch::default()).unwrap_err();
    assert_eq!(error.to_string(), "the layer is not there");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn an_extracted_file_is_executable_or_private_as_it_was_and_never_setuid() {
    let folder = tempfile::tempdir().unwrap();
    for (mode, executable, private) in [
        (0o644, false, false),
        (0o4755, true, false),
        (0o600, false, true),
        (0o000, false, true),
        (0o2711, true, false),
    ] {
        let name = format!("f{mode:o}");
        let tar = Tar::new()
            .entry(&Head::new(b'0', &name).mode(mode).size(1), b"x")
            .end();
        let to = folder.path().join(&name);
        Image::of(vec![tar]).file(&name, 0, &to).unwrap();
        let got = fs::metadata(&to).unwrap().permissions().mode() & 0o7777;
        assert_eq!(got & 0o7000, 0);
        assert_eq!(got & 0o600, 0o600);
        assert_eq!(got & 0o100 != 0, executable, "{mode:o}");
        assert!(!private || got & 0o077 == 0, "{mode:o}");
    }
}

/// One row for each member: path, kind, contents, link target.
fn members(tar: &Path) -> Vec<(String, tar::EntryType, Vec<u8>, String)> {
    let mut archive = tar::Archive::new(fs::File::open(tar).unwrap());
    let row = |entry: std::io::Result<tar::Entry<'_, fs::File>>| {
        let mut entry = entry.unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut contents = vec![];
        std::io::Read::read_to_end(&mut entry, &mut contents).unwrap();
        let link = entry
            .link_name_bytes()
            .map_or(String::new(), |link| text(&link));
        (
            text(&entry.path_bytes()),
            entry.header().entry_type(),
            contents,
            link,
        )
    };
    archive.entries().unwrap().map(row).collect()
}

#[test]
fn a_directory_is_a_tar_of_what_stands_in_it_after_a_layer() {
    use tar::EntryType::{Char, Directory, Fifo, Link, Regular, Symlink};
    let folder = tempfile::tempdir().unwrap();
    let long = format!("d/{}", "long-name/".repeat(40));
    let base = Tar::new()
        .file("outside", "outside")
        .dir("d")
        .file("d/old", "old")
        .file("d/kept", "kept")
        .hard_link("d/again", "d/kept")
        .hard_link("d/from-outside", "outside")
        .hard_link("d/from-outside-2", "outside")
        .symlink("d/link", "/etc/../passwd")
        .entry(&Head::new(b'3', "d/null").device(1, 3), b"")
        .entry(&Head::new(b'6', "d/pipe"), b"")
        .pax(&[("path", format!("{long}deep").as_bytes())])
        .file("x", "deep")
        .end();
    let above = Tar::new()
        .file("d/.wh.old", "")
        .file("d/new", "new")
        .file(".wh.outside", "")
        .end();
    let gone = Tar::new().file(".wh.d", "").end();
    for encode in ENCODERS {
        let image = Image::of([&base, &above, &gone].map(|tar| encode(tar)).to_vec());
        let to = folder.path().join("out.tar");
        let extracted = image.directory("/d", 1, &to).unwrap();
        assert_eq!(extracted.notes, [] as [&str; 0]);
        let mut found = members(&to);
        assert_eq!(extracted.entries, found.len() as u64);
        found.retain(|(path, ..)| !path.contains("long-name/long-name/") || path.ends_with("deep"));
        let row = |path: &str, kind, contents: &str, link: &str| {
            (
                path.to_owned(),
                kind,
                contents.as_bytes().to_vec(),
                link.to_owned(),
            )
        };
        let wanted = [
            row("d/link", Symlink, "", "/etc/../passwd"),
            row("d/null", Char, "", ""),
            row("d/pipe", Fifo, "", ""),
            row("d/from-outside", Regular, "outside", ""),
            row("d/from-outside-2", Link, "", "d/from-outside"),
            row("d/again", Regular, "kept", ""),
            row("d/kept", Link, "", "d/again"),
            row(&format!("{long}deep"), Regular, "deep", ""),
            row("d/new", Regular, "new", ""),
            row("d/long-name/", Directory, "", ""),
            row("d/", Directory, "", ""),
        ];
        assert_eq!(found, wanted);
        let error = image
            .directory("/d", 2, &folder.path().join("gone"))
            .unwrap_err();
        assert_eq!(error.to_string(), "/d: is no directory after layer 2");
        assert!(matches!(
            image.directory("/d", 0, &to),
            Err(ExtractError::Exists(_))
        ));
        fs::remove_file(&to).unwrap();
    }
    let image = Image::of(vec![base.clone()]);
    let extracted = image.directory("/", 0, folder.path()).unwrap();
    assert_eq!(extracted.path, folder.path().join("rootfs.tar"));
    let paths: Vec<String> = members(&extracted.path)
        .into_iter()
        .map(|row| row.0)
        .collect();
    assert!(paths.contains(&"outside".to_owned()) && paths.contains(&"./".to_owned()));
}

#[test]
fn an_extracted_directory_reads_as_the_same_entries() {
    let folder = tempfile::tempdir().unwrap();
    let tar = Tar::new()
        .pax(&[
            ("SCHILY.xattr.user.a", b"v\n=\0"),
            ("mtime", b"1700000000.25"),
            ("path", "d/n\u{e4}me\u{1b}".as_bytes()),
        ])
        .entry(
            &Head::new(b'0', "x")
                .mode(0o4711)
                .owner(3_000_000, 7)
                .size(2),
            b"ab",
        )
        .entry(&Head::new(b'5', "d").mode(0o1777).mtime(-5), b"")
        .end();
    let image = Image::of(vec![tar.clone()]);
    let to = folder.path().join("d.tar");
    image.directory("d", 0, &to).unwrap();
    let facts = |bytes: Vec<u8>| {
        let list = layer::list(&Blob::from_bytes(bytes, "tar"), &Options::default());
        assert_eq!((list.error, list.warnings.len()), (None, 0));
        let index = list.index;
        let row = |entry: &layer::Entry| {
            let xattrs = index.xattrs[entry.xattrs as usize].clone();
            let time = (entry.mtime, entry.mtime_nanos);
            let owner = (entry.uid, entry.gid);
            (
                index.path(entry),
                entry.kind,
                entry.mode,
                owner,
                time,
                xattrs,
                entry.size,
            )
        };
        index.entries.iter().map(row).collect::<Vec<_>>()
    };
    let ours = facts(fs::read(&to).unwrap());
    assert_eq!(ours, facts(tar));
    assert_eq!(ours[1].1, EntryKind::Directory);
}
