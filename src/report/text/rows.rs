//! Lists of paths: waste by path and by directory, dive's references, duplicates.

use std::io;

use crate::analysis::dive::DiveFigures;
use crate::analysis::{Examined, Waste, by_directory};
use crate::report::page::Page;
use crate::report::phrases::{cause_of, count, path_of, stored_in};
use crate::text::{escape_bytes, right, size};

/// Paths that one duplicate's contents are shown at.
const COPIES: usize = 4;

/// `the 20 largest of 57`, or nothing where all are shown.
fn of(shown: usize, all: usize) -> String {
    if all > shown {
        format!(
            "the {shown} largest of {}",
            crate::text::grouped(all as u64)
        )
    } else {
        String::new()
    }
}

/// What is wasted by path and cause, with the reason below each.
pub(in crate::report) fn waste(
    page: &mut Page<'_>,
    examined: &Examined,
    rows: &[Waste],
    most: usize,
) -> io::Result<()> {
    page.heading("WASTE BY PATH", &of(most, rows.len()))?;
    for row in rows.iter().take(most) {
        let path = path_of(examined, row.node);
        let lead = format!("  {}  ", right(&size(row.bytes), 8));
        page.path(&lead, &path, &stored_in(row))?;
        page.cut(&" ".repeat(14), &cause_of(examined, row))?;
    }
    Ok(())
}

/// What dive calls inefficient.
pub(in crate::report) fn references(
    page: &mut Page<'_>,
    dive: &DiveFigures,
    most: usize,
) -> io::Result<()> {
    let rows = &dive.references;
    let remark = of(most, rows.len());
    page.heading("INEFFICIENT FILES", &remark)?;
    if rows.is_empty() {
        return page.line("  none");
    }
    page.line(&format!(
        "  {}  {}  path",
        right("size", 8),
        right("count", 5)
    ))?;
    for row in rows.iter().take(most) {
        let lead = format!(
            "  {}  {}  ",
            right(&size(row.size_bytes), 8),
            right(&row.count.to_string(), 5)
        );
        page.path(&lead, &escape_bytes(&row.path), "")?;
    }
    Ok(())
}

/// Where waste sits: directories with all that is below them.
pub(super) fn directories(page: &mut Page<'_>, examined: &Examined, most: usize) -> io::Result<()> {
    let rows = by_directory(&examined.tree, &examined.accounting.waste);
    if rows.is_empty() {
        return Ok(()); // all of it lies in the root itself
    }
    page.heading("WASTE BY DIRECTORY", &of(most, rows.len()))?;
    for row in rows.into_iter().take(most) {
        let path = path_of(examined, row.node);
        let lead = format!("  {}  ", right(&size(row.bytes), 8));
        page.path(&lead, &format!("{path}/"), "")?;
    }
    Ok(())
}

/// The same contents stored more than once and all of them live.
pub(super) fn duplicates(page: &mut Page<'_>, examined: &Examined, most: usize) -> io::Result<()> {
    let Some(all) = &examined.duplicates else {
        page.heading("DUPLICATES", "not known: contents were not read")?;
        return Ok(());
    };
    if all.is_empty() {
        return Ok(());
    }
    let extra: u64 = all.iter().map(crate::analysis::Duplicate::extra).sum();
    let remark = format!(
        "{} are further copies of files that the image already has",
        size(extra)
    );
    page.heading("DUPLICATES", &remark)?;
    for one in all.iter().take(most) {
        let copies = one.nodes.len();
        let mut lead = format!("  {}  ", right(&size(one.extra()), 8));
        let mut told = 0;
        for &node in one.nodes.iter().take(COPIES) {
            page.path(&lead, &path_of(examined, node), "")?;
            lead = " ".repeat(12);
            told += 1;
        }
        if copies > told {
            let more = count((copies - told) as u64, "more copy", "more copies");
            page.hung(&lead, &format!("and {more}"))?;
        }
    }
    if all.len() > most {
        page.line(&format!("{}and {} more", " ".repeat(12), all.len() - most))?;
    }
    Ok(())
}
