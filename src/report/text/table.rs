//! The layers, one a line.

use std::io;

use super::Text;
use crate::analysis::Examined;
use crate::report::page::Page;
use crate::report::phrases::{instruction_of, layer_of, some_size};
use crate::text::{right, size};

pub(super) fn layers(page: &mut Page<'_>, report: &Text<'_>) -> io::Result<()> {
    let exact = report.dive.is_none();
    let remark = "waste at the layer that stores it and at the one that causes it";
    page.heading("LAYERS", if exact { remark } else { "" })?;
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
    for at in 0..report.examined.layers.len() {
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
            mark(report.examined, at)
        );
        let said = instruction_of(report.examined, at).unwrap_or_else(|| "-".to_owned());
        page.cut(&row, &said)?;
    }
    Ok(())
}

/// Whether the layer is what the image claims it to be.
fn mark(examined: &Examined, at: usize) -> &'static str {
    let layer = &examined.layers[at];
    let wrong = examined
        .mismatches
        .iter()
        .any(|message| layer_of(message) == Some(at));
    match (wrong, &layer.error, layer.facts.verified) {
        (true, ..) => "WRONG",
        (_, Some(_), _) => "BROKEN",
        (_, None, Some(true)) => "yes",
        (_, None, _) => "-",
    }
}
