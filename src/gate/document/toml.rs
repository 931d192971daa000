//! TOML to a [`Node`].

use ::toml::de::{DeTable, DeValue};

use super::yaml::one_line;
use super::{DEPTH, NODES, Node, Place, Problem, Value};

/// Reads TOML.
pub(crate) fn toml(text: &str) -> Result<Node, Problem> {
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
    value: ::toml::Spanned<DeValue<'_>>,
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
