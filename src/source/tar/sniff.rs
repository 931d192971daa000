//! What bytes are that should be a tar, by their beginning.

use crate::image::Compression;

/// True when these first bytes are those of a tar: a header, or the end marker of an empty one.
pub(in crate::source) fn is_tar(head: &[u8]) -> bool {
    let Some(block) = head.first_chunk() else {
        return false;
    };
    crate::tar::is_header(block) || block.iter().all(|b| *b == 0)
}

/// Says what bytes are that are no tar, as a clause that follows the file's name.
pub(in crate::source) fn what_instead(head: &[u8]) -> String {
    let what = match head {
        [b'h', b's', b'q', b's', ..] => "a SquashFS file system",
        [b'{' | b'[', ..] => "JSON",
        [0x7f, b'E', b'L', b'F', ..] => "a program",
        [b'P', b'K', 3, 4, ..] => "a zip archive",
        [b'!', b'<', b'a', b'r', b'c', b'h', ..] => "an ar archive",
        [0x5d, 0, 0, ..] => "lzma data of the old format, which is not supported",
        head if Compression::sniff(head) != Compression::Plain => "compressed twice",
        _ => "neither a tar nor a compressed tar",
    };
    format!("is {what}, not an image; give a file that docker save, podman save or skopeo wrote")
}
