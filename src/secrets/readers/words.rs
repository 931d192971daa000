//! Lists of words, written as one text so that they can be read, and looked up by hash.

use std::collections::HashSet;
use std::sync::OnceLock;

/// Words in lower case with blanks between them; a blank in a word is written `␣`.
pub(super) struct Words {
    text: &'static str,
    set: OnceLock<HashSet<Box<[u8]>>>,
    longest: OnceLock<usize>,
}

impl Words {
    /// Of a text.
    pub(super) const fn new(text: &'static str) -> Words {
        Words {
            text,
            set: OnceLock::new(),
            longest: OnceLock::new(),
        }
    }

    /// `word` is one of them, whatever its case.
    pub(super) fn has(&self, word: &[u8]) -> bool {
        let longest = *self
            .longest
            .get_or_init(|| self.set().iter().map(|word| word.len()).max().unwrap_or(0));
        word.len() <= longest && self.set().contains(word.to_ascii_lowercase().as_slice())
    }

    /// `text` begins with one of them, whatever its case.
    pub(super) fn begin(&self, text: &[u8]) -> bool {
        let head = |word: &[u8]| {
            text.get(..word.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(word))
        };
        self.set().iter().any(|word| head(word))
    }

    /// `text` ends with one of them, whatever its case.
    pub(super) fn end(&self, text: &[u8]) -> bool {
        let tail = |word: &[u8]| {
            let cut = text.len().checked_sub(word.len());
            cut.is_some_and(|cut| text[cut..].eq_ignore_ascii_case(word))
        };
        self.set().iter().any(|word| tail(word))
    }

    fn set(&self) -> &HashSet<Box<[u8]>> {
        self.set.get_or_init(|| {
            let words = self.text.split_ascii_whitespace();
            words
                .map(|word| word.replace('␣', " ").into_bytes().into())
                .collect()
        })
    }
}
