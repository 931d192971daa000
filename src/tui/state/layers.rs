//! The layers, what is known of each, and the view that the selected one stands for.

use crate::image::{Layer, instruction};
use crate::layer::LayerFacts;
use crate::text::escape;
use crate::tree::Range;

use super::super::cursor::Cursor;

/// Characters of an instruction's one line: it is drawn in every frame, and no screen is wider.
const MOST: usize = 1_000;

/// How far a layer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LayerState {
    /// Not read yet.
    Waiting,
    /// Its entries are listed; nothing is verified.
    Listed,
    /// Its digests hold.
    Verified,
    /// Nobody could or would verify it: there are no claims, or it was not asked for.
    Unverified,
    /// It could not be read to its end, or a claim does not hold: a sentence.
    Bad(String),
}

/// One layer.
#[derive(Debug, Clone)]
pub struct LayerRow {
    /// What manifest, config and history say.
    pub layer: Layer,
    /// The instruction in one line, without the shell around it.
    pub instruction: String,
    /// How far it is.
    pub state: LayerState,
    /// What was learned of its bytes.
    pub facts: Option<LayerFacts>,
    /// Number of tar entries.
    pub entries: Option<u64>,
    /// Σ stored contents.
    pub bytes: Option<u64>,
    /// Paths that it added, modified and removed, once counted.
    pub changes: Option<[u64; 3]>,
    /// What was odd.
    pub warnings: Vec<String>,
    /// It could not be read to its end: what is known of it is of the part before.
    pub cut: bool,
    /// What could not be read, and claims that do not hold.
    pub wrong: Vec<String>,
}

/// The list of layers.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    /// Lowest first.
    pub rows: Vec<LayerRow>,
    /// The selected one.
    pub cursor: Cursor,
    /// One end of a range, where the user marked it.
    pub mark: Option<usize>,
    /// What the tree showed before; what it shows again when the mark is forgotten.
    pub before_mark: Option<View>,
    /// Number of lowest layers that count as the base.
    pub base: usize,
}

/// What the tree shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// What the selected layer did.
    Layer,
    /// What all layers above the base did, up to the selected one.
    FromBase,
    /// What the marked range did: from the mark to the selected layer, whichever is higher.
    Marked,
    /// The image as it runs.
    Final,
}

impl LayerRow {
    /// A layer of which only the documents are known.
    #[must_use]
    pub fn new(layer: Layer) -> LayerRow {
        LayerRow {
            instruction: in_one_line(&layer),
            layer,
            state: LayerState::Waiting,
            facts: None,
            entries: None,
            bytes: None,
            changes: None,
            warnings: Vec::new(),
            cut: false,
            wrong: Vec::new(),
        }
    }
}

impl LayerRow {
    /// What is said of the layer, with or without the values of secrets.
    pub fn say(&mut self, layer: Layer) {
        self.instruction = in_one_line(&layer);
        self.layer = layer;
    }
}

fn in_one_line(layer: &Layer) -> String {
    layer.created_by.as_deref().map_or_else(
        || "(no instruction is recorded)".to_owned(),
        |whole| instruction::short(whole).chars().take(MOST).collect(),
    )
}

impl Layers {
    /// `layer 5: RUN …`; the number alone where the history does not tell.
    #[must_use]
    pub fn named(&self, number: usize) -> String {
        let row = self.rows.get(number);
        match row.filter(|row| row.layer.created_by.is_some()) {
            Some(row) => format!("layer {number}: {}", escape(&row.instruction)),
            None => format!("layer {number}"),
        }
    }
}

impl LayerState {
    /// True when something is wrong with the layer.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        matches!(self, LayerState::Bad(_))
    }
}

impl View {
    /// The layers that the view is about.
    #[must_use]
    pub fn range(self, layers: &Layers) -> Option<Range> {
        let last = layers.rows.len().checked_sub(1)?;
        let at = layers.cursor.at.min(last);
        Some(match (self, layers.mark) {
            (View::Final, _) => Range { from: 0, to: last },
            (View::Marked, Some(mark)) => Range {
                from: mark.min(at),
                to: mark.max(at),
            },
            (View::FromBase, _) if at >= layers.base => Range {
                from: layers.base,
                to: at,
            },
            (View::FromBase, _) => Range { from: 0, to: at },
            (View::Layer | View::Marked, _) => Range { from: at, to: at },
        })
    }
}
