//! The line on top: which image, what it weighs, how far reading is.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

use super::Look;
use super::line::Filling;
use crate::report::phrases::percent;
use crate::text::{cells, escape, size};
use crate::tui::state::State;

/// Draws the title.
pub(super) fn draw(state: &State, look: Look<'_>, frame: &mut Frame<'_>, area: Rect) {
    let theme = look.theme;
    let whole = progress(state);
    let short = match bad_in_the_end(state) {
        true => BAD.to_owned(),
        false => whole.split(',').next().unwrap_or_default().to_owned(),
    };
    let right = [whole, short];
    let mut line = Filling::new(usize::from(area.width));
    line.put(" layerscope ", theme.key);
    line.put(&name(state), theme.strong);
    let bad = state.layers.rows.iter().any(|row| row.state.is_bad());
    // What is wrong is said, whatever else has no room then.
    let kept = if bad_in_the_end(state) {
        cells(BAD) + 2
    } else {
        0
    };
    if let Some(figures) = &state.figures {
        let accounting = &figures.accounting;
        let dot = format!(" {} ", look.glyphs.dot);
        let waste = if accounting.wasted > 0 {
            theme.waste
        } else {
            theme.text
        };
        for (what, style) in [
            (size(accounting.total), theme.text),
            (
                format!("efficiency {}", percent(accounting.efficiency())),
                theme.text,
            ),
            (format!("wasted {}", size(accounting.wasted)), waste),
        ] {
            if line.room() < cells(&dot) + cells(&what) + kept {
                break;
            }
            line.put(&dot, theme.dim).put(&what, style);
        }
    }
    let right = right.iter().find(|right| line.room() > cells(right));
    if let Some(right) = right {
        line.blank_until(cells(right) + 1, theme.text);
        line.put(right, if bad { theme.error } else { theme.dim });
    }
    frame.render_widget(Paragraph::new(line.line()), area);
}

fn name(state: &State) -> String {
    let image = state.image.as_ref();
    let tag = image.and_then(|image| image.image.names.first());
    escape(tag.unwrap_or(&state.name)).into_owned()
}

/// In short, that a layer could not be read or is not what the image claims.
const BAD: &str = "BAD LAYERS, see 4";

fn bad_in_the_end(state: &State) -> bool {
    state.loading.finished && state.layers.rows.iter().any(|row| row.state.is_bad())
}

/// What is going on, in words.
pub(super) fn progress(state: &State) -> String {
    let Some(image) = &state.image else {
        return match state.loading.spooled {
            0 => "opening".into(),
            bytes => format!("storing, {} so far", size(bytes)),
        };
    };
    let loading = &state.loading;
    let layers = state.layers.rows.len();
    if bad_in_the_end(state) {
        return "INCOMPLETE or not as claimed, see 4".into();
    }
    if loading.finished {
        return String::new();
    }
    let (verb, done) = match loading.listed < layers {
        true => ("reading", loading.listed),
        false => ("verifying", loading.verified),
    };
    let left = loading.left(image.stored);
    let left = left.map_or(String::new(), |left| format!(", {left:.0} s left"));
    let percent = loading.percent(image.stored);
    let (read, all) = (size(loading.read.min(image.stored)), size(image.stored));
    format!("{verb} {percent} %, {read} of {all}, layer {done} of {layers}{left}")
}
