//! How far reading has come, on one line of standard error.
//!
//! A thread draws ten times a second while there is something to draw on; where there is not,
//! counting is all that happens.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{RecvTimeoutError, Sender, bounded};

use crate::layer::Progress;
use crate::text::size;

/// Bytes and layers read so far.
#[derive(Default)]
pub(super) struct Counts {
    read: AtomicU64,
    layers: AtomicUsize,
}

impl Progress for Counts {
    fn read(&self, bytes: u64) {
        self.read.fetch_add(bytes, Ordering::Relaxed);
    }

    fn layer_done(&self) {
        self.layers.fetch_add(1, Ordering::Relaxed);
    }
}

/// Draws until it is dropped, and wipes its line then.
pub(super) struct Drawing(Option<(Sender<()>, JoinHandle<()>)>);

impl Drawing {
    /// Draws what `line` says, after a moment in which short work may end unseen.
    pub(super) fn start(wanted: bool, line: impl Fn() -> String + Send + 'static) -> Drawing {
        if !wanted {
            return Drawing(None);
        }
        let (stop, stopped) = bounded::<()>(0);
        let drawer = thread::spawn(move || {
            let mut wait = Duration::from_millis(300);
            let mut drawn = false;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let _ = write!(io::stderr().lock(), "\r\x1b[K{}", line());
                (wait, drawn) = (Duration::from_millis(100), true);
            }
            if drawn {
                let _ = write!(io::stderr().lock(), "\r\x1b[K");
            }
        });
        Drawing(Some((stop, drawer)))
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        if let Some((stop, drawer)) = self.0.take() {
            drop(stop);
            let _ = drawer.join();
        }
    }
}

/// Bytes done, layers done, time left.
pub(super) fn of_layers(counts: Arc<Counts>, bytes: u64, layers: usize) -> impl Fn() -> String {
    let start = Instant::now();
    move || {
        let read = counts.read.load(Ordering::Relaxed).min(bytes);
        let done = counts.layers.load(Ordering::Relaxed);
        let percent = read.saturating_mul(100).checked_div(bytes).unwrap_or(100);
        let left = match start.elapsed().as_secs_f64() {
            spent if spent > 1.0 && read > 0 => {
                let left = spent * (bytes - read) as f64 / read as f64;
                format!(", {left:.0} s left")
            }
            _ => String::new(),
        };
        let (read, bytes) = (size(read), size(bytes));
        format!("{percent:>3} %  {read} of {bytes}, {done} of {layers} layers{left}")
    }
}
