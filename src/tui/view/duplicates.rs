//! The duplicates screen: contents that are stored several times, and where.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

use super::foot::Foot;
use super::line::Filling;
use super::{Look, frame, title};
use crate::analysis::Duplicate;
use crate::report::phrases::count;
use crate::text::{escape, escape_bytes, left, right, size, tail};
use crate::tree::{NodeId, Tree};
use crate::tui::state::{DuplicateRow, State, duplicate_layer};

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
    let (Some(all), Some(tree)) = (state.found_duplicates(), &state.tree) else {
        let text = Paragraph::new(unknown(state)).style(look.theme.dim);
        return frame.render_widget(text.wrap(Wrap { trim: true }), within);
    };
    let split = state.duplicates_split();
    let pane = &state.duplicates;
    let width = usize::from(within.width);
    let drawing = Drawing {
        state,
        all,
        tree,
        look,
        focused,
        width,
    };
    let mut lines = vec![drawing.sum(), drawing.listed(), drawing.header()];
    lines.drain(..lines.len().saturating_sub(split.head));
    let (top, len) = (pane.cursor.top, pane.len(all));
    if len == 0 {
        let text = match &pane.filter {
            Some(_) => "nothing stored twice matches the filter",
            None => "none: nothing live is stored more than once",
        };
        lines.push(Line::styled(text, look.theme.dim));
    }
    lines.extend((top..top + split.list).map_while(|row| drawing.row(row)));
    lines.resize(split.head + split.list, Line::default());
    let mut foot = Foot::new(look, width, split.foot);
    drawing.about(&mut foot);
    lines.extend(foot.lines());
    frame.render_widget(Paragraph::new(lines), within);
    frame::scrollbar(frame, look, area, (top, split.list, len));
}

/// Why there is nothing to show.
fn unknown(state: &State) -> String {
    if state.loading.finished {
        let why = "What is stored more than once is not known: contents were not read, or not all.";
        return why.to_owned();
    }
    format!(
        "What is stored more than once is known when all contents are read.\n\n{}",
        title::progress(state)
    )
}

struct Drawing<'a> {
    state: &'a State,
    all: &'a [Duplicate],
    tree: &'a Tree,
    look: Look<'a>,
    focused: bool,
    width: usize,
}

impl Drawing<'_> {
    fn sum(&self) -> Line<'static> {
        let theme = self.look.theme;
        let extra: u64 = self.all.iter().map(Duplicate::extra).sum();
        let mut line = Filling::new(self.width);
        line.put(&size(extra), theme.waste)
            .put(" in further copies of ", theme.text)
            .put(&count(self.all.len() as u64, "file", "files"), theme.text);
        line.line()
    }

    fn listed(&self) -> Line<'static> {
        let (theme, pane) = (self.look.theme, &self.state.duplicates);
        let mut line = Filling::new(self.width);
        line.put(&format!("by {}", pane.sort.name()), theme.dim);
        if let Some((text, _)) = &pane.filter {
            let shown = pane.contents(self.all);
            let text = format!(", filter {} ({shown})", escape(text));
            line.put(&text, theme.warning);
        }
        line.line()
    }

    fn header(&self) -> Line<'static> {
        let style = self.look.theme.dim;
        let mut line = Filling::new(self.width);
        line.put(&right("extra", 9), style)
            .put(&right("copies", 7), style);
        if self.has_size() {
            line.put(&right("of", 10), style);
        }
        line.put("    path", style);
        line.line()
    }

    fn has_size(&self) -> bool {
        self.width >= 56
    }

    fn row(&self, row: usize) -> Option<Line<'static>> {
        let pane = &self.state.duplicates;
        let base = frame::selection(self.look, row == pane.cursor.at, self.focused);
        let mut line = Filling::new(self.width);
        match pane.row(self.all, row)? {
            DuplicateRow::Contents(place) => self.contents(place, base, &mut line)?,
            DuplicateRow::Path(place, path) => self.path(place, path, base, &mut line)?,
        }
        line.blank_until(0, base);
        Some(line.line())
    }

    fn contents(&self, place: usize, base: Style, line: &mut Filling<'_>) -> Option<()> {
        let (theme, pane) = (self.look.theme, &self.state.duplicates);
        let one = pane.at(self.all, place)?;
        line.put(&right(&size(one.extra()), 9), theme.waste.patch(base));
        let copies = right(&one.nodes.len().to_string(), 7);
        line.put(&copies, theme.text.patch(base));
        if self.has_size() {
            line.put(&right(&size(one.bytes), 10), theme.dim.patch(base));
        }
        let sign = match pane.open.contains_key(&place) {
            true => self.look.glyphs.open,
            false => self.look.glyphs.folded,
        };
        line.put(&format!("  {sign} "), theme.dim.patch(base));
        let path = self.path_of(*one.nodes.first()?);
        line.put(&tail(&path, line.room()), theme.text.patch(base));
        Some(())
    }

    fn path(&self, place: usize, path: usize, base: Style, line: &mut Filling<'_>) -> Option<()> {
        let theme = self.look.theme;
        let one = self.state.duplicates.at(self.all, place)?;
        let node = *one.nodes.get(path)?;
        let layer = duplicate_layer(self.tree, one, node);
        let column = if self.has_size() { 26 } else { 16 };
        let layer = right(&format!("layer {layer}"), column);
        line.put(&left(&layer, column + 4), theme.dim.patch(base));
        line.put(
            &tail(&self.path_of(node), line.room()),
            theme.text.patch(base),
        );
        Some(())
    }

    /// What is known of the selected row.
    fn about(&self, foot: &mut Foot<'_>) {
        let theme = self.look.theme;
        let Some((one, node)) = self.state.selected_duplicate() else {
            return;
        };
        let layer = duplicate_layer(self.tree, one, node);
        foot.say(&self.path_of(node), theme.strong, 2);
        let copies = count(one.nodes.len() as u64, "copy", "copies");
        let text = format!(
            "{copies} of {}; {}",
            size(one.bytes),
            self.state.layers.named(layer)
        );
        foot.say(&text, theme.text, 2);
    }

    fn path_of(&self, node: NodeId) -> String {
        escape_bytes(&self.tree.path(node)).into_owned()
    }
}
