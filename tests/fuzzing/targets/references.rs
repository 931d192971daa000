//! What is typed: references, views, platforms, patterns, whole command lines.
//!
//! In a pipeline that is somebody else's choice, a branch's name for instance.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use layerscope::cli::{self, ViewRange};
use layerscope::source::{Reference, parse_reference};
use layerscope::text::{cells, escape_bytes, fit, harmless, log_safe, tail, wrap};
use layerscope::tree::{Pattern, PatternKind};

use super::bytes::Bytes;
use super::laws;

pub fn run(input: &[u8]) {
    let mut input = Bytes(input);
    let kind = input.byte();
    let bytes = input.rest();
    texts(bytes);
    reference(OsStr::from_bytes(bytes));
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Err(what) = text.parse::<ViewRange>() {
            laws::tame(&what);
        }
        pattern(text, kind);
    }
    command_line(bytes, kind & 1 == 1);
}

/// A name that is given to an engine is a name: no option, nothing that a shell minds.
fn reference(typed: &OsStr) {
    let sources = [None, Some("docker"), Some("podman"), Some("docker-archive")];
    for source in sources {
        match parse_reference(typed, source) {
            Ok(Reference::Engine { name, .. }) => {
                let good = |c: char| c.is_ascii_alphanumeric() || "._-/:@+".contains(c);
                assert!(name.chars().all(good), "{name:?}");
                assert!(
                    name.starts_with(|c: char| c.is_ascii_alphanumeric()),
                    "{name:?}"
                );
            }
            Ok(Reference::Stdin | Reference::Path { .. }) => {}
            Err(error) => laws::sentence(&error.to_string()),
        }
    }
}

fn pattern(text: &str, kind: u8) {
    let kind =
        [PatternKind::Text, PatternKind::Glob, PatternKind::Regex][usize::from(kind >> 1) % 3];
    match Pattern::new(kind, text, &laws::limits()) {
        Ok(pattern) => {
            for path in [&b"/etc/passwd"[..], b"/usr/lib/a.so", b"/\xff", b"/"] {
                let _ = pattern.matches(path);
            }
            let own = format!("/x{text}y");
            assert!(
                kind != PatternKind::Text || pattern.matches(own.as_bytes()),
                "{text:?}"
            );
        }
        Err(what) => laws::tame(&what),
    }
}

fn command_line(bytes: &[u8], ci: bool) {
    let words = bytes.split(|&byte| byte == b'\n').take(20);
    let words = words.map(|word| OsString::from_vec(word.to_vec()));
    let words = std::iter::once("layerscope".into()).chain(words);
    let ci = ci.then(|| OsStr::new("true"));
    if let Err(error) = cli::parse(words, ci)
        && error.use_stderr()
    {
        laws::tame(&cli::misuse(&error));
    }
}

/// Escaped text is tame and, where nothing needed it, the text itself; cut text fits.
fn texts(bytes: &[u8]) {
    let shown = escape_bytes(bytes);
    assert!(shown.chars().all(harmless), "{shown:?}");
    assert!(shown.len() <= bytes.len() * 10 && shown.len() >= bytes.len() / 4);
    assert_eq!(shown.is_empty(), bytes.is_empty());
    if std::str::from_utf8(bytes).is_ok_and(|text| text.chars().all(harmless))
        && !shown.contains("\\x23")
    {
        assert_eq!(shown.as_bytes(), bytes);
    }
    laws::tame(&log_safe(&shown));
    for most in [1, 2, 7, 80] {
        assert!(cells(&fit(&shown, most)) <= most, "{shown:?} in {most}");
        assert!(cells(&tail(&shown, most)) <= most, "{shown:?} in {most}");
        let lines = wrap(&shown, most);
        let kept: usize = lines.iter().map(|line| line.len()).sum();
        assert!(kept <= shown.len(), "{shown:?} in {most}");
    }
}
