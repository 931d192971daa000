//! What the layers' bytes are worth: live and dead, causes, duplicates; and dive's accounting.

pub mod accounting;
pub mod dive;
pub mod duplicates;
pub mod examine;
pub mod groups;
pub mod layer_set;
pub mod sha256;

pub use accounting::{Accounting, LayerBytes, Waste, waste_of};
pub use duplicates::{Duplicate, duplicates};
pub use examine::{Base, Examined, LayerReport, examine, examine_with};
pub use groups::{Caused, WastedBelow, by_directory, by_layer};
pub use layer_set::LayerSet;
