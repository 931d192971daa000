//! What a layer did to a path, in words.

use super::super::Look;
use super::super::foot::Foot;
use crate::layer::{Entry, EntryKind};
use crate::report::listing::mode_text;
use crate::report::phrases::count;
use crate::text::{escape_bytes, grouped, size, utc};
use crate::tree::{Cause, Change, ContentId, NodeId, RecordId, Removal, Touch, Tree, Version};
use crate::tui::state::State;

/// What became of the bytes that a layer stores under a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It stores none.
    None,
    /// The final image shows them.
    Live,
    /// It does not.
    Dead,
    /// It shows a part of them.
    Both,
}

/// What became of the bytes stored.
pub(super) fn fate(tree: &Tree, touch: &Touch) -> Fate {
    let died = |&content: &ContentId| tree.content(content).death().is_some();
    let dead = touch
        .contents
        .iter()
        .filter(|content| died(content))
        .count();
    match (dead, touch.contents.len() - dead) {
        (0, 0) => Fate::None,
        (0, _) => Fate::Live,
        (_, 0) => Fate::Dead,
        _ => Fate::Both,
    }
}

/// What a layer did, in a word or two.
pub(super) fn deed(touch: &Touch) -> &'static str {
    match (touch.state.label, touch.state.change, touch.removal) {
        (Some(label), _, _) => label.name(),
        (None, Some(Change::Removed), Some(Removal::Shadowed(_))) => "shadowed",
        (None, Some(Change::Unchanged), _) => "same again",
        (None, Some(change), _) => change.name(),
        (None, None, _) => "written again",
    }
}

/// Says what is known of a layer's deed.
pub(super) fn about(
    state: &State,
    tree: &Tree,
    touch: &Touch,
    look: Look<'_>,
    foot: &mut Foot<'_>,
) {
    let theme = look.theme;
    let layer = usize::from(touch.version.layer);
    foot.say(&state.layers.named(layer), theme.strong, 2)
        .say(&what(tree, touch), theme.text, 2);
    if let Some(record) = touch.version.record() {
        foot.say(&facts(tree, record), theme.dim, 1);
        if let Some(link) = link(tree, record) {
            foot.say(&link, theme.link, 1);
        }
    }
    for &content in &touch.contents {
        let style = match tree.content(content).death() {
            Some(_) => theme.waste,
            None => theme.text,
        };
        foot.say(&bytes(state, tree, content), style, 2);
    }
}

/// The deed as a sentence, with what differs.
fn what(tree: &Tree, touch: &Touch) -> String {
    let path = |node: NodeId| escape_bytes(&tree.path(node)).into_owned();
    match touch.removal {
        Some(Removal::Whiteout) => return "removed by a whiteout".into(),
        Some(Removal::Opaque) => return "removed by an opaque marker in its directory".into(),
        Some(Removal::Marker) => return "removed by a whiteout or an opaque marker".into(),
        Some(Removal::With(node)) => return format!("removed together with {}/", path(node)),
        Some(Removal::Shadowed(node)) => {
            return format!("shadowed: {} is no directory any more", path(node));
        }
        Some(Removal::Within) => return "written and gone again within this layer".into(),
        None => {}
    }
    let Some(before) = touch.state.before else {
        return match touch.version.record() {
            Some(_) => "added".into(),
            None => "a directory that only its children speak of".into(),
        };
    };
    let different = differences(tree, before, touch.version);
    match (touch.state.change, different.is_empty()) {
        (None, true) => "written again; whether contents differ is not known yet".into(),
        (None, false) => format!("written again: {}", different.join(", ")),
        (Some(_), true) => format!("{}: nothing differs", deed(touch)),
        (Some(_), false) => format!("{}: {}", deed(touch), different.join(", ")),
    }
}

/// In what two versions differ.
fn differences(tree: &Tree, then: Version, now: Version) -> Vec<String> {
    let (Some(then), Some(now)) = (then.record(), now.record()) else {
        return Vec::new();
    };
    let inode = |record| tree.inode(record).unwrap_or(record);
    let (old, new) = (inode(then), inode(now));
    let (a, b) = (tree.entry(old), tree.entry(new));
    let mut all = Vec::new();
    let mut differ = |what: &str, a: String, b: String| {
        if a != b {
            all.push(format!("{what} {a} to {b}"));
        }
    };
    let mode = |entry: &Entry| mode_text(entry.kind, entry.mode);
    differ("mode", mode(a), mode(b));
    let owner = |entry: &Entry| format!("{}:{}", entry.uid, entry.gid);
    differ("owner", owner(a), owner(b));
    if a.kind == EntryKind::File && b.kind == EntryKind::File {
        differ("size", size(tree.file_size(old)), size(tree.file_size(new)));
    }
    let target = |record| escape_bytes(tree.link(record)).into_owned();
    differ("target", target(old), target(new));
    let device = |entry: &Entry| format!("{:?}", entry.device());
    if a.device() != b.device() {
        differ("device", device(a), device(b));
    }
    let time = |entry: &Entry| utc(entry.mtime, entry.mtime_nanos);
    differ("time", time(a), time(b));
    if tree.xattrs(old) != tree.xattrs(new) {
        all.push("extended attributes".into());
    }
    let hash = |record| tree.hash(tree.content_of(record)?);
    if let (Some(a), Some(b)) = (hash(old), hash(new))
        && a != b
    {
        all.push("contents".into());
    }
    all
}

/// Mode, owner, size and time of a version.
fn facts(tree: &Tree, record: RecordId) -> String {
    let inode = tree.inode(record).unwrap_or(record);
    let entry = tree.entry(inode);
    let mut words = vec![
        mode_text(entry.kind, entry.mode),
        format!("{}:{}", entry.uid, entry.gid),
    ];
    match (entry.kind, entry.device()) {
        (EntryKind::File, _) => words.push(format!("{} B", grouped(tree.file_size(record)))),
        (_, Some((major, minor))) => words.push(format!("device {major},{minor}")),
        _ => {}
    }
    words.push(utc(entry.mtime, entry.mtime_nanos));
    words.join("  ")
}

/// Where a link points, and what else is the same file.
fn link(tree: &Tree, record: RecordId) -> Option<String> {
    let path = |record| escape_bytes(tree.link(record)).into_owned();
    match tree.entry(record).kind {
        EntryKind::Symlink => Some(format!("link to {}", path(record))),
        EntryKind::HardLink => Some(format!("hard link: the same file as {}", path(record))),
        _ => None,
    }
}

/// What became of bytes that are stored.
fn bytes(state: &State, tree: &Tree, content: ContentId) -> String {
    let stored = tree.content(content);
    let bytes = size(tree.entry(stored.record()).size);
    let Some(death) = stored.death() else {
        return match stored.names {
            0 | 1 => format!("stores {bytes}, live"),
            names => {
                let others = count(u64::from(names) - 1, "other path", "other paths");
                format!("stores {bytes}, live, also as {others} (hard links)")
            }
        };
    };
    match death.cause {
        Cause::DuplicateEntry => format!("stores {bytes}, dead: this layer packs the path again"),
        cause => {
            let by = state.layers.named(usize::from(death.layer));
            format!("stores {bytes}, dead: {} by {by}", cause.name())
        }
    }
}
