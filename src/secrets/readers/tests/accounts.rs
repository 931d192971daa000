use super::{check, hits};
use crate::secrets::Severity;

/// A made-up hash of the right shape.
fn hash(prefix: &str, len: usize) -> String {
    format!("{prefix}{}", &"aB3dE6gH9jK2".repeat(9)[..len])
}

#[test]
fn a_locked_account_is_none_and_an_open_one_is() {
    let sha512 = hash("$6$", 100);
    let yes = hash("$y$j9T$", 70);
    let content = format!(
        "root::17431:0:99999:7:::\nbin:*:17431:::::\nsync:!:1:::::\nx:!!:1:::::\nme:{sha512}:1:0:99999:7:::\n\
         you:!{yes}:1:::::\nold:ab01FAX.bQRSU:1:::::\n# a comment\nbroken\n:x:y\n"
    );
    for path in ["etc/shadow", "rootfs/etc/shadow-", "backup/shadow.bak"] {
        let found = hits(path, content.as_bytes());
        let told: Vec<_> = found
            .iter()
            .map(|hit| (hit.rule.id.as_str(), hit.line, hit.severity))
            .collect();
        let wanted = [
            ("empty-password", 1, Severity::High),
            ("shadow", 5, Severity::Medium),
            ("shadow", 6, Severity::Low),
            ("shadow", 7, Severity::Medium),
        ];
        assert_eq!(told, wanted, "{path}");
        assert_eq!(found[0].secret.expose(), b"");
        let notes: Vec<_> = found.iter().filter_map(|hit| hit.note.clone()).collect();
        assert!(notes[1].contains("sha512crypt hash; user me"), "{notes:?}");
        assert!(
            notes[2].contains("yescrypt") && notes[2].contains("locked"),
            "{notes:?}"
        );
        assert!(notes[3].contains("DES"), "{notes:?}");
    }
}

#[test]
fn account_files_give_hashes_and_clear_passwords() {
    let bcrypt = hash("$2y$10$", 53);
    let md5 = "0123456789abcdef".repeat(2);
    check(&[
        (
            "etc/passwd",
            "root:x:0:0:root:/root:/bin/sh\nme:*:1:1::/:/bin/sh\n",
            &[],
        ),
        (
            "etc/passwd",
            &format!("me:{bcrypt}:1:1::/:/bin/sh\n"),
            &[&format!("passwd:1:{bcrypt}")],
        ),
        (
            "etc/passwd",
            "root::0:0:root:/root:/bin/sh\n",
            &["empty-password:1:"],
        ),
        ("etc/gshadow", "root::\nsudo:*::\nadm:!::me\n", &[]),
        (
            "etc/gshadow",
            &format!("a:{bcrypt}::\n"),
            &[&format!("gshadow:1:{bcrypt}")],
        ),
        (
            "srv/.htpasswd",
            &format!("# users\nme:{bcrypt}\n"),
            &[&format!("htpasswd:2:{bcrypt}")],
        ),
        ("srv/site.htpasswd", "me:madeup1\n", &["htpasswd:1:madeup1"]),
        ("srv/.htpasswd", "me:!\n", &[]),
        (
            "srv/.htdigest",
            &format!("me:realm:{md5}\n"),
            &[&format!("htdigest:1:{md5}")],
        ),
        ("srv/.htdigest", "me:realm:none\n", &[]),
        (
            "etc/samba/smbpasswd",
            &format!("me:1000:{}:{md5}:[U ]:LCT-0:\n", "X".repeat(32)),
            &[&format!("smbpasswd:1:{md5}")],
        ),
        (
            "etc/samba/smbpasswd",
            &format!("me:1000:{0}:{0}:[U ]:\n", "X".repeat(32)),
            &[],
        ),
        (
            "etc/rsyncd.secrets",
            "me:madeup1\n#you:no\n",
            &["password-list:1:madeup1"],
        ),
        ("etc/rsyncd.secrets", "me:${PASSWORD}\n", &[]),
        (
            "root/.pgpass",
            "#host:port:db:user:pw\ndb:5432:*:me:made\\:up1\n",
            &["pgpass:2:made\\:up1"],
        ),
        ("root/.pgpass", "db:5432:*:me:${PGPASSWORD}\ndb:5432\n", &[]),
        (
            "etc/exim4/passwd.client",
            "mail.h.org:me:madeup1\n",
            &["passwd-client:1:madeup1"],
        ),
        (
            "etc/ppp/chap-secrets",
            "# client server secret\nme * \"made up1\" *\n",
            &["ppp-secrets:2:made up1"],
        ),
        ("etc/ppp/chap-secrets", "# nothing\n", &[]),
        (
            "etc/ipsec.secrets",
            "1.2.3.4 %any : PSK \"madeup1\"\n: RSA key.pem\n",
            &["ipsec-secrets:1:madeup1"],
        ),
        (
            "etc/snmp/snmpd.conf",
            "rocommunity public\nrwcommunity madeup1\n",
            &["snmp:2:madeup1"],
        ),
        (
            "etc/pgbouncer/userlist.txt",
            "\"me\" \"madeup1\"\n",
            &["pgbouncer-users:1:madeup1"],
        ),
        (
            "home/me/.google_authenticator",
            "MADEUPSEED234567\n\" TOTP_AUTH\n12345678\n",
            &["totp:1:MADEUPSEED234567"],
        ),
    ]);
}

#[test]
fn netrc_is_words_in_any_number_of_lines() {
    check(&[
        (
            "root/.netrc",
            "machine h.org login me password madeup1\n",
            &["netrc:1:madeup1"],
        ),
        (
            "root/.netrc",
            "machine h.org\n  login me\n  password madeup1\ndefault login a password \"b c1\"\n",
            &["netrc:3:madeup1", "netrc:4:b c1"],
        ),
        (
            "root/_netrc",
            "# machine h password no\nmachine h login me\n",
            &[],
        ),
        ("root/.netrc", "machine h login me password ${TOKEN}\n", &[]),
        (
            "root/.authinfo",
            "machine h port 993 login me password madeup1\n",
            &["netrc:1:madeup1"],
        ),
        (
            "root/.netrc",
            "macdef init\npassword x\n\nmachine h login a password madeup1",
            &["netrc:4:madeup1"],
        ),
        (
            "root/.fetchmailrc",
            "poll h proto imap user \"me\" password \"madeup1\"\n",
            &["netrc:1:madeup1"],
        ),
    ]);
}
