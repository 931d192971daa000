//! The value of a secret, which never prints itself whole.

use std::fmt;

use crate::text::escape_bytes;

/// Characters shown of each end of a masked value, where it is long enough.
const SHOWN: usize = 4;

/// The bytes of a secret. `Debug` and `Display` mask them; [`Secret::expose`] is the only way to
/// the value, so that a search for it finds every place where one could leak.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Secret(Box<[u8]>);

impl Secret {
    /// Takes the value over.
    #[must_use]
    pub fn new(value: &[u8]) -> Secret {
        Secret(value.into())
    }

    /// The value itself: for matching, hashing, and for the user who asked.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The first and last few characters and the length: `ghp_…x7Qd (40)`. A value shorter than
    /// 16 characters shows its length only; nothing shows more than a quarter of it.
    #[must_use]
    pub fn masked(&self) -> String {
        let len = self.0.len();
        let shown = SHOWN.min(len / 8);
        if shown < 2 {
            return format!("… ({len})");
        }
        let (head, tail) = (&self.0[..shown], &self.0[len - shown..]);
        format!("{}…{} ({len})", escape_bytes(head), escape_bytes(tail))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.masked())
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_shows_at_most_a_quarter_of_itself() {
        for (value, shown) in [
            (&b""[..], "… (0)"),
            (b"hunter2", "… (7)"),
            (b"sixteen-letters!", "si…s! (16)"),
            (
                b"made_up_0123456789abcdefghijklmnopqrstuv",
                "made…stuv (40)",
            ),
        ] {
            let secret = Secret::new(value);
            assert_eq!(secret.masked(), shown);
            assert_eq!(format!("{secret} {secret:?}"), format!("{shown} {shown}"));
        }
    }
}
