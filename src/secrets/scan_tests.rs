//! The scanner against the plain way: each regex over everything.

use proptest::prelude::*;

use super::template::expand;
use super::{Hit, Options, RuleSet, Scanner, Scratch, Stream, rule_file};

/// Rules of every sort: bounded, with edges on both sides, with groups, with several keywords,
/// with a keyword in the middle.
const RULES: &str = r#"
[[rules]]
id = "edges"
regex = '''\btok_[0-9a-z]{8,12}\b'''
keywords = ["tok_"]
[[rules]]
id = "long"
regex = '''\blong_[0-9a-z]{12,15}\b'''
keywords = ["long_"]
[[rules]]
id = "either"
regex = '''(?:^|[^A-Z])((?:AKIA|ASIA)[A-Z]{4})'''
keywords = ["akia", "asia"]
[[rules]]
id = "middle"
regex = '''[a-z]{0,9}mid[0-9]{2,30}'''
keywords = ["mid"]
[[rules]]
id = "lines"
regex = '''(?m)^line=[a-z]+$'''
keywords = ["line="]
[[rules]]
id = "context"
regex = '''(?i)acme.{0,20}=\s{0,5}([0-9a-f]{8})'''
keywords = ["acme"]
"#;

const PIECES: &[&str] = &[
    "tok_",
    "tok_{alnum:9}",
    "tok_{lower:12}",
    "tok_tok_{hex:8}",
    "long_",
    "long_{alnum:13}",
    "AKIA",
    "AKIA{upper:4}",
    "xASIA{upper:5}",
    "mid",
    "abcmid{digit:4}",
    "midmid12",
    "line=",
    "\nline={lower:4}\n",
    "acme",
    "ACME key = {hex:8}",
    "acmeacme={hex:9}",
    " ",
    "\n",
    "{lower:7}",
    "{digit:3}",
    "=",
    "_",
];

fn scanner() -> Scanner {
    let mut set = RuleSet::empty();
    set.take("test", rule_file::parse("test", RULES).unwrap())
        .unwrap();
    Scanner::new(
        set,
        Options {
            generic: false,
            ..Options::default()
        },
    )
}

type Seen = (u64, u64, String, u64, u64);

fn seen(hit: &Hit) -> Seen {
    (
        hit.start,
        hit.end,
        hit.rule.id.clone(),
        hit.line,
        hit.column,
    )
}

/// Every match of every regex, with lines counted the plain way.
fn naive(scanner: &Scanner, bytes: &[u8]) -> Vec<Seen> {
    let mut all = vec![];
    for pattern in &scanner.patterns {
        for found in pattern.compiled().unwrap().regex.find_iter(bytes) {
            let (start, end) = pattern.secret(bytes, (found.start(), found.end()));
            let before = &bytes[..start];
            let line = before.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
            let column = before
                .iter()
                .rev()
                .take_while(|&&byte| byte != b'\n')
                .count() as u64
                + 1;
            all.push((
                start as u64,
                end as u64,
                pattern.rule.id.clone(),
                line,
                column,
            ));
        }
    }
    all.sort();
    all
}

fn whole(scanner: &Scanner, bytes: &[u8]) -> Vec<Seen> {
    scanned(scanner, bytes, false)
}

fn scanned(scanner: &Scanner, bytes: &[u8], binary: bool) -> Vec<Seen> {
    let mut all = vec![];
    scanner.scan(bytes, binary, &mut Scratch::default(), &mut |hit| {
        all.push(seen(&hit))
    });
    all.sort();
    all
}

fn streamed(mut stream: Stream<'_>, bytes: &[u8], cuts: &[usize]) -> Vec<Seen> {
    let mut all = vec![];
    let mut rest = bytes;
    for &cut in cuts.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (now, later) = rest.split_at(cut.clamp(1, rest.len()));
        stream.push(now, &mut |hit| all.push(seen(&hit)));
        rest = later;
    }
    stream.finish(&mut |hit| all.push(seen(&hit)));
    all.sort();
    all
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = (prop::sample::select(PIECES), any::<u64>());
    let piece = piece.prop_map(|(piece, seed)| expand(piece, seed).unwrap());
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #[test]
    fn the_same_is_found_as_by_each_regex_over_everything(text in text()) {
        let scanner = scanner();
        prop_assert_eq!(whole(&scanner, &text), naive(&scanner, &text));
    }

    #[test]
    fn in_binaries_the_same_is_found_by_the_rules_that_look_there(
        pieces in prop::collection::vec((prop::sample::select(PIECES), any::<u64>(), 0..40_usize), 0..60)
    ) {
        let mut scanner = scanner();
        let piece = |(piece, seed, zeros): &(&str, u64, usize)| {
            let text = expand(piece, *seed).unwrap();
            [text.into_bytes(), vec![(seed % 8) as u8; zeros.saturating_sub(20)]].concat()
        };
        let bytes: Vec<u8> = pieces.iter().flat_map(piece).collect();
        let found = scanned(&scanner, &bytes, true);
        let mut stream = Stream::of_blocks(&scanner, 50);
        stream.binary = true;
        prop_assert_eq!(&streamed(stream, &bytes, &[33]), &found);
        scanner.patterns.retain(|pattern| pattern.in_binaries());
        prop_assert_eq!(scanner.patterns.len(), 4);
        prop_assert_eq!(found, naive(&scanner, &bytes));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_stream_finds_what_the_whole_has(
        text in text(), block in 1_usize..200, cuts in prop::collection::vec(1_usize..40_000, 1..5)
    ) {
        let scanner = scanner();
        // Long enough that blocks end everywhere in the text.
        let text = [&b" filler\n".repeat(4_000), &text[..], &b" filler\n".repeat(100)].concat();
        let stream = Stream::of_blocks(&scanner, 31_900 + block);
        prop_assert_eq!(streamed(stream, &text, &cuts), whole(&scanner, &text));
        let stream = Stream::of_blocks(&scanner, block + 40);
        let short = &text[31_000..];
        prop_assert_eq!(streamed(stream, short, &cuts), whole(&scanner, short));
    }
}

#[test]
fn a_comment_lets_the_hits_of_its_line_stand() {
    let scanner = scanner();
    let mut all = vec![];
    let text = b"tok_abcdefgh # layerscope:allow\ntok_abcdefgi\n// gitleaks:allow tok_abcdefgj";
    scanner.scan(text, false, &mut Scratch::default(), &mut |hit| {
        all.push((hit.line, hit.allowed))
    });
    assert_eq!(all, [(1, true), (2, false), (3, true)]);
}

#[test]
fn in_binaries_only_tokens_with_a_fixed_prefix_count() {
    let mut ids = vec![];
    let text = b"\0tok_abcdefgh\0 acme=12345678 mid12";
    let (scanner, mut scratch) = (scanner(), Scratch::default());
    scanner.scan(text, true, &mut scratch, &mut |hit| {
        ids.push(hit.rule.id.clone())
    });
    assert_eq!(ids, ["edges"]);
    let off = Options {
        binaries: false,
        ..Options::default()
    };
    let scanner = Scanner {
        options: off,
        ..scanner
    };
    scanner.scan(text, true, &mut scratch, &mut |hit| {
        ids.push(hit.rule.id.clone())
    });
    assert_eq!(ids.len(), 1);
}

#[test]
fn too_many_hits_are_cut_and_said() {
    let few = Options {
        hits: 3,
        ..Options::default()
    };
    let scanner = Scanner {
        options: few,
        ..scanner()
    };
    let (mut scratch, mut count) = (Scratch::default(), 0);
    scanner.scan(
        &b"tok_abcdefgh ".repeat(9),
        false,
        &mut scratch,
        &mut |_| count += 1,
    );
    assert_eq!((count, scratch.cut()), (3, true));
    scanner.scan(b"tok_abcdefgh", false, &mut scratch, &mut |_| count += 1);
    assert_eq!((count, scratch.cut()), (4, false));
}

#[test]
fn a_file_full_of_keywords_is_searched_once_by_each_rule() {
    let scanner = scanner();
    let text = b"tok_acme mid line=AKIA".repeat(4 << 10);
    let mut scratch = Scratch::default();
    for binary in [false, true] {
        scratch.searched = 0;
        scanner.scan(&text, binary, &mut scratch, &mut |_| {});
        // Windows that were searched once for each keyword would be a hundred times as much.
        let rules = scanner.patterns.len();
        assert!(scratch.searched > text.len() && scratch.searched <= rules * text.len());
    }
}
