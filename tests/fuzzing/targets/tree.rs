//! Layers of any entries at all, stacked: the tree is a file system, its figures add up, and what
//! the browser shows of it is what a plain walk finds.

use std::sync::atomic::AtomicBool;

use layerscope::analysis::Accounting;
use layerscope::image::Blob;
use layerscope::layer::{self, LayerIndex, Options};
use layerscope::tree::{
    Bits, Change, Kinds, Matches, NodeId, Order, Pattern, PatternKind, Range, RowCount, Rows,
    Shown, Stacker, Sums, Tree,
};

use super::bytes::Bytes;
use super::laws;
use super::raw_tar::{Head, Tar};

static GO: AtomicBool = AtomicBool::new(false);

/// Layers of one image.
const LAYERS: usize = 8;
/// Entries of one layer.
const ENTRIES: usize = 24;

pub fn run(input: &[u8]) {
    let mut input = Bytes(input);
    let view = (input.byte(), input.byte(), input.byte(), input.byte());
    let mut layers = vec![];
    while !input.is_empty() && layers.len() < LAYERS {
        layers.push(layer(&mut input));
    }
    if layers.is_empty() {
        return;
    }
    let whole = stack(&layers);
    laws::is_a_file_system(&whole);
    for base in [0, 1, layers.len()] {
        laws::adds_up(&Accounting::new(&whole, base));
    }
    growing(&layers, &whole);
    let to = usize::from(view.0) % layers.len();
    let range = Range {
        from: usize::from(view.1) % (to + 1),
        to,
    };
    two_looks(&whole, range);
    shown(&whole, range, view.2, view.3);
}

/// The tar of one layer, of few names, so that paths meet often.
fn layer(input: &mut Bytes<'_>) -> Vec<u8> {
    const PARTS: [&str; 12] = [
        "a",
        "b",
        "c",
        "d",
        "a",
        "b",
        ".",
        "..",
        ".wh..wh.plnk",
        "b\n",
        "é",
        "a",
    ];
    let path = |input: &mut Bytes<'_>| {
        let depth = 1 + input.below(4);
        let parts: Vec<&str> = (0..depth).map(|_| input.one(&PARTS)).collect();
        let root = if input.below(8) == 7 { "/" } else { "" };
        format!("{root}{}", parts.join("/"))
    };
    let mut tar = Tar::new();
    for _ in 0..1 + input.below(ENTRIES) {
        let kind = input.below(16);
        let name = path(input);
        let (folder, last) = name.rsplit_once('/').unwrap_or((".", &name));
        let mode = [0o644, 0o755, 0o4755][input.below(3)];
        let time = [1, 2][input.below(2)];
        let head = |kind, name: &str| Head::new(kind, name).mode(mode).mtime(time);
        tar = match kind {
            0..=2 => tar.entry(&head(b'5', &name), b""),
            3..=7 => {
                let contents = vec![b'x'; input.below(4) * 200];
                let head = head(b'0', &name).size(contents.len() as u64);
                tar.entry(&head, &contents)
            }
            8 | 9 => tar.symlink(&name, path(input)),
            10 | 11 => tar.hard_link(&name, path(input)),
            12 | 13 => tar.file(format!("{folder}/.wh.{last}"), b""),
            14 => tar.file(format!("{name}/.wh..wh..opq"), b""),
            _ => tar.entry(&head(b'3', &name).device(1, 3), b""),
        };
    }
    tar.end()
}

fn index(tar: &[u8]) -> LayerIndex {
    let options = Options {
        hash: true,
        ..Options::default()
    };
    let read = layer::list(&Blob::from_bytes(tar.to_vec(), "fuzzed"), &options);
    assert_eq!(read.error, None);
    read.index
}

fn stack(layers: &[Vec<u8>]) -> Tree {
    let mut stacker = Stacker::new(laws::limits());
    for (number, tar) in layers.iter().enumerate() {
        for warning in stacker.add(index(tar)).warnings(number) {
            laws::sentence(&warning.message);
        }
    }
    assert!(!stacker.overflowed());
    stacker.finish()
}

fn visible(tree: &Tree, layer: usize) -> Vec<String> {
    let mut all: Vec<String> = (1..tree.len() as NodeId)
        .filter_map(|node| {
            let version = tree.at(node, layer)?;
            let size = version.record().map(|record| tree.file_size(record));
            let path = tree.path(node);
            Some(format!(
                "{:?} {size:?} {}",
                tree.kind(version),
                path.escape_ascii()
            ))
        })
        .collect();
    all.sort();
    all
}

/// A tree so far is the tree of the layers so far; later layers change nothing below them.
fn growing(layers: &[Vec<u8>], whole: &Tree) {
    let mut stacker = Stacker::new(laws::limits());
    for (number, tar) in layers.iter().enumerate() {
        stacker.add(index(tar));
        let so_far = stacker.so_far();
        assert_eq!(
            visible(&so_far, number),
            visible(whole, number),
            "after layer {number}"
        );
        laws::adds_up(&Accounting::new(&so_far, 1));
    }
}

/// A view is told by what is visible below it and after it.
fn two_looks(tree: &Tree, range: Range) {
    for node in 1..tree.len() as NodeId {
        let before = range
            .from
            .checked_sub(1)
            .and_then(|below| tree.at(node, below));
        let after = tree.at(node, range.to);
        let change = tree.state(node, range).and_then(|state| state.change);
        let right = match (before, after) {
            (None, None) => matches!(change, None | Some(Change::Transient)),
            (None, Some(_)) => change == Some(Change::Added),
            (Some(_), None) => change == Some(Change::Removed),
            (Some(_), Some(_)) => matches!(change, Some(Change::Unchanged | Change::Modified)),
        };
        assert!(right, "{change:?} of {before:?} {after:?}");
    }
}

/// The rows of the browser: as many as are counted, in order, forwards as backwards.
fn shown(tree: &Tree, range: Range, kinds: u8, how: u8) {
    let order = Order::by_name(tree, &GO).unwrap();
    assert_eq!(order.len(), tree.len());
    let shown = Shown {
        range,
        kinds: Kinds {
            added: kinds & 1 == 0,
            modified: kinds & 2 == 0,
            removed: kinds & 4 == 0,
            unchanged: kinds & 8 == 0,
            transient: kinds & 16 != 0,
        },
    };
    let mut open = Bits::new(tree.len(), how & 1 == 0);
    for node in (0..tree.len() as NodeId).filter(|node| how & 2 != 0 && node % 3 == 0) {
        open.set(node, !open.get(node));
    }
    let kind =
        [PatternKind::Text, PatternKind::Glob, PatternKind::Regex][usize::from(how >> 3) % 3];
    let matches = (how & 4 != 0).then(|| {
        let pattern = Pattern::new(kind, "b", &laws::limits()).unwrap();
        Matches::find(tree, &order, &pattern, &GO).unwrap()
    });
    let rows = Rows::new(tree, &order, shown, matches.as_ref(), &open);
    let count = RowCount::new(&rows, &GO).unwrap();
    let mut forwards = vec![];
    let mut at = rows.first();
    while let Some(node) = at {
        assert!(rows.is_row(node));
        assert_eq!(count.number(&rows, node), Some(forwards.len()));
        assert_eq!(count.row(&rows, forwards.len()), Some(node));
        forwards.push(node);
        assert!(forwards.len() <= tree.len(), "no end of rows");
        at = rows.next(node);
    }
    assert_eq!(count.total(), forwards.len());
    let mut backwards = vec![];
    let mut at = rows.last();
    while let Some(node) = at {
        backwards.push(node);
        assert!(backwards.len() <= tree.len(), "no end of rows");
        at = rows.prev(node);
    }
    backwards.reverse();
    assert_eq!(forwards, backwards);
    let sums = Sums::new(tree, range, &GO).unwrap();
    let total: u64 = tree
        .contents()
        .iter()
        .map(|one| tree.entry(one.record()).size)
        .sum();
    assert!((0..tree.len() as NodeId).all(|node| sums.waste(node) <= total));
}
