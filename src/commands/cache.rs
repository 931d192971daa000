//! The cache of layers: for every command that reads an image, and `layerscope cache`.

use std::ffi::OsString;
use std::path::PathBuf;

use serde_json::json;

use super::{CommandError, Environment, note};
use crate::cache::{Cache, CacheError, Usage};
use crate::cli::{self, ImageChoice, ReportFormat};
use crate::gate::Exit;
use crate::report::output::Output;
use crate::text::{escape_bytes, grouped, size};
use crate::tui::settings::{self, CacheSettings, Flags, Name, SettingsError, Value};

/// Names the cache's folder; empty counts as not set.
const VARIABLE: &str = "LAYERSCOPE_CACHE_DIR";

/// The cache's folder: the one that is named, else one of our own in the user's folder of caches
/// (XDG base directory specification).
pub(super) fn folder(caches: Option<PathBuf>) -> Option<PathBuf> {
    let named = std::env::var_os(VARIABLE).filter(|name: &OsString| !name.is_empty());
    named
        .map(PathBuf::from)
        .or_else(|| caches.map(|caches| caches.join("layerscope")))
}

/// The cache, if one is wanted and can be used. `look` is what names the settings file;
/// `by_claims` is for those who asked that nothing be verified.
///
/// A cache is a convenience: that there is none ends nothing. Only what the user can put right is
/// said, in one line.
pub(super) fn open(
    choice: &ImageChoice,
    look: &Flags,
    by_claims: bool,
    environment: &Environment,
) -> Option<Cache> {
    let root = environment.cache.as_deref()?;
    let say = |what: &str| {
        note(
            choice.quiet,
            &format!("layerscope: {what}; no cache is used"),
        )
    };
    let settings = match in_force(choice.no_cache, look, environment) {
        Ok(settings) => settings,
        Err(error) => {
            say(&error.to_string());
            return None;
        }
    };
    if !settings.on || settings.limit == 0 {
        return None;
    }
    match Cache::open(root, settings.limit) {
        Ok(cache) => Some(cache.trusting_claims(by_claims)),
        Err(error @ CacheError::Unsafe { .. }) => {
            say(&error.to_string());
            None
        }
        Err(CacheError::Unusable { .. }) => None,
    }
}

fn in_force(
    off: bool,
    look: &Flags,
    environment: &Environment,
) -> Result<CacheSettings, SettingsError> {
    let flags = Flags {
        settings: look.settings.clone(),
        values: Vec::from_iter(off.then_some((Name::Cache, Value::Switch(false)))),
    };
    settings::cache(&environment.settings(&flags))
}

/// `layerscope cache`.
pub(super) fn run(options: &cli::Cache, environment: &Environment) -> Result<Exit, CommandError> {
    let settings = in_force(false, &Flags::default(), environment)?;
    let Some(root) = &environment.cache else {
        let what = "there is no folder for a cache: neither LAYERSCOPE_CACHE_DIR nor \
                    XDG_CACHE_HOME nor HOME is set";
        return Err(CommandError::Wrong(what.to_owned()));
    };
    let cache = Cache::open(root, settings.limit)?;
    let usage = match options.clear {
        true => cache.clear()?,
        false => cache.usage()?,
    };
    let told = Told {
        folder: escape_bytes(root.as_os_str().as_encoded_bytes()).into_owned(),
        usage,
        settings,
        cleared: options.clear,
    };
    let text = match options.format {
        ReportFormat::Json => told.json(),
        _ => told.text(),
    };
    Output::print(text.as_bytes())?;
    Ok(Exit::Passed)
}

struct Told {
    folder: String,
    usage: Usage,
    settings: CacheSettings,
    cleared: bool,
}

impl Told {
    fn text(&self) -> String {
        let Usage { layers, bytes } = self.usage;
        let (layers, bytes) = (grouped(layers), size(bytes));
        if self.cleared {
            return format!("removed {layers} layers, {bytes}, from {}\n", self.folder);
        }
        let limit = match self.settings {
            CacheSettings {
                on: true,
                limit: 1..,
            } => size(self.settings.limit),
            _ => "switched off".to_owned(),
        };
        format!(
            "folder  {}\nlayers  {layers}\nbytes   {bytes}\nlimit   {limit}\n",
            self.folder
        )
    }

    fn json(&self) -> String {
        let document = json!({
            "schema": "layerscope-cache/1",
            "folder": self.folder,
            "layers": self.usage.layers,
            "bytes": self.usage.bytes,
            "limit": self.settings.limit,
            "on": self.settings.on,
            "cleared": self.cleared,
        });
        format!("{document:#}\n")
    }
}
