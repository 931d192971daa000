//! The answers of Go's `archive/tar` (`fixtures/oracle`, written by `tests/oracle/run.sh`) and
//! the comparison of another reader's listing with them.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// One tar entry as a reader lists it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Cleaned by [`clean`]: `/a/b`, the root is `/`. Markers keep their `.wh.` names.
    pub path: Vec<u8>,
    /// Go's type byte; NUL, `7` and `S` count as `0`.
    pub kind: u8,
    /// Size as Go's header has it: logical for sparse files, whatever it says for links.
    pub size: u64,
    /// Permission bits with setuid, setgid and sticky.
    pub mode: u32,
    pub uid: i64,
    pub gid: i64,
    /// Seconds and nanoseconds.
    pub mtime: (i64, u32),
    /// Link target as stored; empty for what is no link.
    pub link: Vec<u8>,
    /// Device numbers of a device, (0, 0) otherwise.
    pub device: (u32, u32),
    /// sha256 in hex of what reading gives; compared only where both sides have it.
    pub content: Option<String>,
}

/// What Go says of one tar: a file, or a member of an image archive.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// sha256 of the member's bytes as stored; none for the file itself.
    pub member: Option<String>,
    /// The entries, without global PAX headers (an entry to Go, none to a runtime).
    pub rows: Vec<Listed>,
    /// Names exactly as Go gives them, one for each row.
    pub names: Vec<Vec<u8>>,
    /// The error that ended the reading; none at a clean end.
    pub error: Option<String>,
    /// True when the decoder failed behind the end of the tar (a checksum, bytes that are no
    /// member), which the tar reader does not see.
    pub rest_error: bool,
    /// True when reading some contents failed (the entry itself is in `rows`).
    pub read_error: bool,
    /// Bytes behind the end of the archive that are not all zero.
    pub trailing_data: bool,
}

/// One tar with its bytes and Go's answer.
#[derive(Debug)]
pub struct Case {
    /// The file below its root, with `!<sha256>` for a member.
    pub name: String,
    /// As stored: possibly compressed.
    pub stored: Vec<u8>,
    pub section: Section,
}

/// Every tar for which `answers` (a folder of `fixtures/oracle`) has Go's answer and `files` the
/// bytes, members of image archives included.
pub fn cases(answers: &Path, files: &Path) -> Vec<Case> {
    let mut found = vec![];
    for answer in files_below(answers) {
        let name = answer.strip_prefix(answers).unwrap().to_str().unwrap();
        let name = name.strip_suffix(".jsonl").unwrap();
        let file = files.join(name);
        let stored = fs::read(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let mut members = Members::default();
        for section in read(&answer) {
            let (name, stored) = match &section.member {
                None => (name.to_owned(), stored.clone()),
                Some(sum) => (format!("{name}!{sum}"), members.take(&stored, sum)),
            };
            found.push(Case {
                name,
                stored,
                section,
            });
        }
    }
    assert!(!found.is_empty(), "no answers below {}", answers.display());
    found
}

/// What differs between Go's answer and a reader's; empty when nothing does. `error` is the
/// reader's own: both must fail or none, the words may differ.
pub fn differences(section: &Section, listed: &[Listed], error: Option<&str>) -> Vec<String> {
    let mut out = vec![];
    for (at, (want, got)) in section.rows.iter().zip(listed).enumerate() {
        let content = match (&want.content, &got.content) {
            (Some(_), Some(_)) => got.content.clone(),
            _ => want.content.clone(),
        };
        let got = Listed {
            content,
            ..got.clone()
        };
        if *want != got {
            out.push(format!(
                "entry {at}:\n  go   {}\n  ours {}",
                show(want),
                show(&got)
            ));
        }
    }
    if section.rows.len() != listed.len() {
        out.push(format!(
            "go lists {} entries, we {}",
            section.rows.len(),
            listed.len()
        ));
    }
    let fails = section.error.is_some() || section.read_error;
    if fails != error.is_some() {
        out.push(format!("go's error is {:?}, ours {error:?}", section.error));
    }
    out
}

fn show(row: &Listed) -> String {
    let path = String::from_utf8_lossy(&row.path);
    let link = String::from_utf8_lossy(&row.link);
    format!(
        "{:?} {path:?} -> {link:?} size {} mode {:o} owner {}:{} mtime {:?} device {:?} {:?}",
        row.kind as char, row.size, row.mode, row.uid, row.gid, row.mtime, row.device, row.content
    )
}

/// The lexical path from the root: no empty part, no `.`, and `..` never leaves the root.
pub fn clean(name: &[u8]) -> Vec<u8> {
    let mut parts: Vec<&[u8]> = vec![];
    for part in name.split(|&b| b == b'/') {
        match part {
            b"" | b"." => {}
            b".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let mut path = vec![b'/'];
    path.extend(parts.join(&b'/'));
    path
}

/// The sections of one answer file. A member that repeats an earlier one is left out.
pub fn read(answer: &Path) -> Vec<Section> {
    let text = fs::read_to_string(answer).unwrap();
    sections(text.lines())
}

/// The sections that these lines say.
pub fn sections<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Section> {
    let mut sections = vec![];
    let mut current = Section::default();
    for line in lines {
        let line: Value = serde_json::from_str(line).unwrap();
        if let Some(end) = line["end"].as_str().filter(|_| line["type"].is_null()) {
            current.error = (end != "EOF").then(|| end.to_owned());
            current.rest_error = line["rest_error"].is_string();
            current.trailing_data = line["rest_not_zero"] == true;
            sections.push(std::mem::take(&mut current));
        } else if line["member"].is_string() {
            current.member = line["sha256"].as_str().map(str::to_owned);
        } else if line["type"] != "g" {
            current.read_error |= line["read_error"].is_string();
            current.rows.push(row(&line));
            current.names.push(bytes(&line, "name"));
        }
    }
    sections
}

fn row(line: &Value) -> Listed {
    let number = |key: &str| line[key].as_i64().unwrap_or_default();
    let kind = match line["type"].as_str().unwrap().chars().next().unwrap() {
        '\0' | '7' | 'S' => b'0',
        other => other as u8,
    };
    let device = match kind {
        b'3' | b'4' => (number("major") as u32, number("minor") as u32),
        _ => (0, 0),
    };
    let link = if matches!(kind, b'1' | b'2') {
        bytes(line, "link")
    } else {
        vec![]
    };
    Listed {
        path: clean(&bytes(line, "name")),
        kind,
        size: number("size") as u64,
        mode: number("mode") as u32 & 0o7777,
        uid: number("uid"),
        gid: number("gid"),
        mtime: (number("mtime"), number("nanos") as u32),
        link,
        device,
        content: line["content"].as_str().map(str::to_owned),
    }
}

fn bytes(line: &Value, key: &str) -> Vec<u8> {
    match line[format!("{key}_b64")].as_str() {
        Some(text) => base64::engine::general_purpose::STANDARD
            .decode(text)
            .unwrap(),
        None => line[key].as_str().unwrap_or_default().as_bytes().to_vec(),
    }
}

/// The members of an image archive by the sha256 of their bytes.
#[derive(Default)]
struct Members(Option<Vec<(String, Vec<u8>)>>);

impl Members {
    fn take(&mut self, archive: &[u8], sum: &str) -> Vec<u8> {
        let all = self.0.get_or_insert_with(|| {
            let mut all = vec![];
            for entry in tar::Archive::new(&plain(archive)[..]).entries().unwrap() {
                let Ok(mut entry) = entry else { break };
                let mut bytes = vec![];
                entry.read_to_end(&mut bytes).unwrap();
                all.push((hex(&Sha256::digest(&bytes)), bytes));
            }
            all
        });
        let found = all.iter().find(|(of, _)| of == sum);
        found.unwrap_or_else(|| panic!("no member {sum}")).1.clone()
    }
}

/// The decompressed bytes, by their magic; what could be decoded before an error.
pub fn plain(stored: &[u8]) -> Vec<u8> {
    let mut out = vec![];
    let mut decode = |mut reader: Box<dyn Read + '_>| drop(reader.read_to_end(&mut out));
    match stored {
        [0x1f, 0x8b, ..] => decode(Box::new(flate2::read::MultiGzDecoder::new(stored))),
        [b'B', b'Z', b'h', ..] => decode(Box::new(bzip2::read::MultiBzDecoder::new(stored))),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => {
            decode(Box::new(liblzma::read::XzDecoder::new_multi_decoder(
                stored,
            )));
        }
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => {
            decode(Box::new(zstd::Decoder::new(stored).unwrap()));
        }
        _ => out.extend_from_slice(stored),
    }
    out
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn files_below(dir: &Path) -> Vec<PathBuf> {
    let (mut files, mut dirs) = (vec![], vec![dir.to_path_buf()]);
    while let Some(dir) = dirs.pop() {
        for item in fs::read_dir(&dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display())) {
            let path = item.unwrap().path();
            if path.is_dir() {
                dirs.push(path)
            } else {
                files.push(path)
            }
        }
    }
    files.sort();
    files
}
