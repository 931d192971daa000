//! What the layers' bytes are worth: live and dead, causes, duplicates; and dive's accounting.

pub mod accounting;
pub mod dive;
pub mod duplicates;
pub mod examine;
pub mod layer_set;
pub mod sha256;

pub use accounting::{Accounting, LayerBytes, Waste};
pub use duplicates::{Duplicate, duplicates};
pub use examine::{Base, Examined, LayerReport, examine};
pub use layer_set::LayerSet;
