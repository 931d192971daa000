//! The few signs that are no letters, and what stands for them where only ASCII is safe.

use ratatui::symbols::border;

/// Signs in force.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyphs {
    /// Before a layer that the view is about.
    pub range: &'static str,
    /// An open directory.
    pub open: &'static str,
    /// A folded one.
    pub folded: &'static str,
    /// Behind a name that is a link.
    pub arrow: &'static str,
    /// Between what was and what is, in one cell.
    pub to: &'static str,
    /// Cut off here.
    pub more: &'static str,
    /// Verified.
    pub good: &'static str,
    /// Does not hold, broken.
    pub bad: &'static str,
    /// Being read.
    pub busy: &'static str,
    /// Something to look at.
    pub warning: &'static str,
    /// Between facts of one line.
    pub dot: &'static str,
    /// Eighths of a bar, from nothing to full.
    pub bar: [&'static str; 9],
    /// A bar's wasted part.
    pub waste: &'static str,
    /// The part of a scrollbar that shows where one is, and the rest.
    pub thumb: (&'static str, &'static str),
    /// Borders.
    pub border: border::Set<'static>,
}

impl Glyphs {
    /// Box drawing and blocks, as every Unicode font has them.
    pub const UNICODE: Glyphs = Glyphs {
        range: "▌",
        open: "▾",
        folded: "▸",
        arrow: "→",
        to: "→",
        more: "…",
        good: "✓",
        bad: "✗",
        busy: "◌",
        warning: "!",
        dot: "·",
        bar: [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
        waste: "▒",
        thumb: ("█", "│"),
        border: border::ROUNDED,
    };

    /// Nothing but ASCII.
    pub const ASCII: Glyphs = Glyphs {
        range: "|",
        open: "v",
        folded: ">",
        arrow: "->",
        to: ">",
        more: "~",
        good: "v",
        bad: "x",
        busy: ".",
        warning: "!",
        dot: "-",
        bar: [" ", " ", " ", "-", "-", "=", "=", "#", "#"],
        waste: "%",
        thumb: ("#", "|"),
        border: border::Set {
            top_left: "+",
            top_right: "+",
            bottom_left: "+",
            bottom_right: "+",
            vertical_left: "|",
            vertical_right: "|",
            horizontal_top: "-",
            horizontal_bottom: "-",
        },
    };
}

#[cfg(test)]
mod tests {
    use super::Glyphs;
    use crate::text::cells;

    #[test]
    fn signs_that_have_a_column_of_their_own_are_one_cell_wide() {
        for glyphs in [Glyphs::UNICODE, Glyphs::ASCII] {
            let (thumb, rest) = glyphs.thumb;
            let Glyphs {
                range,
                open,
                folded,
                to,
                more,
                good,
                bad,
                busy,
                warning,
                dot,
                waste,
                ..
            } = glyphs;
            let signs = [
                range, open, folded, to, more, good, bad, busy, warning, dot, waste, thumb, rest,
            ];
            for sign in signs.into_iter().chain(glyphs.bar) {
                assert_eq!(cells(sign), 1, "{sign}");
            }
        }
    }
}
