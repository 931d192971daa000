//! One layer applied on top of those below, as the OCI image specification says (layer.md,
//! "Applying Changesets") and umoci does it.
//!
//! First the whiteouts and opaque markers, against the lower layers only, wherever they stand in
//! their own layer; then the entries, in the order of the tar, the last one winning. At the end of
//! the layer it is decided what died in it, and why. Work is per entry: a path is removed once for
//! each time that it appeared, since a removed directory's list of living children is taken apart
//! as it is walked.

use hashbrown::HashMap;

use super::content::{Cause, Content, ContentId, Death};
use super::resolve::Landing;
use super::{Arena, GONE, IMPLIED, NodeId, ROOT, RecordId, Stacked, Tree, Version};
use crate::image::WarningKind;
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
    layers: Vec<Stacked>,
    contents: Vec<Content>,
    link_targets: Vec<RecordId>,
    /// Contents that lost a name in the layer at hand, with the path of that name.
    lost: Vec<(ContentId, NodeId)>,
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
            overflow: false,
            hidden: false,
        }
    }

    /// Applies the next layer and says what was odd about it.
    pub fn add(&mut self, mut index: LayerIndex) -> Oddities {
        let first_content = self.contents.len() as ContentId;
        let number = self.layers.len() as u16;
        self.layers.push(Stacked {
            links: std::mem::take(&mut index.links),
            xattrs: std::mem::take(&mut index.xattrs),
            hashes: std::mem::take(&mut index.hashes),
            header_sizes: std::mem::take(&mut index.header_sizes),
            first_content,
            ..Stacked::default()
        });
        let entries = std::mem::take(&mut index.entries);
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
        self.hold(number, entries);
        self.whiteouts(&mut layer);
        layer.round += 1;
        for at in 0..self.layers[usize::from(number)].entries.len() {
            self.entry(&mut layer, at as u32);
        }
        self.late_links(&mut layer);
        self.settle(&mut layer);
        layer.odd
    }

    /// Takes over a layer's entries and gives each stored content its number.
    fn hold(&mut self, layer: u16, entries: Vec<Entry>) {
        for (at, entry) in entries.iter().enumerate() {
            if entry.content != NO_CONTENT {
                let record = RecordId {
                    layer,
                    entry: at as u32,
                };
                self.contents.push(Content::new(record));
            }
        }
        self.layers[usize::from(layer)].entries = entries;
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

    /// Notes that the place of a directory of the layer at hand rests on this path.
    pub(super) fn mark_used(&mut self, node: NodeId) {
        let number = self.layers.len().saturating_sub(1);
        self.live[node as usize].used = number as u16;
    }

    // ---- whiteouts -------------------------------------------------------------------------

    fn whiteouts<'a>(&mut self, layer: &mut Layer<'a>) {
        let number = usize::from(layer.number);
        for at in 0..self.layers[number].entries.len() {
            let entry = self.layers[number].entries[at];
            if !entry.is_marker() {
                continue;
            }
            let name = layer.index.name(&entry);
            let Some(dir) = self.lower_dir(layer, entry.parent) else {
                continue;
            };
            if entry.kind == EntryKind::Opaque {
                self.remove_children(dir, layer.number);
            } else if !name.is_empty() {
                layer.whiteouts.insert((entry.parent, name), at);
                if let Some(node) = self.arena.find(dir, name) {
                    self.remove(node, layer.number);
                }
            }
        }
    }

    /// The node of a directory of the layer as the lower layers have it; none when they have not.
    fn lower_dir(&mut self, layer: &mut Layer<'_>, dir: DirId) -> Option<NodeId> {
        let mut chain = Vec::new();
        let mut at = dir;
        while at != 0 && layer.dirs[at as usize].0 != layer.round {
            chain.push(at);
            at = layer.index.dirs[at as usize].parent;
        }
        let mut node = if at == 0 {
            ROOT
        } else {
            layer.dirs[at as usize].1
        };
        while let Some(dir) = chain.pop() {
            if node != NONE {
                node = self.lower_child(layer, node, dir).unwrap_or(NONE);
            }
            layer.dirs[dir as usize] = (layer.round, node);
        }
        (node != NONE).then_some(node)
    }

    fn lower_child(&mut self, layer: &mut Layer<'_>, parent: NodeId, dir: DirId) -> Option<NodeId> {
        let child = self.arena.find(parent, layer.index.dir_name(dir))?;
        let explicit = layer.index.dirs[dir as usize].explicit;
        if explicit || self.visible_kind(child) != Some(EntryKind::Symlink) {
            return Some(child);
        }
        self.through(layer, child, false)
    }

    /// Follows a symlink that stands where a directory is implied, and says so.
    fn through(&mut self, layer: &mut Layer<'_>, link: NodeId, make: bool) -> Option<NodeId> {
        match self.follow(link, make) {
            Landing::At(node) => {
                let what = "entries below a symlink land where it points; a runtime that applies \
                            layers apart hides the link instead";
                layer
                    .odd
                    .note(WarningKind::ThroughSymlink, what, &self.arena.path(link));
                Some(node)
            }
            Landing::Nowhere => None,
            Landing::TooManyHops => {
                let what = "entries below a symlink that leads in circles, or too far, are kept where they are named";
                layer
                    .odd
                    .note(WarningKind::RuntimesDiffer, what, &self.arena.path(link));
                Some(link)
            }
        }
    }

    // ---- entries ---------------------------------------------------------------------------

    fn entry(&mut self, layer: &mut Layer<'_>, at: u32) {
        let entry = self.layers[usize::from(layer.number)].entries[at as usize];
        if entry.is_marker() {
            return;
        }
        let name = layer.index.name(&entry);
        if name.is_empty() {
            return self.root_entry(layer, at, entry.kind);
        }
        let Some(node) =
            (self.upper_dir(layer, entry.parent)).and_then(|dir| self.arena_child(dir, name))
        else {
            return;
        };
        self.whiteout_and_entry(layer, &entry, at, node);
        self.note_duplicate(layer, node);
        if entry.content != NO_CONTENT {
            self.contents[(layer.first_content + entry.content) as usize].node = node;
        }
        if self.live[node as usize].hidden {
            self.hide(layer, &entry, node);
            return;
        }
        self.implied_parents(node, layer.number);
        self.note_hidden_symlink(layer, &entry, node);
        let was = self.visible_kind(node);
        let keeps_children =
            entry.kind == EntryKind::Directory && was == Some(EntryKind::Directory);
        if !keeps_children {
            self.remove_children(node, layer.number);
        }
        if entry.kind == EntryKind::HardLink {
            self.hard_link(layer, at, node);
        } else {
            self.set(
                node,
                Version {
                    layer: layer.number,
                    what: at,
                },
            );
        }
        let links = [was, self.visible_kind(node)].contains(&Some(EntryKind::Symlink));
        if links && self.live[node as usize].used == layer.number {
            layer.round += 1; // directories that were found through this path lie elsewhere now
        }
    }

    fn root_entry(&mut self, layer: &mut Layer<'_>, at: u32, kind: EntryKind) {
        if kind == EntryKind::Directory {
            self.set(
                ROOT,
                Version {
                    layer: layer.number,
                    what: at,
                },
            );
        } else {
            let what = "the root is said to be no directory; it stays one, runtimes refuse it";
            layer.odd.note(WarningKind::RuntimesDiffer, what, b"/");
        }
    }

    /// The node where entries of a directory of the layer belong.
    fn upper_dir(&mut self, layer: &mut Layer<'_>, dir: DirId) -> Option<NodeId> {
        let mut chain = Vec::new();
        let mut at = dir;
        while at != 0 && layer.dirs[at as usize].0 != layer.round {
            chain.push(at);
            at = layer.index.dirs[at as usize].parent;
        }
        let mut node = if at == 0 {
            ROOT
        } else {
            layer.dirs[at as usize].1
        };
        while let Some(dir) = chain.pop() {
            node = self.upper_child(layer, node, dir)?;
            layer.dirs[dir as usize] = (layer.round, node);
        }
        Some(node)
    }

    fn upper_child(&mut self, layer: &mut Layer<'_>, parent: NodeId, dir: DirId) -> Option<NodeId> {
        let child = self.arena_child(parent, layer.index.dir_name(dir))?;
        self.mark_used(child);
        if self.visible_kind(child) != Some(EntryKind::Symlink) {
            return Some(child);
        }
        // A link of a lower layer gives way to the entry that this layer has for the path,
        // wherever in the tar it stands; a link of this layer does not.
        let below = self
            .visible(child)
            .is_some_and(|version| version.layer < layer.number);
        if below && layer.index.dirs[dir as usize].explicit {
            self.hides_symlink(layer, child);
            return Some(child);
        }
        self.through(layer, child, true)
    }

    /// Makes sure that every parent of `node` is a visible directory.
    fn implied_parents(&mut self, node: NodeId, layer: u16) {
        let mut missing = Vec::new();
        let mut at = self.arena.parent(node);
        while at != ROOT && self.visible_kind(at) != Some(EntryKind::Directory) {
            missing.push(at);
            at = self.arena.parent(at);
        }
        while let Some(node) = missing.pop() {
            self.set(
                node,
                Version {
                    layer,
                    what: IMPLIED,
                },
            );
        }
    }

    fn hard_link(&mut self, layer: &mut Layer<'_>, at: u32, node: NodeId) {
        let record = RecordId {
            layer: layer.number,
            entry: at,
        };
        if let Some(target) = self.linked(record).filter(|&target| target != node)
            && let Some(version) = self.linkable(target, layer.number)
            && let Some(inode) = version.record().and_then(|record| self.inode(record))
        {
            self.set_link(record, inode);
        } else {
            layer.waiting.push((at, node));
        }
        self.set(
            node,
            Version {
                layer: layer.number,
                what: at,
            },
        );
    }

    /// What a hard link of a layer can be a name of: what is visible, and files of AUFS's own
    /// directories in its own layer.
    fn linkable(&self, target: NodeId, layer: u16) -> Option<Version> {
        let hidden = self.live[target as usize].hidden;
        self.visible(target)
            .filter(|version| !hidden || version.layer == layer)
    }

    fn linked(&mut self, record: RecordId) -> Option<NodeId> {
        let target = crate::layer::clean_link(self.link(record), &self.limits)?;
        self.hard_link_target(&target.0, &target.1)
    }

    pub(super) fn inode(&self, record: RecordId) -> Option<RecordId> {
        let entry = self.record(record);
        match entry.kind {
            EntryKind::HardLink => self.link_targets.get(entry.content as usize).copied(),
            EntryKind::Directory => None,
            _ => Some(record),
        }
    }

    fn set_link(&mut self, link: RecordId, inode: RecordId) {
        let number = self.link_targets.len() as u32;
        self.link_targets.push(inode);
        self.layers[usize::from(link.layer)].entries[link.entry as usize].content = number;
    }

    /// Hard links whose target comes later in the tar; runtimes fail on them.
    fn late_links(&mut self, layer: &mut Layer<'_>) {
        for (at, node) in std::mem::take(&mut layer.waiting) {
            let record = RecordId {
                layer: layer.number,
                entry: at,
            };
            let target = self.linked(record).filter(|&target| target != node);
            let inode = target
                .and_then(|target| self.linkable(target, layer.number))
                .and_then(Version::record)
                .and_then(|record| self.inode(record));
            let Some(inode) = inode else {
                let what = "a hard link names a path that is not there; runtimes refuse it";
                layer
                    .odd
                    .note(WarningKind::DanglingLink, what, &self.arena.path(node));
                continue;
            };
            let what = "a hard link stands before its target; runtimes refuse it";
            layer
                .odd
                .note(WarningKind::RuntimesDiffer, what, &self.arena.path(node));
            self.set_link(record, inode);
            let still = self.visible(node).and_then(Version::record) == Some(record);
            if still && let Some(content) = self.content_of(record) {
                self.contents[content as usize].names += 1;
            }
        }
    }

    fn whiteout_and_entry(&mut self, layer: &mut Layer<'_>, entry: &Entry, at: u32, node: NodeId) {
        if layer.whiteouts.is_empty() {
            return;
        }
        let name = layer.index.name(entry);
        let Some(&place) = layer.whiteouts.get(&(entry.parent, name)) else {
            return;
        };
        if place > at as usize {
            let what = "an entry and, behind it, a whiteout of the same path: the entry stays \
                        (docker and containerd would remove it)";
            layer
                .odd
                .note(WarningKind::RuntimesDiffer, what, &self.arena.path(node));
        }
    }

    fn note_duplicate(&mut self, layer: &mut Layer<'_>, node: NodeId) {
        let version = self.visible(node);
        let again = version.is_some_and(|v| v.layer == layer.number && v.record().is_some());
        if again {
            let what = "a path stands in the layer more than once; the last one counts (docker's \
                        graph driver refuses the layer)";
            layer
                .odd
                .note(WarningKind::DuplicateEntry, what, &self.arena.path(node));
        }
    }

    fn note_hidden_symlink(&mut self, layer: &mut Layer<'_>, entry: &Entry, node: NodeId) {
        let lower = self
            .visible(node)
            .is_some_and(|version| version.layer < layer.number);
        let link = self.visible_kind(node) == Some(EntryKind::Symlink);
        if lower && link && entry.kind == EntryKind::Directory {
            self.hides_symlink(layer, node);
        }
    }

    /// A directory in the place of a lower layer's symlink hides all that was reached through it:
    /// seldom meant, since builders on a merged `/usr` do it unseen.
    fn hides_symlink(&self, layer: &mut Layer<'_>, link: NodeId) {
        let what = "a directory takes the place of a symlink of a lower layer";
        layer
            .odd
            .note(WarningKind::HidesSymlink, what, &self.arena.path(link));
    }

    /// A file of AUFS's own directories: never visible, but hard links may give it a name.
    fn hide(&mut self, layer: &Layer<'_>, entry: &Entry, node: NodeId) {
        let what = layer.first_content.wrapping_add(entry.content);
        if entry.content != NO_CONTENT {
            self.lost.push((what, node));
        }
        let at = self
            .contents
            .get(what as usize)
            .map(|content| content.record().entry);
        if let (EntryKind::File, Some(at)) = (entry.kind, at) {
            // Visible to hard links of this layer, to nobody else: see settle.
            self.log_version(
                node,
                Version {
                    layer: layer.number,
                    what: at,
                },
            );
        }
    }

    // ---- versions --------------------------------------------------------------------------

    /// Gives a path a new visible version.
    fn set(&mut self, node: NodeId, version: Version) {
        self.release(node);
        self.log_version(node, version);
        self.list(node);
        if let Some(content) = version.record().and_then(|record| self.content_of(record)) {
            self.contents[content as usize].names += 1;
        }
    }

    /// Logs a version; a layer has one for each path, its last.
    fn log_version(&mut self, node: NodeId, version: Version) {
        let newest = self.live[node as usize].newest;
        match self.log.get_mut(newest as usize) {
            Some(logged) if logged.version.layer == version.layer => logged.version = version,
            _ => {
                self.live[node as usize].newest = self.log.len() as u32;
                self.log.push(Logged { node, version });
            }
        }
    }

    fn list(&mut self, node: NodeId) {
        if !self.live[node as usize].listed {
            let parent = self.arena.parent(node) as usize;
            let next = std::mem::replace(&mut self.live[parent].children, node);
            self.live[node as usize].next = next;
            self.live[node as usize].listed = true;
        }
    }

    /// Takes the path's name from the content that it shows.
    fn release(&mut self, node: NodeId) {
        let shown = self.visible(node).and_then(Version::record);
        if let Some(content) = shown.and_then(|record| self.content_of(record)) {
            let names = &mut self.contents[content as usize].names;
            *names = names.saturating_sub(1);
            self.lost.push((content, node));
        }
    }

    fn content_of(&self, record: RecordId) -> Option<ContentId> {
        let inode = self.inode(record)?;
        let entry = self.record(inode);
        let first = self.layers[usize::from(inode.layer)].first_content;
        (entry.kind == EntryKind::File && entry.content != NO_CONTENT)
            .then(|| first + entry.content)
    }

    /// Removes a path with all below it.
    fn remove(&mut self, node: NodeId, layer: u16) {
        if self.visible(node).is_some() && !self.live[node as usize].hidden {
            self.remove_children(node, layer);
            self.release(node);
            self.log_version(node, Version { layer, what: GONE });
        }
    }

    /// Removes everything below a path.
    fn remove_children(&mut self, node: NodeId, layer: u16) {
        let mut first = std::mem::replace(&mut self.live[node as usize].children, NONE);
        let mut lists = Vec::new();
        loop {
            while first == NONE {
                let Some(next) = lists.pop() else { return };
                first = next;
            }
            let child = first;
            let live = &mut self.live[child as usize];
            first = std::mem::replace(&mut live.next, NONE);
            live.listed = false;
            let below = std::mem::replace(&mut live.children, NONE);
            if below != NONE {
                lists.push(first);
                first = below;
            }
            if self.visible(child).is_some() {
                self.release(child);
                self.log_version(child, Version { layer, what: GONE });
            }
        }
    }

    // ---- the end of a layer ----------------------------------------------------------------

    /// Decides what died in the layer.
    fn settle(&mut self, layer: &mut Layer<'_>) {
        let mut lost = std::mem::take(&mut self.lost);
        lost.sort_by_key(|&(content, _)| content);
        for names in lost.chunk_by(|a, b| a.0 == b.0) {
            let content = names[0].0;
            let at = &self.contents[content as usize];
            if at.names > 0 || at.death().is_some() {
                continue;
            }
            // Of several names that went in this layer, the one that it was stored under.
            let stored = names.iter().any(|&(_, node)| node == at.node);
            let node = if stored { at.node } else { names[0].1 };
            let cause = if at.record().layer == layer.number {
                Cause::DuplicateEntry
            } else {
                self.cause(node, layer.number)
            };
            let death = Death {
                cause,
                layer: layer.number,
                node,
            };
            self.contents[content as usize].die(death);
        }
    }

    fn cause(&self, node: NodeId, layer: u16) -> Cause {
        if self
            .visible(node)
            .is_some_and(|version| version.layer == layer)
        {
            return Cause::Overwritten;
        }
        let mut at = self.arena.parent(node);
        while at != ROOT && self.visible(at).is_none() {
            at = self.arena.parent(at);
        }
        match self.visible_kind(at) {
            Some(EntryKind::Directory) | None => Cause::Deleted,
            Some(_) => Cause::Shadowed,
        }
    }

    /// True when paths were left out because there are more than the tree can number.
    #[must_use]
    pub fn overflowed(&self) -> bool {
        self.overflow
    }

    /// The tree of all layers added.
    #[must_use]
    pub fn finish(mut self) -> Tree {
        self.live = Vec::new();
        self.arena.freeze();
        let nodes = self.arena.len();
        // Hidden files' versions served hard links only; nobody sees them.
        if self.hidden {
            self.log.retain(|logged| !hidden(&self.arena, logged.node));
        }
        let log = self.log;
        let (starts, versions) = by_node(
            nodes,
            log.iter().map(|logged| (logged.node, logged.version)),
        );
        drop(log);
        let parents = (1..nodes as NodeId).map(|node| (self.arena.parent(node), node));
        let (child_starts, mut children) = by_node(nodes, parents);
        for parent in 0..nodes {
            let range = child_starts[parent] as usize..child_starts[parent + 1] as usize;
            children[range].sort_unstable_by(|&a, &b| self.arena.name(a).cmp(self.arena.name(b)));
        }
        Tree {
            arena: self.arena,
            versions,
            starts,
            children,
            child_starts,
            layers: self.layers,
            contents: self.contents,
            link_targets: self.link_targets,
        }
    }
}

fn hidden(arena: &Arena, mut node: NodeId) -> bool {
    while node != ROOT {
        if arena.name(node).starts_with(b".wh.") {
            return true;
        }
        node = arena.parent(node);
    }
    false
}

/// Sorts values by node, keeping their order within one: starts (one more than nodes) and values.
fn by_node<T: Copy + Default>(
    nodes: usize,
    all: impl Iterator<Item = (NodeId, T)> + Clone,
) -> (Vec<u32>, Vec<T>) {
    let mut starts = vec![0u32; nodes + 1];
    for (node, _) in all.clone() {
        starts[node as usize + 1] += 1;
    }
    for at in 0..nodes {
        starts[at + 1] += starts[at];
    }
    let mut next = starts.clone();
    let mut values = vec![T::default(); starts[nodes] as usize];
    for (node, value) in all {
        let at = &mut next[node as usize];
        values[*at as usize] = value;
        *at += 1;
    }
    (starts, values)
}
