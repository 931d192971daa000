//! Password hashes: what kind one is, and that it is one.
//!
//! crypt(5) lists the prefixes; Apache's htpasswd, LDAP (RFC 2307), MySQL, PostgreSQL, Django and
//! the others document their own.

/// The kind of a password hash, `sha512crypt`; nothing where `text` is none.
pub(super) fn kind(text: &[u8]) -> Option<&'static str> {
    modular(text)
        .or_else(|| ldap(text))
        .or_else(|| framework(text))
}

/// `$id$…`: the modular crypt format.
fn modular(text: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&str, &str, usize)] = &[
        ("$1$", "md5crypt", 25),
        ("$2a$", "bcrypt", 59),
        ("$2b$", "bcrypt", 59),
        ("$2x$", "bcrypt", 59),
        ("$2y$", "bcrypt", 59),
        ("$3$", "NT hash", 35),
        ("$5$", "sha256crypt", 45),
        ("$6$", "sha512crypt", 88),
        ("$7$", "scrypt", 40),
        ("$8$", "PBKDF2", 40),
        ("$9$", "scrypt", 40),
        ("$y$", "yescrypt", 50),
        ("$gy$", "gost-yescrypt", 50),
        ("$sha1$", "sha1crypt", 30),
        ("$md5$", "Sun MD5", 25),
        ("$apr1$", "apr1 (Apache MD5)", 27),
        ("$argon2i$", "argon2", 40),
        ("$argon2d$", "argon2", 40),
        ("$argon2id$", "argon2", 40),
        ("$pbkdf2", "PBKDF2", 40),
        ("$scrypt$", "scrypt", 40),
        ("$P$", "phpass", 34),
        ("$H$", "phpass", 34),
        ("$S$", "Drupal sha512", 50),
        ("$bcrypt-sha256$", "bcrypt", 50),
    ];
    let (_, kind, least) = KINDS
        .iter()
        .find(|(prefix, ..)| text.starts_with(prefix.as_bytes()))?;
    let whole = text.len() >= *least && !text.iter().any(u8::is_ascii_whitespace);
    whole.then_some(*kind)
}

/// `{SCHEME}…`: LDAP's and Dovecot's.
fn ldap(text: &[u8]) -> Option<&'static str> {
    const SCHEMES: &[(&str, &str)] = &[
        ("SHA", "SHA-1"),
        ("SSHA", "salted SHA-1"),
        ("SHA256", "SHA-256"),
        ("SHA512", "SHA-512"),
        ("SSHA256", "salted SHA-256"),
        ("SSHA512", "salted SHA-512"),
        ("MD5", "MD5"),
        ("SMD5", "salted MD5"),
        ("CRYPT", "crypt"),
        ("MD5-CRYPT", "md5crypt"),
        ("SHA256-CRYPT", "sha256crypt"),
        ("SHA512-CRYPT", "sha512crypt"),
        ("BLF-CRYPT", "bcrypt"),
        ("PBKDF2", "PBKDF2"),
        ("PBKDF2_SHA256", "PBKDF2"),
        ("PBKDF2_SHA512", "PBKDF2"),
        ("ARGON2", "argon2"),
        ("ARGON2I", "argon2"),
        ("ARGON2ID", "argon2"),
        ("CRAM-MD5", "CRAM-MD5"),
        ("NTLM", "NT hash"),
    ];
    let close = text.iter().take(20).position(|&byte| byte == b'}')?;
    let name = text.strip_prefix(b"{")?.get(..close - 1)?;
    let hash = text.len() > close + 8;
    let named = |(scheme, _): &&(&str, &str)| name.eq_ignore_ascii_case(scheme.as_bytes());
    hash.then(|| SCHEMES.iter().find(named).map(|(_, kind)| *kind))
        .flatten()
}

/// Those of databases and web frameworks.
fn framework(text: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&str, &str, usize)] = &[
        ("pbkdf2_sha256$", "PBKDF2 (Django)", 40),
        ("pbkdf2_sha1$", "PBKDF2 (Django)", 40),
        ("pbkdf2:sha", "PBKDF2 (Werkzeug)", 40),
        ("scrypt:", "scrypt (Werkzeug)", 40),
        ("bcrypt_sha256$", "bcrypt (Django)", 50),
        ("argon2$argon2", "argon2 (Django)", 40),
        ("SCRAM-SHA-256$", "SCRAM-SHA-256", 60),
        ("argon2:", "argon2 (Jupyter)", 40),
        ("sha1:", "salted SHA-1 (Jupyter)", 45),
    ];
    let prefixed = KINDS
        .iter()
        .find(|(prefix, _, least)| text.len() >= *least && text.starts_with(prefix.as_bytes()));
    let hex =
        |digits: &[u8], len: usize| digits.len() == len && digits.iter().all(u8::is_ascii_hexdigit);
    match text {
        [b'*', digits @ ..] if hex(digits, 40) => Some("MySQL SHA-1"),
        [b'm', b'd', b'5', digits @ ..] if hex(digits, 32) => Some("PostgreSQL MD5"),
        _ => prefixed.map(|(_, kind, _)| *kind),
    }
}

/// A DES hash: 13 characters of crypt's alphabet, which only its place tells from a word.
pub(super) fn des(text: &[u8]) -> bool {
    let alphabet = |byte: &u8| byte.is_ascii_alphanumeric() || b"./".contains(byte);
    let traditional = text.len() == 13 || (text.len() == 20 && text.first() == Some(&b'_'));
    let body = text.strip_prefix(b"_").unwrap_or(text);
    traditional && body.iter().all(alphabet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_known_by_its_prefix_and_its_length() {
        let body = "aB3dE6gH9jK2".repeat(9);
        for (prefix, len, found) in [
            ("$1$", 31, Some("md5crypt")),
            ("$2y$12$", 53, Some("bcrypt")),
            ("$5$", 60, Some("sha256crypt")),
            ("$6$", 100, Some("sha512crypt")),
            ("$y$j9T$", 70, Some("yescrypt")),
            ("$apr1$", 31, Some("apr1 (Apache MD5)")),
            ("{SHA}", 28, Some("SHA-1")),
            ("{SSHA512}", 90, Some("salted SHA-512")),
            ("pbkdf2_sha256$", 80, Some("PBKDF2 (Django)")),
            ("$6$", 10, None),
            ("{NOSUCH}", 28, None),
            ("", 40, None),
        ] {
            let text = format!("{prefix}{}", &body[..len]);
            assert_eq!(kind(text.as_bytes()), found, "{text}");
        }
        let digits = "0123456789abcdef";
        assert_eq!(
            kind(format!("md5{digits}{digits}").as_bytes()),
            Some("PostgreSQL MD5")
        );
        assert!(des(b"ab01FAX.bQRSU") && !des(b"short") && !des(b"thirteen!char"));
    }
}
