//! What settings take: switches, sizes and words, from a text or from a file.

use crate::gate::document::{Node, Value as Said};
use crate::gate::value::{bytes, switch};
use crate::text::{escape, nearest};

/// What a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// True or false.
    Switch,
    /// One of these words.
    One(&'static [&'static str]),
    /// Any of these words, in a list.
    Several(&'static [&'static str]),
    /// A number of bytes, such as `500MB`.
    Size,
}

/// A setting's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// See [`Kind::Switch`].
    Switch(bool),
    /// See [`Kind::One`].
    One(&'static str),
    /// See [`Kind::Several`].
    Several(Vec<&'static str>),
    /// See [`Kind::Size`]; bytes.
    Size(u64),
}

impl Kind {
    /// The value that a text stands for.
    ///
    /// # Errors
    /// What is wrong with it, and what would be right.
    pub fn read(self, text: &str) -> Result<Value, String> {
        match self {
            Kind::Switch => switch(text)
                .map(Value::Switch)
                .map_err(|problem| format!("'{}' {problem}; {}", escape(text), self.right())),
            Kind::Size => bytes(text)
                .map(Value::Size)
                .map_err(|problem| format!("'{}' {problem}; {}", escape(text), self.right())),
            Kind::One(words) => self.word(words, text).map(Value::One),
            Kind::Several(words) => Ok(Value::Several(vec![self.word(words, text)?])),
        }
    }

    /// The value that stands in a file.
    ///
    /// # Errors
    /// As for [`Kind::read`], with the place in a list that is wrong.
    pub(super) fn read_node(self, node: &Node) -> Result<Value, (&Node, String)> {
        match (self, &node.value) {
            (Kind::Several(words), Said::List(items)) => {
                let mut found = vec![];
                for item in items {
                    let word = self.word(words, self.text_of(item)?);
                    found.push(word.map_err(|what| (item, what))?);
                }
                Ok(Value::Several(found))
            }
            (Kind::Several(_), said) => Err((node, self.misfit(said))),
            _ => self.read(self.text_of(node)?).map_err(|what| (node, what)),
        }
    }

    fn text_of(self, node: &Node) -> Result<&str, (&Node, String)> {
        match &node.value {
            Said::Text(text) => Ok(text),
            other => Err((node, self.misfit(other))),
        }
    }

    fn misfit(self, said: &Said) -> String {
        format!("{} does not belong here; {}", said.what(), self.right())
    }

    fn word(self, words: &'static [&'static str], text: &str) -> Result<&'static str, String> {
        if let Some(word) = words.iter().find(|word| **word == text) {
            return Ok(word);
        }
        let shown = escape(text);
        Err(match nearest(text, words.iter().copied()) {
            Some(word) => format!("'{shown}' is not known; did you mean '{word}'?"),
            None => format!("'{shown}' is not known; {}", self.right()),
        })
    }

    /// What would be right, to end an error with.
    #[must_use]
    pub fn right(self) -> String {
        match self {
            Kind::Switch => "write true or false".to_owned(),
            Kind::Size => "write a size such as 500MB".to_owned(),
            Kind::One(words) => format!("write one of {}", words.join(", ")),
            Kind::Several(words) => format!("write a list of any of {}", words.join(", ")),
        }
    }
}
