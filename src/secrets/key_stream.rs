//! Private keys in contents that are too large to be held: looked for in stretches that overlap by
//! more than the longest key. Where nothing begins one, which is nearly everywhere, nothing is kept.

use super::{Hit, private_key};

/// Bytes looked at together.
const STRETCH: usize = 1 << 20;
/// Bytes that are looked at again with the next stretch: twice what a key may be long.
const OVERLAP: usize = 128 << 10;
/// Bytes that are kept of what passes: one less than the longest beginning of a key.
const SEAM: usize = 19;

/// A content that comes in stretches.
#[derive(Debug, Default)]
pub(super) struct KeyStream {
    held: Vec<u8>,
    /// Bytes, lines, and bytes of the last line, before what is held.
    base: u64,
    lines: u64,
    in_line: u64,
    /// Up to here all keys have been told.
    told: u64,
}

impl KeyStream {
    /// Takes the next bytes; tells the keys that begin before the overlap.
    pub(super) fn push(&mut self, mut bytes: &[u8], out: &mut dyn FnMut(Hit)) {
        if self.waits() && !self.begins(bytes) {
            return self.let_pass(bytes);
        }
        while !bytes.is_empty() {
            let n = (STRETCH - self.held.len()).min(bytes.len());
            self.held.extend_from_slice(&bytes[..n]);
            bytes = &bytes[n..];
            if self.held.len() == STRETCH {
                self.look(STRETCH - OVERLAP, out);
                self.pass(STRETCH - OVERLAP);
                if !private_key::begins(&self.held) {
                    self.pass(OVERLAP - SEAM);
                }
            }
        }
    }

    /// Whether only bytes are held that may be the first of a key's header.
    fn waits(&self) -> bool {
        self.held.len() <= SEAM
    }

    /// Whether a key may begin in what is held or in these bytes behind it.
    fn begins(&self, bytes: &[u8]) -> bool {
        let seam = [&self.held, &bytes[..bytes.len().min(SEAM)]].concat();
        private_key::begins(&seam) || private_key::begins(bytes)
    }

    /// Keeps no more of these bytes than may be the first of a header.
    fn let_pass(&mut self, bytes: &[u8]) {
        self.pass(
            self.held
                .len()
                .saturating_sub(SEAM.saturating_sub(bytes.len())),
        );
        let (passed, kept) = bytes.split_at(bytes.len().saturating_sub(SEAM));
        self.count(passed);
        self.held.extend_from_slice(kept);
    }

    /// The end; tells the rest.
    pub(super) fn finish(mut self, out: &mut dyn FnMut(Hit)) {
        self.look(self.held.len(), out);
    }

    fn look(&mut self, before: usize, out: &mut dyn FnMut(Hit)) {
        let KeyStream {
            base,
            lines,
            in_line,
            ..
        } = *self;
        let mut told = self.told;
        private_key::find(&self.held, &mut |mut hit| {
            let start = base + hit.start;
            if hit.start >= before as u64 || start < told {
                return;
            }
            if hit.line == 1 {
                hit.column += in_line;
            }
            hit.line += lines;
            (hit.start, hit.end) = (start, base + hit.end);
            told = hit.end;
            out(hit);
        });
        self.told = told;
    }

    fn pass(&mut self, n: usize) {
        let mut held = std::mem::take(&mut self.held);
        self.count(&held[..n]);
        held.drain(..n);
        self.held = held;
    }

    /// Counts bytes and lines that are gone.
    fn count(&mut self, gone: &[u8]) {
        let breaks = memchr::memchr_iter(b'\n', gone);
        self.lines += breaks.count() as u64;
        self.in_line = match memchr::memrchr(b'\n', gone) {
            Some(at) => (gone.len() - at - 1) as u64,
            None => self.in_line + gone.len() as u64,
        };
        self.base += gone.len() as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A made-up key: the form is right, the body is letters.
    fn key(letter: char) -> String {
        let line = format!("{}\n", letter.to_string().repeat(63) + "Q");
        let (begin, end) = ("-----BEGIN ", "-----END ");
        let kind = "RSA PRIVATE KEY-----";
        format!("{begin}{kind}\n{}{end}{kind}\n", line.repeat(12))
    }

    #[test]
    fn the_same_is_found_as_in_the_whole() {
        let filler = |lines: usize| "no key here\n".repeat(lines);
        let near = (STRETCH - OVERLAP) / 12;
        let text = [
            filler(10),
            key('a'),
            filler(near - 60),
            key('b'),
            key('c'),
            filler(OVERLAP / 12 - 40),
            key('d'),
            filler(200_000),
            "x".repeat(77),
            key('e'),
        ]
        .concat();
        let mut whole = vec![];
        private_key::find(text.as_bytes(), &mut |hit| whole.push(hit));
        assert_eq!(whole.len(), 5);
        for chunk in [7, 1_000, 65_536, 1 << 22] {
            let (mut stream, mut found) = (KeyStream::default(), vec![]);
            for part in text.as_bytes().chunks(chunk) {
                stream.push(part, &mut |hit| found.push(hit));
            }
            stream.finish(&mut |hit| found.push(hit));
            assert_eq!(found, whole, "{chunk}");
        }
    }
}
