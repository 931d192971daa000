//! One bit for each path: a million of them are 125 kB, cheap to copy and to hand to a job.
//!
//! Not a set with operations of its own: who needs the union of three or a hash of one has come to
//! the wrong place.

use super::NodeId;

/// A bit for each number below a length. Numbers beyond it read as unset, and setting them does
/// nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits {
    /// Bits beyond `len` are unset.
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    /// `len` bits, all as `value` says.
    #[must_use]
    pub fn new(len: usize, value: bool) -> Bits {
        let mut bits = Bits::default();
        bits.grow(len, value);
        bits
    }

    /// Number of bits, set or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// True when there are no bits at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether the bit is set.
    #[must_use]
    pub fn get(&self, at: NodeId) -> bool {
        let word = self.words.get(at as usize / 64);
        word.is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// Sets the bit, or unsets it.
    pub fn set(&mut self, at: NodeId, value: bool) {
        if at as usize >= self.len {
            return;
        }
        if let Some(word) = self.words.get_mut(at as usize / 64) {
            let bit = 1 << (at % 64);
            if value {
                *word |= bit;
            } else {
                *word &= !bit;
            }
        }
    }

    /// Sets all bits, or unsets them.
    pub fn fill(&mut self, value: bool) {
        self.words.fill(if value { u64::MAX } else { 0 });
        self.trim();
    }

    /// Makes room for more bits, the new ones as `value` says; never takes any away. Trees of an
    /// image that is still being read grow so, see [`super::Stacker::so_far`].
    pub fn grow(&mut self, len: usize, value: bool) {
        if len <= self.len {
            return;
        }
        let fill = if value { u64::MAX } else { 0 };
        if let Some(last) = self
            .words
            .last_mut()
            .filter(|_| !self.len.is_multiple_of(64))
        {
            *last |= fill << (self.len % 64);
        }
        self.words.resize(len.div_ceil(64), fill);
        self.len = len;
        self.trim();
    }

    /// Sets every bit that is set in `other`, as far as there is room.
    pub fn add(&mut self, other: &Bits) {
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            *word |= more;
        }
        self.trim();
    }

    /// Number of bits that are set.
    #[must_use]
    pub fn count(&self) -> usize {
        let ones = self.words.iter().map(|word| word.count_ones() as usize);
        ones.sum()
    }

    fn trim(&mut self) {
        if let Some(last) = self
            .words
            .last_mut()
            .filter(|_| !self.len.is_multiple_of(64))
        {
            *last &= !(u64::MAX << (self.len % 64));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_beyond_the_length_are_never_set() {
        for len in [0usize, 1, 63, 64, 65, 130] {
            let mut bits = Bits::new(len, true);
            assert_eq!(
                (bits.count(), bits.len(), bits.is_empty()),
                (len, len, len == 0)
            );
            assert!(!bits.get(len as NodeId));
            bits.set(len as NodeId, true);
            bits.add(&Bits::new(len + 70, true));
            assert_eq!(bits.count(), len);
            bits.fill(false);
            assert_eq!(bits.count(), 0);
            bits.fill(true);
            assert_eq!(bits.count(), len);
        }
    }

    #[test]
    fn a_bit_is_set_alone() {
        let mut bits = Bits::new(200, false);
        for at in [0, 63, 64, 199] {
            bits.set(at, true);
            assert!(bits.get(at) && !bits.get(at + 1), "{at}");
        }
        bits.set(63, false);
        assert_eq!((bits.get(63), bits.count()), (false, 3));
    }

    #[test]
    fn growing_keeps_what_was() {
        for (from, to) in [(0usize, 5usize), (5, 64), (60, 70), (64, 65), (70, 30)] {
            for (old, new) in [(true, false), (false, true)] {
                let mut bits = Bits::new(from, old);
                bits.grow(to, new);
                assert_eq!(bits.len(), to.max(from));
                for at in 0..bits.len() {
                    let want = if at < from { old } else { new };
                    assert_eq!(bits.get(at as NodeId), want, "{from} to {to}: {at}");
                }
                assert!(!bits.get(bits.len() as NodeId));
            }
        }
    }
}
