//! SQL: accounts that are made with a password, and dumps of tables that hold passwords or their
//! hashes.

use crate::secrets::Severity;
use crate::secrets::readers::crypt;
use crate::secrets::readers::finds::Finds;
use crate::secrets::readers::format::Span;
use crate::secrets::readers::key::meaning;
use crate::secrets::readers::value;

/// Columns of a statement that are looked at.
const COLUMNS: usize = 512;

/// Reads the whole content.
pub(in crate::secrets::readers) fn read(finds: &mut Finds<'_>) {
    let mut sql = Sql {
        bytes: finds.bytes,
        ..Sql::default()
    };
    while sql.at < sql.bytes.len() {
        sql.token(finds);
    }
}

#[derive(Default)]
struct Sql<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The last three words, the newest last.
    words: [&'a [u8]; 3],
    /// What of an `INSERT` or `COPY` was read.
    stage: Stage,
    /// Columns that hold a secret, by name.
    columns: Vec<bool>,
    column: usize,
    depth: usize,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Stage {
    #[default]
    None,
    Columns,
    Rows,
}

impl<'a> Sql<'a> {
    fn token(&mut self, finds: &mut Finds<'_>) {
        let rest = &self.bytes[self.at..];
        match rest[0] {
            b'-' if rest.starts_with(b"--") => self.line(),
            b'/' if rest.starts_with(b"/*") => {
                let end = rest.windows(2).position(|pair| pair == b"*/");
                self.at += end.map_or(rest.len(), |end| end + 2);
            }
            b'\'' | b'"' => self.literal(finds, rest[0]),
            b'`' => self.at += 1,
            b'(' => self.open(),
            b')' => {
                self.depth = self.depth.saturating_sub(1);
                self.at += 1;
            }
            b',' => {
                self.column += usize::from(self.depth == 1);
                self.at += 1;
            }
            b';' => {
                self.at += 1;
                self.end(finds);
            }
            byte if byte.is_ascii_alphanumeric() || byte == b'_' => self.word(),
            _ => self.at += 1,
        }
    }

    fn line(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += rest
            .iter()
            .position(|&byte| byte == b'\n')
            .unwrap_or(rest.len());
    }

    fn open(&mut self) {
        self.depth += 1;
        self.at += 1;
        if self.depth == 1 {
            self.column = 0;
        }
    }

    fn word(&mut self) {
        let rest = &self.bytes[self.at..];
        let len = rest
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
        let word = &rest[..len.unwrap_or(rest.len())];
        self.at += word.len();
        self.name(word);
        if value::is_any(word, &["into", "copy"]) {
            (self.stage, self.depth) = (Stage::Columns, 0);
            self.columns.clear();
        } else if value::is_any(word, &["values"]) && self.stage == Stage::Columns {
            (self.stage, self.depth) = (Stage::Rows, 0);
        }
        self.words = [self.words[1], self.words[2], word];
    }

    /// Takes a column's name down.
    fn name(&mut self, word: &[u8]) {
        if self.stage == Stage::Columns && self.depth == 1 && self.columns.len() < COLUMNS {
            self.columns.push(secret_column(word));
        }
    }

    fn literal(&mut self, finds: &mut Finds<'_>, quote: u8) {
        let start = self.at + 1;
        let end = closing(self.bytes, start, quote);
        self.at = (end + 1).min(self.bytes.len());
        let span = Span::new(start, end);
        let text = span.of(self.bytes);
        if quote == b'"' && self.stage == Stage::Columns {
            self.name(text);
            return;
        }
        let column = self.stage == Stage::Rows
            && self.depth == 1
            && self.columns.get(self.column) == Some(&true);
        if let Some(kind) = crypt::kind(text) {
            finds.hashed(span, kind);
        } else if column {
            stored(finds, span, text);
        } else if self.set() {
            finds.plain(span);
        }
    }

    /// `IDENTIFIED BY '…'`, `PASSWORD '…'`, `password = '…'`.
    fn set(&self) -> bool {
        let [first, second, last] = self.words;
        let by = value::is_any(last, &["by"])
            && (value::is_any(second, &["identified"]) || value::is_any(first, &["with"]));
        // Only what stands right before the literal: a word, an operator, a bracket.
        let direct = meaning(last).is_some() && !last.iter().any(u8::is_ascii_digit);
        (by || direct) && self.stage != Stage::Rows
    }

    /// Behind a `COPY … FROM stdin;` come rows, tabs between their fields.
    fn end(&mut self, finds: &mut Finds<'_>) {
        let copy = self.stage == Stage::Columns && value::is_any(self.words[2], &["stdin"]);
        (self.stage, self.depth) = (Stage::None, 0);
        self.words = [b""; 3];
        if copy {
            self.line();
            self.rows(finds);
        }
    }

    fn rows(&mut self, finds: &mut Finds<'_>) {
        while self.at < self.bytes.len() {
            let start = self.at + 1;
            self.at = start.min(self.bytes.len());
            self.line();
            let line = Span::new(start, self.at);
            if line.of(self.bytes).starts_with(b"\\.") || start >= self.bytes.len() {
                return;
            }
            let mut begin = line.start;
            for (column, field) in line.of(self.bytes).split(|&byte| byte == b'\t').enumerate() {
                let span = Span::new(begin, begin + field.len());
                begin = span.end + 1;
                if let Some(kind) = crypt::kind(field) {
                    finds.hashed(span, kind);
                } else if self.columns.get(column) == Some(&true) && field != b"\\N" {
                    stored(finds, span, field);
                }
            }
        }
    }
}

fn secret_column(name: &[u8]) -> bool {
    meaning(name).is_some()
        || value::is_any(
            name,
            &[
                "password_hash",
                "passwd_hash",
                "pass_hash",
                "password_digest",
                "hashed_password",
                "user_pass",
                "authentication_string",
                "token_hash",
            ],
        )
}

/// A value of a column that holds secrets.
fn stored(finds: &mut Finds<'_>, span: Span, text: &[u8]) {
    let hex = [32, 40, 64, 128].contains(&text.len()) && text.iter().all(u8::is_ascii_hexdigit);
    if let Some(found) = finds.plain(span) {
        if hex {
            found.hash("hexadecimal, by its look an unsalted");
        }
        found.severity = found.severity.min(Severity::Medium);
    }
}

/// Where a literal ends: `''` and `\'` are part of it.
fn closing(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'\\' {
            at += 1;
        } else if byte == quote {
            if bytes.get(at + 1) != Some(&quote) {
                return at;
            }
            at += 1;
        }
        at += 1;
    }
    bytes.len()
}
