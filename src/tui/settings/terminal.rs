//! What the environment says of the terminal: how many colours, and whether more than ASCII.

use std::ffi::OsString;

use crate::gate::{Origin, Setting};

/// Answers for environment variables.
pub type Variable<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// How many colours the terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// None: bold and reverse only.
    None,
    /// The sixteen and the 256.
    Indexed,
    /// Truecolor.
    True,
}

impl Depth {
    /// In a word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Depth::None => "none",
            Depth::Indexed => "256",
            Depth::True => "truecolor",
        }
    }
}

/// The terminal's colours. That they are true is not in terminfo; COLORTERM is what terminals
/// have agreed on (<https://github.com/termstandard/colors>).
pub(super) fn depth(variable: Variable<'_>) -> Setting<Depth> {
    let said = |name| text(variable, name).unwrap_or_default();
    let (colorterm, term) = (said("COLORTERM"), said("TERM"));
    if ["truecolor", "24bit"].contains(&colorterm.as_str()) {
        return setting(Depth::True, Some("COLORTERM"));
    }
    if term.ends_with("-direct") {
        return setting(Depth::True, Some("TERM"));
    }
    let vt = ["vt52", "vt100", "vt102", "vt220"];
    if vt.contains(&term.as_str()) || term.ends_with("-mono") || term.ends_with("-m") {
        return setting(Depth::None, Some("TERM"));
    }
    setting(Depth::Indexed, None)
}

/// Whether ASCII is all that is safe to draw. The Linux console has too few glyphs; a locale that
/// names another character set than UTF-8 means it. Where no locale is set at all, as in many
/// containers, nothing speaks against UTF-8. (Order of variables: POSIX, "Environment Variables".)
pub(super) fn ascii(variable: Variable<'_>) -> Option<Setting<bool>> {
    if text(variable, "TERM").is_some_and(|term| term == "linux") {
        return Some(setting(true, Some("TERM")));
    }
    let (name, locale) = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| Some((name, text(variable, name)?)))?;
    let locale = locale.to_lowercase();
    let utf8 = locale.contains("utf-8") || locale.contains("utf8");
    (!utf8).then(|| setting(true, Some(name)))
}

/// What NO_COLOR (<https://no-color.org>) and CLICOLOR_FORCE
/// (<https://bixense.com/clicolors>) ask for, and which of them; NO_COLOR beats the other.
pub(super) fn color(variable: Variable<'_>) -> Option<Setting<&'static str>> {
    if text(variable, "NO_COLOR").is_some() {
        return Some(setting("never", Some("NO_COLOR")));
    }
    let forced = text(variable, "CLICOLOR_FORCE").is_some_and(|force| force != "0");
    forced.then(|| setting("always", Some("CLICOLOR_FORCE")))
}

/// A variable's text; an empty one counts as not set, bytes that are no text are kept as such.
pub(super) fn text(variable: Variable<'_>, name: &str) -> Option<String> {
    let value = variable(name).filter(|value| !value.is_empty())?;
    Some(value.to_string_lossy().into_owned())
}

fn setting<T>(value: T, variable: Option<&'static str>) -> Setting<T> {
    Setting {
        value,
        origin: variable.map_or(Origin::Default, Origin::Environment),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The variables of a line like `TERM=xterm LANG=C`.
    fn environment(line: &str) -> impl Fn(&str) -> Option<OsString> {
        move |name| {
            let mut words = line.split(' ').filter_map(|word| word.split_once('='));
            words
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.into())
        }
    }

    #[test]
    fn colours_are_what_colorterm_and_term_say() {
        for (line, depth) in [
            ("", Depth::Indexed),
            ("TERM=xterm-256color", Depth::Indexed),
            ("TERM=xterm COLORTERM=truecolor", Depth::True),
            ("COLORTERM=24bit", Depth::True),
            ("COLORTERM=yes", Depth::Indexed),
            ("COLORTERM=", Depth::Indexed),
            ("TERM=xterm-direct", Depth::True),
            ("TERM=vt100", Depth::None),
            ("TERM=linux", Depth::Indexed),
        ] {
            assert_eq!(super::depth(&environment(line)).value, depth, "{line}");
        }
    }

    #[test]
    fn ascii_is_for_the_console_and_for_locales_that_have_no_more() {
        for (line, from) in [
            ("", None),
            ("LANG=en_US.UTF-8", None),
            ("LANG=C.utf8", None),
            ("LANG=C", Some("LANG")),
            ("LANG=de_DE@euro", Some("LANG")),
            ("LANG=C LC_ALL=C.UTF-8", None),
            ("LANG=C.UTF-8 LC_CTYPE=POSIX", Some("LC_CTYPE")),
            (
                "LANG=C.UTF-8 LC_ALL= LC_CTYPE=en_US.ISO-8859-1",
                Some("LC_CTYPE"),
            ),
            ("LANG=C.UTF-8 TERM=linux", Some("TERM")),
        ] {
            let found = ascii(&environment(line)).map(|found| found.origin);
            assert_eq!(found, from.map(Origin::Environment), "{line}");
        }
    }

    #[test]
    fn no_color_beats_what_forces_it() {
        for (line, value) in [
            ("", None),
            ("NO_COLOR=", None),
            ("NO_COLOR=0", Some("never")),
            ("CLICOLOR_FORCE=1", Some("always")),
            ("CLICOLOR_FORCE=0", None),
            ("CLICOLOR_FORCE=1 NO_COLOR=1", Some("never")),
        ] {
            let found = color(&environment(line)).map(|found| found.value);
            assert_eq!(found, value, "{line}");
        }
    }
}
