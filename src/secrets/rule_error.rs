//! What is wrong with a rule file, and where.

use std::fmt;

use crate::text::escape;

/// A rule file that cannot be taken: the file, the line and the rule where they are known, and
/// what is wrong, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct RuleError {
    /// File, line, rule.
    pub place: String,
    /// One sentence.
    pub message: String,
}

/// A place in a rule file.
#[derive(Debug, Clone)]
pub(super) struct Where<'a> {
    file: &'a str,
    text: &'a str,
    at: Option<usize>,
    line: Option<u64>,
    rule: Option<String>,
}

impl<'a> Where<'a> {
    pub(super) fn file(file: &'a str, text: &'a str) -> Where<'a> {
        Where {
            file,
            text,
            at: None,
            line: None,
            rule: None,
        }
    }

    /// The same at this byte.
    pub(super) fn at(&self, byte: usize) -> Where<'a> {
        Where {
            at: Some(byte),
            ..self.clone()
        }
    }

    /// The same in this line.
    pub(super) fn line(&self, line: u64) -> Where<'a> {
        Where {
            line: Some(line),
            ..self.clone()
        }
    }

    /// The same in this rule.
    pub(super) fn rule(&self, id: &str) -> Where<'a> {
        Where {
            rule: Some(escape(id).into_owned()),
            ..self.clone()
        }
    }

    pub(super) fn error(&self, message: &str) -> RuleError {
        RuleError {
            place: self.to_string(),
            message: escape(message.lines().next().unwrap_or_default()).into_owned(),
        }
    }

    /// A remark instead of an error.
    pub(super) fn text(&self, message: &str) -> String {
        format!("{self}: {message}")
    }
}

impl fmt::Display for Where<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&escape(self.file))?;
        if let Some(line) = self.line {
            write!(out, ", line {line}")?;
        } else if let Some(at) = self.at {
            let before = self.text.as_bytes().get(..at).unwrap_or_default();
            let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
            write!(out, ", line {line}")?;
        }
        match &self.rule {
            Some(rule) => write!(out, ", rule '{rule}'"),
            None => Ok(()),
        }
    }
}
