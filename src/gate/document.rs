//! A policy file, or the browser's settings, as a small tree of texts, lists and maps, each with its line and column.
//!
//! YAML and TOML both end here, so that there is one place that knows keys and values. Scalars
//! become text again: what a bound takes is the grammar's matter, not the file format's.

mod read;
mod toml;
mod yaml;

#[cfg(test)]
mod tests;

pub(crate) use self::read::read;
pub(crate) use self::toml::toml;
pub(crate) use self::yaml::yaml;

/// Maps and lists within each other. A policy needs three, settings two.
const DEPTH: usize = 16;
/// Values in one file, aliases written out.
const NODES: usize = 20_000;

/// Where something stands: line and column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Place {
    pub(crate) line: u64,
    pub(crate) column: u64,
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) value: Value,
}

/// See [`Node`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
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
    pub(crate) fn what(&self) -> &'static str {
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
pub(crate) struct Problem {
    pub(crate) place: Option<Place>,
    pub(crate) message: String,
}
