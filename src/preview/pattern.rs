//! What to search for.

use regex::bytes::{Regex, RegexBuilder};

use crate::tree::PatternKind;

/// Bytes that a compiled pattern may take; `.{1000}{1000}` is refused, not obeyed.
const SIZE: usize = 4 << 20;

/// A pattern, ready to be searched for. Without an upper-case letter it matches either case.
#[derive(Debug, Clone)]
pub struct Pattern(pub(super) Regex);

impl Pattern {
    /// Understands what was typed: a regular expression in the syntax of the `regex` crate (`^`
    /// and `$` stand for the ends of a line, `(?-u)\xff` for any byte), else just these
    /// characters. Globs are for names, so that contents are not searched by them.
    ///
    /// # Errors
    /// One line that says what is wrong with the expression, and that of an empty pattern.
    pub fn new(typed: &str, kind: PatternKind) -> Result<Pattern, String> {
        if typed.is_empty() {
            return Err("there is nothing to search for".into());
        }
        let literal = regex::escape(typed);
        let expression = match kind {
            PatternKind::Text | PatternKind::Glob => &literal,
            PatternKind::Regex => typed,
        };
        let regex = RegexBuilder::new(expression)
            .case_insensitive(!has_upper_case(typed, kind))
            .multi_line(true)
            .crlf(true)
            .size_limit(SIZE)
            .dfa_size_limit(SIZE)
            .build();
        regex.map(Pattern).map_err(|error| one_line(&error))
    }
}

/// True when a letter is upper case; a class like `\S` or `\W` is no letter.
fn has_upper_case(typed: &str, kind: PatternKind) -> bool {
    let mut after_backslash = false;
    typed.chars().any(|c| {
        let class = after_backslash && kind == PatternKind::Regex;
        after_backslash = c == '\\' && !after_backslash;
        c.is_uppercase() && !class
    })
}

/// The last line of the crate's message says what is wrong; those before it draw where.
fn one_line(error: &regex::Error) -> String {
    let message = match error {
        regex::Error::CompiledTooBig(_) => "the expression takes too much memory".into(),
        error => error.to_string(),
    };
    let last = message.lines().last().unwrap_or_default();
    last.trim().trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use PatternKind::{Regex as Re, Text};

    #[test]
    fn case_counts_only_when_an_upper_case_letter_is_typed() {
        for (typed, kind, text, matches) in [
            ("abc", Text, "xABCx", true),
            ("Abc", Text, "xABCx", false),
            ("a.c", Text, "abc", false),
            ("a.c", Re, "ABC", true),
            (r"\S+b", Re, "aB", true),
            (r"\\S", Re, r"\s", false),
            (r"\S", Text, r"\s", false),
            ("^b$", Re, "a\nB\nc", true),
            ("é", Text, "É", true),
        ] {
            let found = Pattern::new(typed, kind)
                .unwrap()
                .0
                .is_match(text.as_bytes());
            assert_eq!(found, matches, "{typed} in {text}");
        }
        let byte = Pattern::new(r"(?-u)\xff\x00", Re).unwrap();
        assert!(byte.0.is_match(b"a\xff\0"));
    }

    #[test]
    fn what_cannot_be_meant_is_one_line() {
        for (typed, says) in [
            ("", "nothing to search for"),
            ("a(b", "unclosed group"),
            ("(?:.{999}){999}", "too much memory"),
        ] {
            let error = Pattern::new(typed, Re).unwrap_err();
            assert!(error.contains(says) && !error.contains('\n'), "{error}");
        }
    }
}
