//! Whiteouts and opaque markers, against the lower layers only (OCI image spec, layer.md,
//! "Whiteouts"): they come before all entries of their layer, wherever they stand in it.

use super::{Layer, Stacker};
use crate::image::WarningKind;
use crate::layer::EntryKind;
use crate::tree::ROOT;

impl Stacker {
    pub(super) fn whiteouts<'a>(&mut self, layer: &mut Layer<'a>) {
        let number = usize::from(layer.number);
        for at in 0..self.layers[number].entries.len() {
            let entry = self.layers[number].entries[at];
            if !entry.is_marker() {
                continue;
            }
            let name = layer.index.name(&entry);
            if entry.kind == EntryKind::Whiteout && !name.is_empty() {
                layer.whiteouts.insert((entry.parent, name), at);
            }
            let Some(dir) = self.lower_dir(layer, entry.parent) else {
                continue;
            };
            if entry.kind == EntryKind::Opaque {
                if dir == ROOT && layer.number > 0 {
                    let what = "an opaque marker at the root hides all lower layers; overlayfs \
                                (docker, podman) goes on showing them";
                    layer.odd.note(WarningKind::RuntimesDiffer, what, b"/");
                }
                self.remove_children(dir, layer.number);
            } else if !name.is_empty()
                && let Some(node) = self.arena.find(dir, name)
            {
                self.remove(node, layer.number);
            }
        }
    }
}
