//! A row for people, in the manner of `ls -l`.

use std::io::{self, Write};

use super::Row;
use crate::layer::EntryKind;
use crate::text::{Escaped, size};
use crate::tree::Label;

pub(super) fn write(out: &mut dyn Write, row: &Row<'_>) -> io::Result<()> {
    if let Some(state) = &row.state {
        write!(out, "{} ", state.mark())?;
    }
    let owner = format!("{}:{}", row.uid, row.gid);
    let bytes = match row.device {
        Some((major, minor)) => format!("{major}, {minor}"),
        None if row.kind == EntryKind::File => size(row.size),
        None => "-".to_owned(),
    };
    let time = row
        .time()
        .map_or("-".to_owned(), |time| time.chars().take(16).collect());
    write!(
        out,
        "{} {owner:>9} {bytes:>8} {time:<16} {:>3} ",
        mode_text(row.kind, row.mode),
        row.layer
    )?;
    write!(out, "{}", Escaped(&row.path))?;
    if let Some(target) = row.target {
        write!(out, " -> {}", Escaped(target))?;
    }
    if let Some(target) = row.hard_link {
        write!(out, " = {}", Escaped(target))?;
    }
    match row.state.as_ref().and_then(|state| state.label) {
        Some(Label::Touched) => write!(out, "  (touched)")?,
        Some(Label::StoredAgain) => write!(out, "  (stored again)")?,
        None => {}
    }
    if let Some(hash) = row.sha256 {
        let mut hex = String::new();
        crate::image::push_hex(&mut hex, &hash);
        write!(out, "  sha256:{hex}")?;
    }
    writeln!(out)
}

/// `drwxr-xr-x`, with `s` and `t` where they belong.
pub(crate) fn mode_text(kind: EntryKind, mode: u16) -> String {
    let kind = match kind {
        EntryKind::Directory => 'd',
        EntryKind::Symlink => 'l',
        EntryKind::CharDevice => 'c',
        EntryKind::BlockDevice => 'b',
        EntryKind::Fifo => 'p',
        EntryKind::File => '-',
        _ => '?',
    };
    let mut text = String::from(kind);
    for (shift, special, letter) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let bits = mode >> shift;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        text.push(match (bits & 1 != 0, mode & special != 0) {
            (true, false) => 'x',
            (false, false) => '-',
            (true, true) => letter,
            (false, true) => letter.to_ascii_uppercase(),
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_written_as_ls_writes_them() {
        for (kind, bits, text) in [
            (EntryKind::File, 0o644, "-rw-r--r--"),
            (EntryKind::Directory, 0o1777, "drwxrwxrwt"),
            (EntryKind::File, 0o4755, "-rwsr-xr-x"),
            (EntryKind::File, 0o2644, "-rw-r-Sr--"),
            (EntryKind::Symlink, 0o777, "lrwxrwxrwx"),
            (EntryKind::CharDevice, 0o1600, "crw------T"),
        ] {
            assert_eq!(mode_text(kind, bits), text);
        }
    }
}
