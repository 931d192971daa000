//! Keys and what they change, place by place.

use layerscope::tui::Headless;
use ratatui::crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::drive::{demo, drive};

/// What matters of a state, in words that tables can ask for.
fn facts(browser: &Headless) -> String {
    let state = &browser.state;
    let files = &state.files;
    let path = state.tree.as_ref().map(|tree| tree.path(files.selected));
    let path = String::from_utf8(path.unwrap_or_default()).unwrap();
    let show = files.show;
    let kinds = [
        (show.added, '+'),
        (show.removed, '-'),
        (show.modified, '~'),
        (show.unchanged, '='),
        (show.transient, 't'),
    ];
    let kinds: String = kinds
        .iter()
        .filter(|kind| kind.0)
        .map(|kind| kind.1)
        .collect();
    let filter = files.filter.as_ref().map_or("", |filter| &filter.text);
    let status = state.status.as_ref().map_or("", |status| &status.text);
    let range = state
        .range()
        .map(|range| format!("{}..{}", range.from, range.to));
    [
        format!("layer={}", state.layers.cursor.at),
        format!("range={}", range.unwrap_or_default()),
        format!("view={:?}", state.view),
        format!("pane={:?}", state.pane),
        format!("screen={:?}", state.screen),
        format!("place={:?}", state.place()),
        format!("over={}", state.over.len()),
        format!("zoomed={}", state.zoomed),
        format!("path={path}"),
        format!("rows={}", files.window.len()),
        format!("show={kinds}"),
        format!(
            "sort={}{}",
            files.sort.name(),
            if files.reversed { "-" } else { "" }
        ),
        format!("flat={}", files.flat.is_some()),
        format!("filter={filter}"),
        format!("status={status}"),
        format!("effect={:?}", browser.effect),
    ]
    .map(|fact| fact + ";")
    .join(" ")
}

type Table = &'static [(&'static str, &'static [&'static str])];

/// Every line of a table from the demo's first screen.
fn hold(table: Table) {
    for (keys, wanted) in table {
        let mut browser = demo((80, 24));
        drive(&mut browser, keys);
        let facts = facts(&browser);
        for fact in *wanted {
            assert!(
                facts.contains(fact),
                "{keys}: no {fact} in\n{facts}\n{}",
                browser.text()
            );
        }
    }
}

#[test]
fn layers_are_moved_in_from_anywhere() {
    hold(&[
        (
            "",
            &["layer=0;", "pane=Layers;", "view=Layer;", "range=0..0;"],
        ),
        ("j j", &["layer=2;", "range=2..2;"]),
        ("down up up", &["layer=0;"]),
        ("G", &["layer=7;"]),
        ("G j", &["layer=7;"]),
        ("G g", &["layer=0;"]),
        ("end home", &["layer=0;"]),
        ("pgdn", &["layer=7;"]),
        ("tab ] ] [", &["layer=1;", "pane=Main;"]),
        ("[", &["layer=0;"]),
        ("shift+tab ]", &["layer=1;", "pane=Details;"]),
        ("2 ] ] ]", &["layer=3;", "screen=Waste;"]),
        ("j enter", &["layer=1;", "pane=Main;"]),
    ]);
}

#[test]
fn views_and_ranges() {
    hold(&[
        ("G a", &["view=FromBase;", "range=1..7;"]),
        ("j j j ctrl+a", &["view=FromBase;", "range=1..3;"]),
        ("a", &["view=FromBase;", "range=0..0;"]),
        ("a ctrl+l", &["view=Layer;", "range=0..0;"]),
        ("r", &["view=Final;", "range=0..7;"]),
        ("v", &["view=FromBase;"]),
        ("v v", &["view=Final;"]),
        ("v v v", &["view=Layer;"]),
        // The final image is the same from every layer.
        ("r j j", &["layer=2;", "range=0..7;"]),
        (
            "j j m",
            &["view=Marked;", "range=2..2;", "status=layer 2 is one end"],
        ),
        ("j j m j j", &["view=Marked;", "range=2..4;"]),
        // The mark may be the higher end.
        ("G m k k", &["range=5..7;"]),
        ("j j m j m", &["view=Layer;", "range=3..3;"]),
        ("j j m j esc", &["view=Layer;", "range=3..3;"]),
        ("j j m j v", &["view=Layer;", "range=3..3;"]),
        ("j j m j tab ]", &["range=2..4;", "pane=Main;"]),
    ]);
}

#[test]
fn the_tree_is_moved_in_and_folded() {
    hold(&[
        ("r tab g", &["path=/bin;"]),
        ("r tab j", &["path=/bin/busybox;"]),
        ("r tab g h", &["path=/bin;"]),
        // Closed: the next row is the next directory.
        ("r tab g h j", &["path=/etc;"]),
        ("r tab g space j", &["path=/etc;"]),
        ("r tab g enter j", &["path=/etc;"]),
        ("r tab g h l l", &["path=/bin/busybox;"]),
        // From a file to its directory.
        ("r tab g j j h", &["path=/bin;"]),
        ("r tab F", &["rows=6;"]),
        ("r tab ctrl+space", &["rows=6;"]),
        ("r tab F F G", &["path=/var/cache/packages;"]),
        ("r tab G g", &["path=/bin;"]),
        ("r tab pgdn pgup", &["path=/bin;"]),
    ]);
}

#[test]
fn what_is_shown() {
    hold(&[
        ("tab", &["show=+-~=;", "sort=name;", "flat=false;"]),
        ("tab +", &["show=-~=;"]),
        ("tab ctrl+a", &["show=-~=;"]),
        ("tab -", &["show=+~=;"]),
        ("tab ctrl+r", &["show=+~=;"]),
        ("tab ~", &["show=+-=;"]),
        ("tab =", &["show=+-~;"]),
        ("tab ctrl+u", &["show=+-~;"]),
        ("tab t", &["show=+-~=t;"]),
        ("tab c", &["show=+-~;"]),
        ("tab c c", &["show=+-~=;"]),
        // Back to what was shown before, not to everything.
        ("tab + c c", &["show=-~=;"]),
        ("tab s", &["sort=size;"]),
        ("tab s s s", &["sort=change;"]),
        ("tab s s s s", &["sort=name;"]),
        ("tab S", &["sort=name-;"]),
        ("tab L", &["flat=true;"]),
        ("tab L L", &["flat=false;"]),
        ("r tab L G g", &["path=/bin/busybox;"]),
        ("z", &["zoomed=true;"]),
        ("z esc", &["zoomed=false;"]),
        // As the image runs nothing changes, and one is told.
        ("r tab c", &["status=the image as it runs has no changes"]),
    ]);
}

#[test]
fn filter_search_and_go_to() {
    hold(&[
        ("tab f", &["place=Prompt;"]),
        ("tab f 'server", &["filter=server;", "place=Prompt;"]),
        ("tab f 'server enter", &["filter=server;", "place=Tree;"]),
        ("tab f 'server esc", &["filter=;", "place=Tree;"]),
        ("tab f 'server enter esc", &["filter=;"]),
        ("tab ctrl+f 'x backspace enter", &["filter=;"]),
        ("r tab / 'LICENSE enter", &["path=/srv/app/LICENSE;"]),
        (
            "r tab / 'license enter n",
            &["path=/usr/share/license.txt;"],
        ),
        // Round the end, and back.
        ("r tab / 'license enter n n", &["path=/srv/app/LICENSE;"]),
        (
            "r tab / 'license enter N",
            &["path=/usr/share/license.txt;"],
        ),
        (": '7 enter", &["layer=7;", "range=7..7;"]),
        (
            ": '4..6 enter",
            &["layer=6;", "range=4..6;", "view=Marked;"],
        ),
        (": '6..4 enter", &["layer=4;", "range=4..6;"]),
        (": '4..=6 enter", &["range=4..6;"]),
        (
            "r : '/srv/app/bin/server enter",
            &["path=/srv/app/bin/server;"],
        ),
        (
            ": '4 enter : '/root/.aws/credentials enter",
            &["path=/root/.aws/credentials;"],
        ),
        // What the view does not show is shown by what became of it.
        (
            "r : '/root/.aws/credentials enter",
            &[
                "place=Life;",
                "status=/root/.aws/credentials is not there in this view",
            ],
        ),
        // What there is not keeps the line, and where one is.
        (": '8 enter", &["place=Prompt;", "layer=0;"]),
        (
            ": '2..99 enter",
            &["place=Prompt;", "layer=0;", "view=Layer;"],
        ),
        (": '/no/such enter", &["place=Prompt;"]),
        (": '8 enter esc", &["place=Layers;"]),
    ]);
}

#[test]
fn escape_goes_back_one_step_at_a_time() {
    let mut browser = demo((80, 24));
    drive(&mut browser, "j m j tab f 'srv enter z i");
    for wanted in [
        &["over=1;", "filter=srv;", "zoomed=true;", "view=Marked;"],
        &["over=0;", "filter=srv;", "zoomed=true;", "view=Marked;"],
        &["over=0;", "filter=;", "zoomed=true;", "view=Marked;"],
        &["over=0;", "filter=;", "zoomed=false;", "view=Marked;"],
        &["over=0;", "filter=;", "zoomed=false;", "view=Layer;"],
        // It never quits.
        &["over=0;", "filter=;", "effect=None;", "view=Layer;"],
    ] {
        let facts = facts(&browser);
        assert!(
            wanted.iter().all(|fact| facts.contains(fact)),
            "{wanted:?}: {facts}"
        );
        drive(&mut browser, "esc");
    }
}

#[test]
fn over_the_panes_and_out_of_them() {
    hold(&[
        ("?", &["place=Help;"]),
        ("? ?", &["place=Layers;"]),
        ("? q", &["place=Layers;", "effect=None;"]),
        ("2 i", &["place=Life;"]),
        ("2 i o", &["place=Preview;", "over=2;"]),
        ("2 i o ?", &["place=Help;", "over=3;"]),
        ("2 i j c", &["place=Diff;", "over=2;"]),
        ("2 i j c esc esc", &["place=Waste;", "over=0;"]),
        // A tab closes what stands over it.
        ("2 i o 3", &["screen=Duplicates;", "over=0;"]),
        ("2 esc", &["screen=Tree;"]),
        ("4 tab tab tab", &["screen=Image;", "pane=Main;"]),
        ("q", &["effect=Some(Quit(0));"]),
        ("tab f 'q", &["effect=None;", "filter=q;"]),
        ("tab f ctrl+c", &["effect=Some(Quit(0));"]),
        ("ctrl+z", &["effect=Some(Suspend);"]),
        ("tab ctrl+l", &["effect=Some(Redraw);"]),
    ]);
}

fn mouse(browser: &mut Headless, kind: MouseEventKind, column: u16, row: u16) {
    browser.input(&Event::Mouse(MouseEvent {
        kind,
        column,
        row,
        modifiers: KeyModifiers::NONE,
    }));
    browser.draw();
}

fn click(browser: &mut Headless, column: u16, row: u16) {
    mouse(
        browser,
        MouseEventKind::Down(MouseButton::Left),
        column,
        row,
    );
    mouse(browser, MouseEventKind::Up(MouseButton::Left), column, row);
}

/// The cell where a text stands.
fn at(browser: &mut Headless, text: &str) -> (u16, u16) {
    let buffer = browser.draw();
    let width = usize::from(buffer.area.width);
    let cells: Vec<&str> = buffer.content().iter().map(|cell| cell.symbol()).collect();
    let (row, column) = (cells.chunks(width).enumerate())
        .find_map(|(row, line)| {
            let wanted: Vec<String> = text.chars().map(String::from).collect();
            let found = line
                .windows(wanted.len())
                .position(|cells| cells == wanted)?;
            Some((row, found))
        })
        .unwrap_or_else(|| panic!("no {text} on the screen"));
    (u16::try_from(column).unwrap(), u16::try_from(row).unwrap())
}

#[test]
fn the_mouse_does_what_it_points_at() {
    let mut browser = demo((120, 40));
    let is = |browser: &Headless, wanted: &str| {
        let facts = facts(browser);
        assert!(facts.contains(wanted), "{wanted}: {facts}");
    };
    click(&mut browser, 5, 6);
    is(&browser, "layer=3;");
    for (tab, screen) in [
        ("2 Waste", "Waste"),
        ("3 Dup", "Duplicates"),
        ("4 Image", "Image"),
        ("1 Tree", "Tree"),
    ] {
        let (column, row) = at(&mut browser, tab);
        click(&mut browser, column, row);
        is(&browser, &format!("screen={screen};"));
    }
    let (column, row) = at(&mut browser, "server");
    click(&mut browser, column, row);
    is(&browser, "path=/srv/app/bin/server;");
    let divider = browser.state.layout().unwrap().main.x;
    let down = MouseEventKind::Down(MouseButton::Left);
    mouse(&mut browser, down, divider, 20);
    let drag = MouseEventKind::Drag(MouseButton::Left);
    mouse(&mut browser, drag, divider + 20, 20);
    mouse(
        &mut browser,
        MouseEventKind::Up(MouseButton::Left),
        divider + 20,
        20,
    );
    let moved = browser.state.layout().unwrap().main.x;
    assert!(moved.abs_diff(divider + 20) <= 2, "{divider} to {moved}");
    // Let go: it stays.
    mouse(&mut browser, drag, 30, 20);
    assert_eq!(browser.state.layout().unwrap().main.x, moved);
}

#[test]
fn the_wheel_scrolls_what_is_under_it_whoever_has_the_keys() {
    let mut browser = demo((80, 24));
    drive(&mut browser, "r");
    let before = facts(&browser);
    assert!(before.contains("pane=Layers;"), "{before}");
    let top = browser.state.files.window[0].node;
    mouse(&mut browser, MouseEventKind::ScrollDown, 70, 12);
    let scrolled = browser.state.files.window[0].node;
    assert_ne!(scrolled, top, "{}", browser.text());
    assert!(facts(&browser).contains("layer=0;"));
    for _ in 0..9 {
        mouse(&mut browser, MouseEventKind::ScrollUp, 70, 12);
    }
    assert_eq!(browser.state.files.window[0].node, top);
}
