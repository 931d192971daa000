//! One content on its way to the detector: whole while it is small, in stretches when it is not,
//! and as its members when it is an archive.

use std::sync::Arc;

use super::Hit;
use super::archives::{Archive, Members, Stop};
use super::detect::{Subject, Worker, is_binary};
use super::merge::merge;
use super::packages::Digests;
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

/// The member of an archive under way.
#[derive(Default)]
struct Inner {
    name: Option<Arc<[u8]>>,
    held: Vec<u8>,
    streamed: bool,
    dropped: bool,
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

/// Takes the members of the archive at hand.
struct MembersOf<'t, 'd> {
    scanning: &'d Scanning<'d>,
    worker: &'t mut (dyn Worker + 'd),
    inner: &'t mut Inner,
    found: &'t mut Vec<Found>,
    members: &'t mut Vec<Member>,
    skipped: &'t mut Skipped,
}

impl Members for MembersOf<'_, '_> {
    fn begin(&mut self, name: &[u8]) {
        let name = match name {
            [b'/', ..] => name.into(),
            _ => [b"/", name].concat().into(),
        };
        self.inner.held.clear();
        (self.inner.streamed, self.inner.dropped) = (false, false);
        self.inner.name = Some(name);
    }

    fn data(&mut self, bytes: &[u8]) {
        let inner = &mut *self.inner;
        if inner.dropped {
            return;
        }
        if !inner.streamed {
            if inner.held.len() + bytes.len() <= self.scanning.limits.scan_bytes {
                inner.held.extend_from_slice(bytes);
                return;
            }
            let binary = is_binary(&inner.held);
            if binary && !self.scanning.options.binaries {
                (inner.dropped, inner.held) = (true, Vec::new());
                self.skipped.binaries += 1;
                return;
            }
            inner.streamed = true;
            self.worker.stream(binary);
            let held = std::mem::take(&mut inner.held);
            feed(self.worker, &held, inner, self.found);
        }
        feed(self.worker, bytes, self.inner, self.found);
    }

    fn end(&mut self) {
        let Some(name) = self.inner.name.clone() else {
            return;
        };
        if self.inner.streamed {
            let found = &mut *self.found;
            return self.worker.finish(&mut |hit| {
                let inner = Some(name.clone());
                found.push(Found { hit, inner });
            });
        }
        let binary = is_binary(&self.inner.held);
        if self.inner.dropped || (binary && !self.scanning.options.binaries) {
            self.skipped.binaries += u64::from(!self.inner.dropped);
            return;
        }
        self.small(name, binary);
    }
}

impl MembersOf<'_, '_> {
    /// A member that is there as a whole: scanned unless its bytes were met elsewhere, be it as a
    /// file of a layer or in another archive.
    fn small(&mut self, name: Arc<[u8]>, binary: bool) {
        let bytes = &self.inner.held[..];
        let nested = Archive::sniff(bytes, &name, self.scanning.limits).is_some();
        self.skipped.nested += u64::from(nested);
        let mut kind = self.scanning.detect.kind(&name);
        if nested {
            kind |= UNOPENED;
        }
        let key = (*blake3::hash(bytes).as_bytes(), kind);
        if self.scanning.claim(key) {
            let mut found = Vec::new();
            let path = &name[..];
            let subject = Subject {
                path,
                bytes,
                binary,
            };
            self.worker
                .scan(&subject, &mut |hit| found.push(Found { hit, inner: None }));
            let found = settled(found, self.scanning, self.skipped);
            if found.is_empty() {
                return;
            }
            let members = Vec::new();
            self.scanning
                .keep(key, Outcome { found, members }, || Some(Digests::of(bytes)));
        }
        self.members.push((name, key));
    }
}

/// Marks the kind of an archive that was not opened, since it lies in another: the same bytes as a
/// file of a layer hold more.
const UNOPENED: u16 = 1 << 15;

/// What is kept of all that was told of one content.
fn settled(mut found: Vec<Found>, scanning: &Scanning<'_>, skipped: &mut Skipped) -> Vec<Found> {
    merge(&mut found);
    let most = scanning.limits.content_hits;
    skipped.hits += found.len().saturating_sub(most) as u64;
    found.truncate(most);
    found
}

fn feed(worker: &mut dyn Worker, bytes: &[u8], inner: &Inner, found: &mut Vec<Found>) {
    worker.feed(bytes, &mut |hit| {
        let inner = inner.name.clone();
        found.push(Found { hit, inner });
    });
}
