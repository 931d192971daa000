//! JSON as the runtimes read it: keys in any case, the last of several wins, nothing is required.
//!
//! Docker, containerd and podman decode with Go's `encoding/json`, which matches keys without
//! regard to ASCII case and lets a later key overwrite an earlier one. A scanner that reads
//! otherwise can be shown another image than the one that runs. So the objects keep every key in
//! order here, look-ups follow Go, and each look-up where another parser would have answered
//! differently leaves a note for a `parsers-differ` warning.

use std::cell::RefCell;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

/// A JSON value whose objects keep repeated keys and their order.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Any number.
    Number(serde_json::Number),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object, every key as it stands.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Parses a document. Bytes that are not UTF-8 are replaced as Go does; what follows the
    /// first value is ignored as Go's decoder does, and `true` beside the value says so.
    ///
    /// # Errors
    /// What is wrong, with line and column; also when it is nested deeper than 128 levels.
    pub fn parse(bytes: &[u8]) -> Result<(Json, bool), String> {
        let text = String::from_utf8_lossy(bytes);
        let mut parser = serde_json::Deserializer::from_str(&text);
        let json = Json::deserialize(&mut parser).map_err(|error| error.to_string())?;
        Ok((json, parser.end().is_err()))
    }

    /// The same for those who show it; of repeated keys the last one stays.
    #[must_use]
    pub fn to_value(&self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Json::Null => Value::Null,
            Json::Bool(is) => Value::Bool(*is),
            Json::Number(number) => Value::Number(number.clone()),
            Json::String(text) => Value::String(text.clone()),
            Json::Array(items) => Value::Array(items.iter().map(Json::to_value).collect()),
            Json::Object(entries) => Value::Object(
                entries
                    .iter()
                    .map(|(key, value)| (key.clone(), value.to_value()))
                    .collect(),
            ),
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Json, D::Error> {
        from.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, is: bool) -> Result<Json, E> {
        Ok(Json::Bool(is))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(serde_json::Number::from_f64(number).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = from.next_entry()? {
            entries.push(entry);
        }
        Ok(Json::Object(entries))
    }
}

/// What look-ups found that another parser would have read differently; each is said once.
#[derive(Debug, Default)]
pub struct Notes(RefCell<Vec<String>>);

impl Notes {
    fn add(&self, note: String) {
        let mut notes = self.0.borrow_mut();
        if notes.len() < 16 && !notes.contains(&note) {
            notes.push(note);
        }
    }

    /// The notes so far, as sentences without their document's name.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

/// A place in a document that may or may not be there; looking further down never fails.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    json: Option<&'a Json>,
    notes: &'a Notes,
}

impl<'a> Node<'a> {
    /// The top of a document.
    #[must_use]
    pub fn new(json: &'a Json, notes: &'a Notes) -> Node<'a> {
        Node {
            json: Some(json),
            notes,
        }
    }

    /// The value of a key as Go's decoder finds it; nothing where this is no object.
    #[must_use]
    pub fn field(&self, key: &str) -> Node<'a> {
        let mut found = None;
        for (name, value) in self.entries() {
            if !name.eq_ignore_ascii_case(key) {
                continue;
            }
            if found.is_some() {
                self.notes.add(format!(
                    "the key '{key}' stands more than once in one object, and parsers differ in \
                     which they take (Go: the last)"
                ));
            } else if name != key {
                self.notes.add(format!(
                    "the key '{key}' is written '{}', and parsers differ in whether that counts \
                     (Go: yes)",
                    crate::image::quote(name)
                ));
            }
            found = Some(value);
        }
        Node {
            json: found,
            notes: self.notes,
        }
    }

    /// True when the value is there and not null.
    #[must_use]
    pub fn is_some(&self) -> bool {
        !matches!(self.json, None | Some(Json::Null))
    }

    /// The value as it is, if it is there.
    #[must_use]
    pub fn json(&self) -> Option<&'a Json> {
        self.json
    }

    /// The string that stands here.
    #[must_use]
    pub fn text(&self) -> Option<&'a str> {
        match self.json {
            Some(Json::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The string that stands here, empty where there is none.
    #[must_use]
    pub fn text_or_empty(&self) -> String {
        self.text().unwrap_or_default().to_owned()
    }

    /// The number that stands here, if there is one.
    #[must_use]
    pub fn number(&self) -> Option<&'a serde_json::Number> {
        match self.json {
            Some(Json::Number(number)) => Some(number),
            _ => None,
        }
    }

    /// True where `true` stands.
    #[must_use]
    pub fn is_true(&self) -> bool {
        matches!(self.json, Some(Json::Bool(true)))
    }

    /// The items of the array that stands here, none where there is none.
    pub fn items(&self) -> impl ExactSizeIterator<Item = Node<'a>> + use<'a> {
        let notes = self.notes;
        let items: &[Json] = match self.json {
            Some(Json::Array(items)) => items,
            _ => &[],
        };
        items.iter().map(move |item| Node {
            json: Some(item),
            notes,
        })
    }

    /// The keys and values of the object that stands here, in order, none where there is none.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, &'a Json)> + use<'a> {
        let entries: &[(String, Json)] = match self.json {
            Some(Json::Object(entries)) => entries,
            _ => &[],
        };
        entries.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// An object of strings; what is no string is left out.
    #[must_use]
    pub fn strings(&self) -> Vec<(String, String)> {
        self.entries()
            .filter_map(|(key, value)| match value {
                Json::String(text) => Some((key.to_owned(), text.clone())),
                _ => None,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_as_go_finds_them_and_doubt_leaves_a_note() {
        for (text, found, notes) in [
            (r#"{"layers":"a"}"#, Some("a"), 0),
            (r#"{"LAYERS":"a"}"#, Some("a"), 1),
            (r#"{"layers":"a","layers":"b"}"#, Some("b"), 1),
            (r#"{"layers":"a","Layers":"b"}"#, Some("b"), 1),
            (r#"{"Layers":"b","layers":"a"}"#, Some("a"), 2),
            (r#"{"layers":null}"#, None, 0),
            (r#"{"other":"a","Other":"b"}"#, None, 0),
            (r#"["layers"]"#, None, 0),
            ("null", None, 0),
        ] {
            let (json, _) = Json::parse(text.as_bytes()).unwrap();
            let kept = Notes::default();
            assert_eq!(
                Node::new(&json, &kept).field("layers").text(),
                found,
                "{text}"
            );
            assert_eq!(kept.take().len(), notes, "{text}");
        }
    }

    #[test]
    fn nothing_that_is_not_json_parses_and_depth_is_bounded() {
        for bad in [&b""[..], b"{", b"{]", b"nul", b"\x1f\x8b", &[b'['; 100_000]] {
            assert!(Json::parse(bad).is_err());
        }
        assert_eq!(
            Json::parse(b"\"a\xff\"").unwrap().0,
            Json::String("a\u{fffd}".into())
        );
        assert_eq!(Json::parse(b"1 2").unwrap(), (Json::Number(1.into()), true));
        assert_eq!(
            Json::parse(b"1 \n").unwrap(),
            (Json::Number(1.into()), false)
        );
    }

    #[test]
    fn for_showing_the_last_of_repeated_keys_stays() {
        let (json, _) = Json::parse(br#"{"a":[1,null,true],"b":1.5,"a":{"c":"d"}}"#).unwrap();
        assert_eq!(
            json.to_value(),
            serde_json::json!({"a": {"c": "d"}, "b": 1.5})
        );
    }
}
