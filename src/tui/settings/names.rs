//! Every setting, in one table: its key in the settings file, dive's, its flag and variables, what
//! it takes and what it means. Errors, the man page and `layerscope config` read it.

use super::kind::Kind;
use crate::text::{escape, nearest};
use crate::tui::Theme;

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Name {
    /// The colours.
    Theme,
    /// Whether there are colours.
    Color,
    /// Whether only ASCII is drawn.
    Ascii,
    /// Whether the mouse's events are taken.
    Mouse,
    /// The first view.
    View,
    /// Whether only what changed is shown.
    OnlyChanged,
    /// The order of rows.
    Sort,
    /// Whether attributes are shown.
    Attributes,
    /// Which attributes are shown.
    Columns,
    /// Whether long names are broken.
    Wrap,
    /// Whether directories are folded.
    Collapsed,
    /// Whether secrets are looked for unasked.
    Secrets,
    /// Whether added paths are shown.
    ShowAdded,
    /// Whether modified paths are shown.
    ShowModified,
    /// Whether removed paths are shown.
    ShowRemoved,
    /// Whether unchanged paths are shown.
    ShowUnchanged,
    /// Whether transient paths are shown.
    ShowTransient,
    /// Whether layers are kept from one run to the next.
    Cache,
    /// How much of them.
    CacheLimit,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct SettingInfo {
    /// The setting.
    pub name: Name,
    /// Its key in the settings file.
    pub key: &'static str,
    /// dive's key for it, in dive's own file.
    pub dive: Option<&'static str>,
    /// Its flag.
    pub flag: Option<&'static str>,
    /// The environment variables that set it.
    pub variables: &'static [&'static str],
    /// What it takes.
    pub kind: Kind,
    /// What it means, in one line.
    pub meaning: &'static str,
}

const fn line(name: Name, key: &'static str, kind: Kind, meaning: &'static str) -> SettingInfo {
    SettingInfo {
        name,
        key,
        dive: None,
        flag: None,
        variables: &[],
        kind,
        meaning,
    }
}

impl SettingInfo {
    const fn dive(self, dive: &'static str) -> SettingInfo {
        SettingInfo {
            dive: Some(dive),
            ..self
        }
    }

    const fn variables(self, variables: &'static [&'static str]) -> SettingInfo {
        SettingInfo { variables, ..self }
    }

    const fn flag(self, flag: &'static str, variables: &'static [&'static str]) -> SettingInfo {
        SettingInfo {
            flag: Some(flag),
            variables,
            ..self
        }
    }
}

/// What `color` takes.
pub const COLORS: [&str; 3] = ["auto", "always", "never"];
/// What `view` takes.
pub const VIEWS: [&str; 3] = ["layer", "from-base", "final"];
/// What `sort` takes.
pub const SORTS: [&str; 4] = ["name", "size", "waste", "change"];
/// What `columns` takes.
pub const COLUMNS: [&str; 4] = ["mode", "owner", "size", "waste"];

/// Every setting there is, keys apart.
pub const SETTINGS: [SettingInfo; 19] = [
    line(
        Name::Theme,
        "theme",
        Kind::One(&Theme::NAMES),
        "the colours; 'terminal' is the terminal's own sixteen",
    )
    .flag("--theme", &["LAYERSCOPE_THEME"]),
    line(
        Name::Color,
        "color",
        Kind::One(&COLORS),
        "'never' is bold and reverse only; 'auto' is colour where the terminal has it",
    )
    .flag("--color", &["NO_COLOR", "CLICOLOR_FORCE"]),
    line(
        Name::Ascii,
        "ascii",
        Kind::Switch,
        "draw with ASCII only (default: where the locale or the console has no more)",
    )
    .flag("--ascii", &[]),
    line(
        Name::Mouse,
        "mouse",
        Kind::Switch,
        "take the mouse's clicks and wheel",
    )
    .flag("--no-mouse", &[]),
    line(
        Name::View,
        "view",
        Kind::One(&VIEWS),
        "what the tree shows first: what a layer did, everything from the base to it, or the image \
         as it runs",
    )
    .dive("layer.show-aggregated-changes"),
    line(
        Name::OnlyChanged,
        "only-changed",
        Kind::Switch,
        "show only what changed",
    ),
    line(
        Name::Sort,
        "sort",
        Kind::One(&SORTS),
        "how rows are ordered within their directory",
    ),
    line(
        Name::Attributes,
        "attributes",
        Kind::Switch,
        "show attributes beside the names",
    )
    .dive("filetree.show-attributes"),
    line(
        Name::Columns,
        "columns",
        Kind::Several(&COLUMNS),
        "which attributes",
    ),
    line(
        Name::Wrap,
        "wrap",
        Kind::Switch,
        "break long lines instead of cutting them",
    ),
    line(
        Name::Collapsed,
        "collapsed",
        Kind::Switch,
        "fold all directories at the start",
    )
    .dive("filetree.collapse-dir"),
    line(
        Name::Secrets,
        "secrets",
        Kind::Switch,
        "look for secrets as soon as all is read, without being asked",
    ),
    line(
        Name::ShowAdded,
        "show.added",
        Kind::Switch,
        "show added paths",
    )
    .dive("diff.hide"),
    line(
        Name::ShowModified,
        "show.modified",
        Kind::Switch,
        "show modified paths",
    )
    .dive("diff.hide"),
    line(
        Name::ShowRemoved,
        "show.removed",
        Kind::Switch,
        "show removed paths",
    )
    .dive("diff.hide"),
    line(
        Name::ShowUnchanged,
        "show.unchanged",
        Kind::Switch,
        "show unchanged paths",
    )
    .dive("diff.hide"),
    line(
        Name::ShowTransient,
        "show.transient",
        Kind::Switch,
        "show paths that were born and went within the range",
    ),
    line(
        Name::Cache,
        "cache",
        Kind::Switch,
        "keep what layers hold from one run to the next, for every command",
    )
    .flag("--no-cache", &["LAYERSCOPE_CACHE"]),
    line(
        Name::CacheLimit,
        "cache-limit",
        Kind::Size,
        "what that may take on the disk; the oldest-used go first",
    )
    .variables(&["LAYERSCOPE_CACHE_LIMIT"]),
];

impl Name {
    /// The setting's line of the table.
    #[must_use]
    pub fn info(self) -> &'static SettingInfo {
        // The table has every setting, in the order of declaration; a test keeps it so.
        &SETTINGS[self as usize]
    }

    /// The setting with this key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Name> {
        let line = SETTINGS.iter().find(|info| info.key == key);
        line.map(|info| info.name)
    }
}

/// What to say of a key that does not exist.
pub(super) fn unknown(key: &str) -> String {
    let shown = escape(key);
    let known = || SETTINGS.iter().map(|info| info.key);
    match nearest(key, known().chain(["keys", "show"])) {
        Some(name) => format!("unknown key '{shown}'; did you mean '{name}'?"),
        None => {
            let known: Vec<&str> = known().collect();
            format!(
                "unknown key '{shown}'; known are {} and [keys]",
                known.join(", ")
            )
        }
    }
}

/// Environment variables that settings come from, and what they do.
pub const VARIABLES: [(&str, &str); 12] = [
    (
        "LAYERSCOPE_SETTINGS",
        "The settings file; no other is looked for.",
    ),
    ("LAYERSCOPE_THEME", "The theme."),
    (
        "LAYERSCOPE_CACHE",
        "false: nothing is kept from one run to the next, and nothing kept is used.",
    ),
    (
        "LAYERSCOPE_CACHE_LIMIT",
        "What the cache may take, such as 500MB.",
    ),
    (
        "LAYERSCOPE_CACHE_DIR",
        "The folder of the cache; else layerscope in XDG_CACHE_HOME.",
    ),
    ("NO_COLOR", "Not empty: bold and reverse only."),
    (
        "CLICOLOR_FORCE",
        "Neither empty nor 0: colours also where TERM says that there are none.",
    ),
    (
        "COLORTERM",
        "truecolor or 24bit: themes in their own colours, else in the nearest of 256.",
    ),
    (
        "TERM",
        "dumb: no browser. linux: ASCII only. vt100 and its like: no colours.",
    ),
    (
        "LC_ALL, LC_CTYPE, LANG",
        "The first that is set names another character set than UTF-8: ASCII only.",
    ),
    ("XDG_CONFIG_HOME", "The folder of settings files."),
    (
        "XDG_CACHE_HOME",
        "The folder of caches; ~/.cache where it is not set.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::SortBy;

    #[test]
    fn every_setting_finds_its_own_line_and_no_key_is_used_twice() {
        let mut keys = std::collections::HashSet::new();
        for info in &SETTINGS {
            assert_eq!(info.name.info().key, info.key);
            assert_eq!(Name::of_key(info.key), Some(info.name));
            assert!(keys.insert(info.key), "{}", info.key);
        }
        assert_eq!(SORTS, SortBy::ALL.map(SortBy::name));
    }

    #[test]
    fn every_variable_that_sets_something_is_explained() {
        for name in SETTINGS.iter().flat_map(|info| info.variables) {
            assert!(VARIABLES.iter().any(|(known, _)| known == name), "{name}");
        }
    }
}
