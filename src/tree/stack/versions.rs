//! What becomes visible, and what goes: versions logged, names counted, lists of living children.

use super::{Logged, NONE, Stacker};
use crate::tree::{GONE, NodeId, Version};

impl Stacker {
    /// Gives a path a new visible version.
    pub(super) fn set(&mut self, node: NodeId, version: Version) {
        self.release(node);
        self.log_version(node, version);
        self.list(node);
        if let Some(content) = version.record().and_then(|record| self.content_of(record)) {
            self.contents[content as usize].names += 1;
        }
    }

    /// Logs a version; a layer has one for each path, its last.
    pub(super) fn log_version(&mut self, node: NodeId, version: Version) {
        let newest = self.live[node as usize].newest;
        match self.log.get_mut(newest as usize) {
            Some(logged) if logged.version.layer == version.layer => {
                if !version.is_visible() && logged.version.record().is_some() {
                    self.replaced.insert(node);
                }
                logged.version = version;
            }
            _ => {
                self.live[node as usize].newest = self.log.len() as u32;
                self.log.push(Logged { node, version });
            }
        }
    }

    pub(super) fn list(&mut self, node: NodeId) {
        if !self.live[node as usize].listed {
            let parent = self.arena.parent(node) as usize;
            let next = std::mem::replace(&mut self.live[parent].children, node);
            self.live[node as usize].next = next;
            self.live[node as usize].listed = true;
        }
    }

    /// Takes the path's name from the content that it shows.
    pub(super) fn release(&mut self, node: NodeId) {
        let shown = self.visible(node).and_then(Version::record);
        if let Some(content) = shown.and_then(|record| self.content_of(record)) {
            let names = &mut self.contents[content as usize].names;
            *names = names.saturating_sub(1);
            self.lost.push((content, node));
        }
    }

    /// Removes a path with all below it.
    pub(super) fn remove(&mut self, node: NodeId, layer: u16) {
        if self.visible(node).is_some() && !self.live[node as usize].hidden {
            self.remove_children(node, layer);
            self.release(node);
            self.log_version(node, Version { layer, what: GONE });
        }
    }

    /// Removes everything below a path.
    pub(super) fn remove_children(&mut self, node: NodeId, layer: u16) {
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
}
