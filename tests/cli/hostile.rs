//! Other people's bytes: whatever an image holds, the binary ends with a code that means
//! something, says which file is wrong, and prints nothing that acts on a terminal or in a CI log.

use std::path::{Path, PathBuf};

use crate::bin::{Said, images, in_parallel, layerscope, run, said};
use crate::common::corpus;
use crate::common::images::{archive, digest, docker_members, numbered};
use crate::common::raw_tar::Tar;

fn told(path: &Path, args: &[&str]) -> Said {
    let mut all = vec![args[0].as_ref(), path.as_os_str()];
    all.extend(args[1..].iter().map(|arg| arg.as_ref() as &std::ffi::OsStr));
    run(all)
}

/// No line may be taken for an order by a CI runner, and no byte by a terminal.
fn is_harmless(what: &str, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{what}: no UTF-8"));
    for line in text.lines() {
        assert!(!line.trim_start().starts_with("::"), "{what}: {line}");
        assert!(!line.contains("##["), "{what}: {line}");
    }
    let acts = |c: &char| {
        c.is_control() && *c != '\n'
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if let Some(found) = text.chars().find(acts) {
        panic!("{what}: {found:?} in {text:?}");
    }
}

/// The hostile images; those that are only long to read have no names to be looked at.
fn with_names() -> Vec<PathBuf> {
    let mut all = images("hostile");
    all.retain(|path| !path.to_str().unwrap().contains("bomb"));
    all
}

#[test]
fn no_text_acts_on_a_terminal_or_in_a_ci_log() {
    in_parallel(&with_names(), |path| {
        for args in [
            &["report"][..],
            &["check", "--forbidden-path", "*", "--largest-file", "1"],
            &["report", "--accounting", "dive"],
            &["ls"],
            &["ls", "--view", "0..1", "--hash"],
            &["cat", "/no\u{1b}[31m\n::error::such"],
        ] {
            let said = told(path, args);
            let what = format!("{} {args:?}", path.display());
            is_harmless(&what, &said.out);
            is_harmless(&format!("{what}: standard error"), &said.err);
            assert!(matches!(said.code, 0..=2), "{what}: {}", said.code);
        }
    });
}

/// Text that is wrapped or cut must not put an order at the start of a line.
#[test]
fn no_width_breaks_a_line_before_an_order() {
    let order = "a ::error::b ##[c] ".repeat(20);
    let long = order.as_str();
    let layers = vec![
        Tar::new().file(long, b"first").file(long, b"second").end(),
        Tar::new().file(long, b"third").file("x", b"y").end(),
        Tar::new().file("x", b"z").cut(),
    ];
    let mut layers = numbered(layers);
    for layer in &mut layers {
        layer.instruction = format!("RUN {long}");
    }
    layers[1].diff_id = digest(b"other");
    let folder = tempfile::tempdir().unwrap();
    let path = folder
        .path()
        .join(format!("{}.tar", &long[..100].replace('/', "")));
    let wrong = archive(&docker_members(long, &layers));
    std::fs::write(&path, &wrong).unwrap();
    let widths: Vec<String> = (40..110).map(|width| width.to_string()).collect();
    in_parallel(&widths, |width| {
        for args in [&["report"][..], &["check", "--forbidden-path=*"]] {
            let mut run = layerscope();
            run.args(args).arg(&path).env("COLUMNS", width);
            let said = said(&mut run);
            assert!(said.out.len() > 1000, "{}", said.err());
            is_harmless(&format!("{args:?} at {width}"), &said.out);
            is_harmless(&format!("{args:?} at {width}"), &said.err);
        }
    });
}

#[test]
fn json_holds_no_raw_control_bytes_either() {
    in_parallel(&with_names(), |path| {
        for args in [
            &["report", "--format", "json"][..],
            &["report", "--format", "dive-json"],
            &["ls", "--format", "ndjson"],
        ] {
            let said = told(path, args);
            let raw = said
                .out
                .iter()
                .find(|byte| **byte < b' ' && **byte != b'\n');
            assert_eq!(raw, None, "{} {args:?}", path.display());
            let workflow = said
                .out()
                .lines()
                .any(|line| line.trim_start().starts_with("::"));
            assert!(!workflow, "{} {args:?}", path.display());
        }
    });
}

/// Names that an attacker chose and that stand in an error, in a reference, in an option.
#[test]
fn what_was_typed_is_escaped_too() {
    for args in [
        &["check", "no\u{1b}[31m\n::error::such.tar"][..],
        &["check", "docker:\n::error::x"],
        &["check", "oci:no\n::error::x"],
        &["check", "x", "--config", "no\n::error::x"],
        &["check", "x", "--source", "\n  ::error::x"],
        &["check", "x", "\n::error::x\x1b[2J"],
        &["check", "x", "--most-layers", "\n::error::x"],
        &["ls", "x", "--view", "\n::error::x"],
        &["report", "x", "--platform", "\n::error::x"],
        &["\n::error::x", "check", "x"],
        &["report", "demo", "-o", "/no/\n::error::x"],
    ] {
        let said = run(args);
        assert_eq!(said.code, 2, "{args:?}");
        is_harmless(&format!("{args:?}"), &said.out);
        is_harmless(&format!("{args:?}"), &said.err);
    }
}

/// Every input ends with 0, 1 or 2; on 2 the file is named, and what was read is told.
fn ends_well(path: &Path) {
    let name = path.file_name().unwrap().to_str().unwrap();
    for args in [
        &["report", "--format", "json"][..],
        &["check"],
        &["check", "--no-verify"],
    ] {
        let said = told(path, args);
        let what = format!("{} {args:?}", path.display());
        let (out, err) = (
            String::from_utf8_lossy(&said.out),
            String::from_utf8_lossy(&said.err),
        );
        assert!(
            !err.contains("panicked") && !out.contains("panicked"),
            "{what}: {err}"
        );
        assert!(matches!(said.code, 0..=2), "{what}: {}", said.code);
        let said_why = match said.code {
            2 => out.contains(name) || err.contains(name),
            _ => !out.is_empty(),
        };
        assert!(said_why, "{what} ends with {}: {out}{err}", said.code);
        if said.code == 2 && args.contains(&"json") && !out.is_empty() {
            let json: serde_json::Value = serde_json::from_slice(&said.out).unwrap();
            assert_eq!(json["image"]["incomplete"], true, "{what}");
            let errors = json["errors"].to_string();
            assert!(errors.contains(name), "{what}: {errors}");
        }
    }
}

#[test]
fn every_hostile_fixture_ends_well() {
    in_parallel(&images("hostile"), |path| ends_well(path));
}

#[test]
fn everything_in_the_corpus_ends_well() {
    let Some(corpus) = corpus() else { return };
    let mut found: Vec<PathBuf> = vec![corpus];
    let mut at = 0;
    while let Some(path) = found.get(at).cloned() {
        at += 1;
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).unwrap();
            found.extend(entries.map(|entry| entry.unwrap().path()));
        }
    }
    assert!(found.len() > 100, "the corpus is not there");
    in_parallel(&found, |path| ends_well(path));
}
