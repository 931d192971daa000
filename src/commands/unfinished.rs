//! Files that stand beside those they will replace: removed when the process is ended early.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::report::output::{Output, OutputError};

/// The temporary files of this run. A clone knows the same files, so that whoever ends the process
/// on a signal can remove them.
#[derive(Debug, Clone, Default)]
pub struct Unfinished(Arc<Mutex<Vec<PathBuf>>>);

impl Unfinished {
    /// [`Output::create`], remembered.
    pub(super) fn create(&self, path: Option<&Path>) -> Result<Output, OutputError> {
        let output = Output::create(path)?;
        if let Output::File { file, .. } = &output {
            let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            files.push(file.get_ref().path().to_owned());
        }
        Ok(output)
    }

    /// Removes what is still there. What has taken its place is out of reach: its name has changed.
    pub fn remove(&self) {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for file in &*files {
            let _ = std::fs::remove_file(file);
        }
    }
}
