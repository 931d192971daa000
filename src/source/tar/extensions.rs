//! What special headers (pax, GNU) say about the member behind them.

use super::header::until_nul;

/// The special headers before one member.
#[derive(Default)]
pub(super) struct Extensions {
    gnu_name: Option<Vec<u8>>,
    gnu_link: Option<Vec<u8>>,
    pax: Pax,
}

#[derive(Default)]
struct Pax {
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
}

impl Extensions {
    /// Takes in the contents of one special header; false when they are broken.
    pub(super) fn add(&mut self, flag: u8, text: &[u8]) -> bool {
        match flag {
            b'L' => self.gnu_name = Some(until_nul(text).to_vec()),
            b'K' => self.gnu_link = Some(until_nul(text).to_vec()),
            // A global header is an entry of its own to Go: it applies to nothing, and what came
            // before it applies to it.
            b'g' => *self = Extensions::default(),
            _ => match Pax::read(text) {
                Some(pax) => self.pax = pax,
                None => return false,
            },
        }
        true
    }
}

impl Extensions {
    /// The name that counts: GNU's before pax's, as Go has it.
    pub(super) fn name(&mut self) -> Option<Vec<u8>> {
        self.gnu_name.take().or(self.pax.name.take())
    }

    /// The link target that counts.
    pub(super) fn link(&mut self) -> Option<Vec<u8>> {
        self.gnu_link.take().or(self.pax.link.take())
    }

    /// The size of the pax records, which counts before the header's.
    pub(super) fn size(&self) -> Option<u64> {
        self.pax.size
    }

    /// The member is sparse by its pax records.
    pub(super) fn is_sparse(&self) -> bool {
        self.pax.sparse
    }
}

impl Pax {
    /// `LENGTH KEY=VALUE\n`, again and again (POSIX pax, "pax Extended Header").
    fn read(mut text: &[u8]) -> Option<Pax> {
        let mut pax = Pax::default();
        while !text.is_empty() {
            let (key, value, rest) = pax_record(text)?;
            text = rest;
            match key {
                b"path" if !value.is_empty() => pax.name = Some(value.to_vec()),
                b"linkpath" if !value.is_empty() => pax.link = Some(value.to_vec()),
                b"size" => pax.size = Some(decimal(value)?),
                key => pax.sparse |= key.starts_with(b"GNU.sparse."),
            }
        }
        Some(pax)
    }
}

fn pax_record(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let space = text.iter().take(20).position(|b| *b == b' ')?;
    let len = usize::try_from(decimal(&text[..space])?).ok()?;
    let record = text.get(space + 1..len)?.strip_suffix(b"\n")?;
    let equals = record.iter().position(|b| *b == b'=')?;
    Some((&record[..equals], &record[equals + 1..], &text[len..]))
}

fn decimal(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}
