//! Exit codes: 0 done and passed, 1 a rule failed, 2 not readable or misused, 130 interrupted.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::bin::{line, program, tiny};

#[test]
fn every_exit_code_has_its_reasons() {
    for (words, code) in [
        // 0: read to the end; every rule passed.
        ("check TINY/multiarch-docker-28.5-arm64-only.tar", 0),
        ("report TINY/docker-save-20.10.tar", 0),
        ("TINY/docker-save-20.10.tar", 0),
        ("ls TINY/docker-save-20.10.tar", 0),
        ("cat TINY/docker-save-20.10.tar /etc/passwd", 0),
        ("demo", 0),
        ("schema", 0),
        ("--help", 0),
        ("--version", 0),
        ("version", 0),
        ("check --help", 0),
        // 1: a rule failed; a mismatch is one, whatever is asked for.
        ("check TINY/docker-save-20.10.tar", 1),
        ("--ci TINY/docker-save-20.10.tar", 1),
        ("check HOSTILE/wrong-digest.tar", 1),
        ("check HOSTILE/wrong-diff-id.tar", 1),
        ("check HOSTILE/wrong-size.tar", 1),
        ("report HOSTILE/wrong-digest.tar", 1),
        ("ls --verify HOSTILE/wrong-digest.tar", 1),
        ("check HOSTILE/wrong-digest.tar --no-verify", 0),
        // 2: not readable to the end, also where a rule fails.
        ("check HOSTILE/zstd-cut-off.tar", 2),
        ("report HOSTILE/zstd-cut-off.tar", 2),
        ("HOSTILE/zstd-cut-off.tar", 2),
        ("ls HOSTILE/zstd-cut-off.tar", 2),
        (
            "check HOSTILE/zstd-cut-off.tar --most-layers 1 --largest-image 1",
            2,
        ),
        ("check HOSTILE/missing-layer-member.tar", 2),
        ("check HOSTILE/json-3000-deep.tar", 2),
        ("check HOSTILE/no-such-file.tar", 2),
        ("check HOSTILE/README.md", 2),
        ("check HOSTILE", 2),
        ("check /dev/null", 2),
        ("check TINY/docker-save-20.10.tar --platform plan9/mips", 2),
        ("check TINY/docker-save-20.10.tar --image 7", 2),
        // 2: misuse.
        ("", 2),
        ("check", 2),
        ("check --no-such-flag TINY/docker-save-20.10.tar", 2),
        (
            "check TINY/docker-save-20.10.tar --lowest-efficiency 1.1",
            2,
        ),
        (
            "check TINY/docker-save-20.10.tar --config no-such-file.yaml",
            2,
        ),
        ("report TINY/docker-save-20.10.tar --format xml", 2),
        ("ls TINY/docker-save-20.10.tar --view 9", 2),
        ("ls TINY/docker-save-20.10.tar /no/such/path", 2),
        ("cat TINY/docker-save-20.10.tar /no/such/path", 2),
        ("build .", 2),
    ] {
        let said = line(words);
        assert_eq!(said.code, code, "{words}: {}{}", said.out(), said.err());
        let silent = said.err.is_empty() && said.out.is_empty();
        assert!(!silent, "{words}: ends with {code} and says nothing");
        assert!(code != 0 || said.err.is_empty(), "{words}: {}", said.err());
    }
}

#[test]
fn what_could_be_read_of_a_broken_image_is_still_shown() {
    let json = line("check HOSTILE/zstd-cut-off.tar --format json --largest-image 1").json();
    assert_eq!(json["image"]["incomplete"], true);
    let layers = json["layers"].as_array().unwrap();
    assert_eq!(
        (&layers[0]["verified"], &layers[0]["error"]),
        (&true.into(), &().into())
    );
    assert!(
        layers[1]["error"]
            .as_str()
            .is_some_and(|error| error.contains("zstd"))
    );
    assert_eq!(json["errors"].as_array().unwrap().len(), 1);
    let text = line("check HOSTILE/zstd-cut-off.tar").out();
    assert!(text.contains("INCOMPLETE"), "{text}");
    let listed = line("ls HOSTILE/zstd-cut-off.tar").out();
    assert!(
        listed.contains("/good") && listed.contains("/first"),
        "{listed}"
    );
    let passwd = line("cat HOSTILE/zstd-cut-off.tar /good");
    assert_eq!((passwd.code, passwd.out.len()), (2, 10), "{}", passwd.err());
}

#[test]
fn misuse_names_what_is_wrong_on_standard_error() {
    for (words, says) in [
        ("check x --lowest-eficiency 1", "--lowest-efficiency"),
        (
            "check HOSTILE/no-such-file.tar",
            "no-such-file.tar: there is no such file",
        ),
        ("check HOSTILE", "hostile: holds no image"),
        (
            "check HOSTILE/README.md",
            "README.md: is neither a tar nor a compressed tar",
        ),
        ("check /dev/null", "/dev/null: is empty"),
        (
            "check TINY/docker-save-20.10.tar --image other",
            "tiny:latest",
        ),
        (
            "check TINY/multiarch-docker-28.5-containerd.tar --platform linux/s390x",
            "linux/arm64",
        ),
        ("check x -j -", "give one of them a file"),
        (
            "ls TINY/docker-save-20.10.tar --view 0..9",
            "9 layers, 0 to 8",
        ),
        ("build .", "'layerscope build' is not done yet"),
    ] {
        let said = line(words);
        assert_eq!(said.code, 2, "{words}");
        assert!(said.err().contains(says), "{words}: {}", said.err());
        assert!(said.out.is_empty(), "{words}: {}", said.out());
    }
}

#[test]
fn a_signal_ends_it_at_once_and_leaves_nothing_behind() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let temp = tempfile::tempdir().unwrap();
        let mut child = Command::new(program())
            .args(["check", "-"])
            .env("TMPDIR", temp.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // More than a pipe holds: once it is written, the other side is reading.
        let mut image = std::fs::read(tiny("docker-save-20.10.tar")).unwrap();
        image.resize(300_000, 0);
        child.stdin.as_mut().unwrap().write_all(&image).unwrap();
        let pid = child.id().to_string();
        let kill = Command::new("kill").args(["-s", signal, &pid]).status();
        assert!(kill.unwrap().success());
        let stdin = child.stdin.take();
        let output = child.wait_with_output().unwrap();
        drop(stdin);
        assert_eq!(output.status.code(), Some(code), "{signal}");
        assert!(output.stdout.is_empty(), "{signal}");
        let left = std::fs::read_dir(temp.path()).unwrap().count();
        assert_eq!(left, 0, "{signal}: files in TMPDIR");
    }
}

#[test]
fn the_demo_names_every_cause() {
    let (text, json) = (line("demo").out(), line("demo --format json").json());
    for cause in ["overwritten", "deleted", "shadowed", "duplicate-entry"] {
        let rows = json["waste"].as_array().unwrap();
        assert!(rows.iter().any(|row| row["cause"] == cause), "{cause}");
    }
    // For people a path that one layer stores twice is said in plainer words.
    for words in [
        "overwritten by",
        "deleted by",
        "shadowed by",
        "/srv/app/CHANGES",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}
