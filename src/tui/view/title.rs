//! The line on top: which image, what it weighs, how far reading is.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Paragraph;

use super::Look;
use super::line::Filling;
use crate::report::phrases::percent;
use crate::text::{cells, escape, fit, size};
use crate::tui::state::{Figures, Phase, State};

/// Draws the title. What is going on, or wrong, has its place before the figures, which every
/// screen of theirs says again; the name gives way to it, too.
pub(super) fn draw(state: &State, look: Look<'_>, frame: &mut Frame<'_>, area: Rect) {
    let theme = look.theme;
    let mut line = Filling::new(usize::from(area.width));
    let name = name(state);
    let figures = facts(state, look);
    // What goes on passes by; what is wrong stays, and leaves room for the figures.
    let figures_room: usize = match state.loading.finished {
        true => figures.iter().map(|(fact, _)| cells(fact) + 3).sum(),
        false => 0,
    };
    let wanted = cells(&name).min(usize::from(area.width) / 4) + figures_room;
    line.put_whole(&[(" layerscope", theme.key)]);
    line.put(" ", theme.text);
    let news = news(state);
    let fits = |text: &&String| cells(text) + wanted + 2 <= line.room();
    let right = news.iter().find(fits).or(news.last());
    let right = right.map_or("", String::as_str);
    let kept = if right.is_empty() {
        0
    } else {
        cells(right) + 2
    };
    let room = line.room().saturating_sub(kept);
    line.put(&fit(&name, room), theme.strong);
    for (fact, style) in figures {
        let dot = format!(" {} ", look.glyphs.dot);
        if line.room() < cells(&dot) + cells(&fact) + kept {
            break;
        }
        line.put(&dot, theme.dim).put(&fact, style);
    }
    line.blank_until(kept.saturating_sub(1), theme.text);
    let bad = state.layers.rows.iter().any(|row| row.state.is_bad());
    line.put(right, if bad { theme.error } else { theme.dim });
    frame.render_widget(Paragraph::new(line.line()), area);
}

/// The figures, the last of them the first to give way.
fn facts(state: &State, look: Look<'_>) -> Vec<(String, Style)> {
    let theme = look.theme;
    let Some(Figures { accounting, .. }) = &state.figures else {
        return Vec::new();
    };
    let style = match accounting.wasted {
        0 => theme.text,
        _ => theme.waste,
    };
    vec![
        (size(accounting.total), theme.text),
        (
            format!("efficiency {}", percent(accounting.efficiency())),
            theme.text,
        ),
        (format!("wasted {}", size(accounting.wasted)), style),
    ]
}

fn name(state: &State) -> String {
    let image = state.image.as_ref();
    let tag = image.and_then(|image| image.image.names.first());
    escape(tag.unwrap_or(&state.name)).into_owned()
}

/// What is going on, in words.
pub(super) fn progress(state: &State) -> String {
    news(state).into_iter().next().unwrap_or_default()
}

/// What is going on, in fewer and fewer words; nothing when nothing is.
fn news(state: &State) -> Vec<String> {
    let Some(image) = &state.image else {
        return vec![match state.loading.spooled {
            0 => "opening".into(),
            bytes => format!("storing, {} so far", size(bytes)),
        }];
    };
    let loading = &state.loading;
    let layers = state.layers.rows.len();
    if let Phase::Scanning(watch) = &state.secrets.phase {
        let (done, all) = watch.progress();
        let percent = u128::from(done) * 100 / u128::from(all.max(1));
        let (done, all) = (size(done), size(all));
        return vec![
            format!("looking for secrets {percent} %, {done} of {all}"),
            format!("secrets {percent} %"),
        ];
    }
    if loading.finished {
        return match state.layers.rows.iter().any(|row| row.state.is_bad()) {
            true => vec![
                "INCOMPLETE or not as claimed, see 4".into(),
                "BAD LAYERS, see 4".into(),
            ],
            false => Vec::new(),
        };
    }
    let (verb, done) = match loading.listed < layers {
        true => ("reading", loading.listed),
        false => ("verifying", loading.verified),
    };
    let left = loading.left(image.stored);
    let left = left.map_or(String::new(), |left| format!(", {left:.0} s left"));
    let percent = loading.percent(image.stored);
    let (read, all) = (size(loading.read.min(image.stored)), size(image.stored));
    vec![
        format!("{verb} {percent} %, {read} of {all}, layer {done} of {layers}{left}"),
        format!("{verb} {percent} %, {read} of {all}{left}"),
        format!("{verb} {percent} %{left}"),
        format!("{percent} %"),
    ]
}
