//! The maps of sparse files: which stretches of the file are stored, the rest being zeros.
//!
//! Four formats say the same thing (GNU tar manual, "Storing Sparse Files"): the old GNU header,
//! and PAX 0.0, 0.1 and 1.0. A map is read, checked and kept only as long as the member is; a hole
//! is never written out.

use super::header::{Block, number};
use super::pax::{Pax, integer};
use super::reader::TarError;
use crate::limits::Limits;

/// One stored stretch: where it belongs in the file, and how long it is.
pub(super) type Region = (i64, i64);

/// The version of PAX sparse file that the records announce.
pub(super) enum PaxSparse {
    /// The map stands in the records (0.0 and 0.1).
    InRecords,
    /// The map stands before the data (1.0).
    InData,
}

/// What the PAX records say of a sparse file, if they say so.
pub(super) fn announced(pax: &Pax) -> Option<PaxSparse> {
    match (pax.get(b"GNU.sparse.major"), pax.get(b"GNU.sparse.minor")) {
        (Some(b"0"), Some(b"0" | b"1")) => Some(PaxSparse::InRecords),
        (Some(b"1"), Some(b"0")) => Some(PaxSparse::InData),
        (None, None) => pax.get(b"GNU.sparse.map").map(|_| PaxSparse::InRecords),
        _ => None,
    }
}

/// True when some record speaks of a sparse file.
pub(super) fn mentioned(pax: &Pax) -> bool {
    let sparse = |key: &[u8]| key.starts_with(b"GNU.sparse.");
    pax.records.iter().any(|(key, _)| sparse(key))
}

/// The map in the records of formats 0.0 and 0.1.
pub(super) fn map_in_records(pax: &Pax, limits: &Limits) -> Result<Vec<Region>, TarError> {
    let count = pax.get(b"GNU.sparse.numblocks").ok_or(TarError::Sparse)?;
    let count = integer(count).map_err(|_| TarError::Sparse)?;
    let numbers: Vec<&[u8]> = match pax.get(b"GNU.sparse.map") {
        Some(map) => map.split(|&b| b == b',').collect(),
        None => Vec::new(),
    };
    if count < 0 || count.checked_mul(2) != i64::try_from(numbers.len()).ok() {
        return Err(TarError::Sparse);
    }
    check_count(numbers.len() / 2, limits)?;
    (numbers.chunks_exact(2))
        .map(|pair| Ok((decimal(pair[0])?, decimal(pair[1])?)))
        .collect()
}

/// The map before the data of format 1.0: decimal lines in blocks of 512 bytes. `more` gives the
/// next block.
pub(super) fn map_in_data(
    limits: &Limits,
    mut more: impl FnMut() -> Result<Block, TarError>,
) -> Result<Vec<Region>, TarError> {
    let mut bytes: Vec<u8> = Vec::new();
    let mut at = 0;
    let mut line = || -> Result<i64, TarError> {
        loop {
            if let Some(end) = bytes[at..].iter().position(|&b| b == b'\n') {
                let value = decimal(&bytes[at..at + end]);
                at += end + 1;
                return value;
            }
            if bytes.len() - at > 64 {
                return Err(TarError::Sparse);
            }
            bytes.drain(..at);
            at = 0;
            bytes.extend_from_slice(&more()?);
        }
    };
    let count = usize::try_from(line()?).map_err(|_| TarError::Sparse)?;
    check_count(count, limits)?;
    (0..count).map(|_| Ok((line()?, line()?))).collect()
}

/// The map of the old GNU format: four regions in the header, 21 in each extension block.
pub(super) fn map_of_old_gnu(
    header: &Block,
    limits: &Limits,
    mut more: impl FnMut() -> Result<Block, TarError>,
) -> Result<Vec<Region>, TarError> {
    let mut map = Vec::new();
    let mut extended = regions(&header[386..483], &mut map)?;
    while extended {
        let block = more()?;
        extended = regions(&block[..505], &mut map)?;
        check_count(map.len(), limits)?;
    }
    Ok(map)
}

fn regions(table: &[u8], map: &mut Vec<Region>) -> Result<bool, TarError> {
    let Some((&extended, regions)) = table.split_last() else {
        return Ok(false);
    };
    for region in regions.chunks_exact(24) {
        if region[0] == 0 {
            break;
        }
        let field = |field| number(field).map_err(|_| TarError::Sparse);
        map.push((field(&region[..12])?, field(&region[12..])?));
    }
    Ok(extended > 0)
}

/// True when regions are in order, do not overlap, and end within `size`.
pub(super) fn valid(map: &[Region], size: i64) -> bool {
    let mut end = 0;
    size >= 0
        && map.iter().all(|&(offset, length)| {
            let fits = offset >= end && length >= 0;
            end = offset.checked_add(length).unwrap_or(i64::MAX);
            fits && offset.checked_add(length).is_some_and(|end| end <= size)
        })
}

fn decimal(text: &[u8]) -> Result<i64, TarError> {
    integer(text).map_err(|_| TarError::Sparse)
}

fn check_count(count: usize, limits: &Limits) -> Result<(), TarError> {
    let limit = limits.sparse_regions;
    if count > limit {
        Err(TarError::SparseRegions { count, limit })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_ordered_and_inside_its_file() {
        for (map, size, good) in [
            (&[][..], 0, true),
            (&[(0, 0)], 0, true),
            (&[(0, 5), (5, 5)], 10, true),
            (&[(0, 6), (5, 5)], 10, false),
            (&[(5, 5), (0, 5)], 10, false),
            (&[(8, 5)], 10, false),
            (&[(-1, 5)], 10, false),
            (&[(1, -5)], 10, false),
            (&[(1, i64::MAX)], i64::MAX, false),
            (&[(0, 1)], -1, false),
        ] {
            assert_eq!(valid(map, size), good, "{map:?} in {size}");
        }
    }
}
