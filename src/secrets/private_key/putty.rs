//! PuTTY's `.ppk` files (PuTTY's manual, appendix "PPK file format", versions 1 to 3).

use std::sync::LazyLock;

use bstr::ByteSlice;
use memchr::memmem::Finder;

use super::body::{cipher, plain_lines};
use super::pem::position;
use super::{Found, Key, LONGEST, looked};

const START: &[u8] = b"PuTTY-User-Key-File-";

/// What stands where a file begins, ready to be looked for.
pub(super) static BEGINS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(START));

/// Fewer characters of base64 than this in the private half are no key: Ed25519 has 48.
const SHORTEST: usize = 40;

/// Adds every such file in the content.
pub(super) fn find(bytes: &[u8], found: &mut Vec<Found>) {
    let mut at = 0;
    while let Some(start) = position(bytes, at, START) {
        // Up to the next one, so that no byte is searched more than twice.
        let behind = start + START.len();
        let limit = bytes.len().min(start + LONGEST);
        let window = &bytes[behind..limit];
        at = behind + window.find(START).unwrap_or(window.len());
        looked(at - start);
        if let Some(len) = end(&bytes[behind..at])
            && let Some(key) = key(&bytes[behind..behind + len])
        {
            at = behind + len;
            found.push(Found {
                start,
                end: at,
                key,
            });
        } else {
            at = at.min(limit.saturating_sub(START.len()).max(behind));
        }
    }
}

/// How far it is to the end of the checksum's digits.
fn end(bytes: &[u8]) -> Option<usize> {
    let mac = [&b"Private-MAC:"[..], b"Private-Hash:"]
        .iter()
        .find_map(|name| Some(bytes.find(name)? + name.len()))?;
    let digits = bytes[mac..]
        .iter()
        .take(80)
        .position(|byte| !byte.is_ascii_hexdigit() && *byte != b' ');
    Some(mac + digits.unwrap_or(bytes.len() - mac).min(80))
}

fn key(text: &[u8]) -> Option<Key> {
    let text = plain_lines(text);
    let mut lines = text.lines().map(|line| line.trim());
    let kind = value(lines.next()?)?;
    let mut encryption = None;
    while let Some(line) = lines.next() {
        let Some(said) = value(line) else { continue };
        if line.starts_with(b"Encryption:") {
            encryption = Some(said);
        } else if line.starts_with(b"Private-Lines:") {
            let count: usize = said.to_str().ok()?.parse().ok()?;
            // Written-out line ends may have left empty lines between.
            let lines = lines.filter(|line| !line.is_empty()).take(count);
            return private(kind, encryption?, lines.flatten().copied().collect());
        }
    }
    None
}

fn private(kind: &[u8], encryption: &[u8], body: Vec<u8>) -> Option<Key> {
    let base64 = |&byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    if body.len() < SHORTEST || !body.iter().all(base64) {
        return None;
    }
    Some(Key {
        body,
        kind: match kind {
            b"ssh-rsa" => "RSA",
            b"ssh-dss" => "DSA",
            b"ssh-ed25519" => "Ed25519",
            b"ssh-ed448" => "Ed448",
            kind if kind.starts_with(b"ecdsa-") => "EC",
            _ => "PuTTY",
        }
        .to_owned(),
        encrypted: Some(encryption != b"none"),
        cipher: cipher(encryption).filter(|name| name != "none"),
        sound: true,
        wrapped: false,
    })
}

/// What stands behind the colon.
fn value(line: &[u8]) -> Option<&[u8]> {
    let at = line.find_byte(b':')?;
    Some(line[at + 1..].trim())
}
