//! What an update wants done outside of the state: nothing but the run loop does it.

use super::jobs::Job;

/// Something to be done.
#[derive(Debug)]
pub enum Effect {
    /// End, with this exit code.
    Quit(u8),
    /// Give the terminal back and stop until the shell continues the program.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// Put this into the clipboard.
    Copy(Vec<u8>),
    /// Work off the terminal's thread; it replaces what its slot was doing.
    Job(Job),
    /// Leave this image and open another of the same source.
    Switch(usize),
}
