//! Where one content holds values, for whoever wants to show it without them.

use std::io::{self, Read};
use std::ops::Range;

use super::Hit;
use super::detect::{Detect, Subject, is_binary};
use crate::limits::Limits;

/// Bytes read at once of a content that is too large to be held.
const STRETCH: usize = 256 << 10;

/// The stretches of a content that hold values, from byte to byte, those of examples too. What lies
/// inside an archive is not looked for.
///
/// # Errors
/// Those of `content`.
pub fn spans(
    detect: &dyn Detect,
    path: &[u8],
    content: &mut dyn Read,
) -> io::Result<Vec<Range<u64>>> {
    let most = Limits::default().scan_bytes;
    let mut head = Vec::new();
    content.take(most as u64 + 1).read_to_end(&mut head)?;
    let mut found = Vec::new();
    let relative = path.strip_prefix(b"/").unwrap_or(path);
    let mut out = |hit: Hit| {
        if hit.counts_at(relative) && hit.start < hit.end {
            found.push(hit.start..hit.end);
        }
    };
    let mut worker = detect.worker();
    let binary = is_binary(&head);
    if head.len() <= most {
        let subject = Subject {
            path,
            bytes: &head,
            binary,
        };
        worker.scan(&subject, &mut out);
        return Ok(found);
    }
    worker.stream(binary);
    worker.feed(&head, &mut out);
    head.resize(STRETCH, 0);
    loop {
        match content.read(&mut head)? {
            0 => break,
            n => worker.feed(&head[..n], &mut out),
        }
    }
    worker.finish(&mut out);
    Ok(found)
}
