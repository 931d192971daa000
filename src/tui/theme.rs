//! Colours by their meaning. The terminal's own sixteen by default, so that light and dark both
//! work; truecolor themes by choice; none at all where nobody wants colour.
//!
//! Nothing is said by colour alone: marks, bold and reverse carry it too.

mod palette;

use ratatui::style::{Color, Modifier, Style};

/// How each kind of thing looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Ordinary text.
    pub text: Style,
    /// What matters less: units, labels, unchanged rows' columns.
    pub dim: Style,
    /// Titles, and numbers that matter.
    pub strong: Style,
    /// Borders.
    pub border: Style,
    /// The border of the pane that has the keys.
    pub focus: Style,
    /// The selected row of the pane that has the keys.
    pub selected: Style,
    /// The selected row of another pane.
    pub chosen: Style,
    /// Added paths.
    pub added: Style,
    /// Modified paths.
    pub modified: Style,
    /// Removed paths.
    pub removed: Style,
    /// Transient paths.
    pub transient: Style,
    /// Directories' names.
    pub directory: Style,
    /// Links and their targets.
    pub link: Style,
    /// The full part of a bar.
    pub bar: Style,
    /// The wasted part of a bar, and waste in general.
    pub waste: Style,
    /// Layers in the range of the view.
    pub range: Style,
    /// Good news: verified.
    pub good: Style,
    /// Warnings.
    pub warning: Style,
    /// Errors.
    pub error: Style,
    /// What matches a search.
    pub matched: Style,
    /// Keys in hints and help.
    pub key: Style,
}

const fn plain() -> Style {
    Style::new()
}

impl Theme {
    /// The terminal's own colours.
    #[must_use]
    pub const fn terminal() -> Theme {
        Theme {
            text: plain(),
            dim: plain().fg(Color::DarkGray),
            strong: plain().add_modifier(Modifier::BOLD),
            border: plain().fg(Color::DarkGray),
            focus: plain().fg(Color::Cyan),
            // One block, whatever colours its columns have elsewhere.
            selected: plain().fg(Color::Reset).add_modifier(Modifier::REVERSED),
            chosen: plain().add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED)),
            added: plain().fg(Color::Green),
            modified: plain().fg(Color::Yellow),
            removed: plain().fg(Color::Red),
            transient: plain().fg(Color::Magenta),
            directory: plain().fg(Color::Blue).add_modifier(Modifier::BOLD),
            link: plain().fg(Color::Cyan),
            bar: plain().fg(Color::Blue),
            waste: plain().fg(Color::Red),
            range: plain().fg(Color::Cyan).add_modifier(Modifier::BOLD),
            good: plain().fg(Color::Green),
            warning: plain().fg(Color::Yellow),
            error: plain().fg(Color::Red).add_modifier(Modifier::BOLD),
            matched: plain().add_modifier(Modifier::UNDERLINED.union(Modifier::BOLD)),
            key: plain().fg(Color::Cyan).add_modifier(Modifier::BOLD),
        }
    }

    /// No colour: bold, dim and reverse only.
    #[must_use]
    pub const fn mono() -> Theme {
        let bold = plain().add_modifier(Modifier::BOLD);
        let dim = plain().add_modifier(Modifier::DIM);
        Theme {
            text: plain(),
            dim,
            strong: bold,
            border: dim,
            focus: bold,
            selected: plain().add_modifier(Modifier::REVERSED),
            chosen: plain().add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED)),
            added: plain(),
            modified: plain(),
            removed: plain().add_modifier(Modifier::CROSSED_OUT),
            transient: dim,
            directory: bold,
            link: plain(),
            bar: plain(),
            waste: bold,
            range: bold,
            good: plain(),
            warning: bold,
            error: plain().add_modifier(Modifier::BOLD.union(Modifier::REVERSED)),
            matched: plain().add_modifier(Modifier::UNDERLINED.union(Modifier::BOLD)),
            key: bold,
        }
    }

    /// A truecolor theme from its twelve colours.
    #[must_use]
    const fn of(colors: [u32; 12]) -> Theme {
        let [
            text,
            dim,
            line,
            accent,
            selection,
            added,
            modified,
            removed,
            transient,
            directory,
            link,
            bar,
        ] = colors;
        let back = rgb(selection);
        Theme {
            text: plain().fg(rgb(text)),
            dim: plain().fg(rgb(dim)),
            strong: plain().fg(rgb(text)).add_modifier(Modifier::BOLD),
            border: plain().fg(rgb(line)),
            focus: plain().fg(rgb(accent)),
            selected: plain().bg(back).add_modifier(Modifier::BOLD),
            chosen: plain().bg(back),
            added: plain().fg(rgb(added)),
            modified: plain().fg(rgb(modified)),
            removed: plain().fg(rgb(removed)),
            transient: plain().fg(rgb(transient)),
            directory: plain().fg(rgb(directory)).add_modifier(Modifier::BOLD),
            link: plain().fg(rgb(link)),
            bar: plain().fg(rgb(bar)),
            waste: plain().fg(rgb(removed)),
            range: plain().fg(rgb(accent)).add_modifier(Modifier::BOLD),
            good: plain().fg(rgb(added)),
            warning: plain().fg(rgb(modified)),
            error: plain().fg(rgb(removed)).add_modifier(Modifier::BOLD),
            matched: plain().fg(rgb(modified)).add_modifier(Modifier::UNDERLINED),
            key: plain().fg(rgb(accent)).add_modifier(Modifier::BOLD),
        }
    }

    /// The theme of this name, with truecolor or without; none for a name that there is not.
    #[must_use]
    pub fn named(name: &str) -> Option<Theme> {
        Some(match name {
            "terminal" => Theme::terminal(),
            "mono" => Theme::mono(),
            "night" => Theme::of([
                0xc8_d0_e0, 0x6c_76_8d, 0x3b_43_55, 0x7a_c7_e2, 0x2c_34_48, 0x8f_c9_7a, 0xe2_c0_6b,
                0xe8_7d_7d, 0xc3_9a_e0, 0x82_aa_f0, 0x6f_c3_c0, 0x5d_86_c9,
            ]),
            "day" => Theme::of([
                0x2b_30_3b, 0x7d_84_92, 0xc3_c8_d2, 0x0b_6f_9c, 0xdc_e6_f4, 0x2c_7a_1f, 0x8f_62_00,
                0xb5_2a_2a, 0x7e_3f_a8, 0x1f_53_b5, 0x0c_74_74, 0x4d_78_c4,
            ]),
            _ => return None,
        })
    }

    /// The theme with every style changed.
    fn map(self, change: impl Fn(Style) -> Style) -> Theme {
        Theme {
            text: change(self.text),
            dim: change(self.dim),
            strong: change(self.strong),
            border: change(self.border),
            focus: change(self.focus),
            selected: change(self.selected),
            chosen: change(self.chosen),
            added: change(self.added),
            modified: change(self.modified),
            removed: change(self.removed),
            transient: change(self.transient),
            directory: change(self.directory),
            link: change(self.link),
            bar: change(self.bar),
            waste: change(self.waste),
            range: change(self.range),
            good: change(self.good),
            warning: change(self.warning),
            error: change(self.error),
            matched: change(self.matched),
            key: change(self.key),
        }
    }

    /// The names that [`Theme::named`] knows.
    pub const NAMES: [&str; 4] = ["terminal", "night", "day", "mono"];
}

const fn rgb(hex: u32) -> Color {
    Color::Rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}
