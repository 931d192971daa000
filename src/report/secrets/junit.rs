//! JUnit's XML, for the test reports of build servers: a secret is a test that fails.

use std::fmt;
use std::io::{self, Write};

use super::Secrets;
use super::words::{fate, mask, origin, spot};
use crate::secrets::{Disposition, Finding};
use crate::text::escape;

/// Places of one secret that are told.
const PLACES: usize = 100;

/// What a suite of tests comes to.
#[derive(Default)]
struct Totals {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Totals {
    fn of(secrets: &Secrets<'_>) -> Totals {
        let counts = |finding: &&Finding| secrets.policy.counts(finding);
        let (listed, errors) = (secrets.listed().count(), secrets.examined.errors.len());
        let failures = secrets.listed().filter(counts).count();
        Totals {
            // An image without secrets is one test that passes.
            tests: (listed + errors).max(1),
            failures,
            errors,
            skipped: listed - failures,
        }
    }

    fn add(self, other: &Totals) -> Totals {
        Totals {
            tests: self.tests + other.tests,
            failures: self.failures + other.failures,
            errors: self.errors + other.errors,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Totals {
            tests,
            failures,
            errors,
            skipped,
        } = self;
        write!(
            out,
            "tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\""
        )
    }
}

pub(super) fn write(out: &mut dyn Write, images: &[Secrets<'_>]) -> io::Result<()> {
    let totals = images.iter().map(Totals::of);
    let totals = totals.fold(Totals::default(), |sum, one| sum.add(&one));
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"layerscope secrets\" {totals}>")?;
    for secrets in images {
        suite(out, secrets)?;
    }
    writeln!(out, "</testsuites>")
}

fn suite(out: &mut dyn Write, secrets: &Secrets<'_>) -> io::Result<()> {
    let errors = &secrets.examined.errors;
    let platform = secrets.platform.map(|platform| format!(" {platform}"));
    let platform = xml(&escape(&platform.unwrap_or_default()));
    let totals = Totals::of(secrets);
    writeln!(
        out,
        "  <testsuite name=\"layerscope secrets{platform}\" {totals}>"
    )?;
    if errors.is_empty() && secrets.listed().next().is_none() {
        writeln!(
            out,
            "    <testcase classname=\"layerscope.secrets\" name=\"no secrets\"/>"
        )?;
    }
    for error in errors {
        let error = xml(&escape(error));
        writeln!(
            out,
            "    <testcase classname=\"layerscope.secrets\" name=\"readable\">"
        )?;
        writeln!(out, "      <error message=\"{error}\"/>\n    </testcase>")?;
    }
    for finding in secrets.listed() {
        one(out, secrets, finding)?;
    }
    writeln!(out, "  </testsuite>")
}

fn one(out: &mut dyn Write, secrets: &Secrets<'_>, finding: &Finding) -> io::Result<()> {
    let first = finding.places.first();
    let spot_of = first.map(spot).unwrap_or_default();
    let name = xml(&format!("{spot_of}{}", mask(finding)));
    let rule = xml(&escape(&finding.rule.id));
    writeln!(
        out,
        "    <testcase classname=\"layerscope.secrets.{rule}\" name=\"{name}\">"
    )?;
    let title = escape(&finding.rule.title);
    if secrets.policy.counts(finding) {
        let message = xml(&format!("{title}, {}", finding.severity.name()));
        writeln!(out, "      <failure message=\"{message}\" type=\"{rule}\">")?;
        for place in finding.places.iter().take(PLACES) {
            let said = format!(
                "{}, {}, {}",
                spot(place),
                origin(secrets, place),
                fate(secrets, place)
            );
            writeln!(out, "{}", xml(&said))?;
        }
        writeln!(out, "fingerprint {}</failure>", finding.fingerprint)?;
    } else {
        let reason = first.filter(|place| place.disposition != Disposition::Actionable);
        let reason = reason.map_or_else(
            || "below the asked severity or confidence".to_owned(),
            |place| format!("{}: {}", place.disposition.name(), escape(&place.reason)),
        );
        writeln!(out, "      <skipped message=\"{}\"/>", xml(&reason))?;
    }
    writeln!(out, "    </testcase>")
}

/// Text that is escaped for people already (so without control characters, which XML cannot hold
/// at all), fit for XML.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
