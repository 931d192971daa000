//! What the generic detector finds in the syntaxes that it reads, and what it leaves.

use crate::secrets::{Confidence, Hit, Options, RuleSet, Scanner, Scratch};

fn hits(text: &str) -> Vec<Hit> {
    let scanner = Scanner::new(RuleSet::empty(), Options::default());
    let mut hits = vec![];
    scanner.scan(
        text.as_bytes(),
        false,
        &mut Scratch::default(),
        &mut |hit| hits.push(hit),
    );
    hits
}

/// The rules and values that are found in a text and are no examples.
fn found(text: &str) -> Vec<(String, String)> {
    let real = hits(text).into_iter().filter(|hit| hit.example.is_none());
    let value = |hit: &Hit| String::from_utf8_lossy(hit.secret.expose()).into_owned();
    real.map(|hit| (hit.rule.id.clone(), value(&hit))).collect()
}

#[track_caller]
fn finds(rule: &str, value: &str, texts: &[&str]) {
    for text in texts {
        assert_eq!(found(text), [(rule.to_owned(), value.to_owned())], "{text}");
    }
}

#[track_caller]
fn leaves(texts: &[&str]) {
    for text in texts {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn a_password_is_found_in_every_syntax() {
    finds(
        "generic-password",
        "q4c1a2oPd",
        &[
            "DB_PASSWORD=q4c1a2oPd",
            "export DB_PASSWORD='q4c1a2oPd'",
            "ENV DB_PASSWORD q4c1a2oPd",
            "RUN DB_PASSWORD=q4c1a2oPd make",
            "spring.datasource.password = q4c1a2oPd",
            "password: q4c1a2oPd",
            "  password: \"q4c1a2oPd\"  # of the database",
            "{\"user\": \"x\", \"password\": \"q4c1a2oPd\"}",
            "{\\\"password\\\": \\\"q4c1a2oPd\\\"}",
            "{'password': 'q4c1a2oPd', 'a': 1}",
            "$config['db_password'] = 'q4c1a2oPd';",
            "define('DB_PASSWORD', 'q4c1a2oPd');",
            "'password' => 'q4c1a2oPd',",
            "password := \"q4c1a2oPd\"",
            "String password = \"q4c1a2oPd\";",
            "let password: &str = \"q4c1a2oPd\";",
            "def connect(password: str = \"q4c1a2oPd\"):",
            "password = b\"q4c1a2oPd\"",
            "if password == \"q4c1a2oPd\":",
            "if (password !== 'q4c1a2oPd') {",
            ".password(\"q4c1a2oPd\")",
            "setPassword(\"q4c1a2oPd\");",
            "curl_easy_setopt(curl, CURLOPT_PASSWORD, \"q4c1a2oPd\");",
            "<password>q4c1a2oPd</password>",
            "<password type=\"plain\">q4c1a2oPd</password>",
            "<property name=\"password\" value=\"q4c1a2oPd\"/>",
            "<user password=\"q4c1a2oPd\"/>",
            "- name: DB_PASSWORD\n  value: q4c1a2oPd\n",
            "{\"name\": \"DB_PASSWORD\", \"value\": \"q4c1a2oPd\"}",
            "mysql --user root --password q4c1a2oPd",
            "psql --password=q4c1a2oPd db",
            "#define PASSWORD \"q4c1a2oPd\"",
            "Server=db;User Id=sa;Password=q4c1a2oPd;Encrypt=no",
            "https://host/login?user=a&password=q4c1a2oPd&x=1",
            "password = os.environ.get(\"PASSWORD\", \"q4c1a2oPd\")",
            "password = os.environ[\"PASSWORD\"] or \"q4c1a2oPd\"",
            "const password = process.env.PASSWORD || 'q4c1a2oPd';",
            "PASSWORD=${PASSWORD:-q4c1a2oPd}",
            "the password is q4c1a2oPd",
            "MYSQLPASS: q4c1a2oPd",
            "machine x login y password: q4c1a2oPd",
        ],
    );
}

#[test]
fn what_stands_for_a_password_is_left() {
    leaves(&[
        "password = getPassword()",
        "password = config.password",
        "password = user_password",
        "password=\"${DB_PASSWORD}\"",
        "password=$DB_PASSWORD",
        "PASSWORD=$(cat /run/secrets/db)",
        "password: {{ .Values.password }}",
        "password: <your password>",
        "password: !vault |",
        "password: string;",
        "password: Optional[str] = None",
        "\"password\": \"password\"",
        "password = None",
        "password = ''",
        "password = \"\"",
        "password = \"abc\"",
        "password: The password to log in with",
        "label password: \"Enter your password:\"",
        "password=Passwort",
        "password_file = \"/run/secrets/db\"",
        "password = \"/run/secrets/q4c1a2oPd\"",
        "password_id = 2938479",
        "PASSWORD_NOT_ALLOWED = 1132",
        "password_hash = \"q4c1a2oPd\"",
        "forgotPassword: \"q4c1a2oPd\"",
        "password.encode('utf-8')",
        "bypass = \"q4c1a2oPd\"",
        "password =~ /[a-z]+/",
        "password = '%s' % value",
        "password = f\"{user}q4c1\"",
        "password = \"begin\" + secret",
        "fields = [\"password\", \"q4c1a2oPd\"]",
        "input[type=password]",
        "M[@%]PW:2Z.Q?2M^S",
        "password = \"ENC(2dfRFqV/cS6TzRd+JyO=)\"",
        "password = \"somebody@example.net\"",
    ]);
}

#[test]
fn tokens_have_to_look_drawn() {
    let token = "8zBhTTWfBKWP9hJ8wunD7zMaEvWOGg";
    for (rule, text) in [
        ("generic-token", "access_token = \"@\""),
        ("generic-token", "_authToken=@"),
        (
            "generic-token",
            "curl -H 'Authorization: Bearer @' https://host",
        ),
        ("generic-token", "{\"Authorization\": \"Bearer @\"}"),
        ("generic-api-key", "x-api-key: @"),
        ("generic-api-key", "\"SecretAccessKey\" : \"@\","),
        ("generic-api-key", "secret key: @"),
        ("generic-secret", "clientSecret: '@',"),
        ("generic-key", "\"key\": \"@\""),
        ("generic-credential", "credential = '@'"),
        ("generic-salt", "SALT = '@'"),
    ] {
        finds(rule, token, &[&text.replace('@', token)]);
        for other in [
            "theNameOfSomething",
            "some-other-name",
            "1.2.3.4",
            "2024-01-01",
            "application/json",
            "true",
        ] {
            leaves(&[&text.replace('@', other)]);
        }
    }
    leaves(&[
        "token = \"sha256:fa87409ad3a4589fd279c501b3d2e174855ee9f4\"",
        "public_key = \"8zBhTTWfBKWP9hJ8wunD7zMaEvWOGg\"",
        "nextToken: \"8zBhTTWfBKWP9hJ8wunD7zMaEvWOGg\"",
        "\"AWS::IAM::AccessKey\": \"62d91b17309e76c8\"",
        "key = \"getElementById\"",
    ]);
}

#[test]
fn urls_give_their_passwords_away() {
    for (text, value) in [
        ("postgres://app:q4c1a2oPd@db:5432/app", Some("q4c1a2oPd")),
        ("url = \"redis://:q4c1a2oPd@cache\"", Some("q4c1a2oPd")),
        (
            "smtps://a@b.net:q4c1a2oPd@smtp.b.net:465",
            Some("q4c1a2oPd"),
        ),
        ("https://host/a:b@c", None),
        ("https://host:8080/@x", None),
        ("https://user@host", None),
        ("postgres://app:${PASSWORD}@db", None),
        ("postgres://app:<password>@db", None),
        ("http://user:password@host", None),
        ("http://app:q4c1a2oPd@db.example.com", None),
    ] {
        let expected: Vec<_> = value
            .iter()
            .map(|value| ("url-password".to_owned(), (*value).to_owned()))
            .collect();
        assert_eq!(found(text), expected, "{text}");
    }
    assert_eq!(
        hits("http://user:password@host")[0].example.as_deref(),
        Some("a well-known dummy")
    );
}

#[test]
fn statements_and_command_lines_are_read() {
    finds(
        "sql-password",
        "q4c1a2oPd",
        &[
            "CREATE USER 'x'@'%' IDENTIFIED BY 'q4c1a2oPd';",
            "ALTER USER x IDENTIFIED WITH mysql_native_password BY 'q4c1a2oPd';",
            "exec(\"CREATE USER x IDENTIFIED BY q4c1a2oPd\");",
        ],
    );
    finds(
        "generic-password",
        "q4c1a2oPd",
        &["CREATE ROLE app WITH LOGIN PASSWORD 'q4c1a2oPd';"],
    );
    finds(
        "command-line-password",
        "q4c1a2oPd",
        &[
            "curl -u admin:q4c1a2oPd https://host",
            "curl -X PUT --user \"admin:q4c1a2oPd\" https://host",
            "mysql -u root -pq4c1a2oPd db",
            "mysqldump -h db -p'q4c1a2oPd' db",
            "sshpass -p q4c1a2oPd ssh host",
            "RUN echo 'root:q4c1a2oPd' | chpasswd",
            "RUN echo root:q4c1a2oPd | chpasswd",
        ],
    );
    leaves(&[
        "curl -u \"$USER:$PASSWORD\" https://host",
        "mysql -u root -p db",
        "sshpass -e ssh host",
        "RUN cat file | chpasswd",
        "Exceptions are identified by classes.",
    ]);
}

#[test]
fn dummies_are_told_as_examples_and_confidence_is_honest() {
    for (text, example, confidence) in [
        ("DB_PASSWORD=changeme", true, Confidence::Low),
        ("DB_PASSWORD=123456", true, Confidence::Low),
        ("DB_PASSWORD=harvest", false, Confidence::Low),
        ("DB_PASSWORD=q4C1a2oPd!x", false, Confidence::Medium),
        (
            "secret = \"8zBhTTWfBKWP9hJ8wunD7zMaEvWOGg\"",
            false,
            Confidence::Medium,
        ),
    ] {
        let hits = hits(text);
        assert_eq!(hits.len(), 1, "{text}");
        assert_eq!(
            (hits[0].example.is_some(), hits[0].confidence),
            (example, confidence),
            "{text}"
        );
    }
}

/// What takes how long is the bench's matter; here it ends, and no byte belongs to two values.
#[test]
fn what_has_no_end_is_read_once() {
    for piece in [
        "password=",
        "password: ",
        "\"password\":\"",
        "secret_key_",
        "a://b:",
        "curl -u ",
        "token(",
        "mysql ",
        "IDENTIFIED BY ",
    ] {
        let text = piece.repeat((1 << 14) / piece.len());
        let hits = hits(&text);
        let bytes: u64 = hits.iter().map(|hit| hit.end - hit.start).sum();
        assert!(
            bytes <= text.len() as u64,
            "{piece}: {bytes} bytes of values"
        );
    }
}
