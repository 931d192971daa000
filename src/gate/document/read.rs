//! A short text file, read whole: never more of it than its limit.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// The text of a file that has at most `most` bytes; `what` is what such a file is called, and
/// `raised` says, where there is a way, how to raise the limit: ` (--limit …)`.
///
/// # Errors
/// A sentence when it is not there, cannot be read, is longer, or is not UTF-8.
pub(crate) fn read(path: &Path, most: u64, what: &str, raised: &str) -> Result<String, String> {
    let file = File::open(path).map_err(|problem| match problem.kind() {
        ErrorKind::NotFound => format!("there is no such {what}"),
        _ => format!("cannot be opened: {problem}"),
    })?;
    let mut bytes = vec![];
    let read = file.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|problem| format!("cannot be read: {problem}"))?;
    if bytes.len() as u64 > most {
        return Err(format!(
            "has more than {most} bytes{raised}; a {what} is short text"
        ));
    }
    String::from_utf8(bytes).map_err(|problem| {
        let line = problem.as_bytes()[..problem.utf8_error().valid_up_to()].split(|&b| b == b'\n');
        format!("line {} is not UTF-8; a {what} is text", line.count())
    })
}
