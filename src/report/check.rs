//! What the rules said, for people and for CI logs: the table of rules, the worst waste with the
//! instruction that caused it, and one last line that says it all.

use std::io::{self, Write};

use super::page::Page;
use super::text::{Text, references, waste_rows};
use crate::analysis::dive::DiveFigures;
use crate::analysis::{Examined, Waste};
use crate::gate::{Outcome, Verdict};
use crate::text::{cells, escape, left};

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
    let Check { examined, dive, .. } = *check;
    let mut page = Page::new(out, check.width);
    super::text::summary(
        &mut page,
        &Text {
            examined,
            dive,
            choice: None,
            width: check.width,
            most: WORST,
        },
    )?;
    rules(&mut page, check.verdicts)?;
    match dive {
        Some(dive) if !dive.references.is_empty() => references(&mut page, dive, WORST)?,
        None if !check.waste.is_empty() => waste_rows(&mut page, examined, check.waste, WORST)?,
        _ => {}
    }
    for note in check.notes {
        page.blank()?;
        page.hung("Note: ", &escape(note))?;
    }
    page.blank()?;
    page.line(&last_line(check.verdicts, examined.incomplete()))
}

/// A row for each rule, those that are switched off last; details below.
fn rules(page: &mut Page<'_>, verdicts: &[Verdict]) -> io::Result<()> {
    page.heading("RULES", "")?;
    let (off, on): (Vec<&Verdict>, Vec<&Verdict>) =
        verdicts.iter().partition(|verdict| is_off(verdict));
    let widest = |of: fn(&Verdict) -> &str| {
        let all = on.iter().map(|verdict| cells(of(verdict)));
        all.max().unwrap_or(0)
    };
    let (rule, measured) = (widest(|v| v.rule), widest(|v| &v.measured));
    for verdict in &on {
        let head = format!(
            "  {}  {}  ",
            verdict.outcome.name(),
            left(verdict.rule, rule)
        );
        page.hung(
            &head,
            &format!("{}  {}", left(&verdict.measured, measured), verdict.bound),
        )?;
        if verdict.outcome != Outcome::Pass || !verdict.detail.is_empty() {
            detail(page, verdict)?;
        }
    }
    if !off.is_empty() {
        let names: Vec<&str> = off.iter().map(|verdict| verdict.rule).collect();
        page.hung("  SKIP  ", &format!("disabled: {}", names.join(", ")))?;
    }
    Ok(())
}

fn is_off(verdict: &Verdict) -> bool {
    verdict.outcome == Outcome::Skip && verdict.measured.is_empty()
}

/// Which file, layer or path, and whose bound it is.
fn detail(page: &mut Page<'_>, verdict: &Verdict) -> io::Result<()> {
    let origin = match verdict.origin.as_str() {
        "" => String::new(),
        "default" => "bound by default".to_owned(),
        origin => format!("bound set by {origin}"),
    };
    let parts = [verdict.detail.as_str(), origin.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return Ok(());
    }
    page.hung("        ", &parts.join("; "))
}

/// `FAIL [pass:1 fail:1 skip:1]`, as dive ends; what could not be read to its end has not passed.
fn last_line(verdicts: &[Verdict], incomplete: bool) -> String {
    let counted = [
        (Outcome::Pass, "pass"),
        (Outcome::Fail, "fail"),
        (Outcome::Warn, "warn"),
        (Outcome::Skip, "skip"),
    ];
    let number = |outcome| verdicts.iter().filter(|one| one.outcome == outcome).count();
    let counts: Vec<String> = counted
        .iter()
        .map(|&(outcome, name)| (number(outcome), name))
        .filter(|&(number, _)| number > 0)
        .map(|(number, name)| format!("{name}:{number}"))
        .collect();
    let word = match (incomplete, number(Outcome::Fail)) {
        (true, _) => "INCOMPLETE",
        (false, 0) => "PASS",
        (false, _) => "FAIL",
    };
    format!("{word} [{}]", counts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(rule: &'static str, outcome: Outcome, measured: &str, detail: &str) -> Verdict {
        Verdict {
            rule,
            measured: measured.into(),
            bound: "at most 3".into(),
            outcome,
            detail: detail.into(),
            origin: "default".into(),
        }
    }

    #[test]
    fn the_last_line_counts_and_passes_only_what_was_read() {
        use Outcome::{Fail, Pass, Skip, Warn};
        for (outcomes, incomplete, line) in [
            (&[Pass, Pass][..], false, "PASS [pass:2]"),
            (&[Pass, Fail, Skip], false, "FAIL [pass:1 fail:1 skip:1]"),
            (&[Warn, Fail], true, "INCOMPLETE [fail:1 warn:1]"),
            (&[], false, "PASS []"),
        ] {
            let verdicts: Vec<Verdict> = outcomes
                .iter()
                .map(|&one| verdict("x", one, "1", ""))
                .collect();
            assert_eq!(last_line(&verdicts, incomplete), line);
        }
    }

    #[test]
    fn rules_stand_in_columns_and_those_that_are_off_in_one_row() {
        let verdicts = [
            verdict("integrity", Outcome::Pass, "verified", ""),
            verdict("most-layers", Outcome::Fail, "127", "::error::x"),
            verdict("largest-file", Outcome::Skip, "", ""),
            verdict("largest-image", Outcome::Skip, "", ""),
        ];
        let mut out = vec![];
        rules(&mut Page::new(&mut out, 80), &verdicts).unwrap();
        let expected = "
RULES
  PASS  integrity    verified  at most 3
  FAIL  most-layers  127       at most 3
        \\x3a:error::x; bound by default
  SKIP  disabled: largest-file, largest-image
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
