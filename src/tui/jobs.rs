//! Work that needs all paths, or a file's contents: off the terminal's thread, and given up as
//! soon as it is no longer wanted.
//!
//! Each kind of work has a slot; a new job of a slot cancels the one before. A job that was
//! cancelled says nothing, and a result that comes late is told by its generation.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, Sender, bounded};

use super::message::{Alarm, Message};
use super::scan::Found;
use super::state::{Picked, Sifted};
use crate::extract::{ExtractError, Extracted};
use crate::preview::{Diff, Mask, Match, Preview};
use crate::tree::{Matches, NodeId, Order, Range, RowCount, Sums};

/// How often the progress of a job is shown.
const TICK: Duration = Duration::from_millis(100);

/// Kinds of work that replace one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Change counts of the layers.
    Changes,
    /// Sums of directories.
    Sums,
    /// The order of rows.
    Order,
    /// What the filter matches.
    Filter,
    /// What the search matches.
    Search,
    /// The flat list of files.
    Flat,
    /// The number of rows.
    Count,
    /// All waste, put together.
    Waste,
    /// What filter and choice leave of the waste.
    SomeWaste,
    /// Which duplicates are shown, in which order.
    Duplicates,
    /// Contents, or the difference of two.
    Contents,
    /// The lines of contents, counted.
    Index,
    /// A search in contents.
    Find,
    /// Something taken out of the image.
    Extract,
    /// A scan for secrets.
    Secrets,
    /// Which secrets are shown, in which order.
    SomeSecrets,
}

/// What a job found.
#[derive(Debug)]
pub enum Outcome {
    /// Added, modified and removed paths of each layer.
    Changes(Vec<[u64; 3]>),
    /// Sums of the directories of a view.
    Sums(Range, Arc<Sums>),
    /// Another order of rows.
    Order(Arc<Order>),
    /// What the filter matches, and how many of it the view shows.
    Filtered(Arc<Matches>, usize),
    /// What the search matches, likewise.
    Searched(Arc<Matches>, usize),
    /// Files, largest first.
    Flat(Arc<Vec<NodeId>>),
    /// The rows, counted.
    Count(Arc<RowCount>),
    /// All waste, put together.
    Waste(Arc<Sifted>),
    /// What filter and choice leave of the waste.
    SomeWaste(Arc<Sifted>),
    /// Numbers of the duplicates that are shown, in order.
    Duplicates(Vec<u32>),
    /// Contents that can be read now, with what is to be masked of them, or why not.
    Contents(Result<(Arc<Preview>, Mask), String>),
    /// The lines of the contents are counted.
    Indexed,
    /// What a search in contents found.
    Found(Result<Option<Match>, String>),
    /// What differs, or why it cannot be told.
    Compared(Result<Arc<Diff>, String>),
    /// What was written, or why nothing.
    Extracted(Result<Extracted, ExtractError>),
    /// What a scan for secrets found, or why there is none.
    Secrets(Result<Arc<Found>, String>),
    /// What filter and choice leave of the secrets.
    SomeSecrets(Picked),
}

type Work = Box<dyn FnOnce(&AtomicBool) -> Option<Outcome> + Send>;

/// A piece of work.
pub struct Job {
    slot: Slot,
    work: Work,
    watched: bool,
}

/// A job's result.
#[derive(Debug)]
pub struct Done {
    slot: Slot,
    generation: u64,
    /// What it found.
    pub outcome: Outcome,
}

impl Done {
    /// The kind of work that is done.
    pub(super) fn name(&self) -> String {
        format!("{:?}", self.slot)
    }
}

impl Job {
    /// Work for a slot. It returns nothing once the flag that it is given is set.
    pub fn new(
        slot: Slot,
        work: impl FnOnce(&AtomicBool) -> Option<Outcome> + Send + 'static,
    ) -> Job {
        Job {
            slot,
            work: Box::new(work),
            watched: false,
        }
    }

    /// What it is.
    #[must_use]
    pub fn slot(&self) -> Slot {
        self.slot
    }

    /// Its progress is shown: frames are drawn while it lasts, a few a second.
    #[must_use]
    pub fn watched(self) -> Job {
        Job {
            watched: true,
            ..self
        }
    }

    /// Does the work here and now: for tests, and for measuring.
    #[must_use]
    pub fn run(self) -> Option<Outcome> {
        (self.work)(&AtomicBool::new(false))
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Job({:?})", self.slot)
    }
}

/// The jobs under way.
pub(super) struct Jobs {
    sender: Sender<Message>,
    running: HashMap<Slot, (u64, Arc<AtomicBool>)>,
    generation: u64,
}

impl Jobs {
    /// No job, results going to `sender`.
    pub(super) fn new(sender: Sender<Message>) -> Jobs {
        Jobs {
            sender,
            running: HashMap::new(),
            generation: 0,
        }
    }

    /// Starts a job; the one in its slot is given up.
    pub(super) fn start(&mut self, job: Job) {
        self.generation += 1;
        let (slot, generation) = (job.slot, self.generation);
        let cancelled = Arc::new(AtomicBool::new(false));
        if let Some((_, before)) = self.running.insert(slot, (generation, cancelled.clone())) {
            before.store(true, Ordering::Relaxed);
        }
        let sender = self.sender.clone();
        let ticking = job.watched.then(|| tick(self.sender.clone()));
        thread::spawn(move || {
            let _ticking = ticking;
            let _alarm = Alarm(sender.clone());
            if let Some(outcome) = (job.work)(&cancelled)
                && !cancelled.load(Ordering::Relaxed)
            {
                let _ = sender.send(Message::Job(Done {
                    slot,
                    generation,
                    outcome,
                }));
            }
        });
    }

    /// The outcome, if it is of the newest job of its slot.
    pub(super) fn take(&mut self, done: Done) -> Option<Outcome> {
        let newest = self.running.get(&done.slot)?.0 == done.generation;
        newest.then_some(done.outcome)
    }

    /// Gives up all jobs.
    pub(super) fn cancel_all(&mut self) {
        for (_, (_, cancelled)) in self.running.drain() {
            cancelled.store(true, Ordering::Relaxed);
        }
    }
}

/// Says ten times a second that something goes on, until what it returns is dropped.
fn tick(sender: Sender<Message>) -> Sender<()> {
    let (stop, stopped) = bounded(0);
    thread::spawn(move || {
        while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
            if sender.send(Message::Tick).is_err() {
                return;
            }
        }
    });
    stop
}
