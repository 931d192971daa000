//! From a key to the frame that answers it, with a million paths and 127 layers.
//!
//! `cargo bench --bench frames` prints, for each key, the median and the worst of some hundred
//! frames: the key's update, the windows, and drawing into a screen of 120 x 40 in memory. Jobs are
//! timed apart, since they run on another thread. The bars are 2 ms in the median, 16 ms at worst,
//! 150 ms for a job, 400 ms for a regular expression.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::print_stdout
)]

mod shapes;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use layerscope::analysis::{Accounting, Base};
use layerscope::image::{Blob, Image, Layer, Platform};
use layerscope::source::Opened;
use layerscope::tree::{Order, Tree};
use layerscope::tui::{Headless, Listed, Load, Veil};
use shapes::{LAYERS, layers, nested, single, unlucky};

static GO: AtomicBool = AtomicBool::new(false);

/// An image of which only the number of layers matters.
fn image(layers: usize) -> Image {
    let layer = Layer::bare(Blob::from_bytes(Vec::new(), "bench"));
    Image {
        names: vec!["bench".into()],
        manifest_digest: None,
        config_digest: None,
        platform: Platform::default(),
        format: "bench",
        layers: vec![layer; layers],
        created: None,
        author: None,
        config: serde_json::Value::Null,
        attestations: Vec::new(),
        base: None,
        base_name: None,
        warnings: Vec::new(),
        mismatches: Vec::new(),
    }
}

fn browser(tree: Tree) -> Headless {
    let mut browser = Headless::new("bench", (120, 40));
    let image = image(tree.layers());
    let base = Base::of(&image, None);
    let order = Arc::new(Order::by_name(&tree, &GO).unwrap());
    let accounting = Arc::new(Accounting::new(&tree, base.layers));
    let opened = Opened {
        image,
        choice: None,
        others: Vec::new(),
        stream: None,
    };
    let veil = Arc::new(Veil::of_config(opened.image.clone()));
    browser.load(Load::Opened(Box::new(opened), veil));
    let tree = Arc::new(tree);
    let listed = Listed {
        tree,
        order,
        accounting,
        base,
        overflowed: false,
    };
    browser.load(Load::Listed(Box::new(listed)));
    browser.load(Load::Finished(None));
    browser.press("tab").unwrap();
    browser.draw();
    browser
}

/// Presses keys, `times` over, each with a frame; prints the median, the worst, and the longest
/// job of each kind that came of them.
fn measure(browser: &mut Headless, name: &str, before: &str, keys: &str, times: usize) {
    browser.press(before).unwrap();
    browser.draw();
    let keys: Vec<&str> = keys.split_whitespace().collect();
    let mut frames = Vec::new();
    browser.jobs.clear();
    for _ in 0..times.div_ceil(keys.len()) {
        for key in &keys {
            let start = Instant::now();
            let job_time = browser.press_timed(key).unwrap();
            browser.draw();
            frames.push(start.elapsed().saturating_sub(job_time));
        }
    }
    frames.sort_unstable();
    let (median, worst) = (frames[frames.len() / 2], frames[frames.len() - 1]);
    let mut jobs: Vec<(String, Duration)> = Vec::new();
    for (slot, spent) in browser.jobs.drain(..) {
        let slot = format!("{slot:?}");
        match jobs.iter_mut().find(|(name, _)| *name == slot) {
            Some((_, longest)) => *longest = spent.max(*longest),
            None => jobs.push((slot, spent)),
        }
    }
    let jobs = jobs
        .iter()
        .map(|(slot, spent)| format!("{slot} {:.0} ms", spent.as_secs_f64() * 1e3));
    let jobs: Vec<String> = jobs.collect();
    println!(
        "  {name:<34} {:>8.3} {:>8.3}   {}",
        median.as_secs_f64() * 1e3,
        worst.as_secs_f64() * 1e3,
        jobs.join(", ")
    );
}

fn shape(name: &str, tree: Tree) {
    println!(
        "{name}: {} paths, {} layers; frames in ms: median, worst; longest jobs",
        tree.len(),
        tree.layers()
    );
    let mut b = browser(tree);
    let few = |n: usize| if n > 1 { n } else { 1 };
    measure(&mut b, "down", "home", "down", 400);
    measure(&mut b, "page down", "home", "pgdn", 400);
    measure(&mut b, "end, home", "", "end home", 200);
    measure(&mut b, "page up from the end", "end", "pgup", 200);
    measure(&mut b, "fold, unfold", "home", "space", 60);
    measure(&mut b, "fold all, unfold all", "", "F", 30);
    measure(&mut b, "layer up", "home", "]", few(LAYERS));
    measure(&mut b, "layer down at the end", "end", "[", few(LAYERS));
    measure(&mut b, "next view", "", "v", 30);
    measure(&mut b, "only what changed", "", "c", 30);
    measure(&mut b, "layer up, only what changed", "c home", "] ]", 60);
    measure(&mut b, "page down, only what changed", "", "pgdn", 60);
    measure(
        &mut b,
        "toggle a kind of change",
        "c",
        "+ + ~ ~ - - = =",
        32,
    );
    measure(&mut b, "sort", "", "s", 8);
    measure(&mut b, "flat list", "", "L", 6);
    measure(&mut b, "flat list, end and home", "L", "end home pgdn", 60);
    measure(&mut b, "filter, typed", "L f", "f i l e - 4 2", 7);
    measure(&mut b, "filtered, page down", "enter home", "pgdn", 60);
    measure(
        &mut b,
        "filter by glob, typed",
        "esc f tab",
        "* 4 2 . t x t",
        7,
    );
    measure(
        &mut b,
        "filter by regex, typed",
        "esc f tab",
        "f . * 4 2 [ 3 ] . * t $",
        12,
    );
    measure(&mut b, "search, next", "esc esc / 9 9 enter", "n", 100);
    measure(&mut b, "waste", "esc 2", "s", 8);
    measure(&mut b, "waste, page down", "", "pgdn end home", 60);
}

fn main() {
    // `cargo test --benches` asks for nothing but that it starts.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    shape("directories of fifty", layers(nested).finish());
    shape("one directory", layers(single).finish());
    shape("two layers apart, neighbours", unlucky());
}
