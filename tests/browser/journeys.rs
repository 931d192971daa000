//! What a user does from the prompt of the shell and back to it.

use std::os::unix::fs::PermissionsExt;

use crate::common::fixture;
use crate::pty::{Start, program};

fn tiny(name: &str) -> String {
    fixture("tiny").join(name).to_str().unwrap().to_owned()
}

const SERVER: &str = "/srv/app/bin/server";

#[test]
fn look_around_filter_read_extract_and_leave() {
    let mut pty = Start::layerscope("demo").go();
    pty.wait_for("efficiency");
    pty.assert_taken();
    pty.keys("jjj", "changes by layer 3");
    pty.keys("\t", "fold");
    pty.keys("r", "the image as it runs");
    pty.keys("f", "filter");
    pty.send("license");
    pty.wait_gone("busybox");
    pty.keys("\r", "license.txt");
    pty.send("\x1b");
    pty.wait_gone("filter license");
    pty.keys("g", "busybox");
    // The contents of a file that a later layer deleted.
    pty.keys(":", "go to");
    pty.keys("/root/.aws/credentials\r", "deleted by layer 5");
    pty.keys("o", "aws_secret_access_key = ****");
    pty.keys("X", layerscope::demo::PLANTED);
    pty.keys("e", "extract to");
    let file = pty.folder.path().join("taken");
    pty.keys("\x15taken\r", "wrote");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(layerscope::demo::PLANTED), "{text}");
    // Once more: it exists now.
    std::fs::write(&file, "mine").unwrap();
    pty.keys("e", "extract to");
    pty.keys("\x15taken\r", "overwrite it?");
    pty.keys("n", "nothing was written");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    pty.keys("e", "extract to");
    pty.keys("\x15taken\r", "overwrite it?");
    pty.keys("y", "wrote");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    pty.send("q");
    pty.wait_for("touched by 2 layers");
    pty.send("qq");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
}

#[test]
fn a_directory_is_taken_out_as_a_tar() {
    let mut pty = Start::layerscope("demo").go();
    pty.wait_for("efficiency");
    pty.send("r:");
    pty.keys("/srv/app\r", "app");
    pty.keys("e", "extract to");
    pty.keys("\x15app.tar\r", "wrote");
    let bytes = std::fs::read(pty.folder.path().join("app.tar")).unwrap();
    let mut tar = tar::Archive::new(&bytes[..]);
    let paths = tar.entries().unwrap().map(|entry| {
        let entry = entry.unwrap();
        entry.path().unwrap().to_str().unwrap().to_owned()
    });
    let paths: Vec<String> = paths.collect();
    assert!(
        paths.iter().any(|path| path.ends_with("bin/server")),
        "{paths:?}"
    );
    pty.send("\x03");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
}

#[test]
fn another_size_is_another_screen_and_the_selection_is_in_it() {
    let mut pty = Start::layerscope("demo").size(200, 60).go();
    pty.wait_for("efficiency");
    pty.keys("r\tG", "packages");
    for (width, height) in [(80, 24), (120, 40), (64, 14), (41, 10)] {
        pty.resize(width, height);
        pty.wait_for("packages");
    }
    pty.resize(39, 9);
    pty.wait_for("too small");
    pty.resize(80, 24);
    pty.wait_for("packages");
    pty.send("q");
    assert_eq!(pty.code(), 0);
}

#[test]
fn the_image_comes_by_standard_input_and_the_keys_from_the_terminal() {
    let line = format!("cat '{}' | \"$L\" -", tiny("docker-save-20.10.tar"));
    let mut pty = Start::shell(&line).go();
    pty.wait_for("efficiency");
    pty.keys("2", "[2 Waste]");
    pty.keys("1r\t", "the image as it runs");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
}

#[test]
fn the_image_comes_from_an_engine() {
    let folder = tempfile::tempdir().unwrap();
    let engine = folder.path().join("docker");
    let script = format!("#!/bin/sh\nexec cat '{}'\n", tiny("docker-save-20.10.tar"));
    std::fs::write(&engine, script).unwrap();
    std::fs::set_permissions(&engine, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let mut pty = Start::layerscope("docker://tiny:latest")
        .with("PATH", &path)
        .go();
    pty.wait_for("efficiency");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
}

#[test]
fn what_cannot_be_opened_is_said_without_touching_the_terminal() {
    let mut pty = Start::layerscope("./no-such-image.tar").go();
    let code = pty.code();
    pty.drain();
    let bytes = pty.bytes();
    assert_eq!(code, 2, "{bytes}");
    let said = bytes.contains("layerscope: ") && bytes.contains("no-such-image.tar");
    assert!(said, "{bytes}");
    assert!(!bytes.contains("\x1b[?1049h"), "{bytes:?}");
}

/// What is read from a stream is known to be no image only after the browser stands.
#[test]
fn a_stream_that_is_no_image_is_said_after_the_terminal_is_given_back() {
    let mut pty = Start::shell("(echo no; sleep 1) | \"$L\" -").go();
    assert_eq!(pty.code(), 2);
    pty.drain();
    let bytes = pty.bytes();
    let told = bytes.rsplit("\x1b[?1049l").next().unwrap();
    assert!(told.contains("layerscope: "), "{bytes:?}");
}

#[test]
fn standard_error_is_silent_while_the_browser_is_open() {
    let image = fixture("hostile").join("gzip-cut-off.tar");
    let line = format!("exec \"$L\" '{}' 2>errors", image.display());
    let mut pty = Start::shell(&line).go();
    pty.wait_for("BAD LAYERS");
    pty.keys("4", "[4 Image]");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    let errors = std::fs::read_to_string(pty.folder.path().join("errors")).unwrap();
    assert_eq!(errors, "");
}

/// Sequences that set colours.
fn colours(bytes: &str) -> Vec<String> {
    let sequences = bytes.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        (rest[end..].starts_with('m') && !rest.starts_with('<')).then(|| rest[..end].to_owned())
    });
    let colour = |part: &str| {
        let number = part.parse().unwrap_or(0);
        matches!(number, 30..=38 | 40..=48 | 90..=97 | 100..=107)
    };
    sequences
        .filter(|sequence| sequence.split(';').any(colour))
        .collect()
}

#[test]
fn colours_are_left_out_where_nobody_wants_them() {
    for (name, value, coloured) in [("A", "b", true), ("NO_COLOR", "1", false)] {
        let mut pty = Start::layerscope("demo").with(name, value).go();
        pty.wait_for("efficiency");
        pty.keys("2", "[2 Waste]");
        pty.send("q");
        assert_eq!(pty.code(), 0);
        pty.drain();
        let found = colours(&pty.bytes());
        assert_eq!(!found.is_empty(), coloured, "{name}: {found:?}");
    }
    // What the table above looks for is what the browser sends.
    assert_eq!(colours("\x1b[38;5;4mx\x1b[0m\x1b[1m\x1b[7m"), ["38;5;4"]);
}

#[test]
fn a_terminal_that_can_do_nothing_gets_the_report() {
    let mut pty = Start::layerscope("demo").with("TERM", "dumb").go();
    assert_eq!(pty.code(), 0);
    pty.drain();
    let bytes = pty.bytes();
    assert!(bytes.contains("efficiency"), "{bytes}");
    assert!(!bytes.contains('\x1b'), "{bytes:?}");
}

#[test]
fn the_mouse_selects_scrolls_drags_and_sorts() {
    let mut pty = Start::layerscope("demo").size(120, 40).go();
    pty.wait_for("efficiency");
    let (column, row) = pty.cell("RUN fetch");
    pty.send(&format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m"));
    pty.wait_for("changes by layer 5");
    let (column, row) = pty.cell("2 Waste");
    pty.keys(
        &format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m"),
        "[2 Waste]",
    );
    pty.keys("1r", "the image as it runs");
    // A header sorts.
    let (column, row) = pty.cell("waste NAME");
    pty.keys(
        &format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m"),
        "by waste",
    );
    // The divider is dragged: the tree becomes wider, and what was cut is whole.
    let before = pty.cell("1 Tree").0;
    let at = before - 3;
    pty.send(&format!(
        "\x1b[<0;{at};20M\x1b[<32;{};20M\x1b[<0;{};20m",
        at - 15,
        at - 15
    ));
    pty.until("moved", |screen| {
        let found = screen
            .contents()
            .lines()
            .find_map(|line| line.find("1 Tree").map(|at| line[..at].chars().count() + 1));
        found.is_some_and(|now| now + 10 < before)
    });
    pty.send("q");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
}

#[test]
fn without_the_mouse_it_is_left_to_the_terminal() {
    let mut pty = Start::layerscope("demo --no-mouse").go();
    pty.wait_for("efficiency");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    pty.drain();
    assert!(!pty.bytes().contains("\x1b[?1000h"), "the mouse was taken");
}

#[test]
fn what_is_copied_goes_to_the_terminals_clipboard() {
    let mut pty = Start::layerscope("demo").go();
    pty.wait_for("efficiency");
    pty.keys("2", SERVER);
    pty.keys("y", "copied");
    // OSC 52 with the path in base64.
    let sequence = "\x1b]52;c;L3Nydi9hcHAvYmluL3NlcnZlcg==";
    assert!(pty.bytes().contains(sequence), "{:?}", pty.bytes());
}

#[test]
fn frames_are_measured_when_asked() {
    let mut pty = Start::layerscope("demo")
        .with("LAYERSCOPE_FRAMES", "FOLDER/frames")
        .go();
    pty.wait_for("efficiency");
    for layer in 1..6 {
        pty.keys("j", &format!("changes by layer {layer}"));
    }
    pty.send("q");
    assert_eq!(pty.code(), 0);
    let text = std::fs::read_to_string(pty.folder.path().join("frames")).unwrap();
    let lines = text.lines().map(|line| line.split_once('\t').unwrap());
    let keys: Vec<u64> = lines
        .filter(|(_, what)| what.contains("Char('j')"))
        .map(|(spent, _)| spent.parse().unwrap())
        .collect();
    assert!(!keys.is_empty(), "{text}");
    assert!(program().exists());
}
