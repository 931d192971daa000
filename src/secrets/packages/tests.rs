use super::claims::{Database, database_at};
use super::*;

fn hex(bytes: &[u8]) -> String {
    let mut out = String::new();
    crate::image::push_hex(&mut out, bytes);
    out
}

fn base64(bytes: &[u8], engine: &impl base64::Engine) -> String {
    engine.encode(bytes)
}

#[test]
fn databases_are_known_by_their_place() {
    for (path, database) in [
        (
            "/var/lib/dpkg/info/libc6:amd64.md5sums",
            Some(Database::Dpkg),
        ),
        (
            "/var/lib/dpkg/status.d/base-files.md5sums",
            Some(Database::Dpkg),
        ),
        ("/var/lib/dpkg/info/libc6.list", None),
        ("/tmp/libc6.md5sums", None),
        ("/lib/apk/db/installed", Some(Database::Apk)),
        (
            "/usr/lib/python3/dist-packages/six-1.16.0.dist-info/RECORD",
            Some(Database::Wheel),
        ),
        ("/app/RECORD", None),
        ("/var/lib/rpm/rpmdb.sqlite", Some(Database::Rpm)),
    ] {
        assert_eq!(database_at(path.as_bytes()), database, "{path}");
    }
}

#[test]
fn each_database_speaks_of_its_files() {
    let bytes = b"shipped like this";
    let sums = Digests::of(bytes);
    let md5 = hex(&sums.md5);
    let sha1 = base64(&sums.sha1, &base64::engine::general_purpose::STANDARD);
    let sha256 = base64(
        &sums.sha256,
        &base64::engine::general_purpose::URL_SAFE_NO_PAD,
    );
    for (database, at, text, path, package) in [
        (
            Database::Dpkg,
            "/var/lib/dpkg/info/tool.md5sums",
            format!("not a line\n{md5}  usr/share/doc/x y\n"),
            "/usr/share/doc/x y",
            "tool (dpkg)",
        ),
        // /lib is a link to /usr/lib on a system of today.
        (
            Database::Dpkg,
            "/var/lib/dpkg/info/tool.md5sums",
            format!("{md5}  lib/tool/key"),
            "/usr/lib/tool/key",
            "tool (dpkg)",
        ),
        (
            Database::Apk,
            "/lib/apk/db/installed",
            format!("P:other\nF:etc\nR:x\n\nP:tool\nF:etc/tool\nR:key\na:0:0:600\nZ:Q1{sha1}\n"),
            "/etc/tool/key",
            "tool (apk)",
        ),
        (
            Database::Wheel,
            "/usr/lib/python3/tool-1.dist-info/RECORD",
            format!("tool/x.py,,\r\n\"tool/a,\"\"b\"\".py\",sha256={sha256},17\r\n"),
            "/usr/lib/python3/tool/a,\"b\".py",
            "tool-1 (Python wheel)",
        ),
        (
            Database::Wheel,
            "/opt/venv/lib/tool-1.dist-info/RECORD",
            format!("../../bin/tool,sha256={sha256},17\n"),
            "/opt/bin/tool",
            "tool-1 (Python wheel)",
        ),
    ] {
        for (layer, ownership) in [
            (0, Ownership::Shipped(package.to_owned())),
            (1, Ownership::Claimed(package.to_owned(), 1)),
        ] {
            let mut packages = Packages::new(1, [path.as_bytes().to_vec()].into_iter());
            packages.read(database, at.as_bytes(), text.as_bytes(), layer);
            assert_eq!(
                packages.owner(path.as_bytes(), &sums),
                Some(ownership),
                "{path}"
            );
            assert_eq!(packages.owner(b"/elsewhere", &sums), None);
            let changed = Digests::of(b"shipped like this, and changed");
            assert_eq!(packages.owner(path.as_bytes(), &changed), None, "{path}");
        }
    }
}

#[test]
fn a_line_of_the_base_is_believed_beside_one_above_it() {
    let sums = Digests::of(b"x");
    let line = format!("{}  a", hex(&sums.md5));
    let read = |layers: &[usize]| {
        let mut packages = Packages::new(2, [b"/a".to_vec()].into_iter());
        for &layer in layers {
            packages.read(
                Database::Dpkg,
                b"/var/lib/dpkg/info/p.md5sums",
                line.as_bytes(),
                layer,
            );
        }
        packages.owner(b"/a", &sums)
    };
    assert_eq!(read(&[5, 1]), Some(Ownership::Shipped("p (dpkg)".into())));
    assert_eq!(
        read(&[5, 3]),
        Some(Ownership::Claimed("p (dpkg)".into(), 3))
    );
    assert_eq!(read(&[]), None);
}
