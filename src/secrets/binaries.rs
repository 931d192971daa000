//! Keywords in contents that are no text: only of rules that look there, and only where a token
//! can stand.
//!
//! Two thirds of an image's bytes are programs, libraries and data, and all that is looked for in
//! them is tokens with a fixed prefix. Such a token is a run of characters longer than those that
//! machine code has by chance. So runs are looked for first, a word at a time, and keywords only in
//! them. Rules of others may find something that is no such run: their keywords are looked for
//! everywhere.
//!
//! In text a keyword may stand beside a match, here it has to stand in it.

use super::block::Block;
use super::marks::Marks;
use super::pattern::Pattern;
use super::prefilter::Prefilter;
use super::scan::{Consumer, consumers};
use super::token_run::shows;

/// A run of so many bytes holds a whole word, wherever it begins.
pub(super) const LEAST: usize = 2 * WORD - 1;
const WORD: usize = 8;
/// Runs that are nearer to each other are searched as one: names in a table are.
const NEAR: usize = 32;

/// Who looks into binaries, and by which keywords.
#[derive(Debug)]
pub(super) struct Binaries {
    /// Rules whose matches are long runs.
    runs: Option<Words>,
    /// Bytes of the shortest of those runs.
    least: usize,
    /// All others.
    anywhere: Option<Words>,
}

#[derive(Debug)]
struct Words {
    filter: Prefilter,
    consumers: Vec<Consumer>,
}

impl Words {
    fn new(rules: &[(u32, &Pattern)]) -> Option<Words> {
        let (words, consumers) = consumers(rules.iter().copied(), false);
        (!words.is_empty()).then(|| Words {
            filter: Prefilter::new(&words),
            consumers,
        })
    }
}

impl Binaries {
    /// Of all rules those that look into binaries.
    pub(super) fn new<'p>(rules: impl Iterator<Item = (u32, &'p Pattern)>) -> Binaries {
        let (mut runs, mut anywhere, mut least) = (vec![], vec![], usize::MAX);
        for (rule, pattern) in rules {
            match pattern.run_in_binaries() {
                Some(run) if run >= LEAST => {
                    least = least.min(run);
                    runs.push((rule, pattern));
                }
                Some(_) => anywhere.push((rule, pattern)),
                None => {}
            }
        }
        Binaries {
            runs: Words::new(&runs),
            least,
            anywhere: Words::new(&anywhere),
        }
    }

    /// Tells every rule and place where a keyword of the rule may matter, with the keyword's
    /// length; of one rule in the order of places.
    pub(super) fn find(
        &self,
        block: &Block<'_>,
        marks: &mut Marks,
        tell: &mut dyn FnMut(u32, usize, usize),
    ) {
        let bytes = block.bytes.get(block.from..).unwrap_or_default();
        if let Some(words) = &self.anywhere {
            marks.clear();
            words.filter.find(bytes, block.from, marks);
            words.tell(marks, tell);
        }
        if let Some(words) = &self.runs {
            marks.clear();
            runs(bytes, self.least, &mut |from, to| {
                words
                    .filter
                    .find(&bytes[from..to], block.from + from, marks);
            });
            words.tell(marks, tell);
        }
    }
}

impl Words {
    fn tell(&self, marks: &Marks, tell: &mut dyn FnMut(u32, usize, usize)) {
        for (at, keyword) in marks.iter() {
            let Some(consumer) = self.consumers.get(usize::from(keyword)) else {
                continue;
            };
            for &rule in &consumer.rules {
                tell(rule, at, consumer.len);
            }
        }
    }
}

/// Tells the stretches that hold all runs of bytes that show that are at least so long, which is
/// no less than [`LEAST`], in order.
fn runs(bytes: &[u8], least: usize, tell: &mut dyn FnMut(usize, usize)) {
    let mut open: Option<(usize, usize)> = None;
    let (mut at, mut passed) = (0, 0);
    while let Some(word) = next_word(bytes, at) {
        let before = bytes[passed..word].iter().rev();
        let from = word - before.take_while(|byte| shows(**byte)).count();
        let to = end(bytes, word + WORD);
        (at, passed) = ((to | (WORD - 1)) + 1, to);
        if to - from < least {
            continue;
        }
        match &mut open {
            Some((_, end)) if from - *end < NEAR => *end = to,
            open => {
                if let Some((from, to)) = open.replace((from, to)) {
                    tell(from, to);
                }
            }
        }
    }
    if let Some((from, to)) = open {
        tell(from, to);
    }
}

/// The first whole word of bytes that show at a multiple of its length, from there on.
fn next_word(bytes: &[u8], from: usize) -> Option<usize> {
    let words = bytes.get(from..)?.chunks_exact(WORD);
    let found = words.map(word).position(all_show)?;
    Some(from + WORD * found)
}

/// Where the run ends that goes on here.
fn end(bytes: &[u8], from: usize) -> usize {
    let words = bytes[from..].chunks_exact(WORD);
    let whole = WORD * words.map(word).take_while(|word| all_show(*word)).count();
    let rest = &bytes[from + whole..];
    let rest = rest.iter().take_while(|byte| shows(**byte)).count();
    from + whole + rest
}

fn word(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(0, u64::from_le_bytes)
}

/// Whether all eight bytes show. The difference borrows from a higher byte only where a lower one
/// does not.
fn all_show(word: u64) -> bool {
    const LEAST: u64 = u64::from_le_bytes([8; WORD]);
    const HIGH: u64 = u64::from_le_bytes([0x80; WORD]);
    (word.wrapping_sub(LEAST) | word) & HIGH == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(bytes: &[u8], least: usize) -> Vec<(usize, usize)> {
        let mut out = vec![];
        runs(bytes, least, &mut |from, to| out.push((from, to)));
        out
    }

    #[test]
    fn a_run_is_told_from_its_first_byte_to_its_last() {
        for before in 0..20 {
            for len in 0..40 {
                for behind in 0..20 {
                    let bytes = [vec![0; before], vec![b'a'; len], vec![0xff; behind]].concat();
                    let expected = match len {
                        20.. => vec![(before, before + len)],
                        _ => vec![],
                    };
                    assert_eq!(told(&bytes, 20), expected, "{before} {len} {behind}");
                }
            }
        }
    }

    #[test]
    fn runs_that_are_near_are_one_stretch_and_short_ones_none() {
        let name = b"a_name_in_a_table\0";
        assert_eq!(told(&name.repeat(3), 17), [(0, 53)]);
        assert_eq!(told(&name.repeat(3), 18), []);
        let far = [&name[..], &[1; 40], name].concat();
        assert_eq!(told(&far, 17), [(0, 17), (58, 75)]);
    }

    proptest! {
        #[test]
        fn every_run_lies_in_a_stretch_and_stretches_are_in_order(
            pieces in prop::collection::vec((0..60_usize, any::<bool>(), any::<u8>()), 0..40),
            least in LEAST..40,
        ) {
            let piece = |(len, shown, byte): &(usize, bool, u8)| match shown {
                true => vec![8 + byte % 120; *len],
                false => vec![byte & 0x87; *len / 8],
            };
            let bytes: Vec<u8> = pieces.iter().flat_map(piece).collect();
            let told = told(&bytes, least);
            prop_assert!(told.is_sorted_by(|a, b| a.1 + NEAR <= b.0 && b.0 < b.1));
            let mut from = 0;
            for part in bytes.split(|byte| !shows(*byte)) {
                let to = from + part.len();
                let inside = told.iter().any(|one| one.0 <= from && to <= one.1);
                prop_assert!(inside || part.len() < least);
                from = to + 1;
            }
        }
    }
}
