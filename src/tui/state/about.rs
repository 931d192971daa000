//! The image screen: what the image says of itself, as lines of labels and values.
//!
//! The lines are made once for a width and a state of reading, and kept: a config may have
//! megabytes of labels, and a frame draws only the lines that are seen.

mod config;
mod page;

use super::super::cursor::Cursor;
use super::{LayerState, Opened, State, inside};
use crate::report::phrases::{base_text, count};
use crate::text::{escape, size};
use page::Page;

/// The image screen.
#[derive(Debug, Default)]
pub struct About {
    /// The lines.
    pub lines: Vec<AboutLine>,
    /// Where one is.
    pub cursor: Cursor,
    made_for: Option<Made>,
}

/// What lines depend on: the width, and how much is known.
type Made = (usize, usize, usize, bool, bool);

/// How a line is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The title of a section.
    Heading,
    /// Ordinary.
    Text,
    /// What the image is known by.
    Strong,
    /// What matters less.
    Dim,
    /// It holds.
    Good,
    /// It is odd.
    Warning,
    /// It is wrong.
    Error,
}

/// One line, escaped, within the width that it was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutLine {
    /// Cells before the text, for the label.
    pub lead: usize,
    /// What the value is; empty on its further lines.
    pub label: &'static str,
    /// The value, or a part of it.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
    /// The other image that Enter switches to, by its number among [`Opened::others`].
    pub switch: Option<usize>,
}

impl About {
    /// Has the lines made anew: the image says something else.
    pub fn forget(&mut self) {
        self.made_for = None;
    }
}

impl State {
    /// Makes the lines of the image screen where those at hand are of another width, or older.
    pub fn lay_out_about(&mut self) {
        let Some(layout) = self.layout() else {
            return;
        };
        let width = usize::from(layout.main.width.saturating_sub(2));
        let loading = &self.loading;
        let known = self.figures.is_some();
        let made = (
            width,
            loading.listed,
            loading.verified,
            loading.finished,
            known,
        );
        if self.about.made_for != Some(made) {
            self.about.lines = lines(self, width);
            self.about.made_for = Some(made);
        }
        let (len, height) = (self.about.lines.len(), inside(layout.main));
        self.about.cursor.follow(len, height);
    }
}

fn lines(state: &State, width: usize) -> Vec<AboutLine> {
    let Some(opened) = &state.image else {
        return Vec::new();
    };
    let mut page = Page::new(width);
    names(&mut page, opened);
    wrong(&mut page, state, opened);
    documents(&mut page, state, opened);
    config::write(&mut page, &opened.image.config);
    warnings(&mut page, state);
    others(&mut page, opened);
    page.lines()
}

fn names(page: &mut Page, opened: &Opened) {
    let names = &opened.image.names;
    page.all(
        "name",
        names.iter().map(|name| (name.as_str(), Tone::Strong)),
    );
    if names.is_empty() {
        page.fact("name", "none", Tone::Dim);
    }
}

/// What is wrong comes before anything that rests on it.
fn wrong(page: &mut Page, state: &State, opened: &Opened) {
    let layers = state.layers.rows.iter().enumerate();
    let layers = layers.flat_map(|(number, row)| {
        row.wrong
            .iter()
            .map(move |what| format!("layer {number}: {what}"))
    });
    let all: Vec<String> = opened
        .image
        .mismatches
        .iter()
        .cloned()
        .chain(layers)
        .collect();
    if !all.is_empty() {
        page.heading("What is wrong");
        page.notes(all.iter().map(|what| (what.as_str(), Tone::Error)));
        page.heading("The image");
    }
}

fn documents(page: &mut Page, state: &State, opened: &Opened) {
    let image = &opened.image;
    page.fact("platform", &escape(&image.platform.to_string()), Tone::Text);
    let layers = count(image.layers.len() as u64, "layer", "layers");
    let stored = format!("{}, {layers}, {}", image.format, size(opened.stored));
    page.fact("stored as", &stored, Tone::Text);
    if let Some(choice) = &opened.choice {
        page.fact("chosen", &escape(choice), Tone::Text);
    }
    for (label, digest) in [
        ("manifest", &image.manifest_digest),
        ("config", &image.config_digest),
    ] {
        if let Some(digest) = digest {
            page.fact(label, &escape(&digest.to_string()), Tone::Text);
        }
    }
    page.fact("layers", &checked(state), tone_of_layers(state));
    for (label, value) in [("created", &image.created), ("author", &image.author)] {
        if let Some(value) = value {
            page.fact(label, &escape(value), Tone::Text);
        }
    }
    if let Some(figures) = &state.figures {
        page.fact("base", &base_text(&figures.base), Tone::Text);
    }
    if let Some(name) = &image.base_name {
        page.fact("base name", &escape(name), Tone::Text);
    }
    let digests: Vec<String> = image.attestations.iter().map(ToString::to_string).collect();
    page.all(
        "attested by",
        digests.iter().map(|it| (it.as_str(), Tone::Text)),
    );
}

/// How far the layers' claims were checked, in words.
fn checked(state: &State) -> String {
    let rows = &state.layers.rows;
    let number = |what: fn(&LayerState) -> bool| rows.iter().filter(|row| what(&row.state)).count();
    let (bad, good) = (
        number(LayerState::is_bad),
        number(|state| *state == LayerState::Verified),
    );
    let unclaimed = number(|state| *state == LayerState::Unverified);
    match rows.len() - bad - good - unclaimed {
        _ if bad > 0 => format!(
            "{bad} of {} cannot be read or are not as claimed",
            rows.len()
        ),
        0 if unclaimed > 0 => format!("{good} verified, {unclaimed} without claims to verify"),
        0 => "all digests hold".to_owned(),
        open if state.loading.finished => format!("{open} not verified, as asked"),
        _ => format!("{good} of {} verified so far", rows.len()),
    }
}

fn tone_of_layers(state: &State) -> Tone {
    let rows = &state.layers.rows;
    match () {
        () if rows.iter().any(|row| row.state.is_bad()) => Tone::Error,
        () if rows.iter().all(|row| row.state == LayerState::Verified) => Tone::Good,
        () => Tone::Dim,
    }
}

fn warnings(page: &mut Page, state: &State) {
    let said = state.warnings.iter().map(|warning| {
        let place = warning
            .layer
            .map_or(String::new(), |at| format!("layer {at}, "));
        format!("{place}{}: {}", warning.kind.name(), warning.message)
    });
    let said: Vec<String> = said.collect();
    if !said.is_empty() {
        page.heading(&count(said.len() as u64, "warning", "warnings"));
        page.notes(said.iter().map(|what| (what.as_str(), Tone::Warning)));
    }
}

fn others(page: &mut Page, opened: &Opened) {
    if opened.others.is_empty() {
        return;
    }
    page.heading("Others in the same source (enter opens)");
    for (number, other) in opened.others.iter().enumerate() {
        let mut words = vec![format!("image {}", other.index)];
        words.extend(other.names.first().cloned());
        words.extend(other.platform.as_ref().map(ToString::to_string));
        if other.names.is_empty() {
            words.extend(other.digest.as_ref().map(ToString::to_string));
        }
        words.extend(other.note.clone());
        if !other.complete && other.note.is_none() {
            words.push("not all of it is here".into());
        }
        page.choice(number, &escape(&words.join("  ")), other.complete);
    }
}
