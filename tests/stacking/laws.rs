//! What holds for any layers at all.

use layerscope::analysis::Accounting;
use layerscope::tree::{Change, NodeId, Range};
use proptest::prelude::*;

use super::model::Model;
use super::{stack, visible};

/// One entry over a handful of paths, so that they meet often. Symlinks never are parents here.
fn entry() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec!["a", "b", "c"]);
    let path = prop::collection::vec(part, 1..4).prop_map(|parts| parts.join("/"));
    (0..10u8, path, 0..50u64).prop_map(|(kind, path, size)| match kind {
        0 | 1 => format!("d {path}"),
        2..=5 => format!("f {path} {size}"),
        6 => format!("s {path}-link nowhere"),
        7 | 8 => format!("w {path}"),
        _ => format!("o {path}"),
    })
}

pub(super) fn layers() -> impl Strategy<Value = Vec<String>> {
    let layer = prop::collection::vec(entry(), 0..12).prop_map(|entries| entries.join("; "));
    prop::collection::vec(layer, 1..7)
}

fn refs(layers: &[String]) -> Vec<&str> {
    layers.iter().map(String::as_str).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    /// After every layer the tree shows what a plain file system would.
    #[test]
    fn the_tree_is_the_file_system(layers in layers()) {
        let (tree, _) = stack(&refs(&layers));
        let mut model = Model::default();
        for (number, layer) in layers.iter().enumerate() {
            model.apply(number, layer);
            prop_assert_eq!(visible(&tree, number), model.visible(), "after layer {}", number);
        }
    }

    /// `live + dead = total`, and both sides of the waste are the same bytes.
    #[test]
    fn every_byte_is_live_or_dead(layers in layers()) {
        let (tree, _) = stack(&refs(&layers));
        let mut model = Model::default();
        for (number, layer) in layers.iter().enumerate() {
            model.apply(number, layer);
        }
        let figures = Accounting::new(&tree, 1);
        prop_assert_eq!(figures.live, model.live());
        prop_assert_eq!(figures.live + figures.wasted, figures.total);
        prop_assert_eq!(figures.waste.iter().map(|row| row.bytes).sum::<u64>(), figures.wasted);
        prop_assert_eq!(figures.layers.iter().map(|layer| layer.stored_waste).sum::<u64>(), figures.wasted);
        prop_assert_eq!(figures.layers.iter().map(|layer| layer.caused_waste).sum::<u64>(), figures.wasted);
        for (number, layer) in figures.layers.iter().enumerate() {
            prop_assert_eq!(layer.size, model.stored(number));
        }
        prop_assert!((0.0..=1.0).contains(&figures.efficiency()));
        prop_assert!((0.0..=1.0).contains(&figures.user_wasted_percent()));
    }

    /// A row's causes lie above what they killed, unless the layer killed its own.
    #[test]
    fn a_cause_stands_above_what_it_killed(layers in layers()) {
        let (tree, _) = stack(&refs(&layers));
        for content in tree.contents() {
            let Some(death) = content.death() else { continue };
            let own = death.layer == content.record().layer;
            prop_assert!(death.layer >= content.record().layer);
            prop_assert_eq!(own, death.cause.name() == "duplicate-entry");
        }
    }

    /// A view is told by what is visible below it and after it.
    #[test]
    fn a_view_is_two_looks(layers in layers(), from in 0usize..6, to in 0usize..6) {
        let to = to % layers.len();
        let from = from % (to + 1);
        let (tree, _) = stack(&refs(&layers));
        for node in 1..tree.len() as NodeId {
            let before = from.checked_sub(1).and_then(|below| tree.at(node, below));
            let after = tree.at(node, to);
            let change = tree.state(node, Range { from, to }).and_then(|state| state.change);
            let allowed: &[Option<Change>] = match (before, after) {
                (None, None) => &[None, Some(Change::Transient)],
                (None, Some(_)) => &[Some(Change::Added)],
                (Some(_), None) => &[Some(Change::Removed)],
                (Some(_), Some(_)) => &[Some(Change::Unchanged), Some(Change::Modified)],
            };
            prop_assert!(allowed.contains(&change), "{:?} of {:?} {:?}", change, before, after);
        }
    }

    /// Layers above change nothing of what was visible below them.
    #[test]
    fn a_prefix_is_an_image(layers in layers()) {
        let (whole, _) = stack(&refs(&layers));
        for end in 1..layers.len() {
            let (part, _) = stack(&refs(&layers[..end]));
            prop_assert_eq!(visible(&part, end - 1), visible(&whole, end - 1));
        }
    }
}
