//! Options whose value is a password, which every command calls otherwise: `mysql -phunter2`,
//! `curl -u me:hunter2`, `redis-cli -a hunter2`; and commands that are fed one.

use super::commands::{Line, bare};
use crate::secrets::readers::finds::Finds;
use crate::secrets::readers::format::Span;
use crate::secrets::readers::lookup::base;
use crate::secrets::readers::value;
use crate::secrets::readers::words::Words;

/// The option of some commands.
struct Letter {
    commands: Words,
    letter: &'static [u8],
    /// The value may stand right behind the letter.
    attached: bool,
    /// The value may be the next word.
    apart: bool,
    /// Only where the command says `login`: `docker run -p 80:80` is another option.
    login: bool,
}

static OPTIONS: [Letter; 8] = [
    Letter {
        commands: Words::new(
            "mysql mysqldump mysqladmin mysqlimport mysqlshow mariadb mariadb-dump mariadb-admin \
            mysqlsh mysqlcheck 7z 7za unrar rar",
        ),
        letter: b"-p",
        attached: true,
        apart: false,
        login: false,
    },
    Letter {
        commands: Words::new(
            "sshpass mongo mongosh mongodump mongorestore mongoexport mongoimport cypher-shell \
            cqlsh",
        ),
        letter: b"-p",
        attached: true,
        apart: true,
        login: false,
    },
    Letter {
        commands: Words::new(
            "docker podman nerdctl buildah skopeo helm oras crane az oc cf ibmcloud \
            regctl",
        ),
        letter: b"-p",
        attached: false,
        apart: true,
        login: true,
    },
    Letter {
        commands: Words::new("redis-cli keydb-cli valkey-cli"),
        letter: b"-a",
        attached: false,
        apart: true,
        login: false,
    },
    Letter {
        commands: Words::new("ldapsearch ldapadd ldapmodify ldapdelete ldappasswd ldapwhoami"),
        letter: b"-w",
        attached: true,
        apart: true,
        login: false,
    },
    Letter {
        commands: Words::new("sqlcmd bcp isql zip unzip ipmitool"),
        letter: b"-P",
        attached: true,
        apart: true,
        login: false,
    },
    Letter {
        commands: Words::new("openssl"),
        letter: b"-k",
        attached: false,
        apart: true,
        login: false,
    },
    Letter {
        commands: Words::new("ssh-keygen"),
        letter: b"-N",
        attached: false,
        apart: true,
        login: false,
    },
];

/// Commands that take `user:password` behind `-u`, `-U` or `-a`.
static USERS: Words =
    Words::new("curl smbclient rpcclient net smbget http https xh ab lftp curl.exe");

impl Line<'_> {
    /// `-p…` of the commands that have it, and `-u user:password`.
    pub(super) fn short(&self, finds: &mut Finds<'_>, command: usize, at: usize) -> bool {
        let (_, word) = self.words[at];
        let text = word.of(self.bytes);
        match text {
            b"-passin" | b"-passout" | b"-pass" => self.pair(finds, self.next(at)),
            b"--user" | b"--proxy-user" => self.user(finds, command, at),
            [b'-', b'-', ..] => false,
            [b'-', .., b'u' | b'U' | b'a' | b'A']
                if text.len() <= 5 && self.user(finds, command, at) =>
            {
                true
            }
            [b'-', _, ..] => self.option(finds, command, at),
            _ => false,
        }
    }

    /// curl's `-u`, also as `-su`; the command may stand on an earlier line.
    fn user(&self, finds: &mut Finds<'_>, command: usize, at: usize) -> bool {
        let name = base(self.text(command));
        (USERS.has(name) || name.starts_with(b"-")) && self.pair(finds, self.next(at))
    }

    fn option(&self, finds: &mut Finds<'_>, command: usize, at: usize) -> bool {
        let name = base(self.text(command));
        let (_, word) = self.words[at];
        let text = word.of(self.bytes);
        let fits = |option: &&Letter| option.commands.has(name) && text.starts_with(option.letter);
        let Some(option) = OPTIONS.iter().find(fits) else {
            return false;
        };
        let span = match text.len() == option.letter.len() {
            true if option.apart => self.next(at),
            false if option.attached => Some(bare(self.bytes, Span::new(word.start + 2, word.end))),
            _ => None,
        };
        let meant = !option.login || self.says(command, "login");
        let Some(span) = span.filter(|span| meant && span.start < span.end) else {
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

    /// `htpasswd -b file user password`.
    pub(super) fn named(&self, finds: &mut Finds<'_>, command: usize, at: usize) {
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
    pub(super) fn piped(&self, finds: &mut Finds<'_>) {
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
