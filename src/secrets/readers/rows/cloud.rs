//! Clouds, clusters, registries, and what provisions them.

use super::super::own::{accounts, cloud, config, docker, kubernetes, whole};
use super::How::{Keys, Own};
use super::{BOTH, CRITICAL, HIGH, INI, JSON, MEDIUM, Row, XML, YAML, likely, sure};

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
];
