//! Keys here are made up at run time: noise with a header that a reader of keys would take.

use base64::prelude::*;

use super::*;

fn hits(bytes: &[u8]) -> Vec<Hit> {
    let mut hits = vec![];
    find(bytes, &mut |hit| hits.push(hit));
    hits
}

fn notes(bytes: &[u8]) -> Vec<String> {
    hits(bytes).into_iter().filter_map(|hit| hit.note).collect()
}

/// Bytes without a pattern, the same ones every time.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x2545_f491u32;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    (0..len).map(next).collect()
}

fn der(len: usize) -> Vec<u8> {
    [vec![0x30, 0x82], noise(len)].concat()
}

fn pem_with(label: &str, headers: &str, body: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(body);
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    let lines = lines.join("\n");
    // In two halves, so that no push protection takes the source for a key.
    format!(
        "-----{} {label}-----\n{headers}{lines}\n-----END {label}-----",
        "BEGIN"
    )
}

fn pem(label: &str, body: &[u8]) -> String {
    pem_with(label, "", body)
}

fn openssh(cipher: &str, kind: &str) -> Vec<u8> {
    let string = |text: &[u8]| [&(text.len() as u32).to_be_bytes()[..], text].concat();
    let public = [string(kind.as_bytes()), noise(40)].concat();
    [
        b"openssh-key-v1\0".to_vec(),
        string(cipher.as_bytes()),
        string(b"none"),
        string(b""),
        vec![0, 0, 0, 1],
        string(&public),
        string(&noise(120)),
    ]
    .concat()
}

fn pkcs8(algorithm: &[u8]) -> Vec<u8> {
    [
        b"\x30\x82\x01\x00\x02\x01\x00\x30\x0d\x06\x09",
        algorithm,
        &noise(200),
    ]
    .concat()
}

fn ppk(encryption: &str) -> String {
    let body = BASE64_STANDARD.encode(noise(90));
    let (one, two) = body.split_at(64);
    format!(
        "PuTTY-User-Key-File-3: ssh-rsa\r\nEncryption: {encryption}\r\nComment: made up\r\n\
         Public-Lines: 1\r\nAAAAmadeup\r\nPrivate-Lines: 2\r\n{one}\r\n{two}\r\n\
         Private-MAC: 0123456789abcdef0123456789abcdef01234567\r\n"
    )
}

#[test]
fn a_first_line_alone_is_no_sure_key() {
    // The first line of an RSA key of 2048 bits, whose length says so.
    let body = format!("MIIEpQIBAAKCAQEA{}", "k7Zq".repeat(12));
    let text = format!(
        "-----BEGIN RSA {0}-----\n{body}\n-----END RSA {0}-----\n",
        "PRIVATE KEY"
    );
    let mut confidences = vec![];
    find(text.as_bytes(), &mut |hit| confidences.push(hit.confidence));
    assert_eq!(confidences, [Confidence::Medium]);
}

#[test]
fn kind_and_encryption_are_told() {
    let headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233\n\n";
    let ed25519 = [
        &b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20"[..],
        &noise(32),
    ]
    .concat();
    for (text, note) in [
        (pem("RSA PRIVATE KEY", &der(300)), "RSA key, not encrypted"),
        (pem("EC PRIVATE KEY", &der(110)), "EC key, not encrypted"),
        (pem("DSA PRIVATE KEY", &der(300)), "DSA key, not encrypted"),
        (
            pem(
                "PRIVATE KEY",
                &pkcs8(b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"),
            ),
            "RSA key, not encrypted",
        ),
        (pem("PRIVATE KEY", &ed25519), "Ed25519 key, not encrypted"),
        (
            pem("PRIVATE KEY", &der(300)),
            "key of an unknown kind, not encrypted",
        ),
        (
            pem("ENCRYPTED PRIVATE KEY", &der(300)),
            "key of an unknown kind, encrypted",
        ),
        (
            pem_with("RSA PRIVATE KEY", headers, &noise(300)),
            "RSA key, encrypted (AES-128-CBC)",
        ),
        (
            pem("OPENSSH PRIVATE KEY", &openssh("none", "ssh-ed25519")),
            "Ed25519 key, not encrypted",
        ),
        (
            pem("OPENSSH PRIVATE KEY", &openssh("aes256-ctr", "ssh-rsa")),
            "RSA key, encrypted (aes256-ctr)",
        ),
        (
            pem("OPENSSH PRIVATE KEY", &noise(200)),
            "OpenSSH key, not encrypted, its body is not what its header says",
        ),
        (ppk("none"), "RSA key, not encrypted"),
        (ppk("aes256-cbc"), "RSA key, encrypted (aes256-cbc)"),
        (
            BASE64_STANDARD.encode(pem("RSA PRIVATE KEY", &der(300))),
            "RSA key, not encrypted, in base64 as a whole",
        ),
    ] {
        assert_eq!(notes(text.as_bytes()), [note], "{text}");
    }
}

#[test]
fn openpgp_says_it_in_its_packet() {
    for (usage, note) in [(0, "PGP key, not encrypted"), (254, "PGP key, encrypted")] {
        let mut packet = vec![
            0x95, 1, 0, 4, 0, 0, 0, 0, 1, 0, 16, 0xff, 0xff, 0, 17, 1, 0, 1,
        ];
        packet.push(usage);
        packet.extend(noise(200));
        let text = pem_with("PGP PRIVATE KEY BLOCK", "Version: Made Up\n\n", &packet);
        let text = text.replace("\n-----END", "\n=mAdE\n-----END");
        assert_eq!(notes(text.as_bytes()), [note], "{text}");
    }
}

#[test]
fn one_key_is_one_secret_however_it_is_written() {
    let plain = pem("RSA PRIVATE KEY", &der(300));
    let wanted = hits(plain.as_bytes());
    let indented = plain.replace('\n', "\n      ");
    for text in [
        format!("key: |\n      {indented}\n"),
        format!("KEY=\"{}\"", plain.replace('\n', "\\n")),
        format!(
            "{{\"key\": \"{}\"}}",
            plain.replace('\n', "\\r\\n").replace('/', "\\/")
        ),
        format!("KEY={}", plain.replace('\n', " ")),
        format!("key = \"{}\"", plain.replace('\n', "\\n\" +\n    \"")),
        format!("data: {}", BASE64_STANDARD.encode(format!("{plain}\n"))),
        plain.replace('\n', "\r\n"),
    ] {
        let hits = hits(text.as_bytes());
        assert_eq!(hits.len(), 1, "{text}");
        assert_eq!(hits[0].secret, wanted[0].secret, "{text}");
    }
}

#[test]
fn places_are_those_of_the_header_and_the_end() {
    let (one, two) = (pem("RSA PRIVATE KEY", &der(100)), ppk("none"));
    let text = format!("first\n  {two}\nthen {one} and");
    let hits = hits(text.as_bytes());
    let places: Vec<_> = hits.iter().map(|hit| (hit.line, hit.column)).collect();
    assert_eq!(places, [(2, 3), (12, 6)]);
    let span = |hit: &Hit| text[hit.start as usize..hit.end as usize].to_owned();
    assert_eq!(span(&hits[1]), one);
    assert!(two.starts_with(&span(&hits[0])) && span(&hits[0]).ends_with("234567"));
}

#[test]
fn what_is_no_key() {
    let whole = pem("RSA PRIVATE KEY", &der(300));
    let begin = concat!("-----", "BEGIN RSA PRIVATE KEY-----");
    for text in [
        format!("if line == \"{begin}\" or line == \"-----END RSA PRIVATE KEY-----\":"),
        format!("{begin}\n...\n-----END RSA PRIVATE KEY-----"),
        format!("{begin}\n${{KEY}}\n-----END RSA PRIVATE KEY-----"),
        pem("RSA PRIVATE KEY", &der(40)),
        whole.replace("END RSA", "END EC"),
        whole[..whole.len() - 20].to_owned(),
        pem("RSA PUBLIC KEY", &der(300)),
        pem("CERTIFICATE", &der(300)),
        BASE64_STANDARD.encode(pem("CERTIFICATE", &der(300))),
        ppk("none").replace("Private-Lines: 2", "Private-Lines: x"),
        ppk("none").replace("Private-MAC", "Private-Mac"),
    ] {
        assert_eq!(notes(text.as_bytes()), [""; 0], "{text}");
    }
}

#[test]
fn a_key_behind_broken_ones_is_found() {
    let whole = pem("RSA PRIVATE KEY", &der(300));
    let begin = concat!("-----", "BEGIN RSA PRIVATE KEY-----\n");
    for before in [
        begin.repeat(3),
        format!("{begin}AAAA\n"),
        "-----BEGIN ".to_owned(),
        "-----".repeat(9),
        "PuTTY-User-Key-File-2: x\n".repeat(3),
    ] {
        let text = format!("{before}{whole}");
        assert_eq!(hits(text.as_bytes()).len(), 1, "{before}");
        let text = format!("{before}{}", ppk("none"));
        assert_eq!(hits(text.as_bytes()).len(), 1, "{before}");
    }
}

#[test]
fn severity_follows_the_passphrase_and_the_path() {
    let open = hits(pem("OPENSSH PRIVATE KEY", &openssh("none", "ssh-rsa")).as_bytes());
    let locked = hits(pem("ENCRYPTED PRIVATE KEY", &der(300)).as_bytes());
    assert_eq!(
        (open[0].severity, locked[0].severity),
        (Severity::High, Severity::Medium)
    );
    for (path, rule) in [
        ("etc/ssh/ssh_host_rsa_key", "ssh-host-key"),
        ("ssh_host_ed25519_key", "ssh-host-key"),
        ("etc/ssh/ssh_host_rsa_key.pub", "private-key"),
        ("root/.ssh/id_rsa", "private-key"),
    ] {
        assert_eq!(
            for_path(open[0].clone(), path.as_bytes()).rule.id,
            rule,
            "{path}"
        );
    }
}

#[test]
fn a_body_of_few_letters_is_an_example() {
    let text = pem("RSA PRIVATE KEY", &[0x30; 300]);
    let hits = hits(text.as_bytes());
    assert!(hits[0].example.is_some());
}

#[test]
fn keywords_stand_in_every_key() {
    for text in [
        pem("PGP PRIVATE KEY BLOCK", &noise(200)),
        ppk("none"),
        BASE64_STANDARD.encode(pem("EC PRIVATE KEY", &der(110))),
    ] {
        assert_eq!(hits(text.as_bytes()).len(), 1);
        let text = text.to_ascii_lowercase();
        assert!(
            KEYWORDS.iter().any(|keyword| text.contains(keyword)),
            "{text}"
        );
    }
}

/// Hostile content takes time in proportion: no byte is read once for each header before it.
#[test]
fn headers_without_end_are_cheap() {
    let begin = concat!("-----", "BEGIN RSA PRIVATE KEY-----");
    for part in [
        begin,
        "-----BEGIN ",
        "PuTTY-User-Key-File-2: ",
        "LS0tLS1CRUdJTi",
        "LS0tLS1CRUdJTi\n",
        &format!("{begin}\nAAAA\n-----"),
    ] {
        let text = part.repeat((1 << 20) / part.len());
        let before = super::looked_at();
        assert!(hits(text.as_bytes()).is_empty());
        let times = (super::looked_at() - before) / text.len();
        assert!((1..12).contains(&times), "{part}: {times}");
    }
}
