//! What the engine makes of the hostile fixtures: waste with its causes, warnings, errors. The
//! column "what is right" of `fixtures/hostile/README.md`, as far as it can be said in figures.

mod common;

use std::collections::BTreeSet;

use layerscope::analysis::{Examined, examine};
use layerscope::layer::{NoSinks, Options};
use layerscope::source::{OpenOptions, Reference, open};

const EXPECTED: &str = include_str!("hostile.expected");

fn summary(name: &str) -> String {
    let path = common::fixture("hostile").join(format!("{name}.tar"));
    let reference = Reference::Path { path, image: None };
    let opened = match open(&reference, &OpenOptions::default()) {
        Ok(opened) => opened,
        Err(_) => return format!("{name}: refused"),
    };
    let options = Options {
        verify: true,
        hash: true,
        ..Options::default()
    };
    let examined = examine(opened.image, None, &options, &NoSinks, &(), |_| ());
    format!("{name}: {}", told(&examined))
}

fn told(examined: &Examined) -> String {
    let mut parts = vec![format!("{} entries", examined.entries())];
    for waste in &examined.accounting.waste {
        let path = String::from_utf8_lossy(&examined.tree.path(waste.node)).into_owned();
        parts.push(format!("{path} {} {}", waste.bytes, waste.cause.name()));
    }
    let kinds: BTreeSet<&str> = examined.warnings.iter().map(|w| w.kind.name()).collect();
    parts.extend(kinds.into_iter().map(|kind| format!("warning {kind}")));
    for (count, what) in [
        (examined.errors.len(), "error"),
        (examined.mismatches.len(), "mismatch"),
    ] {
        parts.extend((count > 0).then(|| format!("{count} {what}")));
    }
    parts.join(", ")
}

#[test]
fn every_fixture_gives_what_is_right_for_it() {
    let readme = std::fs::read_to_string(common::fixture("hostile/README.md")).unwrap();
    let names = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split(".tar`").next());
    let mut wrong = vec![];
    let names: Vec<&str> = names.collect();
    let expected: Vec<&str> = EXPECTED.lines().collect();
    assert_eq!(
        names.len(),
        expected.len(),
        "a line of hostile.expected for each fixture"
    );
    for (name, right) in names.into_iter().zip(expected) {
        let told = summary(name);
        if told != right {
            wrong.push(format!("  is    {told}\n  right {right}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
