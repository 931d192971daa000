//! The part of an image's config that says how it runs (OCI image specification, config.md,
//! "Properties"; `Healthcheck`, `Shell` and `OnBuild` are Docker's). Fields of unexpected types
//! are shown as they stand.

use serde_json::{Map, Value};

use super::Tone;
use super::page::Page;
use crate::text::escape;

/// Fields with a label of their own, in the order in which they are shown.
const FIELDS: &[(&str, &str)] = &[
    ("Entrypoint", "entrypoint"),
    ("Cmd", "cmd"),
    ("User", "user"),
    ("WorkingDir", "working dir"),
    ("Env", "env"),
    ("ExposedPorts", "ports"),
    ("Volumes", "volumes"),
    ("Healthcheck", "healthcheck"),
    ("StopSignal", "stop signal"),
    ("Shell", "shell"),
    ("OnBuild", "onbuild"),
    ("Labels", "labels"),
];

/// Writes what the config says of running the image.
pub(super) fn write(page: &mut Page, config: &Value) {
    let Some(Value::Object(config)) = config.get("config") else {
        return;
    };
    page.heading("How it runs");
    for &(key, label) in FIELDS {
        if let Some(value) = config.get(key).filter(|value| !says_nothing(value)) {
            field(page, key, label, value);
        }
    }
    let known = |key: &String| FIELDS.iter().any(|(known, _)| known == key);
    let rest: Map<String, Value> = config
        .iter()
        .filter(|(key, value)| !known(key) && !says_nothing(value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    for (key, value) in rest {
        page.fact("other", &escape(&format!("{key}: {value}")), Tone::Dim);
    }
}

/// Null, empty, false, zero: what builders write for fields that nobody set.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    }
}

fn field(page: &mut Page, key: &str, label: &'static str, value: &Value) {
    let lines: Vec<String> = match (key, value) {
        ("Env" | "OnBuild", Value::Array(items)) => items.iter().map(text).collect(),
        ("ExposedPorts" | "Volumes", Value::Object(fields)) => fields.keys().cloned().collect(),
        ("Labels", Value::Object(fields)) => fields
            .iter()
            .map(|(key, value)| format!("{key}={}", text(value)))
            .collect(),
        ("Healthcheck", Value::Object(fields)) => vec![healthcheck(fields)],
        _ => vec![text(value)],
    };
    page.all(label, lines.iter().map(|line| (line.as_str(), Tone::Text)));
}

/// A string as it is, everything else as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The test, and its times, which are stored in nanoseconds.
fn healthcheck(fields: &Map<String, Value>) -> String {
    let mut words: Vec<String> = Vec::new();
    for (key, value) in fields {
        match (key.as_str(), value.as_u64()) {
            ("Test", _) => words.insert(0, text(value)),
            (_, Some(0)) => {}
            ("Retries", Some(times)) => words.push(format!("retries {times}")),
            (key, Some(nanos)) => {
                let seconds = nanos as f64 / 1e9;
                words.push(format!("{} {seconds} s", key.to_lowercase()));
            }
            (key, None) => words.push(format!("{key} {value}")),
        }
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_shown_and_odd_ones_as_they_stand() {
        let config = serde_json::json!({"config": {
            "Entrypoint": ["/a", "b c"],
            "Cmd": null,
            "Env": ["A=1", "B=\u{1b}[2J"],
            "User": "",
            "ExposedPorts": {"80/tcp": {}},
            "Labels": {"k": "v"},
            "Healthcheck": {"Interval": 30_000_000_000u64, "Retries": 3, "Test": ["CMD", "/t"]},
            "StopSignal": 9,
            "Tty": true,
            "OpenStdin": false,
        }});
        let mut page = Page::new(60);
        write(&mut page, &config);
        let lines: Vec<String> = page
            .lines()
            .into_iter()
            .map(|line| format!("{}|{}", line.label, line.text))
            .collect();
        assert_eq!(
            lines,
            [
                "|How it runs",
                "entrypoint|[\"/a\",\"b c\"]",
                "env|A=1",
                "|B=\\x1b[2J",
                "ports|80/tcp",
                "healthcheck|[\"CMD\",\"/t\"], interval 30 s, retries 3",
                "stop signal|9",
                "labels|k=v",
                "other|Tty: true",
            ]
        );
    }
}
