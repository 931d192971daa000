//! What is true of the archives on which dive's figures are wrong, and of dive's own images.
//!
//! Where a row of the corpus's own table differs, the reason stands beside it: in most of these
//! archives `/etc/hard` is a hard link to `/etc/a`, which keeps the old contents of `/etc/a` alive
//! when a later layer replaces that name (`umoci unpack` shows both files).
#![allow(clippy::unwrap_used)] // a test program

mod common;

use layerscope::analysis::{Examined, examine};
use layerscope::layer::{NoSinks, Options};
use layerscope::source::{OpenOptions, open, parse_reference};

/// Archive below the corpus, image, total, wasted, wasted above the base.
const TRUE: &[(&str, Option<&str>, u64, u64, u64)] = &[
    ("dive-synthetic/A-rmdir.tar", None, 13_000, 12_000, 0),
    ("dive-synthetic/A2-rmfile.tar", None, 13_000, 5_000, 0),
    ("dive-synthetic/B-opaque.tar", None, 13_010, 12_000, 0),
    // 6 000 by path; 1 000 of them live on as /etc/hard.
    ("dive-synthetic/C-badwh.tar", None, 19_000, 5_000, 0),
    ("dive-synthetic/D-symlink.tar", None, 13_000, 0, 0),
    // The symlinked third layer is the first one again, and replaces all of it.
    (
        "dive-synthetic/J-symlinked-layer.tar",
        None,
        26_010,
        13_000,
        0,
    ),
    // 1 000 by path; they live on as /etc/hard.
    ("dive-synthetic/K-touch.tar", None, 14_000, 0, 0),
    ("dive-synthetic/K2-xattr.tar", None, 14_000, 0, 0),
    ("dive-synthetic/L-chardev-wh.tar", None, 13_000, 0, 0),
    ("dive-synthetic/M-file2dir.tar", None, 1_517, 1_500, 0),
    (
        "dive-synthetic/N-overwrite3.tar",
        None,
        15_000,
        10_000,
        5_000,
    ),
    ("dive-synthetic/X-base-waste.tar", None, 2_001, 1_000, 0),
    ("dive-synthetic/AA-wh-readd.tar", None, 3_000, 1_000, 0),
    ("dive-synthetic/R-empty2nd.tar", None, 5_000, 5_000, 0),
    (
        "dive-synthetic/W-dir-removed-recreated-empty.tar",
        None,
        9_000,
        9_000,
        0,
    ),
    ("dive-synthetic/Q-duponly.tar", None, 10_000, 0, 0),
    ("dive-synthetic/Y-dup-in-layer.tar", None, 1_500, 1_000, 0),
    ("dive-synthetic/E-oci-nomanifest.tar", None, 2_100, 0, 0),
    ("dive-synthetic/F-oci-manifest.tar", None, 2_100, 0, 0),
    ("dive-synthetic/G-hist-more.tar", None, 2_100, 0, 0),
    ("dive-synthetic/H-multi.tar", Some("two:1"), 1_800, 0, 0),
    ("dive-synthetic/I-globalpax.tar", None, 13_003, 0, 0),
    ("dive-synthetic/I2-globalpax-oci.tar", None, 13_003, 0, 0),
    ("dive-synthetic/U-gz.tar.gz", None, 13_000, 12_000, 0),
    (
        "wagoodman+dive/.data/test-docker-image.tar",
        None,
        1_220_598,
        32_025,
        32_025,
    ),
    (
        "wagoodman+dive/.data/test-kaniko-image.tar",
        None,
        1_326_410,
        46_245,
        46_245,
    ),
];

fn examined(path: &std::path::Path, image: Option<&str>) -> Examined {
    let options = OpenOptions {
        image: image.map(str::to_owned),
        ..OpenOptions::default()
    };
    let reference = parse_reference(path.as_os_str(), None).unwrap();
    let opened = open(&reference, &options).unwrap();
    let reading = Options {
        verify: true,
        hash: true,
        ..Options::default()
    };
    examine(opened.image, None, &reading, &NoSinks, &(), |_| ())
}

#[test]
fn dives_wrong_figures_are_put_right() {
    let Some(corpus) = common::corpus() else {
        return;
    };
    for (name, image, total, wasted, user_wasted) in TRUE {
        let examined = examined(&corpus.join(name), *image);
        let figures = &examined.accounting;
        let got = (figures.total, figures.wasted, figures.user_wasted);
        assert_eq!(got, (*total, *wasted, *user_wasted), "{name}");
        assert_eq!(figures.live, total - wasted, "{name}");
        assert!(!examined.incomplete(), "{name}: {:?}", examined.errors);
    }
}

#[test]
fn contents_at_two_paths_are_duplicates_not_waste() {
    let Some(corpus) = common::corpus() else {
        return;
    };
    let examined = examined(&corpus.join("dive-synthetic/Q-duponly.tar"), None);
    let duplicates = examined.duplicates.unwrap();
    let (one, paths) = (&duplicates[0], duplicates[0].nodes.len());
    assert_eq!(
        (duplicates.len(), one.bytes, paths, one.extra()),
        (1, 5_000, 2, 5_000)
    );
}
