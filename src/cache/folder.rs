//! The folder that the cache is in: opened once, checked, and never left.
//!
//! Everything goes through the folder's descriptor, follows no link, and touches only names that
//! this program gives. What is written has another name until it is whole, and is locked while it
//! is being written: a file without an owner is known by its open lock and swept.

use std::ffi::CString;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use rustix::fs::{self, AtFlags, Dir, FileType, FlockOperation, Mode, OFlags, Stat};
use rustix::io::Errno;

/// The folder below the one that the user knows; nothing else in there is ours.
const LAYERS: &str = "layers";
/// How a file begins that is being written.
const UNFINISHED: &str = "new-";
/// Says to programs that make backups what the folder is (<https://bford.info/cachedir/>).
const TAG: &str = "CACHEDIR.TAG";
const TAG_TEXT: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55\n\
                          # This folder was made by layerscope; it may be removed at any time.\n";
const OPEN_FOLDER: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

/// Why a folder is not used.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// Others could put something there.
    #[error(
        "the folder {folder} {why}, so what is in it is not trusted; make it your own \
         (chmod 700), or name another with LAYERSCOPE_CACHE_DIR"
    )]
    Unsafe {
        /// The folder, escaped.
        folder: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// It cannot be opened, made or read.
    #[error("the folder {folder} cannot be used: {error}")]
    Unusable {
        /// The folder, escaped.
        folder: String,
        /// What the system says.
        error: io::Error,
    },
}

/// A folder that belongs to the user, and that nobody else can write to.
#[derive(Debug)]
pub(super) struct Folder {
    fd: OwnedFd,
}

/// A file of the folder that is kept.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) name: CString,
    /// Bytes that it takes on the disk, or has, whichever is more.
    pub(super) bytes: u64,
    /// When it was last used: seconds and nanoseconds since 1970.
    pub(super) used: (i64, i64),
}

impl Folder {
    /// Opens the folder below `root`; none when there is none yet.
    ///
    /// # Errors
    /// When somebody else owns it or may write to it, or it cannot be opened.
    pub(super) fn open(root: &Path) -> Result<Option<Folder>, CacheError> {
        let error = |error: Errno| unusable(root, error.into());
        let above = match fs::open(root, OPEN_FOLDER, Mode::empty()) {
            Err(Errno::NOENT) => return Ok(None),
            above => above.map_err(error)?,
        };
        checked(root, &above)?;
        match fs::openat(&above, LAYERS, OPEN_FOLDER, Mode::empty()) {
            Err(Errno::NOENT) => Ok(None),
            fd => {
                let fd = fd.map_err(error)?;
                checked(&root.join(LAYERS), &fd)?;
                Ok(Some(Folder { fd }))
            }
        }
    }

    /// Opens the folder below `root`, and makes it where there is none, for the user alone.
    ///
    /// # Errors
    /// As for [`Folder::open`], and when it cannot be made.
    pub(super) fn create(root: &Path) -> Result<Folder, CacheError> {
        if let Some(folder) = Folder::open(root)? {
            return Ok(folder);
        }
        let error = |error: Errno| unusable(root, error.into());
        let mut builder = std::fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let made = builder.recursive(true).create(root);
        made.map_err(|error| unusable(root, error))?;
        let above = fs::open(root, OPEN_FOLDER, Mode::empty()).map_err(error)?;
        checked(root, &above)?;
        match fs::mkdirat(&above, LAYERS, Mode::RWXU) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(failed) => return Err(error(failed)),
        }
        let folder = Folder::open(root)?.ok_or_else(|| error(Errno::NOENT))?;
        if let Ok(mut tag) = folder.new_file(TAG) {
            let _ = io::Write::write_all(&mut tag, TAG_TEXT);
        }
        Ok(folder)
    }

    /// A kept file, to be read, and its length; it must be a file of the user's own.
    pub(super) fn read(&self, name: &str) -> Option<(File, u64)> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let fd = fs::openat(&self.fd, name, flags, Mode::empty()).ok()?;
        let stat = fs::fstat(&fd).ok()?;
        is_own_file(&stat).then_some(())?;
        let len = u64::try_from(stat.st_size).ok()?;
        Some((File::from(fd), len))
    }

    /// Writes a file whole or not at all: what `write` gives takes its place only when all went
    /// well.
    ///
    /// # Errors
    /// Those of the system, and of `write`.
    pub(super) fn write(
        &self,
        name: &str,
        write: impl FnOnce(&mut File) -> io::Result<u64>,
    ) -> io::Result<u64> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let unfinished = format!("{UNFINISHED}{}-{number}", std::process::id());
        let mut file = self.new_file(&unfinished)?;
        let written = fs::flock(&file, FlockOperation::NonBlockingLockExclusive)
            .map_err(io::Error::from)
            .and_then(|()| write(&mut file))
            .and_then(|bytes| {
                fs::renameat(&self.fd, &unfinished, &self.fd, name)?;
                Ok(bytes)
            });
        if written.is_err() {
            let _ = fs::unlinkat(&self.fd, &unfinished, AtFlags::empty());
        }
        written
    }

    fn new_file(&self, name: &str) -> io::Result<File> {
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::RUSR | Mode::WUSR;
        Ok(File::from(fs::openat(&self.fd, name, flags, mode)?))
    }

    /// All kept files. What others put there, and links, are passed over.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(super) fn items(&self) -> io::Result<Vec<Item>> {
        let mut items = vec![];
        self.each(|name, stat| {
            if is_item(&name) {
                let taken = u64::try_from(stat.st_blocks).unwrap_or(0) * 512;
                items.push(Item {
                    name,
                    bytes: u64::try_from(stat.st_size).unwrap_or(0).max(taken),
                    used: (
                        stat.st_mtime,
                        i64::try_from(stat.st_mtime_nsec).unwrap_or(0),
                    ),
                });
            }
        })?;
        Ok(items)
    }

    /// Removes files that were being written by a process that has ended.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(super) fn sweep(&self) -> io::Result<()> {
        let mut left = vec![];
        self.each(|name, _| left.extend(is_unfinished(&name).then_some(name)))?;
        for name in left {
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let Ok(file) = fs::openat(&self.fd, &name, flags, Mode::empty()) else {
                continue;
            };
            // Whoever writes it holds the lock.
            if fs::flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok() {
                self.remove(&name);
            }
        }
        Ok(())
    }

    /// Removes a file; false when it is not there any more or cannot be removed.
    pub(super) fn remove(&self, name: &CString) -> bool {
        fs::unlinkat(&self.fd, name, AtFlags::empty()).is_ok()
    }

    /// Bytes that are free for the user.
    pub(super) fn free(&self) -> Option<u64> {
        let stat = fs::fstatvfs(&self.fd).ok()?;
        stat.f_bavail.checked_mul(stat.f_frsize)
    }

    /// Removes the tag and the folder itself, unless others put something there.
    pub(super) fn remove_itself(self, root: &Path) {
        let tag = self.read(TAG);
        let ours = tag.is_some_and(|(mut file, len)| {
            let mut text = vec![];
            len == TAG_TEXT.len() as u64
                && io::Read::read_to_end(&mut file, &mut text).is_ok()
                && text == TAG_TEXT
        });
        if ours {
            let _ = fs::unlinkat(&self.fd, TAG, AtFlags::empty());
        }
        if let Ok(above) = fs::open(root, OPEN_FOLDER, Mode::empty()) {
            let _ = fs::unlinkat(&above, LAYERS, AtFlags::REMOVEDIR);
        }
    }

    /// Every file of the user's own, with its name.
    fn each(&self, mut then: impl FnMut(CString, &Stat)) -> io::Result<()> {
        for entry in Dir::read_from(&self.fd)? {
            let entry = entry?;
            let name = entry.file_name();
            let stat = fs::statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW);
            if let Ok(stat) = stat.as_ref()
                && is_own_file(stat)
            {
                then(name.to_owned(), stat);
            }
        }
        Ok(())
    }
}

/// Says that a file was used just now.
pub(super) fn touch(file: &File) {
    let now = fs::Timespec {
        tv_sec: 0,
        tv_nsec: fs::UTIME_NOW,
    };
    let times = fs::Timestamps {
        last_access: now,
        last_modification: now,
    };
    let _ = fs::futimens(file, &times);
}

fn is_own_file(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile && is_own(stat)
}

fn is_own(stat: &Stat) -> bool {
    stat.st_uid == rustix::process::geteuid().as_raw()
}

/// 64 hex digits of a sha256, and 16 of what it holds good for.
fn is_item(name: &CString) -> bool {
    let name = name.as_bytes();
    let hex = |part: &[u8]| {
        let digit = |b: &u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        part.iter().all(digit)
    };
    name.len() == 81 && hex(&name[..64]) && name[64] == b'-' && hex(&name[65..])
}

fn is_unfinished(name: &CString) -> bool {
    let rest = name.as_bytes().strip_prefix(UNFINISHED.as_bytes());
    rest.is_some_and(|rest| rest.iter().all(|b| matches!(b, b'0'..=b'9' | b'-')))
}

fn checked(path: &Path, fd: &OwnedFd) -> Result<(), CacheError> {
    let stat = fs::fstat(fd).map_err(|error| unusable(path, error.into()))?;
    let why = if !is_own(&stat) {
        "belongs to another user"
    } else if stat.st_mode & 0o022 != 0 {
        "can be written to by others"
    } else {
        return Ok(());
    };
    let folder = shown(path);
    Err(CacheError::Unsafe { folder, why })
}

fn unusable(path: &Path, error: io::Error) -> CacheError {
    let folder = shown(path);
    CacheError::Unusable { folder, error }
}

fn shown(path: &Path) -> String {
    crate::text::escape_bytes(path.as_os_str().as_encoded_bytes()).into_owned()
}
