//! The planted image.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::common::images::{Layer, archive, blob, docker_members};
use crate::common::never::word;
use crate::common::raw_tar::Tar;
use crate::rows::{Row, encoded, rows};

/// Where a file is planted: what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Planted {
    /// The final image shows it.
    Visible,
    /// A whiteout of its own takes it away.
    Deleted,
    /// A directory above it is deleted.
    BelowDeleted,
    /// A directory above it becomes opaque.
    BelowOpaque,
    /// Another version of it comes: this is the first.
    Overwritten,
    /// And this the other.
    Overwriting,
}

impl Planted {
    pub(crate) const ALL: [Planted; 6] = [
        Planted::Visible,
        Planted::Deleted,
        Planted::BelowDeleted,
        Planted::BelowOpaque,
        Planted::Overwritten,
        Planted::Overwriting,
    ];

    fn folder(self) -> &'static str {
        match self {
            Planted::Visible => "kept",
            Planted::Deleted => "deleted",
            Planted::BelowDeleted => "gone/all",
            Planted::BelowOpaque => "opaque",
            Planted::Overwritten | Planted::Overwriting => "changed",
        }
    }

    /// Where a row's file lies, without the leading slash.
    pub(crate) fn path(self, row: &Row) -> String {
        format!("data/{}/{}", self.folder(), row.path)
    }

    /// What is planted there.
    pub(crate) fn value(self, row: &Row) -> String {
        row.value(&format!("{self:?}"))
    }

    fn add(self, tar: Tar, row: &Row) -> Tar {
        let content = (row.content)(&self.value(row));
        tar.file(self.path(row), content)
    }

    /// The layer that stores it, 0-based.
    pub(crate) fn layer(self) -> u64 {
        match self {
            Planted::Overwriting => 4,
            _ => 1,
        }
    }

    /// How it is hidden, and by which layer.
    pub(crate) fn death(self) -> Option<(&'static str, u64)> {
        match self {
            Planted::Visible | Planted::Overwriting => None,
            Planted::Deleted => Some(("deleted", 2)),
            Planted::BelowDeleted | Planted::BelowOpaque => Some(("deleted", 3)),
            Planted::Overwritten => Some(("overwritten", 4)),
        }
    }
}

/// The instructions of the layers, as reports have them.
pub(crate) const STEPS: [&str; 5] = [
    "ADD rootfs.tar /",
    "COPY data /data",
    "RUN rm -f $(cat list)",
    "RUN rm -rf /data/gone && recreate /data/opaque",
    "COPY newer /data/changed",
];

/// The name of a whiteout of this path.
fn whiteout(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap();
    format!("{folder}/.wh.{name}")
}

fn layers() -> Vec<Layer> {
    let rows = rows();
    let base = Tar::new().dir("bin/").file("bin/sh", "#!").end();
    let planted = Planted::ALL
        .into_iter()
        .filter(|planted| planted.layer() == 1);
    let planted = planted.fold(Tar::new(), |tar, planted| {
        rows.iter().fold(tar, |tar, row| planted.add(tar, row))
    });
    let deleted = rows.iter().fold(Tar::new(), |tar, row| {
        tar.file(whiteout(&Planted::Deleted.path(row)), "")
    });
    let gone = Tar::new()
        .file("data/.wh.gone", "")
        .dir("data/opaque/")
        .file("data/opaque/.wh..wh..opq", "")
        .file("data/opaque/readme", "nothing here\n");
    let newer = rows
        .iter()
        .fold(Tar::new(), |tar, row| Planted::Overwriting.add(tar, row));
    let tars = [base, planted.end(), deleted.end(), gone.end(), newer.end()];
    let mut steps = STEPS.map(str::to_owned);
    // What stands in a step that makes a layer is quoted by every report.
    steps[2] = STEPS[2].replace(
        "RUN",
        &format!("|1 TOKEN={} /bin/sh -c", configured("step")),
    );
    let layers = tars.into_iter().zip(steps);
    layers.map(|(tar, step)| Layer::plain(tar, &step)).collect()
}

/// A place in the configuration: the value's name, and where it stands.
pub(crate) const CONFIGURED: [(&str, &str); 14] = [
    ("step", "history[2].created_by"),
    ("env", "config.Env[1]"),
    ("label", "config.Labels[\"org.corp.token\"]"),
    ("cmd", "config.Cmd"),
    ("entrypoint", "config.Entrypoint"),
    ("healthcheck", "config.Healthcheck.Test"),
    ("onbuild", "config.OnBuild[0]"),
    ("env-before", "history[5].created_by"),
    ("arg", "history[6].created_by"),
    ("echo", "history[7].created_by"),
    ("curl", "history[8].created_by"),
    ("flag", "history[9].created_by"),
    ("url", "history[10].created_by"),
    ("basic", "history[11].created_by"),
];

/// The value of this name in the configuration.
pub(crate) fn configured(name: &str) -> String {
    word(&format!("configuration {name}"), 20)
}

/// The configuration of a platform: all places of [`CONFIGURED`], and one of its own.
pub(crate) fn edit(config: &mut Value) {
    let v = configured;
    config["config"]["Env"] = json!(["PATH=/bin", format!("API_TOKEN={}", v("env"))]);
    config["config"]["Labels"] = json!({"org.corp.token": v("label")});
    config["config"]["Cmd"] = json!(["serve", "--password", v("cmd")]);
    config["config"]["Entrypoint"] = json!(["/init", format!("--api-key={}", v("entrypoint"))]);
    let test = format!("curl -u me:{} http://localhost/", v("healthcheck"));
    config["config"]["Healthcheck"] = json!({"Test": ["CMD-SHELL", test]});
    config["config"]["OnBuild"] = json!([format!("RUN login --password {}", v("onbuild"))]);
    let basic = encoded(&format!("me:{}", v("basic")));
    for step in [
        format!("ENV API_TOKEN={}", v("env-before")),
        format!(
            "RUN |1 DEPLOY_TOKEN={} /bin/sh -c make # buildkit",
            v("arg")
        ),
        format!("RUN echo API_SECRET={} > /app/.env", v("echo")),
        format!(
            "/bin/sh -c curl -u me:{} -O https://h.corp.org/x",
            v("curl")
        ),
        format!(
            "/bin/sh -c register --name x --password {} --force",
            v("flag")
        ),
        format!("RUN git clone https://me:{}@git.corp.org/x.git", v("url")),
        format!("RUN curl -H 'Authorization: Basic {basic}' https://h.corp.org/x"),
    ] {
        let steps = config["history"].as_array_mut().unwrap();
        steps.push(json!({"created_by": step, "empty_layer": true}));
    }
}

/// The archive's bytes, made once.
fn bytes() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let layers = layers();
        let old = crate::common::images::config(&layers);
        let mut config: Value = serde_json::from_slice(&old).unwrap();
        edit(&mut config);
        let config = config.to_string().into_bytes();
        let name = format!("{}.json", blob(&config).0.rsplit('/').next().unwrap());
        let mut members = docker_members("planted", &layers);
        for (path, bytes) in &mut members {
            if path == "manifest.json" {
                let mut manifest: Value = serde_json::from_slice(bytes).unwrap();
                manifest[0]["Config"] = json!(name);
                *bytes = manifest.to_string().into_bytes();
            } else if *bytes == old {
                (*path, *bytes) = (name.clone(), config.clone());
            }
        }
        archive(&members)
    })
}

/// Writes the image to a folder.
pub(crate) fn write(folder: &Path) -> PathBuf {
    let path = folder.join("image.tar");
    std::fs::write(&path, bytes()).unwrap();
    path
}
