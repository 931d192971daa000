//! What the gate says to people: the rules, the worst offenders, and one last line.

use std::io::{self, Write};

use crate::analysis::dive::DiveFigures;
use crate::analysis::{Examined, Waste};
use crate::gate::{Outcome, Verdict};
use crate::text::{Escaped, escape, fit, size};

/// Rows of waste below the verdicts.
const WORST: usize = 10;

/// What the text is made of.
#[derive(Clone, Copy)]
pub struct Check<'a> {
    /// The image, read.
    pub examined: &'a Examined,
    /// dive's figures, where its accounting was asked for.
    pub dive: Option<&'a DiveFigures>,
    /// The waste that counts, the largest first: that at ignored paths is left out.
    pub waste: &'a [Waste],
    /// What the rules said.
    pub verdicts: &'a [Verdict],
    /// What there is to know beside them.
    pub notes: &'a [String],
    /// Cells of a line.
    pub width: usize,
}

/// Writes the verdicts.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, check: &Check<'_>) -> io::Result<()> {
    let name = check
        .examined
        .image
        .names
        .first()
        .map_or("(no name)", String::as_str);
    writeln!(out, "Image: {}", escape(name))?;
    let by = if check.dive.is_some() {
        "dive 0.13.1"
    } else {
        "exact"
    };
    writeln!(out, "Accounting: {by}\n")?;
    rules(out, check.verdicts)?;
    match check.dive {
        Some(dive) => dives_worst(out, dive)?,
        None => {
            super::text::worst(out, check.examined, check.waste, WORST, check.width)?;
        }
    }
    super::text::errors(out, check.examined)?;
    for (at, note) in check.notes.iter().enumerate() {
        let gap = if at == 0 { "\n" } else { "" };
        writeln!(out, "{gap}Note: {}", escape(note))?;
    }
    writeln!(
        out,
        "\n{}",
        last_line(check.verdicts, check.examined.incomplete())
    )
}

fn rules(out: &mut dyn Write, verdicts: &[Verdict]) -> io::Result<()> {
    let width = |of: fn(&Verdict) -> &str| {
        verdicts
            .iter()
            .map(|verdict| of(verdict).chars().count())
            .max()
            .unwrap_or(0)
            .min(28)
    };
    let (rule, measured) = (width(|v| v.rule), width(|v| &v.measured));
    writeln!(
        out,
        "      {:rule$}  {:measured$}  Bound",
        "Rule", "Measured"
    )?;
    for verdict in verdicts {
        let origin = match verdict.origin.as_str() {
            "" | "default" => String::new(),
            origin => format!("  ({})", escape(origin)),
        };
        let said = fit(&verdict.measured, 28);
        let outcome = verdict.outcome.name();
        let line = format!(
            "{outcome}  {:rule$}  {said:measured$}  {}{origin}",
            verdict.rule, verdict.bound
        );
        writeln!(out, "{}", line.trim_end())?;
        if !verdict.detail.is_empty() {
            writeln!(out, "      {:rule$}  {}", "", verdict.detail)?;
        }
    }
    Ok(())
}

fn dives_worst(out: &mut dyn Write, dive: &DiveFigures) -> io::Result<()> {
    writeln!(out, "\nInefficient files")?;
    for reference in dive.references.iter().take(WORST) {
        let (count, path) = (reference.count, Escaped(&reference.path));
        writeln!(
            out,
            "{:>9}  {count:>5} x  {path}",
            size(reference.size_bytes)
        )?;
    }
    match dive.references.len().checked_sub(WORST) {
        None | Some(0) => Ok(()),
        Some(rest) => writeln!(out, "           and {rest} paths more"),
    }
}

/// `FAIL [pass:1 fail:1 skip:1]`, as dive ends.
fn last_line(verdicts: &[Verdict], incomplete: bool) -> String {
    let count = |wanted| {
        verdicts
            .iter()
            .filter(|verdict| verdict.outcome == wanted)
            .count()
    };
    let counts: Vec<String> = [
        (Outcome::Pass, "pass"),
        (Outcome::Fail, "fail"),
        (Outcome::Warn, "warn"),
        (Outcome::Skip, "skip"),
    ]
    .into_iter()
    .map(|(outcome, name)| (count(outcome), name))
    .filter(|(count, _)| *count > 0)
    .map(|(count, name)| format!("{name}:{count}"))
    .collect();
    let word = match (incomplete, count(Outcome::Fail)) {
        (true, _) => "INCOMPLETE",
        (false, 0) => "PASS",
        (false, _) => "FAIL",
    };
    format!("{word} [{}]", counts.join(" "))
}
