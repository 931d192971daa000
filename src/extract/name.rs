//! What an extracted file is called: names from an image become names that can do no harm.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::text::escape_bytes;
use crate::tree::{NodeId, Tree, Version};

/// Bytes of a name; common file systems take 255, and something may be appended.
const MOST: usize = 200;

/// A name for a file of the user's, made of one of the image's: one component, nothing in it that
/// acts on a terminal, never hidden from itself as `.` or `..`.
pub(super) fn clean(name: &[u8]) -> OsString {
    let mut name = escape_bytes(name).replace('/', "_");
    name.truncate(name.floor_char_boundary(MOST));
    match name.as_str() {
        "" => "rootfs".into(),
        "." | ".." => "_".into(),
        _ => name.into(),
    }
}

/// Where the contents of a file's version go unless the user says otherwise: `./NAME`, or
/// `./NAME.layer7` where several layers store the path.
#[must_use]
pub fn suggest_file(tree: &Tree, node: NodeId, version: Version) -> PathBuf {
    let stored = tree.versions(node).iter().filter(|v| v.record().is_some());
    let several = stored.count() > 1;
    named(tree, node, several.then_some(version.layer.into()), "")
}

/// Where a directory goes as it stands after `layer`: `./NAME.tar`, or `./NAME.layer7.tar` where
/// that is not the last layer.
#[must_use]
pub fn suggest_directory(tree: &Tree, node: NodeId, layer: usize) -> PathBuf {
    let earlier = layer + 1 < tree.layers();
    named(tree, node, earlier.then_some(layer), ".tar")
}

fn named(tree: &Tree, node: NodeId, layer: Option<usize>, ending: &str) -> PathBuf {
    let mut name = clean(tree.name(node));
    if let Some(layer) = layer {
        name.push(format!(".layer{layer}"));
    }
    name.push(ending);
    PathBuf::from(".").join(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_component_that_does_nothing() {
        for (raw, name) in [
            (&b"passwd"[..], "passwd"),
            (b"", "rootfs"),
            (b"..", "_"),
            (b".", "_"),
            (b"../../etc/x", ".._.._etc_x"),
            (b"a\x1b[2Jb", "a\\x1b[2Jb"),
            (b"\xff", "\\xff"),
            (b"...", "..."),
        ] {
            assert_eq!(clean(raw), OsString::from(name));
        }
        let long = clean("é".repeat(1000).as_bytes());
        assert_eq!(long.to_str().unwrap(), "é".repeat(100));
    }
}
