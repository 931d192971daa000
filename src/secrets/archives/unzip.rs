//! The members of a zip by their local headers, as its bytes arrive (APPNOTE.TXT 4.3.7).

use flate2::{Decompress, FlushDecompress, Status};

use super::{Budget, Members, Stop, step};

/// Fixed part of a local header.
const HEADER: usize = 30;
/// Plain bytes inflated at a time.
const OUT: usize = 32 << 10;
/// Bytes of the largest data descriptor: signature, checksum and two sizes of 64 bits.
const DESCRIPTOR: usize = 24;
/// A size that stands in the ZIP64 extra field instead.
const ELSEWHERE: u32 = u32::MAX;

/// A zip under way.
#[derive(Default)]
pub(super) struct Unzip {
    state: State,
    /// Members stepped over: encrypted, or packed in another way than deflate.
    unread: u64,
}

#[derive(Default)]
enum State {
    /// Looking for the next local header, in what has been collected so far.
    #[default]
    Start,
    /// A header, a descriptor or both are being collected.
    Header(Vec<u8>),
    /// A member that is stored as it is.
    Stored { left: u64 },
    /// A member that is deflated; it ends where its stream does.
    Deflated(Box<Decompress>, Vec<u8>),
    /// A member that cannot be read, and is stepped over.
    Skip { left: u64 },
    /// The central directory has been reached.
    Done,
}

/// What a local header says.
struct Local {
    method: u16,
    encrypted: bool,
    /// Sizes follow the contents.
    described: bool,
    stored: u64,
    name: Vec<u8>,
}

impl Unzip {
    pub(super) fn push(
        &mut self,
        mut bytes: &[u8],
        budget: &mut Budget,
        members: &mut dyn Members,
    ) -> Result<(), Stop> {
        while !bytes.is_empty() {
            match &mut self.state {
                State::Done => return Ok(()),
                State::Start => self.state = State::Header(Vec::new()),
                State::Header(_) => self.header(&mut bytes, budget, members)?,
                State::Stored { left } => {
                    let data = step(&mut bytes, left);
                    members.data(data);
                    budget.give(data.len())?;
                    if *left == 0 {
                        members.end();
                        self.state = State::Start;
                    }
                }
                State::Deflated(inflate, out) => {
                    if inflated(inflate, out, &mut bytes, budget, members)? {
                        members.end();
                        self.state = State::Start;
                    }
                }
                State::Skip { left } => {
                    step(&mut bytes, left);
                    if *left == 0 {
                        self.state = State::Start;
                    }
                }
            }
        }
        Ok(())
    }

    /// A member that is under way ends where the bytes do.
    pub(super) fn finish(&mut self, members: &mut dyn Members) -> Result<(), Stop> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Stored { .. } | State::Deflated(..) => {
                members.end();
                Err(Stop::Unreadable)
            }
            State::Skip { .. } => Err(Stop::Unreadable),
            _ if self.unread > 0 => Err(Stop::Unreadable),
            _ => Ok(()),
        }
    }

    /// Collects a local header, past the descriptor of the member before.
    fn header(
        &mut self,
        bytes: &mut &[u8],
        budget: &mut Budget,
        members: &mut dyn Members,
    ) -> Result<(), Stop> {
        let State::Header(held) = &mut self.state else {
            return Ok(());
        };
        let wanted = loop {
            let wanted = match wanted(held) {
                Wanted::Bytes(wanted) => wanted,
                Wanted::Header(start, end) if held.len() >= end => break start..end,
                Wanted::Header(_, end) => end,
                Wanted::Nothing => {
                    self.state = State::Done;
                    return Ok(());
                }
            };
            if bytes.is_empty() {
                return Ok(());
            }
            let n = (wanted - held.len()).min(bytes.len());
            held.extend_from_slice(&bytes[..n]);
            *bytes = &bytes[n..];
        };
        let local = Local::read(&held[wanted]);
        self.begin(local, budget, members)
    }

    fn begin(
        &mut self,
        local: Local,
        budget: &mut Budget,
        members: &mut dyn Members,
    ) -> Result<(), Stop> {
        budget.member()?;
        let directory = local.name.ends_with(b"/");
        let (method, stored) = (local.method, local.stored);
        self.state = match (method, local.encrypted) {
            _ if directory || (method == 0 && stored == 0 && !local.described) => skip(stored),
            (8, false) => {
                members.begin(&local.name);
                State::Deflated(Box::new(Decompress::new(false)), vec![0; OUT])
            }
            // Where it ends is told behind it only, and so cannot be known.
            _ if local.described && stored == 0 => return Err(Stop::Unreadable),
            (0, false) => {
                members.begin(&local.name);
                State::Stored { left: stored }
            }
            _ => {
                self.unread += 1;
                skip(stored)
            }
        };
        Ok(())
    }
}

fn skip(left: u64) -> State {
    match left {
        0 => State::Start,
        left => State::Skip { left },
    }
}

/// Inflates as far as the bytes go; true at the stream's end.
fn inflated(
    inflate: &mut Decompress,
    out: &mut [u8],
    bytes: &mut &[u8],
    budget: &mut Budget,
    members: &mut dyn Members,
) -> Result<bool, Stop> {
    loop {
        let (taken, given) = (inflate.total_in(), inflate.total_out());
        let status = inflate.decompress(bytes, out, FlushDecompress::None);
        let status = status.map_err(|_| Stop::Unreadable)?;
        let taken = (inflate.total_in() - taken) as usize;
        let given = (inflate.total_out() - given) as usize;
        *bytes = &bytes[taken..];
        members.data(&out[..given]);
        budget.give(given)?;
        match status {
            Status::StreamEnd => return Ok(true),
            _ if taken == 0 && given == 0 => return Ok(false),
            // What is still inside comes out only when asked again.
            _ if bytes.is_empty() && given < out.len() => return Ok(false),
            _ => {}
        }
    }
}

enum Wanted {
    /// So many bytes before more can be said.
    Bytes(usize),
    /// A local header from here to there.
    Header(usize, usize),
    /// No local header follows.
    Nothing,
}

/// What must be collected: a local header, with or without a descriptor before it.
fn wanted(held: &[u8]) -> Wanted {
    let Some(start) = held.windows(4).position(|sign| sign == b"PK\x03\x04") else {
        let other = |sign: &[u8]| sign == b"PK\x01\x02" || sign == b"PK\x05\x06";
        let over = held.windows(4).any(other) || held.len() >= DESCRIPTOR + 4;
        return match over {
            true => Wanted::Nothing,
            false => Wanted::Bytes(held.len() + 1),
        };
    };
    if held.len() < start + HEADER {
        return Wanted::Bytes(start + HEADER);
    }
    let header = &held[start..];
    let lengths = usize::from(short(header, 26)) + usize::from(short(header, 28));
    Wanted::Header(start, start + HEADER + lengths)
}

impl Local {
    fn read(header: &[u8]) -> Local {
        let name_end = HEADER + usize::from(short(header, 26));
        let flags = short(header, 6);
        let extra = header.get(name_end..).unwrap_or_default();
        let plain = long(header, 22);
        let stored = match long(header, 18) {
            ELSEWHERE => zip64(extra, plain == ELSEWHERE).unwrap_or(0),
            stored => stored.into(),
        };
        Local {
            method: short(header, 8),
            encrypted: flags & 1 != 0,
            described: flags & 8 != 0,
            stored,
            name: header.get(HEADER..name_end).unwrap_or_default().to_vec(),
        }
    }
}

/// The stored size from the ZIP64 extra field (APPNOTE 4.5.3); the plain one stands before it.
fn zip64(mut extra: &[u8], plain_first: bool) -> Option<u64> {
    while extra.len() >= 4 {
        let (id, len) = (short(extra, 0), usize::from(short(extra, 2)));
        let field = extra.get(4..4 + len)?;
        if id == 1 {
            let at = if plain_first { 8 } else { 0 };
            return field
                .get(at..)?
                .first_chunk()
                .copied()
                .map(u64::from_le_bytes);
        }
        extra = &extra[4 + len..];
    }
    None
}

fn short(bytes: &[u8], at: usize) -> u16 {
    let two = bytes.get(at..).and_then(|rest| rest.first_chunk());
    two.copied().map_or(0, u16::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..).and_then(|rest| rest.first_chunk());
    four.copied().map_or(0, u32::from_le_bytes)
}
