//! OpenSSH's own form of a private key (OpenSSH's source, `PROTOCOL.key`): which cipher protects
//! it, and of what kind its public half is.

use super::body::cipher;

const MAGIC: &[u8] = b"openssh-key-v1\0";

/// What the unencrypted start of such a key says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OpenSsh {
    pub kind: String,
    pub encrypted: bool,
    pub cipher: Option<String>,
}

/// `None` where it is no such key.
pub(super) fn read(plain: &[u8]) -> Option<OpenSsh> {
    let mut rest = plain.strip_prefix(MAGIC)?;
    let cipher_name = string(&mut rest)?;
    let _kdf = string(&mut rest)?;
    let _kdf_options = string(&mut rest)?;
    let _keys = take(&mut rest, 4)?;
    let mut public = string(&mut rest)?;
    Some(OpenSsh {
        kind: kind(string(&mut public)?).to_owned(),
        encrypted: cipher_name != b"none",
        cipher: cipher(cipher_name).filter(|name| name != "none"),
    })
}

fn kind(name: &[u8]) -> &'static str {
    match name {
        b"ssh-rsa" => "RSA",
        b"ssh-dss" => "DSA",
        b"ssh-ed25519" | b"sk-ssh-ed25519@openssh.com" => "Ed25519",
        name if name.starts_with(b"ecdsa-") || name.starts_with(b"sk-ecdsa-") => "EC",
        _ => "OpenSSH",
    }
}

/// Four bytes of length, the highest first, and so many bytes (RFC 4251, section 5).
fn string<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let len = take(rest, 4)?;
    let len = u32::from_be_bytes(len.try_into().ok()?);
    take(rest, usize::try_from(len).ok()?)
}

fn take<'a>(rest: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (taken, behind) = rest.split_at_checked(len)?;
    *rest = behind;
    Some(taken)
}
