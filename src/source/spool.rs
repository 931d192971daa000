//! A stream made into a file that can be read at any offset.
//!
//! Standard input, an engine's output and an archive that is compressed as a whole are decoded
//! once into a temporary file. It has no name (`O_TMPFILE`, or unlinked at once), so nothing is
//! left behind whatever ends the program.

use std::io::{self, Read};
use std::sync::atomic::Ordering;

use super::scratch::{Scratch, ScratchError};
use super::{OpenOptions, SourceError, tar};
use crate::image::decompress::{Trailing, reader};
use crate::image::{Blob, Compression};
use crate::text::size;

/// Bytes moved at a time.
const CHUNK: usize = 1 << 20;
/// A stream in a file, decoded.
#[derive(Debug, Clone)]
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
    let scratch = write_out(&mut plain, name, compression, options)?;
    Ok(Spooled {
        blob: scratch.into_blob(name),
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
) -> Result<Scratch, SourceError> {
    let failed = |error| failed(name, error);
    let mut scratch = Scratch::new(options.limits.spool_bytes).map_err(failed)?;
    let mut buf = vec![0; CHUNK];
    loop {
        if options.is_interrupted() {
            return Err(SourceError::Interrupted);
        }
        let n = match plain.read(&mut buf) {
            Ok(0) => return Ok(scratch),
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(broken(name, compression, scratch.len(), &error)),
        };
        scratch.write(&buf[..n]).map_err(failed)?;
        options.spooled.store(scratch.len(), Ordering::Relaxed);
    }
}

fn failed(name: &str, error: ScratchError) -> SourceError {
    let message = format!("{name}: {error}");
    match error {
        ScratchError::NoSpace(_) => SourceError::NoSpace(message),
        ScratchError::Limit(_) => SourceError::Limit(format!(
            "{message}, the limit for what is read from a stream or a compressed archive (--limit \
             spool-bytes); save it to an uncompressed file and give its path"
        )),
        ScratchError::Create(_) | ScratchError::Write(_) => SourceError::Unreadable(message),
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

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
