//! Which image it is, and its figures.

use std::io::{self, Write};

use super::{Text, percent};
use crate::image::Digest;
use crate::text::{escape, size};

pub(super) fn write(out: &mut dyn Write, text: &Text<'_>) -> io::Result<()> {
    let (examined, image) = (text.examined, &text.examined.image);
    let names: Vec<_> = image.names.iter().map(|name| escape(name)).collect();
    let names = if names.is_empty() {
        "(no name)".to_owned()
    } else {
        names.join(", ")
    };
    writeln!(out, "Image     {names}")?;
    let platform = image.platform.to_string();
    writeln!(out, "          {}, {}", escape(&platform), image.format)?;
    if let Some(choice) = text.choice {
        writeln!(out, "          {}", escape(choice))?;
    }
    let short = |digest: &Option<Digest>| {
        digest
            .as_ref()
            .map_or("none".to_owned(), |digest| digest.short().to_owned())
    };
    let (manifest, config) = (short(&image.manifest_digest), short(&image.config_digest));
    writeln!(out, "          manifest {manifest}, config {config}")?;
    if !image.attestations.is_empty() {
        writeln!(
            out,
            "          with {} attestations",
            image.attestations.len()
        )?;
    }
    writeln!(
        out,
        "Layers    {}, with {} entries",
        examined.layers.len(),
        examined.entries()
    )?;
    writeln!(out, "Digests   {}", verified(text))?;
    figures(out, text)
}

fn verified(text: &Text<'_>) -> String {
    let layers = &text.examined.layers;
    let count = |wanted| {
        layers
            .iter()
            .filter(|layer| layer.facts.verified == wanted)
            .count()
    };
    let (good, bad) = (count(Some(true)), count(Some(false)));
    match (good, bad) {
        _ if bad > 0 => format!(
            "NOT those that the image claims, in {bad} of {} layers",
            layers.len()
        ),
        (0, _) => "not verified".to_owned(),
        _ if good == layers.len() => "verified, size and contents of every layer".to_owned(),
        _ => format!("verified in {good} of {} layers", layers.len()),
    }
}

fn figures(out: &mut dyn Write, text: &Text<'_>) -> io::Result<()> {
    if let Some(dive) = text.dive {
        writeln!(out, "Counting  as dive 0.13.1 does (--accounting dive)")?;
        writeln!(out, "Total     {}", bytes(dive.size_bytes))?;
        writeln!(out, "Wasted    {}", bytes(dive.wasted_bytes))?;
        writeln!(out, "Efficient {}", percent(dive.efficiency))?;
        return writeln!(
            out,
            "User      {} wasted",
            percent(dive.wasted_user_percent)
        );
    }
    let figures = &text.examined.accounting;
    writeln!(out, "Total     {}", bytes(figures.total))?;
    writeln!(out, "Live      {}", bytes(figures.live))?;
    writeln!(out, "Wasted    {}", bytes(figures.wasted))?;
    writeln!(out, "Efficient {}", percent(figures.efficiency()))?;
    let base = &text.examined.base;
    let wasted = percent(figures.user_wasted_percent());
    let above = size(figures.user_bytes);
    writeln!(out, "Above the base  {wasted} of {above} wasted")?;
    let what = match base.layers {
        1 => "layer 0".to_owned(),
        n => format!("the {n} lowest layers"),
    };
    writeln!(
        out,
        "          the base is {what} ({})",
        escape(&base.reason)
    )
}

/// A size for people, with the exact one behind it where they differ.
fn bytes(count: u64) -> String {
    match count {
        0..1000 => size(count),
        _ => format!("{} ({count} bytes)", size(count)),
    }
}
