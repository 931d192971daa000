//! The duplicates screen: contents stored several times, each with its paths where it is open.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::super::cursor::Cursor;
use super::{Split, State, inside};
use crate::analysis::Duplicate;
use crate::tree::{Matches, NodeId, Order, Pattern, Tree};

/// Rows above the list, and below it.
const HEAD: usize = 3;
const FOOT: usize = 4;

/// How duplicates are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DuplicateSort {
    /// Most bytes to be saved first.
    #[default]
    Extra,
    /// Most copies first.
    Copies,
    /// Largest contents first.
    Size,
}

impl DuplicateSort {
    /// All, in the order in which a key goes through them.
    pub const ALL: [DuplicateSort; 3] = [
        DuplicateSort::Extra,
        DuplicateSort::Copies,
        DuplicateSort::Size,
    ];

    /// Its name on the screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DuplicateSort::Extra => "extra bytes",
            DuplicateSort::Copies => "copies",
            DuplicateSort::Size => "size",
        }
    }
}

/// The duplicates screen.
#[derive(Debug, Default)]
pub struct DuplicatesPane {
    /// The order.
    pub sort: DuplicateSort,
    /// The filter as it was typed, with what it means.
    pub filter: Option<(String, Pattern)>,
    /// Numbers of the duplicates that are shown, in order; none: all as they come.
    pub picked: Option<Arc<Vec<u32>>>,
    /// Those that are open, by their place among the shown, with their number of paths.
    pub open: BTreeMap<usize, usize>,
    /// Where one is.
    pub cursor: Cursor,
}

/// One row of the screen, by places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DuplicateRow {
    /// Contents.
    Contents(usize),
    /// One path of contents.
    Path(usize, usize),
}

/// What is to be picked out of the duplicates.
#[derive(Debug, Clone)]
pub struct DuplicateSieve {
    /// The tree.
    pub tree: Arc<Tree>,
    /// Its paths by name.
    pub order: Arc<Order>,
    /// All duplicates.
    pub all: Arc<Vec<Duplicate>>,
    /// How to order them.
    pub sort: DuplicateSort,
    /// Paths that match: one is enough.
    pub pattern: Option<Pattern>,
}

impl DuplicateSieve {
    /// Picks and orders: a job. None when cancelled.
    #[must_use]
    pub fn sift(&self, cancel: &AtomicBool) -> Option<Vec<u32>> {
        let matches = match &self.pattern {
            Some(pattern) => Some(Matches::find(&self.tree, &self.order, pattern, cancel)?),
            None => None,
        };
        let hit = |&node: &NodeId| matches.as_ref().is_none_or(|found| found.hits().get(node));
        let picked = (0..).zip(self.all.iter());
        let picked = picked.filter(|(_, one)| one.nodes.iter().any(hit));
        let mut picked: Vec<u32> = picked.map(|(number, _)| number).collect();
        let of = |&number: &u32| &self.all[number as usize];
        // They come by extra bytes; sorting keeps that order among equals.
        match self.sort {
            DuplicateSort::Extra => {}
            DuplicateSort::Copies => picked.sort_by_key(|at| std::cmp::Reverse(of(at).nodes.len())),
            DuplicateSort::Size => picked.sort_by_key(|at| std::cmp::Reverse(of(at).bytes)),
        }
        Some(picked)
    }
}

impl DuplicatesPane {
    /// Number of contents shown.
    #[must_use]
    pub fn contents(&self, all: &[Duplicate]) -> usize {
        self.picked
            .as_ref()
            .map_or(all.len(), |picked| picked.len())
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self, all: &[Duplicate]) -> usize {
        self.contents(all) + self.open.values().sum::<usize>()
    }

    /// What stands in a row.
    #[must_use]
    pub fn row(&self, all: &[Duplicate], row: usize) -> Option<DuplicateRow> {
        let mut paths = 0;
        for (&place, &len) in &self.open {
            let at = place + paths;
            if row <= at {
                break;
            }
            if row <= at + len {
                return Some(DuplicateRow::Path(place, row - at - 1));
            }
            paths += len;
        }
        let place = row - paths;
        (place < self.contents(all)).then_some(DuplicateRow::Contents(place))
    }

    /// The row of contents.
    #[must_use]
    pub fn row_of(&self, place: usize) -> usize {
        place + self.open.range(..place).map(|(_, len)| len).sum::<usize>()
    }

    /// The contents at a place among the shown.
    #[must_use]
    pub fn at<'a>(&self, all: &'a [Duplicate], place: usize) -> Option<&'a Duplicate> {
        match &self.picked {
            Some(picked) => all.get(*picked.get(place)? as usize),
            None => all.get(place),
        }
    }
}

/// The layer whose live contents are those of the duplicate at a path.
#[must_use]
pub fn layer_of(tree: &Tree, duplicate: &Duplicate, node: NodeId) -> usize {
    let holds = |record| {
        let content = tree.content_of(record)?;
        let live = tree.content(content).death().is_none();
        (live && tree.hash(content) == Some(&duplicate.hash)).then_some(())
    };
    let mut versions = tree.versions(node).iter();
    let found = versions.find(|version| version.record().and_then(holds).is_some());
    let last = tree.versions(node).last();
    found
        .or(last)
        .map_or(0, |version| usize::from(version.layer))
}

impl State {
    /// The parts of the duplicates screen.
    #[must_use]
    pub fn duplicates_split(&self) -> Split {
        let height = self.layout().map_or(0, |layout| inside(layout.main));
        Split::of(height, HEAD, FOOT)
    }

    /// All duplicates, once contents were read.
    #[must_use]
    pub fn found_duplicates(&self) -> Option<&Arc<Vec<Duplicate>>> {
        self.figures.as_ref()?.duplicates.as_ref()
    }

    /// The selected contents and path.
    #[must_use]
    pub fn selected_duplicate(&self) -> Option<(&Duplicate, NodeId)> {
        let all = self.found_duplicates()?;
        let pane = &self.duplicates;
        let (place, path) = match pane.row(all, pane.cursor.at)? {
            DuplicateRow::Contents(place) => (place, 0),
            DuplicateRow::Path(place, path) => (place, path),
        };
        let one = pane.at(all, place)?;
        Some((one, *one.nodes.get(path)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(paths: u32) -> Duplicate {
        Duplicate {
            bytes: 1,
            hash: [0; 32],
            nodes: (0..paths).collect(),
        }
    }

    #[test]
    fn rows_of_paths_stand_below_their_contents() {
        use DuplicateRow::{Contents, Path};
        let all = [one(2), one(3), one(2), one(4)];
        let mut pane = DuplicatesPane::default();
        let rows = |pane: &DuplicatesPane| -> Vec<_> {
            (0..=pane.len(&all))
                .map_while(|row| pane.row(&all, row))
                .collect()
        };
        assert_eq!(rows(&pane), (0..4).map(Contents).collect::<Vec<_>>());
        pane.open = BTreeMap::from([(0, 2), (2, 2)]);
        let want = [
            Contents(0),
            Path(0, 0),
            Path(0, 1),
            Contents(1),
            Contents(2),
            Path(2, 0),
            Path(2, 1),
            Contents(3),
        ];
        assert_eq!(rows(&pane), want);
        for place in 0..4 {
            assert_eq!(pane.row(&all, pane.row_of(place)), Some(Contents(place)));
        }
    }
}
