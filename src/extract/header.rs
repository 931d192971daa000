//! Headers of tar members: ustar, with a PAX header before it for what ustar cannot say
//! (POSIX.1-2017, pax, "ustar Interchange Format" and "pax Header Block").
//!
//! Names that are not plain ASCII, or longer than the old field, go into PAX records as the bytes
//! they are. Nothing is cut off silently.

use crate::layer::EntryKind;

/// Bytes of a block.
pub(super) const BLOCK: usize = 512;

/// What a header says of its member.
#[derive(Debug, Clone)]
pub(super) struct Header<'a> {
    pub(super) kind: EntryKind,
    /// The member's name; of a directory with a slash at its end.
    pub(super) name: &'a [u8],
    /// Of a symlink its target, of a hard link the name of the member it shares.
    pub(super) link: &'a [u8],
    pub(super) size: u64,
    pub(super) mode: u16,
    pub(super) uid: u32,
    pub(super) gid: u32,
    pub(super) mtime: (i64, u32),
    pub(super) device: (u32, u32),
    /// Names and values.
    pub(super) xattrs: Vec<(&'a [u8], &'a [u8])>,
}

impl Header<'_> {
    /// The blocks that go before the contents.
    pub(super) fn blocks(&self) -> Vec<u8> {
        let records = self.records();
        let mut out = Vec::with_capacity(BLOCK);
        if !records.is_empty() {
            out.extend(extension(&records));
        }
        out.extend(self.block());
        out
    }

    fn typeflag(&self) -> u8 {
        match self.kind {
            EntryKind::HardLink => b'1',
            EntryKind::Symlink => b'2',
            EntryKind::CharDevice => b'3',
            EntryKind::BlockDevice => b'4',
            EntryKind::Directory => b'5',
            EntryKind::Fifo => b'6',
            _ => b'0',
        }
    }

    fn block(&self) -> [u8; BLOCK] {
        let mut block = [0; BLOCK];
        text(&mut block[..100], self.name);
        number(&mut block[100..108], u64::from(self.mode));
        number(&mut block[108..116], u64::from(self.uid));
        number(&mut block[116..124], u64::from(self.gid));
        number(&mut block[124..136], self.size);
        number(
            &mut block[136..148],
            u64::try_from(self.mtime.0).unwrap_or(0),
        );
        block[156] = self.typeflag();
        text(&mut block[157..257], self.link);
        block[257..265].copy_from_slice(b"ustar\x0000");
        number(&mut block[329..337], u64::from(self.device.0));
        number(&mut block[337..345], u64::from(self.device.1));
        seal(&mut block);
        block
    }

    /// PAX records for what the block cannot say.
    fn records(&self) -> Vec<u8> {
        let mut out = Vec::new();
        if !fits_text(self.name) {
            record(&mut out, b"path", self.name);
        }
        if !fits_text(self.link) {
            record(&mut out, b"linkpath", self.link);
        }
        for (key, value, octal_digits) in [
            (&b"size"[..], self.size, 11),
            (b"uid", u64::from(self.uid), 7),
            (b"gid", u64::from(self.gid), 7),
        ] {
            if value >> (3 * octal_digits) > 0 {
                record(&mut out, key, value.to_string().as_bytes());
            }
        }
        let (seconds, nanos) = self.mtime;
        if nanos > 0 || !(0..1 << 33).contains(&seconds) {
            record(&mut out, b"mtime", time(seconds, nanos).as_bytes());
        }
        for (name, value) in &self.xattrs {
            // A `=` would end the key.
            if !name.contains(&b'=') {
                record(&mut out, &[b"SCHILY.xattr.", *name].concat(), value);
            }
        }
        out
    }
}

/// A PAX header block with its records.
fn extension(records: &[u8]) -> Vec<u8> {
    let mut block = [0; BLOCK];
    text(&mut block[..100], b"PaxHeaders/extended");
    number(&mut block[100..108], 0o644);
    number(&mut block[108..116], 0);
    number(&mut block[116..124], 0);
    number(&mut block[124..136], records.len() as u64);
    number(&mut block[136..148], 0);
    block[156] = b'x';
    block[257..265].copy_from_slice(b"ustar\x0000");
    seal(&mut block);
    let mut out = block.to_vec();
    out.extend_from_slice(records);
    out.resize(out.len().next_multiple_of(BLOCK), 0);
    out
}

/// `<length> <key>=<value>\n`, the length counting itself.
fn record(out: &mut Vec<u8>, key: &[u8], value: &[u8]) {
    let rest = key.len() + value.len() + 3; // space, `=`, newline
    let mut len = rest + 1;
    while rest + len.to_string().len() > len {
        len = rest + len.to_string().len();
    }
    out.extend_from_slice(len.to_string().as_bytes());
    for part in [b" ", key, b"=", value, b"\n"] {
        out.extend_from_slice(part);
    }
}

/// Seconds with their fraction; before 1970 the fraction counts forward from the second, too.
fn time(seconds: i64, nanos: u32) -> String {
    if nanos == 0 {
        return seconds.to_string();
    }
    let (sign, seconds, nanos) = if seconds < 0 {
        ("-", (seconds + 1).unsigned_abs(), 1_000_000_000 - nanos)
    } else {
        ("", seconds.unsigned_abs(), nanos)
    };
    let text = format!("{sign}{seconds}.{nanos:09}");
    text.trim_end_matches('0').to_owned()
}

fn fits_text(text: &[u8]) -> bool {
    text.len() <= 100 && text.is_ascii()
}

/// As much of a name as the field takes; where that is not all, a PAX record has it.
fn text(field: &mut [u8], text: &[u8]) {
    let len = text.len().min(field.len());
    field[..len].copy_from_slice(&text[..len]);
}

/// Octal digits and a NUL; what does not fit is written in base 256, which GNU tar, libarchive and
/// Go read, and of size and owner in a PAX record besides.
fn number(field: &mut [u8], value: u64) {
    let digits = field.len() - 1;
    if value >> (3 * digits).min(63) > 0 {
        field.fill(0);
        let bytes = value.to_be_bytes();
        let len = bytes.len().min(digits);
        let start = field.len() - len;
        field[start..].copy_from_slice(&bytes[bytes.len() - len..]);
        field[0] = 0x80;
        return;
    }
    let octal = format!("{value:0digits$o}");
    field[..digits].copy_from_slice(octal.as_bytes());
}

/// Writes the checksum; its own field counts as spaces.
fn seal(block: &mut [u8; BLOCK]) {
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|&b| u32::from(b)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::tar::{TarReader, input::BlobInput};

    fn header(name: &[u8]) -> Header<'_> {
        Header {
            kind: EntryKind::File,
            name,
            link: b"",
            size: 0,
            mode: 0o644,
            uid: 0,
            gid: 0,
            mtime: (0, 0),
            device: (0, 0),
            xattrs: Vec::new(),
        }
    }

    #[test]
    fn what_is_written_is_what_our_reader_reads() {
        let long = b"d/".repeat(2000);
        let base = header(b"usr/bin/env");
        let xattrs = vec![(&b"security.capability"[..], &b"\x01\0\n=\xff"[..])];
        for header in [
            base.clone(),
            header(&long),
            header("naïve/名".as_bytes()),
            header(b"latin\xe9\nline"),
            Header {
                size: 1 << 33,
                ..base.clone()
            },
            Header {
                size: (1 << 33) - 1,
                mode: 0o4755,
                ..base.clone()
            },
            Header {
                uid: u32::MAX - 1,
                gid: 1 << 21,
                ..base.clone()
            },
            Header {
                mtime: (-1, 500_000_000),
                ..base.clone()
            },
            Header {
                mtime: (-5, 0),
                ..base.clone()
            },
            Header {
                mtime: (1_700_000_000, 1),
                ..base.clone()
            },
            Header {
                mtime: (1 << 40, 0),
                ..base.clone()
            },
            Header {
                xattrs,
                ..base.clone()
            },
            Header {
                kind: EntryKind::Symlink,
                link: &long,
                ..base.clone()
            },
            Header {
                kind: EntryKind::HardLink,
                link: b"a",
                ..base.clone()
            },
            Header {
                kind: EntryKind::CharDevice,
                device: (1, 3),
                ..base.clone()
            },
            Header {
                kind: EntryKind::BlockDevice,
                device: (1 << 22, 1 << 30),
                ..base.clone()
            },
            Header {
                kind: EntryKind::Fifo,
                ..base.clone()
            },
            Header {
                kind: EntryKind::Directory,
                name: b"d/",
                ..base.clone()
            },
        ] {
            let blob = crate::image::Blob::from_bytes(header.blocks(), "x");
            let limits = Limits::default();
            let mut reader = TarReader::new(BlobInput::new(blob), &limits);
            let read = reader.next_member().unwrap().unwrap();
            assert_eq!(read.name, header.name);
            assert_eq!(read.link, header.link);
            assert_eq!(read.typeflag, header.typeflag());
            assert_eq!(read.size, header.size as i64);
            assert_eq!(read.mode, i64::from(header.mode));
            assert_eq!((read.uid, read.gid), (header.uid.into(), header.gid.into()));
            assert_eq!(read.mtime, header.mtime, "{header:?}");
            let device = (i64::from(header.device.0), i64::from(header.device.1));
            assert_eq!((read.major, read.minor), device);
            let xattrs = read.xattrs.iter().map(|(name, value)| (&**name, &**value));
            assert_eq!(xattrs.collect::<Vec<_>>(), header.xattrs);
        }
    }

    #[test]
    fn a_record_counts_its_own_length() {
        for (len, value) in [
            (9, "1"),
            (10, "12"),
            (98, "x"),
            (99, "x"),
            (100, "x"),
            (101, "x"),
        ] {
            let _ = len;
            let value = value.repeat(len);
            let mut out = Vec::new();
            record(&mut out, b"path", value.as_bytes());
            let said: usize = String::from_utf8_lossy(&out)
                .split(' ')
                .next()
                .unwrap()
                .parse()
                .unwrap();
            assert_eq!(said, out.len());
        }
    }
}
