//! The policy in force: every bound, and where it came from.
//!
//! Flags beat the environment, the environment beats the file, the file beats the default. A
//! wrong value is an error even where something stronger overrides it: somebody meant it.

use std::ffi::OsString;
use std::fmt;

use super::file::PolicyFile;
use super::ignore::Ignore;
use super::keys::{KEYS, Key, Kind};
use super::patterns::Patterns;
use super::value;
use crate::secrets::{Confidence, Severity};
use crate::text::escape;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything: dive's default.
    Default,
    /// A policy file.
    File {
        /// Its name as the user would type it, escaped.
        name: String,
        /// Line, from 1.
        line: u64,
        /// Column, from 1.
        column: u64,
    },
    /// An environment variable, by name.
    Environment(&'static str),
    /// A flag, by name.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => out.write_str("default"),
            Origin::File { name, line, column } => write!(out, "{name}:{line}:{column}"),
            Origin::Environment(name) | Origin::Flag(name) => out.write_str(name),
        }
    }
}

/// A policy that cannot be used: where, what is wrong, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct PolicyError {
    /// File with line and column, flag, or environment variable.
    pub place: String,
    /// One sentence.
    pub message: String,
}

impl PolicyError {
    pub(super) fn new(place: impl fmt::Display, message: impl Into<String>) -> PolicyError {
        PolicyError {
            place: place.to_string(),
            message: message.into(),
        }
    }
}

/// A value with its origin.
#[derive(Debug, Clone)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

impl<T> Setting<T> {
    fn default_of(value: T) -> Setting<T> {
        Setting {
            value,
            origin: Origin::Default,
        }
    }
}

/// Every bound; `None` is a rule that is switched off.
#[derive(Debug, Clone)]
pub struct Policy {
    /// See [`Key::LowestEfficiency`]; a ratio.
    pub lowest_efficiency: Setting<Option<f64>>,
    /// See [`Key::HighestWastedBytes`].
    pub highest_wasted_bytes: Setting<Option<u64>>,
    /// See [`Key::HighestUserWastedPercent`]; a ratio.
    pub highest_user_wasted_percent: Setting<Option<f64>>,
    /// See [`Key::LargestImage`]; bytes.
    pub largest_image: Setting<Option<u64>>,
    /// See [`Key::LargestLayer`]; bytes.
    pub largest_layer: Setting<Option<u64>>,
    /// See [`Key::MostLayers`].
    pub most_layers: Setting<Option<u64>>,
    /// See [`Key::LargestFile`]; bytes.
    pub largest_file: Setting<Option<u64>>,
    /// See [`Key::ForbiddenPaths`].
    pub forbidden_paths: Setting<Patterns>,
    /// See [`Key::IgnoredWastePaths`].
    pub ignored_waste_paths: Setting<Patterns>,
    /// See [`Key::RequireVerification`].
    pub require_verification: Setting<bool>,
    /// See [`Key::SecretsFailOn`].
    pub secrets_fail_on: Setting<FailOn>,
    /// See [`Key::SecretsMinSeverity`].
    pub secrets_min_severity: Setting<Severity>,
    /// See [`Key::SecretsMinConfidence`].
    pub secrets_min_confidence: Setting<Confidence>,
    /// Secrets that do not matter, of the file.
    pub ignored_secrets: Vec<Ignore>,
}

/// Which secrets fail a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// Those that the final image shows.
    Visible,
    /// Those of any layer, deleted or not.
    Any,
    /// None: they are listed, or not even looked for.
    None,
}

impl FailOn {
    /// Every choice.
    pub const ALL: [FailOn; 3] = [FailOn::Visible, FailOn::Any, FailOn::None];

    /// The name in policies and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FailOn::Visible => "visible",
            FailOn::Any => "any",
            FailOn::None => "none",
        }
    }
}

impl Default for Policy {
    /// dive's rules with dive's bounds, and nothing else.
    fn default() -> Policy {
        Policy {
            lowest_efficiency: Setting::default_of(Some(0.9)),
            highest_wasted_bytes: Setting::default_of(None),
            highest_user_wasted_percent: Setting::default_of(Some(0.1)),
            largest_image: Setting::default_of(None),
            largest_layer: Setting::default_of(None),
            most_layers: Setting::default_of(None),
            largest_file: Setting::default_of(None),
            forbidden_paths: Setting::default_of(Patterns::default()),
            ignored_waste_paths: Setting::default_of(Patterns::default()),
            require_verification: Setting::default_of(false),
            secrets_fail_on: Setting::default_of(FailOn::None),
            secrets_min_severity: Setting::default_of(Severity::Low),
            secrets_min_confidence: Setting::default_of(Confidence::Low),
            ignored_secrets: Vec::new(),
        }
    }
}

/// Texts that somebody gave for a key, each with its origin; one, except for patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) key: Key,
    /// What the key is called where it was given.
    pub(super) name: &'static str,
    pub(super) texts: Vec<(String, Origin)>,
    pub(super) origin: Origin,
}

impl Policy {
    /// The policy that follows from a file, the environment and the flags as typed.
    ///
    /// `environment` answers for the variables of [`KEYS`]; one that is empty counts as not set,
    /// and one for patterns separates them with `:`.
    ///
    /// # Errors
    /// The first wrong value, with its place and what would be right.
    pub fn resolve(
        file: Option<&PolicyFile>,
        environment: &dyn Fn(&str) -> Option<OsString>,
        flags: &[(Key, Vec<String>)],
    ) -> Result<Policy, PolicyError> {
        let mut policy = Policy {
            ignored_secrets: file.map_or_else(Vec::new, |file| file.ignored.clone()),
            ..Policy::default()
        };
        for given in file.into_iter().flat_map(|file| &file.given) {
            policy.set(given)?;
        }
        for info in &KEYS {
            if let Some(value) = environment(info.variable).filter(|value| !value.is_empty()) {
                policy.set(&from_environment(info.key, value)?)?;
            }
        }
        for (key, texts) in flags.iter().filter(|(_, texts)| !texts.is_empty()) {
            let origin = Origin::Flag(key.info().flag);
            let texts = texts
                .iter()
                .map(|text| (text.clone(), origin.clone()))
                .collect();
            policy.set(&Given {
                key: *key,
                name: key.info().name,
                texts,
                origin,
            })?;
        }
        Ok(policy)
    }

    fn set(&mut self, given: &Given) -> Result<(), PolicyError> {
        match given.key {
            Key::LowestEfficiency => self.lowest_efficiency = given.bound(value::ratio)?,
            Key::HighestWastedBytes => self.highest_wasted_bytes = given.bound(value::bytes)?,
            Key::HighestUserWastedPercent => {
                self.highest_user_wasted_percent = given.bound(value::ratio)?;
            }
            Key::LargestImage => self.largest_image = given.bound(value::bytes)?,
            Key::LargestLayer => self.largest_layer = given.bound(value::bytes)?,
            Key::MostLayers => self.most_layers = given.bound(value::count)?,
            Key::LargestFile => self.largest_file = given.bound(value::bytes)?,
            Key::ForbiddenPaths => self.forbidden_paths = given.patterns()?,
            Key::IgnoredWastePaths => self.ignored_waste_paths = given.patterns()?,
            Key::RequireVerification => self.require_verification = given.one(value::switch)?,
            Key::SecretsFailOn => self.secrets_fail_on = given.one(value::fail_on)?,
            Key::SecretsMinSeverity => self.secrets_min_severity = given.one(value::severity)?,
            Key::SecretsMinConfidence => {
                self.secrets_min_confidence = given.one(value::confidence)?;
            }
        }
        Ok(())
    }
}

fn from_environment(key: Key, value: OsString) -> Result<Given, PolicyError> {
    let info = key.info();
    let origin = Origin::Environment(info.variable);
    let value = value
        .into_string()
        .map_err(|_| PolicyError::new(&origin, format!("is not UTF-8; {}", info.kind.right())))?;
    let texts = match info.kind {
        Kind::Patterns => value.split(':').filter(|text| !text.is_empty()).collect(),
        _ => vec![value.as_str()],
    };
    let texts = texts
        .into_iter()
        .map(|text| (text.to_owned(), origin.clone()))
        .collect();
    let name = info.name;
    Ok(Given {
        key,
        name,
        texts,
        origin,
    })
}

impl Given {
    fn bound<T>(
        &self,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Setting<Option<T>>, PolicyError> {
        self.one(|text| value::bound(text, &parse))
    }

    fn one<T>(&self, parse: impl Fn(&str) -> Result<T, String>) -> Result<Setting<T>, PolicyError> {
        // The last flag wins, as with dive.
        let Some((text, origin)) = self.texts.last() else {
            return Err(self.wrong(&self.origin, "has no value"));
        };
        let value = parse(text)
            .map_err(|problem| self.wrong(origin, &format!("'{}' {problem}", escape(text))))?;
        Ok(Setting {
            value,
            origin: origin.clone(),
        })
    }

    fn patterns(&self) -> Result<Setting<Patterns>, PolicyError> {
        let texts = self.texts.iter().map(|(text, _)| text.clone()).collect();
        let value = Patterns::new(texts).map_err(|(at, problem)| match self.texts.get(at) {
            Some((text, origin)) => self.wrong(origin, &format!("'{}' {problem}", escape(text))),
            None => self.wrong(&self.origin, &problem),
        })?;
        Ok(Setting {
            value,
            origin: self.origin.clone(),
        })
    }

    fn wrong(&self, origin: &Origin, problem: &str) -> PolicyError {
        let info = self.key.info();
        let message = match origin {
            Origin::File { .. } => format!("{}: {problem}; {}", self.name, info.kind.right()),
            _ => format!("{problem}; {}", info.kind.right()),
        };
        PolicyError::new(origin, message)
    }
}
