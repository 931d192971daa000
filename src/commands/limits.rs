//! `layerscope limits`: every bound on foreign input, with the value in force.

use super::CommandError;
use crate::gate::Exit;
use crate::limits::{LIMITS, Limits, Unit};
use crate::report::output::Output;
use crate::text::{grouped, left};

pub(super) fn run(limits: &Limits) -> Result<Exit, CommandError> {
    Output::print(text(limits).as_bytes())?;
    Ok(Exit::Passed)
}

/// One line for each: name, value, meaning; what was changed says from what.
fn text(limits: &Limits) -> String {
    let mut out = String::new();
    for info in &LIMITS {
        let (value, default) = (info.get(limits), info.get(&Limits::default()));
        let unit = match info.unit {
            Unit::Count => String::new(),
            unit => format!("{unit} "),
        };
        let changed = match value == default {
            true => String::new(),
            false => format!(" [default: {}]", grouped(default)),
        };
        let (name, value) = (left(info.name, 25), left(&grouped(value), 26));
        out += &format!("{name} {value} {unit}{}{changed}\n", info.meaning);
    }
    out
}
