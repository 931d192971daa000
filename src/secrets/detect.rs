//! What the pass over an image asks of whoever knows secrets when it sees them.
//!
//! The pass knows layers, contents and archives; a detector knows rules, readers and bytes. Both
//! meet here, so that either can be tested without the other. What a detector says of a content
//! may depend on its bytes and on [`Detect::kind`] of its path, and on nothing else: contents are
//! scanned once and the result is shared by all paths of the same kind.

use super::Hit;

/// A content about to be scanned whole.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Where it lies; of a member of an archive its path in there. Empty for a text of the config.
    pub path: &'a [u8],
    /// All of it.
    pub bytes: &'a [u8],
    /// It is no text: only tokens with a fixed prefix are worth looking for.
    pub binary: bool,
}

/// Knows secrets when it sees them; shared by all workers.
pub trait Detect: Sync {
    /// What the path adds to what can be found: the number of the reader that it calls for, or 0.
    fn kind(&self, path: &[u8]) -> u16;

    /// What the mere presence of a file with this path says.
    fn presence(&self, path: &[u8]) -> Option<Hit>;

    /// Why what is found at this path is an example or test data.
    fn example(&self, path: &[u8]) -> Option<String>;

    /// The hit as it is to be told of a file at this path: a host key is a private key of another
    /// kind.
    fn at_path(&self, hit: Hit, path: &[u8]) -> Hit;

    /// Somebody to scan one layer.
    fn worker(&self) -> Box<dyn Worker + '_>;
}

/// Scans contents, one after the other.
pub trait Worker: Send {
    /// Scans a content that is there as a whole.
    fn scan(&mut self, subject: &Subject<'_>, out: &mut dyn FnMut(Hit));

    /// Files that a reader took only a part of, for their size, since this was asked last.
    fn cut(&mut self) -> u64 {
        0
    }

    /// A content too large to be held begins; one that was under way is given up.
    fn stream(&mut self, binary: bool);

    /// Its next stretch.
    fn feed(&mut self, bytes: &[u8], out: &mut dyn FnMut(Hit));

    /// Its end: what was held back for want of context comes out.
    fn finish(&mut self, out: &mut dyn FnMut(Hit));
}

/// Whether a content is no text: a NUL among its first 8 KiB, as git and grep tell.
#[must_use]
pub fn is_binary(head: &[u8]) -> bool {
    head[..head.len().min(8 << 10)].contains(&0)
}
