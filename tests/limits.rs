//! Every limit, one by one: an input that runs into it once it is lowered, and what is said then.
//!
//! The binary is run as a user would run it, with `--limit NAME=VALUE`. What it says must name the
//! limit as it is set, and where the input is at fault the blob or file, with the value.

// What fails here is a failed test, also in a helper.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::images::{archive, docker_archive, docker_members, numbered};
use common::raw_tar::Tar;
use layerscope::limits::{LIMITS, Limits, Unit};

/// What is given to the binary: a name in the folder of the case, and its bytes.
type Input = (&'static str, Vec<u8>);

/// One limit: lowered to what, the image, further files, the arguments behind the image, and what
/// must be said beside the limit's name.
struct Case {
    limit: &'static str,
    value: u64,
    image: Vec<u8>,
    files: Vec<Input>,
    args: &'static [&'static str],
    says: &'static [&'static str],
}

fn case(limit: &'static str, value: u64, image: Vec<u8>, says: &'static [&'static str]) -> Case {
    Case {
        limit,
        value,
        image,
        files: vec![],
        args: &["report"],
        says,
    }
}

impl Case {
    fn with(mut self, args: &'static [&'static str], files: Vec<Input>) -> Case {
        (self.args, self.files) = (args, files);
        self
    }
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(common::fixture("hostile").join(name)).unwrap()
}

fn image(tars: Vec<Tar>) -> Vec<u8> {
    docker_archive("limits", tars.into_iter().map(Tar::end).collect())
}

fn small() -> Vec<u8> {
    image(vec![
        Tar::new().file("etc/a", "one").file("etc/b", "two"),
        Tar::new().file("etc/a", "three"),
    ])
}

/// An outer archive in which links lead from one to the next, to the first layer.
fn linked() -> Vec<u8> {
    let layers = numbered(vec![Tar::new().file("a", "b").end()]);
    let mut members = docker_members("limits", &layers);
    let (name, bytes) = members.remove(0);
    let mut tar = Tar::new()
        .symlink(&name, "link-1")
        .symlink("link-1", "link-2")
        .symlink("link-2", "link-3")
        .file("link-3", bytes);
    for (name, bytes) in members {
        tar = tar.file(name, bytes);
    }
    tar.end()
}

/// Two images in one archive.
fn two_images() -> Vec<u8> {
    let mut members = docker_members("one", &numbered(vec![Tar::new().file("a", "b").end()]));
    let more = docker_members("two", &numbered(vec![Tar::new().file("c", "d").end()]));
    let manifest = |members: &[(String, Vec<u8>)]| -> serde_json::Value {
        let (_, bytes) = members
            .iter()
            .find(|(name, _)| name == "manifest.json")
            .unwrap();
        serde_json::from_slice(bytes).unwrap()
    };
    let both = serde_json::json!([manifest(&members)[0], manifest(&more)[0]]);
    members.retain(|(name, _)| name != "manifest.json");
    members.extend(more.into_iter().filter(|(name, _)| name != "manifest.json"));
    members.push(("manifest.json".into(), both.to_string().into_bytes()));
    archive(&members)
}

/// A made-up secret that the detector of keys takes for one.
fn secret(number: usize) -> String {
    let letters = blake3::hash(&number.to_le_bytes()).to_hex();
    format!("service_password_{number} = \"{}\"\n", &letters[..24])
}

/// Variables with made-up passwords.
fn environment() -> String {
    (0..9)
        .map(|at| secret(at).to_uppercase().replace(" = ", "="))
        .collect()
}

fn secrets(count: usize) -> String {
    (0..count).map(secret).collect()
}

fn in_a_tar(count: usize) -> Vec<u8> {
    let files = (0..count).fold(Tar::new(), |tar, number| {
        tar.file(format!("conf-{number}.ini"), secret(number))
    });
    files.end()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn holding(path: &str, content: impl AsRef<[u8]>) -> Vec<u8> {
    image(vec![Tar::new().file(path, content)])
}

#[rustfmt::skip]
fn cases() -> Vec<Case> {
    let deep = Tar::new().file(format!("1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/{}", "a".repeat(40)), "b");
    let through = || vec![
        Tar::new().dir("x/y/z").symlink("link", "x/y/z"),
        Tar::new().file("link/a", "b"),
    ];
    vec![
        case("json-bytes", 100, small(), &["bytes, more than the limit of 100", ".json"]),
        case("index-depth", 3, fixture("indexes-nested-twelve-deep.tar"), &["deeper than 3", "image.tar"]),
        case("index-descriptors", 1, two_images(), &["2 images, more than the limit of 1", "manifest.json"]),
        case("index-descriptors-total", 2, fixture("indexes-nested-twelve-deep.tar"), &["more than 2 manifests", "image.tar"]),
        case("archive-members", 2, small(), &["more than 2 members", "image.tar"]),
        case("layers", 1, small(), &["2 layers", "the limit of 1", "image.tar"]),
        case("symlink-hops", 2, linked(), &["more than 2 links"]),
        case("link-steps", 1, image(through()), &["/link"]),
        case("tar-special-bytes", 1000, fixture("pax-header-of-2-mib.tar"), &["bytes for one entry, more than the limit of 1000", ".tar"]),
        case("tar-special-headers", 10, fixture("forty-special-headers.tar"), &["10", ".tar"]),
        case("sparse-regions", 5, fixture("sparse-map-of-20001-regions.tar"), &["20001 regions, more than the limit of 5", ".tar"]),
        case("layer-entries", 1, small(), &["more entries than the limit of 1", ".tar"]),
        case("implied-directories", 3, image(vec![deep.clone()]), &["directories, more than the limit of 3", ".tar"]),
        case("path-bytes", 80, image(vec![deep.clone()]), &["longer or deeper", "1\\2\\3"]),
        case("path-components", 5, image(vec![deep]), &["longer or deeper", "1\\2\\3"]),
        case("plain-bytes", 1000, small(), &["the limit of 1000 plain bytes", ".tar"]),
        case("spool-bytes", 1000, gzip(&small()), &["image.tar: holds more than 1.00 kB"]),
        case("zstd-window", 10, fixture("zstd-window-128-mib.tar"), &["more than 2^10 bytes", "sha256"]),
        case("xz-memory", 1000, fixture("xz-layer-two-streams.tar"), &["the limit of 1000 bytes", "sha256"]),
        case("policy-bytes", 10, small(), &["policy.yaml: has more than 10 bytes"])
            .with(&["check", "--config", "policy.yaml"], vec![("policy.yaml", b"rules: {most-layers: 3}\n".to_vec())]),
        case("baseline-bytes", 10, small(), &["base.json: the baseline has more than the limit of 10"])
            .with(&["secrets", "--baseline", "base.json"], vec![("base.json", vec![b' '; 11])]),
        case("rule-file-bytes", 10, small(), &["rules.toml: has more than 10 bytes"])
            .with(&["secrets", "--rules", "rules.toml"], vec![("rules.toml", vec![b' '; 11])]),
        case("scan-bytes", 100, holding("srv/a.ini", secrets(9)), &["1 content too large"])
            .with(&["secrets"], vec![]),
        case("content-hits", 2, holding("srv/a.ini", secrets(9)), &["places of secrets, beyond the limits"])
            .with(&["secrets"], vec![]),
        case("image-hits", 2, holding("srv/a.ini", secrets(9)), &["places of secrets, beyond the limits"])
            .with(&["secrets"], vec![]),
        case("reader-bytes", 50, holding("srv/.env", environment()), &["1 credential file, read only up to the limits"])
            .with(&["secrets"], vec![]),
        case("reader-nodes", 2, holding("srv/config.json", r#"{"a":"b","c":"d","password":"Tr0ub4dor-made-up"}"#), &["1 credential file, read only up to the limits"])
            .with(&["secrets"], vec![]),
        case("reader-hits", 1, holding("srv/.env", environment()), &["1 credential file, read only up to the limits"])
            .with(&["secrets"], vec![]),
        case("inner-members", 1, holding("srv/a.tar", in_a_tar(3)), &["1 archive, opened only up to the limits"])
            .with(&["secrets"], vec![]),
        case("inner-bytes", 100, holding("srv/a.tar", in_a_tar(3)), &["1 archive, opened only up to the limits"])
            .with(&["secrets"], vec![]),
        case("inner-ratio", 2, holding("srv/a.gz", gzip(&vec![0; 20 << 20])), &["1 archive, opened only up to the limits"])
            .with(&["secrets"], vec![]),
        case("package-bytes", 5, holding("var/lib/dpkg/info/a.md5sums", "0".repeat(32) + "  usr/bin/a\n"), &["1 package database, not kept"])
            .with(&["secrets"], vec![]),
    ]
}

/// Limits that refuse nothing, with what they do instead; or that only the browser runs into.
const ELSEWHERE: [(&str, &str); 5] = [
    ("sparse-zeros", "a sparse file is compared by its map"),
    (
        "pattern-bytes",
        "the browser's prompt: see the test of patterns",
    ),
    (
        "regex-bytes",
        "the browser's prompt: see the test of patterns",
    ),
    ("diff-bytes", "the browser tells the first difference alone"),
    ("diff-lines", "the browser tells the first difference alone"),
];

/// All that the binary says of the image under these limits.
fn said(folder: &Path, args: &[&str], limit: &str) -> String {
    let (command, rest) = args.split_first().unwrap();
    let mut run = Command::new(assert_cmd::cargo::cargo_bin!("layerscope"));
    run.current_dir(folder)
        .env_clear()
        .env("HOME", "/nowhere")
        .env("COLUMNS", "200")
        .args([command, "image.tar", "--limit", limit])
        .args(rest);
    let output = run.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    // A report breaks its lines.
    let text = String::from_utf8(text).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_runs_into_a_limit_is_told_its_name() {
    let mut wrong = vec![];
    for case in cases() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("image.tar"), &case.image).unwrap();
        for (name, bytes) in &case.files {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        let set = format!("{}={}", case.limit, case.value);
        let lowered = said(folder.path(), case.args, &set);
        let named = lowered.split("(").any(|part| {
            let inside = part.split(')').next().unwrap();
            inside.contains("--limit") && inside.contains(case.limit)
        });
        let all = case.says.iter().all(|what| lowered.contains(what));
        if !named || !all {
            wrong.push(format!("{set}: {:?} in {lowered}", case.says));
        }
        // The limit it is that refuses: with its default nobody speaks of it, but for fixtures
        // that are beyond that, too.
        let default = Limits::named(case.limit).unwrap().get(&Limits::default());
        let set = format!("{}={default}", case.limit);
        let usual = said(folder.path(), case.args, &set);
        if usual == lowered {
            wrong.push(format!("{set} changes nothing: {usual}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn no_limit_is_without_a_case() {
    let tested = cases().into_iter().map(|case| case.limit);
    let elsewhere = ELSEWHERE.iter().map(|(limit, _)| *limit);
    let all: Vec<&str> = tested.chain(elsewhere).collect();
    let known: BTreeSet<&str> = LIMITS.iter().map(|info| info.name).collect();
    assert_eq!(all.iter().copied().collect::<BTreeSet<_>>(), known);
    assert_eq!(all.len(), known.len(), "a limit has two cases");
}

#[test]
fn patterns_name_their_limits() {
    use layerscope::tree::{Pattern, PatternKind};
    let limits = Limits {
        pattern_bytes: 60,
        regex_bytes: 400,
        ..Limits::default()
    };
    for (kind, text, says) in [
        (PatternKind::Text, "x".repeat(61), "(--limit pattern-bytes)"),
        (
            PatternKind::Regex,
            "[a-z]{100}".into(),
            "(--limit regex-bytes)",
        ),
        (
            PatternKind::Glob,
            "{abc,b}{c,def}{e,fghi}*[^x]*[a-z]?".into(),
            "(--limit regex-bytes)",
        ),
    ] {
        let what = Pattern::new(kind, &text, &limits).unwrap_err();
        assert!(what.contains(says), "{what}");
        assert!(Pattern::new(kind, &text, &Limits::default()).is_ok());
    }
}

#[test]
fn the_environment_sets_limits_and_a_flag_beats_it() {
    let listed = |args: &[&str]| {
        let mut run = Command::new(assert_cmd::cargo::cargo_bin!("layerscope"));
        run.env("LAYERSCOPE_LIMITS", "layers=7,json-bytes=1MiB")
            .arg("limits");
        let out = run.args(args).output().unwrap().stdout;
        let lines = String::from_utf8(out).unwrap();
        let line = lines.lines().find(|line| line.starts_with("layers "));
        line.unwrap().split_whitespace().nth(1).unwrap().to_owned()
    };
    assert_eq!(listed(&[]), "7");
    assert_eq!(listed(&["--limit", "layers=9"]), "9");
}

/// The page of limits, with the rows that the table gives.
fn page() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/limits.md")
}

fn rows() -> String {
    let shown = |unit: Unit, value: u64| match unit {
        Unit::Bytes if value.is_power_of_two() && value >= 1 << 40 => {
            format!("{} TiB", value >> 40)
        }
        Unit::Bytes if value.is_power_of_two() && value >= 1 << 30 => {
            format!("{} GiB", value >> 30)
        }
        Unit::Bytes if value >= 1 << 20 => format!("{} MiB", value >> 20),
        Unit::Bytes => format!("{value} bytes"),
        Unit::Count => layerscope::text::grouped(value),
        Unit::Log2 => format!("{value} (2^{value} bytes)"),
        Unit::Times => format!("{value} times"),
    };
    let row = |info: &layerscope::limits::LimitInfo| {
        let default = shown(info.unit, info.get(&Limits::default()));
        let unit = match info.unit {
            Unit::Bytes | Unit::Log2 => "bytes ",
            Unit::Count | Unit::Times => "",
        };
        format!("| `{}` | {default} | {unit}{} |\n", info.name, info.meaning)
    };
    LIMITS.iter().map(row).collect()
}

/// `LAYERSCOPE_WRITE_LIMITS=1 cargo test --test limits` writes the table anew.
#[test]
fn the_page_of_limits_is_that_of_the_table() {
    const START: &str = "| limit | default | bounds |\n|---|---|---|\n";
    let text = fs::read_to_string(page()).unwrap();
    let (before, rest) = text.split_once(START).expect("the table of limits");
    let end = rest.find("\n\n").map_or(rest.len(), |at| at + 1);
    let (table, behind) = rest.split_at(end);
    if std::env::var_os("LAYERSCOPE_WRITE_LIMITS").is_some() {
        return fs::write(page(), format!("{before}{START}{}{behind}", rows())).unwrap();
    }
    let how = "run LAYERSCOPE_WRITE_LIMITS=1 cargo test --test limits";
    assert!(table == rows(), "docs/limits.md is not the table; {how}");
}
