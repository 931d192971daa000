//! Rows of the waste screen, in the columns that fit.

use ratatui::style::Style;
use ratatui::text::Line;

use super::super::line::Filling;
use super::super::{Look, frame};
use crate::analysis::{Caused, Waste};
use crate::report::phrases::{deeds, percent};
use crate::text::{escape, escape_bytes, fit, grouped, left, right, size, tail};
use crate::tree::NodeId;
use crate::tui::state::{Figures, Grouping, OfCause, State, WasteRow};

/// Cells of the bytes, which every row begins with.
const BYTES: usize = 10;

/// The rows, and what is needed to draw one.
pub(super) struct Rows<'a> {
    state: &'a State,
    figures: &'a Figures,
    look: Look<'a>,
    focused: bool,
    width: usize,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        state: &'a State,
        figures: &'a Figures,
        look: Look<'a>,
        focused: bool,
        width: usize,
    ) -> Rows<'a> {
        Rows {
            state,
            figures,
            look,
            focused,
            width,
        }
    }

    /// The columns' names.
    pub(super) fn header(&self) -> Line<'static> {
        let style = self.look.theme.dim;
        let mut line = Filling::new(self.width);
        line.put(&left(&right("wasted", BYTES - 1), BYTES), style);
        match self.state.waste.grouping {
            Grouping::Path => {
                let columns = PathColumns::of(self.width);
                line.put(&columns.text("×", "cause", "in", "by"), style);
                line.put(&left("path", columns.path), style);
                line.put(" instruction", style);
                if columns.instruction == 0 {
                    line = Filling::new(self.width);
                    line.put(&left(&right("wasted", BYTES - 1), BYTES), style)
                        .put(&columns.text("×", "cause", "in", "by"), style)
                        .put("path", style);
                }
            }
            Grouping::Directory => {
                line.put(&right("share", 8), style)
                    .put("  directory", style);
            }
            Grouping::Cause => {
                line.put(&right("share", 8), style)
                    .put(&right("paths", 10), style)
                    .put("  cause", style);
            }
            Grouping::Instruction => {
                line.put(&right("layer", 5), style)
                    .put(&left(" instruction", self.instruction_width() + 1), style);
                if self.width > WIDE {
                    line.put(" what it does", style);
                }
            }
        }
        line.line()
    }

    /// A row; none behind the last.
    pub(super) fn row(&self, at: usize) -> Option<Line<'static>> {
        let row = self.state.waste.row(&self.figures.accounting, at)?;
        let selected = at == self.state.waste.cursor.at;
        let base = frame::selection(self.look, selected, self.focused);
        let theme = self.look.theme;
        let mut line = Filling::new(self.width);
        let bytes = right(&size(row.bytes()), BYTES - 1);
        line.put(&bytes, theme.waste.patch(base)).put(" ", base);
        match row {
            WasteRow::Path(row) => self.path(row, base, &mut line),
            WasteRow::Directory(row, _) => {
                self.share(row.bytes, base, &mut line);
                let path = format!("{}/", self.path_of(row.node));
                let path = tail(&path, line.room().saturating_sub(2)).into_owned();
                line.put(&format!("  {path}"), theme.directory.patch(base));
            }
            WasteRow::Cause(row) => self.cause(row, base, &mut line),
            WasteRow::Instruction(row) => self.instruction(row, base, &mut line),
        }
        line.blank_until(0, base);
        Some(line.line())
    }

    fn path(&self, row: &Waste, base: Style, line: &mut Filling<'_>) {
        let theme = self.look.theme;
        let columns = PathColumns::of(self.width);
        let versions = match row.count {
            1 => String::new(),
            count => count.to_string(),
        };
        let by = self.state.waste.only.layer;
        let by = by.map_or_else(|| brief(&row.caused_by), |layer| layer.to_string());
        let text = columns.text(&versions, row.cause.name(), &brief(&row.stored_in), &by);
        line.put(&text, theme.dim.patch(base));
        let path = self.path_of(row.node);
        let path = left(&tail(&path, columns.path), columns.path);
        line.put(&path, theme.text.patch(base));
        if columns.instruction > 0
            && let Some(&layer) = row.caused_by.last()
        {
            let text = self.instruction_of(usize::from(layer));
            line.put(&format!(" {text}"), theme.dim.patch(base));
        }
    }

    fn cause(&self, row: &OfCause, base: Style, line: &mut Filling<'_>) {
        let theme = self.look.theme;
        self.share(row.bytes, base, line);
        line.put(&right(&grouped(row.paths), 10), theme.dim.patch(base))
            .put(&format!("  {}", row.cause.name()), theme.text.patch(base));
    }

    fn instruction(&self, row: &Caused, base: Style, line: &mut Filling<'_>) {
        let theme = self.look.theme;
        let layer = right(&row.layer.to_string(), 5);
        line.put(&layer, theme.dim.patch(base)).put(" ", base);
        let room = self.instruction_width();
        let text = self.instruction_of(row.layer);
        line.put(&left(&fit(&text, room), room), theme.text.patch(base));
        if self.width > WIDE {
            line.put(&format!(" {}", deeds(row)), theme.waste.patch(base));
        }
    }

    /// The row's part of what is looked at.
    fn share(&self, bytes: u64, base: Style, line: &mut Filling<'_>) {
        let all = self.state.waste.sifted().map_or(0, |sifted| sifted.bytes);
        let share = if all == 0 {
            0.0
        } else {
            bytes as f64 / all as f64
        };
        line.put(&right(&percent(share), 8), self.look.theme.dim.patch(base));
    }

    /// Cells for an instruction that stands beside what it does, or alone.
    fn instruction_width(&self) -> usize {
        let room = self.width.saturating_sub(BYTES + 6);
        if self.width > WIDE { room / 2 } else { room }
    }

    fn instruction_of(&self, layer: usize) -> String {
        let row = self.state.layers.rows.get(layer);
        row.map_or_else(String::new, |row| escape(&row.instruction).into_owned())
    }

    fn path_of(&self, node: NodeId) -> String {
        let tree = self.state.tree.as_deref();
        let path = tree.map_or_else(Vec::new, |tree| tree.path(node));
        escape_bytes(&path).into_owned()
    }
}

/// Above this, there is room for what an instruction does.
const WIDE: usize = 90;

/// Which columns stand between the bytes and the path, and how wide the rest is.
#[derive(Clone, Copy)]
struct PathColumns {
    versions: usize,
    cause: usize,
    stored: usize,
    caused: usize,
    path: usize,
    instruction: usize,
}

impl PathColumns {
    fn of(width: usize) -> PathColumns {
        let when = |least: usize, cells: usize| if width >= least { cells } else { 0 };
        let mut columns = PathColumns {
            caused: when(38, 5),
            cause: when(56, 12),
            stored: when(68, 6),
            versions: when(76, 4),
            path: 0,
            instruction: 0,
        };
        let taken = BYTES + columns.caused + columns.cause + columns.stored + columns.versions;
        let room = width.saturating_sub(taken);
        columns.instruction = if width >= 110 { room / 2 } else { 0 };
        columns.path = room - columns.instruction;
        columns
    }

    fn text(self, versions: &str, cause: &str, stored: &str, caused: &str) -> String {
        let cell = |text: &str, cells: usize, side: fn(&str, usize) -> String| match cells {
            0 => String::new(),
            cells => format!("{} ", side(&fit(text, cells - 1), cells - 1)),
        };
        let versions = cell(versions, self.versions, right);
        let cause = cell(cause, self.cause, left);
        let stored = cell(stored, self.stored, right);
        let caused = cell(caused, self.caused, right);
        format!("{versions}{cause}{stored}{caused}")
    }
}

/// Layers in a few cells: the last, and whether there are more.
fn brief(layers: &[u16]) -> String {
    match layers {
        [] => String::new(),
        [one] => one.to_string(),
        [.., last] => format!("{last}+"),
    }
}
