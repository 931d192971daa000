//! What the README says of keys and settings is what the program does.

// What fails here is a failed test, also in a helper.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::PathBuf;

use layerscope::tui::keys_table;
use layerscope::tui::settings::{Flags, Request, SETTINGS, Settings};

const START: &str = "<!-- keys: from src/tui/bindings.rs, written by a test -->\n";
const END: &str = "<!-- end of keys -->\n";

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// Before the table of keys, the table, and behind it.
fn parts(text: &str) -> (&str, &str, &str) {
    let (before, rest) = text.split_once(START).expect("the start of the keys");
    let (table, behind) = rest.split_once(END).expect("the end of the keys");
    (before, table, behind)
}

/// `LAYERSCOPE_WRITE_README=1 cargo test --test readme` writes the table anew.
#[test]
fn the_table_of_keys_is_that_of_the_bindings() {
    let text = fs::read_to_string(path()).unwrap();
    let (before, table, behind) = parts(&text);
    if std::env::var_os("LAYERSCOPE_WRITE_README").is_some() {
        let text = format!("{before}{START}{}{END}{behind}", keys_table());
        return fs::write(path(), text).unwrap();
    }
    let how = "run LAYERSCOPE_WRITE_README=1 cargo test --test readme";
    assert!(
        table == keys_table(),
        "the README's keys are not those of BINDINGS; {how}"
    );
}

#[test]
fn the_example_of_settings_is_valid_and_has_every_key() {
    let text = fs::read_to_string(path()).unwrap();
    let (_, rest) = text.split_once("```toml\n").expect("an example");
    let (example, _) = rest.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    fs::write(&file, example).unwrap();
    let flags = Flags {
        settings: Some(file),
        values: vec![],
    };
    let request = Request {
        flags: &flags,
        variable: &|_| None,
        config: None,
        home: None,
        folder: folder.path(),
    };
    let settings = Settings::load(&request).unwrap_or_else(|error| panic!("{error}"));
    for info in &SETTINGS {
        let origin = settings.get(info.name).origin.to_string();
        assert_ne!(origin, "default", "{} is not in the example", info.key);
    }
}
