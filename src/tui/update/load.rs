//! News from the loader, and results of jobs.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::super::effect::Effect;
use super::super::jobs::{Job, Outcome, Slot};
use super::super::loader::stored_bytes;
use super::super::message::{Listed, Load, LoadedLayer};
use super::super::state::{Figures, LayerRow, LayerState, Opened, State};
use super::super::veil::Veil;
use super::{duplicates, files, life, look, secrets, waste};
use crate::analysis::{Base, Duplicate};
use crate::image::{Warning, WarningKind};
use crate::source;
use crate::tree::{Order, Tallies, Tree};

/// Takes a piece of news in.
pub fn load(state: &mut State, load: Load) -> Vec<Effect> {
    match load {
        Load::Spooled(bytes) => state.loading.spooled = bytes,
        Load::Opened(opened, veil) => self::opened(state, *opened, veil),
        Load::Failed(error) => state.complain(error.to_string()),
        Load::Read { bytes, seconds } => {
            state.loading.read = bytes;
            state.loading.seconds = seconds;
        }
        Load::Layer(layer) => listed_layer(state, *layer),
        Load::Tree(tree, order) => return self::tree(state, tree, order),
        Load::Listed(listed) => return self::listed(state, *listed),
        Load::Verified(layer) => verified(state, *layer),
        Load::Finished(duplicates) => return finished(state, duplicates),
    }
    Vec::new()
}

/// Takes a job's result in.
pub fn outcome(state: &mut State, outcome: Outcome) -> Vec<Effect> {
    match outcome {
        Outcome::Changes(counts) => {
            for (row, count) in state.layers.rows.iter_mut().zip(counts) {
                row.changes = Some(count);
            }
            Vec::new()
        }
        Outcome::Sums(range, sums) => files::summed(state, range, sums),
        Outcome::Order(order) => files::ordered(state, order),
        Outcome::Filtered(matches, count) => files::found(state, matches, count),
        Outcome::Searched(matches, count) => files::searched(state, matches, count),
        Outcome::Flat(nodes) => files::flattened(state, nodes),
        Outcome::Count(count) => files::counted(state, count),
        Outcome::Contents(contents) => look::loaded(state, contents),
        Outcome::Indexed => look::indexed(state),
        Outcome::Found(found) => look::found(state, found),
        Outcome::Compared(diff) => look::compared(state, diff),
        Outcome::Extracted(done) => look::extracted(state, done),
        Outcome::Waste(all) => waste::sifted(state, all),
        Outcome::SomeWaste(some) => waste::some_sifted(state, some),
        Outcome::Duplicates(picked) => duplicates::sifted(state, picked),
        Outcome::Secrets(found) => secrets::scanned(state, found),
        Outcome::SomeSecrets(picked) => secrets::picked(state, picked),
    }
}

fn opened(state: &mut State, opened: source::Opened, veil: Arc<Veil>) {
    let source::Opened {
        choice,
        others,
        stream,
        ..
    } = opened;
    let image = veil.image(state.secrets.revealed).clone();
    state.secrets.veil = Some(veil);
    state.layers.rows = image.layers.iter().cloned().map(LayerRow::new).collect();
    state.layers.base = Base::of(&image, None).layers;
    state.warnings.extend(image.warnings.iter().cloned());
    let stored = stored_bytes(&image);
    state.image = Some(Opened {
        image,
        choice,
        others,
        stream,
        stored,
    });
}

/// What became of a layer's claims.
fn state_of(layer: &LoadedLayer) -> LayerState {
    let wrong = layer.error.as_ref().or(layer.mismatches.first());
    match (wrong, layer.facts.verified) {
        (Some(wrong), _) => LayerState::Bad(wrong.clone()),
        (None, Some(true)) => LayerState::Verified,
        (None, _) if layer.facts.digest.is_some() => LayerState::Unverified,
        (None, _) => LayerState::Listed,
    }
}

fn listed_layer(state: &mut State, layer: LoadedLayer) {
    state.loading.listed = state.loading.listed.max(layer.number + 1);
    if layer.facts.digest.is_some() {
        state.loading.verified = state.loading.listed;
    }
    let became = state_of(&layer);
    if let Some(row) = state.layers.rows.get_mut(layer.number) {
        row.state = became;
        row.cut = layer.error.is_some();
        row.wrong = layer.error.into_iter().chain(layer.mismatches).collect();
        row.entries = Some(layer.entries);
        row.bytes = Some(layer.bytes);
        row.warnings
            .extend(layer.warnings.iter().map(|warning| warning.message.clone()));
        row.facts = Some(layer.facts);
    }
    state.warnings.extend(layer.warnings);
}

fn verified(state: &mut State, layer: LoadedLayer) {
    state.loading.verified = state.loading.verified.max(layer.number + 1);
    let became = state_of(&layer);
    if let Some(row) = state.layers.rows.get_mut(layer.number) {
        row.state = became;
        row.cut = layer.error.is_some();
        row.wrong = layer.error.into_iter().chain(layer.mismatches).collect();
        row.facts = Some(layer.facts);
    }
}

fn listed(state: &mut State, listed: Listed) -> Vec<Effect> {
    let Listed {
        tree,
        order,
        accounting,
        base,
        overflowed,
    } = listed;
    if overflowed {
        let what = "the image has more paths than can be held; some are left out";
        let warning = Warning::image(WarningKind::Format, what);
        state.warnings.push(warning);
    }
    state.layers.base = base.layers;
    let mut effects = self::tree(state, tree, order);
    state.figures = Some(Figures {
        accounting,
        base,
        duplicates: None,
    });
    effects.extend(count_changes(state));
    effects.extend(waste::sift(state));
    effects.extend(secrets::listed(state));
    effects
}

/// All is read. Contents that are known now tell changes that could not be told before, so that
/// everything that counts or orders by them begins anew.
fn finished(state: &mut State, found: Option<Vec<Duplicate>>) -> Vec<Effect> {
    state.loading.finished = true;
    if let (Some(figures), Some(found)) = (&mut state.figures, found) {
        figures.duplicates = Some(found.into());
    }
    let mut effects = count_changes(state);
    effects.extend(files::view_changed(state, false));
    effects.extend(waste::sift(state));
    effects.extend(duplicates::sift(state));
    effects.extend(secrets::verified(state));
    life::refresh(state);
    effects
}

/// A tree has come: the numbers of its paths are those of the one before, with more behind.
fn tree(state: &mut State, tree: Arc<Tree>, order: Arc<Order>) -> Vec<Effect> {
    state.tree = Some(tree);
    state.files.by_name = Some(order);
    state.files.order = None;
    state.files.sums = None;
    files::view_changed(state, true)
}

fn count_changes(state: &State) -> Vec<Effect> {
    let Some(tree) = state.tree.clone() else {
        return Vec::new();
    };
    let count = move |cancelled: &AtomicBool| {
        let of = |tallies: &Tallies| [tallies.added, tallies.modified, tallies.removed];
        let counts = tree.changes_by_layer(cancelled)?;
        let paths = counts
            .iter()
            .map(|tallies| of(tallies).map(|tally| tally.paths));
        Some(Outcome::Changes(paths.collect()))
    };
    vec![Effect::Job(Job::new(Slot::Changes, count))]
}
