//! The table of layers.

use std::io::{self, Write};

use super::{Text, step};
use crate::text::size;

pub(super) fn write(out: &mut dyn Write, text: &Text<'_>) -> io::Result<()> {
    let examined = text.examined;
    if text.dive.is_some() {
        writeln!(out, "\nLayer      Size  Instruction")?;
    } else {
        writeln!(out, "\nLayer      Size   Stored   Caused  Instruction")?;
        writeln!(out, "                    waste    waste")?;
    }
    for (number, layer) in examined.layers.iter().enumerate() {
        let mark = match (&layer.error, layer.facts.verified) {
            (Some(_), _) | (_, Some(false)) => '!',
            _ => ' ',
        };
        let bytes = &examined.accounting.layers[number];
        match text.dive {
            Some(dive) => {
                let step = step(examined, number, text.width.saturating_sub(18));
                writeln!(
                    out,
                    "{number:>4}{mark} {:>9}  {step}",
                    size(dive.layer_sizes[number])
                )?;
            }
            None => {
                let step = step(examined, number, text.width.saturating_sub(36));
                let (stored, caused) = (some(bytes.stored_waste), some(bytes.caused_waste));
                let size = size(bytes.size);
                writeln!(
                    out,
                    "{number:>4}{mark} {size:>9}{stored:>9}{caused:>9}  {step}"
                )?;
            }
        }
    }
    Ok(())
}

fn some(bytes: u64) -> String {
    if bytes == 0 {
        "-".to_owned()
    } else {
        size(bytes)
    }
}
