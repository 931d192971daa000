//! What a browser asks of a tree of a million paths and 127 layers, each answer alone.
//!
//! `cargo bench --bench browser`. Two shapes: directories of fifty, a tenth of the files with
//! several versions; and one directory that holds a million files. The groups `frame` must stay
//! far below the 16 ms of a frame, the groups `job` below 150 ms (a regular expression 400 ms).
//! A third shape is made to be slow: neighbours of which one is too early and one too late for
//! the view, so that nothing can be passed over.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::print_stdout
)]

#[path = "shapes/mod.rs"]
mod shapes;

use std::hint::black_box;
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, criterion_group, criterion_main};
use layerscope::limits::Limits;
use layerscope::tree::{
    Bits, Kinds, Largest, Matches, NodeId, Order, Pattern, PatternKind, ROOT, Range, RowCount,
    Rows, Search, Shown, Sort, Sums, Tree,
};
use shapes::{layers, nested, single, unlucky};

const HEIGHT: usize = 60;
static GO: AtomicBool = AtomicBool::new(false);

fn view(from: usize, to: usize) -> Shown {
    Shown {
        range: Range { from, to },
        kinds: Kinds::default(),
    }
}

fn changes(from: usize, to: usize) -> Shown {
    let kinds = Kinds {
        unchanged: false,
        ..Kinds::default()
    };
    Shown {
        kinds,
        ..view(from, to)
    }
}

/// One shape with what a browser keeps of it.
struct Case {
    name: &'static str,
    tree: Tree,
    order: Order,
}

fn case(name: &'static str, tree: Tree) -> Case {
    let order = Order::by_name(&tree, &GO).unwrap();
    Case { name, tree, order }
}

fn cases() -> Vec<Case> {
    vec![
        case("nested", layers(nested).finish()),
        case("single", layers(single).finish()),
    ]
}

/// What one key makes a browser do, for the slowest of a few views.
fn frames(c: &mut Criterion, case: &Case) {
    let mut group = c.benchmark_group(format!("frame/{}", case.name));
    group.sample_size(10);
    let Case { tree, order, .. } = case;
    let (open, closed) = (Bits::new(tree.len(), true), Bits::new(tree.len(), false));
    let views = [
        ("all of layer 0", view(0, 0)),
        ("all of layer 60", view(60, 60)),
        ("all of layer 126", view(126, 126)),
        ("all, whole image", view(0, 126)),
        ("changes of layer 60", changes(60, 60)),
        ("changes of layer 126", changes(126, 126)),
        ("changes of layers 4-9", changes(4, 9)),
        ("changes of layers 60-90", changes(60, 90)),
        ("final image", Shown::final_image(tree)),
    ];
    for (name, shown) in views {
        group.bench_function(format!("{name}: top and end, open and folded"), |b| {
            b.iter(|| {
                for open in [&open, &closed] {
                    let rows = Rows::new(tree, order, shown, None, open);
                    black_box(rows.window(ROOT, HEIGHT));
                    let rows = Rows::new(tree, order, shown, None, open);
                    let top = rows.last().map(|last| rows.up(last, HEIGHT - 1));
                    black_box(rows.window(top.unwrap_or(ROOT), HEIGHT));
                }
            });
        });
    }
    let removed = Kinds {
        removed: true,
        ..Kinds::NONE
    };
    let range = Range { from: 20, to: 90 };
    let shown = Shown {
        range,
        kinds: removed,
    };
    group.bench_function("removed by layers 20-90, all open", |b| {
        b.iter(|| black_box(Rows::new(tree, order, shown, None, &open).window(ROOT, HEIGHT)));
    });
    let middle = tree.len() as NodeId / 2;
    group.bench_function("page down and up from the middle", |b| {
        b.iter(|| {
            let rows = Rows::new(tree, order, view(60, 60), None, &open);
            let at = rows.nearest(middle).unwrap_or(ROOT);
            black_box(rows.window(rows.down(at, HEIGHT), HEIGHT));
            black_box(rows.window(rows.up(at, HEIGHT), HEIGHT));
        });
    });
    group.bench_function("fold all", |b| {
        let mut open = open.clone();
        b.iter(|| {
            open.fill(false);
            black_box(Rows::new(tree, order, view(60, 60), None, &open).window(ROOT, HEIGHT));
        });
    });
    filtered(&mut group, case, &open);
    group.finish();
}

type Group<'a> = criterion::BenchmarkGroup<'a, criterion::measurement::WallTime>;

fn filtered(group: &mut Group<'_>, case: &Case, open: &Bits) {
    let Case { tree, order, .. } = case;
    for text in ["file-", "77777", "nowhere"] {
        let pattern = Pattern::new(PatternKind::Text, text, &Limits::default()).unwrap();
        let matches = Matches::find(tree, order, &pattern, &GO).unwrap();
        group.bench_function(format!("filter {text}: top and end"), |b| {
            b.iter(|| {
                let rows = Rows::new(tree, order, view(60, 60), Some(&matches), open);
                black_box(rows.window(ROOT, HEIGHT));
                let top = rows.last().map(|last| rows.up(last, HEIGHT - 1));
                black_box(rows.window(top.unwrap_or(ROOT), HEIGHT));
            });
        });
        group.bench_function(format!("search {text}: next and previous"), |b| {
            b.iter(|| {
                let search = Search::new(tree, order, view(60, 60), &matches);
                black_box((search.next(ROOT), search.prev(ROOT)));
            });
        });
    }
}

fn jobs(c: &mut Criterion, case: &Case) {
    let mut group = c.benchmark_group(format!("job/{}", case.name));
    group.sample_size(10);
    let Case { tree, order, .. } = case;
    let open = Bits::new(tree.len(), true);
    let range = Range { from: 4, to: 90 };
    group.bench_function("order by name, once a tree", |b| {
        b.iter(|| black_box(Order::by_name(tree, &GO)));
    });
    group.bench_function("sums", |b| {
        b.iter(|| black_box(Sums::new(tree, range, &GO)))
    });
    let sums = Sums::new(tree, range, &GO).unwrap();
    for (name, sort) in [
        ("size", Sort::Size(&sums)),
        ("waste", Sort::Waste(&sums)),
        ("change", Sort::Change(range)),
    ] {
        group.bench_function(format!("order by {name}"), |b| {
            b.iter(|| black_box(Order::sorted(tree, sort, false, &GO)));
        });
    }
    group.bench_function("count rows, all open", |b| {
        let rows = Rows::new(tree, order, view(4, 90), None, &open);
        b.iter(|| black_box(RowCount::new(&rows, &GO)));
    });
    for (kind, text) in [
        (PatternKind::Text, "77777"),
        (PatternKind::Text, "File-1"),
        (PatternKind::Text, "e"),
        (PatternKind::Glob, "*77*.txt"),
        (PatternKind::Glob, "usr/**/*77*.txt"),
        (PatternKind::Regex, r"7+\.txt$"),
        (PatternKind::Regex, r"(?i)dir[0-9]*/.*/FILE-\d{3}\."),
    ] {
        let pattern = Pattern::new(kind, text, &Limits::default()).unwrap();
        group.bench_function(format!("{} {text}", kind.name()), |b| {
            b.iter(|| black_box(Matches::find(tree, order, &pattern, &GO)));
        });
    }
    let pattern = Pattern::new(PatternKind::Text, "file", &Limits::default()).unwrap();
    let matches = Matches::find(tree, order, &pattern, &GO).unwrap();
    group.bench_function("count matches", |b| {
        b.iter(|| black_box(matches.count(tree, view(4, 90), &GO)));
    });
    for (name, by) in [("size", Largest::Size), ("waste", Largest::Waste(&sums))] {
        group.bench_function(format!("flat by {name}"), |b| {
            b.iter(|| black_box(tree.flat(order, view(4, 90), None, by, &GO)));
        });
    }
    group.finish();
}

fn growing(c: &mut Criterion) {
    let mut group = c.benchmark_group("growing");
    group.sample_size(10);
    let stacker = layers(nested);
    group.bench_function("tree so far", |b| b.iter(|| black_box(stacker.so_far())));
    group.finish();
}

fn worst(c: &mut Criterion) {
    let case = case("unlucky", unlucky());
    let open = Bits::new(case.tree.len(), true);
    let removed = Kinds {
        removed: true,
        ..Kinds::NONE
    };
    let shown = Shown {
        range: Range { from: 1, to: 3 },
        kinds: removed,
    };
    c.bench_function("worst/nothing passes, nothing passed over", |b| {
        b.iter(|| {
            let rows = Rows::new(&case.tree, &case.order, shown, None, &open);
            black_box(rows.window(ROOT, HEIGHT));
        });
    });
}

fn browser(c: &mut Criterion) {
    growing(c);
    for case in cases() {
        frames(c, &case);
        jobs(c, &case);
    }
    worst(c);
}

criterion_group!(benches, browser);
criterion_main!(benches);
