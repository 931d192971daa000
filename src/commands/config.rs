//! `layerscope config`: the browser's settings in force, and where each comes from.

use super::{CommandError, Environment};
use crate::cli::{self, ReportFormat};
use crate::gate::Exit;
use crate::report::output::Output;
use crate::tui::settings::{Settings, look, told};

pub(super) fn run(options: &cli::Config, environment: &Environment) -> Result<Exit, CommandError> {
    let request = environment.settings(&options.look);
    let text = if options.path {
        // Also for files that cannot be read: it is then that one wants to know which they are.
        told::places(&look(&request)?)
    } else {
        let settings = Settings::load(&request)?;
        match options.format {
            ReportFormat::Json => told::json(&settings),
            _ => told::text(&settings),
        }
    };
    Output::print(text.as_bytes())?;
    Ok(Exit::Passed)
}
