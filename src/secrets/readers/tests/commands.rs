use super::{check, hits};

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
            "app/config-a.json",
            "{\"input_token\":\"NextToken\",\"access_token\":\"nextToken\",\"page_token\":\"x1y2z3\"}",
            &[],
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
