//! Package managers and code hosting.

use super::super::own::{lists, packages, whole};
use super::How::{Keys, Own};
use super::{
    BLANK, CRITICAL, DOTENV, HASH, HIGH, INI, JSON, Row, SLASHES, XML, YAML, likely, sure,
};

pub(super) const ROWS: &[Row] = &[
    sure(
        "npmrc",
        "Credential of an npm registry",
        CRITICAL,
        ".npmrc npmrc etc/npmrc .npmrc.*",
        Own(packages::npm),
    )
    .remedy("revoke the token; give `.npmrc` by a build secret mount"),
    sure(
        "yarnrc",
        "Credential of an npm registry",
        CRITICAL,
        ".yarnrc.yml .yarnrc.yaml",
        Keys(YAML, "npmauthtoken npmauthident"),
    ),
    sure(
        "yarnrc-classic",
        "Credential of an npm registry",
        CRITICAL,
        ".yarnrc",
        Keys(BLANK, "authtoken auth"),
    ),
    sure(
        "bunfig",
        "Credential of an npm registry",
        CRITICAL,
        "bunfig.toml .bunfig.toml",
        Keys(HASH, ""),
    ),
    sure(
        "pypirc",
        "Credential of a Python package index",
        CRITICAL,
        ".pypirc pypirc",
        Keys(INI, ""),
    ),
    sure(
        "pip-config",
        "Password of a Python package index",
        HIGH,
        "pip.conf pip.ini .pip/pip.conf pip/pip.conf .pydistutils.cfg pydistutils.cfg setup.cfg \
        easy_install.cfg buildout.cfg .buildout/default.cfg",
        Keys(INI, ""),
    ),
    sure(
        "python-index",
        "Password of a Python package index",
        HIGH,
        "uv.toml poetry.toml pipfile pyproject.toml pdm.toml .pdm.toml hatch/config.toml",
        Keys(HASH, ""),
    ),
    sure(
        "requirements",
        "Password in a package's URL",
        HIGH,
        "requirements*.txt requirements.in constraints.txt requirements/*.txt *.list sources.list \
        apt.conf apt.conf.d/* repositories apk/repositories etc/apk/repositories pacman.conf \
        mirrorlist gemfile gemfile.lock pipfile.lock poetry.lock package.json package-lock.json \
        yarn.lock composer.json composer.lock go.mod bower.json .bowerrc podfile podfile.lock \
        cartfile mix.exs cargo.lock pnpm-lock.yaml environment.yaml direct_url.json \
        metadata.json",
        Own(lists::urls),
    ),
    sure(
        "conda",
        "Token of a conda channel",
        HIGH,
        ".condarc condarc conda/.condarc condarc.d/* .mambarc",
        Own(packages::conda),
    ),
    sure(
        "cargo-credentials",
        "Token of a Rust registry",
        CRITICAL,
        ".cargo/credentials.toml .cargo/credentials cargo/credentials.toml cargo/credentials",
        Keys(HASH, ""),
    ),
    sure(
        "cargo-config",
        "Token of a Rust registry",
        CRITICAL,
        ".cargo/config.toml .cargo/config cargo/config.toml cargo/config",
        Keys(HASH, ""),
    ),
    sure(
        "gem-credentials",
        "Key of a Ruby gem server",
        CRITICAL,
        ".gem/credentials gem/credentials",
        Keys(YAML, "*"),
    ),
    sure(
        "gemrc",
        "Password of a Ruby gem server",
        HIGH,
        ".gemrc gemrc",
        Keys(YAML, "rubygemsapikey"),
    ),
    sure(
        "bundler",
        "Password of a Ruby gem server",
        CRITICAL,
        ".bundle/config bundle/config",
        Own(packages::bundler),
    ),
    sure(
        "composer-auth",
        "Credential of a PHP package server",
        CRITICAL,
        "auth.json .composer/auth.json composer/auth.json .composer/config.json \
        composer/config.json",
        Keys(
            JSON,
            "githuboauth/ gitlaboauth/ gitlabtoken/ bearer/ auth consumersecret identitytoken \
            -username openaiapikey",
        ),
    ),
    sure(
        "nuget",
        "Password of a NuGet feed",
        CRITICAL,
        "nuget.config nuget/nuget.config nuget*.config",
        Keys(XML, "apikeys/ cleartextpassword"),
    ),
    sure(
        "maven",
        "Password of a Maven repository",
        CRITICAL,
        "settings.xml .m2/settings.xml settings-security.xml maven/settings.xml *settings.xml \
        toolchains.xml maven-settings.xml pom.xml",
        Own(packages::maven),
    ),
    likely(
        "gradle",
        "Password in Gradle's settings",
        CRITICAL,
        "gradle.properties .gradle/gradle.properties gradle/*.properties *.gradle.properties",
        Keys(INI, "signingkey"),
    ),
    likely(
        "gradle-script",
        "Password in a build script",
        HIGH,
        "*.gradle *.gradle.kts jenkinsfile *.groovy build.sbt credentials.sbt *.sbt *.jenkinsfile",
        Keys(SLASHES, "storepassword keypassword"),
    ),
    sure(
        "ivy",
        "Password of an Ivy or sbt repository",
        CRITICAL,
        ".sbt/.credentials .ivy2/.credentials .sbt/credentials .ivy2/credentials \
        .bintray/.credentials .coursier/credentials.properties coursier/credentials.properties \
        .sbt/*.credentials",
        Keys(INI, ""),
    ),
    sure(
        "helm",
        "Password of a chart repository",
        CRITICAL,
        "helm/repositories.yaml repositories.yaml .helm/repository/repositories.yaml \
        repository/repositories.yaml",
        Keys(YAML, ""),
    ),
    sure(
        "yum",
        "Password of a package repository",
        HIGH,
        "*.repo yum.conf dnf.conf zypp/credentials.d/* zypp/credentials.cat yum/vars/* rhsm.conf \
        up2date zypper.conf zypp.conf",
        Keys(INI, ""),
    ),
    sure(
        "go-env",
        "Password in a module proxy's URL",
        HIGH,
        "go/env",
        Keys(DOTENV, ""),
    ),
    sure(
        "conan",
        "Password of a C++ package server",
        HIGH,
        "conan/credentials.json .conan2/credentials.json vcpkg-configuration.json \
        artifactory.json .jfrog/jfrog-cli.conf .jfrog/*.conf .jfrog/jfrog-cli.conf.v* \
        jfrog-cli.conf",
        Keys(JSON, "accesstoken refreshtoken sshpassphrase"),
    ),
    sure(
        "hex",
        "Key of an Elixir package server",
        HIGH,
        ".hex/hex.config hex/hex.config",
        Keys(HASH, "key"),
    ),
    sure(
        "cpan",
        "Password of a Perl archive",
        HIGH,
        ".pause .cpanreporter/config.ini .dzil/config.ini .pause.conf .shipit",
        Keys(BLANK, ""),
    ),
    sure(
        "clojars",
        "Password of a Clojure repository",
        CRITICAL,
        "profiles.clj credentials.clj lein/profiles.clj",
        Keys(SLASHES, ""),
    ),
    sure(
        "git-credentials",
        "Password of a Git host",
        CRITICAL,
        ".git-credentials git-credentials git/credentials .git-credentials.* .git_credentials \
        .git-credential-store .config/git/credentials",
        Own(lists::urls),
    ),
    sure(
        "git-config",
        "Password of a Git host",
        CRITICAL,
        ".git/config .gitconfig gitconfig etc/gitconfig git/config .gitmodules .lfsconfig .hgrc \
        hgrc .hg/hgrc .git/fetch_head .git/packed-refs .gitconfig.* gitconfig.* .git/logs/head \
        .bzr/branch/branch.conf authentication.conf",
        Own(packages::git),
    ),
    sure(
        "github-cli",
        "Token of a code host",
        CRITICAL,
        "gh/hosts.yml .config/gh/hosts.yml hub .config/hub glab-cli/config.yml \
        .config/glab-cli/config.yml tea/config.yml .tea/tea.yml hosts.yml gh/config.yml .hub.yml \
        hub.yml gitea/config.yml ghi.yml .gh_token tea.yml bb/config.yml glab/config.yml",
        Keys(YAML, ""),
    ),
    sure(
        "cvs",
        "Password of a CVS server",
        HIGH,
        ".cvspass",
        Own(lists::last),
    ),
    sure(
        "erlang-cookie",
        "Cookie of an Erlang node",
        HIGH,
        ".erlang.cookie erlang.cookie",
        Own(whole::word),
    ),
];
