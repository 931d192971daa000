//! Turns of phrase that the text reports share.

use crate::analysis::{Examined, Waste};
use crate::image::instruction;
use crate::text::{escape, escape_bytes, size};
use crate::tree::{Cause, NodeId};

/// Layers that a sentence names one by one.
const LAYERS: usize = 4;

/// The layer's instruction on one line, without the builder's noise, escaped; none where history
/// does not tell.
pub(super) fn instruction_of(examined: &Examined, layer: usize) -> Option<String> {
    let created_by = examined.image.layers.get(layer)?.created_by.as_deref()?;
    let short = instruction::short(created_by);
    (!short.is_empty()).then(|| escape(&short).into_owned())
}

/// The layer that a sentence of [`Examined::errors`] or [`Examined::mismatches`] is about: those
/// begin with `layer N: `; one about the image as a whole does not.
pub(super) fn layer_of(message: &str) -> Option<usize> {
    let (number, _) = message.strip_prefix("layer ")?.split_once(": ")?;
    number.parse().ok()
}

/// A node's path, escaped.
pub(super) fn path_of(examined: &Examined, node: NodeId) -> String {
    escape_bytes(&examined.tree.path(node)).into_owned()
}

/// `layer 3`, `layers 3, 5 and 7`, `layers 1, 2, 3, 4 and 5 more`.
pub(super) fn layers(all: &[u16]) -> String {
    let text = |layers: &[u16]| {
        let layers: Vec<String> = layers.iter().map(u16::to_string).collect();
        layers.join(", ")
    };
    match all {
        [one] => format!("layer {one}"),
        _ if all.len() > LAYERS + 1 => {
            let more = all.len() - LAYERS;
            format!("layers {} and {more} more", text(&all[..LAYERS]))
        }
        [first @ .., last] => format!("layers {} and {last}", text(first)),
        [] => "no layer".to_owned(),
    }
}

/// `1 path`, `2 paths`.
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{} {word}", crate::text::grouped(number))
}

/// Where the bytes of a row are: `(in layer 2)`, `(2 versions, in layers 2 and 3)`.
pub(super) fn stored_in(row: &Waste) -> String {
    let layers = layers(&row.stored_in);
    match row.count {
        1 => format!("(in {layers})"),
        n => format!("({n} versions, in {layers})"),
    }
}

/// Why the bytes of a row are dead, and the instruction to blame, without a full stop.
pub(super) fn cause_of(examined: &Examined, row: &Waste) -> String {
    let made = match row.cause {
        Cause::DuplicateEntry => format!("packed more than once by {}", layers(&row.caused_by)),
        cause => format!("{} by {}", cause.name(), layers(&row.caused_by)),
    };
    let by = match *row.caused_by {
        [one] => instruction_of(examined, usize::from(one)),
        _ => None,
    };
    by.map_or(made.clone(), |by| format!("{made}: {by}"))
}

/// `12.4 kB`, and `-` for nothing, so that a column shows where there is something.
pub(super) fn some_size(bytes: u64) -> String {
    if bytes == 0 {
        "-".to_owned()
    } else {
        size(bytes)
    }
}

/// A ratio as per cent with two decimals. What is not quite all or nothing does not round to it.
pub(super) fn percent(ratio: f64) -> String {
    if ratio.is_nan() {
        return "NaN".to_owned();
    }
    if ratio.is_infinite() {
        return if ratio > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let text = format!("{:.2} %", ratio * 100.0);
    match text.as_str() {
        "100.00 %" if ratio < 1.0 => "99.99 %".to_owned(),
        "0.00 %" if ratio > 0.0 => "0.01 %".to_owned(),
        "-0.00 %" => "0.00 %".to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_100_or_0_only_when_it_is() {
        for (ratio, text) in [
            (0.0, "0.00 %"),
            (1.0, "100.00 %"),
            (0.999_999, "99.99 %"),
            (0.000_001, "0.01 %"),
            (0.677_117, "67.71 %"),
            (1.997, "199.70 %"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "+Inf"),
        ] {
            assert_eq!(percent(ratio), text);
        }
    }

    #[test]
    fn layers_are_named_until_there_are_too_many() {
        for (all, text) in [
            (&[3][..], "layer 3"),
            (&[3, 5], "layers 3 and 5"),
            (&[1, 2, 3, 4, 5], "layers 1, 2, 3, 4 and 5"),
            (&[1, 2, 3, 4, 5, 6], "layers 1, 2, 3, 4 and 2 more"),
        ] {
            assert_eq!(layers(all), text);
        }
    }
}
