//! How many rows there are, and which one a path is: for "row 12 of 3 456" and a scroll bar.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{NodeId, Rows};

/// Rows between two that are remembered.
const STEP: usize = 256;

/// The number of rows, and every 256th of them. It holds for the rows that it was counted on:
/// same view, filter, order and open directories.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowCount {
    total: usize,
    marks: Vec<NodeId>,
}

impl RowCount {
    /// Counts the rows: a job. None when cancelled.
    #[must_use]
    pub fn new(rows: &Rows<'_>, cancel: &AtomicBool) -> Option<RowCount> {
        let mut count = RowCount::default();
        let mut at = rows.first();
        while let Some(node) = at {
            if count.total.is_multiple_of(STEP) {
                if cancel.load(Ordering::Relaxed) {
                    return None;
                }
                count.marks.push(node);
            }
            count.total += 1;
            at = rows.below(node);
        }
        Some(count)
    }

    /// Number of rows.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// The number of a row, from 0; none when the path is no row.
    #[must_use]
    pub fn number(&self, rows: &Rows<'_>, node: NodeId) -> Option<usize> {
        let before = |mark: &NodeId| rows.place(*mark) <= rows.place(node);
        let mark = self.marks.partition_point(before).checked_sub(1)?;
        let mut at = *self.marks.get(mark)?;
        for number in mark * STEP..(mark + 1) * STEP {
            if at == node {
                return Some(number);
            }
            at = rows.below(at)?;
        }
        None
    }

    /// The row of a number, from 0.
    #[must_use]
    pub fn row(&self, rows: &Rows<'_>, number: usize) -> Option<NodeId> {
        let mark = *self.marks.get(number / STEP)?;
        (number < self.total).then(|| rows.down(mark, number % STEP))
    }
}
