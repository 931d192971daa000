//! The secrets screen: what a scan found, each secret with its places where it is open.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::cursor::Cursor;
use super::super::judge::Judge;
use super::super::scan::Found;
use super::super::veil::Veil;
use super::{Split, State, inside};
use crate::image::Watch;
use crate::secrets::{Disposition, Finding, Place};
use crate::tree::Pattern;

/// Rows above the list, and below it.
const HEAD: usize = 3;
const FOOT: usize = 10;

/// How far looking for secrets has come.
#[derive(Debug, Default)]
pub enum Phase {
    /// Nobody asked for it, or it was stopped.
    #[default]
    Idle,
    /// It was asked for, and the layers are not listed yet.
    Wanted,
    /// It goes on.
    Scanning(Watch),
    /// It could not be done, in a sentence.
    Failed(String),
    /// It is done.
    Done(Arc<Found>),
}

/// Which places are shown, by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fates {
    /// Any.
    #[default]
    All,
    /// What the final image shows.
    Visible,
    /// What it does not.
    Deleted,
}

/// How secrets are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecretSort {
    /// The most urgent first.
    #[default]
    Severity,
    /// By the path of their first place.
    Path,
    /// By its layer.
    Layer,
}

/// One row of the screen, by numbers among the findings and among the places of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretRow {
    /// A secret, with the first of its places that are shown.
    Secret(usize, usize),
    /// One place of a secret.
    Place(usize, usize),
}

/// The secrets screen.
#[derive(Debug, Default)]
pub struct SecretsPane {
    /// How far looking for them has come.
    pub phase: Phase,
    /// Values are shown, everywhere in the browser.
    pub revealed: bool,
    /// What is looked for, and what of it matters.
    pub judge: Arc<Judge>,
    /// The image with its values, and without, as far as they are known.
    pub veil: Option<Arc<Veil>>,
    /// Which places are shown.
    pub fates: Fates,
    /// Those too that nobody has to act on.
    pub all: bool,
    /// The order.
    pub sort: SecretSort,
    /// The filter as it was typed, with what it means.
    pub filter: Option<(String, Pattern)>,
    /// Secrets that are open, by their numbers.
    pub open: BTreeSet<usize>,
    /// What is shown.
    pub picked: Picked,
    /// The rows that come of it.
    pub rows: Vec<SecretRow>,
    /// Where one is.
    pub cursor: Cursor,
}

impl Fates {
    /// The next, as a key goes through them.
    #[must_use]
    pub fn next(self) -> Fates {
        match self {
            Fates::All => Fates::Visible,
            Fates::Visible => Fates::Deleted,
            Fates::Deleted => Fates::All,
        }
    }

    /// Its name on the screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Fates::All => "visible and deleted",
            Fates::Visible => "visible only",
            Fates::Deleted => "deleted only",
        }
    }

    fn takes(self, place: &Place) -> bool {
        match self {
            Fates::All => true,
            Fates::Visible => place.visible(),
            Fates::Deleted => !place.visible(),
        }
    }
}

impl SecretSort {
    /// The next, as a key goes through them.
    #[must_use]
    pub fn next(self) -> SecretSort {
        match self {
            SecretSort::Severity => SecretSort::Path,
            SecretSort::Path => SecretSort::Layer,
            SecretSort::Layer => SecretSort::Severity,
        }
    }

    /// Its name on the screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            SecretSort::Severity => "severity",
            SecretSort::Path => "path",
            SecretSort::Layer => "layer",
        }
    }
}

/// What is shown of the secrets.
#[derive(Debug, Default)]
pub struct Picked {
    /// Secrets with their places, by their numbers, in order.
    pub shown: Vec<(usize, Vec<usize>)>,
    /// How many places of each secret are shown, by its number.
    places: Vec<u32>,
}

/// See [`SecretsPane::picking`].
#[derive(Debug)]
pub struct Picking {
    found: Arc<Found>,
    fates: Fates,
    all: bool,
    sort: SecretSort,
    filter: Option<Pattern>,
}

impl Picking {
    /// Picks what is shown, and orders it.
    #[must_use]
    pub fn run(&self) -> Picked {
        let findings = &self.found.findings;
        let numbered = findings.iter().enumerate();
        let picked = numbered.map(|(number, finding)| (number, self.places(finding)));
        let mut shown: Vec<(usize, Vec<usize>)> =
            picked.filter(|(_, places)| !places.is_empty()).collect();
        // They come by severity; sorting keeps that order among equals.
        let first = |row: &(usize, Vec<usize>)| &findings[row.0].places[row.1[0]];
        match self.sort {
            SecretSort::Severity => {}
            SecretSort::Path => shown.sort_by_cached_key(|row| first(row).site.path()),
            SecretSort::Layer => shown.sort_by_key(|row| first(row).layer()),
        }
        let mut places = vec![0; findings.len()];
        for (number, shown) in &shown {
            places[*number] = shown.len() as u32;
        }
        Picked { shown, places }
    }

    /// The numbers of a secret's places that are shown.
    fn places(&self, finding: &Finding) -> Vec<usize> {
        let takes = |place: &Place| {
            let wanted = self.all || place.disposition == Disposition::Actionable;
            wanted && self.fates.takes(place) && self.matches(finding, place)
        };
        let places = finding.places.iter().enumerate();
        places
            .filter(|(_, place)| takes(place))
            .map(|(number, _)| number)
            .collect()
    }

    /// Whether the filter lets a place through: by its path, by the rule's name or title.
    fn matches(&self, finding: &Finding, place: &Place) -> bool {
        self.filter.as_ref().is_none_or(|pattern| {
            pattern.matches(&place.site.path())
                || pattern.matches(finding.rule.id.as_bytes())
                || pattern.matches(finding.rule.title.as_bytes())
        })
    }
}

impl SecretsPane {
    /// What was found, once that is known.
    #[must_use]
    pub fn found(&self) -> Option<&Arc<Found>> {
        match &self.phase {
            Phase::Done(found) => Some(found),
            _ => None,
        }
    }

    /// What decides what is shown, for a job: an image may hold a hundred thousand secrets.
    #[must_use]
    pub fn picking(&self) -> Option<Picking> {
        Some(Picking {
            found: self.found()?.clone(),
            fates: self.fates,
            all: self.all,
            sort: self.sort,
            filter: self.filter.as_ref().map(|(_, pattern)| pattern.clone()),
        })
    }

    /// Makes the rows anew.
    pub fn unfold(&mut self) {
        self.rows.clear();
        for (number, places) in &self.picked.shown {
            self.rows.push(SecretRow::Secret(*number, places[0]));
            if self.open.contains(number) {
                let rows = places.iter().map(|&place| SecretRow::Place(*number, place));
                self.rows.extend(rows);
            }
        }
    }

    /// Places of a secret that are shown.
    #[must_use]
    pub fn places_shown(&self, number: usize) -> usize {
        self.picked
            .places
            .get(number)
            .map_or(0, |&places| places as usize)
    }

    /// The selected secret and place.
    #[must_use]
    pub fn selected(&self) -> Option<(&Finding, &Place)> {
        let (SecretRow::Secret(number, place) | SecretRow::Place(number, place)) =
            *self.rows.get(self.cursor.at)?;
        let finding = self.found()?.findings.get(number)?;
        Some((finding, finding.places.get(place)?))
    }
}

impl Drop for SecretsPane {
    fn drop(&mut self) {
        if let Phase::Scanning(watch) = &self.phase {
            watch.cancel();
        }
    }
}

impl State {
    /// The parts of the secrets screen.
    #[must_use]
    pub fn secrets_split(&self) -> Split {
        let height = self.layout().map_or(0, |layout| inside(layout.main));
        Split::of(height, HEAD, FOOT)
    }
}
