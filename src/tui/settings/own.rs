//! Our own settings file, TOML: an unknown key, a wrong value, an unknown action or key is an error
//! at its line.

use std::path::Path;

use super::given::{FileName, Found, Given, GivenKeys, SettingsError, fits};
use super::names::{self, Name};
use crate::gate::document::{self, Node, Place, Problem, Value};
use crate::limits::Limits;
use crate::text::{escape, nearest};
use crate::tui::Key;
use crate::tui::bindings::{BINDINGS, Binding};

/// Reads the file.
///
/// # Errors
/// The first thing that is wrong: file, line, column, and what would be right.
pub(super) fn read(path: &Path, name: &str, limits: &Limits) -> Result<Found, SettingsError> {
    let file = FileName(name);
    let read = document::read(path, limits.policy_bytes, "settings file", "");
    let text = read.map_err(|message| Problem {
        place: None,
        message,
    });
    text.and_then(|text| found(&text, file))
        .map_err(|problem| file.error(problem))
}

fn found(text: &str, file: FileName<'_>) -> Result<Found, Problem> {
    let mut found = Found::default();
    let node = document::toml(text)?;
    for (place, key, value) in table(&node, "the file")? {
        match key.as_str() {
            "keys" => {
                for (place, name, keys) in table(value, "keys")? {
                    found.keys.push(binding(*place, name, keys, file)?);
                }
            }
            "show" => {
                for (place, name, value) in table(value, "show")? {
                    let setting = setting(*place, &format!("show.{name}"), value, file)?;
                    found.given.push(setting);
                }
            }
            key => found.given.push(setting(*place, key, value, file)?),
        }
    }
    Ok(found)
}

fn setting(place: Place, key: &str, node: &Node, file: FileName<'_>) -> Result<Given, Problem> {
    let name = Name::of_key(key).ok_or_else(|| at(place, misplaced_key(key)))?;
    let value = name.info().kind.read_node(node);
    let value = value.map_err(|(node, what)| at(node.place, format!("{key}: {what}")))?;
    Ok(Given {
        name,
        value,
        origin: file.origin(place),
    })
}

fn binding(
    place: Place,
    name: &str,
    node: &Node,
    file: FileName<'_>,
) -> Result<GivenKeys, Problem> {
    let binding = BINDINGS.iter().find(|binding| binding.name == name);
    let binding = binding.ok_or_else(|| at(place, unknown_binding(name)))?;
    Ok(GivenKeys {
        binding,
        keys: keys(binding, node)?,
        origin: file.origin(place),
    })
}

/// One text with commas, or a list of texts; an empty list leaves the action without a key.
fn keys(binding: &Binding, node: &Node) -> Result<Vec<Key>, Problem> {
    let wrong = |node: &Node, what: String| at(node.place, format!("{}: {what}", binding.name));
    let read = |node: &Node, keys: Result<Vec<Key>, String>| {
        let fit = |keys: Vec<Key>| keys.into_iter().map(|key| fits(binding, key)).collect();
        keys.and_then(fit).map_err(|what| wrong(node, what))
    };
    match &node.value {
        Value::Text(text) => read(node, Key::parse_all(text)),
        Value::List(items) => {
            let mut keys: Vec<Key> = vec![];
            for item in items {
                let Value::Text(text) = &item.value else {
                    return Err(wrong(item, no_keys(&item.value)));
                };
                keys.extend::<Vec<Key>>(read(item, Key::parse(text).map(|key| vec![key]))?);
            }
            Ok(keys)
        }
        other => Err(wrong(node, no_keys(other))),
    }
}

fn no_keys(value: &Value) -> String {
    format!(
        "{} does not belong here; write keys such as \"ctrl+f, f\" or [\"ctrl+f\", \"f\"]",
        value.what()
    )
}

fn table<'a>(node: &'a Node, what: &str) -> Result<&'a [(Place, String, Node)], Problem> {
    match &node.value {
        Value::Map(items) => Ok(items),
        other => Err(at(
            node.place,
            format!(
                "{what}: {} does not belong here; write a table",
                other.what()
            ),
        )),
    }
}

fn at(place: Place, message: String) -> Problem {
    Problem {
        place: Some(place),
        message,
    }
}

/// A key that is no setting; the name of an action may have been meant for `[keys]`.
fn misplaced_key(key: &str) -> String {
    match BINDINGS.iter().any(|binding| binding.name == key) {
        true => format!("'{key}' is an action; it stands below [keys]"),
        false => names::unknown(key),
    }
}

/// A name below `[keys]` that is no action; TOML takes all that follows `[keys]` for its own.
fn unknown_binding(name: &str) -> String {
    if Name::of_key(name).is_some() {
        return format!("'{name}' is no action but a setting; it stands above [keys]");
    }
    let shown = escape(name);
    let names = BINDINGS.iter().map(|binding| binding.name);
    match nearest(name, names) {
        Some(near) => format!("unknown action '{shown}'; did you mean '{near}'?"),
        None => format!("unknown action '{shown}'; 'layerscope config' lists all"),
    }
}
