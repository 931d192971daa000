//! From what a pass found in contents to findings: which layers and paths hold them, who added
//! and who hid them, what is to be said of each place.

use std::fmt;
use std::sync::Arc;

use super::Secret;
use super::config_scan;
use super::detect::Detect;
use super::finding::{Disposition, Fate, Finding, Place, Site};
use super::grouping::Grouping;
use super::packages::Ownership;
use super::pass::{Pass, Passed, Skipped};
use super::placing::{Placing, Sighting};

use crate::image::Image;
use crate::limits::Limits;
use crate::tree::{Stacker, Tree};

/// Everything that a scan has to say of one image.
#[derive(Debug, Default)]
pub struct Findings {
    /// The secrets: actionable ones first, then by severity, confidence and place.
    pub all: Vec<Finding>,
    /// What was not looked at.
    pub skipped: Skipped,
    /// Texts of the configuration from which values were decoded, with what stands for them.
    pub(super) quoted: Vec<(Secret, String)>,
    /// Texts of the configuration, each with a value in it.
    pub(super) within: Vec<(Quoting, Secret)>,
}

/// A text that holds a value, which no log must show either.
#[derive(Clone)]
pub(super) struct Quoting(pub(super) Arc<str>);

impl fmt::Debug for Quoting {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Quoting(…)")
    }
}

/// An image that was read with a [`Pass`] as its sinks.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// What it says of itself.
    pub image: &'a Image,
    /// Its paths with their versions.
    pub tree: &'a Tree,
    /// So many lowest layers are its base: their package databases are believed.
    pub base_layers: usize,
}

impl Findings {
    /// Places what `pass` found in an image, and what its configuration holds.
    #[must_use]
    pub fn of(pass: &Pass<'_>, scene: &Scene<'_>) -> Findings {
        let passed = pass.take();
        let placing = Placing {
            scene,
            passed: &passed,
            detect: pass.detect(),
            limits: pass.limits(),
        };
        let contents = placing.contents();
        let (owners, copies) = placing.owners(&contents);
        let names = placing.names(&contents);
        let mut places = Grouping::default();
        let mut skipped = passed.skipped;
        for (content, owner) in contents.iter().zip(&owners) {
            for sighting in placing.sightings(content, &names) {
                let shipped = matches!(owner, Some(Ownership::Shipped(_)));
                let copied = sighting.hash.and_then(|hash| copies.get(&hash));
                let owner = copied.filter(|_| !shipped).or(owner.as_ref());
                placing.place(sighting, owner, &mut places);
            }
            if places.places > pass.limits().image_hits {
                skipped.hits += 1;
                break;
            }
        }
        let Configured { quoted, within } = configuration(&placing, &mut places);
        Findings {
            all: places.finish(),
            skipped,
            quoted,
            within,
        }
    }

    /// What the configuration of an image holds, its layers unread: cheap enough to be asked
    /// before anything of the image is said, so that nothing quotes a value.
    #[must_use]
    pub fn of_config(image: &Image, detect: &dyn Detect, limits: &Limits) -> Findings {
        let passed = Passed::default();
        let tree = Stacker::new(*limits).finish();
        let placing = Placing {
            scene: &Scene {
                image,
                tree: &tree,
                base_layers: 0,
            },
            passed: &passed,
            detect,
            limits,
        };
        let mut places = Grouping::default();
        let Configured { quoted, within } = configuration(&placing, &mut places);
        Findings {
            all: places.finish(),
            skipped: Skipped::default(),
            quoted,
            within,
        }
    }

    /// Sets actionable places aside for which `reason` has one, and puts findings in order again.
    pub fn set_aside(
        &mut self,
        disposition: Disposition,
        mut reason: impl FnMut(&Finding, &Place) -> Option<String>,
    ) {
        for finding in &mut self.all {
            let mut places = std::mem::take(&mut finding.places);
            for place in &mut places {
                if place.disposition == Disposition::Actionable
                    && let Some(reason) = reason(finding, place)
                {
                    (place.disposition, place.reason) = (disposition, reason);
                }
            }
            finding.places = places;
            finding.places.sort_by_key(|place| place.disposition);
        }
        sort(&mut self.all);
    }

    /// The findings somebody has to act on.
    pub fn actionable(&self) -> impl Iterator<Item = &Finding> {
        let wanted = |finding: &&Finding| finding.disposition() == Disposition::Actionable;
        self.all.iter().filter(wanted)
    }
}

/// See [`Findings`].
#[derive(Default)]
struct Configured {
    quoted: Vec<(Secret, String)>,
    within: Vec<(Quoting, Secret)>,
}

/// Places what the configuration holds.
fn configuration(placing: &Placing<'_>, places: &mut Grouping) -> Configured {
    let mut configured = Configured::default();
    for found in config_scan::scan(placing.scene.image, placing.detect) {
        if found.quoted != found.hit.secret && !found.quoted.expose().is_empty() {
            let mask = found.hit.secret.masked();
            configured.quoted.push((found.quoted, mask));
        }
        let texts = found.texts.into_iter();
        let within = texts.map(|text| (Quoting(text), found.hit.secret.clone()));
        configured.within.extend(within);
        let sighting = Sighting {
            hit: found.hit,
            site: Site::Config(found.site),
            fate: Fate::Visible(Vec::new()),
            hash: None,
        };
        placing.place(sighting, None, places);
    }
    configured
}

/// Each once, the most urgent first.
pub(super) fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let urgency = |one: &Finding| {
            (
                one.disposition(),
                std::cmp::Reverse((one.severity, one.confidence)),
                !one.visible(),
            )
        };
        urgency(a)
            .cmp(&urgency(b))
            .then_with(|| a.rule.id.cmp(&b.rule.id))
            .then_with(|| order(&a.places[..]).cmp(&order(&b.places[..])))
            .then_with(|| a.fingerprint.cmp(&b.fingerprint))
    });
}

fn order(places: &[Place]) -> Option<(Option<usize>, Vec<u8>, u64, u64)> {
    let first = places.first()?;
    Some((first.layer(), first.site.path(), first.line, first.column))
}
