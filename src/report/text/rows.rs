//! The rows of waste, by path and by directory, and the duplicates.

use std::io::{self, Write};

use super::{Text, step};
use crate::analysis::{Examined, Waste};
use crate::text::{Escaped, size};
use crate::tree::{Cause, NodeId, ROOT, Tree};

/// Directories and duplicates that are shown.
const FEW: usize = 10;

pub(super) fn waste(out: &mut dyn Write, text: &Text<'_>) -> io::Result<()> {
    let Some(dive) = text.dive else {
        return worst(
            out,
            text.examined,
            &text.examined.accounting.waste,
            text.most,
            text.width,
        );
    };
    writeln!(
        out,
        "\nWhat dive calls wasted (all copies, the live one too)"
    )?;
    for reference in dive.references.iter().take(text.most) {
        let (count, path) = (reference.count, Escaped(&reference.path));
        writeln!(
            out,
            "{:>9}  {count:>5} x  {path}",
            size(reference.size_bytes)
        )?;
    }
    more(out, dive.references.len(), text.most, "paths")
}

/// The largest rows of waste, each with who stored it and who made it waste.
pub(in crate::report) fn worst(
    out: &mut dyn Write,
    examined: &Examined,
    rows: &[Waste],
    most: usize,
    width: usize,
) -> io::Result<()> {
    if rows.is_empty() {
        return writeln!(out, "\nNothing is wasted.");
    }
    writeln!(out, "\nWasted, the largest first")?;
    for row in rows.iter().take(most) {
        let times = if row.count > 1 {
            format!("  ({} versions)", row.count)
        } else {
            String::new()
        };
        writeln!(
            out,
            "{:>9}  {}{times}",
            size(row.bytes),
            Escaped(&examined.tree.path(row.node))
        )?;
        let line = |out: &mut dyn Write, what: &str, layers: &[u16]| {
            let names: Vec<String> = layers.iter().map(u16::to_string).collect();
            let (layers_are, names) = (
                if names.len() > 1 { "layers" } else { "layer" },
                names.join(", "),
            );
            let head = format!("           {what} {layers_are} {names}");
            let room = width.saturating_sub(head.len() + 2);
            match layers {
                [one] if room > 8 => {
                    writeln!(out, "{head}  {}", step(examined, (*one).into(), room))
                }
                _ => writeln!(out, "{head}"),
            }
        };
        if row.cause == Cause::DuplicateEntry {
            line(out, "twice in", &row.stored_in)?;
            continue;
        }
        line(out, "stored in", &row.stored_in)?;
        line(out, &format!("{} by", row.cause.name()), &row.caused_by)?;
    }
    more(out, rows.len(), most, "paths")
}

fn more(out: &mut dyn Write, all: usize, shown: usize, what: &str) -> io::Result<()> {
    match all.checked_sub(shown) {
        None | Some(0) => Ok(()),
        Some(rest) => writeln!(out, "           and {rest} {what} more"),
    }
}

/// The directories with most waste below them. One that has its waste in a single directory gives
/// way to that one, so that the list does not begin with all parents of the same place.
pub(super) fn directories(out: &mut dyn Write, text: &Text<'_>) -> io::Result<()> {
    let tree = &text.examined.tree;
    let sums = sums(tree, &text.examined.accounting.waste);
    let mut found: Vec<(u64, NodeId)> = Vec::new();
    for (node, &sum) in sums.iter().enumerate().filter(|(_, sum)| **sum > 0) {
        let node = node as NodeId;
        let children = tree.children(node);
        let passes_on = children.iter().any(|&child| sums[child as usize] == sum);
        if !children.is_empty() && !passes_on && node != ROOT {
            found.push((sum, node));
        }
    }
    if found.len() < 2 {
        return Ok(());
    }
    found.sort_by_key(|&(sum, node)| (std::cmp::Reverse(sum), node));
    writeln!(out, "\nWasted by directory, with all below it")?;
    for &(sum, node) in found.iter().take(FEW) {
        writeln!(out, "{:>9}  {}/", size(sum), Escaped(&tree.path(node)))?;
    }
    Ok(())
}

/// Dead bytes at and below each path; a parent's number is smaller than its children's.
fn sums(tree: &Tree, rows: &[Waste]) -> Vec<u64> {
    let mut sums = vec![0; tree.len()];
    for row in rows {
        sums[row.node as usize] += row.bytes;
    }
    for node in (1..tree.len()).rev() {
        sums[tree.parent(node as NodeId) as usize] += sums[node];
    }
    sums
}

pub(super) fn duplicates(out: &mut dyn Write, text: &Text<'_>) -> io::Result<()> {
    let Some(all) = text
        .examined
        .duplicates
        .as_ref()
        .filter(|all| !all.is_empty())
    else {
        return Ok(());
    };
    let tree = &text.examined.tree;
    let extra: u64 = all.iter().map(|one| one.extra()).sum();
    writeln!(
        out,
        "\nThe same contents at several live paths ({} could be saved)",
        size(extra)
    )?;
    for one in all.iter().take(FEW) {
        let count = one.nodes.len();
        writeln!(
            out,
            "{:>9}  {count} times {}",
            size(one.extra()),
            size(one.bytes)
        )?;
        for &node in one.nodes.iter().take(3) {
            writeln!(out, "           {}", Escaped(&tree.path(node)))?;
        }
        more(out, count, 3, "paths")?;
    }
    more(out, all.len(), FEW, "contents")
}
