//! What layers mean together: the rules of the OCI image specification ("Applying Changesets") and
//! of the exact accounting, one case each, and the laws that hold for any layers.
//!
//! A layer is written as text, one entry after the other: `d etc`, `f etc/a 100`, `s link etc`
//! (symlink), `h b a` (hard link), `w etc/a` (whiteout), `o etc` (opaque marker), `c null` (device).

#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic)] // a test program

mod common;

#[path = "stacking/browsing.rs"]
mod browsing;
#[path = "stacking/growing.rs"]
mod growing;
#[path = "stacking/laws.rs"]
mod laws;
#[path = "stacking/model.rs"]
mod model;

use common::raw_tar::{Head, Tar, filler};
use layerscope::analysis::Accounting;
use layerscope::image::Blob;
use layerscope::layer::{self, EntryKind};
use layerscope::limits::Limits;
use layerscope::tree::{NodeId, ROOT, Stacker, Tree};

/// The tar that a layer's text means.
pub fn tar(text: &str) -> Vec<u8> {
    let entries = text
        .split(';')
        .map(str::trim)
        .filter(|entry| !entry.is_empty());
    let tar = entries.fold(Tar::new(), |tar, entry| {
        let words: Vec<&str> = entry.split_whitespace().collect();
        let marker = |prefix: &str| match words[1].rsplit_once('/') {
            Some((dir, name)) => format!("{dir}/{prefix}{name}"),
            None => format!("{prefix}{}", words[1]),
        };
        match words[0] {
            "d" => tar.dir(words[1]),
            "f" => tar.file(words[1], filler(entry, words[2].parse().unwrap())),
            "s" => tar.symlink(words[1], words[2]),
            "h" => tar.hard_link(words[1], words[2]),
            "c" => tar.entry(&Head::new(b'3', words[1]).device(1, 3), b""),
            "w" => tar.file(marker(".wh."), b""),
            "o" if words.len() == 1 => tar.file(".wh..wh..opq", b""),
            "o" => tar.file(format!("{}/.wh..wh..opq", words[1]), b""),
            other => panic!("no entry: {other}"),
        }
    });
    tar.end()
}

/// Stacked layers, with the kinds of warning that they gave.
pub fn stack(layers: &[&str]) -> (Tree, Vec<&'static str>) {
    let mut stacker = Stacker::new(Limits::default());
    let mut warnings = vec![];
    for (number, text) in layers.iter().enumerate() {
        let options = layer::Options {
            hash: true,
            ..Default::default()
        };
        let read = layer::list(&Blob::from_bytes(tar(text), "layer"), &options);
        assert_eq!(read.error, None, "{text}");
        let odd = stacker.add(read.index).warnings(number);
        warnings.extend(
            read.warnings
                .iter()
                .chain(&odd)
                .map(|warning| warning.kind.name()),
        );
    }
    warnings.sort_unstable();
    warnings.dedup();
    (stacker.finish(), warnings)
}

/// Every path visible after `layer`: `d /etc`, `f /etc/a 100`, `s /link`.
pub fn visible(tree: &Tree, layer: usize) -> Vec<String> {
    let mut shown: Vec<String> = (1..tree.len() as NodeId)
        .filter_map(|node| {
            let version = tree.at(node, layer)?;
            let path = String::from_utf8(tree.path(node)).unwrap();
            let size = version.record().map_or(0, |record| tree.file_size(record));
            Some(match tree.kind(version) {
                EntryKind::File => format!("f {path} {size}"),
                EntryKind::Directory => format!("d {path}"),
                EntryKind::Symlink => format!("s {path}"),
                EntryKind::HardLink => format!("dangling {path}"),
                _ => format!("c {path}"),
            })
        })
        .collect();
    shown.sort();
    shown
}

/// Every row of waste: `100 deleted /etc/a 0>1`.
fn waste(tree: &Tree) -> Vec<String> {
    let rows = Accounting::new(tree, 1).waste;
    let mut rows: Vec<String> = (rows.iter())
        .map(|row| {
            let path = String::from_utf8(tree.path(row.node)).unwrap();
            let layers = |set: &[u16]| set.iter().map(u16::to_string).collect::<Vec<_>>().join(",");
            let (stored, caused) = (layers(&row.stored_in), layers(&row.caused_by));
            format!(
                "{} {} {path} {stored}>{caused}",
                row.bytes,
                row.cause.name()
            )
        })
        .collect();
    rows.sort();
    rows
}

fn list(text: &str) -> Vec<String> {
    let mut list: Vec<String> = text
        .split(';')
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    list.sort();
    list
}

/// Layers, the final file system, the waste, the kinds of warning.
type Case<'a> = (&'a str, &'a [&'a str], &'a str, &'a str, &'a str);

fn check(cases: &[Case<'_>]) {
    let mut wrong = vec![];
    for (rule, layers, shown, dead, odd) in cases {
        let (tree, warnings) = stack(layers);
        let warnings = warnings.into_iter().map(str::to_owned).collect();
        for (what, is, right) in [
            ("visible", visible(&tree, layers.len() - 1), shown),
            ("dead", waste(&tree), dead),
            ("warnings", warnings, odd),
        ] {
            if is != list(right) {
                wrong.push(format!("{rule}: {what} is {is:?}, right is {right:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whiteouts_hide_lower_layers_only() {
    check(&[
        (
            "a whiteout removes",
            &["f a 5; f b 7", "w a"],
            "f /b 7",
            "5 deleted /a 0>1",
            "",
        ),
        (
            "of a directory with all below",
            &["d x; f x/a 5; d x/y; f x/y/b 7", "w x"],
            "",
            "5 deleted /x/a 0>1; 7 deleted /x/y/b 0>1",
            "",
        ),
        (
            "of nothing has no effect",
            &["f a 5", "w b; f c 3"],
            "f /a 5; f /c 3",
            "",
            "",
        ),
        (
            "before an entry of its layer",
            &["f a 5", "w a; f a 3"],
            "f /a 3",
            "5 overwritten /a 0>1",
            "",
        ),
        (
            "behind an entry of its layer",
            &["f a 5", "f a 3; w a"],
            "f /a 3",
            "5 overwritten /a 0>1",
            "runtimes-differ",
        ),
        (
            "behind a new entry",
            &["f b 5", "f a 3; w a"],
            "f /a 3; f /b 5",
            "",
            "runtimes-differ",
        ),
        (
            "a directory hidden and made anew",
            &["d x; f x/a 5", "w x; d x; f x/b 3"],
            "d /x; f /x/b 3",
            "5 deleted /x/a 0>1",
            "",
        ),
        (
            "the same, the whiteout last",
            &["d x; f x/a 5", "d x; f x/b 3; w x"],
            "d /x; f /x/b 3",
            "5 deleted /x/a 0>1",
            "runtimes-differ",
        ),
        (
            "a file hidden and its name below again",
            &["d x; f x/a 5", "w x; f x/a 3"],
            "d /x; f /x/a 3",
            "5 overwritten /x/a 0>1",
            "runtimes-differ",
        ),
        (
            "below a directory that becomes a link",
            &["d x; f x/a 5", "w x/a; s x y"],
            "s /x",
            "5 shadowed /x/a 0>1",
            "runtimes-differ",
        ),
        (
            "twice is once",
            &["f a 5", "w a", "w a"],
            "",
            "5 deleted /a 0>1",
            "",
        ),
        (
            "brought back and removed again",
            &["f a 5", "w a", "f a 6", "w a"],
            "",
            "11 deleted /a 0,2>1,3",
            "",
        ),
        (
            "of a name with a dot",
            &["f .a 5; f a 6", "w .a"],
            "f /a 6",
            "5 deleted /.a 0>1",
            "",
        ),
    ]);
}

#[test]
fn opaque_markers_hide_what_is_below_them_in_lower_layers() {
    check(&[
        (
            "opaque",
            &["d x; f x/a 5; d x/y; f x/y/b 7", "d x; o x; f x/c 3"],
            "d /x; f /x/c 3",
            "5 deleted /x/a 0>1; 7 deleted /x/y/b 0>1",
            "",
        ),
        (
            "opaque, last in its layer",
            &["d x; f x/a 5", "d x; f x/a 3; o x"],
            "d /x; f /x/a 3",
            "5 overwritten /x/a 0>1",
            "",
        ),
        (
            "opaque at the root",
            &["f a 5; d x; f x/b 7", "o; f c 3"],
            "f /c 3",
            "5 deleted /a 0>1; 7 deleted /x/b 0>1",
            "runtimes-differ",
        ),
        (
            "opaque of nothing",
            &["f a 5", "d x; o x; f x/b 3"],
            "d /x; f /a 5; f /x/b 3",
            "",
            "",
        ),
        (
            "opaque alone keeps its directory",
            &["d x; f x/a 5", "o x"],
            "d /x",
            "5 deleted /x/a 0>1",
            "",
        ),
        (
            "opaque below a new directory of the layer",
            &["d x; f x/a 5", "w x; d x; o x; f x/b 3"],
            "d /x; f /x/b 3",
            "5 deleted /x/a 0>1",
            "",
        ),
    ]);
}

#[test]
fn entries_replace_and_directories_merge() {
    check(&[
        (
            "a file over a file",
            &["f a 5", "f a 3"],
            "f /a 3",
            "5 overwritten /a 0>1",
            "",
        ),
        (
            "three times",
            &["f a 5", "f a 5", "f a 5"],
            "f /a 5",
            "10 overwritten /a 0,1>1,2",
            "",
        ),
        (
            "a file that is called like the root is shown by no path",
            &["f . 5; f a 3"],
            "f /a 3",
            "5 duplicate-entry / 0>0",
            "runtimes-differ",
        ),
        (
            "a directory over a directory",
            &["d x; f x/a 5", "d x; f x/b 3"],
            "d /x; f /x/a 5; f /x/b 3",
            "",
            "",
        ),
        (
            "a file over a directory",
            &["d x; f x/a 5; d x/y; f x/y/b 7", "f x 3"],
            "f /x 3",
            "5 shadowed /x/a 0>1; 7 shadowed /x/y/b 0>1",
            "",
        ),
        (
            "a link over a directory",
            &["d x; f x/a 5", "s x y"],
            "s /x",
            "5 shadowed /x/a 0>1",
            "",
        ),
        (
            "a device over a directory",
            &["d x; f x/a 5", "c x"],
            "c /x",
            "5 shadowed /x/a 0>1",
            "",
        ),
        (
            "a directory over a file",
            &["f x 5", "d x; f x/a 3"],
            "d /x; f /x/a 3",
            "5 overwritten /x 0>1",
            "",
        ),
        (
            "an implied directory over a file",
            &["f x 5", "f x/a 3"],
            "d /x; f /x/a 3",
            "5 overwritten /x 0>1",
            "runtimes-differ",
        ),
        (
            "a whiteout and a file over a directory",
            &["d x; f x/a 5", "w x; f x 3"],
            "f /x 3",
            "5 shadowed /x/a 0>1",
            "",
        ),
        (
            "implied directories",
            &["f x/y/a 5"],
            "d /x; d /x/y; f /x/y/a 5",
            "",
            "",
        ),
        (
            "children before parents",
            &["f x/y/a 5; d x/y; d x"],
            "d /x; d /x/y; f /x/y/a 5",
            "",
            "",
        ),
        (
            "the last of two entries",
            &["f a 5; f a 3"],
            "f /a 3",
            "5 duplicate-entry /a 0>0",
            "duplicate-entry",
        ),
        (
            "a file, then a link over its directory, in one layer",
            &["d x; f x/a 5; s x y"],
            "s /x",
            "5 duplicate-entry /x/a 0>0",
            "duplicate-entry; runtimes-differ",
        ),
        (
            "overwritten by an empty file",
            &["f a 5", "f a 0"],
            "f /a 0",
            "5 overwritten /a 0>1",
            "",
        ),
        (
            "an entry that its own layer takes away again",
            &["f d/a 5", "f d/a 4; f d 3"],
            "f /d 3",
            "5 overwritten /d/a 0>1; 4 duplicate-entry /d/a 1>1",
            "runtimes-differ",
        ),
        (
            "a duplicate over a lower file",
            &["f a 5", "f a 3; f a 4"],
            "f /a 4",
            "5 overwritten /a 0>1; 3 duplicate-entry /a 1>1",
            "duplicate-entry",
        ),
        (
            "the same layer twice",
            &["f a 5", "f a 5"],
            "f /a 5",
            "5 overwritten /a 0>1",
            "",
        ),
    ]);
}

#[test]
fn hard_links_are_names_of_one_content() {
    check(&[
        ("one content", &["f a 5; h b a"], "f /a 5; f /b 5", "", ""),
        (
            "the other name lives on",
            &["f a 5; h b a", "w a"],
            "f /b 5",
            "",
            "",
        ),
        (
            "until it goes too",
            &["f a 5; h b a", "w a", "w b"],
            "",
            "5 deleted /b 0>2",
            "",
        ),
        (
            "both names in one layer: where it was stored",
            &["f a 5; h b a", "w a; w b"],
            "",
            "5 deleted /a 0>1",
            "",
        ),
        (
            "one name written anew",
            &["f a 5; h b a", "f a 3"],
            "f /a 3; f /b 5",
            "",
            "",
        ),
        (
            "and then the other",
            &["f a 5; h b a", "f a 3", "f b 2"],
            "f /a 3; f /b 2",
            "5 overwritten /b 0>2",
            "",
        ),
        (
            "to a lower layer",
            &["f a 5", "h b a"],
            "f /a 5; f /b 5",
            "",
            "runtimes-differ",
        ),
        (
            "to a lower layer that goes",
            &["f a 5", "h b a", "w a"],
            "f /b 5",
            "",
            "runtimes-differ",
        ),
        (
            "before its target",
            &["h b a; f a 5"],
            "f /a 5; f /b 5",
            "",
            "runtimes-differ",
        ),
        (
            "before its target, the lower one counts",
            &["f a 5", "h b a; f a 3"],
            "f /a 3; f /b 5",
            "",
            "runtimes-differ",
        ),
        ("to nothing", &["h b a"], "dangling /b", "", "dangling-link"),
        ("to itself", &["h b b"], "dangling /b", "", "dangling-link"),
        (
            "to a hard link",
            &["f a 5; h b a; h c b", "w a", "w b"],
            "f /c 5",
            "",
            "",
        ),
        (
            "to a symlink is a symlink",
            &["s l a; f a 5; h m l"],
            "f /a 5; s /l; s /m",
            "",
            "",
        ),
        (
            "to what its layer removes",
            &["f a 5", "w a; h b a"],
            "dangling /b",
            "5 deleted /a 0>1",
            "dangling-link",
        ),
        (
            "replaced by a duplicate, alive by its other name",
            &["f a 5; h b a; f a 3"],
            "f /a 3; f /b 5",
            "",
            "duplicate-entry",
        ),
        (
            "through a link of a parent",
            &["d x; f x/a 5; s l x", "h b l/a"],
            "d /x; f /x/a 5; s /l; f /b 5",
            "",
            "runtimes-differ",
        ),
    ]);
}

#[test]
fn entries_land_where_symlinks_of_lower_layers_point() {
    check(&[
        (
            "an implied parent",
            &[
                "d usr; d usr/lib; f usr/lib/a 5; s lib usr/lib",
                "f lib/a 3",
            ],
            "d /usr; d /usr/lib; f /usr/lib/a 3; s /lib",
            "5 overwritten /usr/lib/a 0>1",
            "through-symlink",
        ),
        (
            "an absolute link",
            &["d usr; f usr/a 5; s lib /usr", "f lib/b 3"],
            "d /usr; f /usr/a 5; f /usr/b 3; s /lib",
            "",
            "through-symlink",
        ),
        (
            "a whiteout",
            &["d usr; f usr/a 5; s lib usr", "w lib/a"],
            "d /usr; s /lib",
            "5 deleted /usr/a 0>1",
            "through-symlink",
        ),
        (
            "an entry of the directory's own hides the link",
            &["d usr; f usr/a 5; s lib usr", "d lib; f lib/b 3"],
            "d /usr; f /usr/a 5; d /lib; f /lib/b 3",
            "",
            "hides-symlink",
        ),
        (
            "wherever in the layer it stands",
            &["d usr; f usr/a 5; s lib usr", "f lib/b 3; d lib"],
            "d /usr; f /usr/a 5; d /lib; f /lib/b 3",
            "",
            "hides-symlink; runtimes-differ",
        ),
        (
            "two links",
            &["d c; s b c; s a b", "f a/f 3"],
            "d /c; f /c/f 3; s /b; s /a",
            "",
            "through-symlink",
        ),
        (
            "a link that climbs stays inside",
            &["s up ../../..; d etc", "f up/etc/f 3"],
            "d /etc; f /etc/f 3; s /up",
            "",
            "through-symlink",
        ),
        (
            "a link to nothing makes its target",
            &["s a no/where", "f a/f 3"],
            "d /no; d /no/where; f /no/where/f 3; s /a",
            "",
            "through-symlink",
        ),
        (
            "a circle is left where it is named",
            &["s a b; s b a", "f a/f 3"],
            "d /a; f /a/f 3; s /b",
            "",
            "runtimes-differ",
        ),
        (
            "a link of the same layer, once it stands",
            &["d x; s l x; f l/a 5"],
            "d /x; s /l; f /x/a 5",
            "",
            "through-symlink",
        ),
    ]);
}

#[test]
fn what_a_path_means_changes_within_a_layer() {
    check(&[
        (
            "a link that is pointed elsewhere",
            &["d a; d b; s l a; f l/x 1; s l b; f l/y 2"],
            "d /a; d /b; s /l; f /a/x 1; f /b/y 2",
            "",
            "duplicate-entry; through-symlink",
        ),
        (
            "a link that becomes a directory",
            &["d a; s l a; f l/x 1; d l; f l/y 2"],
            "d /a; d /l; f /a/x 1; f /l/y 2",
            "",
            "duplicate-entry; through-symlink",
        ),
        (
            "a link on the way that is pointed elsewhere",
            &["d a; d b; s k a; s l k; f l/x 1; s k b; f l/y 2"],
            "d /a; d /b; s /k; s /l; f /a/x 1; f /b/y 2",
            "",
            "duplicate-entry; through-symlink",
        ),
        (
            "a directory on the way that becomes a link",
            &["d z; s l q/w; f l/x 1; s q z; f l/y 2"],
            "d /z; d /z/w; s /l; s /q; f /z/w/y 2",
            "1 duplicate-entry /q/w/x 0>0",
            "through-symlink",
        ),
        (
            "a lower link on the way",
            &["d a; d b; s k a; s l k", "f l/x 1; s k b; f l/y 2"],
            "d /a; d /b; s /k; s /l; f /a/x 1; f /b/y 2",
            "",
            "through-symlink",
        ),
        (
            "a hard link to a symlink points from where it stands",
            &["d d; s l a; h d/m l", "f d/m/x 3"],
            "d /d; d /d/a; s /l; s /d/m; f /d/a/x 3",
            "",
            "through-symlink",
        ),
    ]);
}

#[test]
fn following_links_ends_for_a_whole_image() {
    let layer = "d x; f x/a 5; s l x; h b l/a; h c l/a; h d l/a";
    let read = layer::list(
        &Blob::from_bytes(tar(layer), "layer"),
        &layer::Options::default(),
    );
    let mut stacker = Stacker::new(Limits {
        link_steps: 2,
        ..Limits::default()
    });
    let odd = stacker.add(read.index).warnings(0);
    assert_eq!(odd.len(), 1, "{odd:?}");
    let shown = visible(&stacker.finish(), 0);
    assert_eq!(
        shown,
        list("dangling /d; d /x; f /b 5; f /c 5; f /x/a 5; s /l")
    );
}

#[test]
fn a_file_that_broke_off_equals_nothing() {
    let mut half = tar("f a 5000");
    half.truncate(1024);
    let options = layer::Options {
        hash: true,
        ..Default::default()
    };
    let mut hashes = vec![];
    for _ in 0..2 {
        let read = layer::list(&Blob::from_bytes(half.clone(), "layer"), &options);
        assert!(read.error.is_some());
        hashes.extend(read.index.hashes);
    }
    assert_eq!(hashes.len(), 2);
    assert_ne!(hashes[0], hashes[1]);
}

#[test]
fn a_layer_beyond_the_limit_is_not_called_false() {
    use layerscope::image::{Digest, Layer};
    let bytes = tar("f a 3000000");
    let digest = Digest::sha256(&bytes);
    let layer = Layer {
        digest: Some(digest.clone()),
        diff_id: Some(digest),
        ..Layer::bare(Blob::from_bytes(bytes, "layer"))
    };
    let options = layer::Options {
        verify: true,
        hash: true,
        limits: Limits {
            plain_bytes: 1_000_000,
            ..Limits::default()
        },
    };
    layer::index_layers(&[layer], &options, &layer::NoSinks, &(), |_, read| {
        let error = read.error.unwrap();
        assert!(error.contains("limit of 1000000"), "{error}");
        assert_eq!(read.mismatches, Vec::<String>::new());
    });
}

#[test]
fn layers_may_claim_any_length() {
    use layerscope::image::Layer;
    let bytes: std::sync::Arc<Vec<u8>> = std::sync::Arc::new(tar("f a 5"));
    let huge = || Layer::bare(Blob::new(bytes.clone(), 0, u64::MAX, "huge"));
    let layers = [huge(), huge(), huge()];
    for verify in [true, false] {
        let options = layer::Options {
            verify,
            ..Default::default()
        };
        let mut errors = 0;
        layer::index_layers(&layers, &options, &layer::NoSinks, &(), |_, read| {
            errors += usize::from(read.error.is_some());
        });
        assert_eq!(errors, 3);
    }
}

#[test]
fn a_small_layer_cannot_imply_any_number_of_directories() {
    let list = |paths: usize| {
        let deep = "/d".repeat(1000);
        let tar = (0..paths).fold(Tar::new(), |tar, n| {
            let path = format!("{n}{deep}/f");
            tar.pax(&[("path", path.as_bytes())]).file("f", b"")
        });
        let blob = Blob::from_bytes(tar.end(), "layer");
        layer::list(&blob, &layer::Options::default())
    };
    assert_eq!(list(5).error, None);
    let read = list(100);
    let error = read.error.unwrap();
    assert!(
        error.contains("directories, more than the limit"),
        "{error}"
    );
    assert!(read.index.dirs.len() < 13_000);
}

#[test]
fn odd_entries_are_counted_and_not_shown() {
    check(&[
        (
            "aufs directories",
            &["d .wh..wh.plnk; f .wh..wh.plnk/1.2 5; h a .wh..wh.plnk/1.2"],
            "f /a 5",
            "",
            "runtimes-differ",
        ),
        (
            "aufs files without a name",
            &["f .wh..wh.plnk/1.2 5; f b 3"],
            "f /b 3",
            "5 duplicate-entry /.wh..wh.plnk/1.2 0>0",
            "runtimes-differ",
        ),
        (
            "aufs files are there for hard links of their own layer only",
            &["f .wh..wh.plnk/1.2 5", "h a .wh..wh.plnk/1.2"],
            "dangling /a",
            "5 duplicate-entry /.wh..wh.plnk/1.2 0>0",
            "dangling-link; runtimes-differ",
        ),
        (
            "whiteouts of nothing, of . and of ..",
            &["d x; f x/a 5", "f x/.wh. 0; f x/.wh.. 0; f x/.wh... 0"],
            "d /x; f /x/a 5",
            "",
            "invalid-whiteout",
        ),
        (
            "devices have no bytes",
            &["c null; f a 5", "w null"],
            "f /a 5",
            "",
            "",
        ),
    ]);
}

#[test]
fn a_view_says_what_a_range_of_layers_did() {
    let layers = [
        "d x; f x/a 5; f x/b 7; f x/c 9",
        "f x/a 3; w x/b; f x/t 4",
        "w x/t; f x/b 7; d x; f n 1",
    ];
    let (tree, _) = stack(&layers);
    let states = |from, to| -> Vec<String> {
        let range = layerscope::tree::Range { from, to };
        let mut states: Vec<String> = (ROOT + 1..tree.len() as NodeId)
            .filter_map(|node| {
                let state = tree.state(node, range)?;
                let path = String::from_utf8(tree.path(node)).unwrap();
                let label = state.label.map_or("", |label| label.name());
                Some(
                    format!("{path} {} {label}", state.change.map_or("?", |c| c.name()))
                        .trim()
                        .to_owned(),
                )
            })
            .collect();
        states.sort();
        states
    };
    assert_eq!(
        states(0, 0),
        list("/x added; /x/a added; /x/b added; /x/c added")
    );
    assert_eq!(
        states(1, 1),
        list("/x unchanged; /x/a modified; /x/b removed; /x/c unchanged; /x/t added")
    );
    assert_eq!(
        states(1, 2),
        list(
            "/n added; /x unchanged; /x/a modified; /x/b modified stored again; /x/c unchanged; /x/t transient"
        )
    );
    assert_eq!(
        states(0, 2),
        list("/n added; /x added; /x/a added; /x/b added; /x/c added; /x/t transient")
    );
}
