//! `layerscope ls IMAGE [PATH]`.

use super::examine::{Reading, examine, open};
use super::{CommandError, Environment, cache, note, path};
use crate::analysis::Examined;
use crate::analysis::sha256::Sha256Contents;
use crate::cli::{self, ListFormat, ViewRange};
use crate::gate::Exit;
use crate::image::{Warning, WarningKind};
use crate::layer::{NoSinks, Options};
use crate::report::listing::{self, Form, Listing};
use crate::report::output::Output;
use crate::text::escape;
use crate::tree::{NodeId, ROOT, Range};
use crate::tui::settings::Flags;

pub(super) fn run(options: &cli::Ls, environment: &Environment) -> Result<Exit, CommandError> {
    let opened = open(&options.image, environment)?;
    let range = range(options.view, opened.image.layers.len())?;
    let hashes = options
        .hash
        .then(|| Sha256Contents::new(opened.image.layers.len()));
    let above = range.is_some_and(|range| range.from > 0);
    let by_claims = options.no_verify;
    let cache = cache::open(&options.image, &Flags::default(), by_claims, environment);
    let reading = Reading {
        options: Options {
            verify: options.verify,
            // What a layer changed is told by contents, where there is something below it.
            hash: options.verify || (above && !options.no_verify),
            limits: options.image.limits,
        },
        base: None,
        sinks: match &hashes {
            Some(hashes) => hashes,
            None => &NoSinks,
        },
        quiet: options.image.quiet,
        cache: cache.as_ref(),
    };
    let examined = examine(opened.image, &reading, environment, |_| ());
    from_cache(options.image.quiet, &examined);
    let from = find(options, &examined).inspect_err(|_| {
        told(&examined); // what was not read may hold the path
    })?;
    let listing = Listing {
        tree: &examined.tree,
        range,
        hashes: hashes.as_ref(),
    };
    let form = match options.format {
        ListFormat::Text => Form::Text,
        ListFormat::Ndjson => Form::Ndjson,
    };
    let mut out = Output::create(None)?;
    let written = listing::write(&mut out, &listing, from, form);
    out.finish(written)?;
    Ok(told(&examined))
}

/// Says that layers are listed as an earlier run found them, where nobody was to verify that.
fn from_cache(quiet: bool, examined: &Examined) {
    let unread = |warning: &&Warning| warning.kind == WarningKind::FromCache;
    for warning in examined.warnings.iter().filter(unread) {
        note(quiet, &format!("layerscope: {}", warning.message));
    }
}

/// Says on standard error what is wrong with the image, whatever else was printed.
pub(super) fn told(examined: &Examined) -> Exit {
    for error in examined.errors.iter().chain(&examined.mismatches) {
        note(false, &format!("layerscope: {}", escape(error)));
    }
    match (examined.incomplete(), examined.mismatches.is_empty()) {
        (true, _) => Exit::Unreadable,
        (false, true) => Exit::Passed,
        (false, false) => Exit::Failed,
    }
}

fn range(view: ViewRange, layers: usize) -> Result<Option<Range>, CommandError> {
    let (from, to) = match view {
        ViewRange::Final => return Ok(None),
        ViewRange::Layer(layer) => (layer, layer),
        ViewRange::Layers(from, to) => (from, to),
    };
    if to < layers {
        return Ok(Some(Range { from, to }));
    }
    let last = layers.saturating_sub(1);
    Err(CommandError::Wrong(format!(
        "--view {to}: the image has {layers} layers, 0 to {last}; choose among them"
    )))
}

fn find(options: &cli::Ls, examined: &Examined) -> Result<NodeId, CommandError> {
    let Some(path) = &options.path else {
        return Ok(ROOT);
    };
    let tree = &examined.tree;
    let node = path::find(tree, path)?;
    let gone = node != ROOT && options.view == ViewRange::Final && tree.last(node).is_none();
    match tree
        .versions(node)
        .iter()
        .rfind(|version| version.is_visible())
    {
        Some(last) if gone => {
            let what = format!(
                "the final image does not show it; layer {0} was the last to store it: --view {0}",
                last.layer
            );
            Err(path::wrong(path, what))
        }
        _ => Ok(node),
    }
}
