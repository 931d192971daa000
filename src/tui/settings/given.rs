//! What files, variables and flags give, before it is settled which of them wins.

use super::kind::Value;
use super::names::Name;
use crate::gate::Origin;
use crate::gate::document::{Place, Problem};
use crate::tui::Key;
use crate::tui::bindings::Binding;

/// Settings that cannot be used: where, what is wrong, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct SettingsError {
    /// File with line and column, flag, or environment variable.
    pub place: String,
    /// One sentence.
    pub message: String,
}

/// A value that somebody gave.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) name: Name,
    pub(super) value: Value,
    pub(super) origin: Origin,
}

/// Keys that somebody gave.
#[derive(Debug, Clone)]
pub(super) struct GivenKeys {
    pub(super) binding: &'static Binding,
    pub(super) keys: Vec<Key>,
    pub(super) origin: Origin,
}

/// What one file gives.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub(super) given: Vec<Given>,
    pub(super) keys: Vec<GivenKeys>,
}

/// A file by the name that errors call it.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileName<'a>(pub(super) &'a str);

impl FileName<'_> {
    pub(super) fn origin(self, place: Place) -> Origin {
        Origin::File {
            name: self.0.to_owned(),
            line: place.line,
            column: place.column,
        }
    }

    /// `file:line:column: what is wrong`.
    pub(super) fn error(self, problem: Problem) -> SettingsError {
        let place = match problem.place {
            Some(place) => self.origin(place).to_string(),
            None => self.0.to_owned(),
        };
        SettingsError {
            place,
            message: problem.message,
        }
    }
}

/// Refuses a key that could not be typed any more where text is typed.
pub(super) fn fits(binding: &Binding, key: Key) -> Result<Key, String> {
    let typed_in_prompts = key.typed().is_some() && binding.places.has(crate::tui::Place::Prompt);
    match typed_in_prompts {
        true => Err(format!(
            "'{}' works where text is typed, too, and {key} would be no letter there any more; \
             choose a key such as ctrl+{key}",
            binding.name
        )),
        false => Ok(key),
    }
}
