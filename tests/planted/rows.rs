//! The files that are credentials, a row each: where they lie, what stands in them around a value,
//! and the rule that knows them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::common::never::{plant, word};

/// What a row plants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    /// Letters and digits.
    Word,
    /// A hash of a password.
    Hash,
    /// A private key with this label.
    Key(&'static str),
    /// Nothing: that the file is there says it.
    Presence,
    /// A password that is empty.
    Empty,
}

/// One kind of file.
pub(crate) struct Row {
    pub(crate) path: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) value: Value,
    pub(crate) content: fn(&str) -> String,
}

impl Row {
    /// The made-up value of this row for one of its places, which must never come out.
    pub(crate) fn value(&self, place: &str) -> String {
        let name = format!("{} {} {place}", self.path, self.rule);
        match self.value {
            Value::Word => word(&name, 20),
            Value::Hash => plant(format!("$2y$10${}", word(&name, 53))),
            Value::Key(label) => key(label, &name),
            Value::Presence | Value::Empty => String::new(),
        }
    }
}

/// A private key that is noise behind a header; each of its lines must never come out.
fn key(label: &str, name: &str) -> String {
    let noise = STANDARD.encode(format!("0\u{2}{}", word(&format!("{name} key"), 300)));
    let lines: Vec<String> = noise
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8(line.to_vec()).unwrap())
        .collect();
    // The first and the last may be short, or begin as all keys do.
    for line in &lines[1..lines.len() - 1] {
        plant(line.clone());
    }
    // In two halves, so that no push protection takes the source for a key.
    format!(
        "-----{} {label}-----\n{}\n-----END {label}-----\n",
        "BEGIN",
        lines.join("\n")
    )
}

pub(crate) fn encoded(text: &str) -> String {
    STANDARD.encode(text)
}

const fn row(path: &'static str, rule: &'static str, content: fn(&str) -> String) -> Row {
    Row {
        path,
        rule,
        value: Value::Word,
        content,
    }
}

const fn hash(path: &'static str, rule: &'static str, content: fn(&str) -> String) -> Row {
    Row {
        path,
        rule,
        value: Value::Hash,
        content,
    }
}

const fn pem(path: &'static str, rule: &'static str, label: &'static str) -> Row {
    Row {
        path,
        rule,
        value: Value::Key(label),
        content: |key| key.to_owned(),
    }
}

const fn there(path: &'static str, rule: &'static str) -> Row {
    Row {
        path,
        rule,
        value: Value::Presence,
        content: |_| "\0\u{1}some bytes\0".to_owned(),
    }
}

/// All rows.
pub(crate) fn rows() -> Vec<Row> {
    [
        keys(),
        stores(),
        packages(),
        clients(),
        clouds(),
        clusters(),
        git(),
        applications(),
        accounts(),
        histories(),
        desktops(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn keys() -> Vec<Row> {
    vec![
        pem("root/.ssh/id_rsa", "private-key", "RSA PRIVATE KEY"),
        pem("root/.ssh/id_dsa", "private-key", "DSA PRIVATE KEY"),
        pem("root/.ssh/id_ecdsa", "private-key", "EC PRIVATE KEY"),
        pem("root/.ssh/id_ed25519", "private-key", "PRIVATE KEY"),
        pem("etc/nginx/server.pem", "private-key", "PRIVATE KEY"),
        pem("etc/nginx/tls.key", "private-key", "RSA PRIVATE KEY"),
        pem(
            "etc/ssh/ssh_host_rsa_key",
            "ssh-host-key",
            "RSA PRIVATE KEY",
        ),
        Row {
            path: "home/me/login.ppk",
            rule: "private-key",
            value: Value::Word,
            content: |value| {
                let noise = encoded(&format!(
                    "{value}{}",
                    "made up, and not a key at all; ".repeat(6)
                ));
                let lines: Vec<String> = noise
                    .as_bytes()
                    .chunks(64)
                    .map(|line| String::from_utf8(line.to_vec()).unwrap())
                    .collect();
                format!(
                    "PuTTY-User-Key-File-3: ssh-rsa\r\nEncryption: none\r\nComment: made up\r\nPublic-Lines: 1\r\n\
                     AAAAB3NzaC1yc2EAAAADAQABAAAA\r\nPrivate-Lines: {}\r\n{}\r\nPrivate-MAC: {}\r\n",
                    lines.len(),
                    lines.join("\r\n"),
                    "0123456789abcdef".repeat(4)
                )
            },
        },
    ]
}

fn stores() -> Vec<Row> {
    vec![
        there("opt/app/server.p12", "key-store"),
        there("opt/app/server.pfx", "key-store"),
        there("opt/app/server.jks", "key-store"),
        there("opt/app/release.keystore", "key-store"),
        there("home/me/passwords.kdbx", "password-database"),
        there("root/.gnupg/secring.gpg", "gpg-secret-keys"),
        there(
            "root/.gnupg/private-keys-v1.d/0A1B2C.key",
            "gpg-secret-keys",
        ),
        there("etc/openvpn/office.ovpn", "vpn-profile"),
        there("root/.mylogin.cnf", "obscured-credentials"),
        there("app/config/credentials.yml.enc", "encrypted-credentials"),
        there(
            "root/.mozilla/firefox/x.default/key4.db",
            "browser-passwords",
        ),
        there(
            "root/.config/google-chrome/Default/Login Data",
            "browser-passwords",
        ),
        there("var/crash/core.4711", "core-dump"),
        there("root/.wget-hsts", "history"),
        Row {
            path: "app/.git/HEAD",
            rule: "git-directory",
            value: Value::Presence,
            content: |_| "ref: refs/heads/main\n".to_owned(),
        },
    ]
}

fn packages() -> Vec<Row> {
    vec![
        row("root/.npmrc", "npmrc", |v| {
            format!("//registry.npmjs.org/:_authToken={v}\n")
        }),
        row("app/.npmrc", "npmrc", |v| {
            format!("_auth = {}\n", encoded(&format!("me:{v}")))
        }),
        row("srv/.npmrc", "npmrc", |v| {
            format!("//r/:username=me\n//r/:_password=\"{}\"\n", encoded(v))
        }),
        row("app/.yarnrc.yml", "yarnrc", |v| {
            format!("npmRegistries:\n  \"//r\":\n    npmAuthToken: {v}\n")
        }),
        row("root/.pypirc", "pypirc", |v| {
            format!("[pypi]\nusername = me\npassword: {v}\n")
        }),
        row("etc/pip.conf", "url-password", |v| {
            format!("[global]\nindex-url = https://me:{v}@pypi.corp.org/simple\n")
        }),
        row("root/.cargo/credentials", "cargo-credentials", |v| {
            format!("[registry]\ntoken = \"{v}\"\n")
        }),
        row("root/.cargo/credentials.toml", "cargo-credentials", |v| {
            format!("[registry]\ntoken = \"{v}\"\n")
        }),
        row("root/.gem/credentials", "gem-credentials", |v| {
            format!("---\n:rubygems_api_key: {v}\n")
        }),
        row("root/.bundle/config", "bundler", |v| {
            format!("---\nBUNDLE_GEMS__CORP__ORG: \"me:{v}\"\n")
        }),
        row("root/.composer/auth.json", "composer-auth", |v| {
            format!(
                "{{\"http-basic\":{{\"repo.corp.org\":{{\"username\":\"me\",\"password\":\"{v}\"}}}}}}"
            )
        }),
        row("app/auth.json", "composer-auth", |v| {
            format!(
                "{{\"http-basic\":{{\"repo.corp.org\":{{\"username\":\"me\",\"password\":\"{v}\"}}}}}}"
            )
        }),
        row("root/.nuget/NuGet/NuGet.Config", "nuget", |v| {
            format!(
                "<configuration><packageSourceCredentials><x>\n<add key=\"ClearTextPassword\" value=\"{v}\" />\n</x></packageSourceCredentials></configuration>"
            )
        }),
        row("root/.m2/settings.xml", "maven", |v| {
            format!(
                "<settings><servers><server>\n<id>x</id><username>me</username>\n<password>{v}</password>\n</server></servers></settings>"
            )
        }),
        row("root/.m2/settings-security.xml", "maven", |v| {
            format!("<settingsSecurity>\n<master>{{{v}}}</master>\n</settingsSecurity>")
        }),
        row("root/.gradle/gradle.properties", "gradle", |v| {
            format!("org.gradle.jvmargs=-Xmx1g\nsigning.password={v}\n")
        }),
    ]
}

fn clients() -> Vec<Row> {
    vec![
        row("root/.netrc", "netrc", |v| {
            format!("machine git.corp.org login me password {v}\n")
        }),
        row("home/me/_netrc", "netrc", |v| {
            format!("machine git.corp.org login me password {v}\n")
        }),
        row("root/.authinfo", "netrc", |v| {
            format!("machine mail.corp.org port 993 login me password {v}\n")
        }),
        row("root/.pgpass", "pgpass", |v| {
            format!("db.corp.org:5432:*:me:{v}\n")
        }),
        row("root/.my.cnf", "mysql-options", |v| {
            format!("[client]\nuser=me\npassword=\"{v}\"\n")
        }),
        row("root/.s3cfg", "s3-client", |v| {
            format!("[default]\naccess_key = MADEUPID\nsecret_key = {v}\n")
        }),
        row("root/.boto", "s3-client", |v| {
            format!("[Credentials]\naws_secret_access_key = {v}\n")
        }),
        row("root/.tugboat", "cloud-yaml", |v| {
            format!("authentication:\n  client_key: x\n  api_key: {v}\n")
        }),
        row("root/.config/rclone/rclone.conf", "rclone", |v| {
            format!("[r]\ntype = sftp\nuser = me\npass = {v}\n")
        }),
        row("root/.config/gh/hosts.yml", "github-cli", |v| {
            format!("github.com:\n    user: me\n    oauth_token: {v}\n")
        }),
        row("root/.config/hub", "github-cli", |v| {
            format!("github.com:\n- user: me\n  oauth_token: \"{v}\"\n")
        }),
        row("root/.config/op/config", "cloud-yaml", |v| {
            format!(
                "{{\"latest_signin\":\"x\",\"accounts\":[{{\"shorthand\":\"x\",\"accountKey\":\"A3-{v}\"}}]}}"
            )
        }),
    ]
}

fn clouds() -> Vec<Row> {
    vec![
        row("root/.docker/config.json", "docker-config", |v| {
            format!(
                "{{\n \"auths\": {{\"r.corp.org\": {{\"auth\": \"{}\"}}}}\n}}",
                encoded(&format!("me:{v}"))
            )
        }),
        row("home/me/.docker/config.json", "docker-config", |v| {
            format!("{{\"auths\":{{\"r.corp.org\":{{\"identitytoken\":\"{v}\"}}}}}}")
        }),
        row("home/you/.docker/config.json", "docker-config", |v| {
            format!("{{\"auths\":{{\"r.corp.org\":{{\"registrytoken\":\"{v}\"}}}}}}")
        }),
        row("root/.dockercfg", "docker-config", |v| {
            format!(
                "{{\"r.corp.org\":{{\"auth\":\"{}\",\"email\":\"me@corp.org\"}}}}",
                encoded(&format!("me:{v}"))
            )
        }),
        row("srv/.dockerconfigjson", "docker-config", |v| {
            format!(
                "{{\"auths\":{{\"r.corp.org\":{{\"auth\":\"{}\"}}}}}}",
                encoded(&format!("me:{v}"))
            )
        }),
        row("root/.aws/credentials", "aws-credentials", |v| {
            format!("[default]\naws_access_key_id = MADEUPID\naws_secret_access_key = {v}\n")
        }),
        row("root/.aws/config", "aws-credentials", |v| {
            format!("[profile x]\nregion = eu-central-1\naws_secret_access_key = {v}\n")
        }),
        row("root/.aws/cli/cache/0a1b.json", "aws-cache", |v| {
            format!(
                "{{\"Credentials\":{{\"AccessKeyId\":\"MADEUPID\",\"SecretAccessKey\":\"{v}\"}}}}"
            )
        }),
        row(
            "root/.azure/msal_token_cache.json",
            "azure-credentials",
            |v| {
                format!("{{\"RefreshToken\":{{\"x\":{{\"secret\":\"{v}\",\"client_id\":\"c\"}}}}}}")
            },
        ),
        row("root/.azure/accessTokens.json", "azure-credentials", |v| {
            format!("[{{\"tokenType\":\"Bearer\",\"refreshToken\":\"{v}\"}}]")
        }),
        row("root/.azure/credentials", "azure-config", |v| {
            format!("[default]\nclient_id=x\nsecret={v}\n")
        }),
        row(
            "root/.config/gcloud/legacy_credentials/me@corp.org/adc.json",
            "google-credentials",
            |v| {
                format!(
                    "{{\n \"client_id\": \"a\",\n \"refresh_token\": \"{v}\",\n \"type\": \"authorized_user\"\n}}"
                )
            },
        ),
        row(
            "root/.config/gcloud/application_default_credentials.json",
            "google-credentials",
            |v| format!("{{\n \"client_id\": \"a\",\n \"client_secret\": \"{v}\"\n}}"),
        ),
        Row {
            path: "app/service-account.json",
            rule: "google-credentials",
            value: Value::Key("PRIVATE KEY"),
            content: |key| {
                format!(
                    "{{\"type\":\"service_account\",\"private_key\":{},\"client_email\":\"a@corp.org\"}}",
                    serde_json::to_string(key).unwrap()
                )
            },
        },
        row("root/.terraformrc", "terraform-cli", |v| {
            format!("credentials \"app.terraform.io\" {{\n  token = \"{v}\"\n}}\n")
        }),
        row(
            "root/.terraform.d/credentials.tfrc.json",
            "cloud-json",
            |v| format!("{{\"credentials\":{{\"app.terraform.io\":{{\"token\":\"{v}\"}}}}}}"),
        ),
        row("app/terraform.tfstate", "terraform-state", |v| {
            format!(
                "{{\"version\":4,\"resources\":[{{\"type\":\"db\",\"instances\":[{{\"attributes\":{{\"password\":\"{v}\",\"id\":\"x\"}}}}]}}]}}"
            )
        }),
        row("app/prod.tfvars", "terraform-variables", |v| {
            format!("region = \"x\"\ndb_password = \"{v}\"\n")
        }),
        row("root/.vault-token", "token-file", |v| format!("{v}\n")),
    ]
}

fn clusters() -> Vec<Row> {
    vec![
        row("root/.kube/config", "kubeconfig", |v| {
            format!("users:\n- name: me\n  user:\n    token: {v}\n")
        }),
        row("home/me/.kube/config", "kubeconfig", |v| {
            format!("users:\n- name: me\n  user:\n    password: {v}\n    username: me\n")
        }),
        row("home/you/.kube/config", "kubeconfig", |v| {
            format!(
                "users:\n- name: me\n  user:\n    client-key-data: {}\n",
                encoded(&format!("a made-up key {v} of no use"))
            )
        }),
        row("app/deploy.yaml", "yaml", |v| {
            format!(
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ndata:\n  password: {}\n",
                encoded(v)
            )
        }),
        row(
            "var/run/secrets/kubernetes.io/serviceaccount/token",
            "service-account-token",
            |v| format!("{v}\n"),
        ),
    ]
}

fn git() -> Vec<Row> {
    vec![
        row("root/.git-credentials", "url-password", |v| {
            format!("https://me:{v}@git.corp.org\n")
        }),
        row("srv/site/.git/config", "url-password", |v| {
            format!("[remote \"origin\"]\n\turl = https://me:{v}@git.corp.org/x.git\n")
        }),
        row("srv/shop/.git/config", "git-config", |v| {
            format!("[http \"https://git.corp.org/\"]\n\textraheader = AUTHORIZATION: bearer {v}\n")
        }),
    ]
}

fn applications() -> Vec<Row> {
    vec![
        row("app/.env", "env-file", |v| {
            format!("MODE=production\nDB_PASSWORD={v}\n")
        }),
        row("app/.env.production", "env-file", |v| {
            format!("DB_PASSWORD={v}\n")
        }),
        row("app/docker-compose.yml", "compose", |v| {
            format!("services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: {v}\n")
        }),
        row("app/settings.py", "django", |v| {
            format!("DEBUG = False\nSECRET_KEY = '{v}'\n")
        }),
        row("srv/wp-config.php", "wordpress", |v| {
            format!("<?php\ndefine('DB_PASSWORD', '{v}');\n")
        }),
        row("app/config/database.yml", "rails", |v| {
            format!("production:\n  username: me\n  password: {v}\n")
        }),
        row("app/application.properties", "spring", |v| {
            format!("spring.datasource.password={v}\n")
        }),
        row("app/application-prod.yml", "spring-yaml", |v| {
            format!("spring:\n  datasource:\n    password: {v}\n")
        }),
        row("app/config/master.key", "rails-key", |v| format!("{v}\n")),
        row("app/config/secrets.yml", "rails", |v| {
            format!("production:\n  secret_key_base: {v}\n")
        }),
    ]
}

fn accounts() -> Vec<Row> {
    vec![
        hash("etc/shadow", "shadow", |v| {
            format!("bin:*:17431:::::\nme:{v}:1:0:99999:7:::\n")
        }),
        Row {
            path: "backup/etc/shadow",
            rule: "empty-password",
            value: Value::Empty,
            content: |_| "root::17431:0:99999:7:::\n".to_owned(),
        },
        hash("etc/gshadow", "gshadow", |v| format!("adm:*::\nme:{v}::\n")),
        hash("etc/master.passwd", "shadow", |v| {
            format!("me:{v}:0:0::0:0:me:/root:/bin/sh\n")
        }),
        hash("srv/www/.htpasswd", "htpasswd", |v| format!("me:{v}\n")),
        hash("etc/proftpdpasswd", "passwd", |v| {
            format!("me:{v}:33:33::/srv:/bin/false\n")
        }),
    ]
}

fn histories() -> Vec<Row> {
    vec![
        row("root/.bash_history", "shell-history", |v| {
            format!("ls -la\nmysql -u root -p{v} db\n")
        }),
        row("root/.zsh_history", "shell-history", |v| {
            format!(": 1700000000:0;export TOKEN={v}\n")
        }),
        row("root/.python_history", "code-history", |v| {
            format!("password = '{v}'\n")
        }),
        row("root/.mysql_history", "sql-history", |v| {
            format!("SET PASSWORD = PASSWORD('{v}');\n")
        }),
        row("root/.psql_history", "sql-history", |v| {
            format!("ALTER USER me WITH PASSWORD '{v}';\n")
        }),
    ]
}

fn desktops() -> Vec<Row> {
    vec![
        row("root/.config/filezilla/sitemanager.xml", "filezilla", |v| {
            format!(
                "<Server><Host>h.corp.org</Host><User>me</User>\n<Pass encoding=\"base64\">{}</Pass></Server>",
                encoded(v)
            )
        }),
        row("app/.idea/WebServers.xml", "jetbrains-servers", |v| {
            format!("<fileTransfer host=\"h.corp.org\" password=\"{v}\" username=\"me\">")
        }),
        row("app/.vscode/sftp.json", "sftp-config", |v| {
            format!("{{\"host\": \"h.corp.org\",\n \"password\": \"{v}\"}}")
        }),
        row(
            "root/.mozilla/firefox/x.default/logins.json",
            "firefox",
            |v| {
                format!(
                    "{{\"logins\":[{{\"hostname\":\"https://h.corp.org\",\"encryptedUsername\":\"\",\"encryptedPassword\":\"MDoE{v}\"}}]}}"
                )
            },
        ),
        row("home/me/office.rdp", "rdp", |v| {
            format!("full address:s:h.corp.org\npassword 51:b:01000000{v}\n")
        }),
    ]
}
