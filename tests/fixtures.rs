//! The committed hostile fixtures are what their program writes.

mod common;
#[path = "../fixtures/make/hostile/mod.rs"]
mod hostile;

use std::collections::BTreeSet;
use std::fs;

#[test]
fn the_committed_fixtures_are_what_the_program_writes() {
    let dir = common::fixture("hostile");
    let mut names = BTreeSet::new();
    for (name, bytes) in hostile::files() {
        let committed = fs::read(dir.join(&name)).unwrap_or_default();
        assert!(
            committed == bytes,
            "{name} is stale: cargo run --example make-fixtures"
        );
        assert!(names.insert(name.clone()), "two fixtures are named {name}");
    }
    let committed = fs::read_dir(&dir).unwrap();
    let committed: BTreeSet<String> = committed
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(committed, names, "files that no program wrote");
}

#[test]
fn every_fixture_has_go_s_answer() {
    for (name, _) in hostile::files()
        .iter()
        .filter(|(name, _)| name.ends_with(".tar"))
    {
        let answer = common::fixture("oracle/hostile").join(format!("{name}.jsonl"));
        assert!(
            answer.is_file(),
            "{}: tests/oracle/run.sh",
            answer.display()
        );
    }
}

#[test]
fn the_encoders_written_by_hand_are_decoded_to_what_went_in() {
    let mut plain = common::raw_tar::filler("encoders", 200_000);
    plain.extend([7; 300_000]);
    for plain in [&plain[..], b"short", b""] {
        for (name, stored) in [
            ("gzip", common::encode::gzip(plain)),
            ("zstd", common::encode::zstd(plain)),
            ("xz", common::encode::xz(plain, 20)),
        ] {
            assert!(
                common::oracle::plain(&stored) == plain,
                "{name} of {} bytes",
                plain.len()
            );
        }
    }
}
