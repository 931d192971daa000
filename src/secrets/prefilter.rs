//! Where keywords stand in a content, all of them in one pass.
//!
//! A rule's regex is run only near one of its keywords, so what costs is to find keywords. Each
//! keyword is looked for by its rarest four bytes: the low five bits of each make a *cell* of a
//! bitmap of 128 KiB, and only where the cell of four bytes of the content is set are keywords
//! compared. As a keyword has a rare window at an even and one at an odd offset, it is enough to
//! look at every second byte of the content. With the 1 300 keywords of the built-in rules three
//! bytes would be too few: a tenth of all places would have to be compared, with four it is a
//! fiftieth of every second.
//!
//! This is no search for one string (memchr has that), and it says where keywords stand, never
//! what they mean.

use super::frequency;
use super::marks::Marks;

/// Cells of four times five bits.
const CELLS: usize = 1 << 20;
/// Words of the bitmap.
const WORDS: usize = CELLS / 64;

/// Finds keywords.
#[derive(Debug)]
pub(super) struct Prefilter {
    keywords: Vec<Box<[u8]>>,
    bits: Box<[u64; WORDS]>,
    /// How many cells are set before each word of the bitmap.
    ranks: Box<[u32; WORDS]>,
    /// The probes of the n-th cell that is set: `probes[starts[n]..starts[n + 1]]`.
    starts: Vec<u32>,
    probes: Vec<Probe>,
}

/// A keyword that has a window in some cell.
#[derive(Debug, Clone, Copy)]
struct Probe {
    keyword: u16,
    /// Where the keyword begins, from the cell's first byte on.
    offset: i16,
    /// The four bytes themselves, folded, and which of them count: most cells that are set are
    /// so for other bytes of the same low bits.
    want: u32,
    mask: u32,
}

impl Prefilter {
    /// For these keywords, whatever their case. Those beyond 65 535 and empty ones are never found.
    pub(super) fn new<K: AsRef<[u8]>>(keywords: impl IntoIterator<Item = K>) -> Prefilter {
        let folded = |word: K| word.as_ref().to_ascii_lowercase().into_boxed_slice();
        let keywords: Vec<Box<[u8]>> = keywords.into_iter().map(folded).collect();
        let mut cells: Vec<(u32, Probe)> = vec![];
        for (keyword, word) in (0..=u16::MAX).zip(&keywords) {
            for window in windows(word) {
                let probe = window.probe(keyword);
                window.each_cell(&mut |cell| cells.push((cell, probe)));
            }
        }
        cells.sort_by_key(|&(cell, _)| cell);
        let mut bits = vec![0_u64; WORDS];
        let mut starts = vec![];
        for (at, &(cell, _)) in (0..).zip(&cells) {
            let word = &mut bits[cell as usize / 64];
            if *word >> (cell % 64) & 1 == 0 {
                starts.push(at);
            }
            *word |= 1 << (cell % 64);
        }
        starts.push(u32::try_from(cells.len()).unwrap_or(u32::MAX));
        let set = bits.iter().scan(0, |set, word: &u64| {
            let before = *set;
            *set += word.count_ones();
            Some(before)
        });
        Prefilter {
            keywords,
            ranks: array(set.collect(), [0; WORDS]),
            bits: array(bits, [0; WORDS]),
            starts,
            probes: cells.into_iter().map(|(_, probe)| probe).collect(),
        }
    }

    /// The keywords, in small letters.
    pub(super) fn words(&self) -> Vec<String> {
        let words = self.keywords.iter();
        words
            .map(|word| String::from_utf8_lossy(word).into_owned())
            .collect()
    }

    /// Tells every place in `bytes` where a keyword stands, counted from `base` before them.
    pub(super) fn find(&self, bytes: &[u8], base: usize, marks: &mut Marks) {
        marks.count_from(base);
        let mut at = 0;
        while let Some(ten) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
            let cells = cells(ten);
            let bits = cells.map(|cell| self.bit(cell) & 1);
            let mut hits = bits[0] | (bits[1] << 1) | (bits[2] << 2) | (bits[3] << 3);
            while hits != 0 {
                let number = hits.trailing_zeros() as usize;
                let at = at + 2 * number;
                self.probe(bytes, at, four(bytes, at), marks);
                hits &= hits - 1;
            }
            at += 8;
        }
        for at in (at..bytes.len()).step_by(2) {
            let four = four(bytes, at);
            if self.bit(cell(four)) & 1 == 1 {
                self.probe(bytes, at, four, marks);
            }
        }
    }

    /// Lowest bit: whether any keyword has a window in this cell.
    #[inline(always)]
    fn bit(&self, cell: usize) -> u64 {
        self.bits[(cell / 64) % WORDS] >> (cell % 64)
    }

    /// Compares the keywords that have a window in the cell of these four bytes, which is set.
    #[inline(never)]
    fn probe(&self, bytes: &[u8], at: usize, four: u32, marks: &mut Marks) {
        let cell = cell(four);
        let below = self.bits[cell / 64] & ((1 << (cell % 64)) - 1);
        let number = (self.ranks[cell / 64] + below.count_ones()) as usize;
        let (from, to) = (
            self.starts[number] as usize,
            self.starts[number + 1] as usize,
        );
        for probe in &self.probes[from..to] {
            if (four | FOLD) & probe.mask != probe.want {
                continue;
            }
            let Some(start) = at.checked_add_signed(isize::from(probe.offset)) else {
                continue;
            };
            let word = &self.keywords[usize::from(probe.keyword)];
            let there = bytes.get(start..start + word.len());
            if there.is_some_and(|there| there.eq_ignore_ascii_case(word)) {
                marks.add(start, probe.keyword);
            }
        }
    }
}

/// Makes letters small; other signs become others, in keyword and content alike.
const FOLD: u32 = 0x2020_2020;

/// A vector of the right length in a box; of another length, the other value.
fn array<T: Copy, const N: usize>(from: Vec<T>, other: [T; N]) -> Box<[T; N]> {
    from.into_boxed_slice()
        .try_into()
        .unwrap_or_else(|_| Box::new(other))
}

/// The cell of four bytes.
#[inline(always)]
fn cell(four: u32) -> usize {
    let (a, b) = (four & 0x1f, (four >> 3) & 0x3e0);
    let (c, d) = ((four >> 6) & 0x7c00, (four >> 9) & 0xf_8000);
    (a | b | c | d) as usize
}

/// The cells of the four windows at even offsets of ten bytes: each pair of bytes makes half of a
/// cell, and all pairs are made at once.
#[inline(always)]
fn cells(ten: &[u8; 10]) -> [usize; 4] {
    let &[a, b, c, d, e, f, g, h, i, j] = ten;
    let eight = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
    let two = u64::from(u16::from_le_bytes([i, j]));
    let pairs =
        |bytes: u64| (bytes & 0x001f_001f_001f_001f) | ((bytes >> 3) & 0x03e0_03e0_03e0_03e0);
    let (first, last) = (pairs(eight), pairs(two));
    let cell = |pairs: u64| ((pairs & 0x3ff) | ((pairs >> 6) & 0xf_fc00)) as usize;
    [
        cell(first),
        cell(first >> 16),
        cell(first >> 32),
        cell((first >> 48) | (last << 16)),
    ]
}

/// The four bytes there, zeros behind the end.
#[inline(always)]
fn four(bytes: &[u8], at: usize) -> u32 {
    let rest = bytes.get(at..).unwrap_or_default();
    let zeros = || {
        let byte = |by: usize| rest.get(by).copied().unwrap_or(0);
        [byte(0), byte(1), byte(2), byte(3)]
    };
    u32::from_le_bytes(rest.first_chunk().copied().unwrap_or_else(zeros))
}

/// Four bytes by which a keyword is looked for; a byte that is not the keyword's may be any.
struct Window {
    /// From the keyword's first byte on.
    offset: i16,
    bytes: [Option<u8>; 4],
}

impl Window {
    fn at(word: &[u8], offset: isize) -> Window {
        let byte = |by: isize| word.get(usize::try_from(offset + by).ok()?).copied();
        Window {
            offset: i16::try_from(offset).unwrap_or(0),
            bytes: [byte(0), byte(1), byte(2), byte(3)],
        }
    }

    fn probe(&self, keyword: u16) -> Probe {
        let want = self.bytes.map(|byte| byte.map_or(0, |byte| byte | 0x20));
        let mask = self.bytes.map(|byte| byte.map_or(0, |_| 0xff));
        Probe {
            keyword,
            offset: -self.offset,
            want: u32::from_le_bytes(want),
            mask: u32::from_le_bytes(mask),
        }
    }

    fn each_cell(&self, tell: &mut dyn FnMut(u32)) {
        let range = |byte: Option<u8>| match byte {
            Some(byte) => u32::from(byte & 31)..=u32::from(byte & 31),
            None => 0..=31,
        };
        let [a, b, c, d] = self.bytes.map(range);
        for a in a {
            for b in b.clone() {
                for c in c.clone() {
                    for d in d.clone() {
                        tell(a | (b << 5) | (c << 10) | (d << 15));
                    }
                }
            }
        }
    }
}

/// The rarest window at an even and the rarest at an odd offset: whichever byte of the content
/// the keyword begins at, one of them lies at an even one.
fn windows(word: &[u8]) -> impl Iterator<Item = Window> {
    // Far windows do not pay: marks would come too much out of order.
    let len = word.len().min(48) as isize;
    let rarest = move |parity: isize| {
        // A window of a short keyword sticks out at its ends, in front by one byte only: before
        // the content's first byte there is nothing to look at.
        let first = if len == 0 { 0 } else { -1 };
        let offsets = (first..len).filter(move |offset| offset.rem_euclid(2) == parity);
        let windows = offsets.map(|offset| Window::at(word, offset));
        windows.min_by(|a, b| frequency::of(a.bytes).total_cmp(&frequency::of(b.bytes)))
    };
    [0, 1].into_iter().filter_map(rarest)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use proptest::prelude::*;

    const WORDS: [&str; 9] = [
        "a",
        "ab",
        "eyJ",
        "ghp_",
        "secret",
        "-----begin",
        "ba",
        "pass",
        "xxxx",
    ];

    fn found(bytes: &[u8]) -> Vec<(usize, u16)> {
        static FILTER: LazyLock<Prefilter> = LazyLock::new(|| Prefilter::new(WORDS));
        let mut marks = Marks::default();
        FILTER.find(bytes, 0, &mut marks);
        marks.iter().collect()
    }

    fn naive(bytes: &[u8]) -> Vec<(usize, u16)> {
        let folded = bytes.to_ascii_lowercase();
        let mut all = vec![];
        for at in 0..folded.len() {
            for (number, word) in WORDS.iter().enumerate() {
                if folded[at..].starts_with(word.to_ascii_lowercase().as_bytes()) {
                    all.push((at, number as u16));
                }
            }
        }
        all
    }

    #[test]
    fn keywords_are_found_at_every_alignment_and_at_both_ends() {
        for word in WORDS {
            for before in 0..18 {
                for after in 0..18 {
                    let text =
                        [&vec![b'.'; before][..], word.as_bytes(), &vec![b'.'; after]].concat();
                    assert_eq!(found(&text), naive(&text), "{word} {before} {after}");
                }
            }
        }
        assert!(found(b"").is_empty());
    }

    #[test]
    fn an_empty_keyword_is_never_found() {
        let mut marks = Marks::default();
        Prefilter::new(["", "q"]).find(b"q q", 0, &mut marks);
        assert_eq!(marks.iter().collect::<Vec<_>>(), [(0, 1), (2, 1)]);
    }

    proptest! {
        #[test]
        fn the_same_is_found_as_by_comparing_everywhere(
            pieces in prop::collection::vec(prop_oneof![
                prop::sample::select(&WORDS[..]).prop_map(|word| word.as_bytes().to_vec()),
                prop::sample::select(&WORDS[..]).prop_map(|word| word.to_uppercase().into_bytes()),
                prop::collection::vec(any::<u8>(), 0..4),
            ], 0..40)
        ) {
            let text = pieces.concat();
            let mut expected = naive(&text);
            expected.sort_unstable();
            prop_assert_eq!(found(&text), expected);
        }
    }
}
