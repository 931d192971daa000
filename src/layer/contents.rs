//! The contents of regular files on their way past: hashed, handed to a sink, or skipped.

use std::sync::atomic::{AtomicU64, Ordering};

use super::index::LayerIndex;
use super::sink::{ContentSink, ZEROS};
use crate::limits::Limits;
use crate::tar::{Member, TarError, TarReader, input::Input};

/// Takes contents out of the tar for whoever wants them.
pub(super) struct Contents<'s> {
    hash: bool,
    sink: Option<&'s mut dyn ContentSink>,
    hashes: Vec<[u8; 32]>,
    /// Zeros of holes that may still be made up; a hole is never written out without bound.
    zeros: u64,
}

/// Who wants the file at hand.
struct Wanted<'h, 's> {
    hasher: Option<&'h mut blake3::Hasher>,
    sink: Option<&'h mut (dyn ContentSink + 's)>,
}

impl Wanted<'_, '_> {
    fn data(&mut self, bytes: &[u8]) {
        if let Some(hasher) = &mut self.hasher {
            hasher.update(bytes);
        }
        if let Some(sink) = &mut self.sink {
            sink.data(bytes);
        }
    }

    fn zeros(&mut self, n: u64) {
        if let Some(sink) = &mut self.sink {
            sink.hole(n);
        }
        if let Some(hasher) = &mut self.hasher {
            let mut left = n;
            while left > 0 {
                let step = left.min(ZEROS.len() as u64);
                hasher.update(&ZEROS[..step as usize]);
                left -= step;
            }
        }
    }

    /// True when nobody wants the rest of the file.
    fn gave_up(&self) -> bool {
        self.hasher.is_none() && self.sink.as_ref().is_some_and(|sink| sink.finished())
    }
}

impl<'s> Contents<'s> {
    pub(super) fn new(hash: bool, sink: Option<&'s mut dyn ContentSink>, limits: &Limits) -> Self {
        Contents {
            hash,
            sink,
            hashes: Vec::new(),
            zeros: limits.sparse_zeros,
        }
    }

    /// One hash for each stored content; a file that broke off gets one that equals nothing, not
    /// even that of a file that broke off at the same place of another layer.
    pub(super) fn into_hashes(mut self, contents: u32) -> Vec<[u8; 32]> {
        static BROKEN: AtomicU64 = AtomicU64::new(0);
        if self.hash {
            let unlike = || {
                let mut hasher = blake3::Hasher::new_derive_key("layerscope broken content");
                hasher.update(&BROKEN.fetch_add(1, Ordering::Relaxed).to_le_bytes());
                hasher.finalize().into()
            };
            self.hashes.resize_with(contents as usize, unlike);
        }
        self.hashes.shrink_to_fit();
        self.hashes
    }

    /// True when whoever wanted contents has them, and nobody else wants any.
    pub(super) fn finished(&self) -> bool {
        !self.hash && self.sink.as_ref().is_some_and(|sink| sink.finished())
    }

    /// Passes the contents of `member`, which is entry number `at`.
    pub(super) fn take<I: Input>(
        &mut self,
        tar: &mut TarReader<'_, I>,
        index: &LayerIndex,
        at: usize,
        member: &Member,
    ) -> Result<(), TarError> {
        let entry = &index.entries[at];
        let mut sink = self.sink.as_deref_mut();
        if let Some(wants) = &mut sink
            && !wants.begin(index, at, entry)
        {
            sink = None;
        }
        if sink.is_none() && !self.hash {
            return Ok(()); // the reader skips what nobody takes
        }
        if member.sparse.is_none() && self.hash {
            let bytes = tar.contents()?;
            if bytes.len() as u64 == member.stored {
                // All of it at once, as nearly every file comes.
                let hash = *blake3::hash(bytes).as_bytes();
                self.hashes.push(hash);
                if let Some(sink) = sink {
                    sink.hash(&hash);
                    sink.data(bytes);
                    sink.end();
                }
                tar.consume(member.stored as usize);
                return Ok(());
            }
        }
        let mut hasher = self.hash.then(|| hasher(member, self.zeros));
        let mut wanted = Wanted {
            hasher: hasher.as_mut(),
            sink,
        };
        match &member.sparse {
            Some(map) if holes(map, member) <= self.zeros => {
                self.zeros -= holes(map, member);
                sparse(tar, &mut wanted, map, member.size.unsigned_abs())?;
            }
            _ => stored(tar, &mut wanted, u64::MAX)?,
        }
        let gave_up = wanted.gave_up();
        let hash = wanted.hasher.map(|hasher| *hasher.finalize().as_bytes());
        self.hashes.extend(hash);
        if let Some(sink) = wanted.sink
            && !gave_up
        {
            if let Some(hash) = &hash {
                sink.hash(hash);
            }
            sink.end();
        }
        Ok(())
    }
}

/// A sparse file whose holes are too large to be made up is hashed as its map and its stored
/// bytes, under a key of its own: it equals only a file that is sparse in the same way.
fn hasher(member: &Member, zeros: u64) -> blake3::Hasher {
    match &member.sparse {
        Some(map) if holes(map, member) > zeros => {
            let mut hasher = blake3::Hasher::new_derive_key("layerscope sparse content");
            hasher.update(&member.size.to_le_bytes());
            for (offset, length) in map {
                hasher
                    .update(&offset.to_le_bytes())
                    .update(&length.to_le_bytes());
            }
            hasher
        }
        _ => blake3::Hasher::new(),
    }
}

fn holes(map: &[(u64, u64)], member: &Member) -> u64 {
    member.size.unsigned_abs() - map.iter().map(|&(_, length)| length).sum::<u64>()
}

fn stored<I: Input>(
    tar: &mut TarReader<'_, I>,
    wanted: &mut Wanted<'_, '_>,
    mut limit: u64,
) -> Result<(), TarError> {
    while limit > 0 && !wanted.gave_up() {
        let bytes = tar.contents()?;
        if bytes.is_empty() {
            break;
        }
        let n = usize::try_from(limit)
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        wanted.data(&bytes[..n]);
        tar.consume(n);
        limit -= n as u64;
    }
    Ok(())
}

fn sparse<I: Input>(
    tar: &mut TarReader<'_, I>,
    wanted: &mut Wanted<'_, '_>,
    map: &[(u64, u64)],
    size: u64,
) -> Result<(), TarError> {
    let mut at = 0;
    for &(offset, length) in map {
        wanted.zeros(offset - at); // regions are in order: the map was checked
        stored(tar, wanted, length)?;
        at = offset + length;
    }
    wanted.zeros(size - at);
    Ok(())
}
