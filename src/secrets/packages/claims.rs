//! The lines of package databases: which file, which digest, which package.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::Sum;

/// The kinds of databases that are told by their path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::secrets) enum Database {
    /// `var/lib/dpkg/info/*.md5sums`, and `status.d` of distroless images.
    Dpkg,
    /// `lib/apk/db/installed`.
    Apk,
    /// `*.dist-info/RECORD`.
    Wheel,
    /// One of rpm's, which are not read.
    Rpm,
}

impl Database {
    /// The program whose database it is.
    pub(in crate::secrets) fn name(self) -> &'static str {
        match self {
            Database::Dpkg => "dpkg",
            Database::Apk => "apk",
            Database::Wheel => "Python wheel",
            Database::Rpm => "rpm",
        }
    }
}

/// One line of a database.
pub(super) struct Claim<'a> {
    pub(super) path: Cow<'a, [u8]>,
    pub(super) sum: Sum,
    pub(super) package: &'a [u8],
}

/// The database that a path is, by its place.
pub(in crate::secrets) fn database_at(path: &[u8]) -> Option<Database> {
    let (folder, name) = split(path);
    match folder {
        b"/var/lib/dpkg/info" | b"/var/lib/dpkg/status.d" if name.ends_with(b".md5sums") => {
            Some(Database::Dpkg)
        }
        b"/lib/apk/db" | b"/usr/lib/apk/db" if name == b"installed" => Some(Database::Apk),
        b"/var/lib/rpm" | b"/usr/lib/sysimage/rpm" | b"/usr/share/rpm" => {
            let known: [&[u8]; 3] = [b"rpmdb.sqlite", b"Packages.db", b"Packages"];
            known.contains(&name).then_some(Database::Rpm)
        }
        _ if name == b"RECORD" && folder.ends_with(b".dist-info") => Some(Database::Wheel),
        _ => None,
    }
}

/// Calls back with every line of a database that stands at `path`; what does not parse is no line.
pub(super) fn read<'a>(
    database: Database,
    path: &'a [u8],
    bytes: &'a [u8],
    claim: &mut dyn FnMut(Claim<'a>),
) {
    match database {
        Database::Dpkg => dpkg(path, bytes, claim),
        Database::Apk => apk(bytes, claim),
        Database::Wheel => wheel(path, bytes, claim),
        Database::Rpm => {}
    }
}

/// `<md5>  <path>`, the path without a leading slash.
fn dpkg<'a>(path: &'a [u8], bytes: &'a [u8], claim: &mut dyn FnMut(Claim<'a>)) {
    let name = split(path).1;
    let package = name.strip_suffix(b".md5sums").unwrap_or(name);
    for line in bytes.split(|&byte| byte == b'\n') {
        let Some((hex, rest)) = line.split_at_checked(32) else {
            continue;
        };
        let (Some(md5), Some(path)) = (unhex(hex), rest.strip_prefix(b"  ")) else {
            continue;
        };
        let path = Cow::Borrowed(path);
        claim(Claim {
            path,
            sum: Sum::Md5(md5),
            package,
        });
    }
}

/// Blocks of `P:package`, `F:folder`, `R:file`, `Z:Q1<base64 of a sha1>`.
fn apk<'a>(bytes: &'a [u8], claim: &mut dyn FnMut(Claim<'a>)) {
    let (mut package, mut folder, mut file) = (&b""[..], &b""[..], &b""[..]);
    for line in bytes.split(|&byte| byte == b'\n') {
        match line {
            [] => (folder, file) = (b"", b""),
            [b'P', b':', name @ ..] => package = name,
            [b'F', b':', name @ ..] => (folder, file) = (name, b""),
            [b'R', b':', name @ ..] => file = name,
            [b'Z', b':', b'Q', b'1', sum @ ..] if !file.is_empty() => {
                let sum = STANDARD
                    .decode(sum)
                    .ok()
                    .and_then(|sum| sum.try_into().ok());
                if let Some(sha1) = sum {
                    let path = Cow::Owned([folder, b"/", file].concat());
                    claim(Claim {
                        path,
                        sum: Sum::Sha1(sha1),
                        package,
                    });
                }
            }
            _ => {}
        }
    }
}

/// CSV of path, `sha256=<urlsafe base64>`, size; paths start from where `*.dist-info` lies.
fn wheel<'a>(path: &'a [u8], bytes: &'a [u8], claim: &mut dyn FnMut(Claim<'a>)) {
    let (site, info) = split(split(path).0);
    let package = info.strip_suffix(b".dist-info").unwrap_or(info);
    for line in bytes.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut fields = line.rsplitn(3, |&byte| byte == b',');
        let (Some(_size), Some(sum), Some(file)) = (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let sum = sum
            .strip_prefix(b"sha256=")
            .and_then(|sum| URL_SAFE_NO_PAD.decode(sum).ok());
        let Some(sha256) = sum.and_then(|sum| sum.try_into().ok()) else {
            continue;
        };
        if let Some(path) = joined(site, &unquoted(file)) {
            let path = Cow::Owned(path);
            claim(Claim {
                path,
                sum: Sum::Sha256(sha256),
                package,
            });
        }
    }
}

/// A CSV field without its quotes.
fn unquoted(field: &[u8]) -> Cow<'_, [u8]> {
    let quoted = field
        .strip_prefix(b"\"")
        .and_then(|field| field.strip_suffix(b"\""));
    match quoted {
        None => Cow::Borrowed(field),
        Some(inside) => {
            let mut out = Vec::with_capacity(inside.len());
            let mut bytes = inside.iter().peekable();
            while let Some(&byte) = bytes.next() {
                out.push(byte);
                if byte == b'"' {
                    bytes.next_if_eq(&&b'"');
                }
            }
            Cow::Owned(out)
        }
    }
}

/// `file` as seen from `folder`; `../../bin/x` leaves it, and nothing leaves the root.
fn joined(folder: &[u8], file: &[u8]) -> Option<Vec<u8>> {
    if file.starts_with(b"/") {
        return Some(file.to_vec());
    }
    let mut parts: Vec<&[u8]> = folder.split(|&byte| byte == b'/').collect();
    for part in file.split(|&byte| byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join(&b'/'))
}

fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match path.iter().rposition(|&byte| byte == b'/') {
        Some(at) => (&path[..at], &path[at + 1..]),
        None => (b"", path),
    }
}

fn unhex(hex: &[u8]) -> Option<[u8; 16]> {
    let text = std::str::from_utf8(hex).ok()?;
    u128::from_str_radix(text, 16).ok().map(u128::to_be_bytes)
}
