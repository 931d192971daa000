//! Where keywords were found in one block, in the order of their places.

/// Places of keywords. They come nearly in order, as a keyword is found by a window somewhere
/// inside it, and are kept in order.
#[derive(Debug, Default)]
pub(super) struct Marks {
    all: Vec<(u32, u16)>,
    /// Added to the places that are told.
    base: usize,
}

impl Marks {
    /// Forgets all, keeps the room.
    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.base = 0;
    }

    /// Places are counted from this byte on.
    pub(super) fn count_from(&mut self, base: usize) {
        self.base = base;
    }

    /// The keyword stands at this byte. A block is smaller than 4 GiB; beyond that nothing is kept.
    pub(super) fn add(&mut self, at: usize, keyword: u16) {
        let Ok(at) = u32::try_from(self.base.saturating_add(at)) else {
            return;
        };
        let mark = (at, keyword);
        self.all.push(mark);
        let mut place = self.all.len() - 1;
        while place > 0 && self.all[place - 1] > mark {
            self.all.swap(place - 1, place);
            place -= 1;
        }
    }

    /// Each place with the number of its keyword.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, u16)> {
        self.all.iter().map(|&(at, keyword)| (at as usize, keyword))
    }
}
