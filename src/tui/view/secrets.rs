//! The secrets screen: each secret once, where it is, and what became of it there.

mod foot;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

use super::foot::Foot;
use super::line::Filling;
use super::{Look, frame, title};
use crate::report::secrets::phrases::{secrets_of, skipped, spot};
use crate::secrets::{Disposition, Fate, Finding, Place, Severity};
use crate::text::{escape, escape_bytes, fit, left, right, tail};
use crate::tui::scan::Found;
use crate::tui::state::{Phase, SecretRow, State};

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
    let Some(found) = state.secrets.found() else {
        let text = Paragraph::new(unknown(state)).style(look.theme.dim);
        return frame.render_widget(text.wrap(Wrap { trim: true }), within);
    };
    let split = state.secrets_split();
    let pane = &state.secrets;
    let width = usize::from(within.width);
    let columns = Columns::of(width);
    let drawing = Drawing {
        state,
        found,
        look,
        focused,
        width,
        columns,
    };
    let mut lines = vec![drawing.sum(), drawing.listed(), drawing.header()];
    lines.drain(..lines.len().saturating_sub(split.head));
    let (top, len) = (pane.cursor.top, pane.rows.len());
    if len == 0 {
        lines.push(Line::styled(drawing.nothing(), look.theme.dim));
    }
    let rows = pane.rows.iter().enumerate().skip(top).take(split.list);
    lines.extend(rows.filter_map(|(at, row)| drawing.row(at, *row)));
    lines.resize(split.head + split.list, Line::default());
    let mut foot = Foot::new(look, width, split.foot);
    foot::write(state, look, &mut foot);
    lines.extend(foot.lines());
    frame.render_widget(Paragraph::new(lines), within);
    frame::scrollbar(frame, look, area, (top, split.list, len));
}

/// Why there is nothing to show, and what to press.
fn unknown(state: &State) -> String {
    match &state.secrets.phase {
        Phase::Wanted => format!(
            "The scan begins when all layers are listed; esc stops it.\n\n{}",
            title::progress(state)
        ),
        Phase::Scanning(_) => format!("{}\n\nEsc stops it.", title::progress(state)),
        Phase::Failed(what) => format!("The image cannot be scanned: {}", escape(what)),
        Phase::Idle | Phase::Done(_) => {
            "Press enter to scan the image for secrets.\n\nEvery version of every file in every \
             layer is read, deleted ones too, and what the image says of itself. Nothing leaves \
             this machine. Values are masked; X shows them."
                .to_owned()
        }
    }
}

/// Cells of each column; none of one that does not fit.
#[derive(Clone, Copy)]
struct Columns {
    value: usize,
    title: usize,
    places: usize,
    fate: usize,
}

impl Columns {
    fn of(width: usize) -> Columns {
        let (value, title, places, fate) = match width {
            0..56 => (0, 0, 0, 9),
            56..76 => (0, 20, 0, 9),
            76..110 => (0, 26, 4, 19),
            _ => (18, 30, 4, 19),
        };
        Columns {
            value,
            title,
            places,
            fate,
        }
    }
}

struct Drawing<'a> {
    state: &'a State,
    found: &'a Found,
    look: Look<'a>,
    focused: bool,
    width: usize,
    columns: Columns,
}

impl Drawing<'_> {
    fn sum(&self) -> Line<'static> {
        let theme = self.look.theme;
        let (sum, mut line) = (self.found.to_act_on, Filling::new(self.width));
        match sum.all {
            0 => line.put("no secret that somebody has to act on", theme.good),
            all => line.put(&format!("{} to act on", secrets_of(all)), theme.waste),
        };
        if sum.visible > 0 {
            line.put(&format!(", {} visible", sum.visible), theme.text);
        }
        let aside = self.found.findings.len() - sum.all;
        if aside > 0 {
            line.put(&format!(", {aside} set aside"), theme.dim);
        }
        let left_out = skipped(&self.found.skipped);
        if !left_out.is_empty() {
            let what = left_out.join("; ");
            line.put(&format!("; not looked at: {what}"), theme.warning);
        }
        line.line()
    }

    fn listed(&self) -> Line<'static> {
        let (theme, pane) = (self.look.theme, &self.state.secrets);
        let mut line = Filling::new(self.width);
        let which = if pane.all { ", set aside too" } else { "" };
        let text = format!("by {}, {}{which}", pane.sort.name(), pane.fates.name());
        line.put(&text, theme.dim);
        if let Some((text, _)) = &pane.filter {
            let text = format!(", filter {} ({})", escape(text), pane.picked.shown.len());
            line.put(&text, theme.warning);
        }
        if pane.revealed {
            line.put(", values shown", theme.error);
        }
        line.line()
    }

    fn header(&self) -> Line<'static> {
        let (style, columns) = (self.look.theme.dim, self.columns);
        let mut line = Filling::new(self.width);
        line.put(&left("  severity", 11), style);
        for (name, cells) in [
            ("value", columns.value),
            ("what", columns.title),
            ("at", columns.places),
            ("fate", columns.fate),
        ] {
            if cells > 0 {
                let name = left(&format!("{name} "), cells);
                line.put(&name, style);
            }
        }
        line.put("path", style);
        line.line()
    }

    /// Why there is no row.
    fn nothing(&self) -> &'static str {
        match (&self.state.secrets.filter, self.found.findings.is_empty()) {
            (Some(_), _) => "nothing matches the filter",
            (None, true) => "none found",
            (None, false) => "none to show; c shows those that are set aside, t the other fates",
        }
    }

    fn row(&self, at: usize, row: SecretRow) -> Option<Line<'static>> {
        let pane = &self.state.secrets;
        let base = frame::selection(self.look, at == pane.cursor.at, self.focused);
        let mut line = Filling::new(self.width);
        let (SecretRow::Secret(number, place) | SecretRow::Place(number, place)) = row;
        let finding = self.found.findings.get(number)?;
        let place = finding.places.get(place)?;
        match row {
            SecretRow::Secret(..) => self.secret(number, finding, place, base, &mut line),
            SecretRow::Place(..) => self.place(place, base, &mut line),
        }
        line.blank_until(0, base);
        Some(line.line())
    }

    fn secret(
        &self,
        number: usize,
        finding: &Finding,
        place: &Place,
        base: Style,
        line: &mut Filling<'_>,
    ) {
        let (theme, columns, pane) = (self.look.theme, self.columns, &self.state.secrets);
        let aside = place.disposition != Disposition::Actionable;
        let text = if aside { theme.dim } else { theme.text }.patch(base);
        let sign = match pane.open.contains(&number) {
            true => self.look.glyphs.open,
            false => self.look.glyphs.folded,
        };
        line.put(&left(sign, 2), theme.dim.patch(base));
        let style = severity(self.look, finding.severity, aside);
        line.put(&left(finding.severity.name(), 9), style.patch(base));
        if columns.value > 0 {
            column(line, &value(self.state, finding), columns.value, text);
        }
        if columns.title > 0 {
            column(line, &escape(&finding.rule.title), columns.title, text);
        }
        if columns.places > 0 {
            let places = match pane.places_shown(number) {
                0 | 1 => String::new(),
                more => format!("{more}x"),
            };
            column(line, &places, columns.places, theme.dim.patch(base));
        }
        self.fate_and_path(place, base, line);
    }

    fn place(&self, place: &Place, base: Style, line: &mut Filling<'_>) {
        let (theme, columns) = (self.look.theme, self.columns);
        let layer = place.layer();
        let layer = layer.map_or_else(|| "image".into(), |layer| format!("layer {layer}"));
        let before = 10 + columns.value + columns.title + columns.places;
        line.put(&right(&layer, before), theme.dim.patch(base))
            .put(" ", base);
        self.fate_and_path(place, base, line);
    }

    /// What both kinds of rows end with; why a place is set aside stands behind its path.
    fn fate_and_path(&self, place: &Place, base: Style, line: &mut Filling<'_>) {
        let theme = self.look.theme;
        let aside = place.disposition != Disposition::Actionable;
        let (text, style) = fate(place, self.columns.fate, self.look);
        let style = if aside { theme.dim } else { style };
        column(line, &text, self.columns.fate, style.patch(base));
        let reason = format!("  {}: {}", place.disposition.name(), escape(&place.reason));
        let path = spot(place);
        let room = line.room();
        let path = tail(&path, room);
        let style = if aside { theme.dim } else { theme.text };
        line.put(&path, style.patch(base));
        if aside {
            line.put(&reason, theme.dim.patch(base));
        }
    }
}

/// A text cut to a column, with a blank behind it.
fn column(line: &mut Filling<'_>, text: &str, cells: usize, style: Style) {
    line.put(&left(&fit(text, cells - 1), cells), style);
}

/// `visible`, `deleted by 6`: one word where there is no room for more.
fn fate(place: &Place, cells: usize, look: Look<'_>) -> (String, Style) {
    let theme = look.theme;
    match &place.fate {
        Fate::Visible(_) => ("visible".into(), theme.error),
        Fate::Dead { cause, layer, .. } => {
            let gone = match (cause.name(), cells < 12) {
                ("overwritten", true) => "replaced",
                ("duplicate-entry", _) => "replaced",
                (name, _) => name,
            };
            match cells < 12 {
                true => (gone.to_owned(), theme.warning),
                false => (format!("{gone} by {layer}"), theme.warning),
            }
        }
    }
}

fn severity(look: Look<'_>, severity: Severity, aside: bool) -> Style {
    let theme = look.theme;
    match severity {
        _ if aside => theme.dim,
        Severity::Critical => theme.error,
        Severity::High => theme.waste,
        Severity::Medium => theme.warning,
        Severity::Low => theme.text,
    }
}

/// The value: masked, or whole where it was asked for; empty where there is none.
pub(super) fn value(state: &State, finding: &Finding) -> String {
    match (finding.secret.expose(), state.secrets.revealed) {
        ([], _) => String::new(),
        (value, true) => escape_bytes(value).into_owned(),
        (_, false) => finding.secret.masked(),
    }
}
