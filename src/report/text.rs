//! The report for people: what the image is, what it wastes, where, why, and what to do.
//!
//! Plain text without colour, set in columns that fit a width. Long lists show their largest rows
//! and say how many there are; JSON has them all. Errors are never left out.

mod advice;
mod head;
mod rows;
mod table;

use std::io::{self, Write};

pub(super) use head::summary;
pub(super) use rows::{references, waste as waste_rows};

use super::json::Report;
use super::page::{Page, WIDTH};

/// How much is said, and how wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextOptions {
    /// Cells of a line.
    pub width: usize,
    /// Rows of waste by path.
    pub waste: usize,
    /// Rows of each other list.
    pub others: usize,
}

impl Default for TextOptions {
    fn default() -> TextOptions {
        TextOptions {
            width: WIDTH,
            waste: 20,
            others: 10,
        }
    }
}

/// Writes the report.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, report: &Report<'_>, options: &TextOptions) -> io::Result<()> {
    let mut page = Page::new(out, options.width);
    head::write(&mut page, report)?;
    problems(&mut page, report)?;
    table::layers(&mut page, report)?;
    match report.dive {
        Some(dive) => rows::references(&mut page, dive, options.waste)?,
        None => exact(&mut page, report, options)?,
    }
    rows::duplicates(&mut page, report.examined, options.others)?;
    warnings(&mut page, report)?;
    if report.examined.incomplete() {
        page.blank()?;
        page.hung("", head::INCOMPLETE)?;
    }
    Ok(())
}

fn exact(page: &mut Page<'_>, report: &Report<'_>, options: &TextOptions) -> io::Result<()> {
    let examined = report.examined;
    let accounting = &examined.accounting;
    if accounting.waste.is_empty() {
        page.heading("WASTE", "")?;
        return page.line("  none: the final image shows every byte that its layers store");
    }
    advice::write(page, examined, options.others)?;
    waste_rows(page, examined, &accounting.waste, options.waste)?;
    rows::directories(page, examined, options.others)
}

/// Errors and mismatches, in full, before anything that rests on what could be read.
fn problems(page: &mut Page<'_>, report: &Report<'_>) -> io::Result<()> {
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

fn warnings(page: &mut Page<'_>, report: &Report<'_>) -> io::Result<()> {
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
