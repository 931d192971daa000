//! Files of the cache that are damaged or forged, and layers that are not kept.

mod folder;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::*;
use crate::image::{Blob, Layer};
use crate::layer::{Entry, LayerIndex, NoSinks, Options, index_layers_with};
use crate::tree::Stacker;

const LIMIT: u64 = 1 << 30;

fn options() -> Options {
    Options {
        verify: true,
        hash: true,
        limits: Limits::default(),
    }
}

fn open(folder: &tempfile::TempDir) -> Cache {
    Cache::open(folder.path(), LIMIT).unwrap()
}

fn demo() -> Vec<Layer> {
    crate::demo::image().layers
}

/// Reads layers with the cache, and gives their indexes.
fn read(cache: &Cache, layers: &[Layer]) -> Vec<LayerIndex> {
    let mut read = vec![];
    index_layers_with(cache, layers, &options(), &NoSinks, &(), |_, indexed| {
        assert_eq!(indexed.error, None);
        read.push(indexed.index);
    });
    read
}

fn recall(cache: &Cache, layer: &Layer) -> Option<Known> {
    cache.recall(&Wanted {
        stored: layer.digest.as_ref().unwrap(),
        blob_bytes: layer.size.unwrap(),
        hashes: true,
        limits: &Limits::default(),
    })
}

fn file_of(folder: &tempfile::TempDir, layer: &Layer) -> PathBuf {
    let name = name(layer.digest.as_ref().unwrap(), &Limits::default()).unwrap();
    folder.path().join("layers").join(name)
}

/// An entry with everything that belongs to it.
fn told(index: &LayerIndex, entry: &Entry) -> String {
    let bare = Entry {
        name_start: 0,
        link_start: 0,
        ..*entry
    };
    let (path, link) = (index.path(entry), index.link(entry));
    let (path, link) = (
        String::from_utf8_lossy(&path),
        String::from_utf8_lossy(link),
    );
    format!("{bare:?} {path} -> {link}")
}

fn same(one: &LayerIndex, other: &LayerIndex) {
    let all = |index: &LayerIndex| -> Vec<String> {
        index
            .entries
            .iter()
            .map(|entry| told(index, entry))
            .collect()
    };
    let dirs = |index: &LayerIndex| -> Vec<(u32, Vec<u8>, bool)> {
        let dirs = index.dirs.iter().enumerate();
        dirs.map(|(at, dir)| (dir.parent, index.dir_name(at as u32).to_vec(), dir.explicit))
            .collect()
    };
    assert_eq!(all(one), all(other));
    assert_eq!(dirs(one), dirs(other));
    assert_eq!(one.hashes, other.hashes);
    assert_eq!(one.xattrs, other.xattrs);
    assert_eq!(one.header_sizes, other.header_sizes);
    assert_eq!(one.contents, other.contents);
}

#[test]
fn a_layer_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let layers = demo();
    let cold = read(&open(&folder), &layers);
    for (layer, index) in layers.iter().zip(&cold) {
        let known = recall(&open(&folder), layer).unwrap();
        same(index, &known.index);
        assert_eq!(known.bytes.diff_id, *layer.diff_id.as_ref().unwrap());
        let without = open(&folder).recall(&Wanted {
            stored: layer.digest.as_ref().unwrap(),
            blob_bytes: layer.size.unwrap(),
            hashes: false,
            limits: &Limits::default(),
        });
        assert!(without.unwrap().index.hashes.is_empty());
    }
    for (cold, warm) in cold.iter().zip(read(&open(&folder), &layers)) {
        same(cold, &warm);
    }
}

#[test]
fn any_flipped_bit_and_any_other_length_is_noticed_and_mended() {
    let folder = tempfile::tempdir().unwrap();
    let layers = demo();
    let cache = open(&folder);
    let cold = read(&cache, &layers);
    let at = (0..layers.len())
        .min_by_key(|&at| cold[at].entries.len())
        .unwrap();
    let layer = &layers[at];
    let file = file_of(&folder, layer);
    let good = fs::read(&file).unwrap();
    for byte in 0..good.len() {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[byte] ^= 1 << bit;
            fs::write(&file, bad).unwrap();
            assert!(recall(&cache, layer).is_none(), "bit {bit} of byte {byte}");
        }
    }
    for len in 0..good.len() {
        fs::write(&file, &good[..len]).unwrap();
        assert!(recall(&cache, layer).is_none(), "cut to {len}");
    }
    fs::write(&file, [&good[..], b"x"].concat()).unwrap();
    assert!(recall(&cache, layer).is_none(), "longer");
    same(&cold[at], &read(&cache, &layers)[at]);
    assert_eq!(fs::read(&file).unwrap(), good, "written anew");
}

/// The file with a checksum that holds.
fn signed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - CHECKSUM;
    let checksum = *blake3::hash(&bytes[..end]).as_bytes();
    bytes[end..].copy_from_slice(&checksum);
    bytes
}

const CHECKSUM: usize = format::CHECKSUM as usize;

/// What somebody writes who can compute a checksum is refused, or is an index that everything
/// behind can be given: no panic, no endless path, no more memory than the file has bytes.
#[test]
fn a_forged_file_is_refused_or_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let layers = demo();
    let cache = open(&folder);
    read(&cache, &layers);
    let mut random = 1_u64;
    let mut next = |below: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (random >> 33) as usize % below
    };
    let mut accepted = 0;
    for layer in &layers {
        let file = file_of(&folder, layer);
        let good = fs::read(&file).unwrap();
        for _ in 0..1_500 {
            let mut bad = good.clone();
            for _ in 0..=next(3) {
                let at = 100 + next(bad.len() - CHECKSUM - 100);
                bad[at] = match next(3) {
                    0 => 0xff,
                    1 => bad[at].wrapping_add(1),
                    _ => next(256) as u8,
                };
            }
            fs::write(&file, signed(bad)).unwrap();
            if let Some(known) = recall(&cache, layer) {
                accepted += 1;
                let sizes = known.index.size();
                assert!(sizes <= known.bytes.plain_bytes);
                for entry in &known.index.entries {
                    assert!(!known.index.path(entry).ends_with(b"/.."));
                }
                let mut stacker = Stacker::new(Limits::default());
                stacker.add(known.index);
                let tree = stacker.finish();
                assert!(!tree.path(tree.len() as u32 - 1).is_empty());
            }
        }
        fs::write(&file, good).unwrap();
    }
    assert!(
        accepted > 100,
        "{accepted}: the forgeries are too crude to test anything"
    );
}

#[test]
fn a_count_beyond_the_file_allocates_nothing() {
    // The first count behind the fixed part is the length of the names.
    let folder = tempfile::tempdir().unwrap();
    let layer = &demo()[0];
    let cache = open(&folder);
    read(&cache, std::slice::from_ref(layer));
    let file = file_of(&folder, layer);
    let good = fs::read(&file).unwrap();
    for at in 36..good.len() - CHECKSUM {
        let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
        let mut bad = good.clone();
        bad.splice(at..=at, huge);
        fs::write(&file, signed(bad)).unwrap();
        // Some of these numbers are times, and may be anything.
        let _ = recall(&cache, layer);
    }
}

#[test]
fn a_layer_that_broke_off_or_was_not_computed_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let cache = open(&folder);
    let whole = demo().remove(0);
    let bytes = whole.blob.as_ref().unwrap().read_all(1 << 20).unwrap();
    let cut = bytes[..bytes.len() / 2 / 512 * 512 + 100].to_vec();
    let digest = Digest::sha256(&cut);
    let broken = Layer {
        size: Some(cut.len() as u64),
        digest: Some(digest.clone()),
        diff_id: Some(digest),
        blob: Ok(Blob::from_bytes(cut, "cut")),
        ..whole.clone()
    };
    let unread = Layer {
        blob: Err("not there".to_owned()),
        ..whole.clone()
    };
    let unclaimed = Layer::bare(whole.blob.clone().unwrap());
    let layers = [broken, unread, unclaimed];
    index_layers_with(&cache, &layers, &options(), &NoSinks, &(), |_, _| ());
    let listed = Options {
        verify: false,
        ..options()
    };
    index_layers_with(&cache, &[whole], &listed, &NoSinks, &(), |_, _| ());
    assert_eq!(cache.usage().unwrap(), Usage::default());
}

/// Reads count, so that a test can tell a layer that was hashed from one that was read.
struct Reads(Vec<u8>, AtomicU64);

impl crate::image::ReadAt for Reads {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> std::io::Result<usize> {
        let n = self.0.read_at(buf, offset)?;
        self.1
            .fetch_add(n as u64, std::sync::atomic::Ordering::Relaxed);
        Ok(n)
    }
}

#[test]
fn a_miss_reads_the_bytes_once_and_so_does_a_hit() {
    let folder = tempfile::tempdir().unwrap();
    let cache = open(&folder);
    let layer = demo().remove(0);
    let bytes = layer.blob.as_ref().unwrap().read_all(1 << 20).unwrap();
    let len = bytes.len() as u64;
    let reads = Arc::new(Reads(bytes, AtomicU64::new(0)));
    let layer = Layer {
        blob: Ok(Blob::new(reads.clone(), 0, len, "counted")),
        ..layer
    };
    for turn in ["miss", "hit"] {
        reads.1.store(0, std::sync::atomic::Ordering::Relaxed);
        read(&cache, std::slice::from_ref(&layer));
        let read = reads.1.load(std::sync::atomic::Ordering::Relaxed);
        // The first bytes tell the encoding.
        assert_eq!(read, len + 10, "{turn}");
    }
}
