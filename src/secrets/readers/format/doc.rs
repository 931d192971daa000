//! Keys and values of one file with their places, in one arena.
//!
//! A node is 40 bytes whatever it holds: text stays in the content, and is unquoted when somebody
//! asks. Nothing nests, so that a deep document costs no stack, on drop neither.

use std::borrow::Cow;

use super::quote::unquote;

/// The node that everything hangs from.
pub(in crate::secrets::readers) const ROOT: u32 = 0;

/// Siblings looked at on each side of a node: enough for any real object, and a bound for one of
/// a million keys.
const NEAR: usize = 48;

/// Ancestors looked at.
const ABOVE: usize = 24;

/// A place in the content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::secrets::readers) struct Span {
    pub(in crate::secrets::readers) start: usize,
    pub(in crate::secrets::readers) end: usize,
}

/// How a value is written, which says how to read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::secrets::readers) enum Quote {
    /// No value: an object, a list, a section.
    None,
    /// As it stands, and a `$` in it may be a reference.
    Bare,
    /// As it stands, and nothing in it is expanded: shell's single quotes.
    Literal,
    /// Backslash escapes.
    Double,
    /// YAML's single quotes: `''` is one.
    Single,
    /// Entities.
    Xml,
    /// A YAML block scalar: indented lines.
    Block,
}

/// One key with its value, or what holds others.
#[derive(Debug, Clone, Copy)]
struct Node {
    parent: u32,
    prev: u32,
    next: u32,
    last: u32,
    key: (u32, u32),
    value: (u32, u32),
    quote: Quote,
}

/// What was read of one file.
#[derive(Debug)]
pub(in crate::secrets::readers) struct Doc<'a> {
    pub(in crate::secrets::readers) bytes: &'a [u8],
    nodes: Vec<Node>,
    most: usize,
}

impl Span {
    /// From `start` up to `end`.
    pub(in crate::secrets::readers) fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// Its bytes in `bytes`; nothing where it does not fit.
    pub(in crate::secrets::readers) fn of(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// Without blanks at its ends.
    pub(in crate::secrets::readers) fn trim(self, bytes: &[u8]) -> Span {
        let text = self.of(bytes);
        let start = self.start + (text.len() - text.trim_ascii_start().len());
        Span::new(start, start + text.trim_ascii().len())
    }

    fn pack(self) -> (u32, u32) {
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        (narrow(self.start), narrow(self.end))
    }

    fn unpack((start, end): (u32, u32)) -> Span {
        Span::new(start as usize, end as usize)
    }
}

impl<'a> Doc<'a> {
    /// An empty one that takes so many nodes.
    pub(in crate::secrets::readers) fn new(bytes: &'a [u8], most: usize) -> Doc<'a> {
        let root = Node {
            parent: ROOT,
            prev: ROOT,
            next: ROOT,
            last: ROOT,
            key: (0, 0),
            value: (0, 0),
            quote: Quote::None,
        };
        Doc {
            bytes,
            nodes: vec![root],
            most,
        }
    }

    /// No further node fits.
    pub(in crate::secrets::readers) fn full(&self) -> bool {
        self.nodes.len() >= self.most
    }

    /// Hangs a value below `parent`; `parent` itself when the document is full.
    pub(in crate::secrets::readers) fn push(
        &mut self,
        parent: u32,
        key: Span,
        value: Span,
        quote: Quote,
    ) -> u32 {
        if self.full() {
            return parent;
        }
        let id = u32::try_from(self.nodes.len()).unwrap_or(ROOT);
        let prev = self.node(parent).last;
        let (key, value) = (key.pack(), value.pack());
        self.nodes.push(Node {
            parent,
            prev,
            next: ROOT,
            last: ROOT,
            key,
            value,
            quote,
        });
        if let Some(node) = self.nodes.get_mut(parent as usize) {
            node.last = id;
        }
        if let Some(node) = self.nodes.get_mut(prev as usize)
            && prev != ROOT
        {
            node.next = id;
        }
        id
    }

    /// Hangs something that holds others below `parent`.
    pub(in crate::secrets::readers) fn hold(&mut self, parent: u32, key: Span) -> u32 {
        self.push(parent, key, Span::default(), Quote::None)
    }

    /// Gives a node that has none a value: the text of an XML element.
    pub(in crate::secrets::readers) fn fill(&mut self, id: u32, value: Span, quote: Quote) {
        if let Some(node) = self.nodes.get_mut(id as usize)
            && node.quote == Quote::None
            && id != ROOT
        {
            node.value = value.pack();
            node.quote = quote;
        }
    }

    /// All nodes that have a value, in the file's order.
    pub(in crate::secrets::readers) fn values(&self) -> impl Iterator<Item = u32> + '_ {
        let ids = 1..u32::try_from(self.nodes.len()).unwrap_or(ROOT);
        ids.filter(|&id| self.quote(id) != Quote::None)
    }

    /// The key as it is written, without its quotes.
    pub(in crate::secrets::readers) fn key(&self, id: u32) -> &'a [u8] {
        Span::unpack(self.node(id).key).of(self.bytes)
    }

    /// Where the value stands, without its quotes.
    pub(in crate::secrets::readers) fn span(&self, id: u32) -> Span {
        Span::unpack(self.node(id).value)
    }

    /// How the value is written.
    pub(in crate::secrets::readers) fn quote(&self, id: u32) -> Quote {
        self.node(id).quote
    }

    /// The value, unquoted.
    pub(in crate::secrets::readers) fn value(&self, id: u32) -> Cow<'a, [u8]> {
        unquote(self.span(id).of(self.bytes), self.quote(id))
    }

    /// What holds this one.
    pub(in crate::secrets::readers) fn parent(&self, id: u32) -> u32 {
        self.node(id).parent
    }

    /// The keys from the parent up.
    pub(in crate::secrets::readers) fn above(
        &self,
        id: u32,
    ) -> impl Iterator<Item = &'a [u8]> + '_ {
        let mut at = id;
        std::iter::from_fn(move || {
            at = self.parent(at);
            (at != ROOT).then(|| self.key(at))
        })
        .take(ABOVE)
    }

    /// Those that stand beside this one: the nearest before it, then the nearest behind it.
    pub(in crate::secrets::readers) fn beside(&self, id: u32) -> impl Iterator<Item = u32> + '_ {
        let walk = move |step: fn(&Node) -> u32| {
            let mut at = id;
            std::iter::from_fn(move || {
                at = step(self.node(at));
                (at != ROOT).then_some(at)
            })
            .take(NEAR)
        };
        walk(|node| node.prev).chain(walk(|node| node.next))
    }

    /// The value beside this one that one of these keys has, whatever their case; the first key
    /// that has one wins.
    pub(in crate::secrets::readers) fn sibling(
        &self,
        id: u32,
        keys: &[&str],
    ) -> Option<Cow<'a, [u8]>> {
        let named = |key: &str, at: &u32| self.key(*at).eq_ignore_ascii_case(key.as_bytes());
        keys.iter().find_map(|key| {
            let value = self.value(self.beside(id).find(|at| named(key, at))?);
            (!value.is_empty()).then_some(value)
        })
    }

    fn node(&self, id: u32) -> &Node {
        // Every id was given out by `push`.
        self.nodes.get(id as usize).unwrap_or(&self.nodes[0])
    }
}
