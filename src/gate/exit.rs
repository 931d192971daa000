//! The exit codes, in one place.

use super::verdicts::{Outcome, Verdict};

/// How a run ended, for the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; where rules ran, every rule passed.
    Passed,
    /// A rule failed; a digest or size that does not match is one.
    Failed,
    /// Something could not be read to its end, or the command was misused. Beats [`Exit::Failed`]:
    /// a verdict on a part of an image is none.
    Unreadable,
    /// Interrupted from the keyboard (128 + SIGINT, as shells count).
    Interrupted,
    /// The browser was ended by a signal: 128 and its number, as shells count.
    Signal(u8),
}

impl Exit {
    /// Every code with its meaning, for `--help`.
    pub const TABLE: [(Exit, &'static str); 4] = [
        (Exit::Passed, "done; where rules ran, all passed"),
        (
            Exit::Failed,
            "a rule failed (a digest that does not match is one)",
        ),
        (
            Exit::Unreadable,
            "not readable to the end, or wrong usage (2 beats 1)",
        ),
        (Exit::Interrupted, "interrupted (143 when terminated)"),
    ];

    /// The number that the process exits with.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Exit::Passed => 0,
            Exit::Failed => 1,
            Exit::Unreadable => 2,
            Exit::Interrupted => 130,
            Exit::Signal(code) => code,
        }
    }

    /// How the browser ended: 0, or what a signal makes of it.
    #[must_use]
    pub fn of_browser(code: u8) -> Exit {
        match code {
            0 => Exit::Passed,
            code => Exit::Signal(code),
        }
    }

    /// What follows from the verdicts, and from whether the image could be read to its end.
    #[must_use]
    pub fn of(verdicts: &[Verdict], incomplete: bool) -> Exit {
        if incomplete {
            return Exit::Unreadable;
        }
        let failed = verdicts
            .iter()
            .any(|verdict| verdict.outcome == Outcome::Fail);
        if failed { Exit::Failed } else { Exit::Passed }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> std::process::ExitCode {
        exit.code().into()
    }
}
