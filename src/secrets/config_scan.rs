//! The image's configuration: variables, labels, commands and the history of its build.
//!
//! Every text of the document is looked at, known key or not: what runs an image ignores unknown
//! keys, and whoever pulls it still gets them. A variable or label is given to the detector as
//! `KEY=value`, a command with its words side by side, so that both are read as what they are.

use std::sync::Arc;

use serde_json::Value;

use super::command::command_hits;
use super::detect::{Detect, Subject};
use super::finding::ConfigSite;
use super::merge::merge;
use super::taking::Found;
use super::{Hit, Secret};
use crate::image::{Image, instruction};

/// Texts of one document that are looked at.
const TEXTS: usize = 100_000;
/// Bytes of a key that a pointer names whole; of a longer one it has the beginning.
const LONGEST_KEY: usize = 256;
/// So much of it.
const KEY_HEAD: usize = 32;

/// One hit in the configuration.
pub(super) struct ConfigHit {
    pub(super) hit: Hit,
    pub(super) site: ConfigSite,
    /// The text itself, which the value may have been decoded from.
    pub(super) quoted: Secret,
    /// The texts of the document that hold it: one, or several words of a command.
    pub(super) texts: Vec<Arc<str>>,
}

/// Everything that is found in the configuration of an image.
pub(super) fn scan(image: &Image, detect: &dyn Detect) -> Vec<ConfigHit> {
    let history = History::of(image);
    let mut worker = detect.worker();
    let mut hits = Vec::new();
    for text in texts(&image.config) {
        let originals = text.originals();
        let mut found = Vec::new();
        let mut out = |hit| found.push(Found { hit, inner: None });
        let bytes = text.text.as_bytes();
        let subject = Subject {
            path: b"",
            bytes,
            binary: false,
        };
        worker.scan(&subject, &mut out);
        command_hits(&text.text, &mut out);
        merge(&mut found);
        for Found { mut hit, .. } in found {
            hit.column = hit.column.saturating_sub(text.key as u64).max(1);
            let site = history.site(&text);
            let span = hit.start as usize..hit.end as usize;
            let quoted = Secret::new(bytes.get(span.clone()).unwrap_or_default());
            hits.push(ConfigHit {
                hit,
                site,
                quoted,
                texts: originals.holding(span),
            });
        }
    }
    hits
}

/// One text of the document.
struct Text {
    pointer: String,
    text: String,
    /// Bytes of `text` that are its key and `=`, put before it.
    key: usize,
    /// The words of a command that were put side by side.
    words: Vec<String>,
    /// The build step that it belongs to.
    step: Option<usize>,
}

impl Text {
    /// As the document has it.
    fn originals(&self) -> Originals {
        let texts: Vec<&str> = match self.words.is_empty() {
            true => vec![self.text.get(self.key..).unwrap_or_default()],
            false => self.words.iter().map(String::as_str).collect(),
        };
        let mut end = self.key;
        let place = |text: &&str| {
            end += text.len() + 1;
            end
        };
        Originals {
            ends: texts.iter().map(place).collect(),
            texts: texts.into_iter().map(Arc::from).collect(),
        }
    }
}

/// Texts of the document with the places where they end in the text that is looked at.
struct Originals {
    texts: Vec<Arc<str>>,
    ends: Vec<usize>,
}

impl Originals {
    /// Those that a stretch of the text lies in.
    fn holding(&self, span: std::ops::Range<usize>) -> Vec<Arc<str>> {
        let first = self.ends.partition_point(|&end| end <= span.start);
        let past = self.ends.partition_point(|&end| end < span.end) + 1;
        let texts = self.texts.iter().take(past).skip(first);
        texts.cloned().collect()
    }
}

/// A value that is still to be looked at.
struct Open<'v> {
    pointer: String,
    value: &'v Value,
    /// What a text is called, when that belongs to it.
    key: Option<&'v str>,
    step: Option<usize>,
}

fn texts(config: &Value) -> Vec<Text> {
    let mut out = Vec::new();
    let mut open = vec![Open {
        pointer: String::new(),
        value: config,
        key: None,
        step: None,
    }];
    while let Some(at) = open.pop() {
        if out.len() >= TEXTS {
            break;
        }
        match at.value {
            Value::String(text) if !text.is_empty() => out.push(text_of(&at, text)),
            Value::Array(items) => match command(&at.pointer, items) {
                Some(words) => out.push(Text {
                    pointer: at.pointer,
                    text: words.join(" "),
                    key: 0,
                    words,
                    step: at.step,
                }),
                None => open.extend(items.iter().enumerate().rev().map(|(n, value)| Open {
                    pointer: format!("{}[{n}]", at.pointer),
                    value,
                    key: None,
                    step: if at.pointer == "history" {
                        Some(n)
                    } else {
                        at.step
                    },
                })),
            },
            Value::Object(entries) => {
                let wanted = entries
                    .iter()
                    .filter(|(key, _)| !is_structure(&at.pointer, key));
                open.extend(wanted.rev().map(|(key, value)| {
                    Open {
                        pointer: member(&at.pointer, key),
                        value,
                        key: at
                            .pointer
                            .to_ascii_lowercase()
                            .ends_with("labels")
                            .then_some(key),
                        step: at.step,
                    }
                }));
            }
            _ => {}
        }
    }
    out
}

fn text_of(at: &Open<'_>, text: &str) -> Text {
    let text = match at.key {
        Some(key) => format!("{key}={text}"),
        None => text.to_owned(),
    };
    Text {
        pointer: at.pointer.clone(),
        text,
        key: at.key.map_or(0, |key| key.len() + 1),
        words: Vec::new(),
        step: at.step,
    }
}

/// The words of a command.
fn command(pointer: &str, items: &[Value]) -> Option<Vec<String>> {
    let name = pointer.rsplit('.').next()?.to_ascii_lowercase();
    let is_command = matches!(name.as_str(), "cmd" | "entrypoint" | "test" | "shell");
    let word = |item: &Value| item.as_str().map(str::to_owned);
    let words: Option<Vec<String>> = items.iter().map(word).collect();
    words.filter(|words| is_command && !words.is_empty())
}

/// Parts that hold digests and dates, and nothing that anybody wrote.
fn is_structure(pointer: &str, key: &str) -> bool {
    let top = [
        "rootfs",
        "architecture",
        "os",
        "created",
        "id",
        "parent",
        "container",
    ];
    (pointer.is_empty() && top.contains(&key))
        || (pointer.starts_with("history") && key == "created")
}

fn member(pointer: &str, key: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    match (pointer, !key.is_empty() && key.chars().all(plain)) {
        // Every hit has a pointer of its own.
        _ if key.len() > LONGEST_KEY => {
            let head = &key[..key.floor_char_boundary(KEY_HEAD)];
            format!("{pointer}[{}…]", Value::from(head))
        }
        ("", true) => key.to_owned(),
        (_, true) => format!("{pointer}.{key}"),
        _ => format!("{pointer}[{}]", Value::from(key)),
    }
}

/// The steps of the build, and the layers that they made.
struct History {
    steps: Vec<Step>,
}

struct Step {
    created_by: Arc<str>,
    layer: Option<usize>,
}

impl History {
    fn of(image: &Image) -> History {
        let items = image.config.get("history").and_then(Value::as_array);
        let items = items.map_or(&[][..], Vec::as_slice);
        let makes = |step: &Value| step.get("empty_layer") != Some(&Value::Bool(true));
        let whole = items.iter().filter(|step| makes(step)).count() == image.layers.len();
        let mut next = 0;
        let steps = items.iter().map(|step| {
            let layer = (makes(step) && whole).then_some(next);
            next += usize::from(makes(step));
            let created_by = step
                .get("created_by")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let created_by = created_by.into();
            Step { created_by, layer }
        });
        History {
            steps: steps.collect(),
        }
    }

    fn site(&self, text: &Text) -> ConfigSite {
        let step = text.step.or_else(|| self.writer(text));
        let found = step.and_then(|step| self.steps.get(step));
        ConfigSite {
            pointer: text.pointer.clone(),
            step,
            instruction: found.map(|step| step.created_by.clone()),
            layer: found.and_then(|step| step.layer),
        }
    }

    /// The last step that sets a variable or label of this name.
    fn writer(&self, text: &Text) -> Option<usize> {
        let (kind, name) = match text.pointer.strip_prefix("config.") {
            Some(rest) if rest.starts_with("Env[") => ("ENV ", text.text.split('=').next()?),
            Some(rest) if rest.starts_with("Labels") => ("LABEL ", text.text.split('=').next()?),
            _ => return None,
        };
        let sets = |step: &Step| {
            let instruction = instruction::short(&step.created_by);
            instruction.strip_prefix(kind).is_some_and(|rest| {
                let mut words = rest.split_whitespace();
                words.any(|word| {
                    word.split('=')
                        .next()
                        .is_some_and(|key| key.trim_matches('"') == name)
                })
            })
        };
        self.steps.iter().rposition(sets)
    }
}

#[cfg(test)]
mod tests;
