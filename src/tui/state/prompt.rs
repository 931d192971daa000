//! A line being typed, or a question being asked.

use super::super::line_edit::LineEdit;
use super::super::place::Place;

/// What a typed line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// Which paths to show; taken at every key.
    Filter,
    /// What to search for; taken at every key.
    Search,
    /// What to search for in contents.
    SearchContents,
    /// A path, a layer or a range.
    GoTo,
    /// Where to write.
    ExtractTo,
}

/// A question with yes and no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The question.
    pub question: String,
}

/// The bottom line, while the user has to say something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prompt {
    /// A line being typed.
    Line {
        /// What for.
        asking: Asking,
        /// The line.
        line: LineEdit,
        /// What is wrong with it, as it stands.
        wrong: Option<String>,
    },
    /// Yes or no.
    Question(Ask),
}

impl Prompt {
    /// An empty line.
    #[must_use]
    pub fn line(asking: Asking, text: &str) -> Prompt {
        Prompt::Line {
            asking,
            line: LineEdit::new(text),
            wrong: None,
        }
    }

    /// Where its keys are found.
    #[must_use]
    pub fn place(&self) -> Place {
        match self {
            Prompt::Line { .. } => Place::Prompt,
            Prompt::Question(_) => Place::Question,
        }
    }
}

impl Asking {
    /// True for what is looked for as text, glob or regular expression.
    #[must_use]
    pub fn is_pattern(self) -> bool {
        matches!(
            self,
            Asking::Filter | Asking::Search | Asking::SearchContents
        )
    }

    /// True for what is taken at every key, before the line is complete.
    #[must_use]
    pub fn is_live(self) -> bool {
        matches!(self, Asking::Filter | Asking::Search)
    }

    /// What stands before the line.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Asking::Filter => "filter",
            Asking::Search | Asking::SearchContents => "search",
            Asking::GoTo => "go to",
            Asking::ExtractTo => "extract to",
        }
    }
}
