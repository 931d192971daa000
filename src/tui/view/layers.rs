//! The list of layers: how big each is, what it wastes, what it did, and the instruction.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::line::Filling;
use super::{Look, frame};
use crate::text::{escape, right, size};
use crate::tree::Range;
use crate::tui::state::{LayerRow, LayerState, State, View, inside};

/// Which columns fit.
#[derive(Clone, Copy)]
struct Columns {
    bar: usize,
    waste: bool,
    changes: bool,
    number: usize,
    /// A mark of layers with secrets, where there are any.
    secrets: bool,
}

impl Columns {
    fn of(width: usize, layers: usize, secrets: bool) -> Columns {
        Columns {
            secrets,
            bar: match width {
                0..32 => 0,
                32..44 => 5,
                44..64 => 8,
                _ => 10,
            },
            waste: width >= 56,
            changes: width >= 72,
            number: layers.saturating_sub(1).to_string().len().max(2),
        }
    }
}

/// Draws the list.
pub(super) fn draw(
    state: &State,
    look: Look<'_>,
    focused: bool,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let layers = &state.layers;
    let title = match (state.view, state.range()) {
        (View::Marked, Some(Range { from, to })) => format!("Layers {from}..{to}"),
        _ => "Layers".to_owned(),
    };
    let block = frame::pane(look, focused, &title);
    let within = block.inner(area);
    frame.render_widget(block, area);
    let width = usize::from(within.width);
    let secrets = state.secrets.found();
    let secrets = secrets.is_some_and(|found| found.layers.iter().any(|layer| layer.all > 0));
    let columns = Columns::of(width, layers.rows.len(), secrets);
    let shown = inside(area).saturating_sub(1);
    let most = layers.rows.iter().filter_map(weight).max().unwrap_or(0);
    let mut lines = vec![header(width, columns, look)];
    let rows = layers
        .rows
        .iter()
        .enumerate()
        .skip(layers.cursor.top)
        .take(shown);
    lines.extend(rows.map(|(number, row)| {
        let drawing = Drawing {
            state,
            look,
            columns,
            most,
            width,
            focused,
        };
        drawing.row(number, row)
    }));
    frame.render_widget(Paragraph::new(lines), within);
    frame::scrollbar(
        frame,
        look,
        area,
        (layers.cursor.top, shown, layers.rows.len()),
    );
}

/// What a layer weighs: its contents, else its blob as the documents say.
fn weight(row: &LayerRow) -> Option<u64> {
    let unread = row.cut && row.entries == Some(0);
    row.bytes.filter(|_| !unread).or(row.layer.size)
}

fn header<'a>(width: usize, columns: Columns, look: Look<'_>) -> Line<'a> {
    let mut line = Filling::new(width);
    let style = look.theme.dim;
    line.put(&format!(" {}  ", right("#", columns.number)), style);
    if columns.secrets {
        line.put("  ", style);
    }
    line.put(&right("size", 8), style);
    if columns.bar > 0 {
        line.put(&" ".repeat(columns.bar + 1), style);
    }
    if columns.waste {
        line.put(&right("wasted", 9), style);
        line.put(&right("wastes", 9), style);
    }
    if columns.changes {
        line.put(&right("+", 6), look.theme.added);
        line.put(&right("~", 6), look.theme.modified);
        line.put(&right("-", 6), look.theme.removed);
    }
    line.put(" instruction", style);
    line.line()
}

struct Drawing<'a> {
    state: &'a State,
    look: Look<'a>,
    columns: Columns,
    most: u64,
    width: usize,
    focused: bool,
}

impl Drawing<'_> {
    fn row<'a>(&self, number: usize, row: &LayerRow) -> Line<'a> {
        let (theme, columns) = (self.look.theme, self.columns);
        let selected = number == self.state.layers.cursor.at;
        let base = match (selected, self.focused) {
            (true, true) => theme.selected,
            (true, false) => theme.chosen,
            (false, _) => Style::new(),
        };
        let style = |style: Style| style.patch(base);
        let mut line = Filling::new(self.width);
        let (mark, mark_style) = self.mark(number);
        line.put(mark, style(mark_style));
        line.put(
            &right(&number.to_string(), columns.number),
            style(theme.dim),
        );
        let (sign, sign_style) = sign(&row.state, self.look);
        line.put(&format!("{sign} "), style(sign_style));
        if columns.secrets {
            let found = self.state.secrets.found();
            let layer = found.and_then(|found| found.layers.get(number));
            let has = layer.is_some_and(|layer| layer.all > 0);
            let mark = if has { self.look.glyphs.warning } else { " " };
            line.put(mark, style(theme.error)).put(" ", base);
        }
        let bytes = weight(row).map_or_else(|| "?".to_owned(), size);
        line.put(&right(&bytes, 8), style(theme.text));
        self.bar(&mut line, number, row, base);
        if columns.waste {
            let figures = self.state.figures.as_ref();
            let bytes = figures.and_then(|figures| figures.accounting.layers.get(number));
            let (stored, caused) = bytes.map_or((0, 0), |b| (b.stored_waste, b.caused_waste));
            line.put(&right(&some(stored), 9), style(theme.waste));
            line.put(&right(&some(caused), 9), style(theme.waste));
        }
        if columns.changes {
            let counts = row.changes.unwrap_or_default();
            let styles = [theme.added, theme.modified, theme.removed];
            for (count, look) in counts.into_iter().zip(styles) {
                let text = if count == 0 {
                    String::new()
                } else {
                    short(count)
                };
                line.put(&right(&text, 6), style(look));
            }
        }
        line.put(" ", base)
            .put(&escape(&row.instruction), style(theme.text));
        line.blank_until(0, base);
        line.line()
    }

    /// Whether the layer is in what the tree shows, and whether it is one end of the range.
    fn mark(&self, number: usize) -> (&'static str, Style) {
        let theme = self.look.theme;
        let range = self.state.range();
        let inside = range.is_some_and(|range| (range.from..=range.to).contains(&number));
        match (inside, self.state.layers.mark == Some(number)) {
            (_, true) => ("*", theme.range),
            (true, _) => (self.look.glyphs.range, theme.range),
            _ => (" ", theme.text),
        }
    }

    fn bar(&self, line: &mut Filling<'_>, number: usize, row: &LayerRow, base: Style) {
        let cells = self.columns.bar;
        if cells == 0 {
            return;
        }
        let theme = self.look.theme;
        let figures = self.state.figures.as_ref();
        let waste = figures.and_then(|figures| figures.accounting.layers.get(number));
        let waste = waste.map_or(0, |bytes| bytes.stored_waste);
        let eighths = |bytes: u64| {
            let all = cells as u128 * 8;
            (u128::from(bytes) * all)
                .checked_div(u128::from(self.most))
                .unwrap_or(0) as usize
        };
        let bytes = weight(row).unwrap_or(0);
        let dead = eighths(waste).div_ceil(8);
        let full = eighths(bytes).max(usize::from(bytes > 0));
        let live = full.saturating_sub(dead * 8);
        let bar = &self.look.glyphs.bar;
        let text = format!("{}{}", bar[8].repeat(live / 8), bar[live % 8].trim_end());
        let used = crate::text::cells(&text);
        line.put(" ", base);
        line.put(&text, theme.bar.patch(base));
        let dead = dead.min(cells.saturating_sub(used));
        line.put(
            &self.look.glyphs.waste.repeat(dead),
            theme.waste.patch(base),
        );
        line.put(&" ".repeat(cells.saturating_sub(used + dead)), base);
    }
}

/// A size, or nothing for nothing.
fn some(bytes: u64) -> String {
    if bytes == 0 {
        String::new()
    } else {
        size(bytes)
    }
}

/// A count in five cells.
fn short(count: u64) -> String {
    match count {
        0..100_000 => count.to_string(),
        100_000..10_000_000 => format!("{}k", count / 1_000),
        _ => format!("{}M", count / 1_000_000),
    }
}

fn sign(state: &LayerState, look: Look<'_>) -> (&'static str, Style) {
    let (glyphs, theme) = (look.glyphs, look.theme);
    match state {
        LayerState::Waiting => (glyphs.busy, theme.dim),
        LayerState::Listed | LayerState::Unverified => (" ", theme.dim),
        LayerState::Verified => (glyphs.good, theme.good),
        LayerState::Bad(_) => (glyphs.bad, theme.error),
    }
}
