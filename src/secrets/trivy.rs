//! `trivy-secret.yaml`: trivy's own rules and what it allows
//! (<https://trivy.dev/latest/docs/scanner/secret/#configuration>).
//!
//! Trivy's built-in rules are not here, so what only chooses among them is a note.

use serde::Deserialize;

use super::allowlist::{Allowlist, Target};
use super::pattern::{Group, Pattern, regex};
use super::rule_error::{RuleError, Where};
use super::rule_file::RuleFile;
use super::{Confidence, Rule, Severity};

/// Nested values of such a file: it needs six.
const DEPTH: usize = 16;
/// Values of such a file.
const NODES: usize = 100_000;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct File {
    rules: Vec<TrivyRule>,
    allow_rules: Vec<AllowRule>,
    exclude_block: Option<ExcludeBlock>,
    enable_builtin_rules: Vec<String>,
    disable_rules: Vec<String>,
    disable_allow_rules: Vec<String>,
    skip_patterns: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct TrivyRule {
    id: String,
    // Read, so that it is no unknown key; reports have no place for it.
    #[serde(rename = "category")]
    _category: Option<String>,
    title: Option<String>,
    severity: Option<String>,
    regex: Option<String>,
    keywords: Vec<String>,
    path: Option<String>,
    allow_rules: Vec<AllowRule>,
    exclude_block: Option<ExcludeBlock>,
    secret_group_name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct AllowRule {
    id: String,
    #[serde(rename = "description")]
    _description: Option<String>,
    regex: Option<String>,
    path: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct ExcludeBlock {
    #[serde(rename = "description")]
    _description: Option<String>,
    regexes: Vec<String>,
}

/// Reads a `trivy-secret.yaml`; `name` is for errors.
///
/// # Errors
/// Which file, line or rule, and what is wrong.
pub(super) fn parse(name: &str, text: &str) -> Result<RuleFile, RuleError> {
    let place = Where::file(name, text);
    let file = read(text).map_err(|(line, why)| match line {
        Some(line) => place.line(line).error(&why),
        None => place.error(&why),
    })?;
    let mut out = RuleFile::default();
    let skip: Vec<_> = file
        .skip_patterns
        .iter()
        .map(|glob| skipped(&place, glob))
        .collect::<Result<_, _>>()?;
    for rule in file.rules {
        out.patterns.push(pattern(&place, rule)?);
    }
    for rule in file
        .allow_rules
        .iter()
        .filter(|rule| !file.disable_allow_rules.contains(&rule.id))
    {
        out.allowlists
            .push((allowlist(&place.rule(&rule.id), rule)?, vec![]));
    }
    let rest = Allowlist {
        paths: skip,
        blocks: blocks(&place, file.exclude_block.as_ref())?,
        ..Allowlist::default()
    };
    out.allowlists.push((rest, vec![]));
    if !file.enable_builtin_rules.is_empty() {
        out.notes
            .push(place.text("enable-builtin-rules chooses among rules that are trivy's own"));
    }
    out.disabled = file.disable_rules;
    Ok(out)
}

fn read(text: &str) -> Result<File, (Option<u64>, String)> {
    if text.trim().is_empty() {
        return Ok(File::default());
    }
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEPTH,
            max_nodes: NODES,
            max_events: 4 * NODES,
        },
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options::<File>(text, options).map_err(|error| {
        let line = error
            .location()
            .map(|place| place.line())
            .filter(|&line| line > 0);
        let message = error.to_string();
        let end = message.find(" at line ").unwrap_or(message.len());
        (line, message[..end].to_owned())
    })
}

fn pattern(place: &Where<'_>, rule: TrivyRule) -> Result<Pattern, RuleError> {
    if rule.id.is_empty() {
        return Err(place.error("a rule has no id"));
    }
    let at = place.rule(&rule.id);
    let known = Rule {
        title: rule.title.clone().unwrap_or_else(|| rule.id.clone()),
        severity: severity(&at, rule.severity.as_deref())?,
        confidence: Confidence::Medium,
        remedy: None,
        id: rule.id,
    };
    let mut pattern = Pattern::new(known, rule.regex.as_deref());
    pattern.keywords = rule
        .keywords
        .iter()
        .map(|word| word.to_ascii_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    // Without a name trivy masks and reports the whole match.
    pattern.group = Some(
        rule.secret_group_name
            .filter(|name| !name.is_empty())
            .map_or(Group::Number(0), Group::Name),
    );
    pattern.path = rule
        .path
        .as_deref()
        .map(|path| regex(path).map_err(|why| at.error(&why)))
        .transpose()?;
    let blocks = blocks(&at, rule.exclude_block.as_ref())?;
    pattern.allowlists.push(
        Allowlist {
            blocks,
            ..Allowlist::default()
        }
        .into(),
    );
    for allow in &rule.allow_rules {
        pattern.allowlists.push(allowlist(&at, allow)?.into());
    }
    Ok(pattern)
}

fn severity(at: &Where<'_>, name: Option<&str>) -> Result<Severity, RuleError> {
    match name.unwrap_or("HIGH").to_ascii_lowercase().as_str() {
        "unknown" | "" => Ok(Severity::Medium),
        name => Severity::named(name)
            .ok_or_else(|| at.error("a severity is LOW, MEDIUM, HIGH or CRITICAL")),
    }
}

/// Trivy asks an allow rule's regex of the match and its path of the path, either of them.
fn allowlist(at: &Where<'_>, rule: &AllowRule) -> Result<Allowlist, RuleError> {
    let compiled = |source: &Option<String>| {
        let sources = source.iter().filter(|source| !source.is_empty());
        let each = sources.map(|source| regex(source).map_err(|why| at.error(&why)));
        each.collect::<Result<Vec<_>, _>>()
    };
    Ok(Allowlist {
        paths: compiled(&rule.path)?,
        regexes: compiled(&rule.regex)?,
        target: Target::Match,
        ..Allowlist::default()
    })
}

/// What stands inside such a block is allowed.
fn blocks(
    at: &Where<'_>,
    block: Option<&ExcludeBlock>,
) -> Result<Vec<regex::bytes::Regex>, RuleError> {
    let sources = block.into_iter().flat_map(|block| &block.regexes);
    sources
        .map(|source| regex(source).map_err(|why| at.error(&why)))
        .collect()
}

/// A glob of paths as a regex.
fn skipped(place: &Where<'_>, glob: &str) -> Result<regex::bytes::Regex, RuleError> {
    let built = globset::GlobBuilder::new(glob.trim_start_matches('/'))
        .literal_separator(true)
        .build();
    let glob = built.map_err(|error| {
        let what = error.kind().to_string();
        place.error(&format!("skip-patterns: {}", crate::text::escape(&what)))
    })?;
    regex::bytes::Regex::new(glob.regex())
        .map_err(|_| place.error("skip-patterns: a pattern is too large"))
}

#[cfg(test)]
mod tests {
    use crate::secrets::{Options, RuleSet, Scanner, Scratch, Severity};

    const FILE: &str = r#"
rules:
  - id: acme
    category: general
    title: Acme token
    severity: CRITICAL
    keywords: [ACME_]
    regex: '(?i)acme_(?P<secret>[a-z]{8})\b'
    secret-group-name: secret
    allow-rules:
      - id: fine
        regex: fine
      - id: docs
        path: ^docs/
  - id: whole
    regex: 'whole_[a-z]+'
allow-rules:
  - id: off
    regex: bcdefghi
  - id: on
    regex: bcdefghj
disable-allow-rules: [off]
disable-rules: [no-such]
enable-builtin-rules: [aws-access-key-id]
skip-patterns: ["**/vendor/**"]
exclude-block:
  regexes: ['BEGIN[^#]*END']
"#;

    #[test]
    fn rules_of_trivy_mean_what_they_mean_there() {
        let mut set = RuleSet::empty();
        set.add("trivy-secret.yaml", FILE.as_bytes()).unwrap();
        assert_eq!(set.notes().len(), 2, "{:?}", set.notes());
        let scanner = Scanner::new(
            set,
            Options {
                generic: false,
                ..Options::default()
            },
        );
        let mut all = vec![];
        let text = b"acme_bcdefghi acme_bcdefghj acme_fineabcd whole_(a whole_b BEGIN whole_c END";
        scanner.scan(text, false, &mut Scratch::default(), &mut |hit| {
            all.push(hit)
        });
        let seen: Vec<_> = all.iter().map(|hit| hit.secret.expose()).collect();
        assert_eq!(seen, [&b"bcdefghi"[..], b"whole_b"]);
        assert_eq!(all[0].severity, Severity::Critical);
        for (path, counts) in [
            ("app/x", true),
            ("docs/x", false),
            ("app/vendor/a/x", false),
        ] {
            assert_eq!(all[0].counts_at(path.as_bytes()), counts, "{path}");
        }
    }

    #[test]
    fn what_cannot_be_taken_is_named() {
        for (text, said) in [
            (
                "rules:\n- id: x\n  regex: '('",
                "t.yml, rule 'x': unclosed group",
            ),
            ("rules:\n- regex: a", "t.yml: a rule has no id"),
            ("rules:\n- id: x\n  what: a", "what"),
            (
                "rules:\n- id: x\n  exclude-block: {regexes: ['(']}",
                "rule 'x': unclosed group",
            ),
            ("exclude-block: {regexes: ['(']}", "t.yml: unclosed group"),
            (
                "rules:\n- id: x\n  severity: bad",
                "rule 'x': a severity is",
            ),
            (
                "rules:\n- id: x\n  regex: a\n  secret-group-name: s",
                "no group 's'",
            ),
            ("skip-patterns: ['a[']", "skip-patterns"),
            ("rules: 3", "t.yml, line 1"),
        ] {
            let error = RuleSet::empty()
                .add("t.yml", text.as_bytes())
                .unwrap_err()
                .to_string();
            assert!(error.contains(said), "{error}");
        }
        RuleSet::empty().add("t.yml", b"").unwrap();
    }
}
