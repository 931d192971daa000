use super::{check, hits};
use base64::Engine;

fn encoded(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[test]
fn package_managers() {
    let auth = encoded("me:madeup1");
    let password = encoded("madeup1");
    check(&[
        (
            "root/.npmrc",
            "registry=https://r\n//r/:_authToken=madeup1\n",
            &["npmrc:2:madeup1"],
        ),
        (
            "root/.npmrc",
            "//r/:_authToken=${NPM_TOKEN}\nalways-auth=true\n",
            &[],
        ),
        (
            "root/.npmrc",
            &format!("_auth = {auth}\n"),
            &["npmrc:1:madeup1"],
        ),
        (
            "root/.npmrc",
            &format!("//r/:username=me\n//r/:_password=\"{password}\"\n"),
            &["npmrc:2:madeup1"],
        ),
        (
            "root/.npmrc",
            "proxy=http://me:madeup1@proxy:8080\n",
            &["url-password:1:madeup1"],
        ),
        (
            "app/.yarnrc.yml",
            "npmRegistries:\n  \"//r\":\n    npmAuthToken: madeup1\n",
            &["yarnrc:3:madeup1"],
        ),
        ("app/.yarnrc.yml", "npmAuthToken: \"${TOKEN:-}\"\n", &[]),
        (
            "app/.yarnrc",
            "\"//r/:_authToken\" \"madeup1\"\n",
            &["yarnrc-classic:1:madeup1"],
        ),
        (
            "root/.pypirc",
            "[pypi]\nusername = __token__\npassword: madeup1\n",
            &["pypirc:3:madeup1"],
        ),
        ("root/.pypirc", "[pypi]\nusername = me\n", &[]),
        (
            "etc/pip.conf",
            "[global]\nextra-index-url =\n    https://me:madeup1@h.org/simple\n    https://h.org\n",
            &["url-password:3:madeup1"],
        ),
        (
            "etc/pip.conf",
            "[global]\nindex-url = https://pypi.org/simple\n",
            &[],
        ),
        (
            "app/requirements.txt",
            "flask\n--index-url https://me:madeup1@h.org/simple\n",
            &["url-password:2:madeup1"],
        ),
        (
            "root/.condarc",
            "channels:\n  - https://h.org/t/madeup12345678901234/x\n",
            &["conda:2:madeup12345678901234"],
        ),
        (
            "root/.cargo/credentials.toml",
            "[registry]\ntoken = \"madeup1\"\n",
            &["cargo-credentials:2:madeup1"],
        ),
        (
            "root/.cargo/config.toml",
            "[registries.x]\nindex = \"https://x\"\n",
            &[],
        ),
        (
            "root/.gem/credentials",
            "---\n:rubygems_api_key: madeup1\n:other: madeup2\n",
            &["gem-credentials:2:madeup1", "gem-credentials:3:madeup2"],
        ),
        (
            "root/.bundle/config",
            "---\nBUNDLE_GEMS__H__ORG: \"me:madeup1\"\nBUNDLE_PATH: \"vendor\"\nBUNDLE_BUILD__PG: \"--with-pg\"\n",
            &["bundler:2:madeup1"],
        ),
        (
            "root/.bundle/config",
            "---\nBUNDLE_WITHOUT: \"development:test\"\n",
            &[],
        ),
        (
            "root/.composer/auth.json",
            "{\"http-basic\":{\"h\":{\"username\":\"me\",\"password\":\"madeup1\"}},\"github-oauth\":{\"github.com\":\"madeup2\"},\"bearer\":{\"h\":\"madeup3\"}}",
            &[
                "composer-auth:1:madeup1",
                "composer-auth:1:madeup2",
                "composer-auth:1:madeup3",
            ],
        ),
        (
            "root/.composer/auth.json",
            "{\"http-basic\":{},\"github-oauth\":{}}",
            &[],
        ),
        (
            "root/NuGet.Config",
            "<configuration>\n<packageSourceCredentials><x>\n<add key=\"Username\" value=\"me\" />\n<add key=\"ClearTextPassword\" value=\"madeup1\" />\n</x></packageSourceCredentials>\n</configuration>",
            &["nuget:4:madeup1"],
        ),
        (
            "root/NuGet.Config",
            "<add key=\"ClearTextPassword\" value=\"%NUGET_PASSWORD%\" />",
            &[],
        ),
        (
            "root/.m2/settings.xml",
            "<settings><servers><server>\n<id>x</id><username>me</username>\n<password>made&amp;up1</password>\n</server></servers></settings>",
            &["maven:3:made&up1"],
        ),
        (
            "root/.m2/settings.xml",
            "<server><password>${env.PW}</password><!-- <password>x</password> --></server>",
            &[],
        ),
        (
            "root/.gradle/gradle.properties",
            "org.gradle.jvmargs=-Xmx1g\nsigning.password=madeup1\nossrhToken=madeup2\n",
            &["gradle:2:madeup1", "gradle:3:madeup2"],
        ),
        (
            "app/build.gradle",
            "signingConfigs {\n  storePassword \"madeup1\"\n  keyPassword = System.getenv(\"X\")\n}\n",
            &["gradle-script:2:madeup1"],
        ),
        (
            "root/.sbt/.credentials",
            "realm=x\nhost=h.org\nuser=me\npassword=madeup1\n",
            &["ivy:4:madeup1"],
        ),
        (
            "root/.config/helm/repositories.yaml",
            "repositories:\n- name: x\n  password: madeup1\n  username: me\n  url: https://h\n",
            &["helm:3:madeup1"],
        ),
        (
            "etc/yum.repos.d/x.repo",
            "[x]\nbaseurl=https://h\nusername=me\npassword=madeup1\n",
            &["yum:4:madeup1"],
        ),
        (
            "root/.git-credentials",
            "https://me:madeup1@h.org\n",
            &["url-password:1:madeup1"],
        ),
        ("root/.git-credentials", "https://h.org\n", &[]),
        (
            "app/.git/config",
            "[remote \"origin\"]\n\turl = https://me:madeup1@h.org/x.git\n[http]\n\textraheader = AUTHORIZATION: bearer madeup2\n",
            &["url-password:2:madeup1", "git-config:4:madeup2"],
        ),
        (
            "app/.git/config",
            "[remote \"origin\"]\n\turl = git@h.org:x/y.git\n",
            &[],
        ),
        (
            "root/.config/gh/hosts.yml",
            "github.com:\n    user: me\n    oauth_token: madeup1\n    git_protocol: https\n",
            &["github-cli:3:madeup1"],
        ),
        (
            "root/.config/hub",
            "github.com:\n- user: me\n  oauth_token: \"madeup1\"\n",
            &["github-cli:3:madeup1"],
        ),
        (
            "var/lib/rabbitmq/.erlang.cookie",
            "MADEUPCOOKIE",
            &["erlang-cookie:1:MADEUPCOOKIE"],
        ),
    ]);
}

#[test]
fn a_header_of_git_tells_user_and_password() {
    let config = format!(
        "[http \"https://h.org/\"]\n\textraheader = AUTHORIZATION: basic {}\n",
        encoded("x-access-token:madeup1")
    );
    let found = hits("app/.git/config", config.as_bytes());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].secret.expose(), b"madeup1");
    assert!(
        found[0]
            .note
            .as_deref()
            .unwrap_or_default()
            .contains("user x-access-token")
    );
}
