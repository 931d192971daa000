//! Lines and columns of places in a content, counted once from the front.

/// A place that moves forward through a content and knows its line.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    /// Counted up to this byte of the content.
    at: u64,
    line: u64,
    /// First byte of the line.
    start: u64,
}

impl Default for Lines {
    fn default() -> Self {
        Lines {
            at: 0,
            line: 1,
            start: 0,
        }
    }
}

impl Lines {
    /// Moves to byte `to` of the content; `bytes` is the part of it from byte `base` on. A place
    /// that was passed already, or that lies outside, moves nothing.
    pub(super) fn go(&mut self, bytes: &[u8], base: u64, to: u64) {
        let index = |at: u64| usize::try_from(at.checked_sub(base)?).ok();
        let (Some(from), Some(until)) = (index(self.at), index(to)) else {
            return;
        };
        let Some(passed) = bytes.get(from..until) else {
            return;
        };
        if let Some(last) = memchr::memrchr(b'\n', passed) {
            self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
            self.start = self.at + last as u64 + 1;
        }
        self.at = to;
    }

    /// The line, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The byte's place in its line, from 1.
    pub(super) fn column(&self) -> u64 {
        self.at - self.start + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_whatever_the_steps() {
        let text = b"ab\ncd\n\nef";
        for (at, line, column) in [
            (0, 1, 1),
            (1, 1, 2),
            (2, 1, 3),
            (3, 2, 1),
            (6, 3, 1),
            (7, 4, 1),
            (9, 4, 3),
        ] {
            for step in 0..=at {
                let mut lines = Lines::default();
                lines.go(text, 0, step);
                lines.go(text, 0, at);
                assert_eq!(
                    (lines.line(), lines.column()),
                    (line, column),
                    "{step} {at}"
                );
            }
        }
    }

    #[test]
    fn a_part_of_the_content_is_enough_and_nothing_moves_back() {
        let mut lines = Lines::default();
        lines.go(b"a\nb\n", 0, 4);
        lines.go(b"cd\ne", 4, 8);
        assert_eq!((lines.line(), lines.column()), (4, 2));
        lines.go(b"cd\ne", 4, 5);
        lines.go(b"cd\ne", 4, 99);
        assert_eq!((lines.line(), lines.column()), (4, 2));
    }
}
