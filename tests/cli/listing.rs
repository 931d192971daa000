//! `ls` and `cat`: what scripts take out of an image.

use std::process::Command;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::bin::{line, run};
use crate::common::oracle::hex;

const FORMATS: [&str; 3] = [
    "TINY/docker-save-20.10.tar",
    "TINY/oci-gzip",
    "TINY/oci-zstd",
];

fn rows(words: &str) -> Vec<Value> {
    let said = line(&format!("ls {words} --format ndjson"));
    assert_eq!(said.code, 0, "{words}: {}", said.err());
    said.out()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn paths(rows: &[Value]) -> Vec<&str> {
    rows.iter()
        .map(|row| row["path"].as_str().unwrap())
        .collect()
}

const FINAL: [&str; 16] = [
    "/app",
    "/app/becomes-dir",
    "/app/becomes-dir/in",
    "/app/becomes-file",
    "/app/cache",
    "/app/cache/new",
    "/app/conf",
    "/app/data",
    "/app/data/row2",
    "/app/hard2",
    "/app/lib.so",
    "/conf",
    "/etc",
    "/etc/os-release",
    "/etc/passwd",
    "/op",
];

#[test]
fn the_final_view_is_the_file_system_of_a_container() {
    for image in FORMATS {
        let all = rows(image);
        assert_eq!(paths(&all), FINAL, "{image}");
        let row = |path: &str| all.iter().find(|row| row["path"] == path).unwrap();
        let lib = row("/app/lib.so");
        assert_eq!(lib["type"], "file");
        assert_eq!((&lib["mode"], &lib["size"]), (&"0755".into(), &4096.into()));
        assert_eq!(
            (&lib["uid"], &lib["gid"], &lib["layer"]),
            (&0.into(), &0.into(), &3.into())
        );
        assert_eq!(lib["mtime"], "2026-11-21T07:44:40Z");
        let link = row("/conf");
        assert_eq!(
            (&link["type"], &link["target"]),
            (&"symlink".into(), &"/app/lib.so".into())
        );
        assert_eq!(row("/app/becomes-dir")["type"], "directory");
        let text = line(&format!("ls {image}")).out();
        assert_eq!(text.lines().count(), FINAL.len());
        assert!(
            text.lines().any(
                |line| line.starts_with("lrwxrwxrwx") && line.ends_with("/conf -> /app/lib.so")
            )
        );
    }
}

#[test]
fn a_path_narrows_a_listing_with_and_without_its_slash() {
    for path in ["/app/data", "app/data", "/app/data/"] {
        let all = rows(&format!("TINY/oci-gzip {path}"));
        assert_eq!(paths(&all), ["/app/data", "/app/data/row2"], "{path}");
    }
    assert_eq!(paths(&rows("TINY/oci-gzip /op")), ["/op"]);
    assert_eq!(rows("TINY/oci-gzip /").len(), FINAL.len());
}

#[test]
fn a_view_of_layers_shows_what_they_did() {
    for image in FORMATS {
        let state = |view: &str, path: &str| {
            let all = rows(&format!("{image} --view {view}"));
            let row = all.iter().find(|row| row["path"] == path)?;
            Some(row["state"].as_str().unwrap().to_owned())
        };
        for (view, path, expected) in [
            ("0", "/etc/passwd", Some("added")),
            ("1", "/etc/passwd", None),
            ("2", "/app/data/row3", Some("removed")),
            ("2", "/app/conf", Some("modified")),
            ("3", "/app/lib.so", Some("modified")),
            ("4", "/app/cache/deep/c", Some("removed")),
            ("5", "/tmp.bin", Some("added")),
            ("6", "/tmp.bin", Some("removed")),
            // Born and gone inside the range.
            ("5..6", "/tmp.bin", None),
            ("1..2", "/app/data/row3", None),
            ("0..8", "/app/lib.so", Some("added")),
            ("4..8", "/app/data/row1", Some("removed")),
        ] {
            let is = state(view, path);
            assert_eq!(is.as_deref(), expected, "{image} --view {view}: {path}");
        }
    }
}

#[test]
fn a_hash_is_the_sha256_of_what_cat_prints() {
    for image in FORMATS {
        let mut files = 0;
        for row in rows(&format!("{image} --hash")) {
            let path = row["path"].as_str().unwrap();
            let Some(hash) = row.get("sha256").and_then(Value::as_str) else {
                assert_ne!(row["type"], "file", "{path}");
                continue;
            };
            let said = line(&format!("cat {image} {path}"));
            assert_eq!((said.code, &said.err[..]), (0, &b""[..]), "{path}");
            assert_eq!(hex(&Sha256::digest(&said.out)), hash, "{image}: {path}");
            assert_eq!(row["size"], said.out.len(), "{path}");
            files += 1;
        }
        assert_eq!(files, 10, "{image}");
    }
    let text = line("ls TINY/oci-gzip /app/conf --hash").out();
    let conf = line("cat TINY/oci-gzip /app/conf").out;
    assert!(text.contains(&hex(&Sha256::digest(conf))), "{text}");
}

#[test]
fn cat_prints_the_final_version_or_that_of_a_layer() {
    for image in FORMATS {
        for (words, contents) in [
            ("/app/conf", "port=8080\n"),
            ("app/conf", "port=8080\n"),
            ("/app/conf --layer 1", "port=80\n"),
            // Deleted later.
            ("/app/data/row3 --layer 1", "three\n"),
            ("/app/data/row1 --layer 3", "one\nmore\n"),
            // Both names of one inode.
            ("/app/hard1 --layer 1", "linked\n"),
            ("/app/hard2 --layer 1", "linked\n"),
            ("/app/hard2", "linked\nchanged\n"),
            ("/app/becomes-dir --layer 1", "a file\n"),
        ] {
            let said = line(&format!("cat {image} {words}"));
            assert_eq!(
                (said.code, said.out()),
                (0, contents.into()),
                "{words}: {}",
                said.err()
            );
        }
    }
}

#[test]
fn cat_says_where_there_is_something_to_print() {
    for (words, says) in [
        (
            "/app/data/row3",
            "the final image does not show it; layer 1 stores it: --layer 1",
        ),
        ("/app/data/row1", "layers 1, 2, 3 store it: --layer 3"),
        (
            "/app/data/row3 --layer 2",
            "layer 2 does not store it; layer 1 stores it",
        ),
        ("/op --layer 77", "there is no layer 77, only 9, 0 to 8"),
        ("/none", "/none: no layer of the image has this path"),
        ("/app", "/app: is a directory"),
        ("/conf", "/conf: is a symbolic link to /app/lib.so"),
        (
            "/conf/x",
            "/conf is a symbolic link to /app/lib.so; give the path behind it",
        ),
    ] {
        let said = line(&format!("cat TINY/oci-gzip {words}"));
        assert_eq!((said.code, said.out.len()), (2, 0), "{words}");
        assert!(said.err().contains(says), "{words}: {}", said.err());
    }
    // What a broken layer may have held is said, too.
    let said = line("cat HOSTILE/zstd-cut-off.tar /none");
    assert!(
        said.err().contains("/none: no layer") && said.err().contains("zstd"),
        "{}",
        said.err()
    );
}

#[test]
fn names_that_are_bytes_can_be_asked_for() {
    let image = crate::common::fixture("hostile/names-not-utf8.tar");
    let listed = rows("HOSTILE/names-not-utf8.tar");
    let odd = listed
        .iter()
        .find(|row| row.get("path_b64").is_some() && row["type"] == "file");
    let exact = odd.unwrap()["path_b64"].as_str().unwrap();
    use base64::Engine;
    let path = base64::engine::general_purpose::STANDARD
        .decode(exact)
        .unwrap();
    use std::os::unix::ffi::OsStrExt;
    let path = std::ffi::OsStr::from_bytes(&path);
    let said = run(["cat".as_ref(), image.as_os_str(), path]);
    assert_eq!(said.code, 0, "{}", said.err());
    assert_eq!(odd.unwrap()["size"], said.out.len());
}

/// `sha256sum` itself agrees, where there is one.
#[test]
fn sha256sum_agrees() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("op");
    std::fs::write(&file, line("cat TINY/oci-zstd /op").out).unwrap();
    let Ok(output) = Command::new("sha256sum").arg(&file).output() else {
        eprintln!("skipped: there is no sha256sum");
        return;
    };
    let sum = String::from_utf8(output.stdout).unwrap();
    let row = rows("TINY/oci-zstd /op --hash").remove(0);
    assert_eq!(sum.split(' ').next(), row["sha256"].as_str());
}

#[test]
fn a_path_that_is_gone_is_said_to_be_where_it_was() {
    let said = line("ls TINY/oci-gzip /tmp.bin");
    assert_eq!((said.code, said.out().as_str()), (2, ""));
    assert!(
        said.err()
            .contains("layer 5 was the last to store it: --view 5"),
        "{}",
        said.err()
    );
}
