//! What the image is, and its figures.

use std::io;

use super::Text;
use crate::analysis::dive::DiveFigures;
use crate::analysis::{Accounting, Examined, LayerReport};
use crate::image::Digest;
use crate::report::page::Page;
use crate::report::phrases::{base_text, count, percent};
use crate::text::{escape, grouped, left, right, size};

pub(super) fn write(page: &mut Page<'_>, report: &Text<'_>) -> io::Result<()> {
    name(page, report)?;
    page.blank()?;
    for (label, value) in facts(report) {
        page.hung(&format!("  {}", left(label, 13)), &value)?;
    }
    page.blank()?;
    match report.dive {
        Some(dive) => dives(page, dive, &report.examined.accounting),
        None => exact(page, &report.examined.accounting),
    }
}

fn name(page: &mut Page<'_>, report: &Text<'_>) -> io::Result<()> {
    let examined = report.examined;
    let names: Vec<_> = examined
        .image
        .names
        .iter()
        .map(|name| escape(name))
        .collect();
    let name = match names.is_empty() {
        true => "an image without a name".to_owned(),
        false => names.join(", "),
    };
    page.hung("", &name)?;
    if examined.incomplete() {
        page.blank()?;
        page.hung("  ", INCOMPLETE)?;
    }
    Ok(())
}

/// The same in few lines, for the gate: which image, and what spoils its verdicts.
pub(in crate::report) fn summary(page: &mut Page<'_>, report: &Text<'_>) -> io::Result<()> {
    chosen(page, report, &[&BRIEF[..], &["accounting"]].concat())
}

/// The same for a report that counts no bytes.
pub(in crate::report) fn brief(page: &mut Page<'_>, report: &Text<'_>) -> io::Result<()> {
    chosen(page, report, &BRIEF)
}

const BRIEF: [&str; 6] = [
    "platform",
    "stored as",
    "manifest",
    "chosen",
    "base",
    "checked",
];

fn chosen(page: &mut Page<'_>, report: &Text<'_>, wanted: &[&str]) -> io::Result<()> {
    name(page, report)?;
    page.blank()?;
    for (label, value) in facts(report) {
        if wanted.contains(&label) {
            page.hung(&format!("  {}", left(label, 13)), &value)?;
        }
    }
    super::problems(page, report)
}

pub(super) const INCOMPLETE: &str = "INCOMPLETE: a part of the image could not be read. Every figure is \
                          of the rest; see ERRORS.";

fn facts(report: &Text<'_>) -> Vec<(&'static str, String)> {
    let examined = report.examined;
    let image = &examined.image;
    let digest = |digest: &Option<Digest>| digest.as_ref().map(short);
    let layers = count(examined.layers.len() as u64, "layer", "layers");
    let entries = count(examined.entries(), "entry", "entries");
    let mut facts = vec![
        ("platform", escape(&image.platform.to_string()).into_owned()),
        (
            "stored as",
            format!("{}, {layers}, {entries}", image.format),
        ),
    ];
    facts.extend(digest(&image.manifest_digest).map(|digest| ("manifest", digest)));
    facts.extend(digest(&image.config_digest).map(|digest| ("config", digest)));
    facts.extend(
        image
            .created
            .as_ref()
            .map(|at| ("created", escape(at).into_owned())),
    );
    facts.extend(
        report
            .choice
            .map(|choice| ("chosen", escape(choice).into_owned())),
    );
    facts.push(("base", base(report)));
    facts.push(("checked", checked(examined)));
    let accounting = match report.dive {
        Some(_) => "dive's: the copy that stays counts as wasted, what rm -rf leaves does not",
        None => "exact: a byte is wasted when the final image does not show it",
    };
    facts.push(("accounting", accounting.to_owned()));
    facts
}

fn base(report: &Text<'_>) -> String {
    let base = &report.examined.base;
    if report.dive.is_some() {
        return "layer 0 (dive knows no other)".to_owned();
    }
    base_text(base)
}

/// Whether digests were compared, in a sentence.
fn checked(examined: &Examined) -> String {
    let all = examined.layers.len() as u64;
    let verified = |layer: &&LayerReport| layer.facts.verified == Some(true);
    let open = all - examined.layers.iter().filter(verified).count() as u64;
    if !examined.mismatches.is_empty() {
        return "digests or sizes DO NOT MATCH what the image claims; see MISMATCHES".to_owned();
    }
    if open == 0 {
        return "every digest and size that the image claims is true".to_owned();
    }
    if open == all && examined.errors.is_empty() {
        return "nothing: digests and contents were not looked at".to_owned();
    }
    let open = count(open, "layer", "layers");
    format!("digests and sizes match, but for {open} that could not be checked")
}

/// The algorithm and as much of the value as people compare.
fn short(digest: &Digest) -> String {
    let encoded = digest.encoded();
    let head = encoded.get(..16).unwrap_or(encoded);
    format!("{}:{}", escape(digest.algorithm()), escape(head))
}

fn exact(page: &mut Page<'_>, figures: &Accounting) -> io::Result<()> {
    let dead = figures.waste.len() as u64;
    let paths = match dead {
        0 => String::new(),
        _ => format!("at {}", count(dead, "path", "paths")),
    };
    bytes(page, "total", figures.total, "")?;
    bytes(page, "live", figures.live, "")?;
    bytes(page, "wasted", figures.wasted, &paths)?;
    ratio(
        page,
        "efficiency",
        figures.efficiency(),
        "1 - wasted / total",
    )?;
    let above = match figures.user_bytes {
        0 => "there is nothing above the base".to_owned(),
        user => format!(
            "{} of the {} above the base",
            size(figures.user_wasted),
            size(user)
        ),
    };
    ratio(page, "user wasted", figures.user_wasted_percent(), &above)
}

fn dives(page: &mut Page<'_>, figures: &DiveFigures, exact: &Accounting) -> io::Result<()> {
    let truth = format!("{} by the exact accounting", size(exact.wasted));
    let user = format!("of the {} above layer 0", size(figures.user_size_bytes));
    bytes(page, "total", figures.size_bytes, "")?;
    bytes(page, "wasted", figures.wasted_bytes, &truth)?;
    ratio(
        page,
        "efficiency",
        figures.efficiency,
        &format!("{}", figures.efficiency),
    )?;
    ratio(page, "user wasted", figures.wasted_user_percent, &user)
}

fn bytes(page: &mut Page<'_>, label: &str, bytes: u64, remark: &str) -> io::Result<()> {
    let exact = format!("{} B", grouped(bytes));
    figure(page, label, &size(bytes), &exact, remark)
}

fn ratio(page: &mut Page<'_>, label: &str, value: f64, remark: &str) -> io::Result<()> {
    figure(page, label, &percent(value), "", remark)
}

fn figure(
    page: &mut Page<'_>,
    label: &str,
    short: &str,
    exact: &str,
    remark: &str,
) -> io::Result<()> {
    let (label, short, exact) = (left(label, 13), right(short, 8), right(exact, 16));
    page.hung(&format!("  {label}{short}  {exact}  "), remark)
}
