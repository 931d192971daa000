//! dive's own settings file, read where its keys mean the same here.
//!
//! It is another program's file: what is no YAML is an error, as dive says one; but a key that
//! dive does not know, or a value that means nothing here, is left out with a note, since dive
//! passes over it in silence and the file works for its owner (dive 0.13.1, `cmd/root.go`).

use std::path::Path;

use super::dive_keys;
use super::given::{FileName, Found, Given, GivenKeys, SettingsError};
use super::kind::{Kind, Value};
use super::names::{Name, SETTINGS};
use crate::gate::document::{self, Node, Place, Problem, Value as Said};
use crate::limits::Limits;
use crate::text::{escape, nearest};

/// What dive knows and the browser has no use for: logs, engines and rules, and a width that dive
/// itself never used. With dive 0.13.1's spellings and those of its main branch.
const PASSED_OVER: [&str; 13] = [
    "ci",
    "ci-config",
    "container-engine",
    "dev",
    "filetree.pane-width",
    "ignore-errors",
    "json-path",
    "log",
    "quiet",
    "rules",
    "source",
    "verbose",
    "profile",
];
/// The maps that are looked into.
const MAPS: [&str; 4] = ["keybinding", "diff", "filetree", "layer"];

/// dive's file, read.
#[derive(Debug, Default)]
pub(super) struct DiveFile {
    pub(super) found: Found,
    /// What was left out, and where it stands.
    pub(super) notes: Vec<String>,
    /// Keys of dive's that mean nothing to the browser.
    pub(super) passed_over: Vec<String>,
}

/// Reads the file.
///
/// # Errors
/// When it cannot be read, or is no YAML.
pub(super) fn read(path: &Path, name: &str, limits: &Limits) -> Result<DiveFile, SettingsError> {
    let file = FileName(name);
    let read = document::read(path, limits.policy_bytes, "settings file", "");
    let text = read.map_err(|message| Problem {
        place: None,
        message,
    });
    let node = text.and_then(|text| document::yaml(&text));
    let node = node.map_err(|problem| file.error(problem))?;
    let mut reading = Reading {
        file,
        read: DiveFile::default(),
    };
    reading.top(&node);
    reading.all_hidden();
    Ok(reading.read)
}

struct Reading<'a> {
    file: FileName<'a>,
    read: DiveFile,
}

impl Reading<'_> {
    fn note(&mut self, place: Place, what: &str) {
        let place = self.file.origin(place);
        self.read.notes.push(format!("{place}: {what}"));
    }

    fn top(&mut self, node: &Node) {
        for (place, key, value) in self.map(node) {
            let key = key.to_lowercase();
            if MAPS.contains(&key.as_str()) {
                for (place, name, value) in self.map(value) {
                    self.key(*place, &format!("{key}.{}", name.to_lowercase()), value);
                }
            } else {
                self.key(*place, &key, value);
            }
        }
    }

    /// The items of a map; what is no map has none, and a note says so.
    fn map<'n>(&mut self, node: &'n Node) -> &'n [(Place, String, Node)] {
        match &node.value {
            Said::Map(items) => items,
            Said::Null => &[],
            other => {
                self.note(
                    node.place,
                    &format!("{} is passed over; dive has a map here", other.what()),
                );
                &[]
            }
        }
    }

    fn key(&mut self, place: Place, key: &str, node: &Node) {
        if PASSED_OVER.contains(&key) {
            return self.read.passed_over.push(key.to_owned());
        }
        // A key without a value counts as not there, as with dive.
        if node.value == Said::Null {
            return;
        }
        match key {
            "diff.hide" => self.hide(place, node),
            "filetree.collapse-dir" => {
                self.switch(place, key, node, Name::Collapsed, Value::Switch)
            }
            "filetree.show-attributes" => {
                self.switch(place, key, node, Name::Attributes, Value::Switch);
            }
            "layer.show-aggregated-changes" => {
                let view = |all| Value::One(if all { "from-base" } else { "layer" });
                self.switch(place, key, node, Name::View, view);
            }
            key => match key.strip_prefix("keybinding.") {
                Some(name) => self.binding(place, name, node),
                None => self.note(place, &unknown(key)),
            },
        }
    }

    fn give(&mut self, place: Place, name: Name, value: Value) {
        let origin = self.file.origin(place);
        self.read.found.given.push(Given {
            name,
            value,
            origin,
        });
    }

    fn switch(
        &mut self,
        place: Place,
        key: &str,
        node: &Node,
        name: Name,
        value: impl Fn(bool) -> Value,
    ) {
        match Kind::Switch.read_node(node) {
            Ok(Value::Switch(on)) => self.give(place, name, value(on)),
            Ok(_) => {}
            Err((node, what)) => self.note(node.place, &format!("{key}: {what}")),
        }
    }

    /// `diff.hide`: a list, or one text with commas.
    fn hide(&mut self, place: Place, node: &Node) {
        let items: &[Node] = match &node.value {
            Said::List(items) => items,
            _ => std::slice::from_ref(node),
        };
        for item in items {
            let Said::Text(text) = &item.value else {
                self.note(
                    item.place,
                    &format!("diff.hide: {} is left out", item.value.what()),
                );
                continue;
            };
            for kind in text
                .split(',')
                .map(str::trim)
                .filter(|kind| !kind.is_empty())
            {
                let name = match kind.to_lowercase().as_str() {
                    "added" => Name::ShowAdded,
                    "removed" => Name::ShowRemoved,
                    "modified" => Name::ShowModified,
                    "unmodified" => Name::ShowUnchanged,
                    _ => {
                        let kind = escape(kind);
                        let what = format!("diff.hide: dive knows no '{kind}'; it is left out");
                        self.note(item.place, &what);
                        continue;
                    }
                };
                self.give(place, name, Value::Switch(false));
            }
        }
    }

    /// dive's documentation lists all four kinds below `diff.hide`, and copies of it lie about:
    /// taken at its word, the tree would be empty.
    fn all_hidden(&mut self) {
        let hides = |given: &&Given| Name::info(given.name).dive == Some("diff.hide");
        let given = &mut self.read.found.given;
        let kinds = SETTINGS
            .iter()
            .filter(|info| info.dive == Some("diff.hide"));
        let hidden = |name: Name| given.iter().any(|given| given.name == name);
        if !kinds.into_iter().all(|info| hidden(info.name)) {
            return;
        }
        let first = given.iter().find(hides).map(|given| given.origin.clone());
        given.retain(|given| !hides(&given));
        if let Some(origin) = first {
            let what = "diff.hide would hide everything; nothing is hidden";
            self.read.notes.push(format!("{origin}: {what}"));
        }
    }

    fn binding(&mut self, place: Place, name: &str, node: &Node) {
        let Some(binding) = dive_keys::binding(name) else {
            return self.note(place, &unknown(&format!("keybinding.{name}")));
        };
        let Said::Text(text) = &node.value else {
            let what = format!("keybinding.{name}: {} is left out", node.value.what());
            return self.note(node.place, &what);
        };
        let (keys, wrong) = dive_keys::parse(binding, text);
        for what in wrong {
            self.note(node.place, &format!("keybinding.{name}: {what}"));
        }
        if !keys.is_empty() {
            self.read.found.keys.push(GivenKeys {
                binding,
                keys,
                origin: self.file.origin(place),
            });
        }
    }
}

fn unknown(key: &str) -> String {
    let shown = escape(key);
    let known = [
        "diff.hide",
        "filetree.collapse-dir",
        "filetree.show-attributes",
    ];
    let more = ["layer.show-aggregated-changes"];
    let names = known.into_iter().chain(more).chain(PASSED_OVER).chain(MAPS);
    let bindings = dive_keys::names();
    let bindings: Vec<String> = bindings.map(|name| format!("keybinding.{name}")).collect();
    match nearest(key, names.chain(bindings.iter().map(String::as_str))) {
        Some(near) => format!("dive knows no '{shown}', which is left out; did you mean '{near}'?"),
        None => format!("dive knows no '{shown}', which is left out"),
    }
}
