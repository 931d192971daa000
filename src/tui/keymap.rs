//! From a key in a place to an action: the table of bindings with the user's own keys in it.

use std::collections::HashMap;

use super::action::Action;
use super::bindings::{BINDINGS, Binding};
use super::key::Key;
use super::place::Place;

/// The keys in force.
#[derive(Debug, Clone)]
pub struct Keymap {
    /// Keys of each binding of [`BINDINGS`], in its order.
    keys: Vec<Vec<Key>>,
    actions: HashMap<(Place, Key), Action>,
}

/// Two bindings of one place want the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{key} would be both '{}' and '{}' in {}", names[0], names[1], place.title())]
pub struct Clash {
    /// The key.
    pub key: Key,
    /// The place.
    pub place: Place,
    /// The bindings' names, in the order of the table.
    pub names: [&'static str; 2],
}

impl Keymap {
    /// The keys of the table, with `changed` replacing those of the bindings it names.
    ///
    /// # Errors
    /// When two bindings of one place would share a key.
    pub fn new(changed: &[(&str, Vec<Key>)]) -> Result<Keymap, Clash> {
        let keys: Vec<Vec<Key>> = BINDINGS
            .iter()
            .map(|binding| {
                let own = changed.iter().rev().find(|(name, _)| *name == binding.name);
                own.map_or_else(|| default_keys(binding), |(_, keys)| keys.clone())
            })
            .collect();
        let mut owners: HashMap<(Place, Key), &Binding> = HashMap::new();
        for (binding, keys) in BINDINGS.iter().zip(&keys) {
            let places = Place::EVERY.into_iter().filter(|&p| binding.places.has(p));
            for (place, key) in places.flat_map(|place| keys.iter().map(move |&key| (place, key))) {
                let owner = owners.entry((place, key)).or_insert(binding);
                // A key that the user gives to something takes it from what had it by default.
                let own = |binding: &Binding| changed.iter().any(|(name, _)| *name == binding.name);
                match (owner.name == binding.name, own(owner), own(binding)) {
                    (true, ..) | (_, true, false) => {}
                    (_, false, true) => *owner = binding,
                    _ => {
                        return Err(Clash {
                            key,
                            place,
                            names: [owner.name, binding.name],
                        });
                    }
                }
            }
        }
        let actions = owners
            .into_iter()
            .map(|(at, binding)| (at, binding.action))
            .collect();
        Ok(Keymap { keys, actions })
    }

    /// What the key does in this place.
    #[must_use]
    pub fn action(&self, place: Place, key: Key) -> Option<Action> {
        self.actions.get(&(place, key)).copied()
    }

    /// The bindings of a place with the keys that reach them there, in the order of the table.
    pub fn of_place(&self, place: Place) -> impl Iterator<Item = (&'static Binding, Vec<Key>)> {
        BINDINGS
            .iter()
            .zip(&self.keys)
            .filter_map(move |(binding, keys)| {
                let reach = |key: &&Key| self.action(place, **key) == Some(binding.action);
                let keys: Vec<Key> = keys.iter().filter(reach).copied().collect();
                (binding.places.has(place) && !keys.is_empty()).then_some((binding, keys))
            })
    }

    /// The keys of the binding of this name.
    #[must_use]
    pub fn keys(&self, name: &str) -> &[Key] {
        let at = BINDINGS.iter().position(|binding| binding.name == name);
        at.map_or(&[], |at| &self.keys[at])
    }
}

impl Default for Keymap {
    fn default() -> Keymap {
        Keymap::new(&[]).unwrap_or_else(|_| Keymap {
            keys: BINDINGS.iter().map(default_keys).collect(),
            actions: HashMap::new(),
        })
    }
}

/// The keys of a binding where nobody says otherwise.
pub(super) fn default_keys(binding: &Binding) -> Vec<Key> {
    let keys = binding.keys.split(' ');
    keys.filter_map(|key| Key::parse(key).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_bindings_of_a_place_share_a_key_and_every_key_can_be_read() {
        Keymap::new(&[]).unwrap();
        for binding in BINDINGS {
            assert_eq!(default_keys(binding).len(), binding.keys.split(' ').count());
        }
    }

    #[test]
    fn every_binding_of_dive_is_there() {
        // dive 0.13, keybinding.*; ctrl+m is Enter in a terminal, `~` stands for it.
        for (name, keys) in [
            ("quit", "q"),
            ("toggle-view", "tab"),
            ("filter-files", "ctrl+f ctrl+/"),
            ("close-filter-files", "esc"),
            ("up", "up k"),
            ("down", "down j"),
            ("left", "left h"),
            ("right", "right l"),
            ("page-up", "pgup u"),
            ("page-down", "pgdn d"),
            ("compare-all", "ctrl+a"),
            ("compare-layer", "ctrl+l"),
            ("toggle-collapse-dir", "space"),
            ("toggle-collapse-all-dir", "ctrl+space"),
            ("toggle-added-files", "ctrl+a"),
            ("toggle-removed-files", "ctrl+r"),
            ("toggle-modified-files", "~"),
            ("toggle-unmodified-files", "ctrl+u"),
            ("toggle-filetree-attributes", "ctrl+b"),
            ("toggle-sort-order", "ctrl+o"),
            ("toggle-wrap-tree", "ctrl+p"),
            ("extract-file", "ctrl+e"),
        ] {
            let binding = BINDINGS.iter().find(|binding| binding.dive == Some(name));
            let has = default_keys(binding.unwrap());
            for key in keys.split(' ') {
                assert!(has.contains(&Key::parse(key).unwrap()), "{name} {key}");
            }
        }
    }

    #[test]
    fn a_key_of_the_users_own_is_taken_from_what_had_it() {
        let own = [("zoom", Key::parse_all("s").unwrap())];
        let keymap = Keymap::new(&own).unwrap();
        let s = Key::parse("s").unwrap();
        assert_eq!(keymap.action(Place::Tree, s), Some(Action::Zoom));
        assert_eq!(keymap.action(Place::Tree, Key::parse("z").unwrap()), None);
        let twice = [("zoom", vec![s]), ("flat", vec![s])];
        let clash = Keymap::new(&twice).unwrap_err();
        assert_eq!(
            clash.to_string(),
            "s would be both 'flat' and 'zoom' in Tree"
        );
    }
}
