use super::{check, hits};

#[test]
fn environment_files() {
    check(&[
        (
            "app/.env",
            "A=1\nDB_PASSWORD=madeup1\nMAIL_PASS=\"made up2\"\nexport API_KEY='madeup$3'\n",
            &[
                "env-file:2:madeup1",
                "env-file:3:made up2",
                "env-file:4:madeup$3",
            ],
        ),
        (
            "app/.env",
            "DB_PASSWORD=\nB_PASSWORD=${X}\nC_PASSWORD=$X\nD_PASSWORD=null\nE_PASSWORD_FILE=/run/secrets/x\n#F_PASSWORD=x\n",
            &[],
        ),
        (
            "app/.env.production",
            "SECRET_KEY=madeup1 # why\n",
            &["env-file:1:madeup1"],
        ),
        ("app/prod.env", "TOKEN=madeup1\n", &["env-file:1:madeup1"]),
        (
            "app/.env",
            "DATABASE_URL=postgres://me:madeup1@db/x\nB=postgres://db/x\n",
            &["url-password:1:madeup1"],
        ),
        (
            "app/.env",
            "KEY_PASSPHRASE=\"two\nlines\"\nTOKEN=madeup1\n",
            &["env-file:1:two\nlines", "env-file:3:madeup1"],
        ),
        (
            "app/.envrc",
            "export GH_TOKEN=madeup1\n",
            &["env-file:1:madeup1"],
        ),
        (
            "app/docker-compose.yml",
            "services:\n  db:\n    environment:\n      - POSTGRES_PASSWORD=madeup1\n      - B_PASSWORD=${X}\n      - USER=me\n",
            &["compose:4:madeup1"],
        ),
        (
            "app/docker-compose.prod.yaml",
            "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: \"madeup1\"\n      PASSWORD_FILE: /run/x\n",
            &["compose:4:madeup1"],
        ),
        (
            "app/compose.yaml",
            "services:\n  a:\n    secrets: [db_password]\nsecrets:\n  db_password:\n    file: ./x.txt\n",
            &[],
        ),
    ]);
}

#[test]
fn programs_assign_literals() {
    check(&[
        (
            "srv/wp-config.php",
            "<?php\ndefine( 'DB_USER', 'me' );\ndefine('DB_PASSWORD', 'madeup1');\ndefine(\"AUTH_KEY\", 'a<b;c d');\n$table_prefix = 'wp_';\n",
            &["wordpress:3:madeup1", "wordpress:4:a<b;c d"],
        ),
        (
            "srv/wp-config.php",
            "<?php\ndefine('DB_PASSWORD', getenv('X'));\n// define('DB_PASSWORD', 'x');\ndefine('AUTH_KEY', '');\n",
            &[],
        ),
        (
            "srv/configuration.php",
            "<?php class JConfig { public $password = 'madeup1'; public $user = 'me'; }",
            &["php-config:1:madeup1"],
        ),
        (
            "srv/settings.php",
            "<?php\n$databases['default'] = array('driver' => 'mysql', 'password' => 'madeup1');\n$settings['hash_salt'] = 'madeup2';\n",
            &["php-config:2:madeup1", "php-config:3:madeup2"],
        ),
        (
            "srv/config.inc.php",
            "<?php\n$cfg['Servers'][$i]['password'] = 'madeup1';\n/* $cfg['blowfish_secret'] = 'x'; */\n",
            &["php-config:2:madeup1"],
        ),
        (
            "srv/config.php",
            "<?php $x = ['password' => $_POST['password'], 'type' => 'password', 'name' => 'pw'];",
            &[],
        ),
        (
            "srv/config/database.php",
            "<?php return ['mysql' => ['password' => env('DB_PASSWORD', ''), 'host' => 'h']];",
            &[],
        ),
        (
            "srv/app/etc/env.php",
            "<?php return ['crypt' => ['key' => 'madeup1'], 'db' => ['password' => 'madeup2']];",
            &["php-config:1:madeup1", "php-config:1:madeup2"],
        ),
        (
            "app/settings.py",
            "SECRET_KEY = 'made(up)1'\nDATABASES = {'default': {'PASSWORD': \"madeup2\", 'USER': 'me'}}\nAUTH_TOKEN_MODEL = 'x.Y'\n",
            &["django:1:made(up)1", "django:2:madeup2"],
        ),
        (
            "app/settings.py",
            "SECRET_KEY = os.environ['SECRET_KEY']\nPASSWORD = ''\nDOC = \"\"\"\nPASSWORD = 'x'\n\"\"\"\n",
            &[],
        ),
        (
            "app/config/initializers/secret_token.rb",
            "App.config.secret_token = 'madeup1'\nApp.config.secret_key_base = ENV['X']\n",
            &["ruby-config:1:madeup1"],
        ),
        (
            "app/config/deploy.rb",
            "set :password, 'madeup1'\nset :branch, 'main'\n",
            &["ruby-config:1:madeup1"],
        ),
        (
            "app/config/prod.secret.exs",
            "config :x, X.Endpoint,\n  secret_key_base: \"madeup1\"\n",
            &["phoenix:2:madeup1"],
        ),
        (
            "app/config.js",
            "module.exports = {\n  dbPassword: 'madeup1', // x\n  secret: process.env.SECRET,\n  passwordField: 'password'\n}\n",
            &["js-config:2:madeup1"],
        ),
        (
            "app/environment.ts",
            "export const environment = { apiKey: \"madeup1\", url: 'x' };",
            &["js-config:1:madeup1"],
        ),
    ]);
}

#[test]
fn frameworks_in_other_formats() {
    check(&[
        (
            "app/config/database.yml",
            "production:\n  username: me\n  password: madeup1\ntest:\n  password: <%= ENV['X'] %>\n",
            &["rails:3:madeup1"],
        ),
        (
            "app/config/secrets.yml",
            "development:\n  secret_key_base: madeup1\nproduction:\n  secret_key_base: <%= ENV[\"X\"] %>\n",
            &["rails:2:madeup1"],
        ),
        (
            "app/config/master.key",
            "0123madeup",
            &["rails-key:1:0123madeup"],
        ),
        (
            "app/config/credentials/production.key",
            "0123madeup\n",
            &["rails-key:1:0123madeup"],
        ),
        (
            "app/application.properties",
            "spring.datasource.username=me\nspring.datasource.password=madeup1\njwt.secret = madeup2\nserver.port=80\n",
            &["spring:2:madeup1", "spring:3:madeup2"],
        ),
        (
            "app/application-prod.properties",
            "spring.datasource.password=${DB_PASSWORD}\nspring.mail.password=ENC(abc)\n",
            &[],
        ),
        (
            "app/application-prod.yml",
            "spring:\n  datasource:\n    password: 'it''s1'\n    url: jdbc:mysql://h/x?user=a&password=madeup2\n",
            &["spring-yaml:3:it's1", "spring-yaml:4:madeup2"],
        ),
        (
            "app/appsettings.Production.json",
            "{\n \"ConnectionStrings\": {\n  \"Default\": \"Server=h;User Id=me;Password=madeup1;\"\n },\n \"Jwt\": {\"SecretKey\": \"madeup2\"}\n}",
            &["dotnet:3:madeup1", "dotnet:5:madeup2"],
        ),
        (
            "app/appsettings.json",
            "{\"ConnectionStrings\":{\"Default\":\"Server=h;Integrated Security=true\"}}",
            &[],
        ),
        (
            "app/web.config",
            "<configuration><connectionStrings>\n<add name=\"Db\" connectionString=\"Data Source=h;Password=madeup1\" />\n</connectionStrings><appSettings><add key=\"ApiKey\" value=\"madeup2\"/></appSettings></configuration>",
            &["dotnet-xml:2:madeup1", "dotnet-xml:3:madeup2"],
        ),
        (
            "srv/tomcat-users.xml",
            "<tomcat-users>\n<user username=\"me\" password=\"madeup1\" roles=\"x\"/>\n<!-- <user username=\"a\" password=\"b\"/> -->\n</tomcat-users>",
            &["java-xml:2:madeup1"],
        ),
        (
            "app/hibernate.cfg.xml",
            "<property name=\"hibernate.connection.password\">madeup1</property><property name=\"x\">y</property>",
            &["java-xml:1:madeup1"],
        ),
        (
            "app/persistence.xml",
            "<property name=\"javax.persistence.jdbc.password\" value=\"madeup1\"/>",
            &["java-xml:1:madeup1"],
        ),
        (
            "app/parameters.yml",
            "parameters:\n    database_password: madeup1\n    secret: madeup2\n    mailer_password: ~\n",
            &["symfony:2:madeup1", "symfony:3:madeup2"],
        ),
        (
            "app/config.json",
            "{\"db\":{\"user\":\"me\",\"password\":\"madeup1\"},\"tokenUrl\":\"https://x\"}",
            &["node-config:1:madeup1"],
        ),
        (
            "app/config.json",
            "{\"fields\":{\"password\":\"Password\",\"secret\":\"your secret word\"}}",
            &[],
        ),
        (
            "srv/app.ini",
            "[database]\nPASSWD = madeup1\n[security]\nSECRET_KEY = madeup2\n;PASSWD = x\n",
            &["app-ini:2:madeup1", "app-ini:4:madeup2"],
        ),
        (
            "srv/grafana.ini",
            "[security]\n;admin_password = admin\nadmin_user = admin\n",
            &[],
        ),
        (
            "srv/production.conf",
            "db.default.password=\"madeup1\"\nplay.http.secret.key=${?APPLICATION_SECRET}\n",
            &["play:1:madeup1"],
        ),
    ]);
}

#[test]
fn an_example_is_told_with_its_reason() {
    for (path, content, example) in [
        ("app/.env", "DB_PASSWORD=changeme\n", true),
        ("app/.env", "DB_PASSWORD=your-password-here\n", true),
        ("app/.env.example", "DB_PASSWORD=madeup1\n", true),
        ("app/.env.dist", "DB_PASSWORD=password\n", true),
        (
            "app/wp-config-sample.php",
            "define('DB_PASSWORD', 'madeup1');",
            true,
        ),
        ("app/database.yml.sample", "a:\n  password: madeup1\n", true),
        ("app/.env", "DB_PASSWORD=password\n", false),
        (
            "root/.git-credentials",
            "https://user:password@h.org\n",
            true,
        ),
    ] {
        let found = hits(path, content.as_bytes());
        assert_eq!(found.len(), 1, "{path}: {content}");
        assert_eq!(found[0].example.is_some(), example, "{path}: {content}");
    }
}
