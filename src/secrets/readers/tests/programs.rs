use super::{check, hits};

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

#[test]
fn sql_gives_accounts_and_stored_passwords() {
    let bcrypt = format!("$2y$10${}", &"aB3dE6gH9jK2".repeat(9)[..53]);
    check(&[
        (
            "a.sql",
            "CREATE USER 'me'@'%' IDENTIFIED BY 'madeup1';\n-- IDENTIFIED BY 'x'\n",
            &["sql:1:madeup1"],
        ),
        (
            "a.sql",
            "CREATE ROLE me WITH LOGIN PASSWORD 'madeup1';\nALTER USER a SET search_path = 'x';\n",
            &["sql:1:madeup1"],
        ),
        (
            "a.sql",
            &format!(
                "INSERT INTO `users` (`id`, `password`, `name`) VALUES\n(1, '{bcrypt}', 'me'),\n(2,'madeup, it''s','you');\n"
            ),
            &[&format!("sql:2:{bcrypt}"), "sql:3:madeup, it''s"],
        ),
        (
            "a.sql",
            &format!(
                "COPY public.users (id, encrypted_password) FROM stdin;\n1\t{bcrypt}\n2\t\\N\n\\.\nSELECT 1;\n"
            ),
            &[&format!("sql:2:{bcrypt}")],
        ),
        (
            "a.sql",
            "CREATE TABLE users (password varchar(60) DEFAULT NULL, note text DEFAULT 'x');\nINSERT INTO t (a, b) VALUES ('password', 'x');\n",
            &[],
        ),
        (
            "root/.mysql_history",
            "SET PASSWORD = PASSWORD('madeup1');\n",
            &["sql-history:1:madeup1"],
        ),
    ]);
}

#[test]
fn command_lines() {
    let history = "ls -la\nmysql -u root -pmadeup1 db\nexport GH_TOKEN=madeup2\ncurl -u me:madeup3 https://h\n\
        docker login -u me -p madeup4 h.org\nsshpass -p 'made up5' ssh h\nredis-cli -a madeup6\nfoo --password=madeup7 --x\n\
        bar --api-key madeup8\ncurl -H 'Authorization: Bearer madeup9' h\necho 'root:madeup10' | sudo chpasswd\n\
        git clone https://me:madeup11@h.org/x\nPGPASSWORD=madeup12 psql -h h\naws configure set aws_secret_access_key madeup13\n\
        htpasswd -bc f me madeup14\n";
    let wanted: Vec<String> = (1..=14)
        .map(|n| match n {
            5 => "shell-history:6:made up5".to_owned(),
            11 => "url-password:12:madeup11".to_owned(),
            _ => format!("shell-history:{}:madeup{n}", n + 1),
        })
        .collect();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    check(&[
        ("root/.bash_history", history, &wanted),
        (
            "root/.zsh_history",
            ": 1700000000:0;export TOKEN=madeup1\n",
            &["shell-history:1:madeup1"],
        ),
        (
            "root/.bash_history",
            "mysql -p db\ndocker run -p 80:80 -u 1:1 x\nexport TOKEN=$(cat x)\ncurl -u me h\nmkdir -p /a\ncurl https://h\nPASSWORD=\"$1\"\ndocker login --password-stdin\nread -p 'Password: ' PASS\n",
            &[],
        ),
        (
            "root/.bashrc",
            "export AWS_SECRET_ACCESS_KEY=madeup1 # x\nexport B_TOKEN=$A_TOKEN\nalias x='mysql -pmadeup2'\n",
            &["shell-profile:1:madeup1"],
        ),
        (
            "root/.config/fish/config.fish",
            "set -gx API_TOKEN madeup1\n",
            &["shell-profile:1:madeup1"],
        ),
        (
            "root/.cshrc",
            "setenv API_TOKEN madeup1\n",
            &["shell-profile:1:madeup1"],
        ),
        (
            "app/Dockerfile",
            "FROM x\nENV DB_PASSWORD=madeup1 A=b\nENV API_TOKEN madeup2\nARG NPM_TOKEN\nRUN echo //r/:_authToken=${NPM_TOKEN} > .npmrc\n",
            &["build-file:2:madeup1", "build-file:3:madeup2"],
        ),
        (
            "etc/systemd/system/x.service",
            "[Service]\nEnvironment=\"DB_PASSWORD=madeup1\"\nLoadCredential=x\nExecStart=/bin/x --token madeup2\n",
            &["systemd:2:madeup1", "systemd:4:madeup2"],
        ),
        (
            "etc/environment",
            "TOKEN=\"madeup1\"\nPATH=/bin\n",
            &["environment:1:madeup1"],
        ),
        (
            "root/.python_history",
            "password = 'madeup1'\nprint('x')\n",
            &["code-history:1:madeup1"],
        ),
        (
            "srv/inventory.ini",
            "[web]\nh ansible_user=me ansible_ssh_pass=madeup1\nk ansible_password='{{ x }}'\n",
            &["inventory:2:madeup1"],
        ),
        (
            "etc/php-fpm.d/www.conf",
            "env[DB_PASSWORD] = madeup1\nenv[PATH] = /bin\n",
            &["php-fpm:1:madeup1"],
        ),
    ]);
}

#[test]
fn tools_and_files_of_no_telling_name() {
    check(&[
        (
            "srv/.vault_pass",
            "made up1\n",
            &["vault-password:1:made up1"],
        ),
        (
            "srv/.vault_pass",
            "#!/bin/sh\npass vault\n",
            &["vault-password:2:pass vault"],
        ),
        (
            "srv/group_vars/all.yml",
            "$ANSIBLE_VAULT;1.1;AES256\n3533\n",
            &[],
        ),
        (
            "srv/group_vars/web.yml",
            "db_password: madeup1\napi_token: !vault |\n  $ANSIBLE_VAULT;1.1\n  33\n",
            &["ansible:1:madeup1"],
        ),
        (
            "var/jenkins/credentials.xml",
            "<x><username>me</username>\n<password>{AQAAmadeup=}</password></x>",
            &["jenkins:2:{AQAAmadeup=}"],
        ),
        (
            "etc/gitlab-runner/config.toml",
            "[[runners]]\n  url = \"https://h\"\n  token = \"madeup1\"\n",
            &["gitlab-runner:3:madeup1"],
        ),
        (
            "etc/prometheus.yml",
            "basic_auth:\n  username: me\n  password: madeup1\n",
            &["watching:3:madeup1"],
        ),
        (
            "etc/prometheus.yml",
            "basic_auth:\n  username: me\n  password_file: /x\n",
            &[],
        ),
        (
            "etc/consul.d/a.json",
            "{\"encrypt\":\"bWFkZXVwMQ==\"}",
            &["hashicorp:1:bWFkZXVwMQ=="],
        ),
        (
            "app/any.json",
            "{\"host\":\"h.org\",\n\"password\":\"madeup1\"}",
            &["json:2:madeup1"],
        ),
        (
            "app/any.json",
            "{\"label\":\"x\",\"password\":\"madeup1\"}",
            &[],
        ),
        (
            "app/locales/de.json",
            "{\"host\":\"h.org\",\"password\":\"Passwort\"}",
            &[],
        ),
        (
            "app/any.yml",
            "db:\n  host: h.org\n  user: me\n  password: madeup1\n",
            &["yaml:4:madeup1"],
        ),
        (
            "app/deploy.yaml",
            "kind: Deployment\nenv:\n- name: DB_PASSWORD\n  value: madeup1\n- name: MODE\n  value: x\n",
            &["yaml:4:madeup1"],
        ),
        (
            "app/java.properties",
            "db.url=jdbc:mysql://h.org/x\ndb.password=madeup1\nlabel.password=Passwort\n",
            &["ini:2:madeup1"],
        ),
        (
            "app/schema.yml",
            "password:\n  type: string\n  host: h.org\n",
            &[],
        ),
        (
            "app/any.ini",
            "[db]\nhost=h.org\npassword=madeup1\n",
            &["ini:3:madeup1"],
        ),
        (
            "app/any.xml",
            "<db><host>h.org</host>\n<password>madeup1</password></db>",
            &["xml:2:madeup1"],
        ),
        (
            "app/any.toml",
            "[db]\nhost = \"h.org\"\npassword = \"madeup1\"\n",
            &["toml:3:madeup1"],
        ),
        (
            "etc/startup-config",
            "hostname x\nusername me password 7 0822455D0A16\n",
            &["router:2:0822455D0A16"],
        ),
    ]);
}

#[test]
fn a_hash_in_the_place_of_a_password_is_medium() {
    let bcrypt = format!("$2y$10${}", &"aB3dE6gH9jK2".repeat(9)[..53]);
    let found = hits(
        "app/.env",
        format!("ADMIN_PASSWORD='{bcrypt}'\n").as_bytes(),
    );
    assert_eq!(found[0].severity, crate::secrets::Severity::Medium);
    assert!(
        found[0]
            .note
            .as_deref()
            .unwrap_or_default()
            .contains("bcrypt hash")
    );
}
