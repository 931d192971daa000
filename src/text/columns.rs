//! Text in cells of a terminal: a name of wide characters takes two cells each.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Cells that the text takes.
#[must_use]
pub fn cells(text: &str) -> usize {
    text.width()
}

/// The text within so many cells, its end cut off with `…` where it is longer.
#[must_use]
pub fn fit(text: &str, most: usize) -> Cow<'_, str> {
    if cells(text) <= most {
        return Cow::Borrowed(text);
    }
    let mut taken = 0;
    let mut cut = String::new();
    for c in text.chars() {
        taken += c.width().unwrap_or(0);
        if taken >= most {
            break;
        }
        cut.push(c);
    }
    if most > 0 {
        cut.push('…');
    }
    Cow::Owned(cut)
}

/// The text within so many cells, its beginning cut off with `…` where it is longer: of a path, the
/// end is what tells it from others.
#[must_use]
pub fn tail(text: &str, most: usize) -> Cow<'_, str> {
    if cells(text) <= most {
        return Cow::Borrowed(text);
    }
    let (mut taken, mut start) = (0, text.len());
    for (at, c) in text.char_indices().rev() {
        taken += c.width().unwrap_or(0);
        if taken >= most {
            break;
        }
        start = at;
    }
    let sign = if most > 0 { "…" } else { "" };
    Cow::Owned(format!("{sign}{}", &text[start..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_by_cells() {
        for (text, most, fits) in [
            ("abc", 3, "abc"),
            ("abcd", 3, "ab…"),
            ("名前です", 5, "名前…"),
            ("名前です", 4, "名…"),
            ("abc", 1, "…"),
            ("abc", 0, ""),
        ] {
            assert_eq!(fit(text, most), fits);
            assert!(cells(&fit(text, most)) <= most);
        }
    }

    #[test]
    fn a_path_is_cut_at_its_beginning() {
        for (text, most, fits) in [
            ("/a/b", 4, "/a/b"),
            ("/usr/lib/x.so", 6, "…/x.so"),
            ("/usr/lib/x.so", 5, "…x.so"),
            ("/名前", 4, "…前"),
            ("/a/b", 1, "…"),
            ("/a/b", 0, ""),
        ] {
            assert_eq!(tail(text, most), fits);
            assert!(cells(&tail(text, most)) <= most);
        }
    }
}
