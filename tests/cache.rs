//! What is remembered of a layer is what reading it gives: every fixture is read without a cache,
//! into an empty one and out of a full one, and the reports are the same to the byte. And an image
//! gets only what its own bytes hold, whatever it claims.

// What fails here is a failed test, also in a helper.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use layerscope::analysis::{Examined, examine_with};
use layerscope::cache::Cache;
use layerscope::image::{Blob, Digest, Image, Layer, WarningKind};
use layerscope::layer::{
    Indexed, Known, Learned, Memory, NoMemory, NoSinks, Options, Wanted, index_layers_with,
};
use layerscope::limits::Limits;
use layerscope::report::json;
use layerscope::source::{OpenOptions, Reference, open};

fn options(verify: bool, hash: bool) -> Options {
    Options {
        verify,
        hash,
        ..Options::default()
    }
}

/// As every report reads.
fn contents() -> Options {
    options(true, true)
}

/// A cache that counts what it is asked for and what it gives.
struct Counted {
    cache: Cache,
    given: AtomicUsize,
}

impl Counted {
    fn new(root: &Path) -> Counted {
        Counted {
            cache: Cache::open(root, 1 << 30).unwrap(),
            given: AtomicUsize::new(0),
        }
    }

    fn given(&self) -> usize {
        self.given.swap(0, Ordering::Relaxed)
    }
}

impl Memory for Counted {
    fn recall(&self, wanted: &Wanted<'_>) -> Option<Known> {
        let known = self.cache.recall(wanted)?;
        self.given.fetch_add(1, Ordering::Relaxed);
        Some(known)
    }

    fn keep(&self, stored: &Digest, learned: &Learned<'_>, limits: &Limits) {
        self.cache.keep(stored, learned, limits);
    }

    fn trusts_claims(&self) -> bool {
        self.cache.trusts_claims()
    }
}

fn image(path: PathBuf) -> Option<Image> {
    let reference = Reference::Path { path, image: None };
    let opened = open(&reference, &OpenOptions::default());
    opened.ok().map(|opened| opened.image)
}

fn examined(memory: &dyn Memory, image: &Image, options: &Options) -> Examined {
    examine_with(memory, image.clone(), None, options, &NoSinks, &(), |_| ())
}

fn report(examined: &Examined) -> String {
    let mut out = vec![];
    let report = json::Report {
        examined,
        dive: None,
        verdicts: None,
        choice: None,
    };
    json::write(&mut out, &report).unwrap();
    // What the report leaves out: every path with all that is known of it.
    let tree = &examined.tree;
    let paths = (0..tree.len() as u32).map(|node| {
        let versions = tree.versions(node).iter().map(|version| {
            let entry = version.record().map(|record| {
                let link = String::from_utf8_lossy(tree.link(record)).into_owned();
                format!("{:?} {link}", tree.entry(record))
            });
            format!("{version:?} {entry:?}")
        });
        let path = String::from_utf8_lossy(&tree.path(node)).into_owned();
        format!("{path} {}", versions.collect::<Vec<_>>().join("; "))
    });
    String::from_utf8(out).unwrap() + &paths.collect::<Vec<_>>().join("\n")
}

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(common::fixture(folder)).unwrap();
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    all.retain(|path| path.extension().is_none_or(|end| end != "md"));
    all.sort();
    all
}

/// True for layers that are asked for by a sha256 and could be read.
fn can_be_kept(layer: &Layer, indexed: &Indexed) -> bool {
    let plain = indexed.facts.compression == Some(layerscope::image::Compression::Plain);
    let claimed = layer.digest.is_some() || (plain && layer.diff_id.is_some());
    claimed && indexed.error.is_none()
}

#[test]
fn every_fixture_reads_the_same_from_the_cache() {
    let mut layers_given = 0;
    for path in fixtures("tiny").into_iter().chain(fixtures("hostile")) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(image) = image(path) else {
            continue;
        };
        let folder = tempfile::tempdir().unwrap();
        let cache = Counted::new(&folder.path().join("cache"));
        for (options, what) in [
            (contents(), "verified"),
            (options(false, true), "hashed"),
            (options(false, false), "listed"),
        ] {
            let without = report(&examined(&NoMemory, &image, &options));
            for turn in ["cold", "warm", "again"] {
                let with = report(&examined(&cache, &image, &options));
                assert!(with == without, "{name}, {what}, {turn}");
                layers_given += cache.given();
            }
        }
    }
    assert!(
        layers_given > 500,
        "{layers_given} layers came from a cache"
    );
}

#[test]
fn every_layer_of_the_images_that_people_have_comes_from_the_cache() {
    for path in fixtures("tiny") {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let image = image(path).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let cache = Counted::new(folder.path());
        let mut keepable = 0;
        index_layers_with(
            &cache,
            &image.layers,
            &contents(),
            &NoSinks,
            &(),
            |at, one| {
                keepable += usize::from(can_be_kept(&image.layers[at], &one));
            },
        );
        cache.given();
        examined(&cache, &image, &contents());
        assert_eq!(cache.given(), keepable, "{name}");
    }
}

/// A layer with a claim, and its bytes.
fn claimed() -> (Layer, Vec<u8>) {
    let image = layerscope::demo::image();
    let layer = image
        .layers
        .into_iter()
        .max_by_key(|layer| layer.size)
        .unwrap();
    let bytes = layer.blob.as_ref().unwrap().read_all(1 << 20).unwrap();
    (layer, bytes)
}

fn read(memory: &dyn Memory, layer: &Layer, options: &Options) -> Indexed {
    let mut read = None;
    let layers = [layer.clone()];
    index_layers_with(memory, &layers, options, &NoSinks, &(), |_, indexed| {
        read = Some(indexed);
    });
    read.unwrap()
}

fn paths(indexed: &Indexed) -> Vec<Vec<u8>> {
    let index = &indexed.index;
    index
        .entries
        .iter()
        .map(|entry| index.path(entry))
        .collect()
}

/// The same tar with another name of the same length in its first header.
fn renamed(tar: &[u8]) -> Vec<u8> {
    let mut tar = tar.to_vec();
    let end = tar.iter().position(|&b| b == 0).unwrap();
    let last = tar[..end].iter().rposition(|&b| b != b'/').unwrap();
    tar[last] ^= 1;
    let sum: u32 = (tar[..512].iter().enumerate())
        .map(|(at, &b)| {
            if (148..156).contains(&at) {
                32
            } else {
                b.into()
            }
        })
        .sum();
    tar[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    tar
}

#[test]
fn an_image_that_claims_another_images_digest_gets_its_own_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path(), 1 << 30).unwrap();
    let (honest, bytes) = claimed();
    let known = read(&cache, &honest, &contents());
    for (lie, what) in [
        (renamed(&bytes), "the same length"),
        (bytes[..bytes.len() - 512].to_vec(), "another length"),
    ] {
        let liar = Layer {
            blob: Ok(Blob::from_bytes(lie, "liar")),
            size: None,
            ..honest.clone()
        };
        let plain = read(&NoMemory, &liar, &contents());
        for turn in 0..2 {
            let told = read(&cache, &liar, &contents());
            assert_eq!(paths(&told), paths(&plain), "{what}, {turn}");
            assert_eq!(told.facts.verified, Some(false), "{what}, {turn}");
            assert_eq!(told.mismatches, plain.mismatches, "{what}, {turn}");
            assert!(!told.mismatches.is_empty(), "{what}");
        }
        // What was listed without verification, but with contents, is looked at as well.
        let hashed = read(&cache, &liar, &options(false, true));
        assert_eq!(paths(&hashed), paths(&plain), "{what}");
    }
    assert_ne!(
        paths(&known),
        paths(&read(&cache, &renamed_layer(&honest, &bytes), &contents()))
    );
    let again = read(&cache, &honest, &contents());
    assert_eq!(paths(&again), paths(&known));
    assert_eq!(again.facts.verified, Some(true));
}

fn renamed_layer(honest: &Layer, bytes: &[u8]) -> Layer {
    Layer {
        blob: Ok(Blob::from_bytes(renamed(bytes), "renamed")),
        ..honest.clone()
    }
}

#[test]
fn a_lie_leaves_nothing_under_the_name_that_it_claims() {
    let folder = tempfile::tempdir().unwrap();
    let (honest, bytes) = claimed();
    let cache = Cache::open(folder.path(), 1 << 30).unwrap();
    // First the liar, into an empty cache: then the honest image must not get its entries.
    let lied = read(&cache, &renamed_layer(&honest, &bytes), &contents());
    let told = read(&cache, &honest, &contents());
    assert_ne!(paths(&told), paths(&lied));
    assert_eq!(paths(&told), paths(&read(&NoMemory, &honest, &contents())));
}

fn zipped(layer: &Layer, bytes: &[u8]) -> Layer {
    let blob = common::encode::gzip(bytes);
    Layer {
        digest: Some(Digest::sha256(&blob)),
        size: Some(blob.len() as u64),
        blob: Ok(Blob::from_bytes(blob, "zipped")),
        media_type: Some("application/vnd.oci.image.layer.v1.tar+gzip".into()),
        ..layer.clone()
    }
}

#[test]
fn without_verification_a_claim_is_taken_only_where_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (plain, bytes) = claimed();
    let honest = zipped(&plain, &bytes);
    let liar = Layer {
        digest: honest.digest.clone(),
        ..zipped(&plain, &renamed(&bytes))
    };
    let cache = Cache::open(folder.path(), 1 << 30).unwrap();
    let known = read(&cache, &honest, &contents());
    let list = options(false, false);
    // Somebody who did not ask for it is not given what an image claims.
    let told = read(&cache, &liar, &list);
    assert_eq!(paths(&told), paths(&read(&NoMemory, &liar, &list)));
    assert!(
        told.warnings
            .iter()
            .all(|w| w.kind != WarningKind::FromCache)
    );

    let trusting = Cache::open(folder.path(), 1 << 30)
        .unwrap()
        .trusting_claims(true);
    let told = read(&trusting, &honest, &list);
    assert_eq!(paths(&told), paths(&known));
    let said = told
        .warnings
        .iter()
        .filter(|w| w.kind == WarningKind::FromCache);
    assert_eq!(said.count(), 1);
    assert_eq!((told.facts.verified, told.facts.digest), (None, None));
    assert!(
        told.index.hashes.is_empty(),
        "hashes of contents that nobody read"
    );
    // Verifying beats trusting; and the headers of a plain tar are there to be read.
    let told = read(&trusting, &liar, &contents());
    assert_eq!(told.facts.verified, Some(false));
    assert_eq!(paths(&told), paths(&read(&NoMemory, &liar, &contents())));
    let renamed = renamed_layer(&plain, &bytes);
    let told = read(&trusting, &renamed, &list);
    assert_eq!(paths(&told), paths(&read(&NoMemory, &renamed, &list)));
}

#[test]
fn other_limits_do_not_get_what_was_read_under_these() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Counted::new(folder.path());
    let (layer, _) = claimed();
    read(&cache, &layer, &contents());
    let mut fewer = contents();
    fewer.limits.path_components = 1;
    let told = read(&cache, &layer, &fewer);
    assert_eq!(cache.given(), 0);
    assert_eq!(paths(&told), paths(&read(&NoMemory, &layer, &fewer)));
    assert_ne!(paths(&told), paths(&read(&NoMemory, &layer, &contents())));
}

#[test]
fn a_limit_of_plain_bytes_counts_what_was_not_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let (plain, bytes) = claimed();
    let layer = zipped(&plain, &bytes);
    let cache = Cache::open(folder.path(), 1 << 30).unwrap();
    let mut tight = contents();
    tight.limits.plain_bytes = bytes.len() as u64 + 10;
    assert!(read(&cache, &layer, &tight).error.is_none());
    let mut errors = 0;
    let twice = [layer.clone(), layer];
    index_layers_with(&cache, &twice, &tight, &NoSinks, &(), |_, indexed| {
        errors += usize::from(indexed.error.is_some());
    });
    assert_eq!(errors, 1, "one fits, two do not");
}

/// The part of a file that follows from the layer alone: behind the version's and the limits' mark,
/// before the checksum.
const MARK: std::ops::Range<usize> = 20..36;

/// What this version of the reader says of the fixtures. Where that changes, files that were
/// written before must not be used any more.
#[test]
fn the_reader_says_of_the_fixtures_what_its_version_said() {
    let expected = include_str!("cache.expected");
    let write = std::env::var_os("LAYERSCOPE_WRITE_EXPECTED").is_some();
    assert!(
        write || expected.lines().count() > 100,
        "nothing to compare with"
    );
    let known: Vec<&str> = expected
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let mut told = BTreeMap::new();
    for path in fixtures("tiny").into_iter().chain(fixtures("hostile")) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !write && !known.contains(&name.as_str()) {
            continue; // added since; a new fixture is no new reader
        }
        let Some(image) = image(path) else {
            continue;
        };
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1 << 30).unwrap();
        examined(&cache, &image, &contents());
        if let Some(hash) = hash_of_files(&folder.path().join("layers")) {
            told.insert(name, hash);
        }
    }
    let told: String = told
        .iter()
        .map(|(name, hash)| format!("{name} {hash}\n"))
        .collect();
    if write {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cache.expected");
        return fs::write(path, told).unwrap();
    }
    assert!(
        told == expected,
        "the same layers are read in another way than before: raise VERSION in \
         src/cache/format.rs, then run LAYERSCOPE_WRITE_EXPECTED=1 cargo test --test cache\n{told}"
    );
}

fn hash_of_files(folder: &Path) -> Option<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .ok()?
        .map(|e| e.unwrap().path())
        .collect();
    files.retain(|path| path.extension().is_none());
    // By digest: the rest of the name is the limits' mark.
    files.sort_by_key(|path| path.file_name().unwrap().to_str().unwrap()[..64].to_owned());
    let mut hasher = blake3::Hasher::new();
    for file in &files {
        let bytes = fs::read(file).unwrap();
        hasher.update(&bytes[..MARK.start]);
        hasher.update(&bytes[MARK.end..bytes.len() - 32]);
    }
    (!files.is_empty()).then(|| hasher.finalize().to_hex()[..16].to_owned())
}
