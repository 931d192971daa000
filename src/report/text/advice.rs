//! Waste by the instruction that caused it, and what one does about it.

use std::io;

use crate::analysis::{Examined, by_layer};
use crate::report::page::Page;
use crate::report::phrases::{advice, instruction_of};
use crate::text::{right, size};

/// The layers that made most bytes dead, each with its instruction and advice.
pub(super) fn write(page: &mut Page<'_>, examined: &Examined, most: usize) -> io::Result<()> {
    let all = by_layer(&examined.tree, |_, _| true);
    let shown = all.len().min(most);
    let remark = match all.len() > shown {
        true => format!("the {shown} worst of {}", all.len()),
        false => String::new(),
    };
    page.heading("WASTE BY INSTRUCTION", &remark)?;
    let mut said = vec![]; // once is enough
    for one in all.iter().take(most) {
        let instruction = instruction_of(examined, one.layer);
        let instruction = instruction
            .as_deref()
            .unwrap_or("(the history does not say)");
        let lead = format!("  {}  ", right(&size(one.bytes), 8));
        let line = format!("layer {}: {instruction}", one.layer);
        page.cut(&lead, &line)?;
        let advice = advice(one.most_of_it(), instruction);
        if !said.contains(&advice) {
            page.hung(&" ".repeat(14), advice)?;
            said.push(advice);
        }
    }
    Ok(())
}
