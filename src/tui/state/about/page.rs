//! Lines being put together within a width.

use super::{AboutLine, Tone};
use crate::text::{escape, fit, grouped, wrap};

/// Cells of the labels.
const LABEL: usize = 13;
/// Cells before what has no label.
const NOTE: usize = 2;
/// Characters of one value that are shown; a longer one says so.
const VALUE: usize = 2_000;
/// Characters of a list that are shown; a longer one says how many values are left.
const LIST: usize = 100_000;

/// The lines so far.
pub(super) struct Page {
    lines: Vec<AboutLine>,
    width: usize,
}

impl Page {
    pub(super) fn new(width: usize) -> Page {
        Page {
            lines: Vec::new(),
            width,
        }
    }

    pub(super) fn lines(self) -> Vec<AboutLine> {
        self.lines
    }

    fn push(&mut self, (label, lead): (&'static str, usize), text: String, tone: Tone) {
        self.lines.push(AboutLine {
            lead,
            label,
            text,
            tone,
            switch: None,
        });
    }

    /// A blank line and a title.
    pub(super) fn heading(&mut self, title: &str) {
        if !self.lines.is_empty() {
            self.push(("", 0), String::new(), Tone::Text);
        }
        let title = fit(title, self.width).into_owned();
        self.push(("", 0), title, Tone::Heading);
    }

    /// A label and a value that is escaped already, broken into as many lines as it takes.
    pub(super) fn fact(&mut self, label: &'static str, value: &str, tone: Tone) {
        self.value((label, LABEL), value, tone);
    }

    fn value(&mut self, (label, lead): (&'static str, usize), value: &str, tone: Tone) {
        let room = self.width.saturating_sub(lead).max(8);
        let shown = match value.char_indices().nth(VALUE) {
            Some((end, _)) => &value[..end],
            None => value,
        };
        for (at, part) in wrap(shown, room).into_iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            self.push((label, lead), part.to_owned(), tone);
        }
        if shown.len() < value.len() {
            let more = format!("… {} bytes in all", grouped(value.len() as u64));
            self.push(("", lead), more, Tone::Dim);
        }
    }

    /// A list of values as the image has them, the label before the first.
    pub(super) fn all<'a>(
        &mut self,
        label: &'static str,
        values: impl ExactSizeIterator<Item = (&'a str, Tone)>,
    ) {
        self.list((label, LABEL), values);
    }

    /// Sentences without a label.
    pub(super) fn notes<'a>(&mut self, values: impl ExactSizeIterator<Item = (&'a str, Tone)>) {
        self.list(("", NOTE), values);
    }

    fn list<'a>(
        &mut self,
        (label, lead): (&'static str, usize),
        values: impl ExactSizeIterator<Item = (&'a str, Tone)>,
    ) {
        let (mut said, mut left) = (0, values.len());
        for (value, tone) in values {
            if said > LIST {
                let more = format!("… and {} more", grouped(left as u64));
                return self.push(("", lead), more, Tone::Dim);
            }
            let label = if said == 0 { label } else { "" };
            self.value((label, lead), &escape(value), tone);
            said += value.len().clamp(1, VALUE);
            left -= 1;
        }
    }

    /// Something that can be opened, on one line.
    pub(super) fn choice(&mut self, number: usize, text: &str, complete: bool) {
        let tone = if complete { Tone::Text } else { Tone::Dim };
        self.lines.push(AboutLine {
            lead: NOTE,
            label: "",
            text: fit(text, self.width.saturating_sub(NOTE)).into_owned(),
            tone,
            switch: Some(number),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_cut_and_says_so() {
        let mut page = Page::new(40);
        page.fact("label", &"x".repeat(VALUE + 1), Tone::Text);
        let lines = page.lines();
        assert_eq!(lines.len(), VALUE.div_ceil(40 - LABEL) + 1);
        assert_eq!(lines[lines.len() - 1].text, "… 2 001 bytes in all");
        let mut page = Page::new(4_000);
        let long = "y".repeat(1_999);
        page.all("list", (0..100).map(|_| (long.as_str(), Tone::Text)));
        let lines = page.lines();
        assert_eq!(lines.len(), 52);
        assert_eq!((lines[0].label, lines[1].label), ("list", ""));
        assert_eq!(lines[51].text, "… and 49 more");
    }
}
