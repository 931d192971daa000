//! The contents of a version: lines with their numbers, or bytes.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::line::Filling;
use super::{Look, frame};
use crate::preview::{self, HexRow};
use crate::text::{escape_bytes, grouped, right, size, tail};
use crate::tree::Tree;
use crate::tui::state::{Contents, Loaded, State};

/// Draws them.
pub(super) fn draw(
    state: &State,
    contents: &Contents,
    look: Look<'_>,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let block = frame::pane(look, true, "Contents (esc closes)");
    let within = block.inner(area);
    frame.render_widget(block, area);
    let Some(tree) = state.tree.as_deref() else {
        return;
    };
    let width = usize::from(within.width);
    let mut lines = vec![head(state, tree, contents, look, width)];
    match &contents.loaded {
        Loaded::Loading => lines.push(Line::styled(loading(contents), look.theme.dim)),
        Loaded::Nothing(what) => lines.push(Line::styled(what.clone(), look.theme.dim)),
        Loaded::Failed(what) => lines.push(Line::styled(
            crate::text::escape(what).into_owned(),
            look.theme.error,
        )),
        Loaded::Ready(_) if contents.is_empty() => {
            lines.push(Line::styled("the file is empty", look.theme.dim));
        }
        Loaded::Ready(_) if contents.hex => {
            lines.extend(
                contents
                    .window
                    .rows
                    .iter()
                    .map(|row| bytes(contents, row, look, width)),
            );
        }
        Loaded::Ready(_) => lines.extend(text(contents, look, width)),
    }
    frame.render_widget(Paragraph::new(lines), within);
    if let Some(len) = contents.len() {
        let top = usize::try_from(contents.top - contents.first()).unwrap_or(usize::MAX);
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        frame::scrollbar(frame, look, area, (top, state.look_height(), len));
    }
}

fn loading(contents: &Contents) -> String {
    match contents.watch.progress() {
        (_, 0) => "bringing the contents in".into(),
        (done, all) => {
            format!(
                "decompressing the layer: {} of {}; esc stops",
                size(done),
                size(all)
            )
        }
    }
}

/// Path, layer, size, where one is, and what became of the version.
fn head<'a>(
    state: &State,
    tree: &Tree,
    contents: &Contents,
    look: Look<'_>,
    width: usize,
) -> Line<'a> {
    let theme = look.theme;
    let mut facts = vec![format!("layer {}", contents.version.layer)];
    if let Some(preview) = contents.preview() {
        facts.push(size(preview.len()));
        if let Some(broken) = preview.broken() {
            facts.push(format!("cut off: {broken}"));
        }
        facts.push(place(contents));
    }
    if contents.to_end {
        facts.push("looking for the end".into());
    }
    let fate = fate(state, tree, contents);
    let facts = facts.join(&format!(" {} ", look.glyphs.dot));
    let room = width.saturating_sub(crate::text::cells(&facts) + 2);
    let path = escape_bytes(&tree.path(contents.node)).into_owned();
    let mut line = Filling::new(width);
    line.put(&tail(&path, room.max(12)), theme.strong);
    line.put("  ", theme.text).put(&facts, theme.dim);
    if let Some(fate) = fate {
        line.put("  ", theme.text).put(&fate, theme.waste);
    }
    line.line()
}

/// `line 12 of 3 456`, `byte 0x1f0 of 0x2a00`.
fn place(contents: &Contents) -> String {
    if contents.hex {
        return format!("byte {:#x}", contents.top * preview::HEX_ROW);
    }
    match contents.len() {
        Some(len) => format!(
            "line {} of {}",
            grouped(contents.top.min(len)),
            grouped(len)
        ),
        None => format!("line {}", grouped(contents.top)),
    }
}

/// What became of the version, if the final image does not show it.
fn fate(state: &State, tree: &Tree, contents: &Contents) -> Option<String> {
    let record = contents.version.record()?;
    let death = tree.content(tree.content_of(record)?).death()?;
    let by = usize::from(death.layer);
    let instruction = state.layers.rows.get(by).map_or("", |row| &row.instruction);
    let cause = death.cause.name();
    Some(format!(
        "{cause} by layer {by} {}",
        crate::text::escape(instruction)
    ))
}

fn text<'a>(contents: &Contents, look: Look<'_>, width: usize) -> Vec<Line<'a>> {
    let theme = look.theme;
    let gutter = contents.gutter();
    let found = contents.search.as_ref().and_then(|search| search.found);
    let mut before = 0;
    let lines = contents.window.lines.iter().map(|line| {
        let mut drawn = Filling::new(width);
        // The further parts of a broken line have no number.
        let number = if line.number == before {
            String::new()
        } else {
            line.number.to_string()
        };
        before = line.number;
        let asked_for = contents.at.is_some_and(|(at, _)| at == line.number);
        let style = if asked_for { theme.key } else { theme.dim };
        drawn.put(&right(&number, gutter - 2), style);
        drawn
            .put(if line.left { "<" } else { " " }, theme.dim)
            .put(" ", theme.text);
        let matched = found
            .filter(|found| found.line == line.number)
            .map(|found| {
                let cell = |column: u64| column.saturating_sub(contents.left) as usize;
                cell(found.column)..cell(found.end_column)
            });
        for (part, style) in parts(&line.text, &line.escaped, look) {
            put_matched(&mut drawn, part, style, &matched, gutter, width, look);
        }
        drawn.line()
    });
    lines.collect()
}

/// A part of a line, the cells that match in their own style.
fn put_matched(
    drawn: &mut Filling<'_>,
    part: &str,
    style: Style,
    matched: &Option<Range<usize>>,
    gutter: usize,
    width: usize,
    look: Look<'_>,
) {
    let Some(matched) = matched else {
        drawn.put(part, style);
        return;
    };
    let mut buffer = [0; 4];
    for c in part.chars() {
        let at = (width - drawn.room()).saturating_sub(gutter);
        let style = if matched.contains(&at) {
            look.theme.matched
        } else {
            style
        };
        drawn.put(c.encode_utf8(&mut buffer), style);
    }
}

/// A line's text, what was written out in its own style.
fn parts<'t>(text: &'t str, escaped: &[Range<usize>], look: Look<'_>) -> Vec<(&'t str, Style)> {
    let mut parts = Vec::new();
    let mut at = 0;
    for range in escaped {
        parts.push((
            text.get(at..range.start).unwrap_or_default(),
            look.theme.text,
        ));
        parts.push((text.get(range.clone()).unwrap_or_default(), look.theme.link));
        at = range.end;
    }
    parts.push((text.get(at..).unwrap_or_default(), look.theme.text));
    parts
}

/// Offset, sixteen bytes, and what of them is printable.
fn bytes<'a>(contents: &Contents, row: &HexRow, look: Look<'_>, width: usize) -> Line<'a> {
    let theme = look.theme;
    let found = contents.search.as_ref().and_then(|search| search.found);
    let here = found
        .is_some_and(|found| (row.offset..row.offset + preview::HEX_ROW).contains(&found.offset));
    let style = if here { theme.matched } else { theme.text };
    let mut line = Filling::new(width);
    line.put(&format!("{:08x}  ", row.offset), theme.dim);
    line.put(&row.hex(), style).put("  ", theme.text);
    line.put(
        &row.printable(),
        if here { theme.matched } else { theme.link },
    );
    line.line()
}

/// Spans of a line that was cut to a window, for those who draw such lines elsewhere.
pub(super) fn spans<'a>(line: &preview::Line, look: Look<'_>, style: Style) -> Vec<Span<'a>> {
    let parts = parts(&line.text, &line.escaped, look).into_iter();
    parts
        .filter(|(part, _)| !part.is_empty())
        .map(|(part, own)| {
            let own = if own == look.theme.text { style } else { own };
            Span::styled(part.to_owned(), own)
        })
        .collect()
}
