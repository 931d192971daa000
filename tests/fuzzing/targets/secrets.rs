//! The secret scan: any content at any path that a reader, a rule or an archive reader takes.

use std::sync::OnceLock;

use layerscope::analysis::examine;
use layerscope::image::{Blob, Image, Layer};
use layerscope::layer::Options;
use layerscope::limits::Limits;
use layerscope::report::secrets::{Secrets, SecretsFormat, write};
use layerscope::secrets::{
    Detect, DetectOptions, Detector, Findings, Hit, Pass, RuleSet, ScanOptions, Scanner, Scene,
    Scratch, Subject, checksum, is_binary,
};

use super::bytes::Bytes;
use super::laws;
use super::raw_tar::Tar;

/// Paths that call for a reader each, for none, or for a look inside.
const PATHS: [&str; 40] = [
    "srv/notes.txt",
    "srv/app.py",
    "root/.aws/credentials",
    "root/.docker/config.json",
    "root/.npmrc",
    "root/.netrc",
    "root/.pypirc",
    "root/.git-credentials",
    "root/.kube/config",
    "root/.ssh/id_rsa",
    "etc/shadow",
    "etc/krb5.keytab",
    "srv/.env",
    "srv/settings.xml",
    "srv/wp-config.php",
    "srv/application.yml",
    "srv/application.properties",
    "srv/config.toml",
    "srv/config.json",
    "srv/terraform.tfstate",
    "srv/dump.sql",
    "root/.bash_history",
    "root/.pgpass",
    "root/.my.cnf",
    "srv/web.config",
    "srv/appsettings.json",
    "etc/mysql/debian.cnf",
    "root/.cargo/credentials.toml",
    "root/.config/gh/hosts.yml",
    "root/.m2/settings.xml",
    "etc/pip.conf",
    "root/.composer/auth.json",
    "srv/database.yml",
    "srv/app.jar",
    "srv/x.zip",
    "srv/x.tar",
    "srv/x.tar.gz",
    "var/lib/dpkg/status",
    "lib/apk/db/installed",
    "srv/Dockerfile",
];

pub fn run(input: &[u8]) {
    let mut input = Bytes(input);
    let (path, piece) = (input.one(&PATHS), 1 + usize::from(input.byte()));
    let bytes = input.rest();
    alone(path, bytes, piece);
    streamed(bytes, piece);
    in_an_image(path, bytes);
}

fn detector() -> &'static Detector {
    static DETECTOR: OnceLock<Detector> = OnceLock::new();
    DETECTOR.get_or_init(|| Detector::new(&DetectOptions::default(), &Limits::default()).unwrap())
}

fn checked(hit: &Hit, len: usize) {
    assert!(hit.start <= hit.end && hit.end <= len as u64, "{hit:?}");
    assert!(hit.line >= 1 && hit.column >= 1, "{hit:?}");
    for text in [&hit.note, &hit.example].into_iter().flatten() {
        laws::sentence(text);
    }
    let masked = hit.secret.masked();
    laws::tame(&masked);
    let value = String::from_utf8_lossy(hit.secret.expose());
    assert!(value.len() < 8 || !masked.contains(&*value), "{hit:?}");
}

/// A content as a whole, and as a stream in pieces.
fn alone(path: &str, bytes: &[u8], piece: usize) {
    let detector = detector();
    let binary = is_binary(bytes);
    let mut worker = detector.worker();
    let subject = Subject {
        path: path.as_bytes(),
        bytes,
        binary,
    };
    worker.scan(&subject, &mut |hit| {
        checked(&detector.at_path(hit, path.as_bytes()), bytes.len());
    });
    worker.stream(binary);
    for piece in bytes.chunks(piece) {
        worker.feed(piece, &mut |hit| checked(&hit, bytes.len()));
    }
    worker.finish(&mut |hit| checked(&hit, bytes.len()));
}

/// Rules find in a stream, however it is cut, what they find in the whole.
fn streamed(bytes: &[u8], piece: usize) {
    static SCANNER: OnceLock<Scanner> = OnceLock::new();
    let scanner = SCANNER.get_or_init(|| {
        let options = layerscope::secrets::Options {
            checksum: Some(checksum::verify),
            ..Default::default()
        };
        Scanner::new(RuleSet::builtin(), options)
    });
    let mut whole = vec![];
    let mut scratch = Scratch::default();
    scanner.scan(bytes, is_binary(bytes), &mut scratch, &mut |hit| {
        whole.push(shown(&hit))
    });
    let mut pieces = vec![];
    let mut stream = scanner.stream(is_binary(bytes));
    for piece in bytes.chunks(piece) {
        stream.push(piece, &mut |hit| pieces.push(shown(&hit)));
    }
    stream.finish(&mut |hit| pieces.push(shown(&hit)));
    whole.sort();
    pieces.sort();
    assert_eq!(whole, pieces);
}

fn shown(hit: &Hit) -> (u64, u64, String, u64, u64) {
    (
        hit.start,
        hit.end,
        hit.rule.id.clone(),
        hit.line,
        hit.column,
    )
}

/// The content as a file of a layer that a second layer deletes: placed, reported in each form,
/// and masked everywhere.
fn in_an_image(path: &str, bytes: &[u8]) {
    let (folder, name) = path.rsplit_once('/').unwrap();
    let tars = [
        Tar::new().file(path, bytes).end(),
        Tar::new().file(format!("{folder}/.wh.{name}"), b"").end(),
    ];
    let layers = tars.map(|tar| Layer::bare(Blob::from_bytes(tar, "fuzzed")));
    let image = Image {
        layers: layers.to_vec(),
        ..layerscope::demo::image()
    };
    let limits = laws::limits();
    let scan = ScanOptions::default();
    let pass = Pass::new(2, detector(), scan, &limits);
    let options = Options {
        verify: false,
        hash: true,
        limits,
    };
    let examined = examine(image, None, &options, &pass, &(), |_| ());
    let scene = Scene {
        image: &examined.image,
        tree: &examined.tree,
        base_layers: 1,
    };
    let findings = Findings::of(&pass, &scene);
    let report = Secrets {
        examined: &examined,
        findings: &findings,
        policy: &Default::default(),
        all: true,
        show: false,
        choice: None,
        platform: None,
        notes: &[],
        width: 80,
        now: 0,
    };
    for format in FORMATS {
        let mut out = vec![];
        write(&mut out, std::slice::from_ref(&report), format).unwrap();
        let out = String::from_utf8(out).unwrap();
        match format {
            SecretsFormat::Json | SecretsFormat::Sarif | SecretsFormat::Gitlab => {
                serde_json::from_str::<serde_json::Value>(&out).unwrap();
            }
            SecretsFormat::Csv => laws::tame(&out.replace('\r', "")),
            _ => laws::tame(&out),
        }
        for finding in &findings.all {
            let value = finding.secret.expose();
            let value = String::from_utf8_lossy(value);
            // Shorter ones, and those of letters alone, may be words of the report.
            let telling = value.len() >= 16 && value.bytes().any(|byte| byte.is_ascii_digit());
            assert!(!telling || !out.contains(&*value), "{value:?} in\n{out}");
        }
    }
}

const FORMATS: [SecretsFormat; 6] = [
    SecretsFormat::Text,
    SecretsFormat::Json,
    SecretsFormat::Sarif,
    SecretsFormat::Junit,
    SecretsFormat::Gitlab,
    SecretsFormat::Csv,
];
