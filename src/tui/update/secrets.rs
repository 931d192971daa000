//! The secrets screen: scanning, choosing what is shown, the way to the file; and masking, which
//! is a matter of the whole browser.

use std::sync::Arc;

use super::super::action::{Action, Screen};
use super::super::cursor::Step;
use super::super::effect::Effect;
use super::super::jobs::{Job, Outcome, Slot};
use super::super::scan::{Found, Scan};
use super::super::state::{Asking, Pane, Phase, Picked, SecretRow, State};
use super::{files, layers, look, prompt};
use crate::report::secrets::phrases::secrets_of;
use crate::secrets::{FileSite, Place, Site};
use crate::tree::NodeId;

/// An action on the screen.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let page = state.secrets_split().list;
    if let Some(step) = Step::of(action, page) {
        let len = state.secrets.rows.len();
        state.secrets.cursor.step(step, len, page);
        return Vec::new();
    }
    match action {
        Action::Open if state.secrets.found().is_none() => start(state),
        Action::Open => go_to(state),
        Action::Preview => look_at(state),
        Action::Fold | Action::Left | Action::Right => fold(state, action),
        Action::NextSort => {
            state.secrets.sort = state.secrets.sort.next();
            pick(state)
        }
        Action::NextFates => {
            state.secrets.fates = state.secrets.fates.next();
            pick(state)
        }
        Action::ToggleAside => {
            state.secrets.all = !state.secrets.all;
            pick(state)
        }
        Action::Filter => {
            let text = state.secrets.filter.as_ref();
            let text = text.map(|(text, _)| text.clone());
            prompt::ask(state, Asking::Filter, &text.unwrap_or_default())
        }
        Action::CopyPath => copy(state),
        Action::CopyDigest => layers::copy_digest(state),
        _ => Vec::new(),
    }
}

/// Begins to scan; while the layers are not listed, it is noted.
pub(super) fn start(state: &mut State) -> Vec<Effect> {
    if !matches!(
        state.secrets.phase,
        Phase::Idle | Phase::Failed(_) | Phase::Wanted
    ) {
        return Vec::new();
    }
    let (Some(veil), Some(tree), Some(figures)) =
        (&state.secrets.veil, &state.tree, &state.figures)
    else {
        state.secrets.phase = Phase::Wanted;
        return Vec::new();
    };
    let image = veil.image(true).clone();
    let (scan, watch) = Scan::new(
        image,
        tree.clone(),
        figures.base.layers,
        state.secrets.judge.clone(),
        state.start.limits,
    );
    state.secrets.phase = Phase::Scanning(watch);
    let job = Job::new(Slot::Secrets, move |_| {
        Some(Outcome::Secrets(scan.run()?.map(Arc::new)))
    });
    vec![Effect::Job(job.watched())]
}

/// The layers are listed: what was asked for too early can begin.
pub(super) fn listed(state: &mut State) -> Vec<Effect> {
    match state.secrets.phase {
        Phase::Wanted => start(state),
        _ => Vec::new(),
    }
}

/// All is read: whoever always wants secrets gets them now.
pub(super) fn verified(state: &mut State) -> Vec<Effect> {
    match state.start.secrets {
        true => start(state),
        false => Vec::new(),
    }
}

/// The scan is done, or could not be.
pub(super) fn scanned(state: &mut State, found: Result<Arc<Found>, String>) -> Vec<Effect> {
    if !matches!(state.secrets.phase, Phase::Scanning(_)) {
        return Vec::new();
    }
    match found {
        Err(what) => {
            state.secrets.phase = Phase::Failed(what);
            Vec::new()
        }
        Ok(found) => {
            let all = found.to_act_on.all;
            if state.screen != Screen::Secrets {
                let what = match all {
                    0 => "no secrets to act on".to_owned(),
                    all => format!("{} to act on; 5 lists them", secrets_of(all)),
                };
                state.say(what);
            }
            state.secrets.veil = Some(found.veil.clone());
            state.secrets.phase = Phase::Done(found);
            let mut effects = pick(state);
            effects.extend(mask(state));
            effects
        }
    }
}

/// One step out: the scan is stopped, or the filter goes; none where there is neither.
pub(super) fn back(state: &mut State) -> Option<Vec<Effect>> {
    match &state.secrets.phase {
        Phase::Scanning(watch) => watch.cancel(),
        Phase::Wanted => {}
        _ if state.secrets.filter.is_some() => return Some(filter_typed(state, "")),
        _ => return None,
    }
    state.secrets.phase = Phase::Idle;
    state.say("the scan is stopped");
    Some(Vec::new())
}

/// Shows values, or masks them again.
pub(super) fn reveal(state: &mut State) -> Vec<Effect> {
    if state.secrets.veil.is_none() {
        state.complain("the image is not open yet");
        return Vec::new();
    }
    state.secrets.revealed = !state.secrets.revealed;
    state.say(match state.secrets.revealed {
        true => "the values of secrets are shown; X masks them again",
        false => "the values of secrets are masked",
    });
    mask(state)
}

/// Brings everything that may quote a value in line with whether values are shown.
fn mask(state: &mut State) -> Vec<Effect> {
    let Some(veil) = state.secrets.veil.clone() else {
        return Vec::new();
    };
    let image = veil.image(state.secrets.revealed);
    for (row, layer) in state.layers.rows.iter_mut().zip(&image.layers) {
        row.say(layer.clone());
    }
    if let Some(opened) = &mut state.image {
        opened.image = image.clone();
    }
    state.about.forget();
    look::mask(state)
}

/// The file of the selected place in its layer; the image screen for what the image itself says.
fn go_to(state: &mut State) -> Vec<Effect> {
    match selected_file(state) {
        Some((node, layer)) => files::go_to(state, node, layer),
        None => to_image(state),
    }
}

/// The contents of the selected place at its line.
fn look_at(state: &mut State) -> Vec<Effect> {
    let place = state.secrets.selected().map(|(_, place)| place.clone());
    match place {
        Some(Place {
            site:
                Site::File(FileSite {
                    node,
                    record,
                    inner,
                    ..
                }),
            line,
            span,
            ..
        }) => {
            // The line of an archive's member is none of the archive.
            let at = inner.is_none().then_some((line, span.0));
            look::open_stored(state, node, record, at)
        }
        Some(_) => to_image(state),
        None => Vec::new(),
    }
}

/// What the image says of itself, at the line that tells the selected secret.
fn to_image(state: &mut State) -> Vec<Effect> {
    let Some((finding, place)) = state.secrets.selected() else {
        return Vec::new();
    };
    let (value, masked) = (finding.secret.expose(), finding.secret.masked());
    let value = crate::text::escape_bytes(value).into_owned();
    let needle = if state.secrets.revealed {
        value
    } else {
        masked
    };
    let (layer, in_history) = (place.layer(), !place.site.path().starts_with(b"config."));
    state.screen = Screen::Image;
    state.pane = Pane::Main;
    state.lay_out_about();
    let lines = &state.about.lines;
    let told = lines.iter().position(|line| line.text.contains(&needle));
    if let Some(at) = told.filter(|_| !in_history) {
        state.about.cursor.at = at;
        state.lay_out_about();
        return Vec::new();
    }
    // A build step is told with the layer that it made.
    state.say("a step of the build says it; the details of its layer have the whole of it");
    layer.map_or_else(Vec::new, |layer| layers::go(state, Step::To(layer)))
}

/// The file of the selected place, with the layer that stores it.
fn selected_file(state: &State) -> Option<(NodeId, usize)> {
    match &state.secrets.selected()?.1.site {
        Site::File(file) => Some((file.node, file.layer)),
        Site::Config(_) => None,
    }
}

/// The path of the selected place.
pub(super) fn selected(state: &State) -> Option<NodeId> {
    selected_file(state).map(|(node, _)| node)
}

/// Opens the secret to its places, or closes it; a place closes what it belongs to.
fn fold(state: &mut State, action: Action) -> Vec<Effect> {
    let pane = &mut state.secrets;
    let Some(&row) = pane.rows.get(pane.cursor.at) else {
        return Vec::new();
    };
    let (SecretRow::Secret(number, _) | SecretRow::Place(number, _)) = row;
    let is_open = pane.open.contains(&number);
    match (action, is_open, row) {
        (Action::Right, true, SecretRow::Secret(..)) => pane.cursor.at += 1,
        (Action::Right, true, _) | (Action::Left, false, _) => {}
        (_, true, _) => {
            pane.open.remove(&number);
            let of = |row: &SecretRow| matches!(row, SecretRow::Secret(one, _) if *one == number);
            pane.cursor.at = pane.rows.iter().position(of).unwrap_or(0);
        }
        (_, false, _) => {
            pane.open.insert(number);
        }
    }
    pane.unfold();
    settle(state);
    Vec::new()
}

/// The filter being typed has changed.
pub(super) fn filter_typed(state: &mut State, text: &str) -> Vec<Effect> {
    let Some(filter) = prompt::filter(state, text) else {
        return Vec::new();
    };
    state.secrets.filter = filter;
    pick(state)
}

/// Begins to pick what is shown; what was shown before stays until then.
fn pick(state: &mut State) -> Vec<Effect> {
    let Some(picking) = state.secrets.picking() else {
        return Vec::new();
    };
    let job = Job::new(Slot::SomeSecrets, move |_| {
        Some(Outcome::SomeSecrets(picking.run()))
    });
    vec![Effect::Job(job)]
}

/// What is shown is picked.
pub(super) fn picked(state: &mut State, picked: Picked) -> Vec<Effect> {
    state.secrets.picked = picked;
    state.secrets.cursor = Default::default();
    state.secrets.unfold();
    settle(state);
    Vec::new()
}

fn copy(state: &mut State) -> Vec<Effect> {
    let Some((_, place)) = state.secrets.selected() else {
        return Vec::new();
    };
    let path = place.site.path();
    state.say(format!("copied {}", crate::text::escape_bytes(&path)));
    vec![Effect::Copy(path)]
}

/// Scrolls the list.
pub(super) fn scroll(state: &mut State, rows: isize) {
    let (len, page) = (state.secrets.rows.len(), state.secrets_split().list);
    state.secrets.cursor.scroll(rows, len, page);
}

/// Selects what stands in a row of the pane; a secret that is selected opens or closes.
pub(super) fn click(state: &mut State, row: usize) -> Vec<Effect> {
    let (len, split) = (state.secrets.rows.len(), state.secrets_split());
    let Some(row) = split.row(row) else {
        return Vec::new();
    };
    let (before, row) = (state.secrets.cursor.at, state.secrets.cursor.top + row);
    state.secrets.cursor.step(Step::To(row), len, split.list);
    if before == row {
        return fold(state, Action::Fold);
    }
    Vec::new()
}

/// Brings the window in line with the selection and the pane's size.
pub(super) fn settle(state: &mut State) {
    let (len, page) = (state.secrets.rows.len(), state.secrets_split().list);
    state.secrets.cursor.follow(len, page);
}
