//! Imports run downward only, and some crates and calls have one home: DESIGN's picture of who
//! may know whom is read off `src/` here, so that it stays true.
#![allow(clippy::unwrap_used)] // a test program: what cannot be read must fail

use std::fs;
use std::path::Path;

/// The modules from the bottom up. A module knows those of lower floors, not its neighbours.
const FLOORS: &[&[&str]] = &[
    &["limits", "text"],
    &["image"],
    &["tar"],
    &["source", "layer", "demo"],
    &["tree"],
    &["cache"],
    &["analysis", "secrets", "preview", "extract"],
    &["gate"],
    &["report"],
    &["tui"],
    &["cli"],
    &["commands"],
    &["main"],
];

/// What may stand only in these modules.
const HOMES: &[(&str, &[&str])] = &[
    ("clap::", &["cli"]),
    ("clap_complete::", &["cli"]),
    ("clap_mangen::", &["cli"]),
    ("process::exit", &["main"]),
    // secrets looks into archives that lie in layers.
    ("flate2::", &["image", "layer", "source", "secrets"]),
    ("zstd::", &["image", "layer", "source"]),
    ("bzip2::", &["image", "layer", "source"]),
    ("liblzma::", &["image", "layer", "source"]),
    ("ratatui::", &["tui"]),
    ("crossterm::", &["tui"]),
];

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// What one file does that it must not; `path` is below `src`.
fn violations(path: &str, text: &str) -> Vec<String> {
    let module = path
        .split('/')
        .next()
        .unwrap_or(path)
        .trim_end_matches(".rs");
    if module == "lib" {
        return vec![];
    }
    let Some(own) = floor(module) else {
        return vec![format!(
            "{path}: the module {module} has no floor in tests/imports.rs"
        )];
    };
    let code = without_comments(text);
    let depth = path.split('/').count() - usize::from(path.ends_with("/mod.rs"));
    let mut out = vec![];
    for known in imports(&code, depth) {
        let there = floor(&known);
        if known != module && there.is_some_and(|there| there >= own) {
            out.push(format!("{path}: {module} must not know {known}"));
        }
    }
    for (what, homes) in HOMES {
        if !homes.contains(&module) && words(&code, what).next().is_some() {
            out.push(format!("{path}: {what} belongs to {}", homes.join(", ")));
        }
    }
    out
}

/// Names that stand directly below the crate's root in paths of this code.
fn imports(code: &str, depth: usize) -> Vec<String> {
    let up = "super::".repeat(depth);
    let mut found = vec![];
    for root in ["crate::", "layerscope::", up.as_str()] {
        for at in words(code, root) {
            found.extend(heads(&code[at + root.len()..]));
        }
    }
    found
}

/// Where `what` stands in `code` as a word of its own or behind a `::` of the language.
fn words<'a>(code: &'a str, what: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(what).map(|(at, _)| at).filter(|&at| {
        let before = code[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '$')
    })
}

/// The first name of a path, or of each path in a `{…}` group.
fn heads(rest: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let Some(group) = rest.trim_start().strip_prefix('{') else {
        return vec![name(rest)];
    };
    let (mut open, mut start, mut found) = (1, 0, vec![]);
    for (at, c) in group.char_indices() {
        open += i32::from(c == '{') - i32::from(c == '}');
        if open == 0 || (open == 1 && c == ',') {
            found.push(name(&group[start..at]));
            start = at + 1;
        }
        if open == 0 {
            break;
        }
    }
    found
}

fn without_comments(text: &str) -> String {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned() + "\n";
    text.lines().map(code).collect()
}

fn sources(dir: &Path, below: &Path, out: &mut Vec<(String, String)>) {
    for item in fs::read_dir(dir).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            sources(&path, below, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let name = path
                .strip_prefix(below)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            out.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn imports_run_downward_only() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![];
    sources(&src, &src, &mut files);
    assert!(files.len() > 10, "{} files read", files.len());
    let found: Vec<String> = files
        .iter()
        .flat_map(|(path, text)| violations(path, text))
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn an_upward_import_would_be_caught() {
    for (path, text, caught) in [
        ("layer/walk.rs", "use crate::tree::Node;", true),
        ("layer/walk.rs", "use crate::source;", true),
        ("source/mod.rs", "let x = crate::layer::list(blob);", true),
        (
            "image/mod.rs",
            "use crate::{\n  limits::Limits,\n  gate::{Rule, policy::X},\n};",
            true,
        ),
        ("tree/mod.rs", "use super::report::json;", true),
        ("tree/node.rs", "use super::super::cli;", true),
        ("demo.rs", "use crate::layer::Entry;", true),
        ("unknown.rs", "", true),
        ("report/mod.rs", "use clap::Parser;", true),
        ("cli/mod.rs", "std::process::exit(1)", true),
        ("tree/mod.rs", "zstd::Decoder::new(x)", true),
        (
            "layer/walk.rs",
            "use crate::image::Blob; use crate::limits::Limits;",
            false,
        ),
        (
            "layer/walk.rs",
            "use super::entry; // not crate::tree\n//! [`crate::tree`]",
            false,
        ),
        ("report/json.rs", "use super::text::table;", false),
        (
            "tree/node.rs",
            "use super::cli_like; use crate::tree::Node;",
            false,
        ),
        (
            "main.rs",
            "use layerscope::cli; std::process::exit(0)",
            false,
        ),
        ("lib.rs", "pub mod tree;", false),
        (
            "cli/mod.rs",
            "use clap::Parser; use crate::{tree, gate};",
            false,
        ),
        ("gate/mod.rs", "my_clap::x(); $crate::tree", false),
    ] {
        assert_eq!(!violations(path, text).is_empty(), caught, "{path}: {text}");
    }
}
