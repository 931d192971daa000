//! The JSON Schema of the report (draft 2020-12): every field with what it means.
//!
//! Kept as the file that `layerscope schema` prints, so that it can be read and reviewed as what
//! it is; a test holds what [`super::json`] writes against it, field by field, both ways.

/// The schema of the secrets' report, as [`schema`] is that of the image's.
#[must_use]
pub fn secrets() -> &'static str {
    include_str!("secrets/schema.json")
}

/// The schema as JSON text, with a newline at its end.
#[must_use]
pub fn schema() -> &'static str {
    include_str!("schema.json")
}
