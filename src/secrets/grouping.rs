//! Places of the same secret put together into findings.

use std::collections::HashMap;

use super::Hit;
use super::finding::{Finding, Place, outweighs};
use super::place::sort;

/// Findings under construction.
#[derive(Default)]
pub(super) struct Grouping {
    by_print: HashMap<String, (Hit, Vec<Place>)>,
    /// How many places there are in all.
    pub(super) places: usize,
}

impl Grouping {
    pub(super) fn add(&mut self, fingerprint: String, hit: Hit, place: Place) {
        self.places += 1;
        match self.by_print.get_mut(&fingerprint) {
            Some((best, places)) => {
                let (severity, confidence) = (
                    best.severity.max(hit.severity),
                    best.confidence.max(hit.confidence),
                );
                if outweighs(&hit, best) {
                    *best = hit;
                }
                (best.severity, best.confidence) = (severity, confidence);
                places.push(place);
            }
            None => {
                self.by_print.insert(fingerprint, (hit, vec![place]));
            }
        }
    }

    pub(super) fn finish(self) -> Vec<Finding> {
        let finding = |(fingerprint, (hit, mut places)): (String, (Hit, Vec<Place>))| {
            places.sort_by_cached_key(|place| {
                (
                    place.disposition,
                    place.layer(),
                    place.site.path(),
                    place.line,
                    place.column,
                )
            });
            Finding {
                fingerprint,
                rule: hit.rule,
                secret: hit.secret,
                severity: hit.severity,
                confidence: hit.confidence,
                note: hit.note,
                places,
            }
        };
        let mut all: Vec<Finding> = self.by_print.into_iter().map(finding).collect();
        sort(&mut all);
        all
    }
}
