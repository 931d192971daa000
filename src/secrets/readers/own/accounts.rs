//! Account files: a line an account, fields between colons.
//!
//! shadow(5), gshadow(5), passwd(5), smbpasswd(5); Apache's htpasswd and htdigest. A locked account
//! (`*`, `!`, `!!`, `x`) is none, an empty field is a login without a password.

use crate::secrets::readers::crypt;
use crate::secrets::readers::finds::Finds;
use crate::secrets::readers::format::{Span, lines};
use crate::secrets::readers::rule;
use crate::secrets::{Confidence, Severity};

/// `etc/shadow`: an empty field is a login without a password.
pub(in crate::secrets::readers) fn shadow(finds: &mut Finds<'_>) {
    each(finds, 2, 10, |finds, fields| {
        // A line of fewer fields is none of shadow's, and an empty field of it says nothing.
        hash(finds, fields[0], fields[1], fields.len() >= 8);
    });
}

/// `etc/gshadow`, where an empty field lets nobody in.
pub(in crate::secrets::readers) fn group_shadow(finds: &mut Finds<'_>) {
    each(finds, 3, 4, |finds, fields| {
        hash(finds, fields[0], fields[1], false)
    });
}

/// `etc/passwd` and the lists of FTP servers that are written like it.
pub(in crate::secrets::readers) fn passwd(finds: &mut Finds<'_>) {
    each(finds, 7, 10, |finds, fields| {
        let root = fields[2].of(finds.bytes) == b"0";
        hash(finds, fields[0], fields[1], root);
    });
}

/// htpasswd and its likes: hashes, or what is no hash at all.
pub(in crate::secrets::readers) fn htpasswd(finds: &mut Finds<'_>) {
    each(finds, 2, 10, |finds, fields| {
        let text = fields[1].of(finds.bytes);
        if crypt::kind(text).is_some() || crypt::des(text) || locked(text) {
            hash(finds, fields[0], fields[1], false);
        } else {
            clear(finds, fields[0], fields[1]);
        }
    });
}

/// `user:realm:MD5`.
pub(in crate::secrets::readers) fn htdigest(finds: &mut Finds<'_>) {
    each(finds, 3, 3, |finds, fields| {
        let text = fields[2].of(finds.bytes);
        if text.len() == 32 && text.iter().all(u8::is_ascii_hexdigit) {
            let user = fields[0].of(finds.bytes);
            finds
                .hashed(fields[2], "digest MD5")
                .map(|found| found.user(user));
        }
    });
}

/// `user:uid:LM:NT:[flags]:`
pub(in crate::secrets::readers) fn samba(finds: &mut Finds<'_>) {
    each(finds, 5, 9, |finds, fields| {
        let text = fields[3].of(finds.bytes);
        if text.len() == 32 && text.iter().all(u8::is_ascii_hexdigit) {
            let user = fields[0].of(finds.bytes);
            // The NT hash is as good as the password for whoever logs in over the network.
            if let Some(found) = finds.hashed(fields[3], "NT") {
                found.user(user).severity = Severity::High;
            }
        }
    });
}

/// `user:password` in clear: rsyncd.secrets, passwd-s3fs.
pub(in crate::secrets::readers) fn pairs(finds: &mut Finds<'_>) {
    each(finds, 2, 2, |finds, fields| {
        clear(finds, fields[0], fields[1])
    });
}

/// `host:user:password` in clear: exim's passwd.client.
pub(in crate::secrets::readers) fn triples(finds: &mut Finds<'_>) {
    each(finds, 3, 3, |finds, fields| {
        clear(finds, fields[1], fields[2])
    });
}

/// `host:port:database:user:password`, a `\:` is no separator (libpq, section "The Password File").
pub(in crate::secrets::readers) fn pgpass(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    for line in lines(bytes) {
        let line = line.trim(bytes);
        let fields = fields(bytes, line, 5);
        if fields.len() == 5 && !line.of(bytes).starts_with(b"#") {
            clear(finds, fields[3], fields[4]);
        }
    }
}

/// Each line that has that many fields, comments and blank lines aside.
fn each(
    finds: &mut Finds<'_>,
    least: usize,
    most: usize,
    mut take: impl FnMut(&mut Finds<'_>, &[Span]),
) {
    let bytes = finds.bytes;
    for line in lines(bytes) {
        let line = line.trim(bytes);
        if line.of(bytes).starts_with(b"#") {
            continue;
        }
        let fields = fields(bytes, line, most);
        if fields.len() >= least && name(fields[0].of(bytes)) {
            take(finds, &fields);
        }
    }
}

/// The fields of a line; the last of `most` is the rest.
fn fields(bytes: &[u8], line: Span, most: usize) -> Vec<Span> {
    let (mut fields, mut start) = (vec![], line.start);
    let mut escaped = false;
    for (offset, &byte) in line.of(bytes).iter().enumerate() {
        let at = line.start + offset;
        if byte == b':' && !escaped && fields.len() + 1 < most {
            fields.push(Span::new(start, at));
            start = at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    fields.push(Span::new(start, line.end));
    fields
}

fn name(text: &[u8]) -> bool {
    let part =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.@$+*/\\".contains(byte) || *byte >= 0x80;
    !text.is_empty() && text.len() <= 128 && text.iter().all(part)
}

/// No password is right for this account.
fn locked(text: &[u8]) -> bool {
    let marks = text.iter().all(|byte| b"*!x".contains(byte));
    marks || text.starts_with(b"*L") || text == b"NP" || text == b"!*" || text == b"*NP*"
}

fn hash(finds: &mut Finds<'_>, user: Span, field: Span, empty: bool) {
    let bytes = finds.bytes;
    let (user, text) = (user.of(bytes), field.of(bytes));
    if text.is_empty() {
        if empty {
            let found = finds.push(field, b"").map(|found| found.by(rule::empty()));
            found.map(|found| found.user(user).note("anybody may log in"));
        }
        return;
    }
    if locked(text) {
        return;
    }
    let held = text.iter().take_while(|byte| **byte == b'!').count();
    let bare = Span::new(field.start + held, field.end);
    let hash = bare.of(bytes);
    let kind = crypt::kind(hash).or_else(|| crypt::des(hash).then_some("DES crypt"));
    let Some(kind) = kind else {
        return;
    };
    if let Some(found) = finds.hashed(bare, kind) {
        found.user(user);
        if held > 0 {
            found.note("the account is locked").severity = Severity::Low;
        }
    }
}

fn clear(finds: &mut Finds<'_>, user: Span, password: Span) {
    let bytes = finds.bytes;
    let (user, text) = (user.of(bytes), password.of(bytes));
    let scheme = [&b"{PLAIN}"[..], b"{plain}", b"{CLEAR}", b"{CLEARTEXT}"];
    let marked = scheme
        .iter()
        .find(|scheme| text.starts_with(scheme))
        .map_or(0, |scheme| scheme.len());
    let span = Span::new(password.start + marked, password.end).trim(bytes);
    if let Some(found) = finds.plain(span) {
        found.user(user);
        if span.end - span.start < 3 {
            found.confidence = Confidence::Low;
        }
    }
}
