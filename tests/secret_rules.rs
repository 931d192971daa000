//! The rules of `src/secrets/rules`: each finds what it says it finds, and nothing beside.
//!
//! Positives and negatives are templates. `{hex:32}` stands for 32 hexadecimal digits and is filled
//! in here, so that no string in the repository looks like a token; `{{` is a brace.
#![allow(clippy::unwrap_used, clippy::panic)] // a test program: what cannot be read must fail

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use layerscope::secrets::checksum;
use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;

/// How often each template is filled in, each time with other characters.
const SEEDS: u64 = 20;

#[derive(Deserialize)]
struct File {
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    description: String,
    regex: String,
    keywords: Vec<String>,
    severity: String,
    confidence: String,
    #[serde(default)]
    entropy: f64,
    checksum: Option<String>,
    source: String,
    remedy: Option<String>,
    positives: Vec<String>,
    negatives: Vec<String>,
}

fn rules() -> Vec<Rule> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/secrets/rules");
    let mut rules = vec![];
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let file: File =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        rules.extend(file.rules);
    }
    rules
}

impl Rule {
    fn compiled(&self) -> Regex {
        let built = RegexBuilder::new(&self.regex).unicode(false).build();
        built.unwrap_or_else(|error| panic!("{}: {error}", self.id))
    }

    /// The matches whose secret is not too plain.
    fn hits<'t>(&self, regex: &Regex, text: &'t str) -> Vec<&'t str> {
        let mut hits = vec![];
        for found in regex.captures_iter(text.as_bytes()) {
            let whole = found.get(0).unwrap();
            let secret = found.get(1).unwrap_or(whole).as_bytes();
            if entropy(secret) >= self.entropy {
                hits.push(&text[whole.range()]);
            }
        }
        hits
    }
}

/// Bits a byte, after Shannon.
fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0u32; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += 1;
    }
    let share = |count: u32| f64::from(count) / bytes.len() as f64;
    let counts = counts.iter().filter(|&&count| count > 0);
    counts
        .map(|&count| -share(count) * share(count).log2())
        .sum()
}

const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const DIGIT: &str = "0123456789";

fn alphabet(name: &str) -> Vec<u8> {
    match name {
        "alnum" => [UPPER, LOWER, DIGIT].concat(),
        "hex" => [DIGIT, "abcdef"].concat(),
        "upper" => UPPER.to_owned(),
        "lower" => LOWER.to_owned(),
        "digit" => DIGIT.to_owned(),
        "base32" => [UPPER, "234567"].concat(),
        "base64" => [UPPER, LOWER, DIGIT, "+/"].concat(),
        "urlsafe" => [UPPER, LOWER, DIGIT, "-_"].concat(),
        _ => panic!("no such alphabet: {name}"),
    }
    .into_bytes()
}

/// The template filled in, always the same way for the same seed.
fn expand(template: &str, seed: u64) -> String {
    let mut state = 0x9e37_79b9_7f4a_7c15 ^ seed.wrapping_mul(0xd1b5_4a32_d192_ed03);
    let mut out = String::new();
    let mut rest = template;
    while let Some((plain, behind)) = rest.split_once('{') {
        out.push_str(plain);
        if let Some(behind) = behind.strip_prefix('{') {
            out.push('{');
            rest = behind;
            continue;
        }
        let (slot, behind) = behind.split_once('}').unwrap();
        let (name, len) = slot.split_once(':').unwrap();
        let letters = alphabet(name);
        for _ in 0..len.parse::<usize>().unwrap() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            out.push(char::from(letters[(state >> 33) as usize % letters.len()]));
        }
        rest = behind;
    }
    out + rest
}

#[test]
fn templates_are_filled_in() {
    let text = expand("a{{b {hex:8}-{digit:2} {{", 1);
    let hex = regex::Regex::new(r"^a\{b [0-9a-f]{8}-[0-9]{2} \{$").unwrap();
    assert!(hex.is_match(&text), "{text}");
    assert_eq!(expand("{alnum:40}", 7), expand("{alnum:40}", 7));
    assert_ne!(expand("{alnum:40}", 7), expand("{alnum:40}", 8));
}

#[test]
fn every_positive_hits_once_and_no_negative_does() {
    for rule in rules() {
        let regex = rule.compiled();
        let id = &rule.id;
        for seed in 0..SEEDS {
            for template in &rule.positives {
                let text = expand(template, seed);
                let hits = rule.hits(&regex, &text);
                assert_eq!(hits.len(), 1, "{id}: {text:?}");
                let hit = hits[0].to_ascii_lowercase();
                let word = rule.keywords.iter().any(|word| hit.contains(word.as_str()));
                assert!(word, "{id}: no keyword in {hit:?}");
            }
            for template in &rule.negatives {
                let text = expand(template, seed);
                assert_eq!(rule.hits(&regex, &text), [""; 0], "{id}: {text:?}");
            }
        }
    }
}

#[test]
fn every_rule_is_complete() {
    let rules = rules();
    assert!(rules.len() >= 170, "{} rules", rules.len());
    let mut ids = BTreeSet::new();
    for rule in &rules {
        let id = &rule.id;
        assert!(ids.insert(id), "{id} stands twice");
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(id.chars().all(kebab), "{id}");
        assert!(
            !rule.description.is_empty() && !rule.description.ends_with('.'),
            "{id}"
        );
        assert!(
            ["low", "medium", "high", "critical"].contains(&rule.severity.as_str()),
            "{id}"
        );
        assert!(
            ["low", "medium", "high"].contains(&rule.confidence.as_str()),
            "{id}"
        );
        let source = &rule.source;
        assert!(
            source.starts_with("https://") || source.starts_with("observed: "),
            "{id}"
        );
        assert!(
            rule.remedy
                .as_ref()
                .is_none_or(|remedy| remedy.ends_with('.')),
            "{id}"
        );
        let known = |name: &String| checksum::NAMES.contains(&name.as_str());
        assert!(rule.checksum.as_ref().is_none_or(known), "{id}");
        assert!(
            !rule.positives.is_empty() && !rule.negatives.is_empty(),
            "{id}"
        );
    }
}

#[test]
fn every_regex_is_bounded_and_has_keywords_to_ask_first() {
    for rule in rules() {
        let id = &rule.id;
        assert_eq!(unbounded(&rule.regex), None, "{id}");
        assert!(
            rule.compiled().captures_len() <= 2,
            "{id} has more than one group"
        );
        assert!(!rule.keywords.is_empty(), "{id}");
        for word in &rule.keywords {
            assert!(
                word.len() >= 3 && *word == word.to_ascii_lowercase(),
                "{id}: {word}"
            );
        }
    }
}

/// A repetition without an upper bound, if the regex has one.
fn unbounded(regex: &str) -> Option<&str> {
    let bytes = regex.as_bytes();
    let (mut at, mut class) = (0, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'[' if !class => {
                class = true;
                at += usize::from(bytes.get(at + 1) == Some(&b'^'));
            }
            b']' => class = false,
            b'*' | b'+' if !class => return Some(&regex[at..]),
            b'{' if !class && regex[at..].split_once('}')?.0.ends_with(',') => {
                return Some(&regex[at..]);
            }
            _ => {}
        }
        at += 1;
    }
    None
}

#[test]
fn unbounded_repetitions_are_seen() {
    for (regex, bounded) in [
        (r"a{2,4}[+*]\*\+[^\]*]", true),
        ("a+", false),
        ("[a]*", false),
        ("a{3,}", false),
        (".*", false),
    ] {
        assert_eq!(unbounded(regex).is_none(), bounded, "{regex}");
    }
}
