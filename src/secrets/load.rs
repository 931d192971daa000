//! Rule files from disk: which format, how large, and what `[extend]` names.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::rule_error::RuleError;
use super::rule_set::{RuleSet, shown_path};
use super::{rule_file, trivy};
use crate::limits::Limits;

/// Files that name each other, one behind the other; gitleaks follows as many.
const DEPTH: usize = 2;

impl RuleSet {
    /// Adds the rules of a file: gitleaks' TOML (or ours, which is the same with more keys), and
    /// trivy's `trivy-secret.yaml` when its name ends in `.yaml` or `.yml`. A file that it extends
    /// is looked for beside it.
    ///
    /// # Errors
    /// A file that cannot be read, is too large, or says something that cannot be followed: the
    /// file, the line and the rule.
    pub fn load(&mut self, path: &Path, limits: &Limits) -> Result<(), RuleError> {
        self.load_at(path, limits, DEPTH)
    }

    /// The same for bytes that were read already, under the name for errors. `[extend]` of a path
    /// is an error here.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), RuleError> {
        match self.parse(name, bytes)? {
            Some(other) => Err(error(
                name,
                &format!(
                    "extends '{}', which is not at hand here; give that file, too",
                    crate::text::escape(&other)
                ),
            )),
            None => Ok(()),
        }
    }

    fn load_at(&mut self, path: &Path, limits: &Limits, depth: usize) -> Result<(), RuleError> {
        let name = shown_path(path);
        let bytes = read(path, &name, limits)?;
        // What a file extends comes first, so that the file has the last word.
        let extended = extended(path, &name, &bytes)?;
        if let Some(other) = extended {
            let deeper = depth.checked_sub(1);
            let deeper = deeper
                .ok_or_else(|| error(&name, "is one of too many files that extend each other"))?;
            self.load_at(&other, limits, deeper)?;
        }
        self.parse(&name, &bytes).map(|_| ())
    }

    /// Takes the rules in, and says which file they extend.
    fn parse(&mut self, name: &str, bytes: &[u8]) -> Result<Option<String>, RuleError> {
        let text = text(name, bytes)?;
        if is_yaml(name) {
            self.take(name, trivy::parse(name, text)?)?;
            return Ok(None);
        }
        let file = rule_file::parse(name, text)?;
        let extends = file.extends.clone();
        if file.use_default && self.patterns.is_empty() {
            self.patterns = RuleSet::builtin().patterns;
        }
        self.take(name, file)?;
        Ok(extends)
    }
}

fn extended(path: &Path, name: &str, bytes: &[u8]) -> Result<Option<PathBuf>, RuleError> {
    if is_yaml(name) {
        return Ok(None);
    }
    let file = rule_file::parse(name, text(name, bytes)?)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    Ok(file.extends.map(|other| folder.join(other)))
}

fn is_yaml(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml")
}

fn read(path: &Path, name: &str, limits: &Limits) -> Result<Vec<u8>, RuleError> {
    let problem = |problem: std::io::Error| error(name, &format!("cannot be read: {problem}"));
    let file = File::open(path).map_err(problem)?;
    let mut bytes = vec![];
    file.take(limits.rule_file_bytes + 1)
        .read_to_end(&mut bytes)
        .map_err(problem)?;
    if bytes.len() as u64 > limits.rule_file_bytes {
        let limit = limits.rule_file_bytes;
        return Err(error(
            name,
            &format!("has more than {limit} bytes, which is the limit (--limit rule-file-bytes)"),
        ));
    }
    Ok(bytes)
}

fn text<'b>(name: &str, bytes: &'b [u8]) -> Result<&'b str, RuleError> {
    std::str::from_utf8(bytes).map_err(|problem| {
        let before = &bytes[..problem.valid_up_to()];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        error(
            name,
            &format!("line {line} is not UTF-8; a rule file is a text file"),
        )
    })
}

fn error(name: &str, message: &str) -> RuleError {
    RuleError {
        place: name.to_owned(),
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::{Options, Scanner, Scratch};

    const OTHER: &str = r#"
title = "somebody's"
[extend]
useDefault = true
disabledRules = ["github-personal-access-token", "no-such-rule"]
[[rules]]
id = "acme"
description = "Acme token"
regex = '''acme_([a-z]{8})\b'''
secretGroup = 1
entropy = 1.5
keywords = ["ACME_"]
tags = ["x"]
[[rules.allowlists]]
regexTarget = "line"
regexes = ['''# \Qfine.\E''']
[[rules]]
id = "keyfile"
path = '''(?i)\.key$'''
[allowlist]
paths = ['''^vendor/''']
stopwords = ["Nothing"]
commits = ["abc"]
"#;

    fn found(set: RuleSet, text: &str) -> Vec<(String, Vec<u8>, bool)> {
        let scanner = Scanner::new(
            set,
            Options {
                generic: false,
                ..Options::default()
            },
        );
        let mut all = vec![];
        scanner.scan(
            text.as_bytes(),
            false,
            &mut Scratch::default(),
            &mut |hit| {
                all.push((
                    hit.rule.id.clone(),
                    hit.secret.expose().to_vec(),
                    hit.counts_at(b"vendor/x"),
                ));
            },
        );
        all
    }

    #[test]
    fn rules_of_gitleaks_mean_what_they_mean_there() {
        let mut set = RuleSet::empty();
        set.add("gitleaks.toml", OTHER.as_bytes()).unwrap();
        assert!(set.rules().count() > 100, "the built-in rules are wanted");
        let notes = set.notes().join("\n");
        assert!(
            notes.contains("commits are ignored") && notes.contains("no rule 'no-such-rule'"),
            "{notes}"
        );
        let text = "acme_bcdefghi\nacme_aaaaaaaa\nacme_bcdefghj # fine.\nacme_nothingx\n";
        let acme = |value: &str| ("acme".to_owned(), value.as_bytes().to_vec(), false);
        assert_eq!(found(set, text), [acme("bcdefghi")]);
    }

    #[test]
    fn a_rule_about_files_is_asked_with_the_path() {
        let mut set = RuleSet::empty();
        set.add("gitleaks.toml", OTHER.as_bytes()).unwrap();
        let scanner = Scanner::new(set, Options::default());
        for (path, hits) in [("a/b.KEY", 1), ("a/b.keys", 0), ("vendor/b.key", 0)] {
            assert_eq!(scanner.at_path(path.as_bytes()).count(), hits, "{path}");
        }
    }

    #[test]
    fn a_rule_with_a_known_id_replaces_or_extends() {
        let mut set = RuleSet::empty();
        let rule = |rest: &str| format!("[[rules]]\nid = \"one\"\n{rest}");
        set.add(
            "a",
            rule("regex = 'one_[a-z]+'\nkeywords = ['one_']").as_bytes(),
        )
        .unwrap();
        set.add(
            "b",
            rule("[rules.allowlist]\nstopwords = ['fine']").as_bytes(),
        )
        .unwrap();
        assert_eq!(set.rules().count(), 1);
        assert_eq!(found(set, "one_fine one_bad").len(), 1);
        let mut set = RuleSet::empty();
        set.add(
            "a",
            rule("regex = 'one_[a-z]+'\nkeywords = ['one_']").as_bytes(),
        )
        .unwrap();
        set.add(
            "b",
            rule("regex = 'two_[a-z]+'\nkeywords = ['two_']").as_bytes(),
        )
        .unwrap();
        assert_eq!(found(set, "one_fine two_bad").len(), 1);
    }

    #[test]
    fn what_cannot_be_taken_is_named() {
        for (text, said) in [
            ("[[rules]]\nregex = 'a'", "f.toml, line 2: a rule has no id"),
            (
                "[[rules]]\nid = 'x'\nregex = 'a(?=b)'",
                "f.toml, rule 'x': look-around",
            ),
            (
                "[[rules]]\nid = 'x'\nregexx = 'a'",
                "f.toml, line 3, rule 'x': a rule has no key 'regexx'",
            ),
            (
                "[[rules]]\nid = 'x'\nregex = 3",
                "f.toml, line 2, rule 'x': a text in quotes",
            ),
            (
                "[[rules]]\nid = 'x'\npath = '('",
                "f.toml, line 3, rule 'x': unclosed group",
            ),
            (
                "[[rules]]\nid = 'x'\nregex='a'\n[[rules.required]]\nid='y'",
                "rule 'x': rules that need",
            ),
            (
                "[[rules]]\nid = 'x'\nseverity = 'bad'",
                "rule 'x': 'bad' is no level",
            ),
            (
                "[[rules]]\nid = 'x'\ntags = ['a']",
                "f.toml, rule 'x': has neither a regex nor a path",
            ),
            ("rules = 3", "f.toml, line 1: a table is wanted"),
            ("what = 3", "'what' is no key of a rule file"),
            (
                "[extend]\npath = 'other.toml'",
                "f.toml: extends 'other.toml'",
            ),
            (
                "[[allowlists]]\nregexTarget = 'file'",
                "a regexTarget is secret, match or line",
            ),
            ("x = ", "f.toml, line 1:"),
        ] {
            let error = RuleSet::empty()
                .add("f.toml", text.as_bytes())
                .unwrap_err()
                .to_string();
            assert!(error.contains(said), "{error}");
        }
        let error = RuleSet::empty()
            .add("f.toml", b"a\n\xff")
            .unwrap_err()
            .to_string();
        assert!(error.contains("line 2 is not UTF-8"), "{error}");
    }

    #[test]
    fn a_file_extends_one_beside_it_and_none_extends_itself() {
        let folder = tempfile::tempdir().unwrap();
        let write =
            |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write(
            "a.toml",
            "[extend]\npath = 'b.toml'\n[[rules]]\nid = 'a'\nregex = 'a'",
        );
        write("b.toml", "[[rules]]\nid = 'b'\nregex = 'b'");
        write("loop.toml", "[extend]\npath = 'loop.toml'");
        let mut set = RuleSet::empty();
        set.load(&folder.path().join("a.toml"), &Limits::default())
            .unwrap();
        assert_eq!(set.rules().count(), 2);
        let error = set
            .load(&folder.path().join("loop.toml"), &Limits::default())
            .unwrap_err();
        assert!(error.to_string().contains("too many files"), "{error}");
        let error = set
            .load(&folder.path().join("none"), &Limits::default())
            .unwrap_err();
        assert!(error.to_string().contains("cannot be read"), "{error}");
        let small = Limits {
            rule_file_bytes: 10,
            ..Limits::default()
        };
        let error = set.load(&folder.path().join("b.toml"), &small).unwrap_err();
        assert!(error.to_string().contains("more than 10 bytes"), "{error}");
    }
}
