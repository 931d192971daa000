//! The rule files that come with the program.

/// Name and text of each, in the order in which they are asked.
pub(super) const FILES: &[(&str, &str)] = &[("_seed.toml", include_str!("rules/_seed.toml"))];
