//! Every key of the policy, in one table: its spelling in our file, in dive's, in the environment
//! and on the command line, what it takes and what it means. Errors and `--help` read it.

use crate::text::nearest;

/// One rule's bound, or one thing that a rule needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// Efficiency must not be lower.
    LowestEfficiency,
    /// Wasted bytes must not be more.
    HighestWastedBytes,
    /// Wasted bytes above the base, relative to all bytes above it, must not be more.
    HighestUserWastedPercent,
    /// All layers together must not be larger.
    LargestImage,
    /// No layer may be larger.
    LargestLayer,
    /// There must not be more layers.
    MostLayers,
    /// No file of any layer may be larger.
    LargestFile,
    /// Paths that the final image must not show.
    ForbiddenPaths,
    /// Paths whose waste the rules do not see.
    IgnoredWastePaths,
    /// Every digest must have been checked.
    RequireVerification,
    /// Which secrets fail.
    SecretsFailOn,
    /// Secrets of less harm do not count.
    SecretsMinSeverity,
    /// Secrets that are less sure do not count.
    SecretsMinConfidence,
}

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number from 0 to 1.
    Ratio,
    /// A number of bytes.
    Bytes,
    /// A whole number.
    Count,
    /// Path patterns.
    Patterns,
    /// True or false.
    Switch,
    /// `visible`, `any` or `none`.
    FailOn,
    /// The name of a [`crate::secrets::Severity`].
    Severity,
    /// The name of a [`crate::secrets::Confidence`].
    Confidence,
}

impl Kind {
    /// What would be right, to end an error with.
    #[must_use]
    pub fn right(self) -> &'static str {
        match self {
            Kind::Ratio => "write a ratio from 0 to 1 such as 0.9, or 'disabled'",
            Kind::Bytes => "write a size such as 20MB, 1.5 GiB or 4096, or 'disabled'",
            Kind::Count => "write a whole number such as 40, or 'disabled'",
            Kind::Patterns => "write a list of path patterns such as [\"/root/.ssh\", \"*.pem\"]",
            Kind::Switch => "write true or false",
            Kind::FailOn => "write visible, any or none",
            Kind::Severity => "write low, medium, high or critical",
            Kind::Confidence => "write low, medium or high",
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct KeyInfo {
    /// The key.
    pub key: Key,
    /// Its name: below `rules:` in our policy file, and as a rule in every report. One that begins
    /// with `secrets-` stands below `secrets:` without that.
    pub name: &'static str,
    /// Its name in `.dive-ci`.
    pub dive: Option<&'static str>,
    /// Its environment variable; empty means not set.
    pub variable: &'static str,
    /// Its flag.
    pub flag: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What it means, in one line.
    pub meaning: &'static str,
}

const fn line(
    key: Key,
    name: &'static str,
    variable: &'static str,
    flag: &'static str,
    kind: Kind,
    meaning: &'static str,
) -> KeyInfo {
    KeyInfo {
        key,
        name,
        dive: None,
        variable,
        flag,
        kind,
        meaning,
    }
}

/// Every key there is.
pub const KEYS: [KeyInfo; 13] = [
    KeyInfo {
        dive: Some("lowestEfficiency"),
        ..line(
            Key::LowestEfficiency,
            "lowest-efficiency",
            "LAYERSCOPE_LOWEST_EFFICIENCY",
            "--lowest-efficiency",
            Kind::Ratio,
            "live bytes over all bytes must not be less (default 0.9)",
        )
    },
    KeyInfo {
        dive: Some("highestWastedBytes"),
        ..line(
            Key::HighestWastedBytes,
            "highest-wasted-bytes",
            "LAYERSCOPE_HIGHEST_WASTED_BYTES",
            "--highest-wasted-bytes",
            Kind::Bytes,
            "wasted bytes must not be more (default disabled)",
        )
    },
    KeyInfo {
        dive: Some("highestUserWastedPercent"),
        ..line(
            Key::HighestUserWastedPercent,
            "highest-user-wasted-percent",
            "LAYERSCOPE_HIGHEST_USER_WASTED_PERCENT",
            "--highest-user-wasted-percent",
            Kind::Ratio,
            "waste above the base over all bytes above it must not be more (default 0.1)",
        )
    },
    line(
        Key::LargestImage,
        "largest-image",
        "LAYERSCOPE_LARGEST_IMAGE",
        "--largest-image",
        Kind::Bytes,
        "the contents of all layers together must not be larger",
    ),
    line(
        Key::LargestLayer,
        "largest-layer",
        "LAYERSCOPE_LARGEST_LAYER",
        "--largest-layer",
        Kind::Bytes,
        "the contents of one layer must not be larger",
    ),
    line(
        Key::MostLayers,
        "most-layers",
        "LAYERSCOPE_MOST_LAYERS",
        "--most-layers",
        Kind::Count,
        "there must not be more layers",
    ),
    line(
        Key::LargestFile,
        "largest-file",
        "LAYERSCOPE_LARGEST_FILE",
        "--largest-file",
        Kind::Bytes,
        "no file, live or dead, may be larger",
    ),
    line(
        Key::ForbiddenPaths,
        "forbidden-paths",
        "LAYERSCOPE_FORBIDDEN_PATHS",
        "--forbidden-path",
        Kind::Patterns,
        "the final image must not show such a path",
    ),
    line(
        Key::IgnoredWastePaths,
        "ignored-waste-paths",
        "LAYERSCOPE_IGNORED_WASTE_PATHS",
        "--ignored-waste-path",
        Kind::Patterns,
        "waste at such a path does not count",
    ),
    line(
        Key::RequireVerification,
        "require-verification",
        "LAYERSCOPE_REQUIRE_VERIFICATION",
        "--require-verification",
        Kind::Switch,
        "every digest and size must have been checked, and hold",
    ),
    line(
        Key::SecretsFailOn,
        "secrets-fail-on",
        "LAYERSCOPE_SECRETS_FAIL_ON",
        "--secrets-fail-on",
        Kind::FailOn,
        "no secret must be visible in the final image, or in any layer (default none: not looked for)",
    ),
    line(
        Key::SecretsMinSeverity,
        "secrets-min-severity",
        "LAYERSCOPE_SECRETS_MIN_SEVERITY",
        "--secrets-min-severity",
        Kind::Severity,
        "secrets of less harm do not count (default low)",
    ),
    line(
        Key::SecretsMinConfidence,
        "secrets-min-confidence",
        "LAYERSCOPE_SECRETS_MIN_CONFIDENCE",
        "--secrets-min-confidence",
        Kind::Confidence,
        "secrets that are less sure do not count (default low)",
    ),
];

/// What the names of the keys below `secrets:` begin with elsewhere.
const SECRETS: &str = "secrets-";

impl Key {
    /// The key's line of the table.
    #[must_use]
    pub fn info(self) -> &'static KeyInfo {
        // The table has every key, in the order of declaration; a test keeps it so.
        &KEYS[self as usize]
    }

    /// The key of that name below `rules:` in our policy file.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Key> {
        let mut rules = KEYS.iter().filter(|info| !info.is_secrets());
        rules.find(|info| info.name == name).map(|info| info.key)
    }

    /// The key of that name below `secrets:` in our policy file.
    #[must_use]
    pub fn of_secrets_name(name: &str) -> Option<Key> {
        let mut known = KEYS.iter();
        known
            .find(|info| info.in_file() == name && info.is_secrets())
            .map(|info| info.key)
    }

    /// The key of that name in `.dive-ci`, in any case, as dive takes it.
    #[must_use]
    pub fn of_dive_name(name: &str) -> Option<Key> {
        let same = |info: &&KeyInfo| {
            info.dive
                .is_some_and(|dive| dive.eq_ignore_ascii_case(name))
        };
        KEYS.iter().find(same).map(|info| info.key)
    }
}

impl KeyInfo {
    /// Whether it stands below `secrets:` and not below `rules:`.
    #[must_use]
    pub fn is_secrets(&self) -> bool {
        self.name.starts_with(SECRETS)
    }

    /// Its name in our policy file.
    #[must_use]
    pub fn in_file(&self) -> &'static str {
        self.name.strip_prefix(SECRETS).unwrap_or(self.name)
    }
}

/// What to say of a key below `secrets:` that does not exist.
pub(super) fn unknown_below_secrets(typed: &str) -> String {
    let shown = crate::text::escape(typed);
    let known = KEYS
        .iter()
        .filter(|info| info.is_secrets())
        .map(KeyInfo::in_file);
    let known: Vec<&str> = known.chain(["ignore"]).collect();
    format!(
        "unknown key '{shown}'; below 'secrets:' are known {}",
        known.join(", ")
    )
}

/// What to say of a key that does not exist.
pub(super) fn unknown(typed: &str) -> String {
    let shown = crate::text::escape(typed);
    match nearest(
        typed,
        KEYS.iter()
            .filter(|info| !info.is_secrets())
            .map(|info| info.name),
    ) {
        Some(name) => format!("unknown key '{shown}'; did you mean '{name}'?"),
        None => {
            let rules = KEYS.iter().filter(|info| !info.is_secrets());
            let names: Vec<&str> = rules.map(|info| info.name).collect();
            format!("unknown key '{shown}'; known are {}", names.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_finds_its_own_line_and_no_name_is_used_twice() {
        let mut names = std::collections::HashSet::new();
        for info in &KEYS {
            assert_eq!(info.key.info().name, info.name);
            let found = match info.is_secrets() {
                true => Key::of_secrets_name(info.in_file()),
                false => Key::of_name(info.name),
            };
            assert_eq!(found, Some(info.key));
            let upper = info.name.to_uppercase().replace('-', "_");
            assert_eq!(info.variable, format!("LAYERSCOPE_{upper}"));
            assert!(format!("--{}", info.name).starts_with(info.flag));
            assert!(names.insert(info.name));
        }
    }

    #[test]
    fn a_wrong_key_is_answered_with_the_one_that_was_meant() {
        for (typed, answer) in [
            ("lowest-eficiency", "did you mean 'lowest-efficiency'?"),
            ("lowestEfficiency", "did you mean 'lowest-efficiency'?"),
            (
                "highest_wasted_bytes",
                "did you mean 'highest-wasted-bytes'?",
            ),
            ("forbidden-path", "did you mean 'forbidden-paths'?"),
            ("plugins", "known are lowest-efficiency, "),
            ("\u{1b}[31m", "unknown key '\\x1b[31m'; known are"),
        ] {
            assert!(unknown(typed).contains(answer), "{}", unknown(typed));
        }
    }
}
