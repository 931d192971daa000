//! The secret scan's speed on one core: the bare search for keywords, the rules, the rules with
//! the generic detector.
//!
//! `cargo bench --bench secrets`. Text is generated; with `LAYERSCOPE_TEXT=/usr` the text files
//! below that folder are taken instead (the first 200 MB, files with a NUL in their first 8 KiB
//! left out). Beside it stands what a prefilter costs that looks at each byte by three: a scan
//! with rules is to reach 0.9 of that speed, with the generic detector 0.6.
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used)]

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use layerscope::secrets::{Options, RuleSet, Scanner, Scratch};

const MOST: usize = 200 << 20;

/// Text as it stands in images: code, configuration, prose, now and then a name of a secret.
fn generated() -> Vec<Vec<u8>> {
    const LINES: [&str; 12] = [
        "def read_config(path, default=None):\n",
        "    return os.path.join(base, name) if name else None\n",
        "        self.assertEqual(result.status_code, 200)\n",
        "The quick brown fox jumps over the lazy dog, and the dog sleeps on.\n",
        "  \"version\": \"1.12.3\",\n  \"license\": \"MIT\",\n",
        "#define MAX_TOKENS 4096 /* see the manual */\n",
        "for (let i = 0; i < items.length; i++) { total += items[i].size; }\n",
        "token = lexer.next_token()\n",
        "password: str = Field(..., description=\"The password\")\n",
        "https://www.example.org/docs/reference/index.html#section-2\n",
        "sha512-kX8hJwunD7zMaEvWOGg9zBhTTWfBKWP+q4C1a2oPdYi7g==\n",
        "key: value\nauthor: somebody\n",
    ];
    let mut state = 7_u64;
    let mut draw = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize
    };
    let file = |draw: &mut dyn FnMut() -> usize| {
        let lines = (0..500).map(|_| LINES[draw() % LINES.len()]);
        lines.collect::<String>().into_bytes()
    };
    (0..1_000).map(|_| file(&mut draw)).collect()
}

/// The text files below a folder, links not followed.
fn text_files(folder: &Path, left: &mut usize, out: &mut Vec<Vec<u8>>) {
    let Ok(items) = fs::read_dir(folder) else {
        return;
    };
    for item in items.flatten() {
        let Ok(kind) = item.file_type() else {
            continue;
        };
        if *left == 0 {
            return;
        }
        if kind.is_dir() {
            text_files(&item.path(), left, out);
        } else if kind.is_file() {
            let bytes = fs::read(item.path()).unwrap_or_default();
            let binary = bytes[..bytes.len().min(8 << 10)].contains(&0);
            if !binary && bytes.len() <= 4 << 20 {
                *left = left.saturating_sub(bytes.len());
                out.push(bytes);
            }
        }
    }
}

/// A prefilter as it is usually built: three bytes by their low five bits, at each byte, in a
/// bitmap of 4 KiB, keywords compared where it is set.
struct Plain {
    bits: [u64; 512],
    words: Vec<Vec<(usize, Vec<u8>)>>,
}

impl Plain {
    fn new(keywords: &[String]) -> Plain {
        let mut plain = Plain {
            bits: [0; 512],
            words: vec![vec![]; 1 << 15],
        };
        for word in keywords
            .iter()
            .map(String::as_bytes)
            .filter(|word| word.len() > 2)
        {
            // The window farthest from the letters of words, which stands in for the rarest.
            let rare = |at: &usize| {
                word[*at..at + 3]
                    .iter()
                    .filter(|byte| !byte.is_ascii_alphabetic())
                    .count()
            };
            let at = (0..word.len() - 2).max_by_key(rare).unwrap();
            let cell = cell(&word[at..]);
            self::set(&mut plain.bits, cell);
            plain.words[cell].push((at, word.to_vec()));
        }
        plain
    }

    fn count(&self, bytes: &[u8]) -> usize {
        let mut count = 0;
        for at in 0..bytes.len().saturating_sub(2) {
            let cell = cell(&bytes[at..]);
            if self.bits[cell / 64] >> (cell % 64) & 1 == 1 {
                let stands = |(before, word): &&(usize, Vec<u8>)| {
                    let from = at.checked_sub(*before);
                    let there = from.and_then(|from| bytes.get(from..from + word.len()));
                    there.is_some_and(|there| there.eq_ignore_ascii_case(word))
                };
                count += self.words[cell].iter().filter(stands).count();
            }
        }
        count
    }
}

fn cell(three: &[u8]) -> usize {
    let low = |at: usize| usize::from(three[at] & 31);
    (low(0) << 10) | (low(1) << 5) | low(2)
}

fn set(bits: &mut [u64; 512], cell: usize) {
    bits[cell / 64] |= 1 << (cell % 64);
}

fn scanning(c: &mut Criterion) {
    let mut texts = vec![];
    match std::env::var_os("LAYERSCOPE_TEXT") {
        Some(folder) => text_files(Path::new(&folder), &mut MOST.clone(), &mut texts),
        None => texts = generated(),
    }
    let bytes: usize = texts.iter().map(Vec::len).sum();
    let options = |generic| Options {
        generic,
        ..Options::default()
    };
    let rules = Scanner::new(RuleSet::builtin(), options(false));
    let both = Scanner::new(RuleSet::builtin(), options(true));
    let plain = Plain::new(&rules.keyword_list());
    let mut scratch = Scratch::default();
    let mut group = c.benchmark_group("secrets");
    group
        .sample_size(10)
        .throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("keywords, three bytes at each byte", |b| {
        b.iter(|| {
            texts
                .iter()
                .map(|text| plain.count(black_box(text)))
                .sum::<usize>()
        });
    });
    for (name, scanner) in [("rules", &rules), ("rules and generic", &both)] {
        group.bench_function(format!("{name}: keywords only"), |b| {
            b.iter(|| {
                texts
                    .iter()
                    .map(|text| scanner.keywords(black_box(text), &mut scratch))
                    .sum::<usize>()
            });
        });
        group.bench_function(name, |b| {
            b.iter(|| {
                let mut hits = 0;
                for text in &texts {
                    scanner.scan(black_box(text), false, &mut scratch, &mut |_| hits += 1);
                }
                hits
            });
        });
    }
    group.finish();
}

fn starting(c: &mut Criterion) {
    c.bench_function("secrets: from the embedded files to a scanner", |b| {
        b.iter(|| Scanner::new(RuleSet::builtin(), Options::default()));
    });
}

criterion_group!(benches, scanning, starting);
criterion_main!(benches);
