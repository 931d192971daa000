use std::io::{Read, Write};

use super::*;

const KINDS: [Compression; 4] = [
    Compression::Gzip,
    Compression::Zstd,
    Compression::Bzip2,
    Compression::Xz,
];

fn encode(compression: Compression, plain: &[u8]) -> Vec<u8> {
    match compression {
        Compression::Plain => plain.to_vec(),
        Compression::Gzip => {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            out.write_all(plain).unwrap();
            out.finish().unwrap()
        }
        Compression::Zstd => {
            let mut out = zstd::stream::Encoder::new(Vec::new(), 1).unwrap();
            out.include_checksum(true).unwrap();
            out.write_all(plain).unwrap();
            out.finish().unwrap()
        }
        Compression::Bzip2 => {
            let mut out = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            out.write_all(plain).unwrap();
            out.finish().unwrap()
        }
        Compression::Xz => {
            let mut out = liblzma::write::XzEncoder::new(Vec::new(), 1);
            out.write_all(plain).unwrap();
            out.finish().unwrap()
        }
    }
}

/// Gives `n` bytes at a time, so that members and magics straddle every boundary.
struct Drip<'a>(&'a [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = buf.len().min(self.1).min(self.0.len());
        buf[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

fn decode_by(data: &[u8], drip: usize, out_size: usize) -> (Vec<u8>, io::Result<Option<Trailing>>) {
    let limits = Limits::default();
    let mut reader = reader(Compression::sniff(data), Drip(data, drip), &limits).unwrap();
    let (mut plain, mut buf) = (Vec::new(), vec![0; out_size]);
    loop {
        match reader.read(&mut buf) {
            Ok(0) => return (plain, Ok(reader.trailing())),
            Ok(n) => plain.extend_from_slice(&buf[..n]),
            Err(error) => return (plain, Err(error)),
        }
    }
}

fn decode(data: &[u8]) -> (Vec<u8>, io::Result<Option<Trailing>>) {
    decode_by(data, usize::MAX, 64 << 10)
}

fn sample() -> Vec<u8> {
    let mut seed = 1u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8 & 15
    };
    (0..300_000).map(|_| next()).collect()
}

#[test]
fn the_magic_tells_the_encoding_and_a_tar_is_plain() {
    for kind in KINDS {
        assert_eq!(Compression::sniff(&encode(kind, b"x")), kind);
        assert_eq!(Compression::sniff(&encode(kind, b"")), kind);
    }
    assert_eq!(
        Compression::sniff(b"\x5a\x2a\x4d\x18\0\0\0\0"),
        Compression::Zstd
    );
    for plain in [
        &b""[..],
        b"BZh9 notes.txt\0\0",
        b"\x1f",
        b"etc/passwd",
        b"{\"a\":1}",
        &[0; 64],
    ] {
        assert_eq!(Compression::sniff(plain), Compression::Plain, "{plain:?}");
    }
}

#[test]
fn every_member_is_decoded_wherever_the_buffers_end() {
    let (first, second) = (sample(), b"second".to_vec());
    for kind in KINDS {
        let mut data = encode(kind, &first);
        data.extend(encode(kind, b""));
        data.extend(encode(kind, &second));
        let whole = [first.clone(), second.clone()].concat();
        for (drip, out_size) in [
            (usize::MAX, 1 << 20),
            (4093, 4099),
            (1, 8192),
            (usize::MAX, 7),
        ] {
            let (plain, end) = decode_by(&data, drip, out_size);
            assert!(plain == whole, "{} {drip} {out_size}", kind.name());
            assert_eq!(end.unwrap(), None);
        }
    }
}

#[test]
fn skippable_frames_are_skipped_also_before_the_first() {
    let skippable = b"\x50\x2a\x4d\x18\x04\0\0\0abcd";
    let frame = encode(Compression::Zstd, b"frame");
    let data = [
        &skippable[..],
        &frame,
        skippable,
        skippable,
        &frame,
        skippable,
    ]
    .concat();
    let (plain, end) = decode(&data);
    assert_eq!(plain, b"frameframe");
    assert_eq!(end.unwrap(), None);
}

#[test]
fn what_follows_the_last_member_is_counted_and_does_not_fail() {
    let tails: [(&[u8], u64, u64); 6] = [
        (&[0; 512], 512, 0),
        (&[0; 3], 3, 0),
        (&[0; 300_001], 300_001, 0),
        (b"garbage", 0, 7),
        (b"\0\0\0garbage\0", 3, 8),
        (b"\x1f", 0, 1),
    ];
    for kind in KINDS {
        for (tail, nul_bytes, garbage_bytes) in tails {
            let data = [&encode(kind, b"content")[..], tail].concat();
            for drip in [usize::MAX, 1] {
                let (plain, end) = decode_by(&data, drip, 4096);
                assert_eq!(plain, b"content");
                let trailing = Trailing {
                    nul_bytes,
                    garbage_bytes,
                };
                assert_eq!(end.unwrap(), Some(trailing), "{} {drip}", kind.name());
            }
        }
    }
}

#[test]
fn only_xz_may_go_on_after_padding() {
    for kind in KINDS {
        let member = encode(kind, b"content");
        let data = [&member[..], &[0; 8], &member].concat();
        let (plain, end) = decode(&data);
        if kind == Compression::Xz {
            assert_eq!(plain, b"contentcontent");
            assert_eq!(end.unwrap(), None);
        } else {
            assert_eq!(plain, b"content");
            assert_eq!(end.unwrap().unwrap().garbage_bytes, member.len() as u64);
        }
    }
}

#[test]
fn a_break_gives_what_was_decoded_and_says_so_again_when_asked_again() {
    for kind in KINDS {
        let data = encode(kind, &sample());
        for cut in [data.len() - 1, data.len() / 2, 11] {
            let (plain, end) = decode(&data[..cut]);
            let error = end.unwrap_err();
            assert_eq!(
                error.kind(),
                io::ErrorKind::UnexpectedEof,
                "{}",
                kind.name()
            );
            assert!(error.to_string().contains(kind.name()));
            assert!(sample().starts_with(&plain));
        }
        let mut flipped = data.clone();
        let at = flipped.len() / 2;
        flipped[at] ^= 0x40;
        flipped[at + 1] ^= 0xff;
        let limits = Limits::default();
        let mut reader = reader(kind, &flipped[..], &limits).unwrap();
        let first = io::copy(&mut reader, &mut io::sink()).unwrap_err();
        assert_eq!(first.kind(), io::ErrorKind::InvalidData, "{first}");
        assert!(reader.read(&mut [0; 8]).is_err());
        assert_eq!(reader.trailing(), None);
    }
}

#[test]
fn a_window_or_dictionary_above_the_limit_is_refused_with_the_limit() {
    let limits = Limits {
        zstd_window_log: 20,
        xz_memory: 1 << 20,
        ..Limits::default()
    };
    let mut zstd = zstd::stream::Encoder::new(Vec::new(), 1).unwrap();
    zstd.window_log(24).unwrap();
    zstd.write_all(&vec![7; 20 << 20]).unwrap();
    let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 6);
    xz.write_all(b"small, but with a dictionary of 8 MiB")
        .unwrap();
    for (kind, data) in [
        (Compression::Zstd, zstd.finish().unwrap()),
        (Compression::Xz, xz.finish().unwrap()),
    ] {
        let mut refused = reader(kind, &data[..], &limits).unwrap();
        let error = io::copy(&mut refused, &mut io::sink()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge, "{error}");
        assert!(error.to_string().contains("limit"));
        let mut allowed = reader(kind, &data[..], &Limits::default()).unwrap();
        io::copy(&mut allowed, &mut io::sink()).unwrap();
    }
}
