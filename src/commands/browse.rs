//! `layerscope IMAGE` and `layerscope demo` on a terminal: the browser.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{CommandError, Environment, cache};
use crate::cli::{self, ReportFormat};
use crate::gate::Exit;
use crate::limits::Limits;
use crate::source::{self, OpenOptions};
use crate::text::escape_bytes;
use crate::tui::settings::{Flags, Settings};
use crate::tui::{Browser, Origin, Reading, browse};

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
            limits: Limits::default(),
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
    open(name, reading, &options.look, environment)
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
    open("demo".into(), reading, &options.look, environment)
}

fn open(
    name: String,
    reading: Reading,
    look: &Flags,
    environment: &Environment,
) -> Result<Exit, CommandError> {
    let settings = Settings::load(&environment.settings(look))?;
    let browser = Browser {
        name,
        reading,
        keymap: settings.keymap.clone(),
        theme: settings.theme(),
        glyphs: settings.glyphs(),
        mouse: settings.mouse(),
        start: settings.start(),
        frames: (environment.variable)("LAYERSCOPE_FRAMES").map(PathBuf::from),
        note: settings.note(),
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
