//! Command lines: histories of shells, build files, crontabs. What a person typed once stands
//! there for good: `mysql -phunter2`, `curl -u me:hunter2`, `export TOKEN=…`.

use super::sql;
use crate::secrets::readers::finds::Finds;
use crate::secrets::readers::format::{Span, lines};
use crate::secrets::readers::key::{Means, meaning};
use crate::secrets::readers::words::Words;
use crate::secrets::readers::{keyed, value};

/// Words of one line that are looked at.
const WORDS: usize = 4_096;

/// A shell's history, or a file of commands.
pub(in crate::secrets::readers) fn read(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    for line in lines(bytes) {
        let line = line.trim(bytes);
        let text = line.of(bytes);
        // `#1700000000` is bash's time of the next line.
        if text.is_empty() || text.starts_with(b"#") {
            continue;
        }
        Line::new(bytes, line).read(finds);
        finds.urls(line, text);
    }
}

/// A database client's history: statements, and its own commands.
pub(in crate::secrets::readers) fn statements(finds: &mut Finds<'_>) {
    sql::read(finds);
    let bytes = finds.bytes;
    finds.urls(Span::new(0, bytes.len()), bytes);
}

/// Words before a name that its value follows.
static SETTERS: Words = Words::new(
    "env set setenv add arg -gx -x -ux -xg -xu fastcgi_param config configure passenv var",
);

/// Words before the command itself.
static BEFORE: Words = Words::new(
    "sudo env time nohup exec run cmd then do if -c sh bash -e -lc command doas busybox",
);

/// What stands before an assignment as if it were one: systemd's units.
const HEADS: &[&[u8]] = &[
    b"Environment=",
    b"ExecStart=",
    b"ExecStartPre=",
    b"ExecStartPost=",
    b"ExecStop=",
    b"PassEnvironment=",
];

/// One line, in words.
pub(super) struct Line<'a> {
    pub(super) bytes: &'a [u8],
    /// Words, with the number of the command on the line that each belongs to.
    pub(super) words: Vec<(usize, Span)>,
}

impl<'a> Line<'a> {
    fn new(bytes: &'a [u8], line: Span) -> Line<'a> {
        // zsh: `: 1700000000:0;command`
        let text = line.of(bytes);
        let timed = text.starts_with(b": ") && text.get(2).is_some_and(u8::is_ascii_digit);
        let skip = if timed {
            text.iter()
                .position(|&byte| byte == b';')
                .map_or(0, |at| at + 1)
        } else {
            0
        };
        let head = HEADS
            .iter()
            .find(|head| text.starts_with(head))
            .map_or(0, |head| head.len());
        let words = split(bytes, Span::new(line.start + skip.max(head), line.end));
        Line { bytes, words }
    }

    fn read(&self, finds: &mut Finds<'_>) {
        let mut command = 0;
        for at in 0..self.words.len() {
            if at > 0 && self.words[at].0 != self.words[at - 1].0 {
                command = at;
            }
            while command < at && self.skipped(command) {
                command += 1;
            }
            let found = self.assignment(finds, at)
                || self.long(finds, at)
                || self.short(finds, command, at);
            if !found {
                self.header(finds, at);
                self.named(finds, command, at);
            }
        }
        self.piped(finds);
    }

    /// `sudo`, `env`, `time`, `RUN`, an assignment before the command.
    fn skipped(&self, at: usize) -> bool {
        let word = self.text(at);
        BEFORE.has(word) || (word.contains(&b'=') && !word.starts_with(b"-"))
    }

    /// The word at `at`, without quotes.
    pub(super) fn text(&self, at: usize) -> &'a [u8] {
        self.words
            .get(at)
            .map_or(&b""[..], |(_, span)| bare(self.bytes, *span).of(self.bytes))
    }

    /// The word behind `at` of the same command.
    pub(super) fn next(&self, at: usize) -> Option<Span> {
        let (command, _) = *self.words.get(at)?;
        let (next, span) = *self.words.get(at + 1)?;
        (next == command).then_some(bare(self.bytes, span))
    }

    /// `NAME=value`, wherever it stands; `ENV NAME value`.
    fn assignment(&self, finds: &mut Finds<'_>, at: usize) -> bool {
        let (_, whole) = self.words[at];
        let word = bare(self.bytes, whole);
        let text = word.of(self.bytes);
        let Some(equals) = text.iter().position(|&byte| byte == b'=') else {
            let set = at > 0 && SETTERS.has(self.text(at - 1));
            let spaced = self
                .next(at)
                .filter(|next| matches!(next.of(self.bytes), b"=" | b":="));
            let value = if spaced.is_some() {
                self.next(at + 1)
            } else {
                self.next(at).filter(|_| set)
            };
            return !text.starts_with(b"$")
                && !text.starts_with(b"-")
                && self.take(finds, text, value);
        };
        let name = &text[..equals];
        let named = !name.is_empty()
            && !name.starts_with(b"-")
            && name
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_.-[]".contains(byte));
        named
            && self.take(
                finds,
                name,
                Some(bare(
                    self.bytes,
                    Span::new(word.start + equals + 1, word.end),
                )),
            )
    }

    /// `--password=x`, `--password x`.
    fn long(&self, finds: &mut Finds<'_>, at: usize) -> bool {
        let (_, word) = self.words[at];
        let text = word.of(self.bytes);
        if !text.starts_with(b"--") {
            return false;
        }
        match text.iter().position(|&byte| byte == b'=') {
            Some(equals) => {
                let value = bare(self.bytes, Span::new(word.start + equals + 1, word.end));
                self.take(finds, &text[2..equals], Some(value)) || self.inner(finds, value)
            }
            None => {
                let next = self
                    .next(at)
                    .filter(|next| !next.of(self.bytes).starts_with(b"-"));
                self.take(finds, &text[2..], next)
            }
        }
    }

    /// `--from-literal=password=x`, `--set=a.password=x`.
    fn inner(&self, finds: &mut Finds<'_>, value: Span) -> bool {
        let equals = value.of(self.bytes).iter().position(|&byte| byte == b'=');
        equals.is_some_and(|equals| {
            let name = &value.of(self.bytes)[..equals];
            let span = Span::new(value.start + equals + 1, value.end);
            self.take(finds, name, Some(span))
        })
    }

    fn take(&self, finds: &mut Finds<'_>, name: &[u8], span: Option<Span>) -> bool {
        let (Some(means), Some(span)) = (meaning(name), span) else {
            return false;
        };
        let value = span.of(self.bytes);
        let literal = span.start > 0 && self.bytes[span.start - 1] == b'\'';
        if value.is_empty() || !keyed::credible(means, value) {
            return false;
        }
        let found = finds.secret(span, value, literal);
        found.map(|found| found.named("key", name)).is_some()
    }

    /// `Authorization: Bearer x`, `X-Api-Key: x`.
    fn header(&self, finds: &mut Finds<'_>, at: usize) {
        let span = bare(self.bytes, self.words[at].1);
        let text = span.of(self.bytes);
        let Some(colon) = text.iter().take(64).position(|&byte| byte == b':') else {
            return;
        };
        let name = &text[..colon];
        let authorization = value::is_any(name, &["authorization", "proxy-authorization"]);
        let given = at > 0 && matches!(self.text(at - 1), b"-H" | b"--header");
        let named = given && meaning(name) == Some(Means::Key);
        if !(authorization || named) {
            return;
        }
        let rest = Span::new(span.start + colon + 1, span.end).trim(self.bytes);
        let scheme = rest.of(self.bytes).iter().position(|&byte| byte == b' ');
        let token =
            Span::new(rest.start + scheme.map_or(0, |blank| blank + 1), rest.end).trim(self.bytes);
        if let Some(found) = finds.plain(token) {
            found.note("in a header");
        }
    }
}

/// The words of a line, each with the number of its command: quotes keep blanks, `|`, `;`, `&`
/// and parentheses part commands.
fn split(bytes: &[u8], line: Span) -> Vec<(usize, Span)> {
    let (mut words, mut command, mut at) = (vec![], 0, line.start);
    while at < line.end && words.len() < WORDS {
        match bytes[at] {
            b' ' | b'\t' => at += 1,
            b'#' => break,
            b'|' | b';' | b'&' | b'(' | b')' => {
                command += 1;
                at += 1;
            }
            _ => {
                let end = word_end(bytes, at, line.end);
                words.push((command, Span::new(at, end)));
                at = end;
            }
        }
    }
    words
}

fn word_end(bytes: &[u8], start: usize, end: usize) -> usize {
    let (mut at, mut quote) = (start, None);
    while at < end {
        let byte = bytes[at];
        match quote {
            Some(open) if byte == open => quote = None,
            Some(b'"') if byte == b'\\' => at += 1,
            Some(_) => {}
            None if b"\"'".contains(&byte) => quote = Some(byte),
            None if byte == b'\\' => at += 1,
            None if b" \t|;&()".contains(&byte) => {
                // `$(…)` and a query's `&` stay in the word.
                let inside = (byte == b'(' && at > start && bytes[at - 1] == b'$')
                    || (byte == b'&'
                        && at > start
                        && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric));
                if !inside {
                    return at;
                }
            }
            None => {}
        }
        at += 1;
    }
    end
}

/// A word without the quotes round it.
pub(super) fn bare(bytes: &[u8], word: Span) -> Span {
    match word.of(bytes) {
        [open @ (b'"' | b'\''), inner @ .., close] if open == close && !inner.contains(open) => {
            Span::new(word.start + 1, word.end - 1)
        }
        _ => word,
    }
}
