use super::check;

#[test]
fn clients_of_files_and_desktops() {
    check(&[
        (
            "c/filezilla.xml",
            "<Server><Host>h</Host><User>me</User>\n<Pass>madeup1</Pass></Server>",
            &["filezilla:2:madeup1"],
        ),
        (
            "c/recentservers.xml",
            "<Server>\n<Pass encoding=\"base64\">bWFkZXVwMQ==</Pass>\n</Server>",
            &["filezilla:2:madeup1"],
        ),
        (
            "c/sitemanager.xml",
            "<Server><Pass /><Host>h</Host><Pass></Pass></Server>",
            &[],
        ),
        (
            "app/.vscode/sftp.json",
            "{\n // a comment\n \"host\": \"h\",\n \"password\": \"madeup1\", \"passphrase\": null,\n}",
            &["sftp-config:4:madeup1"],
        ),
        (
            "app/.vscode/sftp.json",
            "{\"host\":\"h\",\"privateKeyPath\":\"~/.ssh/id_rsa\"}",
            &[],
        ),
        (
            "app/.ftpconfig",
            "{\"pass\":\"madeup1\",\"promptForPass\":false,\"passphrase\":\"madeup2\"}",
            &["sftp-config:1:madeup1", "sftp-config:1:madeup2"],
        ),
        (
            "app/.remote-sync.json",
            "{\"password\":\"made\\\"up1\"}",
            &["sftp-config:1:made\"up1"],
        ),
        (
            "app/.idea/WebServers.xml",
            "<fileTransfer host=\"h\" password=\"dff9dfdf\" username=\"me\">",
            &["jetbrains-servers:1:dff9dfdf"],
        ),
        (
            "app/.idea/workspace.xml",
            "<option name=\"passwordSafe\" value=\"true\"/>",
            &[],
        ),
        (
            "c/dbeaver-data-sources.xml",
            "<connection host=\"h\" user=\"me\" password=\"madeup1\"/>",
            &["dbeaver:1:madeup1"],
        ),
        (
            "c/robomongo.json",
            "{\"userPassword\":\"madeup1\",\n\"sshPassphrase\":\"madeup2\",\"sshPrivateKey\":\"\"}",
            &["robomongo:1:madeup1", "robomongo:2:madeup2"],
        ),
        (
            "c/x.rdp",
            "full address:s:h\nusername:s:me\npassword 51:b:01000000madeup\n",
            &["rdp:3:01000000madeup"],
        ),
        (
            "c/x.rdp",
            "full address:s:h\nprompt for credentials:i:1\n",
            &[],
        ),
        (
            "c/x.remmina",
            "[remmina]\npassword=madeup1\nserver=h\n",
            &["remmina:2:madeup1"],
        ),
        (
            "root/.curlrc",
            "user = \"me:madeup1\"\nproxy = http://h\n",
            &["curlrc:1:madeup1"],
        ),
        (
            "root/.curlrc",
            "header = \"Authorization: Bearer madeup1\"\n-L\n",
            &["curlrc:1:madeup1"],
        ),
        (
            "root/.wgetrc",
            "http_password = madeup1\ntries = 3\n",
            &["wgetrc:1:madeup1"],
        ),
        (
            "root/.subversion/auth/svn.simple/0a",
            "K 8\npassword\nV 7\nmadeup1\nK 8\nusername\nV 2\nme\nEND\n",
            &["subversion:4:madeup1"],
        ),
        (
            "root/.subversion/auth/svn.simple/0a",
            "K 8\npasstype\nV 13\ngnome-keyring\nK 8\nusername\nV 2\nme\nEND\n",
            &[],
        ),
        (
            "srv/conf/passwd",
            "[users]\nme = madeup1\n",
            &["svnserve:2:madeup1"],
        ),
        (
            "etc/wpa_supplicant.conf",
            "network={\n  ssid=\"x\"\n  psk=\"madeup1\"\n}\n",
            &["wifi:3:madeup1"],
        ),
        (
            "etc/wireguard/wg0.conf",
            "[Interface]\nPrivateKey = bWFkZXVwMQ==\n[Peer]\nPublicKey = abcd1234\n",
            &["wireguard:2:bWFkZXVwMQ=="],
        ),
        (
            "etc/smbcredentials",
            "username=me\npassword=madeup1\n",
            &["mount-credentials:2:madeup1"],
        ),
        (
            "etc/fstab",
            "//h/s /mnt cifs username=me,password=madeup1 0 0\n",
            &["fstab:1:madeup1"],
        ),
        (
            "etc/fstab",
            "//h/s /mnt cifs credentials=/root/.smb 0 0\n# password=x\n",
            &[],
        ),
        (
            "root/.davfs2/secrets",
            "https://h/dav me madeup1\n",
            &["davfs2:1:madeup1"],
        ),
        (
            "root/.irssi/config",
            "servers = (\n { address = \"h\";\n   password = \"madeup1\"; }\n);\n",
            &["chat-client:3:madeup1"],
        ),
        (
            "root/config",
            "# IRC\nIRC_HOST=h\nIRC_PASS=madeup1\n",
            &["named-config:3:madeup1"],
        ),
        (
            "root/.purple/accounts.xml",
            "<account><name>me</name>\n<password>madeup1</password></account>",
            &["pidgin:2:madeup1"],
        ),
        (
            "srv/ventrilo_srv.ini",
            "[Server]\nAdminPassword=madeup1\nPassword=\n",
            &["game-server:2:madeup1"],
        ),
        (
            "root/.mozilla/logins.json",
            "{\"logins\":[{\"hostname\":\"https://h\",\n\"encryptedUsername\":\"MDoE1\",\n\"encryptedPassword\":\"MDoE2\"}]}",
            &["firefox:2:MDoE1", "firefox:3:MDoE2"],
        ),
        (
            "root/.mozilla/logins.json",
            "{\"nextId\":1,\"logins\":[]}",
            &[],
        ),
        (
            "c/unattend.xml",
            "<AdministratorPassword>\n<Value>bWFkZXVwMQ</Value><PlainText>false</PlainText></AdministratorPassword>",
            &["unattended-setup:2:bWFkZXVwMQ"],
        ),
        (
            "etc/rndc.key",
            "key \"rndc-key\" {\n\talgorithm hmac-md5;\n\tsecret \"bWFkZXVwMQ==\";\n};\n",
            &["bind-key:3:bWFkZXVwMQ=="],
        ),
    ]);
}

#[test]
fn databases_and_mail() {
    check(&[
        (
            "root/.my.cnf",
            "[client]\nuser=me\npassword=\"madeup1\"\n",
            &["mysql-options:3:madeup1"],
        ),
        (
            "etc/mysql/my.cnf",
            "[client]\n#password = x\nport=3306\n",
            &[],
        ),
        (
            "root/.pg_service.conf",
            "[x]\nhost=h\npassword=madeup1\n",
            &["pg-service:3:madeup1"],
        ),
        (
            "app/mongoid.yml",
            "production:\n  uri: \"mongodb://me:madeup1@h:1/x\"\n",
            &["url-password:2:madeup1"],
        ),
        (
            "etc/redis.conf",
            "# requirepass x\nport 6379\nrequirepass madeup1\nuser me on >madeup2 ~*\n",
            &["redis:3:madeup1", "redis:4:madeup2"],
        ),
        (
            "etc/ldap/slapd.conf",
            "rootdn \"cn=admin\"\nrootpw madeup1\n",
            &["database-server:2:madeup1"],
        ),
        (
            "etc/odbc.ini",
            "[x]\nUID=me\nPWD=madeup1\n",
            &["database-server:3:madeup1"],
        ),
        (
            "root/.esmtprc",
            "username \"me\"\npassword \"madeup1\"\n",
            &["mail-client:2:madeup1"],
        ),
        (
            "root/.msmtprc",
            "account x\nuser me\npassword madeup1\npasswordeval \"gpg -d x\"\n",
            &["mail-client:3:madeup1"],
        ),
        (
            "root/.muttrc",
            "set imap_user=me\nset imap_pass='madeup1'\n",
            &["mail-client:2:madeup1"],
        ),
        (
            "root/.mbsyncrc",
            "IMAPAccount x\nPass \"madeup1\"\nPassCmd \"pass x\"\n",
            &["mail-client:2:madeup1"],
        ),
        (
            "root/.offlineimaprc",
            "[Repository x]\nremoteuser = me\nremotepass = madeup1\n",
            &["mail-sync:3:madeup1"],
        ),
        (
            "etc/ssmtp/ssmtp.conf",
            "AuthUser=me\nAuthPass=madeup1\n",
            &["mail-sync:2:madeup1"],
        ),
        (
            "etc/postfix/sasl_passwd",
            "[h]:587 me:madeup1\n",
            &["sasl:1:madeup1"],
        ),
        ("etc/postfix/sasl_passwd", "# [h]:587 me:pw\n", &[]),
    ]);
}
