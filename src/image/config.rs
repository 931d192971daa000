//! What the config says of the image: platform, diff_ids, history, labels.
//!
//! OCI image specification, config.md. Every field may be null or missing, keys that are not
//! known are ignored.

use super::document::annotation;
use super::json::{Json, Node, Notes};
use super::{Digest, Platform};
use crate::limits::Limits;

/// The parts of an image's config that are used here.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The platform; unknown parts are empty.
    pub platform: Platform,
    /// `rootfs.diff_ids`, lowest first; none where one is no digest.
    pub diff_ids: Vec<Option<Digest>>,
    /// `history`, oldest first.
    pub history: Vec<History>,
    /// `created`, verbatim.
    pub created: Option<String>,
    /// `author`, verbatim.
    pub author: Option<String>,
    /// `config.Labels`.
    pub labels: Vec<(String, String)>,
    /// The whole document.
    pub value: serde_json::Value,
    /// What parsers read differently in it, as sentences.
    pub notes: Vec<String>,
}

/// One step of the build.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// `created`, verbatim.
    pub created: Option<String>,
    /// `created_by`, whole.
    pub created_by: Option<String>,
    /// `comment`.
    pub comment: Option<String>,
    /// The step made no layer.
    pub empty_layer: bool,
}

impl Config {
    /// Reads a config.
    ///
    /// # Errors
    /// A clause for "CONFIG …": it is no JSON object, its `rootfs.type` is not `layers`, or it
    /// lists more than `limits` allow.
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Config, String> {
        let (json, _) = Json::parse(bytes).map_err(|error| format!("is no JSON ({error})"))?;
        if !matches!(json, Json::Object(_)) {
            return Err("is no JSON object".to_owned());
        }
        let notes = Notes::default();
        let top = Node::new(&json, &notes);
        let rootfs = top.field("rootfs");
        match rootfs.field("type").text().unwrap_or("layers") {
            // `layers+base` was written by Windows builds of Docker.
            "" | "layers" | "layers+base" => {}
            other => {
                let other = super::quote(other);
                return Err(format!("has the rootfs type '{other}' instead of 'layers'"));
            }
        }
        let diff_ids = rootfs.field("diff_ids").items();
        if diff_ids.len() > limits.layers {
            return Err(format!(
                "lists {} diff_ids, more than the limit of {} (--limit layers)",
                diff_ids.len(),
                limits.layers
            ));
        }
        let mut config = Config {
            platform: Platform::read(top).unwrap_or_default(),
            diff_ids: diff_ids
                .map(|id| id.text().and_then(|text| Digest::parse(text).ok()))
                .collect(),
            history: top.field("history").items().map(History::read).collect(),
            created: verbatim(top.field("created")),
            author: verbatim(top.field("author")),
            labels: top.field("config").field("Labels").strings(),
            value: json.to_value(),
            notes: Vec::new(),
        };
        config.notes = notes.take();
        Ok(config)
    }

    /// The history entries of the layers, when there is exactly one for each of `layers` layers.
    #[must_use]
    pub fn layer_history(&self, layers: usize) -> Option<Vec<&History>> {
        let steps: Vec<&History> = self
            .history
            .iter()
            .filter(|step| !step.empty_layer)
            .collect();
        (steps.len() == layers).then_some(steps)
    }

    /// The value of a label; of several the last.
    #[must_use]
    pub fn label(&self, key: &str) -> Option<&str> {
        annotation(&self.labels, key)
    }
}

impl History {
    fn read(step: Node<'_>) -> History {
        History {
            created: verbatim(step.field("created")),
            created_by: verbatim(step.field("created_by")),
            comment: verbatim(step.field("comment")),
            empty_layer: step.field("empty_layer").is_true(),
        }
    }
}

fn verbatim(node: Node<'_>) -> Option<String> {
    node.text()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, String> {
        Config::read(text.as_bytes(), &Limits::default())
    }

    #[test]
    fn nothing_in_a_config_is_required() {
        for text in [
            "{}",
            r#"{"history":null,"rootfs":null,"config":null,"os":null}"#,
            r#"{"rootfs":{"type":"layers","diff_ids":null},"config":{"Cmd":"a","Labels":null}}"#,
        ] {
            let config = read(text).unwrap();
            assert!(
                config.diff_ids.is_empty() && config.history.is_empty(),
                "{text}"
            );
            assert_eq!(config.platform, Platform::default());
        }
        assert!(read("[]").unwrap_err().contains("object"));
        let odd = r#"{"rootfs":{"type":"blocks"}}"#;
        assert!(read(odd).unwrap_err().contains("'blocks'"));
    }

    #[test]
    fn history_is_mapped_only_when_every_layer_has_its_step() {
        let config = read(
            r#"{"history":[{"created_by":"a"},{"created_by":"b","empty_layer":true},
               {"created_by":"c"}]}"#,
        )
        .unwrap();
        let steps = config.layer_history(2).unwrap();
        assert_eq!(steps[1].created_by.as_deref(), Some("c"));
        assert!(config.layer_history(1).is_none() && config.layer_history(3).is_none());
    }
}
