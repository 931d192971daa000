//! The tree pane: one line for each visible path.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::line::Filling;
use super::{Look, frame};
use crate::layer::EntryKind;
use crate::report::listing::mode_text;
use crate::text::{cells, escape_bytes, left, right, size, wrap};
use crate::tree::{Change, Fold, Label, Row, Tree};
use crate::tui::start::Columns;
use crate::tui::state::{Files, LEAST_NAME, State, is_directory};
use crate::tui::theme::Theme;

/// Draws the tree into the inside of the main pane.
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
    let files = &state.files;
    let Some(tree) = &state.tree else {
        let text = if state.image.is_some() {
            "reading the layers"
        } else {
            "opening"
        };
        frame.render_widget(Paragraph::new(text).style(look.theme.dim), within);
        return;
    };
    let width = usize::from(within.width);
    let drawing = Drawing {
        state,
        files,
        tree,
        look,
        columns: state.start.columns.fitting(width, files.attributes),
        width,
        focused,
    };
    let mut lines = vec![drawing.subject(), drawing.header()];
    let height = usize::from(within.height);
    if files.window.is_empty() {
        lines.push(Line::styled(drawing.nothing(), look.theme.dim));
    }
    for row in &files.window {
        if lines.len() >= height {
            break;
        }
        drawing.row(row, &mut lines);
    }
    lines.truncate(height);
    frame.render_widget(Paragraph::new(lines), within);
    if let Some((top, len)) = files.position {
        frame::scrollbar(frame, look, area, (top, height.saturating_sub(2), len));
    }
}

struct Drawing<'a> {
    state: &'a State,
    files: &'a Files,
    tree: &'a Tree,
    look: Look<'a>,
    columns: Columns,
    width: usize,
    focused: bool,
}

impl Drawing<'_> {
    /// What the tree is of, and what of it is hidden.
    fn subject<'a>(&self) -> Line<'a> {
        let theme = self.look.theme;
        let mut line = Filling::new(self.width);
        let aside = self.files.aside();
        line.put(&self.state.view_in_words(), theme.strong);
        if !aside.is_empty() && line.room() > cells(&aside) {
            line.blank_until(cells(&aside), theme.text);
            line.put(&aside, theme.warning);
        }
        line.line()
    }

    fn header<'a>(&self) -> Line<'a> {
        let (style, columns) = (self.look.theme.dim, self.columns);
        let mut line = Filling::new(self.width);
        line.put("  ", style);
        let sorted = |name: &str, by: &str| {
            if self.files.sort.name() == by {
                name.to_uppercase()
            } else {
                name.to_owned()
            }
        };
        if columns.mode {
            line.put(&left("mode", 11), style);
        }
        if columns.owner {
            line.put(&left("owner", 10), style);
        }
        if columns.size {
            line.put(&right(&sorted("size", "size"), 8), style)
                .put(" ", style);
        }
        if columns.waste {
            line.put(&right(&sorted("waste", "waste"), 8), style)
                .put(" ", style);
        }
        line.put(&sorted("name", "name"), style);
        line.line()
    }

    /// Why there is no row.
    fn nothing(&self) -> String {
        match (&self.files.filter, self.state.range()) {
            (Some(_), _) => " nothing matches the filter".into(),
            (None, Some(_)) => " nothing to show here; = shows unchanged paths".into(),
            (None, None) => " the image has no layers".into(),
        }
    }

    fn row(&self, row: &Row, lines: &mut Vec<Line<'_>>) {
        let selected = row.node == self.files.selected;
        let base = match (selected, self.focused) {
            (true, true) => self.look.theme.selected,
            (true, false) => self.look.theme.chosen,
            (false, _) => Style::new(),
        };
        let mut line = Filling::new(self.width);
        self.attributes(row, base, &mut line);
        let (name, style) = self.name(row);
        let style = style.patch(base);
        let room = line.room();
        if !self.files.wrap || cells(&name) <= room {
            self.put_name(&mut line, row, &name, style, base);
            line.blank_until(0, base);
            lines.push(line.line());
            return;
        }
        let parts = wrap(&name, room.max(LEAST_NAME));
        let last = parts.len() - 1;
        for (at, part) in parts.into_iter().enumerate() {
            if at > 0 {
                line.blank_until(room.max(LEAST_NAME), base);
            }
            match at == last {
                true => self.put_name(&mut line, row, part, style, base),
                false => drop(line.put(part, style)),
            }
            line.blank_until(0, base);
            lines.push(line.line());
            line = Filling::new(self.width);
        }
    }

    fn put_name(&self, line: &mut Filling<'_>, row: &Row, name: &str, style: Style, base: Style) {
        line.put(name, style);
        let theme = self.look.theme;
        if self.has_secret(row) {
            let mark = format!(" {}", self.look.glyphs.warning);
            line.put(&mark, theme.error.patch(base));
        }
        if let Some(target) = self.target(row) {
            line.put(&format!(" {target}"), theme.link.patch(base));
        }
        if let Some(label) = row.state.label {
            let style = match label {
                Label::Touched => theme.dim,
                Label::StoredAgain => theme.waste,
            };
            line.put(&format!("  ({})", label.name()), style.patch(base));
        }
    }

    fn attributes(&self, row: &Row, base: Style, line: &mut Filling<'_>) {
        let (theme, columns) = (self.look.theme, self.columns);
        // An unchanged path has no mark, so that marks stand out.
        let mark = match row.state.change {
            Some(Change::Unchanged) => ' ',
            _ => row.state.mark(),
        };
        line.put(mark.encode_utf8(&mut [0; 4]), self.style(row).patch(base));
        line.put(" ", base);
        let version = row.state.after.or(row.state.before);
        let record = version.and_then(|version| version.record());
        let entry = record.map(|record| self.tree.entry(self.tree.inode(record).unwrap_or(record)));
        let dim = theme.dim.patch(base);
        if columns.mode {
            let text = entry.map_or_else(|| "d?????????".into(), |e| mode_text(e.kind, e.mode));
            line.put(&left(&text, 11), dim);
        }
        if columns.owner {
            let text = entry.map_or_else(String::new, |e| format!("{}:{}", e.uid, e.gid));
            line.put(&left(&crate::text::fit(&text, 9), 10), dim);
        }
        if columns.size {
            let device = entry.and_then(|entry| entry.device());
            let text = match (device, record) {
                (Some((major, minor)), _) => format!("{major},{minor}"),
                _ => self.files.size_of(self.tree, row),
            };
            line.put(&right(&text, 8), theme.text.patch(base))
                .put(" ", base);
        }
        if columns.waste {
            let bytes = self.files.waste_of(row);
            let text = bytes
                .filter(|&bytes| bytes > 0)
                .map_or_else(String::new, size);
            line.put(&right(&text, 8), theme.waste.patch(base))
                .put(" ", base);
        }
    }

    /// The name with its indentation and, of a directory, whether it is open.
    fn name(&self, row: &Row) -> (String, Style) {
        let theme = self.look.theme;
        let sign = match row.fold {
            Fold::Open => self.look.glyphs.open,
            Fold::Closed => self.look.glyphs.folded,
            Fold::Leaf => " ",
        };
        let name = self.files.name_of(self.tree, row, sign, self.width);
        let directory = self.files.flat.is_none() && is_directory(self.tree, row);
        let style = match self.style(row) {
            style if style == theme.text && directory => theme.directory,
            style => style,
        };
        (name, style)
    }

    /// Whether what the row is about, or what is hidden below it, holds a secret to act on.
    fn has_secret(&self, row: &Row) -> bool {
        let Some(found) = self.state.secrets.found() else {
            return false;
        };
        if let (Fold::Closed, Some(range)) = (row.fold, self.state.range()) {
            return found.marks_below(self.tree, row.node, range);
        }
        let version = row.state.after.or(row.state.before);
        let record = version.and_then(|version| version.record());
        record.is_some_and(|record| found.marks(self.tree, record))
    }

    fn style(&self, row: &Row) -> Style {
        let theme = self.look.theme;
        change_style(row.state.change, theme)
    }

    /// Where a link points, behind the sign of its kind.
    fn target(&self, row: &Row) -> Option<String> {
        let record = row.state.after.or(row.state.before)?.record()?;
        let sign = match self.tree.entry(record).kind {
            EntryKind::Symlink => self.look.glyphs.arrow,
            // Another name of the same file, as `layerscope ls` writes it.
            EntryKind::HardLink => "=",
            _ => return None,
        };
        Some(format!("{sign} {}", escape_bytes(self.tree.link(record))))
    }
}

/// How a path looks whose change is this; unknown is taken for modified.
pub(super) fn change_style(change: Option<Change>, theme: &Theme) -> Style {
    match change {
        Some(Change::Added) => theme.added,
        Some(Change::Modified) | None => theme.modified,
        Some(Change::Removed) => theme.removed,
        Some(Change::Transient) => theme.transient,
        Some(Change::Unchanged) => theme.text,
    }
}
