use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::*;

const IMAGE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/fixtures/tiny/docker-save-26.1.tar"
);
const ARM: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/fixtures/tiny/multiarch-docker-28.5-arm64-only.tar"
);

struct Scripts(tempfile::TempDir);

impl Scripts {
    fn write(&self, name: &str, body: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    }
}

/// One test, so that no script is still open for writing when another is started.
#[test]
fn engines_are_asked_and_their_refusals_are_told_apart() {
    let scripts = Scripts(tempfile::tempdir().unwrap());
    let missing = scripts.0.path().join("missing");
    let good = scripts.write(
        "good",
        &format!("[ \"$*\" = 'save a/b:1' ] && cat '{IMAGE}'"),
    );
    let platform = scripts.write(
        "platform",
        &format!("[ \"$*\" = 'save --platform linux/arm64 a/b:1' ] && cat '{ARM}'"),
    );
    let old = scripts.write(
        "old",
        &format!(
            "case \"$*\" in *--platform*) echo 'unknown flag: --platform' >&2; exit 125;; esac\n\
             cat '{ARM}'"
        ),
    );
    let none = scripts.write(
        "none",
        "echo 'Error response from daemon: reference does not exist' >&2; exit 1",
    );
    let down = scripts.write(
        "down",
        "echo 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?' >&2\n\
         exit 1",
    );
    let odd = scripts.write("odd", "printf 'first\\nbro\\033ken\\n' >&2; exit 3");
    let cut = scripts.write(
        "cut",
        &format!("head -c 5000 '{IMAGE}'; echo 'write: it broke off' >&2; exit 1"),
    );
    let rubbish = scripts.write("rubbish", "yes rubbish | head -c 10000000");

    let open = |docker: &Path, podman: &Path, engine, platform: Option<&str>| {
        let options = OpenOptions {
            platform: platform.map(|text| Platform::parse(text).unwrap()),
            ..OpenOptions::default()
        };
        let programs = Programs { docker, podman };
        open_with(&programs, engine, "a/b:1", &options)
            .map(|opened| opened.image.platform.to_string())
            .map_err(|error| error.to_string())
    };
    let (docker, podman) = (Some(Engine::Docker), Some(Engine::Podman));
    let amd = Ok("linux/amd64".to_owned());
    let arm = Ok("linux/arm64".to_owned());
    assert_eq!(open(&good, &missing, docker, None), amd);
    assert_eq!(open(&missing, &good, podman, None), amd);
    for first in [&missing, &none, &down, &odd] {
        assert_eq!(open(first, &good, None, None), amd);
    }
    assert_eq!(open(&platform, &missing, None, Some("linux/arm64")), arm);
    assert_eq!(open(&old, &missing, docker, Some("linux/arm64")), arm);
    assert_eq!(open(&missing, &good, podman, Some("linux/amd64")), amd);

    for (first, second, engine, platform, says) in [
        (
            &missing,
            &missing,
            None,
            None,
            &["no such file", "neither is", "docker or podman"][..],
        ),
        (
            &missing,
            &missing,
            docker,
            None,
            &["docker is not installed"],
        ),
        (
            &missing,
            &missing,
            podman,
            None,
            &["podman is not installed"],
        ),
        (
            &down,
            &missing,
            docker,
            None,
            &["docker does not answer", "Is the docker daemon"],
        ),
        (
            &none,
            &missing,
            None,
            None,
            &["no such file", "no such image", "docker pull a/b:1"],
        ),
        (
            &down,
            &none,
            None,
            None,
            &["docker does not answer", "podman pull a/b:1"],
        ),
        (
            &odd,
            &missing,
            docker,
            None,
            &["docker save failed: bro\\x1bken"],
        ),
        (&cut, &missing, docker, None, &["it broke off"]),
        (&rubbish, &missing, docker, None, &["neither a tar"]),
        (
            &missing,
            &good,
            podman,
            Some("linux/s390x"),
            &["no linux/s390x", "podman pull"],
        ),
    ] {
        let error = open(first, second, engine, platform).unwrap_err();
        assert!(
            error.starts_with("a/b:1:")
                || error.starts_with("docker save")
                || error.starts_with("podman save"),
            "{error}"
        );
        for part in says {
            let part = if *part == "neither is" {
                "neither is installed"
            } else {
                part
            };
            assert!(error.contains(part), "{part}: {error}");
        }
    }
}
