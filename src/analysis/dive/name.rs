//! Names as dive has them: `.wh.` is a part of the name, and of the order.

use std::cmp::Ordering;

const WHITEOUT: &[u8] = b".wh.";

/// A name as dive has it, cut where `.wh.` ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DiveName<'a> {
    /// True when the name begins with `.wh.`, of whatever kind the entry is.
    pub whiteout: bool,
    /// The rest of the name.
    pub rest: &'a [u8],
}

impl<'a> DiveName<'a> {
    pub(super) fn of(name: &'a [u8]) -> DiveName<'a> {
        match name.strip_prefix(WHITEOUT) {
            Some(rest) => DiveName {
                whiteout: true,
                rest,
            },
            None => DiveName {
                whiteout: false,
                rest: name,
            },
        }
    }

    /// The name that this whiteout hides.
    #[must_use]
    pub fn hidden(self) -> DiveName<'a> {
        DiveName {
            whiteout: false,
            ..self
        }
    }

    /// Opaque markers and the metadata of aufs: dive never lets such a name into a tree.
    pub(super) fn is_dropped(self) -> bool {
        self.whiteout && self.rest.starts_with(WHITEOUT)
    }

    pub(super) fn prefix(self) -> &'static [u8] {
        if self.whiteout { WHITEOUT } else { b"" }
    }

    pub(super) fn order(self, other: DiveName<'_>) -> Ordering {
        if self.whiteout == other.whiteout {
            return self.rest.cmp(other.rest);
        }
        let bytes = |name: DiveName<'a>| name.prefix().iter().chain(name.rest);
        let others = other.prefix().iter().chain(other.rest);
        bytes(self).cmp(others)
    }
}
