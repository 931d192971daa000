//! The waste screen: dead bytes by path, by directory, by cause and by instruction.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::super::cursor::Cursor;
use super::{Split, State, inside};
use crate::analysis::{Accounting, Caused, Waste, WastedBelow, by_directory, by_layer, waste_of};
use crate::tree::{Cause, Content, Death, Matches, Order, Pattern, Tree};

/// Rows above the list: figures, what is listed, and the columns' names.
const HEAD: usize = 4;
/// Rows below it, for what is known of the selected row.
const FOOT: usize = 6;

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grouping {
    /// A path and a cause.
    #[default]
    Path,
    /// A directory with all below it.
    Directory,
    /// A cause.
    Cause,
    /// The layer that made bytes dead.
    Instruction,
}

impl Grouping {
    /// All, in the order in which a key goes through them.
    pub const ALL: [Grouping; 4] = [
        Grouping::Path,
        Grouping::Directory,
        Grouping::Cause,
        Grouping::Instruction,
    ];

    /// Its name on the screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Grouping::Path => "path",
            Grouping::Directory => "directory",
            Grouping::Cause => "cause",
            Grouping::Instruction => "instruction",
        }
    }
}

/// The waste that is looked at: all, or that of one layer, of one cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Only {
    /// Made by this layer.
    pub layer: Option<usize>,
    /// Of this cause.
    pub cause: Option<Cause>,
}

impl Only {
    fn takes(self, death: Death) -> bool {
        self.layer
            .is_none_or(|layer| layer == usize::from(death.layer))
            && self.cause.is_none_or(|cause| cause == death.cause)
    }

    fn takes_all(self) -> bool {
        self == Only::default()
    }
}

/// Dead bytes of one cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfCause {
    /// The cause.
    pub cause: Cause,
    /// Dead bytes.
    pub bytes: u64,
    /// Paths that they lie at.
    pub paths: u64,
    /// Stored contents.
    pub count: u64,
}

/// Waste, picked out and put together: what a job makes.
#[derive(Debug)]
pub struct Sifted {
    /// The rows by path where they are not simply all.
    own: Option<Vec<Waste>>,
    /// Those of them that the filter lets through.
    hits: Option<Vec<u32>>,
    /// Dead bytes of all of them.
    pub bytes: u64,
    directories: Vec<WastedBelow>,
    causes: Vec<OfCause>,
    layers: Vec<Caused>,
}

/// What is to be picked out of the waste.
#[derive(Debug, Clone)]
pub struct Sieve {
    /// The tree.
    pub tree: Arc<Tree>,
    /// Its paths by name.
    pub order: Arc<Order>,
    /// Its figures.
    pub accounting: Arc<Accounting>,
    /// Waste of one layer, of one cause.
    pub only: Only,
    /// Paths that match.
    pub pattern: Option<Pattern>,
}

impl Sieve {
    /// Picks, and puts together: a job. None when cancelled.
    #[must_use]
    pub fn sift(&self, cancel: &AtomicBool) -> Option<Sifted> {
        let tree = &*self.tree;
        let find = |pattern| Matches::find(tree, &self.order, pattern, cancel);
        let matches = match &self.pattern {
            Some(pattern) => Some(find(pattern)?),
            None => None,
        };
        let passes = |node| matches.as_ref().is_none_or(|found| found.hits().get(node));
        let keep = |_: &Content, death: Death| self.only.takes(death) && passes(death.node);
        let own = (!self.only.takes_all()).then(|| waste_of(tree, keep));
        let rows = own.as_deref().unwrap_or(&self.accounting.waste);
        // Rows of their own are of matching paths already.
        let narrowed = matches.is_some() && own.is_none();
        let hits: Option<Vec<u32>> = narrowed.then(|| {
            let hits = (0..).zip(rows).filter(|(_, row)| passes(row.node));
            hits.map(|(number, _)| number).collect()
        });
        if cancel.load(std::sync::atomic::Ordering::Relaxed) {
            return None;
        }
        let mut sifted = Sifted {
            bytes: 0,
            directories: Vec::new(),
            causes: Vec::new(),
            layers: by_layer(tree, keep),
            own,
            hits,
        };
        sifted.directories = by_directory(tree, sifted.rows(&self.accounting));
        sifted.causes = of_causes(sifted.rows(&self.accounting));
        sifted.bytes = sifted.causes.iter().map(|row| row.bytes).sum();
        Some(sifted)
    }
}

fn of_causes<'a>(rows: impl Iterator<Item = &'a Waste>) -> Vec<OfCause> {
    let empty = |cause| OfCause {
        cause,
        bytes: 0,
        paths: 0,
        count: 0,
    };
    let mut all = Cause::ALL.map(empty);
    for row in rows {
        if let Some(of) = all.iter_mut().find(|of| of.cause == row.cause) {
            of.bytes += row.bytes;
            of.paths += 1;
            of.count += row.count;
        }
    }
    let mut rows: Vec<OfCause> = all.into_iter().filter(|of| of.paths > 0).collect();
    rows.sort_by_key(|of| std::cmp::Reverse(of.bytes));
    rows
}

impl Sifted {
    fn rows<'a>(&'a self, accounting: &'a Accounting) -> impl Iterator<Item = &'a Waste> {
        (0..self.len(accounting)).filter_map(|at| self.row(accounting, at))
    }

    fn len(&self, accounting: &Accounting) -> usize {
        let rows = self.own.as_ref().unwrap_or(&accounting.waste);
        self.hits.as_ref().map_or(rows.len(), Vec::len)
    }

    fn row<'a>(&'a self, accounting: &'a Accounting, at: usize) -> Option<&'a Waste> {
        let rows = self.own.as_ref().unwrap_or(&accounting.waste);
        match &self.hits {
            Some(hits) => rows.get(*hits.get(at)? as usize),
            None => rows.get(at),
        }
    }
}

/// One row of the screen.
#[derive(Debug, Clone, Copy)]
pub enum WasteRow<'a> {
    /// Of a path.
    Path(&'a Waste),
    /// Of a directory, with the largest row below it.
    Directory(&'a WastedBelow, &'a Waste),
    /// Of a cause.
    Cause(&'a OfCause),
    /// Of an instruction.
    Instruction(&'a Caused),
}

/// A place on the screen to come back to.
#[derive(Debug, Clone, Copy)]
pub struct Left {
    /// What rows stood for.
    pub grouping: Grouping,
    /// What was looked at.
    pub only: Only,
    /// Where one was.
    pub cursor: Cursor,
}

/// The waste screen.
#[derive(Debug, Default)]
pub struct WastePane {
    /// What rows stand for.
    pub grouping: Grouping,
    /// What is looked at.
    pub only: Only,
    /// Where Esc leads, the last on top.
    pub left: Vec<Left>,
    /// The filter as it was typed, with what it means.
    pub filter: Option<(String, Pattern)>,
    /// All waste, put together.
    pub all: Option<Arc<Sifted>>,
    /// What filter and choice leave of it.
    pub some: Option<Arc<Sifted>>,
    /// Where one is.
    pub cursor: Cursor,
}

impl WastePane {
    /// True when not all waste is looked at.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.filter.is_some() || !self.only.takes_all()
    }

    /// What is shown; none while it is being put together.
    #[must_use]
    pub fn sifted(&self) -> Option<&Sifted> {
        match self.is_narrowed() {
            true => self.some.as_deref(),
            false => self.all.as_deref(),
        }
    }

    /// Number of rows; none while they are being put together.
    #[must_use]
    pub fn len(&self, accounting: &Accounting) -> Option<usize> {
        // All paths are there as they come; everything else is a job's.
        if self.grouping == Grouping::Path && !self.is_narrowed() {
            return Some(accounting.waste.len());
        }
        let sifted = self.sifted()?;
        Some(match self.grouping {
            Grouping::Path => sifted.len(accounting),
            Grouping::Directory => sifted.directories.len(),
            Grouping::Cause => sifted.causes.len(),
            Grouping::Instruction => sifted.layers.len(),
        })
    }

    /// A row.
    #[must_use]
    pub fn row<'a>(&'a self, accounting: &'a Accounting, at: usize) -> Option<WasteRow<'a>> {
        if self.grouping == Grouping::Path && !self.is_narrowed() {
            return accounting.waste.get(at).map(WasteRow::Path);
        }
        let sifted = self.sifted()?;
        Some(match self.grouping {
            Grouping::Path => WasteRow::Path(sifted.row(accounting, at)?),
            Grouping::Directory => {
                let row = sifted.directories.get(at)?;
                WasteRow::Directory(row, sifted.row(accounting, row.largest)?)
            }
            Grouping::Cause => WasteRow::Cause(sifted.causes.get(at)?),
            Grouping::Instruction => WasteRow::Instruction(sifted.layers.get(at)?),
        })
    }
}

impl WasteRow<'_> {
    /// Dead bytes of the row.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        match self {
            WasteRow::Path(row) => row.bytes,
            WasteRow::Directory(row, _) => row.bytes,
            WasteRow::Cause(row) => row.bytes,
            WasteRow::Instruction(row) => row.bytes,
        }
    }
}

impl State {
    /// The parts of the waste screen.
    #[must_use]
    pub fn waste_split(&self) -> Split {
        let height = self.layout().map_or(0, |layout| inside(layout.main));
        Split::of(height, HEAD, FOOT)
    }

    /// The selected row of the waste screen.
    #[must_use]
    pub fn waste_row(&self) -> Option<WasteRow<'_>> {
        let figures = self.figures.as_ref()?;
        self.waste.row(&figures.accounting, self.waste.cursor.at)
    }
}
