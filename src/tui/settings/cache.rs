//! The settings of the cache, which every command wants, browser or not.
//!
//! dive has no such settings: its files are not read, and cannot stand in the way of a check.

use super::given::{Found, SettingsError};
use super::names::Name;
use super::{Fate, Request, Value, files, from_environment, from_flags, in_force, own};
use crate::limits::Limits;

/// What is wanted of the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheSettings {
    /// Whether there is one at all.
    pub on: bool,
    /// Bytes that it may take.
    pub limit: u64,
}

/// The cache's settings in force.
///
/// # Errors
/// The first thing that is wrong in our settings file or the environment, with its place.
pub fn cache(request: &Request<'_>) -> Result<CacheSettings, SettingsError> {
    let looked = files::look(request)?;
    let own = looked
        .iter()
        .find(|file| file.fate == Fate::Read && !file.dive);
    let own = match own {
        Some(file) => own::read(&file.path, &file.name, &Limits::default())?,
        None => Found::default(),
    };
    let mut given = own.given;
    given.extend(from_environment(request.variable)?);
    given.extend(from_flags(request.flags));
    let values = in_force(given);
    let value = |name: Name| &values[name as usize].value;
    Ok(CacheSettings {
        on: *value(Name::Cache) == Value::Switch(true),
        limit: match value(Name::CacheLimit) {
            Value::Size(bytes) => *bytes,
            _ => 0,
        },
    })
}
