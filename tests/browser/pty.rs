//! The real binary in a pseudo-terminal, with a terminal emulator that reads what it writes.
//!
//! Nothing is guessed by time: one waits for a text or a state, with a deadline that only a
//! defect reaches.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use vt100::{MouseProtocolMode, Screen};

/// What a slow machine may take; no test waits so long unless it fails.
const DEADLINE: Duration = Duration::from_secs(30);

/// What the emulator made of the bytes, and the bytes.
struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

type Shared = Arc<(Mutex<Seen>, Condvar)>;

/// A program on a terminal.
pub(crate) struct Pty {
    seen: Shared,
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    slave: Option<Box<dyn SlavePty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    reader: Option<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
    /// The folder in which it was started, empty at first; also its home.
    pub(crate) folder: tempfile::TempDir,
}

/// How to start it.
pub(crate) struct Start {
    program: PathBuf,
    args: Vec<String>,
    variables: Vec<(String, String)>,
    size: (u16, u16),
}

impl Start {
    pub(crate) fn layerscope(line: &str) -> Start {
        Start {
            program: program().to_owned(),
            args: line.split_whitespace().map(str::to_owned).collect(),
            variables: Vec::new(),
            size: (80, 24),
        }
    }

    /// A line for a shell, `$L` being the binary.
    pub(crate) fn shell(line: &str) -> Start {
        let args = vec!["-c".to_owned(), line.to_owned()];
        let start = Start {
            program: "/bin/sh".into(),
            args,
            variables: Vec::new(),
            size: (80, 24),
        };
        start.with("L", program().to_str().unwrap())
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Start {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn size(self, width: u16, height: u16) -> Start {
        Start {
            size: (width, height),
            ..self
        }
    }

    pub(crate) fn go(self) -> Pty {
        let folder = tempfile::tempdir().unwrap();
        let pair = native_pty_system().openpty(pty_size(self.size)).unwrap();
        let mut command = CommandBuilder::new(&self.program);
        command.args(&self.args);
        command.cwd(folder.path());
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("TERM", "xterm-256color");
        command.env("HOME", folder.path());
        command.env("LAYERSCOPE_CACHE", "false");
        for (name, value) in &self.variables {
            let value = value.replace("FOLDER", folder.path().to_str().unwrap());
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let parser = vt100::Parser::new(cells(self.size.1), cells(self.size.0), 0);
        let seen: Shared = Arc::new((
            Mutex::new(Seen {
                parser,
                bytes: Vec::new(),
            }),
            Condvar::new(),
        ));
        let stop = Arc::new(AtomicBool::new(false));
        let source = pair.master.try_clone_reader().unwrap();
        let reader = read(source, seen.clone(), stop.clone());
        Pty {
            seen,
            child,
            writer: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            slave: Some(pair.slave),
            reader: Some(reader),
            stop,
            folder,
        }
    }
}

fn cells(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn read(mut source: Box<dyn Read + Send>, seen: Shared, stop: Arc<AtomicBool>) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut bytes = [0; 8192];
        while let Ok(n @ 1..) = source.read(&mut bytes) {
            let (state, changed) = &*seen;
            let mut state = state.lock().unwrap();
            state.bytes.extend_from_slice(&bytes[..n]);
            state.parser.process(&bytes[..n]);
            changed.notify_all();
            if stop.load(Ordering::SeqCst) {
                return;
            }
        }
    })
}

pub(crate) fn program() -> &'static Path {
    assert_cmd::cargo::cargo_bin!("layerscope")
}

impl Pty {
    /// Waits until the screen is so; fails with the screen when it never is.
    pub(crate) fn until(&self, what: &str, is: impl Fn(&Screen) -> bool) {
        let (state, changed) = &*self.seen;
        let end = Instant::now() + DEADLINE;
        let mut state = state.lock().unwrap();
        while !is(state.parser.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let screen = state.parser.screen().contents();
                drop(state);
                panic!("never {what}:\n{screen}");
            }
            state = changed.wait_timeout(state, left).unwrap().0;
        }
    }

    pub(crate) fn wait_for(&self, text: &str) {
        self.until(text, |screen| screen.contents().contains(text));
    }

    pub(crate) fn wait_gone(&self, text: &str) {
        self.until(&format!("without {text}"), |screen| {
            !screen.contents().contains(text)
        });
    }

    pub(crate) fn screen(&self) -> String {
        self.seen.0.lock().unwrap().parser.screen().contents()
    }

    /// Everything that was written to the terminal.
    pub(crate) fn bytes(&self) -> String {
        let state = self.seen.0.lock().unwrap();
        String::from_utf8_lossy(&state.bytes).into_owned()
    }

    /// Where a text stands, counted from 1 as the mouse counts.
    pub(crate) fn cell(&self, text: &str) -> (usize, usize) {
        self.wait_for(text);
        let screen = self.screen();
        let found = screen.lines().enumerate().find_map(|(row, line)| {
            let at = line.find(text)?;
            Some((line[..at].chars().count() + 1, row + 1))
        });
        found.unwrap()
    }

    pub(crate) fn send(&mut self, bytes: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(bytes.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Sends keys and waits for what they lead to.
    pub(crate) fn keys(&mut self, bytes: &str, text: &str) {
        self.send(bytes);
        self.wait_for(text);
    }

    pub(crate) fn resize(&self, width: u16, height: u16) {
        let (state, _) = &*self.seen;
        state
            .lock()
            .unwrap()
            .parser
            .screen_mut()
            .set_size(cells(height), cells(width));
        let master = self.master.as_ref().unwrap();
        master.resize(pty_size((width, height))).unwrap();
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    pub(crate) fn signal(&self, name: &str) {
        signal(self.id(), name);
    }

    /// R, S, T and so on, as `ps` says it.
    pub(crate) fn state(&self) -> char {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.id())).unwrap();
        stat.rsplit_once(") ").unwrap().1.chars().next().unwrap()
    }

    pub(crate) fn wait_state(&self, wanted: char) {
        wait(&format!("state {wanted}"), || self.state() == wanted);
    }

    /// Closes the terminal, as a window is closed.
    pub(crate) fn hang_up(&mut self) {
        // The thread that reads holds the terminal open; one more frame wakes it.
        self.stop.store(true, Ordering::SeqCst);
        self.resize(90, 30);
        self.reader.take().unwrap().join().unwrap();
        self.writer = None;
        self.slave = None;
        self.master = None;
    }

    /// Waits for the end; the exit code as a shell has it.
    pub(crate) fn code(&mut self) -> u32 {
        let mut code = None;
        wait("ended", || {
            code = self.child.try_wait().unwrap();
            code.is_some()
        });
        code.unwrap().exit_code()
    }

    /// Everything is read that the program wrote; it must have ended.
    pub(crate) fn drain(&mut self) {
        self.slave = None;
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
    }

    /// The terminal is as it was found: no mode of the emulator, none of the line discipline.
    pub(crate) fn assert_given_back(&self) {
        self.until("given back", |screen| {
            let mouse = screen.mouse_protocol_mode() == MouseProtocolMode::None;
            let modes = screen.bracketed_paste() || screen.hide_cursor();
            mouse && !modes && !screen.alternate_screen()
        });
        let modes = self.master.as_ref().unwrap().get_termios().unwrap();
        let flags = format!("{:?}", modes.local_flags);
        for flag in ["ICANON", "ECHO", "ISIG"] {
            assert!(flags.contains(flag), "no {flag} in {flags}");
        }
        let flags = format!("{:?} {:?}", modes.input_flags, modes.output_flags);
        assert!(
            flags.contains("ICRNL") && flags.contains("OPOST"),
            "{flags}"
        );
    }

    /// The browser has the terminal.
    pub(crate) fn assert_taken(&self) {
        self.until("taken", |screen| {
            screen.alternate_screen() && screen.hide_cursor()
        });
        let modes = self.master.as_ref().unwrap().get_termios().unwrap();
        let flags = format!("{:?}", modes.local_flags);
        assert!(
            !flags.contains("ICANON") && !flags.contains("ECHO |"),
            "{flags}"
        );
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn signal(id: u32, name: &str) {
    let line = format!("kill -{name} {id}");
    let status = Command::new("/bin/sh").args(["-c", &line]).status();
    assert!(status.unwrap().success(), "{line}");
}

/// Waits for what nobody tells of.
pub(crate) fn wait(what: &str, mut is: impl FnMut() -> bool) {
    let end = Instant::now() + DEADLINE;
    while !is() {
        assert!(Instant::now() < end, "never {what}");
        thread::sleep(Duration::from_millis(5));
    }
}
