//! The layerscope binary: parse, run, and the one place that turns a result into an exit code.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use layerscope::cli;
use layerscope::commands::{self, Environment, Unfinished};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

fn main() -> ExitCode {
    let interrupted = Arc::new(AtomicBool::new(false));
    let unfinished = Unfinished::default();
    let environment = Environment::of_process(interrupted.clone(), unfinished.clone());
    watch_signals(interrupted, unfinished, environment.browsing.clone());
    let invocation = match cli::parse(std::env::args_os(), std::env::var_os("CI").as_deref()) {
        Ok(invocation) => invocation,
        Err(usage) => {
            // A closed pipe wants neither help nor blame.
            let _ = match usage.use_stderr() {
                true => write!(io::stderr().lock(), "{}", cli::misuse(&usage)),
                false => usage.print(),
            };
            return ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2));
        }
    };
    let exit = commands::run(&invocation, &environment).unwrap_or_else(|error| {
        let _ = writeln!(io::stderr().lock(), "layerscope: {error}");
        error.exit()
    });
    ExitCode::from(exit.code())
}

/// Ends the process on Ctrl-C and SIGTERM with the codes that a shell gives, once the line of
/// progress is wiped. Nothing is left behind: a report being written is removed, and what was
/// spooled has no name.
fn watch_signals(interrupted: Arc<AtomicBool>, unfinished: Unfinished, browsing: Arc<AtomicBool>) {
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
        return;
    };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            // The browser gives the terminal back before it ends.
            if browsing.load(Ordering::Relaxed) {
                continue;
            }
            interrupted.store(true, Ordering::Relaxed);
            unfinished.remove();
            let stderr = io::stderr();
            if io::IsTerminal::is_terminal(&stderr) {
                let _ = write!(stderr.lock(), "\r\x1b[K");
            }
            std::process::exit(128 + signal);
        }
    });
}
