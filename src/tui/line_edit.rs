//! One line of text being typed, with the keys that a shell has.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Characters that a line may have; a paste of more is cut.
const MOST: usize = 1_000;

/// The text and where the next character goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineEdit {
    text: Vec<char>,
    at: usize,
}

impl LineEdit {
    /// A line that holds `text`, the cursor at its end.
    #[must_use]
    pub fn new(text: &str) -> LineEdit {
        let text: Vec<char> = text.chars().take(MOST).collect();
        LineEdit {
            at: text.len(),
            text,
        }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> String {
        self.text.iter().collect()
    }

    /// The text before the cursor, and behind it.
    #[must_use]
    pub fn halves(&self) -> (String, String) {
        let (before, behind) = self.text.split_at(self.at);
        (before.iter().collect(), behind.iter().collect())
    }

    /// Takes a key; false when it is none of a line's.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            KeyCode::Char('a') if control => self.at = 0,
            KeyCode::Char('e') if control => self.at = self.text.len(),
            KeyCode::Char('b') if control => self.at = self.at.saturating_sub(1),
            KeyCode::Char('f') if control => self.at = (self.at + 1).min(self.text.len()),
            KeyCode::Char('u') if control => self.cut(0),
            KeyCode::Char('k') if control => self.text.truncate(self.at),
            KeyCode::Char('w') if control => self.cut(self.word_before()),
            KeyCode::Char('h') if control => self.cut(self.at.saturating_sub(1)),
            KeyCode::Char('d') if control => self.delete(),
            KeyCode::Backspace if alt => self.cut(self.word_before()),
            KeyCode::Backspace => self.cut(self.at.saturating_sub(1)),
            KeyCode::Delete => self.delete(),
            KeyCode::Left => self.at = self.at.saturating_sub(1),
            KeyCode::Right => self.at = (self.at + 1).min(self.text.len()),
            KeyCode::Home => self.at = 0,
            KeyCode::End => self.at = self.text.len(),
            KeyCode::Char(c) if !control && !alt => self.insert(c),
            _ => return false,
        }
        true
    }

    /// Types text that was pasted; control characters are left out.
    pub fn paste(&mut self, text: &str) {
        text.chars()
            .filter(|c| !c.is_control())
            .for_each(|c| self.insert(c));
    }

    fn insert(&mut self, c: char) {
        if self.text.len() < MOST {
            self.text.insert(self.at, c);
            self.at += 1;
        }
    }

    fn delete(&mut self) {
        if self.at < self.text.len() {
            self.text.remove(self.at);
        }
    }

    fn cut(&mut self, from: usize) {
        self.text.drain(from..self.at);
        self.at = from;
    }

    fn word_before(&self) -> usize {
        let before = &self.text[..self.at];
        let end = before.iter().rposition(|c| c.is_alphanumeric());
        let end = end.map_or(0, |end| end + 1);
        let start = before[..end].iter().rposition(|c| !c.is_alphanumeric());
        start.map_or(0, |start| start + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_edited_as_in_a_shell() {
        const NONE: KeyModifiers = KeyModifiers::NONE;
        const CTRL: KeyModifiers = KeyModifiers::CONTROL;
        let mut line = LineEdit::new("/etc/pass word");
        for (code, modifiers, text, before) in [
            (KeyCode::Char('w'), CTRL, "/etc/pass ", 10),
            (KeyCode::Char('w'), CTRL, "/etc/", 5),
            (KeyCode::Left, NONE, "/etc/", 4),
            (KeyCode::Char('x'), NONE, "/etcx/", 5),
            (KeyCode::Char('k'), CTRL, "/etcx", 5),
            (KeyCode::Home, NONE, "/etcx", 0),
            (KeyCode::Delete, NONE, "etcx", 0),
            (KeyCode::Char('e'), CTRL, "etcx", 4),
            (KeyCode::Backspace, NONE, "etc", 3),
            (KeyCode::Char('u'), CTRL, "", 0),
        ] {
            assert!(line.key(KeyEvent::new(code, modifiers)));
            assert_eq!((line.text(), line.halves().0.len()), (text.into(), before));
        }
        assert!(!line.key(KeyEvent::new(KeyCode::Enter, NONE)));
        line.paste("a\x1b\nb");
        assert_eq!(line.text(), "ab");
    }
}
