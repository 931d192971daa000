//! The tree pane: where one is, what is folded, filtered and sorted.

use std::sync::Arc;

use super::super::cursor::Cursor;
use super::super::start::{SortBy, Start};
use crate::layer::EntryKind;
use crate::text::{escape_bytes, size, wrap};
use crate::tree::{
    Bits, Fold, Kinds, Matches, NodeId, Order, Pattern, PatternKind, ROOT, Range, Row, RowCount,
    Sums, Tree,
};

/// Cells of a line that a long name is broken into, at least.
pub const LEAST_NAME: usize = 8;

/// The tree pane.
#[derive(Debug)]
pub struct Files {
    /// Directories that are open.
    pub open: Bits,
    /// Everything was opened last, or folded.
    pub all_open: bool,
    /// Which changes are shown.
    pub show: Kinds,
    /// What was shown before "only what changed".
    pub shown_before: Option<Kinds>,
    /// How rows are ordered within their directory.
    pub sort: SortBy,
    /// The other way round.
    pub reversed: bool,
    /// The order of names, of the tree at hand.
    pub by_name: Option<Arc<Order>>,
    /// Another order, once it is made.
    pub order: Option<Arc<Order>>,
    /// Sums of directories, and the view that they are of.
    pub sums: Option<(Range, Arc<Sums>)>,
    /// The selected path.
    pub selected: NodeId,
    /// The path of the first row shown.
    pub top: NodeId,
    /// The rows shown.
    pub window: Vec<Row>,
    /// The rows, once counted.
    pub count: Option<Arc<RowCount>>,
    /// Number of the first row shown, and of all rows, once counted.
    pub position: Option<(usize, usize)>,
    /// Mode, owner and waste stand beside the names.
    pub attributes: bool,
    /// Long names are broken into lines.
    pub wrap: bool,
    /// A flat list instead of the tree.
    pub flat: Option<Flat>,
    /// Only paths that match are shown.
    pub filter: Option<Filter>,
    /// How filters and searches are written.
    pub kind: PatternKind,
    /// What was searched for.
    pub search: Option<Filter>,
    /// The selected path and the first row's before a search was typed.
    pub before_search: Option<(NodeId, NodeId)>,
}

/// A flat list of files.
#[derive(Debug, Default)]
pub struct Flat {
    /// Largest first, once made.
    pub nodes: Option<Arc<Vec<NodeId>>>,
    /// Where one is.
    pub cursor: Cursor,
}

/// A pattern and the paths that it matches.
#[derive(Debug)]
pub struct Filter {
    /// What was typed.
    pub text: String,
    /// What it means.
    pub pattern: Pattern,
    /// The paths, once found, and how many of them the view shows.
    pub matches: Option<(Arc<Matches>, usize)>,
}

impl Files {
    /// A pane that shows what the user wants to see first.
    #[must_use]
    pub fn new(start: &Start) -> Files {
        let only = Kinds {
            unchanged: false,
            ..start.show
        };
        Files {
            open: Bits::default(),
            all_open: !start.collapsed,
            show: if start.only_changed { only } else { start.show },
            shown_before: Some(start.show).filter(|_| start.only_changed),
            sort: start.sort,
            reversed: false,
            by_name: None,
            order: None,
            sums: None,
            selected: ROOT,
            top: ROOT,
            window: Vec::new(),
            count: None,
            position: None,
            attributes: start.attributes,
            wrap: start.wrap,
            flat: None,
            filter: None,
            kind: PatternKind::Text,
            search: None,
            before_search: None,
        }
    }
}

impl Files {
    /// A file's size, a directory's sum; nothing for what has none, or whose sum is being made.
    #[must_use]
    pub fn size_of(&self, tree: &Tree, row: &Row) -> String {
        let Some(version) = row.state.after.or(row.state.before) else {
            return String::new();
        };
        match (tree.kind(version), version.record()) {
            (EntryKind::File, Some(record)) => size(tree.file_size(record)),
            (EntryKind::Directory, _) => {
                let sum = self.sums.as_ref().map(|(_, sums)| sums.size(row.node));
                sum.map_or_else(|| "…".into(), size)
            }
            _ => String::new(),
        }
    }

    /// Dead bytes that the view's layers store at or below the path, once summed.
    #[must_use]
    pub fn waste_of(&self, row: &Row) -> Option<u64> {
        self.sums.as_ref().map(|(_, sums)| sums.waste(row.node))
    }

    /// The name with its indentation and, of a directory, `sign` for whether it is open; in the
    /// flat list the path. Escaped, for a pane of `width` cells.
    #[must_use]
    pub fn name_of(&self, tree: &Tree, row: &Row, sign: &str, width: usize) -> String {
        if self.flat.is_some() {
            return escape_bytes(&tree.path(row.node)).into_owned();
        }
        // The deepest names of a hostile image would stand outside of any screen.
        let indent = (row.depth() * 2).min(width / 3);
        let slash = if is_directory(tree, row) { "/" } else { "" };
        let name = escape_bytes(tree.name(row.node));
        format!("{:indent$}{sign} {name}{slash}", "")
    }

    /// Lines that a row takes: more than one where long names are broken. `room` is the cells that
    /// names have, of `width` of the pane.
    #[must_use]
    pub fn lines_of(&self, tree: &Tree, row: &Row, room: usize, width: usize) -> usize {
        match self.wrap {
            true => wrap(&self.name_of(tree, row, " ", width), room.max(LEAST_NAME)).len(),
            false => 1,
        }
    }

    /// What stands between the user and all paths, in a few words.
    #[must_use]
    pub fn aside(&self) -> String {
        let mut words = Vec::new();
        if let Some(filter) = &self.filter {
            words.push(match &filter.matches {
                Some((_, count)) => format!("filter {} ({count})", filter.text),
                None => format!("filter {} …", filter.text),
            });
        }
        if self.flat.is_some() {
            words.push(match self.sort {
                SortBy::Waste => "files with most waste".into(),
                _ => "largest files".into(),
            });
        } else if self.sort != SortBy::Name || self.reversed {
            let way = if self.reversed { ", reversed" } else { "" };
            let busy = if self.order.is_none() { " …" } else { "" };
            words.push(format!("by {}{way}{busy}", self.sort.name()));
        }
        let Kinds {
            added,
            removed,
            modified,
            unchanged,
            transient,
        } = self.show;
        if (added, removed, modified, unchanged) == (true, true, true, false) {
            words.push("only what changed".into());
        } else {
            let hidden = [
                (added, "added"),
                (removed, "removed"),
                (modified, "modified"),
                (unchanged, "unchanged"),
            ];
            let hidden = hidden.into_iter().filter(|(shown, _)| !shown);
            words.extend(hidden.map(|(_, what)| format!("no {what}")));
        }
        if transient {
            words.push("transient too".into());
        }
        words.join(", ")
    }
}

/// True for a row of a directory, also of one that only its children imply.
#[must_use]
pub fn is_directory(tree: &Tree, row: &Row) -> bool {
    let version = row.state.after.or(row.state.before);
    row.fold != Fold::Leaf
        || version.is_some_and(|version| tree.kind(version) == EntryKind::Directory)
}
