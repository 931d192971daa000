//! What is known of the selected secret and place: who put it there, who removed it, what to do.

use super::super::Look;
use super::super::foot::Foot;
use super::value;
use crate::report::secrets::phrases::{ROTATE, fate_by, instead, origin_by, spot};
use crate::secrets::Disposition;
use crate::text::escape;
use crate::tui::state::State;

/// Writes it, the most important first: what has no room is left out.
pub(super) fn write(state: &State, look: Look<'_>, foot: &mut Foot<'_>) {
    let theme = look.theme;
    let Some((finding, place)) = state.secrets.selected() else {
        return;
    };
    let title = format!("{}  {}", escape(&finding.rule.title), value(state, finding));
    foot.say(title.trim_end(), theme.strong, 2);
    foot.say(&spot(place), theme.text, 2);
    let instruction = |layer: usize| {
        let row = state.layers.rows.get(layer)?;
        let known = row.layer.created_by.is_some();
        known.then(|| escape(&row.instruction).into_owned())
    };
    let put = format!("put there by {}", origin_by(&instruction, place));
    foot.say(&put, theme.text, 2);
    let style = if place.visible() {
        theme.error
    } else {
        theme.warning
    };
    foot.say(&fate_by(&instruction, place), style, 2);
    if place.disposition != Disposition::Actionable {
        let why = format!("{}: {}", place.disposition.name(), escape(&place.reason));
        foot.say(&why, theme.good, 2);
    } else {
        let remedy = finding.rule.remedy.as_deref().map(escape);
        foot.say(remedy.as_deref().unwrap_or(ROTATE), theme.text, 2);
        foot.say(instead(place), theme.dim, 3);
    }
    let note = finding.note.as_deref();
    let note = note.map_or(String::new(), |note| format!(", {}", escape(note)));
    let (rule, confidence) = (escape(&finding.rule.id), finding.confidence.name());
    let rule = format!("{rule}, confidence {confidence}{note}");
    foot.say(&rule, theme.dim, 2);
}
