//! An image with one made-up secret for every fate, and a detector that knows them by their prefix.
//!
//! The values are assembled here and look like nothing that exists: `planted-` and letters.

use std::sync::Arc;

use layerscope::image::Image;
use layerscope::secrets::{Confidence, Detect, Hit, Rule, Severity, Subject, Worker};
use serde_json::json;

use super::raw_tar::Tar;

/// The value of this name: 24 characters behind the prefix.
pub fn value(name: &str) -> String {
    let letters = blake3::hash(name.as_bytes()).to_hex();
    format!("planted-{name}-{}", &letters[..16])
}

/// A layer's tar, with the step that made it.
pub type Step = (&'static str, Vec<u8>);

/// An image of these steps, with a configuration that `edit` may change.
pub fn image_of_steps(steps: Vec<Step>, edit: impl FnOnce(&mut serde_json::Value)) -> Image {
    let demo = layerscope::demo::image();
    let history = steps
        .iter()
        .map(|(step, _)| json!({"created_by": step}))
        .collect::<Vec<_>>();
    let mut config = json!({"config": {"Env": ["PATH=/bin"]}, "history": history});
    edit(&mut config);
    let layers = steps
        .into_iter()
        .map(|(step, tar)| {
            let blob = layerscope::image::Blob::from_bytes(tar, step);
            let mut layer = layerscope::image::Layer::bare(blob);
            layer.created_by = Some(step.to_owned());
            layer
        })
        .collect();
    Image {
        layers,
        config,
        names: vec!["planted:1".into()],
        ..demo
    }
}

/// One of each: see the steps.
pub fn image() -> Image {
    let line = |name: &str| format!("first line\nkey={}\n", value(name));
    let mut large = "x".repeat(99).into_bytes();
    large.push(b'\n');
    let mut large = large.repeat(60_000);
    large.extend_from_slice(line("large").as_bytes());
    let inner = Tar::new().file("conf/app.properties", line("member")).end();
    let mut binary = vec![0; 64];
    binary.extend_from_slice(value("binary").as_bytes());
    let steps = vec![
        (
            "ADD base /",
            Tar::new()
                .dir("app/")
                .file("app/visible", line("visible"))
                .hard_link("app/other-name", "app/visible")
                .file("app/deleted", line("deleted"))
                .file("app/overwritten", line("old"))
                .file("app/folder/in-deleted-folder", line("folder"))
                .file("app/opaque/in-opaque-folder", line("opaque"))
                .file("app/shadowed/file", line("shadowed"))
                .file("app/linked", line("linked"))
                .hard_link("app/survivor", "app/linked")
                .end(),
        ),
        (
            "RUN clean-up",
            Tar::new()
                .file("app/.wh.deleted", "")
                .file("app/overwritten", line("new"))
                .file("app/.wh.folder", "")
                .file("app/opaque/.wh..wh..opq", "")
                .symlink("app/shadowed", "/tmp")
                .file("app/.wh.linked", "")
                .end(),
        ),
        (
            "COPY twice /",
            Tar::new()
                .file("app/twice", line("first-entry"))
                .file("app/twice", line("second-entry"))
                .file("app/large.txt", &large)
                .file("app/things.tar", &inner)
                .file("app/program", &binary)
                .file("app/copy-of-visible", line("visible"))
                .file("app/creds", "by reader")
                .end(),
        ),
    ];
    image_of_steps(steps, |config| {
        config["config"]["Env"] = json!(["PATH=/bin", format!("KEY={}", value("variable"))]);
        config["config"]["Labels"] = json!({"some.label": value("label")});
        config["config"]["Cmd"] = json!(["serve", "--key", value("command")]);
        let steps = config["history"].as_array_mut().unwrap();
        let argument = format!(
            "RUN |1 ARG={} /bin/sh -c make # buildkit",
            value("argument")
        );
        steps.push(json!({"created_by": argument, "empty_layer": true}));
        let variable = format!("ENV KEY={}", value("variable"));
        steps.push(json!({"created_by": variable, "empty_layer": true}));
    })
}

/// Knows `planted-…`, takes all of a file called `creds` for a secret, and calls what is below
/// `/tests/` test data.
pub struct Planted {
    rule: Arc<Rule>,
    credentials: Arc<Rule>,
}

impl Planted {
    pub fn new() -> Planted {
        let rule = |id: &str, severity| {
            Arc::new(Rule {
                id: id.into(),
                title: format!("A secret of the rule {id}"),
                severity,
                confidence: Confidence::High,
                remedy: None,
            })
        };
        Planted {
            rule: rule("planted", Severity::High),
            credentials: rule("credentials", Severity::Critical),
        }
    }
}

impl Detect for Planted {
    fn kind(&self, path: &[u8]) -> u16 {
        u16::from(path.ends_with(b"/creds"))
    }
    fn presence(&self, path: &[u8]) -> Option<Hit> {
        let mut hit = Hit::new(&self.rule, b"", 0);
        (hit.line, hit.column) = (0, 0);
        path.ends_with(b".p12").then_some(hit)
    }
    fn example(&self, path: &[u8]) -> Option<String> {
        let below = path.windows(7).any(|part| part == b"/tests/");
        below.then(|| "lies below tests".to_owned())
    }
    fn at_path(&self, hit: Hit, _path: &[u8]) -> Hit {
        hit
    }
    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(Looking {
            planted: self,
            streamed: vec![],
        })
    }
}

struct Looking<'p> {
    planted: &'p Planted,
    streamed: Vec<u8>,
}

impl Looking<'_> {
    fn look(&self, bytes: &[u8], out: &mut dyn FnMut(Hit)) {
        let prefix = b"planted-";
        let mut at = 0;
        while let Some(found) = bytes[at..]
            .windows(prefix.len())
            .position(|part| part == prefix)
        {
            let start = at + found;
            let len = bytes[start..]
                .iter()
                .position(|b| !b.is_ascii_alphanumeric() && *b != b'-')
                .unwrap_or(bytes.len() - start);
            let mut hit = Hit::new(&self.planted.rule, &bytes[start..start + len], start as u64);
            let before = &bytes[..start];
            hit.line = before.iter().filter(|b| **b == b'\n').count() as u64 + 1;
            let line_start = before
                .iter()
                .rposition(|b| *b == b'\n')
                .map_or(0, |at| at + 1);
            hit.column = (start - line_start) as u64 + 1;
            hit.allowed = bytes[start + len..].starts_with(b" layerscope:allow");
            out(hit);
            at = start + len;
        }
    }
}

impl Worker for Looking<'_> {
    fn scan(&mut self, subject: &Subject<'_>, out: &mut dyn FnMut(Hit)) {
        if subject.path.ends_with(b"/creds") {
            out(Hit::new(&self.planted.credentials, subject.bytes, 0));
        }
        self.look(subject.bytes, out);
    }
    fn stream(&mut self, _binary: bool) {
        self.streamed.clear();
    }
    fn feed(&mut self, bytes: &[u8], _out: &mut dyn FnMut(Hit)) {
        self.streamed.extend_from_slice(bytes);
    }
    fn finish(&mut self, out: &mut dyn FnMut(Hit)) {
        let streamed = std::mem::take(&mut self.streamed);
        self.look(&streamed, out);
    }
}
