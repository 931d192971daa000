//! What is known of the selected row of the waste screen, in words.

use super::super::Look;
use super::super::foot::Foot;
use crate::analysis::{Caused, Waste};
use crate::report::phrases::{advice, caused_by, count, deeds, layers, percent};
use crate::text::{escape_bytes, grouped, size};
use crate::tree::{Cause, NodeId};
use crate::tui::state::{OfCause, State, WasteRow};

/// Says it.
pub(super) fn about(state: &State, look: Look<'_>, foot: &mut Foot<'_>) {
    let theme = look.theme;
    match state.waste_row() {
        Some(WasteRow::Path(row)) => {
            foot.say(&path(state, row.node), theme.strong, 2)
                .say(&stored(row), theme.text, 2)
                .say(&made(state, row.cause, &row.caused_by), theme.text, 2);
        }
        Some(WasteRow::Directory(row, largest)) => {
            let name = format!("{}/", path(state, row.node));
            let most = format!(
                "largest: {} {}",
                size(largest.bytes),
                path(state, largest.node)
            );
            foot.say(&name, theme.strong, 1)
                .say(&most, theme.text, 2)
                .say(
                    &made(state, largest.cause, &largest.caused_by),
                    theme.text,
                    2,
                );
        }
        Some(WasteRow::Cause(row)) => {
            foot.say(&of_cause(row), theme.strong, 2)
                .say(advice(row.cause, ""), theme.text, 3);
        }
        Some(WasteRow::Instruction(row)) => {
            foot.say(&sentence(state, row), theme.strong, 3).say(
                advice(row.most_of_it(), &instruction(state, row.layer)),
                theme.text,
                3,
            );
        }
        None => {}
    }
}

fn path(state: &State, node: NodeId) -> String {
    let tree = state.tree.as_deref();
    let path = tree.map_or_else(Vec::new, |tree| tree.path(node));
    escape_bytes(&path).into_owned()
}

/// `120 kB (120 000 B) in 2 versions, stored in layers 2 and 3`.
fn stored(row: &Waste) -> String {
    let versions = match row.count {
        1 => String::new(),
        many => format!(" in {}", count(many, "version", "versions")),
    };
    format!(
        "{} ({} B){versions}, stored in {}",
        size(row.bytes),
        grouped(row.bytes),
        layers(&row.stored_in)
    )
}

/// Why, and the instruction to blame.
fn made(state: &State, cause: Cause, by: &[u16]) -> String {
    let why = caused_by(cause, by);
    match by {
        &[layer] => format!("{why}: {}", instruction(state, usize::from(layer))),
        _ => why,
    }
}

fn of_cause(row: &OfCause) -> String {
    format!(
        "{}: {} in {} at {}",
        row.cause.name(),
        size(row.bytes),
        count(row.count, "version", "versions"),
        count(row.paths, "path", "paths")
    )
}

/// ``layer 7 `RUN chown -R app /app` stores 412 MB again``.
fn sentence(state: &State, row: &Caused) -> String {
    let whole = state
        .figures
        .as_ref()
        .map_or(0, |figures| figures.accounting.wasted);
    let share = if whole == 0 {
        0.0
    } else {
        row.bytes as f64 / whole as f64
    };
    format!(
        "layer {} `{}` {} ({} of all waste)",
        row.layer,
        instruction(state, row.layer),
        deeds(row),
        percent(share)
    )
}

fn instruction(state: &State, layer: usize) -> String {
    let row = state.layers.rows.get(layer);
    row.map_or_else(String::new, |row| {
        crate::text::escape(&row.instruction).into_owned()
    })
}
