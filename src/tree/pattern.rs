//! What the user types to find paths: a piece of text, a glob or a regular expression.
//!
//! These patterns mean the paths that they match. A policy's patterns mean a path and all below
//! it, and are the gate's matter.

use bstr::{ByteSlice, ByteVec, Finder};
use globset::GlobBuilder;
use regex::bytes::{Regex, RegexBuilder};

use crate::limits::Limits;
use crate::text::escape;

/// How a pattern is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PatternKind {
    /// A piece of the path (with its leading `/`). Without capitals in it, capitals do not matter.
    #[default]
    Text,
    /// A glob: `*` and `?` stay within one component, `**` does not, `[a-z]` and `{a,b}` choose.
    /// With a slash in it, it means the whole path from the root, else a name in any directory.
    Glob,
    /// A regular expression of the `regex` crate, found anywhere in the path (with its leading
    /// `/`, as dive does it).
    Regex,
}

impl PatternKind {
    /// The kind's name, as a prompt shows it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PatternKind::Text => "text",
            PatternKind::Glob => "glob",
            PatternKind::Regex => "regex",
        }
    }
}

/// A pattern, ready to be looked for.
#[derive(Debug, Clone)]
pub struct Pattern(pub(super) Matcher);

#[derive(Debug, Clone)]
pub(super) enum Matcher {
    Text {
        finder: Box<Finder<'static>>,
        fold: bool,
    },
    /// On the path without its leading slash.
    Path(Regex),
    Name(Regex),
    Regex(Regex),
}

impl Pattern {
    /// Reads a pattern. An empty one is none, and refused.
    ///
    /// # Errors
    /// What is wrong with it, in one clause that follows "the pattern".
    pub fn new(kind: PatternKind, text: &str, limits: &Limits) -> Result<Pattern, String> {
        if text.is_empty() {
            return Err("is empty".to_owned());
        }
        if text.len() > limits.pattern_bytes {
            let most = limits.pattern_bytes;
            return Err(format!(
                "is longer than {most} bytes, as no path is (--limit pattern-bytes)"
            ));
        }
        Ok(Pattern(match kind {
            PatternKind::Text => piece(text),
            PatternKind::Glob => glob(text, limits)?,
            PatternKind::Regex => Matcher::Regex(regex(text, limits)?),
        }))
    }

    /// Whether one text matches by itself: a path with its leading `/`, or a word. A glob without a
    /// slash means any component of it.
    #[must_use]
    pub fn matches(&self, text: &[u8]) -> bool {
        match &self.0 {
            Matcher::Text { finder, fold: true } => finder.find(text.to_lowercase()).is_some(),
            Matcher::Text { finder, .. } => finder.find(text).is_some(),
            Matcher::Name(glob) => text.split(|&b| b == b'/').any(|name| glob.is_match(name)),
            Matcher::Path(glob) => glob.is_match(text.strip_prefix(b"/").unwrap_or(text)),
            Matcher::Regex(regex) => regex.is_match(text),
        }
    }
}

fn piece(text: &str) -> Matcher {
    let fold = !text.chars().any(char::is_uppercase);
    // What is looked at is lower case too, and lower case of lower case may differ ("ẞ").
    let text = if fold {
        text.to_lowercase()
    } else {
        text.to_owned()
    };
    Matcher::Text {
        finder: Box::new(Finder::new(&text).into_owned()),
        fold,
    }
}

/// A glob becomes a regular expression, as globset would make it. Its own matcher gives up with a
/// panic where that is too large.
fn glob(text: &str, limits: &Limits) -> Result<Matcher, String> {
    let glob = GlobBuilder::new(text.trim_start_matches('/'))
        .literal_separator(true)
        .backslash_escape(true)
        .build()
        .map_err(|error| format!("is no glob: {}", escape(&error.kind().to_string())))?;
    let mut builder = RegexBuilder::new(glob.regex());
    builder.dot_matches_new_line(true);
    // What globset writes is a regular expression; it can only be too much of one.
    let regex = sized(&mut builder, limits)
        .map_err(|_| "has too many alternatives in each other (--limit regex-bytes)".to_owned())?;
    Ok(if text.contains('/') {
        Matcher::Path(regex)
    } else {
        Matcher::Name(regex)
    })
}

fn regex(text: &str, limits: &Limits) -> Result<Regex, String> {
    sized(&mut RegexBuilder::new(text), limits).map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => {
            "is too large a regular expression (--limit regex-bytes)".to_owned()
        }
        // The message draws the place on several lines; the last one says what is wrong.
        error => {
            let message = error.to_string();
            let last = message.lines().last().unwrap_or_default();
            let reason = last.trim().trim_start_matches("error: ");
            format!("is no regular expression: {}", escape(reason))
        }
    })
}

fn sized(builder: &mut RegexBuilder, limits: &Limits) -> Result<Regex, regex::Error> {
    builder.size_limit(limits.regex_bytes).build()
}

/// The path of one node after the other, in one buffer, with what each matcher wants of it.
#[derive(Debug)]
pub(super) struct Looker<'a> {
    matcher: &'a Matcher,
    path: Vec<u8>,
}

impl<'a> Looker<'a> {
    pub(super) fn new(pattern: &'a Pattern) -> Looker<'a> {
        Looker {
            matcher: &pattern.0,
            path: Vec::new(),
        }
    }

    /// Goes to the child `name` of the directory whose path takes `parent` bytes; the root's
    /// takes none. Answers how many bytes the child's takes.
    pub(super) fn go(&mut self, parent: usize, name: &[u8]) -> usize {
        self.path.truncate(parent);
        self.path.push(b'/');
        match self.matcher {
            Matcher::Text { fold: true, .. } if name.is_ascii() => {
                let start = self.path.len();
                self.path.extend_from_slice(name);
                self.path[start..].make_ascii_lowercase();
            }
            Matcher::Text { fold: true, .. } => name.to_lowercase_into(&mut self.path),
            _ => self.path.push_str(name),
        }
        self.path.len()
    }

    /// Whether a path below a match is a match without being looked at.
    pub(super) fn inherits(&self) -> bool {
        matches!(self.matcher, Matcher::Text { .. })
    }

    /// Whether the path matches; that of its directory, of `parent` bytes, is known not to when
    /// matches are inherited.
    pub(super) fn is_match(&self, parent: usize) -> bool {
        match self.matcher {
            Matcher::Text { finder, .. } => {
                let known = (parent + 1).saturating_sub(finder.needle().len());
                finder.find(&self.path[known..]).is_some()
            }
            Matcher::Name(glob) => glob.is_match(&self.path[parent + 1..]),
            Matcher::Path(glob) => glob.is_match(&self.path[1..]),
            Matcher::Regex(regex) => regex.is_match(&self.path),
        }
    }

    /// Whether the match is the path's own and not only that of its directory, which matches too.
    pub(super) fn is_own(&self, parent: usize) -> bool {
        match self.matcher {
            Matcher::Text { finder, .. } => finder.find(&self.path[parent + 1..]).is_some(),
            Matcher::Name(_) | Matcher::Path(_) => true,
            Matcher::Regex(regex) => regex.is_match_at(&self.path, parent + 1),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn new(kind: PatternKind, text: &str) -> Result<Pattern, String> {
        Pattern::new(kind, text, &Limits::default())
    }

    /// Whether the path matches, looked at from the root down as a tree does.
    fn hits(pattern: &Pattern, path: &[u8]) -> (bool, bool) {
        let mut looker = Looker::new(pattern);
        let (mut above, mut hit, mut own) = (0, false, false);
        for name in path.split(|&b| b == b'/').skip(1) {
            let len = looker.go(above, name);
            let below = hit;
            hit = below && looker.inherits() || looker.is_match(above);
            own = hit && (!below || looker.is_own(above));
            above = len;
        }
        (hit, own)
    }

    #[test]
    fn a_pattern_means_these_paths() {
        use PatternKind::{Glob, Regex, Text};
        for (kind, pattern, path, hit, own) in [
            (Text, "etc", "/usr/etc/passwd", true, false),
            (Text, "etc", "/usr/etc", true, true),
            (Text, "pass", "/etc/PASSWD", true, true),
            (Text, "PASS", "/etc/passwd", false, false),
            (Text, "Pass", "/etc/Passwd", true, true),
            (Text, "c/p", "/etc/passwd", true, true),
            (Text, "c/p", "/etc/passwd/x", true, false),
            (Text, "/etc", "/usr/etc", true, true),
            (Text, "/etc", "/myetc", false, false),
            (Text, "é", "/CAFÉ", true, true),
            (Text, "*", "/ab", false, false),
            (Glob, "*.py", "/usr/lib/a.py", true, true),
            (Glob, "*.py", "/usr/lib.py/a", false, false),
            (Glob, "usr/*", "/usr/lib", true, true),
            (Glob, "usr/*", "/usr/lib/a.py", false, false),
            (Glob, "/usr/**", "/usr/lib/a.py", true, true),
            (Glob, "/usr", "/usr", true, true),
            (Glob, "/usr", "/x/usr", false, false),
            (Glob, "usr", "/x/usr", true, true),
            (Glob, "**/lib/*.{py,pyc}", "/usr/lib/a.pyc", true, true),
            (Glob, "[ab]?", "/x/b1", true, true),
            (Regex, "^/usr/.*so$", "/usr/lib/a.so", true, true),
            (Regex, "^usr", "/usr", false, false),
            (Regex, "lib", "/usr/lib/a.so", true, false),
            (Regex, "lib", "/usr/lib/lib.so", true, true),
            (Regex, "LIB", "/usr/lib", false, false),
            (Regex, "(?i)LIB", "/usr/lib", true, true),
        ] {
            let got = hits(&new(kind, pattern).unwrap(), path.as_bytes());
            assert_eq!(got, (hit, own), "{} {pattern} {path}", kind.name());
        }
    }

    #[test]
    fn names_that_are_no_text_are_looked_at_too() {
        let path = b"/tmp/\xff\xfea.py";
        for (kind, pattern) in [
            (PatternKind::Text, "A.PY".to_lowercase()),
            (PatternKind::Glob, "*.py".to_owned()),
            (PatternKind::Regex, r"(?-u:\xff\xfe)a\.py$".to_owned()),
        ] {
            assert!(hits(&new(kind, &pattern).unwrap(), path).0, "{pattern}");
        }
    }

    #[test]
    fn a_bad_pattern_says_why() {
        use PatternKind::{Glob, Regex, Text};
        let long = "a".repeat(4_097);
        let deep = "{a,".repeat(300) + &"}".repeat(300);
        let nested = "has too many alternatives in each other (--limit regex-bytes)";
        for (kind, pattern, why) in [
            (Glob, deep.as_str(), nested),
            (Text, "", "is empty"),
            (Glob, "", "is empty"),
            (
                Text,
                long.as_str(),
                "is longer than 4096 bytes, as no path is (--limit pattern-bytes)",
            ),
            (Glob, "[z-a]", "is no glob: invalid range; 'z' > 'a'"),
            (
                Glob,
                "[z-\u{1}]",
                "is no glob: invalid range; 'z' > '\\x01'",
            ),
            (Regex, "a(", "is no regular expression: unclosed group"),
            (
                Regex,
                r"(\pL{9}){99999}",
                "is too large a regular expression (--limit regex-bytes)",
            ),
        ] {
            assert_eq!(new(kind, pattern).unwrap_err(), why, "{pattern}");
        }
    }
}
