//! How the browser looks and which keys it has: from files, the environment and flags to values
//! that each can say where they come from.
//!
//! A flag beats the environment, the environment our settings file, that one dive's, dive's the
//! default. A wrong value is an error even where something stronger overrides it: somebody meant
//! it. The rules that an image is judged by are no settings; they are the gate's policy.

mod cache;
mod defaults;
mod dive;
mod dive_keys;
mod files;
mod given;
mod keys;
mod kind;
mod names;
mod own;
mod terminal;
pub mod told;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use cache::{CacheSettings, cache};
pub use files::{Fate, Looked, look};
pub use given::SettingsError;
pub use keys::Bound;
pub use kind::{Kind, Value};
pub use names::{COLORS, COLUMNS, Name, SETTINGS, SORTS, SettingInfo, VARIABLES, VIEWS};
pub use terminal::{Depth, Variable};

use given::{Found, Given};

use super::state::View;
use super::{Columns, Glyphs, Keymap, SortBy, Start, Theme};
use crate::gate::{Origin, Setting};
use crate::limits::Limits;
use crate::tree::Kinds;

/// Settings given as flags.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flags {
    /// `--settings`: read this file and no other.
    pub settings: Option<PathBuf>,
    /// Values, in the order of the flags.
    pub values: Vec<(Name, Value)>,
}

/// What settings are made of.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The flags.
    pub flags: &'a Flags,
    /// The environment.
    pub variable: Variable<'a>,
    /// The user's folder of config files, `$XDG_CONFIG_HOME` or `~/.config`.
    pub config: Option<&'a Path>,
    /// The user's home.
    pub home: Option<&'a Path>,
    /// The folder that the program was started in.
    pub folder: &'a Path,
}

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A value for each of [`SETTINGS`], in its order.
    values: Vec<Setting<Value>>,
    /// The keys of each binding, in the order of the table.
    pub bound: Vec<Bound>,
    /// The same, for the browser.
    pub keymap: Arc<Keymap>,
    /// How many colours the terminal has.
    pub depth: Setting<Depth>,
    /// Where was looked.
    pub looked: Vec<Looked>,
    /// What was left out of dive's file, each with its place.
    pub notes: Vec<String>,
    /// Keys of dive's file that mean nothing to the browser.
    pub passed_over: Vec<String>,
}

impl Settings {
    /// The settings that follow from files, environment and flags.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place and what would be right.
    pub fn load(request: &Request<'_>) -> Result<Settings, SettingsError> {
        let limits = Limits::default();
        let looked = files::look(request)?;
        let read = |is_dives: bool| {
            let wanted = |file: &&Looked| file.fate == Fate::Read && file.dive == is_dives;
            looked.iter().find(wanted)
        };
        let dive = match read(true) {
            Some(file) => dive::read(&file.path, &file.name, &limits)?,
            None => dive::DiveFile::default(),
        };
        let own = match read(false) {
            Some(file) => own::read(&file.path, &file.name, &limits)?,
            None => Found::default(),
        };
        let (mut notes, passed_over) = (dive.notes, dive.passed_over);
        let mut given = told_by_terminal(request.variable);
        given.extend(dive.found.given.iter().cloned());
        given.extend(own.given.iter().cloned());
        given.extend(from_environment(request.variable)?);
        given.extend(from_flags(request.flags));
        let (bound, keymap) = keys::resolve(own, dive.found, &mut notes)?;
        Ok(Settings {
            values: in_force(given),
            bound,
            keymap: Arc::new(keymap),
            depth: terminal::depth(request.variable),
            looked,
            notes,
            passed_over,
        })
    }

    /// A setting's value, and where it comes from.
    #[must_use]
    pub fn get(&self, name: Name) -> &Setting<Value> {
        // There is a value for every line of the table.
        &self.values[name as usize]
    }

    fn on(&self, name: Name) -> bool {
        self.get(name).value == Value::Switch(true)
    }

    fn word(&self, name: Name) -> &'static str {
        match self.get(name).value {
            Value::One(word) => word,
            _ => "",
        }
    }

    /// The colours: the theme as far as the terminal can show it, and as far as they are wanted.
    #[must_use]
    pub fn theme(&self) -> Theme {
        let theme = Theme::named(self.word(Name::Theme)).unwrap_or_else(Theme::terminal);
        match (self.word(Name::Color), self.depth.value) {
            ("never", _) | ("auto", Depth::None) => Theme::mono(),
            (_, Depth::True) => theme,
            _ => theme.in_256(),
        }
    }

    /// The signs.
    #[must_use]
    pub fn glyphs(&self) -> Glyphs {
        match self.on(Name::Ascii) {
            true => Glyphs::ASCII,
            false => Glyphs::UNICODE,
        }
    }

    /// One line on what was left out of dive's file, if anything was.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        let read = |looked: &&Looked| looked.dive && looked.fate == Fate::Read;
        let name = &self.looked.iter().find(read)?.name;
        let left_out = match self.notes.len() {
            0 => return None,
            1 => "1 thing is left out".to_owned(),
            more => format!("{more} things are left out"),
        };
        Some(format!("{left_out} of {name}; see 'layerscope config'"))
    }

    /// Whether the mouse's events are taken.
    #[must_use]
    pub fn mouse(&self) -> bool {
        self.on(Name::Mouse)
    }

    /// What is shown before anybody pressed a key.
    #[must_use]
    pub fn start(&self) -> Start {
        let has = |column| match &self.get(Name::Columns).value {
            Value::Several(columns) => columns.contains(&column),
            _ => false,
        };
        let sort = self.word(Name::Sort);
        Start {
            view: view(self.word(Name::View)),
            show: Kinds {
                added: self.on(Name::ShowAdded),
                modified: self.on(Name::ShowModified),
                removed: self.on(Name::ShowRemoved),
                unchanged: self.on(Name::ShowUnchanged),
                transient: self.on(Name::ShowTransient),
            },
            only_changed: self.on(Name::OnlyChanged),
            sort: (SortBy::ALL.into_iter().find(|by| by.name() == sort)).unwrap_or(SortBy::Name),
            attributes: self.on(Name::Attributes),
            columns: Columns {
                mode: has("mode"),
                owner: has("owner"),
                size: has("size"),
                waste: has("waste"),
            },
            wrap: self.on(Name::Wrap),
            collapsed: self.on(Name::Collapsed),
            secrets: self.on(Name::Secrets),
            limits: Limits::default(),
        }
    }
}

fn view(word: &str) -> View {
    match word {
        "from-base" => View::FromBase,
        "final" => View::Final,
        _ => View::Layer,
    }
}

/// The last value given for each setting, or its default.
fn in_force(given: Vec<Given>) -> Vec<Setting<Value>> {
    let mut values: Vec<Setting<Value>> = SETTINGS
        .iter()
        .map(|info| Setting {
            value: defaults::of(info.name),
            origin: Origin::Default,
        })
        .collect();
    for Given {
        name,
        value,
        origin,
    } in given
    {
        values[name as usize] = Setting { value, origin };
    }
    values
}

/// What the terminal says only changes defaults: a file overrides it.
fn told_by_terminal(variable: Variable<'_>) -> Vec<Given> {
    let ascii = terminal::ascii(variable).map(|ascii| Given {
        name: Name::Ascii,
        value: Value::Switch(ascii.value),
        origin: ascii.origin,
    });
    ascii.into_iter().collect()
}

fn from_environment(variable: Variable<'_>) -> Result<Vec<Given>, SettingsError> {
    let mut given = vec![];
    if let Some(color) = terminal::color(variable) {
        given.push(Given {
            name: Name::Color,
            value: Value::One(color.value),
            origin: color.origin,
        });
    }
    for (variable_name, name) in [
        ("LAYERSCOPE_THEME", Name::Theme),
        ("LAYERSCOPE_CACHE", Name::Cache),
        ("LAYERSCOPE_CACHE_LIMIT", Name::CacheLimit),
    ] {
        let Some(text) = terminal::text(variable, variable_name) else {
            continue;
        };
        let value = name.info().kind.read(&text);
        let value = value.map_err(|message| SettingsError {
            place: variable_name.to_owned(),
            message,
        })?;
        given.push(Given {
            name,
            value,
            origin: Origin::Environment(variable_name),
        });
    }
    Ok(given)
}

fn from_flags(flags: &Flags) -> Vec<Given> {
    let given = flags.values.iter().map(|(name, value)| Given {
        name: *name,
        value: value.clone(),
        origin: name.info().flag.map_or(Origin::Default, Origin::Flag),
    });
    given.collect()
}
