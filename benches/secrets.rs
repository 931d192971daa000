//! The secret scan's speed on one core: the bare search for keywords, the rules, the rules with
//! the generic detector.
//!
//! `cargo bench --bench secrets`. Text is generated; with `LAYERSCOPE_TEXT=/usr` the text files
//! below that folder are taken instead (the first 200 MB, files with a NUL in their first 8 KiB
//! left out). Beside it stands what a bare search for the same keywords costs, three bytes at each
//! byte: a scan with rules is to reach 0.9 of its speed, with the generic detector 0.6. The ratios
//! are said first, by the time that the thread had of a core.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::print_stdout
)]

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use layerscope::secrets::{Options, RuleSet, Scanner, Scratch};

const MOST: usize = 200 << 20;
/// How often each is measured for its ratio.
const ROUNDS: usize = 7;

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

/// The bare search for keywords that the scan is measured by: of each keyword the three bytes that
/// are rarest in these texts, told by their low five bits, in a bitmap of 4 KiB that is asked at
/// each byte; keywords are compared where it is set, and counted.
struct Plain {
    bits: [u64; 512],
    /// The words of a cell: `words[starts[cell]..starts[cell + 1]]`, each with the bytes before its
    /// window.
    starts: Vec<u32>,
    words: Vec<(usize, Box<[u8]>)>,
}

impl Plain {
    fn new(keywords: &[String], texts: &[Vec<u8>]) -> Plain {
        let mut times = vec![0_u64; 1 << 15];
        for three in texts.iter().flat_map(|text| text.windows(3)) {
            times[cell(three)] += 1;
        }
        let mut cells = vec![vec![]; 1 << 15];
        let mut bits = [0; 512];
        for word in keywords.iter().map(String::as_bytes) {
            let windows = (0..word.len().saturating_sub(2)).map(|at| (at, cell(&word[at..])));
            if let Some((before, cell)) = windows.min_by_key(|&(_, cell)| times[cell]) {
                bits[cell / 64] |= 1 << (cell % 64);
                cells[cell].push((before, word.into()));
            }
        }
        let mut starts = vec![0];
        for cell in &cells {
            starts.push(starts[starts.len() - 1] + cell.len() as u32);
        }
        let words = cells.into_iter().flatten().collect();
        Plain {
            bits,
            starts,
            words,
        }
    }

    fn count(&self, bytes: &[u8]) -> usize {
        let (mut count, mut cell) = (0, 0);
        for (at, byte) in bytes.iter().enumerate() {
            cell = (cell << 5 | usize::from(byte & 31)) & 0x7fff;
            if self.bits[cell / 64] >> (cell % 64) & 1 == 1 {
                count += self.compare(bytes, at, cell);
            }
        }
        count
    }

    #[inline(never)]
    fn compare(&self, bytes: &[u8], last: usize, cell: usize) -> usize {
        let words = self.starts[cell] as usize..self.starts[cell + 1] as usize;
        let stands = |(before, word): &&(usize, Box<[u8]>)| {
            let from = last.checked_sub(before + 2);
            let there = from.and_then(|from| bytes.get(from..from + word.len()));
            there.is_some_and(|there| there.eq_ignore_ascii_case(word))
        };
        self.words[words].iter().filter(stands).count()
    }
}

fn cell(three: &[u8]) -> usize {
    let low = |at: usize| usize::from(three[at] & 31);
    (low(0) << 10) | (low(1) << 5) | low(2)
}

/// Seconds that this thread has had of a core, or that have passed where nothing tells that: what
/// else runs on the machine changes the first little.
fn core_seconds(since: Instant) -> f64 {
    let said = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = said.split(' ').next().and_then(|text| text.parse().ok());
    nanoseconds.map_or(since.elapsed().as_secs_f64(), |nanoseconds: f64| {
        nanoseconds / 1e9
    })
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// Something that is measured, with its name: what it counts in a text is of no matter.
type Scan<'a> = (&'a str, &'a mut dyn FnMut(&[u8]) -> usize);

/// Says how fast each is beside the bare search, all in turn so that they share their luck.
fn ratios(texts: &[Vec<u8>], scans: &mut [Scan<'_>]) {
    let megabytes = texts.iter().map(Vec::len).sum::<usize>() as f64 / 1e6;
    let since = Instant::now();
    let mut speeds = vec![vec![]; scans.len()];
    for _ in 0..ROUNDS {
        for ((_, scan), speeds) in scans.iter_mut().zip(&mut speeds) {
            let before = core_seconds(since);
            black_box(
                texts
                    .iter()
                    .map(|text| scan(black_box(text)))
                    .sum::<usize>(),
            );
            speeds.push(megabytes / (core_seconds(since) - before));
        }
    }
    let bare = speeds[0].clone();
    for ((name, _), speeds) in scans.iter().zip(speeds) {
        let times = speeds.iter().zip(&bare).map(|(speed, bare)| speed / bare);
        let times = median(times.collect());
        let speed = median(speeds);
        println!("{name}: {speed:.0} MB/s a core, {times:.2} of the bare search");
    }
}

fn count(scanner: &Scanner, text: &[u8], scratch: &mut Scratch) -> usize {
    let mut hits = 0;
    scanner.scan(black_box(text), false, scratch, &mut |_| hits += 1);
    hits
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
    let plain = Plain::new(&rules.keyword_list(), &texts);
    let (mut one, mut two, mut three) = <(Scratch, Scratch, Scratch)>::default();
    ratios(
        &texts,
        &mut [
            ("three bytes at each byte", &mut |text| plain.count(text)),
            ("rules: keywords only", &mut |text| {
                rules.keywords(text, &mut one)
            }),
            ("rules", &mut |text| count(&rules, text, &mut two)),
            ("rules and generic", &mut |text| {
                count(&both, text, &mut three)
            }),
        ],
    );
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
                let hits = texts.iter().map(|text| count(scanner, text, &mut scratch));
                hits.sum::<usize>()
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
