//! A browser on a screen that is only memory, driven by a line of keys.

use std::ffi::OsStr;
use std::path::Path;

use layerscope::source::{OpenOptions, parse_reference};
use layerscope::tui::{Headless, Load, Origin, Reading};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::Event;

pub(crate) const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

pub(crate) fn reading(origin: Origin) -> Reading {
    Reading {
        origin,
        open: OpenOptions::default(),
        verify: true,
        base: None,
        cache: None,
    }
}

pub(crate) fn demo(size: (u16, u16)) -> Headless {
    let mut browser = Headless::new("demo", size);
    browser.open(reading(Origin::Demo)).unwrap();
    browser.draw();
    browser
}

/// What the loader says of the demo, without the figures of the clock.
pub(crate) fn news_of_demo() -> Vec<Load> {
    let news = Headless::news(reading(Origin::Demo)).unwrap();
    let timed = |load: &Load| matches!(load, Load::Read { .. } | Load::Tree(..));
    news.into_iter().filter(|load| !timed(load)).collect()
}

/// An image of a file, or the sentence why there is none.
pub(crate) fn file(path: &Path, size: (u16, u16)) -> Result<Headless, String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut browser = Headless::new(&name, size);
    let reference = parse_reference(OsStr::new(path), None).map_err(|error| error.to_string())?;
    browser.open(reading(Origin::Reference(reference)))?;
    browser.draw();
    Ok(browser)
}

/// Takes a line of keys with blanks between, a frame drawn after each as in life. What begins with
/// `'` is typed, an underscore standing for a blank.
pub(crate) fn drive(browser: &mut Headless, line: &str) {
    for word in line.split_whitespace() {
        match word.strip_prefix('\'') {
            Some(text) => browser.type_text(&text.replace('_', " ")).unwrap(),
            None => browser.press(word).unwrap(),
        }
        browser.draw();
    }
}

pub(crate) fn resize(browser: &mut Headless, (width, height): (u16, u16)) {
    browser.input(&Event::Resize(width, height));
}

/// Cells whose text a terminal would act on instead of showing it, and cells that two
/// characters fight for.
pub(crate) fn unprintable(buffer: &Buffer) -> Vec<String> {
    let acts = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(
                c,
                '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' | '\u{61c}'
            )
    };
    let bad = |symbol: &str| symbol.is_empty() || symbol.chars().any(acts);
    let cells = buffer.content().iter().map(|cell| cell.symbol());
    let bad = cells.filter(|symbol| bad(symbol));
    bad.map(|symbol| format!("{symbol:?}")).collect()
}
