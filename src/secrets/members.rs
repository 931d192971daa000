//! The members of an archive on their way to the detector. Each distinct one is scanned once, be it
//! met in this archive, in another, or as a file of a layer.

use std::sync::Arc;

use super::archives::{Archive, Members};
use super::detect::{Subject, Worker, is_binary};
use super::packages::Digests;
use super::pass::{Member, Scanning, Skipped};
use super::taking::{Found, Outcome, settled};

/// The member of an archive under way.
#[derive(Default)]
pub(super) struct Inner {
    pub(super) name: Option<Arc<[u8]>>,
    pub(super) held: Vec<u8>,
    pub(super) streamed: bool,
    pub(super) dropped: bool,
}

/// Takes the members of the archive at hand.
pub(super) struct MembersOf<'t, 'd> {
    pub(super) scanning: &'d Scanning<'d>,
    pub(super) worker: &'t mut (dyn Worker + 'd),
    pub(super) inner: &'t mut Inner,
    pub(super) found: &'t mut Vec<Found>,
    pub(super) members: &'t mut Vec<Member>,
    pub(super) skipped: &'t mut Skipped,
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

fn feed(worker: &mut dyn Worker, bytes: &[u8], inner: &Inner, found: &mut Vec<Found>) {
    worker.feed(bytes, &mut |hit| {
        let inner = inner.name.clone();
        found.push(Found { hit, inner });
    });
}
