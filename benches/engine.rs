//! The engine's parts over synthetic layers: walking a tar, stacking, accounting, asking a view.
//!
//! `cargo bench --bench engine`. The pairs tell what adds a factor and what does not: stacking
//! 100 000 files beside the same with 200 whiteouts above them in one layer each, and 50 000
//! files in one layer beside the same in 127.
#![allow(missing_docs, unreachable_pub, dead_code, clippy::unwrap_used)]

#[path = "../tests/common/raw_tar.rs"]
mod raw_tar;

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use layerscope::analysis::Accounting;
use layerscope::image::Blob;
use layerscope::layer::{self, LayerIndex};
use layerscope::limits::Limits;
use layerscope::tree::{NodeId, Range, Stacker, Tree};
use raw_tar::Tar;

/// `files` files in directories of fifty, two levels deep.
fn files(files: usize, skip: usize) -> Vec<u8> {
    let mut tar = Tar::new();
    for at in (0..files).step_by(skip.max(1)) {
        if at % 50 == 0 {
            tar = tar.dir(format!("usr/share/dir{:03}/sub{:05}", at / 5_000, at / 50));
        }
        tar = tar.file(path(at), b"contents");
    }
    tar.end()
}

fn path(at: usize) -> String {
    format!(
        "usr/share/dir{:03}/sub{:05}/file-{at}.txt",
        at / 5_000,
        at / 50
    )
}

fn whiteout(at: usize) -> Vec<u8> {
    let path = path(at).replace("/file-", "/.wh.file-");
    Tar::new().file(path, b"").end()
}

fn index(tar: &[u8]) -> LayerIndex {
    let options = layer::Options::default();
    layer::list(&Blob::from_bytes(tar.to_vec(), "bench"), &options).index
}

fn stack(layers: Vec<LayerIndex>) -> Tree {
    let mut stacker = Stacker::new(Limits::default());
    for layer in layers {
        stacker.add(layer);
    }
    stacker.finish()
}

fn walking(c: &mut Criterion) {
    let tar = files(100_000, 1);
    let mut group = c.benchmark_group("walk");
    group
        .throughput(Throughput::Elements(102_000))
        .sample_size(20);
    let blob = Blob::from_bytes(tar, "bench");
    for (name, hash) in [("headers", false), ("contents", true)] {
        let options = layer::Options {
            hash,
            ..layer::Options::default()
        };
        group.bench_function(name, |b| b.iter(|| black_box(layer::list(&blob, &options))));
    }
    group.finish();
}

fn stacking(c: &mut Criterion) {
    let base = files(100_000, 1);
    let whiteouts: Vec<Vec<u8>> = (0..200).map(|at| whiteout(at * 499)).collect();
    let half = files(50_000, 1);
    let above: Vec<Vec<u8>> = (1..127).map(|at| files(50_000, 397 + at)).collect();
    let mut group = c.benchmark_group("stack");
    group.sample_size(20);
    let cases: [(&str, Vec<&Vec<u8>>); 4] = [
        ("100 000 files", vec![&base]),
        (
            "and 200 layers of a whiteout",
            std::iter::once(&base).chain(&whiteouts).collect(),
        ),
        ("50 000 files", vec![&half]),
        (
            "and 126 layers above them",
            std::iter::once(&half).chain(&above).collect(),
        ),
    ];
    for (name, tars) in cases {
        group.bench_function(name, |b| {
            let layers = || tars.iter().map(|tar| index(tar)).collect::<Vec<_>>();
            b.iter_batched(layers, stack, BatchSize::LargeInput);
        });
    }
    group.finish();
}

fn asking(c: &mut Criterion) {
    let tars: Vec<Vec<u8>> = (0..20).map(|at| files(100_000, 1 + at)).collect();
    let tree = stack(tars.iter().map(|tar| index(tar)).collect());
    let mut group = c.benchmark_group("ask");
    group
        .sample_size(20)
        .throughput(Throughput::Elements(tree.contents().len() as u64));
    group.bench_function("accounting", |b| {
        b.iter(|| black_box(Accounting::new(&tree, 1)))
    });
    group.throughput(Throughput::Elements(tree.len() as u64));
    group.bench_function("view 4..9 of every path", |b| {
        let range = Range { from: 4, to: 9 };
        b.iter(|| {
            (0..tree.len() as NodeId)
                .filter_map(|node| tree.state(node, range))
                .count()
        });
    });
    group.finish();
}

criterion_group!(benches, walking, stacking, asking);
criterion_main!(benches);
