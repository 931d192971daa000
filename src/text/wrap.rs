//! Text filled up to a width, and broken into lines of one. Works on text that is escaped already.

use unicode_width::UnicodeWidthChar;

use super::cells;

/// `text` with blanks behind it up to `least` cells.
#[must_use]
pub fn left(text: &str, least: usize) -> String {
    let missing = least.saturating_sub(cells(text));
    format!("{text}{}", " ".repeat(missing))
}

/// `text` with blanks before it up to `least` cells.
#[must_use]
pub fn right(text: &str, least: usize) -> String {
    let missing = least.saturating_sub(cells(text));
    format!("{}{text}", " ".repeat(missing))
}

/// `text` in lines of at most `most` cells, broken at blanks, behind a `/` or a `,`, and in the
/// middle of what is still too long. At least one line; only blanks at a break are lost.
#[must_use]
pub fn wrap(text: &str, most: usize) -> Vec<&str> {
    let mut lines = vec![];
    let mut rest = text.trim_end();
    // Only as far as the line goes, so that a long text is gone through once.
    while end_of(rest, most) < rest.len() {
        let hard = end_of(rest, most).max(rest.chars().next().map_or(0, char::len_utf8));
        let end = soft_end(rest, hard);
        lines.push(rest[..end].trim_end());
        rest = rest[end..].trim_start_matches(' ');
    }
    if !rest.is_empty() || lines.is_empty() {
        lines.push(rest);
    }
    lines
}

/// Where to break before `hard`: behind the last blank, else behind the last mark.
fn soft_end(text: &str, hard: usize) -> usize {
    let head = &text[..hard];
    if text[hard..].starts_with(' ') {
        return hard;
    }
    let indent = text.len() - text.trim_start_matches(' ').len();
    let behind = |mark: &[char]| head.rfind(mark).map(|at| at + 1).filter(|&at| at > indent);
    // A break early in the line would leave most of it empty.
    let worth = |&at: &usize| at * 2 > hard;
    let blank = behind(&[' ']);
    blank
        .filter(worth)
        .or_else(|| behind(&['/', ',', ';', '=', '-', '_', '.']).filter(worth))
        .or(blank)
        .unwrap_or(hard)
}

/// Where the longest beginning of `text` ends that takes at most `most` cells.
fn end_of(text: &str, most: usize) -> usize {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += c.width().unwrap_or(0);
        if taken > most {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filling_counts_cells_not_characters() {
        assert_eq!(left("名", 4), "名  ");
        assert_eq!(right("名", 4), "  名");
        assert_eq!(right("12345", 4), "12345");
    }

    #[test]
    fn lines_break_where_the_eye_expects_it_and_lose_nothing_but_blanks() {
        for (text, most, lines) in [
            ("", 5, &[""][..]),
            ("one two three", 7, &["one two", "three"]),
            ("one two", 7, &["one two"]),
            ("abcdefghij", 4, &["abcd", "efgh", "ij"]),
            ("/usr/lib/python3", 9, &["/usr/lib/", "python3"]),
            ("名前名前", 5, &["名前", "名前"]),
            ("名前", 1, &["名", "前"]),
            (
                "a veryveryverylongword",
                12,
                &["a", "veryveryvery", "longword"],
            ),
        ] {
            assert_eq!(wrap(text, most), lines, "{text} at {most}");
        }
    }
}
