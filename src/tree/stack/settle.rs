//! The end of a layer: what died in it, and why (DESIGN: the exact accounting).

use super::{Layer, Stacker};
use crate::layer::EntryKind;
use crate::tree::content::{Cause, Death};
use crate::tree::{NodeId, ROOT};

impl Stacker {
    /// Decides what died in the layer.
    pub(super) fn settle(&mut self, layer: &mut Layer<'_>) {
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
        self.replaced.clear();
    }

    fn cause(&self, node: NodeId, layer: u16) -> Cause {
        let shown = self
            .visible(node)
            .is_some_and(|version| version.layer == layer);
        if shown || self.replaced.contains(&node) {
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
}
