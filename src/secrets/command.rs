//! Passwords on command lines: `curl -u user:pw`, `mysql -ppw`, `echo user:pw | chpasswd`.
//!
//! A build step is a command line that the history keeps for good. What stands behind a flag is a
//! secret by the flag's meaning, which neither its form nor a key beside it tells.

use std::sync::{Arc, LazyLock};

use super::{Confidence, Hit, Rule, Severity};

static RULE: LazyLock<Arc<Rule>> = LazyLock::new(|| {
    Arc::new(Rule {
        id: "command-line-password".into(),
        title: "Password on a command line".into(),
        severity: Severity::High,
        confidence: Confidence::Medium,
        remedy: Some("Give the build step a secret mount and read the password from there.".into()),
    })
});

/// The rule that this says hits of.
#[must_use]
pub fn command_rule() -> Arc<Rule> {
    RULE.clone()
}

/// Long flags whose value is a password or token, whatever the program.
const LONG: [&str; 12] = [
    "--password",
    "--passwd",
    "--pass",
    "--http-password",
    "--ftp-password",
    "--proxy-password",
    "--token",
    "--auth-token",
    "--api-key",
    "--secret",
    "--client-secret",
    "--passphrase",
];

/// Programs whose short flag takes a password, in the next word or in its own.
const SHORT: [(&str, &str); 11] = [
    ("sshpass", "-p"),
    ("mysql", "-p"),
    ("mysqldump", "-p"),
    ("mysqladmin", "-p"),
    ("mariadb", "-p"),
    ("login", "-p"),
    ("redis-cli", "-a"),
    ("mongo", "-p"),
    ("mongosh", "-p"),
    ("mongodump", "-p"),
    ("twine", "-p"),
];

/// Calls back with every password of a command line.
pub(super) fn command_hits(text: &str, out: &mut dyn FnMut(Hit)) {
    let words = words(text);
    let mut start = 0;
    for end in 0..=words.len() {
        let ends = words.get(end).is_none_or(|word| is_separator(word.text));
        if ends {
            let piped = words
                .get(end)
                .filter(|word| word.text == "|")
                .and(words.get(end + 1));
            simple(
                text,
                &words[start..end],
                piped.map_or("", |word| base_name(word.text)),
                out,
            );
            start = end + 1;
        }
    }
}

/// One word with its place, quotes taken off.
#[derive(Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    at: usize,
}

/// Words as a shell splits them, as far as that goes without running it.
fn words(text: &str) -> Vec<Word<'_>> {
    let bytes = text.as_bytes();
    let (mut words, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        match bytes[at] {
            byte if byte.is_ascii_whitespace() => at += 1,
            quote @ (b'"' | b'\'') => {
                let rest = &text[at + 1..];
                let len = rest.find(char::from(quote)).unwrap_or(rest.len());
                words.push(Word {
                    text: &rest[..len],
                    at: at + 1,
                });
                at += len + 2;
            }
            b'|' | b';' | b'&' | b'(' | b')' => {
                words.push(Word {
                    text: &text[at..=at],
                    at,
                });
                at += 1;
            }
            _ => {
                let rest = &text[at..];
                let ends = |c: char| c.is_ascii_whitespace() || "|;&()".contains(c);
                let len = rest.find(ends).unwrap_or(rest.len());
                words.push(Word {
                    text: &rest[..len],
                    at,
                });
                at += len;
            }
        }
    }
    words
}

fn is_separator(word: &str) -> bool {
    matches!(word, "|" | ";" | "&" | "(" | ")")
}

fn base_name(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// One command with its words; `next` is what its output goes to.
fn simple(text: &str, words: &[Word<'_>], next: &str, out: &mut dyn FnMut(Hit)) {
    let runs = |name: &str| words.iter().any(|word| base_name(word.text) == name);
    for (n, word) in words.iter().enumerate() {
        let (flag, own) = match word.text.split_once('=') {
            Some((flag, value)) => (
                flag,
                Some(Word {
                    text: value,
                    at: word.at + flag.len() + 1,
                }),
            ),
            None => (word.text, None),
        };
        let value = own.or(words.get(n + 1).copied());
        let curl = matches!(flag, "-u" | "--user" | "--proxy-user" | "-U") && runs("curl");
        match value {
            Some(value) if LONG.contains(&flag) => tell(text, value, out),
            Some(value) if curl => tell(text, behind_colon(value), out),
            _ => {}
        }
        for (program, short) in SHORT
            .iter()
            .filter(|(_, short)| word.text.starts_with(short))
        {
            let rest = Word {
                text: &word.text[short.len()..],
                at: word.at + short.len(),
            };
            match (runs(program), rest.text) {
                (true, "") => words
                    .get(n + 1)
                    .into_iter()
                    .for_each(|value| tell(text, *value, out)),
                (true, _) => tell(text, rest, out),
                _ => {}
            }
        }
    }
    match (next, words) {
        ("chpasswd", [.., last]) if runs("echo") || runs("printf") => {
            tell(text, behind_colon(*last), out);
        }
        ("passwd", [.., last]) if runs("echo") => tell(text, *last, out),
        _ => {}
    }
    let batch = |word: &Word<'_>| word.text.starts_with('-') && word.text.contains('b');
    if let (true, true, [.., last]) = (runs("htpasswd"), words.iter().any(batch), words) {
        tell(text, *last, out);
    }
}

/// The part of `user:password` that matters; nothing where there is no user.
fn behind_colon(word: Word<'_>) -> Word<'_> {
    match word.text.split_once(':') {
        Some((user, password)) => Word {
            text: password,
            at: word.at + user.len() + 1,
        },
        None => Word { text: "", ..word },
    }
}

fn tell(text: &str, value: Word<'_>, out: &mut dyn FnMut(Hit)) {
    let quoted = value.text.trim_matches(['"', '\'']);
    let at = value.at + (value.text.len() - value.text.trim_start_matches(['"', '\'']).len());
    let refers = |c: char| "$<{%`".contains(c);
    if quoted.len() < 3 || quoted.starts_with('-') || quoted.contains(refers) {
        return;
    }
    let before = &text.as_bytes()[..at.min(text.len())];
    let line = before.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
    let start = before
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |at| at + 1);
    out(Hit {
        line,
        column: (at - start) as u64 + 1,
        ..Hit::new(&RULE, quoted.as_bytes(), at as u64)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_a_flag_for_passwords_is_one() {
        for (line, expected) in [
            (
                "RUN /bin/sh -c curl -u me:made-up1 https://x",
                &["made-up1"][..],
            ),
            (
                "curl -sS --user=me:made-up1 x && wget --password made-up2 y",
                &["made-up1", "made-up2"],
            ),
            ("curl -u \"me:made up\" x", &["made up"]),
            ("curl -u me: x; ls -u a:b", &[]),
            ("docker login -u me -p made-up1 reg", &["made-up1"]),
            ("mysql -uroot -pmade-up1 db", &["made-up1"]),
            ("sshpass -p 'made-up1' ssh me@x", &["made-up1"]),
            ("mkdir -p /made/up", &[]),
            ("echo 'root:made-up1' | chpasswd", &["made-up1"]),
            ("echo made-up1 | passwd --stdin root", &["made-up1"]),
            ("htpasswd -bc /etc/x me made-up1", &["made-up1"]),
            ("curl -u me:$PW x --token ${T} --password=$(cat p)", &[]),
            ("app --password", &[]),
        ] {
            let mut found = vec![];
            command_hits(line, &mut |hit| {
                let at = hit.start as usize..hit.end as usize;
                assert_eq!(line.as_bytes()[at], *hit.secret.expose(), "{line}");
                found.push(String::from_utf8(hit.secret.expose().to_vec()).unwrap());
            });
            assert_eq!(found, expected, "{line}");
        }
    }
}
