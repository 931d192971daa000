//! Rule files in TOML: gitleaks' shape with additions of ours.
//!
//! ```toml
//! [[rules]]
//! id = "example-token"                 # stable: users write it into ignore lists
//! description = "Example API token"    # what it is, for people
//! regex = '''\bexa_([0-9A-Za-z]{32})\b'''   # RE2 syntax, ASCII, no look-around
//! secretGroup = 1                      # else the first group that holds something, else all
//! entropy = 3.0                        # a secret with no more bits a byte is none
//! keywords = ["exa_"]                  # one of them stands in every match, in any case
//! path = '''\.env$'''                  # only in such files; without a regex: the file itself
//! tags = ["example"]                   # read and not used
//! # ours:
//! severity = "high"                    # low, medium, high, critical
//! confidence = "high"                  # low, medium, high
//! checksum = "github"                  # a check of the token that needs no network
//! binary = true                        # also in binaries; else when the token has a fixed prefix
//! source = "https://example.com/docs"  # where the format is published
//! remedy = "Revoke it under Settings." # what to do beside rotating it
//! positives = ["key: exa_{alnum:32}"]  # tested: hit exactly once
//! negatives = ["exa_{alnum:31}"]       # tested: not hit
//! [[rules.allowlists]]                 # also [rules.allowlist], [allowlist], [[allowlists]]
//! condition = "OR"                     # or AND
//! regexTarget = "secret"               # or match, line
//! regexes = [] ; stopwords = [] ; paths = []
//! ```
//!
//! Keys are compared without regard to case, as gitleaks does. A key that is not known, and one
//! that we know and do not follow (composite rules, betterleaks' expressions), is an error: a rule
//! that is followed in part says something else than its author meant.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::allowlist::{Allowlist, Target};
use super::pattern::{Group, Pattern, regex};
use super::rule_error::{RuleError, Where};
use super::{Confidence, Rule, Severity};

/// What a rule file says.
#[derive(Debug, Default)]
pub(super) struct RuleFile {
    pub(super) patterns: Vec<Pattern>,
    /// For all rules, or for those with these ids.
    pub(super) allowlists: Vec<(Allowlist, Vec<String>)>,
    /// `[extend]`: the built-in rules, too.
    pub(super) use_default: bool,
    /// `[extend]`: another rule file.
    pub(super) extends: Option<String>,
    /// `[extend]`: ids of rules that are not wanted.
    pub(super) disabled: Vec<String>,
    /// What was understood and is of no use here.
    pub(super) notes: Vec<String>,
}

/// Reads a rule file; `name` is for errors.
///
/// # Errors
/// Which file, line and rule, and what is wrong.
pub(super) fn parse(name: &str, text: &str) -> Result<RuleFile, RuleError> {
    let place = Where::file(name, text);
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        place.at(at).error(error.message())
    })?;
    let mut file = RuleFile::default();
    for (key, value) in table.get_ref() {
        let at = place.at(value.span().start);
        match key.get_ref().to_ascii_lowercase().as_str() {
            "rules" => {
                for rule in tables(&at, value)? {
                    file.patterns
                        .extend(rule_of(&place, rule, &mut file.notes)?);
                }
            }
            "allowlist" | "allowlists" => {
                for list in tables(&at, value)? {
                    file.allowlists
                        .push(allowlist(&place, list, &mut file.notes)?);
                }
            }
            "extend" => extend(&at, value, &mut file)?,
            "title" | "description" | "version" | "minversion" => {}
            key => return Err(at.error(&format!("'{key}' is no key of a rule file"))),
        }
    }
    Ok(file)
}

fn extend(
    at: &Where<'_>,
    value: &Spanned<DeValue<'_>>,
    file: &mut RuleFile,
) -> Result<(), RuleError> {
    let table = value.get_ref().as_table();
    for (key, value) in table.ok_or_else(|| at.error("[extend] is a table"))? {
        let at = at.at(value.span().start);
        match key.get_ref().to_ascii_lowercase().as_str() {
            "usedefault" => file.use_default = truth(&at, value)?,
            "path" => file.extends = Some(string(&at, value)?),
            "disabledrules" => file.disabled = strings(&at, value)?,
            key => return Err(at.error(&format!("[extend] has no key '{key}' that is known here"))),
        }
    }
    Ok(())
}

/// One `[[rules]]`; none when it only helps other rules.
fn rule_of(
    place: &Where<'_>,
    rule: &Table<'_>,
    notes: &mut Vec<String>,
) -> Result<Option<Pattern>, RuleError> {
    let start = rule
        .iter()
        .map(|(key, _)| key.span().start)
        .min()
        .unwrap_or(0);
    let at = place.at(start);
    let id = match get(rule, "id") {
        Some(id) => string(&at, id)?,
        None => return Err(at.error("a rule has no id")),
    };
    let at = at.rule(&id);
    let text = |key: &str| get(rule, key).map(|value| string(&at, value)).transpose();
    let known = Rule {
        title: text("description")?.unwrap_or_else(|| id.clone()),
        severity: named(&at, text("severity")?, Severity::High, Severity::named)?,
        confidence: named(
            &at,
            text("confidence")?,
            Confidence::Medium,
            Confidence::named,
        )?,
        remedy: text("remedy")?,
        id,
    };
    let source = text("regex")?;
    let mut pattern = Pattern::new(known, source.as_deref());
    for (key, value) in rule {
        let at = at.at(value.span().start);
        match key.get_ref().to_ascii_lowercase().as_str() {
            "id" | "description" | "severity" | "confidence" | "remedy" | "regex" => {}
            "tags" | "source" | "positives" | "negatives" => {}
            "secretgroup" => pattern.group = group(&at, value)?,
            "entropy" => pattern.entropy = Some(number(&at, value)?).filter(|&bits| bits > 0.0),
            "keywords" => pattern.keywords = keywords(&at, value)?,
            "path" => {
                let source = string(&at, value)?;
                pattern.path = Some(regex(&source).map_err(|why| at.error(&why))?);
            }
            "checksum" => pattern.checksum = Some(string(&at, value)?),
            "binary" => pattern.binary = Some(truth(&at, value)?),
            "skipreport" if !truth(&at, value)? => {}
            "skipreport" => {
                notes.push(at.text("reports nothing itself and is left out"));
                return Ok(None);
            }
            "allowlist" | "allowlists" => {
                for list in tables(&at, value)? {
                    let (list, targets) = allowlist(&at, list, notes)?;
                    if !targets.is_empty() {
                        return Err(at.error("targetRules belongs to a list for all rules"));
                    }
                    pattern.allowlists.push(list.into());
                }
            }
            "required" => {
                return Err(at.error("rules that need other rules' hits are not followed"));
            }
            key => return Err(at.error(&format!("a rule has no key '{key}' that is known here"))),
        }
    }
    Ok(Some(pattern))
}

/// An allowlist, and the rules that it is for.
fn allowlist(
    place: &Where<'_>,
    list: &Table<'_>,
    notes: &mut Vec<String>,
) -> Result<(Allowlist, Vec<String>), RuleError> {
    let mut out = Allowlist::default();
    let mut targets = vec![];
    for (key, value) in list {
        let at = place.at(value.span().start);
        match key.get_ref().to_ascii_lowercase().as_str() {
            "description" | "id" => {}
            "condition" => out.all = condition(&at, &string(&at, value)?)?,
            "paths" => out.paths = regexes(&at, value)?,
            "regexes" => out.regexes = regexes(&at, value)?,
            "regextarget" => out.target = target(&at, &string(&at, value)?)?,
            "stopwords" => out.stopwords = keywords(&at, value)?,
            "commits" => notes.push(at.text("commits are ignored: an image has none")),
            "targetrules" => targets = strings(&at, value)?,
            key => {
                return Err(at.error(&format!(
                    "an allowlist has no key '{key}' that is known here"
                )));
            }
        }
    }
    Ok((out, targets))
}

fn condition(at: &Where<'_>, text: &str) -> Result<bool, RuleError> {
    match text.to_ascii_uppercase().as_str() {
        "AND" | "&&" => Ok(true),
        "OR" | "||" | "" => Ok(false),
        _ => Err(at.error("a condition is OR or AND")),
    }
}

fn target(at: &Where<'_>, text: &str) -> Result<Target, RuleError> {
    match text.to_ascii_lowercase().as_str() {
        "secret" | "" => Ok(Target::Secret),
        "match" => Ok(Target::Match),
        "line" => Ok(Target::Line),
        _ => Err(at.error("a regexTarget is secret, match or line")),
    }
}

fn group(at: &Where<'_>, value: &Value<'_>) -> Result<Option<Group>, RuleError> {
    let number = number(at, value)?;
    // 0 is gitleaks' way of saying nothing.
    match number as usize {
        0 => Ok(None),
        number => Ok(Some(Group::Number(number))),
    }
}

fn named<T>(
    at: &Where<'_>,
    name: Option<String>,
    usual: T,
    of: fn(&str) -> Option<T>,
) -> Result<T, RuleError> {
    let Some(name) = name else {
        return Ok(usual);
    };
    of(&name).ok_or_else(|| {
        at.error(&format!(
            "'{}' is no level that is known",
            crate::text::escape(&name)
        ))
    })
}

type Value<'a> = Spanned<DeValue<'a>>;
type Table<'a> = DeTable<'a>;

/// A value by its key, whatever the key's case.
fn get<'t, 'a>(table: &'t Table<'a>, key: &str) -> Option<&'t Value<'a>> {
    let same = |name: &str| name.eq_ignore_ascii_case(key);
    table
        .iter()
        .find(|(name, _)| same(name.get_ref()))
        .map(|(_, value)| value)
}

/// A list of tables, or a single one.
fn tables<'t, 'a>(at: &Where<'_>, value: &'t Value<'a>) -> Result<Vec<&'t Table<'a>>, RuleError> {
    let wrong = || at.error("a table is wanted here");
    match value.get_ref() {
        DeValue::Table(table) => Ok(vec![table]),
        DeValue::Array(items) => {
            let each = |item: &'t Value<'a>| item.get_ref().as_table().ok_or_else(wrong);
            items.iter().map(each).collect()
        }
        _ => Err(wrong()),
    }
}

fn string(at: &Where<'_>, value: &Value<'_>) -> Result<String, RuleError> {
    let text = value.get_ref().as_str();
    text.map(str::to_owned)
        .ok_or_else(|| at.error("a text in quotes is wanted here"))
}

fn strings(at: &Where<'_>, value: &Value<'_>) -> Result<Vec<String>, RuleError> {
    let items = value.get_ref().as_array();
    let items = items.ok_or_else(|| at.error("a list of texts is wanted here"))?;
    items.iter().map(|item| string(at, item)).collect()
}

fn keywords(at: &Where<'_>, value: &Value<'_>) -> Result<Vec<String>, RuleError> {
    let words = strings(at, value)?;
    let folded = words.into_iter().map(|word| word.to_ascii_lowercase());
    Ok(folded.filter(|word| !word.is_empty()).collect())
}

fn regexes(at: &Where<'_>, value: &Value<'_>) -> Result<Vec<regex::bytes::Regex>, RuleError> {
    let compiled = |source: &String| regex(source).map_err(|why| at.error(&why));
    strings(at, value)?.iter().map(compiled).collect()
}

fn truth(at: &Where<'_>, value: &Value<'_>) -> Result<bool, RuleError> {
    let truth = value.get_ref().as_bool();
    truth.ok_or_else(|| at.error("true or false is wanted here"))
}

fn number(at: &Where<'_>, value: &Value<'_>) -> Result<f64, RuleError> {
    let text = match value.get_ref() {
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        _ => String::new(),
    };
    let number: Option<f64> = text.parse().ok();
    let sensible = number.filter(|number| (0.0..1_000.0).contains(number));
    sensible.ok_or_else(|| at.error("a number is wanted here"))
}
