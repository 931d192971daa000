use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use super::*;

/// Members as they came, with what there is of their bytes.
#[derive(Default)]
struct Seen(Vec<(String, Vec<u8>)>);

impl Members for Seen {
    fn begin(&mut self, name: &[u8]) {
        self.0
            .push((String::from_utf8_lossy(name).into_owned(), vec![]));
    }
    fn data(&mut self, bytes: &[u8]) {
        self.0.last_mut().unwrap().1.extend_from_slice(bytes);
    }
    fn end(&mut self) {}
}

fn opened(bytes: &[u8], chunk: usize, limits: &Limits) -> (Seen, Option<Stop>) {
    let mut seen = Seen::default();
    let mut archive = Archive::sniff(bytes, b"/opt/notes.txt.gz", limits).unwrap();
    for part in bytes.chunks(chunk) {
        archive.push(part, &mut seen);
    }
    let stop = archive.finish(&mut seen);
    (seen, stop)
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(vec![], Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(vec![], Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// One member with its local header; `described`: sizes behind it, as a stream is written.
fn member(name: &str, method: u16, plain: &[u8], described: bool, flags: u16) -> Vec<u8> {
    let stored = if method == 8 {
        deflated(plain)
    } else {
        plain.to_vec()
    };
    let size = if described { 0 } else { stored.len() as u32 };
    let flags = flags | if described { 8 } else { 0 };
    let mut out = b"PK\x03\x04\x14\0".to_vec();
    for number in [flags, method, 0, 0] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    for number in [0, size, if described { 0 } else { plain.len() as u32 }] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    out.extend_from_slice(&(name.len() as u16).to_le_bytes());
    out.extend_from_slice(&3u16.to_le_bytes());
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"ext");
    out.extend_from_slice(&stored);
    if described {
        out.extend_from_slice(b"PK\x07\x08\x01\x02\x03\x04");
        out.extend_from_slice(&(stored.len() as u32).to_le_bytes());
        out.extend_from_slice(&(plain.len() as u32).to_le_bytes());
    }
    out
}

fn zip(members: &[Vec<u8>]) -> Vec<u8> {
    let mut out = members.concat();
    out.extend_from_slice(b"PK\x01\x02 and so on, the directory is not read PK\x03\x04");
    out
}

fn tar(names: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = ::tar::Builder::new(vec![]);
    for (name, bytes) in names {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, *bytes).unwrap();
    }
    tar.into_inner().unwrap()
}

#[test]
fn members_come_out_whole_however_the_bytes_arrive() {
    let long = "a/".repeat(80) + "name";
    let text = b"some text ".repeat(2_000);
    let tarred = tar(&[("one", &text), (&long, &text), ("empty", b"")]);
    for (what, bytes, names) in [
        (
            "zip",
            zip(&[
                member("dir/", 0, b"", false, 0),
                member("a", 0, &text, false, 0),
                member("b", 8, &text, false, 0),
                member("dir/", 0, b"", true, 0),
                member("c", 8, &text, true, 0),
                member("d", 8, &text, true, 0),
            ]),
            &["a", "b", "c", "d"][..],
        ),
        ("tar", tarred.clone(), &["one", &long]),
        ("tar.gz", gzipped(&tarred), &["one", &long]),
        ("gz", gzipped(&text), &["notes.txt"]),
        (
            "gz of two members",
            [gzipped(&text[..700]), gzipped(&text[700..])].concat(),
            &["notes.txt"],
        ),
    ] {
        for chunk in [1, 7, 512, 4096, 1 << 20] {
            let (seen, stop) = opened(&bytes, chunk, &Limits::default());
            assert_eq!(stop, None, "{what} in {chunk}");
            let named: Vec<&str> = seen.0.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(named, names, "{what} in {chunk}");
            assert!(
                seen.0.iter().all(|(_, bytes)| *bytes == text),
                "{what} in {chunk}"
            );
        }
    }
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_comes() {
    let text = b"some text ".repeat(100);
    let cut = |bytes: Vec<u8>| bytes[..bytes.len() - 40].to_vec();
    for (what, bytes, names) in [
        (
            "encrypted",
            zip(&[
                member("x", 8, &text, false, 1),
                member("a", 0, &text, false, 0),
            ]),
            &["a"][..],
        ),
        (
            "another method",
            zip(&[
                member("x", 14, &text, false, 0),
                member("a", 0, &text, false, 0),
            ]),
            &["a"],
        ),
        (
            "end not told",
            zip(&[
                member("a", 0, &text, false, 0),
                member("x", 0, &text, true, 0),
            ]),
            &["a"],
        ),
        ("zip cut off", cut(member("a", 0, &text, false, 0)), &["a"]),
        ("tar cut off", tar(&[("a", &text)])[..1200].to_vec(), &["a"]),
        ("gzip cut off", cut(gzipped(&tar(&[("a", &text)]))), &["a"]),
        (
            "no deflate",
            {
                let mut bytes = member("a", 8, &text, false, 0);
                let at = bytes.len() - deflated(&text).len();
                bytes[at] = 0xff;
                bytes
            },
            &["a"],
        ),
    ] {
        let (seen, stop) = opened(&bytes, 64, &Limits::default());
        assert_eq!(stop, Some(Stop::Unreadable), "{what}");
        let named: Vec<&str> = seen.0.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(named, names, "{what}");
    }
}

#[test]
fn an_archive_gives_no_more_than_the_limits_allow() {
    let zeros = vec![0; 40 << 20];
    let tarred = tar(&[("a", &zeros)]);
    for bytes in [
        gzipped(&zeros),
        gzipped(&tarred),
        zip(&[member("a", 8, &zeros, false, 0)]),
    ] {
        let (seen, stop) = opened(&bytes, 4096, &Limits::default());
        assert_eq!(stop, Some(Stop::Limit));
        let given: usize = seen.0.iter().map(|(_, bytes)| bytes.len()).sum();
        assert!((FREE as usize..36 << 20).contains(&given), "{given}");
    }
    let few = Limits {
        inner_members: 2,
        ..Limits::default()
    };
    let many = zip(&[0, 1, 2, 3].map(|n| member(&n.to_string(), 0, b"x", false, 0)));
    let (seen, stop) = opened(&many, 4096, &few);
    assert_eq!((seen.0.len(), stop), (2, Some(Stop::Limit)));
}

#[test]
fn nothing_else_is_taken_for_an_archive() {
    let limits = Limits::default();
    for bytes in [
        &b""[..],
        b"PK",
        b"PK\x05\x06",
        &[0x1f, 0x8b],
        b"text",
        &[0; 600],
    ] {
        assert!(Archive::sniff(bytes, b"x", &limits).is_none(), "{bytes:?}");
    }
}

mod any_bytes {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn never_panic(head in 0..3usize, mut bytes in proptest::collection::vec(any::<u8>(), 0..3000), chunk in 1..700usize) {
            let magic: [&[u8]; 3] = [b"PK\x03\x04", &[0x1f, 0x8b, 8, 0], b"PK\x03\x04\0\0\x08\0\x08\0"];
            bytes.splice(0..0, magic[head].iter().copied());
            opened(&bytes, chunk, &Limits::default());
        }
    }
}
