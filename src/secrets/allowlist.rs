//! What a rule file allows to stand: the shape of gitleaks' `[[allowlists]]`.
//!
//! Paths are kept apart from the rest: what a content holds is judged when it is scanned, where it
//! lies when the hit is placed ([`super::PathRule`]).

use regex::bytes::Regex;

/// A list of what is allowed.
#[derive(Debug, Clone, Default)]
pub(super) struct Allowlist {
    /// All kinds of conditions that are given have to hold (`condition = "AND"`), not any.
    pub(super) all: bool,
    pub(super) paths: Vec<Regex>,
    pub(super) regexes: Vec<Regex>,
    pub(super) target: Target,
    /// In lower case.
    pub(super) stopwords: Vec<String>,
    /// What stands inside a match of one of these is allowed, whatever else is asked.
    pub(super) blocks: Vec<Regex>,
}

/// What the regexes of an allowlist look at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Target {
    #[default]
    Secret,
    Match,
    Line,
}

/// What an allowlist looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) secret: &'a [u8],
    pub(super) matched: &'a [u8],
    pub(super) line: &'a [u8],
    /// What stands around the match, as far as a block is looked for.
    pub(super) around: &'a [u8],
    /// From where to where in there the match reaches.
    pub(super) place: (usize, usize),
}

/// What an allowlist says.
#[derive(Debug)]
pub(super) enum Said<'a> {
    Nothing,
    Allowed,
    /// Allowed at these paths.
    AllowedAt(&'a [Regex]),
}

impl Allowlist {
    /// Paths that are allowed whatever is found there.
    pub(super) fn free_paths(&self) -> &[Regex] {
        if self.all && !self.alone() {
            &[]
        } else {
            &self.paths
        }
    }

    /// What it says of a match, whose path is not known yet.
    pub(super) fn judge(&self, subject: &Subject<'_>) -> Said<'_> {
        if self.blocks.iter().any(|block| in_block(block, subject)) {
            return Said::Allowed;
        }
        let regexes = self.regex_holds(subject);
        let words = self.stopword_stands(subject.secret);
        if !self.all {
            return if regexes || words {
                Said::Allowed
            } else {
                Said::Nothing
            };
        }
        let held = (self.regexes.is_empty() || regexes) && (self.stopwords.is_empty() || words);
        match (!self.alone() && held, self.paths.is_empty()) {
            (false, _) => Said::Nothing,
            (true, true) => Said::Allowed,
            (true, false) => Said::AllowedAt(&self.paths),
        }
    }

    /// Whether it asks for nothing but a path.
    fn alone(&self) -> bool {
        self.regexes.is_empty() && self.stopwords.is_empty()
    }

    fn regex_holds(&self, subject: &Subject<'_>) -> bool {
        let text = match self.target {
            Target::Secret => subject.secret,
            Target::Match => subject.matched,
            Target::Line => subject.line,
        };
        self.regexes.iter().any(|regex| regex.is_match(text))
    }

    fn stopword_stands(&self, secret: &[u8]) -> bool {
        if self.stopwords.is_empty() {
            return false;
        }
        let folded = secret.to_ascii_lowercase();
        let stands = |word: &String| memchr::memmem::find(&folded, word.as_bytes()).is_some();
        self.stopwords.iter().any(stands)
    }
}

/// Whether the match lies inside a match of this regex.
fn in_block(block: &Regex, subject: &Subject<'_>) -> bool {
    let (from, to) = subject.place;
    let mut before = block
        .find_iter(subject.around)
        .take_while(|found| found.start() <= from);
    before.any(|found| found.end() >= to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(list: &Allowlist, secret: &str, line: &str) -> &'static str {
        let subject = Subject {
            secret: secret.as_bytes(),
            matched: secret.as_bytes(),
            line: line.as_bytes(),
            around: line.as_bytes(),
            place: (0, secret.len()),
        };
        match list.judge(&subject) {
            Said::Nothing => "nothing",
            Said::Allowed => "allowed",
            Said::AllowedAt(_) => "at paths",
        }
    }

    #[test]
    fn any_condition_is_enough_unless_all_are_asked_for() {
        let regex = |source: &str| vec![Regex::new(source).unwrap()];
        let list = |all, paths: &[&str], target| Allowlist {
            all,
            paths: paths.iter().flat_map(|path| regex(path)).collect(),
            regexes: regex("^made"),
            target,
            stopwords: vec!["example".to_owned()],
            blocks: vec![],
        };
        let any = list(false, &["^docs/"], Target::Secret);
        let all = list(true, &[], Target::Secret);
        let all_paths = list(true, &["^docs/"], Target::Line);
        for (list, secret, line, expected) in [
            (&any, "made-up", "", "allowed"),
            (&any, "xEXAMPLEx", "", "allowed"),
            (&any, "real", "made", "nothing"),
            (&all, "made-up", "", "nothing"),
            (&all, "made-example", "", "allowed"),
            (&all_paths, "example", "made", "at paths"),
            (&all_paths, "made-example", "x", "nothing"),
        ] {
            assert_eq!(said(list, secret, line), expected, "{secret} {line}");
        }
        assert_eq!(any.free_paths().len(), 1);
        assert_eq!(all_paths.free_paths().len(), 0);
        let only_paths = Allowlist {
            all: true,
            paths: regex("x"),
            ..Allowlist::default()
        };
        assert_eq!(only_paths.free_paths().len(), 1);
        assert_eq!(said(&only_paths, "x", "x"), "nothing");
    }
}
