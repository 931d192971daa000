//! Shells: what they read at their start, what they remember, and the files of commands that
//! build and run things.

use super::super::own::commands;
use super::How::{Keys, Own};
use super::{DOTENV, HASH, HIGH, Row, SHELL, likely, sure};

pub(super) const ROWS: &[Row] = &[
    likely(
        "shell-profile",
        "Secret that a shell exports",
        HIGH,
        ".bashrc .bash_profile .profile .bash_login .bash_aliases .bash_logout .bash_exports \
        .zshrc .zshenv .zprofile .zlogin .zsh_exports .exports .aliases .kshrc .mkshrc .shrc \
        .ashrc .cshrc .tcshrc .login .extra .functions bash.bashrc etc/profile profile.d/*.sh \
        profile.d/*.csh bashrc zshrc zshenv config.fish fish/config.fish conf.d/*.fish .xprofile \
        .xinitrc .xsessionrc .pam_environment .bashrc.d/* .zshrc.* .bashrc.* .bash_profile.* \
        dot_bashrc dot_zshrc .localrc .zshrc.local .bashrc.local .secrets.sh secrets.sh env.sh \
        setenv.sh environment.sh exports.sh credentials.sh .env.sh catalina.sh variables.sh \
        vars.sh config.sh settings.sh creds.sh envvars apache2/envvars",
        Own(commands::read),
    ),
    likely(
        "environment",
        "Secret in the system's environment",
        HIGH,
        "etc/environment environment environment.d/*.conf etc/default/* sysconfig/* conf.d/*.env \
        etc/conf.d/*",
        Keys(DOTENV, ""),
    ),
    likely(
        "systemd",
        "Secret in a service's environment",
        HIGH,
        "*.service service.d/*.conf *.container *.timer override.conf upstart/*.conf init/*.conf",
        Own(commands::read),
    ),
    sure(
        "shell-history",
        "Secret in a shell's history",
        HIGH,
        ".bash_history .zsh_history .zhistory .sh_history .ash_history .history .ksh_history \
        .tcsh_history fish_history .fish_history bash_history zsh_history \
        consolehost_history.txt .lesshst .psql.rc history.txt .zsh_sessions/*.history \
        .zsh_sessions/*.historynew .bash_sessions/*.history .bash_sessions/*.historynew \
        .eshell/history .local/share/fish/fish_history",
        Own(commands::read),
    )
    .remedy("remove the history in the instruction that wrote it"),
    sure(
        "code-history",
        "Secret in an interpreter's history",
        HIGH,
        ".python_history .node_repl_history .irb_history .irb-history .pry_history .php_history \
        .scapy_history .iex_history .octave_hist .rhistory .lua_history .groovy/groovysh.history",
        Keys(HASH, ""),
    ),
    likely(
        "build-file",
        "Secret in a build file",
        HIGH,
        "dockerfile dockerfile.* *.dockerfile containerfile containerfile.* earthfile makefile \
        *.mk justfile crontab crontabs/* cron.d/* entrypoint.sh docker-entrypoint.sh deploy.sh \
        start.sh run.sh setup.sh install.sh backup.sh bootstrap.sh provision.sh init.sh \
        cron.daily/* cron.hourly/* cron.weekly/* rc.local build.sh upload.sh release.sh dump.sh \
        publish.sh sync.sh procfile entrypoint startup.sh db-backup.sh mysql-backup.sh launch.sh \
        login.sh test.sh user-data.sh userdata.sh *.bat *.cmd",
        Own(commands::read),
    ),
    likely(
        "php-fpm",
        "Secret in a web server's environment",
        HIGH,
        "php-fpm.conf www.conf pool.d/*.conf php-fpm.d/*.conf .htaccess httpd.conf apache2.conf \
        000-default.conf sites-enabled/* sites-available/* nginx.conf fastcgi_params haproxy.cfg \
        vhosts.conf vhost.conf default.conf",
        Own(commands::read),
    ),
    likely(
        "inventory",
        "Password in an inventory",
        HIGH,
        "inventory inventory.ini hosts.ini ansible/hosts inventories/* inventory/* ansible_hosts \
        inventory.cfg *.inventory inventory/hosts",
        Keys(
            SHELL,
            "ansiblesshpass ansiblebecomepass ansiblesudopass ansiblepassword \
            ansiblebecomepassword ansiblesupass",
        ),
    ),
];
