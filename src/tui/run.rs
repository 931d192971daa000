//! The loop: draw, wait, update. The only place where state, terminal and threads meet.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, unbounded};
use signal_hook::consts::SIGSTOP;
use signal_hook::low_level;

use super::clipboard::copy_sequence;
use super::effect::Effect;
use super::frames::Frames;
use super::glyphs::Glyphs;
use super::input;
use super::jobs::Jobs;
use super::judge::Judge;
use super::keymap::Keymap;
use super::loader::{Loader, Origin, Reading};
use super::message::{Alarm, Load, Message};
use super::start::Start;
use super::state::State;
use super::terminal::Screen;
use super::theme::Theme;
use super::{update, view};
use crate::source::{Reference, SourceError};

/// The browser as it was asked for.
#[derive(Debug, Clone)]
pub struct Browser {
    /// What the user opened, for the title.
    pub name: String,
    /// How to read the image.
    pub reading: Reading,
    /// The keys in force.
    pub keymap: Arc<Keymap>,
    /// The colours in force.
    pub theme: Theme,
    /// The signs in force.
    pub glyphs: Glyphs,
    /// Take the mouse's events.
    pub mouse: bool,
    /// What is shown before anybody pressed a key.
    pub start: Start,
    /// Append how long each frame took to this file, in the end.
    pub frames: Option<PathBuf>,
    /// What the user should know of the settings at the start.
    pub note: Option<String>,
    /// What secrets are looked for, and which of them matter.
    pub judge: Arc<Judge>,
    /// The values of secrets are shown from the start.
    pub revealed: bool,
}

impl Browser {
    /// The state that knows nothing yet of an image.
    fn state(&self, size: (u16, u16)) -> State {
        let mut state = State::new(self.name.clone(), size, self.keymap.clone());
        state.mouse = self.mouse;
        state.secrets.judge = self.judge.clone();
        state.secrets.revealed = self.revealed;
        state.starting(self.start)
    }
}

/// Why the browser could not be opened, or had to end.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// The image cannot be opened.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The terminal cannot be used.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
}

/// An image that can be opened this fast is there in the first frame.
const PATIENCE: Duration = Duration::from_millis(40);

/// A file that is not there is told of by the loader; only a machine that does nothing else any
/// more takes so long.
const CERTAINTY: Duration = Duration::from_secs(2);

impl Origin {
    /// How long to wait for the image before the terminal is taken.
    fn patience(&self) -> Duration {
        match self {
            Origin::Reference(Reference::Path { path, .. }) if !path.exists() => CERTAINTY,
            _ => PATIENCE,
        }
    }
}

/// Browses until the user leaves; the exit code is that of a program that was ended by a signal,
/// else 0.
///
/// # Errors
/// When the image cannot be opened, or the terminal is no terminal or goes away.
pub fn browse(browser: &Browser) -> Result<u8, BrowserError> {
    if !io::stdout().is_terminal() {
        let message =
            "standard output is no terminal; use 'layerscope report' or 'layerscope check'";
        return Err(io::Error::other(message).into());
    }
    let (sender, receiver) = unbounded();
    let mut open = Open::start(&sender, browser.reading.clone());
    let mut early = Vec::new();
    let deadline = Instant::now() + browser.reading.origin.patience();
    // What cannot be opened is said before the terminal is touched, where that is known in time.
    while let Ok(message) = receiver.recv_deadline(deadline) {
        match message {
            Message::Load(_, Load::Failed(error)) => return Err(error.into()),
            Message::Load(_, Load::Finished(_)) => {
                early.push(message);
                break;
            }
            message => early.push(message),
        }
    }
    let screen = Screen::take(browser.mouse, format!("layerscope {}", browser.name))?;
    input::watch_signals(sender.clone())?;
    input::read_terminal(sender);
    let size = ratatui::crossterm::terminal::size()?;
    let mut state = browser.state(size);
    if let Some(note) = &browser.note {
        state.complain(note);
    }
    let running = Running {
        browser,
        frames: Frames::new(browser.frames.clone()),
        screen,
        receiver,
        state,
    };
    running.run(&mut open, early)
}

/// The image being read, and the jobs on it.
struct Open {
    sender: Sender<Message>,
    jobs: Jobs,
    opening: u32,
    /// What is being read.
    reading: Reading,
    /// What was read before, in case this cannot be opened.
    before: Option<Reading>,
    cancelled: Arc<AtomicBool>,
}

impl Open {
    fn start(sender: &Sender<Message>, reading: Reading) -> Open {
        let mut open = Open {
            sender: sender.clone(),
            jobs: Jobs::new(sender.clone()),
            opening: 0,
            reading: reading.clone(),
            before: None,
            cancelled: Arc::default(),
        };
        open.load(reading);
        open
    }

    /// Leaves what is being read, and reads this.
    fn load(&mut self, reading: Reading) {
        self.cancelled.store(true, Ordering::Relaxed);
        self.jobs.cancel_all();
        self.cancelled = Arc::default();
        self.opening += 1;
        self.reading = reading.clone();
        let loader = Loader {
            opening: self.opening,
            reading,
            sender: self.sender.clone(),
            cancelled: self.cancelled.clone(),
        };
        thread::spawn(move || {
            let _alarm = Alarm(loader.sender.clone());
            loader.run();
        });
    }
}

/// The browser, running.
struct Running<'a> {
    browser: &'a Browser,
    frames: Frames,
    screen: Screen,
    receiver: Receiver<Message>,
    state: State,
}

/// How the loop ends.
type End = Result<u8, BrowserError>;

/// What a shell makes of SIGHUP.
const HUNG_UP: u8 = 128 + 1;

/// The end when the terminal cannot be written: it was closed (EIO), whichever of signal, reading
/// and writing tells of it first; else an error.
fn ended(error: io::Error) -> End {
    match error.raw_os_error() {
        Some(code) if code == rustix::io::Errno::IO.raw_os_error() => Ok(HUNG_UP),
        _ => Err(error.into()),
    }
}

impl Running<'_> {
    fn run(mut self, open: &mut Open, early: Vec<Message>) -> End {
        for message in early {
            if let Some(end) = self.take(message, open) {
                return end;
            }
        }
        loop {
            if let Err(error) = self.draw() {
                return ended(error);
            }
            self.frames.end();
            let Ok(first) = self.receiver.recv() else {
                return Ok(0);
            };
            self.frames.begin(&first);
            let mut next = Some(first);
            while let Some(message) = next {
                if let Some(end) = self.take(message, open) {
                    return end;
                }
                next = self.receiver.try_recv().ok();
            }
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        let (theme, glyphs) = (&self.browser.theme, &self.browser.glyphs);
        update::settle(&mut self.state);
        let state = &self.state;
        self.screen
            .draw(|frame| view::draw(state, theme, glyphs, frame))
    }

    /// Takes one message in; what it returns ends the loop.
    fn take(&mut self, message: Message, open: &mut Open) -> Option<End> {
        let effects = match message {
            Message::Input(event, _) => {
                #[cfg(debug_assertions)]
                super::panics::panic_if_asked(&event, &open.sender);
                update::input(&mut self.state, &event)
            }
            Message::Closed => return Some(Ok(HUNG_UP)),
            Message::End(code) => return Some(Ok(code)),
            Message::Stop => vec![Effect::Suspend],
            Message::Tick => Vec::new(),
            Message::Continued => return self.continued().err().map(ended),
            Message::Load(opening, _) if opening != open.opening => Vec::new(),
            Message::Load(_, Load::Failed(error)) => match open.before.take() {
                // Another image that cannot be opened is no reason to lose the one at hand.
                Some(before) => {
                    self.state = self.browser.state(self.state.size);
                    self.state.complain(error.to_string());
                    open.load(before);
                    Vec::new()
                }
                None => return Some(Err(error.into())),
            },
            Message::Load(_, load) => update::load(&mut self.state, load),
            Message::Job(done) => match open.jobs.take(done) {
                Some(outcome) => update::outcome(&mut self.state, outcome),
                None => Vec::new(),
            },
        };
        effects
            .into_iter()
            .find_map(|effect| self.perform(effect, open))
    }

    fn perform(&mut self, effect: Effect, open: &mut Open) -> Option<End> {
        let done = match effect {
            Effect::Quit(code) => return Some(Ok(code)),
            Effect::Suspend => self.suspend(),
            Effect::Redraw => self.screen.clear(),
            Effect::Copy(text) => self.screen.send(&copy_sequence(&text)),
            Effect::Job(job) => {
                open.jobs.start(job);
                Ok(())
            }
            Effect::Switch(other) => {
                self.switch(other, open);
                Ok(())
            }
        };
        done.err().map(ended)
    }

    /// Stops like any program at Ctrl-Z; the shell's `fg` goes on behind this call.
    fn suspend(&mut self) -> io::Result<()> {
        self.screen.leave();
        // SIGTSTP would come back to us as a message; being continued comes as one, too.
        low_level::raise(SIGSTOP)
    }

    /// Continued, after a stop of our own or one that nobody asked us about: the shell may have
    /// changed the terminal's modes.
    fn continued(&mut self) -> io::Result<()> {
        self.screen.leave();
        self.screen.again()?;
        self.state.size = ratatui::crossterm::terminal::size()?;
        Ok(())
    }

    fn switch(&mut self, other: usize, open: &mut Open) {
        let Some(image) = &self.state.image else {
            return;
        };
        let Some(other) = image.others.get(other) else {
            return;
        };
        // A stream cannot be read twice: what was stored of it is opened again.
        if let Some(stream) = &image.stream {
            open.reading.origin = Origin::Stream(stream.clone());
        }
        let mut reading = open.reading.clone();
        reading.open.image = Some(other.index.to_string());
        reading.open.platform = other.platform.clone();
        self.state = self.browser.state(self.state.size);
        open.before = Some(open.reading.clone());
        open.load(reading);
    }
}
