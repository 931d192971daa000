//! Passwords on command lines whose option does not say what it is: `curl -u user:password`,
//! `mysql -ppassword`, `echo user:password | chpasswd`.

use super::cursor::Cursor;

/// Bytes of a command line that are looked at, to either side.
const LINE: usize = 400;

/// Where a password stands.
pub(super) type Span = (usize, usize);

/// `curl -u user:password` and its kin; `at` is where the program's name stands.
pub(super) fn user_and_password(bytes: &[u8], at: usize) -> Option<Span> {
    let line = line(bytes, at);
    let (from, to) = argument(
        bytes,
        (at, at + line),
        &["-u", "--user", "--proxy-user", "-U"],
    )?;
    let colon = memchr::memchr(b':', &bytes[from..to])?;
    (colon > 0).then_some((from + colon + 1, to))
}

/// `mysql -ppassword`, `sshpass -p password`; `at` is where the program's name stands.
pub(super) fn short_option(bytes: &[u8], at: usize, blank: bool, options: &[&str]) -> Option<Span> {
    let len = line(bytes, at);
    if blank {
        return argument(bytes, (at, at + len), options);
    }
    let words = Words {
        bytes,
        at,
        end: at + len,
    };
    let glued = words.skip(1).find(|&(from, to)| {
        options.iter().any(|option| {
            bytes[from..to].starts_with(option.as_bytes()) && to - from > option.len()
        })
    });
    glued.map(|(from, to)| {
        unquoted(
            bytes,
            (from + options.first().map_or(0, |option| option.len()), to),
        )
    })
}

/// `ConvertTo-SecureString -AsPlainText value`; `at` is where the command's name stands.
pub(super) fn first_value(bytes: &[u8], at: usize) -> Option<Span> {
    let mut words = Words {
        bytes,
        at,
        end: at + line(bytes, at),
    }
    .skip(1);
    words
        .find(|&(from, _)| bytes[from] != b'-')
        .map(|word| unquoted(bytes, word))
}

/// `echo user:password | chpasswd`; `at` is where `chpasswd` stands.
pub(super) fn piped(bytes: &[u8], at: usize) -> Option<Span> {
    let near = at.saturating_sub(LINE);
    let front = &bytes[near..at];
    let start = near + memchr::memrchr(b'\n', front).map_or(0, |newline| newline + 1);
    let echo = start + memchr::memmem::rfind(&bytes[start..at], b"echo ")?;
    let pipe = echo + memchr::memchr(b'|', &bytes[echo..at])?;
    let word = Words {
        bytes,
        at: echo + 5,
        end: pipe,
    }
    .find(|&(from, _)| bytes[from] != b'-')?;
    let (from, to) = unquoted(bytes, word);
    let colon = memchr::memchr(b':', &bytes[from..to])?;
    let end = bytes[from..to]
        .iter()
        .position(|byte| *byte == b'\\')
        .map_or(to, |escape| from + escape);
    (colon > 0 && from + colon + 1 < end).then_some((from + colon + 1, end))
}

/// The word behind one of these options.
fn argument(bytes: &[u8], (at, end): Span, options: &[&str]) -> Option<Span> {
    let mut words = Words { bytes, at, end };
    while let Some((from, to)) = words.next() {
        let word = &bytes[from..to];
        for option in options {
            if word == option.as_bytes() {
                return words.next().map(|word| unquoted(bytes, word));
            }
            let behind = word
                .strip_prefix(option.as_bytes())
                .and_then(|rest| rest.strip_prefix(b"="));
            if behind.is_some() {
                return Some(unquoted(bytes, (from + option.len() + 1, to)));
            }
        }
    }
    None
}

/// Bytes to the end of the command.
fn line(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..bytes.len().min(at + LINE)];
    rest.iter()
        .position(|byte| b"\n|;`".contains(byte))
        .unwrap_or(rest.len())
}

fn unquoted(bytes: &[u8], (from, to): Span) -> Span {
    let mut at = Cursor::new(bytes, from);
    match at.quote() {
        Some(quote) => {
            let from = at.at();
            at.until_quote(quote, LINE)
                .map_or((from, to.max(from)), |to| (from, to))
        }
        None => (from, to),
    }
}

/// The words of a command, quotes kept together.
struct Words<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
}

impl Iterator for Words<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let mut at = Cursor::new(&self.bytes[..self.end], self.at);
        at.skip_white(LINE);
        let from = at.at();
        if let Some(quote) = at.quote() {
            at.until_quote(quote, LINE);
        }
        at.take_while(LINE, |byte| byte > b' ');
        self.at = at.at();
        (from < self.at).then_some((from, self.at))
    }
}
