//! Tools that build, deploy and watch; and configuration of no telling name.

use super::super::own::{config, kubernetes, lists, whole};
use super::How::{Keys, Own};
use super::{BLANK, CRITICAL, HASH, HIGH, INI, JSON, MEDIUM, Row, XML, YAML, likely, sure};

pub(super) const ROWS: &[Row] = &[
    likely(
        "compose",
        "Secret in a compose file",
        HIGH,
        "docker-compose*.yml docker-compose*.yaml compose*.yml compose*.yaml docker-stack*.yml \
        stack.yml stack.yaml fig.yml docker-cloud.yml podman-compose*.yml swarm.yml \
        rancher-compose.yml",
        Keys(YAML, ""),
    ),
    likely(
        "ci",
        "Secret in a pipeline",
        HIGH,
        ".gitlab-ci.yml .travis.yml .drone.yml bitbucket-pipelines.yml .circleci/config.yml \
        circle.yml appveyor.yml azure-pipelines.yml .github/workflows/*.yml \
        .github/workflows/*.yaml wercker.yml buildspec.yml cloudbuild.yaml cloudbuild.yml \
        codeship-services.yml app.yaml app.yml .buildkite/*.yml jenkins.yaml jenkins.yml \
        casc.yaml concourse.yml pipeline.yml screwdriver.yaml .woodpecker.yml .woodpecker/*.yml \
        skaffold.yaml manifest.yml shippable.yml .gitpod.yml codefresh.yml fly.yml semaphore.yml \
        render.yaml cloudformation.yml cloudformation.yaml",
        Keys(YAML, "-token"),
    ),
    likely(
        "helm-values",
        "Secret among a chart's values",
        HIGH,
        "values.yaml values*.yaml values*.yml helmfile.yaml kustomization.yaml kustomization.yml",
        Own(kubernetes::manifest),
    ),
    likely(
        "ansible",
        "Secret among Ansible's variables",
        HIGH,
        "group_vars/* host_vars/* group_vars/all/*.yml vars/*.yml defaults/*.yml vault.yml \
        vault.yaml playbook.yml site.yml all.yml all.yaml secrets/*.yml secrets/*.yaml \
        host_vars/*.yml hieradata/*.yaml hieradata/*.yml common.yaml pillar/*.sls *.sls \
        hiera.yaml inventory.yml inventory.yaml",
        Own(kubernetes::manifest),
    ),
    sure(
        "vault-password",
        "Password of an Ansible vault",
        HIGH,
        ".vault_pass .vault_pass.txt vault_pass.txt .vault-pass .vault_password vault_password \
        vault-password-file .vault-password vault_pass vault-pass .ansible_vault_pass \
        vault_password_file .vaultpass vault-pass.txt .vault_password_file vault_password.txt \
        vault-password.txt ansible_vault_pass.txt .ansible-vault-pass",
        Own(whole::line),
    ),
    sure(
        "secret-file",
        "Password or key in a file of its own",
        HIGH,
        "ldap.secret pam_ldap.secret libnss-ldap.secret encrypted_data_bag_secret \
        initialadminpassword initial_root_password secret_key .secret_key webpasswd \
        .restic-password restic-password restic_password .restic_password .borg-passphrase \
        borg_passphrase jwt.secret jwt_secret secret.key .flask_secret_key .secret_key_base \
        mysql_root_password mysql_password postgres_password db_password db_root_password \
        redis_password db_password.txt db_root_password.txt mysql_root_password.txt \
        mysql_password.txt postgres_password.txt redis_password.txt password.secret *.passwd.txt \
        *.pass *.pwd *.secret .pgpassword passphrase.txt passphrase .passphrase admin-password \
        root_password root-password elastic_password bootstrap_password rootpw \
        .mysql_root_password keystore.password keystore_pass erlang_cookie rabbitmq_cookie \
        luks.key luks_passphrase zfs.key munge.key",
        Own(whole::line),
    ),
    likely(
        "secret-text",
        "Secret in a text file of that name",
        HIGH,
        "creds.txt credentials.txt password.txt pass.txt secrets.txt secret.txt logins.txt \
        login.txt keys.txt apikey.txt api_key.txt api_keys.txt apikeys.txt token.txt tokens.txt \
        accounts.txt .password .passwd secret .secret *_token.txt *-token.txt *_api_key.txt \
        *_key.txt *-key.txt *_secret.txt *-secret.txt *_password.txt *-password.txt *_passwd.txt",
        Own(whole::either),
    ),
    sure(
        "jenkins",
        "Credential stored by Jenkins",
        HIGH,
        "credentials.xml jenkins/config.xml hudson.plugins.git.gitscm.xml \
        hudson.scm.subversionscm.xml github-plugin-configuration.xml hudson.tasks.mailer.xml \
        *publisher.xml jenkins.plugins.*.xml",
        Keys(XML, "apitoken passwordhash privatekey"),
    )
    .remedy("`secrets/master.key` and `hudson.util.Secret` beside it decrypt it"),
    sure(
        "jenkins-key",
        "Key of Jenkins' credentials",
        HIGH,
        "secrets/master.key",
        Own(whole::word),
    ),
    sure(
        "gitlab-runner",
        "Token of a CI runner",
        CRITICAL,
        "gitlab-runner/config.toml .gitlab-runner/config.toml",
        Keys(HASH, ""),
    ),
    sure(
        "actions-runner",
        "Credential of a CI runner",
        CRITICAL,
        "actions-runner/.credentials actions-runner/.credentials_rsaparams .credentials_rsaparams \
        buildkite-agent.cfg .runner",
        Keys(JSON, "clientsecret d p q"),
    ),
    likely(
        "watching",
        "Password of a monitoring system",
        HIGH,
        "prometheus.yml prometheus.yaml alertmanager.yml alertmanager.yaml elasticsearch.yml \
        kibana.yml logstash.yml filebeat.yml metricbeat.yml heartbeat.yml packetbeat.yml \
        auditbeat.yml datadog.yaml datadog.yml newrelic.yml newrelic-infra.yml grafana.yml \
        loki.yml promtail.yml blackbox.yml opensearch.yml opensearch_dashboards.yml vector.yaml \
        fluent.yaml datasource.yml datasources.yml datasource.yaml datasources.yaml \
        provisioning/datasources/*.yaml provisioning/datasources/*.yml apm-server.yml sentry.yml \
        config.yml config.yaml configuration.yml configuration.yaml conf.yml conf.yaml \
        homeserver.yaml zeppelin.yml traefik.yml traefik.yaml authelia.yml users_database.yml \
        keycloak.yml harbor.yml registry.yml private-config.yml esphome.yaml zigbee2mqtt.yaml \
        frigate.yml appdaemon.yaml portainer.yml pgadmin.yml server.yml server.yaml auth.yml \
        auth.yaml internal_users.yml roles.yml gateway.yml app-config.yaml dex.yaml minio.yml \
        cassandra.yaml cockroach.yaml patroni.yml pgbackrest.yml borgmatic.yaml \
        borgmatic/config.yaml mkdocs.yml telegraf.yml",
        Own(config::settings_yaml),
    ),
    likely(
        "hashicorp",
        "Token of Vault, Consul or Nomad",
        CRITICAL,
        "vault.hcl vault-config.hcl consul.json consul.hcl consul.d/*.json consul.d/*.hcl \
        nomad.hcl nomad.d/*.hcl packer.json vault-init.json vault_init.json unseal.json \
        vault-keys.json vault_keys.json init-keys.json cluster-keys.json keys.hcl \
        consul-template.hcl",
        Own(config::hashicorp),
    ),
    likely(
        "messaging-ini",
        "Password in a gateway's settings",
        MEDIUM,
        "asterisk/*.conf sip.conf manager.conf iax.conf voicemail.conf pjsip.conf ari.conf \
        res_ldap.conf cdr_mysql.conf extensions.conf kamailio.cfg opensips.cfg freeswitch.conf \
        turnserver.conf mosquitto.conf ejabberd.yml prosody.cfg.lua turn.conf coturn.conf \
        murmur.conf sip_additional.conf sip_custom.conf amportal.conf freepbx.conf smsd.conf \
        gammu-smsdrc .gammurc kannel.conf",
        Keys(
            INI,
            "secret remotesecret staticauthsecret user -user dbsecret",
        ),
    ),
    likely(
        "router",
        "Password of a network device",
        MEDIUM,
        "startup-config running-config startup-config.cfg running-config.cfg *.cisco \
        vyos/config.boot config.boot quagga.conf bgpd.conf zebra.conf ospfd.conf vtysh.conf \
        frr.conf ripd.conf confg cisco-confg juniper.conf cisco.conf",
        Own(lists::router),
    ),
    likely(
        "log-shipper",
        "Password in a log shipper's settings",
        HIGH,
        "fluent.conf td-agent.conf fluent-bit.conf logstash.conf conf.d/*.conf rsyslog.conf \
        syslog-ng.conf telegraf.d/*.conf",
        Keys(BLANK, "httppasswd awssecretaccesskey awsseckey sharedkey"),
    ),
    likely(
        "named-xml",
        "Secret in an application's settings",
        HIGH,
        "passwords.xml password.xml secrets.xml apikeys.xml api_keys.xml keys.xml jdbc.xml db.xml \
        database.xml mail.xml smtp.xml auth.xml creds.xml appsettings.xml connections.xml \
        connectionstrings.xml preferences.xml strings-secrets.xml application.xml",
        Own(config::settings_xml),
    ),
    likely(
        "named-toml",
        "Secret in an application's settings",
        HIGH,
        "config.toml settings.toml app.toml application.toml passwords.toml keys.toml \
        database.toml db.toml production.toml local.toml server.toml rocket.toml mail.toml \
        apikeys.toml fly.toml netlify.toml wrangler.toml conf.toml auth.toml",
        Own(config::settings_toml),
    ),
    likely(
        "json",
        "Password beside the host that it opens",
        MEDIUM,
        "*.json *.jsonc *.json5",
        Own(config::json),
    ),
    likely(
        "yaml",
        "Password beside the host that it opens",
        MEDIUM,
        "*.yml *.yaml",
        Own(config::yaml),
    ),
    likely(
        "xml",
        "Password beside the host that it opens",
        MEDIUM,
        "*.xml *.config *.plist",
        Own(config::xml),
    ),
    likely(
        "ini",
        "Password beside the host that it opens",
        MEDIUM,
        "*.ini *.cfg *.conf *.cnf *.properties *.cf *.prefs *.prop",
        Own(config::ini),
    ),
    likely(
        "toml",
        "Password beside the host that it opens",
        MEDIUM,
        "*.toml",
        Own(config::toml),
    ),
];
