//! The keys as a table for the README, from the table that they are bound by.

use std::fmt::Write;

use super::bindings::BINDINGS;

/// A Markdown table of all bindings: keys, what they do, where, and the name in the settings file.
#[must_use]
pub fn keys_table() -> String {
    let mut out = "| keys | | where | name |\n|---|---|---|---|\n".to_owned();
    for binding in BINDINGS {
        let keys = binding.keys.split(' ').map(|key| format!("`{key}`"));
        let keys: Vec<String> = keys.collect();
        let (what, places, name) = (binding.what, binding.places.told(), binding.name);
        let _ = writeln!(out, "| {} | {what} | {places} | `{name}` |", keys.join(" "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_four_columns_in_every_row() {
        let table = keys_table();
        assert_eq!(table.lines().count(), BINDINGS.len() + 2);
        for row in table.lines() {
            assert_eq!(row.matches('|').count(), 5, "{row}");
        }
    }
}
