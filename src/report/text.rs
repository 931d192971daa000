//! The report for people: what the image is, what it wastes, where, why, and what to do.
//!
//! Plain text without colour, set in columns that fit a width. Long lists show their largest rows
//! and say how many there are; JSON has them all. Errors are never left out.

mod advice;
mod head;
mod rows;
mod table;

use std::io::{self, Write};

pub(super) use head::{brief, summary};
pub(super) use rows::{references, waste as waste_rows};

use super::page::Page;
use crate::analysis::Examined;
use crate::analysis::dive::DiveFigures;

/// Rows of the lists that are not waste by path.
const FEW: usize = 10;

/// What the text is made of.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    /// The image, read.
    pub examined: &'a Examined,
    /// dive's figures, where its accounting was asked for.
    pub dive: Option<&'a DiveFigures>,
    /// Which image or platform was taken, where there was a choice.
    pub choice: Option<&'a str>,
    /// Cells of a line. Instructions are cut to it, paths and sentences wrapped.
    pub width: usize,
    /// Rows of waste by path.
    pub most: usize,
}

/// Writes the report.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, report: &Text<'_>) -> io::Result<()> {
    let mut page = Page::new(out, report.width);
    head::write(&mut page, report)?;
    problems(&mut page, report)?;
    table::layers(&mut page, report)?;
    match report.dive {
        Some(dive) => rows::references(&mut page, dive, report.most)?,
        None => exact(&mut page, report)?,
    }
    rows::duplicates(&mut page, report.examined, FEW)?;
    warnings(&mut page, report)?;
    if report.examined.incomplete() {
        page.blank()?;
        page.hung("", head::INCOMPLETE)?;
    }
    Ok(())
}

fn exact(page: &mut Page<'_>, report: &Text<'_>) -> io::Result<()> {
    let examined = report.examined;
    let accounting = &examined.accounting;
    if accounting.waste.is_empty() {
        page.heading("WASTE", "")?;
        return page.line("  none: the final image shows every byte that its layers store");
    }
    advice::write(page, examined, FEW)?;
    waste_rows(page, examined, &accounting.waste, report.most)?;
    rows::directories(page, examined, FEW)
}

/// Errors and mismatches, in full, before anything that rests on what could be read.
fn problems(page: &mut Page<'_>, report: &Text<'_>) -> io::Result<()> {
    let examined = report.examined;
    for (name, remark, all) in [
        ("ERRORS", "what could not be read", &examined.errors),
        (
            "MISMATCHES",
            "what the image claims of itself and is not true",
            &examined.mismatches,
        ),
    ] {
        if all.is_empty() {
            continue;
        }
        page.heading(name, remark)?;
        for message in all {
            page.hung("  ", &crate::text::escape(message))?;
        }
    }
    Ok(())
}

fn warnings(page: &mut Page<'_>, report: &Text<'_>) -> io::Result<()> {
    let warnings = &report.examined.warnings;
    if warnings.is_empty() {
        return Ok(());
    }
    page.heading("WARNINGS", "")?;
    for warning in warnings {
        let place = warning
            .layer
            .map_or(String::new(), |n| format!("layer {n}, "));
        let message = crate::text::escape(&warning.message);
        let lead = format!("  {place}{}: ", warning.kind.name());
        page.hung("  ", &format!("{}{message}", lead.trim_start()))?;
    }
    Ok(())
}
