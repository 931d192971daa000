//! A selected row in a list, and the first row that is shown.

use super::action::Action;

/// Where one is in a list of known length.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The selected row.
    pub at: usize,
    /// The first row shown.
    pub top: usize,
}

/// How a list is moved in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many rows, down where positive.
    By(isize),
    /// To this row.
    To(usize),
    /// To the last.
    End,
}

impl Step {
    /// What an action means in a list of pages of so many rows; none where it moves nothing.
    #[must_use]
    pub fn of(action: Action, page: usize) -> Option<Step> {
        let page = page.max(1) as isize;
        Some(match action {
            Action::Up => Step::By(-1),
            Action::Down => Step::By(1),
            Action::PageUp => Step::By(-page),
            Action::PageDown => Step::By(page),
            Action::First => Step::To(0),
            Action::Last => Step::End,
            _ => return None,
        })
    }
}

impl Cursor {
    /// Moves the selection, and the window only as far as it must follow.
    pub fn step(&mut self, step: Step, len: usize, height: usize) {
        let last = len.saturating_sub(1);
        self.at = match step {
            Step::By(rows) => self.at.saturating_add_signed(rows).min(last),
            Step::To(row) => row.min(last),
            Step::End => last,
        };
        self.follow(len, height);
    }

    /// Moves the window so that the selected row is in it, and no row is wasted below the end.
    pub fn follow(&mut self, len: usize, height: usize) {
        self.at = self.at.min(len.saturating_sub(1));
        let highest = len.saturating_sub(height);
        let least = (self.at + 1).saturating_sub(height);
        self.top = self.top.clamp(least, self.at.max(least)).min(highest);
    }

    /// Scrolls the window and takes the selection along at its edge.
    pub fn scroll(&mut self, rows: isize, len: usize, height: usize) {
        let highest = len.saturating_sub(height);
        self.top = self.top.saturating_add_signed(rows).min(highest);
        let last = (self.top + height.max(1) - 1).min(len.saturating_sub(1));
        self.at = self.at.clamp(self.top.min(last), last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selection_stays_in_the_list_and_in_the_window() {
        let (len, height) = (10, 4);
        let mut cursor = Cursor::default();
        for (step, at, top) in [
            (Step::By(3), 3, 0),
            (Step::By(1), 4, 1),
            (Step::By(-1), 3, 1),
            (Step::By(-3), 0, 0),
            (Step::End, 9, 6),
            (Step::By(5), 9, 6),
            (Step::To(7), 7, 6),
            (Step::To(2), 2, 2),
        ] {
            cursor.step(step, len, height);
            assert_eq!((cursor.at, cursor.top), (at, top), "{step:?}");
        }
        cursor.scroll(3, len, height);
        assert_eq!((cursor.at, cursor.top), (5, 5));
        cursor.scroll(-9, len, height);
        assert_eq!((cursor.at, cursor.top), (3, 0));
        cursor.step(Step::By(1), 0, height);
        assert_eq!(cursor, Cursor::default());
        cursor.step(Step::End, 3, 0);
        assert_eq!(cursor.at, 2);
    }
}
