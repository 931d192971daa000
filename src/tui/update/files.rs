//! The tree pane: moving in it, folding, filtering, and going to a path from elsewhere.

use super::super::action::Screen;
use super::super::cursor::Step;
use super::super::effect::Effect;
use super::super::state::{Pane, State, View};
use super::layers;
use crate::tree::NodeId;

/// Shows a path in the tree, as layer `layer` left it: selects both and gives the tree the keys.
pub(super) fn go_to(state: &mut State, _node: NodeId, layer: usize) -> Vec<Effect> {
    state.over.clear();
    state.screen = Screen::Tree;
    state.pane = Pane::Main;
    state.view = View::Layer;
    state.layers.mark = None;
    layers::go(state, Step::To(layer))
}
