//! The keys of dive's file, and what becomes of ours beside them.

use super::given::{Found, GivenKeys, fits};
use crate::tui::Key;
use crate::tui::bindings::{BINDINGS, Binding};
use crate::tui::keymap::default_keys;

/// dive's own keys (0.13.1 and its main branch, `keybinding.*`). A file that names others takes
/// these away; our aliases beside them stay. `close-filter-files` is not among them: Esc backs out
/// of more here than dive has.
const DIVES: [(&str, &str); 21] = [
    ("quit", "ctrl+c,q"),
    ("toggle-view", "tab"),
    ("filter-files", "ctrl+f,ctrl+slash"),
    ("up", "up,k"),
    ("down", "down,j"),
    ("left", "left,h"),
    ("right", "right,l"),
    ("page-up", "pgup,u"),
    ("page-down", "pgdn,d"),
    ("compare-all", "ctrl+a"),
    ("compare-layer", "ctrl+l"),
    ("toggle-collapse-dir", "space"),
    ("toggle-collapse-all-dir", "ctrl+space"),
    ("toggle-added-files", "ctrl+a"),
    ("toggle-removed-files", "ctrl+r"),
    ("toggle-unmodified-files", "ctrl+u"),
    ("toggle-filetree-attributes", "ctrl+b"),
    ("toggle-sort-order", "ctrl+o"),
    ("toggle-wrap-tree", "ctrl+p"),
    ("extract-file", "ctrl+e"),
    ("toggle-modified-files", ""),
];

/// The binding that dive calls so.
pub(super) fn binding(name: &str) -> Option<&'static Binding> {
    BINDINGS.iter().find(|binding| binding.dive == Some(name))
}

/// dive's names of bindings.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    BINDINGS.iter().filter_map(|binding| binding.dive)
}

/// The keys of a text of dive's, and what is wrong with the others.
pub(super) fn parse(binding: &Binding, text: &str) -> (Vec<Key>, Vec<String>) {
    let (mut keys, mut wrong) = (vec![], vec![]);
    for part in text.split(',') {
        match Key::parse(part).and_then(|key| fits(binding, key)) {
            Ok(key) => keys.push(key),
            Err(what) => wrong.push(what),
        }
    }
    (keys, wrong)
}

/// dive's keys beside those that the user gave in our own file, and our defaults beside both: of
/// one key in one place ours wins, then dive's first. What dive's lose among themselves is said.
pub(super) fn merged(dive: Found, own: &Found, notes: &mut Vec<String>) -> Vec<GivenKeys> {
    let mut kept: Vec<GivenKeys> = vec![];
    for mut given in dive.keys {
        let same = |other: &GivenKeys| other.binding.name == given.binding.name;
        if own.keys.iter().any(same) || kept.iter().any(same) {
            continue;
        }
        let GivenKeys {
            binding,
            keys,
            origin,
        } = &mut given;
        keys.retain(|&key| claimed(&own.keys, binding, key).is_none());
        keys.retain(|&key| match claimed(&kept, binding, key) {
            None => true,
            Some(other) => {
                let (name, other) = (binding.dive.unwrap_or_default(), other.binding.dive);
                let other = other.unwrap_or_default();
                notes.push(format!(
                    "{origin}: keybinding.{name}: {key} is '{other}' already"
                ));
                false
            }
        });
        kept.push(given);
    }
    let explicit = kept.clone();
    for given in &mut kept {
        let aliases = aliases(given.binding).into_iter().filter(|&key| {
            claimed(&own.keys, given.binding, key).is_none()
                && claimed(&explicit, given.binding, key).is_none()
        });
        for key in aliases {
            if !given.keys.contains(&key) {
                given.keys.push(key);
            }
        }
    }
    kept
}

/// Which other binding of the same place has the key.
fn claimed<'a>(given: &'a [GivenKeys], binding: &Binding, key: Key) -> Option<&'a GivenKeys> {
    given.iter().find(|other| {
        other.binding.name != binding.name
            && other.binding.places.meet(binding.places)
            && other.keys.contains(&key)
    })
}

/// Our keys of a binding, without dive's.
fn aliases(binding: &Binding) -> Vec<Key> {
    let dives = DIVES.iter().find(|(name, _)| Some(*name) == binding.dive);
    let dives = dives.map_or("", |(_, keys)| *keys).split(',');
    let dives: Vec<Key> = dives.filter_map(|key| Key::parse(key).ok()).collect();
    let ours = default_keys(binding).into_iter();
    ours.filter(|key| !dives.contains(key)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_dive_is_one_of_ours_or_quits_anyway() {
        for (name, keys) in DIVES {
            let ours = default_keys(binding(name).unwrap());
            for key in keys
                .split(',')
                .filter(|key| !key.is_empty() && *key != "ctrl+c")
            {
                assert!(ours.contains(&Key::parse(key).unwrap()), "{name} {key}");
            }
        }
        assert_eq!(names().count(), DIVES.len() + 1);
    }
}
