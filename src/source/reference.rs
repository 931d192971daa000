//! What the user typed, taken apart.
//!
//! A path that exists is that path. Otherwise the transports of skopeo and of dive are known, and
//! what is none of these is the name of an image in an engine.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::{Engine, SourceError};
use crate::text::{escape, escape_bytes};

/// Where the image is to be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// `-`: standard input.
    Stdin,
    /// A file or directory.
    Path {
        /// Its path.
        path: PathBuf,
        /// The image in it, where the transport's syntax names one (`oci:path:name`).
        image: Option<String>,
    },
    /// An image that an engine holds.
    Engine {
        /// The engine; none: docker, then podman.
        engine: Option<Engine>,
        /// The image's name or ID.
        name: String,
    },
}

/// Takes apart a path, `-`, or `transport:rest`.
///
/// `source` is dive's `--source`: `docker` and `podman` make the text the name of an image in that
/// engine, `docker-archive` makes it a path.
///
/// # Errors
/// [`SourceError::Reference`] when it is empty, `source` is none of these, or the text is neither
/// an existing path nor possible as the name of an image.
pub fn parse_reference(
    typed: impl AsRef<OsStr>,
    source: Option<&str>,
) -> Result<Reference, SourceError> {
    let typed = typed.as_ref();
    match typed.to_str() {
        Some(text) => of_text(text, source),
        None => of_bytes(typed, source),
    }
}

/// What is no UTF-8 can only be a path, bare or behind a transport that takes one.
fn of_bytes(typed: &OsStr, source: Option<&str>) -> Result<Reference, SourceError> {
    const PATHS: [&str; 5] = [
        "docker-archive:",
        "docker-tar:",
        "oci:",
        "oci-archive:",
        "dir:",
    ];
    let bytes = typed.as_bytes();
    if matches!(source, Some("docker" | "podman")) {
        return Err(no_name(&escape_bytes(bytes)));
    }
    let behind = PATHS
        .iter()
        .find_map(|known| bytes.strip_prefix(known.as_bytes()))
        .map(|rest| rest.strip_prefix(b"//").unwrap_or(rest));
    let path = match behind {
        _ if exists(typed) => typed,
        Some(rest) => OsStr::from_bytes(rest),
        None if source == Some("docker-archive") => typed,
        None => return Err(no_such(&escape_bytes(bytes))),
    };
    Ok(Reference::Path {
        path: path.into(),
        image: None,
    })
}

fn of_text(text: &str, source: Option<&str>) -> Result<Reference, SourceError> {
    if text.is_empty() {
        return Err(SourceError::Reference(
            "the reference is empty; give a path, - for standard input, or the name of an image"
                .to_owned(),
        ));
    }
    match source {
        None => {}
        Some("docker") => return engine(Some(Engine::Docker), strip_transport(text)),
        Some("podman") => return engine(Some(Engine::Podman), strip_transport(text)),
        Some("docker-archive" | "docker-tar") => return Ok(path(strip_transport(text))),
        Some(other) => {
            return Err(SourceError::Reference(format!(
                "--source {}: not known; use docker, podman or docker-archive",
                escape(other)
            )));
        }
    }
    if text == "-" {
        return Ok(Reference::Stdin);
    }
    if exists(text) {
        return Ok(path(text));
    }
    match text.split_once(':') {
        Some((transport, rest)) => with_transport(text, transport, rest),
        None => engine(None, text),
    }
}

fn with_transport(text: &str, transport: &str, rest: &str) -> Result<Reference, SourceError> {
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let named = match transport {
        "docker" | "docker-daemon" => return engine(Some(Engine::Docker), rest),
        "podman" | "containers-storage" => return engine(Some(Engine::Podman), rest),
        "docker-archive" | "docker-tar" | "oci" | "oci-archive" => true,
        "dir" => false,
        _ => return engine(None, text),
    };
    if rest.is_empty() {
        return Err(SourceError::Reference(format!(
            "'{}' names no file; write {transport}:PATH",
            escape(text)
        )));
    }
    if rest == "-" {
        return Ok(Reference::Stdin);
    }
    Ok(if named {
        path_and_image(rest)
    } else {
        path(rest)
    })
}

/// `path[:image]`: the shortest prefix that exists, so that the image may hold colons.
fn path_and_image(rest: &str) -> Reference {
    let colons = || rest.match_indices(':').map(|(at, _)| at);
    if exists(rest) {
        return path(rest);
    }
    let at = colons().find(|at| exists(&rest[..*at])).or(colons().next());
    match at {
        Some(at) if at + 1 < rest.len() => Reference::Path {
            path: PathBuf::from(&rest[..at]),
            // skopeo writes `@0` for the first image of an archive.
            image: Some(rest[at + 1..].trim_start_matches('@').to_owned()),
        },
        Some(at) => path(&rest[..at]),
        None => path(rest),
    }
}

/// dive accepts `--source docker docker://name` as well.
fn strip_transport(text: &str) -> &str {
    const KNOWN: [&str; 4] = ["docker-archive", "docker-tar", "docker", "podman"];
    KNOWN
        .iter()
        .find_map(|known| text.strip_prefix(known)?.strip_prefix("://"))
        .unwrap_or(text)
}

fn engine(engine: Option<Engine>, name: &str) -> Result<Reference, SourceError> {
    let good = |b: u8| b.is_ascii_alphanumeric() || b"._-/:@+".contains(&b);
    let first = name
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphanumeric());
    if first && name.bytes().all(good) {
        return Ok(Reference::Engine {
            engine,
            name: name.to_owned(),
        });
    }
    let shown = escape(name);
    Err(match engine {
        None => no_such(&shown),
        Some(_) => no_name(&shown),
    })
}

fn no_such(shown: &str) -> SourceError {
    let what = "there is no such file, and no image can have that name";
    SourceError::Reference(format!("{shown}: {what}"))
}

fn no_name(shown: &str) -> SourceError {
    let what = "cannot be the name of an image; write it like nginx:latest";
    SourceError::Reference(format!("'{shown}' {what}"))
}

fn path(path: &str) -> Reference {
    Reference::Path {
        path: PathBuf::from(path),
        image: None,
    }
}

fn exists(path: impl AsRef<Path>) -> bool {
    path.as_ref().symlink_metadata().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(at: &str, image: Option<&str>) -> Reference {
        Reference::Path {
            path: at.into(),
            image: image.map(str::to_owned),
        }
    }

    fn named(engine: Option<Engine>, name: &str) -> Reference {
        Reference::Engine {
            engine,
            name: name.to_owned(),
        }
    }

    #[test]
    fn transports_of_skopeo_and_dive_are_understood() {
        let dir = tempfile::tempdir().unwrap();
        let there = dir.path().join("a.tar").to_str().unwrap().to_owned();
        let odd = dir.path().join("b:c").to_str().unwrap().to_owned();
        std::fs::write(&there, "").unwrap();
        std::fs::write(&odd, "").unwrap();
        let (docker, podman) = (Some(Engine::Docker), Some(Engine::Podman));
        for (text, source, reference) in [
            ("-", None, Reference::Stdin),
            (&*there, None, file(&there, None)),
            (&*odd, None, file(&odd, None)),
            ("nginx", None, named(None, "nginx")),
            ("nginx:latest", None, named(None, "nginx:latest")),
            (
                "localhost:5000/a/b:1",
                None,
                named(None, "localhost:5000/a/b:1"),
            ),
            ("a@sha256:00", None, named(None, "a@sha256:00")),
            ("docker:nginx", None, named(docker, "nginx")),
            ("docker://nginx:1", None, named(docker, "nginx:1")),
            ("podman://nginx:1", None, named(podman, "nginx:1")),
            ("podman:nginx", None, named(podman, "nginx")),
            ("nginx", Some("podman"), named(podman, "nginx")),
            ("docker://nginx", Some("docker"), named(docker, "nginx")),
            ("x.tar", Some("docker-archive"), file("x.tar", None)),
            ("docker-archive:x.tar", None, file("x.tar", None)),
            ("docker-archive://x.tar", None, file("x.tar", None)),
            ("docker-tar://x.tar", None, file("x.tar", None)),
            (
                "docker-archive:x.tar:a/b:1",
                None,
                file("x.tar", Some("a/b:1")),
            ),
            ("docker-archive:x.tar:@1", None, file("x.tar", Some("1"))),
            ("oci:d:name", None, file("d", Some("name"))),
            ("oci-archive:x.tar", None, file("x.tar", None)),
            ("oci-archive:-", None, Reference::Stdin),
            ("dir:a:b", None, file("a:b", None)),
            (&format!("oci:{odd}:name"), None, file(&odd, Some("name"))),
            (&format!("oci:{odd}"), None, file(&odd, None)),
        ] {
            assert_eq!(parse_reference(text, source).unwrap(), reference, "{text}");
        }
    }

    #[test]
    fn a_path_may_be_any_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let there = dir.path().join(OsStr::from_bytes(b"\xff.tar"));
        std::fs::write(&there, "").unwrap();
        let with = |transport: &str| {
            let mut typed = std::ffi::OsString::from(transport);
            typed.push(&there);
            typed
        };
        let path = |typed, source| parse_reference(typed, source).map_err(|e| e.to_string());
        let right = Reference::Path {
            path: there.clone(),
            image: None,
        };
        for (transport, source) in [
            ("", None),
            ("", Some("docker-archive")),
            ("docker-archive:", None),
            ("docker-archive://", None),
            ("dir:", None),
        ] {
            assert_eq!(path(with(transport), source), Ok(right.clone()));
        }
        for (source, says) in [
            (None, "no such file"),
            (Some("docker"), "cannot be the name"),
        ] {
            let error = path(OsStr::from_bytes(b"no\xff").into(), source);
            assert!(error.clone().is_err_and(|e| e.contains(says)), "{error:?}");
        }
    }

    #[test]
    fn what_can_be_no_reference_is_refused_in_a_sentence() {
        for (text, source, says) in [
            ("", None, "empty"),
            ("./missing.tar", None, "no such file"),
            ("/missing/file.tar", None, "no such file"),
            ("two words", None, "no such file"),
            ("--privileged", None, "no such file"),
            ("docker:--privileged", None, "cannot be the name"),
            ("docker:", None, "cannot be the name"),
            ("oci:", None, "names no file"),
            ("x", Some("containerd"), "--source containerd"),
            ("a\x1b[2J", None, "a\\x1b[2J"),
        ] {
            let error = parse_reference(text, source).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
