//! One stretch of a content, with what stands around it, and each rule's regex run in it.

use super::allowlist::{Said, Subject};
use super::entropy::shannon;
use super::pattern::{AFTER, BEFORE, Compiled, Pattern};
use super::scan::Scanner;
use super::scratch::{Found, Scratch};
use super::{Confidence, Hit, PathRule, checksum, example};

/// Bytes on either side of a match that count as its line, for allowlists about lines.
const LINE: usize = 4 << 10;

/// A stretch of a content. What begins in `from..to` is decided here; the bytes around serve as
/// context.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'b> {
    pub(super) bytes: &'b [u8],
    /// Where in the content `bytes` begins.
    pub(super) base: u64,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) binary: bool,
    /// The content goes on behind this block.
    pub(super) more: bool,
}

/// Where a rule's regex still has to be run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    from: usize,
    /// The last keyword: no match begins behind it.
    last: usize,
    /// No match ends behind this.
    to: usize,
}

impl Scanner {
    /// A keyword of this rule stands at `at`.
    pub(super) fn near(
        &self,
        rule: u32,
        at: usize,
        len: usize,
        block: &Block<'_>,
        scratch: &mut Scratch,
    ) {
        let Some(pattern) = self.patterns.get(rule as usize) else {
            return;
        };
        let Some(compiled) = pattern.compiled() else {
            return;
        };
        if block.binary && !pattern.in_binaries() {
            return;
        }
        let (before, after) = match compiled.longest {
            Some(longest) => (longest.saturating_sub(len), longest),
            None => (BEFORE, AFTER),
        };
        let window = Window {
            from: at.saturating_sub(before),
            last: at,
            to: at.saturating_add(after),
        };
        let progress = scratch.progress(rule);
        match &mut progress.window {
            Some(open) if window.from <= open.to => {
                open.from = open.from.min(window.from);
                open.last = open.last.max(window.last);
                open.to = open.to.max(window.to);
            }
            open => {
                if let Some(full) = open.replace(window) {
                    self.run(rule, &full, block, scratch);
                }
            }
        }
    }

    /// Runs what is still to be run in this block.
    pub(super) fn close(&self, block: &Block<'_>, scratch: &mut Scratch) {
        for at in 0..scratch.touched() {
            let rule = scratch.touched_rule(at);
            if let Some(window) = scratch.progress(rule).window.take() {
                self.run(rule, &window, block, scratch);
            }
        }
        for &rule in &self.unkeyed {
            let window = Window {
                from: block.from,
                last: block.to,
                to: block.bytes.len(),
            };
            let fits = |pattern: &Pattern| !block.binary || pattern.in_binaries();
            if self.patterns.get(rule as usize).is_some_and(fits) {
                self.run(rule, &window, block, scratch);
            }
        }
    }

    /// Runs a rule's regex in a window: matches one behind the other, as over the whole content.
    fn run(&self, rule: u32, window: &Window, block: &Block<'_>, scratch: &mut Scratch) {
        let Some(pattern) = self.patterns.get(rule as usize) else {
            return;
        };
        let Some(compiled) = pattern.compiled() else {
            return;
        };
        // One byte more than a match can have: an edge behind it is seen as it is.
        let bytes = &block.bytes[..block.bytes.len().min(window.to.saturating_add(1))];
        let resume = scratch.progress(rule).resume.saturating_sub(block.base);
        let resume = usize::try_from(resume).unwrap_or(usize::MAX);
        let mut at = window.from.max(block.from).max(resume);
        while at <= bytes.len() && !scratch.full(self.options.hits) {
            let found = compiled.regex.find_at(bytes, at);
            #[cfg(test)]
            {
                scratch.searched += found.map_or(bytes.len(), |found| found.end()) - at;
            }
            let Some(found) =
                found.filter(|one| one.start() <= window.last && one.start() < block.to)
            else {
                break;
            };
            at = found.end().max(found.start() + 1);
            scratch.progress(rule).resume = block.base + at as u64;
            let hit = self.hit(
                pattern,
                compiled,
                block,
                bytes,
                (found.start(), found.end()),
            );
            scratch.found.extend(hit.map(|hit| Found::new(hit, false)));
        }
    }

    /// What a match is, if it is a secret.
    fn hit(
        &self,
        pattern: &Pattern,
        compiled: &Compiled,
        block: &Block<'_>,
        bytes: &[u8],
        found: (usize, usize),
    ) -> Option<Hit> {
        let (from, to) = match compiled.regex.captures_len() {
            1 => found,
            _ => pattern.secret(bytes, found),
        };
        let secret = bytes.get(from..to).filter(|secret| !secret.is_empty())?;
        if pattern
            .entropy
            .is_some_and(|least| shannon(secret) <= least)
        {
            return None;
        }
        let mut hit = Hit::new(&pattern.rule, secret, block.base + from as u64);
        hit.place.clone_from(&pattern.place);
        let around = around(block.bytes, found);
        let subject = Subject {
            secret,
            matched: &bytes[found.0..found.1],
            line: line(block.bytes, found),
            around: around.0,
            place: around.1,
        };
        for list in &pattern.allowlists {
            match list.judge(&subject) {
                Said::Nothing => {}
                Said::Allowed => return None,
                Said::AllowedAt(paths) => {
                    let mut place =
                        PathRule::clone(hit.place.as_deref().unwrap_or(&PathRule::default()));
                    place.spares.extend(paths.iter().cloned());
                    hit.place = Some(place.into());
                }
            }
        }
        self.check(pattern, &mut hit);
        hit.example = example::of_value(secret).map(str::to_owned);
        Some(hit)
    }

    /// Lets the checksum speak, where the token has one.
    fn check(&self, pattern: &Pattern, hit: &mut Hit) {
        let (Some(name), Some(check)) = (&pattern.checksum, self.options.checksum) else {
            return;
        };
        let said = match check(name, hit.secret.expose()) {
            Some(true) => (Confidence::High, checksum::HOLDS),
            Some(false) => (Confidence::Low, checksum::FAILED),
            None => return,
        };
        (hit.confidence, hit.note) = (said.0, Some(said.1.to_owned()));
    }
}

/// The line that a match begins in, as far as it is near.
fn line(bytes: &[u8], found: (usize, usize)) -> &[u8] {
    let before = &bytes[found.0.saturating_sub(LINE)..found.0];
    let from = found.0 - before.len() + memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let behind = &bytes[found.1..bytes.len().min(found.1.saturating_add(LINE))];
    let to = found.1 + memchr::memchr(b'\n', behind).unwrap_or(behind.len());
    &bytes[from..to]
}

/// What stands around a match, and the match's place in it.
fn around(bytes: &[u8], found: (usize, usize)) -> (&[u8], (usize, usize)) {
    let from = found.0.saturating_sub(4 * BEFORE);
    let to = bytes.len().min(found.1.saturating_add(AFTER));
    (&bytes[from..to], (found.0 - from, found.1 - from))
}
