//! One content on its way to the detector: whole while it is small, in stretches when it is not,
//! and as its members when it is an archive.

use std::sync::Arc;

use super::Hit;
use super::archives::{Archive, Stop};
use super::detect::{Subject, Worker, is_binary};
use super::members::{Inner, MembersOf};
use super::merge::merge;
use super::pass::{Member, Scanning, Skipped};

/// Bytes that tell what a large content is.
const HEAD: usize = 8 << 10;

/// One secret of a content, with where inside an archive it was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) hit: Hit,
    /// The path of the member, when the content is an archive.
    pub(super) inner: Option<Arc<[u8]>>,
}

/// What came of one content.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) found: Vec<Found>,
    /// Members whose contents were met elsewhere, or hold something of their own.
    pub(super) members: Vec<Member>,
}

/// Takes contents, one after the other, and gives what is found in each.
pub(super) struct Taking<'d> {
    scanning: &'d Scanning<'d>,
    worker: Box<dyn Worker + 'd>,
    path: Vec<u8>,
    held: Vec<u8>,
    way: Way,
    inner: Inner,
    found: Vec<Found>,
    members: Vec<Member>,
    skipped: Skipped,
}

/// How the content at hand is taken.
enum Way {
    /// Held until its end, or until it is too large.
    Held,
    /// Too large: scanned in stretches.
    Streamed,
    /// Too large, and opened.
    Opened(Box<Archive>),
    /// Too large, and not wanted.
    Dropped,
}

impl<'d> Taking<'d> {
    pub(super) fn new(scanning: &'d Scanning<'d>) -> Taking<'d> {
        Taking {
            scanning,
            worker: scanning.detect.worker(),
            path: Vec::new(),
            held: Vec::new(),
            way: Way::Held,
            inner: Inner::default(),
            found: Vec::new(),
            members: Vec::new(),
            skipped: Skipped::default(),
        }
    }

    /// A content begins; one that was under way is given up.
    pub(super) fn begin(&mut self, path: Vec<u8>) {
        self.path = path;
        self.held.clear();
        self.found.clear();
        self.members.clear();
        self.inner = Inner::default();
        self.way = Way::Held;
    }

    /// Its next bytes.
    pub(super) fn data(&mut self, bytes: &[u8]) {
        if matches!(self.way, Way::Held) {
            if self.held.len() + bytes.len() <= self.scanning.limits.scan_bytes {
                self.held.extend_from_slice(bytes);
                return;
            }
            self.outgrown(bytes);
        }
        self.pass(bytes);
    }

    /// Its end: what was found in it.
    pub(super) fn end(&mut self) -> Outcome {
        match std::mem::replace(&mut self.way, Way::Held) {
            Way::Held => {
                let held = std::mem::take(&mut self.held);
                self.small(&held);
                self.held = held;
            }
            Way::Streamed => {
                let found = &mut self.found;
                self.worker
                    .finish(&mut |hit| found.push(Found { hit, inner: None }));
            }
            Way::Opened(archive) => {
                let stop = archive.finish(&mut self.members());
                self.stopped(stop);
            }
            Way::Dropped => {}
        }
        self.settle()
    }

    /// A content that is there as a whole.
    pub(super) fn whole(&mut self, path: Vec<u8>, bytes: &[u8]) -> Outcome {
        self.begin(path);
        self.small(bytes);
        self.settle()
    }

    /// The content that ended last, where it was small enough to be held.
    pub(super) fn held(&self) -> Option<&[u8]> {
        (!self.held.is_empty()).then_some(&self.held)
    }

    /// What was left out so far.
    pub(super) fn skipped(&mut self) -> Skipped {
        self.skipped.readers += self.worker.cut();
        std::mem::take(&mut self.skipped)
    }

    fn settle(&mut self) -> Outcome {
        let found = settled(
            std::mem::take(&mut self.found),
            self.scanning,
            &mut self.skipped,
        );
        let members = std::mem::take(&mut self.members);
        Outcome { found, members }
    }

    fn small(&mut self, bytes: &[u8]) {
        if let Some(mut archive) = self.archive(bytes) {
            archive.push(bytes, &mut self.members());
            let stop = archive.finish(&mut self.members());
            self.stopped(stop);
            if stop.is_none() || self.inner.name.is_some() {
                return; // its own bytes are compressed, and say nothing
            }
        }
        let binary = is_binary(bytes);
        if binary && !self.scanning.options.binaries {
            self.skipped.binaries += 1;
            return;
        }
        let subject = Subject {
            path: &self.path,
            bytes,
            binary,
        };
        let found = &mut self.found;
        self.worker
            .scan(&subject, &mut |hit| found.push(Found { hit, inner: None }));
    }

    /// The content at hand is too large to be held: what has been held goes on its way.
    fn outgrown(&mut self, next: &[u8]) {
        let mut held = std::mem::take(&mut self.held);
        let missing = HEAD.saturating_sub(held.len()).min(next.len());
        let head = [&held[..held.len().min(HEAD)], &next[..missing]].concat();
        self.choose(&head);
        self.pass(&held);
        held.clear();
        self.held = held;
    }

    fn choose(&mut self, head: &[u8]) {
        self.way = match self.archive(head) {
            Some(archive) => Way::Opened(Box::new(archive)),
            None if is_binary(head) && !self.scanning.options.binaries => {
                self.skipped.binaries += 1;
                Way::Dropped
            }
            None => {
                self.skipped.streamed += 1;
                self.worker.stream(is_binary(head));
                Way::Streamed
            }
        };
    }

    fn archive(&self, head: &[u8]) -> Option<Archive> {
        Archive::sniff(head, &self.path, self.scanning.limits)
    }

    fn pass(&mut self, bytes: &[u8]) {
        match std::mem::replace(&mut self.way, Way::Held) {
            Way::Streamed => {
                let found = &mut self.found;
                self.worker
                    .feed(bytes, &mut |hit| found.push(Found { hit, inner: None }));
                self.way = Way::Streamed;
            }
            Way::Opened(mut archive) => {
                archive.push(bytes, &mut self.members());
                self.way = Way::Opened(archive);
            }
            way => self.way = way,
        }
        let most = self.scanning.limits.content_hits.saturating_mul(16);
        if self.found.len() > most {
            self.skipped.hits += (self.found.len() - most) as u64;
            self.found.truncate(most);
        }
    }

    fn members(&mut self) -> MembersOf<'_, 'd> {
        MembersOf {
            scanning: self.scanning,
            worker: &mut *self.worker,
            inner: &mut self.inner,
            found: &mut self.found,
            members: &mut self.members,
            skipped: &mut self.skipped,
        }
    }

    fn stopped(&mut self, stop: Option<Stop>) {
        match stop {
            Some(Stop::Limit) => self.skipped.archives_cut += 1,
            Some(Stop::Unreadable) => self.skipped.archives_unread += 1,
            None => {}
        }
    }
}

/// What is kept of all that was told of one content.
pub(super) fn settled(
    mut found: Vec<Found>,
    scanning: &Scanning<'_>,
    skipped: &mut Skipped,
) -> Vec<Found> {
    merge(&mut found);
    let most = scanning.limits.content_hits;
    skipped.hits += found.len().saturating_sub(most) as u64;
    found.truncate(most);
    found
}
