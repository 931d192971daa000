//! Each built-in rule against the positives and negatives that stand beside it.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use toml::Table;

use super::template::expand;
use super::{Hit, Options, RuleSet, Scanner, Scratch, builtin, rule_file};

/// What a rule's table says, with the name of its file.
fn rules() -> Vec<(&'static str, Table)> {
    let mut all = vec![];
    for (name, text) in builtin::FILES {
        let file: Table = text.parse().unwrap();
        let rules = file["rules"].as_array().unwrap();
        all.extend(
            rules
                .iter()
                .map(|rule| (*name, rule.as_table().unwrap().clone())),
        );
    }
    all
}

fn texts(rule: &Table, key: &str) -> Vec<String> {
    let seed = rule["id"]
        .as_str()
        .unwrap()
        .bytes()
        .fold(7_u64, |seed, byte| {
            seed.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
    let items = rule
        .get(key)
        .and_then(|list| list.as_array().cloned())
        .unwrap_or_default();
    let expanded = |(at, item): (usize, &toml::Value)| {
        expand(item.as_str().unwrap(), seed.wrapping_add(at as u64)).unwrap()
    };
    items.iter().enumerate().map(expanded).collect()
}

fn hits(scanner: &Scanner, text: &str) -> Vec<Hit> {
    let mut hits = vec![];
    scanner.scan(
        text.as_bytes(),
        false,
        &mut Scratch::default(),
        &mut |hit| hits.push(hit),
    );
    hits
}

/// A scanner for each rule of a file, with nothing else in it.
fn alone(name: &str, text: &str) -> impl Iterator<Item = (String, Scanner)> {
    let file = rule_file::parse(name, text).unwrap();
    file.patterns.into_iter().map(|pattern| {
        let mut set = RuleSet::empty();
        let id = pattern.rule.id.clone();
        set.patterns.push(pattern);
        let options = Options {
            generic: false,
            ..Options::default()
        };
        (id, Scanner::new(set, options))
    })
}

#[test]
fn every_file_is_embedded_and_every_rule_can_be_taken() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/secrets/rules");
    for item in std::fs::read_dir(folder).into_iter().flatten() {
        let name = item.unwrap().file_name().into_string().unwrap();
        let known = builtin::FILES.iter().any(|(file, _)| *file == name);
        assert!(
            known || !name.ends_with(".toml"),
            "{name} is not in builtin.rs"
        );
    }
    let mut ids = HashSet::new();
    for (name, text) in builtin::FILES {
        let file = rule_file::parse(name, text).unwrap();
        assert!(
            file.notes.is_empty() && file.allowlists.is_empty(),
            "{name}"
        );
        for pattern in &file.patterns {
            let id = &pattern.rule.id;
            pattern
                .check()
                .unwrap_or_else(|why| panic!("{name}: {id}: {why}"));
            assert!(ids.insert(id.clone()), "{name}: {id} stands twice");
            let short = pattern.keywords.iter().find(|word| word.len() < 3);
            assert!(
                !pattern.keywords.is_empty() && short.is_none(),
                "{name}: {id}: {short:?}"
            );
        }
    }
    assert_eq!(ids.len(), RuleSet::builtin().rules().count());
}

#[test]
fn every_rule_hits_its_positives_once_and_its_negatives_never() {
    let mut wrong = vec![];
    let tables: HashMap<String, Table> = rules()
        .into_iter()
        .map(|(_, rule)| (rule["id"].as_str().unwrap().to_owned(), rule))
        .collect();
    for (name, text) in builtin::FILES {
        for (id, scanner) in alone(name, text) {
            let positives = texts(&tables[&id], "positives");
            let negatives = texts(&tables[&id], "negatives");
            if positives.is_empty() || negatives.is_empty() {
                wrong.push(format!("{name}: {id} has no positives or no negatives"));
            }
            let once = positives.iter().map(|text| (text, 1));
            for (text, wanted) in once.chain(negatives.iter().map(|text| (text, 0))) {
                let found = hits(&scanner, text).len();
                if found != wanted {
                    wrong.push(format!(
                        "{name}: {id} hits {found} times, not {wanted}: {text}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn all_rules_together_leave_no_positive_out() {
    let scanner = Scanner::new(
        RuleSet::builtin(),
        Options {
            generic: false,
            ..Options::default()
        },
    );
    for (name, rule) in rules() {
        for text in texts(&rule, "positives") {
            assert!(!hits(&scanner, &text).is_empty(), "{name}: {text}");
        }
    }
}

#[test]
fn in_binaries_every_rule_needs_a_run_of_characters() {
    // One that does not is looked for in every byte of every binary, which is 1 s for 2 GB: name
    // its keywords so that they are a part of what it finds.
    let set = RuleSet::builtin();
    let short = set.patterns.iter().filter(|pattern| {
        pattern
            .run_in_binaries()
            .is_some_and(|run| run < super::binaries::LEAST)
    });
    let ids: Vec<&str> = short.map(|pattern| &*pattern.rule.id).collect();
    assert_eq!(ids, [""; 0]);
}
