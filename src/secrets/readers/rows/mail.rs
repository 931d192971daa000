//! Mail clients and servers.

use super::super::own::{lists, whole};
use super::How::{Keys, Own};
use super::{BLANK, HIGH, INI, MEDIUM, Row, likely, sure};

pub(super) const ROWS: &[Row] = &[
    sure(
        "mail-client",
        "Password of a mail account",
        HIGH,
        ".esmtprc esmtprc .msmtprc msmtprc msmtp/config .mbsyncrc mbsyncrc isyncrc .mpoprc \
        mpop/config .muttrc muttrc .mutt/muttrc mutt/muttrc neomuttrc .neomuttrc mutt/*.rc \
        .mutt/* .mailrc .s-nailrc mail.rc .swaksrc .imapfilter/config.lua .vdirsyncer/config \
        vdirsyncer/config .himalaya.toml himalaya/config.toml aerc/accounts.conf \
        .nmail/auth.conf sendemail.conf .sendemail",
        Keys(
            BLANK,
            "password pass imappass smtppass poppass proxypassword",
        ),
    ),
    sure(
        "mail-sync",
        "Password of a mail account",
        HIGH,
        ".offlineimaprc offlineimaprc offlineimap/config .getmailrc getmailrc .getmail/* \
        getmail/* ssmtp.conf ssmtp/ssmtp.conf nullmailer/remotes sogo.conf roundcube.ini \
        dma/auth.conf esmtp.conf revaliases .sylpheed-2.0/accountrc accountrc \
        .claws-mail/accountrc .alpine.pwd .pine-passfile imapsync.conf mailman.cfg rspamd.conf \
        opensmtpd/secrets smtpd.conf sendmailrc",
        Keys(INI, "authpass remotepass password localpass enablepassword"),
    ),
    sure(
        "sasl",
        "Password of a mail relay",
        HIGH,
        "sasl_passwd sasl/passwd postfix/sasl_passwd sasl_passwords smtp_auth relay_passwd \
        relay-password saslpasswd relayhost_passwd authinfo.txt mail/authinfo access.authinfo \
        postfix/sasl/* client_passwords",
        Own(lists::sasl),
    ),
    likely(
        "mail-server",
        "Password of a mail server",
        MEDIUM,
        "dovecot-sql.conf.ext dovecot-sql.conf dovecot-ldap.conf.ext dovecot-ldap.conf \
        dovecot.conf mysql-virtual_*.cf postfix/*.cf mysql_virtual_*.cf pgsql-*.cf ldap-*.cf \
        exim.conf exim4.conf exim4.conf.template update-exim4.conf.conf courier/authmysqlrc \
        authmysqlrc authpgsqlrc authldaprc opendkim.conf amavisd.conf sql.conf proftpd.conf \
        sql/*.cf pure-ftpd/db/mysql.conf pureftpd-mysql.conf vsftpd.conf",
        Keys(
            INI,
            "mysqlpw mysqlpassword pgsqlpassword dnpass sqlconnectinfo connect",
        ),
    ),
    sure(
        "totp",
        "Seed of one-time passwords",
        HIGH,
        ".google_authenticator google_authenticator",
        Own(whole::word),
    ),
];
