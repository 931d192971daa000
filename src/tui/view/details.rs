//! Everything that is known of the selected layer.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{Look, frame};
use crate::report::phrases::count;
use crate::report::secrets::phrases::secrets_of;
use crate::text::{escape, grouped, size, wrap};
use crate::tui::state::{LayerRow, LayerState, State, inside};

/// Characters of an instruction that are shown; what is longer says so.
const MOST: usize = 8_000;
/// Cells of the labels.
const LABEL: usize = 9;

/// Draws the details.
pub(super) fn draw(
    state: &State,
    look: Look<'_>,
    focused: bool,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let number = state.layers.cursor.at;
    let title = match state.layers.rows.len() {
        0 => "Layer".to_owned(),
        count => format!("Layer {number} of 0-{}", count - 1),
    };
    let block = frame::pane(look, focused, &title);
    let within = block.inner(area);
    frame.render_widget(block, area);
    let Some(row) = state.layer() else {
        return;
    };
    let mut details = Details {
        lines: Vec::new(),
        width: usize::from(within.width),
        look,
    };
    details.layer(state, number, row);
    let shown = inside(area);
    let top = state.details.min(details.lines.len().saturating_sub(shown));
    let len = details.lines.len();
    let lines: Vec<Line<'_>> = details.lines.into_iter().skip(top).take(shown).collect();
    frame.render_widget(Paragraph::new(lines), within);
    frame::scrollbar(frame, look, area, (top, shown, len));
}

/// Lines of labels and values.
struct Details<'a> {
    lines: Vec<Line<'a>>,
    width: usize,
    look: Look<'a>,
}

impl Details<'_> {
    fn layer(&mut self, state: &State, number: usize, row: &LayerRow) {
        let theme = self.look.theme;
        if let LayerState::Bad(what) = &row.state {
            self.fact("wrong", what, theme.error);
        }
        self.instruction(row);
        self.sizes(state, number, row);
        self.digests(row, state.loading.finished);
        let layer = &row.layer;
        for (label, value) in [
            ("media", &layer.media_type),
            ("created", &layer.created),
            ("comment", &layer.comment),
        ] {
            if let Some(value) = value {
                self.fact(label, value, theme.text);
            }
        }
        for warning in &row.warnings {
            self.fact("warning", warning, theme.warning);
        }
    }

    fn instruction(&mut self, row: &LayerRow) {
        let whole = row.layer.created_by.as_deref();
        let text = whole.unwrap_or("(none is recorded)");
        let shown: String = text.chars().take(MOST).collect();
        self.fact("step", &shown, self.look.theme.strong);
        if shown.len() < text.len() {
            let more = format!("… {} bytes in all", grouped(text.len() as u64));
            self.fact("", &more, self.look.theme.dim);
        }
    }

    fn sizes(&mut self, state: &State, number: usize, row: &LayerRow) {
        let theme = self.look.theme;
        if let (Some(bytes), Some(entries)) = (row.bytes, row.entries) {
            let entries = count(entries, "entry", "entries");
            let read = if row.cut {
                ", as far as it can be read"
            } else {
                ""
            };
            self.fact(
                "size",
                &format!("{} in {entries}{read}", exact(bytes)),
                theme.text,
            );
        }
        if let Some(facts) = &row.facts {
            let kind = facts
                .compression
                .map_or("unknown", |compression| compression.name());
            let ratio = facts.plain_bytes.filter(|&plain| plain > 0);
            let ratio = ratio.map_or(String::new(), |plain| {
                format!(
                    ", {:.0} % of the tar",
                    facts.blob_bytes as f64 * 100.0 / plain as f64
                )
            });
            self.fact(
                "stored",
                &format!("{} {kind}{ratio}", size(facts.blob_bytes)),
                theme.text,
            );
        } else if let Some(stored) = row.layer.size {
            self.fact("stored", &size(stored), theme.text);
        }
        let figures = state.figures.as_ref();
        if let Some(bytes) = figures.and_then(|figures| figures.accounting.layers.get(number)) {
            let stored = Some(bytes.stored_waste).filter(|&bytes| bytes > 0);
            let caused = Some(bytes.caused_waste).filter(|&bytes| bytes > 0);
            let stored = stored.map(|bytes| format!("{} of it is dead", size(bytes)));
            let caused = caused.map(|bytes| format!("it makes {} dead", size(bytes)));
            let parts: Vec<String> = stored.into_iter().chain(caused).collect();
            let text = if parts.is_empty() {
                "none".into()
            } else {
                parts.join("; ")
            };
            self.fact("waste", &text, theme.waste);
        }
        let found = state.secrets.found();
        let secrets = found.and_then(|found| found.layers.get(number));
        if let Some(secrets) = secrets.filter(|secrets| secrets.all > 0) {
            let text = format!("{}, {} visible", secrets_of(secrets.all), secrets.visible);
            self.fact("secrets", &text, theme.error);
        }
        if let Some([added, modified, removed]) = row.changes {
            let text = format!("{added} added, {modified} modified, {removed} removed");
            self.fact("changes", &text, theme.text);
        }
    }

    fn digests(&mut self, row: &LayerRow, finished: bool) {
        let theme = self.look.theme;
        let facts = row.facts.as_ref();
        let said = |label: &str| format!("{label} as claimed");
        for (label, computed, claimed) in [
            (
                "digest",
                facts.and_then(|f| f.digest.as_ref()),
                row.layer.digest.as_ref(),
            ),
            (
                "diff_id",
                facts.and_then(|f| f.diff_id.as_ref()),
                row.layer.diff_id.as_ref(),
            ),
        ] {
            if let Some(digest) = computed.or(claimed) {
                self.fact(label, &digest.to_string(), theme.text);
            }
            if let (Some(computed), Some(claimed)) = (computed, claimed)
                && computed != claimed
            {
                self.fact(&said(""), &claimed.to_string(), theme.error);
            }
        }
        let verdict = match row.state {
            LayerState::Verified => ("digest and diff_id hold", theme.good),
            LayerState::Listed if finished => ("not asked for", theme.dim),
            LayerState::Waiting | LayerState::Listed => ("not yet", theme.dim),
            LayerState::Unverified => ("nothing is claimed", theme.dim),
            LayerState::Bad(_) => ("see above", theme.error),
        };
        self.fact("verified", verdict.0, verdict.1);
    }

    /// A label and a value, broken into as many lines as it takes.
    fn fact(&mut self, label: &str, value: &str, style: Style) {
        let room = self.width.saturating_sub(LABEL).max(8);
        for (at, part) in wrap(&escape(value), room).into_iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            self.lines.push(Line::from(vec![
                Span::styled(format!("{label:LABEL$.LABEL$}"), self.look.theme.dim),
                Span::styled(part.to_owned(), style),
            ]));
        }
    }
}

fn exact(bytes: u64) -> String {
    match bytes {
        0..1_000 => size(bytes),
        _ => format!("{} ({} B)", size(bytes), grouped(bytes)),
    }
}
