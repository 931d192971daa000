use super::block::Block;
use super::scratch::Scratch;
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Word,
}
#[derive(Debug, Default)]
pub(super) struct State {}
pub(super) const ANCHORS: &[(&str, Anchor)] = &[];
pub(super) fn look(_block: &Block<'_>, _at: usize, _anchor: Anchor, _scratch: &mut Scratch) {}
