//! All rules in force: the built-in ones, those of rule files, and what the files allow.

use std::path::Path;
use std::sync::Arc;

use super::allowlist::Allowlist;
use super::pattern::Pattern;
use super::rule_error::RuleError;
use super::rule_file::{self, RuleFile};
use super::{Rule, builtin};

/// Rules that find secrets by regex.
#[derive(Debug, Default)]
pub struct RuleSet {
    pub(super) patterns: Vec<Pattern>,
    pub(super) global: Vec<(Arc<Allowlist>, Vec<String>)>,
    pub(super) notes: Vec<String>,
}

impl RuleSet {
    /// No rules.
    #[must_use]
    pub fn empty() -> RuleSet {
        RuleSet::default()
    }

    /// The rules that come with the program.
    #[must_use]
    pub fn builtin() -> RuleSet {
        let mut set = RuleSet::default();
        for (name, text) in builtin::FILES {
            // A test reads each of them: there is no file here that cannot be taken.
            if let Ok(file) = rule_file::parse(name, text) {
                set.patterns.extend(file.patterns);
            }
        }
        set
    }

    /// Each rule, for documentation and reports.
    pub fn rules(&self) -> impl Iterator<Item = &Arc<Rule>> {
        self.patterns.iter().map(|pattern| &pattern.rule)
    }

    /// What was read in rule files and is of no use here, for the user to know.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Takes in a rule file that was read. A rule with the id of one that is there replaces it;
    /// without a regex and a path of its own it adds its keywords, entropy and allowlists to it,
    /// as gitleaks' `[extend]` does.
    ///
    /// # Errors
    /// A regex that cannot be taken, with file and rule.
    pub(super) fn take(&mut self, name: &str, file: RuleFile) -> Result<(), RuleError> {
        for pattern in file.patterns {
            let said = pattern.check();
            let known = self.rules().any(|rule| rule.id == pattern.rule.id);
            let empty = !pattern.reads() && pattern.path.is_none() && !known;
            let said = match empty {
                true => Err("has neither a regex nor a path".to_owned()),
                false => said,
            };
            said.map_err(|why| RuleError {
                place: format!(
                    "{}, rule '{}'",
                    shown(name),
                    crate::text::escape(&pattern.rule.id)
                ),
                message: why,
            })?;
            self.put(pattern);
        }
        let lists = file.allowlists.into_iter();
        self.global
            .extend(lists.map(|(list, targets)| (Arc::new(list), targets)));
        self.notes.extend(file.notes);
        for id in &file.disabled {
            let before = self.patterns.len();
            self.patterns.retain(|pattern| pattern.rule.id != *id);
            if self.patterns.len() == before {
                let id = crate::text::escape(id);
                self.notes.push(format!(
                    "{}: there is no rule '{id}' to disable",
                    shown(name)
                ));
            }
        }
        Ok(())
    }

    fn put(&mut self, pattern: Pattern) {
        let same = |one: &&mut Pattern| one.rule.id == pattern.rule.id;
        match self.patterns.iter_mut().find(same) {
            Some(old) if !pattern.reads() && pattern.path.is_none() => old.extend(pattern),
            Some(old) => *old = pattern,
            None => self.patterns.push(pattern),
        }
    }
}

fn shown(name: &str) -> String {
    crate::text::escape(name).into_owned()
}

/// The path of a file as the user would type it.
pub(super) fn shown_path(path: &Path) -> String {
    crate::text::escape_bytes(path.as_os_str().as_encoded_bytes()).into_owned()
}
