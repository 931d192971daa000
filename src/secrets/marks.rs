//! Where keywords were found in one block, in the order of their places.

/// Places of keywords. They come nearly in order, as a keyword is found by a window somewhere
/// inside it, and are kept in order.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<(u32, u16)>);

impl Marks {
    /// Forgets all, keeps the room.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The keyword stands at this byte. A block is smaller than 4 GiB; beyond that nothing is kept.
    pub(super) fn add(&mut self, at: usize, keyword: u16) {
        let Ok(at) = u32::try_from(at) else {
            return;
        };
        let mark = (at, keyword);
        self.0.push(mark);
        let mut place = self.0.len() - 1;
        while place > 0 && self.0[place - 1] > mark {
            self.0.swap(place - 1, place);
            place -= 1;
        }
    }

    /// Each place with the number of its keyword.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, u16)> {
        self.0.iter().map(|&(at, keyword)| (at as usize, keyword))
    }
}
