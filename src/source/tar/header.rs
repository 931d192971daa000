//! One header with the extensions before it (ustar, pax, GNU, v7).

use std::io;

use super::extensions::Extensions;
use crate::image::{Blob, Compression};
use crate::limits::Limits;

/// Bytes of a block.
pub(in crate::source) const BLOCK: u64 = 512;
const SIZE: usize = BLOCK as usize;

/// What a member is, as far as an outer archive cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) enum Kind {
    File,
    Directory,
    Symlink,
    HardLink,
    Sparse,
    Other,
}

/// One member.
#[derive(Debug, Clone)]
pub(in crate::source) struct Header {
    pub(in crate::source) name: Vec<u8>,
    pub(in crate::source) link: Vec<u8>,
    pub(in crate::source) kind: Kind,
    /// Where its data starts.
    pub(in crate::source) data: u64,
    /// Bytes of its data.
    pub(in crate::source) size: u64,
    /// Where the next header starts.
    pub(in crate::source) next: u64,
}

/// What comes next in an archive.
pub(in crate::source) enum Next {
    Member(Header),
    End,
    /// The rest cannot be read; why, as a clause.
    Damaged(String),
}

/// Reads the member whose headers start at `at`.
pub(in crate::source) fn next(tar: &Blob, mut at: u64, limits: &Limits) -> io::Result<Next> {
    let mut extensions = Extensions::default();
    let mut special_bytes = 0u64;
    for _ in 0..=limits.tar_special_headers {
        let block = match read_block(tar, at)? {
            None => return Ok(Next::End),
            Some(block) => block,
        };
        if block.iter().all(|b| *b == 0) {
            return Ok(Next::End);
        }
        if !checksum_matches(&block) {
            return Ok(Next::Damaged(format!(
                "what stands at byte {at} is no tar header"
            )));
        }
        let Some(size) = number(&block[124..136]) else {
            return Ok(Next::Damaged(format!(
                "the tar header at byte {at} has an impossible size"
            )));
        };
        let flag = block[156];
        if !matches!(flag, b'x' | b'X' | b'g' | b'L' | b'K') {
            return finish(tar, &block, at, size, extensions, limits);
        }
        special_bytes = special_bytes.saturating_add(size);
        if special_bytes > limits.tar_special_bytes {
            return Ok(Next::Damaged(format!(
                "the tar headers at byte {at} are larger than the limit of {} bytes",
                limits.tar_special_bytes
            )));
        }
        let text = tar
            .slice(at + BLOCK, size)
            .read_all(limits.tar_special_bytes)?;
        if (text.len() as u64) < size || !extensions.add(flag, &text) {
            return Ok(Next::Damaged(format!(
                "the extended tar header at byte {at} is broken"
            )));
        }
        at = match after(at, size) {
            Some(at) => at,
            None => return Ok(Next::End),
        };
    }
    Ok(Next::Damaged(format!(
        "more than {} special tar headers stand in a row before byte {at}",
        limits.tar_special_headers
    )))
}

fn finish(
    tar: &Blob,
    block: &[u8; SIZE],
    at: u64,
    size: u64,
    mut ext: Extensions,
    limits: &Limits,
) -> io::Result<Next> {
    let flag = block[156];
    let size = ext.size().unwrap_or(size);
    let name = ext.name().unwrap_or_else(|| name_of(block));
    let link = ext.link();
    let kind = match flag {
        b'0' | 0 | b'7' if ext.is_sparse() => Kind::Sparse,
        // Old archives mark a directory by the slash alone.
        b'0' | 0 if name.ends_with(b"/") => Kind::Directory,
        b'0' | 0 | b'7' => Kind::File,
        b'1' => Kind::HardLink,
        b'2' => Kind::Symlink,
        b'5' => Kind::Directory,
        b'S' => Kind::Sparse,
        _ => Kind::Other,
    };
    // Go: types 1 to 6 have no data, whatever their size says.
    let stored = if matches!(flag, b'1'..=b'6') { 0 } else { size };
    let more = if flag == b'S' {
        sparse_blocks(tar, block, at, limits)?
    } else {
        Some(0)
    };
    let next = more.and_then(|more| after(at, stored)?.checked_add(more));
    let Some(next) = next else {
        return Ok(Next::Damaged(format!(
            "the member '{}' at byte {at} cannot be skipped",
            crate::image::quote(&String::from_utf8_lossy(&name))
        )));
    };
    Ok(Next::Member(Header {
        name,
        link: link.unwrap_or_else(|| until_nul(&block[157..257]).to_vec()),
        kind,
        data: at + BLOCK,
        size: stored,
        next,
    }))
}

/// Bytes of the blocks in which the map of an old GNU sparse member goes on; its size does not
/// count them. None when there are more than the limit.
fn sparse_blocks(
    tar: &Blob,
    header: &[u8; SIZE],
    at: u64,
    limits: &Limits,
) -> io::Result<Option<u64>> {
    const REGIONS: usize = 21;
    let (mut more, mut bytes) = (header[482] != 0, 0);
    for _ in 0..=limits.sparse_regions / REGIONS {
        if !more {
            return Ok(Some(bytes));
        }
        bytes += BLOCK;
        more = match read_block(tar, at.saturating_add(bytes))? {
            Some(block) => block[504] != 0,
            None => false,
        };
    }
    Ok(None)
}

/// A numeric field: octal, or binary where the first bit is set (GNU).
fn number(field: &[u8]) -> Option<u64> {
    if field[0] & 0x80 != 0 {
        if field[0] & 0x40 != 0 {
            return None;
        }
        let first = u64::from(field[0] & 0x3f);
        return field[1..].iter().try_fold(first, |value, byte| {
            let value = value.checked_mul(256)? | u64::from(*byte);
            (value <= i64::MAX as u64).then_some(value)
        });
    }
    let is_padding = |b: &u8| *b == b' ' || *b == 0;
    let start = field
        .iter()
        .position(|b| !is_padding(b))
        .unwrap_or(field.len());
    let digits = &field[start..];
    let end = digits.iter().position(is_padding).unwrap_or(digits.len());
    let mut value = 0u64;
    for digit in &digits[..end] {
        let digit = digit.checked_sub(b'0').filter(|digit| *digit < 8)?;
        value = value.checked_mul(8)?.checked_add(u64::from(digit))?;
    }
    Some(value)
}

fn name_of(block: &[u8; SIZE]) -> Vec<u8> {
    let name = until_nul(&block[..100]);
    let prefix = until_nul(&block[345..500]);
    // GNU and v7 keep other things where ustar has the prefix.
    if &block[257..263] != b"ustar\0" || prefix.is_empty() {
        return name.to_vec();
    }
    [prefix, b"/", name].concat()
}

pub(super) fn until_nul(field: &[u8]) -> &[u8] {
    let end = field.iter().position(|b| *b == 0).unwrap_or(field.len());
    &field[..end]
}

fn after(at: u64, size: u64) -> Option<u64> {
    size.checked_next_multiple_of(BLOCK)?
        .checked_add(BLOCK)?
        .checked_add(at)
}

/// The block at `at`; none at the end, or where less than a block is left.
fn read_block(tar: &Blob, at: u64) -> io::Result<Option<[u8; SIZE]>> {
    let mut block = [0; SIZE];
    let mut have = 0;
    while have < SIZE {
        match tar.read_at(&mut block[have..], at.saturating_add(have as u64))? {
            0 => return Ok(None),
            n => have += n,
        }
    }
    Ok(Some(block))
}

fn checksum_matches(block: &[u8; SIZE]) -> bool {
    let Some(claimed) = number(&block[148..156]) else {
        return false;
    };
    let field = 148..156;
    let (mut plain, mut signed) = (0u64, 0i64);
    for (at, byte) in block.iter().enumerate() {
        let byte = if field.contains(&at) { b' ' } else { *byte };
        plain += u64::from(byte);
        // Some old tars summed signed bytes.
        signed += i64::from(byte.cast_signed());
    }
    claimed == plain || i64::try_from(claimed) == Ok(signed)
}

/// True when these first bytes are those of a tar: a header, or the end marker of an empty one.
pub(in crate::source) fn is_tar(head: &[u8]) -> bool {
    let Some(block) = head.first_chunk::<SIZE>() else {
        return false;
    };
    checksum_matches(block) || block.iter().all(|b| *b == 0)
}

/// Says what bytes are that are no tar, as a clause that follows the file's name.
pub(in crate::source) fn what_instead(head: &[u8]) -> String {
    let what = match head {
        [b'h', b's', b'q', b's', ..] => "a SquashFS file system",
        [b'{' | b'[', ..] => "JSON",
        [0x7f, b'E', b'L', b'F', ..] => "a program",
        [b'P', b'K', 3, 4, ..] => "a zip archive",
        [b'!', b'<', b'a', b'r', b'c', b'h', ..] => "an ar archive",
        [0x5d, 0, 0, ..] => "lzma data of the old format, which is not supported",
        head if Compression::sniff(head) != Compression::Plain => "compressed twice",
        _ => "neither a tar nor a compressed tar",
    };
    format!("is {what}, not an image; give a file that docker save, podman save or skopeo wrote")
}
