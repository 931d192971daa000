//! Takes the values of secrets out of what an image says of itself, before anything is said of it.
//!
//! A build step, a variable or a label that carries a secret is quoted by reports that look for
//! none. Looking through the configuration alone costs some ten milliseconds (`report` of a tiny image:
//! 0.00 s without, 0.01 s with), so every command that quotes it does; `cat` and `ls` quote nothing of it.

use super::CommandError;
use crate::analysis::Examined;
use crate::image::Image;
use crate::limits::Limits;
use crate::secrets::{Detect, DetectOptions, Detector, Findings, Redactor};

/// The image as it is quoted: with its values where they were asked for, else masked.
pub(super) fn quoted(image: Image, show: bool) -> Result<Image, CommandError> {
    if show {
        return Ok(image);
    }
    let detector = Detector::new(&DetectOptions::default(), &Limits::default())
        .map_err(|error| CommandError::Wrong(error.to_string()))?;
    Ok(masked(image, &detector))
}

/// The image without the values that `detect` finds in its configuration.
pub(super) fn masked(mut image: Image, detect: &dyn Detect) -> Image {
    let findings = Findings::of_config(&image, detect, &Limits::default());
    Redactor::new(&findings).image(&mut image);
    image
}

/// Takes the values that were found out of everything else that is said.
pub(super) fn examined(examined: &mut Examined, findings: &mut Findings) {
    let redactor = Redactor::new(findings);
    redactor.image(&mut examined.image);
    redactor.findings(findings);
    let base = &mut examined.base.reason;
    let warnings = examined.warnings.iter_mut();
    let texts = warnings
        .map(|warning| &mut warning.message)
        .chain(&mut examined.errors)
        .chain(&mut examined.mismatches);
    texts
        .chain([base])
        .for_each(|text| *text = redactor.text(text));
}
