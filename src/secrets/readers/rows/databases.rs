//! Databases: their clients' files, their servers' settings, and dumps.

use super::super::own::{accounts, commands, lists, sql};
use super::How::{Keys, Own};
use super::{BLANK, EQUALS, HIGH, INI, JSON, MEDIUM, Row, XML, YAML, likely, sure};

pub(super) const ROWS: &[Row] = &[
    sure(
        "pgpass",
        "Password of a PostgreSQL server",
        HIGH,
        ".pgpass pgpass.conf pgpass _pgpass .pgpass.conf",
        Own(accounts::pgpass),
    ),
    sure(
        "pg-service",
        "Password of a PostgreSQL server",
        HIGH,
        ".pg_service.conf pg_service.conf pgbouncer.ini pgpool.conf pcp.conf recovery.conf \
        postgresql.auto.conf patroni.ini repmgr.conf barman.conf .pgcli/config pgcli/config",
        Keys(INI, "primaryconninfo"),
    ),
    sure(
        "pgbouncer-users",
        "Password of a PostgreSQL user",
        HIGH,
        "userlist.txt pgbouncer/userlist.txt pool_passwd",
        Own(lists::last),
    ),
    sure(
        "mysql-options",
        "Password of a MySQL server",
        HIGH,
        ".my.cnf my.cnf my.ini mysql.cnf mysql/debian.cnf debian.cnf client.cnf .mysql.cnf \
        mysqld.cnf mysql/conf.d/*.cnf mysql.conf.d/*.cnf mariadb.conf.d/*.cnf .my.*.cnf \
        proxysql.cnf .myclirc my.cnf.d/*.cnf",
        Keys(INI, "wsrepsstauth"),
    ),
    likely(
        "mongodb",
        "Password of a MongoDB server",
        HIGH,
        "mongoid.yml mongod.conf mongodb.conf mongos.conf .mongorc.js mongo.conf mongodb.yml",
        Keys(YAML, ""),
    ),
    sure(
        "redis",
        "Password of a Redis server",
        HIGH,
        "redis.conf redis*.conf users.acl sentinel.conf redis/*.conf keydb.conf valkey.conf \
        valkey*.conf",
        Own(lists::redis),
    ),
    likely(
        "database-server",
        "Password of a database server",
        HIGH,
        "cqlshrc .cqlshrc .cassandra/cqlshrc .cassandra/credentials odbc.ini .odbc.ini \
        odbcinst.ini freetds.conf sqlnet.ora listener.ora tnsnames.ora oratab db2cli.ini \
        neo4j.conf influxdb.conf telegraf.conf arangod.conf couchdb/local.ini local.ini \
        sphinx.conf manticore.conf sqlite.conf dbconfig.ini sqlrelay.conf .influx rabbitmq.conf \
        rabbitmq-env.conf taos.cfg ldap.conf .ldaprc ldaprc nslcd.conf pam_ldap.conf \
        libnss-ldap.conf sssd.conf slapd.conf nss_ldap.conf radiusd.conf radius/clients.conf \
        raddb/clients.conf freeradius/3.0/clients.conf clients.conf radcli/servers tac_plus.conf",
        Keys(
            BLANK,
            "pwd bindpw rootpw rootbindpw ldapdefaultauthtok defaultpass secret credentials",
        ),
    ),
    likely(
        "rabbitmq-definitions",
        "Password hash of a message broker's user",
        MEDIUM,
        "definitions.json rabbitmq*.json rabbit*.json",
        Keys(JSON, "passwordhash"),
    ),
    sure(
        "clickhouse",
        "Password of a ClickHouse user",
        HIGH,
        "users.xml users.d/*.xml clickhouse-client.xml .clickhouse-client/config.xml",
        Keys(XML, "passwordsha256hex passworddoublesha1hex"),
    ),
    likely(
        "clickhouse-config",
        "Password of a server",
        HIGH,
        "clickhouse-server/*.xml config.d/*.xml hazelcast.xml hazelcast-client.xml ehcache.xml \
        infinispan.xml activemq.xml broker.xml ignite.xml solr.xml solrconfig.xml \
        data-config.xml db-data-config.xml",
        Keys(XML, ""),
    ),
    sure(
        "sql",
        "Password or hash in SQL",
        MEDIUM,
        "*.sql *.psql *.pgsql *.mysql *.dump *.sql.txt",
        Own(sql::read),
    ),
    sure(
        "sql-history",
        "Password in a database client's history",
        HIGH,
        ".mysql_history .psql_history .sqlite_history .mariadb_history .dbshell \
        .mongosh_repl_history .cqlsh_history cqlsh_history .usql_history .rediscli_history",
        Own(commands::statements),
    ),
    likely(
        "kafka",
        "Password of a message broker",
        HIGH,
        "server_jaas.conf *jaas.conf *_jaas.conf jaas.config kafka*.properties \
        connect-*.properties producer.properties consumer.properties client.properties \
        zookeeper.properties kafka_server_jaas.conf activemq.properties \
        credentials-enc.properties",
        Keys(EQUALS, ""),
    ),
    likely(
        "liquibase",
        "Password of a database",
        HIGH,
        "liquibase.properties flyway.conf flyway.toml flyway*.conf jdbc.properties \
        database.properties db.properties datasource.properties hibernate.properties \
        c3p0.properties druid.properties quartz.properties mybatis*.properties hikari.properties \
        ebean.properties persistence.properties database.ini db.ini db.conf database.conf db.cfg \
        alembic.ini dbconf.yml sqlx.toml phinx.ini diesel.env generatorconfig.properties \
        sonar.properties sonar-project.properties sonar-scanner.properties",
        Keys(INI, "sonarlogin"),
    ),
];
