//! Command lines: histories of shells, build files, crontabs. What a person typed once stands
//! there for good: `mysql -phunter2`, `curl -u me:hunter2`, `export TOKEN=…`.

use super::sql;
use crate::secrets::readers::finds::Finds;
use crate::secrets::readers::format::{Span, lines};
use crate::secrets::readers::key::{Means, meaning};
use crate::secrets::readers::lookup::base;
use crate::secrets::readers::{keyed, value};

/// Words of one line that are looked at.
const WORDS: usize = 4_096;

/// A shell's history, or a file of commands.
pub(in crate::secrets::readers) fn read(finds: &mut Finds<'_>) {
    let bytes = finds.bytes;
    for line in lines(bytes) {
        let line = line.trim(bytes);
        let text = line.of(bytes);
        // `#1700000000` is bash's time of the next line.
        if text.is_empty() || text.starts_with(b"#") {
            continue;
        }
        Line::new(bytes, line).read(finds);
        finds.urls(line, text);
    }
}

/// A database client's history: statements, and its own commands.
pub(in crate::secrets::readers) fn statements(finds: &mut Finds<'_>) {
    sql::read(finds);
    let bytes = finds.bytes;
    finds.urls(Span::new(0, bytes.len()), bytes);
}

/// Options whose value is a password, by the command that has them: attached to the letter or not.
const OPTIONS: &[(&[&str], &str, bool, bool)] = &[
    (
        &[
            "mysql",
            "mysqldump",
            "mysqladmin",
            "mysqlimport",
            "mysqlshow",
            "mariadb",
            "mariadb-dump",
            "mysqlsh",
            "7z",
            "7za",
            "unrar",
            "rar",
        ],
        "-p",
        true,
        false,
    ),
    (
        &[
            "sshpass",
            "mongo",
            "mongosh",
            "mongodump",
            "mongorestore",
            "mongoexport",
            "mongoimport",
            "cypher-shell",
            "clickhouse-client",
        ],
        "-p",
        true,
        true,
    ),
    (
        &[
            "docker",
            "podman",
            "nerdctl",
            "buildah",
            "skopeo",
            "helm",
            "oras",
            "crane",
            "az",
            "oc",
            "cf",
            "ibmcloud",
            "rabbitmqadmin",
            "nexus",
            "kaniko",
            "regctl",
        ],
        "-p",
        false,
        true,
    ),
    (&["redis-cli", "keydb-cli"], "-a", false, true),
    (
        &[
            "ldapsearch",
            "ldapadd",
            "ldapmodify",
            "ldapdelete",
            "ldappasswd",
            "ldapwhoami",
            "pg_activity",
        ],
        "-w",
        true,
        true,
    ),
    (
        &[
            "sqlcmd", "bcp", "isql", "zip", "unzip", "ipmitool", "impacket",
        ],
        "-P",
        true,
        true,
    ),
    (&["openssl"], "-k", false, true),
    (&["expect", "cassandra", "cqlsh"], "-p", false, true),
];

/// Words before a name that its value follows.
const SETTERS: &[&str] = &[
    "env",
    "set",
    "setenv",
    "add",
    "arg",
    "-gx",
    "-x",
    "-ux",
    "-xg",
    "-xu",
    "fastcgi_param",
    "config",
    "configure",
    "passenv",
    "var",
];

/// What stands before an assignment as if it were one: systemd's units.
const HEADS: &[&[u8]] = &[
    b"Environment=",
    b"ExecStart=",
    b"ExecStartPre=",
    b"ExecStartPost=",
    b"ExecStop=",
    b"PassEnvironment=",
];

struct Line<'a> {
    bytes: &'a [u8],
    /// Words, with the number of the command on the line that each belongs to.
    words: Vec<(usize, Span)>,
}

impl<'a> Line<'a> {
    fn new(bytes: &'a [u8], line: Span) -> Line<'a> {
        // zsh: `: 1700000000:0;command`
        let text = line.of(bytes);
        let timed = text.starts_with(b": ") && text.get(2).is_some_and(u8::is_ascii_digit);
        let skip = if timed {
            text.iter()
                .position(|&byte| byte == b';')
                .map_or(0, |at| at + 1)
        } else {
            0
        };
        let head = HEADS
            .iter()
            .find(|head| text.starts_with(head))
            .map_or(0, |head| head.len());
        let words = split(bytes, Span::new(line.start + skip.max(head), line.end));
        Line { bytes, words }
    }

    fn read(&self, finds: &mut Finds<'_>) {
        let mut command = 0;
        for at in 0..self.words.len() {
            if at > 0 && self.words[at].0 != self.words[at - 1].0 {
                command = at;
            }
            while command < at && self.skipped(command) {
                command += 1;
            }
            let found = self.assignment(finds, at)
                || self.long(finds, at)
                || self.short(finds, command, at);
            if !found {
                self.header(finds, at);
                self.named(finds, command, at);
            }
        }
        self.piped(finds);
    }

    /// `sudo`, `env`, `time`, `RUN`, an assignment before the command.
    fn skipped(&self, at: usize) -> bool {
        let word = self.text(at);
        value::is_any(
            word,
            &[
                "sudo", "env", "time", "nohup", "exec", "run", "cmd", "then", "do", "if", "-c",
                "sh", "bash", "-e", "-lc", "command",
            ],
        ) || (word.contains(&b'=') && !word.starts_with(b"-"))
    }

    fn text(&self, at: usize) -> &'a [u8] {
        self.words
            .get(at)
            .map_or(&b""[..], |(_, span)| bare(self.bytes, *span).of(self.bytes))
    }

    /// The word behind `at` of the same command.
    fn next(&self, at: usize) -> Option<Span> {
        let (command, _) = *self.words.get(at)?;
        let (next, span) = *self.words.get(at + 1)?;
        (next == command).then_some(bare(self.bytes, span))
    }

    /// `NAME=value`, wherever it stands; `ENV NAME value`.
    fn assignment(&self, finds: &mut Finds<'_>, at: usize) -> bool {
        let (_, whole) = self.words[at];
        let word = bare(self.bytes, whole);
        let text = word.of(self.bytes);
        let Some(equals) = text.iter().position(|&byte| byte == b'=') else {
            let set = at > 0 && value::is_any(self.text(at - 1), SETTERS);
            let spaced = self
                .next(at)
                .filter(|next| matches!(next.of(self.bytes), b"=" | b":="));
            let value = if spaced.is_some() {
                self.next(at + 1)
            } else {
                self.next(at).filter(|_| set)
            };
            return !text.starts_with(b"$")
                && !text.starts_with(b"-")
                && self.take(finds, text, value);
        };
        let name = &text[..equals];
        let named = !name.is_empty()
            && !name.starts_with(b"-")
            && name
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_.-[]".contains(byte));
        named
            && self.take(
                finds,
                name,
                Some(bare(
                    self.bytes,
                    Span::new(word.start + equals + 1, word.end),
                )),
            )
    }

    /// `--password=x`, `--password x`.
    fn long(&self, finds: &mut Finds<'_>, at: usize) -> bool {
        let (_, word) = self.words[at];
        let text = word.of(self.bytes);
        if !text.starts_with(b"--") {
            return false;
        }
        match text.iter().position(|&byte| byte == b'=') {
            Some(equals) => {
                let value = bare(self.bytes, Span::new(word.start + equals + 1, word.end));
                self.take(finds, &text[2..equals], Some(value)) || self.inner(finds, value)
            }
            None => {
                let next = self
                    .next(at)
                    .filter(|next| !next.of(self.bytes).starts_with(b"-"));
                self.take(finds, &text[2..], next)
            }
        }
    }

    /// `--from-literal=password=x`, `--set=a.password=x`.
    fn inner(&self, finds: &mut Finds<'_>, value: Span) -> bool {
        let equals = value.of(self.bytes).iter().position(|&byte| byte == b'=');
        equals.is_some_and(|equals| {
            let name = &value.of(self.bytes)[..equals];
            let span = Span::new(value.start + equals + 1, value.end);
            self.take(finds, name, Some(span))
        })
    }

    fn take(&self, finds: &mut Finds<'_>, name: &[u8], span: Option<Span>) -> bool {
        let (Some(means), Some(span)) = (meaning(name), span) else {
            return false;
        };
        let value = span.of(self.bytes);
        let literal = span.start > 0 && self.bytes[span.start - 1] == b'\'';
        if value.is_empty() || !keyed::credible(means, value) {
            return false;
        }
        let found = finds.secret(span, value, literal);
        found.map(|found| found.named("key", name)).is_some()
    }

    /// `-p…` of the commands that have it, and `-u user:password`.
    fn short(&self, finds: &mut Finds<'_>, command: usize, at: usize) -> bool {
        let name = base(self.text(command));
        let (_, word) = self.words[at];
        let text = word.of(self.bytes);
        let user = matches!(text, b"--user" | b"--proxy-user");
        if !text.starts_with(b"-") || (text.starts_with(b"--") && !user) {
            return false;
        }
        let known = value::is_any(
            name,
            &[
                "curl",
                "smbclient",
                "rpcclient",
                "net",
                "smbget",
                "http",
                "https",
                "xh",
                "ab",
                "svn",
                "lftp",
            ],
        ) || name.starts_with(b"-");
        // `-u`, and curl's `-su`
        let short = text.len() <= 5 && matches!(text.last(), Some(b'u' | b'U' | b'a' | b'A'));
        let given = known && (user || short);
        if matches!(text, b"-passin" | b"-passout" | b"-pass") || given {
            return self.pair(finds, self.next(at));
        }
        let fits = |(names, option, ..): &&(&[&str], &str, bool, bool)| {
            value::is_any(name, names) && text.starts_with(option.as_bytes())
        };
        let Some((names, option, attached, apart)) = OPTIONS.iter().find(fits) else {
            return false;
        };
        let span = match text.len() == option.len() {
            true if *apart => self.next(at),
            false if *attached => Some(bare(self.bytes, Span::new(word.start + 2, word.end))),
            _ => None,
        };
        // `docker run -p 80:80` is another option than `docker login -p`.
        let login = *attached
            || names.contains(&"redis-cli")
            || names.contains(&"openssl")
            || names.contains(&"ssh-keygen")
            || self.says(command, "login");
        let Some(span) = span.filter(|span| login && span.start < span.end) else {
            return false;
        };
        let found = finds.plain(span);
        found.map(|found| found.named("command", name)).is_some()
    }

    fn says(&self, command: usize, word: &str) -> bool {
        (command + 1..self.words.len().min(command + 6))
            .any(|at| value::is_any(self.text(at), &[word]))
    }

    /// `user:password`, `user%password`, `pass:password`.
    fn pair(&self, finds: &mut Finds<'_>, span: Option<Span>) -> bool {
        let Some(span) = span else {
            return false;
        };
        let text = span.of(self.bytes);
        let Some(colon) = text.iter().position(|byte| b":%".contains(byte)) else {
            return false;
        };
        let (user, password) = (&text[..colon], &text[colon + 1..]);
        let word = !password.is_empty()
            && !password.starts_with(b"//")
            && !matches!(user, b"file" | b"env" | b"fd");
        if !word {
            return false;
        }
        // `chown -u 0:0`, `docker run -u 1000:1000`, `-u www-data:www-data`
        let ids = password.iter().all(u8::is_ascii_digit) && user.iter().all(u8::is_ascii_digit);
        if ids || (user == password && !user.is_empty() && user != b"admin") {
            return false;
        }
        let span = Span::new(span.start + colon + 1, span.end);
        let dummy = value::dummy_pair(user, password);
        let found = finds.plain(span).map(|found| {
            if user != b"pass" {
                found.user(user).dummy(dummy);
            }
        });
        found.is_some()
    }

    /// `Authorization: Bearer x`, `X-Api-Key: x`.
    fn header(&self, finds: &mut Finds<'_>, at: usize) {
        let span = bare(self.bytes, self.words[at].1);
        let text = span.of(self.bytes);
        let Some(colon) = text.iter().take(64).position(|&byte| byte == b':') else {
            return;
        };
        let name = &text[..colon];
        let authorization = value::is_any(name, &["authorization", "proxy-authorization"]);
        let given = at > 0 && matches!(self.text(at - 1), b"-H" | b"--header");
        if !authorization && !(given && meaning(name) == Some(Means::Key)) {
            return;
        }
        let rest = Span::new(span.start + colon + 1, span.end).trim(self.bytes);
        let scheme = rest.of(self.bytes).iter().position(|&byte| byte == b' ');
        let token =
            Span::new(rest.start + scheme.map_or(0, |blank| blank + 1), rest.end).trim(self.bytes);
        if let Some(found) = finds.plain(token) {
            found.note("in a header");
        }
    }

    /// `htpasswd -b file user password`.
    fn named(&self, finds: &mut Finds<'_>, command: usize, at: usize) {
        let last = self.next(at).is_none();
        let batch = || {
            (command..at).any(|at| {
                let word = self.text(at);
                word.starts_with(b"-") && word.contains(&b'b')
            })
        };
        if last && at > command + 2 && base(self.text(command)) == b"htpasswd" && batch() {
            let user = self.text(at - 1);
            if let Some(found) = finds.plain(bare(self.bytes, self.words[at].1)) {
                found.user(user).note("command htpasswd");
            }
        }
    }

    /// `echo root:hunter2 | chpasswd`.
    fn piped(&self, finds: &mut Finds<'_>) {
        for at in 1..self.words.len() {
            let (command, word) = self.words[at];
            let (before, span) = self.words[at - 1];
            let name = base(word.of(self.bytes));
            if command == before {
                continue;
            }
            let behind = bare(self.bytes, span);
            let sudo = name == b"sudo" && base(self.text(at + 1)) == b"chpasswd";
            if name == b"chpasswd" || sudo {
                self.pair(finds, Some(behind));
            } else if name == b"passwd" && self.text(at + 1) == b"--stdin" {
                finds.plain(behind);
            }
        }
    }
}

/// The words of a line, each with the number of its command: quotes keep blanks, `|`, `;`, `&`
/// and parentheses part commands.
fn split(bytes: &[u8], line: Span) -> Vec<(usize, Span)> {
    let (mut words, mut command, mut at) = (vec![], 0, line.start);
    while at < line.end && words.len() < WORDS {
        match bytes[at] {
            b' ' | b'\t' => at += 1,
            b'#' => break,
            b'|' | b';' | b'&' | b'(' | b')' => {
                command += 1;
                at += 1;
            }
            _ => {
                let end = word_end(bytes, at, line.end);
                words.push((command, Span::new(at, end)));
                at = end;
            }
        }
    }
    words
}

fn word_end(bytes: &[u8], start: usize, end: usize) -> usize {
    let (mut at, mut quote) = (start, None);
    while at < end {
        let byte = bytes[at];
        match quote {
            Some(open) if byte == open => quote = None,
            Some(b'"') if byte == b'\\' => at += 1,
            Some(_) => {}
            None if b"\"'".contains(&byte) => quote = Some(byte),
            None if byte == b'\\' => at += 1,
            None if b" \t|;&()".contains(&byte) => {
                // `$(…)` and a query's `&` stay in the word.
                let inside = (byte == b'(' && at > start && bytes[at - 1] == b'$')
                    || (byte == b'&'
                        && at > start
                        && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric));
                if !inside {
                    return at;
                }
            }
            None => {}
        }
        at += 1;
    }
    end
}

/// A word without the quotes round it.
fn bare(bytes: &[u8], word: Span) -> Span {
    match word.of(bytes) {
        [open @ (b'"' | b'\''), inner @ .., close] if open == close && !inner.contains(open) => {
            Span::new(word.start + 1, word.end - 1)
        }
        _ => word,
    }
}
