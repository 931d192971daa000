//! Which stored contents carry something, what package databases say of them, and what became of
//! each of their places.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Hit;
use super::detect::Detect;
use super::digest_again::digests_of;
use super::finding::{Disposition, Fate, FileSite, Place, Site, fingerprint};
use super::grouping::Grouping;
use super::packages::claims::Database;
use super::packages::{Digests, Ownership, Packages};
use super::pass::{Key, Passed, Scanned};
use super::place::Scene;
use crate::limits::Limits;
use crate::tree::{ContentId, NodeId, RecordId};

/// One hit at one place, not yet judged.
pub(super) struct Sighting {
    pub(super) hit: Hit,
    pub(super) site: Site,
    pub(super) fate: Fate,
    /// The bytes that hold it: the file's, or those of the archive's member.
    pub(super) hash: Option<[u8; 32]>,
}

/// A stored content in which something was found.
pub(super) struct Carrier {
    pub(super) id: ContentId,
    pub(super) record: RecordId,
    pub(super) node: NodeId,
    pub(super) path: Vec<u8>,
    pub(super) scanned: Option<Arc<Scanned>>,
    pub(super) present: Option<Hit>,
}

/// What the base image shipped, by its bytes.
pub(super) type Copies = HashMap<[u8; 32], Ownership>;

/// A hit, the path of the member that holds it, and that member's hash.
type Inside = (Hit, Option<Arc<[u8]>>, Option<[u8; 32]>);

pub(super) struct Placing<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) passed: &'a Passed,
    pub(super) detect: &'a dyn Detect,
    pub(super) limits: &'a Limits,
}

impl Placing<'_> {
    /// The stored contents in which something was found, by layer and in the order of the tar.
    pub(super) fn contents(&self) -> Vec<Carrier> {
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

    /// Who lays claim to each of these contents, and the hashes of those that the base shipped.
    pub(super) fn owners(&self, carriers: &[Carrier]) -> (Vec<Option<Ownership>>, Copies) {
        let packages = self.packages(carriers);
        let digests = self.digests(carriers, &packages);
        let owner = |carrier: &Carrier| packages.owner(&carrier.path, digests.get(&carrier.id)?);
        let owners: Vec<Option<Ownership>> = carriers.iter().map(owner).collect();
        let mut copies = Copies::new();
        for (carrier, owner) in carriers.iter().zip(&owners) {
            if let (Some(hash), Some(Ownership::Shipped(package))) =
                (self.scene.tree.hash(carrier.id), owner)
            {
                let copied = Ownership::Copied(package.clone());
                copies.entry(*hash).or_insert(copied);
            }
        }
        (owners, copies)
    }

    /// The paths at which the final image shows each of these contents.
    pub(super) fn names(&self, carriers: &[Carrier]) -> HashMap<ContentId, Vec<NodeId>> {
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

    pub(super) fn sightings(
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
        let present = carrier.present.iter().map(|hit| (hit.clone(), None, None));
        let own = self.scene.tree.hash(carrier.id).copied();
        found
            .chain(present)
            .map(|(hit, inner, hash)| Sighting {
                hit,
                site: site(inner),
                fate: fate.clone(),
                hash: hash.or(own),
            })
            .collect()
    }

    /// What a content holds, with where inside it: of an archive what its members hold, too.
    fn found<'s>(&'s self, scanned: &'s Scanned) -> impl Iterator<Item = Inside> + 's {
        let own = scanned.found.iter();
        let own = own.map(|found| (found.hit.clone(), found.inner.clone(), None));
        let inside = scanned.members.iter().flat_map(|(name, key)| {
            let scanned = self.passed.scanned.get(key);
            let found = scanned.into_iter().flat_map(|scanned| &scanned.found);
            found.map(|found| (found.hit.clone(), Some(Arc::clone(name)), Some(key.0)))
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
    pub(super) fn place(&self, sighting: Sighting, owner: Option<&Ownership>, into: &mut Grouping) {
        let Sighting {
            mut hit,
            site,
            fate,
            ..
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
            (Some(Ownership::Copied(package)), _) => (
                Disposition::Package,
                format!("copy of an unchanged file of the package {package}"),
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
            span: (hit.start, hit.end),
            fate,
            disposition,
            reason,
            claimed,
        };
        into.add(fingerprint(&hit, &path), hit, place);
    }
}
