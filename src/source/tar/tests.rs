use super::*;

struct Maker(Vec<u8>);

impl Maker {
    fn raw(&mut self, flag: u8, name: &[u8], link: &[u8], size: u64, data: &[u8]) -> &mut Maker {
        let mut header = ::tar::Header::new_gnu();
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name);
        header.as_gnu_mut().unwrap().linkname[..link.len()].copy_from_slice(link);
        header.set_entry_type(::tar::EntryType::new(flag));
        header.set_size(size);
        header.set_cksum();
        self.0.extend_from_slice(header.as_bytes());
        self.0.extend_from_slice(data);
        self.0.resize(self.0.len().next_multiple_of(512), 0);
        self
    }

    fn file(&mut self, name: &str, data: &str) -> &mut Maker {
        self.raw(
            b'0',
            name.as_bytes(),
            b"",
            data.len() as u64,
            data.as_bytes(),
        )
    }

    fn link(&mut self, flag: u8, name: &str, target: &str) -> &mut Maker {
        self.raw(flag, name.as_bytes(), target.as_bytes(), 0, b"")
    }

    fn pax(&mut self, records: &str) -> &mut Maker {
        self.raw(b'x', b"pax", b"", records.len() as u64, records.as_bytes())
    }

    fn archive(&self) -> Archive {
        let blob = Blob::from_bytes(self.0.clone(), "a.tar");
        Archive::read(&blob, &Limits::default()).unwrap()
    }
}

fn get(archive: &Archive, name: &str) -> Result<Option<String>, String> {
    match archive.get(name.as_bytes())? {
        Some(Member::File(blob)) => {
            let bytes = blob.read_all(1 << 20).unwrap();
            Ok(Some(String::from_utf8(bytes).unwrap()))
        }
        Some(Member::Unusable(why)) => Err(why.clone()),
        Some(_) => Ok(Some("?".to_owned())),
        None => Ok(None),
    }
}

#[test]
fn members_are_found_by_their_cleaned_names() {
    let mut tar = Maker(Vec::new());
    tar.file("./a/b", "one")
        .file("/c", "two")
        .file("d//e/../f", "three");
    let archive = tar.archive();
    for (name, data) in [
        ("a/b", "one"),
        ("c", "two"),
        ("./c", "two"),
        ("d/f", "three"),
    ] {
        assert_eq!(get(&archive, name), Ok(Some(data.to_owned())), "{name}");
    }
    assert_eq!(get(&archive, "x"), Ok(None));
    assert_eq!(archive.damage, None);
}

#[test]
fn links_are_followed_inside_the_archive_only() {
    let mut tar = Maker(Vec::new());
    tar.file("top/layer.tar", "data")
        .link(b'2', "one/layer.tar", "../top/layer.tar")
        .link(b'2', "two/layer.tar", "../one/layer.tar")
        .link(b'1', "hard", "./two/layer.tar")
        .link(b'2', "dir", "top")
        .link(b'2', "up", "../../../../top/layer.tar")
        .link(b'2', "abs", "/top/layer.tar")
        .link(b'2', "out", "/etc/passwd")
        .link(b'2', "loop1", "loop2")
        .link(b'2', "loop2", "loop1")
        .link(b'2', "deep", "deep/deep");
    let archive = tar.archive();
    for name in [
        "one/layer.tar",
        "two/layer.tar",
        "hard",
        "dir/layer.tar",
        "up",
        "abs",
    ] {
        assert_eq!(get(&archive, name), Ok(Some("data".to_owned())), "{name}");
    }
    assert_eq!(get(&archive, "out"), Ok(None));
    assert!(get(&archive, "loop1").unwrap_err().contains("40 links"));
    assert!(get(&archive, "deep").unwrap_err().contains("40 links"));
}

#[test]
fn extensions_give_name_link_and_size() {
    let long = "n".repeat(150);
    let mut tar = Maker(Vec::new());
    tar.raw(
        b'L',
        b"././@LongLink",
        b"",
        151,
        format!("{long}\0").as_bytes(),
    )
    .file("short", "gnu")
    .pax("14 path=other\n10 size=3\n")
    .raw(b'0', b"hidden", b"", 0, b"pax")
    .pax("18 linkpath=other\n")
    .link(b'2', "l", "nowhere")
    .raw(b'g', b"global", b"", 14, b"14 path=wrong\n")
    // Behind a header-only type there is no data, whatever the size says.
    .raw(b'5', b"dir", b"", 512, b"")
    .file("last", "end");
    let archive = tar.archive();
    for (name, data) in [
        (&*long, "gnu"),
        ("other", "pax"),
        ("l", "pax"),
        ("last", "end"),
    ] {
        assert_eq!(get(&archive, name), Ok(Some(data.to_owned())), "{name}");
    }
    assert_eq!(get(&archive, "hidden"), Ok(None));
}

#[test]
fn the_last_of_repeated_members_counts_and_is_reported() {
    let mut tar = Maker(Vec::new());
    tar.file("a", "1")
        .file("./a", "2")
        .file("a", "3")
        .file("b", "1");
    let archive = tar.archive();
    assert_eq!(get(&archive, "a"), Ok(Some("3".to_owned())));
    assert_eq!(archive.repeated, [(b"a".to_vec(), 3)]);
}

#[test]
fn damage_ends_the_walk_and_keeps_what_came_before() {
    let mut whole = Maker(Vec::new());
    whole.file("a", "one").file("b", &"x".repeat(2000));
    let cut = Maker(whole.0[..1600].to_vec()).archive();
    assert_eq!(get(&cut, "a"), Ok(Some("one".to_owned())));
    assert!(
        get(&cut, "b")
            .unwrap_err()
            .contains("breaks off inside 'b'")
    );

    let mut bad = Maker(whole.0[..1024].to_vec());
    bad.0.extend([7; 512]);
    assert!(bad.archive().damage.unwrap().contains("near byte 1536"));

    let mut many = Maker(Vec::new());
    for _ in 0..20 {
        many.pax("12 path=abc\n");
    }
    assert!(
        many.file("z", "")
            .archive()
            .damage
            .unwrap()
            .contains("more than 16 extended headers")
    );

    let mut large = Maker(Vec::new());
    large.raw(b'x', b"pax", b"", 1 << 30, b"");
    assert!(large.archive().damage.unwrap().contains("limit"));

    let mut broken = Maker(Vec::new());
    broken.pax("99 path=abc\n").file("a", "");
    assert!(broken.archive().damage.unwrap().contains("does not parse"));

    let mut negative = Maker(Vec::new());
    negative.file("a", "");
    negative.0[124..136].fill(0xff);
    let sum: u32 = (0..512)
        .map(|at| {
            if (148..156).contains(&at) {
                32
            } else {
                u32::from(negative.0[at])
            }
        })
        .sum();
    negative.0[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    assert!(negative.archive().damage.unwrap().contains("negative size"));
}

#[test]
fn sparse_members_and_too_many_members_are_refused() {
    let mut tar = Maker(Vec::new());
    tar.pax("22 GNU.sparse.major=0\n22 GNU.sparse.minor=1\n26 GNU.sparse.numblocks=0\n")
        .file("sparse", "");
    let archive = tar.archive();
    let error = get(&archive, "sparse").unwrap_err();
    assert!(error.contains("sparse"), "{error}");
    let blob = Blob::from_bytes(tar.file("b", "").0.clone(), "a.tar");
    let limits = Limits {
        archive_members: 1,
        ..Limits::default()
    };
    let error = Archive::read(&blob, &limits).unwrap_err().to_string();
    assert!(error.contains("more than 1 members"), "{error}");
}

#[test]
fn a_tar_is_told_by_its_checksum() {
    let mut tar = Maker(Vec::new());
    tar.file("a", "1");
    assert!(is_tar(&tar.0) && is_tar(&[0; 512]));
    tar.0[0] ^= 1;
    assert!(!is_tar(&tar.0) && !is_tar(b"short"));
    for (head, says) in [
        (&b"hsqs"[..], "SquashFS"),
        (b"{\"a\":1}", "JSON"),
        (b"PK\x03\x04", "zip"),
        (b"text", "neither a tar"),
    ] {
        assert!(what_instead(head).contains(says));
    }
}

#[test]
fn a_path_that_is_longer_than_any_path_is_not_looked_for() {
    let mut tar = Maker(Vec::new());
    tar.link(b'2', "a", "b").file("b/x", "found");
    let archive = tar.archive();
    let long = "a/".repeat(1 << 20);
    let why = get(&archive, &long).unwrap_err();
    // Refused for its length, before any of its million directories was looked for.
    assert_eq!(
        why,
        "a path of 2097151 bytes, more than the limit of 4096 (--limit path-bytes)"
    );
    assert_eq!(get(&archive, "a/x"), Ok(Some("found".to_owned())));
}
