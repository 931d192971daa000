//! The line on top: which image, what it weighs, how far reading is.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

use super::Look;
use super::line::Filling;
use crate::report::phrases::percent;
use crate::text::{cells, escape, size};
use crate::tui::state::{Phase, State};

/// Draws the title.
pub(super) fn draw(state: &State, look: Look<'_>, frame: &mut Frame<'_>, area: Rect) {
    let theme = look.theme;
    let right = progress(state);
    let mut line = Filling::new(usize::from(area.width));
    line.put(" layerscope ", theme.key);
    line.put(&name(state), theme.strong);
    if let Some(figures) = &state.figures {
        let accounting = &figures.accounting;
        let dot = format!(" {} ", look.glyphs.dot);
        line.put(&dot, theme.dim)
            .put(&size(accounting.total), theme.text);
        line.put(&dot, theme.dim);
        line.put(
            &format!("efficiency {}", percent(accounting.efficiency())),
            theme.text,
        );
        line.put(&dot, theme.dim);
        let style = if accounting.wasted > 0 {
            theme.waste
        } else {
            theme.text
        };
        line.put(&format!("wasted {}", size(accounting.wasted)), style);
    }
    if line.room() > cells(&right) {
        line.blank_until(cells(&right) + 1, theme.text);
        let bad = state.layers.rows.iter().any(|row| row.state.is_bad());
        line.put(&right, if bad { theme.error } else { theme.dim });
    }
    frame.render_widget(Paragraph::new(line.line()), area);
}

fn name(state: &State) -> String {
    let image = state.image.as_ref();
    let tag = image.and_then(|image| image.image.names.first());
    escape(tag.unwrap_or(&state.name)).into_owned()
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
    if state.layers.rows.iter().any(|row| row.state.is_bad()) && loading.finished {
        return "INCOMPLETE or not as claimed, see 4".into();
    }
    if let Phase::Scanning(watch) = &state.secrets.phase {
        let (done, all) = watch.progress();
        let percent = u128::from(done) * 100 / u128::from(all.max(1));
        let (done, all) = (size(done), size(all));
        return format!("looking for secrets {percent} %, {done} of {all}");
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
