//! The exact accounting: every stored byte is live or dead, and a dead one has a cause.
//!
//! `total = live + dead`; `efficiency = 1 − dead / total`. A stored content counts once, however
//! many hard links show it. Waste is told at the layer that stores it and at the layer that caused
//! it; both sums are the same bytes.

use super::LayerSet;
use crate::tree::{Cause, Content, ContentId, Death, NodeId, Tree};

/// The figures of one image.
#[derive(Debug, Clone, PartialEq)]
pub struct Accounting {
    /// Σ sizes of all layers, a layer that stands twice counting twice.
    pub total: u64,
    /// Bytes that the final image shows.
    pub live: u64,
    /// Bytes that it does not.
    pub wasted: u64,
    /// Number of lowest layers that count as the base image.
    pub base_layers: usize,
    /// Bytes stored above the base.
    pub user_bytes: u64,
    /// Dead bytes stored above the base.
    pub user_wasted: u64,
    /// The layers, lowest first.
    pub layers: Vec<LayerBytes>,
    /// Waste by path and cause, largest first, then by path.
    pub waste: Vec<Waste>,
}

/// The bytes of one layer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LayerBytes {
    /// Σ stored contents.
    pub size: u64,
    /// Dead bytes that this layer stores.
    pub stored_waste: u64,
    /// Dead bytes, of any layer, that this layer made dead.
    pub caused_waste: u64,
}

/// Dead versions of one path that died of one cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waste {
    /// The path.
    pub node: NodeId,
    /// Why they are dead.
    pub cause: Cause,
    /// Their bytes.
    pub bytes: u64,
    /// How many versions.
    pub count: u64,
    /// The layers that store them, each once, lowest first.
    pub stored_in: LayerSet,
    /// The layers that caused it, each once, lowest first.
    pub caused_by: LayerSet,
}

impl Accounting {
    /// Reads the figures off a tree.
    #[must_use]
    pub fn new(tree: &Tree, base_layers: usize) -> Accounting {
        Accounting::without(tree, base_layers, |_| false)
    }

    /// The same, with the waste of paths that `ignored` picks left out: their dead bytes count as
    /// if they were live.
    #[must_use]
    pub fn without(
        tree: &Tree,
        base_layers: usize,
        ignored: impl Fn(NodeId) -> bool,
    ) -> Accounting {
        let mut layers = vec![LayerBytes::default(); tree.layers()];
        let mut dead: Vec<Dead> = Vec::new();
        for (number, content) in tree.contents().iter().enumerate() {
            let size = tree.entry(content.record()).size;
            let stored = content.record().layer;
            layers[usize::from(stored)].size += size;
            let Some(death) = content.death().filter(|death| !ignored(death.node)) else {
                continue;
            };
            layers[usize::from(stored)].stored_waste += size;
            layers[usize::from(death.layer)].caused_waste += size;
            dead.push((death.node, death.cause, number as ContentId));
        }
        let waste = rows(tree, dead);
        let sum = |of: fn(&LayerBytes) -> u64, from: usize| -> u64 {
            layers.iter().skip(from).map(of).sum()
        };
        let (total, wasted) = (sum(|l| l.size, 0), sum(|l| l.stored_waste, 0));
        Accounting {
            total,
            live: total - wasted,
            wasted,
            base_layers,
            user_bytes: sum(|l| l.size, base_layers),
            user_wasted: sum(|l| l.stored_waste, base_layers),
            waste,
            layers,
        }
    }

    /// `1 − wasted / total`; 1 for an image without bytes.
    #[must_use]
    pub fn efficiency(&self) -> f64 {
        1.0 - ratio(self.wasted, self.total)
    }

    /// Dead bytes stored above the base, as a share of all bytes above the base; 0 when there are
    /// none.
    #[must_use]
    pub fn user_wasted_percent(&self) -> f64 {
        ratio(self.user_wasted, self.user_bytes)
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// Waste by path and cause of those dead contents that `keep` picks, largest first, then by path.
#[must_use]
pub fn waste_of(tree: &Tree, keep: impl Fn(&Content, Death) -> bool) -> Vec<Waste> {
    let all = (0..).zip(tree.contents());
    let dead = all.filter_map(|(number, content)| {
        let death = content.death().filter(|&death| keep(content, death))?;
        Some((death.node, death.cause, number))
    });
    rows(tree, dead.collect())
}

/// A dead content, so that sorting brings together what one row is made of.
type Dead = (NodeId, Cause, ContentId);

fn rows(tree: &Tree, mut dead: Vec<Dead>) -> Vec<Waste> {
    dead.sort_unstable();
    let same = |a: &Dead, b: &Dead| (a.0, a.1) == (b.0, b.1);
    let rows = dead.chunk_by(same).map(|dead| Waste::of(tree, dead));
    sorted(tree, rows.filter(|row| row.bytes > 0).collect())
}

impl Waste {
    fn of(tree: &Tree, dead: &[Dead]) -> Waste {
        let contents = dead.iter().map(|&(_, _, content)| tree.content(content));
        let stored = contents.clone().map(|content| content.record().layer);
        let caused = contents
            .clone()
            .filter_map(|content| Some(content.death()?.layer));
        Waste {
            node: dead[0].0,
            cause: dead[0].1,
            bytes: contents
                .map(|content| tree.entry(content.record()).size)
                .sum(),
            count: dead.len() as u64,
            stored_in: LayerSet::of(stored),
            caused_by: LayerSet::of(caused),
        }
    }
}

/// Largest first, then by path; paths are built only where bytes tie.
fn sorted(tree: &Tree, mut rows: Vec<Waste>) -> Vec<Waste> {
    rows.sort_by_key(|row| std::cmp::Reverse(row.bytes));
    for tie in rows
        .chunk_by_mut(|a, b| a.bytes == b.bytes)
        .filter(|tie| tie.len() > 1)
    {
        tie.sort_by_cached_key(|row| (tree.path(row.node), row.cause));
    }
    rows
}
