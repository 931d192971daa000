//! What a value is when it is no secret: a reference to one, a flag, a placeholder.

use super::words::Words;
use crate::secrets::example;

/// A known dummy, and what to say of it.
static DUMMIES: Words = Words::new(
    "changeme change_me change-me change.me changethis change_this changeit foobar foo bar baz \
    placeholder example todo tbd fixme redacted removed hidden secret_here none_yet dummy fake \
    xxx ... ??? n/a insertyourkeyhere s3cr3t_changeme notasecret not-a-secret replaceme \
    replace_me replace-me to_be_set to-be-set supply-me unset somepassword some-password \
    pass:insta",
);

/// What opens a placeholder, in lower case.
static OPENS: Words = Words::new(
    "your_ your- your␣ <your my-super-secret insert_ insert- insert␣ replace_ replace- replace␣ \
    replacewith changeme change_me change-me put␣your put_your enter_ enter- enter␣your \
    enteryour add_your add-your add␣your placeholder dummy-placeholder todo: todo_ xxxx \
    yourpassword yoursecret yourtoken yourkey yourapikey youraccess example_ example- paste-your \
    paste_your fill_in fill-in some-random setme set-me set_me",
);

/// What closes one.
static CLOSES: Words =
    Words::new("_here -here ␣here goes_here _placeholder -placeholder _changeme -changeme");

/// Values of options that are no value of a secret.
static FLAGS: Words = Words::new(
    "true false yes no on off null nil none undefined ~ 0 1 prompt ask never always required \
    optional disabled enabled {} [] string \\n - -- \"\" '' empty blank read write inherit \
    include omit same-origin invalid auto",
);

/// What stands in braces or brackets of some template language: opening and closing.
const TEMPLATES: &[(&str, &str)] = &[
    ("${", "}"),
    ("$(", ")"),
    ("{{", "}}"),
    ("<%", "%>"),
    ("#{", "}"),
    ("%(", ")"),
    ("@@", "@@"),
    ("[[", "]]"),
    ("$[", "]"),
    ("{%", "%}"),
];

/// What a value that names another place, or is sealed for another, begins with.
static ELSEWHERE: Words = Words::new(
    "env: env( env. env[ os.environ os.getenv process.env getenv( system.getenv file: file( \
    vault: op:// ref+ ssm: arn:aws projects/ secretref: secret:// keyring: awssm: gcpsm: sm:// \
    akv: @microsoft.keyvault !vault !ref !sub !reference !getatt !env !secret !include \
    $ansible_vault enc[ enc( {cipher} {aes} {vault} secure: sealed: var. local. data. data: \
    module. lookup( config( env_var( -----begin␣public -----begin␣cert -----begin␣rsa␣public \
    ssh-rsa␣ ssh-ed25519␣ ecdsa-sha2 /run/secrets/ /var/run/secrets/ /etc/ /usr/ /home/ /root/ \
    /opt/ /tmp/ /app/ /secrets/ ~/ ./ ../ function( lambda␣ new␣ settings. self. this. request. \
    params[ credentials( $( $$( ` credential: keychain: osxkeychain ${ store: secretsmanager: \
    aws-sm: k8s:",
);

/// The value only says where the secret is, is a flag, or is masked: no finding at all. In a
/// `literal` a `$` is a `$`.
pub(super) fn reference(value: &[u8], literal: bool) -> bool {
    let text = value.trim_ascii();
    let masked = text.iter().all(|byte| b"*.-".contains(byte));
    if text.is_empty() || masked || FLAGS.has(text) || ELSEWHERE.begin(text) {
        return true;
    }
    let option = text.len() <= 2 && text.starts_with(b"-");
    if option {
        return true;
    }
    let name = |text: &[u8]| {
        text.iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.:-".contains(byte))
    };
    match text {
        [b'<', .., b'>'] => true,
        [b'$', b'@' | b'*' | b'#'] => !literal,
        [b'$', rest @ ..] if !literal && rest.iter().all(u8::is_ascii_digit) => true,
        [b'$', first, rest @ ..] if !literal => {
            (first.is_ascii_alphabetic() || *first == b'_') && name(rest)
        }
        [b'%', inner @ .., b'%'] => !inner.is_empty() && name(inner),
        [b'@', inner @ .., b'@'] => !inner.is_empty() && name(inner),
        [b'*', inner @ ..] if !inner.is_empty() && name(inner) => true,
        [b'`', .., b'`'] => true,
        _ => !literal && templated(text) || template_only(text),
    }
}

/// A template's brackets stand somewhere in it.
fn templated(text: &[u8]) -> bool {
    TEMPLATES.iter().any(|(open, close)| {
        find(text, open.as_bytes()).is_some_and(|at| find(&text[at..], close.as_bytes()).is_some())
    })
}

/// It is a template's brackets and what stands in them.
fn template_only(text: &[u8]) -> bool {
    TEMPLATES
        .iter()
        .any(|(open, close)| text.starts_with(open.as_bytes()) && text.ends_with(close.as_bytes()))
}

/// The value is a path, where a key is asked for.
pub(super) fn path(value: &[u8]) -> bool {
    let text = value.trim_ascii();
    let ending = text
        .iter()
        .rposition(|&byte| byte == b'.')
        .map(|dot| &text[dot..]);
    let file = ending.is_some_and(|ending| {
        is_any(
            ending,
            &[
                ".pem", ".key", ".crt", ".cer", ".json", ".txt", ".yml", ".yaml", ".p12", ".jks",
                ".pub", ".enc",
            ],
        )
    });
    file || (text.starts_with(b"/")
        && text.iter().filter(|&&byte| byte == b'/').count() > 1
        && !text.ends_with(b"="))
}

/// Why the value is a dummy, where it is one.
pub(super) fn dummy(value: &[u8]) -> Option<&'static str> {
    let text = value.trim_ascii();
    if DUMMIES.has(text) || OPENS.begin(text) || CLOSES.end(text) {
        return Some("a placeholder");
    }
    let same = text.len() > 3 && text.windows(2).all(|pair| pair[0] == pair[1]);
    if same {
        return Some("one character repeated");
    }
    // AWS's own documentation: `AKIAIOSFODNN7EXAMPLE`, `…/bPxRfiCYEXAMPLEKEY`.
    let marked = text.len() >= 16
        && (find(text, b"EXAMPLE").is_some()
            || find(text, b"PLACEHOLDER").is_some()
            || find(text, b"XXXXXXXX").is_some());
    if marked || find(text, b"xxxxxxxx").is_some() {
        return Some("an example value");
    }
    let counting =
        find(b"1234567890123456789012345678901234567890", text).is_some() && text.len() > 10;
    counting.then_some("an example value")
}

/// The pair of a URL, a netrc line or the like that documentation uses.
pub(super) fn dummy_pair(user: &[u8], password: &[u8]) -> Option<&'static str> {
    const USERS: &[&str] = &[
        "user",
        "username",
        "usr",
        "foo",
        "login",
        "me",
        "name",
        "your_username",
        "u",
    ];
    const PASSWORDS: &[&str] = &[
        "pass", "password", "passwd", "pw", "pwd", "bar", "secret", "p", "token",
    ];
    // A user at a host that is kept for examples proves nothing; a dummy of theirs does.
    let shown = || {
        let host = user.iter().position(|&byte| byte == b'@');
        let host = host.map_or(&b""[..], |at| &user[at + 1..]);
        example::of_host(host).is_some() && example::of_password(password).is_some()
    };
    (is_any(user, USERS) && is_any(password, PASSWORDS) || shown())
        .then_some("the user and password of documentation")
}

/// A file is an example by its name: `.env.example`, `config.sample.php`, `settings.php.dist`.
pub(super) fn example_name(name: &[u8]) -> Option<&'static str> {
    const WORDS: &[&str] = &[
        "example", "examples", "sample", "dist", "template", "tmpl", "tpl", "default", "defaults",
    ];
    let parts = name.split(|byte| b".-_".contains(byte));
    let found = parts.skip(1).any(|part| is_any(part, &WORDS[..7]))
        || is_any(
            name.split(|b| b".-_".contains(b))
                .next()
                .unwrap_or_default(),
            &WORDS[..3],
        );
    found.then_some("the file is an example by its name")
}

pub(super) fn is_any(text: &[u8], words: &[&str]) -> bool {
    words
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word.as_bytes()))
}

/// Where `what` first stands in `text`.
pub(super) fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    bstr::ByteSlice::find(text, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_no_value() {
        for value in [
            "",
            "${DB_PASSWORD}",
            "$DB_PASSWORD",
            "$1",
            "$@",
            "$(cat /run/secrets/x)",
            "`cat x`",
            "%(password)s",
            "%DB_PASSWORD%",
            "{{ vault_password }}",
            "<password>",
            "<%= ENV['X'] %>",
            "#{ENV['X']}",
            "*****",
            "prefix-${X}",
            "!vault |",
            "op://vault/item/field",
            "/run/secrets/db",
            "true",
            "null",
            "os.environ['X']",
            "env:TOKEN",
            "ENC(abcdef)",
            "@db.password@",
            "...",
        ] {
            assert!(reference(value.as_bytes(), false), "{value}");
        }
        for value in [
            "hunter22", "pa$$word", "p@ss", "a%b", "p#1", "$ecret!!", "1234", "{\"a\"}x",
        ] {
            assert!(!reference(value.as_bytes(), false), "{value}");
        }
        assert!(!reference(b"$ecret", true));
        assert!(!reference(b"a${b}c", true));
        assert!(reference(b"${b}", true));
    }

    #[test]
    fn a_dummy_says_why() {
        for value in [
            "changeme",
            "CHANGE_ME",
            "your-token-here",
            "foobar",
            "aaaaaaaa",
            "REPLACE_ME",
        ] {
            assert!(dummy(value.as_bytes()).is_some(), "{value}");
        }
        let documented = ["wJalrXUtnFEMI/K7MDENG/bPxRfiCY", "EXAMPLEKEY"].concat();
        assert!(dummy(documented.as_bytes()).is_some());
        for value in [
            "hunter22",
            "password",
            "admin",
            "ExamplePas1",
            "dummy-pass",
            "exchange",
        ] {
            assert_eq!(dummy(value.as_bytes()), None, "{value}");
        }
        for (name, example) in [
            (".env.example", true),
            ("wp-config-sample.php", true),
            ("settings.php.dist", true),
            ("example.env", true),
            (".env", false),
            ("distribution.yml", false),
            ("credentials", false),
            ("default.json", false),
        ] {
            assert_eq!(example_name(name.as_bytes()).is_some(), example, "{name}");
        }
    }
}
