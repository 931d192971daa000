//! Panics by request, for tests of how one leaves the terminal: in debug builds only.

use std::thread;

use crossbeam_channel::Sender;
use ratatui::crossterm::event::{Event, KeyCode};

use super::message::{Alarm, Message};

/// Where the environment says `LAYERSCOPE_PANIC=screen` or `thread`, the key `!` lets this thread
/// panic, or another.
#[expect(clippy::panic, reason = "it is what is asked for")]
pub(super) fn panic_if_asked(event: &Event, sender: &Sender<Message>) {
    if event
        .as_key_press_event()
        .is_none_or(|key| key.code != KeyCode::Char('!'))
    {
        return;
    }
    match std::env::var("LAYERSCOPE_PANIC").as_deref() {
        Ok("screen") => panic!("asked to, on the screen's thread"),
        Ok("thread") => {
            let sender = sender.clone();
            thread::spawn(move || {
                let _alarm = Alarm(sender);
                panic!("asked to, on another thread")
            });
        }
        _ => {}
    }
}
