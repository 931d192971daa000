//! The bottom line: what is being typed, what just happened, or the keys that matter here.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Paragraph;

use super::Look;
use super::line::Filling;
use crate::text::{cells, escape};
use crate::tui::action::{Action, Screen};
use crate::tui::place::Place;
use crate::tui::state::{Asking, Over, Prompt, State};

/// Draws the line.
pub(super) fn draw(state: &State, look: Look<'_>, frame: &mut Frame<'_>, area: Rect) {
    let mut line = Filling::new(usize::from(area.width));
    match (&state.prompt, &state.status) {
        (Some(prompt), _) => {
            if let Some(at) = draw_prompt(state, prompt, look, &mut line) {
                let x = area.x
                    + u16::try_from(at)
                        .unwrap_or(u16::MAX)
                        .min(area.width.saturating_sub(1));
                frame.set_cursor_position(Position::new(x, area.y));
            }
        }
        (None, Some(status)) => {
            let style = if status.error {
                look.theme.error
            } else {
                look.theme.good
            };
            line.put(" ", style).put(&escape(&status.text), style);
        }
        (None, None) => keys(state, look, &mut line),
    }
    frame.render_widget(Paragraph::new(line.line()), area);
}

/// The keys of the place, as many as fit; leaving and help stand at the end and always fit.
fn keys(state: &State, look: Look<'_>, line: &mut Filling<'_>) {
    let place = state.place();
    let hints: Vec<(String, &str)> = state
        .keymap
        .of_place(place)
        .filter(|(binding, _)| !binding.hint.is_empty() && matters(state, place, binding.action))
        .filter_map(|(binding, keys)| Some((keys.first()?.to_string(), binding.hint)))
        .map(|(key, hint)| match hint.split_once('|') {
            Some((keys, hint)) => (keys.to_owned(), hint),
            // What stands over the panes is closed by it.
            None if hint == "quit" && !state.over.is_empty() => (key, "close"),
            None => (key, hint),
        })
        .collect();
    let width = |(key, hint): &(String, &str)| cells(key) + cells(hint) + 3;
    let last = hints.len().saturating_sub(2);
    let (first, always) = hints.split_at(last);
    let kept: usize = always.iter().map(width).sum();
    for hint in first {
        if line.room() < width(hint) + kept {
            break;
        }
        put(line, look, hint);
    }
    always.iter().for_each(|hint| put(line, look, hint));
}

/// What the view is, and which layer is selected, matters where the tree of it is seen; the next
/// match, where something was searched for.
fn matters(state: &State, place: Place, action: Action) -> bool {
    if action == Action::NextMatch {
        return match state.over.last() {
            Some(Over::Contents(contents)) => contents.search.is_some(),
            Some(_) => place == Place::Diff,
            None => state.files.search.is_some(),
        };
    }
    let screen = matches!(
        place,
        Place::Waste | Place::Duplicates | Place::Image | Place::Secrets
    );
    let of_view = matches!(
        action,
        Action::NextView | Action::MarkRange | Action::LayerUp
    );
    !(screen && of_view)
}

fn put(line: &mut Filling<'_>, look: Look<'_>, (key, hint): &(String, &str)) {
    line.put(" ", look.theme.dim).put(key, look.theme.key);
    line.put(" ", look.theme.dim).put(hint, look.theme.text);
    line.put(" ", look.theme.dim);
}

/// Where the cursor stands in it.
fn draw_prompt(
    state: &State,
    prompt: &Prompt,
    look: Look<'_>,
    line: &mut Filling<'_>,
) -> Option<usize> {
    match prompt {
        Prompt::Question(ask) => {
            line.put(" ", look.theme.warning)
                .put(&escape(&ask.question), look.theme.warning);
            line.put("  y yes, any other key no", look.theme.key);
            None
        }
        Prompt::Line {
            asking,
            line: edit,
            wrong,
        } => {
            let label = match asking {
                asking if asking.is_pattern() => {
                    format!(" {} ({}): ", asking.label(), state.files.kind.name())
                }
                asking => format!(" {}: ", asking.label()),
            };
            let (before, behind) = edit.halves();
            line.put(&label, look.theme.key);
            // The end of a long line is what is being typed.
            let room = line.room().saturating_sub(2);
            let mut shown = escape(&before).into_owned();
            while cells(&shown) > room {
                shown.remove(0);
            }
            let at = cells(&label) + cells(&shown);
            line.put(&shown, look.theme.text)
                .put(&escape(&behind), look.theme.text);
            let (aside, style) = match wrong {
                Some(wrong) => (escape(wrong).into_owned(), look.theme.error),
                None => (aside(state, *asking), look.theme.dim),
            };
            line.put("  ", look.theme.text).put(&aside, style);
            Some(at)
        }
    }
}

/// What stands behind the line: how much matches, and what else one could do.
fn aside(state: &State, asking: Asking) -> String {
    let pattern = match asking {
        // The other screens say themselves what a filter leaves.
        Asking::Filter if state.screen != Screen::Tree => return "tab: text/glob/regex".into(),
        Asking::Filter => &state.files.filter,
        Asking::Search => &state.files.search,
        Asking::GoTo => return "a path, a layer (7) or a range (4..9)".into(),
        Asking::SearchContents => return "tab: text/regex".into(),
        Asking::ExtractTo => return "a file, or a directory to put it into".into(),
    };
    match pattern {
        Some(pattern) => match &pattern.matches {
            Some((_, count)) => format!("{count} match, tab: text/glob/regex"),
            None => "looking".into(),
        },
        None => "tab: text/glob/regex".into(),
    }
}
