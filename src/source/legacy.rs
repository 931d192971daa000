//! A save from before Docker 1.10: a directory for each layer, and no `manifest.json`.
//!
//! Each `<id>/json` names its parent; the chain from an image's ID down is the order of the
//! layers (Docker image specification v1). Docker itself no longer loads these.

use std::collections::HashSet;

use super::SourceError;
use super::catalog::{Catalog, Entry, Source, Variant, What};
use super::store::Found;
use crate::image::json::{Json, Node, Notes};
use crate::image::{Platform, WarningKind, quote};

/// What one `<id>/json` says.
#[derive(Debug, Clone, Default)]
pub(super) struct V1 {
    pub(super) parent: Option<String>,
    pub(super) platform: Platform,
    pub(super) created: Option<String>,
    pub(super) author: Option<String>,
    pub(super) comment: Option<String>,
    /// The command that made the layer.
    pub(super) created_by: Option<String>,
    pub(super) value: serde_json::Value,
}

/// The images of such a save; none when there is no `<id>/json` at all.
pub(super) fn catalog(
    source: &Source,
    mut catalog: Catalog,
) -> Result<Option<Catalog>, SourceError> {
    let names = source.store.top_names(&source.limits);
    let ids: Vec<String> = names.into_iter().filter(|id| is_id(source, id)).collect();
    if ids.is_empty() {
        return Ok(None);
    }
    if ids.len() > source.limits.layers {
        return Err(SourceError::Limit(format!(
            "{}: holds {} layers, more than the limit of {} (--limit layers)",
            source.name,
            ids.len(),
            source.limits.layers
        )));
    }
    let parents: HashSet<String> = ids
        .iter()
        .filter_map(|id| read(source, id).ok()?.parent)
        .collect();
    let tags = tags(source);
    let tagged = |id: &String| tags.iter().any(|(_, tagged)| tagged == id);
    let heads = ids.iter().filter(|id| tagged(id) || !parents.contains(*id));
    for head in heads.take(source.limits.index_descriptors) {
        let mut entry = Entry::default();
        let mine = tags.iter().filter(|(_, id)| id == head);
        entry.add_names(mine.map(|(name, _)| name.clone()));
        entry.variants.push(variant(source, head));
        catalog.entries.push(entry);
    }
    catalog.format = "docker archive";
    catalog.warn(
        WarningKind::Format,
        "the archive is from before Docker 1.10 and has no manifest.json; the order of the layers \
         is that of their parents, and nothing in it can be verified",
    );
    match catalog.entries.is_empty() {
        true => Err(source.fail("the layers name each other as parents in a circle")),
        false => Ok(Some(catalog)),
    }
}

fn is_id(source: &Source, id: &str) -> bool {
    id.len() == 64
        && id.bytes().all(|b| b.is_ascii_hexdigit())
        && source.store.has(&format!("{id}/json"))
}

fn variant(source: &Source, head: &str) -> Variant {
    let (chain, problem) = chain(source, head);
    let mut variant = Variant::new(What::Legacy(chain.clone()));
    variant.platform = read(source, head).ok().map(|v1| v1.platform);
    let present = |id: &String| source.store.has(&format!("{id}/layer.tar"));
    variant.complete = problem.is_none() && chain.iter().all(present);
    variant.problem = problem;
    variant
}

/// The IDs from the lowest layer to `head`.
fn chain(source: &Source, head: &str) -> (Vec<String>, Option<String>) {
    let (mut chain, mut seen) = (Vec::new(), HashSet::new());
    let mut next = Some(head.to_owned());
    while let Some(id) = next {
        if !seen.insert(id.clone()) {
            let why = format!("the layer {id} is its own ancestor");
            return (chain, Some(why));
        }
        match read(source, &id) {
            Ok(v1) => next = v1.parent,
            Err(why) => return (chain, Some(why)),
        }
        chain.push(id);
    }
    chain.reverse();
    (chain, None)
}

/// Reads `<id>/json`.
pub(super) fn read(source: &Source, id: &str) -> Result<V1, String> {
    let shown = quote(id);
    let blob = match source.store.get(&format!("{id}/json")) {
        Found::File(blob) => blob,
        _ => return Err(format!("the description of layer {shown} is missing")),
    };
    let describe = |why: String| format!("the description of layer {shown} {why}");
    let bytes = source.read(&blob).map_err(describe)?;
    let (json, _) =
        Json::parse(&bytes).map_err(|error| describe(format!("is no JSON ({error})")))?;
    let notes = Notes::default();
    let top = Node::new(&json, &notes);
    let text = |key: &str| {
        let text = top.field(key).text();
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let command: Vec<&str> = top
        .field("container_config")
        .field("Cmd")
        .items()
        .filter_map(|word| word.text())
        .collect();
    Ok(V1 {
        parent: text("parent"),
        platform: Platform::read(top).unwrap_or_default(),
        created: text("created"),
        author: text("author"),
        comment: text("comment"),
        created_by: (!command.is_empty()).then(|| command.join(" ")),
        value: json.to_value(),
    })
}

/// `repositories`: name → tag → ID.
fn tags(source: &Source) -> Vec<(String, String)> {
    let Found::File(blob) = source.store.get("repositories") else {
        return Vec::new();
    };
    let parsed = source
        .read(&blob)
        .ok()
        .and_then(|bytes| Json::parse(&bytes).ok());
    let Some((json, _)) = parsed else {
        return Vec::new();
    };
    let notes = Notes::default();
    let mut tags = Vec::new();
    for (name, ids) in Node::new(&json, &notes).entries() {
        for (tag, id) in Node::new(ids, &notes).strings() {
            tags.push((format!("{name}:{tag}"), id));
        }
    }
    tags.truncate(source.limits.index_descriptors);
    tags
}
