//! The regular files of a tar, as its bytes arrive: names from GNU and PAX headers too.

use super::{Budget, Members, Stop, step};
use crate::limits::Limits;
use crate::tar::{BLOCK, entry_of, is_header};

/// Whether these first bytes are a tar's first header.
pub(super) fn is_tar(head: &[u8]) -> bool {
    head.first_chunk::<BLOCK>().is_some_and(is_header)
}

/// A tar under way.
pub(super) struct Untar {
    state: State,
    /// The name that an extended header gives to the next member.
    long_name: Option<Vec<u8>>,
    special_bytes: u64,
}

enum State {
    /// A header block is being collected.
    Header(Vec<u8>),
    /// A file's bytes, then its padding.
    File { left: u64, padding: u64 },
    /// An extended header's bytes.
    Special {
        kind: u8,
        bytes: Vec<u8>,
        left: u64,
        padding: u64,
    },
    /// Bytes that nobody wants.
    Skip { left: u64 },
    /// The end, or nothing that can be read further.
    Done,
}

impl Untar {
    pub(super) fn new(limits: &Limits) -> Untar {
        Untar {
            state: State::Header(Vec::new()),
            long_name: None,
            special_bytes: limits.tar_special_bytes,
        }
    }

    pub(super) fn push(
        &mut self,
        mut bytes: &[u8],
        budget: &mut Budget,
        members: &mut dyn Members,
    ) -> Result<(), Stop> {
        while !bytes.is_empty() {
            match &mut self.state {
                State::Done => return Ok(()),
                State::Header(block) => {
                    let n = bytes.len().min(BLOCK - block.len());
                    block.extend_from_slice(&bytes[..n]);
                    bytes = &bytes[n..];
                    if let Some(whole) = block.first_chunk::<BLOCK>().copied() {
                        self.header(&whole, budget, members)?;
                    }
                }
                State::File { left, padding } => {
                    let n = step(&mut bytes, left);
                    members.data(n);
                    budget.give(n.len())?;
                    if *left == 0 {
                        members.end();
                        self.state = skip(*padding);
                    }
                }
                State::Special {
                    bytes: held, left, ..
                } => {
                    let n = step(&mut bytes, left);
                    held.extend_from_slice(n);
                    budget.give(n.len())?;
                    if *left == 0 {
                        self.special();
                    }
                }
                State::Skip { left } => {
                    step(&mut bytes, left);
                    if *left == 0 {
                        self.state = State::Header(Vec::new());
                    }
                }
            }
        }
        Ok(())
    }

    /// A file that is under way ends where the bytes do.
    pub(super) fn finish(&mut self, members: &mut dyn Members) -> Result<(), Stop> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::File { .. } => {
                members.end();
                Err(Stop::Unreadable)
            }
            _ => Ok(()),
        }
    }

    fn header(
        &mut self,
        block: &[u8; BLOCK],
        budget: &mut Budget,
        members: &mut dyn Members,
    ) -> Result<(), Stop> {
        if block.iter().all(|&byte| byte == 0) {
            self.state = State::Done;
            return Ok(());
        }
        let (name, size) = entry_of(block).ok_or(Stop::Unreadable)?;
        budget.member()?;
        let padding = size.wrapping_neg() % BLOCK as u64;
        let kind = block[156];
        if matches!(kind, b'L' | b'x') && size <= self.special_bytes {
            let bytes = Vec::new();
            self.state = State::Special {
                kind,
                bytes,
                left: size,
                padding,
            };
            return Ok(());
        }
        if matches!(kind, b'K' | b'L' | b'g' | b'x') {
            self.state = skip(size.saturating_add(padding));
            return Ok(());
        }
        let name = self.long_name.take().unwrap_or(name);
        self.state = match kind {
            b'0' | b'7' | 0 if size > 0 && !name.ends_with(b"/") => {
                members.begin(&name);
                State::File {
                    left: size,
                    padding,
                }
            }
            // Links, directories and devices have no contents, whatever their header says.
            b'1'..=b'6' => skip(0),
            _ => skip(size.saturating_add(padding)),
        };
        Ok(())
    }

    /// An extended header is complete: it may name the next member.
    fn special(&mut self) {
        let State::Special {
            kind,
            bytes,
            padding,
            ..
        } = std::mem::replace(&mut self.state, State::Done)
        else {
            return;
        };
        let name = match kind {
            b'L' => Some(
                bytes
                    .split(|&byte| byte == 0)
                    .next()
                    .unwrap_or_default()
                    .to_vec(),
            ),
            _ => pax_path(&bytes),
        };
        self.long_name = name.or(self.long_name.take());
        self.state = skip(padding);
    }
}

fn skip(left: u64) -> State {
    match left {
        0 => State::Header(Vec::new()),
        left => State::Skip { left },
    }
}

/// The last `path` record of a PAX header (POSIX pax, "pax Extended Header").
fn pax_path(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut path = None;
    while let Some(blank) = bytes.iter().position(|&byte| byte == b' ') {
        let len: usize = std::str::from_utf8(&bytes[..blank]).ok()?.parse().ok()?;
        let record = bytes.get(blank + 1..len)?.strip_suffix(b"\n")?;
        path = record.strip_prefix(b"path=").map(<[u8]>::to_vec).or(path);
        bytes = &bytes[len..];
    }
    path
}
