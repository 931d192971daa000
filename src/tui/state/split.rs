//! A list with a head above it and, where there is room, what is known of the selected row below.

/// Rows of each part of a pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// Rows above the list.
    pub head: usize,
    /// Rows of the list, at least one.
    pub list: usize,
    /// Rows below it; the first is a rule.
    pub foot: usize,
}

impl Split {
    /// Shares out `height` rows: a head of `head`, a foot of up to `foot`. The list gets at least
    /// half of what the head leaves; a foot too low to say anything is none.
    #[must_use]
    pub fn of(height: usize, head: usize, foot: usize) -> Split {
        let head = head.min(height.saturating_sub(2));
        let rest = height - head;
        let foot = match foot.min(rest / 2) {
            0..3 => 0,
            foot => foot,
        };
        Split {
            head,
            list: (rest - foot).max(1),
            foot,
        }
    }

    /// The row of the list at a row of the pane; none where that is head or foot.
    #[must_use]
    pub fn row(self, at: usize) -> Option<usize> {
        at.checked_sub(self.head).filter(|&row| row < self.list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_always_has_room() {
        for (height, want) in [
            (0, (0, 1, 0)),
            (3, (1, 2, 0)),
            (6, (4, 2, 0)),
            (10, (4, 3, 3)),
            (20, (4, 11, 5)),
            (50, (4, 41, 5)),
        ] {
            let Split { head, list, foot } = Split::of(height, 4, 5);
            assert_eq!((head, list, foot), want, "{height}");
        }
        let split = Split::of(20, 4, 5);
        assert_eq!(
            [3, 4, 14, 15].map(|at| split.row(at)),
            [None, Some(0), Some(10), None]
        );
    }
}
