//! The layers, one a line.

use std::io;

use crate::analysis::LayerReport;
use crate::report::json::Report;
use crate::report::page::Page;
use crate::report::phrases::{instruction_of, some_size};
use crate::text::{cut_to, right, size};

pub(super) fn layers(page: &mut Page<'_>, report: &Report<'_>) -> io::Result<()> {
    page.heading(
        "LAYERS",
        "waste at the layer that stores it and at the one that causes it",
    )?;
    let exact = report.dive.is_none();
    let waste = match exact {
        true => format!("{}  {}  ", right("stores", 8), right("causes", 8)),
        false => String::new(),
    };
    let head = format!(
        "  {}  {}  {waste}checked  ",
        right("#", 3),
        right("size", 8)
    );
    page.line(&format!("{head}instruction"))?;
    for (at, read) in report.examined.layers.iter().enumerate() {
        let bytes = report.examined.accounting.layers[at];
        let own = report.dive.map_or(bytes.size, |dive| dive.layer_sizes[at]);
        let waste = match exact {
            true => format!(
                "{}  {}  ",
                right(&some_size(bytes.stored_waste), 8),
                right(&some_size(bytes.caused_waste), 8)
            ),
            false => String::new(),
        };
        let row = format!(
            "  {}  {}  {waste}{:<7}  ",
            right(&at.to_string(), 3),
            right(&size(own), 8),
            mark(read)
        );
        let room = page.width.saturating_sub(row.len());
        let said = instruction_of(report.examined, at).unwrap_or_else(|| "-".to_owned());
        page.line(&format!("{row}{}", cut_to(&said, room)))?;
    }
    Ok(())
}

/// Whether the layer is what the image claims it to be.
fn mark(layer: &LayerReport) -> &'static str {
    match (layer.facts.verified, &layer.error) {
        (Some(false), _) => "WRONG",
        (_, Some(_)) => "BROKEN",
        (Some(true), None) => "yes",
        (None, None) => "-",
    }
}
