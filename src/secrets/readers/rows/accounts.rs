//! Accounts of the system and of servers.

use super::super::own::{accounts, lists};
use super::How::Own;
use super::{HIGH, MEDIUM, Row, sure};

pub(super) const ROWS: &[Row] = &[
    sure(
        "shadow",
        "Password hash of a system account",
        MEDIUM,
        "etc/shadow shadow etc/shadow- master.passwd \
        etc/master.passwd",
        Own(accounts::shadow),
    )
    .remedy("lock the account in the image, and change the password wherever else it is used"),
    sure(
        "gshadow",
        "Password hash of a system group",
        MEDIUM,
        "etc/gshadow gshadow",
        Own(accounts::group_shadow),
    ),
    sure(
        "passwd",
        "Password hash of an account",
        MEDIUM,
        "etc/passwd proftpdpasswd proftpd.passwd proftpd/ftpd.passwd proftpd/passwd ftpd.passwd \
        ftpasswd pureftpd.passwd pure-ftpd/passwd vsftpd.passwd ftpd/passwd",
        Own(accounts::passwd),
    ),
    sure(
        "htpasswd",
        "Password of a web server's user",
        MEDIUM,
        ".htpasswd htpasswd .htusers *.htpasswd .htpasswds/* nginx/passwd squid/passwd \
        apache2/passwd httpd/passwd mosquitto/passwd mosquitto/config/passwd mosquitto/pwfile \
        .htpasswd.* nginx/.htpasswd dovecot/users dovecot/passwd conf.d/htpasswd \
        registry/auth/htpasswd kibana.htpasswd passwd.db.txt",
        Own(accounts::htpasswd),
    ),
    sure(
        "htdigest",
        "Password digest of a web server's user",
        MEDIUM,
        ".htdigest htdigest *.htdigest .htdigests/*",
        Own(accounts::htdigest),
    ),
    sure(
        "smbpasswd",
        "Password hash of a Samba account",
        HIGH,
        "smbpasswd private/smbpasswd",
        Own(accounts::samba),
    ),
    sure(
        "password-list",
        "Password in clear",
        HIGH,
        "rsyncd.secrets rsync.secrets .rsyncd.secrets .passwd-s3fs passwd-s3fs .rsync_secrets \
        etc/s3cred",
        Own(accounts::pairs),
    ),
    sure(
        "passwd-client",
        "Password of a mail account",
        HIGH,
        "passwd.client exim4/passwd.client",
        Own(accounts::triples),
    ),
    sure(
        "ppp-secrets",
        "Password of a dial-in or VPN account",
        HIGH,
        "chap-secrets pap-secrets srp-secrets",
        Own(lists::chap),
    ),
    sure(
        "ipsec-secrets",
        "Key of a VPN",
        HIGH,
        "ipsec.secrets ipsec.d/*.secrets",
        Own(lists::ipsec),
    ),
    sure(
        "snmp",
        "SNMP community or password",
        MEDIUM,
        "snmpd.conf snmp.conf net-snmp/snmpd.conf",
        Own(lists::snmp),
    ),
];
