//! From what a pass found in contents to findings: which layers and paths hold them, who added
//! and who hid them, what is to be said of each place.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::config_scan;
use super::detect::Detect;
use super::digest_again::digests_of;
use super::finding::{Disposition, Fate, FileSite, Finding, Place, Site, fingerprint, outweighs};
use super::packages::claims::Database;
use super::packages::{Digests, Ownership, Packages};
use super::pass::{Key, Pass, Passed, Scanned, Skipped};
use super::{Hit, Secret};
use crate::image::Image;
use crate::limits::Limits;
use crate::tree::{ContentId, NodeId, RecordId, Tree};

/// Everything that a scan has to say of one image.
#[derive(Debug, Default)]
pub struct Findings {
    /// The secrets: actionable ones first, then by severity, confidence and place.
    pub all: Vec<Finding>,
    /// What was not looked at.
    pub skipped: Skipped,
    /// Texts of the configuration from which values were decoded, with what stands for them.
    pub(super) quoted: Vec<(Secret, String)>,
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

/// One hit at one place, not yet judged.
struct Sighting {
    hit: Hit,
    site: Site,
    fate: Fate,
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
        let packages = placing.packages(&contents);
        let digests = placing.digests(&contents, &packages);
        let names = placing.names(&contents);
        let mut places = Grouping::default();
        let mut skipped = passed.skipped;
        for content in &contents {
            let owner = digests
                .get(&content.id)
                .and_then(|sums| packages.owner(&content.path, sums));
            for sighting in placing.sightings(content, &names) {
                placing.place(sighting, owner.as_ref(), &mut places);
            }
            if places.places > pass.limits().image_hits {
                skipped.hits += 1;
                break;
            }
        }
        let mut quoted = Vec::new();
        for found in config_scan::scan(scene.image, pass.detect()) {
            if found.quoted != found.hit.secret && !found.quoted.expose().is_empty() {
                quoted.push((found.quoted, found.hit.secret.masked()));
            }
            let sighting = Sighting {
                hit: found.hit,
                site: Site::Config(found.site),
                fate: Fate::Visible(Vec::new()),
            };
            placing.place(sighting, None, &mut places);
        }
        Findings {
            all: places.finish(),
            skipped,
            quoted,
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

/// Each once, the most urgent first.
fn sort(findings: &mut [Finding]) {
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
    });
}

fn order(places: &[Place]) -> Option<(Option<usize>, Vec<u8>, u64)> {
    let first = places.first()?;
    Some((first.layer(), first.site.path(), first.line))
}

/// A stored content in which something was found.
struct Carrier {
    id: ContentId,
    record: RecordId,
    node: NodeId,
    path: Vec<u8>,
    scanned: Option<Arc<Scanned>>,
    present: Option<Hit>,
}

struct Placing<'a> {
    scene: &'a Scene<'a>,
    passed: &'a Passed,
    detect: &'a dyn Detect,
    limits: &'a Limits,
}

impl Placing<'_> {
    /// The stored contents in which something was found, by layer and in the order of the tar.
    fn contents(&self) -> Vec<Carrier> {
        let tree = self.scene.tree;
        let hashes: HashSet<&[u8; 32]> = self.passed.scanned.keys().map(|(hash, _)| hash).collect();
        let mut carriers = Vec::new();
        for (id, content) in (0..).zip(tree.contents()) {
            let record = content.record();
            let hash = tree.hash(id).filter(|hash| hashes.contains(hash));
            let scanned = hash.and_then(|hash| self.passed.scanned.get(&self.key(*hash, record)));
            let scanned = scanned.filter(|scanned| self.found(scanned).next().is_some());
            let present = self.present(record);
            if scanned.is_none() && present.is_none() {
                continue;
            }
            carriers.push(Carrier {
                id,
                record,
                node: content.node,
                path: tree.path(content.node),
                scanned: scanned.cloned(),
                present: present.cloned(),
            });
        }
        carriers
    }

    fn key(&self, hash: [u8; 32], record: RecordId) -> Key {
        let kinds = &self.passed.layers[usize::from(record.layer)].kinds;
        let at = kinds.binary_search_by_key(&record.entry, |&(entry, _)| entry);
        (hash, at.map_or(0, |at| kinds[at].1))
    }

    fn present(&self, record: RecordId) -> Option<&Hit> {
        let present = &self.passed.layers[usize::from(record.layer)].present;
        let at = present
            .binary_search_by_key(&record.entry, |(entry, _)| *entry)
            .ok()?;
        Some(&present[at].1)
    }

    /// What package databases say of the files at hand.
    fn packages(&self, carriers: &[Carrier]) -> Packages {
        let scene = self.scene;
        let wanted = carriers.iter().filter(|carrier| carrier.scanned.is_some());
        let wanted = wanted.map(|carrier| carrier.path.clone());
        let mut packages = Packages::new(scene.base_layers, wanted);
        for (layer, notes) in self.passed.layers.iter().enumerate() {
            for &(entry, database) in &notes.databases {
                let record = RecordId {
                    layer: layer as u16,
                    entry,
                };
                if let Some((path, bytes)) = self.database(record, database) {
                    packages.read(database, &path, bytes, layer);
                }
            }
        }
        packages
    }

    fn database(&self, record: RecordId, database: Database) -> Option<(Vec<u8>, &[u8])> {
        let tree = self.scene.tree;
        let content = tree
            .content_of(record)
            .filter(|_| database != Database::Rpm)?;
        let bytes = self.passed.databases.get(tree.hash(content)?)?;
        Some((tree.path(tree.content(content).node), bytes))
    }

    /// The digests of the files that some package lays claim to.
    fn digests(&self, carriers: &[Carrier], packages: &Packages) -> HashMap<ContentId, Digests> {
        let mut digests = HashMap::new();
        let mut large = Vec::new();
        for carrier in carriers {
            let Some(scanned) = carrier
                .scanned
                .as_ref()
                .filter(|_| packages.knows(&carrier.path))
            else {
                continue;
            };
            match scanned.digests {
                Some(sums) => {
                    digests.insert(carrier.id, sums);
                }
                None => large.push((carrier.record, carrier.id)),
            }
        }
        digests.extend(digests_of(self.scene.image, &large, self.limits));
        digests
    }

    /// The paths at which the final image shows each of these contents.
    fn names(&self, carriers: &[Carrier]) -> HashMap<ContentId, Vec<NodeId>> {
        let tree = self.scene.tree;
        let live = carriers
            .iter()
            .filter(|carrier| tree.content(carrier.id).names > 0);
        let mut names: HashMap<ContentId, Vec<NodeId>> =
            live.map(|carrier| (carrier.id, Vec::new())).collect();
        if names.is_empty() {
            return names;
        }
        for node in 1..tree.len() as NodeId {
            let shown = tree.last(node).and_then(|version| version.record());
            let content = shown.and_then(|record| tree.content_of(record));
            if let Some(nodes) = content.and_then(|content| names.get_mut(&content)) {
                nodes.push(node);
            }
        }
        names
    }

    fn sightings(
        &self,
        carrier: &Carrier,
        names: &HashMap<ContentId, Vec<NodeId>>,
    ) -> Vec<Sighting> {
        let fate = self.fate(carrier, names);
        let site = |inner| {
            Site::File(FileSite {
                layer: carrier.record.layer.into(),
                record: carrier.record,
                content: carrier.id,
                node: carrier.node,
                path: carrier.path.clone(),
                inner,
            })
        };
        let found = carrier
            .scanned
            .iter()
            .flat_map(|scanned| self.found(scanned));
        let present = carrier.present.iter().map(|hit| (hit.clone(), None));
        found
            .chain(present)
            .map(|(hit, inner)| Sighting {
                hit,
                site: site(inner),
                fate: fate.clone(),
            })
            .collect()
    }

    /// What a content holds, with where inside it: of an archive what its members hold, too.
    fn found<'s>(
        &'s self,
        scanned: &'s Scanned,
    ) -> impl Iterator<Item = (Hit, Option<Arc<[u8]>>)> + 's {
        let own = scanned.found.iter();
        let own = own.map(|found| (found.hit.clone(), found.inner.clone()));
        let inside = scanned.members.iter().flat_map(|(name, key)| {
            let scanned = self.passed.scanned.get(key);
            let found = scanned.into_iter().flat_map(|scanned| &scanned.found);
            found.map(|found| (found.hit.clone(), Some(Arc::clone(name))))
        });
        own.chain(inside).take(self.limits.content_hits)
    }

    fn fate(&self, carrier: &Carrier, names: &HashMap<ContentId, Vec<NodeId>>) -> Fate {
        let tree = self.scene.tree;
        match tree.content(carrier.id).death() {
            Some(death) => Fate::Dead {
                cause: death.cause,
                layer: death.layer.into(),
                path: tree.path(death.node),
            },
            None => {
                let nodes = names.get(&carrier.id).map_or(&[][..], Vec::as_slice);
                Fate::Visible(nodes.iter().map(|&node| tree.path(node)).collect())
            }
        }
    }

    /// Why what is found there is an example by its path, that inside an archive too.
    fn example_at(&self, site: &Site) -> Option<String> {
        let Site::File(file) = site else {
            return None;
        };
        let inner = file.inner.as_deref().unwrap_or_default();
        self.detect.example(&[&file.path, inner].concat())
    }

    /// Judges one sighting and puts it to its finding.
    fn place(&self, sighting: Sighting, owner: Option<&Ownership>, into: &mut Grouping) {
        let Sighting {
            mut hit,
            site,
            fate,
        } = sighting;
        let path = site.path();
        if !hit.counts_at(path.strip_prefix(b"/").unwrap_or(&path)) {
            return;
        }
        let in_file = matches!(site, Site::File(_));
        if in_file {
            hit = self.detect.at_path(hit, &path);
        }
        let example = hit.example.take();
        let example = example.or_else(|| self.example_at(&site));
        let (disposition, reason) = match (owner, example) {
            _ if hit.allowed => (
                Disposition::Ignored,
                "a comment on its line allows it".to_owned(),
            ),
            (Some(Ownership::Shipped(package)), _) => (
                Disposition::Package,
                format!("unchanged file of the package {package}"),
            ),
            (_, Some(reason)) => (Disposition::Example, reason),
            _ => (Disposition::Actionable, String::new()),
        };
        let claimed = match owner {
            Some(Ownership::Claimed(package, layer)) => Some((package.clone(), *layer)),
            _ => None,
        };
        let place = Place {
            site,
            line: hit.line,
            column: hit.column,
            fate,
            disposition,
            reason,
            claimed,
        };
        into.add(fingerprint(&hit, &path), hit, place);
    }
}

/// Findings under construction.
#[derive(Default)]
struct Grouping {
    by_print: HashMap<String, (Hit, Vec<Place>)>,
    places: usize,
}

impl Grouping {
    fn add(&mut self, fingerprint: String, hit: Hit, place: Place) {
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

    fn finish(self) -> Vec<Finding> {
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
