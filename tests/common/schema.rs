//! As much of JSON Schema as the report's own uses. A keyword that it does not know is an error:
//! nothing is left unchecked in silence.

use std::collections::BTreeSet;

use serde_json::Value;

/// What a schema was found to say of some documents.
#[derive(Debug, Default)]
pub struct Checked {
    /// Where a document is not as the schema says, and how.
    pub problems: Vec<String>,
    /// Properties that occurred, as `/waste/[]/path`.
    pub seen: BTreeSet<String>,
}

impl Checked {
    /// Holds a value against a schema; `at` is where both stand.
    pub fn check(&mut self, schema: &Value, value: &Value, at: &str) {
        for (keyword, rule) in schema.as_object().unwrap() {
            let holds = match keyword.as_str() {
                "type" => is_of(rule, value),
                "const" => rule == value,
                "enum" => rule.as_array().unwrap().contains(value),
                "minimum" => value.is_null() || value.as_f64() >= rule.as_f64(),
                "required" => {
                    let has = |name: &Value| value.get(name.as_str().unwrap()).is_some();
                    rule.as_array().unwrap().iter().all(has)
                }
                "additionalProperties" => *rule == Value::Bool(false) && known(schema, value),
                "properties" | "items" | "description" | "title" | "examples" | "$schema"
                | "$id" => true,
                _ => panic!("{at}: the checker does not know '{keyword}'"),
            };
            if !holds {
                self.problems
                    .push(format!("{at}: {keyword} {rule}: {value}"));
            }
        }
        for (name, value) in value.as_object().into_iter().flatten() {
            let at = format!("{at}/{name}");
            if let Some(schema) = schema["properties"].get(name) {
                self.check(schema, value, &at);
                self.seen.insert(at);
            }
        }
        for value in value.as_array().into_iter().flatten() {
            self.check(&schema["items"], value, &format!("{at}/[]"));
        }
    }
}

fn is_of(types: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("no type of JSON: {other}"),
    };
    types
        .as_array()
        .map_or_else(|| is(types), |types| types.iter().any(is))
}

fn known(schema: &Value, value: &Value) -> bool {
    let properties = schema["properties"].as_object().unwrap();
    let mut names = value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name);
    names.all(|name| properties.contains_key(name))
}

/// Every property that a schema describes, as in [`Checked::seen`]; each must have a description.
pub fn properties(schema: &Value, at: &str, all: &mut BTreeSet<String>) {
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        assert!(schema["description"].is_string(), "{at} has no description");
        properties(schema, &at, all);
        all.insert(at);
    }
    if let Some(items) = schema.get("items") {
        properties(items, &format!("{at}/[]"), all);
    }
}
