//! The table: which files are read how, a row a kind of file.
//!
//! Facts come from the programs' own documentation of the file, named in the row's function where
//! it has one. Paths are patterns of [`super::lookup`].

use super::finds::Finds;
use super::format::{Comments, Format, Style};
use crate::secrets::{Confidence, Severity};

mod accounts;
mod clients;
mod cloud;
mod databases;
mod frameworks;
mod mail;
mod packages;
mod shell;
mod terminal;
mod tools;

/// How a file is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum How {
    /// Keys and values, with this kind's own names of secrets, blanks between them: see
    /// [`super::keyed::read`].
    Keys(Format, &'static str),
    /// Its own grammar.
    Own(fn(&mut Finds<'_>)),
}

/// One kind of file, which is one rule.
#[derive(Debug)]
pub(super) struct Row {
    /// Of the reader and its rule.
    pub(super) id: &'static str,
    /// What is found, for people.
    pub(super) title: &'static str,
    /// Of a real one.
    pub(super) severity: Severity,
    /// Without further evidence.
    pub(super) confidence: Confidence,
    /// What to do; empty where there is nothing to say beyond rotating it.
    pub(super) remedy: &'static str,
    /// Patterns, in lower case, blanks between them; a blank in a name is `%20`.
    pub(super) paths: &'static str,
    /// How it is read.
    pub(super) how: How,
}

/// All rows. The order says nothing: the pattern that says most wins.
pub(super) fn all() -> impl Iterator<Item = &'static Row> {
    [
        accounts::ROWS,
        clients::ROWS,
        cloud::ROWS,
        databases::ROWS,
        frameworks::ROWS,
        mail::ROWS,
        packages::ROWS,
        shell::ROWS,
        terminal::ROWS,
        tools::ROWS,
    ]
    .into_iter()
    .flatten()
}

const JSON: Format = Format::Json;
const YAML: Format = Format::Yaml;
const XML: Format = Format::Xml;
const INI: Format = Format::Lines(Style::Ini);
const EQUALS: Format = Format::Lines(Style::Equals);
const DOTENV: Format = Format::Lines(Style::Dotenv);
const SHELL: Format = Format::Lines(Style::Shell);
const BLANK: Format = Format::Lines(Style::Blank);
const HASH: Format = Format::Code(Comments::Hash);
const SLASHES: Format = Format::Code(Comments::Slashes);
const BOTH: Format = Format::Code(Comments::Both);

const MEDIUM: Severity = Severity::Medium;
const HIGH: Severity = Severity::High;
const CRITICAL: Severity = Severity::Critical;

/// A file that is there to hold credentials: its grammar says that the value is one.
const fn sure(
    id: &'static str,
    title: &'static str,
    severity: Severity,
    paths: &'static str,
    how: How,
) -> Row {
    Row {
        id,
        title,
        severity,
        confidence: Confidence::High,
        remedy: "",
        paths,
        how,
    }
}

/// A file that holds settings, some of them secrets by their names.
const fn likely(
    id: &'static str,
    title: &'static str,
    severity: Severity,
    paths: &'static str,
    how: How,
) -> Row {
    Row {
        id,
        title,
        severity,
        confidence: Confidence::Medium,
        remedy: "",
        paths,
        how,
    }
}

impl Row {
    /// With what to do about it.
    const fn remedy(mut self, remedy: &'static str) -> Row {
        self.remedy = remedy;
        self
    }
}
