//! The columns of the tree: which fit, and where they stand. Drawing needs it, and a click on a
//! header.

use std::ops::Range;

use super::start::{Columns, SortBy};

/// Cells that are left for names at least.
const NAMES: usize = 24;

impl Columns {
    /// Those that fit beside the names: the size first, then the mode, the waste, the owner. Without
    /// attributes the size stays.
    pub(super) fn fitting(self, width: usize, attributes: bool) -> Columns {
        let mut room = width.saturating_sub(NAMES + 1);
        let mut fits = |wanted: bool, cells: usize| {
            let fits = wanted && room >= cells;
            room -= if fits { cells } else { 0 };
            fits
        };
        Columns {
            size: fits(self.size, 9),
            mode: fits(self.mode && attributes, 11),
            waste: fits(self.waste && attributes, 9),
            owner: fits(self.owner && attributes, 10),
        }
    }

    /// Cells that are left for names behind these columns, of so many.
    pub(super) fn names(self, width: usize) -> usize {
        let taken = [
            (self.mode, 11),
            (self.owner, 10),
            (self.size, 9),
            (self.waste, 9),
        ];
        let taken = taken.into_iter().filter(|(shown, _)| *shown);
        // The mark and its blank stand before all.
        width.saturating_sub(2 + taken.map(|(_, cells)| cells).sum::<usize>())
    }

    /// What a click on a cell of the header sorts by; none for a column that cannot be sorted by.
    pub(super) fn sort_at(self, cell: usize) -> Option<SortBy> {
        let mut end = 2;
        let mut behind = |shown: bool, cells: usize| -> Range<usize> {
            let start = end;
            end += if shown { cells } else { 0 };
            start..end
        };
        let (_mode, _owner) = (behind(self.mode, 11), behind(self.owner, 10));
        let (size, waste) = (behind(self.size, 9), behind(self.waste, 9));
        match cell {
            0 | 1 => Some(SortBy::Change),
            cell if size.contains(&cell) => Some(SortBy::Size),
            cell if waste.contains(&cell) => Some(SortBy::Waste),
            cell if cell >= waste.end => Some(SortBy::Name),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Columns = Columns {
        mode: true,
        owner: true,
        size: true,
        waste: true,
    };

    #[test]
    fn a_click_on_a_header_sorts_by_its_column() {
        let wide = ALL.fitting(100, true);
        for (cell, sort) in [
            (0, Some(SortBy::Change)),
            (3, None),
            (15, None),
            (24, Some(SortBy::Size)),
            (33, Some(SortBy::Waste)),
            (41, Some(SortBy::Name)),
        ] {
            assert_eq!(wide.sort_at(cell), sort, "{cell}");
        }
        let narrow = ALL.fitting(40, false);
        assert_eq!(
            (narrow.sort_at(5), narrow.sort_at(10)),
            (Some(SortBy::Size), Some(SortBy::Name))
        );
    }
}
