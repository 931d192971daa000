//! A tar writer that checks nothing, so that anything can be wrong.

/// One header, field by field.
#[derive(Debug, Clone)]
pub struct Head {
    pub name: Vec<u8>,
    pub link: Vec<u8>,
    pub kind: u8,
    pub mode: u32,
    pub uid: u64,
    pub gid: u64,
    /// What the size field says, whatever follows.
    pub size: u64,
    pub mtime: i64,
    pub device: (u32, u32),
    /// Bytes laid over the finished header before its checksum is made.
    pub patches: Vec<(usize, Vec<u8>)>,
}

impl Head {
    /// A regular file of mode 644 that belongs to root.
    pub fn new(kind: u8, name: impl AsRef<[u8]>) -> Head {
        Head {
            name: name.as_ref().to_vec(),
            link: vec![],
            kind,
            mode: if kind == b'5' { 0o755 } else { 0o644 },
            uid: 0,
            gid: 0,
            size: 0,
            mtime: 1_700_000_000,
            device: (0, 0),
            patches: vec![],
        }
    }

    pub fn link(mut self, target: impl AsRef<[u8]>) -> Head {
        self.link = target.as_ref().to_vec();
        self
    }

    pub fn size(mut self, size: u64) -> Head {
        self.size = size;
        self
    }

    pub fn mode(mut self, mode: u32) -> Head {
        self.mode = mode;
        self
    }

    pub fn owner(mut self, uid: u64, gid: u64) -> Head {
        (self.uid, self.gid) = (uid, gid);
        self
    }

    pub fn mtime(mut self, mtime: i64) -> Head {
        self.mtime = mtime;
        self
    }

    pub fn device(mut self, major: u32, minor: u32) -> Head {
        self.device = (major, minor);
        self
    }

    /// Lays `bytes` over the header at `at`; the checksum is right for the result.
    pub fn patch(mut self, at: usize, bytes: impl AsRef<[u8]>) -> Head {
        self.patches.push((at, bytes.as_ref().to_vec()));
        self
    }

    /// The 512 bytes.
    pub fn block(&self) -> [u8; 512] {
        let mut block = [0; 512];
        put(&mut block, 0, &self.name, 100);
        put(&mut block, 100, format!("{:07o}", self.mode).as_bytes(), 8);
        number(&mut block, 108, 8, self.uid as i64);
        number(&mut block, 116, 8, self.gid as i64);
        number(&mut block, 124, 12, self.size as i64);
        number(&mut block, 136, 12, self.mtime);
        block[156] = self.kind;
        put(&mut block, 157, &self.link, 100);
        put(&mut block, 257, b"ustar\x0000", 8);
        if matches!(self.kind, b'3' | b'4') {
            number(&mut block, 329, 8, self.device.0.into());
            number(&mut block, 337, 8, self.device.1.into());
        }
        for (at, bytes) in &self.patches {
            put(&mut block, *at, bytes, 512 - at);
        }
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|&b| u32::from(b)).sum();
        put(&mut block, 148, format!("{sum:06o}\0 ").as_bytes(), 8);
        block
    }
}

fn put(block: &mut [u8; 512], at: usize, bytes: &[u8], most: usize) {
    let n = bytes.len().min(most);
    block[at..at + n].copy_from_slice(&bytes[..n]);
}

/// Octal where it fits, else base-256 as GNU writes it.
fn number(block: &mut [u8; 512], at: usize, width: usize, value: i64) {
    let octal = format!("{value:0digits$o}", digits = width - 1);
    if value >= 0 && octal.len() < width {
        return put(block, at, octal.as_bytes(), width);
    }
    put(block, at, &base256(value, width), width);
}

/// `value` in GNU's base-256.
pub fn base256(value: i64, width: usize) -> Vec<u8> {
    let mut field = vec![if value < 0 { 0xff } else { 0 }; width];
    field[width - 8..].copy_from_slice(&value.to_be_bytes());
    field[0] |= 0x80;
    field
}

/// A tar being written.
#[derive(Debug, Clone, Default)]
pub struct Tar {
    bytes: Vec<u8>,
}

impl Tar {
    pub fn new() -> Tar {
        Tar::default()
    }

    /// The header as it is, then `contents` padded to a block.
    pub fn entry(mut self, head: &Head, contents: &[u8]) -> Tar {
        self.bytes.extend_from_slice(&head.block());
        self.raw(contents)
    }

    /// Bytes as they are, padded to a block.
    pub fn raw(mut self, bytes: &[u8]) -> Tar {
        self.bytes.extend_from_slice(bytes);
        self.bytes.resize(self.bytes.len().next_multiple_of(512), 0);
        self
    }

    pub fn file(self, name: impl AsRef<[u8]>, contents: impl AsRef<[u8]>) -> Tar {
        let contents = contents.as_ref();
        self.entry(&Head::new(b'0', name).size(contents.len() as u64), contents)
    }

    /// `len` bytes of made-up content: the same for the same `name` and `len`.
    pub fn filled(self, name: &str, len: usize) -> Tar {
        self.file(name, filler(name, len))
    }

    pub fn dir(self, name: impl AsRef<[u8]>) -> Tar {
        self.entry(&Head::new(b'5', name), b"")
    }

    pub fn symlink(self, name: impl AsRef<[u8]>, target: impl AsRef<[u8]>) -> Tar {
        self.entry(&Head::new(b'2', name).link(target).mode(0o777), b"")
    }

    pub fn hard_link(self, name: impl AsRef<[u8]>, target: impl AsRef<[u8]>) -> Tar {
        self.entry(&Head::new(b'1', name).link(target), b"")
    }

    /// An `x` header with these records.
    pub fn pax(self, records: &[(&str, &[u8])]) -> Tar {
        self.special(b'x', "PaxHeaders.0/x", &pax_records(records))
    }

    /// A special header (`x`, `g`, `L`, `K`) with its data.
    pub fn special(self, kind: u8, name: &str, data: &[u8]) -> Tar {
        self.entry(&Head::new(kind, name).size(data.len() as u64), data)
    }

    /// Zero blocks.
    pub fn zeros(mut self, blocks: usize) -> Tar {
        self.bytes.resize(self.bytes.len() + blocks * 512, 0);
        self
    }

    /// The tar with its two end blocks.
    pub fn end(self) -> Vec<u8> {
        self.zeros(2).bytes
    }

    /// The tar as far as it is, without an end.
    pub fn cut(self) -> Vec<u8> {
        self.bytes
    }
}

/// The records of a PAX header, each with its length in front.
pub fn pax_records(records: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = vec![];
    for (key, value) in records {
        let rest = key.len() + value.len() + 3;
        let mut len = rest + 1;
        while rest + len.to_string().len() != len {
            len = rest + len.to_string().len();
        }
        out.extend_from_slice(format!("{len} {key}=").as_bytes());
        out.extend_from_slice(value);
        out.push(b'\n');
    }
    out
}

/// Bytes that compress badly and depend on nothing but the arguments.
pub fn filler(seed: &str, len: usize) -> Vec<u8> {
    let mut state = seed.bytes().fold(0x9e37_79b9_7f4a_7c15_u64, |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let step = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    (0..len).map(step).collect()
}
