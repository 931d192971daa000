//! Several detectors see the same bytes: a reader, a provider's rule and the generic detector may
//! all speak of one value. The one that knows most is kept.

use std::collections::HashMap;

use super::taking::Found;
use super::{Hit, checksum};

/// Places of one value in one content that are told: who replaces it has to find all of them, but
/// a log may hold the same one in every line.
const REPEATS: usize = 100;

/// Keeps one hit for each stretch of a content, and the first [`REPEATS`] of each value, in the
/// order of their places.
pub(super) fn merge(found: &mut Vec<Found>) {
    // Stable: of equals the one that was told first stays, and readers speak first.
    found.sort_by(|a, b| {
        let place = |found: &Found| (found.hit.start, std::cmp::Reverse(found.hit.end));
        a.inner.cmp(&b.inner).then(place(a).cmp(&place(b)))
    });
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for one in found.drain(..) {
        match kept.last_mut() {
            Some(last) if overlap(last, &one) => {
                if weight(&one.hit) > weight(&last.hit) {
                    *last = one;
                }
            }
            _ => kept.push(one),
        }
    }
    let mut seen: HashMap<_, usize> = HashMap::new();
    kept.retain(|one| {
        let value = one.hit.secret.expose();
        let times = seen.entry((one.inner.clone(), value.to_vec())).or_default();
        *times += 1;
        value.is_empty() || *times <= REPEATS
    });
    *found = kept;
}

fn overlap(a: &Found, b: &Found) -> bool {
    let empty = a.hit.start == a.hit.end || b.hit.start == b.hit.end;
    !empty && a.inner == b.inner && b.hit.start < a.hit.end
}

/// What decides between two that speak of the same bytes: the surer, then the graver, then the one
/// that knows it for an example. A token whose checksum does not hold stays its provider's: it
/// weighs what its rule says, or a guess that knows less of it would take its name.
pub(super) fn weight(hit: &Hit) -> impl Ord + use<> {
    let failed = hit.note.as_deref() == Some(checksum::FAILED);
    let sure = match failed {
        true => hit.rule.confidence,
        false => hit.confidence,
    };
    (sure, failed, hit.severity, hit.example.is_some())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Confidence, Rule, test_rule};
    use super::*;

    fn found(rule: &Arc<Rule>, value: &str, start: u64, confidence: Confidence) -> Found {
        let mut hit = Hit::new(rule, value.as_bytes(), start);
        hit.confidence = confidence;
        Found { hit, inner: None }
    }

    #[test]
    fn each_place_of_a_value_is_kept_up_to_a_limit() {
        let rule = Arc::new(test_rule("a"));
        for (places, kept) in [(1, 1), (3, 3), (REPEATS as u64 + 5, REPEATS)] {
            let mut all: Vec<Found> = (0..places)
                .map(|at| found(&rule, "made-up", at * 20, Confidence::High))
                .collect();
            merge(&mut all);
            assert_eq!(all.len(), kept);
        }
    }

    #[test]
    fn a_token_whose_checksum_fails_keeps_the_name_of_its_provider() {
        let provider = Arc::new(test_rule("provider"));
        let guess = Arc::new(test_rule("guess"));
        for (note, name) in [(checksum::FAILED, "provider"), ("else", "guess")] {
            let mut low = found(&provider, "made-up", 0, Confidence::Low);
            low.hit.note = Some(note.to_owned());
            let mut all = vec![found(&guess, "made-up", 0, Confidence::High), low];
            merge(&mut all);
            let told: Vec<_> = all.iter().map(|one| one.hit.rule.id.as_str()).collect();
            assert_eq!(told, [name]);
        }
    }
}
