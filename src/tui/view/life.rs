//! A path's life: one line for each layer that touched it, and what is known of the selected one.

mod words;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::files::change_style;
use super::foot::Foot;
use super::line::Filling;
use super::{Look, frame};
use crate::report::listing::mode_text;
use crate::report::phrases::count;
use crate::text::{cells, escape, escape_bytes, fit, left, right, size, tail};
use crate::tree::{Touch, Tree, Version};
use crate::tui::state::{Life, State};

/// Draws it.
pub(super) fn draw(state: &State, life: &Life, look: Look<'_>, frame: &mut Frame<'_>, area: Rect) {
    let block = frame::pane(look, true, "A file's life (esc closes)");
    let within = block.inner(area);
    frame.render_widget(block, area);
    let Some(tree) = state.tree.as_deref() else {
        return;
    };
    let split = state.life_split();
    let width = usize::from(within.width);
    let drawing = Drawing {
        state,
        life,
        tree,
        look,
        width,
        columns: Columns::of(width),
    };
    let mut lines = vec![drawing.path(), drawing.header()];
    let (top, len) = (life.cursor.top, life.touches.len());
    let rows = life.touches.iter().enumerate().skip(top).take(split.list);
    lines.extend(rows.map(|(at, touch)| drawing.row(at, touch)));
    lines.resize(split.head + split.list, Line::default());
    let mut foot = Foot::new(look, width, split.foot);
    if let Some(touch) = life.selected() {
        words::about(state, tree, touch, look, &mut foot);
    }
    lines.extend(foot.lines());
    frame.render_widget(Paragraph::new(lines), within);
    frame::scrollbar(frame, look, area, (top, split.list, len));
}

/// Which columns fit.
#[derive(Clone, Copy)]
struct Columns {
    mode: bool,
    owner: bool,
    before: bool,
}

impl Columns {
    fn of(width: usize) -> Columns {
        Columns {
            before: width >= 58,
            mode: width >= 70,
            owner: width >= 96,
        }
    }
}

struct Drawing<'a> {
    state: &'a State,
    life: &'a Life,
    tree: &'a Tree,
    look: Look<'a>,
    width: usize,
    columns: Columns,
}

impl Drawing<'_> {
    fn path(&self) -> Line<'static> {
        let theme = self.look.theme;
        let mut line = Filling::new(self.width);
        let touched = count(self.life.touches.len() as u64, "layer", "layers");
        let touched = format!("  touched by {touched}");
        let path = escape_bytes(&self.tree.path(self.life.node)).into_owned();
        let room = self.width.saturating_sub(cells(&touched));
        line.put(&tail(&path, room), theme.strong);
        line.put(&touched, theme.dim);
        line.line()
    }

    fn header(&self) -> Line<'static> {
        let (style, columns) = (self.look.theme.dim, self.columns);
        let mut line = Filling::new(self.width);
        line.put(" layer   what         ", style);
        if columns.mode {
            line.put(&left("mode", 11), style);
        }
        if columns.owner {
            line.put(&left("owner", 12), style);
        }
        if columns.before {
            line.put(&right("before", 8), style).put("  ", style);
        }
        line.put(&right("size", 8), style)
            .put("  bytes instruction", style);
        line.line()
    }

    fn row(&self, at: usize, touch: &Touch) -> Line<'static> {
        let (theme, columns) = (self.look.theme, self.columns);
        let base = frame::selection(self.look, at == self.life.cursor.at, true);
        let mut line = Filling::new(self.width);
        let mark = if self.life.mark == Some(at) { "*" } else { " " };
        line.put(mark, theme.range.patch(base));
        let layer = usize::from(touch.version.layer);
        line.put(&right(&layer.to_string(), 5), theme.dim.patch(base));
        let style = change_style(touch.state.change, theme).patch(base);
        let what = format!("  {} {}", touch.state.mark(), words::deed(touch));
        line.put(&left(&fit(&what, 16), 16), style);
        let seen = touch.state.after.or(touch.state.before);
        self.attributes(seen.filter(|_| touch.version.is_visible()), &mut line, base);
        if columns.before {
            let before = right(&self.size(touch.state.before), 8);
            line.put(&before, theme.dim.patch(base));
            line.put(&format!(" {}", self.look.glyphs.to), theme.dim.patch(base));
        }
        let size = right(&self.size(touch.state.after), 8);
        line.put(&size, theme.text.patch(base));
        let (fate, style) = match words::fate(self.tree, touch) {
            words::Fate::None => ("", theme.dim),
            words::Fate::Live => ("live", theme.good),
            words::Fate::Dead => ("dead", theme.waste),
            words::Fate::Both => ("part", theme.waste),
        };
        line.put(&format!("  {}", left(fate, 6)), style.patch(base));
        if let Some(row) = self.state.layers.rows.get(layer) {
            line.put(&escape(&row.instruction), theme.text.patch(base));
        }
        line.blank_until(0, base);
        line.line()
    }

    fn attributes(
        &self,
        seen: Option<Version>,
        line: &mut Filling<'_>,
        base: ratatui::style::Style,
    ) {
        let dim = self.look.theme.dim.patch(base);
        let record = seen.and_then(Version::record);
        let entry = record.map(|record| self.tree.inode(record).unwrap_or(record));
        let entry = entry.map(|record| self.tree.entry(record));
        if self.columns.mode {
            let mode = entry.map_or_else(String::new, |entry| mode_text(entry.kind, entry.mode));
            line.put(&left(&mode, 11), dim);
        }
        if self.columns.owner {
            let owner = entry.map_or_else(String::new, |it| format!("{}:{}", it.uid, it.gid));
            line.put(&left(&fit(&owner, 11), 12), dim);
        }
    }

    /// A regular file's size; nothing for what has none.
    fn size(&self, version: Option<Version>) -> String {
        let Some(version) = version else {
            return String::new();
        };
        match (self.tree.kind(version), version.record()) {
            (crate::layer::EntryKind::File, Some(record)) => size(self.tree.file_size(record)),
            _ => String::new(),
        }
    }
}
