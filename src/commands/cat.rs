//! `layerscope cat IMAGE PATH [--layer N]`.

use std::io;

use super::examine::{Reading, examine, open};
use super::{CommandError, Environment, cache, ls, path};
use crate::analysis::Examined;
use crate::cli;
use crate::gate::Exit;
use crate::layer::{EntryKind, NoSinks, Options, copy_contents};
use crate::report::output::Output;
use crate::text::{Escaped, escape};
use crate::tree::{NodeId, RecordId, Tree};
use crate::tui::settings::Flags;

pub(super) fn run(options: &cli::Cat, environment: &Environment) -> Result<Exit, CommandError> {
    let opened = open(&options.image, environment)?;
    let cache = cache::open(&options.image, &Flags::default(), false, environment);
    let reading = Reading {
        options: Options {
            verify: options.verify,
            hash: options.verify,
            limits: options.image.limits,
        },
        base: None,
        sinks: &NoSinks,
        quiet: options.image.quiet,
        cache: cache.as_ref(),
    };
    let examined = examine(opened.image, &reading, environment, |_| ());
    let record = record(options, &examined).inspect_err(|_| {
        ls::told(&examined); // what was not read may hold the path
    })?;
    let layer = &examined.image.layers[usize::from(record.layer)];
    let mut out = Output::create(None)?;
    let written = copy_contents(layer, record.entry, &options.image.limits, &mut out);
    let broken = written
        .as_ref()
        .is_err_and(|e| e.kind() == io::ErrorKind::InvalidData);
    if let (true, Err(error)) = (broken, &written) {
        return Err(path::wrong(&options.path, escape(&error.to_string())));
    }
    out.finish(written)?;
    Ok(ls::told(&examined))
}

/// The record of the inode to print.
fn record(options: &cli::Cat, examined: &Examined) -> Result<RecordId, CommandError> {
    let tree = &examined.tree;
    let wrong = |what: String| path::wrong(&options.path, what);
    let node = path::find(tree, &options.path)?;
    let version = match options.layer {
        None => tree.last(node),
        Some(layer) => {
            let own = tree
                .versions(node)
                .iter()
                .find(|v| usize::from(v.layer) == layer);
            own.copied().filter(|version| version.is_visible())
        }
    };
    let Some(version) = version else {
        return Err(wrong(missing(tree, node, options.layer)));
    };
    let record = version.record().and_then(|record| tree.inode(record));
    let record = record.filter(|&record| tree.entry(record).kind == EntryKind::File);
    record.ok_or_else(|| wrong(no_file(tree, version)))
}

/// Why there is nothing to print, and which layers have something.
fn missing(tree: &Tree, node: NodeId, layer: Option<usize>) -> String {
    let stored: Vec<String> = (tree.versions(node).iter())
        .filter(|version| version.record().is_some())
        .map(|version| version.layer.to_string())
        .collect();
    let where_else = match stored.as_slice() {
        [] => "no layer stores it".to_owned(),
        [one] => format!("layer {one} stores it: --layer {one}"),
        [.., last] => format!("layers {} store it: --layer {last}", stored.join(", ")),
    };
    match layer {
        None => format!("the final image does not show it; {where_else}"),
        Some(layer) if layer >= tree.layers() => {
            let (count, last) = (tree.layers(), tree.layers().saturating_sub(1));
            format!("there is no layer {layer}, only {count}, 0 to {last}; {where_else}")
        }
        Some(layer) => format!("layer {layer} does not store it; {where_else}"),
    }
}

fn no_file(tree: &Tree, version: crate::tree::Version) -> String {
    match tree.kind(version) {
        EntryKind::Directory => "is a directory; 'layerscope ls' lists it".to_owned(),
        EntryKind::Symlink => {
            let target = version
                .record()
                .map_or(&b""[..], |record| tree.link(record));
            format!("is a symbolic link to {}; print that", Escaped(target))
        }
        EntryKind::HardLink => "is a hard link to a path that is not there".to_owned(),
        _ => "is no regular file and has no contents".to_owned(),
    }
}
