//! A tree while its layers still come in, and hashes that are known only later.

use layerscope::image::Blob;
use layerscope::layer;
use layerscope::limits::Limits;
use layerscope::tree::{Change, Label, NodeId, Range, Stacker, Tree};
use proptest::prelude::*;

use super::laws::layers;
use super::{stack, tar, visible};

fn read(text: &str, hash: bool) -> layer::LayerIndex {
    let options = layer::Options {
        hash,
        ..Default::default()
    };
    layer::list(&Blob::from_bytes(tar(text), "layer"), &options).index
}

fn hashes(text: &str) -> Vec<[u8; 32]> {
    read(text, true).hashes
}

fn plain(layers: &[&str]) -> Tree {
    let mut stacker = Stacker::new(Limits::default());
    for text in layers {
        stacker.add(read(text, false));
    }
    stacker.finish()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A tree so far is the tree of the layers so far, and a path keeps its number.
    #[test]
    fn a_tree_so_far_is_a_tree(layers in layers()) {
        let texts: Vec<&str> = layers.iter().map(String::as_str).collect();
        let mut stacker = Stacker::new(Limits::default());
        let mut before: Option<Tree> = None;
        for (number, text) in texts.iter().enumerate() {
            stacker.add(read(text, true));
            let (so_far, whole) = (stacker.so_far(), stack(&texts[..=number]).0);
            prop_assert_eq!(so_far.len(), whole.len());
            prop_assert_eq!(visible(&so_far, number), visible(&whole, number));
            let live = |tree: &Tree| tree.contents().iter().filter(|content| content.death().is_none()).count();
            prop_assert_eq!(live(&so_far), live(&whole));
            for node in 0..so_far.len() as NodeId {
                prop_assert_eq!(so_far.find(&so_far.path(node)), Some(node));
                let kept = before.as_ref().filter(|tree| (node as usize) < tree.len());
                prop_assert!(kept.is_none_or(|tree| tree.path(node) == so_far.path(node)));
            }
            before = Some(so_far);
        }
    }
}

#[test]
fn a_tree_so_far_hides_what_the_finished_one_hides() {
    let text = "f .wh..wh.plnk/1 5; h a .wh..wh.plnk/1; f b 3";
    let mut stacker = Stacker::new(Limits::default());
    stacker.add(read(text, true));
    let so_far = stacker.so_far();
    let finished = stacker.finish();
    assert_eq!(visible(&so_far, 0), ["f /a 5", "f /b 3"]);
    assert_eq!(visible(&so_far, 0), visible(&finished, 0));
}

#[test]
fn hashes_can_be_told_later() {
    let layers = ["f a 5; f b 6; f c 7", "f a 5; d x", "f b 6; f c 7"];
    let tree = plain(&layers);
    let change = |path: &str, to: usize| {
        let node = tree.find(path.as_bytes()).unwrap();
        let state = tree.state(node, Range { from: 1, to }).unwrap();
        (state.change, state.label)
    };
    assert_eq!(change("a", 1), (None, None));
    let one = hashes(layers[0]);
    // What does not fit is ignored: too few, too many, no such layer.
    tree.learn_hashes(0, one[..2].to_vec());
    tree.learn_hashes(1, one.clone());
    tree.learn_hashes(9, one.clone());
    assert_eq!(tree.hash(0), None);
    tree.learn_hashes(0, one.clone());
    assert_eq!(tree.hash(2), Some(&one[2]));
    assert_eq!(change("a", 1), (None, None), "the other side is not known");
    tree.learn_hashes(1, hashes(layers[1]));
    assert_eq!(
        change("a", 1),
        (Some(Change::Modified), Some(Label::StoredAgain))
    );
    // A second time changes nothing.
    tree.learn_hashes(1, vec![[0; 32]]);
    assert_eq!(
        change("a", 1),
        (Some(Change::Modified), Some(Label::StoredAgain))
    );
    // The last layer's contents end with the tree's.
    tree.learn_hashes(2, vec![[1; 32], one[2]]);
    assert_eq!(change("b", 2), (Some(Change::Modified), None));
    assert_eq!(
        change("c", 2),
        (Some(Change::Modified), Some(Label::StoredAgain))
    );
}

#[test]
fn what_one_tree_learns_all_know() {
    let mut stacker = Stacker::new(Limits::default());
    stacker.add(read("f a 5", false));
    let early = stacker.so_far();
    stacker.add(read("f b 5", false));
    early.learn_hashes(0, hashes("f a 5"));
    let later = stacker.finish();
    assert_eq!(later.hash(0), Some(&hashes("f a 5")[0]));
    assert_eq!(later.hash(1), None);
}
