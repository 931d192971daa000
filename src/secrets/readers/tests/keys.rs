use super::{check, hits};

#[test]
fn clouds_keep_key_and_id_together() {
    let ini = "[default]\naws_access_key_id = MADEUPID # a comment\naws_secret_access_key = madeup/secret1 # another\n[x]\nrole_arn = arn:aws:iam::1:role/x\n";
    check(&[
        (
            "root/.aws/credentials",
            ini,
            &["aws-credentials:3:madeup/secret1"],
        ),
        (
            "root/.aws/config",
            "[profile x]\nregion = a\naws_secret_access_key = ${X}\n",
            &[],
        ),
        (
            "root/.aws/sso/cache/1.json",
            "{\"accessToken\":\"madeup1\",\"expiresAt\":\"x\"}",
            &["aws-cache:1:madeup1"],
        ),
        (
            "root/rootkey.csv",
            "Access key ID,Secret access key\nMADEUPID,madeupsecret\n",
            &["aws-csv:2:madeupsecret"],
        ),
        ("root/credentials.csv", "name,age\nme,12\n", &[]),
        (
            "root/.s3cfg",
            "[default]\naccess_key = MADEUPID\nsecret_key = madeup1\n",
            &["s3-client:3:madeup1"],
        ),
        (
            "root/.boto",
            "[Credentials]\naws_secret_access_key = madeup1\n",
            &["s3-client:2:madeup1"],
        ),
        (
            "root/.boto",
            "[Credentials]\n# aws_secret_access_key = x\n",
            &[],
        ),
        (
            "root/.passwd-s3fs",
            "MADEUPID:madeupsecret\n",
            &["password-list:1:madeupsecret"],
        ),
        (
            "root/.config/rclone/rclone.conf",
            "[r]\ntype = sftp\nuser = me\npass = madeup1\n",
            &["rclone:4:madeup1"],
        ),
        (
            "root/.config/rclone/rclone.conf",
            "[r]\ntype = local\n",
            &[],
        ),
        (
            "app/application_default_credentials.json",
            "{\n \"client_id\": \"a\",\n \"client_secret\": \"madeup1\",\n \"refresh_token\": \"madeup2\"\n}",
            &[
                "google-credentials:3:madeup1",
                "google-credentials:4:madeup2",
            ],
        ),
        (
            "app/sa.json",
            "{\"type\":\"service_account\",\"private_key\":\"-----BEGIN X-----\\nmadeup\",\"client_email\":\"a@b\"}",
            &["google-credentials:1:-----BEGIN X-----\nmadeup"],
        ),
        (
            "app/credentials.json",
            "{\"type\":\"external_account\",\"token_url\":\"https://sts\"}",
            &[],
        ),
        (
            "root/.azure/msal_token_cache.json",
            "{\"RefreshToken\":{\"x\":{\"secret\":\"madeup1\",\"client_id\":\"c\"}}}",
            &["azure-credentials:1:madeup1"],
        ),
        (
            "root/.azure/azureProfile.json",
            "{\"subscriptions\":[{\"id\":\"x\",\"name\":\"y\"}]}",
            &[],
        ),
        (
            "root/.azure/credentials",
            "[default]\nclient_id=x\nsecret=madeup1\n",
            &["azure-config:3:madeup1"],
        ),
        (
            "a.publishsettings",
            "<publishData><publishProfile userName=\"me\" userPWD=\"madeup1\"/></publishData>",
            &["azure-publish:1:madeup1"],
        ),
        (
            "root/.terraformrc",
            "credentials \"app.terraform.io\" {\n  token = \"madeup1\"\n}\n",
            &["terraform-cli:2:madeup1"],
        ),
        (
            "root/.terraform.d/credentials.tfrc.json",
            "{\"credentials\":{\"app.terraform.io\":{\"token\":\"madeup1\"}}}",
            &["cloud-json:1:madeup1"],
        ),
        (
            "app/prod.tfvars",
            "region = \"x\"\ndb_password = \"madeup1\" # no\n",
            &["terraform-variables:2:madeup1"],
        ),
        (
            "app/prod.tfvars",
            "db_password = var.db_password\ndb_password_file = \"a\"\n",
            &[],
        ),
        (
            "app/prod.tfvars.json",
            "{\"db_password\":\"madeup1\"}",
            &["terraform-variables-json:1:madeup1"],
        ),
        (
            "app/terraform.tfstate",
            "{\"outputs\":{\"x\":{\"value\":\"madeup1\",\"sensitive\":true}},\"resources\":[{\"type\":\"random_password\",\"instances\":[{\"attributes\":{\"result\":\"madeup2\"}}]},{\"type\":\"db\",\"instances\":[{\"attributes\":{\"password\":\"madeup3\",\"id\":\"x\"}}]}]}",
            &[
                "terraform-state:1:madeup1",
                "terraform-state:1:madeup2",
                "terraform-state:1:madeup3",
            ],
        ),
        (
            "app/terraform.tfstate",
            "{\"outputs\":{\"x\":{\"value\":\"open\",\"sensitive\":false}},\"resources\":[]}",
            &[],
        ),
        (
            "app/main.tf",
            "provider \"x\" {\n  api_key = var.key\n  password = \"${var.pw}\"\n}\n",
            &[],
        ),
        (
            "root/.vault-token",
            "madeup1token\n",
            &["token-file:1:madeup1token"],
        ),
        (
            "root/.tugboat",
            "authentication:\n  client_key: x\n  api_key: madeup1\n",
            &["cloud-yaml:3:madeup1"],
        ),
        (
            "root/heroku.json",
            "{\"HEROKU_API_KEY\":\"madeup1\",\"HEROKU_EMAIL\":\"a@b\"}",
            &["cloud-json:1:madeup1"],
        ),
        (
            "root/.config/doctl/config.yaml",
            "access-token: madeup1\ncontext: default\n",
            &["cloud-yaml:1:madeup1"],
        ),
        (
            "root/.databrickscfg",
            "[DEFAULT]\nhost = https://x\ntoken = madeup1\n",
            &["cloud-ini:3:madeup1"],
        ),
        (
            "root/.kaggle/kaggle.json",
            "{\"username\":\"me\",\"key\":\"madeup1\"}",
            &["cloud-json:1:madeup1"],
        ),
        (
            "root/.pulumi/credentials.json",
            "{\"current\":\"x\",\"accessTokens\":{\"https://api\":\"madeup1\"}}",
            &["cloud-json:1:madeup1"],
        ),
        (
            "root/.config/hcloud/cli.toml",
            "[[contexts]]\nname = \"x\"\ntoken = \"madeup1\"\n",
            &["cloud-toml:3:madeup1"],
        ),
        (
            "root/admin-openrc.sh",
            "export OS_USERNAME=me\nexport OS_PASSWORD='madeup1'\n",
            &["openstack-rc:2:madeup1"],
        ),
        (
            "root/admin-openrc.sh",
            "read -sr OS_PASSWORD_INPUT\nexport OS_PASSWORD=$OS_PASSWORD_INPUT\n",
            &[],
        ),
    ]);
    let hit = &hits("root/.aws/credentials", ini.as_bytes())[0];
    assert!(
        hit.note
            .as_deref()
            .unwrap_or_default()
            .contains("key id … (8)"),
        "{hit:?}"
    );
}
