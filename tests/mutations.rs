//! Archives with bytes changed at random: whatever comes, it is read or refused, without a panic,
//! without an overflow, and with figures that add up.
//!
//! The changes come from a fixed seed. `LAYERSCOPE_MUTATIONS` (a number of archives) and
//! `LAYERSCOPE_SEED` make more of them; those that fail are written to the directory
//! `LAYERSCOPE_KEEP`.

#![allow(clippy::unwrap_used)] // a test program

mod common;

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use common::random::Random;
use layerscope::analysis::dive::DiveAccounting;
use layerscope::analysis::{Examined, examine};
use layerscope::image::Blob;
use layerscope::layer::{self, NoSinks, Options};
use layerscope::limits::Limits;
use layerscope::source::{OpenOptions, open_file};

const BLOCK: usize = 512;

/// Tar numbers that a sum or a difference may trip over.
const NUMBERS: &[&[u8]] = &[
    b"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xfe\x01",
    b"\xff\xff\xff\xff\x80\0\0\0\0\0\0\0",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    b"00000000000\0",
    b"00000000777\0",
    b"77777777777\0",
    b"            ",
];

/// Texts where a name, a link or a record stood.
const TEXTS: &[&[u8]] = &[
    b".wh..wh..opq",
    b".wh.",
    b"..",
    b"/",
    b"etc",
    b".wh..wh.plnk",
    b"\xff\xfe",
    b"",
    b"9223372036854775807",
    b"-1",
    b"18446744073709551615",
    b"sha256:",
    b"null",
    b"[",
    b"{}",
];

fn is_header(block: &[u8]) -> bool {
    block.get(257..262) == Some(b"ustar")
}

fn headers(bytes: &[u8]) -> Vec<usize> {
    let blocks = bytes.chunks(BLOCK).enumerate();
    blocks
        .filter(|(_, block)| is_header(block))
        .map(|(at, _)| at * BLOCK)
        .collect()
}

/// One change of an archive.
fn change(bytes: &mut Vec<u8>, headers: &[usize], random: &mut Random) {
    let anywhere = random.below(bytes.len());
    let header = if headers.is_empty() {
        0
    } else {
        random.one(headers)
    };
    let put = |bytes: &mut Vec<u8>, at: usize, what: &[u8]| {
        for (to, from) in bytes.iter_mut().skip(at).zip(what) {
            *to = *from;
        }
    };
    match random.below(12) {
        0 => bytes[anywhere] = random.next() as u8,
        1 => bytes[anywhere] ^= 1 << random.below(8),
        2 => put(bytes, header + 124, random.one(NUMBERS)),
        3 => put(
            bytes,
            header + 156,
            &[random.one(b"01234567xgLKSVMNDA\0\x80")],
        ),
        4 => put(
            bytes,
            header + random.one(&[0, 157, 345]),
            random.one(TEXTS),
        ),
        5 => put(bytes, header + random.below(BLOCK), &[random.next() as u8]),
        6 => put(
            bytes,
            header + random.one(&[100, 108, 116, 136, 329, 337, 386, 398, 483]),
            random.one(NUMBERS),
        ),
        7 => put(bytes, anywhere, random.one(TEXTS)),
        8 => bytes.truncate(anywhere),
        9 => {
            // One header's block, with its contents, stands in for another's.
            let from = if headers.is_empty() {
                0
            } else {
                random.one(headers)
            };
            let end = (from + BLOCK * random.below(4)).min(bytes.len());
            let part = bytes[from.min(end)..end].to_vec();
            put(bytes, header, &part);
        }
        10 => {
            let end = (header + BLOCK).min(bytes.len());
            let block = bytes[header.min(end)..end].to_vec();
            bytes.splice(header.min(end)..header.min(end), block);
        }
        // A number or a length inside the text of a PAX header, a JSON document or a sparse map.
        _ => {
            if let Some(digit) = bytes[anywhere..].iter().position(u8::is_ascii_digit) {
                bytes[anywhere + digit] = random.one(b"0123456789-.");
            }
        }
    }
    if bytes.is_empty() {
        bytes.push(0);
    }
}

/// Puts most checksums right, so that what lies behind them is reached.
fn put_right(bytes: &mut [u8], random: &mut Random) {
    for block in bytes
        .chunks_exact_mut(BLOCK)
        .filter(|block| is_header(block))
    {
        if random.below(16) > 0 {
            block[148..156].fill(b' ');
            let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
            block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        }
    }
}

fn figures_add_up(examined: &Examined) {
    let figures = &examined.accounting;
    assert_eq!(figures.live + figures.wasted, figures.total);
    let waste: u64 = figures.waste.iter().map(|row| row.bytes).sum();
    assert_eq!(waste, figures.wasted);
    let caused: u64 = figures.layers.iter().map(|layer| layer.caused_waste).sum();
    assert_eq!(caused, figures.wasted);
    assert!((0.0..=1.0).contains(&figures.efficiency()));
}

fn read(file: &mut File, bytes: &[u8], verify: bool, hash: bool) {
    // Small limits where a number in the archive would only cost time.
    let limits = Limits {
        sparse_zeros: 1 << 20,
        plain_bytes: 1 << 26,
        spool_bytes: 1 << 26,
        ..Limits::default()
    };
    file.set_len(0).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file.write_all(bytes).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    let options = Options {
        verify,
        hash,
        limits,
    };
    let opening = OpenOptions {
        limits,
        ..OpenOptions::default()
    };
    if let Ok(opened) = open_file(file.try_clone().unwrap(), "changed", &opening) {
        let mut dive = DiveAccounting::new();
        let examined = examine(opened.image, None, &options, &NoSinks, &(), |index| {
            dive.add(index)
        });
        let _ = dive.finish();
        figures_add_up(&examined);
    }
    let _ = layer::list(&Blob::from_bytes(bytes.to_vec(), "changed"), &options);
}

fn archives() -> Vec<(String, Vec<u8>)> {
    let folders = ["hostile", "tiny"].map(common::fixture);
    let mut paths: Vec<_> = (folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap()))
    .map(|entry| entry.unwrap().path())
    .filter(|path| path.is_file() && path.extension().is_none_or(|kind| kind != "md"))
    .collect();
    paths.sort();
    let name = |path: &std::path::Path| path.file_name().unwrap().to_string_lossy().into_owned();
    paths
        .iter()
        .map(|path| (name(path), std::fs::read(path).unwrap()))
        .collect()
}

#[test]
fn no_change_of_an_archive_makes_a_panic() {
    let number = |name, otherwise| {
        let asked = std::env::var(name).ok();
        asked.map_or(otherwise, |text| text.parse().unwrap())
    };
    let count: u64 = number("LAYERSCOPE_MUTATIONS", 1000);
    let first: u64 = number("LAYERSCOPE_SEED", 1);
    let archives = archives();
    let mut file = tempfile::tempfile().unwrap();
    for seed in first..first + count {
        let mut random = Random::new(seed);
        let (name, original) = &archives[random.below(archives.len())];
        let mut bytes = original.clone();
        let headers = headers(&bytes);
        for _ in 0..=random.below(6) {
            change(&mut bytes, &headers, &mut random);
        }
        put_right(&mut bytes, &mut random);
        let (verify, hash) =
            random.one(&[(true, true), (false, false), (true, false), (false, true)]);
        let start = Instant::now();
        let run = catch_unwind(AssertUnwindSafe(|| read(&mut file, &bytes, verify, hash)));
        let slow = start.elapsed() > Duration::from_secs(20);
        if let Ok(keep) = std::env::var("LAYERSCOPE_KEEP")
            && (run.is_err() || slow)
        {
            std::fs::write(format!("{keep}/{seed}-{name}"), &bytes).unwrap();
        }
        assert!(!slow, "{name}, seed {seed}: {:?}", start.elapsed());
        assert!(run.is_ok(), "{name}, seed {seed}");
    }
}
