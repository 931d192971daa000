//! gzip around a tar or a single file (RFC 1952; several members one after the other are one).

use std::io::Write;

use flate2::write::MultiGzDecoder;

use super::untar::{self, Untar};
use super::{Budget, Members, Stop};
use crate::limits::Limits;

/// Bytes decoded at a time: what comes of them, 1032 times as much at most, is held.
const STEP: usize = 1 << 10;
/// Plain bytes that are wanted before it can be told whether they are a tar.
const HEAD: usize = 512;

/// A gzip under way.
pub(super) struct Gunzip {
    decoder: MultiGzDecoder<Vec<u8>>,
    inside: Inside,
    name: Vec<u8>,
    limits: Limits,
}

enum Inside {
    Unknown,
    File,
    Tar(Untar),
}

impl Gunzip {
    /// `name` is the file's own; what is inside is called so, without the ending.
    pub(super) fn new(name: &[u8], limits: &Limits) -> Gunzip {
        let start = name.iter().rposition(|&b| b == b'/').map_or(0, |at| at + 1);
        let name = &name[start..];
        let inner = match name {
            [stem @ .., b'.', b'g' | b'G', b'z' | b'Z'] if !stem.is_empty() => stem.to_vec(),
            _ => name.to_vec(),
        };
        Gunzip {
            decoder: MultiGzDecoder::new(Vec::new()),
            inside: Inside::Unknown,
            name: inner,
            limits: *limits,
        }
    }

    pub(super) fn push(
        &mut self,
        bytes: &[u8],
        budget: &mut Budget,
        members: &mut dyn Members,
    ) -> Result<(), Stop> {
        for step in bytes.chunks(STEP) {
            let decoded = self.decoder.write_all(step);
            self.pass(budget, members, false)?;
            decoded.map_err(|_| Stop::Unreadable)?;
        }
        Ok(())
    }

    /// What was held back comes out, unless it was `stopped` for giving too much already.
    pub(super) fn finish(
        &mut self,
        stopped: Option<Stop>,
        budget: &mut Budget,
        members: &mut dyn Members,
    ) -> Result<(), Stop> {
        let finished = match stopped {
            None => {
                let finished = self.decoder.try_finish().map_err(|_| Stop::Unreadable);
                self.pass(budget, members, true).and(finished)
            }
            Some(stop) => Err(stop),
        };
        let ended = match &mut self.inside {
            Inside::Tar(tar) => tar.finish(members),
            Inside::File => {
                members.end();
                Ok(())
            }
            Inside::Unknown => Ok(()),
        };
        finished.and(ended)
    }

    /// Hands on what has been decoded.
    fn pass(
        &mut self,
        budget: &mut Budget,
        members: &mut dyn Members,
        last: bool,
    ) -> Result<(), Stop> {
        let plain = self.decoder.get_mut();
        if plain.is_empty() || (!last && plain.len() < HEAD) {
            return Ok(());
        }
        let plain = std::mem::take(plain);
        if matches!(self.inside, Inside::Unknown) {
            self.inside = match untar::is_tar(&plain) {
                true => Inside::Tar(Untar::new(&self.limits)),
                false => {
                    budget.member()?;
                    members.begin(&self.name);
                    Inside::File
                }
            };
        }
        let handed = match &mut self.inside {
            Inside::Tar(tar) => tar.push(&plain, budget, members),
            _ => {
                members.data(&plain);
                budget.give(plain.len())
            }
        };
        let mut emptied = plain;
        emptied.clear();
        *self.decoder.get_mut() = emptied;
        handed
    }
}
