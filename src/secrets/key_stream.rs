//! Private keys in contents that are too large to be held: looked for in stretches that overlap by
//! more than the longest key.

use super::{Hit, private_key};

/// Bytes looked at together.
const STRETCH: usize = 1 << 20;
/// Bytes that are looked at again with the next stretch: twice what a key may be long.
const OVERLAP: usize = 128 << 10;

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
        while !bytes.is_empty() {
            let n = (STRETCH - self.held.len()).min(bytes.len());
            self.held.extend_from_slice(&bytes[..n]);
            bytes = &bytes[n..];
            if self.held.len() == STRETCH {
                self.look(STRETCH - OVERLAP, out);
                self.pass(STRETCH - OVERLAP);
            }
        }
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
        let gone = &self.held[..n];
        let breaks = memchr::memchr_iter(b'\n', gone);
        self.lines += breaks.count() as u64;
        self.in_line = match memchr::memrchr(b'\n', gone) {
            Some(at) => (n - at - 1) as u64,
            None => self.in_line + n as u64,
        };
        self.base += n as u64;
        self.held.drain(..n);
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
        for chunk in [1_000, 65_536, 1 << 22] {
            let (mut stream, mut found) = (KeyStream::default(), vec![]);
            for part in text.as_bytes().chunks(chunk) {
                stream.push(part, &mut |hit| found.push(hit));
            }
            stream.finish(&mut |hit| found.push(hit));
            assert_eq!(found, whole, "{chunk}");
        }
    }
}
