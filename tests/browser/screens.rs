//! Every pane and every overlay as text, at three sizes.

use std::path::Path;

use insta::{Settings, assert_snapshot};
use layerscope::tui::bindings::BINDINGS;
use layerscope::tui::{Headless, LEAST, Load, Place};

use crate::common::fixture;
use crate::drive::{SIZES, demo, drive, file, news_of_demo, resize, unprintable};

/// A screen's name and the keys that lead to it.
const SCREENS: &[(&str, &str)] = &[
    ("layers", ""),
    ("layers-range", "j m j j"),
    ("details", "] ] ] shift+tab"),
    ("details-zoomed", "] ] ] shift+tab z"),
    ("tree-of-a-layer", "] ] ] tab"),
    ("tree-from-the-base", "G a tab"),
    ("tree-of-a-range", ": '2..5 enter tab"),
    ("tree-as-it-runs", "r tab"),
    ("tree-only-changed", "G a tab c G"),
    ("tree-by-size", "r tab s"),
    ("tree-by-waste", "G a tab s s"),
    ("tree-folded", "tab F"),
    ("tree-zoomed", "] ] ] tab z"),
    ("tree-names-alone", "r tab b"),
    ("tree-transient", ": '2..7 enter tab t c"),
    ("tree-nothing-left", "tab f 'nowhere enter"),
    ("filter", "r tab f 'server"),
    ("filter-taken", "r tab f 'server enter"),
    ("filter-wrong", "r tab f tab tab '(a|"),
    ("search", "r tab / 'license enter"),
    ("go-to-wrong", ": '12 enter"),
    ("flat", "r tab L"),
    ("waste-by-path", "2"),
    ("waste-by-directory", "2 s"),
    ("waste-by-cause", "2 s s"),
    ("waste-by-instruction", "2 s s s"),
    ("waste-of-an-instruction", "2 s s s j enter"),
    ("duplicates", "3"),
    ("duplicates-open", "3 space j"),
    ("image", "4"),
    ("image-end", "4 G"),
    ("life", "2 i"),
    ("life-deleted", ": '/root/.aws/credentials enter"),
    ("contents-text", ": '/root/.aws/credentials enter o"),
    ("contents-hex", ": '/root/.aws/credentials enter o x"),
    ("contents-binary", "2 o"),
    (
        "contents-search",
        "r : '/usr/share/license.txt enter o / 'the enter",
    ),
    ("difference-binary", "2 i j c"),
    ("difference-text", ": '/srv/app/CHANGES enter i G c"),
    ("extract", "2 i e"),
    ("question", "2 i e ctrl+u 'Cargo.toml enter"),
    ("help-of-layers", "?"),
    ("help-of-details", "shift+tab ?"),
    ("help-of-tree", "tab ?"),
    ("help-of-tree-end", "tab ? G"),
    ("help-of-waste", "2 ?"),
    ("help-of-duplicates", "3 ?"),
    ("help-of-image", "4 ?"),
    ("help-of-life", "2 i ?"),
    ("help-of-contents", "2 o ?"),
    ("help-of-difference", "2 i j c ?"),
    ("copied", "2 y"),
];

/// Takes the picture of a browser at every size; no cell may hold what a terminal acts on.
fn pictures(name: &str, make: impl Fn((u16, u16)) -> Headless) {
    for size in SIZES {
        picture(&format!("{name}@{}x{}", size.0, size.1), &mut make(size));
    }
}

fn picture(name: &str, browser: &mut Headless) {
    let text = browser.text();
    let bad = unprintable(browser.draw());
    assert!(bad.is_empty(), "{name}: {bad:?}\n{text}");
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots");
    settings.bind(|| assert_snapshot!(name, text));
}

#[test]
fn every_screen_looks_as_it_did() {
    for (name, keys) in SCREENS {
        pictures(name, |size| {
            let mut browser = demo(size);
            drive(&mut browser, keys);
            browser
        });
    }
}

/// At the usual size nothing of it is cut, and scrolling shows all.
#[test]
fn the_help_tells_every_key_of_its_place() {
    for (keys, place) in [
        ("", Place::Layers),
        ("shift+tab", Place::Details),
        ("tab", Place::Tree),
        ("2", Place::Waste),
        ("3", Place::Duplicates),
        ("4", Place::Image),
        ("2 i", Place::Life),
        ("2 o", Place::Preview),
        ("2 i j c", Place::Diff),
    ] {
        let mut browser = demo((80, 24));
        drive(&mut browser, keys);
        assert_eq!(browser.state.place(), place, "{keys}");
        drive(&mut browser, "?");
        let mut text = browser.text();
        for _ in 0..6 {
            drive(&mut browser, "pgdn");
            text += &browser.text();
        }
        let here = BINDINGS.iter().filter(|binding| binding.places.has(place));
        for binding in here {
            assert!(text.contains(binding.what), "{place:?}: {}", binding.what);
        }
    }
}

#[test]
fn a_terminal_that_is_too_small_is_told_what_is_needed() {
    let (width, height) = LEAST;
    for size in [(width - 1, height), (width, height - 1), (7, 2), (1, 1)] {
        let mut browser = demo(size);
        let text = browser.text();
        let told = text.replace('\n', " ");
        assert!(size.0 < 20 || told.contains("40x10 needed"), "{text}");
        drive(&mut browser, "j tab 2 i o ? esc");
    }
    picture("too-small", &mut demo((39, 9)));
    picture("least", &mut demo(LEAST));
    let mut browser = demo(LEAST);
    drive(&mut browser, "] ] ] tab");
    picture("least-tree", &mut browser);
}

/// Before the image is known, half-way, and while digests are checked.
#[test]
fn what_is_not_read_yet_is_seen_to_be_missing() {
    pictures("opening", |size| Headless::new("some-image.tar", size));
    pictures("storing", |size| {
        let mut browser = Headless::new("-", size);
        browser.load(Load::Spooled(12_345_678));
        browser
    });
    let reading = |bytes| Load::Read {
        bytes,
        seconds: 2.0,
    };
    let until = |size, stop: fn(&Load) -> bool, bytes| {
        let mut browser = Headless::new("demo", size);
        for load in news_of_demo().into_iter().take_while(|load| !stop(load)) {
            browser.load(load);
        }
        browser.load(reading(bytes));
        browser
    };
    pictures("opened", |size| {
        until(size, |load| matches!(load, Load::Layer(_)), 0)
    });
    let half = |load: &Load| matches!(load, Load::Layer(layer) if layer.number == 4);
    pictures("half", |size| until(size, half, 250_000));
    let checked = |load: &Load| matches!(load, Load::Verified(layer) if layer.number == 3);
    pictures("verifying", |size| {
        let mut browser = until(size, checked, 350_000);
        drive(&mut browser, "tab");
        browser
    });
}

/// Layers that end too early, claims that do not hold, and names made to act on a terminal.
#[test]
fn damaged_and_hostile_images_are_shown_for_what_they_are() {
    for (name, keys) in [
        ("contents-cut-off", ""),
        ("gzip-cut-off", "4"),
        ("missing-layer-member", "shift+tab"),
        ("names-that-act-on-a-terminal", "r tab"),
        ("names-not-utf8", "r tab"),
        ("devices-and-fifos", "r tab"),
    ] {
        // From the package's folder, so that no sentence names where that is.
        let path = Path::new("fixtures/hostile").join(format!("{name}.tar"));
        pictures(&format!("hostile-{name}"), |size| {
            let mut browser = file(&path, size).unwrap();
            drive(&mut browser, keys);
            browser
        });
    }
}

/// Keys that lead through every place.
const TOUR: &str = "? esc tab G o esc i o x esc c esc esc F F L L 2 G s s s i esc 3 space j G i esc \
                    4 G tab G z esc r tab b w z";

#[test]
fn no_image_brings_anything_into_a_cell_that_a_terminal_acts_on() {
    let folder = std::fs::read_dir(fixture("hostile")).unwrap();
    let mut opened = 0;
    for entry in folder {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "tar") {
            continue;
        }
        let Ok(mut browser) = file(&path, (80, 24)) else {
            continue;
        };
        opened += 1;
        // Here jobs are waited for, and the lines of 60 GB take their time.
        let slow = path.ends_with("sparse-60-gb.tar");
        for key in TOUR.split_whitespace().filter(|&key| !slow || key != "o") {
            drive(&mut browser, key);
            let bad = unprintable(browser.draw());
            assert!(bad.is_empty(), "{} {key}: {bad:?}", path.display());
        }
        resize(&mut browser, (41, 11));
        assert!(unprintable(browser.draw()).is_empty(), "{}", path.display());
    }
    assert!(opened > 40, "only {opened} images could be opened");
}
