//! The grammars of credential files, each read into one flat [`Doc`].
//!
//! They are no validators: a file that was cut, templated or edited by hand still gives what can
//! be read of it, and every value knows where it stands, which the strict parsers of JSON, YAML
//! and TOML do not tell. None recurses, none looks back, none allocates per value.

mod code;
mod doc;
mod ini;
mod json;
mod quote;
mod xml;
mod yaml;

use std::cell::Cell;

pub(super) use doc::{Doc, Quote, Span};
pub(super) use ini::{Style, lines};
pub(super) use json::closing;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// JSON, also with comments and trailing commas (RFC 8259; JSONC, JSON5).
    Json,
    /// YAML 1.2: block and flow collections, quoted, plain and block scalars; several documents.
    Yaml,
    /// Elements, attributes and text of XML 1.0.
    Xml,
    /// `key = value` and its relatives, line by line.
    Lines(Style),
    /// Literals that a programming or configuration language assigns to names.
    Code(Comments),
}

/// What opens a comment in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comments {
    /// `#`: Python, Ruby, TOML, HCL.
    Hash,
    /// `//` and `/* */`: JavaScript, Groovy.
    Slashes,
    /// All of them: PHP, HCL.
    Both,
}

/// How many keys and values a document may have, and whether one had that many.
#[derive(Debug)]
pub(super) struct Nodes {
    pub(super) most: usize,
    pub(super) full: Cell<bool>,
}

/// Reads `bytes` as `format`; what cannot be read is left out, and what is beyond so many nodes.
pub(super) fn parse<'b>(format: Format, bytes: &'b [u8], nodes: &Nodes) -> Doc<'b> {
    let mut doc = Doc::new(bytes, nodes.most);
    match format {
        Format::Json => json::read(&mut doc),
        Format::Yaml => yaml::read(&mut doc),
        Format::Xml => xml::read(&mut doc),
        Format::Lines(style) => ini::read(&mut doc, style),
        Format::Code(comments) => code::read(&mut doc, comments),
    }
    nodes.full.set(nodes.full.get() || doc.full());
    doc
}
