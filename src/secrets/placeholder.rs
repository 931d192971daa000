//! What stands for a value and is none: variables, templates, calls, references, types.

use memchr::memmem;

/// Words that name a type, a state or nothing, in lower case and in order.
const WORDS: &[&[u8]] = &[
    b"any",
    b"array",
    b"auto",
    b"bool",
    b"boolean",
    b"buffer",
    b"byte",
    b"bytes",
    b"char",
    b"compat",
    b"current",
    b"current-password",
    b"data",
    b"date",
    b"db",
    b"default",
    b"define",
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
    b"files",
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
    b"ldap",
    b"list",
    b"long",
    b"map",
    b"maybe",
    b"missing",
    b"never",
    b"new",
    b"new-password",
    b"nil",
    b"nis",
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
    b"option",
    b"optional",
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
    b"sss",
    b"str",
    b"string",
    b"systemd",
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
    b"winbind",
    b"word",
    b"write",
    b"yes",
    b"your",
];

/// What a reference to a value elsewhere begins with, in lower case and in order.
const FRONTS: &[&[u8]] = &[
    b"!0",
    b"!1",
    b"!env",
    b"!get",
    b"!import",
    b"!include",
    b"!join",
    b"!ref",
    b"!secret",
    b"!sub",
    b"!vault",
    b"#{",
    b"$",
    b"%(",
    b"&",
    b"-----begin cert",
    b"-----begin pub",
    b"<%",
    b"@{",
    b"\\$",
    b"__",
    b"aaaab3nza",
    b"arn:",
    b"aws:",
    b"azurekeyvault:",
    b"bcrypt",
    b"config.",
    b"const ",
    b"data:",
    b"enc(",
    b"enc[",
    b"env(",
    b"env.",
    b"env:",
    b"env[",
    b"file:",
    b"func(",
    b"gcp:",
    b"getenv",
    b"git+",
    b"http:",
    b"https:",
    b"keyvault:",
    b"kms:",
    b"lambda",
    b"mcowbqydk2vw",
    b"md5(",
    b"mfkwewyhkozi",
    b"mhywead",
    b"migfma0g",
    b"miibijan",
    b"miicijan",
    b"new ",
    b"npm:",
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
    b"sha1-",
    b"sha1:",
    b"sha256-",
    b"sha256:",
    b"sha384-",
    b"sha512-",
    b"sha512:",
    b"ssh-ed25519",
    b"ssh-rsa",
    b"ssm:",
    b"system.",
    b"this.",
    b"urn:",
    b"var.",
    b"vault:",
    b"vault_",
    b"{%",
];

/// What only a template or a piece of code has anywhere inside, in order.
const INSIDES: &[&[u8]] = &[
    b"!=", b"#{", b"$(", b"${", b"%>", b"%d", b"%q", b"%r", b"%s", b"%v", b"&&", b"(?", b"->",
    b".*", b".+", b"...", b"/>", b"://", b"::", b"<%", b"</", b"=>", b"@@", b"[0-9", b"[^",
    b"[a-z", b"\\b", b"\\d", b"\\n", b"\\s", b"\\t", b"\\u00", b"\\w", b"\\x1b", b"a-za-z", b"{0}",
    b"{1}", b"{{", b"{}", b"||", b"}}",
];

/// Whether the text stands for a value, names its type, or is a piece of code.
pub(super) fn is_placeholder(text: &[u8]) -> bool {
    let folded = text.to_ascii_lowercase();
    WORDS.binary_search(&folded.as_slice()).is_ok()
        || begins(&folded, FRONTS)
        || (!folded.iter().all(u8::is_ascii_alphanumeric)
            && ((0..folded.len()).any(|at| begins(&folded[at..], INSIDES))
                || enclosed(text)
                || named(text)
                || is_call(text)))
}

/// Whether a text begins with one of these, which are in order: only those with its first byte
/// are compared.
fn begins(text: &[u8], list: &[&[u8]]) -> bool {
    let Some(first) = text.first() else {
        return false;
    };
    let from = list.partition_point(|one| one.first() < Some(first));
    let same = list[from..]
        .iter()
        .take_while(|one| one.first() == Some(first));
    same.into_iter().any(|one| text.starts_with(one))
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
    fn lists_are_in_order() {
        assert!(WORDS.is_sorted() && FRONTS.is_sorted() && INSIDES.is_sorted());
    }

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
