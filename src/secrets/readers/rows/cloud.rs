//! Clouds, hosters, and the services that developers log in to from a terminal.

use super::super::own::{accounts, cloud, config, docker, kubernetes, whole};
use super::How::{Keys, Own};
use super::{BOTH, CRITICAL, HASH, HIGH, INI, JSON, MEDIUM, Row, SHELL, XML, YAML, likely, sure};

pub(super) const ROWS: &[Row] = &[
    sure(
        "docker-config",
        "Password of a container registry",
        CRITICAL,
        ".docker/config.json .dockercfg .dockerconfigjson docker/config.json containers/auth.json \
        containers/0/auth.json kaniko/.docker/config.json registry/config.json \
        helm/registry.json dockerconfig.json docker-config.json .dockercfg.json dockerconfigjson \
        containers/auth*.json regctl/config.json .regctl/config.json",
        Own(docker::read),
    )
    .remedy("log out of the registry in the build, or give the config by a build secret mount"),
    sure(
        "kubeconfig",
        "Credential of a Kubernetes cluster",
        CRITICAL,
        ".kube/config kubeconfig kubeconfig.yaml kubeconfig.yml *.kubeconfig kube/config \
        admin.conf kubelet.conf controller-manager.conf scheduler.conf k3s.yaml rke2.yaml \
        kube_config_cluster.yml .kube/*.config .kube/config.* bootstrap-kubelet.conf \
        super-admin.conf kubeconfig*.yaml kube-config*.yaml .kube/*.yaml .kube/*.yml \
        microk8s.config kube-config",
        Own(kubernetes::kubeconfig),
    ),
    sure(
        "service-account-token",
        "Token of a Kubernetes service account",
        HIGH,
        "kubernetes.io/serviceaccount/token serviceaccount/token",
        Own(whole::word),
    ),
    sure(
        "run-secret",
        "Secret that was mounted into a container or a build",
        HIGH,
        "run/secrets/* var/run/secrets/* etc/secrets/* vault/secrets/*",
        Own(whole::line),
    )
    .remedy("a secret mount is gone after the instruction; this file was copied or written"),
    sure(
        "aws-credentials",
        "AWS secret access key or session token",
        CRITICAL,
        ".aws/credentials .aws/config aws/credentials .credentials aws_credentials \
        aws-credentials .aws-credentials aws.credentials credentials.aws \
        awscredentials.properties aws.properties .aws/credentials.* aws/config awscredentials \
        .awssecret aws_config .aws.conf awscli.conf .fog aws.ini aws.cfg",
        Keys(
            INI,
            "awssecretaccesskey awssessiontoken awssecuritytoken secretkey",
        ),
    ),
    sure(
        "aws-cache",
        "Temporary AWS credential",
        HIGH,
        ".aws/cli/cache/*.json .aws/sso/cache/*.json cli/cache/*.json sso/cache/*.json",
        Keys(JSON, "secretaccesskey sessiontoken"),
    ),
    sure(
        "aws-csv",
        "AWS secret access key",
        CRITICAL,
        "rootkey.csv accesskeys.csv credentials.csv new_user_credentials.csv *_accesskeys.csv \
        *accesskeys.csv *credentials.csv *_credentials.csv",
        Own(cloud::aws_csv),
    ),
    sure(
        "s3-client",
        "Secret key of an S3 client",
        CRITICAL,
        ".s3cfg s3cfg .boto boto.cfg gsutil/.boto s3cmd.ini s3cmd.conf .s3curl .s3ql/authinfo2 \
        authinfo2 .s3bucket *.s3cfg s3.conf s3.ini .aws_keys",
        Keys(
            INI,
            "secretkey accesstoken gpgpassphrase gssecretaccesskey gsoauth2refreshtoken \
            backendpassword backendpassphrase fspassphrase",
        ),
    ),
    sure(
        "minio-client",
        "Secret key of an object store",
        CRITICAL,
        ".mc/config.json mc/config.json .mcli/config.json .minio/config.json .s5cmd/config.json",
        Keys(JSON, "secretkey"),
    ),
    sure(
        "rclone",
        "Credential of an rclone remote",
        HIGH,
        "rclone.conf .rclone.conf rclone/*.conf",
        Own(cloud::rclone),
    ),
    sure(
        "google-credentials",
        "Google Cloud key or token",
        CRITICAL,
        "application_default_credentials.json adc.json legacy_credentials/*.json \
        service-account*.json service_account*.json serviceaccount*.json client_secret*.json \
        client_secrets.json client_id.json gcp-key.json gcloud-key.json *-credentials.json \
        credentials.json gcp*.json google-credentials*.json gcloud*.json keyfile.json key.json \
        *-key.json firebase-adminsdk*.json token.json sa.json *-sa.json storage.json oauth2.json \
        .config/gcloud/*.json *.gcp.json *_key.json *_credentials.json \
        google-services-account.json oauth_creds.json .gdrive/token_v2.json .clasprc.json",
        Own(config::google),
    ),
    sure(
        "azure-credentials",
        "Azure token or secret",
        CRITICAL,
        ".azure/accesstokens.json .azure/msal_token_cache.json \
        .azure/service_principal_entries.json .azure/*.json accesstokens.json \
        msal_token_cache.json tokencache.dat .azure/tokencache.dat azureauth.json \
        azure_credentials.json azure-credentials.json azure.json service_principal_entries.json \
        .azure/azureauth.json",
        Keys(
            JSON,
            "secret accesstoken refreshtoken clientsecret serviceprincipalsecret client_secret key",
        ),
    ),
    sure(
        "azure-config",
        "Azure secret",
        CRITICAL,
        ".azure/credentials .azure/config azureauth.properties azure.conf azure.ini azure_rm.ini \
        azure.properties",
        Keys(INI, "secret key"),
    ),
    sure(
        "azure-publish",
        "Password of an Azure deployment",
        CRITICAL,
        "*.publishsettings *.pubxml.user *.azurepubxml *.cscfg *.pubxml",
        Keys(XML, "userpwd managementcertificate"),
    ),
    sure(
        "functions-settings",
        "Secret of a function app",
        HIGH,
        "local.settings.json",
        Keys(JSON, ""),
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
        "terraform-cli",
        "Token of Terraform Cloud",
        CRITICAL,
        ".terraformrc terraform.rc *.terraformrc .tofurc tofu.rc .opentofurc",
        Keys(BOTH, "token"),
    ),
    sure(
        "terraform-variables",
        "Secret among Terraform's variables",
        HIGH,
        "*.tfvars *.auto.tfvars *.pkrvars.hcl *.tfbackend",
        Keys(BOTH, "secretkey accesskeysecret"),
    ),
    sure(
        "terraform-variables-json",
        "Secret among Terraform's variables",
        HIGH,
        "*.tfvars.json *.pkrvars.json terraform.tfvars.json",
        Keys(JSON, ""),
    ),
    sure(
        "terraform-state",
        "Secret in Terraform's state",
        CRITICAL,
        "*.tfstate *.tfstate.backup terraform.tfstate terraform.tfstate.backup",
        Own(cloud::terraform_state),
    )
    .remedy("keep the state in a backend that encrypts it, out of the image"),
    likely(
        "terraform",
        "Secret in Terraform's configuration",
        HIGH,
        "*.tf *.hcl *.nomad",
        Keys(BOTH, "-token"),
    ),
    sure(
        "openstack-rc",
        "Password of an OpenStack account",
        CRITICAL,
        "openrc *-openrc.sh *openrc.sh openrc.sh .openrc keystonerc novarc .novarc *-openrc \
        adminrc keystonerc_admin",
        Keys(SHELL, ""),
    ),
    sure(
        "s3fs-list",
        "Secret key of an S3 mount",
        CRITICAL,
        "s3fs/passwd",
        Own(accounts::pairs),
    ),
    likely(
        "cloudformation",
        "Secret in a stack's parameters",
        MEDIUM,
        "*.template serverless.yml serverless.yaml samconfig.toml cloud-init.yml cloud-config.yml \
        cloud-init.yaml user-data user-data.yml user-data.yaml cloud.cfg",
        Keys(YAML, "hashedpasswd plaintextpasswd passwd"),
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
