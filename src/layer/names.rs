//! From a tar's raw name to a path in the layer: cleaned, clamped to the root, and told whether
//! it is a whiteout.
//!
//! Lexical only (Go: `path.Clean` of `/` + name): links are a matter of the layers below, and so
//! of the tree. What a name means is decided by its last component alone, whatever the entry's
//! type (OCI image spec, layer.md, "Whiteouts"; moby, containerd and umoci do the same).

use std::borrow::Cow;

use crate::limits::Limits;

/// A cleaned name, split where the index wants it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Cleaned<'a> {
    /// The parent directory, without a leading slash; empty for the root.
    pub(crate) parent: Cow<'a, [u8]>,
    /// The last component; empty for the root itself.
    pub(crate) name: Cow<'a, [u8]>,
    /// The name went above the root with `..` and was clamped.
    pub(crate) above_root: bool,
    /// The name is longer or deeper than the limits: it is kept as a leaf under the root.
    pub(crate) too_long: bool,
}

/// Cleans a raw name.
pub(crate) fn clean<'a>(raw: &'a [u8], limits: &Limits) -> Cleaned<'a> {
    let (path, above_root) = match already_clean(raw) {
        Some(path) => (Cow::Borrowed(path), false),
        None => {
            let (path, above_root) = rebuilt(raw);
            (Cow::Owned(path), above_root)
        }
    };
    if path.len() >= limits.path_bytes || deeper_than(&path, limits.path_components) {
        let name = Cow::Owned(shortened(raw));
        return Cleaned {
            name,
            above_root,
            too_long: true,
            ..Cleaned::default()
        };
    }
    let slash = path.iter().rposition(|&b| b == b'/');
    let (parent, name) = match path {
        Cow::Borrowed(path) => {
            let (parent, name) =
                slash.map_or((&b""[..], path), |at| (&path[..at], &path[at + 1..]));
            (Cow::Borrowed(parent), Cow::Borrowed(name))
        }
        Cow::Owned(mut path) => {
            let name = path.split_off(slash.map_or(0, |at| at + 1));
            path.pop(); // the slash
            (Cow::Owned(path), Cow::Owned(name))
        }
    };
    Cleaned {
        parent,
        name,
        above_root,
        too_long: false,
    }
}

/// The name without its ends (`./`, `/`), when nothing else is to be done: nearly always.
fn already_clean(raw: &[u8]) -> Option<&[u8]> {
    let path = raw
        .strip_prefix(b"./")
        .or(raw.strip_prefix(b"/"))
        .unwrap_or(raw);
    let path = path.strip_suffix(b"/").unwrap_or(path);
    let clean = |part: &[u8]| !matches!(part, b"" | b"." | b"..");
    path.split(|&b| b == b'/').all(clean).then_some(path)
}

/// The parts that count, put together again; true when `..` went above the root.
fn rebuilt(raw: &[u8]) -> (Vec<u8>, bool) {
    let mut above_root = false;
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in raw.split(|&b| b == b'/') {
        match part {
            b"" | b"." => {}
            b".." => above_root |= parts.pop().is_none(),
            part => parts.push(part),
        }
    }
    (parts.join(&b'/'), above_root)
}

fn deeper_than(path: &[u8], components: usize) -> bool {
    path.len() > components && path.iter().filter(|&&b| b == b'/').count() >= components
}

/// Parent and name of what a hard link names; none for the root.
pub(crate) fn clean_link(raw: &[u8], limits: &Limits) -> Option<(Vec<u8>, Vec<u8>)> {
    let cleaned = clean(raw, limits);
    (!cleaned.name.is_empty()).then(|| (cleaned.parent.into_owned(), cleaned.name.into_owned()))
}

/// A leaf's name for a path beyond the limits: its beginning, and a hash so that two stay two.
fn shortened(raw: &[u8]) -> Vec<u8> {
    let mut name: Vec<u8> = raw
        .iter()
        .take(64)
        .map(|&b| if b == b'/' { b'\\' } else { b })
        .collect();
    name.extend_from_slice(b"...");
    name.extend_from_slice(&blake3::hash(raw).to_hex().as_bytes()[..16]);
    name
}

/// What a last component makes of its entry.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Marker<'a> {
    /// No marker: an ordinary entry.
    None,
    /// Hides this name of lower layers.
    Whiteout(&'a [u8]),
    /// Hides all that lower layers have in the parent.
    Opaque,
    /// A whiteout of nothing, of `.` or of `..`: it must not remove anything.
    Invalid,
}

/// Tells whiteouts and opaque markers.
pub(crate) fn marker(name: &[u8]) -> Marker<'_> {
    match name.strip_prefix(b".wh.") {
        None => Marker::None,
        Some(b".wh..opq") => Marker::Opaque,
        Some(b"" | b"." | b"..") => Marker::Invalid,
        Some(hidden) => Marker::Whiteout(hidden),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned_and_never_leave_the_root() {
        for (raw, parent, name, above) in [
            ("a", "", "a", false),
            ("./a/", "", "a", false),
            ("/a//b/./c", "a/b", "c", false),
            ("", "", "", false),
            (".", "", "", false),
            ("/", "", "", false),
            ("a/../b", "", "b", false),
            ("../etc/passwd", "etc", "passwd", true),
            ("a/../../b", "", "b", true),
            ("..", "", "", true),
            ("./a/../../b/c", "b", "c", true),
            ("a\\b", "", "a\\b", false),
        ] {
            let cleaned = clean(raw.as_bytes(), &Limits::default());
            assert_eq!(*cleaned.parent, *parent.as_bytes(), "{raw}");
            assert_eq!(*cleaned.name, *name.as_bytes(), "{raw}");
            assert_eq!(
                (cleaned.above_root, cleaned.too_long),
                (above, false),
                "{raw}"
            );
        }
    }

    #[test]
    fn a_path_beyond_the_limits_is_a_leaf_of_its_own() {
        let limits = Limits::default();
        let deep = |last: &str| ["a/".repeat(2000), last.to_owned()].concat();
        let (x, y) = (deep("x"), deep("y"));
        let (one, two) = (clean(x.as_bytes(), &limits), clean(y.as_bytes(), &limits));
        assert!(one.too_long && one.parent.is_empty() && one.name.len() < 100);
        assert_ne!(one.name, two.name);
    }

    #[test]
    fn markers_are_told_by_the_last_component() {
        for (name, marked) in [
            (&b"file"[..], Marker::None),
            (b".wh", Marker::None),
            (b"x.wh.y", Marker::None),
            (b".wh.file", Marker::Whiteout(b"file")),
            (b".wh..hidden", Marker::Whiteout(b".hidden")),
            (b".wh..wh..opq", Marker::Opaque),
            (b".wh..wh..opaque", Marker::Whiteout(b".wh..opaque")),
            (b".wh..wh.plnk", Marker::Whiteout(b".wh.plnk")),
            (b".wh.", Marker::Invalid),
            (b".wh..", Marker::Invalid),
            (b".wh...", Marker::Invalid),
        ] {
            assert_eq!(marker(name), marked);
        }
    }
}
