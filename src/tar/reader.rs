//! Members of a tar, one after the other: block headers with the extended headers that belong to
//! them, as Go's `archive/tar` puts them together (reader.go, `next`).
//!
//! What parsers are known to read differently is reported as an [`Oddity`] of the member, and read
//! Go's way. Errors end the reading: a tar has no place to start again from.

use std::io;

use super::BLOCK;
use super::header::{self, Block, Header, Layout};
use super::input::Input;
use super::pax::{self, Pax};
use super::sparse::{self, PaxSparse, Region};
use crate::limits::Limits;

/// One member: what its headers say. Its contents are next in the input.
#[derive(Debug, Default)]
pub(crate) struct Member {
    /// The name as stored (raw: not cleaned, maybe with `..`, maybe no UTF-8).
    pub(crate) name: Vec<u8>,
    /// The link target as stored.
    pub(crate) link: Vec<u8>,
    /// The type byte; `\0` has become `0` or, with a trailing slash in the name, `5`.
    pub(crate) typeflag: u8,
    /// The size that Go's reader reports: of a sparse file the logical one.
    pub(crate) size: i64,
    /// Bytes of contents that follow in the input.
    pub(crate) stored: u64,
    /// Of a sparse file, where the stored bytes belong.
    pub(crate) sparse: Option<Vec<(u64, u64)>>,
    pub(crate) mode: i64,
    pub(crate) uid: i64,
    pub(crate) gid: i64,
    pub(crate) mtime: (i64, u32),
    pub(crate) major: i64,
    pub(crate) minor: i64,
    /// Extended attributes, sorted by name.
    pub(crate) xattrs: Vec<(Vec<u8>, Vec<u8>)>,
    /// What other parsers are known to read differently here.
    pub(crate) oddities: Vec<Oddity>,
}

/// A construct on which tar parsers differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Oddity {
    /// A link, directory, device or pipe whose header has a size: some skip that many bytes.
    SizeWithoutContents,
    /// Two headers of the same extended kind before one entry: some refuse, the last one counts.
    RepeatedExtension,
    /// A GNU long name with a NUL inside: cut there, some keep the rest.
    NulInLongName,
    /// The PAX size differs from the block's: some believe the block.
    PaxSize,
    /// Both a PAX path and a GNU long name: the GNU name counts.
    TwoLongNames,
    /// An old directory told by its trailing slash: some see a file.
    OldDirectory,
    /// One PAX key twice in one header: the last one counts.
    RepeatedRecord,
    /// An extended header that stands before a global one: it is lost.
    LostExtension,
    /// A sparse file whose map does not match its stored bytes: reading it fails.
    SparseMismatch,
    /// Records of a sparse file that do not make one: some take its name and size from them.
    SparseIgnored,
    /// A global header with more than a comment: to Go it says nothing of the entries behind it,
    /// GNU tar and Python apply it to all of them.
    GlobalRecords,
    /// A PAX record or a long name without a value: it is as if it were not there, some take it
    /// for an empty name.
    EmptyValue,
    /// A regular file whose name ends in a slash: a directory to GNU tar.
    FileWithSlash,
    /// Bytes where ustar has a name's prefix, in a layout that has none: some read them.
    UnusedPrefix,
    /// A number in a writing that some read as another, or not at all.
    OddNumber,
}

/// Why a tar cannot be read further.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TarError {
    #[error("{0}")]
    Read(#[from] io::Error),
    #[error("the tar ends in the middle of {0}")]
    Truncated(&'static str),
    #[error("no tar header (its checksum does not hold)")]
    NoHeader,
    #[error("a block of zeros is followed by data, where the end or a second one must stand")]
    LoneZeroBlock,
    #[error("a header has a field that is no number")]
    Number,
    #[error("a header has a negative size")]
    NegativeSize,
    #[error("a PAX header has a record that does not parse")]
    Pax,
    #[error("a sparse file's map is invalid")]
    Sparse,
    #[error(
        "a sparse file's map has {count} regions, more than the limit of {limit} (--limit sparse-regions)"
    )]
    SparseRegions { count: usize, limit: usize },
    #[error(
        "extended headers of {size} bytes for one entry, more than the limit of {limit} (--limit tar-special-bytes)"
    )]
    SpecialSize { size: u64, limit: u64 },
    #[error("more than {limit} extended headers before one entry (--limit tar-special-headers)")]
    SpecialHeaders { limit: usize },
}

/// Extended headers that wait for their entry.
#[derive(Default)]
struct Pending {
    pax: Pax,
    name: Vec<u8>,
    link: Vec<u8>,
    has_pax: bool,
    count: usize,
    bytes: u64,
    oddities: Vec<Oddity>,
}

/// Reads members from an [`Input`].
pub(crate) struct TarReader<'a, I> {
    pub(crate) input: I,
    limits: &'a Limits,
    /// Contents of the current member that nobody has taken, and the padding behind them.
    left: u64,
    padding: u64,
    /// What stands in the input are a member's contents, not an extended header's.
    in_member: bool,
}

impl<'a, I: Input> TarReader<'a, I> {
    pub(crate) fn new(input: I, limits: &'a Limits) -> Self {
        TarReader {
            input,
            limits,
            left: 0,
            padding: 0,
            in_member: false,
        }
    }

    /// The next member, or none at the end of the archive.
    pub(crate) fn next_member(&mut self) -> Result<Option<Member>, TarError> {
        let mut pending = Pending::default();
        loop {
            self.finish_contents()?;
            let Some((block, layout)) = self.next_block()? else {
                return Ok(None);
            };
            let header = header::parse(&block, layout).map_err(|_| TarError::Number)?;
            match header.typeflag {
                b'x' | b'g' | b'L' | b'K' => {
                    self.extension(&header, &mut pending)?;
                    let odd = header::oddities(&block, layout).contains(&Oddity::OddNumber);
                    pending.note(odd, Oddity::OddNumber);
                }
                _ => return self.member(header, &block, layout, pending).map(Some),
            }
        }
    }

    /// The next stretch of the current member's contents; empty when there are no more.
    pub(crate) fn contents(&mut self) -> Result<&[u8], TarError> {
        if self.left == 0 {
            return Ok(&[]);
        }
        let have = self.input.fill()?;
        if have.is_empty() {
            return Err(TarError::Truncated("an entry's contents"));
        }
        let n = usize::try_from(self.left)
            .unwrap_or(usize::MAX)
            .min(have.len());
        Ok(&have[..n])
    }

    /// Takes `n` bytes of what [`TarReader::contents`] gave.
    pub(crate) fn consume(&mut self, n: usize) {
        self.input.consume(n);
        self.left -= n as u64;
    }

    /// True when what broke is the current member's contents, not what follows them.
    pub(crate) fn in_contents(&self) -> bool {
        self.in_member && self.left > 0
    }

    fn finish_contents(&mut self) -> Result<(), TarError> {
        if self.left > 0 {
            let skipped = self.input.skip(self.left)?;
            if skipped < self.left {
                return Err(TarError::Truncated("an entry's contents"));
            }
        }
        self.left = 0;
        self.in_member = false;
        self.input.skip(self.padding)?; // the last entry may lack its padding
        self.padding = 0;
        Ok(())
    }

    fn next_block(&mut self) -> Result<Option<(Block, Layout)>, TarError> {
        let Some(block) = self.block()? else {
            return Ok(None);
        };
        if block == [0; BLOCK] {
            return match self.block()? {
                None => Ok(None),
                Some(block) if block == [0; BLOCK] => Ok(None),
                Some(_) => Err(TarError::LoneZeroBlock),
            };
        }
        let layout = header::layout(&block).ok_or(TarError::NoHeader)?;
        Ok(Some((block, layout)))
    }

    fn block(&mut self) -> Result<Option<Block>, TarError> {
        let mut block = [0; BLOCK];
        match self.input.read(&mut block)? {
            0 => Ok(None),
            BLOCK => Ok(Some(block)),
            _ => Err(TarError::Truncated("a header")),
        }
    }

    fn extension(&mut self, header: &Header, pending: &mut Pending) -> Result<(), TarError> {
        self.set_contents(header.size, header.typeflag)?;
        let mut bytes = Vec::new();
        pending.bytes = pending.bytes.saturating_add(self.left);
        pending.count += 1;
        let (size, limit) = (pending.bytes, self.limits.tar_special_bytes);
        if size > limit {
            return Err(TarError::SpecialSize { size, limit });
        }
        if pending.count > self.limits.tar_special_headers {
            return Err(TarError::SpecialHeaders {
                limit: self.limits.tar_special_headers,
            });
        }
        while self.left > 0 {
            let have = self.contents()?;
            let n = have.len();
            bytes.extend_from_slice(have);
            self.consume(n);
        }
        pending.take(header.typeflag, &bytes)
    }

    fn set_contents(&mut self, size: i64, typeflag: u8) -> Result<(), TarError> {
        let size = if header_only(typeflag) { 0 } else { size };
        self.left = u64::try_from(size).map_err(|_| TarError::NegativeSize)?;
        self.padding = self.left.next_multiple_of(BLOCK as u64) - self.left;
        Ok(())
    }

    fn member(
        &mut self,
        header: Header,
        block: &Block,
        layout: Layout,
        pending: Pending,
    ) -> Result<Member, TarError> {
        let mut member = merge(header, &pending)?;
        member.oddities.extend(header::oddities(block, layout));
        if member.typeflag == 0 {
            member.typeflag = b'0';
            if member.name.ends_with(b"/") {
                member.typeflag = b'5';
            }
            // Python asks the block's name, Go the one that counts.
            if member.name.ends_with(b"/") || header::text(&block[..100]).ends_with(b"/") {
                member.oddities.push(Oddity::OldDirectory);
            }
        }
        self.set_contents(member.size, member.typeflag)?;
        if member.size != 0 && header_only(member.typeflag) {
            member.oddities.push(Oddity::SizeWithoutContents);
        }
        if let Some(map) = self.sparse_map(&mut member, block, layout, &pending.pax)? {
            self.set_sparse(&mut member, &map)?;
        }
        if matches!(member.typeflag, b'0' | b'7' | b'S') && member.name.ends_with(b"/") {
            member.oddities.push(Oddity::FileWithSlash);
        }
        member.stored = self.left;
        self.in_member = true;
        Ok(member)
    }

    fn sparse_map(
        &mut self,
        member: &mut Member,
        block: &Block,
        layout: Layout,
        pax: &Pax,
    ) -> Result<Option<Vec<Region>>, TarError> {
        let limits = self.limits;
        if member.typeflag == b'S' {
            if layout != Layout::Gnu {
                return Err(TarError::Sparse);
            }
            member.size = header::number(&block[483..495]).map_err(|_| TarError::Number)?;
            let more = || {
                self.block()?
                    .ok_or(TarError::Truncated("a sparse file's map"))
            };
            return sparse::map_of_old_gnu(block, limits, more).map(Some);
        }
        let Some(version) = sparse::announced(pax) else {
            if sparse::mentioned(pax) {
                member.oddities.push(Oddity::SparseIgnored);
            }
            return Ok(None);
        };
        if let Some(name) = pax.get(b"GNU.sparse.name") {
            member.name = name.to_vec();
        }
        let size = pax
            .get(b"GNU.sparse.size")
            .or(pax.get(b"GNU.sparse.realsize"));
        if let Some(size) = size {
            member.size = pax::integer(size).map_err(|_| TarError::Pax)?;
        }
        match version {
            PaxSparse::InRecords => sparse::map_in_records(pax, limits).map(Some),
            PaxSparse::InData => sparse::map_in_data(limits, || self.block_of_contents()).map(Some),
        }
    }

    fn block_of_contents(&mut self) -> Result<Block, TarError> {
        let mut block = [0; BLOCK];
        if self.left < BLOCK as u64 {
            return Err(TarError::Truncated("a sparse file's map"));
        }
        if self.input.read(&mut block)? < BLOCK {
            return Err(TarError::Truncated("a sparse file's map"));
        }
        self.left -= BLOCK as u64;
        Ok(block)
    }

    fn set_sparse(&mut self, member: &mut Member, map: &[Region]) -> Result<(), TarError> {
        if header_only(member.typeflag) || !sparse::valid(map, member.size) {
            return Err(TarError::Sparse);
        }
        let map: Vec<(u64, u64)> = map
            .iter()
            .map(|&(offset, length)| (offset as u64, length as u64))
            .collect();
        if map.iter().map(|&(_, length)| length).sum::<u64>() != self.left {
            member.oddities.push(Oddity::SparseMismatch);
        }
        member.sparse = Some(map);
        Ok(())
    }
}

impl Pending {
    fn take(&mut self, typeflag: u8, bytes: &[u8]) -> Result<(), TarError> {
        match typeflag {
            b'L' => {
                self.note(!self.name.is_empty(), Oddity::RepeatedExtension);
                self.name = self.long_name(bytes);
            }
            b'K' => {
                self.note(!self.link.is_empty(), Oddity::RepeatedExtension);
                self.link = self.long_name(bytes);
            }
            b'x' => {
                self.note(self.has_pax, Oddity::RepeatedExtension);
                self.pax = pax::parse(bytes).map_err(|_| TarError::Pax)?;
                self.has_pax = true;
                self.note(self.pax.repeated, Oddity::RepeatedRecord);
                self.note(self.pax.empty(), Oddity::EmptyValue);
            }
            _ => {
                // A global header is an entry of its own to Go: it is checked, not applied, and
                // whatever stood before it is lost.
                let records = pax::parse(bytes).map_err(|_| TarError::Pax)?.records;
                let lost = self.has_pax || !self.name.is_empty() || !self.link.is_empty();
                let said = self.oddities.contains(&Oddity::GlobalRecords);
                *self = Pending {
                    count: self.count,
                    bytes: self.bytes,
                    ..Pending::default()
                };
                self.note(lost, Oddity::LostExtension);
                let says = records.iter().any(|(key, _)| key != b"comment");
                self.note(said || says, Oddity::GlobalRecords);
            }
        }
        Ok(())
    }

    fn long_name(&mut self, bytes: &[u8]) -> Vec<u8> {
        let name = header::text(bytes);
        let rest = &bytes[name.len()..];
        self.note(rest.iter().any(|&b| b != 0), Oddity::NulInLongName);
        self.note(name.is_empty(), Oddity::EmptyValue);
        name.to_vec()
    }

    fn note(&mut self, odd: bool, oddity: Oddity) {
        if odd && !self.oddities.contains(&oddity) {
            self.oddities.push(oddity);
        }
    }
}

fn merge(header: Header, pending: &Pending) -> Result<Member, TarError> {
    let pax = &pending.pax;
    let number = |key: &[u8], block: i64| -> Result<i64, TarError> {
        Ok(pax
            .integer(key)
            .map_err(|_| TarError::Pax)?
            .unwrap_or(block))
    };
    let time = |key: &[u8]| {
        pax.get(key)
            .map(pax::time)
            .transpose()
            .map_err(|_| TarError::Pax)
    };
    time(b"atime")?;
    time(b"ctime")?;
    let mut oddities = pending.oddities.clone();
    let size = number(b"size", header.size)?;
    if size != header.size && header.size != 0 {
        oddities.push(Oddity::PaxSize);
    }
    if pax.get(b"path").is_some() && !pending.name.is_empty() {
        oddities.push(Oddity::TwoLongNames);
    }
    let (uid, gid) = (number(b"uid", header.uid)?, number(b"gid", header.gid)?);
    let owner = u32::try_from(uid).is_err() || u32::try_from(gid).is_err();
    if owner || pax.signed() {
        oddities.push(Oddity::OddNumber);
    }
    let longest = |gnu: &[u8], key: &[u8], block: Vec<u8>| match (gnu, pax.get(key)) {
        (b"", None) => block,
        (b"", Some(path)) => path.to_vec(),
        (gnu, _) => gnu.to_vec(),
    };
    Ok(Member {
        name: longest(&pending.name, b"path", header.name),
        link: longest(&pending.link, b"linkpath", header.link),
        typeflag: header.typeflag,
        size,
        mode: header.mode,
        uid,
        gid,
        mtime: time(b"mtime")?.unwrap_or((header.mtime, 0)),
        major: header.major,
        minor: header.minor,
        xattrs: xattrs(pax),
        oddities,
        ..Member::default()
    })
}

fn xattrs(pax: &Pax) -> Vec<(Vec<u8>, Vec<u8>)> {
    let prefix = b"SCHILY.xattr.";
    let mut found: Vec<_> = (pax.records.iter())
        .filter(|(_, value)| !value.is_empty())
        .filter_map(|(key, value)| Some((key.strip_prefix(prefix)?.to_vec(), value.clone())))
        .collect();
    found.sort();
    found
}

/// Types that have no contents whatever their size field says (Go: `isHeaderOnlyType`).
fn header_only(typeflag: u8) -> bool {
    matches!(typeflag, b'1'..=b'6')
}
