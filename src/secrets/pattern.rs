//! One rule with a regex: where it looks, and what it makes of a match.
//!
//! A regex is compiled when a keyword of its rule is met for the first time: an image meets a few
//! of them, and most runs need none. That each of the built-in ones compiles is kept by a test;
//! those of a rule file are compiled when it is read, so that an error names the rule.

use std::sync::{Arc, OnceLock};

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::literal::{Extractor, Literal};
use regex_syntax::hir::{Class, Hir, HirKind};

use super::allowlist::Allowlist;
use super::{PathRule, Rule, regex_go, token_run};

/// Bytes behind a keyword within which a match of an unbounded regex has to end.
pub(super) const AFTER: usize = 16 << 10;
/// Bytes before a keyword within which a match of an unbounded regex has to begin.
pub(super) const BEFORE: usize = 256;
/// Bytes that a compiled regex may take; gitleaks' largest needs 1 MB in ASCII mode.
const REGEX_BYTES: usize = 16 << 20;
/// Shortest literal at the beginning of a token that is looked for in binaries: three letters
/// stand in random bytes every 17 MB, and a body of the right alphabet behind them never.
const PREFIX: usize = 3;

/// A rule that finds secrets by a regex.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) rule: Arc<Rule>,
    /// One of them stands near every match, whatever the case; none: anything may match.
    pub(super) keywords: Vec<String>,
    /// Which group is the secret; none: the first that holds something, else the whole match.
    pub(super) group: Option<Group>,
    /// A secret with no more bits a byte is none.
    pub(super) entropy: Option<f64>,
    /// What tells whether the token is well formed.
    pub(super) checksum: Option<String>,
    pub(super) allowlists: Vec<Arc<Allowlist>>,
    /// The path has to match; a rule with a path and no regex is about the file itself.
    pub(super) path: Option<Regex>,
    /// The path must match none of these.
    pub(super) skip: Vec<Regex>,
    /// Also in binaries; none: when the token has a fixed prefix.
    pub(super) binary: Option<bool>,
    /// Where its matches count, from `path`, `skip` and the allowlists.
    pub(super) place: Option<Arc<PathRule>>,
    source: Option<Box<str>>,
    compiled: OnceLock<Option<Compiled>>,
}

/// The group that holds the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Group {
    Number(usize),
    Name(String),
}

#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) regex: Regex,
    /// Bytes of the longest match, if there is a bound below [`AFTER`].
    pub(super) longest: Option<usize>,
    /// What it finds begins with a literal.
    prefixed: bool,
}

impl Pattern {
    /// A rule that asks nothing yet but its regex (in Go's syntax).
    pub(super) fn new(rule: Rule, regex: Option<&str>) -> Pattern {
        Pattern {
            rule: Arc::new(rule),
            keywords: vec![],
            group: None,
            entropy: None,
            checksum: None,
            allowlists: vec![],
            path: None,
            skip: vec![],
            binary: None,
            place: None,
            source: regex.map(|source| regex_go::translate(source).into_boxed_str()),
            compiled: OnceLock::new(),
        }
    }

    /// Whether it looks into contents at all.
    pub(super) fn reads(&self) -> bool {
        self.source.is_some()
    }

    /// Its regex, compiled on the first call; none when it has none or when it does not compile.
    pub(super) fn compiled(&self) -> Option<&Compiled> {
        let compile = || compile(self.source.as_deref()?).ok();
        self.compiled.get_or_init(compile).as_ref()
    }

    /// Compiles the regex now.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub(super) fn check(&self) -> Result<(), String> {
        let Some(source) = self.source.as_deref() else {
            return Ok(());
        };
        let compiled = compile(source)?;
        let groups = compiled.regex.captures_len();
        match &self.group {
            Some(Group::Number(number)) if *number >= groups => {
                return Err(format!(
                    "the secret is to be group {number}, and the regex has {}",
                    groups - 1
                ));
            }
            Some(Group::Name(name)) if !names(&compiled.regex).any(|one| one == name) => {
                return Err(format!("the regex has no group '{name}'"));
            }
            _ => {}
        }
        // A second check is no harm: the first one stays.
        let _ = self.compiled.set(Some(compiled));
        Ok(())
    }

    /// Whether it looks into binaries.
    pub(super) fn in_binaries(&self) -> bool {
        let derived = || self.compiled().is_some_and(|compiled| compiled.prefixed);
        self.binary.unwrap_or_else(derived)
    }

    /// How many characters stand in a row in each of its matches, a keyword among them; none when
    /// it does not look into binaries. Asked of all rules, so nothing is compiled.
    pub(super) fn run_in_binaries(&self) -> Option<usize> {
        let hir = parse(self.source.as_deref()?).ok()?;
        let looks = self.binary.unwrap_or_else(|| prefixed(&hir));
        looks.then(|| token_run::of(&hir, &self.keywords))
    }

    /// Adds what another rule of the same id asks beside a regex.
    pub(super) fn extend(&mut self, other: Pattern) {
        self.keywords.extend(other.keywords);
        self.allowlists.extend(other.allowlists);
        self.skip.extend(other.skip);
        self.entropy = other.entropy.or(self.entropy);
        self.group = other.group.or(self.group.take());
        self.binary = other.binary.or(self.binary);
    }

    /// Gathers where its matches count, once all allowlists are there.
    pub(super) fn settle(&mut self) {
        let allowed = self.allowlists.iter().flat_map(|list| list.free_paths());
        let place = PathRule {
            needs: self.path.clone(),
            spares: self.skip.iter().chain(allowed).cloned().collect(),
        };
        self.place = (!place.is_empty()).then(|| Arc::new(place));
    }

    /// Where the secret lies in a match that begins at `start`; `bytes` ends where the regex may
    /// look no further.
    pub(super) fn secret(&self, bytes: &[u8], found: (usize, usize)) -> (usize, usize) {
        let Some(compiled) = self.compiled() else {
            return found;
        };
        if compiled.regex.captures_len() == 1 {
            return found;
        }
        let mut groups = compiled.regex.capture_locations();
        let read = compiled.regex.captures_read_at(&mut groups, bytes, found.0);
        let number = match &self.group {
            Some(Group::Number(number)) => Some(*number),
            Some(Group::Name(name)) => names(&compiled.regex)
                .position(|one| one == name)
                .map(|at| at + 1),
            None => None,
        };
        let full = |&(from, to): &(usize, usize)| from < to;
        let first = || (1..groups.len()).filter_map(|at| groups.get(at)).find(full);
        match (read, number) {
            (None, _) => found,
            (Some(_), Some(number)) => groups.get(number).unwrap_or((found.0, found.0)),
            (Some(_), None) => first().unwrap_or(found),
        }
    }
}

/// The names of the groups from the first on; empty where a group has none.
fn names(regex: &Regex) -> impl Iterator<Item = &str> {
    regex.capture_names().skip(1).map(Option::unwrap_or_default)
}

/// Compiles a regex that a rule file gives for paths, secrets or lines.
pub(super) fn regex(go: &str) -> Result<Regex, String> {
    build(&regex_go::translate(go))
}

fn compile(source: &str) -> Result<Compiled, String> {
    let regex = build(source)?;
    let hir = parse(source)?;
    let longest = hir.properties().maximum_len();
    Ok(Compiled {
        regex,
        longest: longest.filter(|&longest| longest <= AFTER),
        prefixed: prefixed(&hir),
    })
}

/// Reads a regex without compiling it.
pub(super) fn parse(source: &str) -> Result<Hir, String> {
    let mut parser = regex_syntax::ParserBuilder::new();
    parser.unicode(false).utf8(false).octal(true);
    let parsed = parser.build().parse(source);
    parsed.map_err(|error| reason(&error.to_string()))
}

fn build(source: &str) -> Result<Regex, String> {
    let mut builder = RegexBuilder::new(source);
    builder.unicode(false).octal(true).size_limit(REGEX_BYTES);
    builder.build().map_err(|error| reason(&error.to_string()))
}

/// The one line that says what is wrong, of an error with a picture.
fn reason(error: &str) -> String {
    let last = error.lines().last().unwrap_or_default();
    let text = last.strip_prefix("error: ").unwrap_or(last);
    crate::text::escape(text.trim_end_matches('.')).into_owned()
}

/// Whether the secret begins with a literal: the first group, or what comes behind edges and
/// single characters of a regex without groups.
fn prefixed(hir: &Hir) -> bool {
    let part = first_group(hir).unwrap_or(hir);
    let mut extractor = Extractor::new();
    extractor.limit_total(64);
    let behind;
    let part = match part.kind() {
        HirKind::Concat(parts) => {
            let body = parts.iter().skip_while(|part| is_edge(part));
            behind = Hir::concat(body.cloned().collect());
            &behind
        }
        _ => part,
    };
    let found = extractor.extract(part);
    let long = |literals: &[Literal]| {
        !literals.is_empty() && literals.iter().all(|literal| literal.len() >= PREFIX)
    };
    found.literals().is_some_and(long)
}

/// An edge of a word, or at most one character of many around the token.
fn is_edge(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Look(_) => true,
        HirKind::Literal(_) => false,
        // A letter in either case is a part of the token.
        HirKind::Class(class) => class.maximum_len() == Some(1) && members(class) > 16,
        _ => hir.properties().maximum_len().is_some_and(|len| len <= 1),
    }
}

fn members(class: &Class) -> usize {
    match class {
        Class::Bytes(class) => class.iter().map(|range| range.len()).sum(),
        Class::Unicode(class) => class.iter().map(|range| range.len()).sum(),
    }
}

fn first_group(hir: &Hir) -> Option<&Hir> {
    // The depth of a regex is bounded by its parser (250 nested groups).
    match hir.kind() {
        HirKind::Capture(capture) => Some(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().find_map(first_group),
        HirKind::Repetition(repetition) => first_group(&repetition.sub),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(regex: &str) -> Pattern {
        Pattern::new(super::super::test_rule("made-up"), Some(regex))
    }

    #[test]
    fn what_a_fixed_prefix_is() {
        for (regex, fixed) in [
            (r"\bghp_[0-9A-Za-z]{36}\b", true),
            (r"(?i)\bghp_[0-9a-z]{36}", true),
            (r"(?:^|[^A-Za-z])([sr]k_live_[a-z]{20})", true),
            (r"(?:ghp|gho)_[a-z]{36}", true),
            (r"[^a-z]ghp_[a-z]{36}", true),
            (r"datadog.{0,20}=([0-9a-f]{32})", false),
            (r"(?:^|\W)(hf[a-z]{20})", false),
            (r"[0-9]{8,10}:AA[a-z]{33}", false),
        ] {
            assert_eq!(pattern(regex).in_binaries(), fixed, "{regex}");
        }
    }

    #[test]
    fn the_secret_is_the_named_group_or_the_first_that_holds_something() {
        for (regex, group, secret) in [
            (r"key=(\w+)", None, &b"value"[..]),
            (r"key=(x)?(\w+)", None, b"value"),
            (r"key=\w+", None, b"key=value"),
            (r"(key)=(\w+)", Some(Group::Number(2)), b"value"),
            (r"(key)=(\w+)", Some(Group::Number(0)), b"key=value"),
            (
                r"(key)=(?P<secret>\w+)",
                Some(Group::Name("secret".to_owned())),
                b"value",
            ),
        ] {
            let mut pattern = pattern(regex);
            pattern.group = group;
            pattern.check().unwrap();
            let text = b"my key=value.";
            let found = pattern.compiled().unwrap().regex.find(text).unwrap();
            let (from, to) = pattern.secret(text, (found.start(), found.end()));
            assert_eq!(&text[from..to], secret, "{regex}");
        }
    }

    #[test]
    fn a_regex_that_cannot_be_taken_says_why() {
        let mut grouped = pattern("(a)");
        grouped.group = Some(Group::Number(2));
        let mut named = pattern("(a)");
        named.group = Some(Group::Name("secret".to_owned()));
        for (pattern, why) in [
            (pattern("a(?=b)"), "look-around"),
            (pattern("(a"), "unclosed group"),
            (grouped, "the secret is to be group 2, and the regex has 1"),
            (named, "the regex has no group 'secret'"),
        ] {
            let said = pattern.check().unwrap_err();
            assert!(said.contains(why), "{said}");
        }
    }
}
