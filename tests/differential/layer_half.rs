//! The layer half: one layer, read by the library and by the others, and what the difference is
//! worth.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use layerscope::image::WarningKind;
use layerscope::layer;

use crate::common::hashes::{self, Read};
use crate::common::oracle::{self, Listed, Section};
use crate::common::ours;

use super::answers::Answer;
use super::layers::{self, Case, Material};
use super::oracles::{self, Answering};
use super::tally::{Tally, Verdict};

fn options(contents: bool) -> layer::Options {
    layer::Options {
        verify: contents,
        hash: contents,
        limits: layers::limits(),
    }
}

/// The readers that a layer is shown to.
pub struct Readers {
    go: Answering,
    python: Answering,
    scratch: PathBuf,
    keep: Option<PathBuf>,
    /// Go's answers to layers on which we agree and which no library's encoder made.
    pub answers: String,
    pub tallies: BTreeMap<&'static str, Tally>,
}

impl Readers {
    /// `go` is the built `tests/oracle/list.go`; finds are written to `keep`.
    pub fn start(go: &Path, scratch: &Path, keep: Option<PathBuf>) -> std::io::Result<Readers> {
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/differential/tarfile_list.py"
        );
        Ok(Readers {
            go: Answering::start(Command::new(go).arg("-stream"))?,
            python: Answering::start(Command::new("python3").arg(script))?,
            scratch: scratch.join("layer.tar"),
            keep,
            answers: String::new(),
            tallies: BTreeMap::new(),
        })
    }

    /// Shows all readers the layers of these seeds, GNU tar one in `gnu`.
    pub fn compare(&mut self, seeds: std::ops::Range<u64>, gnu: u64, material: &Material) {
        let cases: Vec<(u64, Case)> = seeds
            .map(|seed| (seed, layers::case(seed, material)))
            .collect();
        let stored: Vec<&[u8]> = cases.iter().map(|(_, case)| &case.stored[..]).collect();
        let plain: Vec<&[u8]> = cases.iter().map(|(_, case)| &case.plain[..]).collect();
        let (go, python) = (&mut self.go, &mut self.python);
        let scratch = &self.scratch;
        let (go, python, gnu, ours) = std::thread::scope(|scope| {
            let go = scope.spawn(|| go.ask(&stored));
            let python = scope.spawn(|| python.ask(&plain));
            let gnu = scope.spawn(|| {
                let asked = cases.iter().filter(|(seed, _)| seed % gnu == 0);
                let asked =
                    asked.map(|(seed, case)| (*seed, oracles::gnu_tar(&case.plain, scratch)));
                asked.collect::<BTreeMap<_, _>>()
            });
            let both = |case: &&[u8]| {
                [true, false].map(|contents| hashes::read(case, "layer", &options(contents)))
            };
            let ours: Vec<[Read; 2]> = stored.iter().map(both).collect();
            (
                go.join().unwrap(),
                python.join().unwrap(),
                gnu.join().unwrap(),
                ours,
            )
        });
        for (at, (seed, case)) in cases.iter().enumerate() {
            let [read, listed] = &ours[at];
            let verdict = against_go(&go[at], read);
            if case.portable && matches!(verdict, Verdict::Agreed { .. }) {
                let answer = Answer::of(*seed, &case.stored, &read.rows, read.error.is_some());
                self.answers.push_str(&answer.line());
            }
            self.judge("go, contents", *seed, case, verdict);
            let bare = without_contents(&go[at]);
            self.judge("go, listing", *seed, case, against_go(&bare, listed));
            let Section { rows, error, .. } = &python[at];
            let verdict = against(rows, error.as_deref(), read, false);
            self.judge("python tarfile", *seed, case, verdict);
            if let Some((rows, error)) = gnu.get(seed) {
                let verdict = against(rows, error.as_deref(), read, true);
                self.judge("gnu tar", *seed, case, verdict);
            }
        }
    }

    fn judge(&mut self, oracle: &'static str, seed: u64, case: &Case, verdict: Verdict) {
        let tally = self.tallies.entry(oracle).or_default();
        tally.count(&verdict);
        if let (Verdict::Left(what), Some(keep)) = (&verdict, &self.keep) {
            let name = format!("{}-{seed}", oracle.replace([' ', ','], ""));
            std::fs::write(keep.join(format!("{name}.tar")), &case.stored).unwrap();
            std::fs::write(keep.join(format!("{name}.txt")), what).unwrap();
        }
    }
}

/// True when our listing is the beginning of Go's.
fn begins(go: &[Listed], ours: &[Listed]) -> bool {
    let paths = |rows: &[Listed]| rows.iter().map(|row| row.path.clone()).collect::<Vec<_>>();
    paths(go).starts_with(&paths(ours))
}

/// Reading no contents finds no fault in them.
fn without_contents(go: &Section) -> Section {
    let mut go = go.clone();
    go.read_error = false;
    for row in &mut go.rows {
        row.content = None;
    }
    go
}

/// Where our decoders refuse what Go's take: reserved bits of a gzip header, for which RFC 1952
/// (section 2.3.1.2) demands an error.
const STRICTER: [&str; 1] = ["unknown header flags set"];

/// What we refuse for its size, or for there being nothing.
const OUR_LIMITS: [&str; 3] = ["the limit of", "more than 16 extended", "it is empty"];

/// What our decoders say of broken data.
const BROKEN: [&str; 2] = [" data is corrupt", " data breaks off"];

/// Where Go fails in the middle of a file and we say so and read on.
const SPARSE: &str = "a sparse file's map does not match its stored bytes";

/// Go is right, but for our limits and for what decoders make of bytes behind the data.
fn against_go(go: &Section, ours: &Read) -> Verdict {
    let mut go = ours::comparable(go);
    // A decoder's failure behind the end of the tar: the tar reader does not see it, we do.
    if go.rest_error && ours.error.is_some() {
        go.error = ours.error.clone();
    }
    let wrong = oracle::differences(&go, &ours.rows, ours.error.as_deref());
    let error = ours.error.as_deref().unwrap_or_default();
    let decoder = go.error.as_deref().is_some_and(|error| {
        ["gzip:", "zstd:", "flate:", "unexpected EOF"]
            .iter()
            .any(|start| error.starts_with(start))
    });
    if wrong.is_empty() {
        Verdict::Agreed {
            warned: parsers_differ(ours),
        }
    } else if refused(error, &go.rows, &ours.rows) {
        Verdict::Refused
    } else if ours
        .warnings
        .iter()
        .any(|warning| warning.message.contains(SPARSE))
    {
        Verdict::Warned(WarningKind::ParsersDiffer.name())
    } else if decoder && ours.error.is_none() && warns(ours, WarningKind::TrailingData) {
        Verdict::Warned("trailing-data")
    } else {
        Verdict::Left(format!(
            "{}\nour warnings: {:?}\n",
            wrong.join("\n"),
            ours.warnings
        ))
    }
}

/// We read no further and say why: at a limit, where the data is damaged, where we are stricter.
fn refused(error: &str, go: &[Listed], ours: &[Listed]) -> bool {
    let has = |all: &[&str]| all.iter().any(|words| error.contains(words));
    // Both break off, the tool that decoded for Go a little later.
    let broken = has(&BROKEN) && begins(go, ours);
    broken || has(&OUR_LIMITS) || has(&STRICTER)
}

/// Another reader's listing: where it is not ours, somebody must have been told.
fn against(rows: &[Listed], error: Option<&str>, ours: &Read, gnu: bool) -> Verdict {
    // A volume's label is no file; GNU tar lists one that a PAX record names, too.
    let rows = rows.iter().filter(|row| !gnu || row.kind != b'V');
    let rows = ours::comparable(&Section {
        rows: rows.cloned().collect(),
        ..Section::default()
    });
    let theirs: Vec<Listed> = rows.rows.iter().map(|row| core(row, gnu)).collect();
    let own = ours.rows.iter().filter(|row| !gnu || row.kind != b'V');
    let own: Vec<Listed> = own.map(|row| core(row, gnu)).collect();
    // One that lists the same and then complains has seen what we have.
    let told = told(&theirs, &own, error);
    if told.is_empty() {
        return Verdict::Agreed {
            warned: parsers_differ(ours),
        };
    }
    if ours.error.is_some() {
        return Verdict::Refused;
    }
    if parsers_differ(ours) {
        return Verdict::Warned(WarningKind::ParsersDiffer.name());
    }
    for kind in [
        WarningKind::TrailingData,
        WarningKind::RuntimesDiffer,
        WarningKind::OddPath,
    ] {
        if warns(ours, kind) {
            return Verdict::Warned(kind.name());
        }
    }
    Verdict::Left(told)
}

fn told(theirs: &[Listed], own: &[Listed], error: Option<&str>) -> String {
    let section = Section {
        rows: theirs.to_vec(),
        ..Section::default()
    };
    let mut text = oracle::differences(&section, own, None)
        .join("\n")
        .replace("  go ", "  they");
    if let (false, Some(error)) = (text.is_empty(), error) {
        text.push_str(&format!("\nand it fails: {error}\n"));
    }
    text
}

fn parsers_differ(ours: &Read) -> bool {
    warns(ours, WarningKind::ParsersDiffer)
}

fn warns(ours: &Read, kind: WarningKind) -> bool {
    ours.warnings.iter().any(|warning| warning.kind == kind)
}

/// What every reader has an opinion about: path, type, size of files, mode, owner, target of
/// links, numbers of devices. Global headers are entries to none but Go.
fn core(row: &Listed, gnu: bool) -> Listed {
    let known = matches!(row.kind, b'0'..=b'6');
    let kind = if known { row.kind } else { b'?' };
    Listed {
        path: row.path.clone(),
        kind,
        size: if row.kind == b'0' { row.size } else { 0 },
        mode: row.mode & 0o7777,
        uid: i64::from(row.uid as u32),
        gid: i64::from(row.gid as u32),
        link: if matches!(row.kind, b'1' | b'2') && !is_marker(&row.path) {
            target(row)
        } else {
            vec![]
        },
        device: if matches!(row.kind, b'3' | b'4') && !is_marker(&row.path) {
            row.device
        } else {
            (0, 0)
        },
        content: if gnu { None } else { row.content.clone() },
        ..Listed::default()
    }
}

/// GNU tar shows a hard link's target without what leads out of the root.
fn target(row: &Listed) -> Vec<u8> {
    if row.kind == b'1' {
        oracle::clean(&row.link)
    } else {
        row.link.clone()
    }
}

fn is_marker(path: &[u8]) -> bool {
    let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or_default();
    name.starts_with(b".wh.")
}
