//! `layerscope man` and `layerscope completions`: made from the command line's own definition.

use super::CommandError;
use crate::cli::{self, Shell};
use crate::gate::Exit;
use crate::report::output::Output;

/// `layerscope man`.
pub(super) fn man() -> Result<Exit, CommandError> {
    Output::print(cli::man().as_bytes())?;
    Ok(Exit::Passed)
}

/// `layerscope completions SHELL`.
pub(super) fn completions(shell: Shell) -> Result<Exit, CommandError> {
    Output::print(&cli::completions(shell))?;
    Ok(Exit::Passed)
}
