//! `layerscope ls`: paths, one a line, for people and for scripts.
//!
//! The final view is the file system that a container gets: hard links show their inode's owner,
//! mode and size, directories that no layer describes are 0755 of root. A view of layers shows what
//! they did: every path they added, changed or removed, and the unchanged ones only when asked.

mod ndjson;
mod row;
mod text;

use std::io::{self, Write};

pub use row::Row;
pub(crate) use text::mode_text;

use crate::analysis::sha256::Sha256Contents;
use crate::tree::{Change, NodeId, ROOT, Range, Tree};

/// What to list.
#[derive(Clone, Copy)]
pub struct Listing<'a> {
    /// The tree.
    pub tree: &'a Tree,
    /// The layers whose work is shown; none for the final image.
    pub range: Option<Range>,
    /// sha256 of contents, where asked for.
    pub hashes: Option<&'a Sha256Contents>,
}

/// In what form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Columns for people; names escaped.
    Text,
    /// One JSON object a line.
    Ndjson,
}

/// Writes a path and all below it, names in the order of their bytes. The root itself is left
/// out unless it is what was asked for and has an entry.
///
/// # Errors
/// Those of `out`.
pub fn write(
    out: &mut dyn Write,
    listing: &Listing<'_>,
    from: NodeId,
    form: Form,
) -> io::Result<()> {
    let mut stack = vec![from];
    while let Some(node) = stack.pop() {
        if node != ROOT
            && let Some(row) = listing.row(node)
        {
            match form {
                Form::Text => text::write(out, &row)?,
                Form::Ndjson => ndjson::write(out, &row)?,
            }
        }
        stack.extend(listing.tree.children(node).iter().rev());
    }
    Ok(())
}

impl<'a> Listing<'a> {
    /// The row of a path, if it is to be shown.
    fn row(&self, node: NodeId) -> Option<Row<'a>> {
        let Some(range) = self.range else {
            let version = self.tree.last(node)?;
            return Some(Row::new(self, node, version, None));
        };
        let state = self.tree.state(node, range)?;
        if matches!(state.change, Some(Change::Unchanged | Change::Transient)) {
            return None;
        }
        let version = state.after.or(state.before)?;
        Some(Row::new(self, node, version, Some(state)))
    }
}
