//! Path patterns of a policy.
//!
//! A pattern means a path and everything below it. It starts at the root when it starts with `/`
//! and anywhere otherwise. `*` and `?` stay within one component, `**` does not, `[a-z]` and
//! `{a,b}` choose.

use globset::{Candidate, Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::text::escape;

/// Patterns in one policy. More would make reading a path slow, and nobody writes them by hand.
const MOST: usize = 1_000;
/// Bytes of one pattern: those of the longest path.
const LONGEST: usize = 4_096;

/// A set of path patterns.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    texts: Vec<String>,
    globs: GlobSet,
}

impl Patterns {
    /// The set of these patterns.
    ///
    /// # Errors
    /// Which pattern, by number, and what is wrong with it.
    pub fn new(texts: Vec<String>) -> Result<Patterns, (usize, String)> {
        if texts.len() > MOST {
            return Err((
                MOST,
                format!("is one pattern too many; the limit is {MOST}"),
            ));
        }
        let mut globs = Vec::with_capacity(texts.len());
        for (at, text) in texts.iter().enumerate() {
            globs.push(both(text).map_err(|problem| (at, problem))?);
        }
        match set(&globs) {
            Some(globs) => Ok(Patterns { texts, globs }),
            None => Err((
                culprit(&globs),
                "has too many alternatives in each other".to_owned(),
            )),
        }
    }

    /// The first pattern that means this path (with its leading `/`), as it was written.
    #[must_use]
    pub fn matching(&self, path: &[u8]) -> Option<&str> {
        let found = self.globs.matches_candidate(&Candidate::from_bytes(path));
        found
            .first()
            .and_then(|at| self.texts.get(at / 2))
            .map(String::as_str)
    }

    /// Whether any pattern means this path (with its leading `/`).
    #[must_use]
    pub fn is_match(&self, path: &[u8]) -> bool {
        self.globs.is_match_candidate(&Candidate::from_bytes(path))
    }

    /// The patterns as they were written.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// True when there is no pattern.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

fn set(globs: &[[Glob; 2]]) -> Option<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for glob in globs.iter().flatten() {
        set.add(glob.clone());
    }
    set.build().ok()
}

/// The first pattern that cannot be matched even alone.
fn culprit(globs: &[[Glob; 2]]) -> usize {
    let alone = |at: &usize| set(&globs[*at..=*at]).is_none();
    (0..globs.len()).find(alone).unwrap_or(0)
}

/// The pattern itself, and what is below.
fn both(text: &str) -> Result<[Glob; 2], String> {
    let plain = text.trim_end_matches('/');
    if plain.is_empty() {
        let problem = if text.is_empty() {
            "is empty"
        } else {
            "means everything"
        };
        return Err(problem.to_owned());
    }
    if plain.len() > LONGEST {
        return Err(format!("is longer than {LONGEST} bytes, as no path is"));
    }
    let own = if plain.starts_with('/') {
        plain.to_owned()
    } else {
        format!("/**/{plain}")
    };
    let below = format!("{own}/**");
    Ok([glob(&own)?, glob(&below)?])
}

fn glob(text: &str) -> Result<Glob, String> {
    let built = GlobBuilder::new(text)
        .literal_separator(true)
        .backslash_escape(true)
        .build();
    // The error quotes characters of the pattern.
    built.map_err(|error| format!("is no pattern: {}", escape(&error.kind().to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_means_a_path_and_all_below() {
        for (pattern, path, means) in [
            ("/root/.ssh", "/root/.ssh", true),
            ("/root/.ssh", "/root/.ssh/id", true),
            ("/root/.ssh/", "/root/.ssh/keys/id", true),
            ("/root/.ssh", "/root/.sshd", false),
            ("/root/.ssh", "/home/root/.ssh", false),
            (".git", "/.git", true),
            (".git", "/app/.git/config", true),
            (".git", "/app/x.git", false),
            ("*.pem", "/etc/ssl/a.pem", true),
            ("/etc/*.pem", "/etc/ssl/a.pem", false),
            ("/etc/**/*.pem", "/etc/ssl/x/a.pem", true),
            ("/var/{log,cache}", "/var/cache/apt", true),
            (
                "node_modules/*/test",
                "/app/node_modules/left/test/a.js",
                true,
            ),
        ] {
            let patterns = Patterns::new(vec![pattern.to_owned()]).unwrap();
            assert_eq!(
                patterns.is_match(path.as_bytes()),
                means,
                "{pattern} {path}"
            );
            assert_eq!(patterns.matching(path.as_bytes()).is_some(), means);
        }
    }

    #[test]
    fn names_that_are_not_utf8_match_and_the_pattern_that_did_is_told() {
        let patterns = Patterns::new(vec!["/a".to_owned(), "*.key".to_owned()]).unwrap();
        assert_eq!(patterns.matching(b"/x/\xff.key"), Some("*.key"));
        assert_eq!(patterns.matching(b"/x/\xff.kex"), None);
    }

    #[test]
    fn a_wrong_pattern_is_named() {
        for (texts, at) in [
            (vec!["/a", "[z-a]"], 1),
            (vec![""], 0),
            (vec!["a", "b", "/"], 2),
        ] {
            let texts = texts.into_iter().map(str::to_owned).collect();
            assert_eq!(Patterns::new(texts).unwrap_err().0, at);
        }
        let deep = "{a,".repeat(1_000) + &"}".repeat(1_000);
        let (at, problem) = Patterns::new(vec!["a".to_owned(), deep]).unwrap_err();
        assert_eq!(
            (at, problem.as_str()),
            (1, "has too many alternatives in each other")
        );
        let acting = Patterns::new(vec!["[z-\u{1b}]".to_owned()]).unwrap_err().1;
        assert_eq!(acting, "is no pattern: invalid range; 'z' > '\\x1b'");
        let long = Patterns::new(vec!["a".repeat(LONGEST + 1)]).unwrap_err().1;
        assert_eq!(long, "is longer than 4096 bytes, as no path is");
        let many = vec!["a".to_owned(); MOST + 1];
        assert!(Patterns::new(many).unwrap_err().1.contains("limit is 1000"));
    }
}
