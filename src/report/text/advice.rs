//! Waste by the instruction that caused it, and what one does about it.

use std::io;

use crate::analysis::Examined;
use crate::report::page::Page;
use crate::report::phrases::instruction_of;
use crate::text::{right, size};
use crate::tree::Cause;

/// What one layer made dead, by cause.
struct Caused {
    layer: usize,
    bytes: u64,
    by_cause: [u64; 4],
}

const CAUSES: [Cause; 4] = [
    Cause::Overwritten,
    Cause::Deleted,
    Cause::Shadowed,
    Cause::DuplicateEntry,
];

/// The layers that made most bytes dead, each with its instruction and advice.
pub(super) fn write(page: &mut Page<'_>, examined: &Examined, most: usize) -> io::Result<()> {
    let all = caused(examined);
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
        let most_of_it = (0..4)
            .max_by_key(|&at| (one.by_cause[at], 4 - at))
            .unwrap_or(0);
        let advice = advice(CAUSES[most_of_it], instruction);
        if !said.contains(&advice) {
            page.hung(&" ".repeat(14), advice)?;
            said.push(advice);
        }
    }
    Ok(())
}

fn caused(examined: &Examined) -> Vec<Caused> {
    let tree = &examined.tree;
    let empty = |layer| Caused {
        layer,
        bytes: 0,
        by_cause: [0; 4],
    };
    let mut all: Vec<Caused> = (0..examined.layers.len()).map(empty).collect();
    for content in tree.contents() {
        let Some(death) = content.death() else {
            continue;
        };
        let size = tree.entry(content.record()).size;
        let one = &mut all[usize::from(death.layer)];
        one.bytes += size;
        let at = CAUSES.iter().position(|&cause| cause == death.cause);
        one.by_cause[at.unwrap_or(0)] += size;
    }
    all.retain(|one| one.bytes > 0);
    all.sort_by_key(|one| std::cmp::Reverse(one.bytes));
    all
}

/// What one does about most of it.
fn advice(cause: Cause, instruction: &str) -> &'static str {
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
