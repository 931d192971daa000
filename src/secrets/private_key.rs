//! Private keys in text: PEM blocks, OpenSSH and OpenPGP armour among them, PuTTY's files, and PEM
//! blocks that somebody put into base64 once more.
//!
//! Not a regex, because a header alone says nothing: code that reads keys is full of
//! `-----BEGIN RSA PRIVATE KEY-----`. A key is a header, a body of at least 64 characters of base64
//! and the end that belongs to the header, however the lines are quoted, indented or escaped. The
//! body also says what the header may not: the kind of key, and whether a passphrase protects it.

mod body;
mod openssh;
mod pem;
mod pgp;
mod putty;

use std::sync::{Arc, LazyLock};

use super::{Confidence, Hit, Rule, Secret, Severity};

/// One of these, in any case, stands in every content that holds a key.
pub const KEYWORDS: [&str; 3] = ["private key", "putty-user-key-file-", "ls0tls1crudjti"];

/// Longest key that is looked at, header to end, in bytes. RSA of 16 384 bits takes 13 kB.
pub const LONGEST: usize = 64 << 10;

/// Fewer letters than this in a body, and it is `xxxx` or `abcabc`, not a key.
const LETTERS: usize = 16;

static PRIVATE_KEY: LazyLock<Arc<Rule>> = LazyLock::new(|| {
    rule(
        "private-key",
        "Private key",
        Severity::High,
        "Make a new pair, and take the public half of this one off every host, account and \
         certificate that trusts it.",
    )
});

static SSH_HOST_KEY: LazyLock<Arc<Rule>> = LazyLock::new(|| {
    rule(
        "ssh-host-key",
        "SSH host key",
        Severity::Low,
        "Every container of this image answers with the same key: delete it in the image and make \
         one at start with ssh-keygen -A.",
    )
});

fn rule(id: &str, title: &str, severity: Severity, remedy: &str) -> Arc<Rule> {
    Arc::new(Rule {
        id: id.to_owned(),
        title: title.to_owned(),
        severity,
        confidence: Confidence::High,
        remedy: Some(remedy.to_owned()),
    })
}

/// A key and its place in the content.
#[derive(Debug)]
struct Found {
    start: usize,
    end: usize,
    key: Key,
}

/// What a body says.
#[derive(Debug, PartialEq, Eq)]
struct Key {
    /// The base64 without line ends and escapes: the same for the same key wherever it stands.
    body: Vec<u8>,
    /// `RSA`, `Ed25519`, `PGP`: empty where nothing says it.
    kind: String,
    /// `None` where the body does not tell.
    encrypted: Option<bool>,
    /// What it is encrypted with, where that is said.
    cipher: Option<String>,
    /// Whether the body is what the header announces.
    sound: bool,
    /// Whether the block stood in base64 as a whole.
    wrapped: bool,
}

/// Reports every private key in the content, in the order of their places. Linear in its length.
///
/// A hit reaches from the header to the end. Its value is the body alone, without line ends, so
/// that one key is one secret, whether it stands in a file, in JSON or indented in YAML.
pub fn find(bytes: &[u8], on_hit: &mut dyn FnMut(Hit)) {
    if !begins(bytes) {
        return;
    }
    let mut found = vec![];
    pem::find(bytes, &mut found);
    putty::find(bytes, &mut found);
    found.sort_by_key(|found| found.start);
    let mut place = Place::default();
    for key in found {
        place.advance(bytes, key.start);
        on_hit(hit(key, &place));
    }
}

/// Counts bytes that are looked at, for the test that each is looked at a few times at most,
/// whatever stands before it.
fn looked(bytes: usize) {
    #[cfg(test)]
    LOOKED.with(|looked| looked.set(looked.get() + bytes));
    #[cfg(not(test))]
    let _ = bytes;
}

#[cfg(test)]
thread_local! {
    static LOOKED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[cfg(test)]
fn looked_at() -> usize {
    LOOKED.with(std::cell::Cell::get)
}

/// Whether anything in the content looks like the beginning of a key, which is at most 20 bytes
/// long: where not, [`find`] finds nothing.
pub(super) fn begins(bytes: &[u8]) -> bool {
    pem::BEGINS.iter().any(|begin| begin.find(bytes).is_some())
        || putty::BEGINS.find(bytes).is_some()
}

/// The hit as it is to be told of a file at this path: `ssh_host_rsa_key` and its like are host
/// keys, a matter of their own. Other hits stay as they are.
#[must_use]
pub fn for_path(mut hit: Hit, path: &[u8]) -> Hit {
    let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
    if hit.rule.id == PRIVATE_KEY.id && name.starts_with(b"ssh_host_") && name.ends_with(b"_key") {
        hit.rule = Arc::clone(&SSH_HOST_KEY);
        hit.severity = hit.rule.severity;
    }
    hit
}

fn hit(found: Found, place: &Place) -> Hit {
    let key = found.key;
    let rule = Arc::clone(&PRIVATE_KEY);
    Hit {
        severity: match key.encrypted {
            Some(true) => Severity::Medium,
            _ => rule.severity,
        },
        confidence: if key.sound {
            Confidence::High
        } else {
            Confidence::Medium
        },
        secret: Secret::new(&key.body),
        start: found.start as u64,
        end: found.end as u64,
        line: place.line + 1,
        column: (found.start - place.line_start) as u64 + 1,
        note: Some(key.note()),
        example: key.example().map(str::to_owned),
        allowed: false,
        place: None,
        rule,
    }
}

impl Key {
    /// `RSA key, not encrypted`, `Ed25519 key, encrypted (aes256-ctr), in base64 as a whole`.
    fn note(&self) -> String {
        let kind = match self.kind.as_str() {
            "" => "key of an unknown kind".to_owned(),
            kind => format!("{kind} key"),
        };
        let encrypted = match (self.encrypted, &self.cipher) {
            (Some(true), Some(cipher)) => format!("encrypted ({cipher})"),
            (Some(true), None) => "encrypted".to_owned(),
            (Some(false), _) => "not encrypted".to_owned(),
            (None, _) => "perhaps encrypted".to_owned(),
        };
        let unsound = match self.sound {
            true => "",
            false => ", its body is not what its header says",
        };
        let wrapped = match self.wrapped {
            true => ", in base64 as a whole",
            false => "",
        };
        format!("{kind}, {encrypted}{unsound}{wrapped}")
    }

    fn example(&self) -> Option<&'static str> {
        let mut seen = [false; 256];
        for &byte in &self.body {
            seen[usize::from(byte)] = true;
        }
        let letters = seen.iter().filter(|&&seen| seen).count();
        (letters < LETTERS).then_some("the body repeats a few characters")
    }
}

/// A line and where it starts, moved forward only.
#[derive(Debug, Default)]
struct Place {
    at: usize,
    line: u64,
    line_start: usize,
}

impl Place {
    fn advance(&mut self, bytes: &[u8], to: usize) {
        for (at, &byte) in bytes.iter().enumerate().take(to).skip(self.at) {
            if byte == b'\n' {
                self.line += 1;
                self.line_start = at + 1;
            }
        }
        self.at = to;
    }
}

#[cfg(test)]
mod tests;
