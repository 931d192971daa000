//! Blocks with `-----BEGIN … PRIVATE KEY-----` (RFC 7468; OpenPGP's armour, RFC 9580, section 6.2,
//! has the same lines).

use std::sync::LazyLock;

use bstr::ByteSlice;
use memchr::memmem::Finder;

use super::body::Body;
use super::{Found, Key, LONGEST, looked, openssh, pgp};
use crate::secrets::checksum::base64;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// `-----BEGIN ` in base64, as far as it does not depend on what follows.
const WRAPPED: &[u8] = b"LS0tLS1CRUdJTi";

/// What stands where a key begins, ready to be looked for.
pub(super) static BEGINS: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| [BEGIN, WRAPPED].map(Finder::new));

/// Longest name of a kind of key.
const LABEL: usize = 60;

/// Adds every block of the content, wrapped ones too.
pub(super) fn find(bytes: &[u8], found: &mut Vec<Found>) {
    let mut at = 0;
    while let Some(start) = position(bytes, at, BEGIN) {
        match block(&bytes[start..]) {
            Ok((len, key)) => {
                at = start + len;
                found.push(Found {
                    start,
                    end: at,
                    key,
                });
            }
            Err(read) => at = start + read,
        }
    }
    find_wrapped(bytes, found);
}

/// The key that starts here and its length, or how far was read in vain. Nothing that was read
/// can be the start of another: the time stays linear.
fn block(bytes: &[u8]) -> Result<(usize, Key), usize> {
    let rest = &bytes[BEGIN.len()..];
    let label = rest[..rest.len().min(LABEL + DASHES.len())].find(DASHES);
    let Some(label) = label.map(|len| &rest[..len]).filter(|label| is_key(label)) else {
        return Err(BEGIN.len());
    };
    let start = BEGIN.len() + label.len() + DASHES.len();
    let window = &bytes[start..bytes.len().min(start + LONGEST)];
    let len = window.find(DASHES);
    looked(start + len.unwrap_or(window.len()));
    let Some(len) = len else {
        return Err(start + window.len().saturating_sub(DASHES.len()).max(1));
    };
    let stop = start + len;
    let end = [END, label, DASHES].concat();
    match Body::read(&window[..len]) {
        Some(body) if bytes[stop..].starts_with(&end) => Ok((stop + end.len(), key(label, body))),
        _ => Err(stop),
    }
}

/// Labels end so; a few stand before it (`RSA `, `OPENSSH `, `ENCRYPTED `).
fn is_key(label: &[u8]) -> bool {
    (label.ends_with(b"PRIVATE KEY") || label == b"PGP PRIVATE KEY BLOCK")
        && label
            .iter()
            .all(|&byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b' ')
}

fn key(label: &[u8], body: Body) -> Key {
    let plain = base64(&body.base64).unwrap_or_default();
    let mut key = Key {
        kind: String::new(),
        encrypted: Some(body.encrypted || label == b"ENCRYPTED PRIVATE KEY"),
        cipher: body.cipher,
        // Encrypted in the way of RFC 1421, the body is noise; all others are DER: a sequence.
        sound: body.encrypted || is_whole(&plain),
        wrapped: false,
        body: body.base64,
    };
    if let Some(openssh) = openssh::read(&plain) {
        (key.kind, key.encrypted, key.cipher) =
            (openssh.kind, Some(openssh.encrypted), openssh.cipher);
        key.sound = true;
    } else if label == b"PGP PRIVATE KEY BLOCK" {
        key.kind = "PGP".to_owned();
        key.encrypted = pgp::encrypted(&plain);
        key.sound = pgp::starts_packet(&plain);
    } else {
        key.kind = kind(label, &plain).to_owned();
    }
    key
}

/// Bytes of one line of base64 (RFC 7468, section 2).
const LINE: usize = 48;

/// The body is a DER sequence (ITU-T X.690, 8.1.3), and not only the first line of one, as
/// documentation shows it.
fn is_whole(plain: &[u8]) -> bool {
    let length = match *plain {
        [0x30, 0x82, high, low, ..] => 4 + usize::from(u16::from_be_bytes([high, low])),
        [0x30, 0x81, length, ..] => 3 + usize::from(length),
        [0x30, ..] => 0,
        _ => return false,
    };
    plain.len() > LINE || length <= plain.len()
}

/// From the label, or from the algorithm that PKCS#8 names in its first bytes (RFC 5958; object
/// identifiers of RFC 8017, RFC 5480, RFC 8410).
fn kind(label: &[u8], plain: &[u8]) -> &'static str {
    const ALGORITHMS: [(&[u8], &str); 7] = [
        (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01", "RSA"),
        (b"\x2a\x86\x48\xce\x3d\x02\x01", "EC"),
        (b"\x2a\x86\x48\xce\x38\x04\x01", "DSA"),
        (b"\x06\x03\x2b\x65\x70", "Ed25519"),
        (b"\x06\x03\x2b\x65\x71", "Ed448"),
        (b"\x06\x03\x2b\x65\x6e", "X25519"),
        (b"\x06\x03\x2b\x65\x6f", "X448"),
    ];
    match label {
        b"RSA PRIVATE KEY" => "RSA",
        b"EC PRIVATE KEY" => "EC",
        b"DSA PRIVATE KEY" => "DSA",
        b"OPENSSH PRIVATE KEY" => "OpenSSH",
        b"PRIVATE KEY" => {
            let head = &plain[..plain.len().min(40)];
            let known = ALGORITHMS.iter().find(|(id, _)| head.contains_str(id));
            known.map_or("", |(_, kind)| kind)
        }
        _ => "",
    }
}

/// Blocks that stand in base64 as a whole: Kubernetes secrets, kubeconfigs, CI variables.
fn find_wrapped(bytes: &[u8], found: &mut Vec<Found>) {
    let mut at = 0;
    while let Some(start) = position(bytes, at, WRAPPED) {
        let window = &bytes[start..bytes.len().min(start + LONGEST / 3 * 4)];
        let run = window
            .iter()
            .position(|&byte| !byte.is_ascii_alphanumeric() && !b"+/-_".contains(&byte));
        let end = start + run.unwrap_or(window.len());
        looked(end - start);
        at = end;
        if let Some(mut key) = unwrapped(&bytes[start..end]) {
            key.wrapped = true;
            found.push(Found { start, end, key });
        }
    }
}

/// The first key inside, behind a certificate perhaps.
fn unwrapped(text: &[u8]) -> Option<Key> {
    // A run that was cut off has a last group that does not count.
    let text = &text[..text.len() - usize::from(text.len() % 4 == 1)];
    let plain = base64(text)?;
    let mut at = 0;
    while let Some(start) = position(&plain, at, BEGIN) {
        match block(&plain[start..]) {
            Ok((_, key)) => return Some(key),
            Err(read) => at = start + read,
        }
    }
    None
}

/// Where the needle stands next, from here on.
pub(super) fn position(bytes: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let found = rest.find(needle);
    looked(found.unwrap_or(rest.len()));
    Some(from + found?)
}
