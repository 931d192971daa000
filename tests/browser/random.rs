//! Any keys in any order at any size: nothing breaks, and the selection is always on the screen.

use layerscope::tui::Headless;
use layerscope::tui::state::Pane;
use layerscope::tui::{Place, Screen};
use proptest::prelude::*;
use ratatui::crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::common::images::docker_archive;
use crate::common::raw_tar::Tar;
use crate::drive::{demo, file, unprintable};

/// One thing a user may do.
#[derive(Debug, Clone)]
enum Deed {
    Press(&'static str),
    Resize(u16, u16),
    Click(u16, u16),
    Wheel(bool, u16, u16),
    Drag(u16, u16),
}

/// All keys that do something somewhere, but those that extract.
const KEYS: &[&str] = &[
    "enter",
    "space",
    "ctrl+space",
    "F",
    "c",
    "ctrl+l",
    "a",
    "r",
    "v",
    "m",
    "[",
    "]",
    "i",
    "o",
    "x",
    "f",
    "/",
    "n",
    "N",
    ":",
    "+",
    "-",
    "~",
    "=",
    "t",
    "s",
    "S",
    "L",
    "b",
    "w",
    "y",
    "Y",
    "up",
    "k",
    "down",
    "j",
    "left",
    "h",
    "right",
    "l",
    "pgup",
    "pgdn",
    "home",
    "g",
    "end",
    "G",
    "tab",
    "shift+tab",
    "1",
    "2",
    "3",
    "4",
    "z",
    "?",
    "esc",
    "backspace",
    ".",
    "*",
    "(",
    "7",
    "q",
    "u",
    "d",
];

fn deed() -> impl Strategy<Value = Deed> {
    let cell = || (0..140_u16, 0..50_u16);
    prop_oneof![
        20 => prop::sample::select(KEYS).prop_map(Deed::Press),
        2 => (1..200_u16, 1..70_u16).prop_map(|(x, y)| Deed::Resize(x, y)),
        1 => (40..90_u16, 10..26_u16).prop_map(|(x, y)| Deed::Resize(x, y)),
        1 => cell().prop_map(|(x, y)| Deed::Click(x, y)),
        1 => (any::<bool>(), cell()).prop_map(|(up, (x, y))| Deed::Wheel(up, x, y)),
        1 => cell().prop_map(|(x, y)| Deed::Drag(x, y)),
    ]
}

fn mouse(browser: &mut Headless, kind: MouseEventKind, column: u16, row: u16) {
    let modifiers = KeyModifiers::NONE;
    browser.input(&Event::Mouse(MouseEvent {
        kind,
        column,
        row,
        modifiers,
    }));
}

fn act(browser: &mut Headless, deed: &Deed) {
    match *deed {
        Deed::Press(key) => browser.press(key).unwrap(),
        Deed::Resize(width, height) => browser.input(&Event::Resize(width, height)),
        Deed::Click(x, y) => mouse(browser, MouseEventKind::Down(MouseButton::Left), x, y),
        Deed::Drag(x, y) => mouse(browser, MouseEventKind::Drag(MouseButton::Left), x, y),
        Deed::Wheel(true, x, y) => mouse(browser, MouseEventKind::ScrollUp, x, y),
        Deed::Wheel(false, x, y) => mouse(browser, MouseEventKind::ScrollDown, x, y),
    }
}

/// What must hold after every frame.
fn check(browser: &mut Headless) -> Result<(), TestCaseError> {
    let bad = unprintable(browser.draw());
    prop_assert!(bad.is_empty(), "{bad:?}");
    let state = &browser.state;
    let Some(layout) = state.layout() else {
        return Ok(());
    };
    prop_assert!(state.layers.cursor.at < state.layers.rows.len().max(1));
    let shown = state.over.is_empty() && state.screen == Screen::Tree && layout.main.width > 0;
    if shown {
        let (files, room) = (
            &state.files,
            usize::from(layout.main.height.saturating_sub(2)),
        );
        prop_assert!(
            files.window.len() <= room.max(1),
            "{} in {room}",
            files.window.len()
        );
        let selected = files.window.iter().any(|row| row.node == files.selected);
        prop_assert!(
            selected || files.window.is_empty(),
            "the selection is out of view"
        );
    }
    if layout.layers.height > 3 {
        let (cursor, height) = (state.layers.cursor, usize::from(layout.layers.height) - 3);
        prop_assert!(cursor.top <= cursor.at && cursor.at < cursor.top + height);
    }
    // A zoomed or narrow screen still shows the pane that has the keys.
    let area = match browser.state.pane {
        Pane::Layers => layout.layers,
        Pane::Details => layout.details,
        Pane::Main => layout.main,
    };
    prop_assert!(area.width > 0 && area.height > 0);
    Ok(())
}

fn run(browser: &mut Headless, deeds: &[Deed]) -> Result<(), TestCaseError> {
    for deed in deeds {
        // What is typed as the way to a file is never confirmed.
        if browser.state.place() == Place::Question {
            browser.press("esc").unwrap();
        }
        act(browser, deed);
        check(browser)?;
    }
    Ok(())
}

/// What a layer may do to a path.
fn layer() -> impl Strategy<Value = Vec<u8>> {
    let name = || prop::sample::select(&["a", "b", "dir", "längе", "一二", "\u{1b}[31m"][..]);
    let path = prop::collection::vec(name(), 1..4).prop_map(|names| names.join("/"));
    let entry = (0..5_u8, path, 0..2000_usize);
    prop::collection::vec(entry, 0..12).prop_map(|entries| {
        let tar = entries
            .iter()
            .fold(Tar::new(), |tar, (kind, path, size)| match kind {
                0 => tar.dir(path),
                1 => tar.symlink(path, "a/b"),
                2 => match path.rsplit_once('/') {
                    Some((above, name)) => tar.file(format!("{above}/.wh.{name}"), ""),
                    None => tar.file(format!(".wh.{path}"), ""),
                },
                _ => tar.filled(path, *size),
            });
        tar.end()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_keys_on_the_demo(deeds in prop::collection::vec(deed(), 1..60)) {
        let mut browser = demo((80, 24));
        run(&mut browser, &deeds)?;
    }

    #[test]
    fn any_keys_on_any_image(
        layers in prop::collection::vec(layer(), 0..6),
        deeds in prop::collection::vec(deed(), 1..60),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("image.tar");
        std::fs::write(&path, docker_archive("random", layers)).unwrap();
        let mut browser = file(&path, (80, 24)).unwrap();
        run(&mut browser, &deeds)?;
    }
}
