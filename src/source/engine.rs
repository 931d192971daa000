//! `docker save` and `podman save`, whose output is read like standard input.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use super::open::open_spooled;
use super::spool::spool;
use super::{Engine, OpenOptions, Opened, SourceError};
use crate::image::Platform;
use crate::text::escape_bytes;

/// Why an engine gave no image.
enum Refusal {
    NotInstalled,
    /// It is installed, but nothing answers; its own words.
    NoDaemon(String),
    /// It has no such image; its own words.
    NoImage(String),
    /// It knows no `--platform`.
    NoPlatform,
    /// Any other complaint, in its own words.
    Other(String),
    /// It delivered something, which could not be used.
    Source(SourceError),
}

impl Engine {
    /// `docker` or `podman`, which is also the program.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Engine::Docker => "docker",
            Engine::Podman => "podman",
        }
    }
}

/// What to start for each engine.
struct Programs<'a> {
    docker: &'a Path,
    podman: &'a Path,
}

impl Programs<'_> {
    fn command(&self, engine: Engine) -> Command {
        Command::new(match engine {
            Engine::Docker => self.docker,
            Engine::Podman => self.podman,
        })
    }
}

/// Saves the image `name` from `engine`, or from docker and else podman, and opens it.
pub(super) fn open(
    engine: Option<Engine>,
    name: &str,
    options: &OpenOptions,
) -> Result<Opened, SourceError> {
    let programs = Programs {
        docker: Path::new("docker"),
        podman: Path::new("podman"),
    };
    open_with(&programs, engine, name, options)
}

fn open_with(
    programs: &Programs<'_>,
    engine: Option<Engine>,
    name: &str,
    options: &OpenOptions,
) -> Result<Opened, SourceError> {
    let save = |engine| save(programs, engine, name, options);
    if let Some(engine) = engine {
        return save(engine).map_err(|refusal| one(engine, name, refusal));
    }
    let docker = match save(Engine::Docker) {
        Err(refusal) => refusal,
        Ok(opened) => return Ok(opened),
    };
    if let Refusal::Source(error) = docker {
        return Err(error);
    }
    match save(Engine::Podman) {
        Ok(opened) => Ok(opened),
        Err(Refusal::Source(error)) => Err(error),
        Err(podman) => Err(both(name, docker, podman)),
    }
}

fn save(
    programs: &Programs<'_>,
    engine: Engine,
    name: &str,
    options: &OpenOptions,
) -> Result<Opened, Refusal> {
    let run = |platform| {
        let mut command = programs.command(engine);
        command.arg("save");
        if let Some(platform) = platform {
            command.arg("--platform").arg(Platform::to_string(platform));
        }
        command.arg(name);
        run(command, engine, name, platform.is_some(), options)
    };
    // podman save always writes what was pulled; it has no --platform.
    let platform = options
        .platform
        .as_ref()
        .filter(|_| engine == Engine::Docker);
    match run(platform) {
        Err(Refusal::NoPlatform) => run(None),
        done => done,
    }
}

fn run(
    command: Command,
    engine: Engine,
    name: &str,
    with_platform: bool,
    options: &OpenOptions,
) -> Result<Opened, Refusal> {
    let mut child = Running(spawn(command)?);
    let errors = child
        .0
        .stderr
        .take()
        .map(|stderr| thread::spawn(move || last_words(stderr)));
    let label = format!("{} save {name}", engine.name());
    let spooled = match child.0.stdout.take() {
        Some(stdout) => spool(stdout, &label, options),
        None => Err(SourceError::Engine(format!("{label}: has no output"))),
    };
    if let Err(SourceError::Interrupted) = spooled {
        return Err(Refusal::Source(SourceError::Interrupted));
    }
    // Where the stream was given up, its end is closed by now, and the engine ends on that.
    let status = child.0.wait();
    let words = errors
        .and_then(|errors| errors.join().ok())
        .unwrap_or_default();
    let failed = !status.is_ok_and(|status| status.success());
    let spooled = match spooled {
        Err(error) if !failed || words.is_empty() || gave_up(&error) => {
            return Err(Refusal::Source(error));
        }
        _ if failed => return Err(refusal(&words, with_platform)),
        spooled => spooled.map_err(Refusal::Source)?,
    };
    open_spooled(spooled, &label, options).map_err(|error| match (&options.platform, error) {
        (Some(wanted), SourceError::Choice { message, others }) if engine == Engine::Podman => {
            let hint = format!("get it with podman pull --platform {wanted} {name}");
            let message = format!("{message}\n{hint}");
            Refusal::Source(SourceError::Choice { message, others })
        }
        (_, error) => Refusal::Source(error),
    })
}

/// True for what is this machine's fault, not that of an engine that broke off.
fn gave_up(error: &SourceError) -> bool {
    matches!(
        error,
        SourceError::NoSpace(_) | SourceError::Limit(_) | SourceError::Unreadable(_)
    )
}

fn spawn(mut command: Command) -> Result<Child, Refusal> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Refusal::NotInstalled,
            _ => Refusal::Other(format!("it cannot be started: {error}")),
        })
}

/// A child that does not outlive its use.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Reads to the end, keeps a little of the end, and gives the last line that says something.
fn last_words(mut stderr: impl Read) -> String {
    const KEPT: usize = 4096;
    let (mut kept, mut buf) = (Vec::new(), [0; KEPT]);
    while let Ok(n @ 1..) = stderr.read(&mut buf) {
        kept.extend_from_slice(&buf[..n]);
        let from = kept.len().saturating_sub(KEPT);
        kept.drain(..from);
    }
    let lines = kept.split(|b| *b == b'\n' || *b == b'\r');
    let said = lines.map(<[u8]>::trim_ascii).rfind(|line| {
        let usage = line.starts_with(b"See '") || line.starts_with(b"Run '");
        !line.is_empty() && !usage
    });
    escape_bytes(said.unwrap_or_default()).into_owned()
}

fn refusal(words: &str, with_platform: bool) -> Refusal {
    let low = words.to_lowercase();
    let has = |any: &[&str]| any.iter().any(|part| low.contains(part));
    let words = words.to_owned();
    if with_platform
        && has(&[
            "unknown flag: --platform",
            "requires api version",
            "\"--platform\" requires",
        ])
    {
        Refusal::NoPlatform
    } else if has(&[
        "cannot connect to",
        "failed to connect to",
        "daemon running",
        "connection refused",
        "permission denied while trying to connect",
        "unable to connect to",
        "error during connect",
    ]) {
        Refusal::NoDaemon(words)
    } else if has(&[
        "no such image",
        "does not exist",
        "not known",
        "not found",
        "unknown image",
    ]) {
        Refusal::NoImage(words)
    } else {
        Refusal::Other(words)
    }
}

fn one(engine: Engine, name: &str, refusal: Refusal) -> SourceError {
    let program = engine.name();
    SourceError::Engine(match refusal {
        Refusal::Source(error) => return error,
        Refusal::NotInstalled => format!(
            "{name}: {program} is not installed, or not in PATH; install it, or give the path of \
             a saved image"
        ),
        Refusal::NoDaemon(words) => format!(
            "{name}: {program} does not answer ({words}); start it, or give the path of a saved \
             image"
        ),
        Refusal::NoImage(words) => format!(
            "{name}: {program} has no such image ({words}); get it with {program} pull {name}"
        ),
        Refusal::NoPlatform => format!("{name}: {program} save knows no --platform"),
        Refusal::Other(words) if words.is_empty() => {
            format!("{name}: {program} save failed without saying why")
        }
        Refusal::Other(words) => format!("{name}: {program} save failed: {words}"),
    })
}

/// A bare name that is no file and that neither engine could save.
fn both(name: &str, docker: Refusal, podman: Refusal) -> SourceError {
    let why = match (docker, podman) {
        (Refusal::NotInstalled, Refusal::NotInstalled) => {
            return SourceError::Engine(format!(
                "{name}: there is no such file, and to take it as the name of an image docker or \
                 podman is needed, of which neither is installed"
            ));
        }
        (Refusal::NotInstalled, refusal) => one(Engine::Podman, name, refusal).to_string(),
        (refusal, Refusal::NotInstalled) => one(Engine::Docker, name, refusal).to_string(),
        (docker, podman) => {
            let docker = one(Engine::Docker, name, docker).to_string();
            let podman = one(Engine::Podman, name, podman).to_string();
            let own = |text: String| {
                let prefix = format!("{name}: ");
                text.strip_prefix(&prefix)
                    .map_or(text.clone(), str::to_owned)
            };
            format!("{name}: {}; and {}", own(docker), own(podman))
        }
    };
    let rest = why
        .strip_prefix(name)
        .and_then(|why| why.strip_prefix(": "));
    let rest = rest.unwrap_or(&why);
    SourceError::Engine(format!(
        "{name}: there is no such file, and as an image: {rest}"
    ))
}

#[cfg(test)]
mod tests;
