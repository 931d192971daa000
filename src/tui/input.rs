//! Keys and signals, each on a thread of its own that blocks until there is something.

use std::thread;
use std::time::Instant;

use crossbeam_channel::Sender;
use ratatui::crossterm::event::{self, Event, KeyEventKind};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;

use super::message::Message;

/// Reads the terminal until it is closed, or nobody listens.
pub(super) fn read_terminal(sender: Sender<Message>) {
    thread::spawn(move || {
        loop {
            let message = match event::read() {
                Ok(Event::Key(key)) if key.kind == KeyEventKind::Release => continue,
                Ok(event) => Message::Input(event, Instant::now()),
                Err(_) => Message::Closed,
            };
            let closed = matches!(message, Message::Closed);
            if sender.send(message).is_err() || closed {
                return;
            }
        }
    });
}

/// Turns signals into messages: an orderly end with the code that a shell gives (128 and the
/// signal), a stop as if Ctrl-Z had been typed, and the return from it.
///
/// # Errors
/// When the signals cannot be taken.
pub(super) fn watch_signals(sender: Sender<Message>) -> std::io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            let message = match signal {
                SIGCONT => Message::Continued,
                SIGTSTP => Message::Stop,
                signal => Message::End(u8::try_from(128 + signal).unwrap_or(u8::MAX)),
            };
            if sender.send(message).is_err() {
                return;
            }
        }
    });
    Ok(())
}
