use super::*;

/// Paths that reach each grammar.
const PATHS: &[&str] = &[
    "a/config.json",
    "a/x.yml",
    "a/k8s.yaml",
    "a/x.xml",
    "a/.env",
    "a/.npmrc",
    "a/.bashrc",
    "a/settings.py",
    "a/wp-config.php",
    "a/config.js",
    "a/x.sql",
    "etc/shadow",
    "a/.netrc",
    "a/.pgpass",
    "a/.git-credentials",
    "a/.docker/config.json",
    "a/.kube/config",
    "a/filezilla.xml",
    "a/redis.conf",
    "a/.bash_history",
    "a/.msmtprc",
    "a/terraform.tfstate",
    "a/rootkey.csv",
    "a/.bundle/config",
    "a/.curlrc",
    "svn.simple/a",
    "a/fstab",
    "a/x.rdp",
    "a/.aws/credentials",
    "a/.git/config",
    "a/docker-compose.yml",
    "a/.mysql_history",
    "a/web.config",
    "a/.condarc",
];

fn read(path: &str, content: &[u8]) -> usize {
    let mut hits = 0;
    let reader = reader_for(path.as_bytes());
    assert!(reader.is_some(), "{path}");
    if let Some(reader) = reader {
        reader.read(
            path.as_bytes(),
            content,
            &crate::limits::Limits::default(),
            &mut |hit| {
                assert!(
                    hit.start <= hit.end && hit.end <= content.len() as u64,
                    "{path}: {hit:?}"
                );
                hits += 1;
            },
        );
    }
    hits
}

#[test]
fn damage_costs_what_is_damaged_only() {
    for (path, content, wanted) in [
        (
            "a/.docker/config.json",
            &b"{\"auths\":{\"r\":{\"auth\":\"bWU6bWFkZXVwMQ==\"},"[..],
            1,
        ),
        (
            "a/x/.vscode/sftp.json",
            b"{\"password\":\"madeup1\" \"user\" ]]}} {\"pass\":\"madeup2\"",
            2,
        ),
        (
            "a/database.yml",
            b"a: [\n{{ if }}\nprod:\n  password: madeup1\n",
            1,
        ),
        (
            "a/.m2/settings.xml",
            b"<a><b></c></d><server><password>madeup1</password",
            1,
        ),
        (
            "a/.env",
            b"\xfe\x00\xff=\nDB_PASSWORD='madeup1\nB_PASSWORD=madeup2\n",
            2,
        ),
        ("a/settings.py", b"x = 'open\nPASSWORD = 'madeup1'\n", 1),
    ] {
        assert_eq!(read(path, content), wanted, "{path}");
    }
}

/// Every prefix and every rotation of a sample is read without a panic and with hits in bounds.
#[test]
fn any_cut_is_read() {
    let sample: &[u8] = b"a: {\"b\": [1, 'c', \"password\": \"x\\u00\", <Pass encoding=\"base64\">bWU=</Pass>\n\
        - k=v password: \"q\\\" |\n  block\nexport T_TOKEN='$(x' -p -u a:b --password= && define('DB_PASSWORD', \"y\"\n\
        https://u:p@h:1/t/abcdefghijklmnopq/ machine h login l password z\n[s]\nroot::1:::\nV 3\nINSERT INTO t (password) VALUES ('x\n";
    for path in PATHS {
        for cut in 0..sample.len() {
            read(path, &sample[..cut]);
            read(path, &[&sample[cut..], &sample[..cut]].concat());
        }
    }
}

#[test]
fn what_has_no_end_is_read_and_reported_within_the_limits() {
    let units: &[&[u8]] = &[
        b"{",
        b"[",
        b"\"",
        b"'",
        b"<",
        b"<a ",
        b"<!--",
        b"- ",
        b"a:\n ",
        b"password: \"",
        b"password='",
        b"://",
        b"u:p@://",
        b"password=a ",
        b"TOKEN=\"",
        b"\\",
        b"(",
        b"/*",
        b"machine ",
        b"::::",
        b"&#",
        b"|",
        b"{{",
        b"${",
        b"a: |\n",
        b"x=\"\n",
        b"password",
        b"INSERT INTO t (",
        b"\"password\":\"ab1\",",
        b"<a password=\"x1\">",
        b"A_SECRET=ab12\n",
        b"#",
        b"$a['",
        b"--",
    ];
    for unit in units {
        let content = unit.repeat((4 << 10) / unit.len());
        for path in PATHS {
            let found = read(path, &content);
            assert!(
                found <= crate::limits::Limits::default().reader_hits,
                "{path}"
            );
        }
    }
}

#[test]
fn more_than_the_limits_is_left_out() {
    let limits = crate::limits::Limits::default();
    let many = b"A_PASSWORD=madeup1\n".repeat(limits.reader_hits + 50);
    assert_eq!(read("a/.env", &many), limits.reader_hits);
    let late = [
        vec![b'#'; limits.reader_bytes],
        b"\nA_PASSWORD=madeup1\n".to_vec(),
    ]
    .concat();
    assert_eq!(read("a/.env", &late), 0);
}
