//! Runs the binary in an environment of its own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;

use crate::common::{fixture, never};

/// What a run said, and how it ended.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: Vec<u8>,
    pub(crate) err: Vec<u8>,
}

impl Said {
    pub(crate) fn out(&self) -> String {
        String::from_utf8(self.out.clone()).unwrap()
    }

    pub(crate) fn err(&self) -> String {
        String::from_utf8(self.err.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.out(), self.err()))
    }

    /// The lines of a table of verdicts: outcome and rule, those that are disabled left out.
    pub(crate) fn verdicts(&self) -> Vec<(String, String)> {
        let json = self.json();
        let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
        let rows = json["verdicts"].as_array().unwrap().iter();
        rows.map(|row| (text(row, "outcome"), text(row, "rule")))
            .filter(|(outcome, _)| !outcome.eq_ignore_ascii_case("skip"))
            .collect()
    }
}

/// What says how a terminal looks, and where settings are.
const TERMINAL: [&str; 8] = [
    "XDG_CONFIG_HOME",
    "NO_COLOR",
    "CLICOLOR_FORCE",
    "COLORTERM",
    "TERM",
    "LC_ALL",
    "LC_CTYPE",
    "LANG",
];

/// The binary in a folder without policy files and with a bare environment. It is stopped after
/// a minute: a guard against hanging, not a measure.
pub(crate) fn layerscope() -> Command {
    let mut command = Command::new(program());
    command
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .timeout(Duration::from_secs(60))
        .env("HOME", "/nowhere")
        .env_remove("CI")
        .env_remove("COLUMNS");
    for name in TERMINAL {
        command.env_remove(name);
    }
    for (key, _) in std::env::vars_os() {
        if key.to_string_lossy().starts_with("LAYERSCOPE_") {
            command.env_remove(key);
        }
    }
    // What one test left must not answer for another; and the user's own cache is not theirs.
    command.env("LAYERSCOPE_CACHE", "false");
    command
}

pub(crate) fn program() -> &'static Path {
    assert_cmd::cargo::cargo_bin!("layerscope")
}

pub(crate) fn run<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Said {
    said(layerscope().args(args))
}

/// The words of a line, with `TINY/` and `HOSTILE/` for the folders of fixtures.
pub(crate) fn line(words: &str) -> Said {
    run(split(words))
}

pub(crate) fn split(words: &str) -> Vec<String> {
    let folder = |name: &str| fixture(name).to_str().unwrap().to_owned();
    let (tiny, hostile) = (folder("tiny"), folder("hostile"));
    words
        .split_whitespace()
        .map(|word| word.replace("TINY", &tiny).replace("HOSTILE", &hostile))
        .collect()
}

/// Runs it. Nothing that it says holds a secret that a test of this program has planted.
pub(crate) fn said(command: &mut Command) -> Said {
    let said = said_openly(command);
    let what = format!("{command:?}");
    never::check(&format!("{what}: standard output"), &said.out);
    never::check(&format!("{what}: standard error"), &said.err);
    said
}

/// Runs it where secrets are asked for: with `--show-secrets`, or for the bytes of a file.
pub(crate) fn said_openly(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    let code = output.status.code();
    Said {
        code: code.unwrap_or_else(|| panic!("{command:?}: ended by {}", output.status)),
        out: output.stdout,
        err: output.stderr,
    }
}

pub(crate) type Pairs<'a> = &'a [(&'a str, &'a str)];

/// One run in a folder with these files, and with these variables; `IMAGE` stands for an image of
/// `fixtures/tiny`.
pub(crate) fn there(files: Pairs<'_>, variables: Pairs<'_>, args: &[&str]) -> Said {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let image = tiny("docker-save-20.10.tar");
    let args = args.iter().map(|arg| match *arg {
        "IMAGE" => image.as_os_str(),
        arg => arg.as_ref(),
    });
    let mut command = layerscope();
    command.current_dir(folder.path()).args(args);
    for (key, value) in variables {
        command.env(key, value);
    }
    said(&mut command)
}

pub(crate) fn tiny(name: &str) -> PathBuf {
    fixture("tiny").join(name)
}

/// The entries of a folder of fixtures that are images, by name.
pub(crate) fn images(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(fixture(folder)).unwrap();
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    all.retain(|path| path.extension().is_none_or(|ext| ext != "md"));
    all.sort();
    all
}

/// Runs `each` over all on some threads: what it panics with, the test fails with.
pub(crate) fn in_parallel<T: Sync>(all: &[T], each: impl Fn(&T) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(one) =
                    all.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                {
                    each(one);
                }
            });
        }
    });
}
