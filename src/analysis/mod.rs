//! (not yet)

pub mod dive;
