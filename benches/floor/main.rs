//! The floor under "everything verified": what the primitives alone cost on this machine.
//!
//! Over an image's layers it decompresses, makes sha256 of the stored and of the plain bytes and
//! BLAKE3 of a stream as large as the contents, with the crates that the product uses, layers in
//! parallel, largest first; a layer that would hold up the rest is split over threads. It reads no tar headers and builds no tree. The
//! product is held to 1.2 times this, so every trick that makes it faster is welcome here.
//!
//! ```text
//! cargo bench --bench floor -- [--decompress-only] [--pipeline-never|--pipeline-always]
//!     [--piece BYTES] [--threads N] [--runs N] IMAGE|FILE...
//! ```
//!
//! IMAGE is a docker archive, an OCI archive or an OCI layout directory; anything else is one
//! layer. Prints seconds and MB/s (of plain bytes), the median of the runs and each of them.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod layers;
mod pipeline;

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use layers::Stored;

/// What a run does to each layer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work {
    /// Hash the stored bytes, the plain bytes and the contents; otherwise only decompress.
    pub(crate) hashes: bool,
    /// Which layers are split over threads; the others are done by one thread each, which keeps
    /// the bytes in its core's cache.
    pub(crate) pipeline: Pipeline,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pipeline {
    Never,
    /// A layer that alone would take longer than all the others on the other cores.
    Stragglers,
    Always,
}

fn main() -> Result<()> {
    let mut work = Work {
        hashes: true,
        pipeline: Pipeline::Stragglers,
    };
    let (mut threads, mut runs, mut paths) = (cores(), 3, vec![]);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || -> Result<usize> {
            let text = arguments
                .next()
                .with_context(|| format!("{argument} needs a number"))?;
            text.parse().with_context(|| format!("{argument} {text}"))
        };
        match argument.as_str() {
            "--bench" => {}
            "--decompress-only" => work.hashes = false,
            "--pipeline-never" => work.pipeline = Pipeline::Never,
            "--pipeline-always" => work.pipeline = Pipeline::Always,
            "--piece" => pipeline::PIECE.store(number()?, std::sync::atomic::Ordering::Relaxed),
            "--threads" => threads = number()?.max(1),
            "--runs" => runs = number()?.max(1),
            flag if flag.starts_with("--") => bail!("no such option: {flag}"),
            path => paths.push(path.to_owned()),
        }
    }
    if paths.is_empty() {
        println!("floor: name an image to measure (see benches/README.md)");
    }
    for path in paths {
        let layers = layers::of(path.as_ref()).with_context(|| path.clone())?;
        report(&path, &layers, work, threads, runs)?;
    }
    Ok(())
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn report(path: &str, layers: &[Stored], work: Work, threads: usize, runs: usize) -> Result<()> {
    let stored: u64 = layers.iter().map(|layer| layer.len).sum();
    let (mut times, mut plain) = (vec![], 0);
    for _ in 0..runs {
        let start = Instant::now();
        plain = run(layers, work, threads)?;
        times.push(start.elapsed());
    }
    times.sort();
    let median = times[times.len() / 2];
    let each: Vec<String> = times
        .iter()
        .map(|time| format!("{:.3}", time.as_secs_f64()))
        .collect();
    let mode = if work.hashes {
        "full"
    } else {
        "decompress-only"
    };
    println!(
        "{path}: {mode} {:.3} s, {:.0} MB/s, {} layers, {stored} bytes stored, {plain} plain, {threads} threads [{}]",
        median.as_secs_f64(),
        rate(plain, median),
        layers.len(),
        each.join(" "),
    );
    Ok(())
}

fn rate(bytes: u64, time: Duration) -> f64 {
    bytes as f64 / 1e6 / time.as_secs_f64()
}

/// Works through the layers, largest first, `threads` at a time; gives the plain bytes.
fn run(layers: &[Stored], work: Work, threads: usize) -> Result<u64> {
    let mut order: Vec<&Stored> = layers.iter().collect();
    order.sort_by_key(|layer| std::cmp::Reverse(layer.len));
    let total: u64 = layers.iter().map(|layer| layer.len).sum();
    let split = |layer: &Stored| match work.pipeline {
        Pipeline::Never => false,
        Pipeline::Stragglers => layer.len > total / threads as u64,
        Pipeline::Always => true,
    };
    let queue = Mutex::new(VecDeque::from(order));
    let worker = || -> Result<u64> {
        let mut plain = 0;
        loop {
            let next = queue.lock().ok().and_then(|mut queue| queue.pop_front());
            let Some(layer) = next else { return Ok(plain) };
            plain += pipeline::work(layer, work.hashes, split(layer))?;
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let mut plain = 0;
        for worker in workers {
            plain += worker
                .join()
                .map_err(|_| anyhow::anyhow!("a worker panicked"))??;
        }
        Ok(plain)
    })
}
