//! The settings in force for people and programs: every value with where it comes from.
//!
//! The text is a settings file itself: what `layerscope config` prints can be kept and changed.
//! Defaults are comments in it, so that keeping it nails none of them down.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::{Bound, Fate, Looked, SETTINGS, Settings, Value};
use crate::gate::Origin;
use crate::text::left;

/// Cells before the comments.
const COLUMN: usize = 48;

/// The settings as TOML.
#[must_use]
pub fn text(settings: &Settings) -> String {
    let mut out = "# Settings in force, each with where it comes from. A flag beats the \
                   environment,\n# that the settings file, that dive's file, that the default.\n\n"
        .to_owned();
    for looked in &settings.looked {
        let _ = writeln!(out, "# {}", looked_line(looked));
    }
    for note in &settings.notes {
        let _ = writeln!(out, "# {note}");
    }
    if !settings.passed_over.is_empty() {
        let keys = settings.passed_over.join(", ");
        let _ = writeln!(out, "# of dive's file means nothing to the browser: {keys}");
    }
    let depth = &settings.depth;
    let (name, origin) = (depth.value.name(), &depth.origin);
    let _ = writeln!(out, "# colours of the terminal: {name} ({origin})\n");
    for info in &SETTINGS {
        let setting = settings.get(info.name);
        out += &line(info.key, &spaced(&plain(&setting.value)), &setting.origin);
    }
    out += "\n[keys]\n";
    for bound in &settings.bound {
        out += &line(bound.binding.name, &keys(bound), &bound.origin);
    }
    out
}

/// `key = value  # origin`; a default is a comment.
fn line(key: &str, value: &str, origin: &Origin) -> String {
    let comment = if *origin == Origin::Default { "# " } else { "" };
    format!(
        "{} # {origin}\n",
        left(&format!("{comment}{key} = {value}"), COLUMN)
    )
}

/// The places that settings are looked for in, strongest first, and what is there.
#[must_use]
pub fn places(looked: &[Looked]) -> String {
    looked
        .iter()
        .map(|looked| looked_line(looked) + "\n")
        .collect()
}

fn looked_line(looked: &Looked) -> String {
    let whose = if looked.dive { ", dive's" } else { "" };
    format!("{}: {}{whose}", looked.name, fate(looked.fate))
}

fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Read => "read",
        Fate::Absent => "not there",
        Fate::Beaten => "not read, another comes first",
    }
}

/// The settings as JSON.
#[must_use]
pub fn json(settings: &Settings) -> String {
    let looked = settings.looked.iter().map(|looked| {
        json!({"name": looked.name, "dive": looked.dive, "read": looked.fate == Fate::Read,
               "there": looked.fate != Fate::Absent})
    });
    let values = SETTINGS.iter().map(|info| {
        let setting = settings.get(info.name);
        json!({"name": info.key, "value": plain(&setting.value), "origin": origin(&setting.origin)})
    });
    let keys = settings.bound.iter().map(|bound| {
        let keys: Vec<String> = bound.keys.iter().map(ToString::to_string).collect();
        json!({"name": bound.binding.name, "dive": bound.binding.dive, "keys": keys,
               "where": bound.binding.places.told(), "what": bound.binding.what,
               "origin": origin(&bound.origin)})
    });
    let document = json!({
        "schema": "layerscope-config/1",
        "files": looked.collect::<Vec<Json>>(),
        "terminal": {"colors": settings.depth.value.name(), "origin": origin(&settings.depth.origin)},
        "settings": values.collect::<Vec<Json>>(),
        "keys": keys.collect::<Vec<Json>>(),
        "notes": settings.notes,
        "passed_over": settings.passed_over,
    });
    format!("{document:#}\n")
}

fn origin(origin: &Origin) -> Json {
    match origin {
        Origin::Default => json!({"kind": "default"}),
        Origin::File { name, line, column } => {
            json!({"kind": "file", "name": name, "line": line, "column": column})
        }
        Origin::Environment(name) => json!({"kind": "environment", "name": name}),
        Origin::Flag(name) => json!({"kind": "flag", "name": name}),
    }
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Switch(on) => json!(on),
        Value::One(word) => json!(word),
        Value::Several(words) => json!(words),
        Value::Size(bytes) => json!(bytes),
    }
}

fn keys(bound: &Bound) -> String {
    let keys: Vec<String> = bound.keys.iter().map(ToString::to_string).collect();
    spaced(&json!(keys))
}

/// JSON's texts, lists and switches are TOML's as well.
fn spaced(value: &Json) -> String {
    match value {
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(Json::to_string).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}
