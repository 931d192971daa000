//! What a worker keeps while it scans one content, and reuses for the next.

use super::Hit;
use super::block::{Block, Window};
use super::generic;
use super::lines::Lines;
use super::marks::Marks;

/// Comments that let a hit on their line stand.
const ALLOW: [&[u8]; 2] = [b"layerscope:allow", b"gitleaks:allow"];

/// A worker's room for scanning; one for each thread, for any number of contents.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) marks: Marks,
    pub(super) found: Vec<Found>,
    pub(super) generic: generic::State,
    progress: Vec<Progress>,
    /// Rules that have met a keyword in this content.
    touched: Vec<u32>,
    lines: Lines,
    /// A provider's token that was told reaches to here.
    covered: u64,
    told: usize,
    cut: bool,
    /// Bytes that regexes were run over.
    #[cfg(test)]
    pub(super) searched: usize,
}

/// How far one rule is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Progress {
    pub(super) window: Option<Window>,
    /// Its next match begins here or behind, in the content.
    pub(super) resume: u64,
    touched: bool,
}

/// A hit that is not told yet.
#[derive(Debug)]
pub(super) struct Found {
    hit: Hit,
    /// Of the generic detector, which gives way to a rule.
    generic: bool,
    placed: bool,
}

impl Found {
    pub(super) fn new(hit: Hit, generic: bool) -> Found {
        Found {
            hit,
            generic,
            placed: false,
        }
    }
}

impl Scratch {
    /// Whether the last content had more hits than [`super::Options::hits`], so that some were
    /// left out.
    #[must_use]
    pub fn cut(&self) -> bool {
        self.cut
    }

    /// A content begins.
    pub(super) fn begin(&mut self, rules: usize) {
        for rule in self.touched.drain(..) {
            if let Some(progress) = self.progress.get_mut(rule as usize) {
                *progress = Progress::default();
            }
        }
        self.progress.resize(rules, Progress::default());
        self.found.clear();
        self.generic = generic::State::default();
        self.lines = Lines::default();
        (self.covered, self.told, self.cut) = (0, 0, false);
    }

    /// How far this rule is.
    pub(super) fn progress(&mut self, rule: u32) -> &mut Progress {
        let at = rule as usize;
        if at >= self.progress.len() {
            self.progress.resize(at + 1, Progress::default());
        }
        let progress = &mut self.progress[at];
        if !progress.touched {
            progress.touched = true;
            self.touched.push(rule);
        }
        progress
    }

    /// How many rules have met a keyword.
    pub(super) fn touched(&self) -> usize {
        self.touched.len()
    }

    /// One of them.
    pub(super) fn touched_rule(&self, at: usize) -> u32 {
        self.touched[at]
    }

    /// Whether no more hits are taken, which is noted.
    pub(super) fn full(&mut self, hits: usize) -> bool {
        let full = self.told + self.found.len() >= hits;
        self.cut |= full;
        full
    }

    /// Gives each new hit its line, its column, and whether a comment lets it stand.
    pub(super) fn place(&mut self, block: &Block<'_>, hits: usize) {
        let end = block.base + block.to as u64;
        if !self.found.is_empty() {
            self.found
                .sort_by_key(|found| (found.hit.start, found.hit.end));
            self.found.truncate(hits.saturating_sub(self.told));
            let allowed = allowed_lines(block, &self.lines);
            for found in self.found.iter_mut().filter(|found| !found.placed) {
                // What begins behind the block is counted ahead, on the side.
                let mut ahead;
                let lines = match found.hit.start < end {
                    true => &mut self.lines,
                    false => {
                        ahead = self.lines.clone();
                        &mut ahead
                    }
                };
                lines.go(block.bytes, block.base, found.hit.start);
                (found.hit.line, found.hit.column) = (lines.line(), lines.column());
                found.hit.allowed = allowed.binary_search(&lines.line()).is_ok();
                found.placed = true;
            }
        }
        if block.more {
            self.lines.go(block.bytes, block.base, end);
        }
    }

    /// Tells the hits that end before `until`, or all: of one and the same value the surest, and
    /// what the generic detector says only where no rule speaks.
    pub(super) fn tell(&mut self, until: Option<u64>, out: &mut dyn FnMut(Hit)) {
        let held =
            |found: &Found| found.generic && until.is_some_and(|until| found.hit.end > until);
        let mut last: Option<Hit> = None;
        let mut kept = vec![];
        let all = std::mem::take(&mut self.found);
        let mut next_rule = next_rules(&all);
        for found in all {
            let ahead = next_rule.pop().unwrap_or(u64::MAX);
            if held(&found) {
                kept.push(found);
                continue;
            }
            let hit = found.hit;
            if found.generic {
                if hit.start < self.covered || ahead < hit.end {
                    continue;
                }
            } else {
                self.covered = self.covered.max(hit.end);
            }
            match &mut last {
                Some(one) if (one.start, one.end) == (hit.start, hit.end) => {
                    if (hit.confidence, hit.severity) > (one.confidence, one.severity) {
                        *one = hit;
                    }
                }
                _ => {
                    self.told += 1;
                    last.replace(hit).into_iter().for_each(&mut *out);
                }
            }
        }
        last.into_iter().for_each(out);
        self.found = kept;
    }
}

/// For each hit, from the last to the first: where the next rule's hit begins, itself included.
fn next_rules(found: &[Found]) -> Vec<u64> {
    let mut next = u64::MAX;
    let behind = |found: &Found| {
        if !found.generic {
            next = found.hit.start;
        }
        next
    };
    found.iter().rev().map(behind).collect()
}

/// The lines with a comment that lets hits stand, in order.
fn allowed_lines(block: &Block<'_>, lines: &Lines) -> Vec<u64> {
    let mut places: Vec<usize> = vec![];
    for comment in ALLOW {
        places.extend(memchr::memmem::find_iter(block.bytes, comment));
    }
    places.sort_unstable();
    let mut lines = lines.clone();
    let line = |at: usize| {
        lines.go(block.bytes, block.base, block.base + at as u64);
        lines.line()
    };
    places.into_iter().map(line).collect()
}
