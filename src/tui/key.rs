//! Keys as the config file, the help and the hint bar write them: `ctrl+f`, `pgdn`, `G`.

use std::fmt;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::text::{escape, nearest};

/// One key with its modifiers, in the one form that a terminal can send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// Names of keys that are no characters; the first of a code is the one shown.
const NAMES: [(&str, KeyCode); 24] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("f1", KeyCode::F(1)),
    ("return", KeyCode::Enter),
    ("escape", KeyCode::Esc),
    ("del", KeyCode::Delete),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
    ("pgdown", KeyCode::PageDown),
    ("slash", KeyCode::Char('/')),
    ("plus", KeyCode::Char('+')),
    ("minus", KeyCode::Char('-')),
];

impl Key {
    /// The key of a terminal's event. Shift is part of a letter, Ctrl-H and Ctrl-M are what they
    /// are, Ctrl-/ is sent as Ctrl-7 or Ctrl-_ by terminals, Ctrl-Space as Ctrl-@.
    #[must_use]
    pub fn of(event: KeyEvent) -> Key {
        let mut modifiers = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT);
        let code = match event.code {
            KeyCode::BackTab => {
                modifiers |= KeyModifiers::SHIFT;
                KeyCode::Tab
            }
            KeyCode::Char('7' | '_') if modifiers.contains(KeyModifiers::CONTROL) => {
                KeyCode::Char('/')
            }
            KeyCode::Char('@' | '\0') if modifiers.contains(KeyModifiers::CONTROL) => {
                KeyCode::Char(' ')
            }
            KeyCode::Null => {
                modifiers |= KeyModifiers::CONTROL;
                KeyCode::Char(' ')
            }
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => {
                KeyCode::Char(c.to_ascii_lowercase())
            }
            code => code,
        };
        Key { code, modifiers }
    }

    /// The character that the key types into a line, if it types one.
    #[must_use]
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.modifiers.is_empty() => Some(c),
            _ => None,
        }
    }

    /// The event that a terminal sends for it.
    #[must_use]
    pub fn event(self) -> KeyEvent {
        let shift = self.modifiers.contains(KeyModifiers::SHIFT);
        let code = match self.code {
            KeyCode::Tab if shift => KeyCode::BackTab,
            code => code,
        };
        KeyEvent::new(code, self.modifiers)
    }

    /// Reads one key: `q`, `G`, `ctrl+f`, `ctrl+slash`, `shift+tab`, `pgdn`.
    ///
    /// # Errors
    /// A sentence when there is no such key.
    pub fn parse(text: &str) -> Result<Key, String> {
        let text = text.trim();
        let bad = || unknown(text);
        let mut modifiers = KeyModifiers::NONE;
        let mut name = text;
        while let Some((modifier, rest)) = name.split_once('+').filter(|(_, rest)| !rest.is_empty())
        {
            modifiers |= match modifier.to_ascii_lowercase().as_str() {
                "ctrl" | "control" => KeyModifiers::CONTROL,
                "alt" => KeyModifiers::ALT,
                "shift" => KeyModifiers::SHIFT,
                _ => return Err(bad()),
            };
            name = rest;
        }
        let code = code_of(name).ok_or_else(bad)?;
        sendable(modifiers, code)?;
        Ok(match code {
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::SHIFT) => Key {
                code: KeyCode::Char(c.to_ascii_uppercase()),
                modifiers: modifiers - KeyModifiers::SHIFT,
            },
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => Key {
                code: KeyCode::Char(c.to_ascii_lowercase()),
                modifiers,
            },
            code => Key { code, modifiers },
        })
    }

    /// Reads several, with commas between them, as dive writes them: `up,k`.
    ///
    /// # Errors
    /// See [`Key::parse`].
    pub fn parse_all(text: &str) -> Result<Vec<Key>, String> {
        if text.trim() == "," {
            return Ok(vec![Key::parse(",")?]);
        }
        text.split(',').map(Key::parse).collect()
    }
}

/// What to say of a key that does not exist.
fn unknown(text: &str) -> String {
    let shown = escape(text);
    let (modifiers, name) = text.rsplit_once('+').unwrap_or(("", text));
    match nearest(name, NAMES.iter().map(|&(name, _)| name)) {
        Some(name) if modifiers.is_empty() => {
            format!("'{shown}' is no key; did you mean '{name}'?")
        }
        _ => format!(
            "'{shown}' is no key; write a character or one of enter, esc, tab, space, up, down, \
             left, right, pgup, pgdn, home, end, f1, with ctrl+, alt+ or shift+ before it"
        ),
    }
}

/// Refuses what reaches a program as another key (ECMA-48: Ctrl takes a letter's low five bits).
fn sendable(modifiers: KeyModifiers, code: KeyCode) -> Result<(), String> {
    let (letter, other) = match code {
        KeyCode::Char('m' | 'M') => ('m', "enter"),
        KeyCode::Char('i' | 'I') => ('i', "tab"),
        KeyCode::Char('[') => ('[', "esc"),
        _ => return Ok(()),
    };
    match modifiers.contains(KeyModifiers::CONTROL) {
        true => Err(format!(
            "terminals send ctrl+{letter} as {other}; write {other}, or choose another key"
        )),
        false => Ok(()),
    }
}

fn code_of(name: &str) -> Option<KeyCode> {
    let mut characters = name.chars();
    if let (Some(c), None) = (characters.next(), characters.next()) {
        return Some(KeyCode::Char(c));
    }
    let name = name.to_ascii_lowercase();
    let named = NAMES.iter().find(|(known, _)| *known == name);
    let function = || name.strip_prefix('f')?.parse().ok().map(KeyCode::F);
    named.map(|&(_, code)| code).or_else(function)
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, name) in [
            (KeyModifiers::CONTROL, "ctrl+"),
            (KeyModifiers::ALT, "alt+"),
            (KeyModifiers::SHIFT, "shift+"),
        ] {
            if self.modifiers.contains(modifier) {
                out.write_str(name)?;
            }
        }
        match NAMES.iter().find(|(_, code)| *code == self.code) {
            Some((name, KeyCode::Char('/' | '+' | '-'))) => match self.code {
                KeyCode::Char(c) => write!(out, "{c}"),
                _ => out.write_str(name),
            },
            Some((name, _)) => out.write_str(name),
            None => match self.code {
                KeyCode::Char(c) => write!(out, "{c}"),
                KeyCode::F(n) => write!(out, "f{n}"),
                _ => out.write_str("?"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(code: KeyCode, modifiers: KeyModifiers) -> Key {
        Key::of(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn what_a_terminal_sends_is_what_the_config_file_writes() {
        const CTRL: KeyModifiers = KeyModifiers::CONTROL;
        const NONE: KeyModifiers = KeyModifiers::NONE;
        const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
        for (code, modifiers, written) in [
            (KeyCode::Char('q'), NONE, "q"),
            (KeyCode::Char('G'), SHIFT, "G"),
            (KeyCode::Char('G'), SHIFT, "shift+g"),
            (KeyCode::Char('f'), CTRL, "ctrl+f"),
            (KeyCode::Char('f'), CTRL, "Ctrl+F"),
            (KeyCode::Char('7'), CTRL, "ctrl+slash"),
            (KeyCode::Char('_'), CTRL, "ctrl+/"),
            (KeyCode::Char(' '), CTRL, "ctrl+space"),
            (KeyCode::Null, NONE, "ctrl+space"),
            (KeyCode::BackTab, SHIFT, "shift+tab"),
            (KeyCode::PageDown, NONE, "pgdn"),
            (KeyCode::Char('+'), NONE, "+"),
            (KeyCode::Char('+'), NONE, "plus"),
            (KeyCode::F(1), NONE, "f1"),
        ] {
            assert_eq!(Key::parse(written), Ok(sent(code, modifiers)), "{written}");
        }
        assert_eq!(Key::parse_all("up,k").unwrap().len(), 2);
        for (bad, why) in [
            ("", "is no key; write a character"),
            ("hyper+x", "is no key; write a character"),
            ("pgdow", "is no key; did you mean 'pgdown'?"),
            ("pagedwon", "is no key; did you mean 'pagedown'?"),
            ("ctrl+", "is no key"),
            ("ctrl+m", "terminals send ctrl+m as enter"),
            ("ctrl+shift+I", "terminals send ctrl+i as tab"),
            ("\u{1b}[A", "'\\x1b[A' is no key"),
        ] {
            let said = Key::parse(bad).unwrap_err();
            assert!(said.contains(why), "{bad}: {said}");
        }
    }

    #[test]
    fn a_key_is_shown_as_it_is_read() {
        for text in [
            "q",
            "G",
            "ctrl+f",
            "ctrl+/",
            "ctrl+space",
            "shift+tab",
            "pgdn",
            "+",
            "/",
            "esc",
        ] {
            assert_eq!(Key::parse(text).unwrap().to_string(), text);
        }
    }
}
