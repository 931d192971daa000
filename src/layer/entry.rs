//! One tar member of a layer, small enough to keep by the million.

/// What an entry is. Whiteouts and opaque markers are told by name alone, as the runtimes do
/// (reference: OCI image spec layer.md, "Whiteouts"; moby, containerd and umoci ignore the type).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum EntryKind {
    /// A regular file (tar types `0`, NUL, `7`, `S`).
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
    /// Another name of an inode.
    HardLink,
    /// A character device.
    CharDevice,
    /// A block device.
    BlockDevice,
    /// A named pipe.
    Fifo,
    /// `.wh.<name>`: hides `<name>` of lower layers. The entry's name is `<name>`.
    Whiteout,
    /// `.wh..wh..opq`: hides everything that lower layers have in the parent directory.
    /// The entry's parent and name are those of that directory's marker; its name is empty.
    Opaque,
    /// A tar type that no runtime unpacks.
    Other,
}

/// A stretch of a name arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) len: u16,
}

impl Span {
    pub(crate) fn of(self, arena: &[u8]) -> &[u8] {
        let start = self.start as usize;
        arena
            .get(start..start + self.len as usize)
            .unwrap_or_default()
    }
}

/// Number of a directory path within its layer; 0 is the root.
pub type DirId = u32;

/// No contents: see [`Entry::content`].
pub const NO_CONTENT: u32 = u32::MAX;

/// One tar member, in 64 bytes. Names, link targets and hashes stand in the arenas of its
/// [`super::LayerIndex`].
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Bytes of contents as stored: for a sparse file the data without its map, for a hard link,
    /// and everything that is no regular file, 0.
    pub size: u64,
    /// Modification time: seconds since 1970, UTC.
    pub mtime: i64,
    /// Where the contents start in the plain tar; of a device its numbers.
    pub(crate) place: u64,
    /// Nanoseconds of the modification time.
    pub mtime_nanos: u32,
    /// Numeric owner.
    pub uid: u32,
    /// Numeric group.
    pub gid: u32,
    /// The directory it stands in.
    pub parent: DirId,
    pub(crate) name_start: u32,
    pub(crate) link_start: u32,
    /// For a regular file its number among the layer's stored contents, else [`NO_CONTENT`].
    pub content: u32,
    /// Number of the entry's extended attributes' set in the layer, 0 for none.
    pub xattrs: u32,
    pub(crate) name_len: u16,
    pub(crate) link_len: u16,
    /// Permission bits with setuid, setgid and sticky (`0o7777`).
    pub mode: u16,
    /// What it is.
    pub kind: EntryKind,
    /// The tar type byte, for those who want it as it stood.
    pub typeflag: u8,
}

impl Entry {
    /// True for whiteouts and opaque markers, which a container never sees.
    #[must_use]
    pub fn is_marker(&self) -> bool {
        matches!(self.kind, EntryKind::Whiteout | EntryKind::Opaque)
    }

    /// Major and minor number of a device.
    #[must_use]
    pub fn device(&self) -> Option<(u32, u32)> {
        let device = matches!(self.kind, EntryKind::CharDevice | EntryKind::BlockDevice);
        device.then_some(((self.place >> 32) as u32, self.place as u32))
    }

    /// Where the contents start in the plain tar.
    #[must_use]
    pub fn offset(&self) -> u64 {
        if self.device().is_some() {
            0
        } else {
            self.place
        }
    }

    pub(crate) fn name<'a>(&self, arena: &'a [u8]) -> &'a [u8] {
        Span {
            start: self.name_start,
            len: self.name_len,
        }
        .of(arena)
    }

    pub(crate) fn link<'a>(&self, arena: &'a [u8]) -> &'a [u8] {
        Span {
            start: self.link_start,
            len: self.link_len,
        }
        .of(arena)
    }
}

const _: () = assert!(size_of::<Entry>() == 64, "an image has a million of these");
