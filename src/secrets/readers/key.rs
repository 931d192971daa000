//! Which names mean a secret: `DB_PASSWORD`, `apiKey`, `spring.datasource.password`, and not
//! `password_file`, `tokenUrl`, `max_tokens`.
//!
//! A name is split into its words; the last ones decide, since the last word says what the value
//! *is*. (The words grew out of BuildKit's check `SecretsUsedInArgOrEnv`, which takes any of them
//! at a name's end.)

use super::words::Words;

/// What a name says of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
    /// Something a person chose: any value counts.
    Password,
    /// Something a machine made: a path or a name beside it is none.
    Key,
}

/// Bytes of a name that are looked at, from its end.
const LONGEST: usize = 96;

static PASSWORDS: Words = Words::new(
    "password passwd passwort pwd pass passphrase passcode pw passwords userpwd bindpw rootpw \
    cpassword psk keystorepass keypass storepass dbpass dbpw mypass userpass smtppass mailpass \
    rootpass adminpass ftppass authpass remotepass sshpass proxypass mysqlpass pgpass ldappass \
    sslpass ircpass requirepass",
);

static KEYS: Words = Words::new(
    "secret secrets token apikey secretkey authtoken accesstoken authkey privatekey masterkey \
    encryptionkey signingkey secretkeybase masterauth accountkey sharedkey apitoken appkey \
    appsecret clientsecret refreshtoken idtoken bearer sessionkey cryptkey fernetkey \
    sharedaccesskey secretaccesskey apisecret",
);

/// Words that make a following `key` one.
static KEYED: Words = Words::new(
    "api secret private auth encryption encrypt signing sign master app account storage shared \
    session cookie jwt hmac crypt crypto crypter token service deploy admin fernet aes webhook \
    integration write ingest decryption validation machine hash salt security preshared \
    wireguard subscription consumer role",
);

/// Words behind the telling one that change nothing.
static NEUTRAL: Words = Words::new(
    "value val string str text plain plaintext clear cleartext prod production prd staging stage \
    stg dev devel development test testing qa live local default primary secondary old new \
    current previous base64 b64 encoded raw confirmation confirm clr data main master slave ro \
    rw",
);

/// Words before a `token` that make it one of a language's or a page's.
static HARMLESS: Words = Words::new(
    "input output eos bos pad unk sep cls mask special next page end continuation start stop sync cancel image \
    video audio max min public primary foreign no separator additional csrf",
);

/// What `name` says of its value; nothing where it is no secret by its name.
pub(super) fn meaning(name: &[u8]) -> Option<Means> {
    last_words(name, true)
}

/// `name` ends like the name of a secret, be it a harmless one: `NextToken`.
pub(super) fn like_a_name(name: &[u8]) -> bool {
    last_words(name, false).is_some()
}

fn last_words(name: &[u8], strict: bool) -> Option<Means> {
    let words = words(name);
    let mut rest: &[Vec<u8>] = &words;
    while let [head @ .., last] = rest
        && !head.is_empty()
        && (NEUTRAL.has(last.as_slice()) || last.len() < 2 || number(last))
        && !keyed(rest)
    {
        rest = head;
    }
    let (last, head) = rest.split_last()?;
    let last = last.as_slice();
    let before = head.last().map_or(&b""[..], Vec::as_slice);
    if strict && HARMLESS.has(before) {
        return None;
    }
    if PASSWORDS.has(last) || ends(last, &[b"password", b"passwd", b"passphrase"]) {
        return Some(Means::Password);
    }
    let key = KEYS.has(last)
        || ends(
            last,
            &[
                b"secret",
                b"apikey",
                b"secretkey",
                b"authtoken",
                b"accesstoken",
            ],
        )
        || keyed(rest);
    key.then_some(Means::Key)
}

/// `… api key`, `secret key base`, `secret access key`.
fn keyed(words: &[Vec<u8>]) -> bool {
    let words: Vec<&[u8]> = words.iter().rev().take(3).map(Vec::as_slice).collect();
    match words[..] {
        [b"base", b"key", b"secret"] | [b"key", b"access", b"secret" | b"shared"] => true,
        [b"key", before, ..] => KEYED.has(before),
        _ => false,
    }
}

fn ends(word: &[u8], tails: &[&[u8]]) -> bool {
    tails.iter().any(|tail| word.ends_with(tail))
}

fn number(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_digit)
}

/// The words of a name in lower case: parted at anything that is no letter or digit, where a
/// capital follows a small letter, and before the digits at a word's end.
fn words(name: &[u8]) -> Vec<Vec<u8>> {
    let name = &name[name.len().saturating_sub(LONGEST)..];
    let mut words: Vec<Vec<u8>> = vec![];
    let mut before = b' ';
    for (at, &byte) in name.iter().enumerate() {
        let next = name.get(at + 1).copied().unwrap_or(b' ');
        let camel = byte.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || (before.is_ascii_uppercase() && next.is_ascii_lowercase()));
        let counted =
            byte.is_ascii_digit() && before.is_ascii_alphabetic() && !digits_inside(&name[at..]);
        if byte.is_ascii_alphanumeric() {
            if camel || counted || !before.is_ascii_alphanumeric() {
                words.push(vec![]);
            }
            if let Some(word) = words.last_mut() {
                word.push(byte.to_ascii_lowercase());
            }
        }
        before = byte;
    }
    words
}

/// Letters follow the digits that begin here, as in `base64`'s name `b64` or `oauth2token`.
fn digits_inside(rest: &[u8]) -> bool {
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    // `base64` is one word, whatever follows.
    rest.starts_with(b"64") || rest.get(digits).is_some_and(u8::is_ascii_lowercase)
}

/// A name without its case and separators: `client-secret` and `clientSecret` are one.
pub(super) fn plain(name: &[u8]) -> Vec<u8> {
    let kept = name.iter().filter(|byte| byte.is_ascii_alphanumeric());
    kept.take(LONGEST).map(u8::to_ascii_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_of_a_name_say_what_its_value_is() {
        for name in [
            "password",
            "DB_PASSWORD",
            "dbPassword",
            "DBPassword",
            "spring.datasource.password",
            "MYSQL_ROOT_PASSWORD",
            "pass",
            "SMTP_PASS",
            "sshPassphrase",
            "password2",
            "pwd",
            "DB_PASSWORD_PROD",
            "javax.jdo.option.ConnectionPassword",
            "keystorePass",
            "bindpw",
            "PGPASSWORD",
            "wgDBpassword",
            "dbpasswd",
            "rcon.password",
            "userPWD",
        ] {
            assert_eq!(meaning(name.as_bytes()), Some(Means::Password), "{name}");
        }
        for name in [
            "secret",
            "client_secret",
            "clientSecret",
            "API_KEY",
            "apiKey",
            "x-api-key",
            "STRIPE_SECRET_KEY",
            "secret_key_base",
            "oauth_token",
            "AWS_SECRET_ACCESS_KEY",
            "authtoken",
            "APP_KEY",
            "HOMEBREW_GITHUB_API_TOKEN",
            "private_key",
            "AccountKey",
            "SharedAccessKey",
            "token_b64",
            "_authToken",
            "fernet_key",
        ] {
            assert_eq!(meaning(name.as_bytes()), Some(Means::Key), "{name}");
        }
        for name in [
            "password_file",
            "passwordField",
            "token_url",
            "tokenEndpoint",
            "max_tokens",
            "secretName",
            "eos_token",
            "public_key",
            "key",
            "user",
            "compass",
            "bypass",
            "access_key_id",
            "api",
            "token_type",
            "PASS_MIN_LEN",
            "secret_id",
            "ssh_key_path",
            "password_hash_rounds",
            "",
            "nextPageToken",
            "authorization_endpoint",
            "passwordResetUrl",
            "monkey",
            "keyboard",
        ] {
            assert_eq!(meaning(name.as_bytes()), None, "{name}");
        }
    }
}
