//! One layer's stream, plain or encoded: every way to read the same bytes lists the same.

use std::io::{self, Write};
use std::sync::Arc;

use layerscope::image::{Blob, Compression, Layer, ReadAt};
use layerscope::layer::{self, Indexed, NoSinks, Options};

use super::bytes::{Bytes, with_checksums};
use super::laws;

/// How much a read gives at most.
const PIECES: [usize; 6] = [usize::MAX, 1, 7, 511, 513, 4096];

pub fn run(input: &[u8]) {
    let mut input = Bytes(input);
    let (encoding, piece) = (input.below(8), input.one(&PIECES));
    let mended = (encoding >= 4).then(|| with_checksums(input.rest()));
    let (tar, encoding) = (mended.as_deref().unwrap_or(input.rest()), encoding % 4);
    let stored = encoded(tar, encoding);
    let blob = Blob::from_bytes(stored.clone(), "fuzzed");
    let read = list(&blob, true);
    let plain = read.facts.plain_bytes.unwrap_or(laws::limits().plain_bytes);
    laws::index_fits(&read, plain, &laws::limits());

    let pieces = Pieces {
        bytes: stored,
        piece,
    };
    let len = pieces.bytes.len() as u64;
    let in_pieces = Blob::new(Arc::new(pieces), 0, len, "fuzzed");
    same(&read, &list(&in_pieces, true), "in pieces");
    same(&read, &split(&blob), "over several threads");

    // Without contents: a plain tar is walked, its contents are not read.
    let walked = list(&blob, false);
    assert_eq!(laws::entries(&read.index), laws::entries(&walked.index));
    assert_eq!(
        read.error.is_none(),
        walked.error.is_none(),
        "{:?} {:?}",
        read.error,
        walked.error
    );

    if encoding > 0 && Compression::sniff(tar) == Compression::Plain && !tar.is_empty() {
        let bare = list(&Blob::from_bytes(tar.to_vec(), "fuzzed"), true);
        assert_eq!(laws::entries(&read.index), laws::entries(&bare.index));
        assert_eq!(read.index.hashes, bare.index.hashes);
        assert_eq!(read.facts.diff_id, bare.facts.diff_id);
    }
}

fn options(contents: bool) -> Options {
    Options {
        verify: contents,
        hash: contents,
        limits: laws::limits(),
    }
}

fn list(blob: &Blob, contents: bool) -> Indexed {
    layer::list(blob, &options(contents))
}

/// A layer that is alone is read by several threads where there are several cores.
fn split(blob: &Blob) -> Indexed {
    let mut found = None;
    let layers = [Layer::bare(blob.clone())];
    layer::index_layers(&layers, &options(true), &NoSinks, &(), |_, indexed| {
        found = Some(indexed);
    });
    found.unwrap()
}

fn same(a: &Indexed, b: &Indexed, how: &str) {
    assert_eq!(a.facts.digest, b.facts.digest, "{how}");
    assert_eq!(a.facts.plain_bytes, b.facts.plain_bytes, "{how}");
    let plain = a.facts.compression == Some(Compression::Plain);
    if plain || a.error.is_none() {
        assert_eq!(a.error, b.error, "{how}");
        assert_eq!(laws::entries(&a.index), laws::entries(&b.index), "{how}");
        assert_eq!(a.facts.diff_id, b.facts.diff_id, "{how}");
        assert_eq!(told(a), told(b), "{how}");
    } else {
        // How much comes out of damaged data before the decoder sees the damage is its own
        // matter; what both saw is the same.
        assert!(b.error.is_some(), "{how}");
        let (a, b) = (laws::entries(&a.index), laws::entries(&b.index));
        let whole = a.len().min(b.len()).saturating_sub(1);
        assert_eq!(a[..whole], b[..whole], "{how}");
    }
    if a.error.is_none() {
        // A file that broke off equals nothing, not even itself.
        assert_eq!(a.index.hashes, b.index.hashes, "{how}");
    }
}

fn told(indexed: &Indexed) -> Vec<&str> {
    let told = indexed.warnings.iter();
    told.map(|warning| warning.message.as_str()).collect()
}

fn encoded(tar: &[u8], encoding: usize) -> Vec<u8> {
    match encoding {
        1 => {
            let mut gzip = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
            gzip.write_all(tar).unwrap();
            gzip.finish().unwrap()
        }
        2 => zstd::encode_all(tar, 1).unwrap(),
        3 => {
            // Two members, as parallel compressors write.
            let (one, two) = tar.split_at(tar.len() / 2);
            [encoded(one, 1), encoded(two, 1)].concat()
        }
        _ => tar.to_vec(),
    }
}

/// Bytes of which a read gives only a few.
struct Pieces {
    bytes: Vec<u8>,
    piece: usize,
}

impl ReadAt for Pieces {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        let most = buf.len().min(self.piece);
        self.bytes.read_at(&mut buf[..most], offset)
    }
}
