//! Turns of phrase that the text reports share.

use crate::analysis::{Base, Caused, Examined, Waste};
use crate::image::instruction;
use crate::text::{escape, escape_bytes, size};
use crate::tree::{Cause, NodeId};

/// Layers that a sentence names one by one.
const LAYERS: usize = 4;

/// The layer's instruction on one line, without the builder's noise, escaped; none where history
/// does not tell.
pub(super) fn instruction_of(examined: &Examined, layer: usize) -> Option<String> {
    let created_by = examined.image.layers.get(layer)?.created_by.as_deref()?;
    let short = said(created_by);
    (!short.is_empty()).then(|| escape(&short).into_owned())
}

/// Bytes of an instruction that are told; whoever wants more of it asks for the layers.
const SAID: usize = 4 << 10;

/// The instruction without the builder's noise, as far as it is told beside each thing that it did.
pub(super) fn said(created_by: &str) -> String {
    let head = &created_by[..created_by.floor_char_boundary(SAID)];
    let more = if head.len() < created_by.len() {
        "…"
    } else {
        ""
    };
    format!("{}{more}", instruction::short(head))
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
pub(crate) fn layers(all: &[u16]) -> String {
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
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{} {word}", crate::text::grouped(number))
}

/// Where the bytes of a row are: `(in layer 2)`, `(2 versions, in layers 2 and 3)`.
pub(crate) fn stored_in(row: &Waste) -> String {
    let layers = layers(&row.stored_in);
    match row.count {
        1 => format!("(in {layers})"),
        n => format!("({n} versions, in {layers})"),
    }
}

/// Why the bytes of a row are dead, and the instruction to blame, without a full stop.
pub(super) fn cause_of(examined: &Examined, row: &Waste) -> String {
    let made = caused_by(row.cause, &row.caused_by);
    let by = match *row.caused_by {
        [one] => instruction_of(examined, usize::from(one)),
        _ => None,
    };
    by.map_or(made.clone(), |by| format!("{made}: {by}"))
}

/// `deleted by layer 5`.
pub(crate) fn caused_by(cause: Cause, by: &[u16]) -> String {
    match cause {
        Cause::DuplicateEntry => format!("packed more than once by {}", layers(by)),
        cause => format!("{} by {}", cause.name(), layers(by)),
    }
}

/// What a layer did to the bytes that it made dead: `stores 412 MB again, deletes 3.00 kB`.
pub(crate) fn deeds(caused: &Caused) -> String {
    let [overwritten, deleted, shadowed, packed] = caused.by_cause;
    let deeds = [
        ("stores", caused.again, " again"),
        ("overwrites", overwritten - caused.again, ""),
        ("deletes", deleted, ""),
        ("shadows", shadowed, ""),
        ("packs", packed, " more than once"),
    ];
    let said = deeds.into_iter().filter(|&(_, bytes, _)| bytes > 0);
    let said: Vec<String> = said
        .map(|(verb, bytes, how)| format!("{verb} {}{how}", size(bytes)))
        .collect();
    said.join(", ")
}

/// What one does about bytes that died of this cause at this instruction.
pub(crate) fn advice(cause: Cause, instruction: &str) -> &'static str {
    match cause {
        Cause::Overwritten if instruction.contains("chown") => {
            "changing the owner stores files again: use COPY --chown, or chown in the RUN that \
             makes them"
        }
        Cause::Overwritten if instruction.contains("chmod") => {
            "changing the mode stores files again: use COPY --chmod, or chmod in the RUN that \
             makes them"
        }
        Cause::Overwritten => {
            "files of lower layers are written again: write them once, in one RUN or COPY"
        }
        Cause::Deleted => {
            "deleting later frees nothing: delete in the RUN that makes it, use RUN --mount, or \
             build in an earlier stage"
        }
        Cause::Shadowed => {
            "a directory was replaced and what was in it is still stored: leave it out of the \
             lower layer"
        }
        Cause::DuplicateEntry => {
            "the layer holds a path more than once: look at the tool that packed it"
        }
    }
}

/// What counts as the base, and why.
pub(crate) fn base_text(base: &Base) -> String {
    match base.layers {
        0 => format!("none ({})", base.reason),
        1 if base.reason.starts_with("layer 0") => base.reason.clone(),
        1 => format!("layer 0 ({})", base.reason),
        n => format!("layers 0 to {} ({})", n - 1, base.reason),
    }
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
pub(crate) fn percent(ratio: f64) -> String {
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
