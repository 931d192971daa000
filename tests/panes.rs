//! The browser's screens beside the tree, by keys, on the built-in image and on small ones.
#![allow(clippy::unwrap_used, clippy::panic)] // a test program

use layerscope::source::OpenOptions;
use layerscope::tui::{Effect, Headless, Load, Origin, Outcome, Reading, Screen};
use ratatui::crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

fn demo(size: (u16, u16), verify: bool) -> Headless {
    let mut browser = Headless::new("demo", size);
    let reading = Reading {
        origin: Origin::Demo,
        open: OpenOptions::default(),
        verify,
        base: None,
        cache: None,
    };
    browser.open(reading).unwrap();
    browser
}

/// The browser after these keys, at the least size that shows everything.
fn after(keys: &str) -> Headless {
    let mut browser = demo((80, 24), true);
    browser.draw();
    browser.press(keys).unwrap();
    browser
}

fn selected_path(browser: &Headless) -> String {
    let tree = browser.state.tree.as_ref().unwrap();
    String::from_utf8(tree.path(browser.state.files.selected)).unwrap()
}

fn copied(browser: &Headless) -> String {
    match &browser.effect {
        Some(Effect::Copy(text)) => String::from_utf8(text.clone()).unwrap(),
        other => panic!("nothing was copied: {other:?}"),
    }
}

#[test]
fn enter_on_waste_goes_to_the_file_in_the_layer_that_did_it() {
    for (keys, path, layer) in [
        ("2 enter", "/srv/app/bin/server", 3),
        ("2 j enter", "/var/cache/packages/libserve_2.pkg", 5),
        ("2 s enter", "/srv/app", 3),
        ("2 s j j enter", "/var/cache/packages", 5),
        // By instruction: the choice, then the first path of it.
        (
            "2 s s s j enter enter",
            "/var/cache/packages/libserve_2.pkg",
            5,
        ),
        // By cause: shadowed, by layer 6.
        ("2 s s j j enter enter", "/srv/app/assets/logo.svg", 6),
    ] {
        let browser = after(keys);
        assert_eq!(selected_path(&browser), path, "{keys}");
        assert_eq!(browser.state.layers.cursor.at, layer, "{keys}");
        assert_eq!(browser.state.screen, Screen::Tree, "{keys}");
    }
}

#[test]
fn an_instruction_narrows_the_waste_and_esc_widens_it_again() {
    let mut browser = after("2 s s s j enter");
    let text = browser.text();
    assert!(
        text.contains("by[path] layer 5, 85.7 kB (esc: all)"),
        "{text}"
    );
    assert!(
        text.contains("libserve_2.pkg") && !text.contains("bin/server"),
        "{text}"
    );
    assert_eq!(browser.state.layers.cursor.at, 5);
    browser.press("esc").unwrap();
    let text = browser.text();
    assert!(
        text.contains("[instruction]") && !text.contains("layer 5, 85.7"),
        "{text}"
    );
    // One is back at the row that one left.
    assert!(text.contains("layer 5 `RUN fetch-assets"), "{text}");
    browser.press("esc").unwrap();
    assert_eq!(browser.state.screen, Screen::Tree);
}

#[test]
fn the_filter_of_waste_narrows_every_grouping() {
    let mut browser = after("2 f");
    browser.type_text("assets").unwrap();
    browser.press("enter").unwrap();
    let text = browser.text();
    assert!(text.contains("filter assets, 16.3 kB (esc: all)"), "{text}");
    assert!(
        text.contains("logo.svg") && !text.contains("bin/server"),
        "{text}"
    );
    browser.press("s").unwrap();
    let text = browser.text();
    assert!(
        text.contains("16.3 kB 100.00 %  /srv/app/assets/"),
        "{text}"
    );
    browser.press("s s").unwrap();
    let text = browser.text();
    assert!(text.contains("8.16 kB     3 RUN chown"), "{text}");
    assert!(!text.contains("RUN fetch-assets && rm -r /ro…│"), "{text}");
    browser.press("esc").unwrap();
    assert!(!browser.text().contains("filter assets"));
}

#[test]
fn what_is_copied_is_the_path_or_the_instruction() {
    assert_eq!(copied(&after("2 y")), "/srv/app/bin/server");
    let instruction = copied(&after("2 s s s y"));
    assert_eq!(
        instruction,
        "RUN /bin/sh -c chown -R app:app /srv/app # buildkit"
    );
    assert_eq!(copied(&after("3 space j j y")), "/srv/app/LICENSE");
    assert_eq!(copied(&after("2 i y")), "/srv/app/bin/server");
    assert!(copied(&after("4 Y")).starts_with("sha256:"));
}

#[test]
fn duplicates_open_to_their_paths_and_lead_to_the_layer_that_stores_them() {
    for (keys, path, layer) in [
        ("3 enter", "/usr/share/license.txt", 0),
        ("3 space j j enter", "/srv/app/LICENSE", 3),
        ("3 l l j j enter", "/srv/app/NOTICE", 7),
        // Closed again from a path of it.
        ("3 space j j h enter", "/usr/share/license.txt", 0),
    ] {
        let browser = after(keys);
        assert_eq!(selected_path(&browser), path, "{keys}");
        assert_eq!(browser.state.layers.cursor.at, layer, "{keys}");
    }
    let text = after("3 space").text();
    assert!(
        text.contains("3.02 kB      3  ▾ /usr/share/license.txt"),
        "{text}"
    );
    assert!(text.contains("layer 7    /srv/app/NOTICE"), "{text}");
}

#[test]
fn what_is_not_known_says_so() {
    let mut unread = demo((80, 24), false);
    unread.press("3").unwrap();
    assert!(
        unread.text().contains("contents were not read"),
        "{}",
        unread.text()
    );
    unread.press("2").unwrap();
    assert!(
        unread.text().contains("wasted 225 kB of 659 kB"),
        "{}",
        unread.text()
    );
    let mut unopened = Headless::new("x", (80, 24));
    for keys in ["2", "3", "4", "2 i enter o y f", "esc esc s G"] {
        unopened.press(keys).unwrap();
        assert!(unopened.text().contains("opening"), "{}", unopened.text());
    }
}

#[test]
fn a_life_tells_every_layer_and_what_became_of_its_bytes() {
    // From the tree, of a path that is gone: by the path, then its life.
    let mut browser = after(":");
    browser.type_text("/root/.aws/credentials").unwrap();
    browser.press("enter i").unwrap();
    let text = browser.text();
    for part in [
        "/root/.aws/credentials  touched by 2 layers",
        "     4  + added       -rw-------",
        "     5  - removed",
        "dead: deleted by layer 5: RUN fetch-assets",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    browser.press("G").unwrap();
    assert!(
        browser.text().contains("removed by a whiteout"),
        "{}",
        browser.text()
    );
    browser.press("c").unwrap();
    assert!(
        browser.text().contains("nothing to compare"),
        "{}",
        browser.text()
    );
    browser.press("esc").unwrap();
    assert!(browser.state.over.is_empty());
}

#[test]
fn a_life_tells_what_differs() {
    for (path, row, part) in [
        ("/srv/app/bin/server", 1, "modified: owner 0:0 to 1000:1000"),
        (
            "/srv/app/assets",
            2,
            "modified: mode drwxr-xr-x to lrwxrwxrwx",
        ),
        (
            "/srv/app/assets/logo.svg",
            2,
            "shadowed: /srv/app/assets is no directory any more",
        ),
        (
            "/srv/app/CHANGES",
            2,
            "dead: this layer packs the path again",
        ),
        ("/bin/ls", 0, "hard link: the same file as"),
        (
            "/bin/busybox",
            0,
            "live, also as 2 other paths (hard links)",
        ),
        ("/srv/app/assets", 2, "link to /usr/share/assets"),
    ] {
        let mut browser = after(":");
        browser.type_text(path).unwrap();
        browser.press("enter i g").unwrap();
        browser.press(&"j ".repeat(row)).unwrap();
        let text = browser.text();
        assert!(text.contains(part), "{part} of {path} in\n{text}");
    }
}

#[test]
fn a_version_is_marked_and_the_mark_taken_back() {
    let mut browser = after("2 i g m");
    assert!(
        browser.text().contains("│*    2  + added"),
        "{}",
        browser.text()
    );
    browser.press("m").unwrap();
    assert!(
        browser.text().contains("│     2  + added"),
        "{}",
        browser.text()
    );
}

#[test]
fn the_image_says_what_it_is_and_scrolls() {
    let mut browser = after("4");
    let text = browser.text();
    for part in [
        "name         layerscope/demo:latest",
        "platform     linux/amd64",
        "entrypoint   [\"/srv/app/bin/server\"]",
        "layers       all digests hold",
        "layer 7, duplicate-entry: a path",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    browser.press("G enter").unwrap();
    assert!(
        browser.text().contains("/srv/app/CHANGES"),
        "{}",
        browser.text()
    );
    assert!(browser.effect.is_none(), "there is nothing to switch to");
}

/// Every size, with and without the whole screen: nothing breaks, and the selection is in view.
#[test]
fn every_size_shows_the_selected_row() {
    let keys = [
        "2",
        "2 s",
        "2 s s",
        "2 s s s G",
        "2 G",
        "3 space G",
        "4 G",
        "2 i G",
    ];
    for keys in keys {
        let mut browser = after(keys);
        for (width, height) in [(40, 10), (64, 14), (80, 24), (120, 40), (200, 60), (41, 11)] {
            browser.input(&Event::Resize(width, height));
            for _ in 0..2 {
                let buffer = browser.draw().clone();
                let reversed = ratatui::style::Modifier::REVERSED;
                let shown = buffer
                    .content()
                    .iter()
                    .any(|cell| cell.modifier.contains(reversed));
                assert!(shown, "{keys} at {width}x{height}:\n{}", browser.text());
                if browser.state.over.is_empty() {
                    browser.press("z").unwrap();
                }
            }
        }
    }
}

#[test]
fn the_mouse_selects_scrolls_and_opens() {
    let event = |kind, column, row| {
        let modifiers = KeyModifiers::NONE;
        Event::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers,
        })
    };
    let click = |column, row| event(MouseEventKind::Down(MouseButton::Left), column, row);
    // Title, border, and four rows of head stand above the first row.
    let mut browser = after("2");
    browser.input(&click(50, 8));
    assert_eq!(browser.state.waste.cursor.at, 2);
    browser.input(&click(50, 3));
    assert_eq!(browser.state.waste.cursor.at, 2, "the head is no row");
    browser.input(&event(MouseEventKind::ScrollDown, 50, 8));
    assert_eq!(
        browser.state.waste.cursor.top, 2,
        "there are twelve rows for ten"
    );
    browser.press("3").unwrap();
    browser.input(&click(50, 5));
    assert!(
        browser.text().contains("▾ /usr/share/license.txt"),
        "{}",
        browser.text()
    );
    browser.input(&click(50, 7));
    assert_eq!(browser.state.duplicates.cursor.at, 2);
    browser.press("i").unwrap();
    browser.input(&click(5, 4));
    browser.input(&event(MouseEventKind::ScrollDown, 5, 5));
    assert!(
        browser
            .text()
            .contains("/srv/app/LICENSE  touched by 2 layers")
    );
}

#[test]
fn another_platform_of_the_same_source_is_a_row_to_enter() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/tiny/multiarch-docker-28.5-containerd.tar"
    );
    let reference = layerscope::source::parse_reference(path, None).unwrap();
    let reading = Reading {
        origin: Origin::Reference(reference),
        open: OpenOptions::default(),
        verify: true,
        base: None,
        cache: None,
    };
    let mut browser = Headless::new("x", (80, 24));
    browser.open(reading).unwrap();
    browser.press("4").unwrap();
    browser.draw();
    browser.press("g enter").unwrap();
    assert!(browser.effect.is_none(), "a name is nothing to enter");
    browser.press("G").unwrap();
    assert!(
        browser
            .text()
            .contains("image 0  tiny-multi:latest  linux/arm64")
    );
    browser.press("enter").unwrap();
    assert!(
        matches!(browser.effect, Some(Effect::Switch(0))),
        "{:?}",
        browser.effect
    );
}

#[test]
fn escape_at_the_question_whether_to_overwrite_leaves_nothing_behind() {
    let dir = std::env::temp_dir().join(format!("layerscope-panes-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let file = dir.join("there");
    std::fs::write(&file, "mine").unwrap();
    for answer in ["esc", "n", "x"] {
        let mut browser = after("tab j e ctrl+u");
        browser.type_text(file.to_str().unwrap()).unwrap();
        browser.press("enter").unwrap();
        assert!(browser.text().contains("overwrite it?"), "{answer}");
        browser.press(answer).unwrap();
        assert!(browser.text().contains("nothing was written"), "{answer}");
        // The next Esc does what it always does.
        browser.press("i").unwrap();
        assert!(browser.text().contains("A file's life"), "{answer}");
        browser.press("esc").unwrap();
        assert!(!browser.text().contains("A file's life"), "{answer}");
        assert_eq!(std::fs::read(&file).unwrap(), b"mine");
    }
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn the_way_from_a_row_or_a_deed_to_the_layer_that_did_it() {
    for (keys, layer) in [
        // In the image as it runs, the server is what layer 3 stored again.
        ("r : / s r v / a p p / b i n / s e r v e r enter J", 3),
        (": / s r v / a p p / b i n / s e r v e r enter i g J", 2),
        (": / s r v / a p p / b i n / s e r v e r enter i G J", 3),
    ] {
        let browser = after(keys);
        assert_eq!(browser.state.layers.cursor.at, layer, "{keys}");
        assert_eq!(selected_path(&browser), "/srv/app/bin/server", "{keys}");
        let text = { browser }.text();
        let view = format!("changes by layer {layer}");
        assert!(text.contains(&view), "{keys}: {text}");
    }
}

#[test]
fn escape_backs_out_of_what_was_done_last_in_the_pane() {
    let mut browser = after("tab v L f j enter");
    assert!(browser.state.files.filter.is_some() && browser.state.files.flat.is_some());
    browser.press("z esc").unwrap();
    assert!(browser.state.files.filter.is_none());
    browser.press("esc").unwrap();
    assert!(browser.state.files.flat.is_none() && browser.state.zoomed);
    browser.press("esc").unwrap();
    assert!(!browser.state.zoomed);
    // A range that is given up gives back the view before it.
    browser.press("m ] ]").unwrap();
    assert!(browser.text().contains("layers 0–2"));
    browser.press("esc").unwrap();
    assert!(browser.text().contains("from the base"));
    // From the list of layers, too, the filter of the tree is backed out of.
    browser.press("f j enter tab tab esc").unwrap();
    assert!(browser.state.files.filter.is_none());
}

#[test]
fn a_pattern_that_means_nothing_is_not_taken() {
    let mut browser = after("tab f tab tab [ enter");
    assert!(browser.state.prompt.is_some());
    assert!(browser.text().contains("the pattern"), "{}", browser.text());
    browser.press("backspace s h enter").unwrap();
    assert!(browser.state.prompt.is_none());
    assert!(
        browser.text().contains("filter sh (3)"),
        "{}",
        browser.text()
    );
}

#[test]
fn search_goes_round_in_the_flat_list_and_the_list_keeps_its_selection() {
    let mut browser = after("tab r L / l i c e n enter");
    assert!(browser.state.prompt.is_none());
    let found = |browser: &mut Headless| {
        browser.draw();
        selected_path(browser)
    };
    let first = found(&mut browser);
    assert!(first.to_lowercase().contains("licen"), "{first}");
    browser.press("n").unwrap();
    let second = found(&mut browser);
    assert_ne!(second, first);
    assert!(second.to_lowercase().contains("licen"), "{second}");
    browser.press("N").unwrap();
    assert_eq!(found(&mut browser), first);
    // Another filter makes the list anew.
    browser.press("f / enter").unwrap();
    assert_eq!(found(&mut browser), first);
}

#[test]
fn copies_by_the_keys_that_the_help_names() {
    for keys in ["Y", "tab Y", "tab tab Y", "2 Y", "3 Y", "4 Y"] {
        assert!(copied(&after(keys)).starts_with("sha256:"), "{keys}");
    }
    for keys in ["y", "tab tab y"] {
        assert!(
            copied(&after(keys)).starts_with("/bin/sh -c #(nop) ADD"),
            "{keys}"
        );
    }
}

#[test]
fn every_key_of_the_help_is_there_to_be_read() {
    for size in [(80, 24), (50, 12)] {
        let mut browser = demo(size, true);
        browser.press("tab ?").unwrap();
        let mut seen = browser.text();
        for _ in 0..12 {
            browser.press("pgdn").unwrap();
            seen += &browser.text();
        }
        let words: Vec<&str> = seen.split(['\n', '│', '█', ' ']).collect();
        for what in ["selected", "instruction", "anywhere", "forget"] {
            let last = what == "forget";
            assert_eq!(words.contains(&what), !last, "{what} at {size:?}\n{seen}");
        }
    }
}

#[test]
fn what_is_going_on_is_told_at_every_width() {
    let mut browser = Headless::new("cut", (80, 24));
    let reading = Reading {
        origin: Origin::Reference(layerscope::source::Reference::Path {
            path: "fixtures/hostile/missing-layer-member.tar".into(),
            image: None,
        }),
        open: OpenOptions::default(),
        verify: true,
        base: None,
        cache: None,
    };
    browser.open(reading).unwrap();
    for width in [40, 50, 64, 80, 120] {
        browser.input(&Event::Resize(width, 24));
        let text = browser.text();
        let title = text.lines().next().unwrap();
        let told = ["INCOMPLETE", "BAD LAYERS"]
            .iter()
            .any(|it| title.contains(it));
        assert!(told, "{width}: {title}");
    }
    let text = browser.text();
    assert!(text.contains("0 entries, as far as it can"), "{text}");
}

#[test]
fn names_turned_round_are_an_order_of_their_own() {
    let mut browser = after("tab r S");
    assert!(browser.state.files.order.is_some());
    // Another tree of more layers comes while they are.
    let (tree, order) = (
        browser.state.tree.clone().unwrap(),
        browser.state.files.by_name.clone().unwrap(),
    );
    browser.load(Load::Tree(tree, order));
    assert!(browser.state.files.order.is_some());
    browser.press("S").unwrap();
    assert!(browser.state.files.order.is_none());
    // The result of an order that is not wanted any more.
    let late = browser.state.files.by_name.clone().unwrap();
    layerscope::tui::update::outcome(&mut browser.state, Outcome::Order(late));
    assert!(browser.state.files.order.is_none());
}

#[test]
fn wrapped_names_keep_the_selection_in_view_and_clicks_meet_their_row() {
    let mut browser = demo((64, 14), true);
    browser.press("tab z r L w G").unwrap();
    browser.press("z").unwrap();
    let pane = |browser: &mut Headless| {
        let text = browser.text();
        // Names begin behind border, mark and size.
        let names = text
            .lines()
            .skip(4)
            .map(|line| line.chars().skip(38).take(25));
        names
            .map(|name| name.collect::<String>().trim().to_owned())
            .collect::<String>()
    };
    for _ in 0..30 {
        let names = pane(&mut browser);
        let path = selected_path(&browser);
        assert!(names.contains(&path), "{path}\n{names}");
        browser.press("up").unwrap();
    }
    // A click on a further line of a name means the name's row.
    browser.draw();
    let first = browser.state.files.window[0].node;
    let lines = browser.state.files.window.len();
    assert!(lines <= 9, "names are broken into lines: {lines}");
    browser.input(&Event::Mouse(MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: 45,
        row: 4,
        modifiers: KeyModifiers::NONE,
    }));
    assert_eq!(browser.state.files.selected, first);
}

#[test]
fn the_wheel_scrolls_the_help_and_a_click_leaves_a_filter_in_force() {
    let mouse = |kind, column, row| {
        Event::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        })
    };
    let mut browser = after("?");
    let before = browser.text();
    browser.input(&mouse(MouseEventKind::ScrollDown, 10, 10));
    assert_ne!(browser.text(), before);
    let mut browser = after("tab f s h");
    browser.input(&mouse(MouseEventKind::Down(MouseButton::Left), 5, 5));
    assert!(browser.state.prompt.is_none());
    assert!(browser.state.files.filter.is_some());
}

#[test]
fn a_search_that_is_given_up_leads_back_to_where_it_began() {
    for keys in ["tab r j j", "tab r L j j"] {
        let mut browser = after(keys);
        browser.draw();
        let before = selected_path(&browser);
        browser.press("/ l o g o").unwrap();
        browser.draw();
        assert_ne!(selected_path(&browser), before, "{keys}");
        browser.press("esc").unwrap();
        browser.draw();
        assert_eq!(selected_path(&browser), before, "{keys}");
    }
}

#[test]
fn what_was_asked_while_reading_is_answered_when_all_is_read() {
    let reading = Reading {
        origin: Origin::Demo,
        open: OpenOptions::default(),
        verify: true,
        base: None,
        cache: None,
    };
    let mut news = Headless::news(reading).unwrap();
    let finished = news.pop().unwrap();
    assert!(matches!(finished, Load::Finished(_)));
    let mut browser = Headless::new("demo", (80, 24));
    for load in news {
        browser.load(load);
    }
    browser
        .press("3 f z z z enter 1 : / s r v / a p p / b i n enter i")
        .unwrap();
    let unknown = browser.text();
    browser.load(finished);
    // The life that is open tells what its contents now tell.
    let known = browser.text();
    assert!(unknown.contains("bin") && known.contains("bin"), "{known}");
    browser.press("esc 3").unwrap();
    let text = browser.text();
    assert!(
        text.contains("zzz") && browser.state.duplicates.picked.is_some(),
        "{text}"
    );
    let rows = browser.state.found_duplicates().unwrap();
    assert!(browser.state.duplicates.len(rows) < rows.len(), "{text}");
}
