//! The browser's settings: what files, variables and flags make of them, and what is refused.

// What fails here is a failed test, also in a helper.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use layerscope::tui::bindings::BINDINGS;
use layerscope::tui::settings::{Flags, Name, Request, SETTINGS, Settings, Value, told};
use layerscope::tui::state::View;
use layerscope::tui::{Glyphs, Key, Place, Theme};

const OWN: &str = "config/layerscope/config.toml";
const DIVE: &str = "home/.dive.yaml";

/// A user: files below a folder with `home`, `config` and `here` in it, variables as in a shell's
/// line, flags as settings.
#[derive(Default)]
struct User<'a> {
    files: &'a [(&'a str, &'a str)],
    variables: &'a str,
    flags: Flags,
}

impl User<'_> {
    /// What the settings are; errors and places without the folder.
    fn settings(&self) -> Result<Settings, String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in self.files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let at = |name: &str| folder.path().join(name);
        let top = format!("{}/", folder.path().display());
        let variables = self.variables.replace("TOP/", &top);
        let variable = |name: &str| -> Option<OsString> {
            let mut words = variables.split(' ').filter_map(|word| word.split_once('='));
            words
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.into())
        };
        let mut flags = self.flags.clone();
        flags.settings = flags.settings.map(|path| folder.path().join(path));
        let (config, home, here) = (at("config"), at("home"), at("here"));
        let request = Request {
            flags: &flags,
            variable: &variable,
            config: Some(&config),
            home: Some(&home),
            folder: &here,
        };
        let settings = Settings::load(&request);
        let mut settings = settings.map_err(|error| error.to_string().replace(&top, ""))?;
        for note in &mut settings.notes {
            *note = note.replace(&top, "");
        }
        for looked in &mut settings.looked {
            looked.name = looked.name.replace(&top, "");
        }
        Ok(settings)
    }
}

fn with(files: &[(&str, &str)]) -> Result<Settings, String> {
    let user = User {
        files,
        ..User::default()
    };
    user.settings()
}

fn own(text: &str) -> Result<Settings, String> {
    with(&[(OWN, text)])
}

fn dive(text: &str) -> Settings {
    with(&[(DIVE, text)]).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// `key = value` of the settings that nobody's default is, as `layerscope config` prints them.
fn given(settings: &Settings) -> Vec<String> {
    let text = told::text(settings);
    let lines = text
        .lines()
        .filter(|line| line.contains(" = ") && !line.starts_with('#'));
    let line = |line: &str| line.split(" # ").next().unwrap().trim_end().to_owned();
    lines.map(line).collect()
}

fn keys(text: &str) -> Vec<Key> {
    text.split(' ')
        .map(|key| Key::parse(key).unwrap())
        .collect()
}

#[test]
fn a_valid_file_is_understood() {
    for (text, expected) in [
        ("", &[][..]),
        ("# only a comment\n", &[]),
        ("theme = \"night\"", &["theme = \"night\""]),
        (
            "theme = 'day'\ncolor = 'always'",
            &["theme = \"day\"", "color = \"always\""],
        ),
        (
            "ascii = true\nmouse = false",
            &["ascii = true", "mouse = false"],
        ),
        ("view = \"from-base\"", &["view = \"from-base\""]),
        ("sort = \"waste\"", &["sort = \"waste\""]),
        (
            "columns = [\"size\", \"waste\"]",
            &["columns = [\"size\", \"waste\"]"],
        ),
        ("columns = []", &["columns = []"]),
        (
            "attributes = false\nwrap = true",
            &["attributes = false", "wrap = true"],
        ),
        (
            "collapsed = true\nonly-changed = true",
            &["only-changed = true", "collapsed = true"],
        ),
        (
            "show = { transient = true, added = false }",
            &["show.added = false", "show.transient = true"],
        ),
        ("[show]\nremoved = false", &["show.removed = false"]),
        ("show.removed = false", &["show.removed = false"]),
        (
            "[keys]\nzoom = \"ctrl+w, f5\"",
            &["zoom = [\"ctrl+w\", \"f5\"]"],
        ),
        ("[keys]\nzoom = [\"W\", \",\"]", &["zoom = [\"W\", \",\"]"]),
        ("[keys]\nzoom = []", &["zoom = []"]),
        ("keys.zoom = \"W\"", &["zoom = [\"W\"]"]),
    ] {
        assert_eq!(given(&own(text).unwrap()), expected, "{text}");
    }
}

#[test]
fn what_is_wrong_in_a_file_is_said_with_its_place() {
    for (text, said) in [
        ("theme = \n", "1:9: "),
        (
            "tehme = \"night\"",
            "1:1: unknown key 'tehme'; did you mean 'theme'?",
        ),
        ("x = 1", "1:1: unknown key 'x'; known are theme, color,"),
        (
            "ascii = true\n\"\\u001b\" = 1",
            "2:1: unknown key '\\x1b'; known are",
        ),
        (
            "theme = \"nigth\"",
            "1:9: theme: 'nigth' is not known; did you mean 'night'?",
        ),
        (
            "theme = \"solar\"",
            "1:9: theme: 'solar' is not known; write one of terminal,",
        ),
        ("theme = 3", "1:9: theme: '3' is not known; write one of"),
        (
            "theme = [\"day\"]",
            "1:9: theme: a list does not belong here; write one of",
        ),
        (
            "mouse = \"maybe\"",
            "1:9: mouse: 'maybe' is neither true nor false; write true or",
        ),
        (
            "mouse = {}",
            "1:9: mouse: a map does not belong here; write true or false",
        ),
        (
            "columns = \"size\"",
            "1:11: columns: a single value does not belong here; write a list",
        ),
        (
            "columns = [\"size\", \"wast\"]",
            "1:20: columns: 'wast' is not known; did you mean 'waste'?",
        ),
        (
            "columns = [[]]",
            "1:12: columns: a list does not belong here",
        ),
        (
            "show = [\"added\"]",
            "1:8: show: a list does not belong here; write a table",
        ),
        (
            "[show]\naded = true",
            "2:1: unknown key 'show.aded'; did you mean 'show.added'?",
        ),
        (
            "keys = 1",
            "1:8: keys: a single value does not belong here; write a table",
        ),
        (
            "zoom = \"z\"",
            "1:1: 'zoom' is an action; it stands below [keys]",
        ),
        (
            "[keys]\nzom = \"z\"",
            "2:1: unknown action 'zom'; did you mean 'zoom'?",
        ),
        (
            "[keys]\nzzz = \"z\"",
            "2:1: unknown action 'zzz'; 'layerscope config' lists all",
        ),
        (
            "[keys]\ntheme = \"day\"",
            "2:1: 'theme' is no action but a setting; it stands above",
        ),
        (
            "[keys]\nzoom = \"pgdow\"",
            "2:8: zoom: 'pgdow' is no key; did you mean 'pgdown'?",
        ),
        (
            "[keys]\nzoom = [\"f2\", \"\"]",
            "2:15: zoom: '' is no key; write a character or",
        ),
        ("[keys]\nzoom = 7", ""),
        (
            "[keys]\nzoom = {}",
            "2:8: zoom: a map does not belong here; write keys such as",
        ),
        (
            "[keys]\nzoom = \"ctrl+m\"",
            "2:8: zoom: terminals send ctrl+m as enter; write enter",
        ),
        (
            "[keys]\nzoom = \"W\"\nflat = \"W\"",
            "3:1: W would be both 'flat' and 'zoom' in Tree; choose another",
        ),
        (
            "[keys]\nback = \"x\"",
            "2:8: back: 'back' works where text is typed, too, and x would",
        ),
        (
            "[keys]\nquit = []\nquit-at-once = []",
            "3:1: no key would quit",
        ),
        ("theme = \"day\"\ntheme = \"day\"", "2:1: duplicate key"),
    ] {
        match own(text) {
            // A digit is a key, with quotes or without.
            Ok(_) => assert_eq!(said, "", "{text}"),
            Err(error) => {
                let said = format!("{OWN}:{said}");
                assert!(error.starts_with(&said), "{text}\n{error}\n{said}");
                assert!(!error.contains('\n') && !error.contains('\x1b'), "{error}");
            }
        }
    }
    let long = "#".repeat((1 << 20) + 1);
    let error = own(&long).unwrap_err();
    assert_eq!(
        error,
        format!("{OWN}: has more than 1048576 bytes; a settings file is short text")
    );
}

#[test]
fn the_stronger_source_wins_and_is_named() {
    const FILES: &[(&str, &str)] = &[
        (
            OWN,
            "theme = \"day\"\ncolor = \"always\"\nascii = false\nview = \"final\"",
        ),
        (
            DIVE,
            "layer:\n  show-aggregated-changes: true\nfiletree:\n  collapse-dir: true\n",
        ),
    ];
    let flags = |values: &[(Name, Value)]| Flags {
        settings: None,
        values: values.to_vec(),
    };
    let night = (Name::Theme, Value::One("night"));
    let auto = (Name::Color, Value::One("auto"));
    let own = format!("TOP/{OWN}");
    let in_own = |line: &str| format!("{own}:{line}");
    for (files, variables, flags, name, value, origin) in [
        (
            &[][..],
            "",
            flags(&[]),
            Name::Theme,
            "\"terminal\"",
            "default".to_owned(),
        ),
        (FILES, "", flags(&[]), Name::Theme, "\"day\"", in_own("1:1")),
        (
            FILES,
            "LAYERSCOPE_THEME=mono",
            flags(&[]),
            Name::Theme,
            "\"mono\"",
            "LAYERSCOPE_THEME".into(),
        ),
        (
            FILES,
            "LAYERSCOPE_THEME=",
            flags(&[]),
            Name::Theme,
            "\"day\"",
            in_own("1:1"),
        ),
        (
            FILES,
            "LAYERSCOPE_THEME=mono",
            flags(&[night]),
            Name::Theme,
            "\"night\"",
            "--theme".into(),
        ),
        (
            FILES,
            "",
            flags(&[]),
            Name::Color,
            "\"always\"",
            in_own("2:1"),
        ),
        (
            FILES,
            "NO_COLOR=1",
            flags(&[]),
            Name::Color,
            "\"never\"",
            "NO_COLOR".into(),
        ),
        (
            &[],
            "CLICOLOR_FORCE=1",
            flags(&[]),
            Name::Color,
            "\"always\"",
            "CLICOLOR_FORCE".into(),
        ),
        (
            FILES,
            "NO_COLOR=1",
            flags(&[auto]),
            Name::Color,
            "\"auto\"",
            "--color".into(),
        ),
        (
            &[],
            "LANG=C",
            flags(&[]),
            Name::Ascii,
            "true",
            "LANG".into(),
        ),
        // The locale changes a default, and no more.
        (
            FILES,
            "LANG=C",
            flags(&[]),
            Name::Ascii,
            "false",
            in_own("3:1"),
        ),
        (
            FILES,
            "",
            flags(&[]),
            Name::View,
            "\"final\"",
            in_own("4:1"),
        ),
        (
            &FILES[1..],
            "",
            flags(&[]),
            Name::View,
            "\"from-base\"",
            format!("TOP/{DIVE}:2:3"),
        ),
        (
            FILES,
            "",
            flags(&[]),
            Name::Collapsed,
            "true",
            format!("TOP/{DIVE}:4:3"),
        ),
        // A file that is named is the only one.
        (
            FILES,
            "LAYERSCOPE_SETTINGS=/dev/null",
            flags(&[]),
            Name::Collapsed,
            "false",
            "default".into(),
        ),
    ] {
        let user = User {
            files,
            variables,
            flags,
        };
        let settings = user.settings().unwrap();
        let setting = settings.get(name);
        let shown = match &setting.value {
            Value::Switch(on) => on.to_string(),
            Value::One(word) => format!("\"{word}\""),
            Value::Size(bytes) => bytes.to_string(),
            Value::Several(_) => panic!("no list is asked for"),
        };
        assert_eq!(shown, value, "{name:?} {variables}");
        let said = setting.origin.to_string();
        let ending = origin.trim_start_matches("TOP");
        assert!(
            said.ends_with(ending),
            "{name:?} {variables}: {said}, not {origin}"
        );
    }
}

#[test]
fn what_is_wrong_outside_of_files_is_said_too() {
    for (variables, settings, said) in [
        (
            "LAYERSCOPE_THEME=nihgt",
            None,
            "LAYERSCOPE_THEME: 'nihgt' is not known; did you mean 'night'?",
        ),
        (
            "LAYERSCOPE_SETTINGS=TOP/none.toml",
            None,
            "LAYERSCOPE_SETTINGS: none.toml: there is no such settings file",
        ),
        (
            "LAYERSCOPE_SETTINGS=/dev/null",
            Some("none.toml"),
            "--settings: none.toml: there is no such settings file",
        ),
        ("", Some("home"), "home: cannot be read: "),
    ] {
        let user = User {
            files: &[(OWN, "theme = 'day'"), (DIVE, "")],
            variables,
            flags: Flags {
                settings: settings.map(Into::into),
                values: vec![],
            },
        };
        let error = user.settings().unwrap_err();
        assert!(error.starts_with(said), "{error}");
    }
    // A wrong value is an error even where a flag overrides it.
    let user = User {
        files: &[(OWN, "theme = 'dya'")],
        flags: Flags {
            settings: None,
            values: vec![(Name::Theme, Value::One("day"))],
        },
        ..User::default()
    };
    assert!(user.settings().unwrap_err().contains("did you mean 'day'?"));
}

/// The example of dive's README, word for word where it sets something (dive 0.13.1).
const DIVES_EXAMPLE: &str = "
container-engine: docker
ignore-errors: false
log:
  enabled: true
  path: ./dive.log
  level: info
keybinding:
  quit: ctrl+c
  toggle-view: tab
  filter-files: ctrl+f, ctrl+slash
  close-filter-files: esc
  up: up,k
  down: down,j
  left: left,h
  right: right,l
  compare-all: ctrl+a
  compare-layer: ctrl+l
  toggle-collapse-dir: space
  toggle-collapse-all-dir: ctrl+space
  toggle-added-files: ctrl+a
  toggle-removed-files: ctrl+r
  toggle-modified-files: ctrl+m
  toggle-unmodified-files: ctrl+u
  toggle-filetree-attributes: ctrl+b
  page-up: pgup,u
  page-down: pgdn,d
diff:
  hide:
    - added
    - removed
    - modified
    - unmodified
filetree:
  collapse-dir: false
  pane-width: 0.5
  show-attributes: true
layer:
  show-aggregated-changes: false
";

#[test]
fn dives_own_example_changes_nothing_but_what_it_means() {
    let settings = dive(DIVES_EXAMPLE);
    for (place, key, name) in [
        (Place::Tree, "~", "toggle-modified"),
        (Place::Tree, "enter", "open"),
        (Place::Tree, "f", "filter"),
        (Place::Tree, "ctrl+f", "filter"),
        (Place::Tree, "ctrl+a", "toggle-added"),
        (Place::Layers, "ctrl+a", "view-from-base"),
        (Place::Layers, "a", "view-from-base"),
        (Place::Layers, "ctrl+l", "view-layer"),
        (Place::Tree, "ctrl+c", "quit"),
        (Place::Prompt, "ctrl+c", "quit-at-once"),
        (Place::Tree, "esc", "back"),
    ] {
        let wanted = BINDINGS
            .iter()
            .find(|binding| binding.name == name)
            .unwrap();
        let found = settings.keymap.action(place, Key::parse(key).unwrap());
        assert_eq!(found, Some(wanted.action), "{key} in {place:?}");
    }
    assert_eq!(
        settings.notes,
        [
            format!(
                "{DIVE}:23:26: keybinding.toggle-modified-files: terminals send ctrl+m as enter; \
                 write enter, or choose another key"
            ),
            format!("{DIVE}:29:3: diff.hide would hide everything; nothing is hidden"),
        ]
    );
    let note = format!("2 things are left out of {DIVE}; see 'layerscope config'");
    assert_eq!(settings.note(), Some(note));
    assert_eq!(
        settings.passed_over,
        [
            "container-engine",
            "ignore-errors",
            "log",
            "filetree.pane-width"
        ]
    );
    assert_eq!(settings.start(), with(&[]).unwrap().start());
}

#[test]
fn dives_settings_are_read_where_they_mean_the_same() {
    for (text, expected, note) in [
        ("", &[][..], ""),
        (
            "layer:\n  show-aggregated-changes: true",
            &["view = \"from-base\""],
            "",
        ),
        (
            "layer:\n  show-aggregated-changes: false",
            &["view = \"layer\""],
            "",
        ),
        (
            "filetree:\n  show-attributes: false",
            &["attributes = false"],
            "",
        ),
        ("FileTree:\n  Collapse-Dir: true", &["collapsed = true"], ""),
        ("filetree:\n  collapse-dir:", &[], ""),
        (
            "diff:\n  hide: [unmodified]",
            &["show.unchanged = false"],
            "",
        ),
        (
            "diff:\n  hide: added, Removed",
            &["show.added = false", "show.removed = false"],
            "",
        ),
        (
            "diff:\n  hide: [added, removed, added, removed]",
            &["show.added = false", "show.removed = false"],
            "",
        ),
        ("diff:\n  hide: []", &[], ""),
        ("rules:\n  lowest-efficiency: 0.9\nci: true", &[], ""),
        (
            "diff:\n  hide: [adde]",
            &[],
            ":2:10: diff.hide: dive knows no 'adde'; it is left out",
        ),
        (
            "filetree:\n  collapse-dir: maybe",
            &[],
            ":2:17: filetree.collapse-dir: 'maybe' is nei",
        ),
        (
            "filetree: 3",
            &[],
            ":1:11: a single value is passed over; dive has a map here",
        ),
        (
            "- a",
            &[],
            ":1:1: a list is passed over; dive has a map here",
        ),
        (
            "filetre:\n  x: 1",
            &[],
            ":1:1: dive knows no 'filetre', which is left out; did you",
        ),
        (
            "keybinding:\n  qiut: q",
            &[],
            ":2:3: dive knows no 'keybinding.qiut', which is left out; did you mean 'keybinding.quit'",
        ),
        (
            "keybinding:\n  quit: [q]",
            &[],
            ":2:9: keybinding.quit: a list is left out",
        ),
        (
            "keybinding:\n  quit: ctrl+pause, ctrl+q",
            &["quit = [\"ctrl+q\"]"],
            ":2:9: keybinding.quit: 'ctrl+pause' is no key; write a character or",
        ),
        ("keybinding:\n  quit: ctrl+q", &["quit = [\"ctrl+q\"]"], ""),
        (
            "keybinding:\n  filter-files: ctrl+g",
            &["filter = [\"ctrl+g\", \"f\"]"],
            "",
        ),
        ("keybinding:\n  up: up", &["up = [\"up\"]"], ""),
        // What dive's key takes from ours is gone there, and nothing is bound twice.
        (
            "keybinding:\n  toggle-collapse-dir: z",
            &["fold = [\"z\"]"],
            "",
        ),
        (
            "keybinding:\n  up: w\n  toggle-wrap-tree: ctrl+w",
            &["wrap = [\"ctrl+w\"]", "up = [\"w\"]"],
            "",
        ),
        (
            "keybinding:\n  up: w\n  down: w",
            &["up = [\"w\"]", "down = []"],
            ":3:3: keybinding.down: w is 'up' already",
        ),
        (
            "keybinding:\n  close-filter-files: x",
            &[],
            ":2:23: keybinding.close-filter-files: 'back' works where text is typed",
        ),
        (
            "keybinding:\n  close-filter-files: f9",
            &["back = [\"f9\", \"esc\"]"],
            "",
        ),
    ] {
        let settings = dive(text);
        assert_eq!(given(&settings), expected, "{text}");
        let notes = settings.notes.join("\n");
        match note {
            "" => assert_eq!(notes, "", "{text}"),
            note => assert!(
                notes.starts_with(&format!("{DIVE}{note}")),
                "{text}: {notes}"
            ),
        }
    }
    for (text, said) in [
        ("a: [", ":"),
        ("a: 1\na: 2", ":2:1: the key 'a' stands here a second"),
    ] {
        let error = with(&[(DIVE, text)]).unwrap_err();
        assert!(error.starts_with(&format!("{DIVE}{said}")), "{error}");
    }
}

#[test]
fn our_keys_beat_dives() {
    let both = |own: &str, dive: &str| {
        let own = format!("[keys]\n{own}");
        let dive = format!("keybinding:\n  {dive}");
        with(&[(OWN, &own), (DIVE, &dive)]).unwrap()
    };
    let settings = both("zoom = 'ctrl+w'", "toggle-wrap-tree: ctrl+w, f2");
    assert_eq!(
        given(&settings),
        ["wrap = [\"f2\", \"w\"]", "zoom = [\"ctrl+w\"]"]
    );
    let settings = both("wrap = 'W'", "toggle-wrap-tree: ctrl+w");
    assert_eq!(given(&settings), ["wrap = [\"W\"]"]);
    assert!(settings.notes.is_empty(), "{:?}", settings.notes);
}

#[test]
fn places_are_looked_at_in_order_and_one_of_dives_is_read() {
    let aggregated = "layer: {show-aggregated-changes: true}";
    let all: &[(&str, &str)] = &[
        ("here/.dive.yaml", aggregated),
        ("home/.dive.yaml", ""),
        ("home/.dive.yml", ""),
        ("config/dive/config.yaml", ""),
        ("config/dive/any.yml", ""),
        ("config/dive/other.toml", "x"),
    ];
    let names = |settings: &Settings| -> Vec<String> {
        let shown = told::places(&settings.looked);
        shown.lines().map(str::to_owned).collect()
    };
    assert_eq!(
        names(&with(all).unwrap()),
        [
            "config/layerscope/config.toml: not there",
            "here/.dive.yaml: read, dive's",
            "here/.dive.yml: not there, dive's",
            "home/.dive.yaml: not read, another comes first, dive's",
            "home/.dive.yml: not read, another comes first, dive's",
            "config/dive/config.yaml: not read, another comes first, dive's",
            "config/dive/any.yml: not read, another comes first, dive's",
        ]
    );
    assert_eq!(with(all).unwrap().start().view, View::FromBase);
    let none = with(&[("config/dive/any.yml", aggregated)]).unwrap();
    assert_eq!(none.start().view, View::FromBase);
    let user = User {
        files: all,
        variables: "LAYERSCOPE_SETTINGS=TOP/here/.dive.yaml",
        ..User::default()
    };
    // It is read as ours, and is none.
    assert!(
        user.settings()
            .unwrap_err()
            .starts_with("here/.dive.yaml:1:")
    );
}

#[test]
fn what_config_prints_is_a_settings_file_that_changes_nothing() {
    let own = "theme = 'night'\ncolumns = ['size']\nshow.transient = true\n\
               [keys]\nfold = 'f'\nzoom = [',', '\"', '\\', 'ctrl+w']\nhex = []\n";
    let before = with(&[(OWN, own), (DIVE, "keybinding: {up: w, quit: ctrl+q}")]).unwrap();
    let text = told::text(&before);
    let after = with(&[(OWN, &text)]).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(given(&after), given(&before));
    for info in &SETTINGS {
        assert_eq!(after.get(info.name).value, before.get(info.name).value);
    }
    for place in Place::EVERY {
        for key in keys("f w s z q ctrl+q ctrl+w , \" \\ up k x F") {
            let action = |settings: &Settings| settings.keymap.action(place, key);
            assert_eq!(action(&after), action(&before), "{key} in {place:?}");
        }
    }
}

#[test]
fn colours_follow_what_is_wanted_and_what_the_terminal_has() {
    let night = Theme::named("night").unwrap();
    for (text, variables, theme) in [
        ("", "", Theme::terminal()),
        ("theme = 'night'", "", night.in_256()),
        ("theme = 'night'", "COLORTERM=truecolor", night),
        (
            "theme = 'night'",
            "COLORTERM=truecolor NO_COLOR=1",
            Theme::mono(),
        ),
        ("color = 'never'", "COLORTERM=truecolor", Theme::mono()),
        ("", "TERM=vt100", Theme::mono()),
        ("color = 'always'", "TERM=vt100", Theme::terminal()),
    ] {
        let user = User {
            files: &[(OWN, text)],
            variables,
            flags: Flags::default(),
        };
        assert_eq!(
            user.settings().unwrap().theme(),
            theme,
            "{text} {variables}"
        );
    }
}

#[test]
fn what_the_browser_is_given_is_what_was_set() {
    let defaults = with(&[]).unwrap();
    assert_eq!(defaults.start(), layerscope::tui::Start::default());
    assert!(defaults.mouse() && defaults.glyphs() == Glyphs::UNICODE);
    let text = "ascii = true\nmouse = false\nview = 'final'\nonly-changed = true\nsort = 'waste'\n\
                attributes = false\ncolumns = ['owner']\nwrap = true\ncollapsed = true\n\
                [show]\nadded = false\ntransient = true";
    let set = own(text).unwrap();
    assert!(!set.mouse() && set.glyphs() == Glyphs::ASCII);
    let start = set.start();
    assert_eq!((start.view, start.sort.name()), (View::Final, "waste"));
    assert!(start.only_changed && !start.attributes && start.wrap && start.collapsed);
    assert!(start.columns.owner && !start.columns.mode && !start.columns.size);
    assert!(!start.show.added && start.show.transient && start.show.unchanged);
}

#[test]
fn a_long_or_odd_name_of_a_file_is_shown_escaped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a\x1b[31m.toml");
    fs::write(&path, "x = 1").unwrap();
    let flags = Flags {
        settings: Some(path),
        values: vec![],
    };
    let request = Request {
        flags: &flags,
        variable: &|_| None,
        config: None,
        home: None,
        folder: Path::new("."),
    };
    let error = Settings::load(&request).unwrap_err().to_string();
    assert!(
        error.contains("a\\x1b[31m.toml:1:1: unknown key"),
        "{error}"
    );
}
