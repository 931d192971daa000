//! The values where nobody says anything: those of [`Start`], as settings.

use super::kind::Value;
use super::names::{COLUMNS, Name};
use crate::tui::Start;
use crate::tui::state::View;

/// The value where nobody says anything.
pub(super) fn of(name: Name) -> Value {
    let start = Start::default();
    let (show, columns) = (start.show, start.columns);
    match name {
        Name::Theme => Value::One("terminal"),
        Name::Color => Value::One("auto"),
        Name::Ascii => Value::Switch(false),
        Name::Mouse => Value::Switch(true),
        Name::View => Value::One(match start.view {
            View::FromBase => "from-base",
            View::Final => "final",
            View::Layer | View::Marked => "layer",
        }),
        Name::OnlyChanged => Value::Switch(start.only_changed),
        Name::Sort => Value::One(start.sort.name()),
        Name::Attributes => Value::Switch(start.attributes),
        Name::Columns => {
            let shown = [columns.mode, columns.owner, columns.size, columns.waste];
            let shown = COLUMNS.into_iter().zip(shown).filter(|(_, shown)| *shown);
            Value::Several(shown.map(|(column, _)| column).collect())
        }
        Name::Wrap => Value::Switch(start.wrap),
        Name::Collapsed => Value::Switch(start.collapsed),
        Name::Secrets => Value::Switch(start.secrets),
        Name::ShowAdded => Value::Switch(show.added),
        Name::ShowModified => Value::Switch(show.modified),
        Name::ShowRemoved => Value::Switch(show.removed),
        Name::ShowUnchanged => Value::Switch(show.unchanged),
        Name::ShowTransient => Value::Switch(show.transient),
        Name::Cache => Value::Switch(true),
        Name::CacheLimit => Value::Size(crate::cache::DEFAULT_BYTES),
    }
}
