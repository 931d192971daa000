//! One layer applied on top of those below, as the OCI image specification says (layer.md,
//! "Applying Changesets") and umoci does it.
//!
//! First the whiteouts and opaque markers, against the lower layers only, wherever they stand in
//! their own layer; then the entries, in the order of the tar, the last one winning. At the end of
//! the layer it is decided what died in it, and why. Work is per entry: a path is removed once for
//! each time that it appeared, since a removed directory's list of living children is taken apart
//! as it is walked.

mod dirs;
mod entries;
mod finish;
mod links;
mod settle;
mod versions;
mod whiteouts;

use std::sync::{Arc, OnceLock};

use hashbrown::{HashMap, HashSet};

use super::content::{Content, ContentId};
use super::{Arena, IMPLIED, NodeId, ROOT, RecordId, Stacked, Version};
use crate::layer::{DirId, Entry, EntryKind, LayerIndex, NO_CONTENT, Oddities};
use crate::limits::Limits;

/// No node, no version.
const NONE: u32 = u32::MAX;
/// No layer.
const NEVER: u16 = u16::MAX;

/// What stacking knows of a path beyond its name.
#[derive(Debug, Clone, Copy)]
struct Live {
    /// Its newest version in the log.
    newest: u32,
    /// First of its children that may be visible.
    children: NodeId,
    /// Next of its parent's children that may be visible.
    next: NodeId,
    /// It is in its parent's list.
    listed: bool,
    /// It is, or is in, a directory of AUFS's own: never visible.
    hidden: bool,
    /// The newest layer that found one of its directories here, or on the way to it.
    used: u16,
}

const UNBORN: Live = Live {
    newest: NONE,
    children: NONE,
    next: NONE,
    listed: false,
    hidden: false,
    used: NEVER,
};

#[derive(Debug, Clone, Copy)]
struct Logged {
    node: NodeId,
    version: Version,
}

/// Stacks layer indexes, lowest first; [`Stacker::finish`] makes the tree.
#[derive(Debug)]
pub struct Stacker {
    pub(super) arena: Arena,
    pub(super) limits: Limits,
    /// Components walked so far while following links.
    pub(super) link_steps: u64,
    live: Vec<Live>,
    log: Vec<Logged>,
    layers: Vec<Arc<Stacked>>,
    contents: Vec<Content>,
    link_targets: Vec<RecordId>,
    /// Contents that lost a name in the layer at hand, with the path of that name.
    lost: Vec<(ContentId, NodeId)>,
    /// Paths that the layer at hand gave an entry and took away again.
    replaced: HashSet<NodeId>,
    /// Paths beyond what the arena holds were left out.
    overflow: bool,
    /// Some path is hidden.
    hidden: bool,
}

/// The layer being applied.
struct Layer<'a> {
    index: &'a LayerIndex,
    number: u16,
    first_content: ContentId,
    /// Node of each directory of the layer, valid in the round that it was found in.
    dirs: Vec<(u32, NodeId)>,
    round: u32,
    /// Whiteouts by the path that they hide, with their place in the tar.
    whiteouts: HashMap<(DirId, &'a [u8]), usize>,
    /// Hard links whose target had not come yet.
    waiting: Vec<(u32, NodeId)>,
    odd: Oddities,
}

impl Stacker {
    /// An image without layers.
    #[must_use]
    pub fn new(limits: Limits) -> Stacker {
        let root = Version {
            layer: 0,
            what: IMPLIED,
        };
        Stacker {
            arena: Arena::new(),
            limits,
            link_steps: 0,
            live: vec![Live {
                newest: 0,
                listed: true,
                ..UNBORN
            }],
            log: vec![Logged {
                node: ROOT,
                version: root,
            }],
            layers: Vec::new(),
            contents: Vec::new(),
            link_targets: Vec::new(),
            lost: Vec::new(),
            replaced: HashSet::new(),
            overflow: false,
            hidden: false,
        }
    }

    /// Applies the next layer and says what was odd about it.
    pub fn add(&mut self, mut index: LayerIndex) -> Oddities {
        let first_content = self.contents.len() as ContentId;
        let number = self.layers.len() as u16;
        let entries = std::mem::take(&mut index.entries);
        self.hold(number, &entries);
        self.layers.push(Arc::new(Stacked {
            entries,
            links: std::mem::take(&mut index.links),
            xattrs: std::mem::take(&mut index.xattrs),
            hashes: told(std::mem::take(&mut index.hashes)),
            header_sizes: std::mem::take(&mut index.header_sizes),
            first_content,
        }));
        let mut layer = Layer {
            number,
            first_content,
            dirs: vec![(0, NONE); index.dirs.len()],
            round: 1,
            whiteouts: HashMap::new(),
            waiting: Vec::new(),
            odd: Oddities::default(),
            index: &index,
        };
        self.whiteouts(&mut layer);
        layer.round += 1;
        for at in 0..self.layers[usize::from(number)].entries.len() {
            self.entry(&mut layer, at as u32);
        }
        self.late_links(&mut layer);
        self.unsaid_directories(&mut layer);
        self.settle(&mut layer);
        layer.odd
    }

    /// Gives each stored content of a layer its number.
    fn hold(&mut self, layer: u16, entries: &[Entry]) {
        for (at, entry) in entries.iter().enumerate() {
            if entry.content != NO_CONTENT {
                let record = RecordId {
                    layer,
                    entry: at as u32,
                };
                self.contents.push(Content::new(record));
            }
        }
    }

    pub(super) fn link(&self, record: RecordId) -> &[u8] {
        let layer = &self.layers[usize::from(record.layer)];
        layer.entries[record.entry as usize].link(&layer.links)
    }

    pub(super) fn visible(&self, node: NodeId) -> Option<Version> {
        let newest = self.live.get(node as usize)?.newest;
        let version = self.log.get(newest as usize)?.version;
        version.is_visible().then_some(version)
    }

    /// The kind of what is visible at a path; a hard link counts as what it is a name of.
    pub(super) fn visible_kind(&self, node: NodeId) -> Option<EntryKind> {
        let version = self.visible(node)?;
        let Some(record) = version.record() else {
            return Some(EntryKind::Directory);
        };
        let entry = self.record(record);
        match entry.kind {
            EntryKind::HardLink => {
                let target = self.link_targets.get(entry.content as usize);
                Some(target.map_or(EntryKind::HardLink, |&target| self.record(target).kind))
            }
            kind => Some(kind),
        }
    }

    fn record(&self, record: RecordId) -> &Entry {
        &self.layers[usize::from(record.layer)].entries[record.entry as usize]
    }

    pub(super) fn arena_child(&mut self, parent: NodeId, name: &[u8]) -> Option<NodeId> {
        let child = self.arena.child(parent, name);
        self.overflow |= child.is_none();
        let child = child?;
        if child as usize >= self.live.len() {
            let aufs = name.starts_with(b".wh.");
            let hidden = aufs || self.live[parent as usize].hidden;
            self.hidden |= hidden;
            self.live.push(Live { hidden, ..UNBORN });
        }
        Some(child)
    }

    /// True when paths were left out because there are more than the tree can number.
    #[must_use]
    pub fn overflowed(&self) -> bool {
        self.overflow
    }
}

/// Hashes that were computed are told; none at all means that contents were not read.
fn told(hashes: Vec<[u8; 32]>) -> OnceLock<Vec<[u8; 32]>> {
    if hashes.is_empty() {
        OnceLock::new()
    } else {
        OnceLock::from(hashes)
    }
}
