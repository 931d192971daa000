//! The waste screen: the figures, the rows of a grouping, and what is known of the selected one.

mod row;
mod words;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

use super::foot::Foot;
use super::line::Filling;
use super::{Look, frame, title};
use crate::analysis::Accounting;
use crate::report::phrases::{base_text, percent};
use crate::text::{cells, escape, grouped, size};
use crate::tui::state::{Figures, Grouping, State};
use row::Rows;

/// Draws the screen.
pub(super) fn draw(
    state: &State,
    look: Look<'_>,
    focused: bool,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let block = frame::screens(state, look, focused, area);
    let within = block.inner(area);
    frame.render_widget(block, area);
    let Some(figures) = &state.figures else {
        let text = format!(
            "What is wasted is known when all layers are listed.\n\n{}",
            title::progress(state)
        );
        let text = Paragraph::new(text).style(look.theme.dim);
        return frame.render_widget(text.wrap(Wrap { trim: true }), within);
    };
    let split = state.waste_split();
    let (width, top) = (usize::from(within.width), state.waste.cursor.top);
    let rows = Rows::new(state, figures, look, focused, width);
    let mut lines = head(state, figures, look, width);
    lines.push(rows.header());
    // A low pane keeps what is nearest to the list.
    lines.drain(..lines.len().saturating_sub(split.head));
    let len = state.waste.len(&figures.accounting);
    match len {
        None => lines.push(Line::styled("putting it together …", look.theme.dim)),
        Some(0) => lines.push(Line::styled(nothing(state), look.theme.dim)),
        Some(_) => lines.extend((top..top + split.list).map_while(|at| rows.row(at))),
    }
    lines.resize(split.head + split.list, Line::default());
    let mut foot = Foot::new(look, width, split.foot);
    words::about(state, look, &mut foot);
    lines.extend(foot.lines());
    frame.render_widget(Paragraph::new(lines), within);
    frame::scrollbar(frame, look, area, (top, split.list, len.unwrap_or(0)));
}

/// The figures, and what is listed.
fn head<'a>(state: &State, figures: &Figures, look: Look<'_>, width: usize) -> Vec<Line<'a>> {
    let theme = look.theme;
    let accounting = &figures.accounting;
    let (dim, text) = (theme.dim, theme.text);
    let mut all = Filling::new(width);
    all.put(&format!("wasted {}", size(accounting.wasted)), theme.waste);
    all.put(&format!(" of {}", size(accounting.total)), text);
    let efficiency = percent(accounting.efficiency());
    all.put_whole(&[("  efficiency ", dim), (&efficiency, theme.strong)]);
    all.put_whole(&[("  live ", dim), (&size(accounting.live), text)]);
    let mut user = Filling::new(width);
    user.put("user wasted ", dim);
    user.put(&user_wasted(accounting), text);
    let base = &figures.base;
    let long = base_text(base);
    let short = match base.layers {
        0 => "none".to_owned(),
        1 => "layer 0".to_owned(),
        many => format!("layers 0-{}", many - 1),
    };
    if !user.put_whole(&[("  base ", dim), (&long, text)]) {
        user.put_whole(&[("  base ", dim), (&short, text)]);
    }
    vec![all.line(), user.line(), listed(state, figures, look, width)]
}

fn user_wasted(accounting: &Accounting) -> String {
    match accounting.user_bytes {
        0 => "nothing above the base".to_owned(),
        user => format!(
            "{} of {}",
            percent(accounting.user_wasted_percent()),
            size(user)
        ),
    }
}

/// The groupings, the chosen one told by brackets; or what the list is narrowed to.
fn listed<'a>(state: &State, figures: &Figures, look: Look<'_>, width: usize) -> Line<'a> {
    let (theme, pane) = (look.theme, &state.waste);
    let mut line = Filling::new(width);
    line.put("by", theme.dim);
    for grouping in Grouping::ALL {
        let name = grouping.name();
        if grouping == pane.grouping {
            line.put(&format!("[{name}]"), theme.strong);
        } else if !pane.is_narrowed() {
            line.put(&format!(" {name} "), theme.dim);
        }
    }
    if pane.is_narrowed() {
        line.put(&format!(" {}", narrowed(state)), theme.warning);
    }
    let len = pane.len(&figures.accounting);
    let count = len.map_or_else(String::new, |len| grouped(len as u64));
    if line.room() > cells(&count) {
        line.blank_until(cells(&count), theme.text);
        line.put(&count, theme.dim);
    }
    line.line()
}

/// What is looked at where it is not everything: `layer 7, deleted, filter etc`.
fn narrowed(state: &State) -> String {
    let pane = &state.waste;
    let mut words = Vec::new();
    words.extend(pane.only.layer.map(|layer| format!("layer {layer}")));
    words.extend(pane.only.cause.map(|cause| cause.name().to_owned()));
    let filter = pane.filter.as_ref();
    words.extend(filter.map(|(text, _)| format!("filter {}", escape(text))));
    words.extend(pane.sifted().map(|sifted| size(sifted.bytes)));
    format!("{} (esc: all)", words.join(", "))
}

fn nothing(state: &State) -> &'static str {
    match (&state.waste.filter, state.waste.grouping) {
        (Some(_), _) => "nothing wasted matches the filter",
        (None, Grouping::Directory) => "all of it lies in the root itself",
        (None, _) => "none: the final image shows every byte that its layers store",
    }
}
