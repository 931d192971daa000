//! The name that somebody meant who typed another.

/// The name that is nearest to what was typed: in case and punctuation only, or by few letters
/// (one in four) that were left out, put in, changed or swapped. None where none is near.
#[must_use]
pub fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // What is longer than any name is near to none, and would cost its length squared.
    if typed.len() > 64 {
        return None;
    }
    let wanted = plain(typed);
    let near = names.into_iter().filter_map(|name| {
        let letters = plain(name);
        let far = distance(&wanted, &letters);
        (far <= (letters.len() / 4).max(1) && far < letters.len()).then_some((far, name))
    });
    near.min_by_key(|&(far, _)| far).map(|(_, name)| name)
}

fn plain(name: &str) -> Vec<u8> {
    let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Letters to insert, drop, change or swap with their neighbour to get from one to the other
/// (Damerau and Levenshtein, each letter touched once).
fn distance(from: &[u8], to: &[u8]) -> usize {
    let mut before: Vec<usize> = vec![];
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, letter) in from.iter().enumerate() {
        let mut next = vec![at + 1];
        for (column, other) in to.iter().enumerate() {
            let changed = row[column] + usize::from(letter != other);
            let mut least = changed.min(row[column + 1] + 1).min(next[column] + 1);
            if at > 0 && column > 0 && *letter == to[column - 1] && from[at - 1] == *other {
                least = least.min(before[column - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_was_meant_is_found_and_no_other() {
        let names = ["theme", "color", "mouse", "only-changed", "pgdn", "ok"];
        for (typed, meant) in [
            ("theme", Some("theme")),
            ("tehme", Some("theme")),
            ("themes", Some("theme")),
            ("Colour", Some("color")),
            ("only_changed", Some("only-changed")),
            ("onlyChnaged", Some("only-changed")),
            ("pgdown", None),
            ("pgdwn", Some("pgdn")),
            ("", None),
            ("x", None),
            ("house", Some("mouse")),
            ("horses", None),
            ("\u{1b}[31m", None),
        ] {
            assert_eq!(nearest(typed, names), meant, "{typed}");
        }
        assert_eq!(nearest(&"theme".repeat(1_000), names), None);
    }
}
