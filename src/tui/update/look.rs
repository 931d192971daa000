//! Looking into a version: its contents, compared with another's, or taken out.

use super::super::effect::Effect;
use super::super::state::State;

/// The contents of the selected path, as the view has them.
pub(super) fn open_selected(_state: &mut State) -> Vec<Effect> {
    Vec::new()
}
