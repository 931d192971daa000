//! A policy file as a small tree of texts, lists and maps, each with its line and column.
//!
//! YAML and TOML both end here, so that there is one place that knows keys and values. Scalars
//! become text again: what a bound takes is the grammar's matter, not the file format's.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use toml::de::{DeTable, DeValue};

/// Maps and lists within each other. A policy needs three.
const DEPTH: usize = 16;
/// Values in one file, aliases written out.
const NODES: usize = 20_000;

/// Where something stands: line and column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    pub(super) line: u64,
    pub(super) column: u64,
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
}

/// See [`Node`].
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Nothing: a key without a value.
    Null,
    /// A string, number or boolean, as text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map, with the places of its keys, in the order of the file.
    Map(Vec<(Place, String, Node)>),
}

impl Value {
    /// What it is, for an error.
    pub(super) fn what(&self) -> &'static str {
        match self {
            Value::Null => "nothing",
            Value::Text(_) => "a single value",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}

/// What is wrong with a file, and where, if that is known.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) place: Option<Place>,
    pub(super) message: String,
}

/// Reads YAML. Duplicate keys, several documents, endless aliases and unknown tags are errors.
pub(super) fn yaml(text: &str) -> Result<Node, Problem> {
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
        Error::MultipleDocuments { .. } => "a second document; a policy is one".to_owned(),
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. } => {
            "more values, or more of them in each other, than a policy can have".to_owned()
        }
        Error::NonFiniteFloat { value, .. } => {
            format!("'{}' is no number here", crate::text::escape(value))
        }
        error => one_line(&error.to_string()),
    }
}

/// A library's message without the place, which we put in front, and on one line.
fn one_line(message: &str) -> String {
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

/// Reads TOML.
pub(super) fn toml(text: &str) -> Result<Node, Problem> {
    let places = Places::of(text);
    let table = DeTable::parse(text).map_err(|error| Problem {
        place: error.span().map(|span| places.of_byte(span.start)),
        message: one_line(error.message()),
    })?;
    let mut left = NODES;
    let value = table_value(table.into_inner(), &places, DEPTH, &mut left)?;
    Ok(Node {
        place: Place { line: 1, column: 1 },
        value,
    })
}

fn table_value(
    table: DeTable<'_>,
    places: &Places<'_>,
    depth: usize,
    left: &mut usize,
) -> Result<Value, Problem> {
    let mut nodes = vec![];
    for (key, value) in table {
        let at = places.of_byte(key.span().start);
        nodes.push((
            at,
            key.into_inner().into_owned(),
            toml_node(value, places, depth, left)?,
        ));
    }
    // A table keeps its keys by name; the order of the file is what its reader has before them.
    nodes.sort_by_key(|(at, _, _)| (at.line, at.column));
    Ok(Value::Map(nodes))
}

fn toml_node(
    value: toml::Spanned<DeValue<'_>>,
    places: &Places<'_>,
    depth: usize,
    left: &mut usize,
) -> Result<Node, Problem> {
    let place = places.of_byte(value.span().start);
    let problem = |message: &str| Problem {
        place: Some(place),
        message: message.to_owned(),
    };
    let deeper = depth
        .checked_sub(1)
        .ok_or(problem("too many lists and tables in each other"))?;
    *left = left
        .checked_sub(1)
        .ok_or(problem("too many values in one file"))?;
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => Value::Text(number.to_string()),
        DeValue::Float(number) => Value::Text(number.to_string()),
        DeValue::Boolean(truth) => Value::Text(truth.to_string()),
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(items) => {
            let items = items
                .into_iter()
                .map(|item| toml_node(item, places, deeper, left));
            Value::List(items.collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => table_value(table, places, deeper, left)?,
    };
    Ok(Node { place, value })
}

/// From bytes to lines and columns.
struct Places<'a> {
    text: &'a str,
    lines: Vec<usize>,
}

impl<'a> Places<'a> {
    fn of(text: &'a str) -> Places<'a> {
        let ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let lines = std::iter::once(0)
            .chain(ends.map(|(at, _)| at + 1))
            .collect();
        Places { text, lines }
    }

    fn of_byte(&self, byte: usize) -> Place {
        let line = self.lines.partition_point(|&start| start <= byte);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..byte).unwrap_or_default();
        Place {
            line: line as u64,
            column: before.chars().count() as u64 + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u64, column: u64) -> Option<Place> {
        Some(Place { line, column })
    }

    /// The tree without its places, for comparing.
    fn told(node: &Node) -> String {
        match &node.value {
            Value::Null => "null".to_owned(),
            Value::Text(text) => format!("'{text}'@{}:{}", node.place.line, node.place.column),
            Value::List(items) => format!("[{}]", items.iter().map(told).collect::<String>()),
            Value::Map(items) => {
                let item = |(at, key, value): &(Place, String, Node)| {
                    format!("{key}@{}:{}={};", at.line, at.column, told(value))
                };
                format!("{{{}}}", items.iter().map(item).collect::<String>())
            }
        }
    }

    #[test]
    fn yaml_keeps_texts_and_places() {
        let text = "# c\nrules:\n  a: 0.9\n  b: [20MB, off]\n  'c': \"0.10\"\n  d:\n";
        let node = yaml(text).unwrap();
        let expected = "{rules@2:1={a@3:3='0.9'@3:6;b@4:3=['20MB'@4:7'false'@4:13];\
                        c@5:3='0.10'@5:8;d@6:3=null;};}";
        assert_eq!(told(&node), expected);
        assert_eq!(yaml("").unwrap().value, Value::Null);
    }

    #[test]
    fn toml_keeps_texts_and_places() {
        let text = "# ü\n[rules]\nb = [\"20MB\", false]\na = 0.9\n\n[rules.c]\nd = 4_096\n";
        let node = toml(text).unwrap();
        let expected = "{rules@2:2={b@3:1=['20MB'@3:6'false'@3:14];a@4:1='0.9'@4:5;\
                        c@6:8={d@7:1='4096'@7:5;};};}";
        assert_eq!(told(&node), expected);
    }

    #[test]
    fn what_is_no_document_is_one_problem_at_its_place() {
        let deep = "[".repeat(40) + &"]".repeat(40);
        for (text, place, message) in [
            (
                "a: 1\na: 2\n",
                at(2, 1),
                "key 'a' stands here a second time",
            ),
            ("a: 1\n b: 2\n", at(2, 3), ""),
            ("a: [1\n", None, ""),
            ("a: 1\n---\nb: 2\n", at(3, 1), "second document"),
            ("a: *b\n", at(1, 4), ""),
            (deep.as_str(), at(1, 17), "in each other"),
            ("a: .nan\n", at(1, 4), "'.nan' is no number"),
        ] {
            let problem = yaml(text).unwrap_err();
            if place.is_some() {
                assert_eq!(problem.place, place, "{text}");
            }
            assert!(
                problem.message.to_lowercase().contains(message),
                "{text} {problem:?}"
            );
            assert!(!problem.message.contains('\n') && !problem.message.contains(" line "));
        }
        for (text, place, message) in [
            ("a = 1\na = 2\n", at(2, 1), "duplicate key"),
            ("a = \n", at(1, 5), ""),
            ("a = 1 b = 2\n", at(1, 9), ""),
            ("a = 'x\n", None, ""),
            (&format!("a = {deep}"), None, "each other"),
        ] {
            let problem = toml(text).unwrap_err();
            if place.is_some() {
                assert_eq!(problem.place, place, "{text}");
            }
            assert!(problem.message.contains(message), "{text} {problem:?}");
        }
    }

    #[test]
    fn bombs_of_aliases_and_of_depth_are_refused_at_once() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = format!("*a{}, ", level - 1).repeat(10);
            text += &format!("a{level}: &a{level} [{}]\n", before.trim_end_matches(", "));
        }
        let start = std::time::Instant::now();
        let problem = yaml(&text).unwrap_err();
        assert!(problem.message.starts_with("more values") && problem.place.is_some());
        assert!(start.elapsed().as_secs() < 2);
        let deep = "a:\n".to_owned()
            + &(1..20_000)
                .map(|n| " ".repeat(n % 300) + "a:\n")
                .collect::<String>();
        assert!(yaml(&deep).is_err());
        assert!(toml(&format!("a = {}", "[".repeat(100_000))).is_err());
        assert!(toml(&"a.".repeat(100_000)).is_err());
    }
}
