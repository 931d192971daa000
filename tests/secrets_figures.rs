//! What the secret scan finds and what it does not, in figures, on labelled data of others.
//!
//! `LAYERSCOPE_CORPUS=… cargo test --release --test secrets_figures -- --nocapture` prints them all;
//! with `LAYERSCOPE_CLEAN=one.tar:another.tar` also what is actionable in images in which nothing
//! should be, and with `LAYERSCOPE_FIGURES=long` each line that was missed or told too much.
//! Everything goes through the binary, as a layer of an image. The limits asserted here are what
//! was reached: a change that falls behind them has to say why.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // a test program

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::process::Command;

use common::images::{Layer, archive, docker_members};
use common::raw_tar::Tar;
use serde_json::Value;

/// One place of one finding.
#[derive(Debug)]
struct Told {
    path: String,
    line: u64,
    rule: String,
    value: String,
    confidence: String,
    disposition: String,
    reason: String,
}

type Files = BTreeMap<String, Vec<u8>>;

/// The files of the corpus' secrets below a folder, without the path to it.
fn files(below: &str) -> Option<Files> {
    let packed = std::fs::read(common::corpus()?.join("secrets.tar.gz")).unwrap();
    let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(&packed[..]));
    let mut files = Files::new();
    for entry in tar.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_str().unwrap().to_owned();
        if let (true, Some((_, inside))) = (
            entry.header().entry_type().is_file(),
            path.split_once(below),
        ) {
            let mut bytes = vec![];
            entry.read_to_end(&mut bytes).unwrap();
            files.insert(inside.to_owned(), bytes);
        }
    }
    Some(files)
}

/// What the binary says of an image.
fn told(image: &Path) -> Vec<Told> {
    let run = Command::new(env!("CARGO_BIN_EXE_layerscope"))
        .args(["secrets", "--all", "--show-secrets", "--format", "json"])
        .args(["-q", "--fail-on", "none"])
        .arg(image)
        .output()
        .unwrap();
    assert!(run.status.success(), "{:?}", run);
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut all = vec![];
    for finding in report["findings"].as_array().unwrap() {
        for place in finding["places"].as_array().unwrap() {
            all.push(Told {
                path: text(&place["path"]) + &text(&place["member"]),
                line: place["line"].as_u64().unwrap_or_default(),
                rule: text(&finding["rule"]),
                value: text(&finding["secret"]),
                confidence: text(&finding["confidence"]),
                disposition: text(&place["disposition"]),
                reason: text(&place["reason"]),
            });
        }
    }
    all
}

/// What the binary says of these files, as the one layer of an image, below `/app/`; paths as given.
fn told_of<'f>(files: impl Iterator<Item = (&'f str, &'f [u8])>) -> Vec<Told> {
    let tar = files.fold(Tar::new(), |tar, (path, bytes)| {
        tar.file(format!("app/{path}"), bytes)
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image.tar");
    let layers = vec![Layer::plain(tar.end(), "COPY . /app")];
    std::fs::write(&path, archive(&docker_members("figures", &layers))).unwrap();
    let mut all = told(&path);
    for one in &mut all {
        one.path = one.path.trim_start_matches("/app/").to_owned();
    }
    all
}

/// Whether each single line is wanted.
fn long() -> bool {
    std::env::var("LAYERSCOPE_FIGURES").is_ok_and(|how| how == "long")
}

fn percent(part: usize, of: usize) -> String {
    format!(
        "{part}/{of} ({:.1} %)",
        part as f64 * 100.0 / of.max(1) as f64
    )
}

#[test]
fn credential_files() {
    let Some(files) = files("leaky-repo/") else {
        return;
    };
    let labels = String::from_utf8_lossy(&files[".leaky-meta/secrets.csv"]);
    let labels: BTreeMap<&str, usize> = labels
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| {
            let mut fields = line.split(',');
            (
                fields.next().unwrap(),
                fields.next().unwrap().parse().unwrap(),
            )
        })
        .collect();
    let scanned = files
        .iter()
        .filter(|(path, _)| !path.starts_with(".leaky-meta"));
    let told = told_of(scanned.map(|(path, bytes)| (&path[..], &bytes[..])));
    let mut lines: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for one in &told {
        lines.entry(&one.path).or_default().insert(one.line);
    }
    let found = |path: &str| lines.get(path).map_or(0, BTreeSet::len);
    let risk: usize = labels.values().sum();
    let right: usize = labels
        .iter()
        .map(|(path, risk)| found(path).min(*risk))
        .sum();
    println!("leaky-repo: risk lines {}", percent(right, risk));
    for (path, risk) in &labels {
        if found(path) < *risk && long() {
            println!("  missed: {path}: {} of {risk}", found(path));
        }
    }
    for (path, lines) in lines {
        let risk = labels.get(path).copied().unwrap_or(0);
        if risk == 0 || lines.len() > risk && long() {
            println!("  beside: {path}: lines {lines:?}, {risk} labelled");
        }
    }
    assert!(right >= 87, "{right}");
}

/// Labelled values by rule, file and line.
fn labelled(files: &Files, name: &str) -> BTreeMap<(String, String, u64), Vec<String>> {
    let all: Value = serde_json::from_slice(&files[&format!("data/{name}")]).unwrap();
    let mut out: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for one in all.as_array().unwrap() {
        // They list each line of a key, here the whole is one secret at its first line.
        let whole = one["rule"].as_str().unwrap().contains("PEM");
        let lines = one["line_data_list"].as_array().unwrap().iter();
        for line in lines.take(if whole { 1 } else { usize::MAX }) {
            let path = line["path"].as_str().unwrap();
            let file = path.rsplit('/').next().unwrap().to_owned();
            let rule = one["rule"].as_str().unwrap().to_owned();
            let at = line["line_num"].as_u64().unwrap();
            let value = line["value"].as_str().unwrap_or_default().to_owned();
            out.entry((rule, file, at)).or_default().push(value);
        }
    }
    out
}

#[test]
fn samples_by_kind() {
    let Some(files) = files("credsweeper-samples/tests/") else {
        return;
    };
    let samples: Files = files
        .iter()
        .filter_map(|(path, bytes)| {
            Some((path.strip_prefix("samples/")?.to_owned(), bytes.clone()))
        })
        .filter(|(_, bytes)| !bytes[..bytes.len().min(8 << 10)].contains(&0))
        .collect();
    let told = told_of(samples.iter().map(|(path, bytes)| (&path[..], &bytes[..])));
    let mut at: BTreeMap<(&str, u64), Vec<&Told>> = BTreeMap::new();
    for one in &told {
        at.entry((&one.path, one.line)).or_default().push(one);
    }
    let wanted = labelled(&files, "output.json");
    let (mut kinds, mut missed) = (BTreeMap::<&str, (usize, usize)>::new(), vec![]);
    for ((kind, file, line), values) in &wanted {
        if !samples.contains_key(file) {
            continue;
        }
        let hits = at.get(&(&file[..], *line)).map_or(&[][..], |hits| hits);
        let whole = kind.contains("PEM") && !hits.is_empty();
        let right = whole
            || hits.iter().any(|hit| {
                let mut values = values.iter().filter(|_| !hit.value.is_empty());
                values.any(|value| value.contains(&hit.value) || hit.value.contains(value.as_str()))
            });
        let (found, all) = kinds.entry(kind).or_default();
        (*found, *all) = (*found + usize::from(right), *all + 1);
        if !right {
            missed.push(format!("{kind}: {file}:{line}: {}", values.join(" ; ")));
        }
    }
    let (found, all) = kinds
        .values()
        .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    println!("CredSweeper samples: recall {}", percent(found, all));
    for (kind, (found, all)) in kinds.iter().filter(|(_, (found, all))| found < all) {
        println!("  {kind}: {}", percent(*found, *all));
    }
    // A line is right when anything is labelled there, in the widest of their lists that is judged.
    let judged: BTreeSet<(String, u64)> = labelled(&files, "no_ml.json")
        .into_keys()
        .map(|(_, file, line)| (file, line))
        .collect();
    let (mut wrong, mut told_as) = (vec![], 0);
    let mut rules: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for ((file, line), hits) in &at {
        // What is told with a reason why it is none is not told as a secret.
        if hits.iter().all(|hit| hit.disposition != "actionable") {
            continue;
        }
        told_as += 1;
        let right = judged.contains(&((*file).to_owned(), *line));
        let (good, all) = rules.entry(&hits[0].rule).or_default();
        (*good, *all) = (*good + usize::from(right), *all + 1);
        if !right {
            wrong.push(format!("{file}:{line}: {} {}", hits[0].rule, hits[0].value));
        }
    }
    println!(
        "CredSweeper samples: precision {}",
        percent(told_as - wrong.len(), told_as)
    );
    for (rule, (good, all)) in rules.iter().filter(|(_, (good, all))| good < all) {
        println!("  {rule}: {}", percent(*good, *all));
    }
    if long() {
        missed.iter().for_each(|one| println!("  missed: {one}"));
        wrong.iter().for_each(|one| println!("  beside: {one}"));
    }
}

#[test]
fn examples_of_rules() {
    let Some(files) = files("rule-examples.json") else {
        return;
    };
    let sources: Value = serde_json::from_slice(&files[""]).unwrap();
    let mut texts: Vec<(String, &str, String, bool)> = vec![];
    for (source, rules) in sources.as_object().unwrap() {
        for rule in rules.as_array().unwrap() {
            for (list, positive) in [("positives", true), ("negatives", false)] {
                for one in rule[list].as_array().into_iter().flatten() {
                    let text = one
                        .as_str()
                        .or_else(|| one["text"].as_str())
                        .unwrap_or_default();
                    let id = rule["id"].as_str().unwrap();
                    texts.push((source.clone(), id, text.to_owned(), positive));
                }
            }
        }
    }
    let paths: Vec<String> = (0..texts.len()).map(|at| format!("{at}.txt")).collect();
    let all = paths
        .iter()
        .zip(&texts)
        .map(|(path, one)| (&path[..], one.2.as_bytes()));
    let told = told_of(all);
    let hit: BTreeSet<&str> = told.iter().map(|one| &one.path[..]).collect();
    let actionable = told.iter().filter(|one| one.disposition == "actionable");
    let actionable: BTreeSet<&str> = actionable.map(|one| &one.path[..]).collect();
    let mut counts: BTreeMap<(&str, bool), (usize, usize)> = BTreeMap::new();
    for (path, (source, id, text, positive)) in paths.iter().zip(&texts) {
        let found = match positive {
            true => hit.contains(&path[..]),
            false => actionable.contains(&path[..]),
        };
        let (sum, all) = counts.entry((source, *positive)).or_default();
        (*sum, *all) = (*sum + usize::from(found), *all + 1);
        if found != *positive && long() {
            let how = if found { "beside" } else { "missed" };
            println!("  {how}: {source} {id}: {}", text.escape_debug());
        }
    }
    for ((source, positive), (found, all)) in counts {
        let what = if positive {
            "positives found"
        } else {
            "negatives actionable"
        };
        println!("examples of {source}: {what} {}", percent(found, all));
    }
}

#[test]
fn clean_images() {
    let Some(images) = std::env::var_os("LAYERSCOPE_CLEAN") else {
        return;
    };
    for image in std::env::split_paths(&images) {
        let told = told(&image);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for one in &told {
            *counts.entry(&one.disposition).or_default() += 1;
        }
        println!("{}: places {counts:?}", image.display());
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for one in told.iter().filter(|one| one.disposition == "example") {
            *reasons.entry(&one.reason).or_default() += 1;
        }
        for (reason, count) in reasons.iter().filter(|_| long()) {
            println!("  {count} {reason}");
        }
        for one in told.iter().filter(|one| one.disposition == "actionable") {
            let Told {
                path,
                line,
                rule,
                value,
                confidence,
                ..
            } = one;
            println!(
                "  actionable: {rule} ({confidence}) {path}:{line} {}",
                value.escape_debug()
            );
        }
    }
}
