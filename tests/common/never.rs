//! Values that must never come out: whoever plants a secret says so here, and everything that a run
//! says or writes is looked through for all of them, in every form that an output may give them.
//!
//! Values are made up at run time, so that nothing in the source looks like a secret.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aho_corasick::AhoCorasick;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// What masks may show of each end of a value.
const SHOWN: usize = 4;
/// Shorter pieces than this are words that stand anywhere.
const LEAST: usize = 6;

static PLANTED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Says that this value must never come out; gives it back.
pub fn plant(value: String) -> String {
    assert!(
        value.len() >= LEAST,
        "{value} is too short to be looked for"
    );
    PLANTED.lock().unwrap().insert(value.clone());
    value
}

/// A made-up value of so many letters and digits that is always the same for its name.
pub fn word(name: &str, len: usize) -> String {
    let letters = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut bytes = vec![0; len];
    let mut drawn = blake3::Hasher::new().update(name.as_bytes()).finalize_xof();
    drawn.fill(&mut bytes);
    let letter = |byte: &u8| char::from(letters[usize::from(*byte) % letters.len()]);
    let mut word: String = bytes.iter().map(letter).collect();
    // Values of each kind of character, whatever was drawn.
    word.replace_range(1..4, "x7Q");
    plant(word)
}

/// What tells a value: all of it but what its mask may show.
fn telling(value: &str) -> &str {
    let shown = SHOWN.min(value.len() / 8);
    &value[shown..value.len() - shown]
}

/// The forms in which a value may stand in an output.
fn forms(value: &str) -> BTreeSet<String> {
    let core = telling(value);
    let json = serde_json::to_string(core).unwrap();
    let json = json[1..json.len() - 1].to_owned();
    let url = |lower: bool| {
        let byte = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ if lower => format!("%{byte:02x}"),
            _ => format!("%{byte:02X}"),
        };
        core.bytes().map(byte).collect::<String>()
    };
    let xml = core
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;");
    let hex: String = core.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut forms: BTreeSet<String> =
        [core.to_owned(), json, url(true), url(false), xml, hex].into();
    forms.extend(encoded(core));
    forms.retain(|form| form.len() >= LEAST);
    forms
}

/// What base64 of any text that holds `core` holds: its middle, for each of the three places where
/// it may begin in a group.
fn encoded(core: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::new();
    for before in 0..3 {
        let text = [&b"\0\0\0"[..before], core.as_bytes()].concat();
        for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let encoded = engine.encode(&text);
            let from = (before * 8).div_ceil(6);
            let to = text.len() * 8 / 6;
            forms.insert(encoded[from..to].to_owned());
        }
    }
    forms
}

/// Looks for the forms of all values that were planted when it was made.
struct Search {
    planted: usize,
    /// A value with a form of it.
    forms: Vec<(String, String)>,
    search: AhoCorasick,
}

/// The search for all that is planted, made anew when something was.
fn search() -> MutexGuard<'static, Option<Search>> {
    static SEARCH: Mutex<Option<Search>> = Mutex::new(None);
    let mut search = SEARCH.lock().unwrap_or_else(PoisonError::into_inner);
    let planted = PLANTED.lock().unwrap().clone();
    if search
        .as_ref()
        .is_some_and(|search| search.planted == planted.len())
    {
        return search;
    }
    let forms: Vec<(String, String)> = planted
        .iter()
        .flat_map(|value| {
            forms(value)
                .into_iter()
                .map(move |form| (value.clone(), form))
        })
        .collect();
    *search = Some(Search {
        planted: planted.len(),
        search: AhoCorasick::new(forms.iter().map(|(_, form)| form)).unwrap(),
        forms,
    });
    search
}

/// The planted values that stand in these bytes, with the form.
pub fn found_in(bytes: &[u8]) -> Vec<(String, String)> {
    let search = search();
    let search = search.as_ref().unwrap();
    let hits = search.search.find_overlapping_iter(bytes);
    let hits: BTreeSet<usize> = hits.map(|hit| hit.pattern().as_usize()).collect();
    hits.into_iter()
        .map(|hit| search.forms[hit].clone())
        .collect()
}

/// Fails when `bytes` hold a planted value; `what` says what they are.
pub fn check(what: &str, bytes: &[u8]) {
    let found = found_in(bytes);
    assert!(
        found.is_empty(),
        "{what} holds {} planted values, the first is {:?} as {:?}, in\n{}",
        found.len(),
        found[0].0,
        found[0].1,
        around(bytes, &found[0].1),
    );
}

/// The same for every file below a folder, but for those that are named.
pub fn check_files(what: &str, folder: &Path, but: &[&str]) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_file() && !but.contains(&name.as_str()) {
            check(
                &format!("{what}: the file {name}"),
                &std::fs::read(&path).unwrap(),
            );
        }
    }
}

/// The line in which something stands.
fn around(bytes: &[u8], form: &str) -> String {
    let text = String::from_utf8_lossy(bytes);
    let line = text.lines().find(|line| line.contains(form));
    line.unwrap_or("(across lines)").chars().take(600).collect()
}
