//! The scanner: keywords in one pass, then each rule's regex near its keywords.
//!
//! What is found in a content depends on its bytes alone. The same is found as if each regex ran
//! over the whole content, at a cost that grows with its length: windows of one rule that overlap
//! are one window, so that no byte is searched twice for a rule.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::binaries::Binaries;
use super::block::Block;
use super::generic::{self, Anchor};
use super::marks::Marks;
use super::pattern::Pattern;
use super::prefilter::Prefilter;
use super::scratch::Scratch;
use super::stream::Stream;
use super::{Hit, RuleSet};

/// Checks a token without a network: the name of the check, the token; none: no such check.
pub type Checksum = fn(&str, &[u8]) -> Option<bool>;

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The detector that knows no provider: a name that means a secret, and a value.
    pub generic: bool,
    /// Tokens with a fixed prefix in binaries.
    pub binaries: bool,
    /// What knows the checksums that rules name.
    pub checksum: Option<Checksum>,
    /// Hits in one content; a content with more is made to have them.
    pub hits: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            generic: true,
            binaries: true,
            checksum: None,
            hits: 10_000,
        }
    }
}

/// Finds secrets in contents; shared by all workers, each of which has its own [`Scratch`].
#[derive(Debug)]
pub struct Scanner {
    pub(super) patterns: Vec<Pattern>,
    pub(super) options: Options,
    pub(super) prefilter: Prefilter,
    pub(super) consumers: Vec<Consumer>,
    /// Made when the first content comes that is no text.
    pub(super) binaries: OnceLock<Binaries>,
    /// Rules without keywords, which are run over everything.
    pub(super) unkeyed: Vec<u32>,
}

/// Who waits for a keyword.
#[derive(Debug, Default)]
pub(super) struct Consumer {
    pub(super) rules: Vec<u32>,
    pub(super) anchor: Option<Anchor>,
    /// Bytes of the keyword.
    pub(super) len: usize,
}

impl Scanner {
    /// A scanner for these rules.
    #[must_use]
    pub fn new(rules: RuleSet, options: Options) -> Scanner {
        let RuleSet {
            mut patterns,
            global,
            ..
        } = rules;
        for pattern in &mut patterns {
            let id = &pattern.rule.id;
            let meant = |targets: &Vec<String>| targets.is_empty() || targets.contains(id);
            let lists = global.iter().filter(|(_, targets)| meant(targets));
            let lists: Vec<_> = lists.map(|(list, _)| list.clone()).collect();
            pattern.allowlists.extend(lists);
            pattern.settle();
        }
        let (words, consumers) = consumers(numbered(&patterns), options.generic);
        let unkeyed = numbered(&patterns).filter(|(_, pattern)| pattern.keywords.is_empty());
        Scanner {
            prefilter: Prefilter::new(&words),
            unkeyed: unkeyed.map(|(number, _)| number).collect(),
            consumers,
            binaries: OnceLock::new(),
            patterns,
            options,
        }
    }

    /// Tells what is found in a content that is there as a whole, in the order of places. `binary`:
    /// it is no text, and only tokens with a fixed prefix are looked for.
    pub fn scan(
        &self,
        bytes: &[u8],
        binary: bool,
        scratch: &mut Scratch,
        out: &mut dyn FnMut(Hit),
    ) {
        scratch.begin(self.patterns.len());
        let block = Block {
            bytes,
            base: 0,
            from: 0,
            to: bytes.len(),
            binary,
            more: false,
        };
        self.block(&block, scratch, out);
        scratch.tell(None, out);
    }

    /// Begins a content that comes in stretches.
    #[must_use]
    pub fn stream(&self, binary: bool) -> Stream<'_> {
        Stream::new(self, binary)
    }

    /// What rules about files themselves say of a path (no leading slash): hits without a value.
    pub fn at_path<'s>(&'s self, path: &'s [u8]) -> impl Iterator<Item = Hit> + 's {
        let about_files = self
            .patterns
            .iter()
            .filter(|one| !one.reads() && one.path.is_some());
        let hits = about_files.map(|pattern| {
            let mut hit = Hit::new(&pattern.rule, b"", 0);
            hit.place.clone_from(&pattern.place);
            hit
        });
        hits.filter(move |hit| hit.counts_at(path))
    }

    /// Finds the keywords of a block and asks everybody who waits for one.
    pub(super) fn block(&self, block: &Block<'_>, scratch: &mut Scratch, out: &mut dyn FnMut(Hit)) {
        if block.binary && !self.options.binaries {
            return;
        }
        let mut marks = std::mem::take(&mut scratch.marks);
        match block.binary {
            true => self.in_binary(block, &mut marks, scratch),
            false => self.in_text(block, &mut marks, scratch),
        }
        scratch.marks = marks;
        self.close(block, scratch);
        scratch.place(block, self.options.hits);
        scratch.tell(Some(block.base + block.to as u64), out);
    }

    fn in_text(&self, block: &Block<'_>, marks: &mut Marks, scratch: &mut Scratch) {
        marks.clear();
        let bytes = block.bytes.get(block.from..).unwrap_or_default();
        self.prefilter.find(bytes, block.from, marks);
        for (at, keyword) in marks.iter() {
            let Some(consumer) = self.consumers.get(usize::from(keyword)) else {
                continue;
            };
            for &rule in &consumer.rules {
                self.near(rule, at, consumer.len, block, scratch);
            }
            if let Some(anchor) = consumer.anchor
                && at < block.to
                && !scratch.full(self.options.hits)
            {
                generic::look(block, at, anchor, scratch);
            }
        }
    }

    fn in_binary(&self, block: &Block<'_>, marks: &mut Marks, scratch: &mut Scratch) {
        let binaries = || Binaries::new(numbered(&self.patterns));
        let binaries = self.binaries.get_or_init(binaries);
        binaries.find(block, marks, &mut |rule, at, len| {
            self.near(rule, at, len, block, scratch);
        });
    }

    /// The keywords that are looked for, each once, for measuring.
    #[must_use]
    pub fn keyword_list(&self) -> Vec<String> {
        self.prefilter.words()
    }

    /// Only finds keywords, for measuring: how many there are.
    #[must_use]
    pub fn keywords(&self, bytes: &[u8], scratch: &mut Scratch) -> usize {
        scratch.marks.clear();
        self.prefilter.find(bytes, 0, &mut scratch.marks);
        scratch.marks.iter().count()
    }
}

fn numbered(patterns: &[Pattern]) -> impl Iterator<Item = (u32, &Pattern)> {
    (0..).zip(patterns).filter(|(_, pattern)| pattern.reads())
}

/// All keywords of these rules, each once, and who waits for it.
pub(super) fn consumers<'p>(
    rules: impl Iterator<Item = (u32, &'p Pattern)>,
    generic: bool,
) -> (Vec<String>, Vec<Consumer>) {
    let (mut words, mut out): (Vec<String>, Vec<Consumer>) = (vec![], vec![]);
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut number = |word: &str, out: &mut Vec<Consumer>| {
        *known.entry(word.to_owned()).or_insert_with(|| {
            words.push(word.to_owned());
            out.push(Consumer {
                len: word.len(),
                ..Consumer::default()
            });
            out.len() - 1
        })
    };
    for (rule, pattern) in rules {
        for word in &pattern.keywords {
            let at = number(word, &mut out);
            if !out[at].rules.contains(&rule) {
                out[at].rules.push(rule);
            }
        }
    }
    for &(word, anchor) in generic::ANCHORS.iter().filter(|_| generic) {
        let at = number(word, &mut out);
        out[at].anchor = Some(anchor);
    }
    (words, out)
}
