//! Colours and signs: what each theme makes of a screen, and what none of them may do.

use insta::{Settings, assert_snapshot};
use layerscope::tui::{Glyphs, Theme};
use ratatui::style::{Color, Modifier};

use crate::drive::{demo, drive, unprintable};

/// Something added, modified and removed, a range, waste and a selected row are all in it.
const COLOURFUL: &str = ": '3..7 enter tab";

/// Screens that use every style between them.
const SCREENS: [&str; 12] = [
    "",
    COLOURFUL,
    "j m j j tab",
    "tab f 'server",
    "tab f tab tab '(",
    "r tab / 'license enter",
    "2",
    "3 space j",
    "4 G",
    "2 i",
    "2 i j c",
    "tab ?",
];

fn kept(name: &str, text: &str) {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| assert_snapshot!(name, text));
}

#[test]
fn every_theme_paints_as_it_did() {
    for name in Theme::NAMES {
        let mut browser = demo((80, 24));
        browser.theme = Theme::named(name).unwrap();
        drive(&mut browser, COLOURFUL);
        let buffer = browser.draw().clone();
        kept(&format!("style-{name}"), &format!("{buffer:?}"));
    }
}

#[test]
fn ascii_signs_are_ascii_on_every_screen() {
    for keys in SCREENS {
        let mut browser = demo((80, 24));
        browser.glyphs = Glyphs::ASCII;
        drive(&mut browser, keys);
        let text = browser.text();
        let other: String = text.chars().filter(|c| !c.is_ascii()).collect();
        assert_eq!(other, "", "{keys}\n{text}");
        assert!(unprintable(browser.draw()).is_empty(), "{keys}");
    }
    let mut browser = demo((80, 24));
    browser.glyphs = Glyphs::ASCII;
    drive(&mut browser, COLOURFUL);
    kept("ascii", &browser.text());
}

#[test]
fn without_colour_there_is_none_and_changes_can_still_be_told() {
    for keys in SCREENS {
        let mut browser = demo((80, 24));
        browser.theme = Theme::mono();
        drive(&mut browser, keys);
        let buffer = browser.draw();
        let coloured = buffer.content().iter().find(|cell| {
            [cell.fg, cell.bg, cell.underline_color] != [Color::Reset, Color::Reset, Color::Reset]
        });
        assert_eq!(coloured, None, "{keys}");
    }
    let mut browser = demo((80, 24));
    browser.theme = Theme::mono();
    drive(&mut browser, "G a tab c");
    let text = browser.text();
    for mark in ["+ ", "- ", "~ "] {
        assert!(text.contains(mark), "no {mark} in\n{text}");
    }
}

/// Light text on light ground is no text: every colour of a theme is told from its selection.
#[test]
fn the_selected_row_can_be_told_in_every_theme() {
    for name in Theme::NAMES {
        let theme = Theme::named(name).unwrap();
        let (selected, text) = (theme.selected, theme.text);
        let reversed = selected.add_modifier.contains(Modifier::REVERSED);
        assert!(
            reversed || selected.bg.is_some_and(|bg| Some(bg) != text.fg),
            "{name}"
        );
    }
}
