//! Which image, and which platform of it.

use super::catalog::{Catalog, Entry, Source, Variant, familiar};
use super::{OpenOptions, Other, SourceError};
use crate::image::{Digest, Platform, quote};

/// What was taken.
pub(super) struct Chosen {
    pub(super) index: usize,
    pub(super) variant: usize,
    /// A line for people, when there was a choice.
    pub(super) why: Option<String>,
}

/// Chooses by what the options say, else the only one, else what this machine would run.
pub(super) fn choose(
    source: &Source,
    catalog: &Catalog,
    options: &OpenOptions,
) -> Result<Chosen, SourceError> {
    let offered: Vec<usize> = (0..catalog.entries.len())
        .filter(|index| catalog.entries[*index].images().next().is_some())
        .collect();
    let (index, digest) = match (&options.image, &offered[..]) {
        (_, []) => return Err(super::oci::nothing(source, catalog)),
        (Some(wanted), _) => named(source, catalog, &offered, wanted)?,
        (None, [only]) => (*only, None),
        (None, _) => (only_whole(source, catalog, &offered)?, None),
    };
    let mut chosen = platform(source, catalog, index, digest, options)?;
    if offered.len() > 1 {
        let title = title(index, &catalog.entries[index]);
        let why = match &options.image {
            Some(_) => "as asked for",
            None => "the only one that is whole",
        };
        let image = format!("image {title} of {}, {why}", offered.len());
        chosen.why = Some(match chosen.why {
            Some(platform) => format!("{image}; {platform}"),
            None => image,
        });
    }
    Ok(chosen)
}

/// The one image of several that has all its parts for some platform: a containerd store lists
/// what it has pulled in part, too, and that cannot be what is meant.
fn only_whole(source: &Source, catalog: &Catalog, offered: &[usize]) -> Result<usize, SourceError> {
    let is_whole = |index: &&usize| {
        let mut images = catalog.entries[**index].images();
        images.any(|variant| variant.complete && variant.problem.is_none())
    };
    let mut whole = offered.iter().filter(is_whole);
    match (whole.next(), whole.next()) {
        (Some(only), None) => Ok(*only),
        _ => Err(several_images(source, catalog, offered)),
    }
}

/// Finds the image that `--image` names, and the manifest where a digest names one.
fn named(
    source: &Source,
    catalog: &Catalog,
    offered: &[usize],
    wanted: &str,
) -> Result<(usize, Option<Digest>), SourceError> {
    let entry = |index: usize| &catalog.entries[index];
    let by_name = |test: &dyn Fn(&str) -> bool| {
        let has = |index: &&usize| entry(**index).names.iter().any(|name| test(name));
        offered.iter().find(has).map(|index| (*index, None))
    };
    let exact = by_name(&|name| name == wanted);
    let found = exact
        .or_else(|| by_name(&|name| familiar(name) == familiar(wanted)))
        .or_else(|| by_digest(catalog, offered, wanted))
        .or_else(|| {
            let index = wanted.parse().ok()?;
            offered.contains(&index).then_some((index, None))
        });
    found.ok_or_else(|| {
        let message = format!(
            "{}: no image is called '{}'; it holds",
            source.name,
            quote(wanted)
        );
        choice(message, catalog, offered)
    })
}

/// A digest, with or without `sha256:`, or at least six of its first digits.
fn by_digest(
    catalog: &Catalog,
    offered: &[usize],
    wanted: &str,
) -> Option<(usize, Option<Digest>)> {
    let hex = wanted.split_once(':').map_or(wanted, |(_, hex)| hex);
    let matches = |digest: &Option<Digest>| {
        digest.as_ref().is_some_and(|digest| {
            digest.as_str() == wanted || hex.len() >= 6 && digest.encoded().starts_with(hex)
        })
    };
    for index in offered {
        let entry = &catalog.entries[*index];
        if matches(&entry.digest) {
            return Some((*index, None));
        }
        let mut variants = entry.images();
        let found = variants.find(|v| matches(&v.digest) || matches(&v.config_digest));
        if let Some(variant) = found {
            return Some((*index, variant.digest.clone()));
        }
    }
    None
}

fn platform(
    source: &Source,
    catalog: &Catalog,
    index: usize,
    digest: Option<Digest>,
    options: &OpenOptions,
) -> Result<Chosen, SourceError> {
    let entry = &catalog.entries[index];
    let all: Vec<usize> = (0..entry.variants.len())
        .filter(|at| entry.variants[*at].is_image())
        .filter(|at| digest.is_none() || entry.variants[*at].digest == digest)
        .collect();
    let take = |variant: usize, why: Option<String>| {
        usable(source, entry, variant)?;
        Ok(Chosen {
            index,
            variant,
            why,
        })
    };
    if let Some(wanted) = &options.platform {
        let Some(found) = best(entry, &all, wanted) else {
            let message = format!("{}: has no {wanted}; it holds", source.name);
            return Err(platforms(message, index, entry, &all));
        };
        let why = format!("{}, as asked for", shown(&entry.variants[found]));
        return take(found, (all.len() > 1).then_some(why));
    }
    if let [only] = all[..] {
        return take(only, None);
    }
    let complete: Vec<usize> = all
        .iter()
        .copied()
        .filter(|at| entry.variants[*at].complete)
        .collect();
    let host = Platform::host();
    if let Some(found) = best(entry, &complete, &host) {
        let rest = listed(entry, all.iter().filter(|at| **at != found));
        let name = shown(&entry.variants[found]);
        return take(
            found,
            Some(format!("{name}, this machine's; there is also {rest}")),
        );
    }
    match complete[..] {
        [only] => {
            let name = shown(&entry.variants[only]);
            take(
                only,
                Some(format!(
                    "{name}, the only one that is complete in {}",
                    source.name
                )),
            )
        }
        [] => match best(entry, &all, &host) {
            Some(found) => {
                let name = shown(&entry.variants[found]);
                take(
                    found,
                    Some(format!("{name}, this machine's; none of them is complete")),
                )
            }
            None => {
                let message = format!(
                    "{}: holds several platforms, none of them complete; save the image again \
                     with all its parts, or choose one with --platform",
                    source.name
                );
                Err(platforms(message, index, entry, &all))
            }
        },
        _ => {
            let message = format!(
                "{}: holds several platforms, and none is this machine's ({host}); choose one \
                 with --platform",
                source.name
            );
            Err(platforms(message, index, entry, &complete))
        }
    }
}

fn usable(source: &Source, entry: &Entry, variant: usize) -> Result<(), SourceError> {
    match &entry.variants[variant].problem {
        None => Ok(()),
        Some(problem) => {
            let name = shown(&entry.variants[variant]);
            let all = entry.images().count();
            let which = if all > 1 {
                format!("{name}: ")
            } else {
                String::new()
            };
            Err(source.fail(format!(
                "{which}{problem}; the image is not here as a whole, save it again"
            )))
        }
    }
}

/// The best of `among` for a platform: the first of equals, those that say nothing last.
fn best(entry: &Entry, among: &[usize], wanted: &Platform) -> Option<usize> {
    let ranked = among.iter().filter_map(|at| {
        let rank = entry.variants[*at].platform.as_ref()?.rank(wanted)?;
        Some((rank, *at))
    });
    // `min_by_key` gives the first of equals.
    let known = ranked.min_by_key(|(rank, _)| *rank).map(|(_, at)| at);
    known.or_else(|| {
        let silent = |at: &&usize| entry.variants[**at].platform.is_none();
        among.iter().find(silent).copied()
    })
}

fn shown(variant: &Variant) -> String {
    match &variant.platform {
        Some(platform) => quote(&platform.to_string()),
        None => "unknown platform".to_owned(),
    }
}

fn listed<'a>(entry: &Entry, among: impl Iterator<Item = &'a usize>) -> String {
    const MOST: usize = 6;
    let mut names: Vec<String> = among.map(|at| shown(&entry.variants[*at])).collect();
    if names.len() > MOST {
        let more = names.len() - MOST;
        names.truncate(MOST);
        names.push(format!("{more} more"));
    }
    names.join(", ")
}

fn title(index: usize, entry: &Entry) -> String {
    match entry.names.first() {
        Some(name) => format!("{index} ({})", quote(name)),
        None => index.to_string(),
    }
}

fn several_images(source: &Source, catalog: &Catalog, offered: &[usize]) -> SourceError {
    let message = format!(
        "{}: holds {} images; choose one with --image NAME, DIGEST or INDEX",
        source.name,
        offered.len()
    );
    choice(message, catalog, offered)
}

fn choice(message: String, catalog: &Catalog, offered: &[usize]) -> SourceError {
    let first = |index: &usize| {
        let entry = &catalog.entries[*index];
        entry
            .images()
            .next()
            .map(|variant| entry.other(*index, variant))
    };
    with_lines(message, offered.iter().filter_map(first).collect())
}

fn platforms(message: String, index: usize, entry: &Entry, among: &[usize]) -> SourceError {
    let other = |at: &usize| entry.other(index, &entry.variants[*at]);
    with_lines(message, among.iter().map(other).collect())
}

fn with_lines(mut message: String, others: Vec<Other>) -> SourceError {
    const MOST: usize = 40;
    for other in others.iter().take(MOST) {
        message.push_str("\n  ");
        message.push_str(&line(other));
    }
    if others.len() > MOST {
        message.push_str(&format!("\n  and {} more", others.len() - MOST));
    }
    SourceError::Choice { message, others }
}

fn line(other: &Other) -> String {
    let names = match other.names.is_empty() {
        true => "(no name)".to_owned(),
        false => quote(&other.names.join(", ")),
    };
    let digest = other.digest.as_ref().map_or("", Digest::short);
    let platform = other
        .platform
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let missing = if other.complete {
        ""
    } else {
        "  (parts are missing)"
    };
    let line = format!("{}  {names}  {digest}  {}", other.index, quote(&platform));
    format!("{}{missing}", line.trim_end())
}

/// Everything that was not taken, for those who list it.
pub(super) fn others(catalog: &Catalog, chosen: &Chosen) -> Vec<Other> {
    let mut others = Vec::new();
    for (index, entry) in catalog.entries.iter().enumerate() {
        for (at, variant) in entry.variants.iter().enumerate() {
            if (index, at) != (chosen.index, chosen.variant) {
                others.push(entry.other(index, variant));
            }
        }
    }
    others
}
