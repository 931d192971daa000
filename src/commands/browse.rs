//! `layerscope IMAGE` and `layerscope demo` on a terminal: the browser.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{CommandError, Environment, cache, check, secrets};
use crate::cli::{self, ReportFormat};
use crate::gate::{Exit, Policy};
use crate::source::{self, OpenOptions};
use crate::text::escape_bytes;
use crate::tui::settings::{Flags, Settings};
use crate::tui::{Browser, Judge, Origin, Reading, browse};

/// True when the image is to be browsed: on a terminal, and nothing else was asked for.
pub(super) fn wanted(options: &cli::Open) -> bool {
    options.json.is_none() && on_terminal()
}

/// The same for the demo: a report was not asked for.
pub(super) fn demo_wanted(options: &cli::Demo) -> bool {
    options.output.is_none() && options.format == ReportFormat::Text && on_terminal()
}

fn on_terminal() -> bool {
    io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// `layerscope IMAGE`.
pub(super) fn run(options: &cli::Open, environment: &Environment) -> Result<Exit, CommandError> {
    let choice = &options.image;
    let reference = source::parse_reference(&choice.reference, choice.source.as_deref())?;
    let reading = Reading {
        origin: Origin::Reference(reference),
        open: OpenOptions {
            image: choice.image.clone(),
            platform: choice.platform.clone(),
            limits: choice.limits,
            ..OpenOptions::default()
        },
        verify: options.measuring.verify,
        base: options.measuring.base_layers,
        cache: cache::open(
            choice,
            &options.look,
            !options.measuring.verify,
            environment,
        )
        .map(Arc::new),
    };
    let name = escape_bytes(choice.reference.as_encoded_bytes()).into_owned();
    let (judge, note) = judge(options, environment)?;
    let shown = Shown {
        name,
        reading,
        judge,
        note,
        revealed: options.measuring.show_secrets,
    };
    open(shown, &options.look, environment)
}

/// `layerscope demo`.
pub(super) fn demo(options: &cli::Demo, environment: &Environment) -> Result<Exit, CommandError> {
    let reading = Reading {
        origin: Origin::Demo,
        open: OpenOptions::default(),
        verify: options.measuring.verify,
        base: options.measuring.base_layers,
        cache: None,
    };
    let shown = Shown {
        name: "demo".into(),
        reading,
        judge: Judge::default(),
        note: None,
        revealed: options.measuring.show_secrets,
    };
    open(shown, &options.look, environment)
}

/// What is looked for and what of it matters. A policy that nobody asked for and that cannot be used
/// is no reason not to browse.
fn judge(
    options: &cli::Open,
    environment: &Environment,
) -> Result<(Judge, Option<String>), CommandError> {
    let asked = options.policy.config.is_some() || options.policy.ci_config.is_some();
    let limits = &options.image.limits;
    let (policy, note) = match check::policy(&options.policy, limits, environment) {
        Ok((policy, _)) => (policy, None),
        Err(error) if asked => return Err(error),
        Err(error) => (
            Policy::default(),
            Some(format!("{error}; no secret is ignored")),
        ),
    };
    let baseline = options.baseline.as_deref();
    let baseline = baseline.map(|path| secrets::baseline(path, limits));
    let judge = Judge {
        detect: secrets::detect_options(&options.looking),
        policy,
        baseline: baseline.transpose()?,
        today: secrets::day(secrets::now()),
    };
    Ok((judge, note))
}

/// What the browser is opened for.
struct Shown {
    name: String,
    reading: Reading,
    judge: Judge,
    note: Option<String>,
    revealed: bool,
}

fn open(shown: Shown, look: &Flags, environment: &Environment) -> Result<Exit, CommandError> {
    let settings = Settings::load(&environment.settings(look))?;
    let mut start = settings.start();
    start.limits = shown.reading.open.limits;
    let browser = Browser {
        name: shown.name,
        reading: shown.reading,
        keymap: settings.keymap.clone(),
        theme: settings.theme(),
        glyphs: settings.glyphs(),
        mouse: settings.mouse(),
        start,
        frames: (environment.variable)("LAYERSCOPE_FRAMES").map(PathBuf::from),
        note: settings.note().or(shown.note),
        judge: Arc::new(shown.judge),
        revealed: shown.revealed,
    };
    let _browsing = Browsing::start(&environment.browsing);
    let code = browse(&browser)?;
    Ok(Exit::of_browser(code))
}

/// Says that the browser has the terminal, as long as it has.
struct Browsing<'a>(&'a AtomicBool);

impl<'a> Browsing<'a> {
    fn start(flag: &'a AtomicBool) -> Browsing<'a> {
        flag.store(true, Ordering::Relaxed);
        Browsing(flag)
    }
}

impl Drop for Browsing<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
