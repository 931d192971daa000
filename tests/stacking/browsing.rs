//! The browser's half of the tree, held against plain recursion: every row, every order, every
//! sum is made the slow way and must come out the same.

use std::sync::atomic::AtomicBool;

use layerscope::analysis::Accounting;
use layerscope::layer::EntryKind;
use layerscope::limits::Limits;
use layerscope::tree::{
    Bits, Change, Fold, Kinds, Largest, Matches, NodeId, Order, Pattern, PatternKind, ROOT, Range,
    Row, RowCount, Rows, Search, Shown, Sort, Sums, Tallies, Tally, Tree,
};
use proptest::prelude::*;

use super::stack;

static GO: AtomicBool = AtomicBool::new(false);

/// Entries over a few paths that meet often, or over many that seldom do.
fn entry(names: &'static [&'static str], deep: usize) -> impl Strategy<Value = String> {
    let path = || {
        let part = prop::sample::select(names);
        prop::collection::vec(part, 1..deep).prop_map(|parts| parts.join("/"))
    };
    (0..14u8, path(), path(), 0..4u64).prop_map(|(kind, path, other, size)| match kind {
        0..=2 => format!("d {path}"),
        3..=8 => format!("f {path} {size}"),
        9 => format!("s {path} nowhere"),
        10 => format!("h {path} {other}"),
        11 | 12 => format!("w {path}"),
        _ => format!("o {path}"),
    })
}

const FEW: &[&str] = &["a", "b", "c"];
const MANY: &[&str] = &[
    "a", "b", "bin", "c", "d", "e", "f.py", "g", "h", "LIB", "p-q", "usr", "x", "y", "z.PY",
];

fn layer(
    names: &'static [&'static str],
    deep: usize,
    most: usize,
) -> impl Strategy<Value = String> {
    let entries = prop::collection::vec(entry(names, deep), 0..most);
    entries.prop_map(|entries| entries.join("; "))
}

/// Few small layers; a large one with small ones above it; more layers than are told apart.
fn layers() -> impl Strategy<Value = Vec<String>> {
    let large = || {
        let entries = prop::collection::vec(entry(MANY, 5), 300..900);
        entries.prop_map(|entries| entries.join("; "))
    };
    let above = || prop::collection::vec(layer(MANY, 5, 8), 0..6);
    prop_oneof![
        6 => prop::collection::vec(layer(FEW, 4, 12), 1..7),
        3 => (large(), above()).prop_map(|(base, mut above)| {
            above.insert(0, base);
            above
        }),
        1 => prop::collection::vec(layer(FEW, 4, 4), 130..300),
    ]
}

fn kinds() -> impl Strategy<Value = Kinds> {
    any::<[bool; 5]>().prop_map(|[added, modified, removed, unchanged, transient]| Kinds {
        added,
        modified,
        removed,
        unchanged,
        transient,
    })
}

/// Everything that a user can set.
#[derive(Debug, Clone)]
struct Setting {
    layers: Vec<String>,
    from: usize,
    to: usize,
    kinds: Kinds,
    final_image: bool,
    /// How directories are folded: all closed, all open, or by this seed.
    open: (u8, u64),
    pattern: Option<&'static str>,
    sort: u8,
    reversed: bool,
}

fn setting() -> impl Strategy<Value = Setting> {
    let pattern = prop::sample::select(vec![None, None, None, Some("b"), Some("c/a"), Some("A")]);
    (
        layers(),
        any::<(u16, u16)>(),
        kinds(),
        prop::bool::weighted(0.1),
        (0..4u8, any::<u64>()),
        pattern,
        (0..4u8, any::<bool>()),
    )
        .prop_map(
            |(layers, (a, b), kinds, final_image, open, pattern, sort)| {
                let to = usize::from(a) % layers.len();
                Setting {
                    from: usize::from(b) % (to + 1),
                    to,
                    layers,
                    kinds,
                    final_image,
                    open,
                    pattern,
                    sort: sort.0,
                    reversed: sort.1,
                }
            },
        )
}

impl Setting {
    fn tree(&self) -> Tree {
        let layers: Vec<&str> = self.layers.iter().map(String::as_str).collect();
        stack(&layers).0
    }

    fn shown(&self, tree: &Tree) -> Shown {
        if self.final_image {
            return Shown::final_image(tree);
        }
        Shown {
            range: Range {
                from: self.from,
                to: self.to,
            },
            kinds: self.kinds,
        }
    }

    fn open(&self, tree: &Tree) -> Bits {
        let mut open = Bits::new(tree.len(), self.open.0 == 1);
        for node in 0..tree.len() as NodeId {
            if self.open.0 > 1 {
                let mixed = (u64::from(node) + 1).wrapping_mul(self.open.1 | 1);
                open.set(node, mixed >> 40 & 3 != 0);
            }
        }
        open
    }

    fn matches(&self, tree: &Tree, order: &Order) -> Option<Matches> {
        let pattern = Pattern::new(PatternKind::Text, self.pattern?, &Limits::default()).unwrap();
        Matches::find(tree, order, &pattern, &GO)
    }
}

/// The slow way.
struct Plain<'a> {
    tree: &'a Tree,
    shown: Shown,
    open: &'a Bits,
    matches: Option<&'static str>,
    sort: u8,
    reversed: bool,
    sums: &'a Sums,
}

impl Plain<'_> {
    fn passes(&self, node: NodeId) -> bool {
        let kinds = self.shown.kinds;
        let Some(state) = self.tree.state(node, self.shown.range) else {
            return false;
        };
        let shown = match state.change {
            Some(Change::Added) => kinds.added,
            Some(Change::Removed) => kinds.removed,
            Some(Change::Unchanged) => kinds.unchanged,
            Some(Change::Transient) => kinds.transient,
            Some(Change::Modified) | None => kinds.modified,
        };
        node != ROOT && shown && self.matches.is_none_or(|text| self.is_hit(node, text))
    }

    fn is_hit(&self, node: NodeId, text: &str) -> bool {
        let path = String::from_utf8(self.tree.path(node)).unwrap();
        if text.chars().any(char::is_uppercase) {
            path.contains(text)
        } else {
            path.to_lowercase().contains(text)
        }
    }

    fn holds(&self, node: NodeId) -> bool {
        self.passes(node)
            || self
                .tree
                .children(node)
                .iter()
                .any(|&child| self.holds(child))
    }

    fn changed(&self, node: NodeId) -> bool {
        let state = self.tree.state(node, self.shown.range);
        state.is_some_and(|state| state.change != Some(Change::Unchanged))
            || self
                .tree
                .children(node)
                .iter()
                .any(|&child| self.changed(child))
    }

    fn rank(&self, node: NodeId) -> u64 {
        let change = self
            .tree
            .state(node, self.shown.range)
            .map(|state| state.change);
        match change {
            Some(Some(Change::Removed)) => 0,
            Some(Some(Change::Modified) | None) => 1,
            Some(Some(Change::Added)) => 2,
            Some(Some(Change::Transient)) => 3,
            _ if self.changed(node) => 4,
            _ => 5,
        }
    }

    fn children(&self, node: NodeId) -> Vec<NodeId> {
        let mut children = self.tree.children(node).to_vec();
        let key = |&node: &NodeId| match self.sort {
            0 => 0,
            1 => u64::MAX - self.sums.size(node),
            2 => u64::MAX - self.sums.waste(node),
            _ => self.rank(node),
        };
        match (self.sort, self.reversed) {
            (0, true) => children.reverse(),
            (_, true) => children.sort_by_key(|node| std::cmp::Reverse(key(node))),
            (_, false) => children.sort_by_key(key),
        }
        children
    }

    /// Every row below a directory; `guides` are the directory's.
    fn rows(&self, dir: NodeId, guides: &[bool], out: &mut Vec<Row>) {
        let children = self.children(dir);
        let shown: Vec<NodeId> = children
            .into_iter()
            .filter(|&node| self.holds(node))
            .collect();
        for (at, &node) in shown.iter().enumerate() {
            let below = self
                .tree
                .children(node)
                .iter()
                .any(|&child| self.holds(child));
            let fold = match (below, self.open.get(node)) {
                (false, _) => Fold::Leaf,
                (true, false) => Fold::Closed,
                (true, true) => Fold::Open,
            };
            let mut guides = guides.to_vec();
            guides.push(at + 1 < shown.len());
            out.push(Row {
                node,
                state: self.tree.state(node, self.shown.range).unwrap(),
                fold,
                guides: guides.clone(),
            });
            if fold == Fold::Open {
                self.rows(node, &guides, out);
            }
        }
    }

    fn all_below(&self, dir: NodeId, out: &mut Vec<NodeId>) {
        for child in self.children(dir) {
            out.push(child);
            self.all_below(child, out);
        }
    }
}

fn order(setting: &Setting, tree: &Tree, shown: Shown, sums: &Sums) -> Order {
    let sort = match setting.sort {
        0 => Sort::Name,
        1 => Sort::Size(sums),
        2 => Sort::Waste(sums),
        _ => Sort::Change(shown.range),
    };
    Order::sorted(tree, sort, setting.reversed, &GO).unwrap()
}

/// Sets up a case: `$plain` the slow way, `$rows` the fast one.
macro_rules! with {
    ($setting:ident, |$tree:ident, $plain:ident, $rows:ident, $order:ident, $matches:ident| $body:block) => {
        let $tree = &$setting.tree();
        let shown = $setting.shown($tree);
        let open = $setting.open($tree);
        let sums = Sums::new($tree, shown.range, &GO).unwrap();
        let $order = &order(&$setting, $tree, shown, &sums);
        let $matches = $setting.matches($tree, $order);
        let $rows = Rows::new($tree, $order, shown, $matches.as_ref(), &open);
        let $plain = Plain {
            tree: $tree,
            shown,
            open: &open,
            matches: $setting.pattern,
            sort: $setting.sort,
            reversed: $setting.reversed,
            sums: &sums,
        };
        $body
    };
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Walking down, walking up and the window give the rows that recursion gives.
    #[test]
    fn rows_are_what_recursion_gives(setting in setting(), top in any::<u16>(), height in 0usize..30) {
        with!(setting, |tree, plain, rows, order, matches| {
            let mut want = vec![];
            plain.rows(ROOT, &[], &mut want);
            let nodes: Vec<NodeId> = want.iter().map(|row| row.node).collect();
            let down: Vec<NodeId> = std::iter::successors(rows.first(), |&node| rows.next(node)).collect();
            prop_assert_eq!(&down, &nodes);
            let mut up: Vec<NodeId> = std::iter::successors(rows.last(), |&node| rows.prev(node)).collect();
            up.reverse();
            prop_assert_eq!(&up, &nodes);
            for node in 0..tree.len() as NodeId {
                prop_assert_eq!(rows.is_row(node), nodes.contains(&node), "{}", node);
            }
            if nodes.is_empty() {
                prop_assert!(rows.window(ROOT, height).is_empty());
                prop_assert_eq!(rows.nearest(1), None);
            } else {
                let at = usize::from(top) % nodes.len();
                let end = (at + height).min(nodes.len());
                prop_assert_eq!(rows.window(nodes[at], height), &want[at..end]);
                prop_assert_eq!(rows.down(nodes[at], height), nodes[(at + height).min(nodes.len() - 1)]);
                prop_assert_eq!(rows.up(nodes[at], height), nodes[at.saturating_sub(height)]);
                let parent = Some(tree.parent(nodes[at])).filter(|&parent| parent != ROOT);
                prop_assert_eq!(rows.parent(nodes[at]), parent);
            }
            let _ = (order, matches.is_some());
        });
    }

    /// The row to select is the path itself, what hides it, a brother, or the row above.
    #[test]
    fn the_nearest_row_is_near(setting in setting(), node in any::<u32>()) {
        with!(setting, |tree, plain, rows, order, matches| {
            let node = node % tree.len() as NodeId;
            let mut all = vec![];
            plain.all_below(ROOT, &mut all);
            let place = |node: NodeId| all.iter().position(|&at| at == node);
            let mut want = vec![];
            plain.rows(ROOT, &[], &mut want);
            let nodes: Vec<NodeId> = want.iter().map(|row| row.node).collect();
            let near = rows.nearest(node);
            prop_assert_eq!(near.is_some(), !nodes.is_empty());
            if let Some(near) = near {
                let parents: Vec<NodeId> =
                    std::iter::successors(Some(node), |&at| (at != ROOT).then(|| tree.parent(at))).collect();
                let above = nodes.iter().rfind(|&&row| place(row) < place(node));
                let within = parents.iter().rfind(|&&at| at != ROOT && at != node && !plain.open.get(at));
                let at = within.copied().unwrap_or(node);
                let brother = nodes.iter().find(|&&row| place(row) >= place(at) && tree.parent(row) == tree.parent(at));
                let want = if nodes.contains(&at) { Some(&at) } else { brother.or(above).or(nodes.first()) };
                prop_assert_eq!(Some(&near), want);
            }
            let _ = (order, matches.is_some());
        });
    }

    /// Rows have their numbers, and numbers their rows.
    #[test]
    fn rows_are_numbered(setting in setting()) {
        with!(setting, |tree, plain, rows, order, matches| {
            let mut want = vec![];
            plain.rows(ROOT, &[], &mut want);
            let count = RowCount::new(&rows, &GO).unwrap();
            prop_assert_eq!(count.total(), want.len());
            for (number, row) in want.iter().enumerate() {
                prop_assert_eq!(count.number(&rows, row.node), Some(number));
                prop_assert_eq!(count.row(&rows, number), Some(row.node));
            }
            prop_assert_eq!(count.row(&rows, want.len()), None);
            for node in (0..tree.len() as NodeId).filter(|&node| !rows.is_row(node)) {
                prop_assert_eq!(count.number(&rows, node), None);
            }
            let _ = (order, matches.is_some());
        });
    }

    /// A search steps through what is shown and matches by itself, round and round; `reveal`
    /// makes a row of what it found.
    #[test]
    fn a_search_goes_round(setting in setting(), from in any::<u32>()) {
        with!(setting, |tree, plain, rows, order, matches| {
            let from = from % tree.len() as NodeId;
            let Some(matches) = &matches else { return Ok(()) };
            let text = plain.matches.unwrap_or_default();
            let mut all = vec![ROOT];
            plain.all_below(ROOT, &mut all);
            let mut above = std::collections::HashSet::new();
            for &node in all[1..].iter().filter(|&&node| plain.is_hit(node, text)) {
                above.extend(std::iter::successors(Some(tree.parent(node)), |&at| (at != ROOT).then(|| tree.parent(at))));
            }
            for &node in &all {
                prop_assert_eq!(matches.hits().get(node), plain.is_hit(node, text));
                let inside = node == ROOT || !plain.is_hit(tree.parent(node), text) || {
                    let name = String::from_utf8_lossy(tree.name(node)).into_owned();
                    name.contains(text) || name.to_lowercase().contains(text) && text == text.to_lowercase()
                };
                prop_assert_eq!(matches.own().get(node), matches.hits().get(node) && inside);
                prop_assert_eq!(matches.above().get(node), above.contains(&node));
            }
            let stops = |node: &&NodeId| plain.passes(**node) && matches.own().get(**node);
            let at = all.iter().position(|&node| node == from).unwrap();
            let search = Search::new(tree, order, plain.shown, matches);
            let next = all[at + 1..].iter().chain(&all[..=at]).find(stops).copied();
            prop_assert_eq!(search.next(from), next);
            let prev = all[..at].iter().rev().chain(all[at..].iter().rev()).find(stops).copied();
            prop_assert_eq!(search.prev(from), prev);
            let shown = all.iter().filter(|&&node| plain.passes(node)).count();
            prop_assert_eq!(matches.count(tree, plain.shown, &GO), Some(shown));
            if let Some(found) = next {
                let mut open = plain.open.clone();
                tree.reveal(found, &mut open);
                prop_assert!(Rows::new(tree, order, plain.shown, None, &open).is_row(found));
            }
            let _ = rows;
        });
    }

    /// Sums are of what is visible, each stored content once; the root's are the accounting's.
    #[test]
    fn sums_are_the_accountings(setting in setting()) {
        let tree = setting.tree();
        let last = tree.layers() - 1;
        let figures = Accounting::new(&tree, 1);
        let whole = Sums::new(&tree, Range { from: 0, to: last }, &GO).unwrap();
        prop_assert_eq!((whole.size(ROOT), whole.waste(ROOT)), (figures.live, figures.wasted));
        let end = Sums::new(&tree, Shown::final_image(&tree).range, &GO).unwrap();
        prop_assert_eq!((end.size(ROOT), end.waste(ROOT)), (figures.live, figures.wasted));
        let range = Range { from: setting.from, to: setting.to };
        let sums = Sums::new(&tree, range, &GO).unwrap();
        let mut counts = [0; 5];
        for node in 1..tree.len() as NodeId {
            let below = |of: &dyn Fn(NodeId) -> u64| tree.children(node).iter().map(|&child| of(child)).sum::<u64>();
            let shown = tree.at(node, range.to).and_then(|version| version.record());
            let most = shown.and_then(|record| tree.content_of(record))
                .map_or(0, |content| tree.entry(tree.content(content).record()).size);
            let own = sums.size(node) - below(&|child| sums.size(child));
            prop_assert!(own == 0 || own == most);
            prop_assert!(sums.waste(node) >= below(&|child| sums.waste(child)));
            if let Some(state) = tree.state(node, range) {
                counts[match state.change {
                    Some(Change::Added) => 0,
                    Some(Change::Modified) | None => 1,
                    Some(Change::Removed) => 2,
                    Some(Change::Unchanged) => 3,
                    Some(Change::Transient) => 4,
                }] += 1;
            }
        }
        let mut visible: Vec<u32> = (0..tree.len() as NodeId)
            .filter_map(|node| tree.content_of(tree.at(node, range.to)?.record()?))
            .collect();
        visible.sort_unstable();
        visible.dedup();
        let bytes: u64 = visible.iter().map(|&at| tree.entry(tree.content(at).record()).size).sum();
        prop_assert_eq!(sums.size(ROOT), bytes);
        let stored = figures.layers[range.from..=range.to].iter().map(|layer| layer.stored_waste);
        prop_assert_eq!(sums.waste(ROOT), stored.sum::<u64>());
        let changes = sums.changes;
        if range.from == range.to {
            let alone = tree.changes_by_layer(&GO).unwrap()[range.to];
            let want = Tallies { unchanged: Tally::default(), ..changes };
            prop_assert_eq!(alone, want);
        }
        prop_assert_eq!(counts, [changes.added, changes.modified, changes.removed, changes.unchanged, changes.transient].map(|tally| tally.paths));
    }

    /// The flat list has every file of the view, the largest first.
    #[test]
    fn a_flat_list_has_all_files(setting in setting(), waste in any::<bool>()) {
        let setting = Setting { sort: 0, reversed: false, ..setting };
        with!(setting, |tree, plain, rows, order, matches| {
            let key = |node: NodeId| if waste { plain.sums.waste(node) } else { tree.shown_bytes(node, plain.shown.range) };
            let mut want = vec![];
            plain.all_below(ROOT, &mut want);
            want.retain(|&node| plain.passes(node));
            want.retain(|&node| {
                let version = tree.shown_version(node, plain.shown.range).unwrap();
                tree.kind(version) != EntryKind::Directory
            });
            want.sort_by_key(|&node| std::cmp::Reverse(key(node)));
            let by = if waste { Largest::Waste(plain.sums) } else { Largest::Size };
            prop_assert_eq!(tree.flat(order, plain.shown, matches.as_ref(), by, &GO), Some(want));
            let _ = rows;
        });
    }
}

#[test]
fn a_job_ends_when_it_is_not_wanted() {
    let stop = &AtomicBool::new(true);
    let tree = &stack(&["f a/b 3; f c 4", "f c 5"]).0;
    let range = Range { from: 0, to: 1 };
    let shown = Shown {
        range,
        kinds: Kinds::default(),
    };
    let order = Order::by_name(tree, &GO).unwrap();
    let sums = Sums::new(tree, range, &GO).unwrap();
    let pattern = Pattern::new(PatternKind::Text, "c", &Limits::default()).unwrap();
    let matches = Matches::find(tree, &order, &pattern, &GO).unwrap();
    let open = Bits::new(tree.len(), true);
    let rows = Rows::new(tree, &order, shown, None, &open);
    assert!(Order::by_name(tree, stop).is_none());
    assert!(Sums::new(tree, range, stop).is_none());
    for sort in [
        Sort::Name,
        Sort::Size(&sums),
        Sort::Waste(&sums),
        Sort::Change(range),
    ] {
        assert!(Order::sorted(tree, sort, true, stop).is_none(), "{sort:?}");
    }
    assert!(RowCount::new(&rows, stop).is_none());
    assert!(Matches::find(tree, &order, &pattern, stop).is_none());
    assert!(matches.count(tree, shown, stop).is_none());
    assert!(tree.changes_by_layer(stop).is_none());
    let flat = tree.flat(&order, shown, None, Largest::Size, stop);
    assert!(flat.is_none());
}

/// Above 128 layers some share a bit; nothing may get lost at either end of a run of them.
#[test]
fn many_layers_lose_no_row() {
    let layer = |at: usize| format!("f a/{at} 1; w a/{}; f b {at}", at.wrapping_sub(3));
    let texts: Vec<String> = (0..300).map(layer).collect();
    let tree = &stack(&texts.iter().map(String::as_str).collect::<Vec<_>>()).0;
    let order = Order::by_name(tree, &GO).unwrap();
    let open = Bits::new(tree.len(), true);
    let ends = [0, 1, 2, 3, 127, 128, 129, 254, 255, 256, 297, 298, 299];
    for (from, to) in ends.iter().flat_map(|&from| ends.map(|to| (from, to))) {
        if from > to {
            continue;
        }
        let range = Range { from, to };
        let sums = Sums::new(tree, range, &GO).unwrap();
        for kind in 0..5 {
            let kinds = Kinds {
                added: kind == 0,
                modified: kind == 1,
                removed: kind == 2,
                unchanged: kind == 3,
                transient: kind == 4,
            };
            let plain = Plain {
                tree,
                shown: Shown { range, kinds },
                open: &open,
                matches: None,
                sort: 0,
                reversed: false,
                sums: &sums,
            };
            let mut want = vec![];
            plain.rows(ROOT, &[], &mut want);
            let rows = Rows::new(tree, &order, plain.shown, None, &open);
            let got = rows.window(ROOT, usize::MAX);
            assert_eq!(got, want, "{from}..{to} {kinds:?}");
        }
    }
}
