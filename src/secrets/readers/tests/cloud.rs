use super::{check, hits};
use base64::Engine;

fn encoded(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[test]
fn registries_give_the_decoded_password() {
    let auth = encoded("me:madeup1");
    let config = format!(
        "{{\n \"auths\": {{\n  \"r.h.org\": {{ \"auth\": \"{auth}\" }}\n }},\n \"credsStore\": \"pass\"\n}}"
    );
    check(&[
        (
            "root/.docker/config.json",
            &config,
            &["docker-config:3:madeup1"],
        ),
        (
            "root/.dockercfg",
            &format!("{{\"r\":{{\"auth\":\"{auth}\",\"email\":\"a@b\"}}}}"),
            &["docker-config:1:madeup1"],
        ),
        (
            "root/.docker/config.json",
            &format!("{{\"auth\":\"{auth}\"}}"),
            &["docker-config:1:madeup1"],
        ),
        (
            "root/.docker/config.json",
            "{\"auths\":{\"r\":{\"identitytoken\":\"madeup1\"}}}",
            &["docker-config:1:madeup1"],
        ),
        (
            "root/.docker/config.json",
            "{\"auths\":{\"r\":{}},\"credsStore\":\"desktop\"}",
            &[],
        ),
        (
            "root/.docker/config.json",
            "{\"auths\":{\"r\":{\"auth\":\"\"}}}",
            &[],
        ),
        (
            "run/containers/0/auth.json",
            &config,
            &["docker-config:3:madeup1"],
        ),
        ("app/any.json", &config, &["json:3:madeup1"]),
    ]);
    let hit = &hits("root/.docker/config.json", config.as_bytes())[0];
    assert_eq!(hit.note.as_deref(), Some("for r.h.org; user me; base64"));
    let dummy = format!("{{\"auth\":\"{}\"}}", encoded("foo:bar"));
    assert!(
        hits("root/.docker/config.json", dummy.as_bytes())[0]
            .example
            .is_some()
    );
}

#[test]
fn a_cluster_s_credentials_are_read_in_their_context() {
    let secret = format!(
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: b\n---\nkind: Secret\nmetadata:\n  name: x\ndata:\n  password: {}\n  ca.crt: {}\nstringData:\n  token: madeup2\n",
        encoded("madeup1"),
        encoded("-----BEGIN CERTIFICATE-----")
    );
    let registry = encoded(&format!(
        "{{\"auths\":{{\"r\":{{\"auth\":\"{}\"}}}}}}",
        encoded("me:madeup1")
    ));
    check(&[
        (
            "root/.kube/config",
            "users:\n- name: me\n  user:\n    token: madeup1\n    client-certificate: /x.crt\n    client-key: /x.key\n",
            &["kubeconfig:4:madeup1"],
        ),
        (
            "root/.kube/config",
            "users:\n- name: me\n  user:\n    exec:\n      command: aws\n",
            &[],
        ),
        (
            "root/kubeconfig.yaml",
            "users:\n- user: {client-key-data: bWFkZXVw, client-certificate-data: bWFk}\n",
            &["kubeconfig:2:bWFkZXVw"],
        ),
        (
            "app/k8s.yaml",
            &secret,
            &["yaml:10:madeup1", "yaml:13:madeup2"],
        ),
        (
            "app/k8s.yaml",
            "kind: Secret\ndata:\n  password: {{ .Values.pw | b64enc }}\n  b: \"{{ x }}\"\n",
            &[],
        ),
        (
            "app/k8s.yaml",
            "kind: SealedSecret\nspec:\n  encryptedData:\n    password: AgBxyz\n",
            &[],
        ),
        (
            "app/regcred.yaml",
            &format!("kind: Secret\ndata:\n  .dockerconfigjson: {registry}\n"),
            &["yaml:3:madeup1"],
        ),
        (
            "app/s.json",
            &format!(
                "{{\"kind\":\"Secret\",\"data\":{{\"k\":\"{}\"}}}}",
                encoded("madeup1")
            ),
            &["json:1:madeup1"],
        ),
        (
            "var/run/secrets/kubernetes.io/serviceaccount/token",
            "made.up.token\n",
            &["service-account-token:1:made.up.token"],
        ),
        ("run/secrets/stripe", "madeup1\n", &["run-secret:1:madeup1"]),
        (
            "etc/rancher/k3s/k3s.yaml",
            "users:\n- name: default\n  user:\n    password: madeup1\n",
            &["kubeconfig:4:madeup1"],
        ),
        (
            "srv/values.yaml",
            "db:\n  password: madeup1\n  existingSecret: \"\"\n  passwordKey: db-password\n",
            &["helm-values:2:madeup1"],
        ),
        (
            "srv/deployment.yaml",
            "kind: Deployment\nspec:\n  env:\n  - name: DB_PASSWORD\n    valueFrom:\n      secretKeyRef: {name: a, key: b}\n",
            &[],
        ),
    ]);
}
