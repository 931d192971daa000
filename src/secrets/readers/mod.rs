//! Readers of the files that *are* credentials: `.netrc`, `.docker/config.json`, `etc/shadow`,
//! `wp-config.php`, and some three hundred more.
//!
//! A set of patterns finds almost none of them, since what they hold (`hunter2`) looks like
//! nothing: the file's grammar says what it is. So each kind is read as what it is, and
//! with that a `${VAR}`, a placeholder or a locked account is not taken for a secret, while an
//! account without a password is.
//!
//! [`reader_for`] says from the path alone who reads a file; [`Reader::read`] takes its content;
//! [`presence()`] speaks of files that count without being read. The table is in [`rows`], a row a
//! kind of file, by family. What the readers do not do: tokens with a provider's prefix, private
//! keys, and secrets in files of any other name, which the rules and the generic detector find.

mod crypt;
mod decode;
mod finds;
mod format;
mod key;
mod keyed;
mod lookup;
mod own;
mod presence;
mod rows;
mod rule;
#[cfg(test)]
mod tests;
mod url;
mod value;
mod wide;
mod words;

use std::sync::{Arc, LazyLock};

use self::finds::Finds;
use self::lookup::Index;
use self::rows::{How, Row};
use super::{Hit, Rule};
use crate::limits::Limits;

pub use presence::presence;

/// Reads one kind of file.
#[derive(Debug)]
pub struct Reader {
    /// Stable name, which is that of its rule too: `netrc`.
    pub id: &'static str,
    rule: Arc<Rule>,
    how: How,
}

static READERS: LazyLock<Vec<Reader>> = LazyLock::new(|| rows::all().map(Reader::new).collect());

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let rows = rows::all().enumerate();
    Index::new(rows.map(|(at, row)| (row.paths, at)))
});

/// The reader of the file at `path`, by its name, ending and directories; nothing where the name
/// says nothing. Copies (`.bak`, `.orig`, `.example`) are read as what they are copies of.
#[must_use]
pub fn reader_for(path: &[u8]) -> Option<&'static Reader> {
    INDEX.row(path).and_then(|row| READERS.get(row))
}

/// The number of the reader of this path, from 1; what a content holds for that reader depends on
/// this number and its bytes alone. 0: there is none. That a file is an example by its name
/// (`.env.example`) is part of it.
pub(super) fn number_of(path: &[u8]) -> u16 {
    let Some(row) = INDEX.row(path) else {
        return 0;
    };
    let example = value::example_name(lookup::base(path)).is_some();
    u16::try_from(2 * row + 1 + usize::from(example)).unwrap_or(0)
}

/// All rules of readers and of [`presence()`], for the documentation.
#[must_use]
pub fn rules() -> Vec<Arc<Rule>> {
    let own = READERS.iter().map(|reader| Arc::clone(&reader.rule));
    let shared = [rule::url(), rule::empty()].map(Arc::clone);
    own.chain(shared).chain(presence::rules()).collect()
}

impl Reader {
    fn new(row: &'static Row) -> Reader {
        let rule = rule::make(row.id, row.title, row.severity, row.confidence, row.remedy);
        Reader {
            id: row.id,
            rule,
            how: row.how,
        }
    }

    /// Reads a content whole and hands over what it holds, in the order of the places. It never
    /// fails: what is damaged is left out. Of more than `Limits::reader_bytes` only that much is
    /// read, of more than `Limits::reader_nodes` keys and values only so many are seen, and no more
    /// than `Limits::reader_hits` are handed over; true where one of them was reached.
    pub fn read(
        &self,
        path: &[u8],
        bytes: &[u8],
        limits: &Limits,
        emit: &mut dyn FnMut(Hit),
    ) -> bool {
        let all = bytes.len();
        let bytes = &bytes[..all.min(limits.reader_bytes)];
        let cut = match wide::narrow(bytes) {
            Some(narrow) => self.parse(path, &narrow, limits, &mut |hit| emit(wide::widened(hit))),
            None => self.parse(path, bytes, limits, emit),
        };
        cut || bytes.len() < all
    }

    fn parse(&self, path: &[u8], bytes: &[u8], limits: &Limits, emit: &mut dyn FnMut(Hit)) -> bool {
        let mut finds = Finds::new(path, bytes, &self.rule, limits);
        match self.how {
            How::Keys(format, own) => {
                let own: Vec<&str> = own.split_ascii_whitespace().collect();
                keyed::read(&mut finds, format, &own);
            }
            How::Own(read) => read(&mut finds),
        }
        finds.hand_over(emit)
    }
}
