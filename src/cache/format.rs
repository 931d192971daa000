//! One remembered layer as bytes: what stands where, for the writer and the reader.
//!
//! In order: [`MAGIC`], [`VERSION`], what it holds good for, the sha256 of the stored bytes, the
//! facts, then names, link targets, attributes, directories, entries, sizes of headers, hashes,
//! oddities, and the BLAKE3 of all before it. Numbers are LEB128; what goes on from entry to entry
//! (times, places, parents) is kept as the difference to what was to be expected. Nothing is
//! compressed: half of it are hashes, which do not shrink (`zstd -1` makes 1.66 MB of the 2.99 MB of
//! an image of 49 002 entries), and a length that is held against the file's needs no other limit.

use crate::layer::{Entry, EntryKind};
use crate::limits::Limits;

/// The first bytes of every file.
pub(super) const MAGIC: &[u8; 16] = b"layerscope layer";

/// Raised whenever the same bytes of a layer give another index than before, or the format
/// changes. A test compares what is written for all fixtures with what this version wrote.
pub(super) const VERSION: u32 = 2;

/// Bytes of the BLAKE3 at the end.
pub(super) const CHECKSUM: u64 = 32;

/// The fewest bytes of an entry: four of its own, and twelve numbers.
pub(super) const ENTRY: u64 = 16;
/// The fewest bytes of a directory.
pub(super) const DIRECTORY: u64 = 3;

/// What an index holds good for: this version of the reader under these limits. All limits count,
/// also those that no layer meets: one run without the cache is cheaper than a limit forgotten.
pub(super) fn variant(limits: &Limits) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key("layerscope layer variant");
    hasher.update(&VERSION.to_le_bytes());
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update(format!("{limits:?}").as_bytes());
    let mut variant = [0; 16];
    hasher.finalize_xof().fill(&mut variant);
    variant
}

/// What the next entry is expected to go on from.
#[derive(Debug, Default)]
pub(super) struct Before {
    pub(super) mtime: u64,
    pub(super) parent: u64,
    pub(super) name: u64,
    pub(super) link: u64,
    pub(super) place: u64,
}

impl Before {
    /// Goes on behind `entry`.
    pub(super) fn pass(&mut self, entry: &Entry) {
        self.mtime = entry.mtime as u64;
        self.parent = entry.parent.into();
        self.name = u64::from(entry.name_start) + u64::from(entry.name_len);
        if entry.link_len > 0 {
            self.link = u64::from(entry.link_start) + u64::from(entry.link_len);
        }
        if entry.device().is_none() {
            // The contents up to a whole block, and the next header.
            let padded = entry.size.checked_next_multiple_of(512).unwrap_or(0);
            self.place = entry.place.wrapping_add(padded).wrapping_add(512);
        }
    }
}

/// Small differences of either sign as small numbers.
pub(super) fn zigzag(from: u64, to: u64) -> u64 {
    let difference = to.wrapping_sub(from) as i64;
    ((difference << 1) ^ (difference >> 63)) as u64
}

/// The reverse of [`zigzag`].
pub(super) fn unzigzag(from: u64, coded: u64) -> u64 {
    let difference = (coded >> 1) as i64 ^ -((coded & 1) as i64);
    from.wrapping_add(difference as u64)
}

/// The kinds of entries, in the order of their numbers.
pub(super) const KINDS: [EntryKind; 10] = [
    EntryKind::File,
    EntryKind::Directory,
    EntryKind::Symlink,
    EntryKind::HardLink,
    EntryKind::CharDevice,
    EntryKind::BlockDevice,
    EntryKind::Fifo,
    EntryKind::Whiteout,
    EntryKind::Opaque,
    EntryKind::Other,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_of_either_sign_come_back() {
        let edges = [0, 1, 2, 511, 1 << 31, 1 << 63, u64::MAX - 1, u64::MAX];
        for from in edges {
            for to in edges {
                assert_eq!(unzigzag(from, zigzag(from, to)), to, "{from} {to}");
            }
        }
        assert_eq!((zigzag(7, 7), zigzag(7, 6), zigzag(7, 8)), (0, 1, 2));
    }

    #[test]
    fn the_numbers_of_kinds_are_those_of_the_declaration() {
        for (number, kind) in KINDS.into_iter().enumerate() {
            assert_eq!(kind as usize, number);
        }
    }

    #[test]
    fn other_limits_are_another_variant() {
        let limits = Limits::default();
        let fewer = Limits {
            path_bytes: 100,
            ..limits
        };
        assert_ne!(variant(&limits), variant(&fewer));
    }
}
