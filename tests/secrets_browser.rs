//! Secrets in the browser: found, placed, marked, and masked on every screen until somebody asks.
#![allow(clippy::unwrap_used, clippy::panic)] // a test program

mod common;

use std::sync::Arc;

use common::images::{Layer, archive, blob, config, docker_members};
use common::never;
use common::raw_tar::Tar;
use layerscope::gate::{Policy, Wanted, load};
use layerscope::limits::Limits;
use layerscope::secrets::Baseline;
use layerscope::source::{OpenOptions, parse_reference};
use layerscope::tui::{Headless, Judge, Origin, Reading, Screen};
use serde_json::{Value, json};

/// A made-up token in GitHub's form, drawn from a letter; its checksum does not hold.
fn token(letter: char) -> String {
    let drawn = blake3::hash(letter.to_string().as_bytes());
    let letters = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let bytes = drawn.as_bytes().iter().chain(&[7, 77, 177, 27]);
    let body = bytes.map(|byte| char::from(letters[usize::from(*byte) % letters.len()]));
    never::plant(format!(
        "{}_{}",
        ["g", "hp"].concat(),
        body.collect::<String>()
    ))
}

/// What tells a value: everything but its ends, which masks show.
fn middle(letter: char) -> String {
    token(letter)[6..30].to_owned()
}

/// The letters of all tokens in the image.
const LETTERS: [char; 7] = ['q', 'r', 's', 't', 'u', 'v', 'w'];

/// A token deleted, one overwritten, the one that overwrites it, one in a build argument, one that
/// a comment allows, one in the environment, and one far down a file.
fn image() -> Vec<u8> {
    let line = |letter| format!("# settings\nGITHUB_TOKEN={}\n", token(letter));
    let far = format!("{}{}", "nothing here\n".repeat(300), line('w'));
    let layers = vec![
        Layer::plain(
            Tar::new()
                .file("app/gone/conf", line('q'))
                .file("app/conf", line('r'))
                .file("app/far", far)
                .file(
                    "app/allowed",
                    format!("TOKEN={} # layerscope:allow\n", token('u')),
                )
                .end(),
            "COPY . /app",
        ),
        Layer::plain(
            Tar::new()
                .file("app/.wh.gone", "")
                .file("app/conf", line('s'))
                .file("app/clean", "nothing\n")
                .end(),
            &format!("RUN |1 ARG={} /bin/sh -c make", token('t')),
        ),
    ];
    with_variable(docker_members("planted", &layers), &config(&layers))
}

/// The same archive with a token in the environment.
fn with_variable(mut members: Vec<(String, Vec<u8>)>, old: &[u8]) -> Vec<u8> {
    let mut config: Value = serde_json::from_slice(old).unwrap();
    let variable = format!("DEPLOY_TOKEN={}", token('v'));
    config["config"]["Env"] = json!(["PATH=/usr/bin:/bin", variable]);
    let config = config.to_string().into_bytes();
    let name = format!("{}.json", blob(&config).0.rsplit('/').next().unwrap());
    for (path, bytes) in &mut members {
        if path == "manifest.json" {
            let mut manifest: Value = serde_json::from_slice(bytes).unwrap();
            manifest[0]["Config"] = json!(name);
            *bytes = manifest.to_string().into_bytes();
        } else if bytes == old {
            (*path, *bytes) = (name.clone(), config.clone());
        }
    }
    archive(&members)
}

fn open(size: (u16, u16), verify: bool) -> Headless {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image.tar");
    std::fs::write(&path, image()).unwrap();
    let reading = Reading {
        origin: Origin::Reference(parse_reference(path.as_os_str(), None).unwrap()),
        open: OpenOptions::default(),
        verify,
        base: None,
        cache: None,
    };
    let mut browser = Headless::new("planted", size);
    browser.open(reading).unwrap();
    browser.draw();
    browser
}

/// The browser after the scan and these keys.
fn after(size: (u16, u16), keys: &str) -> Headless {
    let mut browser = open(size, true);
    browser.press("5 enter").unwrap();
    browser.draw();
    browser.press(keys).unwrap();
    browser
}

fn selected_path(browser: &Headless) -> String {
    let tree = browser.state.tree.as_ref().unwrap();
    String::from_utf8(tree.path(browser.state.files.selected)).unwrap()
}

/// Moves down to the row that is about this place.
fn to_row(browser: &mut Headless, path: &str) {
    browser.press("g").unwrap();
    for _ in 0..20 {
        let selected = browser.state.secrets.selected().unwrap();
        if selected.1.site.path() == path.as_bytes() {
            return;
        }
        browser.press("j").unwrap();
    }
    panic!("no row has {path}:\n{}", browser.text());
}

#[test]
fn nothing_is_scanned_until_somebody_asks() {
    let mut browser = open((120, 40), true);
    browser.press("5").unwrap();
    let text = browser.text();
    assert!(text.contains("Press enter to scan the image"), "{text}");
    assert!(browser.state.secrets.found().is_none());
    let mut always = Headless::new("planted", (120, 40));
    always.state.start.secrets = true;
    let reading = Reading {
        origin: Origin::Demo,
        open: OpenOptions::default(),
        verify: true,
        base: None,
        cache: None,
    };
    always.open(reading).unwrap();
    assert!(always.state.secrets.found().is_some(), "the setting asks");
}

#[test]
fn each_secret_is_told_with_its_fate() {
    for verify in [true, false] {
        let mut browser = open((200, 50), verify);
        browser.press("5 enter").unwrap();
        let text = browser.text();
        assert!(text.contains("6 secrets to act on, 4 visible"), "{text}");
        assert!(text.contains("1 set aside"), "{text}");
        for part in [
            "/app/gone/conf:2:14",
            "deleted by 1",
            "overwritten by 1",
            "/app/far:302:14",
            "config.Env[1]",
        ] {
            assert!(text.contains(part), "{part}:\n{text}");
        }
        to_row(&mut browser, "/app/gone/conf");
        let text = browser.text();
        for part in [
            "put there by layer 0: COPY . /app",
            "deleted by layer 1",
            "still in the image for anyone who pulls it",
            "--mount=type=secret",
        ] {
            assert!(text.contains(part), "{part}:\n{text}");
        }
    }
}

#[test]
fn keys_choose_what_is_listed() {
    for (keys, with, without) in [
        ("t", "/app/far", "/app/gone/conf"),
        ("t t", "/app/gone/conf", "/app/far"),
        ("t t t", "/app/far", "/app/allowed"),
        ("c", "/app/allowed:1:7  ignored: a comment", "nothing"),
        ("c c", "/app/far", "/app/allowed"),
        ("f g o n e enter", "/app/gone/conf", "/app/far"),
        ("f g i t h u b enter", "/app/gone/conf", "/app/allowed"),
        ("f g o n e enter esc", "/app/far", "filter gone"),
    ] {
        let mut browser = after((200, 50), keys);
        let text = browser.text();
        assert!(text.contains(with), "{keys}: {with}:\n{text}");
        assert!(!text.contains(without), "{keys}: {without}:\n{text}");
    }
    let order = |keys: &str| {
        let browser = after((200, 50), keys);
        let first = browser.state.secrets.selected().unwrap();
        String::from_utf8(first.1.site.path()).unwrap()
    };
    assert_eq!(order("s"), "/app/conf");
    assert_eq!(
        order("s s"),
        "config.Env[1]",
        "what is of no layer comes first"
    );
}

#[test]
fn a_secret_opens_to_its_places_and_closes_again() {
    let mut browser = after((120, 40), "");
    let rows = browser.state.secrets.rows.len();
    browser.press("right").unwrap();
    assert_eq!(browser.state.secrets.rows.len(), rows + 1);
    browser.press("right").unwrap();
    assert_eq!(browser.state.secrets.cursor.at, 1);
    browser.press("space").unwrap();
    assert_eq!(browser.state.secrets.rows.len(), rows);
    assert_eq!(browser.state.secrets.cursor.at, 0);
}

#[test]
fn enter_goes_to_the_file_in_its_layer_and_o_to_the_line() {
    let mut browser = after((120, 40), "");
    to_row(&mut browser, "/app/gone/conf");
    browser.press("enter").unwrap();
    assert_eq!(browser.state.screen, Screen::Tree);
    assert_eq!(selected_path(&browser), "/app/gone/conf");
    assert_eq!(browser.state.layers.cursor.at, 0);

    let mut browser = after((120, 40), "");
    to_row(&mut browser, "/app/far");
    browser.press("o").unwrap();
    let text = browser.text();
    assert!(text.contains("302  GITHUB_TOKEN=****"), "{text}");
    assert!(text.contains("nothing here"), "{text}");

    // Of an overwritten file it is the version that carries the secret.
    let mut browser = after((120, 40), "t t");
    to_row(&mut browser, "/app/conf");
    browser.press("o X").unwrap();
    let text = browser.text();
    assert!(
        text.contains(&token('r')) && !text.contains(&token('s')),
        "{text}"
    );

    let mut browser = after((120, 40), "");
    to_row(&mut browser, "config.Env[1]");
    browser.press("enter").unwrap();
    assert_eq!(browser.state.screen, Screen::Image);
    let about = &browser.state.about;
    let line = &about.lines[about.cursor.at].text;
    assert!(line.starts_with("DEPLOY_TOKEN="), "{line}");
}

#[test]
fn layers_and_paths_with_secrets_are_marked() {
    let mut browser = open((120, 40), true);
    assert!(!browser.text().contains('!'), "no column before a scan");
    browser.press("5 enter 1").unwrap();
    browser.press("[ [").unwrap();
    let text = browser.text();
    assert!(text.contains("conf !"), "{text}");
    assert!(!text.contains("allowed !"), "{text}");
    assert!(text.contains("secrets  3 secrets, 1 visible"), "{text}");
    let marked = text.lines().filter(|line| line.contains("✓ !"));
    assert_eq!(marked.count(), 2, "{text}");
    browser.press("]").unwrap();
    let text = browser.text();
    assert!(
        text.contains("conf !") && !text.contains("clean !"),
        "{text}"
    );
}

/// Keys that go through every screen and everything that stands over them.
const EVERYWHERE: &[&str] = &[
    "1", "[ [", "]", "v", "v", "v", "F", "F", "L", "L", "2", "s", "s", "s", "s", "3", "4", "G",
    "5", "space", "G", "c", "c", "?", "esc", "g", "o", "x", "w", "esc", "j", "o", "esc", "j", "o",
    "esc", "5", "j", "enter", "i", "o", "esc", "c", "esc", "esc", "5", "j", "j", "enter", "tab",
    "G", "tab", "z", "z",
];

/// The keys of [`EVERYWHERE`]: every frame, and the state as a log would have it.
fn frames(browser: &mut Headless, mut each: impl FnMut(&str, &str)) {
    for keys in EVERYWHERE {
        browser.press(keys).unwrap();
        let text = browser.text();
        each(keys, &text);
        each("Debug", &format!("{:?}", browser.state));
    }
    // The difference of two versions that carry a secret each.
    browser.press("1 : / a p p / c o n f enter i c").unwrap();
    let text = browser.text();
    assert!(text.contains("only the values of secrets differ"), "{text}");
    each("difference", &text);
}

#[test]
fn no_value_is_in_any_frame_unless_asked_for() {
    for size in [(80, 24), (120, 40), (200, 60)] {
        let mut browser = after(size, "");
        frames(&mut browser, |keys, text| {
            for letter in LETTERS {
                let value = middle(letter);
                // A value may be cut or broken by the edge of a pane.
                for part in [&value[..8], &value[8..16], &value[16..]] {
                    assert!(!text.contains(part), "{letter} after {keys}:\n{text}");
                }
            }
        });
    }
}

#[test]
fn no_value_is_in_any_frame_before_a_scan_either() {
    for verify in [true, false] {
        let mut browser = open((200, 60), verify);
        for keys in [
            "1 [ [ [",
            "]",
            "4",
            "G",
            "1 : / a p p / c o n f enter",
            "o",
            "esc",
            "i",
            "c",
            "esc esc",
            ": / a p p / f a r enter o G",
        ] {
            browser.press(keys).unwrap();
            let text = browser.text();
            never::check(&format!("the frame after {keys}"), text.as_bytes());
            never::check("Debug", format!("{:?}", browser.state).as_bytes());
        }
        assert!(browser.state.secrets.found().is_none());
    }
}

#[test]
fn values_can_be_shown_before_a_scan() {
    let mut browser = open((200, 60), true);
    browser.press("4").unwrap();
    assert!(
        browser.text().contains("DEPLOY_TOKEN=ghp_…"),
        "{}",
        browser.text()
    );
    browser.press("X").unwrap();
    assert!(browser.text().contains(&token('v')), "{}", browser.text());
    browser.press("1 : / a p p / c o n f enter o").unwrap();
    assert!(browser.text().contains(&token('r')), "{}", browser.text());
    browser.press("X").unwrap();
    never::check("masked again", browser.text().as_bytes());
}

#[test]
fn what_the_policy_and_the_baseline_know_is_set_aside() {
    let text = "secrets:\n  ignore:\n    - path: /app/far\n      reason: made up\n";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".layerscope.yaml"), text).unwrap();
    let wanted = Wanted {
        own: None,
        dive: None,
        folder: folder.path(),
    };
    let loaded = load(&wanted, &Limits::default()).unwrap();
    let policy = Policy::resolve(loaded.file.as_ref(), &|_| None, &[]).unwrap();
    let plain = after((120, 40), "");
    let found = plain.state.secrets.found().unwrap();
    let known = |path: &[u8]| {
        let mut all = found.findings.iter();
        let one = all.find(|one| one.places[0].site.path() == path).unwrap();
        json!({"fingerprint": one.fingerprint})
    };
    let baseline =
        json!({"schema": "layerscope.secrets-baseline/1", "findings": [known(b"/app/gone/conf")]});
    let mut browser = open((260, 50), true);
    browser.state.secrets.judge = Arc::new(Judge {
        policy,
        baseline: Some(Baseline::read(baseline.to_string().as_bytes()).unwrap()),
        today: "2027-01-01".into(),
        ..Judge::default()
    });
    browser.press("5 enter").unwrap();
    let text = browser.text();
    assert!(text.contains("4 secrets to act on, 3 visible"), "{text}");
    browser.press("c").unwrap();
    let text = browser.text();
    assert!(text.contains("/app/far:302:14  ignored: made up"), "{text}");
    assert!(
        text.contains("/app/gone/conf:2:14  baselined: known to the baseline"),
        "{text}"
    );
}

#[test]
fn a_folded_directory_is_marked_for_what_is_below_it() {
    let mut browser = after((120, 40), "");
    browser.press("1 [ [ [").unwrap();
    let marked = |browser: &mut Headless, name: &str| {
        let text = browser.text();
        let row = text.lines().find(|line| line.contains(name));
        row.unwrap_or_else(|| panic!("no {name} in {text}"))
            .split_once(name)
            .unwrap()
            .1
            .contains(" !")
    };
    browser.press("g").unwrap();
    assert!(!marked(&mut browser, "▾ app"), "open: its files are marked");
    browser.press("space").unwrap();
    assert!(marked(&mut browser, "▸ app"), "{}", browser.text());
}

#[test]
fn values_are_shown_everywhere_when_asked_for_and_masked_again() {
    let mut browser = after((200, 60), "X");
    let text = browser.text();
    assert!(text.contains("the values of secrets are shown"), "{text}");
    let screens = [
        "5 c g",
        "4",
        "1 tab tab [ ]",
        "1 : / a p p / c o n f enter i c",
    ];
    let mut seen = std::collections::BTreeSet::new();
    for keys in screens {
        browser.press(keys).unwrap();
        let text = browser.text();
        seen.extend(
            LETTERS
                .into_iter()
                .filter(|letter| text.contains(&middle(*letter)[..12])),
        );
    }
    assert!(seen.is_superset(&['r', 's', 't', 'v'].into()), "{seen:?}");
    // What stands over the panes is masked at once.
    browser.press("X").unwrap();
    let text = browser.text();
    assert!(text.contains("masked"), "{text}");
    for letter in LETTERS {
        assert!(!text.contains(&middle(letter)[..12]), "{text}");
    }
}

#[test]
fn searching_in_masked_contents_finds_no_value() {
    let mut browser = after((120, 40), "");
    to_row(&mut browser, "/app/far");
    browser.press("o /").unwrap();
    browser.type_text(&middle('w')[..10]).unwrap();
    browser.press("enter").unwrap();
    assert!(browser.text().contains("nothing matches"));
}

#[test]
fn the_narrowest_screen_has_all_tabs() {
    let mut browser = after((80, 24), "");
    let text = browser.text();
    assert!(text.contains("3 Dup  4 Image [5 Secrets]"), "{text}");
    assert!(text.contains("visible") && text.contains("/app/"), "{text}");
}
