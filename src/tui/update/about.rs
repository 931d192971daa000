//! The image screen: scrolling, and switching to another image of the same source.

use super::super::action::Action;
use super::super::cursor::Step;
use super::super::effect::Effect;
use super::super::state::{State, inside};

/// An action on the screen.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let page = height(state);
    if let Some(step) = Step::of(action, page) {
        let about = &mut state.about;
        about.cursor.step(step, about.lines.len(), page);
        return Vec::new();
    }
    match action {
        Action::Open => {
            let line = state.about.lines.get(state.about.cursor.at);
            let other = line.and_then(|line| line.switch);
            other.map_or_else(Vec::new, |other| switch(state, other))
        }
        Action::CopyDigest => copy_digest(state),
        _ => Vec::new(),
    }
}

fn switch(state: &mut State, number: usize) -> Vec<Effect> {
    let others = state.image.as_ref().map(|image| &image.others);
    let other = others.and_then(|others| others.get(number));
    if other.is_some_and(|other| other.complete && other.note.is_none()) {
        return vec![Effect::Switch(number)];
    }
    state.complain("it is no image, or a part of it is not here: it cannot be opened");
    Vec::new()
}

/// The manifest's digest, or the config's where there is no manifest.
fn copy_digest(state: &mut State) -> Vec<Effect> {
    let image = state.image.as_ref().map(|opened| &opened.image);
    let found = image.and_then(|image| {
        let manifest = image.manifest_digest.as_ref().map(|it| ("manifest", it));
        manifest.or(image.config_digest.as_ref().map(|it| ("config", it)))
    });
    match found.map(|(what, digest)| (what, digest.to_string())) {
        Some((what, digest)) => {
            state.say(format!("copied the digest of the {what}"));
            vec![Effect::Copy(digest.into_bytes())]
        }
        None => {
            state.complain("the image has no digest to copy");
            Vec::new()
        }
    }
}

fn height(state: &State) -> usize {
    state
        .layout()
        .map_or(1, |layout| inside(layout.main).max(1))
}

/// Scrolls the lines.
pub(super) fn scroll(state: &mut State, rows: isize) {
    let height = height(state);
    let about = &mut state.about;
    about.cursor.scroll(rows, about.lines.len(), height);
}

/// Selects the line in a row of the pane.
pub(super) fn click(state: &mut State, row: usize) {
    let height = height(state);
    let about = &mut state.about;
    let to = Step::To(about.cursor.top + row);
    about.cursor.step(to, about.lines.len(), height);
}

/// Brings the lines in line with what is known, and with the pane's size.
pub(super) fn settle(state: &mut State) {
    state.lay_out_about();
}
