//! What stands for a value and is none: variables, templates, calls, references, types.

use memchr::memmem;

/// Words that name a type, a state or nothing, in lower case.
const WORDS: &[&[u8]] = &[
    b"compat",
    b"db",
    b"define",
    b"files",
    b"ldap",
    b"nis",
    b"sss",
    b"systemd",
    b"winbind",
    b"any",
    b"array",
    b"auto",
    b"bool",
    b"boolean",
    b"buffer",
    b"byte",
    b"bytes",
    b"char",
    b"current",
    b"current-password",
    b"data",
    b"date",
    b"default",
    b"dict",
    b"disabled",
    b"double",
    b"email",
    b"empty",
    b"enabled",
    b"enum",
    b"env",
    b"exclude",
    b"false",
    b"file",
    b"float",
    b"function",
    b"global",
    b"header",
    b"hidden",
    b"include",
    b"inherit",
    b"input",
    b"int",
    b"integer",
    b"interactive",
    b"keychain",
    b"keyring",
    b"list",
    b"long",
    b"map",
    b"maybe",
    b"missing",
    b"never",
    b"new",
    b"new-password",
    b"nil",
    b"no",
    b"none",
    b"not",
    b"null",
    b"nullable",
    b"number",
    b"object",
    b"off",
    b"on",
    b"only",
    b"optional",
    b"option",
    b"plain",
    b"plaintext",
    b"prompt",
    b"public",
    b"query",
    b"random",
    b"raw",
    b"read",
    b"readonly",
    b"required",
    b"requires",
    b"self",
    b"set",
    b"simple",
    b"str",
    b"string",
    b"text",
    b"the",
    b"this",
    b"true",
    b"undef",
    b"undefined",
    b"unknown",
    b"unset",
    b"unused",
    b"url",
    b"value",
    b"varchar",
    b"void",
    b"word",
    b"write",
    b"yes",
    b"your",
];

/// What a reference to a value elsewhere begins with, in lower case.
const FRONTS: &[&[u8]] = &[
    b"$",
    b"@{",
    b"!ref",
    b"!sub",
    b"!vault",
    b"!env",
    b"!get",
    b"!join",
    b"!secret",
    b"!import",
    b"!include",
    b"%(",
    b"arn:",
    b"aws:",
    b"azurekeyvault:",
    b"config.",
    b"const ",
    b"data:",
    b"enc(",
    b"enc[",
    b"env.",
    b"env:",
    b"env[",
    b"env(",
    b"file:",
    b"func(",
    b"gcp:",
    b"getenv",
    b"http:",
    b"https:",
    b"keyvault:",
    b"kms:",
    b"lambda",
    b"new ",
    b"op://",
    b"options.",
    b"os.",
    b"params.",
    b"process.",
    b"ref+",
    b"req.",
    b"request.",
    b"s3:",
    b"secretsmanager:",
    b"self.",
    b"settings.",
    b"ssm:",
    b"sha1:",
    b"sha256:",
    b"sha512:",
    b"sha1-",
    b"sha256-",
    b"sha384-",
    b"sha512-",
    b"ssh-rsa",
    b"ssh-ed25519",
    b"system.",
    b"this.",
    b"var.",
    b"vault:",
    b"vault_",
    b"!0",
    b"!1",
    b"migfma0g",
    b"mfkwewyhkozi",
    b"mcowbqydk2vw",
    b"mhywead",
    b"miibijan",
    b"miicijan",
    b"aaaab3nza",
    b"-----begin pub",
    b"-----begin cert",
    b"\\$",
    b"&",
    b"#{",
    b"{%",
    b"<%",
    b"__",
    b"urn:",
    b"git+",
    b"npm:",
    b"bcrypt",
    b"md5(",
];

/// What only a template or a piece of code has anywhere inside.
const INSIDES: &[&[u8]] = &[
    b"${", b"{{", b"}}", b"<%", b"%>", b"#{", b"$(", b"{0}", b"{1}", b"{}", b"%s", b"%d", b"%v",
    b"%r", b"%q", b"::", b"->", b"=>", b"&&", b"||", b"!=", b"...", b"\\d", b"\\w", b"\\s", b"\\b",
    b"(?", b".*", b".+", b"[^", b"[a-z", b"[0-9", b"a-za-z", b"</", b"/>", b"@@", b"\\n", b"\\t",
    b"\\u00", b"\\x1b", b"://",
];

/// Whether the text stands for a value, names its type, or is a piece of code.
pub(super) fn is_placeholder(text: &[u8]) -> bool {
    let folded = text.to_ascii_lowercase();
    let front = FRONTS.iter().any(|front| folded.starts_with(front));
    front
        || WORDS.contains(&folded.as_slice())
        || INSIDES
            .iter()
            .any(|inside| memmem::find(&folded, inside).is_some())
        || enclosed(text)
        || named(text)
        || is_call(text)
}

/// `getPassword()`, `config.password()`.
fn is_call(text: &[u8]) -> bool {
    let name = text.iter().take_while(|byte| word(**byte)).count();
    name > 0 && text[name..].starts_with(b"()")
}

/// Between signs that mean "put something here": `<token>`, `[key]`, `{name}`, `%NAME%`, `@NAME@`.
fn enclosed(text: &[u8]) -> bool {
    let [first, inner @ .., last] = text else {
        return false;
    };
    match (first, last) {
        (b'<', b'>') | (b'[', b']') | (b'{', b'}') | (b'(', b')') => true,
        (b'%', b'%') | (b'@', b'@') | (b':', b':') => inner.iter().all(|byte| word(*byte)),
        _ => false,
    }
}

/// A brace or a percent sign with a name inside a longer text: `prefix-{name}`, `%(name)s`.
fn named(text: &[u8]) -> bool {
    let opened =
        memchr::memchr_iter(b'{', text).chain(memmem::find_iter(text, b"%(").map(|at| at + 1));
    opened.into_iter().any(|at| {
        let name = text[at + 1..]
            .iter()
            .take_while(|byte| word(**byte))
            .count();
        name > 0 && matches!(text.get(at + 1 + name), Some(b'}' | b')'))
    })
}

fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_a_value_is_told_from_one() {
        for text in [
            "$PASSWORD",
            "${PASSWORD:-x}",
            "{{ .Values.password }}",
            "<password>",
            "[token]",
            "%PASSWORD%",
            "@PASS@",
            "pre-{name}",
            "%(password)s",
            "%s",
            "os.environ",
            "process.env.X",
            "string",
            "None",
            "ENC(abc=)",
            "sha256:abcd",
            "!vault",
            "arn:aws:x",
            "getPassword()",
            "[a-z]+",
            "https://example.com",
            "op://vault/item",
        ] {
            assert!(is_placeholder(text.as_bytes()), "{text}");
        }
        for text in [
            "hunter2",
            "MYPSWRD!@#$%^&*",
            "q4c1a2oPd",
            "a%b",
            "J38YmIgn7/qNvNI=",
            "x{y",
            "pa$$word",
            "Dw7^&nd",
        ] {
            assert!(!is_placeholder(text.as_bytes()), "{text}");
        }
    }
}
