//! The last pass of a frame where only ASCII is safe: names of the image may hold anything, and a
//! terminal that cannot show it would lose its place in the line.

use ratatui::buffer::Buffer;

/// Replaces what is no ASCII, cell by cell: signs of our own by the nearest in
/// ASCII, all else by `?`.
pub(super) fn only(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        match cell.symbol() {
            symbol if symbol.is_ascii() => {}
            "…" => drop(cell.set_symbol("~")),
            "·" | "–" => drop(cell.set_symbol("-")),
            "×" => drop(cell.set_symbol("x")),
            _ => drop(cell.set_symbol("?")),
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;

    #[test]
    fn nothing_but_ascii_is_left_and_every_column_stays() {
        let mut buffer = Buffer::with_lines(["a · b…", "名前!", "naïve", "4–9 ×"]);
        super::only(&mut buffer);
        assert_eq!(
            buffer,
            Buffer::with_lines(["a - b~", "? ? !", "na?ve", "4-9 x"])
        );
    }
}
