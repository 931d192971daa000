//! Where keywords stand in a content, all of them in one pass.
//!
//! A rule's regex is run only near one of its keywords, so what costs is to find keywords. Each
//! keyword is looked for by its rarest three bytes: the low five bits of each make a *cell* of a
//! bitmap of 4 KiB, which stays in the first-level cache, and only where the cell of three bytes
//! of the content is set are keywords compared. As a keyword has a rare window at an even and one
//! at an odd offset, it is enough to look at every second byte of the content.
//!
//! This is no search for one string (memchr has that), and it says where keywords stand, never
//! what they mean.

use super::marks::Marks;

/// Cells of three times five bits.
const CELLS: usize = 1 << 15;
/// Of a thousand bytes of text (100 MB of `/usr` of a Debian machine), how many have these low
/// five bits: what makes one window of a keyword rarer than another.
const FREQUENCY: [u16; 32] = [
    232, 39, 21, 27, 22, 69, 18, 19, 23, 49, 32, 6, 41, 23, 49, 38, 30, 10, 42, 48, 53, 20, 8, 8,
    11, 12, 9, 5, 5, 9, 5, 18,
];

/// Finds keywords.
#[derive(Debug)]
pub(super) struct Prefilter {
    keywords: Vec<Box<[u8]>>,
    bits: Box<[u64; CELLS / 64]>,
    /// The probes of a cell: `probes[starts[cell]..starts[cell + 1]]`.
    starts: Vec<u32>,
    probes: Vec<Probe>,
}

/// A keyword that has a window in some cell.
#[derive(Debug, Clone, Copy)]
struct Probe {
    keyword: u16,
    /// Where the keyword begins, from the cell's first byte on.
    offset: i16,
}

impl Prefilter {
    /// For these keywords, whatever their case. Those beyond 65 535 and empty ones are never found.
    pub(super) fn new<K: AsRef<[u8]>>(keywords: impl IntoIterator<Item = K>) -> Prefilter {
        let folded = |word: K| word.as_ref().to_ascii_lowercase().into_boxed_slice();
        let keywords: Vec<Box<[u8]>> = keywords.into_iter().map(folded).collect();
        let mut cells: Vec<(u16, Probe)> = vec![];
        for (number, word) in keywords.iter().enumerate() {
            let Ok(keyword) = u16::try_from(number) else {
                break;
            };
            for window in windows(word) {
                let offset = -window.offset;
                let probe = Probe { keyword, offset };
                window.each_cell(&mut |cell| cells.push((cell, probe)));
            }
        }
        cells.sort_by_key(|&(cell, _)| cell);
        let mut bits = Box::new([0; CELLS / 64]);
        let mut starts = vec![0; CELLS + 1];
        for &(cell, _) in &cells {
            bits[usize::from(cell) / 64] |= 1 << (cell % 64);
            starts[usize::from(cell) + 1] += 1;
        }
        for cell in 0..CELLS {
            starts[cell + 1] += starts[cell];
        }
        Prefilter {
            keywords,
            bits,
            starts,
            probes: cells.into_iter().map(|(_, probe)| probe).collect(),
        }
    }

    /// Bytes of the keyword with this number.
    pub(super) fn len_of(&self, keyword: u16) -> usize {
        self.keywords
            .get(usize::from(keyword))
            .map_or(0, |word| word.len())
    }

    /// Tells every place in `bytes` where a keyword stands.
    pub(super) fn find(&self, bytes: &[u8], marks: &mut Marks) {
        let mut at = 0;
        let mut words = bytes.chunks_exact(8);
        // The last cell of eight bytes takes in one byte of the next eight.
        let mut next = bytes.iter().skip(8).step_by(8);
        for word in words.by_ref() {
            let Some(&beyond) = next.next() else {
                break;
            };
            let mut eight = [0; 8];
            eight.copy_from_slice(word);
            let low = u64::from_le_bytes(eight);
            let high = (low >> 48) | (u64::from(beyond) << 16);
            let cells = [cell(low), cell(low >> 16), cell(low >> 32), cell(high)];
            let any = cells.iter().fold(0, |any, &cell| any | self.bit(cell));
            if any & 1 == 1 {
                for (number, &cell) in cells.iter().enumerate() {
                    self.probe(bytes, at + 2 * number, cell, marks);
                }
            }
            at += 8;
        }
        for at in (at..bytes.len()).step_by(2) {
            let byte = |at: usize| u64::from(bytes.get(at).copied().unwrap_or(0));
            let three = byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16);
            self.probe(bytes, at, cell(three), marks);
        }
    }

    /// Lowest bit: whether any keyword has a window in this cell.
    #[inline(always)]
    fn bit(&self, cell: usize) -> u64 {
        self.bits[(cell / 64) % (CELLS / 64)] >> (cell % 64)
    }

    /// Compares the keywords that have a window in this cell.
    fn probe(&self, bytes: &[u8], at: usize, cell: usize, marks: &mut Marks) {
        if self.bit(cell) & 1 == 0 {
            return;
        }
        let (from, to) = (self.starts[cell] as usize, self.starts[cell + 1] as usize);
        for probe in &self.probes[from..to] {
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

/// The cell of the lowest three bytes.
#[inline(always)]
fn cell(bytes: u64) -> usize {
    ((bytes & 0x1f) | ((bytes >> 3) & 0x3e0) | ((bytes >> 6) & 0x7c00)) as usize
}

/// Three bytes by which a keyword is looked for; a byte that is not the keyword's may be any.
struct Window {
    /// From the keyword's first byte on.
    offset: i16,
    bytes: [Option<u8>; 3],
}

impl Window {
    fn at(word: &[u8], offset: isize) -> Window {
        let byte = |by: isize| word.get(usize::try_from(offset + by).ok()?).copied();
        Window {
            offset: i16::try_from(offset).unwrap_or(0),
            bytes: [byte(0), byte(1), byte(2)],
        }
    }

    /// How often it stands in text; only the order matters.
    fn weight(&self) -> u64 {
        let one = |byte: &Option<u8>| {
            byte.map_or(1_000, |byte| u64::from(FREQUENCY[usize::from(byte & 31)]))
        };
        self.bytes.iter().map(one).product()
    }

    fn each_cell(&self, tell: &mut dyn FnMut(u16)) {
        let range = |byte: Option<u8>| match byte {
            Some(byte) => u16::from(byte & 31)..=u16::from(byte & 31),
            None => 0..=31,
        };
        for first in range(self.bytes[0]) {
            for second in range(self.bytes[1]) {
                for third in range(self.bytes[2]) {
                    tell(first | (second << 5) | (third << 10));
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
        let inside = (0..=len - 3).filter(move |offset| offset % 2 == parity);
        // A short keyword has windows that stick out.
        let mut offsets: Vec<isize> = inside.collect();
        if offsets.is_empty() && len > 0 {
            offsets = (-1..=1_isize)
                .filter(|o| o.rem_euclid(2) == parity)
                .collect();
        }
        let windows = offsets.into_iter().map(|offset| Window::at(word, offset));
        windows.min_by_key(Window::weight)
    };
    [0, 1].into_iter().filter_map(rarest)
}

#[cfg(test)]
mod tests {
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
        let mut marks = Marks::default();
        Prefilter::new(WORDS).find(bytes, &mut marks);
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
        Prefilter::new(["", "q"]).find(b"q q", &mut marks);
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
