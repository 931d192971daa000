//! The terminal: taken over, given back as it was, whatever ends the program.
//!
//! The guard remembers which modes it switched on and undoes exactly those, once. The panic hook
//! does the same before the message, so that a panic is read on the main screen.

use std::cell::Cell;
use std::io::{self, Stdout, Write};
use std::mem::ManuallyDrop;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste};
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{cursor, execute, queue, style};

/// Presses, drags and the wheel, in the form that knows no last column (xterm's ctlseqs, modes
/// 1000, 1002 and 1006). crossterm's own way asks for every motion of the pointer too, each of
/// which would wake the browser for nothing.
const MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";

/// The terminal is ours, with the mouse or without.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Held while a frame is written: a thread that panics meanwhile gives the terminal back behind
/// the frame, not into its middle, where the rest of it would stand on the main screen.
static FRAME: Mutex<()> = Mutex::new(());

thread_local! {
    /// This thread writes a frame, so that it must not wait for itself when it panics.
    static WRITES: Cell<bool> = const { Cell::new(false) };
}

/// A frame being written.
struct Frame(#[expect(dead_code, reason = "held, not read")] MutexGuard<'static, ()>);

impl Frame {
    fn begin() -> Frame {
        let frame = Frame(lock());
        WRITES.set(true);
        frame
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        WRITES.set(false);
    }
}

fn lock() -> MutexGuard<'static, ()> {
    FRAME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The terminal while the browser has it.
pub(super) struct Screen {
    /// Never dropped: it would show the cursor, as [`give_back`] does, and complain on standard
    /// error where a closed terminal cannot.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<Stdout>>>,
    mouse: bool,
    title: String,
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// When there is none, or it cannot be switched.
    pub(super) fn take(mouse: bool, title: String) -> io::Result<Screen> {
        // Colours are our own theme's matter, NO_COLOR included; crossterm's own way of obeying it
        // resets bold and reverse with every colour.
        style::force_color_output(true);
        give_back_on_panic();
        let terminal = ManuallyDrop::new(Terminal::new(CrosstermBackend::new(io::stdout()))?);
        let mut screen = Screen {
            terminal,
            mouse,
            title,
        };
        screen.enter()?;
        Ok(screen)
    }

    fn enter(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let mut out = io::stdout();
        // The old title is pushed on the terminal's stack (XTWINOPS 22), and popped on leaving.
        write!(out, "\x1b[22;0t")?;
        execute!(
            out,
            EnterAlternateScreen,
            SetTitle(&self.title),
            EnableBracketedPaste,
            cursor::Hide
        )?;
        if self.mouse {
            out.write_all(MOUSE)?;
            out.flush()?;
        }
        self.clear()
    }

    /// Gives the terminal back for a while.
    pub(super) fn leave(&mut self) {
        give_back();
    }

    /// Takes it again after [`Screen::leave`].
    ///
    /// # Errors
    /// When it cannot be switched any more.
    pub(super) fn again(&mut self) -> io::Result<()> {
        self.enter()
    }

    /// Draws one frame, all at once where the terminal can.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub(super) fn draw(&mut self, view: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<()> {
        let _frame = Frame::begin();
        // After a panic elsewhere its message stands on the main screen.
        if !TAKEN.load(Ordering::SeqCst) {
            return Ok(());
        }
        queue!(io::stdout(), BeginSynchronizedUpdate)?;
        self.terminal.draw(view)?;
        execute!(io::stdout(), EndSynchronizedUpdate)
    }

    /// Forgets what the terminal shows, so that the next frame is drawn whole.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        // ratatui's own way asks the terminal where the cursor is, and waits for the answer, which
        // the thread that reads the keys would take away.
        execute!(io::stdout(), Clear(ClearType::All))?;
        *self.terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
        Ok(())
    }

    /// Sends an escape sequence that is no drawing (the clipboard).
    ///
    /// # Errors
    /// When the terminal is gone.
    pub(super) fn send(&mut self, sequence: &str) -> io::Result<()> {
        let mut out = io::stdout();
        out.write_all(sequence.as_bytes())?;
        out.flush()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Undoes what [`Screen::enter`] did, once; that the terminal is gone hurts nobody any more.
fn give_back() {
    let _between_frames = (!WRITES.get()).then(lock);
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        let _ = execute!(out, DisableMouseCapture, DisableBracketedPaste);
        let _ = execute!(out, LeaveAlternateScreen, cursor::Show);
        let _ = write!(out, "\x1b[23;0t");
        let _ = out.flush();
        let _ = disable_raw_mode();
    }
}

fn give_back_on_panic() {
    static HOOKED: AtomicBool = AtomicBool::new(false);
    if !HOOKED.swap(true, Ordering::SeqCst) {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |what| {
            give_back();
            before(what);
        }));
    }
}
