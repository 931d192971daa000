//! A few layer numbers, without an allocation for them.

use std::ops::Deref;

/// Layers, each once, lowest first. There are as many of these as wasted paths, and nearly all
/// hold one or two layers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerSet(Repr);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Repr {
    Few { len: u8, layers: [u16; 6] },
    Many(Vec<u16>),
}

impl LayerSet {
    /// The layers of `all`, sorted, each once.
    #[must_use]
    pub fn of(all: impl Iterator<Item = u16> + Clone) -> LayerSet {
        let mut layers = [0; 6];
        let mut len = 0;
        for layer in all.clone() {
            if layers[..len].contains(&layer) {
                continue;
            }
            if len == layers.len() {
                let mut many: Vec<u16> = all.collect();
                many.sort_unstable();
                many.dedup();
                return LayerSet(Repr::Many(many));
            }
            layers[len] = layer;
            len += 1;
        }
        layers[..len].sort_unstable();
        LayerSet(Repr::Few {
            len: len as u8,
            layers,
        })
    }
}

impl Deref for LayerSet {
    type Target = [u16];

    fn deref(&self) -> &[u16] {
        match &self.0 {
            Repr::Few { len, layers } => &layers[..usize::from(*len)],
            Repr::Many(layers) => layers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_come_out_sorted_and_once() {
        for all in [
            vec![],
            vec![3],
            vec![3, 1, 3, 2],
            (0..20).rev().chain(5..9).collect(),
        ] {
            let mut want: Vec<u16> = all.clone();
            want.sort_unstable();
            want.dedup();
            assert_eq!(*LayerSet::of(all.iter().copied()), want);
        }
    }
}
