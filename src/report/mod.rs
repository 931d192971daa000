//! (not yet)

pub mod dive_json;
