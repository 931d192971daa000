//! Where the fuzzing of each target begins: fixtures, and small texts that reach each branch.

use std::io::Write;
use std::path::{Path, PathBuf};

use layerscope::image::Image;
use layerscope::source::{OpenOptions, Reference, open};

use super::targets::raw_tar::Tar;

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let root = [env!("CARGO_MANIFEST_DIR"), "fixtures", folder];
    let root: PathBuf = root.iter().collect();
    let files = std::fs::read_dir(root).unwrap();
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.retain(|path| path.is_file() && path.extension().is_none_or(|end| end != "md"));
    paths.sort();
    paths
}

fn archives() -> Vec<PathBuf> {
    let mut all = fixtures("hostile");
    all.extend(fixtures("tiny"));
    all
}

fn image(path: &Path) -> Option<Image> {
    let path = path.to_owned();
    let reference = Reference::Path { path, image: None };
    Some(open(&reference, &OpenOptions::default()).ok()?.image)
}

fn with(first: &[u8], rest: &[u8]) -> Vec<u8> {
    [first, rest].concat()
}

/// The seeds of a target.
pub(crate) fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "archive" => small(archives().iter().map(|path| std::fs::read(path).unwrap())),
        "layer" => small(layers()),
        "documents" => documents(),
        "policies" => POLICIES
            .iter()
            .map(|(kind, text)| with(&[*kind], text.as_bytes()))
            .collect(),
        "references" => REFERENCES
            .iter()
            .map(|text| with(&[text.len() as u8], text.as_bytes()))
            .collect(),
        "rules" => RULES
            .iter()
            .map(|(kind, text)| with(&[*kind], text.as_bytes()))
            .collect(),
        "secrets" => {
            let texts = CONTENTS.iter().enumerate();
            let texts = texts.map(|(at, text)| with(&[at as u8, 40], text.as_bytes()));
            texts.chain(packed()).collect()
        }
        _ => (0..64u8).map(entries).collect(),
    }
}

fn small(all: impl IntoIterator<Item = Vec<u8>>) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = all.into_iter().collect();
    all.retain(|input| input.len() <= 100 << 10);
    all
}

fn layers() -> Vec<Vec<u8>> {
    let mut all = vec![];
    for (number, path) in archives().iter().enumerate() {
        let Some(image) = image(path) else { continue };
        let blobs = image
            .layers
            .iter()
            .filter_map(|layer| layer.blob.as_ref().ok());
        for blob in blobs.take(3) {
            if let Ok(bytes) = blob.read_all(100 << 10) {
                all.push(with(&[4, number as u8], &bytes));
            }
        }
    }
    all
}

fn documents() -> Vec<Vec<u8>> {
    let mut all = vec![];
    let digest = format!("sha256:{}", "0f".repeat(32));
    for text in [
        r#"{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"D","size":3,"platform":{"os":"linux","architecture":"arm64","variant":"v8"},"data":"YWJj"}]}"#,
        r#"{"schemaVersion":2,"config":{"digest":"D","size":1},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"D","size":9,"annotations":{"a":"b"}}]}"#,
        r#"{"architecture":"amd64","os":"linux","created":"2024-01-01T00:00:00Z","author":"x","config":{"Env":["A=b"],"Labels":{"l":"v"}},"rootfs":{"type":"layers","diff_ids":["D"]},"history":[{"created_by":"RUN x"},{"created_by":"ENV","empty_layer":true,"comment":"c"}]}"#,
        r#"{"manifests":[],"layers":[]}"#,
        r#"{"Manifests":null,"manifests":[],"schemaVersion":1,"fsLayers":[]}"#,
        r#"{"rootfs":{"type":"blocks"}}"#,
        "D",
        "linux/amd64",
        "linux/arm/v7",
        "sha512:00",
    ] {
        all.push(text.replace('D', &digest).into_bytes());
    }
    all
}

/// Archives that hold one of the contents, for the paths that call for a look inside.
fn packed() -> Vec<Vec<u8>> {
    let (name, text) = ("conf/.env", CONTENTS[12].as_bytes());
    let tar = Tar::new().file(name, text).dir("d").end();
    let mut gzip = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    gzip.write_all(&tar).unwrap();
    // A zip of one stored member and nothing behind it: local file header, name, bytes.
    let len = (text.len() as u32).to_le_bytes();
    let head = [
        &b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0"[..],
        &len,
        &len,
        &[name.len() as u8, 0, 0, 0],
    ];
    let zip = [&head.concat(), name.as_bytes(), text].concat();
    vec![
        with(&[34, 7], &zip),
        with(&[35, 40], &tar),
        with(&[36, 40], &gzip.finish().unwrap()),
    ]
}

/// Layers of entries, of bytes that are as good as any.
fn entries(seed: u8) -> Vec<u8> {
    let mut state = u32::from(seed) * 2_654_435 + 1;
    let mut byte = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..200 + usize::from(seed) * 8).map(|_| byte()).collect()
}

const POLICIES: &[(u8, &str)] = &[
    (
        0,
        "rules:\n  lowest-efficiency: 0.9\n  highest-wasted-bytes: 20MB\n  forbidden-paths: [\"/root/.ssh\", \"*.pem\"]\n  require-verification: true\n",
    ),
    (
        0,
        "secrets:\n  fail-on: visible\n  min-severity: high\n  ignore:\n    - fingerprint: 0123456789abcdef0123456789abcdef\n      reason: revoked\n    - rule: \"ssh-*\"\n      path: /opt/demo\n      reason: made up\n      expires: 2027-01-31\n",
    ),
    (0, "a: &x [1, 2]\nrules: {largest-image: *x}\n"),
    (
        1,
        "[rules]\nlowest-efficiency = 0.9\nmost-layers = 40\nignored-waste-paths = [\"/var/**\"]\n[secrets]\nfail-on = \"any\"\n",
    ),
    (
        2,
        "rules:\n  lowestEfficiency: 0.95\n  highestWastedBytes: 20MB\n  highestUserWastedPercent: disabled\n",
    ),
    (
        3,
        "theme = \"night\"\ncolor = \"auto\"\nascii = true\ncolumns = [\"mode\", \"size\"]\nsort = \"size\"\n[show]\nremoved = false\n[keys]\nfilter = \"f, ctrl+f\"\nzoom = [\"z\", \"f5\"]\n",
    ),
    (
        4,
        "keybinding:\n  quit: ctrl+c\n  toggle-view: tab\n  filter-files: ctrl+f, ctrl+slash\ndiff:\n  hide:\n    - added\nfiletree:\n  collapse-dir: true\n  pane-width: 0.5\nlayer:\n  show-aggregated-changes: true\n",
    ),
    (
        5,
        "{\"schema\":\"layerscope.secrets-baseline/1\",\"known\":[{\"fingerprint\":\"0123456789abcdef0123456789abcdef\"}]}",
    ),
    (
        5,
        "{\"schema\":\"layerscope.secrets/1\",\"findings\":[{\"fingerprint\":\"00\"}]}",
    ),
];

const REFERENCES: &[&str] = &[
    "-",
    "nginx:latest",
    "docker://nginx",
    "docker-archive:a.tar:name:tag",
    "oci:/tmp:x",
    "oci-archive:/tmp/a:b@0",
    "dir:/tmp",
    "containers-storage:x",
    "-x",
    "a\x1b[2J",
    "4..9",
    "check\nimage.tar\n--lowest-efficiency\n0.9",
    "ls\nx\n/etc\n--view\n1..2\n--format\nndjson",
    "secrets\nx\n--rules\nf\n--fail-on\nany",
    "--ci\nx\n-j\n-",
    "report\n::error::x\n--format\nbad",
    "usr/**/*.{a,b}",
    "(a|b)+?[^x]\\d{2,3}",
];

const RULES: &[(u8, &str)] = &[
    (
        0,
        "title = \"x\"\n[[rules]]\nid = \"a\"\ndescription = \"d\"\nregex = '''tok_([a-z0-9]{8,20})\\b'''\nsecretGroup = 1\nentropy = 2.5\nkeywords = [\"tok_\"]\ntags = [\"t\"]\nseverity = \"high\"\n[[rules.allowlists]]\nregexTarget = \"line\"\nregexes = ['''fine''']\nstopwords = [\"abc\"]\n[allowlist]\npaths = ['''^vendor/''']\n",
    ),
    (
        0,
        "[extend]\nuseDefault = false\ndisabledRules = [\"b\"]\n[[rules]]\nid = \"b\"\npath = '''(?i)\\.key$'''\n[[rules]]\nid = \"c\"\nregex = '''(?i)acme.{0,20}=\\s{0,5}(\\S+)'''\n",
    ),
    (
        1,
        "rules:\n  - id: r\n    category: general\n    title: T\n    severity: HIGH\n    regex: 'tok_(?P<secret>[a-z0-9]+)'\n    secret-group-name: secret\n    keywords: [tok_]\nallow-rules:\n  - id: ok\n    regex: fine\n  - id: p\n    path: .*\\.md\n",
    ),
    (
        1,
        "disable-rules: [a]\nenable-builtin-rules: [b]\nexclude-block:\n  description: d\n  regexes: ['--BEGIN.*--']\n",
    ),
];

/// One for each path of the target, in its order as far as it goes; every value is made up.
const CONTENTS: &[&str] = &[
    "password = Tr0ub4dor-made-up-3\nurl=postgres://user:made-up-pw-1@db/x\n",
    "API_KEY = 'zq8Lm2Xv9Rt4Bn6Wk1Hs5Dp3'\nclient_secret: \"made-up-0123456789abcdef\"\n",
    "[default]\naws_access_key_id = AKIAMADEUPMADEUPMAD\naws_secret_access_key = madeup/madeup/madeup/madeup/madeup/made0\n",
    "{\"auths\":{\"r.example\":{\"auth\":\"dXNlcjptYWRlLXVwLXB3\"}}}",
    "//registry.example/:_authToken=made-up-0123456789\nregistry=https://x\n",
    "machine h login u password made-up-1\ndefault login a password b\n",
    "[pypi]\nusername = u\npassword = made-up-2\n",
    "https://user:made-up-3@git.example/x.git\n",
    "apiVersion: v1\nusers:\n- name: a\n  user:\n    token: made-up-token-1\n    client-key-data: bWFkZS11cA==\n",
    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nbWFkZXVw\n-----END RSA PRIVATE KEY-----\n",
    "root:$6$madeup$madeupmadeupmadeupmadeupmadeupmadeupmadeupmadeup:19000:0:99999:7:::\nx:!:1::::::\n",
    "\u{5}\u{2}made up",
    "DB_PASSWORD=\"made up 4\"\nexport SECRET_KEY='x$y' # note\nTOKEN=${OTHER}\n",
    "<settings><servers><server><id>a</id><password>made-up-5</password></server></servers></settings>",
    "<?php define('DB_PASSWORD', 'made-up-6'); $x['api_key'] = \"made-up-7\";\n",
    "spring:\n  datasource:\n    password: made-up-8\n    url: |\n      jdbc:x://u:p@h\n",
    "db.password=made-up-9\\\n  more\nkey\\:x : y\n",
    "[a]\npassword = \"made-up-10\"\nb = [1, {c = 'd'}]\n",
    "{\"a\":{\"password\":\"made-up-11\",\"b\":[1,null,{\"token\":\"x\\u0041y\"}]}}",
    "{\"resources\":[{\"instances\":[{\"attributes\":{\"password\":\"made-up-12\"}}]}]}",
    "CREATE USER 'a' IDENTIFIED BY 'made-up-13';\nINSERT INTO users (name, password) VALUES ('a','made-up-14');\n",
    "mysql -u root -pmade-up-15 db\ncurl -H 'Authorization: Bearer made-up-16' https://u:p@h\n",
    "host:5432:db:user:made-up-17\n*:*:*:*:x\n",
    "[client]\nuser=a\npassword=made-up-18\n",
];
