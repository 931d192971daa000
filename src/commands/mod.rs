//! Each command from its options to an exit code: what the binary does, callable.
//!
//! Prints results to standard output or a file, everything else to standard error, and never
//! ends the process.

mod browse;
mod cache;
mod cat;
mod check;
mod config;
mod examine;
mod limits;
mod ls;
mod mask;
mod pages;
mod path;
mod platforms;
mod progress;
mod report;
mod secrets;
mod unfinished;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use etcetera::base_strategy::{BaseStrategy, Xdg};

pub use unfinished::Unfinished;

use crate::cache::CacheError;
use crate::cli::Invocation;
use crate::gate::{Exit, PolicyError};
use crate::report::output::OutputError;
use crate::source::SourceError;
use crate::tui::BrowserError;
use crate::tui::settings::{Flags, Request, SettingsError};

/// What the commands need to know of the process they run in.
pub struct Environment {
    /// Set from outside to stop.
    pub interrupted: Arc<AtomicBool>,
    /// What has to be removed when the process is ended early.
    pub unfinished: Unfinished,
    /// Answers for environment variables.
    pub variable: fn(&str) -> Option<OsString>,
    /// Where policy files are looked for.
    pub folder: PathBuf,
    /// The user's folder of config files.
    pub config: Option<PathBuf>,
    /// The folder of the cache.
    pub cache: Option<PathBuf>,
    /// The user's home.
    pub home: Option<PathBuf>,
    /// Progress may be drawn on standard error.
    pub progress: bool,
    /// Cells of a line of text output.
    pub width: usize,
    /// Set while the browser has the terminal: it gives it back itself when a signal comes.
    pub browsing: Arc<AtomicBool>,
}

impl Environment {
    /// The environment of this process. Progress is drawn on a terminal outside of CI.
    #[must_use]
    pub fn of_process(interrupted: Arc<AtomicBool>, unfinished: Unfinished) -> Environment {
        let ci = std::env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false");
        let columns = std::env::var("COLUMNS")
            .ok()
            .and_then(|columns| columns.parse().ok());
        let strategy = Xdg::new().ok();
        Environment {
            interrupted,
            unfinished,
            variable: |name| std::env::var_os(name),
            folder: PathBuf::from("."),
            config: strategy.as_ref().map(BaseStrategy::config_dir),
            cache: cache::folder(strategy.as_ref().map(BaseStrategy::cache_dir)),
            home: strategy.map(|strategy| strategy.home_dir().to_owned()),
            progress: io::stderr().is_terminal() && !ci,
            width: columns.unwrap_or(80).clamp(40, 200),
            browsing: Arc::default(),
        }
    }

    /// What the browser's settings are made of.
    fn settings<'a>(&'a self, flags: &'a Flags) -> Request<'a> {
        Request {
            flags,
            variable: &self.variable,
            config: self.config.as_deref(),
            home: self.home.as_deref(),
            folder: &self.folder,
        }
    }
}

/// Why a command ended without a result; each is one sentence for people.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The image cannot be opened.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The policy cannot be used.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The browser's settings cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The result cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The cache cannot be used, where it was asked for.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// The browser cannot be opened, or had to end.
    #[error(transparent)]
    Browser(#[from] BrowserError),
    /// Something asked for is not there.
    #[error("{0}")]
    Wrong(String),
}

impl CommandError {
    /// The exit code that says so.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            CommandError::Source(error) if error.is_interrupt() => Exit::Interrupted,
            _ => Exit::Unreadable,
        }
    }
}

/// Runs a command.
///
/// # Errors
/// When it ends without a result; a result that says FAIL is none of them.
pub fn run(invocation: &Invocation, environment: &Environment) -> Result<Exit, CommandError> {
    match invocation {
        Invocation::Open(options) if browse::wanted(options) => browse::run(options, environment),
        Invocation::Open(options) => report::open(options, environment),
        Invocation::Report(options) => report::report(options, environment),
        Invocation::Demo(options) if browse::demo_wanted(options) => {
            browse::demo(options, environment)
        }
        Invocation::Demo(options) => report::demo(options, environment),
        Invocation::Check(options) => check::run(options, environment),
        Invocation::Ls(options) => ls::run(options, environment),
        Invocation::Cat(options) => cat::run(options, environment),
        Invocation::Config(options) => config::run(options, environment),
        Invocation::Limits(limits) => limits::run(limits),
        Invocation::Cache(options) => cache::run(options, environment),
        Invocation::Man => pages::man(),
        Invocation::Completions(shell) => pages::completions(*shell),
        Invocation::Secrets(options) => secrets::run(options, environment),
        Invocation::Schema(which) => report::schema(*which),
    }
}

/// A line on standard error; that it cannot be written there is nobody's loss.
fn note(quiet: bool, line: &str) {
    if !quiet {
        let _ = writeln!(io::stderr().lock(), "{line}");
    }
}
