//! YAML to a [`Node`], without an intermediate tree.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use super::{DEPTH, NODES, Node, Place, Problem, Value};

/// Reads YAML. Duplicate keys, several documents, endless aliases and unknown tags are errors.
pub(crate) fn yaml(text: &str) -> Result<Node, Problem> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEPTH,
            max_nodes: NODES,
            max_events: 4 * NODES,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: NODES,
            max_replay_stack_depth: DEPTH,
        },
        with_snippet: false,
    };
    let read = serde_saphyr::from_str_with_options::<Spanned<YamlValue>>(text, options);
    read.map(node).map_err(|error| Problem {
        place: error.location().map(place).filter(|place| place.line > 0),
        message: message(&error),
    })
}

/// What went wrong, for the one who wrote the file: the library speaks to programmers where a
/// limit or an option is concerned.
fn message(error: &serde_saphyr::Error) -> String {
    use serde_saphyr::Error;
    match error.without_snippet() {
        Error::AliasError { error, .. } => message(error),
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or_default();
            format!(
                "the key '{}' stands here a second time; keep one",
                crate::text::escape(key)
            )
        }
        Error::MultipleDocuments { .. } => "a second document; one file is one".to_owned(),
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. } => {
            "more values, or more of them in each other, than such a file can have".to_owned()
        }
        Error::NonFiniteFloat { value, .. } => {
            format!("'{}' is no number here", crate::text::escape(value))
        }
        error => one_line(&error.to_string()),
    }
}

/// A library's message without the place, which we put in front, and on one line.
pub(super) fn one_line(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    let end = first.find(" at line ").unwrap_or(first.len());
    crate::text::escape(&first[..end]).into_owned()
}

fn place(location: serde_saphyr::Location) -> Place {
    Place {
        line: location.line(),
        column: location.column(),
    }
}

fn node(spanned: Spanned<YamlValue>) -> Node {
    Node {
        place: place(spanned.referenced),
        value: spanned.value.0,
    }
}

struct YamlValue(Value);

impl<'de> Deserialize<'de> for YamlValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<YamlValue, D::Error> {
        deserializer.deserialize_any(AnyValue).map(YamlValue)
    }
}

/// A key that is no single value is nobody's key; it is called what it looks like.
fn key_text(value: Value) -> String {
    match value {
        Value::Text(text) => text,
        Value::Null => "null".to_owned(),
        Value::List(_) => "[...]".to_owned(),
        Value::Map(_) => "{...}".to_owned(),
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value, a list or a map")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut nodes = vec![];
        while let Some(item) = list.next_element()? {
            nodes.push(node(item));
        }
        Ok(Value::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut nodes = vec![];
        while let Some((key, value)) = map.next_entry::<Spanned<YamlValue>, _>()? {
            let key = node(key);
            nodes.push((key.place, key_text(key.value), node(value)));
        }
        Ok(Value::Map(nodes))
    }
}
