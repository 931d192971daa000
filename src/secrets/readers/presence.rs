//! Files that count without being read: key stores, password databases, histories, core dumps, a
//! repository's `.git`.
//!
//! Their place says that they may hold secrets and no more than that, so they are low or medium,
//! and their hits have no value and no line of their own.

use std::sync::{Arc, LazyLock};

use super::lookup::{Index, within};
use super::rule;
use crate::secrets::{Confidence, Hit, Rule, Secret, Severity};

struct Kind {
    id: &'static str,
    title: &'static str,
    severity: Severity,
    confidence: Confidence,
    remedy: &'static str,
    /// As in [`super::rows::Row::paths`].
    paths: &'static str,
}

const KINDS: &[Kind] = &[
    Kind {
        id: "key-store",
        title: "Key store (PKCS #12, Java)",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        remedy: "mount it at run time; its password, often a default one, is its only guard",
        paths: "*.p12 *.pfx *.jks *.keystore *.jceks *.bks *.pkcs12 *.bcfks ewallet.p12 \
            cwallet.sso *.snk",
    },
    Kind {
        id: "password-database",
        title: "Password manager's database",
        severity: Severity::Medium,
        confidence: Confidence::High,
        remedy: "",
        paths: "*.kdbx *.kdb *.agilekeychain *.opvault *.psafe3 *.1pif *.enpassdb *.keychain \
            *.keychain-db login.keyring default.keyring user.keystore *.kwallet kdewallet.kwl \
            *.1pux",
    },
    Kind {
        id: "gpg-secret-keys",
        title: "GnuPG's secret keys",
        severity: Severity::Medium,
        confidence: Confidence::High,
        remedy: "",
        paths: "secring.gpg private-keys-v1.d/*.key *.skr secring.pgp",
    },
    Kind {
        id: "browser-passwords",
        title: "Browser's stored passwords",
        severity: Severity::Medium,
        confidence: Confidence::High,
        remedy: "",
        paths: "key4.db key3.db signons.sqlite login%20data login%20data%20for%20account",
    },
    Kind {
        id: "vpn-profile",
        title: "VPN profile",
        severity: Severity::Low,
        confidence: Confidence::Medium,
        remedy: "",
        paths: "*.ovpn *.pcf *.tblk *.mobileconfig",
    },
    Kind {
        id: "kerberos-keys",
        title: "Kerberos keys",
        severity: Severity::Medium,
        confidence: Confidence::High,
        remedy: "",
        paths: "*.keytab .k5identity stash.keyfile",
    },
    Kind {
        id: "obscured-credentials",
        title: "Credentials obscured with a key that is no secret",
        severity: Severity::High,
        confidence: Confidence::High,
        remedy: "",
        paths: ".mylogin.cnf .dbeaver/credentials-config.json credentials-config.json .vnc/passwd \
            vnc/passwd loginusers.vdf datasources.key",
    },
    Kind {
        id: "token-database",
        title: "Database of access tokens",
        severity: Severity::Medium,
        confidence: Confidence::High,
        remedy: "",
        paths: "gcloud/credentials.db gcloud/access_tokens.db msal_token_cache.bin \
            hudson.util.secret cookies.sqlite gcloud/legacy_credentials/*.p12 wallet.dat \
            tokens.dat",
    },
    Kind {
        id: "encrypted-credentials",
        title: "Encrypted credentials, whose key may lie beside them",
        severity: Severity::Low,
        confidence: Confidence::Medium,
        remedy: "",
        paths: "credentials.yml.enc credentials/*.yml.enc secrets.yml.enc",
    },
    Kind {
        id: "history",
        title: "History of a shell or a client",
        severity: Severity::Low,
        confidence: Confidence::Medium,
        remedy: "build with `HISTFILE` unset, or remove it in the instruction that wrote it",
        paths: ".bash_history .zsh_history .zhistory .sh_history .ash_history .history \
            .fish_history fish/fish_history fish_history .python_history .node_repl_history .mysql_history \
            .psql_history .sqlite_history .rediscli_history .dbshell .mongosh_repl_history \
            .irb_history .irb-history .pry_history .wget-hsts .lesshst .viminfo .ksh_history \
            .tcsh_history .mariadb_history .rhosts consolehost_history.txt .scapy_history \
            .ipython/profile_default/history.sqlite .php_history .cqlsh_history cqlsh_history \
            .iex_history .local/share/fish/fish_history .octave_hist .usql_history",
    },
    Kind {
        id: "core-dump",
        title: "Core dump: a process's memory",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        remedy: "",
        paths: "core core.* *.core *.hprof *.dmp *.mdmp vmcore heapdump.* *.heapsnapshot",
    },
    Kind {
        id: "git-directory",
        title: "Git repository with its whole history",
        severity: Severity::Medium,
        confidence: Confidence::High,
        remedy: "add `.git` to `.dockerignore`; whatever any commit held can be read",
        paths: ".git/head",
    },
];

static RULES: LazyLock<Vec<Arc<Rule>>> = LazyLock::new(|| {
    let rule = |kind: &Kind| {
        rule::make(
            kind.id,
            kind.title,
            kind.severity,
            kind.confidence,
            kind.remedy,
        )
    };
    KINDS.iter().map(rule).collect()
});

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let kinds = KINDS.iter().enumerate();
    Index::new(kinds.map(|(at, kind)| (kind.paths, at)))
});

/// What the mere presence of the file at `path` says: a hit without a value, at byte 0 of line 1.
/// A `.git` directory is reported once, by its `HEAD`. Trust stores, which hold public
/// certificates only, are none.
#[must_use]
pub fn presence(path: &[u8]) -> Option<Hit> {
    let rule = RULES.get(INDEX.row(path)?)?;
    (!public(path, &rule.id)).then(|| Hit {
        rule: Arc::clone(rule),
        secret: Secret::new(b""),
        start: 0,
        end: 0,
        line: 1,
        column: 1,
        severity: rule.severity,
        confidence: rule.confidence,
        note: Some("by its name; not read".to_owned()),
        example: None,
        allowed: false,
        place: None,
    })
}

/// The rules of the table above.
pub(super) fn rules() -> impl Iterator<Item = Arc<Rule>> {
    RULES.iter().map(Arc::clone)
}

/// A file of that name that is known to hold nothing: a trust store, a directory called `core`.
fn public(path: &[u8], id: &str) -> bool {
    let name = super::lookup::base(path).to_ascii_lowercase();
    let has = |word: &[u8]| super::value::find(&name, word).is_some();
    match id {
        "key-store" => has(b"cacerts") || has(b"trust") || has(b"-ca."),
        // `core` is a common name in trees of sources; a dump lies where a process ran.
        "core-dump" => {
            let numbered = name
                .strip_prefix(b"core.")
                .is_some_and(|rest| rest.iter().all(u8::is_ascii_digit));
            let dump = !name.starts_with(b"core") || numbered || name == b"core";
            !dump
                || within(
                    path,
                    &[
                        "node_modules",
                        "site-packages",
                        "dist-packages",
                        "proc",
                        "sys",
                        "src",
                        "lib",
                        "include",
                        "share",
                    ],
                )
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_alone_may_say_enough() {
        for (path, rule) in [
            ("app/server.p12", Some("key-store")),
            ("app/Keystore.JKS", Some("key-store")),
            ("etc/ssl/certs/java/cacerts.jks", None),
            ("app/truststore.jks", None),
            (
                "root/.gnupg/private-keys-v1.d/0A1B.key",
                Some("gpg-secret-keys"),
            ),
            ("root/other/0A1B.key", None),
            ("root/.bash_history", Some("history")),
            ("app/.git/HEAD", Some("git-directory")),
            ("app/.git/config", None),
            ("app/.git/modules/x/HEAD", None),
            ("app/core.1234", Some("core-dump")),
            ("app/core.js", None),
            ("app/node_modules/core", None),
            ("home/me/Passwords.kdbx", Some("password-database")),
            ("root/.mylogin.cnf", Some("obscured-credentials")),
            ("vpn/client.ovpn", Some("vpn-profile")),
            ("app/main.rs", None),
        ] {
            let found = presence(path.as_bytes());
            assert_eq!(
                found.as_ref().map(|hit| hit.rule.id.as_str()),
                rule,
                "{path}"
            );
            assert!(
                found.is_none_or(
                    |hit| hit.secret.expose().is_empty() && hit.severity <= Severity::High
                )
            );
        }
    }
}
