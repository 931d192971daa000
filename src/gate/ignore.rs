//! Secrets that do not matter: entries of the policy file, below `secrets:`, `ignore:`.
//!
//! An entry names a fingerprint, or a rule and a path, and must say why. With a date it counts
//! through that day (UTC) and no longer: what was accepted for a while comes back by itself.

use globset::{Glob, GlobMatcher};

use super::document::{Node, Problem, Value};
use super::file::{map, problem};
use super::patterns::Patterns;
use crate::secrets::Finding;
use crate::text::escape;

/// Entries in one policy.
const MOST: usize = 10_000;
/// Bytes of a rule's pattern.
const LONGEST: usize = 256;

/// One entry.
#[derive(Debug, Clone)]
pub struct Ignore {
    fingerprint: Option<String>,
    rule: Option<GlobMatcher>,
    path: Option<Patterns>,
    reason: String,
    expires: Option<String>,
    line: u64,
}

impl Ignore {
    /// Whether it means this secret at this path.
    #[must_use]
    pub fn means(&self, finding: &Finding, path: &[u8]) -> bool {
        let same = |print: &String| finding.fingerprint.eq_ignore_ascii_case(print);
        // A place in the configuration has no slash to begin with.
        let rooted = if path.starts_with(b"/") {
            path.to_vec()
        } else {
            [b"/", path].concat()
        };
        self.fingerprint.as_ref().is_none_or(same)
            && self
                .rule
                .as_ref()
                .is_none_or(|rule| rule.is_match(&finding.rule.id))
            && self
                .path
                .as_ref()
                .is_none_or(|paths| paths.is_match(&rooted))
    }

    /// Whether its day is over; `today` is `YYYY-MM-DD`.
    #[must_use]
    pub fn has_expired(&self, today: &str) -> bool {
        self.expires.as_deref().is_some_and(|day| day < today)
    }

    /// Why what it means does not matter, in a clause.
    #[must_use]
    pub fn explained(&self) -> String {
        let until = self
            .expires
            .as_ref()
            .map_or(String::new(), |day| format!(", until {day}"));
        format!("{}{until}", self.reason)
    }

    /// What it is called in a sentence.
    #[must_use]
    pub fn named(&self) -> String {
        format!(
            "the ignored secret of line {} ({})",
            self.line,
            self.explained()
        )
    }
}

/// The entries of a list.
pub(super) fn read(node: &Node) -> Result<Vec<Ignore>, Problem> {
    let Value::List(items) = &node.value else {
        let message = format!(
            "ignore must be a list of entries, not {}",
            node.value.what()
        );
        return Err(problem(node.place, message));
    };
    if items.len() > MOST {
        return Err(problem(
            node.place,
            format!("ignore has more than the limit of {MOST} entries"),
        ));
    }
    items.iter().map(entry).collect()
}

fn entry(node: &Node) -> Result<Ignore, Problem> {
    let mut ignore = Ignore {
        fingerprint: None,
        rule: None,
        path: None,
        reason: String::new(),
        expires: None,
        line: node.place.line,
    };
    for (place, name, value) in map(node, "an entry of ignore")? {
        let Value::Text(text) = &value.value else {
            let message = format!(
                "{}: {} does not belong here",
                escape(name),
                value.value.what()
            );
            return Err(problem(value.place, message));
        };
        let wrong =
            |what: String| problem(value.place, format!("{name}: '{}' {what}", escape(text)));
        match name.as_str() {
            "fingerprint" => ignore.fingerprint = Some(fingerprint(text).map_err(wrong)?),
            "rule" => ignore.rule = Some(rule(text).map_err(wrong)?),
            "path" => {
                let patterns = Patterns::new(vec![text.clone()]);
                ignore.path = Some(patterns.map_err(|(_, what)| wrong(what))?);
            }
            "reason" => ignore.reason = text.trim().to_owned(),
            "expires" => ignore.expires = Some(day(text).map_err(wrong)?),
            _ => {
                let message = format!(
                    "unknown key '{}'; an entry has fingerprint, or rule and path, with reason and \
                     expires",
                    escape(name)
                );
                return Err(problem(*place, message));
            }
        }
    }
    let names = ignore.fingerprint.is_some() || ignore.rule.is_some() || ignore.path.is_some();
    match (names, ignore.reason.is_empty()) {
        (false, _) => Err(problem(
            node.place,
            "the entry names no secret; add a fingerprint, or a rule or path".into(),
        )),
        (_, true) => Err(problem(
            node.place,
            "the entry gives no reason; add one, for those who come after".into(),
        )),
        _ => Ok(ignore),
    }
}

fn fingerprint(text: &str) -> Result<String, String> {
    let is_hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match is_hex {
        true => Ok(text.to_owned()),
        false => Err("is no fingerprint; copy its 32 hex digits from a report".to_owned()),
    }
}

fn rule(text: &str) -> Result<GlobMatcher, String> {
    if text.len() > LONGEST {
        return Err(format!("is longer than {LONGEST} bytes, as no rule is"));
    }
    let wrong = |error: globset::Error| escape(&error.kind().to_string()).into_owned();
    let glob = Glob::new(text).map_err(|error| format!("is no pattern: {}", wrong(error)))?;
    Ok(glob.compile_matcher())
}

/// A day as `YYYY-MM-DD`, which sorts as text.
fn day(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits: usize| match part.len() == digits {
        true => part.parse::<u32>().ok(),
        false => None,
    };
    let right = match parts[..] {
        [year, month, day] => {
            number(year, 4).is_some()
                && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
                && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
        }
        _ => false,
    };
    match right {
        true => Ok(text.to_owned()),
        false => Err("is no day; write it as 2027-01-31".to_owned()),
    }
}
