//! PAX headers made up from a seed: every key that some reader acts on, good values and bad ones,
//! and records that are none.

use crate::common::random::Random;
use crate::common::raw_tar::{Head, Tar, pax_records};

use super::tars::{self, extended_header};

const KEYS: &[&str] = &[
    "path",
    "path",
    "path",
    "linkpath",
    "linkpath",
    "size",
    "size",
    "uid",
    "gid",
    "mtime",
    "atime",
    "ctime",
    "uname",
    "gname",
    "comment",
    "charset",
    "hdrcharset",
    "SCHILY.xattr.user.x",
    "SCHILY.xattr.security.capability",
    "SCHILY.xattr.",
    "SCHILY.xattr.user.a=b",
    "SCHILY.dev",
    "SCHILY.realsize",
    "SCHILY.filetype",
    "SCHILY.devmajor",
    "SCHILY.acl.access",
    "LIBARCHIVE.xattr.user.x",
    "LIBARCHIVE.creationtime",
    "GNU.sparse.name",
    "GNU.sparse.size",
    "GNU.sparse.realsize",
    "GNU.sparse.major",
    "GNU.sparse.minor",
    "GNU.sparse.map",
    "GNU.sparse.numblocks",
    "GNU.sparse.offset",
    "GNU.sparse.numbytes",
    "GNU.volume.label",
    "SUN.devmajor",
    "RHT.security.selinux",
    "VENDOR.key",
    "MSWINDOWS.fileattr",
    "k",
];

const NUMBERS: &[&[u8]] = &[
    b"0",
    b"1",
    b"5",
    b"512",
    b"513",
    b"1024",
    b"-1",
    b"",
    b"05",
    b"+5",
    b" 5",
    b"5 ",
    b"0x5",
    b"1.5",
    b"4294967295",
    b"4294967296",
    b"9223372036854775807",
    b"9223372036854775808",
    b"x",
];

const TIMES: &[&[u8]] = &[
    b"0",
    b"1",
    b"1.5",
    b"-1.5",
    b"-0.5",
    b".5",
    b"1.",
    b"1e3",
    b"",
    b"1700000000.123456789123",
    b"99999999999",
    b"99999999999999999999",
    b"1.5x",
    b"nan",
    b"inf",
    b"1.-5",
    b"+1",
];

fn value(key: &str, random: &mut Random) -> Vec<u8> {
    match key {
        "path" | "linkpath" | "GNU.sparse.name" => tars::name(random),
        "mtime" | "atime" | "ctime" => random.one(TIMES).to_vec(),
        "hdrcharset" => random
            .one(&[&b"BINARY"[..], b"ISO-IR 10646 2000 UTF-8", b"x"])
            .to_vec(),
        "GNU.sparse.map" => random
            .one(&[&b"0,5"[..], b"0,5,512,1", b"5", b"0,-1", b"a,b"])
            .to_vec(),
        "GNU.sparse.major" | "GNU.sparse.minor" => random.one(&[&b"0"[..], b"1", b"2"]).to_vec(),
        _ => random.one(NUMBERS).to_vec(),
    }
}

fn records(random: &mut Random) -> Vec<(&'static str, Vec<u8>)> {
    let mut all: Vec<(&str, Vec<u8>)> = vec![];
    for _ in 0..=random.below(3) {
        let key = random.one(KEYS);
        let value = value(key, random);
        all.push((key, value));
    }
    if random.percent(8) {
        let (key, _) = all[random.below(all.len())];
        let again = value(key, random);
        all.push((key, again)); // one key twice
    }
    all
}

/// The bytes of an extended header: records, now and then broken.
fn data(random: &mut Random) -> Vec<u8> {
    let all = records(random);
    let all: Vec<(&str, &[u8])> = all.iter().map(|(key, value)| (*key, &value[..])).collect();
    let good = pax_records(&all);
    if !random.percent(12) {
        return good;
    }
    let broken: &[u8] = random.one(&[
        b"6 k=1",
        b"7 k=1\n",
        b"5 k=1\n",
        b"06 k=1\n",
        b" 6 k=1\n",
        b"+6 k=1\n",
        b"007 k=1\n",
        b"6 k 1\n",
        b"5 =1\n",
        b"0 k=1\n",
        b"-6 k=1\n",
        b"99999999999999999999 k=1\n",
        b"9223372036854775807 k=1\n",
        b"11 path=a\0b\n",
        b"7 k\0=1\n",
        b"8 k=a\0b\n",
        b"\0\0\0\0",
        b"\n",
        b"junk",
        b"8 path=\n",
        b"12 path=a\nb\n",
    ]);
    if random.percent(50) {
        [broken, &good].concat()
    } else {
        [&good, broken].concat()
    }
}

/// An `x` header.
pub fn extended(tar: Tar, random: &mut Random) -> Tar {
    let data = data(random);
    let name = random.one(&["PaxHeaders.0/x", "x", ""]);
    tar.special(b'x', name, &data)
}

/// A `g` header.
pub fn global(tar: Tar, random: &mut Random) -> Tar {
    let data = if random.percent(30) {
        pax_records(&[("comment", b"0123456789abcdef")])
    } else {
        data(random)
    };
    tar.special(b'g', "pax_global_header", &data)
}

/// A sparse file in the formats 0.0, 0.1 and 1.0, now and then with something wrong.
pub fn pax_sparse(tar: Tar, random: &mut Random) -> Tar {
    let regions = tars::regions(random);
    let stored: u64 = regions.iter().map(|&(_, length)| length).sum();
    let end = regions
        .last()
        .map_or(0, |&(offset, length)| offset + length);
    let real = (end + random.one(&[0, 0, 1, 4096])).to_string();
    let numbers: Vec<String> = regions
        .iter()
        .flat_map(|&(offset, length)| [offset.to_string(), length.to_string()])
        .collect();
    let count = if random.percent(92) {
        regions.len()
    } else {
        regions.len() + 1
    }
    .to_string();
    let (count, joined) = (count.as_bytes(), numbers.join(","));
    let mut all: Vec<(&str, &[u8])> = vec![];
    let mut map = vec![];
    match random.below(3) {
        0 => {
            all.push(("GNU.sparse.size", real.as_bytes()));
            all.push(("GNU.sparse.numblocks", count));
            for (at, number) in numbers.iter().enumerate() {
                let key = ["GNU.sparse.offset", "GNU.sparse.numbytes"][at % 2];
                all.push((key, number.as_bytes()));
            }
        }
        1 => {
            all.push(("GNU.sparse.size", real.as_bytes()));
            all.push(("GNU.sparse.numblocks", count));
            all.push(("GNU.sparse.name", b"real/name"));
            all.push(("GNU.sparse.map", joined.as_bytes()));
        }
        _ => {
            all.push(("GNU.sparse.major", b"1"));
            all.push(("GNU.sparse.minor", b"0"));
            all.push(("GNU.sparse.name", b"real/name"));
            all.push(("GNU.sparse.realsize", real.as_bytes()));
            map = [count, b"\n", numbers.join("\n").as_bytes(), b"\n"].concat();
            map.resize(map.len().next_multiple_of(512), 0);
        }
    }
    if random.percent(10) {
        all.remove(random.below(all.len()));
    }
    let mut size = map.len() as u64 + stored;
    if random.percent(10) {
        size += random.one(&[1, 512]);
    }
    let head = Head::new(random.one(b"0000005"), "GNUSparseFile.0/x").size(size);
    map.resize(size as usize, b's');
    extended_header(tar, b'x', &all).entry(&head, &map)
}
