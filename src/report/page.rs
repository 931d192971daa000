//! A text report under way: lines of a width, safe for a terminal and for a CI log.
//!
//! Every line goes out through here, so that no wrapping and no file name can make one that a log
//! reader obeys. What stands in a line must be escaped already.

use std::io::{self, Write};

use crate::text::{cells, fit, log_safe, wrap};

/// Below this, tables cannot be told from noise; narrower pages are set to it.
const NARROWEST: usize = 60;

/// Where lines go, and how wide they are.
pub(super) struct Page<'a> {
    out: &'a mut dyn Write,
    pub(super) width: usize,
}

impl<'a> Page<'a> {
    pub(super) fn new(out: &'a mut dyn Write, width: usize) -> Page<'a> {
        Page {
            out,
            width: width.max(NARROWEST),
        }
    }

    /// One line, blanks at its end left out.
    pub(super) fn line(&mut self, line: &str) -> io::Result<()> {
        self.out.write_all(log_safe(line).trim_end().as_bytes())?;
        self.out.write_all(b"\n")
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        self.line("")
    }

    /// A blank line and a heading, with a remark behind it.
    pub(super) fn heading(&mut self, name: &str, remark: &str) -> io::Result<()> {
        self.blank()?;
        self.hung(&format!("{name}  "), remark)
    }

    /// `text` beside `lead`, cut to the line.
    pub(super) fn cut(&mut self, lead: &str, text: &str) -> io::Result<()> {
        let room = self.width.saturating_sub(cells(lead));
        self.line(&format!("{lead}{}", fit(text, room)))
    }

    /// A path beside `lead`, never broken, so that it can be searched for and copied; `tail`
    /// behind it where that fits, else on a line of its own.
    pub(super) fn path(&mut self, lead: &str, path: &str, tail: &str) -> io::Result<()> {
        let line = format!("{lead}{path}");
        if tail.is_empty() || cells(&line) + 2 + cells(tail) <= self.width {
            return self.line(&format!("{line}  {tail}"));
        }
        self.line(&line)?;
        self.hung(&" ".repeat(14), tail)
    }

    /// `text` wrapped beside `lead`, the lines after the first below the text's own beginning.
    pub(super) fn hung(&mut self, lead: &str, text: &str) -> io::Result<()> {
        let indent = cells(lead);
        let room = self.width.saturating_sub(indent).max(16);
        for (at, part) in wrap(text, room).into_iter().enumerate() {
            if at == 0 {
                self.line(&format!("{lead}{part}"))?;
            } else {
                self.line(&format!("{}{part}", " ".repeat(indent)))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_cannot_make_a_line_that_a_log_reader_obeys() {
        let mut out = vec![];
        let mut page = Page::new(&mut out, NARROWEST);
        let text = format!("{} ::error::owned ##[x]", "a".repeat(56));
        page.hung("", &text).unwrap();
        page.hung("  lead  ", &text).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.lines().count() >= 4);
        for line in out.lines() {
            assert!(crate::text::cells(line) <= NARROWEST + 4, "{line}");
            assert!(
                !line.trim_start().starts_with("::") && !line.contains("##"),
                "{line}"
            );
        }
    }
}
