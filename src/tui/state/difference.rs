//! The difference of two versions of a path.

use std::sync::Arc;

use crate::image::Watch;
use crate::preview::{Diff, DiffRow};
use crate::tree::{NodeId, Version};

/// Two versions being compared.
#[derive(Debug)]
pub struct Difference {
    /// The path.
    pub node: NodeId,
    /// The older version, and the newer.
    pub versions: [Version; 2],
    /// What differs beside the contents, in words.
    pub facts: Vec<String>,
    /// What differs in the contents, once compared; or why they cannot be.
    pub compared: Option<Result<Arc<Diff>, String>>,
    /// The first row shown.
    pub top: usize,
    /// The first column shown.
    pub left: u64,
    /// Rows of a text's difference that stand in the window.
    pub window: Vec<DiffRow>,
    /// Stops the comparing.
    pub watch: Watch,
}

impl Difference {
    /// Rows of a text's difference.
    #[must_use]
    pub fn rows(&self) -> usize {
        match &self.compared {
            Some(Ok(diff)) => match &**diff {
                Diff::Text(text) => text.len(),
                _ => 0,
            },
            _ => 0,
        }
    }
}

impl Drop for Difference {
    fn drop(&mut self) {
        self.watch.cancel();
    }
}
