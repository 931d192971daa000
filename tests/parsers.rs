//! Why the layer module does not take its entries from a tar crate as it is: both crates of the
//! ecosystem are held against Go's `archive/tar` here, and the table is printed
//! (`cargo test --test parsers -- --nocapture`). The day that a crate agrees, this test says so.
#![allow(clippy::print_stdout)] // the table is what it is for

mod common;

use common::oracle::{self, Case, Listed, clean};
use tar_core::parse::{Limits, ParseEvent, Parser};

/// What a parser found: the entries before the end or the error.
type Found = (Vec<Listed>, Option<String>);

fn tar_crate(plain: &[u8]) -> Found {
    let mut listed = vec![];
    let mut archive = tar::Archive::new(plain);
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return (listed, Some(error.to_string())),
    };
    for entry in entries {
        match entry {
            Ok(entry) if entry.header().entry_type().is_pax_global_extensions() => {}
            Ok(entry) => listed.push(Listed {
                path: clean(&entry.path_bytes()),
                kind: folded(entry.header().entry_type().as_byte()),
                size: entry.size(),
                link: entry.link_name_bytes().unwrap_or_default().into_owned(),
                ..Listed::default()
            }),
            Err(error) => return (listed, Some(error.to_string())),
        }
    }
    (listed, None)
}

fn tar_core_crate(plain: &[u8]) -> Found {
    let (mut listed, mut rest) = (vec![], plain);
    let mut parser = Parser::new(Limits::default());
    loop {
        let (consumed, skip) = match parser.parse(rest) {
            Ok(ParseEvent::End { .. }) => return (listed, None),
            Ok(ParseEvent::NeedData { .. }) if rest.is_empty() => return (listed, None),
            Ok(ParseEvent::NeedData { .. }) => return (listed, Some("ends early".into())),
            Ok(ParseEvent::GlobalExtensions { consumed, .. }) => (consumed, 0),
            Ok(ParseEvent::Entry { consumed, entry }) => {
                listed.push(parsed(&entry, entry.size));
                (consumed, entry.padded_size())
            }
            Ok(ParseEvent::SparseEntry {
                consumed,
                entry,
                real_size,
                ..
            }) => {
                listed.push(parsed(&entry, real_size));
                (consumed, entry.padded_size())
            }
            Err(error) => return (listed, Some(error.to_string())),
        };
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        match rest.get(consumed.saturating_add(skip)..) {
            Some(behind) => rest = behind,
            None => return (listed, Some("contents end early".into())),
        }
    }
}

fn parsed(entry: &tar_core::parse::ParsedEntry<'_>, size: u64) -> Listed {
    Listed {
        path: clean(&entry.path),
        kind: folded(entry.entry_type.to_byte()),
        size,
        link: entry.link_target.as_deref().unwrap_or_default().to_vec(),
        ..Listed::default()
    }
}

fn folded(kind: u8) -> u8 {
    if matches!(kind, 0 | b'7' | b'S') {
        b'0'
    } else {
        kind
    }
}

/// In what a listing is not Go's; only what every parser has an opinion about is compared.
fn disagreement(case: &Case, (listed, error): &Found) -> Option<&'static str> {
    let core = |row: &Listed| Listed {
        path: row.path.clone(),
        kind: row.kind,
        size: row.size,
        link: if matches!(row.kind, b'1' | b'2') {
            row.link.clone()
        } else {
            vec![]
        },
        ..Listed::default()
    };
    let want: Vec<Listed> = case.section.rows.iter().map(core).collect();
    let got: Vec<Listed> = listed.iter().map(core).collect();
    let fails = case.section.error.is_some() || case.section.read_error;
    match (fails, error.is_some()) {
        (true, false) => Some("reads on where Go fails"),
        (false, true) => Some("fails where Go reads"),
        _ if got.len() < want.len() => Some("lists fewer entries"),
        _ if got.len() > want.len() => Some("lists more entries"),
        _ if got != want => Some("other path, type, size or link"),
        _ => None,
    }
}

fn judge(title: &str, cases: &[Case]) -> [usize; 2] {
    let mut counts = [0, 0];
    println!("\n{title}: {} tars", cases.len());
    for case in cases {
        let plain = oracle::plain(&case.stored);
        let found = [tar_crate(&plain), tar_core_crate(&plain)];
        let verdicts = found.each_ref().map(|found| disagreement(case, found));
        for (count, verdict) in counts.iter_mut().zip(verdicts) {
            *count += usize::from(verdict.is_some());
        }
        if verdicts.iter().any(Option::is_some) {
            let [a, b] = verdicts.map(|verdict| verdict.unwrap_or("as Go"));
            println!("  {:60} tar: {a:32} tar-core: {b}", short(&case.name));
        }
    }
    println!(
        "  disagree with Go: tar {}, tar-core {}",
        counts[0], counts[1]
    );
    counts
}

fn short(name: &str) -> String {
    let (file, member) = name.split_once('!').unwrap_or((name, ""));
    let tail: String = file.chars().rev().take(45).collect();
    let file: String = tail.chars().rev().collect();
    format!("{file} {}", member.get(..8).unwrap_or_default())
}

#[test]
fn neither_tar_crate_reads_the_hostile_fixtures_as_go_does() {
    let cases = oracle::cases(
        &common::fixture("oracle/hostile"),
        &common::fixture("hostile"),
    );
    let [tar, tar_core] = judge("fixtures/hostile", &cases);
    assert!(
        tar > 0 && tar_core > 0,
        "a crate agrees with Go now: is our own parser still needed?"
    );
}

#[test]
fn neither_tar_crate_reads_the_corpus_as_go_does() {
    let Some(corpus) = common::corpus() else {
        return;
    };
    let cases = oracle::cases(&common::fixture("oracle/corpus"), &corpus);
    let [tar, tar_core] = judge("corpus", &cases);
    assert!(
        tar > 0 && tar_core > 0,
        "a crate agrees with Go now: is our own parser still needed?"
    );
}

#[test]
fn the_comparison_sees_every_field() {
    let answer = common::fixture("oracle/hostile/links-with-a-size-hide-nothing.tar.jsonl");
    let section = &oracle::read(&answer)[1];
    assert_eq!(section.rows.len(), 14);
    assert_eq!(section.rows[1].link, b"first");
    assert!(oracle::differences(section, &section.rows, None).is_empty());
    assert_eq!(
        oracle::differences(section, &section.rows, Some("broken")).len(),
        1
    );
    assert_eq!(
        oracle::differences(section, &section.rows[1..], None).len(),
        14
    );
    let changes: [fn(&mut Listed); 9] = [
        |row| row.path.push(b'x'),
        |row| row.kind = b'2',
        |row| row.size += 1,
        |row| row.mode ^= 1,
        |row| row.uid += 1,
        |row| row.gid += 1,
        |row| row.mtime.1 += 1,
        |row| row.device.0 += 1,
        |row| row.content = Some("another".into()),
    ];
    for change in changes {
        let mut rows = section.rows.clone();
        change(&mut rows[0]);
        assert_eq!(oracle::differences(section, &rows, None).len(), 1);
    }
    let mut rows = section.rows.clone();
    rows[0].content = None;
    assert!(
        oracle::differences(section, &rows, None).is_empty(),
        "contents were not read"
    );
}
