//! Where output goes: data on standard output, the rest on standard error, files whole.

use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use crate::bin::{layerscope, line, program, run, said, split, tiny};

const IMAGE: &str = "TINY/docker-save-20.10.tar";

#[test]
fn a_file_is_replaced_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let file = path.to_str().unwrap();
    let before = "an older and longer report ".repeat(5000);
    fs::write(&path, &before).unwrap();
    // What is refused before or while reading does not touch it.
    for words in [
        "report HOSTILE/json-3000-deep.tar",
        "report HOSTILE/no-such-file.tar",
        "report TINY/oci-gzip --format xml",
    ] {
        let args = split(words).into_iter().chain(["-o".into(), file.into()]);
        assert_eq!(run(args).code, 2, "{words}");
        assert_eq!(fs::read_to_string(&path).unwrap(), before, "{words}");
    }
    for command in ["report", "check"] {
        fs::write(&path, &before).unwrap();
        let image = tiny("oci-gzip");
        let to_file = run([
            command,
            image.to_str().unwrap(),
            "--format",
            "json",
            "-o",
            file,
        ]);
        let printed = run([command, image.to_str().unwrap(), "--format", "json"]);
        assert_eq!((to_file.code, &to_file.out[..]), (printed.code, &b""[..]));
        assert_eq!(fs::read(&path).unwrap(), printed.out, "{command}");
    }
    // An image that breaks off is still reported.
    let broken = split(&format!(
        "report HOSTILE/zstd-cut-off.tar --format json -o {file}"
    ));
    assert_eq!(run(broken).code, 2);
    assert!(
        fs::read_to_string(&path)
            .unwrap()
            .contains("\"incomplete\": true")
    );
    assert_eq!(
        fs::read_dir(&folder).unwrap().count(),
        1,
        "nothing is left beside it"
    );
}

#[test]
fn a_link_stays_a_link_and_odd_places_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("file"), folder.path().join("link"));
    fs::write(&file, "old").unwrap();
    symlink(&file, &link).unwrap();
    let image = tiny("oci-gzip");
    let image = image.to_str().unwrap();
    assert_eq!(run(["report", image, "-o", link.to_str().unwrap()]).code, 0);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&file).unwrap().contains("/tmp.bin"));
    for (place, says) in [
        (
            folder.path().join("none/report"),
            "none/report: cannot be written",
        ),
        (folder.path().to_owned(), "cannot be written"),
        ("/dev/full".into(), "cannot be written"),
    ] {
        let said = run(["report", image, "-o", place.to_str().unwrap()]);
        assert_eq!((said.code, said.out.len()), (2, 0), "{}", place.display());
        assert!(said.err().contains(says), "{}", said.err());
    }
}

#[test]
fn a_full_disk_is_an_error_of_every_command() {
    for words in [
        "report",
        "check",
        "ls",
        "report --format json",
        "report --format dive-json",
    ] {
        let mut args = split(words);
        args.insert(1, tiny("oci-gzip").to_str().unwrap().to_owned());
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = Command::new(program())
            .args(args)
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{words}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(
            error.starts_with("layerscope: standard output: cannot be written"),
            "{error}"
        );
    }
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    for (words, code) in [
        (format!("report {IMAGE}"), 0),
        (format!("report {IMAGE} --format json"), 0),
        (format!("report {IMAGE} --format dive-json"), 0),
        (format!("check {IMAGE}"), 1),
        (format!("ls {IMAGE}"), 0),
        (format!("cat {IMAGE} /op"), 0),
        ("schema".to_owned(), 0),
        ("--help".to_owned(), 0),
    ] {
        let mut child = Command::new(program())
            .args(split(&words))
            .env_remove("CI")
            .current_dir(env!("CARGO_TARGET_TMPDIR"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{words}");
        assert!(output.stderr.is_empty(), "{words}: {:?}", output.stderr);
    }
}

#[test]
fn standard_input_is_read_plain_and_compressed() {
    for name in [
        "docker-save-20.10.tar",
        "docker-archive.tar.gz",
        "docker-archive.tar.zst",
        "docker-archive.tar.xz",
        "docker-archive.tar.bz2",
        "skopeo-oci-archive.tar",
    ] {
        let temp = tempfile::tempdir().unwrap();
        let bytes = fs::read(tiny(name)).unwrap();
        let mut piped = layerscope();
        piped
            .args(["report", "-", "--format", "json"])
            .env("TMPDIR", temp.path());
        let piped = said(piped.write_stdin(bytes)).json();
        let named = run(["report", tiny(name).to_str().unwrap(), "--format", "json"]).json();
        assert_eq!(piped, named, "{name}");
        assert_eq!(
            fs::read_dir(&temp).unwrap().count(),
            0,
            "{name}: files in TMPDIR"
        );
    }
    let empty = said(layerscope().args(["check", "-"]).write_stdin(""));
    assert_eq!(empty.code, 2);
    assert!(
        empty.err().contains("standard input: is empty"),
        "{}",
        empty.err()
    );
}

#[test]
fn files_may_have_any_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder
        .path()
        .join(std::ffi::OsStr::from_bytes(b"odd \xff:name.tar"));
    fs::copy(tiny("docker-save-20.10.tar"), &path).unwrap();
    let said = run([std::ffi::OsStr::new("report"), path.as_os_str()]);
    assert_eq!(said.code, 0, "{}", said.err());
    fs::write(&path, "no image").unwrap();
    let said = run([std::ffi::OsStr::new("report"), path.as_os_str()]);
    assert!(said.err().contains(r"odd \xff:name.tar"), "{}", said.err());
}

#[test]
fn a_choice_is_said_and_quiet_is_quiet() {
    let words = "report TINY/multiarch-docker-28.5-containerd.tar --format json";
    let loud = line(words);
    let choice = loud.json()["image"]["choice"].as_str().unwrap().to_owned();
    assert!(loud.err().contains(&choice), "{}", loud.err());
    assert!(choice.contains("there is also linux/arm64"), "{choice}");
    let quiet = line(&format!("{words} -q"));
    assert_eq!((quiet.err(), quiet.out), (String::new(), loud.out));
    let whole = line("report HOSTILE/manifest-missing.tar --format json");
    let choice = whole.json()["image"]["choice"].as_str().unwrap().to_owned();
    assert_eq!(choice, "image 1 of 2, the only one that is whole");
}

#[test]
fn wide_terminals_widen_and_narrow_ones_do_not_break_it() {
    let widest = |columns: &str| {
        let mut command = layerscope();
        command
            .args(split(&format!("report {IMAGE}")))
            .env("COLUMNS", columns);
        let text = said(&mut command).out();
        text.lines().map(|line| line.chars().count()).max().unwrap()
    };
    assert!(widest("80") <= 80 && widest("nonsense") <= 80);
    assert!(widest("160") > 80 && widest("160") <= 160);
    assert!(widest("0") <= 80 && widest("99999999") <= 300);
}
