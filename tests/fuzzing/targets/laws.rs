//! Laws that several targets assert.

use std::cell::RefCell;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use layerscope::analysis::{Accounting, Examined};
use layerscope::layer::{Indexed, LayerIndex};
use layerscope::limits::Limits;
use layerscope::text::harmless;
use layerscope::tree::{NodeId, ROOT, Tree};

/// Limits under which nothing takes long, so that a slow input is a find.
pub fn limits() -> Limits {
    Limits {
        sparse_zeros: 1 << 20,
        plain_bytes: 1 << 24,
        spool_bytes: 1 << 24,
        xz_memory: 1 << 24,
        zstd_window_log: 20,
        ..Limits::default()
    }
}

/// What is said to people: no character acts on a terminal or hides; lines may end.
pub fn tame(text: &str) {
    let odd = text.chars().find(|&c| c != '\n' && !harmless(c));
    assert_eq!(odd, None, "in {text:?}");
}

/// A sentence: tame, on one line, not empty, and short enough to be read.
pub fn sentence(text: &str) {
    tame(text);
    assert!(!text.is_empty() && !text.contains('\n'), "{text:?}");
    assert!(text.chars().count() < 10_000, "{} characters", text.len());
    assert!(!text.contains("ended early"), "a thread panicked: {text}");
}

/// The bytes in a file without a name; one for each thread, written anew each time.
pub fn file_of(bytes: &[u8]) -> File {
    thread_local! {
        static FILE: RefCell<File> = RefCell::new(tempfile::tempfile().unwrap());
    }
    FILE.with_borrow_mut(|file| {
        file.set_len(0).unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        file.write_all(bytes).unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        file.try_clone().unwrap()
    })
}

/// Every entry of an index, written out: what two readings of the same tar have in common.
pub fn entries(index: &LayerIndex) -> Vec<String> {
    let entries = index.entries.iter().enumerate();
    let shown = entries.map(|(at, entry)| {
        format!(
            "{:?} {} {:?} -> {:?} {} {} at {} {:o} {}:{} {}.{} {:?} {} {}",
            entry.kind,
            entry.typeflag,
            index.path(entry).escape_ascii().to_string(),
            index.link(entry).escape_ascii().to_string(),
            entry.size,
            index.header_size(at),
            entry.offset(),
            entry.mode,
            entry.uid,
            entry.gid,
            entry.mtime,
            entry.mtime_nanos,
            entry.device(),
            entry.content,
            index.xattrs[entry.xattrs as usize].escape_ascii(),
        )
    });
    shown.collect()
}

/// What holds for every index of a plain tar of so many bytes: there is a header for each entry,
/// each content lies within the tar, and what is kept is in proportion.
pub fn index_fits(indexed: &Indexed, plain: u64, limits: &Limits) {
    let index = &indexed.index;
    assert!(index.entries.len() as u64 <= plain / 512, "entries");
    let dirs = index.entries.len() * 17 + limits.implied_directories + 1;
    assert!(index.dirs.len() <= dirs, "directories");
    let sum: u64 = index.entries.iter().map(|entry| entry.size).sum();
    assert_eq!(sum, index.size());
    assert!(sum <= plain, "{sum} bytes of contents in {plain}");
    for entry in &index.entries {
        assert!(entry.offset().saturating_add(entry.size) <= plain);
    }
    if !index.hashes.is_empty() {
        assert_eq!(index.hashes.len(), index.contents as usize);
    }
    for warning in &indexed.warnings {
        sentence(&warning.message);
    }
    for text in indexed.mismatches.iter().chain(&indexed.error) {
        sentence(text);
    }
}

/// `live + dead = total`, told by layer, by cause layer and by row.
pub fn adds_up(figures: &Accounting) {
    assert_eq!(figures.live + figures.wasted, figures.total);
    let rows: u64 = figures.waste.iter().map(|row| row.bytes).sum();
    let stored: u64 = figures.layers.iter().map(|l| l.stored_waste).sum();
    let caused: u64 = figures.layers.iter().map(|l| l.caused_waste).sum();
    let sizes: u64 = figures.layers.iter().map(|l| l.size).sum();
    assert_eq!(rows, figures.wasted);
    assert_eq!(stored, figures.wasted);
    assert_eq!(caused, figures.wasted);
    assert_eq!(sizes, figures.total);
    assert!(figures.user_wasted <= figures.user_bytes && figures.user_bytes <= figures.total);
    assert!((0.0..=1.0).contains(&figures.efficiency()));
    assert!((0.0..=1.0).contains(&figures.user_wasted_percent()));
}

/// A stored content is live exactly while a visible path shows it, and every visible path stands
/// in a visible directory.
pub fn is_a_file_system(tree: &Tree) {
    let mut live = vec![false; tree.contents().len()];
    for node in 0..tree.len() as NodeId {
        let parent = tree.parent(node);
        if node != ROOT {
            assert!(
                tree.children(parent).contains(&node),
                "a child of its parent"
            );
            assert_eq!(tree.find(&tree.path(node)), Some(node));
        }
        let Some(version) = tree.last(node) else {
            continue;
        };
        if node != ROOT && parent != ROOT {
            let above = tree.last(parent).map(|version| tree.kind(version));
            assert_eq!(above, Some(layerscope::layer::EntryKind::Directory));
        }
        if let Some(content) = version.record().and_then(|record| tree.content_of(record)) {
            live[content as usize] = true;
        }
    }
    for (content, live) in tree.contents().iter().zip(live) {
        assert_eq!(content.death().is_none(), live, "{:?}", content.record());
        if let Some(death) = content.death() {
            assert!(death.layer >= content.record().layer);
        }
    }
}

/// All that holds for an image that was read.
pub fn examined(examined: &Examined) {
    adds_up(&examined.accounting);
    is_a_file_system(&examined.tree);
    let said = examined.errors.iter().chain(&examined.mismatches);
    said.for_each(|text| sentence(text));
    for warning in &examined.warnings {
        sentence(&warning.message);
    }
}
