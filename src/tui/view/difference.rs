//! The difference of two versions: of texts line by line, of others where it begins.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{Look, contents, frame};
use crate::preview::{Diff, DiffLine, DiffRow, FirstDifference, Side};
use crate::text::{escape, escape_bytes, grouped, right, size, tail};
use crate::tui::state::{Difference, State};

/// Draws it.
pub(super) fn draw(
    state: &State,
    it: &Difference,
    look: Look<'_>,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let block = frame::pane(look, true, "Difference (esc closes)");
    let within = block.inner(area);
    frame.render_widget(block, area);
    let theme = look.theme;
    let mut lines = vec![head(state, it, look, usize::from(within.width))];
    let facts = it.facts.iter();
    lines.extend(facts.map(|fact| Line::styled(escape(fact).into_owned(), theme.modified)));
    match &it.compared {
        None => lines.push(Line::styled(comparing(it), theme.dim)),
        Some(Err(what)) => lines.push(Line::styled(escape(what).into_owned(), theme.error)),
        Some(Ok(diff)) => match &**diff {
            Diff::Same => lines.push(Line::styled("the contents are the same", theme.good)),
            Diff::Text(text) => {
                let width = text.number_width();
                lines.extend(it.window.iter().map(|drawn| row(drawn, width, look)));
            }
            Diff::Binary(first) => lines.extend(first_difference(first, "not both are text", look)),
            Diff::Large(first) => {
                lines.extend(first_difference(
                    first,
                    "too large to compare by line",
                    look,
                ));
            }
        },
    }
    frame.render_widget(Paragraph::new(lines), within);
    let shown = it.window.len();
    frame::scrollbar(frame, look, area, (it.top, shown, it.rows()));
}

fn comparing(it: &Difference) -> String {
    match it.watch.progress() {
        (_, 0) => "comparing".into(),
        (done, all) => format!("comparing: {} of {}; esc stops", size(done), size(all)),
    }
}

fn head<'a>(state: &State, it: &Difference, look: Look<'_>, width: usize) -> Line<'a> {
    let theme = look.theme;
    let [old, new] = it.versions.map(|version| version.layer);
    let mut facts = format!("layer {old} against layer {new}");
    if let Some(Ok(diff)) = &it.compared
        && let Diff::Text(text) = &**diff
    {
        let about = if text.approximate { ", roughly" } else { "" };
        facts += &format!(
            ", {} lines removed, {} added{about}",
            text.removed, text.added
        );
    }
    let path = state
        .tree
        .as_deref()
        .map(|tree| tree.path(it.node))
        .unwrap_or_default();
    let room = width.saturating_sub(crate::text::cells(&facts) + 2).max(12);
    Line::from(vec![
        Span::styled(tail(&escape_bytes(&path), room).into_owned(), theme.strong),
        Span::styled(format!("  {facts}"), theme.dim),
    ])
}

fn row<'a>(row: &DiffRow, width: usize, look: Look<'_>) -> Line<'a> {
    match row {
        DiffRow::Hunk { old, new } => {
            let text = format!("@@ -{},{} +{},{} @@", old.0, old.1, new.0, new.1);
            Line::styled(text, look.theme.link)
        }
        DiffRow::Line(line) => self::line(line, width, look),
    }
}

fn line<'a>(line: &DiffLine, width: usize, look: Look<'_>) -> Line<'a> {
    let theme = look.theme;
    let (sign, style) = match line.side {
        Side::Old => ("-", theme.removed),
        Side::New => ("+", theme.added),
        Side::Both => (" ", theme.text),
    };
    let number = |number: Option<u64>| {
        let text = number.map_or(String::new(), |number| number.to_string());
        right(&text, width)
    };
    let numbers = format!("{} {} ", number(line.old), number(line.new));
    let mut spans = vec![
        Span::styled(numbers, theme.dim),
        Span::styled(format!("{sign} "), style),
    ];
    spans.extend(contents::spans(&line.line, look, style));
    if line.unended {
        spans.push(Span::styled("  (no newline at the end)", theme.dim));
    }
    Line::from(spans)
}

/// Sizes, where the two begin to differ, and the bytes around it.
fn first_difference<'a>(first: &FirstDifference, why: &str, look: Look<'_>) -> Vec<Line<'a>> {
    let theme = look.theme;
    let [old, new] = first.sizes;
    let mut lines = vec![
        Line::styled(
            format!("{why}; sizes {} B and {} B", grouped(old), grouped(new)),
            theme.text,
        ),
        Line::styled(
            format!(
                "they differ from byte {} ({:#x}) on, in line {}",
                grouped(first.offset),
                first.offset,
                grouped(first.line)
            ),
            theme.text,
        ),
    ];
    for (sign, rows, style) in [
        ("-", &first.rows[0], theme.removed),
        ("+", &first.rows[1], theme.added),
    ] {
        lines.push(Line::default());
        lines.extend(rows.iter().map(|row| {
            let text = format!(
                "{sign} {:08x}  {}  {}",
                row.offset,
                row.hex(),
                row.printable()
            );
            Line::styled(text, style)
        }));
    }
    lines
}
