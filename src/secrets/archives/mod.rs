//! Archives that lie inside a layer, opened one level deep while their bytes pass.
//!
//! zip (jar, war, wheel, nupkg), tar, and gzip around a tar or a single file. All are read as
//! bytes arrive, so a fat jar of 100 MB is looked into with the same memory as a small one: a zip
//! by its local headers, its central directory is never asked. That differs from what an unpacker
//! would show in a zip with members cut out of its directory; for a search of secrets more is
//! right. What lies in an archive inside an archive is scanned as bytes, not opened.

mod gunzip;
mod untar;
mod unzip;

use crate::limits::Limits;
use gunzip::Gunzip;
use untar::Untar;
use unzip::Unzip;

/// Bytes of an archive whose ratio is not held against it.
const FREE: u64 = 16 << 20;

/// Takes the members of an archive.
pub(super) trait Members {
    /// A regular file begins.
    fn begin(&mut self, name: &[u8]);
    /// Its next bytes.
    fn data(&mut self, bytes: &[u8]);
    /// It is complete, or broke off: what there is of it has come.
    fn end(&mut self);
}

/// Why an archive was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// More members, bytes or compression than the limits allow.
    Limit,
    /// It is damaged, encrypted, or packed in a way that is not known here.
    Unreadable,
}

/// What an archive may still give out.
#[derive(Debug)]
struct Budget {
    members: usize,
    bytes: u64,
    ratio: u64,
    taken: u64,
    given: u64,
}

impl Budget {
    fn new(limits: &Limits) -> Budget {
        Budget {
            members: limits.inner_members,
            bytes: limits.inner_bytes,
            ratio: limits.inner_ratio,
            taken: 0,
            given: 0,
        }
    }

    fn member(&mut self) -> Result<(), Stop> {
        self.members = self.members.checked_sub(1).ok_or(Stop::Limit)?;
        Ok(())
    }

    fn give(&mut self, bytes: usize) -> Result<(), Stop> {
        self.given += bytes as u64;
        let most = FREE.saturating_add(self.taken.saturating_mul(self.ratio));
        match self.given > self.bytes.min(most) {
            true => Err(Stop::Limit),
            false => Ok(()),
        }
    }
}

/// An archive under way.
pub(super) struct Archive {
    budget: Budget,
    form: Form,
    stopped: Option<Stop>,
}

enum Form {
    Zip(Unzip),
    Tar(Untar),
    Gzip(Box<Gunzip>),
}

impl Archive {
    /// What these first bytes begin (all there are, or at least 512), if it is an archive. `name`
    /// is the archive's own, for what is inside a gzip.
    pub(super) fn sniff(head: &[u8], name: &[u8], limits: &Limits) -> Option<Archive> {
        let form = match head {
            [b'P', b'K', 3, 4, ..] => Form::Zip(Unzip::default()),
            [0x1f, 0x8b, 8, ..] => Form::Gzip(Box::new(Gunzip::new(name, limits))),
            _ if untar::is_tar(head) => Form::Tar(Untar::new(limits)),
            _ => return None,
        };
        Some(Archive {
            budget: Budget::new(limits),
            form,
            stopped: None,
        })
    }

    /// Takes the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8], members: &mut dyn Members) {
        if self.stopped.is_some() {
            return;
        }
        self.budget.taken += bytes.len() as u64;
        let budget = &mut self.budget;
        let pushed = match &mut self.form {
            Form::Zip(zip) => zip.push(bytes, budget, members),
            Form::Tar(tar) => tar.push(bytes, budget, members),
            Form::Gzip(gzip) => gzip.push(bytes, budget, members),
        };
        self.stopped = pushed.err();
    }

    /// The bytes have ended: a member that is under way ends with them. Says why not all members
    /// were given out, where that is so.
    pub(super) fn finish(mut self, members: &mut dyn Members) -> Option<Stop> {
        let finished = match &mut self.form {
            Form::Zip(zip) => zip.finish(members),
            Form::Tar(tar) => tar.finish(members),
            Form::Gzip(gzip) => gzip.finish(self.stopped, &mut self.budget, members),
        };
        self.stopped.or(finished.err())
    }
}

/// Takes up to `left` bytes off the front.
fn step<'a>(bytes: &mut &'a [u8], left: &mut u64) -> &'a [u8] {
    let n = usize::try_from(*left)
        .unwrap_or(usize::MAX)
        .min(bytes.len());
    let (taken, rest) = bytes.split_at(n);
    *bytes = rest;
    *left -= n as u64;
    taken
}

#[cfg(test)]
mod tests;
