//! Web frameworks and content systems.

use super::super::own::{config, kubernetes, whole};
use super::How::{Keys, Own};
use super::{BOTH, CRITICAL, DOTENV, HASH, HIGH, INI, JSON, Row, SLASHES, XML, YAML, likely, sure};

pub(super) const ROWS: &[Row] = &[
    likely(
        "env-file",
        "Secret in an environment file",
        HIGH,
        ".env .env.* *.env .envrc env.list .flaskenv env.txt environment.env env.local .env_vars \
        .environment docker.env env .dev.vars .prod.vars secrets.env env.prod env.production \
        env.dev .env_file .environments .secrets.env .env~ *.vars",
        Keys(DOTENV, ""),
    )
    .remedy("add it to `.dockerignore`, and give its values at run time"),
    likely(
        "wordpress",
        "Password or salt of a WordPress site",
        HIGH,
        "wp-config.php wp-config*.php wp-salt.php wp-secrets.php",
        Keys(
            BOTH,
            "authkey secureauthkey loggedinkey noncekey authsalt secureauthsalt loggedinsalt \
            noncesalt wpcachekeysalt secretsalt secretkey ftppass",
        ),
    ),
    likely(
        "php-config",
        "Password in a PHP configuration",
        HIGH,
        "config.php configuration.php settings.php settings*.php localsettings.php config.inc.php \
        config*.inc.php settings.inc.php db.php database.php dbconfig.php db_config.php conf.php \
        connect.php connection.php conexion.php conn.php dbconnect.php db-config.php \
        db_connect.php env.php parameters.php app_local.php app.php config-db.php local.php \
        main-local.php secrets.php credentials.php config.local.php configure.php mysql.php \
        mail.php services.php config_global.php config_ucenter.php common.inc.php db.inc.php \
        config.default.php constants.php global.php global.inc.php inc/config.php \
        includes/config.php koneksi.php config.sample.php config-local.php \
        localconfiguration.php additionalconfiguration.php settings.local.php adminer.php \
        sftp.php ftp.php email.php",
        Keys(
            BOTH,
            "hashsalt drupalhashsalt blowfishsecret passwordsalt key salt deskey cookiekey \
            cookieiv newcookiekey securitysalt ciphersalt cryptkey installtoolpassword secret \
            dbpass authkey",
        ),
    ),
    likely(
        "django",
        "Secret of a Python application",
        HIGH,
        "settings.py settings*.py local_settings.py localsettings.py settings/*.py config.py \
        secrets.py secret.py credentials.py superset_config.py celeryconfig.py sentry.conf.py \
        webserver_config.py jupyter_notebook_config.py jupyter_server_config.py \
        jupyterhub_config.py ipython_config.py local.py production.py prod.py development.py \
        dev.py configs.py creds.py keys.py settings_local.py config_local.py config.local.py \
        instance/config.py conf.py constants.py db.py database.py config_secret.py \
        gunicorn.conf.py local_config.py pgadmin/config_local.py env.py passwords.py apikeys.py \
        api_keys.py fabfile.py",
        Keys(
            HASH,
            "token cookiesecret secretkey proxyauthtoken notebookapptoken saltkey hashsalt",
        ),
    ),
    likely(
        "rails",
        "Secret of a Ruby application",
        HIGH,
        "database.yml secrets.yml application.yml storage.yml cable.yml sidekiq.yml redis.yml \
        settings.yml settings.local.yml local_env.yml credentials.yml config/*.yml \
        initializers/*.yml figaro.yml email.yml ldap.yml resque.yml smtp_settings.yml \
        config/settings/*.yml cloudinary.yml s3.yml aws.yml amazon_s3.yml environment.yml \
        secret.yml production.yml production.yaml development.yml private.yml secrets.yaml \
        secrets*.yaml secrets*.yml *-secrets.yml *-secrets.yaml *.secrets.yaml *.secrets.yml \
        *-secret.yaml *-secret.yml secret.yaml database.yaml credentials.yaml creds.yml \
        creds.yaml",
        Own(kubernetes::manifest),
    ),
    likely(
        "ruby-config",
        "Secret of a Ruby application",
        HIGH,
        "secret_token.rb session_store.rb devise.rb omniauth.rb production.rb development.rb \
        staging.rb carrierwave.rb deploy.rb gitlab.rb knife.rb client.rb config.rb settings.rb \
        secrets.rb credentials.rb aws.rb stripe.rb initializers/*.rb vagrantfile capfile \
        fastfile appfile matchfile berksfile boxen.rb chef/*.rb .irbrc .pryrc sidekiq.rb \
        mailer.rb smtp_settings.rb",
        Keys(
            HASH,
            "secrettoken secretkeybase pepper rootpassword initialrootpassword dbkeybase \
            otpkeybase sharedsecret",
        ),
    ),
    sure(
        "rails-key",
        "Key of a Rails application's credentials",
        CRITICAL,
        "config/master.key master.key credentials/*.key secrets.yml.key config/secrets.yml.key \
        config/*.key",
        Own(whole::word),
    )
    .remedy("it decrypts `credentials.yml.enc`: renew it and everything in there"),
    likely(
        "spring",
        "Secret of a Java application",
        HIGH,
        "application*.properties bootstrap*.properties config.properties config*.properties \
        credentials.properties secrets.properties secret.properties app.properties \
        local.properties mail.properties email.properties keystore.properties signing.properties \
        key.properties release.properties auth.properties settings.properties build.properties \
        env.properties sftp.properties ftp.properties ldap.properties redis.properties \
        jndi.properties log4j*.properties security.properties shiro.ini jira-config.properties \
        confluence.cfg.properties nexus.properties nifi.properties \
        login-identity-providers.properties catalina.properties mgmt-users.properties \
        application-users.properties users.properties jetty-users.properties realm.properties \
        fabric.properties dev.properties prod.properties production.properties \
        staging.properties ccm.properties idm.properties password.properties \
        passwords.properties twitter4j.properties",
        Keys(
            INI,
            "storepass keypass storepassword keypassword nifisensitivepropskey",
        ),
    ),
    likely(
        "spring-yaml",
        "Secret of a Java application",
        HIGH,
        "application*.yml application*.yaml bootstrap*.yml bootstrap*.yaml micronaut.yml \
        quarkus.yml",
        Own(kubernetes::manifest),
    ),
    likely(
        "java-xml",
        "Password in a Java server's settings",
        HIGH,
        "context.xml server.xml tomcat-users.xml hibernate.cfg.xml persistence.xml \
        applicationcontext*.xml standalone*.xml domain.xml web.xml jetty.xml jetty-env.xml \
        confluence.cfg.xml dbconfig.xml jira-config.xml beans.xml spring*.xml \
        glassfish-resources.xml sun-resources.xml resources.xml weblogic.xml *-ds.xml \
        datasource*.xml log4j.xml log4j2.xml logback.xml logback-spring.xml ivysettings.xml \
        build.xml core-site.xml hive-site.xml hdfs-site.xml ranger-site.xml oozie-site.xml \
        yarn-site.xml ssl-server.xml ssl-client.xml ranger*.xml config.xml local.xml \
        etc/local.xml crowd.cfg.xml bamboo.cfg.xml mybatis-config.xml sqlmapconfig.xml \
        authorizers.xml login-identity-providers.xml settings-docker.xml jboss-web.xml \
        generatorconfig.xml schema-registry.xml liferay.xml",
        Keys(
            XML,
            "keystorepass keypass truststorepass connectionpassword cryptkey/ key",
        ),
    ),
    likely(
        "dotnet",
        "Secret of a .NET application",
        HIGH,
        "appsettings*.json secrets.json connectionstrings.json launchsettings.json secrets*.json \
        hostsettings.json",
        Keys(JSON, "userpw"),
    ),
    likely(
        "dotnet-xml",
        "Secret of a .NET application",
        HIGH,
        "web.config app.config web.*.config connectionstrings.config appsettings.config \
        *.exe.config *.dll.config machine.config applicationhost.config privatesettings.config \
        secrets.config appsettingssecrets.config unity.config umbracosettings.config smtp.config",
        Keys(XML, "decryptionkey validationkey"),
    ),
    likely(
        "node-config",
        "Secret in an application's settings",
        HIGH,
        "config.json config*.json default.json production.json development.json local.json \
        settings.json credentials.js.json db.json database.json ormconfig.json env.json \
        .env.json keys.json auth.config.json secret.json config/*.json passwords.json creds.json \
        connection.json datasources.json app.json app-config.json conf.json options.json \
        parameters.json vars.json variables.json private.json mail.json smtp.json \
        ghost/config.production.json nodemon.json env.*.json apikeys.json api_keys.json \
        api-keys.json nuxt.config.json cypress.env.json dbconfig.json knexfile.json dwh.json \
        dw.json sfdx-config.json salesforce.json .screeps.json steam.json gulp-config.json \
        ftp-config.json deploy-config.json bot.json auth.js.json environment.json system.json \
        server.json client.json redis.json mongo.json",
        Own(config::settings),
    ),
    likely(
        "js-config",
        "Secret in an application's settings",
        HIGH,
        "config.js knexfile.js ormconfig.js keys.js secrets.js credentials.js database.js db.js \
        settings.js config.ts environment.ts environment*.ts environment.*.ts env.js config/*.js \
        gulpfile.js gruntfile.js connection.js auth.js secret.js key.js firebase.js \
        firebaseconfig.js config.mjs config.cjs ecosystem.config.js truffle-config.js truffle.js \
        hardhat.config.js hardhat.config.ts next.config.js nuxt.config.js localconfig.js \
        local.js production.js development.js ormconfig.ts data-source.ts knexfile.ts \
        aws-exports.js salesforce.js mailer.js mongo-init.js init-mongo.js",
        Keys(SLASHES, "mnemonic"),
    ),
    likely(
        "symfony",
        "Secret of a PHP application",
        HIGH,
        "parameters.yml parameters.yaml parameters*.yml config_prod.yml databases.yml propel.yml \
        propel.ini doctrine.yml doctrine.yaml security.yml app/config/*.yml local.neon \
        config.local.neon config.neon swiftmailer.yaml phinx.yml neos/settings.yaml \
        settings.yaml sites.yml platform.yml",
        Keys(YAML, "secret"),
    ),
    likely(
        "play",
        "Secret of a Scala application",
        HIGH,
        "application.conf application*.conf reference.conf production.conf prod.conf dev.conf \
        local.conf akka.conf secrets.hocon play.conf",
        Keys(INI, "secretkey httpsecretkey playcryptosecret"),
    ),
    likely(
        "phoenix",
        "Secret of an Elixir application",
        HIGH,
        "prod.secret.exs dev.secret.exs config.exs prod.exs dev.exs runtime.exs releases.exs \
        *.secret.exs test.secret.exs vm.args sys.config",
        Keys(HASH, "secretkeybase signingsalt livesigningsalt cookie"),
    ),
    likely(
        "app-ini",
        "Secret in an application's settings",
        HIGH,
        "app.ini grafana.ini airflow.cfg odoo.conf openerp-server.conf .openerp_serverrc .odoorc \
        supervisord.conf supervisor.conf uwsgi.ini production.ini development.ini config.ini \
        settings.ini conf.ini app.cfg config.cfg settings.cfg config.conf app.conf custom.ini \
        local.cfg default.ini gitea/app.ini trac.ini buildbot.tac ckan.ini zope.conf sabnzbd.ini \
        flexget.yml nzbget.conf transmission.conf couchpotato.conf bitcoin.conf litecoin.conf \
        dogecoin.conf electrum.conf lnd.conf geth.toml monero.conf dash.conf namecoin.conf \
        zcash.conf deluge/auth privoxy.conf homeserver.ini php.ini settings.conf secrets.conf \
        mail.ini smtp.ini email.ini neutron.conf nova.conf keystone.conf glance-api.conf \
        cinder.conf swift.conf heat.conf proxy-server.conf local.conf.ini mopidy.conf \
        zabbix.conf zabbix_server.conf zabbix_agentd.conf icinga2.ini nagios.ini resource.cfg \
        nrpe.cfg ganglia.conf graylog.conf server.conf splunk/*.conf outputs.conf passwords.conf \
        collectd.conf monitrc .monitrc upsd.users upsmon.conf backupninja.conf borgmatic.ini \
        duplicity.conf .duply/* backup.conf bacula*.conf bareos*.conf bconsole.conf \
        bacula-dir.conf bacula-fd.conf bacula-sd.conf",
        Own(config::settings_ini),
    ),
];
