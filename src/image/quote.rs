//! Text from an image inside a sentence: escaped, and no longer than a sentence can bear.

/// Characters of a name that a sentence quotes.
const MOST: usize = 200;

/// `text` escaped for people, and cut with `…` where it is too long to quote.
#[must_use]
pub fn quote(text: &str) -> String {
    crate::text::escape(&cut(text)).into_owned()
}

/// `text` as it is, cut with `…` where it is too long to quote.
#[must_use]
pub fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn a_quoted_name_can_neither_act_nor_fill_the_screen() {
        assert_eq!(quote("usr/bin"), "usr/bin");
        assert_eq!(quote("a\x1b[2J"), "a\\x1b[2J");
        let long = quote(&"ä".repeat(1_000_000));
        assert_eq!((long.chars().count(), long.ends_with("ä…")), (201, true));
    }
}
