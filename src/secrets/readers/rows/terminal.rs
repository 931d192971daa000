//! What developers are logged in to from a terminal: hosters, model providers, object stores.

use super::super::own::whole;
use super::How::{Keys, Own};
use super::{CRITICAL, HASH, HIGH, INI, JSON, Row, SHELL, YAML, likely, sure};

pub(super) const ROWS: &[Row] = &[
    sure(
        "minio-client",
        "Secret key of an object store",
        CRITICAL,
        ".mc/config.json mc/config.json .mcli/config.json .minio/config.json .s5cmd/config.json",
        Keys(JSON, "secretkey"),
    ),
    sure(
        "oracle-cloud",
        "Passphrase of an Oracle Cloud key",
        HIGH,
        ".oci/config",
        Keys(INI, "passphrase"),
    ),
    sure(
        "ibm-cloud",
        "IBM Cloud token",
        CRITICAL,
        ".bluemix/config.json .cf/config.json .bluemix/.cf/config.json",
        Keys(
            JSON,
            "iamtoken iamrefreshtoken accesstoken refreshtoken uaatoken",
        ),
    ),
    sure(
        "cloud-json",
        "Token of a cloud's command line",
        CRITICAL,
        ".aliyun/config.json .tccli/default.credential .tccli/*.credential .vercel/auth.json \
        com.vercel.cli/auth.json .now/auth.json now/auth.json netlify/config.json \
        .netlify/config.json configstore/firebase-tools.json .pulumi/credentials.json \
        pulumi/credentials.json .railway/config.json .expo/state.json .twilio-cli/config.json \
        .surge .dnsimple .heroku/credentials heroku.json .codex/auth.json \
        .claude/.credentials.json .claude.json .gemini/oauth_creds.json \
        github-copilot/hosts.json github-copilot/apps.json exercism/user.json .exercism.json \
        kaggle.json .kaggle/kaggle.json .jupyter/jupyter_server_config.json \
        .jupyter/jupyter_notebook_config.json .nexusmods.json hetzner.json digitalocean.json \
        dnspod.json godaddy.json cloudflare.json configstore/*.json .config/configstore/*.json \
        .dropbox_uploader.json .databricks/token-cache.json .openai/auth.json \
        .ibmcloud/config.json .config/vercel/auth.json credentials.tfrc.json \
        .terraform.d/credentials.tfrc.json .serverlessrc .wakatime.json .shopify/config.json \
        .meteorsession .okteto/context/config.json .fauna-shell .particle/particle.config.json",
        Keys(
            JSON,
            "key accesstokens/ tokens/ openaiapikey apikey password hashedpassword iamtoken \
            accesskeysecret sessionsecret credentials/ secretkey authtoken",
        ),
    ),
    sure(
        "cloud-yaml",
        "Token of a cloud's command line",
        CRITICAL,
        "doctl/config.yaml .tugboat .fly/config.yml scw/config.yaml clouds.yaml secure.yaml \
        clouds-public.yaml .travis/config.yml .circleci/cli.yml .doppler/.doppler.yaml \
        .doppler.yaml .ngrok2/ngrok.yml ngrok/ngrok.yml ngrok.yml .dbt/profiles.yml profiles.yml \
        clouds.yml .linode-cli.yml .okta/okta.yaml .vault.yml .cloudflared/config.yml \
        .config/op/config .lab.yml .hub .aliyun.yml .snyk.yml ansible/vault.yml \
        .stripe/config.yml tugboat.yml .octopus.yml argocd/config .argocd/config .cf/config.yml \
        .cloudrc .jira.d/config.yml jira/.config.yml .chef/secrets.yml .exoscale.yml \
        .tower_cli.yml circleci/cli.yml",
        Keys(
            YAML,
            "authtoken authtoken accesstoken apitoken secretkey apikey api_key",
        ),
    ),
    sure(
        "cloud-ini",
        "Token of a cloud's command line",
        CRITICAL,
        "linode-cli .linode-cli .ovh.conf ovh.conf .databrickscfg .snowsql/config snowsql.cnf \
        .sentryclirc .clicloudstack.ini .cloudstack.ini cloudmonkey/config .cloudmonkey/config \
        .tencentcloud/credentials .alibabacloud/credentials .aliyun/credentials \
        .aliyuncli/credentials .ossutilconfig .qshellrc .edgerc .exoscale/exoscale.toml \
        .rackspace_cloud_credentials .pyrax.cfg .softlayer .config/glab .lokalise2.cfg \
        .transifexrc .wakatime.cfg .todoist.cfg .gist .pushbullet .hcloud dns-cloudflare.ini \
        cloudflare.ini *cloudflare.ini digitalocean.ini route53.ini letsencrypt/*.ini \
        certbot/*.ini .gandi/config.yaml .jiracli crowdin.ini gerrit.config hetzner.ini \
        .volcengine .tower_cli.cfg .phpci.yml .transmission.ini .splunkrc .ionosctl",
        Keys(
            INI,
            "token applicationsecret consumerkey password accesskeysecret secretkey clienttoken \
            clientsecret accesstoken dnscloudflareapikey key apikey privatekeypassphrase \
            wakatimeapikey secret",
        ),
    ),
    sure(
        "cloud-toml",
        "Token of a command line",
        CRITICAL,
        "hcloud/cli.toml .wrangler/config/default.toml .wrangler/config/*.toml \
        wrangler/config/default.toml stripe/config.toml .snowflake/connections.toml \
        .snowflake/config.toml snowflake/connections.toml .streamlit/secrets.toml .lab.toml \
        lab/lab.toml pypoetry/auth.toml .modal.toml .prefect/profiles.toml neonctl.toml \
        spin/config.toml hcloud/config.toml .config/fastly/config.toml fastly/config.toml \
        influxdbv2/configs .influxdbv2/configs .fastly.toml .replit.toml secrets.toml \
        .secrets.toml credentials.toml .astro/config.toml .vault.toml .config/op.toml",
        Keys(
            HASH,
            "token oauthtoken refreshtoken livemodeapikey testmodeapikey tokensecret httpbasic/ \
            pypitoken/",
        ),
    ),
    sure(
        "token-file",
        "Token of a command line",
        CRITICAL,
        ".vault-token vault-token .huggingface/token huggingface/token .supabase/access-token \
        supabase/access-token .cache/huggingface/stored_tokens .rediscli_auth \
        .planetscale/access-token .pscale/access-token gh-token github_token .github_token \
        .github-token .gitlab-token gitlab_token .npm-token .pypi-token .gist-token .slack-token \
        .hf_token .openai_api_key .openai-api-key .anthropic_api_key .git-token .sentry-token \
        .infracost-token .sonar-token vault_token .dockerhub-token .cloudflare-token .do-token \
        .api_key .apikey .api-key .token .auth_token .auth-token .access_token access_token \
        api_token .slack_token .consul-token .nomad-token .railway-token .replicate/auth \
        .hf/token .dapr/token .tfe_token cloudflare-api-token *.token",
        Own(whole::word),
    ),
    sure(
        "openstack-rc",
        "Password of an OpenStack account",
        CRITICAL,
        "openrc *-openrc.sh *openrc.sh openrc.sh .openrc keystonerc novarc .novarc *-openrc \
        adminrc keystonerc_admin",
        Keys(SHELL, ""),
    ),
    likely(
        "publish-rest",
        "Password of a REST client",
        HIGH,
        "*.postman_environment.json *.postman_globals.json http-client.env.json \
        http-client.private.env.json rest-client.env.json insomnia.json .insomnia/*.json",
        Keys(JSON, ""),
    ),
];
