//! The report for people, 80 columns wide unless there is more room.
//!
//! No line begins with a name from the image, and every name is escaped: a build log takes lines
//! such as `::error::` for orders.

mod head;
mod layers;
mod rows;

pub(super) use rows::worst;

use std::io::{self, Write};

use crate::analysis::Examined;
use crate::analysis::dive::DiveFigures;
use crate::image::instruction;
use crate::text::{escape, fit};

/// What the text is made of.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    /// The image, read.
    pub examined: &'a Examined,
    /// dive's figures, where its accounting was asked for.
    pub dive: Option<&'a DiveFigures>,
    /// Which image or platform was taken, where there was a choice.
    pub choice: Option<&'a str>,
    /// Cells of a line; instructions are cut to it, paths never.
    pub width: usize,
    /// Rows of waste.
    pub most: usize,
}

/// Writes the report.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, text: &Text<'_>) -> io::Result<()> {
    head::write(out, text)?;
    layers::write(out, text)?;
    rows::waste(out, text)?;
    if text.dive.is_none() {
        rows::directories(out, text)?;
    }
    rows::duplicates(out, text)?;
    warnings(out, text)?;
    errors(out, text.examined)
}

fn warnings(out: &mut dyn Write, text: &Text<'_>) -> io::Result<()> {
    let warnings = &text.examined.warnings;
    if warnings.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nWarnings")?;
    for warning in warnings {
        let layer = warning
            .layer
            .map_or(String::new(), |layer| format!("layer {layer}: "));
        writeln!(
            out,
            "  {}: {layer}{}",
            warning.kind.name(),
            escape(&warning.message)
        )?;
    }
    Ok(())
}

/// What could not be read, and which claims do not hold; whole, at the end, where it is seen.
pub(super) fn errors(out: &mut dyn Write, examined: &Examined) -> io::Result<()> {
    if !examined.mismatches.is_empty() {
        writeln!(out, "\nThe image is not what it claims to be")?;
        for mismatch in &examined.mismatches {
            writeln!(out, "  mismatch: {}", escape(mismatch))?;
        }
    }
    if examined.incomplete() {
        writeln!(out, "\nINCOMPLETE: the figures are of what could be read")?;
        for error in &examined.errors {
            writeln!(out, "  error: {}", escape(error))?;
        }
    }
    Ok(())
}

/// A layer's instruction on one line, within so many cells.
pub(super) fn step(examined: &Examined, layer: usize, cells: usize) -> String {
    let said = examined
        .image
        .layers
        .get(layer)
        .and_then(|layer| layer.created_by.as_deref());
    let short = said.map_or("(no history)".to_owned(), instruction::short);
    fit(&escape(&short), cells).into_owned()
}

/// A ratio as a percentage; dive's may be no number.
pub(super) fn percent(ratio: f64) -> String {
    if ratio.is_nan() {
        "NaN (nothing above the base)".to_owned()
    } else if ratio.is_infinite() {
        "+Inf (nothing above the base)".to_owned()
    } else {
        format!("{:.2} %", ratio * 100.0)
    }
}
