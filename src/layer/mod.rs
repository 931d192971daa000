//! One blob to one layer index: decompress, read the tar, hash, verify.

mod entry;
mod index;
mod tar;

pub use entry::{DirId, Entry, EntryKind, NO_CONTENT, Span};
pub use index::{Dir, LayerIndex};
