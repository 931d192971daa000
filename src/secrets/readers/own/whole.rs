//! Files that are a secret from end to end: `.vault-token`, `config/master.key`, `run/secrets/*`.

use crate::secrets::readers::finds::Finds;
use crate::secrets::readers::format::{Format, Span, Style, lines};
use crate::secrets::readers::keyed;

/// More than this is no single token.
const LONGEST: usize = 8 << 10;

/// The first line that is neither blank nor a comment, if it is one word.
pub(in crate::secrets::readers) fn word(finds: &mut Finds<'_>) {
    if let Some(span) = first(finds.bytes)
        && !span.of(finds.bytes).iter().any(u8::is_ascii_whitespace)
    {
        take(finds, span);
    }
}

/// The first line, whatever it is: a passphrase has blanks.
pub(in crate::secrets::readers) fn line(finds: &mut Finds<'_>) {
    if let Some(span) = first(finds.bytes) {
        take(finds, span);
    }
}

/// One word that is the secret, or keys and values: `token.txt`, `credentials.txt`.
pub(in crate::secrets::readers) fn either(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    let full = lines(bytes)
        .map(|line| line.trim(bytes))
        .filter(|line| line.start < line.end);
    let mut full = full.take(2);
    match (full.next(), full.next()) {
        (Some(only), None) if !only.of(bytes).iter().any(|byte| b"=: \t".contains(byte)) => {
            take(finds, only)
        }
        _ => keyed::read(finds, Format::Lines(Style::Ini), &[]),
    }
}

/// The user on the first line, the password on the second (OpenVPN's `--auth-user-pass`).
pub(in crate::secrets::readers) fn second(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    let full: Vec<Span> = lines(bytes)
        .map(|line| line.trim(bytes))
        .filter(|line| line.start < line.end)
        .take(2)
        .collect();
    if let [user, password] = full[..]
        && let Some(found) = finds.plain(password)
    {
        found.user(user.of(bytes));
    }
}

fn take(finds: &mut Finds<'_>, span: Span) {
    let text = span.of(finds.bytes);
    let header =
        text.starts_with(b"$ANSIBLE_VAULT") || text.starts_with(b"#!") || text.starts_with(b"<?");
    if !header
        && text.len() >= 4
        && text
            .iter()
            .all(|byte| !byte.is_ascii_control() || *byte == b'\t')
    {
        finds.plain(span);
    }
}

fn first(bytes: &[u8]) -> Option<Span> {
    if bytes.len() > LONGEST || bytes.contains(&0) {
        return None;
    }
    let mut full = lines(bytes).map(|line| line.trim(bytes)).filter(|line| {
        let text = line.of(bytes);
        !text.is_empty() && !text.starts_with(b"#")
    });
    let first = full.next()?;
    // Of a token nothing else stands in the file, but for what a tool appends to it.
    Some(first)
}
