//! One face over four decoders: bytes in, bytes out, and "this member is over".
//!
//! Each step decodes straight from the input buffer into the caller's; nothing is copied between.
//! What stands between members, and behind the last, is [`super::decompress`]'s matter.

use std::io;

use flate2::{Decompress, FlushDecompress};
use zstd::stream::raw::{DParameter, Decoder as Zstd, InBuffer, Operation, OutBuffer};

use super::Compression;
use crate::limits::Limits;

/// How far one step came.
pub(super) struct Step {
    pub(super) consumed: usize,
    pub(super) produced: usize,
    /// The gzip member, zstd frame, bzip2 or xz stream is decoded to its last byte.
    pub(super) end: bool,
    /// What went wrong behind the bytes produced; they come first.
    pub(super) broken: Option<io::Error>,
}

/// The state of one decoder.
pub(super) enum Codec {
    Gzip(Decompress),
    Zstd(Zstd<'static>),
    Bzip2(bzip2::Decompress),
    Xz(liblzma::stream::Stream),
}

impl Codec {
    /// A decoder that stands before the first byte of a member; none for plain bytes.
    pub(super) fn new(compression: Compression, limits: &Limits) -> io::Result<Option<Codec>> {
        Ok(Some(match compression {
            Compression::Plain => return Ok(None),
            Compression::Gzip => Codec::Gzip(Decompress::new_gzip(15)),
            Compression::Bzip2 => Codec::Bzip2(bzip2::Decompress::new(false)),
            Compression::Zstd => {
                let mut zstd = Zstd::new()?;
                let log = limits.zstd_window_log.clamp(10, 31);
                zstd.set_parameter(DParameter::WindowLogMax(log))?;
                Codec::Zstd(zstd)
            }
            Compression::Xz => {
                let xz = liblzma::stream::Stream::new_stream_decoder(limits.xz_memory, 0);
                Codec::Xz(xz.map_err(|error| xz_error(error, limits))?)
            }
        }))
    }

    /// Makes ready for the next member.
    pub(super) fn restart(&mut self, limits: &Limits) -> io::Result<()> {
        let again = match self {
            // A zstd context begins the next frame by itself, and keeps its window's memory.
            Codec::Zstd(_) => None,
            Codec::Gzip(_) => Codec::new(Compression::Gzip, limits)?,
            Codec::Bzip2(_) => Codec::new(Compression::Bzip2, limits)?,
            Codec::Xz(_) => Codec::new(Compression::Xz, limits)?,
        };
        if let Some(again) = again {
            *self = again;
        }
        Ok(())
    }

    /// Decodes some of `input` into `output`.
    pub(super) fn step(
        &mut self,
        input: &[u8],
        output: &mut [u8],
        limits: &Limits,
    ) -> io::Result<Step> {
        match self {
            Codec::Gzip(gzip) => step_gzip(gzip, input, output),
            Codec::Zstd(zstd) => step_zstd(zstd, input, output, limits),
            Codec::Bzip2(bzip2) => step_bzip2(bzip2, input, output),
            Codec::Xz(xz) => step_xz(xz, input, output, limits),
        }
    }
}

fn step_gzip(gzip: &mut Decompress, input: &[u8], output: &mut [u8]) -> io::Result<Step> {
    let (before_in, before_out) = (gzip.total_in(), gzip.total_out());
    let status = gzip.decompress(input, output, FlushDecompress::None);
    let produced = moved(before_out, gzip.total_out());
    let (end, broken) = match status {
        Ok(status) => (status == flate2::Status::StreamEnd, None),
        Err(error) => {
            let reason = error.message().unwrap_or("no reason given");
            (
                false,
                Some(corrupt(format!("the gzip data is corrupt ({reason})"))),
            )
        }
    };
    Ok(Step {
        consumed: moved(before_in, gzip.total_in()),
        produced,
        end,
        broken,
    })
}

fn step_zstd(
    zstd: &mut Zstd<'static>,
    input: &[u8],
    output: &mut [u8],
    limits: &Limits,
) -> io::Result<Step> {
    let (mut from, mut to) = (InBuffer::around(input), OutBuffer::around(output));
    let hint = zstd.run(&mut from, &mut to);
    Ok(Step {
        consumed: from.pos(),
        produced: to.pos(),
        end: hint.as_ref().is_ok_and(|&hint| hint == 0),
        broken: hint.err().map(|error| zstd_error(&error, limits)),
    })
}

fn zstd_error(error: &io::Error, limits: &Limits) -> io::Error {
    let reason = error.to_string();
    if reason.contains("too much memory") {
        let log = limits.zstd_window_log;
        return too_large(format!(
            "a zstd frame demands a window of more than 2^{log} bytes, which is the limit (--limit \
             zstd-window)"
        ));
    }
    corrupt(format!("the zstd data is corrupt ({reason})"))
}

fn step_bzip2(bzip2: &mut bzip2::Decompress, input: &[u8], output: &mut [u8]) -> io::Result<Step> {
    let (before_in, before_out) = (bzip2.total_in(), bzip2.total_out());
    let status = bzip2.decompress(input, output);
    Ok(Step {
        consumed: moved(before_in, bzip2.total_in()),
        produced: moved(before_out, bzip2.total_out()),
        end: status == Ok(bzip2::Status::StreamEnd),
        broken: (status.err()).map(|_| corrupt("the bzip2 data is corrupt".to_owned())),
    })
}

fn step_xz(
    xz: &mut liblzma::stream::Stream,
    input: &[u8],
    output: &mut [u8],
    limits: &Limits,
) -> io::Result<Step> {
    use liblzma::stream::{Action, Status};
    let (before_in, before_out) = (xz.total_in(), xz.total_out());
    let status = xz.process(input, output, Action::Run);
    Ok(Step {
        consumed: moved(before_in, xz.total_in()),
        produced: moved(before_out, xz.total_out()),
        end: matches!(status, Ok(Status::StreamEnd)),
        broken: status.err().map(|error| xz_error(error, limits)),
    })
}

fn xz_error(error: liblzma::stream::Error, limits: &Limits) -> io::Error {
    use liblzma::stream::Error;
    match error {
        Error::MemLimit | Error::Mem => too_large(format!(
            "an xz stream demands more memory than the limit of {} bytes (--limit xz-memory)",
            limits.xz_memory
        )),
        Error::Options => corrupt("the xz data uses a filter that is not known here".to_owned()),
        _ => corrupt("the xz data is corrupt".to_owned()),
    }
}

/// The counters of the libraries are 64 bits wide, one step's difference fits a buffer.
fn moved(before: u64, after: u64) -> usize {
    usize::try_from(after - before).unwrap_or(usize::MAX)
}

pub(super) fn corrupt(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

fn too_large(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}
