//! A stream made into a file that can be read at any offset.
//!
//! Standard input, an engine's output and an archive that is compressed as a whole are decoded
//! once into a temporary file. It has no name (`O_TMPFILE`, or unlinked at once), so nothing is
//! left behind whatever ends the program.

use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{OpenOptions, SourceError, tar};
use crate::image::decompress::{Trailing, reader};
use crate::image::{Blob, Compression};
use crate::text::size;

/// Bytes moved at a time.
const CHUNK: usize = 1 << 20;
/// Bytes between two looks at the free space.
const STRIDE: u64 = 64 << 20;
/// Free space that is left to others.
const MARGIN: u64 = 64 << 20;

/// A stream in a file, decoded.
pub(super) struct Spooled {
    pub(super) blob: Blob,
    pub(super) compression: Compression,
    pub(super) trailing: Option<Trailing>,
}

/// Decodes `input` into a temporary file. `name` is what messages call it.
pub(super) fn spool(
    mut input: impl Read,
    name: &str,
    options: &OpenOptions,
) -> Result<Spooled, SourceError> {
    let head = read_head(&mut input).map_err(|error| SourceError::unreadable(name, error))?;
    if head.is_empty() {
        return Err(SourceError::not_an_image(
            name,
            "is empty; there is no image to read",
        ));
    }
    let compression = Compression::sniff(&head);
    if compression == Compression::Plain && !tar::is_tar(&head) {
        return Err(SourceError::not_an_image(name, tar::what_instead(&head)));
    }
    let whole = io::Cursor::new(head).chain(input);
    let mut plain = reader(compression, whole, &options.limits)
        .map_err(|error| SourceError::unreadable(name, error))?;
    let (file, len) = write_out(&mut plain, name, compression, options)?;
    Ok(Spooled {
        blob: Blob::new(Arc::new(file), 0, len, name),
        compression,
        trailing: plain.trailing(),
    })
}

fn read_head(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(tar::BLOCK as usize);
    input.take(tar::BLOCK).read_to_end(&mut head)?;
    Ok(head)
}

fn write_out(
    plain: &mut impl Read,
    name: &str,
    compression: Compression,
    options: &OpenOptions,
) -> Result<(File, u64), SourceError> {
    let mut file = tempfile::tempfile().map_err(|error| {
        let dir = std::env::temp_dir();
        SourceError::Unreadable(format!(
            "{name}: no temporary file can be made in {} ({error}); set TMPDIR to a directory \
             that can be written to",
            dir.display()
        ))
    })?;
    let (mut buf, mut len, mut look_at) = (vec![0; CHUNK], 0u64, 0u64);
    loop {
        if options.is_interrupted() {
            return Err(SourceError::Interrupted);
        }
        let n = match plain.read(&mut buf) {
            Ok(0) => return Ok((file, len)),
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(broken(name, compression, len, &error)),
        };
        if len + n as u64 > options.limits.spool_bytes {
            return Err(SourceError::Limit(format!(
                "{name}: holds more than {}, the limit for what is read from a stream or a \
                 compressed archive; save it to an uncompressed file and give its path",
                size(options.limits.spool_bytes)
            )));
        }
        if len >= look_at {
            check_room(&file, name)?;
            look_at = len + STRIDE;
        }
        file.write_all(&buf[..n])
            .map_err(|error| write_failed(name, len, &error))?;
        len += n as u64;
        options.spooled.store(len, Ordering::Relaxed);
    }
}

fn broken(name: &str, compression: Compression, len: u64, error: &io::Error) -> SourceError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => {
            SourceError::NotAnImage(format!(
                "{name}: {error}, after {}; copy or save the file again",
                size(len)
            ))
        }
        io::ErrorKind::FileTooLarge => SourceError::Limit(format!(
            "{name}: {error}; decompress it with {} and give the plain file",
            compression.name()
        )),
        _ => SourceError::unreadable(name, error),
    }
}

fn check_room(file: &File, name: &str) -> Result<(), SourceError> {
    // Where the question cannot be asked, writing itself gives the answer.
    let Ok(stat) = rustix::fs::fstatvfs(file) else {
        return Ok(());
    };
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    if free >= MARGIN + STRIDE {
        return Ok(());
    }
    Err(no_room(name, &format!("only {} are free", size(free))))
}

fn write_failed(name: &str, len: u64, error: &io::Error) -> SourceError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            no_room(name, &format!("{error} after {}", size(len)))
        }
        _ => SourceError::Unreadable(format!("{name}: cannot be stored for reading: {error}")),
    }
}

fn no_room(name: &str, why: &str) -> SourceError {
    SourceError::NoSpace(format!(
        "{name}: no room to unpack it for reading in {} ({why}); set TMPDIR to a directory with \
         more room, or save the image to an uncompressed file and give its path",
        std::env::temp_dir().display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tar_bytes() -> Vec<u8> {
        let mut builder = ::tar::Builder::new(Vec::new());
        let mut header = ::tar::Header::new_gnu();
        header.set_size(3);
        header.set_cksum();
        builder.append_data(&mut header, "a", &b"abc"[..]).unwrap();
        builder.into_inner().unwrap()
    }

    #[test]
    fn a_stream_is_stored_decoded_and_what_follows_it_is_reported() {
        let plain = tar_bytes();
        let mut packed = zstd::encode_all(&plain[..], 1).unwrap();
        packed.extend([0; 5]);
        let options = OpenOptions::default();
        for (bytes, compression, nuls) in [
            (plain.clone(), Compression::Plain, None),
            (packed, Compression::Zstd, Some(5)),
        ] {
            let spooled = spool(&bytes[..], "stream", &options).unwrap();
            assert_eq!(spooled.blob.read_all(1 << 20).unwrap(), plain);
            assert_eq!(spooled.compression, compression);
            assert_eq!(spooled.trailing.map(|t| t.nul_bytes), nuls);
        }
        assert_eq!(options.spooled.load(Ordering::Relaxed), plain.len() as u64);
    }

    #[test]
    fn what_cannot_be_stored_says_which_and_why() {
        let gzip = {
            use std::io::Write as _;
            let level = flate2::Compression::fast();
            let mut out = flate2::write::GzEncoder::new(Vec::new(), level);
            out.write_all(&tar_bytes()).unwrap();
            out.finish().unwrap()
        };
        let mut small = OpenOptions::default();
        small.limits.spool_bytes = 1000;
        let stopped = OpenOptions::default();
        let flag = Arc::new(std::sync::atomic::AtomicBool::new(true));
        let stopped = OpenOptions {
            interrupted: Some(flag),
            ..stopped
        };
        let plain = OpenOptions::default();
        for (bytes, options, says) in [
            (&b""[..], &plain, "name: is empty"),
            (&b"hsqs more"[..], &plain, "name: is a SquashFS"),
            (&gzip[..gzip.len() / 2], &plain, "breaks off"),
            (&gzip[..], &small, "limit"),
            (&gzip[..], &stopped, "interrupted"),
        ] {
            let error = spool(bytes, "name", options).err().unwrap().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
