//! The secrets for people: each once, with every place, what became of it there, and what to do.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Secrets;
use super::words::{ROTATE, fate, instead, origin, secrets_of, skipped, spot, value};
use crate::report::page::Page;
use crate::report::text::{Text, brief};
use crate::secrets::{Disposition, Finding, Place, Site};
use crate::text::escape;

/// Places of one secret that are told one by one.
const PLACES: usize = 8;

pub(super) fn write(out: &mut dyn Write, images: &[Secrets<'_>]) -> io::Result<()> {
    for (number, secrets) in images.iter().enumerate() {
        let mut page = Page::new(out, secrets.width);
        if let Some(platform) = secrets.platform {
            let before = if number > 0 { "\n" } else { "" };
            let of = format!("{} of {}", number + 1, images.len());
            page.line(&format!("{before}PLATFORM  {}, {of}", escape(platform)))?;
            page.blank()?;
        }
        image(&mut page, secrets)?;
    }
    Ok(())
}

/// The page of one image.
fn image(page: &mut Page<'_>, secrets: &Secrets<'_>) -> io::Result<()> {
    let Secrets {
        examined,
        choice,
        width,
        ..
    } = *secrets;
    brief(
        page,
        &Text {
            examined,
            dive: None,
            choice,
            width,
            most: 0,
        },
    )?;
    let counted: Vec<&Finding> = secrets
        .listed()
        .filter(|one| secrets.policy.counts(one))
        .collect();
    page.heading("SECRETS", &summary(&counted))?;
    for finding in &counted {
        one(page, secrets, finding)?;
    }
    what_to_do(page, &counted)?;
    set_aside(page, secrets)?;
    let left_out = skipped(&secrets.findings.skipped);
    if !left_out.is_empty() {
        page.heading("NOT LOOKED AT", "or not to the end")?;
        for row in left_out {
            page.hung("  ", &row)?;
        }
    }
    for note in secrets.notes {
        page.blank()?;
        page.hung("Note: ", &escape(note))?;
    }
    page.blank()?;
    page.line(&last_line(secrets, &counted))
}

fn summary(counted: &[&Finding]) -> String {
    if counted.is_empty() {
        return "none that somebody has to act on".to_owned();
    }
    let visible = counted.iter().filter(|finding| finding.visible()).count();
    let hidden = counted.len() - visible;
    let parts = [
        (visible, "visible in the final image"),
        (hidden, "deleted or overwritten, and still in a layer"),
    ];
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    format!(
        "{} to act on: {}",
        secrets_of(counted.len()),
        parts.join(", ")
    )
}

fn one(page: &mut Page<'_>, secrets: &Secrets<'_>, finding: &Finding) -> io::Result<()> {
    page.blank()?;
    let severity = finding.severity.name().to_uppercase();
    let shown = value(secrets, finding);
    page.hung(
        &format!("  {severity}  "),
        &format!("{}  {shown}", escape(&finding.rule.title)),
    )?;
    let note = finding
        .note
        .as_ref()
        .map_or(String::new(), |note| format!(", {}", escape(note)));
    let (rule, confidence) = (escape(&finding.rule.id), finding.confidence.name());
    page.hung(
        "    ",
        &format!(
            "{rule}, confidence {confidence}{note}; {}",
            finding.fingerprint
        ),
    )?;
    for place in finding.places.iter().take(PLACES) {
        page.path("    ", &spot(place), "")?;
        page.cut("      ", &origin(secrets, place))?;
        page.hung("      ", &fate(secrets, place))?;
        if place.disposition != Disposition::Actionable {
            page.hung("      ", &explained(place))?;
        }
        if let Some((package, layer)) = &place.claimed {
            let package = escape(package);
            let text = format!(
                "layer {layer} says that {package} shipped it so; that layer is not of the base, \
                 and is not believed"
            );
            page.hung("      ", &text)?;
        }
    }
    if finding.places.len() > PLACES {
        let more = finding.places.len() - PLACES;
        page.hung(
            "    ",
            &format!("and {more} more places; --format json has them all"),
        )?;
    }
    match &finding.rule.remedy {
        Some(remedy) => page.hung("    ", &escape(remedy)),
        None => Ok(()),
    }
}

/// What helps, by where secrets are: said once, not for each.
fn what_to_do(page: &mut Page<'_>, counted: &[&Finding]) -> io::Result<()> {
    if counted.is_empty() {
        return Ok(());
    }
    page.heading("WHAT TO DO", "")?;
    page.hung("  ", ROTATE)?;
    let places = counted.iter().flat_map(|finding| &finding.places);
    let kinds: BTreeMap<(bool, bool), &Place> = places
        .map(|place| {
            let in_file = matches!(place.site, Site::File(_));
            // First files that are gone, then those that are there, then the configuration.
            ((!in_file, in_file && place.visible()), place)
        })
        .collect();
    for place in kinds.values() {
        page.hung("  ", instead(place))?;
    }
    Ok(())
}

/// What nobody has to act on: counted, and with `--all` listed with the reason.
fn set_aside(page: &mut Page<'_>, secrets: &Secrets<'_>) -> io::Result<()> {
    let mut counts: Vec<String> = Disposition::ALL[1..]
        .iter()
        .map(|&disposition| (secrets.count(disposition), disposition.name()))
        .filter(|(number, _)| *number > 0)
        .map(|(number, name)| format!("{number} {name}"))
        .collect();
    if secrets.below() > 0 {
        counts.push(format!(
            "{} below the asked severity or confidence",
            secrets.below()
        ));
    }
    if counts.is_empty() {
        return Ok(());
    }
    let hint = if secrets.all {
        ""
    } else {
        "; --all lists them"
    };
    page.heading("SET ASIDE", &format!("{}{hint}", counts.join(", ")))?;
    let rest = secrets
        .listed()
        .filter(|finding| !secrets.policy.counts(finding));
    for finding in rest {
        let Some(place) = finding.places.first() else {
            continue;
        };
        let more = match finding.places.len() {
            1 => String::new(),
            all => format!(" and {} more places", all - 1),
        };
        page.path("  ", &spot(place), &more)?;
        let (rule, shown) = (escape(&finding.rule.id), value(secrets, finding));
        page.hung("    ", &format!("{rule}  {shown}  {}", explained(place)))?;
    }
    Ok(())
}

fn explained(place: &Place) -> String {
    match place.disposition {
        Disposition::Actionable => "below the asked severity or confidence".to_owned(),
        disposition => format!("{}: {}", disposition.name(), escape(&place.reason)),
    }
}

/// One last line that says it all.
fn last_line(secrets: &Secrets<'_>, counted: &[&Finding]) -> String {
    let failing = counted
        .iter()
        .filter(|finding| secrets.policy.fails(finding))
        .count();
    let word = match (secrets.examined.incomplete(), failing) {
        (true, _) => "INCOMPLETE",
        (false, 0) => "PASS",
        (false, _) => "FAIL",
    };
    let bound = secrets.policy.secrets_fail_on.value.name();
    format!(
        "{word} [{} to act on, {failing} of them fail; fail-on: {bound}]",
        secrets_of(counted.len())
    )
}
