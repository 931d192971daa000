//! Taking a file or a directory out: where to, whether to overwrite, and what came of it.

use std::path::PathBuf;

use super::super::super::effect::Effect;
use super::super::super::jobs::{Job, Outcome, Slot};
use super::super::super::state::{Ask, Asking, Extracting, Prompt, State};
use super::super::prompt;
use crate::extract::{self, Destination, ExtractError, Extracted, Origin, Overwrite};
use crate::image::{Layer, Watch};
use crate::layer::EntryKind;
use crate::text::{escape_bytes, size};
use crate::tree::NodeId;

/// Asks where the version that a path has after a layer is to be written.
pub(in crate::tui::update) fn extract(
    state: &mut State,
    node: NodeId,
    layer: usize,
) -> Vec<Effect> {
    let Some(tree) = state.tree.clone() else {
        return Vec::new();
    };
    let Some(version) = super::version(&tree, node, layer) else {
        state.complain("the path was never there up to this layer");
        return Vec::new();
    };
    let kind = tree.kind(version);
    let suggested = match kind {
        EntryKind::File => extract::suggest_file(&tree, node, version),
        EntryKind::Directory => extract::suggest_directory(&tree, node, version.layer.into()),
        _ => {
            state.complain("only files and directories can be extracted");
            return Vec::new();
        }
    };
    // A directory is taken as it stands after the layer, not after the one that touched it last.
    let layer = match tree.at(node, layer) {
        Some(_) => layer,
        None => last_layer(&tree, node, layer),
    };
    state.extracting = Some(Extracting {
        node,
        version,
        layer,
        watch: Watch::default(),
        path: None,
    });
    prompt::ask(state, Asking::ExtractTo, &suggested.to_string_lossy())
}

/// The last layer, up to one, after which a path could be seen.
fn last_layer(tree: &crate::tree::Tree, node: NodeId, layer: usize) -> usize {
    let gone = tree.versions(node).iter().rev();
    let gone = gone.filter(|version| usize::from(version.layer) <= layer);
    let gone = gone.take_while(|version| !version.is_visible()).last();
    gone.map_or(layer, |version| {
        usize::from(version.layer).saturating_sub(1)
    })
}

/// The destination was typed.
pub(in crate::tui::update) fn destination(
    state: &mut State,
    text: &str,
) -> Result<Vec<Effect>, String> {
    if text.is_empty() {
        return Err("a file, or a directory to put it into".into());
    }
    let Some(extracting) = &mut state.extracting else {
        return Ok(Vec::new());
    };
    extracting.path = Some(PathBuf::from(text));
    Ok(start(state, Overwrite::No))
}

/// The question whether to overwrite was answered with yes.
pub(in crate::tui::update) fn answered(state: &mut State) -> Vec<Effect> {
    start(state, Overwrite::Yes)
}

fn start(state: &mut State, overwrite: Overwrite) -> Vec<Effect> {
    let (Some(extracting), Some(tree)) = (&state.extracting, state.tree.clone()) else {
        return Vec::new();
    };
    let Some(path) = extracting.path.clone() else {
        return Vec::new();
    };
    let layers: Vec<Layer> = state
        .layers
        .rows
        .iter()
        .map(|row| row.layer.clone())
        .collect();
    let (node, version, layer) = (extracting.node, extracting.version, extracting.layer);
    let watch = extracting.watch.clone();
    state.say("extracting; esc stops it");
    let limits = state.start.limits;
    let job = Job::new(Slot::Extract, move |_| {
        let origin = Origin {
            tree: &tree,
            layers: &layers,
            limits: &limits,
        };
        let to = Destination {
            path: &path,
            overwrite,
        };
        let done = match tree.kind(version) {
            EntryKind::Directory => extract::directory(origin, node, layer, to, &watch),
            _ => extract::file(origin, node, version, to, &watch),
        };
        Some(Outcome::Extracted(done))
    });
    vec![Effect::Job(job.watched())]
}

/// Stops an extraction that is under way; false when there is none.
pub(in crate::tui::update) fn stop(state: &mut State) -> bool {
    let under_way = state
        .extracting
        .as_ref()
        .filter(|extracting| extracting.path.is_some());
    under_way
        .inspect(|extracting| extracting.watch.cancel())
        .is_some()
}

/// Extraction has ended.
pub(in crate::tui::update) fn extracted(
    state: &mut State,
    done: Result<Extracted, ExtractError>,
) -> Vec<Effect> {
    match done {
        Ok(done) => {
            state.extracting = None;
            let path = escape_bytes(done.path.as_os_str().as_encoded_bytes()).into_owned();
            let notes = match done.notes.len() {
                0 => String::new(),
                _ => format!("; {}", done.notes.join("; ")),
            };
            state.say(format!("wrote {} to {path}{notes}", size(done.bytes)));
        }
        Err(ExtractError::Exists(path)) => {
            let path = escape_bytes(path.as_os_str().as_encoded_bytes()).into_owned();
            let question = format!("{path} exists; overwrite it?");
            state.prompt = Some(Prompt::Question(Ask { question }));
        }
        Err(ExtractError::Cancelled) => {
            state.extracting = None;
            state.say("stopped; nothing was written");
        }
        Err(error) => {
            state.extracting = None;
            state.complain(error.to_string());
        }
    }
    Vec::new()
}
