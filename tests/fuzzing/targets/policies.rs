//! Files that the user hands over and may have from others: policies, settings, baselines.

use std::fs;
use std::path::Path;

use layerscope::gate::{LivePath, Measured, Policy, Wanted, judge, load};
use layerscope::secrets::Baseline;
use layerscope::tui::settings::{Flags, Request, SETTINGS, Settings, told};

use super::bytes::Bytes;
use super::laws;

pub fn run(input: &[u8]) {
    thread_local! {
        static FOLDER: tempfile::TempDir = tempfile::tempdir().unwrap();
    }
    let mut input = Bytes(input);
    let kind = input.below(6);
    let text = input.rest();
    FOLDER.with(|folder| match kind {
        0 => policy(folder.path(), "own.yaml", text),
        1 => policy(folder.path(), "own.toml", text),
        2 => policy(folder.path(), ".dive-ci", text),
        3 => own_settings(folder.path(), text),
        4 => dive_settings(folder.path(), text),
        _ => {
            if let Err(what) = Baseline::read(text) {
                laws::tame(&what);
            }
        }
    });
}

fn policy(folder: &Path, name: &str, text: &[u8]) {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    let is_dives = name == ".dive-ci";
    let wanted = Wanted {
        own: (!is_dives).then_some(&path),
        dive: is_dives.then_some(&path),
        folder,
    };
    let read = || {
        let loaded = load(&wanted, &laws::limits())?;
        loaded.notes.iter().for_each(|note| laws::sentence(note));
        Policy::resolve(loaded.file.as_ref(), &|_| None, &[])
    };
    match read() {
        Ok(policy) => judged(&policy),
        Err(error) => {
            laws::sentence(&error.to_string());
            assert!(error.place.contains(name), "{error}");
        }
    }
}

/// A policy that can be read can be applied, and says what it said in tame words.
fn judged(policy: &Policy) {
    let measured = Measured {
        efficiency: 0.5,
        wasted_bytes: 10,
        wasted_user_percent: 0.5,
        layer_bytes: &[10, 20],
        largest_file: None,
        live_paths: &|see| {
            for path in [&b"/etc/passwd"[..], b"/root/.ssh/id_rsa", b"/a\xff/\x1b"] {
                see(LivePath { path, layer: 0 });
            }
        },
        mismatches: &[],
        verified: true,
        secrets: None,
        incomplete: false,
    };
    for verdict in judge(policy, &measured) {
        laws::tame(&format!("{verdict:?}"));
    }
}

fn own_settings(folder: &Path, text: &[u8]) {
    let path = folder.join("config.toml");
    fs::write(&path, text).unwrap();
    let flags = Flags {
        settings: Some(path.clone()),
        values: vec![],
    };
    settings(&flags, folder);
}

fn dive_settings(folder: &Path, text: &[u8]) {
    let path = folder.join(".dive.yaml");
    fs::write(&path, text).unwrap();
    settings(&Flags::default(), folder);
    fs::remove_file(path).unwrap();
}

/// What is printed of settings is a settings file that says the same.
fn settings(flags: &Flags, folder: &Path) {
    let read = |flags: &Flags| {
        Settings::load(&Request {
            flags,
            variable: &|_| None,
            config: None,
            home: None,
            folder,
        })
    };
    let settings = match read(flags) {
        Ok(settings) => settings,
        Err(error) => return laws::sentence(&error.to_string()),
    };
    let printed = told::text(&settings);
    laws::tame(&printed);
    serde_json::from_str::<serde_json::Value>(&told::json(&settings)).unwrap();
    let kept = folder.join("kept.toml");
    fs::write(&kept, &printed).unwrap();
    let again = read(&Flags {
        settings: Some(kept),
        values: vec![],
    });
    let again = again.unwrap_or_else(|error| panic!("{error} in\n{printed}"));
    for info in &SETTINGS {
        let (before, after) = (settings.get(info.name), again.get(info.name));
        assert_eq!(before.value, after.value, "{} in\n{printed}", info.key);
    }
    for (before, after) in settings.bound.iter().zip(&again.bound) {
        assert_eq!(before.binding.name, after.binding.name);
        assert_eq!(
            before.keys, after.keys,
            "{} in\n{printed}",
            before.binding.name
        );
    }
}
