//! The browser without a terminal: for tests, benches and pictures.
//!
//! Keys go in as the config file writes them, frames come out as buffers. Jobs are done at once
//! and in order, so that what one sees does not depend on threads.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::unbounded;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::Event;

use super::effect::Effect;
use super::glyphs::Glyphs;
use super::jobs::Slot;
use super::key::Key;
use super::keymap::Keymap;
use super::loader::{Loader, Reading};
use super::message::{Load, Message};
use super::state::State;
use super::theme::Theme;
use super::{update, view};

/// A browser on a screen that is only memory.
#[derive(Debug)]
pub struct Headless {
    /// All that it knows.
    pub state: State,
    /// Its colours.
    pub theme: Theme,
    /// Its signs.
    pub glyphs: Glyphs,
    /// What it wanted done outside of it, but for jobs: the last of all.
    pub effect: Option<Effect>,
    /// The jobs done since this was last emptied, and how long each took.
    pub jobs: Vec<(Slot, Duration)>,
    screen: Terminal<TestBackend>,
}

impl Headless {
    /// A browser of this size that has not opened anything.
    #[must_use]
    pub fn new(name: &str, size: (u16, u16)) -> Headless {
        let backend = TestBackend::new(size.0, size.1);
        let Ok(screen) = Terminal::new(backend);
        Headless {
            state: State::new(name.to_owned(), size, Arc::new(Keymap::default())),
            theme: Theme::terminal(),
            glyphs: Glyphs::UNICODE,
            effect: None,
            jobs: Vec::new(),
            screen,
        }
    }

    /// Opens an image and reads all of it.
    ///
    /// # Errors
    /// The sentence why it cannot be opened.
    pub fn open(&mut self, reading: Reading) -> Result<(), String> {
        for load in Headless::news(reading)? {
            self.load(load);
        }
        Ok(())
    }

    /// All that the loader says of an image, in order: for those who want to stop half-way.
    ///
    /// # Errors
    /// The sentence why it cannot be opened.
    pub fn news(reading: Reading) -> Result<Vec<Load>, String> {
        let (sender, receiver) = unbounded();
        let loader = Loader {
            opening: 0,
            reading,
            sender,
            cancelled: Arc::default(),
        };
        loader.run();
        drop(loader);
        let mut news = Vec::new();
        for message in receiver {
            match message {
                Message::Load(_, Load::Failed(error)) => return Err(error.to_string()),
                Message::Load(_, load) => news.push(load),
                _ => {}
            }
        }
        Ok(news)
    }

    /// Takes one piece of news in.
    pub fn load(&mut self, load: Load) {
        let effects = update::load(&mut self.state, load);
        self.perform(effects);
    }

    /// Presses keys, written as in the config file with blanks between: `j j tab ctrl+f a`.
    ///
    /// # Errors
    /// When one of them is no key.
    pub fn press(&mut self, keys: &str) -> Result<(), String> {
        for key in keys.split_whitespace() {
            let event = Event::Key(Key::parse(key)?.event());
            self.input(&event);
        }
        Ok(())
    }

    /// Presses one key; the time that its jobs took, which a terminal would not wait for.
    ///
    /// # Errors
    /// When it is no key.
    pub fn press_timed(&mut self, key: &str) -> Result<Duration, String> {
        let before = self.jobs.len();
        self.press(key)?;
        Ok(self.jobs[before..].iter().map(|(_, spent)| *spent).sum())
    }

    /// Types a text, character by character.
    ///
    /// # Errors
    /// Never for text that a keyboard has.
    pub fn type_text(&mut self, text: &str) -> Result<(), String> {
        for c in text.chars() {
            let name = if c == ' ' {
                "space".to_owned()
            } else {
                c.to_string()
            };
            self.press(&name)?;
        }
        Ok(())
    }

    /// Takes any event of a terminal.
    pub fn input(&mut self, event: &Event) {
        if let Event::Resize(width, height) = event {
            self.screen.backend_mut().resize(*width, *height);
        }
        let effects = update::input(&mut self.state, event);
        self.perform(effects);
    }

    /// Draws a frame.
    pub fn draw(&mut self) -> &Buffer {
        update::settle(&mut self.state);
        let (state, theme, glyphs) = (&self.state, &self.theme, &self.glyphs);
        let Ok(_) = self
            .screen
            .draw(|frame| view::draw(state, theme, glyphs, frame));
        self.screen.backend().buffer()
    }

    /// Draws a frame and gives it as lines of text, without styles.
    pub fn text(&mut self) -> String {
        let buffer = self.draw();
        let width = usize::from(buffer.area.width.max(1));
        let lines = buffer.content().chunks(width).map(|row| {
            let line: String = row.iter().map(|cell| cell.symbol()).collect();
            line.trim_end().to_owned()
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Job(job) => {
                    let (slot, start) = (job.slot(), Instant::now());
                    let outcome = job.run();
                    self.jobs.push((slot, start.elapsed()));
                    if let Some(outcome) = outcome {
                        let more = update::outcome(&mut self.state, outcome);
                        self.perform(more);
                    }
                }
                other => self.effect = Some(other),
            }
        }
    }
}
