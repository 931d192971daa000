//! How long a user waits for each frame, measured where it happens.
//!
//! For those who work on the browser: nothing is measured unless the caller names a file for it,
//! and the file is written when the browser has ended.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::message::{Load, Message};

/// So many frames are kept; a day of browsing has fewer, and memory is bounded.
const MOST: usize = 1 << 20;

/// The frames of one run of the browser.
pub(super) struct Frames {
    path: Option<PathBuf>,
    taken: Vec<(Duration, String)>,
    begun: Option<(Instant, String)>,
}

impl Frames {
    /// Frames that are appended to this file in the end: a line each, with the microseconds from
    /// the arrival of the first event that the frame answers to the end of the drawing, a tab, and
    /// that event. Nothing is kept without a file.
    pub(super) fn new(path: Option<PathBuf>) -> Frames {
        Frames {
            path,
            taken: Vec::new(),
            begun: None,
        }
    }

    /// Something came that a frame will answer.
    pub(super) fn begin(&mut self, message: &Message) {
        if self.path.is_some() && self.begun.is_none() {
            let at = match message {
                Message::Input(_, at) => *at,
                _ => Instant::now(),
            };
            self.begun = Some((at, what(message)));
        }
    }

    /// The frame is drawn.
    pub(super) fn end(&mut self) {
        if let Some((at, what)) = self.begun.take()
            && self.taken.len() < MOST
        {
            self.taken.push((at.elapsed(), what));
        }
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        let Some(path) = &self.path else {
            return;
        };
        let mut text = String::new();
        for (spent, what) in &self.taken {
            let _ = writeln!(text, "{}\t{what}", spent.as_micros());
        }
        // A measurement that cannot be written is missed by the one who asked for it.
        if let Ok(mut file) = OpenOptions::new().append(true).create(true).open(path) {
            let _ = file.write_all(text.as_bytes());
        }
    }
}

/// The event, in a few words of one line.
fn what(message: &Message) -> String {
    match message {
        Message::Input(event, _) => format!("{event:?}"),
        Message::Load(_, load) => match load {
            Load::Spooled(_) => "stored some",
            Load::Opened(..) => "opened",
            Load::Failed(_) => "failed",
            Load::Read { .. } => "read some",
            Load::Layer(_) => "a layer",
            Load::Tree(..) => "a tree",
            Load::Listed(_) => "all layers",
            Load::Verified(_) => "a layer verified",
            Load::Finished(_) => "all is read",
        }
        .to_owned(),
        Message::Job(done) => format!("job {}", done.name()),
        other => format!("{other:?}"),
    }
}
