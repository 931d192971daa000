//! The other readers: Go's `archive/tar` and Python's `tarfile`, each one process that answers
//! for many tars, and GNU tar, a process for each.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::common::oracle::{self, Listed, Section};

/// A program that takes tars behind their lengths and answers in the lines of `list.go`.
pub struct Answering {
    child: Child,
    to: BufWriter<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Answering {
    pub fn start(command: &mut Command) -> std::io::Result<Answering> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let to = BufWriter::new(child.stdin.take().unwrap());
        let from = BufReader::new(child.stdout.take().unwrap());
        Ok(Answering { child, to, from })
    }

    /// What it says of each tar. All are handed over at once: waiting for an answer before the
    /// next question takes longer than the answers.
    pub fn ask(&mut self, tars: &[&[u8]]) -> Vec<Section> {
        let Answering { to, from, .. } = self;
        std::thread::scope(|scope| {
            scope.spawn(move || {
                for tar in tars {
                    to.write_all(&(tar.len() as u32).to_le_bytes()).unwrap();
                    to.write_all(tar).unwrap();
                }
                to.flush().unwrap();
            });
            tars.iter().map(|_| answer(from)).collect()
        })
    }
}

fn answer(from: &mut impl BufRead) -> Section {
    let mut lines = vec![];
    loop {
        let mut line = String::new();
        let n = from.read_line(&mut line).unwrap();
        assert!(n > 0, "the oracle stopped");
        let end = line.starts_with("{\"end\":");
        lines.push(line);
        if end {
            break;
        }
    }
    let mut sections = oracle::sections(lines.iter().map(String::as_str));
    sections.pop().unwrap()
}

impl Drop for Answering {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What `tar -tv` lists; `scratch` is a file that it may write.
pub fn gnu_tar(tar: &[u8], scratch: &Path) -> (Vec<Listed>, Option<String>) {
    std::fs::write(scratch, tar).unwrap();
    let output = Command::new("tar")
        .args([
            "-tvf",
            "-",
            "--numeric-owner",
            "--full-time",
            "--quoting-style=c",
        ])
        .env_clear()
        .env("LC_ALL", "C")
        .env("TZ", "UTC")
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .stdin(File::open(scratch).unwrap())
        .output()
        .unwrap();
    let rows = output.stdout.split(|&byte| byte == b'\n').filter_map(row);
    let failed = !output.status.success();
    let message = String::from_utf8_lossy(&output.stderr);
    let first = message.lines().next().unwrap_or("it failed").to_owned();
    (rows.collect(), failed.then_some(first))
}

/// `-rw-r--r-- 0/0 5 2023-11-14 22:13:20 "name" link to "target"`
fn row(line: &[u8]) -> Option<Listed> {
    let mut words = line
        .split(|&byte| byte == b' ')
        .filter(|word| !word.is_empty());
    let mode = words.next()?;
    let owner = String::from_utf8_lossy(words.next()?).into_owned();
    let size = String::from_utf8_lossy(words.next()?).into_owned();
    let (name, rest) = quoted(&line[line.iter().position(|&byte| byte == b'"')?..])?;
    let link = rest.iter().position(|&byte| byte == b'"');
    let link = link.and_then(|at| quoted(&rest[at..]));
    let (uid, gid) = owner.split_once('/')?;
    let device = size.split_once(',');
    let kind = match mode[0] {
        b'-' | b'C' => b'0',
        b'h' => b'1',
        b'l' => b'2',
        b'c' => b'3',
        b'b' => b'4',
        b'd' => b'5',
        b'p' => b'6',
        other => other,
    };
    Some(Listed {
        path: oracle::clean(&name),
        kind,
        size: size.parse().unwrap_or_default(),
        mode: permissions(mode),
        uid: uid.parse().unwrap_or(i64::MIN),
        gid: gid.parse().unwrap_or(i64::MIN),
        link: link
            .filter(|_| matches!(kind, b'1' | b'2'))
            .map(|(link, _)| link)
            .unwrap_or_default(),
        device: device.map_or((0, 0), |(major, minor)| {
            (
                major.parse().unwrap_or(u32::MAX),
                minor.parse().unwrap_or(u32::MAX),
            )
        }),
        ..Listed::default()
    })
}

fn permissions(mode: &[u8]) -> u32 {
    let mut bits = 0;
    for (at, &letter) in mode.iter().skip(1).take(9).enumerate() {
        let special = 0o4000 >> (at / 3);
        match letter {
            b'-' => {}
            b's' | b't' => bits |= (0o400 >> at) | special,
            b'S' | b'T' => bits |= special,
            _ => bits |= 0o400 >> at,
        }
    }
    bits
}

/// A text in C's quotes, and what stands behind it.
fn quoted(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut out = vec![];
    let mut at = 1;
    loop {
        match *text.get(at)? {
            b'"' => return Some((out, &text[at + 1..])),
            b'\\' => {
                let letter = *text.get(at + 1)?;
                at += 1;
                match letter {
                    b'0'..=b'7' => {
                        let digits = std::str::from_utf8(text.get(at..at + 3)?).ok()?;
                        out.push(u8::from_str_radix(digits, 8).ok()?);
                        at += 2;
                    }
                    b'n' => out.push(b'\n'),
                    b't' => out.push(b'\t'),
                    b'r' => out.push(b'\r'),
                    b'a' => out.push(7),
                    b'b' => out.push(8),
                    b'f' => out.push(12),
                    b'v' => out.push(11),
                    other => out.push(other),
                }
            }
            other => out.push(other),
        }
        at += 1;
    }
}
