//! Why there is no image to look at: one sentence each, ready to be shown.

use super::Other;

/// What went wrong between what the user typed and an image. Each message is complete: which
/// file, which blob, what is wrong, what to do; names from the image are escaped.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SourceError {
    /// What was typed cannot be a reference.
    #[error("{0}")]
    Reference(String),
    /// A file cannot be opened or read, or does not exist.
    #[error("{0}")]
    Unreadable(String),
    /// It can be read, but it is no image, or one that cannot be used.
    #[error("{0}")]
    NotAnImage(String),
    /// A limit of [`crate::limits::Limits`] is exceeded.
    #[error("{0}")]
    Limit(String),
    /// There are several images or platforms and nothing says which.
    #[error("{message}")]
    Choice {
        /// The sentence, followed by one line for each choice.
        message: String,
        /// The choices.
        others: Vec<Other>,
    },
    /// docker or podman could not deliver the image.
    #[error("{0}")]
    Engine(String),
    /// The temporary directory has no room.
    #[error("{0}")]
    NoSpace(String),
    /// [`super::OpenOptions::interrupted`] was set.
    #[error("interrupted")]
    Interrupted,
}

impl SourceError {
    /// True when the user stopped it: exit code 130 instead of 2.
    #[must_use]
    pub fn is_interrupt(&self) -> bool {
        matches!(self, SourceError::Interrupted)
    }

    pub(super) fn not_an_image(name: &str, what: impl std::fmt::Display) -> SourceError {
        SourceError::NotAnImage(format!("{name}: {what}"))
    }

    pub(super) fn unreadable(name: &str, error: impl std::fmt::Display) -> SourceError {
        SourceError::Unreadable(format!("{name}: cannot be read: {error}"))
    }
}
