//! `key = value`, line by line: INI, properties, dotenv, shell exports, and the many run-control
//! files whose keys and values are merely apart.

use super::doc::{Doc, Quote, ROOT, Span};
use super::json::line_end;

/// What separates a key from its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::secrets::readers) enum Style {
    /// `=` or `:`, whichever comes first; `[section]`; `\` escapes nothing (INI, properties).
    Ini,
    /// `=` only, as keys hold colons (npmrc).
    Equals,
    /// Dotenv: `=`; a bare value may hold blanks; quotes may span lines.
    Dotenv,
    /// A shell's assignments: a bare value ends at a blank; several on a line.
    Shell,
    /// `=`, `:` or blanks alone (msmtprc, redis.conf, wgetrc).
    Blank,
}

/// Words before a key that say nothing.
const PREFIXES: &[&[u8]] = &[
    b"export ",
    b"declare -x ",
    b"typeset -x ",
    b"readonly ",
    b"local ",
    b"setenv ",
    b"set -gx ",
    b"set -Ux ",
    b"set -x ",
    b"set ",
    b"ENV ",
    b"ARG ",
    b"$env:",
];

/// Keys longer than this are none.
const KEY: usize = 200;

/// The lines of `bytes`, without their ends.
pub(in crate::secrets::readers) fn lines(bytes: &[u8]) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        (start < bytes.len()).then(|| {
            let end = line_end(bytes, start);
            at = end + 1;
            Span::new(start, end)
        })
    })
}

/// Reads the whole content.
pub(super) fn read(doc: &mut Doc<'_>, style: Style) {
    let mut ini = Ini {
        at: 0,
        section: ROOT,
        key: Span::default(),
        style,
        unclosed: [false; 2],
    };
    while ini.at < doc.bytes.len() && !doc.full() {
        ini.line(doc);
    }
}

struct Ini {
    at: usize,
    section: u32,
    /// The last key, which an indented line goes on with.
    key: Span,
    style: Style,
    unclosed: [bool; 2],
}

impl Ini {
    fn line(&mut self, doc: &mut Doc<'_>) {
        let bytes = doc.bytes;
        let whole = Span::new(self.at, line_end(bytes, self.at));
        self.at = whole.end + 1;
        let line = whole.trim(bytes);
        let text = line.of(bytes);
        match text {
            [] | [b'#' | b';' | b'!', ..] => return,
            [b'/', b'/', ..] if self.style != Style::Equals => return,
            [b'[', .., b']'] if self.style != Style::Shell => {
                let name = Span::new(line.start + 1, line.end - 1);
                self.section = doc.hold(ROOT, name);
                return;
            }
            _ => {}
        }
        let indented = line.start > whole.start;
        let continued = indented && scheme(text) && self.style == Style::Ini;
        if continued {
            doc.push(self.section, self.key, line, Quote::Bare);
            return;
        }
        self.assignments(doc, line);
    }

    fn assignments(&mut self, doc: &mut Doc<'_>, line: Span) {
        let bytes = doc.bytes;
        let mut at = line.start + prefix(line.of(bytes));
        while at < line.end {
            let Some((key, value)) = self.split(bytes, at, line.end) else {
                return;
            };
            self.key = key;
            at = self.value(doc, key, value, line.end);
            if self.style != Style::Shell {
                return;
            }
            at += bytes[at.min(line.end)..line.end]
                .iter()
                .take_while(|b| b" \t;&".contains(b))
                .count();
        }
    }

    /// The key that begins at `at` and where its value begins.
    fn split(&self, bytes: &[u8], at: usize, end: usize) -> Option<(Span, usize)> {
        let line = bytes.get(at..end)?;
        let parts = |&byte: &u8| match byte {
            b'=' => true,
            b':' => matches!(self.style, Style::Ini | Style::Blank),
            b' ' | b'\t' => self.style == Style::Blank,
            _ => false,
        };
        // A key in quotes, as in `"//host/:_authToken" "value"`, is not split inside of them.
        let quoted = match line {
            [quote @ (b'"' | b'\''), rest @ ..] => rest.iter().position(|b| b == quote)? + 2,
            _ => 0,
        };
        let parted = quoted + line.get(quoted..)?.iter().position(parts)?;
        let mut key = Span::new(at, at + parted).trim(bytes);
        if quoted > 0 {
            key = Span::new(
                key.start + 1,
                (at + quoted).saturating_sub(1).max(key.start + 1),
            );
        }
        if self.style == Style::Shell {
            // `FOO=1 cmd BAR=2`: the name is the last word.
            let words = key.of(bytes).iter().rposition(|b| b" \t;&|(".contains(b));
            key.start += words.map_or(0, |blank| blank + 1);
        }
        // `+=`, `?=`, `:=`, `=>`
        let text = key.of(bytes);
        let cut = text
            .iter()
            .rev()
            .take_while(|b| b"+?: \t".contains(b))
            .count();
        key.end -= cut;
        let mut value = at + parted;
        let blanks = |value: usize| {
            bytes[value..end]
                .iter()
                .take_while(|b| b" \t".contains(b))
                .count()
        };
        if self.style != Style::Shell {
            value += blanks(value);
        }
        if bytes[value..end].starts_with(b"=") || bytes[value..end].starts_with(b":") {
            value += 1;
            value += usize::from(bytes[value..end].starts_with(b">"));
        }
        if self.style != Style::Shell {
            value += blanks(value);
        }
        (key.start < key.end && key.end - key.start <= KEY).then_some((key, value))
    }

    /// Takes the value at `at`; where it ends.
    fn value(&mut self, doc: &mut Doc<'_>, key: Span, at: usize, end: usize) -> usize {
        let bytes = doc.bytes;
        if let Some(&quote @ (b'"' | b'\'')) = bytes[..end].get(at)
            && let Some(close) = self.close(bytes, at + 1, end, quote)
        {
            let kind = if quote == b'"' {
                Quote::Double
            } else {
                Quote::Literal
            };
            doc.push(self.section, key, Span::new(at + 1, close), kind);
            self.at = self.at.max(line_end(bytes, close) + 1);
            return (close + 1).min(end);
        }
        let stop = self.bare_end(bytes, at, end);
        let mut value = Span::new(at, stop).trim(bytes);
        if matches!(self.style, Style::Ini | Style::Blank) && value.of(bytes).ends_with(b";") {
            // `password = "x";` of irssi and named.
            value.end -= 1;
        }
        doc.push(self.section, key, value, Quote::Bare);
        stop
    }

    /// Where the quote closes: on its line, in a dotenv file or shell also on a later one.
    fn close(&mut self, bytes: &[u8], at: usize, end: usize, quote: u8) -> Option<usize> {
        if let Some(close) = unescaped(&bytes[at..end], quote) {
            return Some(at + close);
        }
        let which = usize::from(quote == b'"');
        if !matches!(self.style, Style::Dotenv | Style::Shell) || self.unclosed[which] {
            return None;
        }
        let close = unescaped(&bytes[at..], quote).map(|close| at + close);
        self.unclosed[which] = close.is_none();
        close
    }

    fn bare_end(&self, bytes: &[u8], at: usize, end: usize) -> usize {
        let rest = &bytes[at..end];
        let ends = |at: usize| match self.style {
            Style::Shell => b" \t;&|)".contains(&rest[at]),
            _ => b" \t".contains(&rest[at]) && matches!(rest.get(at + 1), Some(b'#' | b';')),
        };
        (0..rest.len())
            .find(|&at| ends(at))
            .map_or(end, |stop| at + stop)
    }
}

fn unescaped(text: &[u8], quote: u8) -> Option<usize> {
    let mut at = 0;
    loop {
        match *text.get(at)? {
            b'\\' if quote == b'"' => at += 1,
            byte if byte == quote => return Some(at),
            _ => {}
        }
        at += 1;
    }
}

fn prefix(text: &[u8]) -> usize {
    let known = PREFIXES.iter().find(|prefix| {
        text.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    });
    known.map_or(0, |prefix| prefix.len())
}

/// `https://…`: an indented line of the option above, not an option.
fn scheme(text: &[u8]) -> bool {
    let letters = text
        .iter()
        .take_while(|byte| byte.is_ascii_lowercase() || **byte == b'+')
        .count();
    letters > 1 && text[letters..].starts_with(b"://")
}
