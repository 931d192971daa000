//! Looking into a version: its contents, compared with another's, or taken out.

use super::super::effect::Effect;
use super::super::state::State;
use crate::tree::NodeId;

/// The contents of the selected path, as the view has them.
pub(super) fn open_selected(_state: &mut State) -> Vec<Effect> {
    Vec::new()
}

/// STAND-IN until the real one lands from branch look.
pub(super) fn open(_state: &mut State, _node: NodeId, _layer: usize) -> Vec<Effect> {
    Vec::new()
}

/// STAND-IN until the real one lands from branch look.
pub(super) fn compare(_state: &mut State, _node: NodeId, _layers: (usize, usize)) -> Vec<Effect> {
    Vec::new()
}

/// STAND-IN until the real one lands from branch look.
pub(super) fn extract(_state: &mut State, _node: NodeId, _layer: usize) -> Vec<Effect> {
    Vec::new()
}
