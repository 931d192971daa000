//! Where a hit counts, for rules that mind the path.
//!
//! Other people's rules may ask for a path or spare one. A content is scanned once and may lie at
//! many paths, so the question goes along with the hit and is answered when it is placed.

use regex::bytes::Regex;

/// Which paths a hit counts at. Paths have no leading slash.
#[derive(Debug, Clone, Default)]
pub struct PathRule {
    /// The path has to match this.
    pub(super) needs: Option<Regex>,
    /// The path must match none of these.
    pub(super) spares: Vec<Regex>,
}

impl PathRule {
    /// Whether the hit counts at this path.
    #[must_use]
    pub fn counts(&self, path: &[u8]) -> bool {
        let needed = self.needs.as_ref().is_none_or(|regex| regex.is_match(path));
        needed && !self.spares.iter().any(|regex| regex.is_match(path))
    }

    /// It asks nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.needs.is_none() && self.spares.is_empty()
    }

    fn sources(&self) -> impl Iterator<Item = &str> {
        self.spares.iter().map(Regex::as_str)
    }
}

impl PartialEq for PathRule {
    fn eq(&self, other: &PathRule) -> bool {
        let needs = |rule: &PathRule| rule.needs.as_ref().map(|regex| regex.as_str().to_owned());
        needs(self) == needs(other) && self.sources().eq(other.sources())
    }
}

impl Eq for PathRule {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hit_counts_where_the_path_is_asked_for_and_not_spared() {
        let regex = |source: &str| Regex::new(source).unwrap();
        let rule = PathRule {
            needs: Some(regex(r"\.env$")),
            spares: vec![regex("^test/"), regex("vendor")],
        };
        for (path, counts) in [
            ("app/.env", true),
            ("app/.env.bak", false),
            ("test/.env", false),
            ("app/vendor/.env", false),
        ] {
            assert_eq!(rule.counts(path.as_bytes()), counts, "{path}");
        }
        assert!(PathRule::default().counts(b"anything"));
        assert!(PathRule::default().is_empty() && !rule.is_empty());
    }
}
