//! Cases for the layer half: a tar made up or taken from a fixture, damaged or not, stored plain
//! or compressed. The same seed gives the same bytes.

use std::io::Write;

use layerscope::limits::Limits;

use crate::common::random::Random;
use crate::common::{encode, fixture, oracle};

use super::damage;
use super::tars;

/// One layer as it is stored.
pub struct Case {
    pub stored: Vec<u8>,
    /// Its plain tar as far as it decodes.
    pub plain: Vec<u8>,
    /// Depends on nothing but the seed: no fixture, and no library's encoder, had a part in it.
    pub portable: bool,
}

/// Paths of any length, so that all can be compared; holes up to what Go's lister reads.
pub fn limits() -> Limits {
    Limits {
        path_bytes: 60_000,
        path_components: 60_000,
        sparse_zeros: 256 << 20,
        ..Limits::default()
    }
}

/// Real tars to damage: those of the fixtures, and the layers inside them.
pub struct Material(Vec<Vec<u8>>);

const LARGEST: usize = 64 << 10;

impl Material {
    /// None, for those who want the portable cases only.
    pub fn none() -> Material {
        Material(vec![])
    }

    pub fn gather() -> Material {
        let folders = ["hostile", "tiny"].map(fixture);
        let mut paths: Vec<_> = folders
            .iter()
            .flat_map(|folder| std::fs::read_dir(folder).unwrap())
            .map(|item| item.unwrap().path())
            .filter(|path| path.extension().is_some_and(|kind| kind == "tar"))
            .collect();
        paths.sort();
        let mut all = vec![];
        for path in paths {
            let bytes = std::fs::read(path).unwrap();
            all.extend(members(&bytes));
            all.push(bytes);
        }
        all.retain(|tar| tar.len() <= LARGEST);
        Material(all)
    }
}

/// Members of an archive that are layers, as they are stored.
fn members(archive: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![];
    let mut archive = tar::Archive::new(archive);
    for entry in archive.entries().into_iter().flatten() {
        let Ok(mut entry) = entry else { break };
        let mut bytes = vec![];
        if std::io::copy(&mut std::io::Read::take(&mut entry, 1 << 20), &mut bytes).is_err() {
            break;
        }
        let head = oracle::plain(&bytes[..bytes.len().min(4096)]);
        if head.get(257..262) == Some(b"ustar") {
            all.push(bytes);
        }
    }
    all
}

/// The case of a seed.
pub fn case(seed: u64, material: &Material) -> Case {
    let mut random = Random::new(seed);
    let (mut tar, mut portable) = (vec![], true);
    if random.percent(80) {
        tar = tars::tar(&mut random);
        if random.percent(25) {
            damage::headers(&mut tar, &mut random);
        }
    } else if material.0.is_empty() {
        portable = false;
    } else {
        tar = material.0[random.below(material.0.len())].clone();
        portable = false; // fixtures come and go
        damage::any(&mut tar, &mut random);
    }
    let stored = match random.below(100) {
        0..=13 => gzip(&tar, &mut random, &mut portable),
        14..=18 => zstd(&tar, &mut random, &mut portable),
        _ => tar,
    };
    let plain = oracle::plain(&stored);
    Case {
        stored,
        plain,
        portable,
    }
}

/// Parts of a tar, for members and frames.
fn parts<'a>(tar: &'a [u8], random: &mut Random) -> Vec<&'a [u8]> {
    let mut parts = vec![];
    let mut rest = tar;
    for _ in 0..random.below(4) {
        let (part, behind) = rest.split_at(random.below(rest.len() + 1));
        parts.push(part);
        rest = behind;
    }
    parts.push(rest);
    parts
}

fn gzip(tar: &[u8], random: &mut Random, portable: &mut bool) -> Vec<u8> {
    let real = random.percent(40);
    *portable &= !real;
    let mut out = vec![];
    for part in parts(tar, random) {
        let mut member = if real {
            deflated(part)
        } else if random.percent(20) {
            encode::gzip_with(part, b"SG\x04\0test")
        } else {
            encode::gzip(part)
        };
        if random.percent(15) {
            named(&mut member, random);
        }
        out.extend(member);
    }
    tail(out, random, &[b"\x1f\x8b", b"\x1f\x8b\x08\0"])
}

/// A name, a comment or a header checksum in a member's header (RFC 1952 section 2.3).
fn named(member: &mut Vec<u8>, random: &mut Random) {
    let (flag, field): (u8, &[u8]) = random.one(&[
        (8, &b"layer.tar\0"[..]),
        (16, b"comment\0"),
        (2, b"\0\0"),
        (1, b""),
        (0xe0, b""),
    ]);
    if member[3] == 0 {
        member[3] |= flag;
        member.splice(10..10, field.iter().copied());
    }
}

fn deflated(part: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::default());
    encoder.write_all(part).unwrap();
    encoder.finish().unwrap()
}

fn zstd(tar: &[u8], random: &mut Random, portable: &mut bool) -> Vec<u8> {
    let real = random.percent(40);
    *portable &= !real;
    let mut out = vec![];
    for part in parts(tar, random) {
        if random.percent(25) {
            out.extend(encode::skippable(&tar[..random.below(40).min(tar.len())]));
        }
        out.extend(match random.below(10) {
            _ if real => zstd::encode_all(part, 3).unwrap(),
            0 => encode::zstd_window(part, 27),
            _ => encode::zstd(part),
        });
    }
    if random.percent(25) {
        out.extend(encode::skippable(b"behind"));
    }
    tail(out, random, &[b"\x28\xb5\x2f\xfd", b"\x50\x2a\x4d\x18\xff"])
}

/// What lies behind the data, or is missing of it.
fn tail(mut out: Vec<u8>, random: &mut Random, starts: &[&'static [u8]]) -> Vec<u8> {
    match random.below(14) {
        0 => out.resize(out.len() + random.one(&[1, 7, 512, 1024]), 0),
        1 => out.extend(b"garbage behind"),
        2 => out.extend_from_slice(random.one(starts)),
        3..=4 => out.truncate(1.max(random.below(out.len()))),
        5 => {
            let at = random.below(out.len());
            out[at] ^= 1 << random.below(8);
        }
        _ => {}
    }
    out
}
