//! Our own listing in the shape in which it is compared with Go's.

use layerscope::layer::{Entry, EntryKind, LayerIndex};

use super::oracle::{Listed, Section};

/// The entries of an index, in the order of the tar.
pub fn listed(index: &LayerIndex) -> Vec<Listed> {
    index
        .entries
        .iter()
        .enumerate()
        .map(|(at, entry)| row(index, at, entry))
        .collect()
}

/// Go's answer without what an index has no room for: the link target of a marker that is a link,
/// its device numbers, and the dots of the invalid whiteouts `.wh..` and `.wh...`. Owners as the
/// kernel takes them; a negative size of what has no contents is none.
pub fn comparable(section: &Section) -> Section {
    let mut section = section.clone();
    for row in &mut section.rows {
        let name = base(&row.path);
        if row.path[name..].starts_with(b".wh.") {
            row.link.clear();
            row.device = (0, 0);
        }
        if matches!(&row.path[name..], b".wh.." | b".wh...") {
            row.path.truncate(name + b".wh.".len());
        }
        row.size = u64::try_from(row.size as i64).unwrap_or(0);
        row.uid = i64::from(row.uid as u32);
        row.gid = i64::from(row.gid as u32);
    }
    section
}

fn base(path: &[u8]) -> usize {
    path.iter()
        .rposition(|&byte| byte == b'/')
        .map_or(0, |slash| slash + 1)
}

fn row(index: &LayerIndex, at: usize, entry: &Entry) -> Listed {
    Listed {
        path: literal_path(index, entry),
        kind: kind(entry),
        size: index.header_size(at),
        mode: entry.mode.into(),
        uid: entry.uid.into(),
        gid: entry.gid.into(),
        mtime: (entry.mtime, entry.mtime_nanos),
        link: index.link(entry).to_vec(),
        device: entry.device().unwrap_or_default(),
        content: None,
    }
}

/// The path as the tar has it, that of a marker with its `.wh.` name.
fn literal_path(index: &LayerIndex, entry: &Entry) -> Vec<u8> {
    let mut path = index.path(entry);
    match entry.kind {
        EntryKind::Whiteout => {
            if index.name(entry).is_empty() && path != b"/" {
                path.push(b'/');
            }
            let name = base(&path);
            path.splice(name..name, *b".wh.");
        }
        EntryKind::Opaque => {
            if path != b"/" {
                path.push(b'/');
            }
            path.extend(*b".wh..wh..opq");
        }
        _ => {}
    }
    path
}

fn kind(entry: &Entry) -> u8 {
    match entry.kind {
        EntryKind::File => b'0',
        EntryKind::HardLink => b'1',
        EntryKind::Symlink => b'2',
        EntryKind::CharDevice => b'3',
        EntryKind::BlockDevice => b'4',
        EntryKind::Directory => b'5',
        EntryKind::Fifo => b'6',
        EntryKind::Whiteout | EntryKind::Opaque | EntryKind::Other => match entry.typeflag {
            0 | b'7' | b'S' => b'0',
            other => other,
        },
    }
}
