//! The keys in force: those of the files in the table of bindings, and that none is asked for
//! twice.

use super::dive_keys;
use super::given::{Found, GivenKeys, SettingsError};
use crate::gate::Origin;
use crate::tui::bindings::{BINDINGS, Binding};
use crate::tui::{Action, Clash, Key, Keymap};

/// A binding with its keys, and where these come from.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The binding.
    pub binding: &'static Binding,
    /// Its keys; what another binding took away is not among them.
    pub keys: Vec<Key>,
    /// Who says so.
    pub origin: Origin,
}

/// The keys of both files, and the key map that follows.
///
/// # Errors
/// Two actions of our file that want one key, or none that quits.
pub(super) fn resolve(
    own: Found,
    dive: Found,
    notes: &mut Vec<String>,
) -> Result<(Vec<Bound>, Keymap), SettingsError> {
    let dives = dive_keys::merged(dive, &own, notes);
    let given: Vec<&GivenKeys> = dives.iter().chain(&own.keys).collect();
    let changed: Vec<(&str, Vec<Key>)> = given
        .iter()
        .map(|given| (given.binding.name, given.keys.clone()))
        .collect();
    let keymap = Keymap::new(&changed).map_err(|clash| clashing(&own, &clash))?;
    let bound: Vec<Bound> = BINDINGS
        .iter()
        .map(|binding| bound(binding, &keymap, &given))
        .collect();
    let quits = |bound: &Bound| bound.binding.action == Action::Quit && !bound.keys.is_empty();
    if !bound.iter().any(quits) {
        let quit = own
            .keys
            .iter()
            .find(|given| given.binding.action == Action::Quit);
        return Err(SettingsError {
            place: quit.map_or_else(|| "[keys]".to_owned(), |given| given.origin.to_string()),
            message: "no key would quit; give 'quit' or 'quit-at-once' one".to_owned(),
        });
    }
    Ok((bound, keymap))
}

fn bound(binding: &'static Binding, keymap: &Keymap, given: &[&GivenKeys]) -> Bound {
    let given = given
        .iter()
        .rev()
        .find(|given| given.binding.name == binding.name);
    let reaches = |key: &Key| {
        let places = super::super::Place::EVERY.into_iter();
        let mut places = places.filter(|&place| binding.places.has(place));
        places.any(|place| keymap.action(place, *key) == Some(binding.action))
    };
    Bound {
        binding,
        keys: keymap
            .keys(binding.name)
            .iter()
            .filter(|key| reaches(key))
            .copied()
            .collect(),
        origin: given.map_or(Origin::Default, |given| given.origin.clone()),
    }
}

/// The later one of the two is wrong.
fn clashing(own: &Found, clash: &Clash) -> SettingsError {
    let line = |origin: &Origin| match origin {
        Origin::File { line, column, .. } => (*line, *column),
        _ => (0, 0),
    };
    let origins = own
        .keys
        .iter()
        .filter(|given| clash.names.contains(&given.binding.name));
    let last = origins
        .map(|given| &given.origin)
        .max_by_key(|origin| line(origin));
    SettingsError {
        place: last.map_or_else(|| "[keys]".to_owned(), ToString::to_string),
        message: format!("{clash}; choose another key for one of them"),
    }
}
