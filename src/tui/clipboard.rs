//! The clipboard, through the terminal (OSC 52): it works over SSH and in tmux, and needs no
//! program and no window system. Terminals that do not know it ignore it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The sequence that puts `text` into the clipboard.
#[must_use]
pub(super) fn copy_sequence(text: &[u8]) -> String {
    format!("\x1b]52;c;{}\x07", STANDARD.encode(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_path_cannot_leave_the_sequence() {
        let sequence = copy_sequence(b"/a\x07\x1b]0;x");
        assert_eq!(
            sequence,
            "\x1b]52;c;L2EHG10wO3g=\x07"
                .replace("L2EHG10wO3g=", &STANDARD.encode(b"/a\x07\x1b]0;x"))
        );
        assert_eq!(sequence.matches('\x07').count(), 1);
    }
}
