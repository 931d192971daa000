//! Writes the few kinds of ustar entries that the demo needs.

/// A tar being written. Names are short and sizes small; both are the demo's own.
pub(super) struct Tar {
    bytes: Vec<u8>,
    owner: (u32, u32),
    mtime: u64,
}

impl Tar {
    /// Entries belong to `owner` (uid, gid) and are from `mtime` (seconds since 1970).
    pub(super) fn new(owner: (u32, u32), mtime: u64) -> Tar {
        Tar {
            bytes: vec![],
            owner,
            mtime,
        }
    }

    /// What follows belongs to `owner`.
    pub(super) fn owned_by(self, owner: (u32, u32)) -> Tar {
        Tar { owner, ..self }
    }

    pub(super) fn dir(self, path: &str) -> Tar {
        self.entry(b'5', path, 0o755, "", b"")
    }

    pub(super) fn file(self, path: &str, mode: u32, contents: &[u8]) -> Tar {
        self.entry(b'0', path, mode, "", contents)
    }

    pub(super) fn symlink(self, path: &str, target: &str) -> Tar {
        self.entry(b'2', path, 0o777, target, b"")
    }

    /// Another name of a program.
    pub(super) fn hard_link(self, path: &str, target: &str) -> Tar {
        self.entry(b'1', path, 0o755, target, b"")
    }

    /// `.wh.<name>` for `path`.
    pub(super) fn whiteout(self, path: &str) -> Tar {
        let (dir, name) = path.rsplit_once('/').unwrap_or(("", path));
        self.file(&format!("{dir}/.wh.{name}"), 0o644, b"")
    }

    /// The tar with its end marker.
    pub(super) fn end(mut self) -> Vec<u8> {
        self.bytes.resize(self.bytes.len() + 1024, 0);
        self.bytes
    }

    fn entry(mut self, kind: u8, path: &str, mode: u32, link: &str, contents: &[u8]) -> Tar {
        let mut block = [0; 512];
        put(&mut block, 0, path);
        put(&mut block, 100, &format!("{mode:07o}"));
        put(&mut block, 108, &format!("{:07o}", self.owner.0));
        put(&mut block, 116, &format!("{:07o}", self.owner.1));
        put(&mut block, 124, &format!("{:011o}", contents.len()));
        put(&mut block, 136, &format!("{:011o}", self.mtime));
        block[156] = kind;
        put(&mut block, 157, link);
        put(&mut block, 257, "ustar\x0000");
        put(&mut block, 148, "        ");
        let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
        put(&mut block, 148, &format!("{sum:06o}\0 "));
        self.bytes.extend_from_slice(&block);
        self.bytes.extend_from_slice(contents);
        self.bytes.resize(self.bytes.len().next_multiple_of(512), 0);
        self
    }
}

fn put(block: &mut [u8; 512], at: usize, text: &str) {
    for (to, from) in block[at..].iter_mut().zip(text.bytes()) {
        *to = from;
    }
}
