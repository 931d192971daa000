//! A path's life: every layer that touched it, what it did, and how the path went.

use super::{Change, Content, ContentId, NodeId, ROOT, Range, State, Tree, Version};
use crate::layer::EntryKind;

/// What one layer did to a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// The path as the layer left it.
    pub version: Version,
    /// What became of it. Transient: it was born and went within the layer.
    pub state: State,
    /// How it went, where it did.
    pub removal: Option<Removal>,
    /// Contents that the layer stores under this path, in the order of the tar: more than one where
    /// it was packed again, none for a hard link.
    pub contents: Vec<ContentId>,
}

/// How a layer took a path away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// By a whiteout.
    Whiteout,
    /// By an opaque marker in its directory.
    Opaque,
    /// By a whiteout or an opaque marker: the layer has both, and the result is the same.
    Marker,
    /// Together with this directory above it.
    With(NodeId),
    /// This path above it became something else than a directory.
    Shadowed(NodeId),
    /// Within the layer that brought it.
    Within,
}

impl Tree {
    /// Every layer that touched the path, lowest first.
    #[must_use]
    pub fn life(&self, node: NodeId) -> Vec<Touch> {
        let versions = self.versions(node);
        versions
            .iter()
            .map(|&version| self.touch(node, version))
            .collect()
    }

    fn touch(&self, node: NodeId, version: Version) -> Touch {
        let layer = usize::from(version.layer);
        let (from, to) = (layer, layer);
        let state = self.state(node, Range { from, to }).unwrap_or(State {
            change: Some(Change::Transient),
            label: None,
            before: None,
            after: None,
        });
        let removal = match (version.is_visible(), state.before) {
            (true, _) => None,
            (false, None) => Some(Removal::Within),
            (false, Some(_)) => Some(self.removal(node, version.layer)),
        };
        Touch {
            version,
            state,
            removal,
            contents: self.stored_by(node, version.layer),
        }
    }

    /// Contents that a layer stores under a path.
    fn stored_by(&self, node: NodeId, layer: u16) -> Vec<ContentId> {
        let of = |content: &Content| content.record().layer;
        let all = self.contents();
        let first = all.partition_point(|content| of(content) < layer);
        let own = all[first..]
            .iter()
            .take_while(|content| of(content) == layer);
        (first as ContentId..)
            .zip(own)
            .filter(|(_, content)| content.node == node)
            .map(|(number, _)| number)
            .collect()
    }

    /// How the layer took away a path that was there below it.
    fn removal(&self, node: NodeId, layer: u16) -> Removal {
        let mut top = node;
        while top != ROOT && self.goes_in(self.parent(top), layer) {
            top = self.parent(top);
        }
        let parent = self.parent(top);
        let after = self.at(parent, usize::from(layer));
        if after.is_some_and(|after| self.kind(after) != EntryKind::Directory) {
            return Removal::Shadowed(parent);
        }
        if top != node {
            return Removal::With(top);
        }
        match self.markers(layer) {
            (_, false) => Removal::Whiteout,
            (false, true) => Removal::Opaque,
            (true, true) if self.one_stayed(parent, layer) => Removal::Whiteout,
            (true, true) => Removal::Marker,
        }
    }

    fn goes_in(&self, node: NodeId, layer: u16) -> bool {
        let versions = self.versions(node);
        let at = versions.binary_search_by_key(&layer, |version| version.layer);
        at.is_ok_and(|at| !versions[at].is_visible())
    }

    /// Whether the layer has whiteouts, and whether opaque markers.
    fn markers(&self, layer: u16) -> (bool, bool) {
        let (mut whiteouts, mut opaque) = (false, false);
        for entry in &self.layers[usize::from(layer)].entries {
            whiteouts |= entry.kind == EntryKind::Whiteout;
            opaque |= entry.kind == EntryKind::Opaque;
        }
        (whiteouts, opaque)
    }

    /// A child of the directory that the layer left as it was: then nothing made it opaque.
    fn one_stayed(&self, parent: NodeId, layer: u16) -> bool {
        let children = self.children(parent).iter();
        let mut after = children.filter_map(|&child| self.at(child, usize::from(layer)));
        after.any(|after| after.layer < layer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{NoSinks, Options, index_layers};
    use crate::tree::Stacker;

    fn demo() -> Tree {
        let mut stacker = Stacker::new(crate::limits::Limits::default());
        let options = Options {
            verify: true,
            hash: true,
            limits: crate::limits::Limits::default(),
        };
        let image = crate::demo::image();
        index_layers(&image.layers, &options, &NoSinks, &(), |_, indexed| {
            stacker.add(indexed.index);
        });
        stacker.finish()
    }

    #[test]
    fn every_touch_says_what_became_of_the_path() {
        use Change::{Added, Modified, Removed};
        let tree = demo();
        let touches = |path: &str| -> Vec<_> {
            let node = tree.find(path.as_bytes()).unwrap();
            let touches = tree.life(node).into_iter();
            touches
                .map(|touch| {
                    (
                        touch.version.layer,
                        touch.state.change,
                        touch.removal,
                        touch.contents.len(),
                    )
                })
                .collect()
        };
        let assets = tree.find(b"/srv/app/assets").unwrap();
        for (path, want) in [
            (
                "/srv/app/CHANGES",
                vec![
                    (2, Some(Added), None, 1),
                    (3, Some(Modified), None, 1),
                    (7, Some(Modified), None, 2),
                ],
            ),
            (
                "/root/.aws/credentials",
                vec![
                    (4, Some(Added), None, 1),
                    (5, Some(Removed), Some(Removal::Marker), 0),
                ],
            ),
            (
                "/srv/app/assets/logo.svg",
                vec![
                    (2, Some(Added), None, 1),
                    (3, Some(Modified), None, 1),
                    (6, Some(Removed), Some(Removal::Shadowed(assets)), 0),
                ],
            ),
            ("/bin/sh", vec![(0, Some(Added), None, 0)]),
        ] {
            assert_eq!(touches(path), want, "{path}");
        }
    }
}
